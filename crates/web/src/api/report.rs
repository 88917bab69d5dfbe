//! Registers and reports: the register (form 07), the daily intake, the period report; as JSON and
//! as files.

use super::call::{Asked, Call, Caller};
use super::name::{Moment, Named, NamedProcedure, page_size};
use super::problem::Problem;
use crate::pages::reports::{self as pages, Rows};
use crate::visit::Visit;
use axum::Json;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::calendar::{Date, local};
use domain::dossier::ReturnProof;
use domain::id::{DossierId, UnitId};
use domain::law::{Refusal, Rule};
use domain::procedure::Channel;
use domain::register::{Book, Entry};
use domain::report::{Count, Period, Turns};
use office::export::Format;
use office::register::{Lines, Written};
use office::report::{By, Of, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which lines of the register are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterAsked {
    unit: Option<UnitId>,
    field: Option<String>,
    from: Option<String>,
    to: Option<String>,
    after: Option<String>,
    limit: Option<u16>,
}

/// Which lines are asked for as a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFileAsked {
    unit: Option<UnitId>,
    field: Option<String>,
    from: Option<String>,
    to: Option<String>,
    mark: Option<bool>,
}

/// The same for a spreadsheet, which needs no mark.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterSheetAsked {
    unit: Option<UnitId>,
    field: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Which day is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeAsked {
    unit: Option<UnitId>,
    day: Option<String>,
    after: Option<String>,
    limit: Option<u16>,
}

/// Which day is asked for as a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeFileAsked {
    unit: Option<UnitId>,
    day: Option<String>,
    mark: Option<bool>,
}

/// Which report is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportAsked {
    unit: Option<UnitId>,
    by: Option<By>,
    role: Option<Role>,
    from: Option<String>,
    to: Option<String>,
}

/// Which report is asked for as a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportFileAsked {
    unit: Option<UnitId>,
    by: Option<Rows>,
    role: Option<Role>,
    from: Option<String>,
    to: Option<String>,
    mark: Option<bool>,
}

/// Whose desks are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesksAsked {
    unit: Option<UnitId>,
    from: Option<String>,
    to: Option<String>,
}

/// Lines of the register.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RegisterLines {
    /// By unit, year, field and number.
    pub items: Vec<RegisterLine>,
    /// Where the next page begins; none: this is the last one.
    pub next: Option<String>,
}

/// A line of the register (form 07).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RegisterLine {
    /// Whose book.
    pub unit: Named,
    /// Field of the book, by its Vietnamese name.
    pub field: String,
    /// Year of the book.
    pub year: i16,
    /// Line in it.
    pub no: u32,
    /// The dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: NamedProcedure,
    /// Applicant's name; empty when it was erased.
    pub applicant: String,
    /// Applicant's address.
    pub address: String,
    /// Applicant's phone.
    pub phone: String,
    /// Lead agency.
    pub agency: Named,
    /// Written at: received, or put right.
    pub at: Moment,
    /// Who wrote it.
    pub by: Named,
    /// The date that holds, or the first one while the clock stands.
    pub due: Option<Moment>,
    /// Handed over.
    pub returned: Option<Moment>,
    /// By which way.
    pub way: Option<Channel>,
    /// What proves it.
    pub proof: Option<ReturnProof>,
    /// Remark, in the caller's language.
    pub note: String,
}

/// What was received on a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Intake {
    /// The day.
    #[schema(format = Date)]
    pub day: String,
    /// How many each clerk received.
    pub clerks: Vec<ClerkRow>,
    /// Dossiers by unit, field and number.
    pub items: Vec<IntakeLine>,
    /// Where the next page begins; none: this is the last one.
    pub next: Option<String>,
}

/// How many a clerk received.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClerkRow {
    /// In which unit.
    pub unit: Named,
    /// Who.
    pub person: Named,
    /// How many.
    pub received: i64,
}

/// A dossier that was received.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IntakeLine {
    /// The dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: NamedProcedure,
    /// Applicant's name; empty when it was erased.
    pub applicant: String,
    /// Where.
    pub unit: Named,
    /// By whom.
    pub by: Named,
    /// When.
    pub at: Moment,
    /// Promised on the receipt.
    pub promised: Option<Moment>,
    /// Passed on to this unit.
    pub passed_to: Option<Named>,
    /// Who took it there first.
    pub passed_to_person: Option<Named>,
    /// When.
    pub passed_at: Option<Moment>,
}

/// A period report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReportShape {
    /// Of this unit and those below it.
    pub unit: Named,
    /// First day.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; never after today.
    #[schema(format = Date)]
    pub to: String,
    /// As things stood at this moment.
    pub as_of: Moment,
    /// All.
    pub total: Count,
    /// Opening + received + reopened + moved in = results + stops + withdrawals + other ends + moved out + open.
    pub adds_up: bool,
    /// Changes in it that were done on paper during an outage and entered only after its end: a report
    /// that was made then does not know them.
    pub entered_later: i64,
    /// Row by row.
    pub rows: Vec<ReportRow>,
}

