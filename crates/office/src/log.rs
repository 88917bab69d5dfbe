//! The log as strangers verify it: its head is signed, what was signed is guarded against a restored
//! database, and each event can be proven with the fields that its owner wants to show.

mod check;
mod export;
mod guard;

pub use check::{CheckProgress, CheckReport, LogFault};
pub use export::ExportProgress;
pub use guard::SignFault;

use crate::Office;
use crate::error::{Error, dossier_not_found};
use domain::dossier::Event;
use domain::id::DossierId;
use guard::Guard;
use jiff::Timestamp;
use ledger::{Checkpoint, EntryBundle, Opening, SignedCheckpoint, SignerKey, Tile, TlogProof};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::db::DbError;
use store::event::dossier_stream;
use store::log::{self as table, Signed};

/// How often a running program looks whether the log has grown.
const TIMER: Duration = Duration::from_secs(1);

/// Who signs, and where stands what was signed last.
pub struct LogKeeper {
    key: SignerKey,
    guard: Guard,
    /// One signature after another.
    turn: tokio::sync::Mutex<()>,
    /// Why the last try did not sign.
    fault: Mutex<Option<SignFault>>,
}

impl LogKeeper {
    /// A keeper with the log's key, whose name is the log's origin, and the file of the guard: beside the
    /// database and in no backup of it.
    pub fn new(key: SignerKey, guard: PathBuf) -> Self {
        LogKeeper { key, guard: Guard::at(guard), turn: tokio::sync::Mutex::new(()), fault: Mutex::new(None) }
    }
}

/// An event that the holder of a receipt can prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provable {
    /// Version of the dossier's stream; with the receipt's token it names the proof.
    pub version: i64,
    /// The word for what happened.
    pub kind: &'static str,
    /// When.
    pub at: Timestamp,
}

impl Office {
    /// From now on the log is signed. Answers `false` when it was before.
    pub fn keep_log(&self, keeper: LogKeeper) -> bool {
        self.inner.log.set(keeper).is_ok()
    }

    /// The key with which the log's signatures are checked; none: nobody signs.
    pub fn log_key(&self) -> Option<ledger::VerifierKey> {
        self.inner.log.get().map(|keeper| keeper.key.verifier())
    }

    /// The log as a policy: its own signature, no witness yet.
    pub fn log_policy(&self) -> Option<String> {
        self.log_key().map(|key| export::policy(&key))
    }

    /// Forgets what was signed: a new log begins with all events of this database.
    pub async fn forget_checkpoints(&self) -> Result<(), Error> {
        Ok(self.inner.db.write(|tx| Box::pin(async move { table::forget(tx).await })).await?)
    }

