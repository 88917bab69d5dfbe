//! Tables and columns of the schema as it stood at a version, read out of the migrations' own texts.
//!
//! A backup must be able to read a database that an older program left behind, and on both databases
//! alike; the migrations are the one description that all of them share. What they may say is what
//! this reader understands; a test compares it with what the databases themselves tell.

use crate::db::{DbError, Kind, Part, parts, statements};
use crate::migrate::Migration;
use serde::{Deserialize, Serialize};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// The columns of its primary key, counted from 0.
    pub key: Vec<usize>,
}

impl Table {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

/// The tables that these migrations make, by name.
pub fn tables(migrations: &[Migration]) -> Result<Vec<Table>, DbError> {
    let mut found: Vec<Table> = Vec::new();
    for migration in migrations {
        for statement in statements(migration.sql) {
            read(&without_comments(&statement), &mut found).map_err(|what| {
                DbError::Migration(format!("version {} ({}): {what}", migration.version, migration.name))
            })?;
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn without_comments(statement: &str) -> String {
    let kept = parts(statement).into_iter().map(|part| match part {
        Part::Code(code) => code,
        Part::Fixed(fixed) if fixed.starts_with("--") => "\n",
        Part::Fixed(fixed) => fixed,
    });
    kept.collect::<String>().trim().to_owned()
}

fn read(statement: &str, found: &mut Vec<Table>) -> Result<(), String> {
    let upper = statement.to_ascii_uppercase();
    let words: Vec<&str> = statement.split_whitespace().collect();
    let says = |n: usize, word: &str| words.get(n).is_some_and(|w| w.eq_ignore_ascii_case(word));
    if says(0, "CREATE") && says(1, "TABLE") {
        found.push(created(statement)?);
        return Ok(());
    }
    if says(0, "DROP") && says(1, "TABLE") {
        let name = words.get(2).copied().unwrap_or_default();
        let at = found.iter().position(|t| t.name == name).ok_or_else(|| format!("no table {name} to drop"))?;
        found.remove(at);
        return Ok(());
    }
    if says(0, "ALTER") && says(1, "TABLE") {
        let name = words.get(2).copied().unwrap_or_default();
        // The migrations' own list is no table of theirs.
        if name == "schema_migration" {
            return Ok(());
        }
        let table = found.iter_mut().find(|t| t.name == name).ok_or_else(|| format!("no table {name} to alter"))?;
        return altered(table, &words[3..]);
    }
    // Rows and indexes change no shape.
    let harmless = ["CREATE INDEX", "CREATE UNIQUE INDEX", "DROP INDEX", "INSERT ", "UPDATE ", "DELETE "];
    if harmless.iter().any(|start| upper.starts_with(start)) {
        return Ok(());
    }
    Err(format!(
        "a statement that backups do not understand: {}",
        words.iter().take(4).copied().collect::<Vec<_>>().join(" ")
    ))
}

fn altered(table: &mut Table, words: &[&str]) -> Result<(), String> {
    let says = |n: usize, word: &str| words.get(n).is_some_and(|w| w.eq_ignore_ascii_case(word));
    let place =
        |table: &Table, name: &str| table.column(name).ok_or_else(|| format!("{} has no column {name}", table.name));
    if says(0, "ADD") {
        let from = if says(1, "COLUMN") { 2 } else { 1 };
        table.columns.push(column(&words[from..].join(" "))?);
    } else if says(0, "DROP") && says(1, "COLUMN") {
        let at = place(table, words.get(2).copied().unwrap_or_default())?;
        if table.key.contains(&at) {
            return Err(format!("{} would lose its key", table.name));
        }
        table.columns.remove(at);
        table.key.iter_mut().filter(|k| **k > at).for_each(|k| *k -= 1);
    } else if says(0, "RENAME") && says(1, "COLUMN") {
        let at = place(table, words.get(2).copied().unwrap_or_default())?;
        words.get(4).copied().unwrap_or_default().clone_into(&mut table.columns[at].name);
    } else if says(0, "RENAME") && says(1, "TO") {
        words.get(2).copied().unwrap_or_default().clone_into(&mut table.name);
    } else {
        return Err(format!("a change of {} that backups do not understand", table.name));
    }
    Ok(())
}

fn created(statement: &str) -> Result<Table, String> {
    let (head, rest) = statement.split_once('(').ok_or("a table without columns")?;
    let name = head.split_whitespace().last().unwrap_or_default().to_owned();
    let (body, _) = rest.rsplit_once(')').ok_or("a table whose columns do not end")?;
    let mut table = Table { name, columns: vec![], key: vec![] };
    let mut key: Vec<String> = vec![];
    for item in items(body) {
        let upper = item.to_ascii_uppercase();
        let first = upper.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        match first {
            "PRIMARY" => key = in_brackets(&item),
            "UNIQUE" | "CHECK" | "FOREIGN" | "CONSTRAINT" => {}
            _ => {
                let column = column(&item)?;
                if upper.contains("PRIMARY KEY") {
                    key = vec![column.name.clone()];
                }
                table.columns.push(column);
            }
        }
    }
    table.key = key.iter().filter_map(|name| table.column(name)).collect();
    if table.key.is_empty() || table.key.len() != key.len() {
        return Err(format!("{} has no primary key", table.name));
    }
    Ok(table)
}

/// What stands between commas, outside brackets.
fn items(body: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0_u32;
    for sign in body.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        found.last_mut().expect("never empty").push(sign);
    }
    found.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

fn in_brackets(item: &str) -> Vec<String> {
    let inner = item.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(inner, _)| inner);
    inner.split(',').map(|name| name.trim().to_owned()).collect()
}

fn column(item: &str) -> Result<Column, String> {
    let mut words = item.split_whitespace();
    let (name, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let kind = match kind.to_ascii_uppercase().as_str() {
        "BIGINT" => Kind::Int,
        "TEXT" => Kind::Text,
        "BOOLEAN" => Kind::Bool,
        "BLOB" => Kind::Blob,
        other => return Err(format!("column {name} has the type {other:?}")),
    };
    Ok(Column { name: name.to_owned(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &'static str) -> Result<Vec<Table>, DbError> {
        tables(&[Migration { version: 1, name: "x", sql }])
    }

    #[test]
    fn a_table_is_read_with_its_key_whatever_else_is_said_of_it() {
        let found = of("CREATE TABLE a ( -- what, (it) is\n  id TEXT NOT NULL, -- a, b\n  n BIGINT DEFAULT 0,\n  ok BOOLEAN,\n  \
             UNIQUE (n, ok),\n  PRIMARY KEY (id, n)\n);\n-- No number twice.\nCREATE UNIQUE INDEX a_n ON a (n);\nALTER TABLE a ADD COLUMN raw BLOB NOT NULL DEFAULT '';\n")
        .expect("understood");
        let kinds: Vec<(&str, Kind)> = found[0].columns.iter().map(|c| (c.name.as_str(), c.kind)).collect();
        assert_eq!(kinds, [("id", Kind::Text), ("n", Kind::Int), ("ok", Kind::Bool), ("raw", Kind::Blob)]);
        assert_eq!(found[0].key, [0, 1]);
    }

    #[test]
    fn renamed_and_dropped_columns_leave_the_key_where_it_was() {
        let found = of("CREATE TABLE a (x TEXT, id BIGINT PRIMARY KEY);\nALTER TABLE a DROP COLUMN x;\n\
                        ALTER TABLE a RENAME COLUMN id TO no;\nALTER TABLE a RENAME TO b;\n")
        .expect("understood");
        assert_eq!((found[0].name.as_str(), found[0].key.as_slice()), ("b", [0].as_slice()));
        assert_eq!(found[0].columns[0].name, "no");
    }

    #[test]
    fn what_is_not_understood_is_refused_not_passed_over() {
        for sql in [
            "CREATE VIEW a AS SELECT 1;\n",
            "CREATE TABLE a (x TEXT);\n",
            "CREATE TABLE a (x REAL PRIMARY KEY);\n",
            "ALTER TABLE b ADD COLUMN x TEXT;\n",
        ] {
            assert!(of(sql).is_err(), "{sql}");
        }
    }
}
