//! The sweeper: uploads whose time is over, contents that nothing stands for; and the check that
//! every content is there and unchanged.

use super::on_disk;
use crate::Office;
use crate::error::Error;
use domain::dossier::FileRef;
use domain::id::{DossierId, FileId};
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use store::file;
use store::shelf::{Place, Shelf};

/// What was swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads whose time was over.
    pub expired: u64,
    /// Contents of uploads that are gone.
    pub parts: u64,
    /// Contents under a dossier that no event of it names.
    pub kept: u64,
}

/// A file that is not as its event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Of which dossier.
    pub dossier: DossierId,
    /// Which.
    pub file: FileId,
    /// What is wrong.
    pub what: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Files that events name.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that are missing or changed.
    pub faults: Vec<Fault>,
}

/// Files in one look at the log.
const PAGE: i64 = 500;

impl Office {
    /// Sweeps. Safe at any time and any number of times: nothing goes that an event names, or that
    /// an act may still take.
    pub async fn sweep_files(&self) -> Result<Swept, Error> {
        let shelf = self.files()?.shelf.clone();
        // Looked at first: what comes later is nobody's business here.
        let lying = shelf.clone();
        let (parts, kept) = on_disk(move || Ok((lying.parts()?, lying.all_kept()?))).await?;
        let now = self.now();
        let expired: Result<u64, store::db::DbError> =
            self.inner.db.write(move |tx| Box::pin(async move { file::forget_expired(tx, now).await })).await;
        let mut swept = Swept { expired: expired?, ..Swept::default() };
        let old: Vec<FileId> = parts.into_iter().filter(|id| is_over(*id, now)).collect();
        for id in old {
            let waits: Result<bool, store::db::DbError> =
                self.inner.db.read(move |tx| Box::pin(async move { file::waits(tx, id).await })).await;
            if !waits? {
                let shelf = shelf.clone();
                on_disk(move || shelf.drop_part(id)).await?;
                swept.parts += 1;
            }
        }
        swept.kept = self.drop_unwanted(kept).await?;
        Ok(swept)
    }

    /// Drops contents that neither an event names nor an upload may still become; answers how many.
    pub(super) async fn drop_unwanted(&self, places: Vec<Place>) -> Result<u64, Error> {
        let shelf = self.files()?.shelf.clone();
        let mut dropped = 0;
        for at in places {
            // Both in one look: an act forgets the upload and names the file in one transaction.
            let unwanted: Result<bool, store::db::DbError> = self
                .inner
                .db
                .read(move |tx| {
                    Box::pin(async move {
                        let named = file::kept(tx, at.dossier).await?.iter().any(|f| f.id == at.file);
                        Ok(!named && !file::waits(tx, at.file).await?)
                    })
                })
                .await;
            if unwanted? {
                let shelf = shelf.clone();
                on_disk(move || shelf.drop_kept(at)).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// Reads every content that an event names, and compares size and hash.
    pub async fn check_files(&self) -> Result<Checked, Error> {
        let shelf = self.files()?.shelf.clone();
        let mut out = Checked::default();
        let mut after = -1;
        loop {
            let page: Result<_, store::db::DbError> =
                self.inner.db.read(move |tx| Box::pin(async move { file::all_kept(tx, after, PAGE).await })).await;
            let (last, files) = page?;
            let Some(last) = last else { return Ok(out) };
            after = last;
            for (dossier, f) in files {
                let (shelf, wanted) = (shelf.clone(), f.clone());
                let fault = on_disk(move || fault(&shelf, dossier, &wanted)).await?;
                out.files += 1;
                out.bytes += f.bytes;
                out.faults.extend(fault.map(|what| Fault { dossier, file: f.id, what }));
            }
        }
    }
}

/// Whether an upload that began with this id is over: a UUIDv7 tells when it was made.
fn is_over(id: FileId, now: jiff::Timestamp) -> bool {
    let Some(made) = id.0.get_timestamp() else { return false };
    let (seconds, _) = made.to_unix();
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.as_second() - seconds > super::WAITS.as_secs()
}

fn fault(shelf: &Shelf, dossier: DossierId, f: &FileRef) -> io::Result<Option<String>> {
    let mut content = match shelf.read(Place { dossier, file: f.id }) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Some("missing".into())),
        content => content?,
    };
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; 256 * 1024]);
    loop {
        let n = content.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        bytes += n as u64;
    }
    if bytes != f.bytes {
        return Ok(Some(format!("{bytes} bytes, not {}", f.bytes)));
    }
    let sha256 = hex::encode(hash.finalize());
    Ok((sha256 != f.sha256).then(|| format!("SHA-256 {sha256}, not {}", f.sha256)))
}
