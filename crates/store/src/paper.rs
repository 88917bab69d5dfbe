//! Papers that were given out: their numbers, and the view of one line each.

use crate::db::{DbError, Tx};
use crate::event::{from_word, id};
use crate::{binds, micros, moment, sql};
use domain::dossier::Dossier;
use domain::id::{DossierId, PersonId, UnitId};
use domain::paper::PaperKind;
use jiff::Timestamp;

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

/// A paper as one line of a list: no personal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenOut {
    /// The dossier.
    pub dossier: DossierId,
    /// Its code; none before receipt.
    pub code: Option<String>,
    /// Place in the dossier's order of issue, from 1.
    pub n: i64,
    /// Which.
    pub kind: PaperKind,
    /// Number and symbol as they stand on it.
    pub label: String,
    /// When it was given out.
    pub at: Timestamp,
    /// By whose act.
    pub person: PersonId,
}

/// Which papers a list shows; a part left out does not restrict.
#[derive(Debug, Clone)]
pub struct PaperFilter {
    /// Numbered in this unit's series.
    pub unit: UnitId,
    /// Of this year.
    pub year: i16,
    /// Of this kind.
    pub kind: Option<PaperKind>,
    /// With this number.
    pub number: Option<u32>,
}

/// Papers of a unit's series, newest first; `after` is the last line of the page before.
pub async fn list(
    tx: &mut Tx<'_>,
    filter: &PaperFilter,
    after: Option<(i64, DossierId, i64)>,
    limit: i64,
) -> Result<Vec<GivenOut>, DbError> {
    // 'g' sorts after every hexadecimal digit.
    let (at, dossier, n) = after.map_or((i64::MAX, "g".to_owned(), i64::MAX), |(at, id, n)| (at, id.to_string(), n));
    tx.query(
        sql!(
            "SELECT p.dossier, d.code, p.n, p.kind, p.label, p.at, p.person FROM paper p JOIN dossier d ON d.id = p.dossier
             WHERE p.unit = ?1 AND p.year = ?2 AND (CAST(?3 AS TEXT) IS NULL OR p.kind = ?3)
               AND (CAST(?4 AS BIGINT) IS NULL OR p.number = ?4) AND (p.at, p.dossier, p.n) < (?5, ?6, ?7)
             ORDER BY p.at DESC, p.dossier DESC, p.n DESC LIMIT ?8"
        ),
        &binds![
            filter.unit.as_str(),
            i64::from(filter.year),
            filter.kind.map(|k| k.key().to_owned()),
            filter.number.map(i64::from),
            at,
            dossier,
            n,
            limit
        ],
    )
    .await?
    .iter()
    .map(|row| {
        Ok(GivenOut {
            dossier: id(row.text(0)?)?,
            code: row.opt_text(1)?.map(str::to_owned),
            n: row.int(2)?,
            kind: from_word(row.text(3)?)?,
            label: row.text(4)?.to_owned(),
            at: moment(row.int(5)?)?,
            person: id(row.text(6)?)?,
        })
    })
    .collect()
}
