//! Rows as lines of JSON: an array in the order of the columns, bytes in Base64, nothing lost.

use super::BackupError;
use crate::db::{DbError, Kind, Row, Value};
use crate::schema::Column;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Write as _;

/// Writes a row as a line.
pub(super) fn encode(row: &Row, columns: &[Column], out: &mut Vec<u8>) -> Result<(), DbError> {
    let fault = |e: &dyn std::fmt::Display| DbError::Corrupt(format!("a row cannot be written: {e}"));
    for (n, column) in columns.iter().enumerate() {
        out.push(if n == 0 { b'[' } else { b',' });
        let there = match column.kind {
            Kind::Int => row.opt_int(n)?.map(|v| write!(out, "{v}").map_err(|e| fault(&e))),
            Kind::Bool => row.opt_bool(n)?.map(|v| write!(out, "{v}").map_err(|e| fault(&e))),
            Kind::Text => row.opt_text(n)?.map(|v| serde_json::to_writer(&mut *out, v).map_err(|e| fault(&e))),
            Kind::Blob => row.opt_blob(n)?.map(|v| write!(out, "\"{}\"", STANDARD.encode(v)).map_err(|e| fault(&e))),
        };
        match there {
            Some(written) => written?,
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(b"]\n");
    Ok(())
}

/// Reads a row from its line.
pub(super) fn decode(line: &[u8], columns: &[Column]) -> Result<Vec<Value>, BackupError> {
    let wrong = |what: String| BackupError::Damaged(format!("a row is not one of this table: {what}"));
    let cells: Vec<serde_json::Value> = serde_json::from_slice(line).map_err(|e| wrong(e.to_string()))?;
    if cells.len() != columns.len() {
        return Err(wrong(format!("{} cells for {} columns", cells.len(), columns.len())));
    }
    let value = |(cell, column): (serde_json::Value, &Column)| {
        use serde_json::Value as Json;
        Ok(match (cell, column.kind) {
            (Json::Null, kind) => Value::NullOf(kind),
            (Json::Number(n), Kind::Int) => {
                Value::Int(n.as_i64().ok_or_else(|| wrong(format!("{n} in {}", column.name)))?)
            }
            (Json::Bool(b), Kind::Bool) => Value::Bool(b),
            (Json::String(text), Kind::Text) => Value::Text(text),
            (Json::String(text), Kind::Blob) => {
                Value::Blob(STANDARD.decode(text).map_err(|e| wrong(format!("{e} in {}", column.name)))?)
            }
            _ => return Err(wrong(format!("column {} holds something else", column.name))),
        })
    };
    cells.into_iter().zip(columns).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Vec<Column> {
        let kinds = [Kind::Int, Kind::Text, Kind::Bool, Kind::Blob];
        kinds.iter().map(|kind| Column { name: format!("{kind:?}"), kind: *kind }).collect()
    }

    proptest! {
        #[test]
        fn every_row_comes_back_as_it_was(
            n in proptest::option::of(any::<i64>()),
            text in proptest::option::of(any::<String>()),
            ok in proptest::option::of(any::<bool>()),
            bytes in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..80)),
        ) {
            let given = vec![Value::from(n), Value::from(text), Value::from(ok), Value::from(bytes)];
            let mut line = Vec::new();
            encode(&Row::new(given.clone()), &columns(), &mut line).expect("written");
            prop_assert_eq!(line.split(|b| *b == b'\n').count(), 2, "one row, one line");
            prop_assert_eq!(decode(&line, &columns()).expect("read"), given);
        }
    }

    #[test]
    fn what_is_no_row_of_the_table_is_refused() {
        for line in [
            "[1,\"a\",true]",
            "[1.5,\"a\",true,\"\"]",
            "[1,2,true,\"\"]",
            "[1,\"a\",1,\"\"]",
            "[1,\"a\",true,\"?\"]",
            "{}",
        ] {
            assert!(decode(line.as_bytes(), &columns()).is_err(), "{line}");
        }
    }
}
