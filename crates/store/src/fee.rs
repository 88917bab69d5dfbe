//! Fees: the series of voucher numbers, the view of one line each, declared cash, and sums.

use crate::db::{DbError, Row, Tx};
use crate::event::{from_word, id};
use crate::{binds, from_json, micros, sql, to_json};
use domain::calendar::{Date, Timestamp, local};
use domain::code::DossierCode;
use domain::dossier::{Dossier, TextRef};
use domain::fee::{FeeMethod, Refund, Till, Voucher, VoucherNumber};
use domain::id::{DossierId, PersonId, ProcedureKey, SubjectId, UnitId};
use domain::money::Dong;
use serde::{Deserialize, Serialize};

/// A voucher as one line of a list: no personal value, only where the texts stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherLine {
    /// Number.
    pub number: VoucherNumber,
    /// Whose series.
    pub unit: UnitId,
    /// For which dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: Option<DossierCode>,
    /// Procedure and version.
    pub procedure: domain::dossier::ProcedureRef,
    /// Whose values the payer's are.
    pub applicant: SubjectId,
    /// Taken.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// đồng.
    pub amount: Dong,
    /// How.
    pub method: FeeMethod,
    /// Asked to be cancelled, or cancelled.
    pub cancellation: Option<LineCancellation>,
}

/// How a voucher of a list is being or was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCancellation {
    /// Asked.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub asked: Timestamp,
    /// By whom.
    pub asked_by: PersonId,
    /// Why.
    pub reason: TextRef,
    /// What becomes of the money.
    pub refund: Refund,
    /// Confirmed; none: still open.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub confirmed: Option<Timestamp>,
    /// By whom.
    pub confirmed_by: Option<PersonId>,
}

impl VoucherLine {
    /// The line of a voucher.
    pub fn of(d: &Dossier, v: &Voucher) -> Self {
        VoucherLine {
            number: v.number,
            unit: d.unit.clone(),
            dossier: d.id,
            code: d.code.clone(),
            procedure: d.procedure.clone(),
            applicant: d.applicant,
            at: v.at,
            person: v.by.person.clone(),
            amount: v.amount(),
            method: v.method,
            cancellation: v.cancellation.as_ref().map(|c| LineCancellation {
                asked: c.asked,
                asked_by: c.by.person.clone(),
                reason: c.reason.clone(),
                refund: c.refund,
                confirmed: c.confirmed.as_ref().map(|x| x.at),
                confirmed_by: c.confirmed.as_ref().map(|x| x.by.person.clone()),
            }),
        }
    }

    /// Whether it is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.as_ref().is_some_and(|c| c.confirmed.is_some())
    }

    /// Whose sum a cancelled one leaves, and on which day: whoever gave the money back on the day
    /// of the confirmation; for money never taken, whoever wrote the voucher.
    pub fn given_back(&self) -> Option<(&PersonId, Date)> {
        let c = self.cancellation.as_ref()?;
        let day = local(c.confirmed?).date();
        Some((if c.refund == Refund::GivenBack { &c.asked_by } else { &self.person }, day))
    }
}

/// The next number of a unit's vouchers in a year; never given twice, and given back when the act
/// that took it is rolled back.
pub async fn next_voucher(tx: &mut Tx<'_>, unit: &UnitId, year: i16) -> Result<u32, DbError> {
    let row = tx
        .query_one(
            sql!(
                "INSERT INTO voucher_order (unit, year, last) VALUES (?1, ?2, 1)
                 ON CONFLICT (unit, year) DO UPDATE SET last = voucher_order.last + 1 RETURNING last"
            ),
            &binds![unit.as_str(), i64::from(year)],
        )
        .await?;
    u32::try_from(row.int(0)?).map_err(|_| DbError::Corrupt("voucher_order.last is out of range".into()))
}

