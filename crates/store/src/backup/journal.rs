//! The journal: every backup that was tried, one line each, in the data folder. It is no part of the
//! database, since `motcua backup` runs beside the process that owns the database; and not of the
//! folder of backups, since that may be what is missing.

use super::BackupError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const NAME: &str = "backups.jsonl";

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By the server, when it was time.
    Schedule,
    /// By the server, because an administrator asked.
    Hand,
    /// By `motcua backup`.
    Command,
    /// Before an upgrade.
    Upgrade,
}

impl How {
    /// The word of the locales.
    pub const fn key(self) -> &'static str {
        match self {
            How::Schedule => "schedule",
            How::Hand => "hand",
            How::Command => "command",
            How::Upgrade => "upgrade",
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is whole and was read back.
    Whole,
    /// It was read back, but contents that dossiers name were missing already.
    Incomplete,
    /// There is none.
    Failed,
}

impl Outcome {
    /// The word of the locales.
    pub const fn key(self) -> &'static str {
        match self {
            Outcome::Whole => "whole",
            Outcome::Incomplete => "incomplete",
            Outcome::Failed => "failed",
        }
    }
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Begun.
    pub began: Timestamp,
    /// How long it took, in ms.
    pub took_ms: u64,
    /// Why.
    pub how: How,
    /// What came of it.
    pub outcome: Outcome,
    /// Where it lies, or should have.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// Events in it.
    pub events: i64,
    /// What went wrong, in the words of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The journal of a data folder.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// That of a data folder.
    pub fn of(data: &Path) -> Self {
        Journal { path: data.join(NAME) }
    }

    /// Adds a line.
    pub fn add(&self, run: &Run) -> Result<(), BackupError> {
        let mut line = serde_json::to_vec(run).map_err(|e| BackupError::Refused(e.to_string()))?;
        line.push(b'\n');
        // One write of a line at the end: two programs may write at once.
        OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.path)
            .and_then(|mut file| file.write_all(&line))
            .map_err(BackupError::io(&self.path))
    }

    /// The last tries, newest first. A line that cannot be read (the machine stopped while it was
    /// written) is passed over.
    pub fn last(&self, limit: usize) -> Result<Vec<Run>, BackupError> {
        let text = match std::fs::read_to_string(&self.path) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(vec![]),
            text => text.map_err(BackupError::io(&self.path))?,
        };
        Ok(text.lines().rev().filter_map(|line| serde_json::from_str(line).ok()).take(limit).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_broke_off_hides_no_other() {
        let dir = tempfile::tempdir().expect("a folder");
        let journal = Journal::of(dir.path());
        assert_eq!(journal.last(5).expect("read"), vec![]);
        let run = |events| Run {
            began: Timestamp::UNIX_EPOCH,
            took_ms: 1,
            how: How::Schedule,
            outcome: Outcome::Whole,
            path: "motcua.tar".into(),
            bytes: 1,
            events,
            problem: None,
        };
        journal.add(&run(1)).expect("written");
        let mut file = OpenOptions::new().append(true).open(dir.path().join(NAME)).expect("opened");
        file.write_all(b"{\"began\":\"20\n").expect("written");
        journal.add(&run(2)).expect("written");
        assert_eq!(journal.last(5).expect("read"), [run(2), run(1)]);
        assert_eq!(journal.last(1).expect("read"), [run(2)]);
    }
}
