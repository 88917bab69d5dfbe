//! Dossiers: codes, the view of one line each, and the lists that desks work from.

use crate::db::{DbError, Row, Tx, Value};
use crate::event::{dossier_stream, id, word};
use crate::report::Rows;
use crate::{binds, from_json, micros, register, report, sql, to_json};
use domain::code::DossierCode;
use domain::dossier::{Dossier, Holder, Official, Outcome, Phase, ReturnWay};
use domain::id::{DossierId, PersonId, PostId, ProcedureKey, SubjectId, UnitId};
use domain::organisation::PostKind;
use domain::procedure::Work;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A dossier as one line of a list: no personal value, only whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Id.
    pub id: DossierId,
    /// Version of its stream.
    pub version: i64,
    /// Code; none before receipt.
    pub code: Option<DossierCode>,
    /// Procedure and version.
    pub procedure: domain::dossier::ProcedureRef,
    /// Where it stands.
    pub phase: Phase,
    /// Place of receipt.
    pub unit: UnitId,
    /// Competent agency.
    pub competent: UnitId,
    /// Whose values the applicant's are.
    pub applicant: SubjectId,
    /// First came up.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub opened: Timestamp,
    /// Received.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub received: Option<Timestamp>,
    /// The date that holds.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub due: Option<Timestamp>,
    /// The date promised by law.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub promised: Option<Timestamp>,
    /// Result ready.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub ready: Option<Timestamp>,
    /// At an end.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub ended: Option<Timestamp>,
    /// The step under way.
    pub step: Option<LineStep>,
    /// How it was decided.
    pub outcome: Option<Outcome>,
    /// An apology with a new date was given.
    pub apologised: bool,
    /// The date that holds was counted again; before, it was this one.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::microsecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub moved_from: Option<Timestamp>,
    /// How often a supplement was asked for.
    pub supplements: usize,
    /// Breaches on record.
    pub breaches: usize,
    /// A promised date was missed before the one that holds now: a new start of the clock, or
    /// another end, does not erase it.
    pub missed: bool,
    /// Consultations not answered yet.
    pub consultations_open: usize,
    /// Steps done toward the result, of how many.
    pub progress: (usize, usize),
    /// Who received it.
    pub received_by: Option<Official>,
    /// The date on the first receipt.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub first_due: Option<Timestamp>,
    /// To whom the counter passed it on.
    pub passed: Option<Passed>,
    /// Handed over.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub returned: Option<Timestamp>,
    /// How it was handed over.
    pub return_way: Option<ReturnWay>,
}

/// To whom the counter passed a dossier on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// To which unit.
    pub unit: UnitId,
    /// Who took it there first; none: nobody yet.
    pub person: Option<PersonId>,
}

impl Passed {
    fn of(d: &Dossier) -> Option<Self> {
        let first = d.held.iter().find(|h| h.step > 0 && h.by != Holder::Applicant)?;
        let person = d.held.iter().find_map(|h| match &h.by {
            Holder::Official { person, .. } if h.step == first.step => Some(person.clone()),
            _ => None,
        });
        let (Holder::Official { unit, .. } | Holder::Unit { unit }) = &first.by else { return None };
        Some(Passed { at: first.from, unit: unit.clone(), person })
    }
}

/// The step under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStep {
    /// Index into the plan.
    pub index: usize,
    /// Number in the procedure's own process; none: added by the plan.
    pub source_no: Option<u32>,
    /// Role.
    pub role: domain::id::RoleKey,
    /// What doing it means.
    pub work: Work,
    /// Where.
    pub unit: UnitId,
    /// Who holds it; none: nobody yet.
    pub person: Option<PersonId>,
    /// When it should be done; none while the clock stands.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub due: Option<Timestamp>,
}

