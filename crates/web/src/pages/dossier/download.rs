//! Lists of dossiers as files: each line as the list shows it, all pages of it.

use super::lines::Asked;
use crate::download::{Cell, Row, Sheet, Source, respond};
use crate::failure::Failure;
use crate::pages::words;
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::dossier::Phase;
use office::dossier::{NamedLine, Order};
use office::export::{Export, Format, What};
use office::{Actor, After, Error, Filter, Line};

/// Lines read at once.
const PAGE: usize = 500;

/// Columns with their widths: texts `dossiers-file-<name>`.
const COLUMNS: [(&str, u8); 11] = [
    ("code", 28),
    ("applicant", 28),
    ("procedure", 60),
    ("unit", 30),
    ("phase", 20),
    ("step", 28),
    ("holder", 24),
    ("received", 17),
    ("due", 17),
    ("late", 8),
    ("supplements", 10),
];

/// Which list a file holds.
enum List {
    Filtered(Box<Filter>, Order),
    Inbox,
}

struct Lines {
    visit: Visit,
    actor: Actor,
    list: List,
    after: Option<After>,
    done: bool,
}

impl Source for Lines {
    async fn next(&mut self) -> Result<Vec<Row>, Error> {
        if self.done {
            return Ok(vec![]);
        }
        let office = &self.visit.app.office;
        let lines = match &self.list {
            List::Filtered(filter, order) => {
                office.dossiers(&self.actor, (**filter).clone(), *order, self.after, PAGE).await?
            }
            List::Inbox => office.inbox(&self.actor, self.after, PAGE).await?,
        };
        self.after = lines.last().and_then(|l| Some(After { at: sort(&self.list, &l.line)?, id: l.line.id }));
        self.done = lines.len() < PAGE || self.after.is_none();
        Ok(lines.iter().map(|l| row(&self.visit, l)).collect())
    }
}

fn sort(list: &List, line: &Line) -> Option<i64> {
    let at = match list {
        List::Filtered(_, Order::Newest) => Some(line.opened),
        List::Filtered(_, Order::Soonest) => line.due,
        List::Inbox => line.step.as_ref()?.due,
    };
    at.map(domain::calendar::Timestamp::as_microsecond)
}

fn row(visit: &Visit, l: &NamedLine) -> Row {
    let (t, line, now) = (visit.t, &l.line, visit.app.office.now());
    let step = line.step.as_ref().filter(|_| line.phase == Phase::InProcess);
    vec![
        line.code.as_ref().map_or_else(String::new, ToString::to_string).into(),
        l.applicant.as_str().into(),
        visit.procedure_name(&line.procedure).into(),
        visit.unit_name(&line.unit).into(),
        words::phase(t, line.phase).into(),
        step.map_or_else(String::new, |s| words::step_name(visit, &line.procedure, s.source_no, &s.role)).into(),
        step.and_then(|s| s.person.as_ref()).map_or_else(String::new, |p| visit.person_name(p)).into(),
        line.received.into(),
        line.due.into(),
        if line.is_late(now) { t.s("dossiers-file-is-late").into() } else { Cell::Empty },
        i64::try_from(line.supplements).unwrap_or(i64::MAX).into(),
    ]
}

async fn send(me: &Staff, export: Export, list: List) -> Result<Response, Failure> {
    let visit = me.visit.clone();
    let t = visit.t;
    visit.app.office.record_export(me.actor(), export.clone()).await?;
    let day = domain::calendar::local(visit.app.office.now()).date();
    let name = t.s(&format!("export-{}", export.what.key()));
    let sheet = Sheet::of(t, format!("{name}-{day}"), name, "dossiers-file", &COLUMNS);
    let lines = Lines { visit, actor: me.actor().clone(), list, after: None, done: false };
    Ok(respond(sheet, export.format, lines).await?)
}

/// A filtered list.
pub(crate) async fn file(me: &Staff, export: Export, filter: Filter, order: Order) -> Result<Response, Failure> {
    send(me, export, List::Filtered(Box::new(filter), order)).await
}

/// The list of an address.
pub(super) async fn listed(me: &Staff, asked: &Asked, format: Format) -> Result<Response, Failure> {
    let mut export = Export::of(What::Dossiers, format).unit(asked.unit.clone());
    export.procedure.clone_from(&asked.procedure);
    export.searched = !asked.q.is_empty();
    file(me, export, asked.filter(), Order::Newest).await
}

/// What waits for the desk.
pub(crate) async fn tasks(me: &Staff, format: Format) -> Result<Response, Failure> {
    send(me, Export::of(What::Tasks, format), List::Inbox).await
}
