//! Salted commitments: the public entry of an act, of which single fields can be opened.
//!
//! Per field: SHA-256(domain ‖ salt ‖ name ‖ length ‖ value). The commitment is the hash of the
//! field digests in their order. Who holds a field's salt and value can show that field; the
//! others stay shut behind their digests. When a salt is destroyed, its field can never be opened
//! nor guessed again, and the log stays valid.
//!
//! The bytes, so that others can check: integers are big-endian; `domain` is [`FIELD_DOMAIN`], the
//! salt has 32 bytes, the name is its length in 2 bytes and its UTF-8, the value is its length in
//! 8 bytes and its bytes. The commitment is SHA-256([`LIST_DOMAIN`] ‖ number of fields in 4 bytes ‖
//! digests).

use sha2::{Digest, Sha256};

use crate::Hash;

/// Stands before each field, so that its digest means nothing elsewhere.
const FIELD_DOMAIN: &[u8] = b"motcua/commitment/field/v1\0";
/// Stands before the list of digests.
const LIST_DOMAIN: &[u8] = b"motcua/commitment/list/v1\0";

/// 32 secret bytes that keep a field with few possible values (a date, a decision) from being
/// guessed. One per field; random, or derived from a secret key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// Takes the bytes as they are: chance comes in from outside.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Salt(secret)")
    }
}

/// Why a commitment was not made, or an opening is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
    /// A name is empty or has more than 65,535 bytes.
    #[error("a field's name has from 1 to 65535 bytes")]
    Name,
    /// Two fields of one name: an opening could show the one for the other.
    #[error("a name stands twice")]
    Twice,
    /// More fields than a 4-byte number counts, or none.
    #[error("a commitment has at least one field")]
    Count,
    /// There is no field of that number.
    #[error("there is no field {0}")]
    NoSuchField(usize),
    /// The opening belongs to another commitment.
    #[error("the opening does not belong to this commitment")]
    Mismatch,
}

/// One named value with its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: String,
    value: Vec<u8>,
    salt: Salt,
}

impl Field {
    /// A field; its name has from 1 to 65,535 bytes.
    pub fn new(name: impl Into<String>, value: impl Into<Vec<u8>>, salt: Salt) -> Result<Self, CommitmentError> {
        let name = name.into();
        if name.is_empty() || u16::try_from(name.len()).is_err() {
            return Err(CommitmentError::Name);
        }
        Ok(Self { name, value: value.into(), salt })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// What keeps it from being guessed.
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// SHA-256(domain ‖ salt ‖ name ‖ length ‖ value).
    pub fn digest(&self) -> Hash {
        let name_length = u16::try_from(self.name.len()).expect("Field::new checked the length");
        let mut hasher = Sha256::new();
        hasher.update(FIELD_DOMAIN);
        hasher.update(self.salt.0);
        hasher.update(name_length.to_be_bytes());
        hasher.update(self.name.as_bytes());
        hasher.update((self.value.len() as u64).to_be_bytes());
        hasher.update(&self.value);
        Hash::finish(hasher)
    }
}

/// 32 bytes that bind all fields and tell nothing of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment(Hash);

impl Commitment {
    /// Takes a hash as it was read from the log.
    pub const fn from_hash(hash: Hash) -> Self {
        Self(hash)
    }

    /// The public entry. Its leaf is `leaf_hash(commitment.hash().as_bytes())`.
    pub const fn hash(&self) -> &Hash {
        &self.0
    }

    fn over(digests: &[Hash]) -> Result<Self, CommitmentError> {
        let count = u32::try_from(digests.len()).map_err(|_| CommitmentError::Count)?;
        if count == 0 {
            return Err(CommitmentError::Count);
        }
        let mut hasher = Sha256::new();
        hasher.update(LIST_DOMAIN);
        hasher.update(count.to_be_bytes());
        for digest in digests {
            hasher.update(digest.as_bytes());
        }
        Ok(Self(Hash::finish(hasher)))
    }

    /// Checks an opening against this commitment; what it shows may then be believed.
    pub fn verify(&self, opening: &Opening) -> Result<(), CommitmentError> {
        if opening.commitment()? == *self { Ok(()) } else { Err(CommitmentError::Mismatch) }
    }
}

fn check_names<'f>(fields: impl Iterator<Item = &'f Field>) -> Result<(), CommitmentError> {
    let mut names = std::collections::BTreeSet::new();
    for field in fields {
        if !names.insert(field.name()) {
            return Err(CommitmentError::Twice);
        }
    }
    Ok(())
}

/// Commits to fields in their order.
pub fn commit(fields: &[Field]) -> Result<Commitment, CommitmentError> {
    check_names(fields.iter())?;
    let digests: Vec<Hash> = fields.iter().map(Field::digest).collect();
    Commitment::over(&digests)
}

/// A field as a receipt carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// With name, value and salt.
    Open(Field),
    /// With nothing but its digest.
    Shut(Hash),
}

impl Shown {
    fn digest(&self) -> Hash {
        match self {
            Self::Open(field) => field.digest(),
            Self::Shut(digest) => *digest,
        }
    }
}

/// All fields of a commitment in order, some open and the others shut.
///
/// ```
/// use ledger::{Field, Opening, Salt, commit};
///
/// let fields = [
///     Field::new("code", "H29.12-261123-0001", Salt::from_bytes([1; 32]))?,
///     Field::new("applicant", "Nguyễn Thị Thử", Salt::from_bytes([2; 32]))?,
/// ];
/// let public = commit(&fields)?;
/// let receipt = Opening::of(&fields, &[0])?;
/// public.verify(&receipt)?;
/// assert_eq!(receipt.value("code"), Some(&b"H29.12-261123-0001"[..]));
/// assert_eq!(receipt.value("applicant"), None);
/// # Ok::<(), ledger::CommitmentError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    fields: Vec<Shown>,
}

impl Opening {
    /// Opens the fields of these numbers, counted from 0, and shuts the rest.
    pub fn of(fields: &[Field], open: &[usize]) -> Result<Self, CommitmentError> {
        if let Some(beyond) = open.iter().find(|number| **number >= fields.len()) {
            return Err(CommitmentError::NoSuchField(*beyond));
        }
        let shown = fields.iter().enumerate().map(|(number, field)| {
            if open.contains(&number) { Shown::Open(field.clone()) } else { Shown::Shut(field.digest()) }
        });
        Ok(Self { fields: shown.collect() })
    }

    /// Puts together an opening that was read from outside. [`Commitment::verify`] judges it.
    pub fn from_fields(fields: Vec<Shown>) -> Self {
        Self { fields }
    }

    /// The commitment that these fields, open and shut, belong to. It binds whoever published it;
    /// until it is found in a log, an opening says nothing.
    pub fn commitment(&self) -> Result<Commitment, CommitmentError> {
        check_names(self.open())?;
        let digests: Vec<Hash> = self.fields.iter().map(Shown::digest).collect();
        Commitment::over(&digests)
    }

    /// All fields in order.
    pub fn fields(&self) -> &[Shown] {
        &self.fields
    }

    /// The value of an open field.
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.open().find(|field| field.name() == name).map(Field::value)
    }

    fn open(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter_map(|field| match field {
            Shown::Open(field) => Some(field),
            Shown::Shut(_) => None,
        })
    }
}
