//! What a check says: files, values and expectations of a schema in words.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// A found value is shown up to this many characters.
const SHOWN: usize = 60;

/// A file as it is written on any system.
pub fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The word that data files use for a value.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => format!("{other:?}"),
    }
}

/// Whether a branch of "this or null" only complains that the value is not null.
pub fn wants_null(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { .. }) && expectation(error).starts_with("expected null")
}

/// What the schema expects, in words.
pub fn expectation(error: &ValidationError<'_>) -> String {
    let found = || {
        let text = error.instance().to_string();
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            format!("expected the field {property}, which is missing")
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            format!("expected no field {}", unexpected.join(", "))
        }
        ValidationErrorKind::FalseSchema => format!("expected nothing here, found {}", found()),
        ValidationErrorKind::Enum { options } => {
            format!("expected one of {options}, found {}", found())
        }
        ValidationErrorKind::Constant { expected_value } => {
            format!("expected {expected_value}, found {}", found())
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("expected text of the form {pattern}, found {}", found())
        }
        ValidationErrorKind::Minimum { limit } => {
            format!("expected at least {limit}, found {}", found())
        }
        ValidationErrorKind::Maximum { limit } => {
            format!("expected at most {limit}, found {}", found())
        }
        ValidationErrorKind::MinItems { limit } => format!("expected at least {limit} entries"),
        ValidationErrorKind::MinLength { .. } => "expected text that is not empty".into(),
        ValidationErrorKind::UniqueItems => "expected each entry once".into(),
        ValidationErrorKind::Type { kind } => {
            format!("expected {}, found {}", types(kind), found())
        }
        _ => format!("expected otherwise: {error}"),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(many) => many.iter().map(|t| t.to_string()).collect::<Vec<_>>().join(" or "),
    }
}
