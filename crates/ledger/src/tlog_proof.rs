//! The proof that a citizen keeps: an entry is in the log, and witnesses have seen that log.
//!
//! The format is [c2sp.org/tlog-proof@v1](https://c2sp.org/tlog-proof), in a file `*.tlog-proof`:
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>              (may be missing)
//! index <number of the entry, counted from 0>
//! <base64 of a hash>          (the inclusion proof, from the leaf up; may be empty)
//!
//! <the signed checkpoint, with its cosignatures>
//! ```
//!
//! An entry of ours is a [`Commitment`](crate::Commitment) of 32 bytes. A receipt carries the
//! [`Opening`] of its entry as extra data, as [JSON](Opening::to_json): so it needs nothing beside
//! it. The format does not authenticate extra data; the opening is bound all the same, because the
//! entry is computed from it and must be in the tree.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::note::MAX_NOTE_BYTES;
use crate::opening_json::{MAX_OPENING_BYTES, OpeningError};
use crate::policy::{Judgement, Policy, PolicyRefusal};
use crate::tile::decimal;
use crate::{CommitmentError, Hash, Opening, ProofError, leaf_hash, verify_inclusion};

/// The first line.
const FORMAT: &str = "c2sp.org/tlog-proof@v1";
/// The most bytes of a proof that are read: a note, and an opening in base64.
pub const MAX_PROOF_BYTES: usize = MAX_NOTE_BYTES + MAX_OPENING_BYTES / 3 * 4 + 8 * 1024;
/// The most hashes that an inclusion proof in a tree of 2^64 leaves has.
const MAX_HASHES: usize = 64;

/// A text is not a proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// It has more than [`MAX_PROOF_BYTES`].
    #[error("a proof of {0} bytes is too long")]
    Size(usize),
    /// It is not UTF-8 above the checkpoint, or no empty line stands above the checkpoint.
    #[error("a proof has an empty line above its checkpoint")]
    Form,
    /// The first line is another one.
    #[error("a proof begins with {FORMAT}")]
    Format,
    /// The extra data are not base64, or empty.
    #[error("the extra data of a proof are written in base64")]
    Extra,
    /// There is no line `index`, or its number is not decimal without leading zeros.
    #[error("a proof tells its entry by a line index")]
    Index,
    /// A line below the index is not 32 bytes in base64, or there are more than 64.
    #[error("hash {0} of the proof cannot be read")]
    Hash(usize),
    /// What follows is not a signed checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// Why a proof is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofRefusal {
    /// The checkpoint is not signed and cosigned as the policy demands.
    #[error(transparent)]
    Policy(#[from] PolicyRefusal),
    /// The entry is not at that place of the tree.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// There are no extra data, so the entry is not known.
    #[error("the proof carries no opening of its entry")]
    NoOpening,
    /// The extra data are not an opening.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The opening cannot belong to any entry.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
}

/// An inclusion proof with the checkpoint that it leads to.
///
/// ```
/// use ledger::{
///     Checkpoint, Field, KeyKind, Opening, Policy, Salt, SignerKey, TlogProof, commit, leaf_hash,
/// };
///
/// let fields = [Field::new("code", "H29.12-261123-0001", Salt::from_bytes([1; 32]))?];
/// let root = leaf_hash(commit(&fields)?.hash().as_bytes());
/// let log = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [7; 32])?;
/// let checkpoint = Checkpoint::new("motcua.example/log", 1, root)?.sign(&log)?;
/// let receipt = TlogProof::new(0, vec![], checkpoint).with_opening(&Opening::of(&fields, &[0])?);
///
/// let policy = Policy::parse(format!("log {}\nquorum none\n", log.verifier()).as_bytes())?;
/// let read = TlogProof::parse(receipt.to_string().as_bytes())?;
/// let (_, opening) = read.verify_opening(&policy)?;
/// assert_eq!(opening.value("code"), Some(&b"H29.12-261123-0001"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    extra: Option<Vec<u8>>,
    index: u64,
    hashes: Vec<Hash>,
    checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// A proof without extra data. Nothing is checked yet.
    pub fn new(index: u64, hashes: Vec<Hash>, checkpoint: SignedCheckpoint) -> Self {
        Self { extra: None, index, hashes, checkpoint }
    }

    /// With these extra data; empty ones are none.
    #[must_use]
    pub fn with_extra(self, extra: Vec<u8>) -> Self {
        Self { extra: Some(extra).filter(|extra| !extra.is_empty()), ..self }
    }

    /// With the opening of the entry as extra data.
    #[must_use]
    pub fn with_opening(self, opening: &Opening) -> Self {
        self.with_extra(opening.to_json().into_bytes())
    }

    /// Reads a proof. It is not verified yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > MAX_PROOF_BYTES {
            return Err(TlogProofError::Size(bytes.len()));
        }
        let border = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(TlogProofError::Form)?;
        let head = std::str::from_utf8(&bytes[..border]).map_err(|_| TlogProofError::Form)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(FORMAT) {
            return Err(TlogProofError::Format);
        }
        let mut line = lines.next().ok_or(TlogProofError::Index)?;
        let mut extra = None;
        if let Some(text) = line.strip_prefix("extra ") {
            let bytes = STANDARD.decode(text).ok().filter(|bytes| !bytes.is_empty());
            extra = Some(bytes.ok_or(TlogProofError::Extra)?);
            line = lines.next().ok_or(TlogProofError::Index)?;
        }
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(TlogProofError::Index)?;
        let mut hashes = Vec::new();
        for (number, line) in lines.enumerate() {
            let hash = Hash::from_base64(line).ok().filter(|_| number < MAX_HASHES);
            hashes.push(hash.ok_or(TlogProofError::Hash(number))?);
        }
        let checkpoint = SignedCheckpoint::parse(&bytes[border + 2..])?;
        Ok(Self { extra, index, hashes, checkpoint })
    }

    /// The number of the entry in the log, counted from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The inclusion proof, from the leaf up.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The checkpoint with its signatures.
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// The extra data, which nothing vouches for.
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// The opening in the extra data. Until [`verify_opening`](Self::verify_opening) nothing
    /// vouches for it.
    pub fn opening(&self) -> Result<Opening, TlogProofRefusal> {
        let extra = self.extra.as_ref().ok_or(TlogProofRefusal::NoOpening)?;
        Ok(Opening::from_json(extra)?)
    }

    /// Whether this entry is in the tree of the checkpoint. It does not look at the signatures.
    pub fn includes(&self, entry: &[u8]) -> Result<(), ProofError> {
        let head = self.checkpoint.checkpoint();
        verify_inclusion(&leaf_hash(entry), self.index, head.size(), &self.hashes, head.root())
    }

    /// Whether this entry is in a log of the policy that enough of its witnesses have seen. It needs
    /// nothing else: no network, no clock.
    pub fn verify(&self, entry: &[u8], policy: &Policy) -> Result<Judgement, TlogProofRefusal> {
        let judgement = policy.judge(&self.checkpoint)?;
        self.includes(entry)?;
        Ok(judgement)
    }

    /// As [`verify`](Self::verify), of the entry that the opening in the extra data belongs to. What
    /// the opening shows may then be believed: the log has said it.
    pub fn verify_opening(&self, policy: &Policy) -> Result<(Judgement, Opening), TlogProofRefusal> {
        let opening = self.opening()?;
        let judgement = self.verify(opening.commitment()?.hash().as_bytes(), policy)?;
        Ok((judgement, opening))
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{FORMAT}")?;
        if let Some(extra) = &self.extra {
            writeln!(formatter, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(formatter, "{}", hash.to_base64()))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}
