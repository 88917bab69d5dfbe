//! The log hashed again from the disk, against what was committed to and signed. Contents of files are
//! compared by [`Office::check_files`].

use crate::Office;
use crate::error::Error;
use ledger::{Edge, SignedCheckpoint};
use store::db::DbError;
use store::log as table;

/// Events that are read at once.
const PAGE: i64 = 4096;

/// How far the check is.
#[derive(Debug, Clone, Copy)]
pub struct CheckProgress {
    /// Events looked at.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Events whose entry was computed anew.
    pub events: u64,
    /// Full tiles compared.
    pub tiles: u64,
    /// Signed checkpoints compared.
    pub checkpoints: u64,
}

/// Something that is not as it was committed to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// An event was changed after it was put on record.
    #[error("event {0} is not what was committed to")]
    Event(u64),
    /// Events are missing.
    #[error("event {0} is missing")]
    Missing(u64),
    /// A tile is not that of the events.
    #[error("{0} is not that of the events")]
    Tile(String),
    /// The head is not that of the events.
    #[error("the head of the log is not that of its {0} events")]
    Head(u64),
    /// A checkpoint says something else.
    #[error("the checkpoint of {0} entries has another root than the events, or no signature of this log's key")]
    Checkpoint(u64),
}

impl Office {
    /// Hashes all events, tiles and checkpoints again. Answers all that is wrong.
    pub async fn check_log(
        &self,
        watch: &mut (dyn FnMut(CheckProgress) + Send),
    ) -> Result<(CheckReport, Vec<LogFault>), Error> {
        let db = &self.inner.db;
        let (size, root, checkpoints) = db
            .read(|tx| {
                Box::pin(async move {
                    let (size, root) = store::event::head(tx).await?;
                    Ok::<_, DbError>((size, root, table::all(tx).await?))
                })
            })
            .await?;
        let size = u64::try_from(size).unwrap_or(0);
        let (mut report, mut faults) = (CheckReport::default(), Vec::new());
        let mut edge = Edge::new();
        let mut signed = checkpoints.iter().filter(|s| s.size <= size).peekable();
        while edge.size() < size {
            let from = i64::try_from(edge.size()).unwrap_or(i64::MAX);
            let page = db.read(move |tx| Box::pin(async move { table::looked_at(tx, from, PAGE).await })).await?;
            if page.is_empty() {
                faults.push(LogFault::Missing(edge.size()));
                break;
            }
            for event in page.into_iter().take(usize::try_from(size - edge.size()).unwrap_or(usize::MAX)) {
                let position = edge.size();
                if event.computed != event.written {
                    faults.push(LogFault::Event(position));
                }
                for full in edge.append(event.written) {
                    let tile = full.tile;
                    let there = db.read(move |tx| Box::pin(async move { table::tile(tx, tile).await })).await?;
                    if there.as_deref() != Some(&full.bytes) {
                        faults.push(LogFault::Tile(tile.to_string()));
                    }
                    report.tiles += 1;
                }
                while let Some(s) = signed.next_if(|s| s.size == edge.size()) {
                    let note = SignedCheckpoint::parse(s.note.as_bytes()).ok();
                    let says = note.as_ref().is_some_and(|c| {
                        *c.checkpoint().root() == edge.root()
                            && c.checkpoint().size() == s.size
                            && self.log_key().is_none_or(|key| c.verify_log(&key).is_ok())
                    });
                    if !says || s.root != edge.root() {
                        faults.push(LogFault::Checkpoint(s.size));
                    }
                    report.checkpoints += 1;
                }
            }
            report.events = edge.size();
            watch(CheckProgress { done: edge.size(), of: size });
        }
        if edge.size() == size && edge.root() != root {
            faults.push(LogFault::Head(size));
        }
        // Signed, and gone since.
        faults.extend(checkpoints.iter().filter(|s| s.size > size).map(|s| LogFault::Checkpoint(s.size)));
        Ok((report, faults))
    }
}
