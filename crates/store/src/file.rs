//! Files: uploads on their way into a dossier, who opened what, and which contents events stand for.

use crate::db::{DbError, Row, Tx};
use crate::event::{dossier_stream, id};
use crate::{binds, from_json, micros, moment, sql, to_json};
use domain::dossier::{Actor, Event, FileRef};
use domain::file::FileFacts;
use domain::id::{DossierId, FileId, PersonId, PostId, UnitId};
use jiff::Timestamp;

/// An upload that no act has taken yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Id.
    pub id: FileId,
    /// Whose.
    pub person: PersonId,
    /// Name of the file on the sender's machine.
    pub name: String,
    /// Size in bytes: as announced, then as it came.
    pub bytes: u64,
    /// Begun.
    pub begun: Timestamp,
    /// Swept away after this.
    pub expires: Timestamp,
    /// What it is; `None`: not whole yet.
    pub facts: Option<FileFacts>,
}

fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row, column: usize) -> Result<u64, DbError> {
    u64::try_from(row.int(column)?).map_err(|_| DbError::Corrupt("a size is negative".into()))
}

fn pending(row: &Row) -> Result<Pending, DbError> {
    Ok(Pending {
        id: id(row.text(0)?)?,
        person: id(row.text(1)?)?,
        name: row.text(2)?.to_owned(),
        bytes: unsigned(row, 3)?,
        begun: moment(row.int(4)?)?,
        expires: moment(row.int(5)?)?,
        facts: row.opt_text(6)?.map(from_json).transpose()?,
    })
}

/// Writes a new upload.
pub async fn begin(tx: &mut Tx<'_>, p: &Pending) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO upload (id, person, name, bytes, begun, expires, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
        &binds![
            p.id.to_string(),
            p.person.as_str(),
            p.name.as_str(),
            size(p.bytes),
            micros(p.begun),
            micros(p.expires),
            p.facts.as_ref().map(to_json).transpose()?
        ],
    )
    .await?;
    Ok(())
}

/// Bytes and number of a person's uploads that are not over at a moment.
pub async fn waiting(tx: &mut Tx<'_>, person: &PersonId, now: Timestamp) -> Result<(u64, u64), DbError> {
    let row = tx
        .query_one(
            sql!("SELECT COALESCE(CAST(SUM(bytes) AS BIGINT), 0), COUNT(*) FROM upload WHERE person = ?1 AND expires > ?2"),
            &binds![person.as_str(), micros(now)],
        )
        .await?;
    Ok((unsigned(&row, 0)?, unsigned(&row, 1)?))
}

/// A person's upload that is not over at a moment.
pub async fn get(
    tx: &mut Tx<'_>,
    upload: FileId,
    person: &PersonId,
    now: Timestamp,
) -> Result<Option<Pending>, DbError> {
    let row = tx
        .query_opt(
            sql!(
                "SELECT id, person, name, bytes, begun, expires, facts FROM upload
                 WHERE id = ?1 AND person = ?2 AND expires > ?3"
            ),
            &binds![upload.to_string(), person.as_str(), micros(now)],
        )
        .await?;
    row.as_ref().map(pending).transpose()
}

/// A person's uploads that are not over at a moment, oldest first.
pub async fn of(tx: &mut Tx<'_>, person: &PersonId, now: Timestamp) -> Result<Vec<Pending>, DbError> {
    let rows = tx
        .query(
            sql!(
                "SELECT id, person, name, bytes, begun, expires, facts FROM upload
                 WHERE person = ?1 AND expires > ?2 ORDER BY id"
            ),
            &binds![person.as_str(), micros(now)],
        )
        .await?;
    rows.iter().map(pending).collect()
}

/// Says what a whole upload is; `false`: it is gone.
pub async fn whole(tx: &mut Tx<'_>, facts: &FileFacts) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            sql!("UPDATE upload SET facts = ?2, bytes = ?3 WHERE id = ?1"),
            &binds![facts.id.to_string(), to_json(facts)?, size(facts.bytes)],
        )
        .await?;
    Ok(changed > 0)
}