impl Line {
    /// The line of a dossier at a version.
    pub fn of(d: &Dossier, version: i64) -> Self {
        let active = matches!(d.phase, Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready);
        Line {
            id: d.id,
            version,
            code: d.code.clone(),
            procedure: d.procedure.clone(),
            phase: d.phase,
            unit: d.unit.clone(),
            competent: d.competent.clone(),
            applicant: d.applicant,
            opened: d.opened,
            received: d.received,
            due: d.due,
            promised: d.promised,
            ready: d.ready,
            ended: d.ended,
            step: d.step().filter(|_| active).map(|s| LineStep {
                index: d.current,
                source_no: s.plan.source_no,
                role: s.plan.role.clone(),
                work: s.plan.work,
                unit: s.plan.unit.clone(),
                person: s.official.as_ref().map(|o| o.person.clone()),
                due: s.due,
            }),
            outcome: d.outcome,
            apologised: d.apologised.is_some(),
            moved_from: d.moved.last().filter(|m| Some(m.due) == d.due).map(|m| m.before),
            supplements: d.supplements.len(),
            breaches: d.breaches.len(),
            missed: d.breaches.iter().any(|b| b.rule == domain::law::Rule::ResultLate),
            consultations_open: d.consultations.iter().filter(|c| c.answered.is_none()).count(),
            progress: d.progress(),
            received_by: d.received_by.clone(),
            first_due: d.first_due,
            passed: Passed::of(d),
            returned: d.returned,
            return_way: d.return_way,
        }
    }

    /// Whether the date promised by law was or is being missed.
    pub fn is_late(&self, now: Timestamp) -> bool {
        domain::dossier::late(self.phase, self.promised, self.ready, self.missed, now)
    }
}

/// The next number of a unit's dossiers on a local day (`YYYY-MM-DD`); never given twice.
pub async fn next_order(tx: &mut Tx<'_>, unit: &UnitId, day: &str) -> Result<u32, DbError> {
    let row = tx
        .query_one(
            sql!(
                "INSERT INTO code_order (unit, day, last) VALUES (?1, ?2, 1)
                 ON CONFLICT (unit, day) DO UPDATE SET last = code_order.last + 1 RETURNING last"
            ),
            &binds![unit.as_str(), day],
        )
        .await?;
    u32::try_from(row.int(0)?).map_err(|_| DbError::Corrupt("code_order.last is out of range".into()))
}

/// A number of a unit's day that was given out elsewhere: those up to it are not given here.
pub async fn reserve_order(tx: &mut Tx<'_>, unit: &UnitId, day: &str, order: u32) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO code_order (unit, day, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (unit, day) DO UPDATE SET
               last = CASE WHEN code_order.last < excluded.last THEN excluded.last ELSE code_order.last END"
        ),
        &binds![unit.as_str(), day, i64::from(order)],
    )
    .await?;
    Ok(())
}

/// Writes all views of a dossier after an act. The same state always gives the same rows.
pub async fn project(tx: &mut Tx<'_>, d: &Dossier, version: i64) -> Result<(), DbError> {
    write(tx, d, version, Rows::Latest).await
}

/// The same where nothing is there yet.
pub async fn project_anew(tx: &mut Tx<'_>, d: &Dossier, version: i64) -> Result<(), DbError> {
    write(tx, d, version, Rows::All).await
}

