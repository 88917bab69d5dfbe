//! Roots and proofs from single nodes of the tree, wherever those are kept.
//!
//! A node is the root over a full, aligned subtree: the node `index` of `height` covers the 2^height
//! leaves from `index`·2^height on. Such a node never changes once it is there, so nodes can be
//! stored; a proof needs about log₂ of them. The verifiers in [`crate`] check what comes out.

use std::convert::Infallible;

use crate::{Hash, ProofError, empty_root, node_hash};

/// Gives nodes of a tree.
pub trait NodeReader {
    /// Why a node cannot be given.
    type Error;

    /// The node `index` of `height`; height 0 is the leaves. It is asked only for nodes whose
    /// leaves are all in the tree.
    fn node(&self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

impl<R: NodeReader + ?Sized> NodeReader for &R {
    type Error = R::Error;

    fn node(&self, height: u32, index: u64) -> Result<Hash, R::Error> {
        (**self).node(height, index)
    }
}

/// Why a root or a proof was not made out of nodes or tiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// It cannot be, or what came out does not lead to the root it was made for.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The reader failed.
    #[error("{0}")]
    Read(E),
    /// A tile has fewer bytes than the log's size demands, or a piece of a hash.
    #[error("{path} has {found} bytes; at least {expected} are needed")]
    Short {
        /// Of the tile.
        path: String,
        /// Bytes that are needed.
        expected: usize,
        /// Bytes that there are.
        found: usize,
    },
}

/// The root over the first `size` leaves.
pub fn root_from_nodes<R: NodeReader>(nodes: &R, size: u64) -> Result<Hash, R::Error> {
    if size == 0 { Ok(empty_root()) } else { range(nodes, 0, size) }
}

/// The inclusion proof of leaf `index` in the tree over the first `size` leaves, as
/// [`inclusion_proof`](crate::inclusion_proof) makes it from all leaves.
pub fn inclusion_proof_from_nodes<R: NodeReader>(
    nodes: &R,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if index >= size {
        return Err(ProofError::Index { index, size }.into());
    }
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            proof.push(range(nodes, middle, high).map_err(TreeError::Read)?);
            high = middle;
        } else {
            proof.push(range(nodes, low, middle).map_err(TreeError::Read)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The consistency proof from the first `old` to the first `new` leaves, as
/// [`consistency_proof`](crate::consistency_proof) makes it from all leaves.
pub fn consistency_proof_from_nodes<R: NodeReader>(
    nodes: &R,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if old > new {
        return Err(ProofError::Shrunk { old, new }.into());
    }
    if old == 0 {
        return Err(ProofError::Empty.into());
    }
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, new);
    while old < high {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(range(nodes, middle, high).map_err(TreeError::Read)?);
            high = middle;
        } else {
            proof.push(range(nodes, low, middle).map_err(TreeError::Read)?);
            low = middle;
        }
    }
    // Where the old tree is a full subtree at the left, the verifier has its root.
    if low > 0 {
        proof.push(range(nodes, low, high).map_err(TreeError::Read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two that is smaller than `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// RFC 6962's MTH over the leaves from `low` to before `high`; `low` is a multiple of the largest
/// power of two in the range, as in every step of a proof.
fn range<R: NodeReader>(nodes: &R, low: u64, high: u64) -> Result<Hash, R::Error> {
    let count = high - low;
    if count.is_power_of_two() {
        let height = count.trailing_zeros();
        return nodes.node(height, low >> height);
    }
    let middle = low + split(count);
    Ok(node_hash(&range(nodes, low, middle)?, &range(nodes, middle, high)?))
}

/// All nodes of a log in memory, so that a proof is a few look-ups: 64 bytes for each leaf.
///
/// ```
/// use ledger::{MemoryTree, inclusion_proof_from_nodes, leaf_hash, verify_inclusion};
///
/// let mut tree = MemoryTree::new();
/// for entry in [b"received", b"assigned", b"approved"] {
///     tree.append(leaf_hash(entry));
/// }
/// let proof = inclusion_proof_from_nodes(&tree, 1, 3)?;
/// verify_inclusion(&leaf_hash(b"assigned"), 1, 3, &proof, &tree.root())?;
/// # Ok::<(), ledger::TreeError<std::convert::Infallible>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    heights: Vec<Vec<Hash>>,
}

impl MemoryTree {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.heights.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The leaves in their order.
    pub fn leaves(&self) -> &[Hash] {
        self.heights.first().map_or(&[], Vec::as_slice)
    }

    /// Adds a leaf at the right.
    pub fn append(&mut self, leaf: Hash) {
        let mut node = leaf;
        for height in 0.. {
            if self.heights.len() == height {
                self.heights.push(Vec::new());
            }
            let row = &mut self.heights[height];
            row.push(node);
            if row.len() % 2 == 1 {
                break;
            }
            node = node_hash(&row[row.len() - 2], &row[row.len() - 1]);
        }
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        match root_from_nodes(self, self.size()) {
            Ok(root) => root,
            Err(never) => match never {},
        }
    }
}

impl NodeReader for MemoryTree {
    type Error = Infallible;

    /// # Panics
    ///
    /// For a node that is not in the tree.
    fn node(&self, height: u32, index: u64) -> Result<Hash, Infallible> {
        let index = usize::try_from(index).expect("a node in memory");
        Ok(self.heights[height as usize][index])
    }
}

impl FromIterator<Hash> for MemoryTree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::new();
        for leaf in leaves {
            tree.append(leaf);
        }
        tree
    }
}
