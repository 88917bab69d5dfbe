//! Roots and proofs out of tiles that somebody else may keep: what comes out is checked.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::nodes::{consistency_proof_from_nodes, inclusion_proof_from_nodes, root_from_nodes};
use crate::tile::{full_root, tile_bytes};
use crate::{Edge, Hash, NodeReader, Tile, TileBytes, TreeError, verify_consistency, verify_inclusion};

/// Gives the bytes of tiles: a folder, a database, a web server.
pub trait TileReader {
    /// Why a tile cannot be given.
    type Error;

    /// The hashes of this tile, 32 bytes each. For a partial tile the bytes of a wider one at the
    /// same place do as well (only the first are used), so that a store may keep full tiles only.
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Self::Error>;
}

impl<R: TileReader + ?Sized> TileReader for &R {
    type Error = R::Error;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, R::Error> {
        (**self).tile(tile)
    }
}

/// The tree of a given size behind tiles. It reads each tile once, and of a proof only the few
/// tiles on its way: 2 or 3 on each level.
///
/// Nothing of the reader is trusted. Whoever has a checkpoint's root compares
/// [`root`](Self::root) with it; each proof is verified against that root before it is given.
///
/// ```
/// use ledger::{MemoryTiles, TileTree, leaf_hash, verify_inclusion};
///
/// let leaves: Vec<_> = (0..1000_u64).map(|number| leaf_hash(&number.to_be_bytes())).collect();
/// let tiles = MemoryTiles::of(leaves.iter().copied());
/// let tree = TileTree::new(&tiles, 700);
/// let root = tree.root()?;
/// let proof = tree.inclusion_proof(299, &root)?;
/// verify_inclusion(&leaves[299], 299, 700, &proof, &root)?;
/// # Ok::<(), ledger::TreeError<ledger::NoTile>>(())
/// ```
#[derive(Debug)]
pub struct TileTree<R> {
    reader: R,
    size: u64,
    read: RefCell<BTreeMap<Tile, Vec<Hash>>>,
}

impl<R: TileReader> TileTree<R> {
    /// A tree over the first `size` entries of the log behind the reader.
    pub fn new(reader: R, size: u64) -> Self {
        Self { reader, size, read: RefCell::default() }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root as the tiles give it. Compare it with a signed one.
    pub fn root(&self) -> Result<Hash, TreeError<R::Error>> {
        root_from_nodes(self, self.size)
    }

    /// The root that the tree had when it was smaller. [`consistency_proof`](Self::consistency_proof)
    /// tells whether it leads to today's.
    pub fn root_at(&self, old: u64) -> Result<Hash, TreeError<R::Error>> {
        if old > self.size {
            return Err(crate::ProofError::Shrunk { old, new: self.size }.into());
        }
        root_from_nodes(self, old)
    }

    /// A leaf's hash as the tiles give it. [`inclusion_proof`](Self::inclusion_proof) tells whether
    /// it belongs to the root.
    pub fn leaf(&self, index: u64) -> Result<Hash, TreeError<R::Error>> {
        if index >= self.size {
            return Err(crate::ProofError::Index { index, size: self.size }.into());
        }
        self.node(0, index)
    }

    /// The inclusion proof of a leaf, verified against `root`.
    pub fn inclusion_proof(&self, index: u64, root: &Hash) -> Result<Vec<Hash>, TreeError<R::Error>> {
        let proof = inclusion_proof_from_nodes(self, index, self.size).map_err(flat)?;
        verify_inclusion(&self.leaf(index)?, index, self.size, &proof, root)?;
        Ok(proof)
    }

    /// The consistency proof from the first `old` leaves, verified against `root`. It shows that the
    /// tree over them, as the tiles give it ([`root_at`](Self::root_at)), leads to `root`.
    pub fn consistency_proof(&self, old: u64, root: &Hash) -> Result<Vec<Hash>, TreeError<R::Error>> {
        let proof = consistency_proof_from_nodes(self, old, self.size).map_err(flat)?;
        verify_consistency(old, self.size, &self.root_at(old)?, root, &proof)?;
        Ok(proof)
    }
}

/// The errors of nodes that come from tiles are already those of a tree.
fn flat<E>(error: TreeError<TreeError<E>>) -> TreeError<E> {
    match error {
        TreeError::Proof(proof) => TreeError::Proof(proof),
        TreeError::Read(read) => read,
        TreeError::Short { path, expected, found } => TreeError::Short { path, expected, found },
    }
}

impl<R: TileReader> NodeReader for TileTree<R> {
    type Error = TreeError<R::Error>;

