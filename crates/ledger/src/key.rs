//! Keys of logs and witnesses, in the one line in which people hand them on.
//!
//! A verifier key (`vkey`) is `<name>+<key id>+<base64 of type byte and public key>`, a signer key
//! `PRIVATE+KEY+<name>+<key id>+<base64 of type byte and seed>`. The key id is written in 8
//! hexadecimal digits; it is the first 4 bytes of SHA-256(name ‖ 0x0A ‖ type byte ‖ public key).
//! [c2sp.org/signed-note](https://c2sp.org/signed-note) defines the id and the types; the line of a
//! signer key is that of Go's package `golang.org/x/mod/sumdb/note`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// A text is not a key, or not one that we use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A name is empty, or holds a space, a plus sign or a control character.
    #[error("a key's name has no spaces and no plus sign: {0:?}")]
    Name(String),
    /// It is not `name+id+base64`, or with `PRIVATE+KEY+` before that.
    #[error("a key is written name+8 digits+base64")]
    Form,
    /// The type byte is neither 0x01 (Ed25519) nor 0x04 (cosignature/v1).
    #[error("keys of type {0:#04x} are not known here")]
    Kind(u8),
    /// The bytes are not 32, or not those of an Ed25519 key that may be trusted.
    #[error("the key's bytes are not an Ed25519 key")]
    Bytes,
    /// The id in the line is not that of the name and the key.
    #[error("the key's id is {expected:08x}, the line says {found:08x}")]
    Id {
        /// As it follows from name, type and key.
        expected: u32,
        /// As it is written.
        found: u32,
    },
}

/// The name in a key and before a signature: not empty, no white space, no plus sign. It should be
/// an address without its scheme, as `motcua.example/log`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    pub fn parse(name: &str) -> Result<Self, KeyError> {
        let bad = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
        if name.is_empty() || name.contains(bad) {
            return Err(KeyError::Name(name.to_owned()));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a key signs. One key must not be used for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of a note as it is: type byte 0x01. Logs sign so.
    Note,
    /// A checkpoint with the time at which it was seen: type byte 0x04,
    /// [c2sp.org/tlog-cosignature](https://c2sp.org/tlog-cosignature). Witnesses sign so.
    Cosignature,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Note),
            0x04 => Ok(Self::Cosignature),
            other => Err(KeyError::Kind(other)),
        }
    }
}

/// What belongs to a signature: a name, and a public key with its type.
///
/// ```
/// use ledger::{KeyKind, SignerKey, VerifierKey};
///
/// let signer = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [7; 32])?;
/// let line = signer.verifier().to_string();
/// assert!(line.starts_with("motcua.example/log+"));
/// assert_eq!(line.parse::<VerifierKey>()?, signer.verifier());
/// # Ok::<(), ledger::KeyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: u32,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key out of its parts. Keys with which anybody could sign (of low order) are refused.
    pub fn new(name: &str, kind: KeyKind, public: [u8; 32]) -> Result<Self, KeyError> {
        let name = KeyName::parse(name)?;
        let key = VerifyingKey::from_bytes(&public).map_err(|_| KeyError::Bytes)?;
        if key.is_weak() {
            return Err(KeyError::Bytes);
        }
        let id = key_id(&name, kind, &public);
        Ok(Self { name, id, kind, key })
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The first 4 bytes of the hash over name, type and key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 32 bytes of the public key (RFC 8032).
    pub fn public_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether these 64 bytes sign this message. It is stricter than RFC 8032 demands: keys and
    /// signatures of low order are refused.
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = typed(self.kind, self.public_bytes());
        write!(formatter, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(bytes))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    /// Reads one line, without its end.
    fn from_str(line: &str) -> Result<Self, KeyError> {
        let (name, id, kind, public) = parts(line)?;
        let key = Self::new(name, kind, public)?;
        if key.id == id { Ok(key) } else { Err(KeyError::Id { expected: key.id, found: id }) }
    }
}

/// A secret key with its name. It is not printed: only [`to_secret_line`](Self::to_secret_line)
/// gives it away.
#[derive(Clone)]
pub struct SignerKey {
    name: KeyName,
    kind: KeyKind,
    key: SigningKey,
}

impl SignerKey {
    /// A key from 32 secret random bytes, which come in from outside.
    pub fn from_seed(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<Self, KeyError> {
        Ok(Self { name: KeyName::parse(name)?, kind, key: SigningKey::from_bytes(&seed) })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`, without a line's end.
    pub fn parse(line: &str) -> Result<Self, KeyError> {
        let (name, id, kind, seed) = parts(line.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Form)?)?;
        let signer = Self::from_seed(name, kind, seed)?;
        let expected = signer.verifier().id();
        if expected == id { Ok(signer) } else { Err(KeyError::Id { expected, found: id }) }
    }

    /// The line that [`parse`](Self::parse) reads, as Go's package `note` does for type 0x01.
    /// Whoever has it signs in the name of the key.
    pub fn to_secret_line(&self) -> String {
        let bytes = typed(self.kind, self.key.as_bytes());
        format!("PRIVATE+KEY+{}+{:08x}+{}", self.name, self.verifier().id(), STANDARD.encode(bytes))
    }

    /// The key that others verify with.
    pub fn verifier(&self) -> VerifierKey {
        let key = self.key.verifying_key();
        VerifierKey { name: self.name.clone(), id: key_id(&self.name, self.kind, key.as_bytes()), kind: self.kind, key }
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 64 bytes of an Ed25519 signature.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignerKey({}, secret)", self.name)
    }
}

fn typed(kind: KeyKind, key: &[u8; 32]) -> [u8; 33] {
    let mut bytes = [kind.byte(); 33];
    bytes[1..].copy_from_slice(key);
    bytes
}

fn key_id(name: &KeyName, kind: KeyKind, public: &[u8; 32]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_str());
    hasher.update(b"\n");
    hasher.update(typed(kind, public));
    let hash: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// `name+id+base64`: the base64 may hold plus signs, the name and the id may not.
fn parts(line: &str) -> Result<(&str, u32, KeyKind, [u8; 32]), KeyError> {
    let (name, rest) = line.split_once('+').ok_or(KeyError::Form)?;
    let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
    let small = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
    if id.len() != 8 || !id.bytes().all(small) {
        return Err(KeyError::Form);
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Form)?;
    let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
    let (kind, key) = bytes.split_first().ok_or(KeyError::Form)?;
    Ok((name, id, KeyKind::from_byte(*kind)?, key.try_into().map_err(|_| KeyError::Bytes)?))
}