async fn write(tx: &mut Tx<'_>, d: &Dossier, version: i64, rows: Rows) -> Result<(), DbError> {
    let line = Line::of(d, version);
    let step = d.step().filter(|_| matches!(d.phase, Phase::InProcess | Phase::AwaitingSupplement));
    tx.execute(
        sql!(
            "INSERT INTO dossier (id, version, code, token, procedure, unit, competent, phase, opened, received, due, promised,
               ready, ended, step_work, step_post, step_unit, step_person, step_held, step_due, line, hands)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, code = excluded.code, token = excluded.token,
               procedure = excluded.procedure, unit = excluded.unit, competent = excluded.competent, phase = excluded.phase,
               opened = excluded.opened, received = excluded.received, due = excluded.due, promised = excluded.promised,
               ready = excluded.ready, ended = excluded.ended, step_work = excluded.step_work,
               step_post = excluded.step_post, step_unit = excluded.step_unit, step_person = excluded.step_person, step_held = excluded.step_held,
               step_due = excluded.step_due, line = excluded.line, hands = excluded.hands"
        ),
        &binds![
            d.id.to_string(),
            version,
            d.code.as_ref().map(|c| c.as_str().to_owned()),
            d.token.clone(),
            d.procedure.key.as_str(),
            d.unit.as_str(),
            d.competent.as_str(),
            d.phase.key(),
            micros(d.opened),
            d.received.map(micros),
            d.due.map(micros),
            d.promised.map(micros),
            d.ready.map(micros),
            d.ended.map(micros),
            step.map(|s| word(&s.plan.work)).transpose()?,
            step.map(|s| word(&s.plan.post)).transpose()?,
            step.map(|s| s.plan.unit.as_str().to_owned()),
            step.and_then(|s| s.official.as_ref()).map(|o| o.person.as_str().to_owned()),
            step.and_then(|s| s.official.as_ref()).map(|o| o.post.as_str().to_owned()),
            step.and_then(|s| s.due).map(micros),
            to_json(&line)?,
            hands(d)
        ],
    )
    .await?;
    for c in &d.consultations {
        tx.execute(
            sql!(
                "INSERT INTO consultation (dossier, id, unit, due, answered) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (dossier, id) DO UPDATE SET due = excluded.due, answered = excluded.answered"
            ),
            &binds![d.id.to_string(), c.id.to_string(), c.unit.as_str(), micros(c.due), c.answered.map(micros)],
        )
        .await?;
    }
    for (n, b) in d.breaches.iter().enumerate() {
        tx.execute(
            sql!(
                "INSERT INTO breach (dossier, n, rule, at, unit, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (dossier, n) DO NOTHING"
            ),
            &binds![
                d.id.to_string(),
                i64::try_from(n).unwrap_or(i64::MAX),
                b.rule.id(),
                micros(b.at),
                b.unit.as_str(),
                b.by.as_ref().map(|o| o.person.as_str().to_owned())
            ],
        )
        .await?;
    }
    register::project(tx, d, rows).await?;
    report::project(tx, d, rows).await?;
    crate::fee::project(tx, d).await
}

/// Everybody who holds or held a dossier, as the column `hands` has it.
fn hands(d: &Dossier) -> String {
    let held = d.held.iter().filter_map(|h| match &h.by {
        Holder::Official { person, .. } => Some(person),
        _ => None,
    });
    let did = d.steps.iter().filter_map(|s| s.official.as_ref()).map(|o| &o.person);
    let people: std::collections::BTreeSet<&PersonId> = held.chain(did).collect();
    if people.is_empty() {
        return String::new();
    }
    people.into_iter().fold("|".to_owned(), |all, person| all + person.as_str() + "|")
}

/// A dossier's state and version.
pub async fn load(tx: &mut Tx<'_>, id: DossierId) -> Result<Option<(i64, Dossier)>, DbError> {
    crate::event::state(tx, &dossier_stream(id)).await
}

/// Dossiers whose clock runs or stands: received, without a result yet.
pub async fn running(tx: &mut Tx<'_>) -> Result<Vec<DossierId>, DbError> {
    let rows = tx
        .query(
            sql!("SELECT id FROM dossier WHERE phase = 'in_process' OR phase = 'awaiting_supplement' ORDER BY id"),
            &binds![],
        )
        .await?;
    rows.iter().map(|r| id(r.text(0)?)).collect()
}

/// The dossier with this code.
pub async fn by_code(tx: &mut Tx<'_>, code: &DossierCode) -> Result<Option<DossierId>, DbError> {
    one_id(tx.query_opt(sql!("SELECT id FROM dossier WHERE code = ?1"), &binds![code.as_str()]).await?)
}

/// The dossier whose receipt carries this token.
pub async fn by_token(tx: &mut Tx<'_>, token: &str) -> Result<Option<DossierId>, DbError> {
    one_id(tx.query_opt(sql!("SELECT id FROM dossier WHERE token = ?1"), &binds![token]).await?)
}

fn one_id(row: Option<Row>) -> Result<Option<DossierId>, DbError> {
    row.map(|r| id(r.text(0)?)).transpose()
}

/// Where a page of a list goes on: the sort value and the id of the last line before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// µs.
    pub at: i64,
    /// Id.
    pub id: DossierId,
}

pub(crate) fn lines(rows: &[Row]) -> Result<Vec<Line>, DbError> {
    rows.iter().map(|r| from_json(r.text(0)?)).collect()
}

pub(crate) fn after_binds(after: Option<After>, first: i64, first_id: &str) -> (i64, String) {
    after.map_or((first, first_id.to_owned()), |a| (a.at, a.id.to_string()))
}

