//! What period reports count: how each dossier stood and who held it, from when to when.

use crate::db::{DbError, Row, Tx};
use crate::event::{id, word};
use crate::{binds, micros, sql};
use domain::dossier::{Came, Dossier, Holder, Standing};
use domain::id::{PersonId, ProcedureKey, UnitId};
use domain::report::{Count, Turns};
use jiff::Timestamp;

/// Which rows of a dossier's history are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Those of the last event's moment, and the one that ended with them: the others stand.
    Latest,
    /// All: nothing is there yet.
    All,
}

/// Writes how a dossier stood and who held it.
pub(crate) async fn project(tx: &mut Tx<'_>, d: &Dossier, rows: Rows) -> Result<(), DbError> {
    stood(tx, d, rows).await?;
    held(tx, d, rows).await
}

/// The first row to write: the one before those that began at the last event's moment.
fn first(rows: Rows, len: usize, began: impl Fn(usize) -> Timestamp, touched: Timestamp) -> usize {
    if rows == Rows::All {
        return 0;
    }
    let new = (0..len).rev().take_while(|n| began(*n) == touched).count();
    // Nothing began: only who held it may have ended.
    len.saturating_sub(new + 1)
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

async fn stood(tx: &mut Tx<'_>, d: &Dossier, rows: Rows) -> Result<(), DbError> {
    let unchanged = d.stood.last().is_none_or(|s| s.since != d.touched);
    if rows == Rows::Latest && unchanged {
        return Ok(());
    }
    for n in first(rows, d.stood.len(), |n| d.stood[n].since, d.touched)..d.stood.len() {
        let s = &d.stood[n];
        let before: Option<&Standing> = n.checked_sub(1).map(|b| &d.stood[b]).filter(|_| s.came == Came::Moved);
        tx.execute(
            sql!(
                "INSERT INTO stood (dossier, n, since, until, came, phase, is_open, unit, competent, procedure,
                   was_competent, was_procedure, promised, missed, timing, entered)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                 ON CONFLICT (dossier, n) DO UPDATE SET until = excluded.until"
            ),
            &binds![
                d.id.to_string(),
                number(n),
                micros(s.since),
                d.stood.get(n + 1).map_or(i64::MAX, |next| micros(next.since)),
                word(&s.came)?,
                s.phase.key(),
                s.is_open(),
                d.unit.as_str(),
                s.competent.as_str(),
                s.procedure.as_str(),
                before.map(|b| b.competent.as_str().to_owned()),
                before.map(|b| b.procedure.as_str().to_owned()),
                s.promised.map(micros),
                s.missed,
                s.timing().map(|t| word(&t)).transpose()?,
                s.entered.map(micros)
            ],
        )
        .await?;
    }
    Ok(())
}

async fn held(tx: &mut Tx<'_>, d: &Dossier, rows: Rows) -> Result<(), DbError> {
    let changed = |h: &domain::dossier::Held| h.from == d.touched || h.to == Some(d.touched);
    // Where nobody held it for any time, what an earlier act of the same moment wrote is taken back too.
    if rows == Rows::Latest && !d.held.last().is_none_or(changed) {
        return Ok(());
    }
    let from = first(rows, d.held.len(), |n| d.held[n].from, d.touched);
    if rows == Rows::Latest {
        // What was held for no time at all is taken back by the fold.
        tx.execute(
            sql!("DELETE FROM held WHERE dossier = ?1 AND n >= ?2"),
            &binds![d.id.to_string(), number(d.held.len())],
        )
        .await?;
    }
    for (n, h) in d.held.iter().enumerate().skip(from) {
        let (unit, person) = match &h.by {
            Holder::Official { unit, person, .. } => (Some(unit), Some(person)),
            Holder::Unit { unit } => (Some(unit), None),
            Holder::Applicant => (None, None),
        };
        tx.execute(
            sql!(
                "INSERT INTO held (dossier, n, since, until, unit, person, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (dossier, n) DO UPDATE SET since = excluded.since, until = excluded.until,
                   unit = excluded.unit, person = excluded.person, due = excluded.due"
            ),
            &binds![
                d.id.to_string(),
                number(n),
                micros(h.from),
                h.to.map_or(i64::MAX, micros),
                unit.map(|u| u.as_str().to_owned()),
                person.map(|p| p.as_str().to_owned()),
                h.due.map(micros)
            ],
        )
        .await?;
    }
    Ok(())
}

/// Whose dossiers are counted, and when.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Of this unit and those below it.
    pub within: UnitId,
    /// As the competent agency; else as the place of receipt.
    pub decided: bool,
    /// From this moment on.
    pub from: Timestamp,
    /// Before this one.
    pub to: Timestamp,
}

/// A unit and a procedure.
pub type Group = (UnitId, ProcedureKey);

fn group(row: &Row, at: usize) -> Result<Group, DbError> {
    Ok((id(row.text(at)?)?, id(row.text(at + 1)?)?))
}