    /// Why the log is not signed; none: it is, or nobody has tried.
    pub fn log_fault(&self) -> Option<SignFault> {
        let keeper = self.inner.log.get()?;
        keeper.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Signs whenever the log has grown. Never ends; a crash in the middle loses nothing, since what is
    /// signed was committed before.
    pub async fn keep_signing(&self) {
        let mut said = None;
        loop {
            match self.sign_log().await {
                Ok(_) => said = None,
                Err(fault) => {
                    if said.as_ref() != Some(&fault) {
                        tracing::error!(error = %fault, "the log is not signed");
                        said = Some(fault);
                    }
                }
            }
            tokio::time::sleep(TIMER).await;
        }
    }

    /// Signs the head of the log, or answers the checkpoint that has it already; `None`: nobody signs, or
    /// there is nothing to sign.
    ///
    /// The guard's file is written before the signature is kept: a crash between the two leaves a
    /// record of a history that the database has.
    pub async fn sign_log(&self) -> Result<Option<Signed>, SignFault> {
        let Some(keeper) = self.inner.log.get() else { return Ok(None) };
        let _turn = keeper.turn.lock().await;
        let answer = self.sign_in_turn(keeper).await;
        *keeper.fault.lock().unwrap_or_else(PoisonError::into_inner) = answer.as_ref().err().cloned();
        answer
    }

    async fn sign_in_turn(&self, keeper: &LogKeeper) -> Result<Option<Signed>, SignFault> {
        let (size, root, last) = self
            .inner
            .db
            .read(|tx| {
                Box::pin(async move {
                    let (size, root) = store::event::head(tx).await?;
                    Ok::<_, DbError>((u64::try_from(size).unwrap_or(0), root, table::latest(tx).await?))
                })
            })
            .await?;
        let record = keeper.guard.read().await?;
        if size == 0 && record.is_none() {
            return Ok(None);
        }
        let origin = keeper.key.name().as_str().to_owned();
        let head = Checkpoint::new(origin.clone(), size, root).map_err(|e| SignFault::Key(e.to_string()))?;
        // A key that replaced another one begins a log of its own: a person must say so.
        let signed_by_us = |s: &Signed| {
            SignedCheckpoint::parse(s.note.as_bytes()).is_ok_and(|c| c.verify_log(&keeper.key.verifier()).is_ok())
        };
        if let Some(last) = &last
            && !signed_by_us(last)
        {
            return Err(SignFault::OtherKey);
        }
        if record.is_none()
            && let Some(last) = &last
        {
            return Err(SignFault::GuardLost { signed: last.size });
        }
        let proof = match record.as_ref().map(ledger::guard::LastSigned::size) {
            Some(old) if 0 < old && old < size => {
                self.inner
                    .db
                    .read(move |tx| Box::pin(async move { table::consistency(tx, old, size, root).await }))
                    .await?
            }
            _ => vec![],
        };
        if let Some(last) = last.filter(|last| last.size == size && last.root == root)
            && record.as_ref().is_some_and(|r| r.size() == size && *r.root() == root)
        {
            return Ok(Some(last));
        }
        keeper.guard.advance(record, &origin, size, root, proof).await?;
        let note = head.sign(&keeper.key).map_err(|e| SignFault::Key(e.to_string()))?.to_string();
        let signed = Signed { size, root, note, at: self.now() };
        let kept = signed.clone();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    table::keep(tx, &kept).await?;
                    table::thin(tx).await
                })
            })
            .await?;
        Ok(Some(signed))
    }

    /// The last signed checkpoint; the log is not signed for it.
    pub async fn checkpoint(&self) -> Result<Option<Signed>, Error> {
        Ok(self.inner.db.read(|tx| Box::pin(async move { table::latest(tx).await })).await?)
    }

    /// A tile of hashes within what was signed.
    pub async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, Error> {
        Ok(self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move { if is_signed(tx, tile).await? { table::tile(tx, tile).await } else { Ok(None) } })
            })
            .await?)
    }

    /// A bundle of entries within what was signed.
    pub async fn entries(&self, bundle: EntryBundle) -> Result<Option<Vec<u8>>, Error> {
        let entries = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    if is_signed(tx, bundle.tile()).await? { table::entries(tx, &bundle).await } else { Ok(None) }
                })
            })
            .await?;
        let bytes = entries.map(|all| ledger::bundle_bytes(&all)).transpose();
        Ok(bytes.map_err(|e| DbError::Corrupt(e.to_string()))?)
    }

    /// What the holder of a receipt can prove of the dossier, oldest first.
    pub async fn provable(&self, token: &str) -> Result<Vec<Provable>, Error> {
        let token = token.to_owned();
        let events = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id = store::dossier::by_token(tx, &token).await?.ok_or_else(dossier_not_found)?;
                    Ok::<_, Error>(store::event::stream(tx, &dossier_stream(id)).await?)
                })
            })
            .await?;
        let mut out = Vec::new();
        for e in events {
            let body: Event = serde_json::from_str(&e.body).map_err(|e| DbError::Corrupt(format!("event: {e}")))?;
            if shown(&body).is_some() {
                out.push(Provable { version: e.version, kind: body.key(), at: e.envelope.at });
            }
        }
        Ok(out)
    }

    /// The proof of an event for the holder of a receipt: a `tlog-proof` that opens what concerns the
    /// applicant and keeps the rest shut. The head is signed first if the event is not below it yet.
    pub async fn proof(&self, token: &str, version: i64) -> Result<TlogProof, Error> {
        let owned = token.to_owned();
        let (position, fields, body) = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id: DossierId = store::dossier::by_token(tx, &owned).await?.ok_or_else(dossier_not_found)?;
                    let stream = dossier_stream(id);
                    let not_there = || Error::NotFound { what: "proof" };
                    let position = table::position_of(tx, &stream, version).await?.ok_or_else(not_there)?;
                    let fields = table::fields(tx, position).await?.ok_or_else(not_there)?;
                    let events = store::event::stream(tx, &stream).await?;
                    let body = events.into_iter().find(|e| e.version == version).ok_or_else(not_there)?.body;
                    Ok::<_, Error>((u64::try_from(position).unwrap_or(0), fields, body))
                })
            })
            .await?;
        let event: Event = serde_json::from_str(&body).map_err(|e| DbError::Corrupt(format!("event: {e}")))?;
        let parts = shown(&event).ok_or(Error::NotFound { what: "proof" })?;
        let signed = match self.checkpoint().await? {
            Some(signed) if signed.size > position => signed,
            _ => self.sign_log().await.map_err(Error::Unsigned)?.ok_or(Error::NotFound { what: "proof" })?,
        };
        let (size, root) = (signed.size, signed.root);
        let hashes = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { table::inclusion(tx, position, size, root).await }))
            .await?;
        let corrupt = |e: String| Error::Store(DbError::Corrupt(e));
        let checkpoint = SignedCheckpoint::parse(signed.note.as_bytes()).map_err(|e| corrupt(e.to_string()))?;
        let open: Vec<usize> =
            fields.iter().enumerate().filter(|(_, f)| is_open(f.name(), parts)).map(|(n, _)| n).collect();
        let opening = Opening::of(&fields, &open).map_err(|e| corrupt(e.to_string()))?;
        Ok(TlogProof::new(position, hashes, checkpoint).with_opening(&opening))
    }
}

