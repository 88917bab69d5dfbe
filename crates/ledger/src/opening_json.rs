//! Openings as JSON, as a receipt carries them.
//!
//! ```json
//! {"opening":1,"fields":["<digest>",["code","<salt>","H29.12-261123-0001"],["photo","<salt>",{"base64":"/9j/"}]]}
//! ```
//!
//! The fields stand in the order of the commitment. A shut field is its digest, an open one an array
//! of name, salt and value. Digests and salts are 32 bytes in standard base64 with padding. A value
//! that is UTF-8 is a JSON string; any other is an object with its bytes in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{CommitmentError, Field, Hash, Opening, Salt, Shown};

/// The most bytes of an opening that are read.
pub const MAX_OPENING_BYTES: usize = 1024 * 1024;

/// A text is not an opening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// It has more than [`MAX_OPENING_BYTES`].
    #[error("an opening of {0} bytes is too long")]
    Size(usize),
    /// It is not JSON of the form in which openings are written.
    #[error("it is not an opening: {0}")]
    Form(String),
    /// It is written in a form that we do not know yet.
    #[error("openings of version {0} are not known here")]
    Version(u32),
    /// A digest, a salt or a value is not base64 of as many bytes as it should have.
    #[error("field {0} of the opening is not written as it should be")]
    Field(usize),
    /// A field has no name, or one that is too long.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    opening: u32,
    fields: Vec<FieldJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum FieldJson {
    Shut(String),
    Open(String, String, ValueJson),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum ValueJson {
    Text(String),
    Bytes { base64: String },
}

impl Opening {
    /// Writes it as JSON without spaces.
    ///
    /// ```
    /// use ledger::{Field, Opening, Salt};
    ///
    /// let fields = [Field::new("code", "H29.12-261123-0001", Salt::from_bytes([0; 32]))?];
    /// let opening = Opening::of(&fields, &[0])?;
    /// let json = opening.to_json();
    /// assert_eq!(
    ///     json,
    ///     r#"{"opening":1,"fields":[["code","AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","H29.12-261123-0001"]]}"#
    /// );
    /// assert_eq!(Opening::from_json(json.as_bytes()), Ok(opening));
    /// # Ok::<(), ledger::CommitmentError>(())
    /// ```
    pub fn to_json(&self) -> String {
        let fields = self.fields().iter().map(|field| match field {
            Shown::Shut(digest) => FieldJson::Shut(digest.to_base64()),
            Shown::Open(field) => {
                let value = match std::str::from_utf8(field.value()) {
                    Ok(text) => ValueJson::Text(text.to_owned()),
                    Err(_) => ValueJson::Bytes { base64: STANDARD.encode(field.value()) },
                };
                FieldJson::Open(field.name().to_owned(), STANDARD.encode(field.salt().as_bytes()), value)
            }
        });
        let json = Json { opening: 1, fields: fields.collect() };
        serde_json::to_string(&json).expect("strings and numbers are JSON")
    }

    /// Reads what [`to_json`](Self::to_json) wrote. It judges nothing: see
    /// [`Commitment::verify`](crate::Commitment::verify).
    pub fn from_json(bytes: &[u8]) -> Result<Self, OpeningError> {
        if bytes.len() > MAX_OPENING_BYTES {
            return Err(OpeningError::Size(bytes.len()));
        }
        let json: Json = serde_json::from_slice(bytes).map_err(|error| OpeningError::Form(error.to_string()))?;
        if json.opening != 1 {
            return Err(OpeningError::Version(json.opening));
        }
        let fields = json.fields.into_iter().enumerate().map(|(number, field)| {
            let bytes = |text: &str| STANDARD.decode(text).map_err(|_| OpeningError::Field(number));
            let whole = |text: &str| <[u8; 32]>::try_from(bytes(text)?).map_err(|_| OpeningError::Field(number));
            match field {
                FieldJson::Shut(digest) => Ok(Shown::Shut(Hash::from_bytes(whole(&digest)?))),
                FieldJson::Open(name, salt, value) => {
                    let value = match value {
                        ValueJson::Text(text) => text.into_bytes(),
                        ValueJson::Bytes { base64 } => bytes(&base64)?,
                    };
                    Ok(Shown::Open(Field::new(name, value, Salt::from_bytes(whole(&salt)?))?))
                }
            }
        });
        Ok(Self::from_fields(fields.collect::<Result<_, OpeningError>>()?))
    }
}
