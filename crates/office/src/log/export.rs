//! The log as a folder that any web server can publish: C2SP tlog-tiles, with kept checkpoints.

use crate::Office;
use crate::error::Error;
use ledger::{EntryBundle, TILE_WIDTH, Tile};
use std::path::Path;
use store::db::DbError;
use store::log as table;

/// How far an export is.
#[derive(Debug, Clone, Copy)]
pub struct ExportProgress {
    /// Entries written or found there already.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

impl Office {
    /// Writes the log below its last signed checkpoint into a folder. Full tiles that are there are not
    /// written again; partial ones stay beside them for readers of older checkpoints. The checkpoint
    /// comes last, so that a reader never sees one whose tiles are missing. Answers its size; `None`:
    /// nothing was signed yet.
    pub async fn export_log(
        &self,
        folder: &Path,
        watch: &mut (dyn FnMut(ExportProgress) + Send),
    ) -> Result<Option<u64>, Error> {
        let Some(signed) = self.checkpoint().await? else { return Ok(None) };
        let size = signed.size;
        let wide = u64::from(TILE_WIDTH);
        for index in 0..size.div_ceil(wide) {
            if let Some(bundle) = EntryBundle::at(index, size) {
                let path = folder.join(bundle.to_string());
                if !(bundle.is_full() && path.exists()) {
                    let bytes = self.entries(bundle).await?.ok_or_else(|| missing(&bundle))?;
                    write(&path, &bytes)?;
                }
            }
            watch(ExportProgress { done: size.min((index + 1) * wide), of: size });
        }
        for level in 0..=ledger::MAX_LEVEL {
            for index in 0.. {
                let Some(tile) = Tile::at(level, index, size) else { break };
                let path = folder.join(tile.to_string());
                if !(tile.is_full() && path.exists()) {
                    let bytes = self.tile(tile).await?.ok_or_else(|| missing(&tile))?;
                    write(&path, &bytes)?;
                }
            }
        }
        let all = self.inner.db.read(|tx| Box::pin(async move { table::all(tx).await })).await?;
        for kept in all.iter().filter(|s| s.size <= size) {
            write(&folder.join(format!("checkpoints/{:020}", kept.size)), kept.note.as_bytes())?;
        }
        if let Some(key) = self.log_key() {
            write(&folder.join("log.vkey"), format!("{key}\n").as_bytes())?;
            write(&folder.join("policy"), policy(&key).as_bytes())?;
        }
        write(&folder.join("checkpoint"), signed.note.as_bytes())?;
        Ok(Some(size))
    }
}

/// The policy of a log without witnesses: its own signature.
pub(crate) fn policy(key: &ledger::VerifierKey) -> String {
    format!("log {key}\nquorum none\n")
}

fn missing(what: &impl std::fmt::Display) -> Error {
    DbError::Corrupt(format!("{what} is not in the log")).into()
}

/// Writes beside, then renames: a web server never sends half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |e: std::io::Error| Error::Folder(format!("{}: {e}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // What is there with these bytes stays: its time is when it was published.
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let next = path.with_extension("next~");
    std::fs::write(&next, bytes).map_err(failed)?;
    std::fs::rename(&next, path).map_err(failed)
}
