//! The rollback guard: a database that was restored from a backup must not sign a second history.
//!
//! Beside the database, and in no backup of it, stands one small file: what was signed last. Before
//! a checkpoint is signed, [`may_sign`] compares it with the head of the database; then the new record
//! replaces the old one (compare-and-swap, on disk before the signature leaves the house).
//!
//! ```text
//! motcua/last-signed@v1
//! <origin>
//! <size>
//! <base64 of the root>
//! ```

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::{Hash, verify_consistency};

/// The first line.
const FORMAT: &str = "motcua/last-signed@v1";

/// A text is not the record of what was signed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a record of the last signed checkpoint")]
pub struct RecordError;

/// What was signed last.
///
/// ```
/// use ledger::guard::LastSigned;
///
/// let record = LastSigned::new("motcua.example/log", 0, ledger::empty_root()).expect("an origin");
/// assert_eq!(LastSigned::parse(record.to_string().as_bytes()), Ok(record));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSigned(Checkpoint);

impl LastSigned {
    /// A record of its parts; the origin is one line and not empty.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, RecordError> {
        Checkpoint::new(origin, size, root).map(Self).map_err(|_| RecordError)
    }

    /// Reads exactly what [`Display`](fmt::Display) writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let text = std::str::from_utf8(bytes).map_err(|_| RecordError)?;
        let text = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('\n')).ok_or(RecordError)?;
        let checkpoint = Checkpoint::parse(text).map_err(|_| RecordError)?;
        if checkpoint.extensions().is_empty() { Ok(Self(checkpoint)) } else { Err(RecordError) }
    }

    /// Which log.
    pub fn origin(&self) -> &str {
        self.0.origin()
    }

    /// How many entries it had.
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// The root over them.
    pub fn root(&self) -> &Hash {
        self.0.root()
    }
}

impl fmt::Display for LastSigned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{FORMAT}\n{}", self.0)
    }
}

/// That the database may sign its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Nothing was signed yet, as far as the record knows. Where the database says that it did sign
    /// before, the record was lost: a person must decide, not the program.
    First,
    /// The head was signed already.
    Same,
    /// The log has grown, and what was signed before is unchanged.
    Grown,
}

/// Why the database may not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal<E> {
    /// The database has fewer entries than were signed: it was restored from an older backup.
    #[error("{signed} entries were signed and the database has only {found}: it was restored from an older backup")]
    Restored {
        /// Entries that were signed last.
        signed: u64,
        /// Entries of the database.
        found: u64,
    },
    /// The database has as many entries or more, but others: it was restored and has gone on, or
    /// its entries were changed.
    #[error("the first {signed} entries of the database are not those that were signed: it has another history")]
    Forked {
        /// Entries that were signed last.
        signed: u64,
        /// Entries of the database.
        found: u64,
    },
    /// The record is of another log.
    #[error("the record of the last signature is of the log {record:?}, this is {database:?}")]
    OtherLog {
        /// Origin in the record.
        record: String,
        /// Origin of the database's log.
        database: String,
    },
    /// The proof could not be made.
    #[error("what was signed last could not be compared: {0}")]
    Proof(E),
}

/// Whether the database may sign its head.
///
/// `record` is what was signed last, none if there is no record. `proof` gives the consistency proof
/// from the first number of entries to the second, out of the database; it is asked at most once.
///
/// ```
/// use ledger::guard::{LastSigned, Leave, Refusal, may_sign};
/// use ledger::{consistency_proof, leaf_hash, root};
///
/// let leaves = [leaf_hash(b"1"), leaf_hash(b"2"), leaf_hash(b"3")];
/// let signed = LastSigned::new("motcua.example/log", 2, root(&leaves[..2])).expect("an origin");
/// let proof = |old, _new| consistency_proof(&leaves, old);
///
/// let grown = LastSigned::new("motcua.example/log", 3, root(&leaves)).expect("an origin");
/// assert_eq!(may_sign(Some(&signed), &grown, proof), Ok(Leave::Grown));
/// let restored = LastSigned::new("motcua.example/log", 1, root(&leaves[..1])).expect("an origin");
/// assert_eq!(may_sign(Some(&signed), &restored, proof), Err(Refusal::Restored { signed: 2, found: 1 }));
/// ```
pub fn may_sign<E>(
    record: Option<&LastSigned>,
    head: &LastSigned,
    proof: impl FnOnce(u64, u64) -> Result<Vec<Hash>, E>,
) -> Result<Leave, Refusal<E>> {
    let Some(record) = record else {
        return Ok(Leave::First);
    };
    if record.origin() != head.origin() {
        let (record, database) = (record.origin().to_owned(), head.origin().to_owned());
        return Err(Refusal::OtherLog { record, database });
    }
    let (signed, found) = (record.size(), head.size());
    if found < signed {
        return Err(Refusal::Restored { signed, found });
    }
    let forked = Refusal::Forked { signed, found };
    if found == signed {
        return if record.root() == head.root() { Ok(Leave::Same) } else { Err(forked) };
    }
    if signed == 0 {
        return Ok(Leave::Grown);
    }
    let proof = proof(signed, found).map_err(Refusal::Proof)?;
    verify_consistency(signed, found, record.root(), head.root(), &proof).map_err(|_| forked)?;
    Ok(Leave::Grown)
}
