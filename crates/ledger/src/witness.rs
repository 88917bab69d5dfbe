//! What a witness decides: whether a log only grew, before it cosigns.
//!
//! The pure part of [c2sp.org/tlog-witness](https://c2sp.org/tlog-witness). A log sends the body of
//! `POST add-checkpoint`:
//!
//! ```text
//! old <size that the witness cosigned last, 0 for none>
//! <base64 of a hash>          (the consistency proof, at most 63; none from size 0)
//!
//! <the signed checkpoint>
//! ```
//!
//! [`decide`] answers what to store and what to say. Storing is a compare-and-swap: the state that was
//! given must still be the stored one, else the decision is made again with the new one. Only when
//! the new state is safe on disk may the cosignature leave the house.

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::cosignature::cosign;
use crate::key::{SignerKey, VerifierKey};
use crate::note::{MAX_NOTE_BYTES, NoteError, NoteSignature};
use crate::tile::decimal;
use crate::{Hash, ProofError, empty_root, verify_consistency};

/// The most hashes that a request may carry.
pub const MAX_PROOF_HASHES: usize = 63;

/// A body is not a request. The answer is 400 Bad Request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It has more bytes than a note and 63 hashes can have.
    #[error("a request of {0} bytes is too long")]
    Size(usize),
    /// It is not UTF-8 above the checkpoint, or no empty line stands there.
    #[error("a request has an empty line above its checkpoint")]
    Form,
    /// The first line is not `old` and a number in decimal without leading zeros.
    #[error("a request begins with old and a size")]
    Old,
    /// A line is not 32 bytes in base64, or there are more than 63.
    #[error("hash {0} of the request cannot be read")]
    Hash(usize),
    /// What follows is not a signed checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// The body of `POST add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness to have cosigned last; 0 for none.
    pub old: u64,
    /// The consistency proof from `old` to the checkpoint.
    pub proof: Vec<Hash>,
    /// What is to be cosigned.
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// Reads a body. Nothing is checked yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        if bytes.len() > MAX_NOTE_BYTES + 8 * 1024 {
            return Err(RequestError::Size(bytes.len()));
        }
        let border = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(RequestError::Form)?;
        let head = std::str::from_utf8(&bytes[..border]).map_err(|_| RequestError::Form)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or(RequestError::Old)?;
        let mut proof = Vec::new();
        for (number, line) in lines.enumerate() {
            let hash = Hash::from_base64(line).ok().filter(|_| number < MAX_PROOF_HASHES);
            proof.push(hash.ok_or(RequestError::Hash(number))?);
        }
        Ok(Self { old, proof, checkpoint: SignedCheckpoint::parse(&bytes[border + 2..])? })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(formatter, "{}", hash.to_base64()))?;
        write!(formatter, "\n{}", self.checkpoint)
    }
}

/// What a witness keeps of a log: the size and the root that it cosigned last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// What to store and then to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The new state, to be stored in place of the one that was given.
    pub state: State,
    /// The cosignature. The answer is 200 with this line and a newline.
    pub cosignature: NoteSignature,
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 404: the witness knows no log of this origin.
    #[error("there is no log {0:?} here")]
    UnknownOrigin(String),
    /// 403: no key of the log has signed the checkpoint, or a signature is wrong.
    #[error("the checkpoint is not signed by its log: {0}")]
    Signature(NoteError),
    /// 400: the request says that the log shrank.
    #[error("a log cannot grow from {old} to {new} entries")]
    Shrunk {
        /// Size that the request began from.
        old: u64,
        /// Size of the checkpoint.
        new: u64,
    },
    /// 409: the witness has cosigned another size last. The log asks again with a proof from it.
    #[error("{stored} entries were cosigned last")]
    Conflict {
        /// The size that was cosigned last, 0 for none.
        stored: u64,
    },
    /// 409: the same size was cosigned with another root. The log has two histories.
    #[error("{size} entries were cosigned with another root")]
    Forked {
        /// The size.
        size: u64,
    },
    /// 422: the consistency proof does not show that nothing was changed.
    #[error("the consistency proof does not hold: {0}")]
    Proof(ProofError),
    /// The witness itself cannot sign: its key is of another type, or its clock is off. The log is
    /// not to blame; answer 500.
    #[error("this witness cannot cosign: {0}")]
    Own(NoteError),
}

