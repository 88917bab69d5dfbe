//! Files: uploads piece by piece, looked into when they are whole, taken by acts, read on record,
//! and swept when nobody wants them.

mod inspect;
mod sweep;

pub use inspect::inspect;
pub use store::file::{Opening, Pending};
pub use store::shelf::Shelf;
pub use sweep::{Checked, Fault, Swept};

use crate::clock::ChanceExt;
use crate::error::{Error, dossier_not_found};
use crate::grant::{Act, Grant, Read, Supervise, readable};
use crate::{Actor, Office};
use domain::dossier::{Command, FileKept};
use domain::file::{FileLimits, plain_name};
use domain::id::{DossierId, FileId};
use domain::law::Rule;
use jiff::SignedDuration;
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::shelf::Place;
use store::{dossier, file, personal};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::Semaphore;

/// How long an upload waits for the act that takes it.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// Contents that are looked into at once.
const LOOKS: usize = 2;
/// How long a sender may be silent in the midst of a piece; a connection that died without a word
/// holds its upload no longer.
const SILENCE: Duration = Duration::from_secs(20);
/// What is read from a sender before it is written.
const PIECE: usize = 128 * 1024;

/// Where an office keeps files, and how much it takes.
pub(crate) struct Files {
    shelf: Shelf,
    limits: FileLimits,
    /// Parts that somebody is writing on.
    busy: Arc<Mutex<HashSet<FileId>>>,
    looks: Semaphore,
}

/// The right to write on a part; nobody else has it meanwhile.
struct Busy {
    file: FileId,
    all: Arc<Mutex<HashSet<FileId>>>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.file);
    }
}

impl Files {
    fn busy(&self, file: FileId) -> Result<Busy, Error> {
        let free = self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(file);
        // The guard is made only by who got the right: dropping it gives the right back.
        if free { Ok(Busy { file, all: Arc::clone(&self.busy) }) } else { Err(Error::UploadBusy) }
    }
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadState {
    /// What it is.
    pub upload: Pending,
    /// Bytes that are here.
    pub offset: u64,
}

impl UploadState {
    /// Whether an act may take it.
    pub fn is_whole(&self) -> bool {
        self.upload.facts.is_some()
    }
}

/// A file of a dossier, opened to be read.
#[derive(Debug)]
pub struct OpenFile {
    /// What it is.
    pub kept: FileKept,
    /// Name it came with; empty when it was erased.
    pub name: String,
    /// Its content.
    pub content: std::fs::File,
}

fn upload_not_found() -> Error {
    Error::NotFound { what: "upload" }
}

fn storage(e: io::Error) -> Error {
    match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::NoRoom,
        _ => Error::Storage(e.to_string()),
    }
}

/// Runs what waits for the disk where waiting harms nobody.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Storage(e.to_string()))?.map_err(storage)
}

/// Reads what is not wanted, so that the answer arrives at who is still sending.
async fn read_away(mut content: impl AsyncRead + Send + Unpin, most: u64) {
    let mut left = most;
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(Ok(n)) = tokio::time::timeout(SILENCE, content.read(&mut buffer)).await {
        left = left.saturating_sub(n as u64);
        if n == 0 || left == 0 {
            return;
        }
    }
}

impl Office {
    /// Gives the office a folder for files. Said once, before anybody comes; without it no file is taken.
    pub fn keep_files(&self, shelf: Shelf, limits: FileLimits) {
        let files = Files { shelf, limits, busy: Arc::default(), looks: Semaphore::new(LOOKS) };
        // A second folder would hide the first one's files.
        assert!(self.inner.files.set(files).is_ok(), "an office has one folder for files");
    }

    fn files(&self) -> Result<&Files, Error> {
        self.inner.files.get().ok_or_else(|| Error::Storage("this office has no folder for files".into()))
    }

    /// The folder of files.
    pub(crate) fn shelf(&self) -> Result<Shelf, Error> {
        Ok(self.files()?.shelf.clone())
    }

    /// How much this office takes.
    pub fn file_limits(&self) -> FileLimits {
        self.inner.files.get().map_or_else(FileLimits::default, |f| f.limits)
    }