/// Dossiers whose step a person holds through a post.
pub async fn held_by(tx: &mut Tx<'_>, person: &PersonId, post: &PostId) -> Result<Vec<DossierId>, DbError> {
    let mut out: Vec<DossierId> = tx
        .query(
            sql!(
                "SELECT id FROM dossier WHERE step_person = ?1 AND step_held = ?2 AND phase = 'in_process'
                 ORDER BY step_due NULLS LAST, id"
            ),
            &binds![person.as_str(), post.as_str()],
        )
        .await?
        .iter()
        .map(|r| id(r.text(0)?))
        .collect::<Result<_, _>>()?;
    // While the applicant has the word nobody holds the step in the view; its state knows who goes on.
    let waiting =
        tx.query(sql!("SELECT id FROM dossier WHERE phase = 'awaiting_supplement' ORDER BY id"), &binds![]).await?;
    for row in &waiting {
        let id: DossierId = id(row.text(0)?)?;
        let d = load(tx, id).await?.map(|(_, d)| d);
        let official = d.as_ref().and_then(|d| d.step()?.official.as_ref());
        if official.is_some_and(|o| o.person == *person && o.post == *post) {
            out.push(id);
        }
    }
    Ok(out)
}

/// How many dossiers are not at an end yet that a unit received, decides or works on.
pub async fn open_in(tx: &mut Tx<'_>, unit: &UnitId) -> Result<i64, DbError> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) FROM dossier WHERE ended IS NULL AND phase <> 'guided'
               AND (unit = ?1 OR competent = ?1 OR step_unit = ?1)"
        ),
        &binds![unit.as_str()],
    )
    .await?
    .int(0)
}

/// What waits for one post in one unit, soonest due first: steps the person or the post holds
/// (a post and its substitute are one desk), and steps nobody holds yet. The head of a one-stop
/// unit sees the counter's steps too.
pub async fn inbox(
    tx: &mut Tx<'_>,
    (unit, kind, post): (&UnitId, PostKind, &PostId),
    person: &PersonId,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let (at, from) = after_binds(after, i64::MIN, "");
    lines(
        &tx.query(
            sql!(
                "SELECT line FROM dossier WHERE step_unit = ?1 AND step_post IN (?2, ?7) AND phase = 'in_process'
                   AND (step_person IS NULL OR step_person = ?3 OR step_held = ?8) AND (step_due, id) > (?4, ?5)
                 ORDER BY step_due, id LIMIT ?6"
            ),
            &binds![
                unit.as_str(),
                word(&kind)?,
                person.as_str(),
                at,
                from,
                limit,
                word(if kind == PostKind::HeadOfOneStop { &PostKind::ReceptionOfficer } else { &kind })?,
                post.as_str()
            ],
        )
        .await?,
    )
}

/// Which dossiers a list shows. All parts must hold; a part left out does not restrict.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Received in, competent, or under way in this unit or one below it.
    pub within: Option<UnitId>,
    /// Received in exactly this unit.
    pub unit: Option<UnitId>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// Of this procedure.
    pub procedure: Option<domain::id::ProcedureKey>,
    /// In process, with the date promised by law before this moment.
    pub late_at: Option<Timestamp>,
    /// In process, with the date that holds at or before this moment.
    pub due_by: Option<Timestamp>,
    /// In process, at this kind of work.
    pub work: Option<Work>,
    /// Held by this person.
    pub person: Option<PersonId>,
    /// Opened at or after.
    pub opened_from: Option<Timestamp>,
    /// Code begins with this, or the applicant's name holds it, as typed.
    pub search: Option<String>,
}

impl Filter {
    fn binds(&self) -> Result<Vec<Value>, DbError> {
        let (code, name) = search_binds(self.search.as_deref());
        Ok(binds![
            self.within.as_ref().map(|u| u.as_str().to_owned()),
            self.unit.as_ref().map(|u| u.as_str().to_owned()),
            self.phase.map(|p| p.key().to_owned()),
            self.procedure.as_ref().map(|p| p.as_str().to_owned()),
            self.late_at.map(micros),
            self.due_by.map(micros),
            self.work.map(|w| word(&w)).transpose()?,
            self.person.as_ref().map(|p| p.as_str().to_owned()),
            // Always a bound, so that the index on `opened` ends the search there.
            self.opened_from.map_or(i64::MIN, micros),
            code,
            name
        ]
        .to_vec())
    }
}

