//! The audit of a whole log: everything is hashed again, from the entries up to the signed root.
//!
//! Nothing of the reader is believed but the policy's keys. From the entries come the leaf hashes,
//! from those all tiles and the root; each is compared with what the log holds. While it grows, the
//! tree passes every older checkpoint that was kept, and must have its root there.

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::edge::{Edge, TileBytes};
use crate::entries::{EntriesError, bundle_entries};
use crate::nodes::inclusion_proof_from_nodes;
use crate::policy::{Judgement, Policy, PolicyRefusal};
use crate::tile::hashes_on;
use crate::{EntryBundle, Hash, TILE_WIDTH, Tile, TileReader, TileTree, leaf_hash, verify_inclusion};

/// Gives what a log consists of.
pub trait LogReader {
    /// Why something cannot be given.
    type Error;

    /// The newest signed checkpoint.
    fn checkpoint(&self) -> Result<Vec<u8>, Self::Error>;

    /// Exactly the bytes of this tile.
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Self::Error>;

    /// Exactly the bytes of this bundle of entries.
    fn entries(&self, bundle: EntryBundle) -> Result<Vec<u8>, Self::Error>;
}

/// How far the audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries that were hashed.
    pub done: u64,
    /// Entries that the log has.
    pub of: u64,
}

/// What the audit found of a log in which all is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The newest checkpoint.
    pub checkpoint: SignedCheckpoint,
    /// Who signed and cosigned it.
    pub judgement: Judgement,
    /// Sizes of the kept checkpoints that the log was found to have grown from.
    pub grown_from: Vec<u64>,
    /// Tiles of hashes that were compared.
    pub tiles: u64,
}

/// Which of two things that do not belong together is not the one that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Culprit {
    /// The tile's hash leads to the signed root: the entry was changed.
    Entry,
    /// The entry leads to the signed root: the tile was changed.
    Tile,
    /// Neither leads there.
    Both,
}

/// The first wrong place that the audit came to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError<E> {
    /// A part of the log is missing or cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// Of what.
        path: String,
        /// Why.
        error: E,
    },
    /// The newest checkpoint is not one.
    #[error("checkpoint: {0}")]
    Checkpoint(CheckpointError),
    /// The newest checkpoint is not signed and cosigned as the policy demands.
    #[error("checkpoint: {0}")]
    Policy(PolicyRefusal),
    /// A kept checkpoint is not signed by the log.
    #[error("kept checkpoint of {size} entries: {fault}")]
    Kept {
        /// Its size.
        size: u64,
        /// What is wrong.
        fault: CheckpointError,
    },
    /// The log is smaller than it was.
    #[error("the log has {size} entries; a checkpoint of {kept} was kept: it was rolled back")]
    RolledBack {
        /// Size of the kept checkpoint.
        kept: u64,
        /// Size of the newest checkpoint.
        size: u64,
    },
    /// A bundle cannot be read, or has too few or too many entries.
    #[error("{path}: {fault}")]
    Entries {
        /// Of the bundle.
        path: String,
        /// What is wrong.
        fault: EntriesError,
    },
    /// An entry and its hash do not belong together.
    #[error("entry {index} ({bundle}) and hash {place} of {tile} do not belong together: {}", culprit_says(*.culprit))]
    Leaf {
        /// Of the entry, counted from 0 in the log.
        index: u64,
        /// Path of the entry's bundle.
        bundle: String,
        /// Path of the tile.
        tile: String,
        /// Counted from 0 in the bundle and in the tile.
        place: usize,
        /// Which of them is not what was signed.
        culprit: Culprit,
    },
    /// A tile has too few or too many bytes.
    #[error("{path} has {found} bytes and not {expected}")]
    TileLength {
        /// Of the tile.
        path: String,
        /// Bytes that it should have.
        expected: usize,
        /// Bytes that it has.
        found: usize,
    },
    /// A hash above the leaves is not the one that the tiles below it give.
    #[error("hash {place} of {path} is not the root over entries {first} to {last}")]
    TileHash {
        /// Of the tile.
        path: String,
        /// Counted from 0 in the tile.
        place: usize,
        /// The first entry below it.
        first: u64,
        /// The last entry below it.
        last: u64,
    },
    /// The entries do not lead to the signed root.
    #[error("the {size} entries have the root {found}, signed is {signed}")]
    Root {
        /// Number of entries.
        size: u64,
        /// Root in the checkpoint.
        signed: Hash,
        /// Root of the entries.
        found: Hash,
    },
    /// The log has another history than when the kept checkpoint was signed.
    #[error("the first {size} entries had the root {kept} when it was signed, now {found}: history was rewritten")]
    Rewritten {
        /// Size of the kept checkpoint.
        size: u64,
        /// Its root.
        kept: Hash,
        /// The root over as many entries now.
        found: Hash,
    },
}

fn culprit_says(culprit: Culprit) -> &'static str {
    match culprit {
        Culprit::Entry => "the entry was changed",
        Culprit::Tile => "the tile was changed",
        Culprit::Both => "neither is what was signed",
    }
}