/// Forgets an upload: it was taken, dropped or is no good.
pub async fn forget(tx: &mut Tx<'_>, upload: FileId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM upload WHERE id = ?1"), &binds![upload.to_string()]).await?;
    Ok(())
}

/// Forgets all uploads that are over; answers how many.
pub async fn forget_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM upload WHERE expires <= ?1"), &binds![micros(now)]).await
}

/// Whether an upload waits under this id, whosever it is.
pub async fn waits(tx: &mut Tx<'_>, upload: FileId) -> Result<bool, DbError> {
    let row = tx.query_opt(sql!("SELECT id FROM upload WHERE id = ?1"), &binds![upload.to_string()]).await?;
    Ok(row.is_some())
}

fn files(body: &str) -> Result<Vec<FileRef>, DbError> {
    match from_json(body)? {
        Event::FilesAdded { files } => Ok(files),
        _ => Err(DbError::Corrupt("an event of another kind is called files_added".into())),
    }
}

/// Files that an event `files_added` of a dossier's stream stands for.
pub(crate) fn named(stream: &str, body: &str) -> Result<Vec<(DossierId, FileRef)>, DbError> {
    let dossier = stream
        .strip_prefix("dossier:")
        .ok_or_else(|| DbError::Corrupt(format!("{stream} has files and is no dossier")))?;
    let dossier: DossierId = id(dossier)?;
    Ok(files(body)?.into_iter().map(|f| (dossier, f)).collect())
}

/// Files that a dossier's events stand for: the truth, not a view of it.
pub async fn kept(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<FileRef>, DbError> {
    let rows = tx
        .query(
            sql!("SELECT body FROM event WHERE stream = ?1 AND kind = 'files_added' ORDER BY version"),
            &binds![dossier_stream(dossier)],
        )
        .await?;
    let mut out = Vec::new();
    for row in &rows {
        out.extend(files(row.text(0)?)?);
    }
    Ok(out)
}

/// A page of all files that events stand for, after a position of the log; the last position with it.
pub async fn all_kept(
    tx: &mut Tx<'_>,
    after: i64,
    limit: i64,
) -> Result<(Option<i64>, Vec<(DossierId, FileRef)>), DbError> {
    let rows = tx
        .query(
            sql!(
                "SELECT position, stream, body FROM event WHERE kind = 'files_added' AND position > ?1
                 ORDER BY position LIMIT ?2"
            ),
            &binds![after, limit],
        )
        .await?;
    let mut out = Vec::new();
    for row in &rows {
        out.extend(named(row.text(1)?, row.text(2)?)?);
    }
    Ok((rows.last().map(|r| r.int(0)).transpose()?, out))
}

/// Somebody opened a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Which.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonId,
    /// Through which post.
    pub post: PostId,
    /// In which unit.
    pub unit: UnitId,
}

/// Keeps on record that somebody opened a file.
pub async fn opened(
    tx: &mut Tx<'_>,
    record: uuid::Uuid,
    (dossier, file): (DossierId, FileId),
    by: &Actor,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO file_opening (id, file, dossier, at, person, post, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ),
        &binds![
            record.to_string(),
            file.to_string(),
            dossier.to_string(),
            micros(at),
            by.person.as_str(),
            by.post.as_str(),
            by.unit.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// Who opened files of a dossier, newest first.
pub async fn openings(tx: &mut Tx<'_>, dossier: DossierId, limit: i64) -> Result<Vec<Opening>, DbError> {
    let rows = tx
        .query(
            sql!(
                "SELECT file, at, person, post, unit FROM file_opening WHERE dossier = ?1 ORDER BY at DESC, id DESC LIMIT ?2"
            ),
            &binds![dossier.to_string(), limit],
        )
        .await?;
    rows.iter()
        .map(|r| {
            Ok(Opening {
                file: id(r.text(0)?)?,
                at: moment(r.int(1)?)?,
                person: id(r.text(2)?)?,
                post: id(r.text(3)?)?,
                unit: id(r.text(4)?)?,
            })
        })
        .collect()
}