/// Patterns of a code that begins with what was typed, and of a name that holds it.
pub(crate) fn search_binds(typed: Option<&str>) -> (Option<String>, Option<String>) {
    let search = typed.map(str::trim).filter(|s| !s.is_empty());
    // What people type is searched for as it is: no wildcard of SQL gets through.
    let safe = |s: &str| s.replace(['%', '_', '\\'], " ");
    (
        search.map(|s| format!("{}%", safe(&s.to_ascii_uppercase()))),
        // Only punctuation folds to nothing: that is in nobody's name, not in everybody's.
        search.map(domain::text::fold).filter(|f| !f.is_empty()).map(|f| format!("%{f}%")),
    )
}

/// The dossiers that a [`Filter`] lets through, on from a place in an order.
macro_rules! filtered {
    ($order:literal) => {
        sql!(
            "SELECT line FROM dossier WHERE
               (CAST(?1 AS TEXT) IS NULL
                 OR unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
                 OR competent IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
                 OR step_unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1))
               AND (CAST(?2 AS TEXT) IS NULL OR unit = ?2)
               AND (CAST(?3 AS TEXT) IS NULL OR phase = ?3)
               AND (CAST(?4 AS TEXT) IS NULL OR procedure = ?4)
               AND (CAST(?5 AS BIGINT) IS NULL OR (phase = 'in_process' AND promised < ?5))
               AND (CAST(?6 AS BIGINT) IS NULL OR (phase = 'in_process' AND due <= ?6))
               AND (CAST(?7 AS TEXT) IS NULL OR (phase = 'in_process' AND step_work = ?7))
               AND (CAST(?8 AS TEXT) IS NULL OR (phase = 'in_process' AND step_person = ?8))
               AND opened >= ?9
               AND (CAST(?10 AS TEXT) IS NULL OR code LIKE ?10
                 OR id IN (SELECT a.dossier FROM applicant_search a WHERE a.folded LIKE ?11))
               ",
            $order
        )
    };
}

/// A list, newest first.
pub async fn newest(tx: &mut Tx<'_>, filter: &Filter, after: Option<After>, limit: i64) -> Result<Vec<Line>, DbError> {
    let mut binds = filter.binds()?;
    // 'g' sorts after every hexadecimal digit.
    let (at, from) = after_binds(after, i64::MAX, "g");
    binds.extend([at.into(), from.into(), limit.into()]);
    lines(
        &tx.query(
            filtered!(
                "AND (opened, id) < (?12, ?13)
                 ORDER BY opened DESC, id DESC LIMIT ?14"
            ),
            &binds,
        )
        .await?,
    )
}

/// A list of dossiers with a date, soonest due first.
pub async fn soonest(tx: &mut Tx<'_>, filter: &Filter, after: Option<After>, limit: i64) -> Result<Vec<Line>, DbError> {
    let mut binds = filter.binds()?;
    let (at, from) = after_binds(after, i64::MIN, "");
    binds.extend([at.into(), from.into(), limit.into()]);
    lines(
        &tx.query(
            filtered!(
                "AND ended IS NULL AND due IS NOT NULL AND (due, id) > (?12, ?13)
                 ORDER BY due, id LIMIT ?14"
            ),
            &binds,
        )
        .await?,
    )
}

/// The procedures that a unit received most since a moment, with how often.
pub async fn often(
    tx: &mut Tx<'_>,
    unit: &UnitId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(ProcedureKey, i64)>, DbError> {
    tx.query(
        sql!(
            "SELECT procedure, COUNT(*) FROM dossier WHERE unit = ?1 AND opened >= ?2 AND received IS NOT NULL
             GROUP BY procedure ORDER BY COUNT(*) DESC, procedure LIMIT ?3"
        ),
        &binds![unit.as_str(), micros(since), limit],
    )
    .await?
    .iter()
    .map(|r| Ok((id(r.text(0)?)?, r.int(1)?)))
    .collect()
}