/// Verifies a whole log: signatures by `policy`, everything else by hashing.
///
/// `kept` are older checkpoints of the log that the auditor, or the log itself, has kept, in any
/// order. `progress` is called after each bundle of 256 entries. The time needed is that of about
/// two hashes for each entry.
pub fn audit<R: LogReader>(
    reader: &R,
    policy: &Policy,
    kept: &[SignedCheckpoint],
    mut progress: impl FnMut(Progress),
) -> Result<Report, AuditError<R::Error>> {
    let bytes = reader.checkpoint().map_err(|error| AuditError::Read { path: "checkpoint".to_owned(), error })?;
    let checkpoint = SignedCheckpoint::parse(&bytes).map_err(AuditError::Checkpoint)?;
    let judgement = policy.judge(&checkpoint).map_err(AuditError::Policy)?;
    let (size, root) = (checkpoint.checkpoint().size(), *checkpoint.checkpoint().root());
    let kept = check_kept(kept, &judgement, size)?;

    let mut state = Rehash { reader, size, root, edge: Edge::new(), tiles: 0 };
    let mut ahead = kept.iter().peekable();
    let mut reached = |edge: &Edge| -> Result<(), AuditError<R::Error>> {
        while let Some((size, kept)) = ahead.next_if(|(size, _)| *size == edge.size()) {
            let found = edge.root();
            if found != *kept {
                return Err(AuditError::Rewritten { size: *size, kept: *kept, found });
            }
        }
        Ok(())
    };
    reached(&state.edge)?;
    for index in 0..size.div_ceil(u64::from(TILE_WIDTH)) {
        state.bundle(index, &mut reached)?;
        progress(Progress { done: state.edge.size(), of: size });
    }
    for partial in state.edge.partials() {
        // Level 0 was compared entry by entry.
        if partial.tile.level() > 0 {
            state.compare(&partial)?;
        }
    }
    let found = state.edge.root();
    if found != root {
        return Err(AuditError::Root { size, signed: root, found });
    }
    let tiles = state.tiles;
    Ok(Report { checkpoint, judgement, grown_from: kept.into_iter().map(|(size, _)| size).collect(), tiles })
}

/// Sizes and roots of the kept checkpoints, smallest first; all signed, none larger than the log.
fn check_kept<E>(
    kept: &[SignedCheckpoint],
    judgement: &Judgement,
    size: u64,
) -> Result<Vec<(u64, Hash)>, AuditError<E>> {
    let mut heads = Vec::with_capacity(kept.len());
    for checkpoint in kept {
        let head = checkpoint.checkpoint();
        checkpoint.verify_log(&judgement.log).map_err(|fault| AuditError::Kept { size: head.size(), fault })?;
        if head.size() > size {
            return Err(AuditError::RolledBack { kept: head.size(), size });
        }
        heads.push((head.size(), *head.root()));
    }
    heads.sort_unstable();
    Ok(heads)
}

struct Rehash<'r, R> {
    reader: &'r R,
    size: u64,
    root: Hash,
    edge: Edge,
    tiles: u64,
}

impl<R: LogReader> Rehash<'_, R> {
    /// Hashes one bundle, compares its tile and all tiles that it made full.
    fn bundle(
        &mut self,
        index: u64,
        reached: &mut impl FnMut(&Edge) -> Result<(), AuditError<R::Error>>,
    ) -> Result<(), AuditError<R::Error>> {
        let bundle = EntryBundle::at(index, self.size).expect("the log has entries there");
        let path = bundle.to_string();
        let bytes = self.reader.entries(bundle).map_err(|error| AuditError::Read { path: path.clone(), error })?;
        let entries = bundle_entries(&bundle, &bytes).map_err(|fault| AuditError::Entries { path, fault })?;
        let hashes = self.read(bundle.tile())?;
        for (place, (entry, hash)) in entries.iter().zip(hashes).enumerate() {
            let leaf = leaf_hash(entry);
            if leaf != hash {
                return Err(self.leaf_differs(bundle, place, leaf, hash));
            }
            let full = self.edge.append(leaf);
            for made in full.iter().filter(|made| made.tile.level() > 0) {
                self.compare(made)?;
            }
            reached(&self.edge)?;
        }
        Ok(())
    }

    fn read(&mut self, tile: Tile) -> Result<Vec<Hash>, AuditError<R::Error>> {
        let bytes = self.reader.tile(tile).map_err(|error| AuditError::Read { path: tile.to_string(), error })?;
        self.tiles += 1;
        tile.hashes(&bytes).map_err(|_| AuditError::TileLength {
            path: tile.to_string(),
            expected: 32 * usize::from(tile.width()),
            found: bytes.len(),
        })
    }

    fn compare(&mut self, made: &TileBytes) -> Result<(), AuditError<R::Error>> {
        let tile = made.tile;
        let found = self.read(tile)?;
        let expected = tile.hashes(&made.bytes).expect("the edge makes whole tiles");
        let Some(place) = found.iter().zip(&expected).position(|(found, expected)| found != expected) else {
            return Ok(());
        };
        let count = 1_u64 << (8 * u32::from(tile.level()));
        let first = (tile.index() * u64::from(TILE_WIDTH) + place as u64) * count;
        Err(AuditError::TileHash { path: tile.to_string(), place, first, last: first + count - 1 })
    }

    /// Says which of an entry and its hash leads to the signed root.
    fn leaf_differs(&self, bundle: EntryBundle, place: usize, leaf: Hash, hash: Hash) -> AuditError<R::Error> {
        let index = bundle.index() * u64::from(TILE_WIDTH) + place as u64;
        let tree = TileTree::new(Tiles(self.reader), self.size);
        let proof = inclusion_proof_from_nodes(&tree, index, self.size).unwrap_or_default();
        let leads = |leaf| verify_inclusion(leaf, index, self.size, &proof, &self.root).is_ok();
        let culprit = match (leads(&hash), leads(&leaf)) {
            (true, _) => Culprit::Entry,
            (false, true) => Culprit::Tile,
            (false, false) => Culprit::Both,
        };
        debug_assert!(index < hashes_on(0, self.size));
        AuditError::Leaf { index, bundle: bundle.to_string(), tile: bundle.tile().to_string(), place, culprit }
    }
}

/// The tiles of a log that is audited.
struct Tiles<'r, R>(&'r R);

impl<R: LogReader> TileReader for Tiles<'_, R> {
    type Error = R::Error;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, R::Error> {
        self.0.tile(tile)
    }
}
