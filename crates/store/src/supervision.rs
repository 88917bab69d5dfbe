//! Counts that leaders look at: where dossiers stand by unit, person and procedure; breaches.

use crate::db::{DbError, Row, Tx};
use crate::event::id;
use crate::{binds, micros, moment, sql};
use domain::id::{DossierId, PersonId, ProcedureKey, UnitId};
use jiff::Timestamp;
use serde::Serialize;

/// How many dossiers stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In process, not late.
    pub in_process: i64,
    /// In process, the date promised by law missed.
    pub late: i64,
    /// In process, due soon.
    pub soon: i64,
    /// Waiting for the applicant.
    pub awaiting: i64,
    /// Result at the counter.
    pub ready: i64,
    /// At the signature step.
    pub to_sign: i64,
}

fn counts(row: &Row, from: usize) -> Result<Counts, DbError> {
    Ok(Counts {
        in_process: row.int(from)?,
        late: row.int(from + 1)?,
        soon: row.int(from + 2)?,
        awaiting: row.int(from + 3)?,
        ready: row.int(from + 4)?,
        to_sign: row.int(from + 5)?,
    })
}

/// Open dossiers by place of receipt, for a unit and those below it.
pub async fn by_unit(
    tx: &mut Tx<'_>,
    above: &UnitId,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Vec<(UnitId, Counts)>, DbError> {
    tx.query(
        sql!(
            "SELECT unit,
               COUNT(*) FILTER (WHERE phase = 'in_process' AND promised >= ?2),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND promised < ?2),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND due >= ?2 AND due <= ?3),
               COUNT(*) FILTER (WHERE phase = 'awaiting_supplement'),
               COUNT(*) FILTER (WHERE phase = 'ready'),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND step_work = 'sign')
             FROM dossier
             WHERE (unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
                 OR competent IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1))
               AND phase IN ('in_process', 'awaiting_supplement', 'ready')
             GROUP BY unit ORDER BY unit"
        ),
        &binds![above.as_str(), micros(now), micros(soon)],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, counts(r, 1)?)))
    .collect()
}

/// Open steps by who holds them, in a unit and those below it.
pub async fn by_person(
    tx: &mut Tx<'_>,
    above: &UnitId,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Vec<(PersonId, UnitId, Counts)>, DbError> {
    tx.query(
        sql!(
            "SELECT step_person, step_unit,
               COUNT(*) FILTER (WHERE promised >= ?2),
               COUNT(*) FILTER (WHERE promised < ?2),
               COUNT(*) FILTER (WHERE due >= ?2 AND due <= ?3),
               COUNT(*) FILTER (WHERE phase = 'awaiting_supplement'),
               COUNT(*) FILTER (WHERE phase = 'ready'),
               COUNT(*) FILTER (WHERE step_work = 'sign')
             FROM dossier
             WHERE step_unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
               AND phase = 'in_process' AND step_person IS NOT NULL
             GROUP BY step_person, step_unit ORDER BY 4 DESC, 3 DESC, step_person"
        ),
        &binds![above.as_str(), micros(now), micros(soon)],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, id(r.text(1)?)?, counts(r, 2)?)))
    .collect()
}

/// Open dossiers by procedure, for a unit and those below it.
pub async fn by_procedure(
    tx: &mut Tx<'_>,
    above: &UnitId,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Vec<(ProcedureKey, Counts)>, DbError> {
    tx.query(
        sql!(
            "SELECT procedure,
               COUNT(*) FILTER (WHERE phase = 'in_process' AND promised >= ?2),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND promised < ?2),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND due >= ?2 AND due <= ?3),
               COUNT(*) FILTER (WHERE phase = 'awaiting_supplement'),
               COUNT(*) FILTER (WHERE phase = 'ready'),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND step_work = 'sign')
             FROM dossier
             WHERE (unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
                 OR competent IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1))
               AND phase IN ('in_process', 'awaiting_supplement', 'ready')
             GROUP BY procedure ORDER BY 3 DESC, 2 DESC, procedure"
        ),
        &binds![above.as_str(), micros(now), micros(soon)],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, counts(r, 1)?)))
    .collect()
}

/// A breach on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreachLine {
    /// Where.
    pub dossier: DossierId,
    /// Its code, if received.
    pub code: Option<String>,
    /// Id of the rule.
    pub rule: String,
    /// When.
    pub at: Timestamp,
    /// In which unit.
    pub unit: UnitId,
    /// By whom; none: nobody's alone.
    pub person: Option<PersonId>,
}

/// Breaches in a unit and those below it, newest first.
pub async fn breaches(tx: &mut Tx<'_>, above: &UnitId, limit: i64) -> Result<Vec<BreachLine>, DbError> {
    tx.query(
        sql!(
            "SELECT b.dossier, d.code, b.rule, b.at, b.unit, b.person FROM breach b JOIN dossier d ON d.id = b.dossier
             WHERE b.unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             ORDER BY b.at DESC, b.dossier, b.n LIMIT ?2"
        ),
        &binds![above.as_str(), limit],
    )
    .await?
    .iter()
    .map(|r| {
        Ok(BreachLine {
            dossier: id(r.text(0)?)?,
            code: r.opt_text(1)?.map(str::to_owned),
            rule: r.text(2)?.to_owned(),
            at: moment(r.int(3)?)?,
            unit: id(r.text(4)?)?,
            person: r.opt_text(5)?.map(id).transpose()?,
        })
    })
    .collect()
}

/// Procedures by how many dossiers of them came up since a moment, most first.
pub async fn asked_most(
    tx: &mut Tx<'_>,
    since: jiff::Timestamp,
    limit: i64,
) -> Result<Vec<domain::id::ProcedureKey>, DbError> {
    tx.query(
        sql!("SELECT procedure FROM dossier WHERE opened >= ?1 GROUP BY procedure ORDER BY COUNT(*) DESC, procedure LIMIT ?2"),
        &binds![micros(since), limit],
    )
    .await?
    .iter()
    .map(|row| crate::event::id(row.text(0)?))
    .collect()
}
