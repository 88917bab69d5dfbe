//! Unfinished forms. What was typed stands in `personal`, in one slot under the draft's own id.

use crate::db::{DbError, Row, Tx};
use crate::event::id;
use crate::{binds, from_json, micros, moment, personal, sql, to_json};
use domain::dossier::TextRef;
use domain::id::{DossierId, DraftId, PersonId, PostId, SubjectId};
use jiff::Timestamp;

/// The only slot that a draft writes or takes away: the id comes from a form, and must reach
/// nothing else whatever it is.
const SLOT: &str = "draft";

/// A form that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Made with the form.
    pub id: DraftId,
    /// The form's address.
    pub path: String,
    /// The dossier it is about; `None`: one that is not there yet.
    pub dossier: Option<DossierId>,
    /// Last saved.
    pub saved: Timestamp,
    /// What was typed, in the order of the form.
    pub fields: Vec<(String, String)>,
}

fn place(id: DraftId) -> TextRef {
    TextRef { subject: SubjectId(id.0), slot: SLOT.into() }
}

/// Keeps a draft until `expires`; answers whether it was kept: another's, and one that was sent or
/// thrown away, stay as they are.
pub async fn save(
    tx: &mut Tx<'_>,
    draft: &Draft,
    person: &PersonId,
    post: &PostId,
    expires: Timestamp,
) -> Result<bool, DbError> {
    let kept = tx
        .execute(
            sql!(
                "INSERT INTO draft (id, person, post, path, dossier, saved, expires, finished)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)
                 ON CONFLICT (id) DO UPDATE SET post = excluded.post, saved = excluded.saved, expires = excluded.expires
                 WHERE draft.person = excluded.person AND draft.path = excluded.path AND draft.finished IS NULL"
            ),
            &binds![
                draft.id.to_string(),
                person.as_str(),
                post.as_str(),
                draft.path.as_str(),
                draft.dossier.map(|d| d.to_string()),
                micros(draft.saved),
                micros(expires)
            ],
        )
        .await?;
    if kept == 0 {
        return Ok(false);
    }
    personal::write(tx, &place(draft.id), &to_json(&draft.fields)?).await?;
    Ok(true)
}

async fn read(tx: &mut Tx<'_>, row: &Row) -> Result<Draft, DbError> {
    let draft: DraftId = id(row.text(0)?)?;
    // Erased: the form is there, with nothing in it.
    let fields = match personal::get(tx, &place(draft)).await? {
        Some(json) => from_json(&json)?,
        None => Vec::new(),
    };
    Ok(Draft {
        id: draft,
        path: row.text(1)?.to_owned(),
        dossier: row.opt_text(2)?.map(id).transpose()?,
        saved: moment(row.int(3)?)?,
        fields,
    })
}

/// Unfinished forms of a person in a post, last saved first.
pub async fn of(tx: &mut Tx<'_>, person: &PersonId, post: &PostId, now: Timestamp) -> Result<Vec<Draft>, DbError> {
    let rows = tx
        .query(
            sql!(
                "SELECT id, path, dossier, saved FROM draft
                 WHERE person = ?1 AND post = ?2 AND finished IS NULL AND expires > ?3 ORDER BY saved DESC, id"
            ),
            &binds![person.as_str(), post.as_str(), micros(now)],
        )
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in &rows {
        out.push(read(tx, row).await?);
    }
    Ok(out)
}

/// One unfinished form of a person in a post.
pub async fn get(
    tx: &mut Tx<'_>,
    draft: DraftId,
    person: &PersonId,
    post: &PostId,
    now: Timestamp,
) -> Result<Option<Draft>, DbError> {
    let row = tx
        .query_opt(
            sql!(
                "SELECT id, path, dossier, saved FROM draft
                 WHERE id = ?1 AND person = ?2 AND post = ?3 AND finished IS NULL AND expires > ?4"
            ),
            &binds![draft.to_string(), person.as_str(), post.as_str(), micros(now)],
        )
        .await?;
    match row {
        Some(row) => Ok(Some(read(tx, &row).await?)),
        None => Ok(None),
    }
}

/// It was sent, or thrown away: what was typed goes, and a save that comes late changes nothing.
pub async fn finish(tx: &mut Tx<'_>, draft: DraftId, person: &PersonId, now: Timestamp) -> Result<bool, DbError> {
    let n = tx
        .execute(
            sql!("UPDATE draft SET finished = ?3 WHERE id = ?1 AND person = ?2 AND finished IS NULL"),
            &binds![draft.to_string(), person.as_str(), micros(now)],
        )
        .await?;
    if n > 0 {
        tx.execute(sql!("DELETE FROM personal WHERE subject = ?1 AND slot = ?2"), &binds![draft.to_string(), SLOT])
            .await?;
    }
    Ok(n > 0)
}

/// Throws away what has expired.
pub async fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM personal WHERE slot = ?2 AND subject IN (SELECT d.id FROM draft d WHERE d.expires <= ?1)"),
        &binds![micros(now), SLOT],
    )
    .await?;
    tx.execute(sql!("DELETE FROM draft WHERE expires <= ?1"), &binds![micros(now)]).await?;
    Ok(())
}