impl Refusal {
    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownOrigin(_) => 404,
            Self::Signature(_) => 403,
            Self::Shrunk { .. } => 400,
            Self::Conflict { .. } | Self::Forked { .. } => 409,
            Self::Proof(_) => 422,
            Self::Own(_) => 500,
        }
    }

    /// The body of an answer 409, of type `text/x.tlog.size`: the size cosigned last and a newline.
    pub fn conflict_body(&self) -> Option<String> {
        match self {
            Self::Conflict { stored: size } | Self::Forked { size } => Some(format!("{size}\n")),
            _ => None,
        }
    }
}

/// Decides on a request.
///
/// `keys` are the keys that this witness trusts for the checkpoint's origin, none if it does not
/// know that log. `stored` is what it cosigned last of that log. `time` is the witness's clock,
/// in seconds since the Unix epoch, UTC.
///
/// ```
/// use ledger::witness::{AddCheckpoint, Refusal, State, decide};
/// use ledger::{Checkpoint, KeyKind, SignerKey, leaf_hash};
///
/// let log = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [1; 32])?;
/// let witness = SignerKey::from_seed("province.example", KeyKind::Cosignature, [2; 32])?;
/// let checkpoint = Checkpoint::new("motcua.example/log", 1, leaf_hash(b"first"))?.sign(&log)?;
/// let request = AddCheckpoint { old: 0, proof: vec![], checkpoint };
///
/// let keys = [log.verifier()];
/// let accepted = decide(&request, &keys, None, &witness, 1_800_000_000)?;
/// assert_eq!(accepted.state, State { size: 1, root: leaf_hash(b"first") });
/// let again = decide(&request, &keys, Some(&accepted.state), &witness, 1_800_000_001);
/// assert_eq!(again, Err(Refusal::Conflict { stored: 1 }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide(
    request: &AddCheckpoint,
    keys: &[VerifierKey],
    stored: Option<&State>,
    witness: &SignerKey,
    time: u64,
) -> Result<Accepted, Refusal> {
    let checkpoint = request.checkpoint.checkpoint();
    let of_origin = keys.iter().filter(|key| key.name().as_str() == checkpoint.origin());
    let keys: Vec<&VerifierKey> = of_origin.collect();
    if keys.is_empty() {
        return Err(Refusal::UnknownOrigin(checkpoint.origin().to_owned()));
    }
    request.checkpoint.note().verify(&keys).map_err(Refusal::Signature)?;
    if request.old > checkpoint.size() {
        return Err(Refusal::Shrunk { old: request.old, new: checkpoint.size() });
    }
    let last = stored.map_or(0, |state| state.size);
    if request.old != last {
        return Err(Refusal::Conflict { stored: last });
    }
    consistent(request, stored, checkpoint)?;
    let cosignature = cosign(&request.checkpoint, witness, time).map_err(Refusal::Own)?;
    Ok(Accepted { state: State { size: checkpoint.size(), root: *checkpoint.root() }, cosignature })
}

fn consistent(request: &AddCheckpoint, stored: Option<&State>, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let (size, root) = (checkpoint.size(), checkpoint.root());
    if size == 0 && *root != empty_root() {
        return Err(Refusal::Proof(ProofError::Root));
    }
    match stored {
        Some(last) if last.size == size && last.root != *root => Err(Refusal::Forked { size }),
        Some(last) if last.size > 0 => {
            verify_consistency(last.size, size, &last.root, root, &request.proof).map_err(Refusal::Proof)
        }
        // Every log grew out of the empty one.
        _ if request.proof.is_empty() => Ok(()),
        _ => Err(Refusal::Proof(ProofError::Length { found: request.proof.len() })),
    }
}