/// A row of a period report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReportRow {
    /// Unit, field or procedure.
    pub of: Named,
    /// Its figures.
    pub count: Count,
}

/// Turns at desks.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DesksShape {
    /// Of this unit and those below it.
    pub unit: Named,
    /// First day.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; never after today.
    #[schema(format = Date)]
    pub to: String,
    /// As things stood at this moment.
    pub as_of: Moment,
    /// All.
    pub total: Turns,
    /// What was held + what was taken = what was passed on + what is held.
    pub adds_up: bool,
    /// By unit and person.
    pub rows: Vec<DeskRow>,
}

/// Turns of a person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskRow {
    /// Where.
    pub unit: Named,
    /// Who; none: nobody had taken it yet.
    pub person: Option<Named>,
    /// How many.
    pub turns: Turns,
}

/// A day as the document writes it.
fn day(text: &str, name: &str) -> Result<Date, Problem> {
    let shaped = text.len() == 10 && text.starts_with('2');
    let day = text.parse::<Date>().ok().filter(|d| shaped && (2000..=2199).contains(&d.year()));
    day.ok_or_else(|| Problem::malformed_query(name))
}

/// The days asked for: this month up to today unless told.
fn days(caller: &Caller, from: Option<&str>, to: Option<&str>) -> Result<Period, Problem> {
    let to = match to {
        Some(to) => day(to, "to")?,
        None => local(caller.office().now()).date(),
    };
    let from = match from {
        Some(from) => day(from, "from")?,
        None => to.first_of_month(),
    };
    Ok(Period { from, to })
}

/// A field as it was asked for.
fn field(field: Option<String>) -> Result<Option<String>, Problem> {
    match field {
        Some(f) if f.chars().count() > 200 || f.chars().any(char::is_control) => Err(Problem::malformed_query("field")),
        field => Ok(field.filter(|f| !f.is_empty())),
    }
}

/// A line of a register as a text that means nothing to the client.
fn cursor(entry: &Entry) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}\n{}\n{}\n{}", entry.book.unit, entry.book.year, entry.no, entry.book.field))
}

fn after(cursor: Option<&str>) -> Result<Option<Entry>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let read = || -> Option<Entry> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.splitn(4, '\n');
        let (unit, year, no) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let field = parts.next()?.to_owned();
        // PostgreSQL takes no NUL in a text.
        (!field.chars().any(char::is_control)).then_some(Entry { book: Book { unit, field, year }, no })
    };
    // Rightly formed, but not one of ours.
    read().map(Some).ok_or_else(|| Refusal::new(Rule::FieldMalformed).field("after").into())
}

/// Words of pages for the caller: files of the API are those of the pages.
fn visit(call: &Call) -> Visit {
    Visit {
        app: call.app.clone(),
        t: call.t,
        path: String::new(),
        who: None,
        device: None,
        operation: call.operation.clone(),
        address: call.address.clone(),
    }
}

fn csv(mark: Option<bool>) -> Format {
    Format::Csv { mark: mark == Some(true) }
}

/// One page of lines, read one longer to know whether it goes on.
async fn page(
    caller: &Caller,
    asked: Lines,
    from: Option<&str>,
    limit: Option<u16>,
) -> Result<(Vec<Written>, Option<String>), Problem> {
    let size = page_size(limit)?;
    let mut lines = caller.office().register(caller.actor(), asked, after(from)?, size + 1).await?;
    let more = lines.len() > size;
    lines.truncate(size);
    let next = lines.last().filter(|_| more).map(|l| cursor(&l.entry));
    Ok((lines, next))
}

/// Lines of the register.
pub async fn register(caller: Caller, Asked(a): Asked<RegisterAsked>) -> Result<Json<RegisterLines>, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let asked = Lines { unit: a.unit, field: field(a.field)?, period, receipts: false };
    let (lines, next) = page(&caller, asked, a.after.as_deref(), a.limit).await?;
    let (call, visit) = (&caller.call, visit(&caller.call));
    let items = lines.into_iter().map(|l| RegisterLine {
        unit: call.unit(&l.entry.book.unit),
        field: l.entry.book.field.clone(),
        year: l.entry.book.year,
        no: l.entry.no,
        dossier: l.line.id,
        code: l.line.code.as_ref().map(ToString::to_string),
        procedure: call.procedure(&l.line.procedure),
        agency: call.unit(&l.line.competent),
        at: l.at.into(),
        by: call.person(&l.person),
        due: l.line.due.or(l.line.first_due).map(Into::into),
        returned: l.line.returned.map(Into::into),
        way: l.line.return_way.map(|w| w.how),
        proof: l.line.return_way.map(|w| w.proof),
        note: pages::register::note(&visit, &l),
        applicant: l.name,
        address: l.address,
        phone: l.phone,
    });
    Ok(Json(RegisterLines { items: items.collect(), next }))
}

/// The register as CSV.
pub async fn register_csv(caller: Caller, Asked(a): Asked<RegisterFileAsked>) -> Result<Response, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let asked = Lines { unit: a.unit, field: field(a.field)?, period, receipts: false };
    Ok(pages::register::send(visit(&caller.call), caller.actor().clone(), asked, csv(a.mark)).await?)
}