/// Writes the vouchers of a dossier from its state. The same state always gives the same rows.
pub async fn project(tx: &mut Tx<'_>, d: &Dossier) -> Result<(), DbError> {
    for v in &d.fees.vouchers {
        let line = VoucherLine::of(d, v);
        let back = line.given_back();
        let cancelled = line.cancellation.as_ref().and_then(|c| c.confirmed);
        let binds = binds![
            d.unit.as_str(),
            i64::from(v.number.year),
            i64::from(v.number.order),
            d.id.to_string(),
            d.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            d.procedure.key.as_str(),
            line.cancellation.as_ref().map(|c| micros(c.asked)),
            line.cancellation.as_ref().map(|c| c.asked_by.as_str().to_owned()),
            cancelled.map(micros),
            back.map(|(_, day)| day.to_string()),
            line.cancellation.as_ref().and_then(|c| c.confirmed_by.as_ref()).map(|p| p.as_str().to_owned()),
            back.map(|(person, _)| person.as_str().to_owned()),
            to_json(&line)?,
            local(v.at).date().to_string(),
            micros(v.at),
            v.by.person.as_str(),
            v.amount().0,
            v.method.key()
        ];
        let known = tx
            .execute(
                sql!(
                    "UPDATE voucher SET code = ?5, procedure = ?6, asked = ?7, asked_by = ?8, cancelled = ?9,
                       cancelled_day = ?10, cancelled_by = ?11, refund_by = ?12, line = ?13
                     WHERE unit = ?1 AND year = ?2 AND number = ?3 AND dossier = ?4"
                ),
                &binds[..13],
            )
            .await?;
        if known == 0 {
            // A number that another dossier has already fails here, and the act with it.
            tx.execute(
                sql!(
                    "INSERT INTO voucher (unit, year, number, dossier, code, procedure, asked, asked_by, cancelled,
                       cancelled_day, cancelled_by, refund_by, line, day, at, person, amount, method)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
                ),
                &binds,
            )
            .await?;
        }
    }
    Ok(())
}

/// Vouchers taken or cancelled in a unit on a day, in the order of their numbers; of one person
/// where one is named.
pub async fn day(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    day: Date,
    person: Option<&PersonId>,
) -> Result<Vec<VoucherLine>, DbError> {
    tx.query(
        sql!(
            "SELECT line FROM voucher
             WHERE unit = ?1
               AND ((day = ?2 AND (CAST(?3 AS TEXT) IS NULL OR person = ?3))
                 OR (cancelled_day = ?2 AND (CAST(?3 AS TEXT) IS NULL OR refund_by = ?3)))
             ORDER BY year, number"
        ),
        &binds![unit.as_str(), day.to_string(), person.map(|p| p.as_str().to_owned())],
    )
    .await?
    .iter()
    .map(|r| from_json(r.text(0)?))
    .collect()
}

/// Vouchers of a unit whose cancellation waits for the second person, oldest first.
pub async fn open_requests(tx: &mut Tx<'_>, unit: &UnitId, limit: i64) -> Result<Vec<VoucherLine>, DbError> {
    tx.query(
        sql!(
            "SELECT line FROM voucher WHERE unit = ?1 AND asked IS NOT NULL AND cancelled IS NULL
             ORDER BY asked, year, number LIMIT ?2"
        ),
        &binds![unit.as_str(), limit],
    )
    .await?
    .iter()
    .map(|r| from_json(r.text(0)?))
    .collect()
}

/// What went in and out: never net, so that neither hides the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Taken.
    pub taken: Dong,
    /// Given back, or never taken.
    pub back: Dong,
    /// How many vouchers were given.
    pub vouchers: i64,
    /// How many were cancelled.
    pub cancelled: i64,
}

impl Flow {
    /// Taken less given back.
    pub fn net(self) -> Dong {
        Dong(self.taken.0 - self.back.0)
    }
}

fn flow(row: &Row, from: usize) -> Result<Flow, DbError> {
    Ok(Flow {
        taken: Dong(row.int(from)?),
        back: Dong(row.int(from + 1)?),
        vouchers: row.int(from + 2)?,
        cancelled: row.int(from + 3)?,
    })
}

/// What each unit at or below one took and gave back from one day to another, by how it was paid.
pub async fn by_unit(
    tx: &mut Tx<'_>,
    above: &UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<(UnitId, FeeMethod, Flow)>, DbError> {
    tx.query(
        sql!(
            "SELECT e.unit, e.method, CAST(SUM(e.taken) AS BIGINT), CAST(SUM(e.back) AS BIGINT),
               CAST(SUM(e.given) AS BIGINT), CAST(SUM(e.cancelled) AS BIGINT)
             FROM (
               SELECT v.unit AS unit, v.method AS method, v.amount AS taken, 0 AS back, 1 AS given, 0 AS cancelled
               FROM voucher v WHERE v.day >= ?2 AND v.day <= ?3
               UNION ALL
               SELECT w.unit, w.method, 0, w.amount, 0, 1
               FROM voucher w WHERE w.cancelled_day >= ?2 AND w.cancelled_day <= ?3
             ) e
             WHERE e.unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             GROUP BY e.unit, e.method ORDER BY e.unit, e.method"
        ),
        &binds![above.as_str(), from.to_string(), to.to_string()],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, from_word(r.text(1)?)?, flow(r, 2)?)))
    .collect()
}

