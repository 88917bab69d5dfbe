//! The organisation and the catalogue as they stand: loaded whole, because they are small and
//! every decision looks something up in them.

use crate::db::{DbError, Tx};
use crate::event::{CALENDAR, ORGANISATION, id, state, stream};
use crate::{binds, from_json, sql};
use domain::day_decision::DayDecisions;
use domain::id::ProcedureKey;
use domain::organisation::{self, Organisation};
use domain::procedure::Published;
use std::collections::HashMap;

/// Counts changes of organisation and procedures: a copy made at a lower number is stale.
pub async fn version(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    tx.query_one(sql!("SELECT law FROM log_head WHERE id = 1"), &binds![]).await?.int(0)
}

/// Says that something of it changed.
pub async fn changed(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE log_head SET law = law + 1 WHERE id = 1"), &binds![]).await?;
    Ok(())
}

/// The organisation; empty before it is set up.
pub async fn organisation(tx: &mut Tx<'_>) -> Result<(i64, Organisation), DbError> {
    Ok(state(tx, ORGANISATION).await?.unwrap_or_default())
}

/// The decisions on days with the version of their stream; none before the first.
pub async fn day_decisions(tx: &mut Tx<'_>) -> Result<(i64, DayDecisions), DbError> {
    Ok(state(tx, CALENDAR).await?.unwrap_or_default())
}

/// The organisation as it stood when the log had its event at this position; `None`: nothing has
/// changed since, today's will do.
pub async fn organisation_at(tx: &mut Tx<'_>, position: i64) -> Result<Option<Organisation>, DbError> {
    let last = tx
        .query_one(sql!("SELECT COALESCE(MAX(position), -1) FROM event WHERE stream = ?1"), &binds![ORGANISATION])
        .await?
        .int(0)?;
    if last <= position {
        return Ok(None);
    }
    let mut then = Organisation::default();
    for e in stream(tx, ORGANISATION).await?.iter().take_while(|e| e.position <= position) {
        organisation::apply(&mut then, &from_json(&e.body)?);
    }
    Ok(Some(then))
}

/// All procedures with where they are published.
pub async fn catalogue(tx: &mut Tx<'_>) -> Result<HashMap<ProcedureKey, Published>, DbError> {
    let rows = tx
        .query(
            sql!(
                "SELECT stream, body FROM state WHERE stream >= 'procedure:' AND stream < 'procedure;' ORDER BY stream"
            ),
            &binds![],
        )
        .await?;
    rows.iter()
        .map(|r| {
            let key = r.text(0)?.trim_start_matches("procedure:");
            Ok((id(key)?, from_json(r.text(1)?)?))
        })
        .collect()
}

/// Writes the view of which unit stands within which.
pub async fn project_units(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM unit_scope"), &binds![]).await?;
    for unit in &organisation.units {
        for above in organisation.line(&unit.id) {
            tx.execute(
                sql!("INSERT INTO unit_scope (above, unit) VALUES (?1, ?2)"),
                &binds![above.id.as_str(), unit.id.as_str()],
            )
            .await?;
        }
    }
    Ok(())
}