    /// Begins an upload of so many bytes, to be continued piece by piece within 24 hours.
    pub async fn begin_upload(&self, actor: &Actor, name: &str, bytes: u64) -> Result<UploadState, Error> {
        let grant = Grant::<Act>::of(actor)?;
        let files = self.files()?;
        let upload = self.new_upload(&grant, name, bytes);
        let (shelf, limits, id) = (files.shelf.clone(), files.limits, upload.id);
        on_disk(move || shelf.begin(id)).await?;
        let row = upload.clone();
        let begun: Result<(), Error> = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    limits.begin(row.bytes, file::waiting(tx, &row.person, row.begun).await?)?;
                    Ok(file::begin(tx, &row).await?)
                })
            })
            .await;
        if begun.is_err() {
            self.drop_part(id).await?;
        }
        begun?;
        Ok(UploadState { upload, offset: 0 })
    }

    fn new_upload(&self, grant: &Grant<Act>, name: &str, bytes: u64) -> Pending {
        let now = self.now();
        Pending {
            id: FileId(self.inner.chance.uuid(now)),
            person: grant.actor().person.clone(),
            name: plain_name(name),
            bytes,
            begun: now,
            expires: now + WAITS,
            facts: None,
        }
    }

    /// How far one of the actor's uploads is.
    pub async fn upload(&self, actor: &Actor, id: FileId) -> Result<UploadState, Error> {
        Grant::<Act>::of(actor)?;
        let files = self.files()?;
        let (person, now) = (actor.person.clone(), self.now());
        let found =
            self.inner.db.read(move |tx| Box::pin(async move { file::get(tx, id, &person, now).await })).await?;
        let upload = found.ok_or_else(upload_not_found)?;
        let shelf = files.shelf.clone();
        let offset = match on_disk(move || shelf.length(id)).await {
            Ok(offset) => offset,
            Err(e) => {
                tracing::warn!(upload = %id, error = %e, "an upload has no content");
                return Err(upload_not_found());
            }
        };
        Ok(UploadState { upload, offset })
    }

    /// The actor's uploads that no act has taken, oldest first.
    pub async fn uploads(&self, actor: &Actor) -> Result<Vec<Pending>, Error> {
        Grant::<Act>::of(actor)?;
        let (person, now) = (actor.person.clone(), self.now());
        let all: Result<_, store::db::DbError> =
            self.inner.db.read(move |tx| Box::pin(async move { file::of(tx, &person, now).await })).await;
        Ok(all?)
    }

    /// Writes a piece at an offset, which must be where the upload ends; the last one is looked into.
    ///
    /// What came before a broken connection stays: ask [`Office::upload`] where to go on. Of two
    /// pieces at once one is refused with [`Error::UploadBusy`].
    pub async fn continue_upload(
        &self,
        actor: &Actor,
        id: FileId,
        offset: u64,
        mut piece: impl AsyncRead + Send + Unpin,
    ) -> Result<UploadState, Error> {
        let outcome = self.write_piece(actor, id, offset, &mut piece).await;
        if !matches!(outcome, Ok(_) | Err(Error::CutOff)) {
            read_away(piece, self.file_limits().file).await;
        }
        outcome
    }

    async fn write_piece(
        &self,
        actor: &Actor,
        id: FileId,
        offset: u64,
        piece: impl AsyncRead + Send + Unpin,
    ) -> Result<UploadState, Error> {
        self.upload(actor, id).await?;
        let files = self.files()?;
        let busy = files.busy(id)?;
        // Only now nobody else moves its end.
        let state = self.upload(actor, id).await?;
        if state.is_whole() {
            return if offset == state.offset { Ok(state) } else { Err(Error::WrongOffset { current: state.offset }) };
        }
        if offset != state.offset {
            return Err(Error::WrongOffset { current: state.offset });
        }
        let left = state.upload.bytes.saturating_sub(offset);
        let (busy, written) = self.write_on(busy, id, piece, left).await?;
        let offset = offset + written;
        if offset < state.upload.bytes {
            return Ok(UploadState { offset, ..state });
        }
        let upload = self.look_into(state.upload, false).await?;
        drop(busy);
        Ok(UploadState { upload, offset })
    }

    /// Takes in a whole file at once, as forms without script send it. When it breaks off nothing
    /// is left of it.
    pub async fn upload_whole(
        &self,
        actor: &Actor,
        name: &str,
        content: impl AsyncRead + Send + Unpin,
    ) -> Result<Pending, Error> {
        let grant = Grant::<Act>::of(actor)?;
        let files = self.files()?;
        let limits = files.limits;
        let upload = self.new_upload(&grant, name, 0);
        let (person, now, id) = (upload.person.clone(), upload.begun, upload.id);
        let waiting: Result<_, store::db::DbError> =
            self.inner.db.read(move |tx| Box::pin(async move { file::waiting(tx, &person, now).await })).await;
        let waiting = waiting?;
        limits.begin(1, waiting)?;
        let busy = files.busy(id)?;
        let shelf = files.shelf.clone();
        let broken = Broken { office: self.clone(), file: Some(id) };
        on_disk(move || shelf.begin(id)).await?;
        let (busy, bytes) = match self.write_on(busy, id, content, limits.file).await {
            // How large it would have been nobody knows, nor needs to.
            Err(Error::UploadTooLong) => {
                return Err(limits.begin(limits.file + 1, waiting).map_or_else(Error::from, |()| Error::UploadTooLong));
            }
            written => written?,
        };
        limits.begin(bytes, waiting)?;
        let upload = self.look_into(Pending { bytes, ..upload }, true).await?;
        drop(busy);
        broken.stays();
        Ok(upload)
    }

    /// Writes at most so many bytes at the end of a part. More is an error; what is not written yet
    /// when the caller goes away is written before anybody else may.
    async fn write_on(
        &self,
        busy: Busy,
        id: FileId,
        mut content: impl AsyncRead + Send + Unpin,
        most: u64,
    ) -> Result<(Busy, u64), Error> {
        let shelf = self.files()?.shelf.clone();
        let mut pen = on_disk(move || Ok((shelf.append(id)?, busy))).await?;
        let mut written = 0_u64;
        let outcome = loop {
            let mut piece = Vec::with_capacity(PIECE);
            let cut = loop {
                let more = tokio::time::timeout(SILENCE, content.read_buf(&mut piece));
                match more.await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                    Ok(0) => break Some(Ok(())),
                    Ok(_) if piece.len() == piece.capacity() => break None,
                    Ok(_) => {}
                    Err(e) => break Some(Err(e)),
                }
            };
            if written + piece.len() as u64 > most {
                break Err(Error::UploadTooLong);
            }
            written += piece.len() as u64;
            pen = on_disk(move || {
                pen.0.write_all(&piece)?;
                Ok(pen)
            })
            .await?;
            match cut {
                None => {}
                Some(Ok(())) => break Ok(()),
                // What came is kept: the sender asks where to go on.
                Some(Err(e)) => {
                    tracing::debug!(upload = %id, error = %e, "an upload broke off");
                    break Err(Error::CutOff);
                }
            }
        };
        let (file, busy) = pen;
        on_disk(move || file.sync_all()).await?;
        outcome.map(|()| (busy, written))
    }

    /// Looks into a whole content; what cannot be taken is dropped, and its sender told why.
    async fn look_into(&self, upload: Pending, is_new: bool) -> Result<Pending, Error> {
        let files = self.files()?;
        let _look = files.looks.acquire().await.map_err(|e| Error::Storage(e.to_string()))?;
        let (shelf, id) = (files.shelf.clone(), upload.id);
        let facts = on_disk(move || inspect(id, shelf.read_part(id)?)).await?;
        if let Err(refusal) = files.limits.take(&facts) {
            self.forget(id).await?;
            return Err(refusal.into());
        }
        let whole = Pending { bytes: facts.bytes, facts: Some(facts.clone()), ..upload };
        let row = whole.clone();
        let limits = files.limits;
        let there: Result<bool, Error> = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if !is_new {
                        return Ok(file::whole(tx, &facts).await?);
                    }
                    limits.begin(row.bytes, file::waiting(tx, &row.person, row.begun).await?)?;
                    file::begin(tx, &row).await?;
                    Ok(true)
                })
            })
            .await;
        if there? { Ok(whole) } else { Err(upload_not_found()) }
    }

    /// Drops one of the actor's uploads.
    pub async fn drop_upload(&self, actor: &Actor, id: FileId) -> Result<(), Error> {
        self.upload(actor, id).await?;
        let _busy = self.files()?.busy(id)?;
        self.forget(id).await
    }

    async fn forget(&self, id: FileId) -> Result<(), Error> {
        let gone: Result<(), store::db::DbError> =
            self.inner.db.write(move |tx| Box::pin(async move { file::forget(tx, id).await })).await;
        gone?;
        self.drop_part(id).await
    }

    async fn drop_part(&self, id: FileId) -> Result<(), Error> {
        let shelf = self.files()?.shelf.clone();
        on_disk(move || shelf.drop_part(id)).await
    }

    /// Puts the contents that a command names under its dossier, before the act commits: what an
    /// event stands for is on the disk.
    pub(crate) async fn lay_out(&self, actor: &Actor, id: DossierId, command: &Command) -> Result<Vec<Place>, Error> {
        let given: Vec<FileId> = command.files().iter().map(|g| g.file).collect();
        if given.is_empty() {
            return Ok(vec![]);
        }
        let shelf = self.files()?.shelf.clone();
        let own: HashSet<FileId> =
            self.uploads(actor).await?.into_iter().filter(|p| p.facts.is_some()).map(|p| p.id).collect();
        let places: Vec<Place> =
            given.into_iter().filter(|f| own.contains(f)).map(|file| Place { dossier: id, file }).collect();
        let out = places.clone();
        on_disk(move || places.iter().try_for_each(|at| shelf.keep(*at))).await?;
        Ok(out)
    }

    /// After the act: parts that were taken go, and so does what was laid out for an act that did
    /// not happen. What fails here is left to the sweeper.
    pub(crate) async fn clear_up(&self, places: Vec<Place>, taken: bool) {
        let Ok(files) = self.files() else { return };
        if places.is_empty() {
            return;
        }
        let shelf = files.shelf.clone();
        let cleared = if taken {
            on_disk(move || places.iter().try_for_each(|at| shelf.drop_part(at.file))).await
        } else {
            self.drop_unwanted(places).await.map(drop)
        };
        if let Err(e) = cleared {
            tracing::warn!(error = %e, "files are left to be swept");
        }
    }

    /// Opens a file of a dossier to read, on record: a scan of an identity card is read by a person.
    /// One that was struck out, which may be another applicant's, is opened by who supervises only.
    pub async fn open_file(&self, actor: &Actor, id: DossierId, file: FileId) -> Result<OpenFile, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let shelf = self.files()?.shelf.clone();
        let (law, now, actor) = (self.law(), self.now(), actor.clone());
        let record = self.inner.chance.uuid(now);
        let (kept, name) = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let (_, d) = dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    readable(&grant, &law, &d)?;
                    let kept = d.file(file).cloned().ok_or(Error::NotFound { what: "file" })?;
                    if kept.struck.is_some() && Grant::<Supervise>::of(&actor).is_err() {
                        return Err(Error::Denied(Rule::FileStruckOut));
                    }
                    let name = personal::get(tx, &kept.file.name).await?.unwrap_or_default();
                    file::opened(tx, record, (id, file), &actor, now).await?;
                    Ok::<_, Error>((kept, name))
                })
            })
            .await?;
        let content = on_disk(move || shelf.read(Place { dossier: id, file })).await?;
        Ok(OpenFile { kept, name, content })
    }

    /// Who opened files of a dossier, newest first.
    pub async fn file_openings(&self, actor: &Actor, id: DossierId, limit: usize) -> Result<Vec<Opening>, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let law = self.law();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let (_, d) = dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    readable(&grant, &law, &d)?;
                    Ok(file::openings(tx, id, limit).await?)
                })
            })
            .await
    }
}

/// Removes what is there of an upload whose sender went away.
struct Broken {
    office: Office,
    file: Option<FileId>,
}

impl Broken {
    fn stays(mut self) {
        self.file = None;
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let Some(file) = self.file else { return };
        let office = self.office.clone();
        tokio::spawn(async move {
            // What was being written when the sender went is written first.
            for _ in 0..50 {
                if office.files().is_ok_and(|f| f.busy(file).is_ok()) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            if let Err(e) = office.drop_part(file).await {
                tracing::warn!(upload = %file, error = %e, "a broken upload is left to be swept");
            }
        });
    }
}