/// What each clerk of a unit took and gave back on each day of a span, by how it was paid.
pub async fn by_clerk(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<(PersonId, Date, FeeMethod, Flow)>, DbError> {
    tx.query(
        sql!(
            "SELECT e.person, e.day, e.method, CAST(SUM(e.taken) AS BIGINT), CAST(SUM(e.back) AS BIGINT),
               CAST(SUM(e.given) AS BIGINT), CAST(SUM(e.cancelled) AS BIGINT)
             FROM (
               SELECT v.person AS person, v.day AS day, v.method AS method,
                 v.amount AS taken, 0 AS back, 1 AS given, 0 AS cancelled
               FROM voucher v WHERE v.unit = ?1 AND v.day >= ?2 AND v.day <= ?3
               UNION ALL
               SELECT w.refund_by, w.cancelled_day, w.method, 0, w.amount, 0, 1
               FROM voucher w WHERE w.unit = ?1 AND w.cancelled_day >= ?2 AND w.cancelled_day <= ?3
             ) e
             GROUP BY e.person, e.day, e.method ORDER BY e.day, e.person, e.method"
        ),
        &binds![unit.as_str(), from.to_string(), to.to_string()],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, date(r.text(1)?)?, from_word(r.text(2)?)?, flow(r, 3)?)))
    .collect()
}

fn date(text: &str) -> Result<Date, DbError> {
    text.parse().map_err(|e| DbError::Corrupt(format!("a day: {e}")))
}

/// Declarations of a unit's clerks for the days of a span.
pub async fn declared(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<(PersonId, Date, Till)>, DbError> {
    tx.query(
        sql!("SELECT person, day, till FROM cash_day WHERE unit = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day, person"),
        &binds![unit.as_str(), from.to_string(), to.to_string()],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, date(r.text(1)?)?, from_json(r.text(2)?)?)))
    .collect()
}

/// Writes the view of a clerk's declared day.
pub async fn project_till(
    tx: &mut Tx<'_>,
    (unit, person, day): (&UnitId, &PersonId, Date),
    till: &Till,
) -> Result<(), DbError> {
    let Some(at) = till.at else { return Ok(()) };
    tx.execute(
        sql!(
            "INSERT INTO cash_day (unit, person, day, counted, expected, at, till) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (unit, person, day) DO UPDATE SET counted = excluded.counted, expected = excluded.expected,
               at = excluded.at, till = excluded.till"
        ),
        &binds![
            unit.as_str(),
            person.as_str(),
            day.to_string(),
            till.counted.0,
            till.expected.0,
            micros(at),
            to_json(till)?
        ],
    )
    .await?;
    Ok(())
}

/// Whose day a stream of declarations is about: `cash:<unit>:<person>:<day>`.
pub(crate) fn till_of(stream: &str) -> Result<(UnitId, PersonId, Date), DbError> {
    let parts: Vec<&str> = stream.split(':').collect();
    match parts[..] {
        ["cash", unit, person, day] => Ok((id(unit)?, id(person)?, date(day)?)),
        _ => Err(DbError::Corrupt(format!("{stream} names no clerk's day"))),
    }
}

/// All procedures of a unit's vouchers and what they brought, from one day to another.
pub async fn by_procedure(
    tx: &mut Tx<'_>,
    above: &UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<(ProcedureKey, i64, Dong)>, DbError> {
    tx.query(
        sql!(
            "SELECT v.procedure, COUNT(*), CAST(SUM(v.amount) AS BIGINT) FROM voucher v
             WHERE v.day >= ?2 AND v.day <= ?3 AND v.cancelled IS NULL
               AND v.unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             GROUP BY v.procedure ORDER BY 3 DESC, v.procedure"
        ),
        &binds![above.as_str(), from.to_string(), to.to_string()],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, r.int(1)?, Dong(r.int(2)?))))
    .collect()
}
