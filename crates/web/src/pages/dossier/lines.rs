//! Lists of dossiers: what is asked for, one page of it, and the table that all desks share.

use super::{Asks, href};
use crate::args;
use crate::failure::Failure;
use crate::i18n::{Tr, capital};
use crate::pages::words;
use crate::ui::{self, Column, Tag};
use crate::visit::{Staff, Visit};
use domain::calendar::Timestamp;
use domain::dossier::Phase;
use domain::id::{DossierId, PersonId, ProcedureKey, UnitId};
use maud::{Markup, html};
use office::dossier::{NamedLine, Order};
use office::{After, Filter};
use std::fmt::Write as _;

/// Lines on a page.
pub(crate) const PAGE: usize = 30;

/// What a list's address asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Code or name as typed.
    pub q: String,
    /// Phase.
    pub phase: Option<Phase>,
    /// Only late ones.
    pub late: bool,
    /// Received in this unit.
    pub unit: Option<UnitId>,
    /// Of this procedure.
    pub procedure: Option<ProcedureKey>,
    /// Held by this person.
    pub person: Option<PersonId>,
    /// Where the page goes on.
    pub after: Option<After>,
    now: Timestamp,
}

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its lines.
    pub lines: Vec<NamedLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<After>,
}

impl Asked {
    /// Reads an address; a value that is none asks for nothing.
    pub fn read(me: &Staff, asks: &Asks) -> Self {
        let get = |name: &str| asks.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        Asked {
            q: get("q").unwrap_or_default().chars().take(100).collect(),
            phase: get("phase").and_then(|p| Phase::ALL.into_iter().find(|x| words::word(x) == p)),
            late: get("late").is_some(),
            unit: get("unit").and_then(|v| v.parse().ok()),
            procedure: get("procedure").and_then(|v| v.parse().ok()),
            person: get("person").and_then(|v| v.parse().ok()),
            after: get("after").and_then(after_of),
            now: me.visit.app.office.now(),
        }
    }

    pub(super) fn filter(&self) -> Filter {
        Filter {
            unit: self.unit.clone(),
            phase: self.phase,
            procedure: self.procedure.clone(),
            late_at: self.late.then_some(self.now),
            person: self.person.clone(),
            search: Some(self.q.clone()).filter(|q| !q.is_empty()),
            ..Filter::default()
        }
    }

    /// Whether anything restricts the list.
    pub fn any(&self) -> bool {
        !self.q.is_empty()
            || self.phase.is_some()
            || self.late
            || self.unit.is_some()
            || self.procedure.is_some()
            || self.person.is_some()
    }

    /// What stands after the question mark of this list's address, from its beginning.
    pub fn query(&self) -> String {
        self.href("", None).trim_start_matches('?').to_owned()
    }

    /// The same list from another place on.
    pub fn href(&self, path: &str, after: Option<After>) -> String {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| pairs.push(format!("{name}={}", ui::percent_encode(value)));
        if !self.q.is_empty() {
            put("q", &self.q);
        }
        if let Some(phase) = self.phase {
            put("phase", &words::word(&phase));
        }
        if self.late {
            put("late", "1");
        }
        if let Some(unit) = &self.unit {
            put("unit", unit.as_str());
        }
        if let Some(procedure) = &self.procedure {
            put("procedure", procedure.as_str());
        }
        if let Some(person) = &self.person {
            put("person", person.as_str());
        }
        if let Some(after) = after {
            put("after", &written(after));
        }
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// `<µs>.<id>` of the last line before.
pub(crate) fn after_of(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    Some(After { at: at.parse().ok()?, id: id.parse().ok()? })
}

/// How [`after_of`] reads it.
pub(crate) fn written(after: After) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "{}.{}", after.at, after.id);
    out
}

/// One page of the asked-for list.
pub(crate) async fn page(me: &Staff, asked: &Asked, order: Order) -> Result<Page, Failure> {
    listed(me, asked.filter(), order, asked.after).await
}

/// One page of a list; one line more is read to know whether it goes on.
pub(crate) async fn listed(me: &Staff, filter: Filter, order: Order, after: Option<After>) -> Result<Page, Failure> {
    let lines = me.visit.app.office.dossiers(me.actor(), filter, order, after, PAGE + 1).await?;
    Ok(cut(lines, |l| match order {
        Order::Newest => Some(l.opened),
        Order::Soonest => l.due,
    }))
}

/// Cuts a list to a page and says where it goes on.
pub(crate) fn cut(mut lines: Vec<NamedLine>, key: impl Fn(&office::Line) -> Option<Timestamp>) -> Page {
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next =
        lines.last().filter(|_| more).and_then(|l| Some(After { at: key(&l.line)?.as_microsecond(), id: l.line.id }));
    Page { lines, next }
}

