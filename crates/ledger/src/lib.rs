//! An append-only Merkle log: leaves, tree heads, proofs. Pure; knows nothing of government.
//!
//! The tree is that of [RFC 6962](https://www.rfc-editor.org/rfc/rfc6962#section-2) with SHA-256,
//! so that verifiers written by others read our proofs.
//!
//! What is where:
//!
//! | wanted | here |
//! |---|---|
//! | append, and store full tiles once | [`Edge`], [`Frontier`] |
//! | which tiles, where, what bytes | [`Tile`], [`EntryBundle`], [`tiles_of_growth`], [`bundle_bytes`] |
//! | proofs out of tiles or nodes | [`TileTree`], [`EdgeTiles`], [`inclusion_proof_from_nodes`] |
//! | verify a proof | [`verify_inclusion`], [`verify_consistency`] |
//! | sign, cosign, judge | [`SignerKey`], [`Checkpoint`], [`cosign`], [`Policy`] |
//! | what a citizen keeps | [`TlogProof`] with an [`Opening`] of a [`Commitment`] |
//! | a second authority that co-signs | [`witness`] |
//! | verify a whole log | [`audit`] |
//! | refuse to sign after a restore | [`guard`] |
//!
//! No clock, no files, no network, no randomness: times, seeds and salts are arguments, and readers are
//! traits. Formats are those of [c2sp.org](https://c2sp.org); `docs/ledger.md` has their bytes.
//!
//! ```
//! use ledger::{Frontier, inclusion_proof, leaf_hash, verify_inclusion};
//!
//! let leaves: Vec<_> = [b"received", b"assigned", b"approved"]
//!     .iter()
//!     .map(|entry| leaf_hash(*entry))
//!     .collect();
//! let mut log = Frontier::new();
//! for leaf in &leaves {
//!     log.append(*leaf);
//! }
//! let proof = inclusion_proof(&leaves, 1)?;
//! verify_inclusion(&leaves[1], 1, log.size(), &proof, &log.root())?;
//! # Ok::<(), ledger::ProofError>(())
//! ```

#![forbid(unsafe_code)]

pub mod audit;
mod checkpoint;
mod commitment;
mod cosignature;
mod edge;
mod entries;
mod frontier;
pub mod guard;
mod hash;
mod key;
mod nodes;
mod note;
mod opening_json;
mod policy;
mod proof;
mod tile;
mod tile_tree;
mod tlog_proof;
pub mod witness;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use commitment::{Commitment, CommitmentError, Field, Opening, Salt, Shown, commit};
pub use cosignature::{MAX_TIME, cosign, cosigned_at};
pub use edge::{Edge, EdgeError, TileBytes};
pub use entries::{EntriesError, bundle_bytes, bundle_entries};
pub use frontier::{Frontier, FrontierError};
pub use hash::{Hash, HashError, empty_root, leaf_hash, node_hash};
pub use key::{KeyError, KeyKind, KeyName, SignerKey, VerifierKey};
pub use nodes::{
    MemoryTree, NodeReader, TreeError, consistency_proof_from_nodes, inclusion_proof_from_nodes, root_from_nodes,
};
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, NoteSignature};
pub use opening_json::{MAX_OPENING_BYTES, OpeningError};
pub use policy::{
    Judgement, MAX_POLICY_BYTES, Policy, PolicyError, PolicyFault, PolicyRefusal, Seen, TrustedLog, Witness,
};
pub use proof::{ProofError, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion};
pub use tile::{EntryBundle, MAX_LEVEL, TILE_WIDTH, Tile, TileError, tile_bytes, tiles_of_growth};
pub use tile_tree::{EdgeTiles, MemoryTiles, NoTile, TileReader, TileTree};
pub use tlog_proof::{MAX_PROOF_BYTES, TlogProof, TlogProofError, TlogProofRefusal};
