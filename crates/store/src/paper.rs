//! Papers that were given out: their numbers, and the view of one line each.

use crate::db::{DbError, Tx};
use crate::{binds, micros, sql};
use domain::dossier::Dossier;
use domain::id::UnitId;
use domain::paper::PaperKind;

/// The next number in the series of a unit, a kind and a year; never given twice.
pub async fn next_number(tx: &mut Tx<'_>, unit: &UnitId, kind: PaperKind, year: i16) -> Result<u32, DbError> {
    let row = tx
        .query_one(
            sql!(
                "INSERT INTO paper_order (unit, kind, year, last) VALUES (?1, ?2, ?3, 1)
                 ON CONFLICT (unit, kind, year) DO UPDATE SET last = paper_order.last + 1 RETURNING last"
            ),
            &binds![unit.as_str(), kind.key(), i64::from(year)],
        )
        .await?;
    u32::try_from(row.int(0)?).map_err(|_| DbError::Corrupt("paper_order.last is out of range".into()))
}

/// Writes the view from a dossier's state. A paper that was given out never changes.
pub async fn project(tx: &mut Tx<'_>, d: &Dossier) -> Result<(), DbError> {
    for (n, paper) in (1_i64..).zip(&d.issued) {
        let p = &paper.issued;
        tx.execute(
            sql!(
                "INSERT INTO paper (dossier, n, kind, unit, year, number, label, at, person, replaces)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (dossier, n) DO NOTHING"
            ),
            &binds![
                d.id.to_string(),
                n,
                p.kind.key(),
                p.unit.as_str(),
                i64::from(p.year),
                i64::from(p.number),
                p.label.as_str(),
                micros(paper.at),
                paper.by.person.as_str(),
                p.replaces.map(i64::from)
            ],
        )
        .await?;
    }
    Ok(())
}
