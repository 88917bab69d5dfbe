//! Desks: what lies on one post's desk, by who has the word, and how much of it.

use crate::db::{DbError, Row, Tx};
use crate::dossier::{After, Line, after_binds, lines};
use crate::event::{id, word};
use crate::{binds, micros, sql};
use domain::id::{PersonId, PostId, ProcedureKey, UnitId};
use domain::organisation::PostKind;
use jiff::Timestamp;

/// One desk: a person in a post of a unit. A post and its substitute are one desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The unit.
    pub unit: UnitId,
    /// The kind of post.
    pub kind: PostKind,
    /// The post.
    pub post: PostId,
    /// The person.
    pub person: PersonId,
}

/// Which part of what concerns a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What can be done here and now: held, or held by nobody yet.
    Open,
    /// Steps the person or the post holds.
    Mine,
    /// Steps of the unit that nobody holds yet; for who assigns work, of whatever kind of post.
    Unit,
    /// The applicant was asked for a supplement; the clock stands.
    Applicant,
    /// Another unit has the word: it was asked and has not answered, or the step lies there and the person
    /// had an earlier one.
    Elsewhere,
}

/// What of a tab is asked for. All parts must hold; a part left out does not restrict.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Of this procedure.
    pub procedure: Option<ProcedureKey>,
    /// Code begins with this, or the applicant's name holds it, as typed.
    pub search: Option<String>,
    /// Due at or after.
    pub from: Option<Timestamp>,
    /// Due before.
    pub until: Option<Timestamp>,
}

/// How much lies on a desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Held.
    pub mine: i64,
    /// Held or held by nobody: what can be done here and now.
    pub open: i64,
    /// Of these, the step's date has passed.
    pub late: i64,
    /// Held by nobody.
    pub unit: i64,
    /// Waiting for the applicant.
    pub applicant: i64,
    /// Waiting for another unit.
    pub elsewhere: i64,
}

/// The head of a one-stop unit has the counter's steps on the desk too.
fn kinds(desk: &Desk) -> Result<(String, String), DbError> {
    let other = if desk.kind == PostKind::HeadOfOneStop { PostKind::ReceptionOfficer } else { desk.kind };
    Ok((word(&desk.kind)?, word(&other)?))
}

/// Whoever assigns work sees what nobody holds, also when others must do it.
fn assigns(desk: &Desk) -> bool {
    matches!(desk.kind, PostKind::HeadOfOneStop | PostKind::UnitLeader | PostKind::Leader)
}

/// A pattern for the column `hands`.
fn hand(person: &PersonId) -> String {
    format!("%|{}|%", person.as_str().replace('!', "!!").replace('_', "!_").replace('%', "!%"))
}

/// A page of the rows that the first part gives, soonest first.
macro_rules! page {
    ($rows:literal) => {
        sql!(
            "SELECT line FROM (",
            $rows,
            ") AS d WHERE (CAST(?6 AS TEXT) IS NULL OR procedure = ?6)
               AND (CAST(?7 AS TEXT) IS NULL OR code LIKE ?7
                 OR id IN (SELECT a.dossier FROM applicant_search a WHERE a.folded LIKE ?8))
               AND at >= ?9 AND at < ?10 AND (at, id) > (?11, ?12)
             ORDER BY at, id LIMIT ?13"
        )
    };
}

/// What lies in a tab of a desk, soonest due first; what waits for its applicant, longest known first.
pub async fn list(
    tx: &mut Tx<'_>,
    desk: &Desk,
    tab: Tab,
    narrow: &Narrow,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let (kind, other) = kinds(desk)?;
    let (at, from) = after_binds(after, i64::MIN, "");
    let (code, name) = crate::dossier::search_binds(narrow.search.as_deref());
    let mut binds = binds![
        desk.unit.as_str(),
        kind,
        other,
        desk.person.as_str(),
        desk.post.as_str(),
        narrow.procedure.as_ref().map(|p| p.as_str().to_owned()),
        code,
        name,
        narrow.from.map_or(i64::MIN, micros),
        narrow.until.map_or(i64::MAX, micros),
        at,
        from,
        limit
    ]
    .to_vec();
    let rows = match tab {
        Tab::Elsewhere => {
            binds.push(hand(&desk.person).into());
            tx.query(
                page!(
                    "SELECT line, id, procedure, code, COALESCE(due, opened) AS at FROM dossier
                     WHERE phase = 'in_process' AND (
                       (step_unit = ?1 AND step_post IN (?2, ?3) AND (step_person = ?4 OR step_held = ?5)
                         AND id IN (SELECT c.dossier FROM consultation c WHERE c.answered IS NULL))
                       OR (hands LIKE ?14 ESCAPE '!' AND NOT (step_unit = ?1 AND step_post IN (?2, ?3)
                         AND (step_person IS NULL OR step_person = ?4 OR step_held = ?5))))"
                ),
                &binds,
            )
            .await?
        }
        Tab::Open | Tab::Mine | Tab::Unit | Tab::Applicant => {
            binds.push(if tab == Tab::Applicant { "awaiting_supplement" } else { "in_process" }.into());
            binds.push((tab == Tab::Mine).into());
            binds.push((tab == Tab::Unit).into());
            binds.push((tab == Tab::Unit && assigns(desk)).into());
            tx.query(
                page!(
                    "SELECT line, id, procedure, code, COALESCE(step_due, opened) AS at FROM dossier
                     WHERE step_unit = ?1 AND (step_post IN (?2, ?3) OR ?17) AND phase = ?14
                       AND ((step_person IS NULL AND NOT ?15)
                         OR ((step_person = ?4 OR step_held = ?5) AND NOT ?16))"
                ),
                &binds,
            )
            .await?
        }
    };
    lines(&rows)
}

