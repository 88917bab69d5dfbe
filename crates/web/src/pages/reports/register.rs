//! The register (form 07): a page of it, and whole as a file.

use super::asked::Asked;
use super::parts;
use crate::args;
use crate::download::{Cell, EXCEL_CSV, Row, Sheet, Source, links, respond};
use crate::failure::Failure;
use crate::i18n::{Lang, Tr};
use crate::pages::dossier::{href, lines};
use crate::pages::words;
use crate::ui::{self, Choice, Column, Field};
use crate::visit::{Staff, Visit};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Timestamp;
use domain::dossier::Phase;
use domain::id::UnitId;
use domain::register::{Book, Entry};
use domain::report::Period;
use maud::{Markup, html};
use office::export::{Export, Format, What};
use office::paper::{Register, RegisterRow, book_in_words};
use office::register::{Lines, Written};
use office::{Actor, Error};

/// Lines on a page.
const PAGE: usize = 30;
/// Lines read at once for a file.
const MANY: usize = 500;

/// Columns of form 07 with their widths: texts `register-<name>`.
const COLUMNS: [(&str, u8); 14] = [
    ("book", 30),
    ("no", 7),
    ("code", 28),
    ("procedure", 60),
    ("applicant", 28),
    ("address", 40),
    ("phone", 14),
    ("agency", 34),
    ("received", 17),
    ("due", 17),
    ("returned", 17),
    ("way", 18),
    ("signature", 20),
    ("note", 34),
];

fn of(asked: &Asked) -> Lines {
    Lines { unit: Some(asked.unit.clone()), field: asked.field.clone(), period: asked.period, receipts: false }
}

/// `<year>.<no>.<unit>/<field>` of the last line before.
fn entry_of(text: &str) -> Option<Entry> {
    let (year, rest) = text.split_once('.')?;
    let (no, rest) = rest.split_once('.')?;
    let (unit, field) = rest.split_once('/')?;
    let book = Book { unit: unit.parse::<UnitId>().ok()?, field: field.to_owned(), year: year.parse().ok()? };
    Some(Entry { book, no: no.parse().ok()? })
}

fn written(entry: &Entry) -> String {
    format!("{}.{}.{}/{}", entry.book.year, entry.no, entry.book.unit, entry.book.field)
}

pub(super) async fn show(me: &Staff, asked: &Asked) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let fields = office.books(me.actor(), Some(&asked.unit)).await?;
    let mut page = if asked.errors.is_empty() {
        let after = asked.after.as_deref().and_then(entry_of);
        office.register(me.actor(), of(asked), after, PAGE + 1).await?
    } else {
        vec![]
    };
    let more = page.len() > PAGE;
    page.truncate(PAGE);
    let next =
        page.last().filter(|_| more).map(|l| format!("/reports/register?{}", asked.query(Some(&written(&l.entry)))));
    let title = t.s("register-title");
    let choices: Vec<Choice> = std::iter::once(Choice::new("", t.s("register-all-fields")))
        .chain(fields.iter().map(|f| Choice::new(f.clone(), visit.field_name(f))))
        .collect();
    let body = html! {
        (ui::error_summary(t, asked.errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(&asked.unit)), &title))
        (parts(me, "register"))
        (ui::choose(t, "/reports/register", "choose-register", html! {
            (asked.unit_field(me))
            (ui::select(t, Field::new("field", t.s("register-field"))
                .value(asked.field.clone().unwrap_or_default()), &choices))
            (asked.period_fields(me))
        }))
        p.govuk-hint { (t.s("register-hint")) }
        @if page.is_empty() {
            (ui::empty_state(&t.s("register-none"), None))
        } @else {
            h2.govuk-heading-m { (asked.days(me)) }
            (table(visit, &title, &page))
            (links(t, "/reports/register", &asked.query(None), &[EXCEL_CSV, Format::Xlsx, Format::Pdf]))
        }
        (lines::turn(visit, asked.after.as_ref().map(|_| format!("/reports/register?{}", asked.query(None))).as_deref(),
            next.as_deref()))
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

