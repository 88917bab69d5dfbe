//! The right edge of the tiles: what a writer keeps so that it stores each full tile once.

use crate::tile::{full_root, hashes_on, levels, tile_bytes};
use crate::{Frontier, Hash, TILE_WIDTH, Tile};

/// The partial tile of every level, and the peaks of the tree: all that is needed to append, to
/// give the root, to write partial tiles, and (with the full tiles that were stored) to prove.
///
/// It holds at most 255 hashes on each of at most 8 levels: at most 17 kB for a log of a million
/// entries, half of that on average. A database keeps [`to_bytes`](Self::to_bytes) in one row.
///
/// ```
/// use ledger::{Edge, leaf_hash};
///
/// let mut edge = Edge::new();
/// for number in 0..255_u64 {
///     assert!(edge.append(leaf_hash(&number.to_be_bytes())).is_empty());
/// }
/// let full = edge.append(leaf_hash(b"the 256th"));
/// assert_eq!(full[0].tile.to_string(), "tile/0/000");
/// assert_eq!(edge.partial(0), None);
/// let above = edge.partial(1).expect("one full tile beneath");
/// assert_eq!(above.tile.to_string(), "tile/1/000.p/1");
/// assert_eq!(above.bytes, edge.root().as_bytes());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    frontier: Frontier,
    /// Of each level the hashes of its partial tile: ⌊size / 256^level⌋ mod 256 of them.
    levels: Vec<Vec<Hash>>,
}

/// A tile with its hashes as bytes, ready to be stored or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileBytes {
    /// Where it stands.
    pub tile: Tile,
    /// 32 bytes for each of its hashes.
    pub bytes: Vec<u8>,
}

/// Bytes are not an [`Edge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the edge of {size} leaves has {expected} bytes, not {found}")]
pub struct EdgeError {
    /// The number of leaves that the bytes tell, 0 where even that is cut off.
    pub size: u64,
    /// How many bytes there should be.
    pub expected: usize,
    /// How many there are.
    pub found: usize,
}

impl Edge {
    /// The log without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The peaks of the tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Adds a leaf and gives the tiles that it made full, lowest level first: none for 255 of 256
    /// leaves, mostly one for the 256th, never more than 8. They are to be stored; the edge
    /// forgets their hashes.
    pub fn append(&mut self, leaf: Hash) -> Vec<TileBytes> {
        let Self { frontier, levels } = self;
        frontier.append_seeing(leaf, |height, node| {
            if height % 8 == 0 {
                let level = height as usize / 8;
                if levels.len() <= level {
                    levels.resize(level + 1, Vec::new());
                }
                levels[level].push(*node);
            }
        });
        let size = frontier.size();
        let mut full = Vec::new();
        for (level, hashes) in (0..).zip(levels.iter_mut()) {
            if hashes.len() < usize::from(TILE_WIDTH) {
                break;
            }
            let index = hashes_on(level, size) / u64::from(TILE_WIDTH) - 1;
            let tile = Tile::new(level, index, TILE_WIDTH).expect("a full tile of a level below 8");
            full.push(TileBytes { tile, bytes: tile_bytes(hashes) });
            hashes.clear();
        }
        full
    }

    /// Adds leaves in their order and gives all tiles that they made full.
    pub fn extend(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Vec<TileBytes> {
        leaves.into_iter().flat_map(|leaf| self.append(leaf)).collect()
    }

    /// The partial tile of a level, if that level has one now.
    pub fn partial(&self, level: u8) -> Option<TileBytes> {
        let hashes = self.hashes(level);
        let width = u16::try_from(hashes.len()).ok().filter(|width| *width > 0)?;
        let index = hashes_on(level, self.size()) / u64::from(TILE_WIDTH);
        let tile = Tile::new(level, index, width).ok()?;
        Some(TileBytes { tile, bytes: tile_bytes(hashes) })
    }

    /// All partial tiles, lowest level first.
    pub fn partials(&self) -> Vec<TileBytes> {
        (0..levels(self.size())).filter_map(|level| self.partial(level)).collect()
    }

    /// The hashes of the partial tile of a level; none where it has no partial tile.
    pub fn hashes(&self, level: u8) -> &[Hash] {
        self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice)
    }

    /// The size in 8 bytes, big-endian, then the hashes of each level, lowest first. How many a
    /// level has follows from the size.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size().to_be_bytes().to_vec();
        for hashes in &self.levels {
            bytes.extend_from_slice(&tile_bytes(hashes));
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EdgeError> {
        let refused = |size, expected| EdgeError { size, expected, found: bytes.len() };
        let (size, rest) = bytes.split_first_chunk().ok_or_else(|| refused(0, 8))?;
        let size = u64::from_be_bytes(*size);
        let widths: Vec<usize> = (0..levels(size))
            .map(|level| usize::try_from(hashes_on(level, size) % u64::from(TILE_WIDTH)).expect("below 256"))
            .collect();
        let count: usize = widths.iter().sum();
        if rest.len() != 32 * count {
            return Err(refused(size, 8 + 32 * count));
        }
        let (hashes, _) = rest.as_chunks::<32>();
        let mut hashes = hashes.iter().map(|hash| Hash::from_bytes(*hash));
        let levels: Vec<Vec<Hash>> = widths.into_iter().map(|width| hashes.by_ref().take(width).collect()).collect();
        let peaks = levels.iter().rev().flat_map(|hashes| peaks_of(hashes)).collect();
        Ok(Self { frontier: Frontier::from_parts(size, peaks), levels })
    }
}

/// The roots of the full subtrees over these hashes, largest first.
fn peaks_of(hashes: &[Hash]) -> Vec<Hash> {
    let mut peaks = Vec::new();
    let mut rest = hashes;
    while !rest.is_empty() {
        let (full, behind) = rest.split_at(1 << rest.len().ilog2());
        peaks.push(full_root(full));
        rest = behind;
    }
    peaks
}