/// How much lies in each tab.
pub async fn counts(tx: &mut Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Counts, DbError> {
    let (kind, other) = kinds(desk)?;
    let here = tx
        .query_one(
            sql!(
                "SELECT
                   COUNT(*) FILTER (WHERE step_post IN (?2, ?3) AND phase = 'in_process'
                     AND (step_person = ?4 OR step_held = ?5)),
                   COUNT(*) FILTER (WHERE step_post IN (?2, ?3) AND phase = 'in_process'
                     AND (step_person IS NULL OR step_person = ?4 OR step_held = ?5) AND step_due < ?6),
                   COUNT(*) FILTER (WHERE phase = 'in_process' AND step_person IS NULL AND (step_post IN (?2, ?3) OR ?7)),
                   COUNT(*) FILTER (WHERE step_post IN (?2, ?3) AND phase = 'awaiting_supplement'
                     AND (step_person IS NULL OR step_person = ?4 OR step_held = ?5)),
                   COUNT(*) FILTER (WHERE step_post IN (?2, ?3) AND phase = 'in_process'
                     AND (step_person IS NULL OR step_person = ?4 OR step_held = ?5))
                 FROM dossier WHERE step_unit = ?1"
            ),
            &binds![desk.unit.as_str(), kind.as_str(), other.as_str(), desk.person.as_str(), desk.post.as_str(), micros(now), assigns(desk)],
        )
        .await?;
    let elsewhere = tx
        .query_one(
            sql!(
                "SELECT COUNT(*) FROM dossier
                 WHERE phase = 'in_process' AND (
                   (step_unit = ?1 AND step_post IN (?2, ?3) AND (step_person = ?4 OR step_held = ?5)
                     AND id IN (SELECT c.dossier FROM consultation c WHERE c.answered IS NULL))
                   OR (hands LIKE ?6 ESCAPE '!' AND NOT (step_unit = ?1 AND step_post IN (?2, ?3)
                     AND (step_person IS NULL OR step_person = ?4 OR step_held = ?5))))"
            ),
            &binds![desk.unit.as_str(), kind, other, desk.person.as_str(), desk.post.as_str(), hand(&desk.person)],
        )
        .await?;
    Ok(Counts {
        mine: here.int(0)?,
        open: here.int(4)?,
        late: here.int(1)?,
        unit: here.int(2)?,
        applicant: here.int(3)?,
        elsewhere: elsewhere.int(0)?,
    })
}

/// Procedures of which something lies on a desk.
pub async fn procedures(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<ProcedureKey>, DbError> {
    let (kind, other) = kinds(desk)?;
    tx.query(
        sql!(
            "SELECT DISTINCT procedure FROM dossier
             WHERE step_unit = ?1 AND step_post IN (?2, ?3) ORDER BY procedure"
        ),
        &binds![desk.unit.as_str(), kind, other],
    )
    .await?
    .iter()
    .map(|r: &Row| id(r.text(0)?))
    .collect()
}

/// Dossiers with a question that a unit has not answered yet, each with when the answer is due; soonest first.
pub async fn questions(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<(Timestamp, Line)>, DbError> {
    let (at, from) = after_binds(after, i64::MIN, "");
    let rows = tx
        .query(
            sql!(
                "SELECT d.line, c.due FROM consultation c JOIN dossier d ON d.id = c.dossier
                 WHERE c.unit = ?1 AND c.answered IS NULL AND d.phase IN ('in_process', 'awaiting_supplement')
                   AND (c.due, d.id) > (?2, ?3)
                 ORDER BY c.due, d.id LIMIT ?4"
            ),
            &binds![unit.as_str(), at, from, limit],
        )
        .await?;
    let found = lines(&rows)?;
    rows.iter().map(|r| crate::moment(r.int(1)?)).zip(found).map(|(due, line)| Ok((due?, line))).collect()
}

/// How many questions a unit has not answered yet.
pub async fn open_questions(tx: &mut Tx<'_>, unit: &UnitId) -> Result<i64, DbError> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) FROM consultation c JOIN dossier d ON d.id = c.dossier
             WHERE c.unit = ?1 AND c.answered IS NULL AND d.phase IN ('in_process', 'awaiting_supplement')"
        ),
        &binds![unit.as_str()],
    )
    .await?
    .int(0)
}
