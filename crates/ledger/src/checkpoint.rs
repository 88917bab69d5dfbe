//! Checkpoints: what a log says of itself at one size, signed.
//!
//! The format is [c2sp.org/tlog-checkpoint](https://c2sp.org/tlog-checkpoint): a
//! [note](crate::Note) whose text has the lines origin, size in decimal, root in base64, and
//! perhaps more (extensions), none of them empty.

use std::fmt;

use crate::Hash;
use crate::key::{SignerKey, VerifierKey};
use crate::note::{Note, NoteError};
use crate::tile::decimal;

/// A text is not a checkpoint, or it is not signed by the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It is not even a note, or a signature is wrong or missing.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The first line, the origin, is empty.
    #[error("a checkpoint begins with its origin")]
    Origin,
    /// The second line is not a number in decimal without leading zeros.
    #[error("a checkpoint's second line is its size")]
    Size,
    /// The third line is not 32 bytes in base64.
    #[error("a checkpoint's third line is its root in base64")]
    Root,
    /// A line below the third is empty or holds control characters, or the last one has no newline.
    #[error("a checkpoint's lines are not empty and end with newlines")]
    Line,
    /// The checkpoint is of another log than the key.
    #[error("the checkpoint is of {found:?} and not of {expected:?}")]
    OtherLog {
        /// The key's name.
        expected: String,
        /// The checkpoint's origin.
        found: String,
    },
}

/// Origin, size and root of a log, not signed.
///
/// ```
/// use ledger::{Checkpoint, leaf_hash};
///
/// let checkpoint = Checkpoint::new("motcua.example/log", 1, leaf_hash(b""))?;
/// let text = "motcua.example/log\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n";
/// assert_eq!(checkpoint.to_string(), text);
/// assert_eq!(Checkpoint::parse(text)?, checkpoint);
/// # Ok::<(), ledger::CheckpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

fn is_line(line: &str) -> bool {
    !line.is_empty() && !line.bytes().any(|byte| byte < 0x20)
}

impl Checkpoint {
    /// A checkpoint without extensions. The origin is one line and not empty.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        let origin = origin.into();
        if is_line(&origin) {
            Ok(Self { origin, size, root, extensions: Vec::new() })
        } else {
            Err(CheckpointError::Origin)
        }
    }

    /// Adds a line below the root. The format advises against it: nobody audits what it says.
    pub fn with_extension(mut self, line: impl Into<String>) -> Result<Self, CheckpointError> {
        let line = line.into();
        if !is_line(&line) {
            return Err(CheckpointError::Line);
        }
        self.extensions.push(line);
        Ok(self)
    }

    /// Reads the text of a checkpoint, which ends with a newline.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Line)?.split('\n');
        let origin = lines.next().ok_or(CheckpointError::Origin)?;
        let size = lines.next().and_then(decimal).ok_or(CheckpointError::Size)?;
        let root = lines.next().and_then(|line| Hash::from_base64(line).ok()).ok_or(CheckpointError::Root)?;
        lines.try_fold(Self::new(origin, size, root)?, Self::with_extension)
    }

    /// Which log it is of.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// The lines below the root.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// Signs it in the name of the log. The key's name must be the origin, which the format advises
    /// and [`Policy`](crate::Policy) demands.
    pub fn sign(self, key: &SignerKey) -> Result<SignedCheckpoint, CheckpointError> {
        same_log(key.name().as_str(), &self.origin)?;
        let mut note = Note::new(self.to_string())?;
        note.sign(key)?;
        Ok(SignedCheckpoint { checkpoint: self, note })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

fn same_log(expected: &str, found: &str) -> Result<(), CheckpointError> {
    if expected == found {
        Ok(())
    } else {
        Err(CheckpointError::OtherLog { expected: expected.to_owned(), found: found.to_owned() })
    }
}

/// A checkpoint with the signatures under it. That it was read says nothing about them.
///
/// ```
/// use ledger::{Checkpoint, KeyKind, SignedCheckpoint, SignerKey, empty_root};
///
/// let key = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [7; 32]).expect("a key");
/// let signed = Checkpoint::new("motcua.example/log", 0, empty_root())?.sign(&key)?;
/// let read = SignedCheckpoint::parse(signed.to_string().as_bytes())?;
/// read.verify_log(&key.verifier())?;
/// assert_eq!(read.checkpoint().size(), 0);
/// # Ok::<(), ledger::CheckpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads a note whose text is a checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes)?;
        Ok(Self { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// What is signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with its signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a cosignature that a witness sent.
    pub fn add(&mut self, signature: crate::NoteSignature) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// Checks that it is of the log of this key, and signed with it.
    pub fn verify_log(&self, key: &VerifierKey) -> Result<(), CheckpointError> {
        same_log(key.name().as_str(), &self.checkpoint.origin)?;
        self.note.verify(&[key])?;
        Ok(())
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(formatter)
    }
}