/// Whether all hashes of a tile lie below the last signed head: nothing is published before it is signed.
async fn is_signed(tx: &mut store::db::Tx<'_>, tile: Tile) -> Result<bool, DbError> {
    let size = table::latest(tx).await?.map_or(0, |s| s.size);
    Ok(Tile::at(tile.level(), tile.index(), size).is_some_and(|there| there.width() >= tile.width()))
}

/// Fields of every event that a proof opens: who did what, when. Names of officials are public (ND 61/2018 art. 9).
const ALWAYS: [&str; 7] = ["version", "kind", "at", "person", "post", "unit", "entered"];

fn is_open(name: &str, parts: &[&str]) -> bool {
    ALWAYS.contains(&name) || name.strip_prefix("body.").is_some_and(|part| parts.contains(&part))
}

/// The parts of an event's body that concern the applicant; `None`: the event is the office's own.
const fn shown(event: &Event) -> Option<&'static [&'static str]> {
    match event {
        Event::Received { .. } => {
            Some(&["event", "code", "procedure", "unit", "competent", "limit", "due", "due_undecided"])
        }
        Event::Declined { .. } => Some(&["event", "procedure", "unit"]),
        Event::SupplementRequested { .. } => Some(&["event", "papers"]),
        Event::SupplementArrived { .. } => Some(&["event", "due", "due_undecided"]),
        Event::Apologised { .. } => Some(&["event", "due"]),
        Event::DeadlineMoved { .. } => Some(&["event", "by", "before", "promised", "due"]),
        Event::ProcedureCorrected { .. } => Some(&["event", "procedure", "limit", "due"]),
        Event::Decided { .. } => Some(&["event", "outcome"]),
        Event::Stopped { .. } | Event::ResultReady {} | Event::Withdrawn { .. } => Some(&["event"]),
        Event::ResultReturned { .. } => Some(&["event", "how", "proof"]),
        _ => None,
    }
}