/// The way on, and back to the beginning.
pub(crate) fn turn(visit: &Visit, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if let Some(first) = first { p.govuk-body { (ui::link(first, &visit.t.s("list-from-start"))) } }
        (ui::pagination(visit.t, None, next))
    }
}

/// The code as a link; before receipt a word in its place.
pub(crate) fn code(visit: &Visit, line: &office::Line) -> Markup {
    let label = line.code.as_ref().map_or_else(|| visit.t.s("dossier-no-code"), ToString::to_string);
    ui::code_link(&href(line.id), &label)
}

/// The applicant's name, or that there is none.
pub(crate) fn applicant(visit: &Visit, name: &str) -> String {
    if name.is_empty() { visit.t.s("dossier-unnamed") } else { name.to_owned() }
}

/// Where a line stands: the step and its holder, or the phase.
pub(crate) fn stands(visit: &Visit, line: &office::Line) -> Markup {
    let step = line.step.as_ref().filter(|_| line.phase == Phase::InProcess);
    html! {
        @match step {
            Some(s) => {
                (words::step_name(visit, &line.procedure, s.source_no, &s.role))
                br;
                span."govuk-body-s" {
                    @match &s.person {
                        Some(person) => { (visit.person_name(person)) ", " (visit.unit_name(&s.unit)) }
                        None => { (visit.unit_name(&s.unit)) " – " (visit.t.s("dossier-nobody-yet")) }
                    }
                }
            }
            None => (words::phase_tag(visit.t, line.phase)),
        }
    }
}

/// A due time in words that need no colour: overdue, today, tomorrow, or how long until then.
pub(crate) fn day_tag(t: Tr, due: Timestamp, now: Timestamp) -> Markup {
    let day = |at| domain::calendar::local(at).date();
    let today = day(now);
    if due < now {
        ui::due_tag(t, due, now)
    } else if day(due) == today {
        ui::tag(Tag::Soon, &t.f("due-today", args!["left" => t.relative_due(due, now)]))
    } else if today.tomorrow().is_ok_and(|tomorrow| day(due) == tomorrow) {
        ui::tag(Tag::Soon, &t.s("due-tomorrow"))
    } else {
        ui::tag(Tag::Quiet, &capital(&t.relative_due(due, now)))
    }
}

/// The date that holds, relative, with lateness and apology marked.
pub(crate) fn due(visit: &Visit, line: &office::Line) -> Markup {
    let (t, now) = (visit.t, visit.app.office.now());
    html! {
        @if let Some(due) = line.due {
            @if line.phase == Phase::InProcess {
                (day_tag(t, due, now)) br;
            }
            (ui::when(&t.datetime(due)))
        } @else if line.phase == Phase::AwaitingSupplement { (t.s("dossier-clock-stands")) }
        (marks(visit, line))
    }
}

/// What a reader must not overlook: late by the law's date, a new date, breaches.
pub(crate) fn marks(visit: &Visit, line: &office::Line) -> Markup {
    let (t, now) = (visit.t, visit.app.office.now());
    // The due tag says it already while the date that holds is the law's own.
    let told = line.phase == Phase::InProcess && line.due.is_some_and(|d| d < now);
    html! {
        @if line.is_late(now) && !told { br; (ui::tag(Tag::Late, &t.s("dossier-late"))) }
        @if line.moved_from.is_some() && line.phase == Phase::InProcess { br; (ui::tag(Tag::Waiting, &t.s("moved-tag"))) }
        @if line.apologised { br; (ui::tag(Tag::Waiting, &t.s("dossier-new-date"))) }
        @if line.breaches > 0 { br; (ui::tag(Tag::Late, &t.f("dossier-breaches-n", args!["n" => line.breaches]))) }
    }
}

/// The table of a list.
pub(crate) fn table(visit: &Visit, caption: &str, lines: &[NamedLine]) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("dossier-stands")),
        Column::new(t.s("dossier-due")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|l| {
            vec![
                code(visit, &l.line),
                html! { (applicant(visit, &l.applicant)) },
                html! { (visit.procedure_name(&l.line.procedure)) },
                stands(visit, &l.line),
                due(visit, &l.line),
            ]
        })
        .collect();
    ui::data_table_quiet(caption, &columns, &rows)
}

/// A dossier that sorts before all others at the same moment.
pub(crate) fn before_all(at: Timestamp) -> After {
    After { at: at.as_microsecond(), id: DossierId(uuid::Uuid::nil()) }
}