/// The register as a spreadsheet.
pub async fn register_xlsx(caller: Caller, Asked(a): Asked<RegisterSheetAsked>) -> Result<Response, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let asked = Lines { unit: a.unit, field: field(a.field)?, period, receipts: false };
    Ok(pages::register::send(visit(&caller.call), caller.actor().clone(), asked, Format::Xlsx).await?)
}

fn a_day(caller: &Caller, asked: Option<&str>) -> Result<Date, Problem> {
    asked.map_or_else(|| Ok(local(caller.office().now()).date()), |d| day(d, "day"))
}

/// What was received on a day.
pub async fn intake(caller: Caller, Asked(a): Asked<IntakeAsked>) -> Result<Json<Intake>, Problem> {
    let day = a_day(&caller, a.day.as_deref())?;
    let period = Period::day(day);
    let clerks = caller.office().clerks(caller.actor(), a.unit.as_ref(), period).await?;
    let asked = Lines { unit: a.unit, field: None, period, receipts: true };
    let (lines, next) = page(&caller, asked, a.after.as_deref(), a.limit).await?;
    let call = &caller.call;
    let items = lines.into_iter().map(|l| IntakeLine {
        dossier: l.line.id,
        code: l.line.code.as_ref().map(ToString::to_string),
        procedure: call.procedure(&l.line.procedure),
        unit: call.unit(&l.entry.book.unit),
        by: call.person(&l.person),
        at: l.at.into(),
        promised: l.line.first_due.map(Into::into),
        passed_to: l.line.passed.as_ref().map(|p| call.unit(&p.unit)),
        passed_to_person: l.line.passed.as_ref().and_then(|p| p.person.as_ref()).map(|p| call.person(p)),
        passed_at: l.line.passed.as_ref().map(|p| p.at.into()),
        applicant: l.name,
    });
    let clerks = clerks.iter().map(|c| ClerkRow {
        unit: call.unit(&c.unit),
        person: call.person(&c.person),
        received: c.received,
    });
    Ok(Json(Intake { day: day.to_string(), clerks: clerks.collect(), items: items.collect(), next }))
}

/// The intake of a day as CSV.
pub async fn intake_csv(caller: Caller, Asked(a): Asked<IntakeFileAsked>) -> Result<Response, Problem> {
    let period = Period::day(a_day(&caller, a.day.as_deref())?);
    let asked = Lines { unit: a.unit, field: None, period, receipts: true };
    Ok(pages::intake::send(visit(&caller.call), caller.actor().clone(), asked, csv(a.mark)).await?)
}

/// The report of a period.
pub async fn show(caller: Caller, Asked(a): Asked<ReportAsked>) -> Result<Json<ReportShape>, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let asked =
        office::report::Asked { unit: a.unit, role: a.role.unwrap_or_default(), by: a.by.unwrap_or_default(), period };
    let report = caller.office().report(caller.actor(), asked).await?;
    let (call, visit) = (&caller.call, visit(&caller.call));
    let named = |of: &Of| match of {
        Of::Unit(unit) => call.unit(unit),
        Of::Field(field) => Named { id: field.clone(), name: visit.field_name(field) },
        Of::Procedure(key) => Named { id: key.to_string(), name: visit.latest_name(key) },
    };
    Ok(Json(ReportShape {
        unit: call.unit(&report.unit),
        from: report.period.from.to_string(),
        to: report.period.to.to_string(),
        as_of: report.as_of.into(),
        total: report.total,
        adds_up: report.total.adds_up() && report.rows.iter().all(|(_, c)| c.adds_up()),
        entered_later: report.entered_later,
        rows: report.rows.iter().map(|(of, count)| ReportRow { of: named(of), count: *count }).collect(),
    }))
}

/// The report as CSV.
pub async fn report_csv(caller: Caller, Asked(a): Asked<ReportFileAsked>) -> Result<Response, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let asked = office::report::Asked { unit: a.unit, role: a.role.unwrap_or_default(), by: By::default(), period };
    let rows = a.by.unwrap_or(Rows::Unit);
    Ok(pages::period::send(&visit(&caller.call), caller.actor(), rows, asked, csv(a.mark)).await?)
}

/// Turns at desks by person.
pub async fn desks(caller: Caller, Asked(a): Asked<DesksAsked>) -> Result<Json<DesksShape>, Problem> {
    let period = days(&caller, a.from.as_deref(), a.to.as_deref())?;
    let desks = caller.office().desks(caller.actor(), a.unit, period).await?;
    let call = &caller.call;
    Ok(Json(DesksShape {
        unit: call.unit(&desks.unit),
        from: desks.period.from.to_string(),
        to: desks.period.to.to_string(),
        as_of: desks.as_of.into(),
        total: desks.total,
        adds_up: desks.total.adds_up(),
        rows: desks
            .rows
            .iter()
            .map(|(unit, person, turns)| DeskRow {
                unit: call.unit(unit),
                person: person.as_ref().map(|p| call.person(p)),
                turns: *turns,
            })
            .collect(),
    }))
}
