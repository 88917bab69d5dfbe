//! Signed notes: a text that people can read, with signatures under it.
//!
//! The format is [c2sp.org/signed-note](https://c2sp.org/signed-note): the text, which ends with a
//! newline; an empty line; one or more lines `— <key name> <base64 of key id and signature>`.
//! What [`Note::parse`] accepts has one form only: written again, it has the same bytes.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::cosignature;
use crate::key::{KeyKind, KeyName, SignerKey, VerifierKey};

/// The most bytes of a note that are read: room for 16 signatures of any kind in use.
pub const MAX_NOTE_BYTES: usize = 256 * 1024;
/// The most signatures of a note that are read. The format demands at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// A text is not a note, or a note is not signed as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It has more than [`MAX_NOTE_BYTES`].
    #[error("a note of {0} bytes is too long")]
    Size(usize),
    /// It has more than [`MAX_SIGNATURES`].
    #[error("a note has at most {MAX_SIGNATURES} signatures")]
    TooMany,
    /// It is not UTF-8.
    #[error("a note is written in UTF-8")]
    Utf8,
    /// It holds a character below U+0020 that is not a newline.
    #[error("a note has no control characters but newlines")]
    Control,
    /// The text does not end with a newline.
    #[error("a note's text ends with a newline")]
    Text,
    /// No empty line stands between text and signatures, or no signature under it.
    #[error("a note has an empty line and signatures under its text")]
    Unsigned,
    /// This line, counted from 1 below the text, is not a signature.
    #[error("line {0} below the text is not a signature")]
    Line(usize),
    /// Two signatures are of one name and key id.
    #[error("{name}+{id:08x} has signed twice")]
    Twice {
        /// The key's name.
        name: KeyName,
        /// The key's id.
        id: u32,
    },
    /// A signature bears the name and id of a key that we know, and is not its signature.
    #[error("the signature of {name}+{id:08x} is wrong")]
    Wrong {
        /// The key's name.
        name: KeyName,
        /// The key's id.
        id: u32,
    },
    /// None of the keys asked for has signed.
    #[error("no known key has signed the note")]
    Unknown,
    /// The key is of another type than this act needs.
    #[error("the key {0} is of another type than this needs")]
    KeyKind(KeyName),
    /// A time that a cosignature cannot bear: above 2^63 - 1 seconds.
    #[error("a cosignature cannot bear the time {0}")]
    Time(u64),
}

/// One line under a note: who signed, and the bytes of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    id: u32,
    bytes: Vec<u8>,
}

impl NoteSignature {
    pub(crate) fn by(key: &SignerKey, bytes: Vec<u8>) -> Self {
        let verifier = key.verifier();
        Self { name: verifier.name().clone(), id: verifier.id(), bytes }
    }

    /// Reads one line without its newline; nothing if it is not a signature.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, text) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = STANDARD.decode(text).ok()?;
        let (id, signature) = bytes.split_first_chunk()?;
        if signature.is_empty() {
            return None;
        }
        let name = KeyName::parse(name).ok()?;
        Some(Self { name, id: u32::from_be_bytes(*id), bytes: signature.to_vec() })
    }

    /// The name of the key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The signature without the key's id.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it claims to be by this key.
    pub fn is_of(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == *key.name()
    }
}

impl fmt::Display for NoteSignature {
    /// The line without its newline.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(formatter, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text with its signatures. That it was read says nothing about them: see [`verify`](Self::verify).
///
/// ```
/// use ledger::{KeyKind, Note, SignerKey};
///
/// let key = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [7; 32]).expect("a key");
/// let mut note = Note::new("What I say.\n")?;
/// note.sign(&key)?;
/// let read = Note::parse(note.to_string().as_bytes())?;
/// read.verify(&[&key.verifier()])?;
/// # Ok::<(), ledger::NoteError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A text that is not signed yet. It ends with a newline and has no other control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if text.len() > MAX_NOTE_BYTES {
            return Err(NoteError::Size(text.len()));
        }
        check(&text)?;
        if text.ends_with('\n') { Ok(Self { text, signatures: Vec::new() }) } else { Err(NoteError::Text) }
    }

    /// Reads a note with at least one signature.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::Size(bytes.len()));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Utf8)?;
        check(whole)?;
        let border = whole.rfind("\n\n").ok_or(NoteError::Unsigned)?;
        let (text, lines) = (&whole[..=border], &whole[border + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        let mut note = Self { text: text.to_owned(), signatures: Vec::new() };
        for (number, line) in (1..).zip(lines.split('\n')) {
            note.add(NoteSignature::parse(line).ok_or(NoteError::Line(number))?)?;
        }
        Ok(note)
    }

    /// What is signed, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, verified or not.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature that was made elsewhere, such as a witness's.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.iter().any(|other| other.id == signature.id && other.name == signature.name) {
            return Err(NoteError::Twice { name: signature.name, id: signature.id });
        }
        if self.signatures.len() == MAX_SIGNATURES {
            return Err(NoteError::TooMany);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Signs the text as it is, with a key of [`KeyKind::Note`].
    pub fn sign(&mut self, key: &SignerKey) -> Result<(), NoteError> {
        if key.kind() != KeyKind::Note {
            return Err(NoteError::KeyKind(key.name().clone()));
        }
        let signature = key.sign(self.text.as_bytes()).to_vec();
        self.add(NoteSignature::by(key, signature))
    }

    /// The signature of this key, verified; nothing if the key has not signed.
    ///
    /// The only error is [`NoteError::Wrong`].
    pub fn signature_of(&self, key: &VerifierKey) -> Result<Option<&NoteSignature>, NoteError> {
        let Some(signature) = self.signatures.iter().find(|signature| signature.is_of(key)) else {
            return Ok(None);
        };
        let right = match key.kind() {
            KeyKind::Note => key.signed(self.text.as_bytes(), &signature.bytes),
            KeyKind::Cosignature => cosignature::time_of(key, &self.text, &signature.bytes).is_some(),
        };
        if right {
            Ok(Some(signature))
        } else {
            Err(NoteError::Wrong { name: signature.name.clone(), id: signature.id })
        }
    }

    /// Gives the signatures by these keys, all of them verified. It refuses the note if one of them
    /// is wrong, or if there is none. Signatures by other keys are passed over.
    pub fn verify(&self, known: &[&VerifierKey]) -> Result<Vec<&NoteSignature>, NoteError> {
        let mut found = Vec::new();
        for key in known {
            found.extend(self.signature_of(key)?);
        }
        if found.is_empty() { Err(NoteError::Unknown) } else { Ok(found) }
    }
}

fn check(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') { Err(NoteError::Control) } else { Ok(()) }
}

impl fmt::Display for Note {
    /// The text, an empty line, and the signatures. Without signatures it cannot be read again.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(formatter, "{signature}"))
    }
}