fn table(visit: &Visit, caption: &str, page: &[Written]) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("register-no")),
        Column::new(t.s("register-code-and-procedure")),
        Column::new(t.s("register-applicant")),
        Column::new(t.s("register-received")),
        Column::new(t.s("register-due")),
        Column::new(t.s("register-returned")),
    ];
    let rows: Vec<Vec<Markup>> = page
        .iter()
        .map(|l| {
            vec![
                html! { span.motcua-nowrap { (l.entry.no) } br; span."govuk-body-s" { (book(visit, &l.entry.book)) } },
                html! {
                    (ui::code_link(&href(l.line.id), &code(l))) br; (visit.procedure_name(&l.line.procedure)) br;
                    span."govuk-body-s" { (t.s("register-agency")) ": " (visit.unit_name(&l.line.competent)) }
                },
                html! {
                    (lines::applicant(visit, &l.name))
                    @for more in [&l.address, &l.phone] {
                        @if !more.is_empty() { br; span."govuk-body-s" { (more) } }
                    }
                },
                html! { (ui::when(&t.datetime(l.at))) br; span."govuk-body-s" { (visit.person_name(&l.person)) } },
                html! { @if let Some(due) = l.line.due.or(l.line.first_due) { (ui::when(&t.datetime(due))) } },
                html! {
                    @if let Some(at) = l.line.returned { (ui::when(&t.datetime(at))) br; }
                    @for words in [way(visit, l), signature(visit, l), note(visit, l)] {
                        @if !words.is_empty() { span."govuk-body-s" { (words) } br; }
                    }
                },
            ]
        })
        .collect();
    ui::data_table_quiet(caption, &columns, &rows)
}

/// What stands on the cover of a book.
pub(super) fn book(visit: &Visit, book: &Book) -> String {
    visit.t.f("register-book-of", args!["field" => visit.field_name(&book.field), "year" => book.year.to_string()])
}

pub(super) fn code(l: &Written) -> String {
    l.line.code.as_ref().map_or_else(String::new, ToString::to_string)
}

fn way(visit: &Visit, l: &Written) -> String {
    l.line.return_way.map_or_else(String::new, |w| words::channel(visit.t, w.how))
}

fn signature(visit: &Visit, l: &Written) -> String {
    l.line.return_way.map_or_else(String::new, |w| words::of(visit.t, "register-proof", &w.proof))
}

/// What the columns of the form do not say.
pub(crate) fn note(visit: &Visit, l: &Written) -> String {
    let t = visit.t;
    let mut notes = Vec::new();
    if let Some(field) = &l.went_to {
        notes.push(t.f("register-went-to", args!["field" => visit.field_name(field)]));
    } else if l.n > 0 {
        notes.push(t.s("register-came-from"));
    }
    if matches!(l.line.phase, Phase::Stopped | Phase::Withdrawn | Phase::AwaitingSupplement) {
        notes.push(words::phase(t, l.line.phase));
    }
    notes.join("; ")
}

struct Pages {
    visit: Visit,
    actor: Actor,
    asked: Lines,
    after: Option<Entry>,
    done: bool,
}

impl Source for Pages {
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
        format!("{} – {}", visit.unit_name(&l.entry.book.unit), book(visit, &l.entry.book)).into(),
        i64::from(l.entry.no).into(),
        code(l).into(),
        visit.procedure_name(&l.line.procedure).into(),
        l.name.as_str().into(),
        l.address.as_str().into(),
        l.phone.as_str().into(),
        visit.unit_name(&l.line.competent).into(),
        Cell::Moment(l.at),
        l.line.due.or(l.line.first_due).into(),
        l.line.returned.into(),
        way(visit, l).into(),
        signature(visit, l).into(),
        note(visit, l).into(),
    ]
}

/// Lines that a paper holds at most: some 400 pages.
const MOST_ON_PAPER: usize = 5000;

