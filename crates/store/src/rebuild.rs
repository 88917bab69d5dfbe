//! `motcua rebuild`: throws states and views away and folds them again from the events.

use crate::db::{Db, DbError, Tx};
use crate::event::{self, CALENDAR, ORGANISATION, StoredEvent, dossier_stream, keep_state};
use crate::{binds, dossier, fee, from_json, law, paper, personal, sql};
use domain::day_decision::{self, DayDecisions};
use domain::dossier::{Dossier, Event, apply};
use domain::fee::{Till, apply_till};
use domain::id::DossierId;
use domain::organisation::{self, Organisation};
use domain::procedure::{self, Published};

/// Version of the rules by which states and views are computed. Whoever changes what a fold or a
/// projection gives counts it up, and the next upgrade computes all of them anew.
pub const VIEWS: i64 = 2;

/// What was rebuilt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events read.
    pub events: u64,
    /// Dossiers folded.
    pub dossiers: u64,
}

const PAGE: i64 = 2000;

/// Rebuilds everything in one transaction: readers see the old views until it is done.
pub async fn rebuild(db: &Db) -> Result<Rebuilt, DbError> {
    db.write(|tx| Box::pin(rebuild_within(tx))).await
}

/// Rebuilds everything within a transaction.
pub(crate) async fn rebuild_within(tx: &mut Tx<'_>) -> Result<Rebuilt, DbError> {
    clear(tx).await?;
    let mut done = Rebuilt::default();
    let mut after = (String::new(), 0);
    let mut stream: Vec<StoredEvent> = Vec::new();
    loop {
        let page = event::by_stream(tx, (&after.0, after.1), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.stream.clone(), last.version);
        for e in page {
            done.events += 1;
            if stream.first().is_some_and(|first| first.stream != e.stream) {
                done.dossiers += u64::from(fold(tx, &stream).await?);
                stream.clear();
            }
            stream.push(e);
        }
    }
    done.dossiers += u64::from(fold(tx, &stream).await?);
    tx.execute(
        sql!("INSERT INTO built (name, version) VALUES ('views', ?1) ON CONFLICT (name) DO UPDATE SET version = excluded.version"),
        &binds![VIEWS],
    )
    .await?;
    Ok(done)
}

/// The version by which the views were computed; 0: not known.
pub(crate) async fn built(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    let row = tx.query_opt(sql!("SELECT version FROM built WHERE name = 'views'"), &binds![]).await?;
    row.map_or(Ok(0), |r| r.int(0))
}

async fn clear(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM state"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM dossier"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM consultation"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM breach"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM paper"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM applicant_search"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM voucher"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM cash_day"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM unit_scope"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM register"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM stood"), &binds![]).await?;
    tx.execute(sql!("DELETE FROM held"), &binds![]).await?;
    Ok(())
}

/// Folds one whole stream; answers whether it was a dossier.
async fn fold(tx: &mut Tx<'_>, events: &[StoredEvent]) -> Result<bool, DbError> {
    let Some(last) = events.last() else { return Ok(false) };
    let (stream, version) = (last.stream.as_str(), last.version);
    if stream == ORGANISATION {
        let mut state = Organisation::default();
        for e in events {
            organisation::apply(&mut state, &from_json(&e.body)?);
        }
        keep_state(tx, stream, version, &state).await?;
        law::project_units(tx, &state).await?;
    } else if let Some(key) = stream.strip_prefix("procedure:") {
        let key = event::id(key)?;
        let mut state = Published::default();
        for e in events {
            procedure::apply(&mut state, &key, &from_json(&e.body)?, &e.envelope);
        }
        keep_state(tx, stream, version, &state).await?;
    } else if stream == CALENDAR {
        let mut state = DayDecisions::default();
        for e in events {
            day_decision::apply(&mut state, &from_json(&e.body)?, e.envelope.at, &e.envelope.by.person);
        }
        keep_state(tx, stream, version, &state).await?;
    } else if stream.starts_with("cash:") {
        let (unit, person, day) = fee::till_of(stream)?;
        let mut state = Till::default();
        for e in events {
            apply_till(&mut state, &from_json(&e.body)?, e.envelope.at);
        }
        keep_state(tx, stream, version, &state).await?;
        fee::project_till(tx, (&unit, &person, day), &state).await?;
    } else if let Some(id) = stream.strip_prefix("dossier:") {
        let id: DossierId = event::id(id)?;
        let mut state: Option<Dossier> = None;
        for e in events {
            let body: Event = from_json(&e.body)?;
            apply(&mut state, id, &e.envelope, &body);
        }
        let d = state.ok_or_else(|| DbError::Corrupt(format!("{stream} does not begin with an opening event")))?;
        keep_state(tx, &dossier_stream(id), version, &d).await?;
        dossier::project_anew(tx, &d, version).await?;
        paper::project(tx, &d).await?;
        personal::index_applicant(tx, d.applicant, id).await?;
        return Ok(true);
    }
    Ok(false)
}