    fn node(&self, height: u32, index: u64) -> Result<Hash, TreeError<R::Error>> {
        let level = u8::try_from(height / 8).expect("a height below 64");
        let count = 1_u64 << (height % 8);
        let first = index * count;
        let tile = Tile::at(level, first / 256, self.size).expect("the node's leaves are in the tree");
        let places = usize::try_from(first % 256).expect("below 256");
        let places = places..places + usize::try_from(count).expect("at most 128");
        let mut read = self.read.borrow_mut();
        if let Some(hashes) = read.get(&tile) {
            return Ok(full_root(&hashes[places]));
        }
        let mut bytes = self.reader.tile(tile).map_err(TreeError::Read)?;
        let expected = 32 * usize::from(tile.width());
        let short = TreeError::Short { path: tile.to_string(), expected, found: bytes.len() };
        if bytes.len() < expected {
            return Err(short);
        }
        bytes.truncate(expected);
        let hashes = tile.hashes(&bytes).map_err(|_| short)?;
        let node = full_root(&hashes[places]);
        read.insert(tile, hashes);
        Ok(node)
    }
}

/// Full tiles of a store together with the edge that it keeps beside them: the whole log, at its
/// present size and at every smaller one.
#[derive(Debug, Clone, Copy)]
pub struct EdgeTiles<'e, R> {
    full: R,
    edge: &'e Edge,
}

impl<'e, R: TileReader> EdgeTiles<'e, R> {
    /// `full` is asked for full tiles only.
    pub fn new(full: R, edge: &'e Edge) -> Self {
        Self { full, edge }
    }
}

impl<R: TileReader> TileReader for EdgeTiles<'_, R> {
    type Error = R::Error;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, R::Error> {
        match self.edge.partial(tile.level()) {
            Some(TileBytes { tile: partial, bytes }) if partial.index() == tile.index() => Ok(bytes),
            _ => self.full.tile(tile.full()),
        }
    }
}

/// There is no such tile in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no {0}")]
pub struct NoTile(pub Tile);

/// A log's tiles in memory, for tests and for small logs.
#[derive(Debug, Clone, Default)]
pub struct MemoryTiles {
    full: BTreeMap<Tile, Vec<u8>>,
    edge: Edge,
}

impl MemoryTiles {
    /// The tiles of a log with these leaf hashes.
    pub fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tiles = Self::default();
        tiles.extend(leaves);
        tiles
    }

    /// Adds leaves at the right.
    pub fn extend(&mut self, leaves: impl IntoIterator<Item = Hash>) {
        let made = self.edge.extend(leaves);
        self.full.extend(made.into_iter().map(|TileBytes { tile, bytes }| (tile, bytes)));
    }

    /// What is not yet in a full tile.
    pub fn edge(&self) -> &Edge {
        &self.edge
    }

    /// All tiles of the log at its present size, full ones first.
    pub fn all(&self) -> impl Iterator<Item = (Tile, Vec<u8>)> + '_ {
        let full = self.full.iter().map(|(tile, bytes)| (*tile, bytes.clone()));
        full.chain(self.edge.partials().into_iter().map(|TileBytes { tile, bytes }| (tile, bytes)))
    }

    /// Puts other hashes at a full tile's place, as a forger would. For tests.
    pub fn forge(&mut self, tile: Tile, hashes: &[Hash]) {
        self.full.insert(tile.full(), tile_bytes(hashes));
    }
}

impl TileReader for MemoryTiles {
    type Error = NoTile;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, NoTile> {
        let full = |tile: Tile| self.full.get(&tile.full()).cloned();
        match self.edge.partial(tile.level()) {
            Some(partial) if partial.tile.index() == tile.index() && partial.tile.width() >= tile.width() => {
                Some(partial.bytes)
            }
            _ => full(tile),
        }
        .ok_or(NoTile(tile))
    }
}