/// How many were open just before a moment: in time, overdue at `late_at`, waiting, ready.
pub async fn open_at(
    tx: &mut Tx<'_>,
    scope: &Scope,
    at: Timestamp,
    late_at: Timestamp,
) -> Result<Vec<(Group, [i64; 4])>, DbError> {
    tx.query(
        sql!(
            "SELECT CASE WHEN ?2 THEN competent ELSE unit END, procedure,
               COUNT(*) FILTER (WHERE phase = 'in_process' AND NOT missed AND promised >= ?4),
               COUNT(*) FILTER (WHERE phase = 'in_process' AND (missed OR promised < ?4)),
               COUNT(*) FILTER (WHERE phase = 'awaiting_supplement'),
               COUNT(*) FILTER (WHERE phase = 'ready')
             FROM stood
             WHERE is_open AND since < ?3 AND until >= ?3
               AND CASE WHEN ?2 THEN competent ELSE unit END IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        &binds![scope.within.as_str(), scope.decided, micros(at), micros(late_at)],
    )
    .await?
    .iter()
    .map(|r| Ok((group(r, 0)?, [r.int(2)?, r.int(3)?, r.int(4)?, r.int(5)?])))
    .collect()
}

/// What came in and went out in the scope's time; openings, closings and moves stand elsewhere.
pub async fn flows(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(Group, Count)>, DbError> {
    tx.query(
        sql!(
            "SELECT CASE WHEN ?2 THEN competent ELSE unit END, procedure,
               COUNT(*) FILTER (WHERE came = 'received'),
               COUNT(*) FILTER (WHERE came = 'reopened'),
               COUNT(*) FILTER (WHERE came = 'ended' AND phase = 'returned' AND timing = 'early'),
               COUNT(*) FILTER (WHERE came = 'ended' AND phase = 'returned' AND timing = 'on_time'),
               COUNT(*) FILTER (WHERE came = 'ended' AND phase = 'returned' AND timing = 'late'),
               COUNT(*) FILTER (WHERE came = 'ended' AND phase = 'stopped'),
               COUNT(*) FILTER (WHERE came = 'ended' AND phase = 'withdrawn'),
               COUNT(*) FILTER (WHERE came = 'ended'),
               COUNT(*) FILTER (WHERE came = 'asked'),
               COUNT(*) FILTER (WHERE came = 'apologised'),
               COUNT(*) FILTER (WHERE came = 'declined')
             FROM stood
             WHERE since >= ?3 AND since < ?4 AND came <> 'changed' AND came <> 'moved'
               AND CASE WHEN ?2 THEN competent ELSE unit END IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        &binds![scope.within.as_str(), scope.decided, micros(scope.from), micros(scope.to)],
    )
    .await?
    .iter()
    .map(|r| {
        let mut count = Count {
            received: r.int(2)?,
            reopened: r.int(3)?,
            returned_early: r.int(4)?,
            returned_on_time: r.int(5)?,
            returned_late: r.int(6)?,
            stopped: r.int(7)?,
            withdrawn: r.int(8)?,
            supplements: r.int(10)?,
            apologies: r.int(11)?,
            declined: r.int(12)?,
            ..Count::default()
        };
        count.ended_otherwise = r.int(9)? - count.returned() - count.stopped - count.withdrawn;
        Ok((group(r, 0)?, count))
    })
    .collect()
}

/// Open dossiers whose procedure or agency was put right in the scope's time: from where to where,
/// and how many. One end at least lies within the scope; a dossier taken over comes from nowhere here.
pub async fn moves(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(Option<Group>, Group, i64)>, DbError> {
    tx.query(
        sql!(
            "SELECT CASE WHEN ?2 THEN was_competent ELSE unit END, was_procedure,
               CASE WHEN ?2 THEN competent ELSE unit END, procedure, COUNT(*)
             FROM stood
             WHERE since >= ?3 AND since < ?4 AND came = 'moved'
               AND (CASE WHEN ?2 THEN was_competent ELSE unit END IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
                 OR CASE WHEN ?2 THEN competent ELSE unit END IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1))
             GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        ),
        &binds![scope.within.as_str(), scope.decided, micros(scope.from), micros(scope.to)],
    )
    .await?
    .iter()
    .map(|r| {
        let was = if r.opt_text(1)?.is_some() { Some(group(r, 0)?) } else { None };
        Ok((was, group(r, 2)?, r.int(4)?))
    })
    .collect()
}

/// How many changes of the scope's time were done on paper and entered only after it: a report made
/// at its end did not know them.
pub async fn entered_later(tx: &mut Tx<'_>, scope: &Scope) -> Result<i64, DbError> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) FROM stood
             WHERE since >= ?3 AND since < ?4 AND entered >= ?4
               AND CASE WHEN ?2 THEN competent ELSE unit END IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)"
        ),
        &binds![scope.within.as_str(), scope.decided, micros(scope.from), micros(scope.to)],
    )
    .await?
    .int(0)
}

/// Turns at desks of a unit and those below it; no person: nobody had taken it yet.
pub async fn turns(
    tx: &mut Tx<'_>,
    scope: &Scope,
    late_at: Timestamp,
) -> Result<Vec<(UnitId, Option<PersonId>, Turns)>, DbError> {
    tx.query(
        sql!(
            "SELECT unit, person,
               COUNT(*) FILTER (WHERE since < ?2),
               COUNT(*) FILTER (WHERE since >= ?2),
               COUNT(*) FILTER (WHERE until < ?3 AND (due IS NULL OR until <= due)),
               COUNT(*) FILTER (WHERE until < ?3 AND until > due),
               COUNT(*) FILTER (WHERE until >= ?3 AND (due IS NULL OR due >= ?4)),
               COUNT(*) FILTER (WHERE until >= ?3 AND due < ?4)
             FROM held
             WHERE since < ?3 AND until >= ?2 AND unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             GROUP BY unit, person ORDER BY unit, person"
        ),
        &binds![scope.within.as_str(), micros(scope.from), micros(scope.to), micros(late_at)],
    )
    .await?
    .iter()
    .map(|r| {
        let turns = Turns {
            opening: r.int(2)?,
            taken: r.int(3)?,
            passed_in_time: r.int(4)?,
            passed_late: r.int(5)?,
            held_in_time: r.int(6)?,
            held_overdue: r.int(7)?,
        };
        Ok((id(r.text(0)?)?, r.opt_text(1)?.map(id).transpose()?, turns))
    })
    .collect()
}
