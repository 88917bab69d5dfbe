//! The daily intake: who received what, when, until when it was promised, and who has it next.

use super::asked::Asked;
use super::parts;
use super::register::code;
use crate::args;
use crate::download::{Cell, EXCEL_CSV, Row, Sheet, Source, links, respond};
use crate::failure::Failure;
use crate::pages::dossier::{href, lines};
use crate::ui::{self, Column, Field};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::register::Entry;
use maud::{Markup, html};
use office::export::{Export, Format, What};
use office::register::{Clerk, Lines, Written};
use office::{Actor, Error};

/// Lines on a page; a day of a unit has seldom more.
const PAGE: usize = 200;
/// Lines read at once for a file.
const MANY: usize = 500;

/// Columns with their widths: texts `intake-<name>`.
const COLUMNS: [(&str, u8); 9] = [
    ("at", 17),
    ("unit", 30),
    ("clerk", 24),
    ("code", 28),
    ("procedure", 60),
    ("applicant", 28),
    ("promised", 17),
    ("passed-at", 17),
    ("passed-to", 36),
];

fn of(asked: &Asked) -> Lines {
    Lines { unit: Some(asked.unit.clone()), field: None, period: asked.period, receipts: true }
}

pub(super) async fn show(me: &Staff, asked: &Asked) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let clerks = office.clerks(me.actor(), Some(&asked.unit), asked.period).await?;
    let mut day =
        if asked.errors.is_empty() { office.register(me.actor(), of(asked), None, PAGE + 1).await? } else { vec![] };
    let more = day.len() > PAGE;
    day.truncate(PAGE);
    day.sort_by_key(|l| l.at);
    let title = t.s("intake-title");
    let all: i64 = clerks.iter().map(|c| c.received).sum();
    let body = html! {
        (ui::error_summary(t, asked.errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(&asked.unit)), &title))
        (parts(me, "intake"))
        (ui::choose(t, "/reports/intake", "choose-day", html! {
            (asked.unit_field(me))
            (ui::day_input(t, Field::new("day", t.s("intake-day")).value(asked.day.as_str()).error(asked.errors.of("day"))))
        }))
        @if asked.errors.is_empty() {
            h2.govuk-heading-m { (t.f("intake-sum", args!["day" => t.date(asked.period.from), "n" => all])) }
            @if day.is_empty() {
                (ui::empty_state(&t.s("intake-none"), None))
            } @else {
                (by_clerk(visit, &clerks))
                (table(visit, &t.s("intake-lines"), &day))
                @if more { p.govuk-body { (t.f("intake-more", args!["n" => PAGE])) } }
                (links(t, "/reports/intake", &asked.query(None), &[EXCEL_CSV, Format::Xlsx]))
            }
        }
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

fn by_clerk(visit: &Visit, clerks: &[Clerk]) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("intake-clerk")),
        Column::new(t.s("intake-unit")),
        Column::numeric(t.s("intake-received")),
    ];
    let rows: Vec<Vec<Markup>> = clerks
        .iter()
        .map(|c| {
            vec![
                html! { (visit.person_name(&c.person)) },
                html! { (visit.unit_name(&c.unit)) },
                html! { (t.number(c.received)) },
            ]
        })
        .collect();
    ui::data_table(&t.s("intake-by-clerk"), &columns, &rows)
}

fn table(visit: &Visit, caption: &str, day: &[Written]) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("intake-code")),
        Column::new(t.s("intake-at")),
        Column::new(t.s("intake-clerk")),
        Column::new(t.s("intake-applicant")),
        Column::new(t.s("intake-promised")),
        Column::new(t.s("intake-passed-to")),
    ];
    let rows: Vec<Vec<Markup>> = day
        .iter()
        .map(|l| {
            vec![
                html! { (ui::code_link(&href(l.line.id), &code(l))) br; (visit.procedure_name(&l.line.procedure)) },
                html! { (t.time(l.at)) },
                html! { (visit.person_name(&l.person)) },
                html! { (lines::applicant(visit, &l.name)) },
                html! { @if let Some(due) = l.line.first_due { (ui::when(&t.datetime(due))) } },
                html! {
                    @match &l.line.passed {
                        Some(p) => {
                            (passed_to(visit, l)) br;
                            span.motcua-nowrap."govuk-body-s" { (t.datetime(p.at)) }
                        }
                        None => (t.s("intake-not-passed")),
                    }
                },
            ]
        })
        .collect();
    ui::data_table(caption, &columns, &rows)
}

/// Unit and person that the counter passed it on to.
fn passed_to(visit: &Visit, l: &Written) -> String {
    let Some(p) = &l.line.passed else { return String::new() };
    let unit = visit.unit_name(&p.unit);
    p.person.as_ref().map_or_else(|| unit.clone(), |person| format!("{}, {unit}", visit.person_name(person)))
}

struct Day {
    visit: Visit,
    actor: Actor,
    asked: Lines,
    after: Option<Entry>,
    done: bool,
}

impl Source for Day {
    async fn next(&mut self) -> Result<Vec<Row>, Error> {
        if self.done {
            return Ok(vec![]);
        }
        let office = &self.visit.app.office;
        let page = office.register(&self.actor, self.asked.clone(), self.after.take(), MANY).await?;
        self.done = page.len() < MANY;
        self.after = page.last().map(|l| l.entry.clone());
        Ok(page.iter().map(|l| row(&self.visit, l)).collect())
    }
}

fn row(visit: &Visit, l: &Written) -> Row {
    vec![
        Cell::Moment(l.at),
        visit.unit_name(&l.entry.book.unit).into(),
        visit.person_name(&l.person).into(),
        code(l).into(),
        visit.procedure_name(&l.line.procedure).into(),
        l.name.as_str().into(),
        l.line.first_due.into(),
        l.line.passed.as_ref().map(|p| p.at).into(),
        passed_to(visit, l).into(),
    ]
}

/// The intake as a file.
pub(super) async fn file(me: &Staff, asked: &Asked, format: Format) -> Result<Response, Failure> {
    asked.checked()?;
    Ok(send(me.visit.clone(), me.actor().clone(), of(asked), format).await?)
}

/// The intake of a day as a file, for pages and API; that it was taken is recorded first.
pub(crate) async fn send(visit: Visit, actor: Actor, asked: Lines, format: Format) -> Result<Response, Error> {
    let t = visit.t;
    let unit = asked.unit.clone().unwrap_or_else(|| actor.unit.clone());
    let (from, to) = (asked.period.from, asked.period.to);
    let export = Export::of(What::Intake, format).unit(Some(unit.clone())).days(from, to);
    visit.app.office.record_export(&actor, export).await?;
    let title = t.s("export-intake");
    let sheet = Sheet::of(t, format!("{title}-{unit}-{from}"), title, "intake", &COLUMNS);
    respond(sheet, format, Day { visit, actor, asked, after: None, done: false }).await
}