/// The register as the paper that form 07 is, in Vietnamese like all papers; that it was taken is
/// recorded first. A longer one is printed field by field, or month by month.
pub(super) async fn paper(me: &Staff, asked: &Asked) -> Result<Response, Failure> {
    asked.checked()?;
    let visit = Visit { t: Tr(Lang::Vi), ..me.visit.clone() };
    let office = &visit.app.office;
    let Asked { unit, period, field, .. } = asked;
    let lines = office.register(me.actor(), of(asked), None, MOST_ON_PAPER + 1).await?;
    if lines.len() > MOST_ON_PAPER {
        let mut asked = asked.clone();
        asked.errors.push("period", me.visit.t.f("register-too-long", args!["n" => MOST_ON_PAPER]));
        return Ok(show(me, &asked).await?.into_response());
    }
    let mut export = Export::of(What::Register, Format::Pdf).unit(Some(unit.clone())).days(period.from, period.to);
    export.field.clone_from(field);
    office.record_export(me.actor(), export).await?;
    let now = office.now();
    let register = Register {
        head: office.register_head(unit, now)?,
        book: one_book(&lines).map(|b| book_in_words(&b)).unwrap_or_default(),
        field: field.clone().unwrap_or_default(),
        period: asked.days(&Staff { visit: visit.clone(), who: me.who.clone() }).to_lowercase(),
        rows: lines.iter().map(|l| on_paper(&visit, l, one_book(&lines).is_some())).collect(),
    };
    let pdf = office.print_register(&register, now).await?;
    let name = format!("attachment; filename=\"so-theo-doi-{unit}-{}-{}.pdf\"", period.from, period.to);
    let mut response = ([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The one book that all lines stand in, if there is only one.
fn one_book(lines: &[Written]) -> Option<Book> {
    let first = &lines.first()?.entry.book;
    lines.iter().all(|l| l.entry.book == *first).then(|| first.clone())
}

fn on_paper(visit: &Visit, l: &Written, alone: bool) -> RegisterRow {
    let t = visit.t;
    let at = |at: Option<Timestamp>| at.map(|at| t.datetime(at)).unwrap_or_default();
    let contact: Vec<&str> = [l.address.as_str(), l.phone.as_str()].into_iter().filter(|x| !x.is_empty()).collect();
    RegisterRow {
        // Of several books, each names itself above its lines.
        book: if alone { String::new() } else { book_in_words(&l.entry.book) },
        no: l.entry.no.to_string(),
        code: code(l),
        procedure: visit.procedure_name(&l.line.procedure),
        applicant: l.name.clone(),
        contact: contact.join("; "),
        agency: visit.unit_name(&l.line.competent),
        received: at(Some(l.at)),
        due: at(l.line.due.or(l.line.first_due)),
        returned: at(l.line.returned),
        how: way(visit, l),
        signature: [signature(visit, l), note(visit, l)]
            .into_iter()
            .filter(|x| !x.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// The register as a file.
pub(super) async fn file(me: &Staff, asked: &Asked, format: Format) -> Result<Response, Failure> {
    asked.checked()?;
    Ok(send(me.visit.clone(), me.actor().clone(), of(asked), format).await?)
}

/// Lines of the register as a file, for pages and API; that it was taken is recorded first.
pub(crate) async fn send(visit: Visit, actor: Actor, asked: Lines, format: Format) -> Result<Response, Error> {
    let t = visit.t;
    let unit = asked.unit.clone().unwrap_or_else(|| actor.unit.clone());
    let Period { from, to } = asked.period;
    let mut export = Export::of(What::Register, format).unit(Some(unit.clone())).days(from, to);
    export.field.clone_from(&asked.field);
    visit.app.office.record_export(&actor, export).await?;
    let title = t.s("export-register");
    let sheet = Sheet::of(t, format!("{title}-{unit}-{from}-{to}"), title, "register", &COLUMNS);
    respond(sheet, format, Pages { visit, actor, asked, after: None, done: false }).await
}

#[cfg(test)]
mod tests {
    use super::{entry_of, written};

    #[test]
    fn a_page_goes_on_after_the_line_that_its_address_names() {
        let text = "2026.12.ngo-quyen.cau-dat/Phòng, chống tệ nạn xã hội";
        assert_eq!(entry_of(text).map(|e| written(&e)).as_deref(), Some(text));
        assert_eq!(entry_of("2026.x.ngo-quyen/Hộ tịch"), None);
    }
}
