//! The register (form 07): its lines, and the number of the next one.

use crate::db::{DbError, Tx};
use crate::dossier::Line;
use crate::event::id;
use crate::report::Rows;
use crate::{binds, from_json, micros, moment, sql};
use domain::dossier::Dossier;
use domain::id::{PersonId, UnitId};
use domain::register::{Book, Entry};
use jiff::Timestamp;

/// The next line of a book; never given twice.
pub async fn next(tx: &mut Tx<'_>, book: Book) -> Result<Entry, DbError> {
    let row = tx
        .query_one(
            sql!(
                "INSERT INTO register_order (unit, year, field, last) VALUES (?1, ?2, ?3, 1)
                 ON CONFLICT (unit, year, field) DO UPDATE SET last = register_order.last + 1 RETURNING last"
            ),
            &binds![book.unit.as_str(), i64::from(book.year), book.field.as_str()],
        )
        .await?;
    let no = u32::try_from(row.int(0)?).map_err(|_| DbError::Corrupt("register_order.last is out of range".into()))?;
    Ok(Entry { book, no })
}

/// Writes the lines of a dossier: a line once given never changes.
pub(crate) async fn project(tx: &mut Tx<'_>, d: &Dossier, rows: Rows) -> Result<(), DbError> {
    for (n, r) in (0_i64..).zip(&d.registered).filter(|(_, r)| rows == Rows::All || r.at == d.touched) {
        let book = &r.entry.book;
        tx.execute(
            sql!(
                "INSERT INTO register (unit, year, field, no, dossier, n, at, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (unit, year, field, no) DO NOTHING"
            ),
            &binds![
                book.unit.as_str(),
                i64::from(book.year),
                book.field.as_str(),
                i64::from(r.entry.no),
                d.id.to_string(),
                n,
                micros(r.at),
                r.by.person.as_str()
            ],
        )
        .await?;
    }
    Ok(())
}

/// Which lines are asked for. All parts must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Of this unit's books and of those below it.
    pub within: UnitId,
    /// Only of this field.
    pub field: Option<String>,
    /// Written at or after.
    pub from: Timestamp,
    /// Written before.
    pub to: Timestamp,
    /// Only those of receipts, not of corrections: the daily intake.
    pub receipts: bool,
}

/// A line with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Book and line.
    pub entry: Entry,
    /// 0: at receipt; more: by a correction into another field.
    pub n: i64,
    /// When.
    pub at: Timestamp,
    /// Who wrote it.
    pub person: PersonId,
    /// The dossier as it stands.
    pub line: Line,
    /// The book that the matter went to from this one, if it was put right.
    pub went_to: Option<String>,
    /// Applicant's name.
    pub name: String,
    /// Applicant's address.
    pub address: String,
    /// Applicant's phone.
    pub phone: String,
}

/// Lines by unit, year, field and number, after one of them.
pub async fn lines(tx: &mut Tx<'_>, asked: &Asked, after: Option<&Entry>, limit: i64) -> Result<Vec<Written>, DbError> {
    let (unit, year, field, no) = after.map_or((String::new(), 0, String::new(), 0), |e| {
        (e.book.unit.to_string(), i64::from(e.book.year), e.book.field.clone(), i64::from(e.no))
    });
    tx.query(
        sql!(
            "SELECT r.unit, r.year, r.field, r.no, r.n, r.at, r.person, d.line,
               (SELECT x.field FROM register x WHERE x.dossier = r.dossier AND x.n = r.n + 1),
               COALESCE((SELECT p.value FROM personal p WHERE p.subject = a.subject AND p.slot = r.dossier || '/name'), ''),
               COALESCE((SELECT p.value FROM personal p WHERE p.subject = a.subject AND p.slot = r.dossier || '/address'), ''),
               COALESCE((SELECT p.value FROM personal p WHERE p.subject = a.subject AND p.slot = r.dossier || '/phone'), '')
             FROM register r JOIN dossier d ON d.id = r.dossier LEFT JOIN applicant_search a ON a.dossier = r.dossier
             WHERE r.unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
               AND (CAST(?2 AS TEXT) IS NULL OR r.field = ?2)
               AND r.at >= ?3 AND r.at < ?4
               AND (?5 = FALSE OR r.n = 0)
               AND (r.unit, r.year, r.field, r.no) > (?6, ?7, ?8, ?9)
             ORDER BY r.unit, r.year, r.field, r.no LIMIT ?10"
        ),
        &binds![
            asked.within.as_str(),
            asked.field.clone(),
            micros(asked.from),
            micros(asked.to),
            asked.receipts,
            unit,
            year,
            field,
            no,
            limit
        ],
    )
    .await?
    .iter()
    .map(|r| {
        let year = i16::try_from(r.int(1)?).map_err(|_| DbError::Corrupt("register.year is out of range".into()))?;
        let no = u32::try_from(r.int(3)?).map_err(|_| DbError::Corrupt("register.no is out of range".into()))?;
        Ok(Written {
            entry: Entry { book: Book { unit: id(r.text(0)?)?, field: r.text(2)?.to_owned(), year }, no },
            n: r.int(4)?,
            at: moment(r.int(5)?)?,
            person: id(r.text(6)?)?,
            line: from_json(r.text(7)?)?,
            went_to: r.opt_text(8)?.map(str::to_owned),
            name: r.text(9)?.to_owned(),
            address: r.text(10)?.to_owned(),
            phone: r.text(11)?.to_owned(),
        })
    })
    .collect()
}

/// How many were received by whom, in a unit and those below it.
pub async fn by_clerk(
    tx: &mut Tx<'_>,
    within: &UnitId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(UnitId, PersonId, i64)>, DbError> {
    tx.query(
        sql!(
            "SELECT unit, person, COUNT(*) FROM register
             WHERE unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1) AND at >= ?2 AND at < ?3 AND n = 0
             GROUP BY unit, person ORDER BY unit, person"
        ),
        &binds![within.as_str(), micros(from), micros(to)],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, id(r.text(1)?)?, r.int(2)?)))
    .collect()
}

/// Fields that books of a unit and those below it have, in the order of their names.
pub async fn fields(tx: &mut Tx<'_>, within: &UnitId) -> Result<Vec<String>, DbError> {
    tx.query(
        sql!(
            "SELECT DISTINCT field FROM register_order
             WHERE unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1) ORDER BY field"
        ),
        &binds![within.as_str()],
    )
    .await?
    .iter()
    .map(|r| r.text(0).map(str::to_owned))
    .collect()
}
