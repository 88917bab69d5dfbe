//! The right edge of the tree: all that is needed to append, kept in one small row.

use crate::{Hash, empty_root, node_hash};

/// A compact range: how many leaves there are, and the roots of the full subtrees that cover them,
/// the largest first. At most 64 hashes, whatever the size of the log.
///
/// ```
/// use ledger::{Frontier, leaf_hash};
///
/// let mut head = Frontier::new();
/// assert_eq!(head.append(leaf_hash(b"one")), 0);
/// assert_eq!(head.append(leaf_hash(b"two")), 1);
/// let kept = head.to_bytes();
/// assert_eq!(Frontier::from_bytes(&kept), Ok(head));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// Bytes are not a [`Frontier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// There are fewer or more bytes than a tree of this size needs.
    #[error("a frontier of {size} leaves has {expected} bytes, not {found}")]
    Length {
        /// The number of leaves that the bytes tell, 0 where even that is cut off.
        size: u64,
        /// How many bytes it should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}

impl Frontier {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the full subtrees, the largest and leftmost first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf at the right and gives its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        self.append_seeing(leaf, |_, _| ())
    }

    /// Adds a leaf and shows every node that it made full, with its height: the leaf itself first.
    pub(crate) fn append_seeing(&mut self, leaf: Hash, mut see: impl FnMut(u32, &Hash)) -> u64 {
        let index = self.size;
        let mut node = leaf;
        see(0, &node);
        // Each one at the right of the binary number is a full subtree of equal height.
        for height in 1..=index.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
                see(height, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
        index
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return empty_root();
        };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }

    /// Takes peaks that belong to this size.
    pub(crate) fn from_parts(size: u64, peaks: Vec<Hash>) -> Self {
        debug_assert_eq!(peaks.len(), size.count_ones() as usize);
        Self { size, peaks }
    }

    /// The size in 8 bytes, big-endian, then the hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.peaks.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for peak in &self.peaks {
            bytes.extend_from_slice(peak.as_bytes());
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let length = |size, expected| FrontierError::Length { size, expected, found: bytes.len() };
        let (size, hashes) = bytes.split_first_chunk().ok_or_else(|| length(0, 8))?;
        let size = u64::from_be_bytes(*size);
        let expected = 32 * size.count_ones() as usize;
        if hashes.len() != expected {
            return Err(length(size, 8 + expected));
        }
        let (hashes, _) = hashes.as_chunks::<32>();
        Ok(Self { size, peaks: hashes.iter().map(|hash| Hash::from_bytes(*hash)).collect() })
    }
}
