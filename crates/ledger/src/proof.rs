//! Proofs that a leaf is in a tree, and that a tree grew out of a smaller one: RFC 6962 section
//! 2.1 makes them, RFC 9162 section 2.1 says how they are verified.

use crate::{Hash, empty_root, node_hash};

/// Why a proof was not made, or is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is not in a tree of this size.
    #[error("there is no leaf {index} in a tree of {size}")]
    Index {
        /// Counted from 0.
        index: u64,
        /// The number of leaves.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a tree of {new} cannot have grown out of a tree of {old}")]
    Shrunk {
        /// Leaves of the older tree.
        old: u64,
        /// Leaves of the newer tree.
        new: u64,
    },
    /// Every tree grew out of the empty one: there is nothing to prove.
    #[error("a proof from the empty tree shows nothing")]
    Empty,
    /// The proof has too few or too many hashes.
    #[error("the proof should have another number of hashes than {found}")]
    Length {
        /// How many it has.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// The root over leaf hashes: RFC 6962's MTH.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two that is smaller than `size`, which is at least 2.
fn split(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The hashes beside the way from leaf `index` up to the root: RFC 6962's PATH.
pub fn inclusion_proof(leaves: &[Hash], index: u64) -> Result<Vec<Hash>, ProofError> {
    let size = leaves.len() as u64;
    let refused = ProofError::Index { index, size };
    let mut index = usize::try_from(index).map_err(|_| refused)?;
    if index >= leaves.len() {
        return Err(refused);
    }
    let mut proof = Vec::new();
    let mut rest = leaves;
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split(rest.len()));
        if index < left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            index -= left.len();
            rest = right;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show how the tree over the first `old` leaves became the tree over all: RFC
/// 6962's PROOF. It has no hashes when nothing was added.
pub fn consistency_proof(leaves: &[Hash], old: u64) -> Result<Vec<Hash>, ProofError> {
    let new = leaves.len() as u64;
    let shrunk = ProofError::Shrunk { old, new };
    let mut old = usize::try_from(old).map_err(|_| shrunk)?;
    if old > leaves.len() {
        return Err(shrunk);
    }
    if old == 0 {
        return Err(ProofError::Empty);
    }
    let mut proof = Vec::new();
    let mut rest = leaves;
    // Whether the old tree is a full subtree on the left edge, whose root the verifier knows.
    let mut known = true;
    while old < rest.len() {
        let (left, right) = rest.split_at(split(rest.len()));
        if old <= left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            old -= left.len();
            rest = right;
            known = false;
        }
    }
    if !known {
        proof.push(root(rest));
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that `leaf` is the leaf `index` of the tree with `size` leaves and this root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    let length = ProofError::Length { found: proof.len() };
    // RFC 9162 section 2.1.3.2.
    let (mut node, mut last) = (index, size - 1);
    let mut reached = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            reached = node_hash(sibling, &reached);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            reached = node_hash(&reached, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last == 0, reached == *root) {
        (false, _) => Err(length),
        (true, false) => Err(ProofError::Root),
        (true, true) => Ok(()),
    }
}

/// Checks that the tree with `new` leaves holds the tree with `old` leaves, unchanged, at its left.
///
/// From the empty tree nothing can be shown, so `old` = 0 is refused with [`ProofError::Empty`].
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    let length = ProofError::Length { found: proof.len() };
    let same = |equal: bool| if equal { Ok(()) } else { Err(ProofError::Root) };
    if old == 0 {
        return Err(ProofError::Empty);
    }
    if old == new {
        return if proof.is_empty() { same(old_root == new_root) } else { Err(length) };
    }
    // RFC 9162 section 2.1.4.2.
    let (mut node, mut last) = (old - 1, new - 1);
    let shared = node.trailing_ones();
    node >>= shared;
    last >>= shared;
    // A full old tree is its own first step; the proof leaves it out.
    let (start, path) = if node == 0 { (old_root, proof) } else { proof.split_first().ok_or(length)? };
    let (mut from_old, mut from_new) = (*start, *start);
    for sibling in path {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            from_old = node_hash(sibling, &from_old);
            from_new = node_hash(sibling, &from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    same(from_old == *old_root && from_new == *new_root)
}
