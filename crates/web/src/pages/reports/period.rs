//! The period report: what was open, came in, went out, is open; with the line that shows that it
//! adds up.

use super::asked::{Asked, Rows, days};
use super::{chart, parts};
use crate::args;
use crate::download::{Cell, EXCEL_CSV, Head, Row, Sheet, links, respond};
use crate::failure::Failure;
use crate::pages::words;
use crate::ui::{self, Choice, Column, Field, Tag};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::id::UnitId;
use domain::report::{Count, Turns};
use domain::text::fold;
use maud::{Markup, html};
use office::export::Format;
use office::report::{By, Desks, Of, Report, Role};
use office::{Actor, Error};

/// Most months that a chart shows.
const MONTHS: usize = 24;

fn of(asked: &Asked, by: By) -> office::report::Asked {
    office::report::Asked { unit: Some(asked.unit.clone()), role: asked.role, by, period: asked.period }
}

pub(super) async fn show(me: &Staff, asked: &Asked) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let title = t.s("report-title");
    // Of nothing there is nothing to take home.
    let mut any = false;
    let found = match (asked.errors.is_empty(), asked.rows.by()) {
        (false, _) => html! {},
        (true, Some(by)) => {
            let wanted = of(asked, by);
            let report = office.report(me.actor(), wanted.clone()).await?;
            any = !report.rows.is_empty();
            let spans = report.period.months().len();
            let months = if (2..=MONTHS).contains(&spans) { office.months(me.actor(), &wanted).await? } else { vec![] };
            html! {
                (said(me, asked, &report))
                (check(visit, &report.total, report.rows.iter().all(|(_, c)| c.adds_up())))
                (table(me, asked, &report))
                (chart::by_month(t, &months))
            }
        }
        (true, None) => {
            let desks = office.desks(me.actor(), Some(asked.unit.clone()), asked.period).await?;
            any = !desks.rows.is_empty();
            html! {
                h2.govuk-heading-m { (days(me, desks.period)) }
                p.govuk-body { (t.f("report-as-of", args!["at" => t.moment_long(desks.as_of)])) }
                (check_turns(visit, &desks.total))
                (people(visit, &desks))
            }
        }
    };
    let body = html! {
        (ui::error_summary(t, asked.errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(&asked.unit)), &title))
        (parts(me, "period"))
        (ui::choose(t, "/reports", "choose-report", html! {
            (asked.unit_field(me))
            (ui::select(t, Field::new("by", t.s("report-by")).value(words::word(&asked.rows)),
                &Rows::ALL.map(|r| Choice::new(words::word(&r), words::of(t, "report-by", &r)))))
            (ui::select(t, Field::new("role", t.s("report-role")).value(words::word(&asked.role)),
                &[Role::Received, Role::Decided].map(|r| Choice::new(words::word(&r), words::of(t, "report-role", &r)))))
            (asked.period_fields(me))
        }))
        (found)
        @if any {
            (links(t, "/reports", &asked.query(None), &[EXCEL_CSV, Format::Xlsx]))
        }
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

/// Which days, and as things stood when.
fn said(me: &Staff, asked: &Asked, report: &Report) -> Markup {
    let t = me.visit.t;
    html! {
        h2.govuk-heading-m { (days(me, report.period)) }
        p.govuk-body {
            (words::of(t, "report-role", &asked.role)) ". " (t.f("report-as-of", args!["at" => t.moment_long(report.as_of)]))
        }
        @if report.entered_later > 0 {
            (ui::inset(t.f("report-entered-later", args!["n" => report.entered_later])))
        }
    }
}

/// The line that shows that the report adds up, or that it does not.
fn check(visit: &Visit, total: &Count, rows: bool) -> Markup {
    let t = visit.t;
    let n = |n: i64| t.number(n);
    let sum = t.f(
        "report-check",
        args![
            "opening" => n(total.opening), "came" => n(total.came() - total.opening),
            "went" => n(total.went()), "open" => n(total.open()), "sum" => n(total.came())
        ],
    );
    checked(visit, &sum, total.adds_up() && rows)
}

fn check_turns(visit: &Visit, total: &Turns) -> Markup {
    let t = visit.t;
    let n = |n: i64| t.number(n);
    let sum = t.f(
        "report-check-turns",
        args![
            "opening" => n(total.opening), "taken" => n(total.taken),
            "passed" => n(total.passed_in_time + total.passed_late),
            "held" => n(total.held_in_time + total.held_overdue), "sum" => n(total.opening + total.taken)
        ],
    );
    checked(visit, &sum, total.adds_up())
}

fn checked(visit: &Visit, sum: &str, adds_up: bool) -> Markup {
    let t = visit.t;
    html! {
        @if adds_up {
            p.govuk-body { (ui::tag(Tag::Done, &t.s("report-adds-up"))) " " (sum) }
        } @else {
            (ui::warning(t, &t.f("report-adds-not-up", args!["sum" => sum])))
        }
    }
}

/// The name of a row.
fn name(visit: &Visit, of: &Of) -> String {
    match of {
        Of::Unit(unit) => visit.unit_name(unit),
        Of::Field(field) => visit.field_name(field),
        Of::Procedure(key) => visit.latest_name(key),
    }
}

/// Rows in the order of their names, where the organisation gives none.
fn sorted<'a>(visit: &Visit, report: &'a Report) -> Vec<(String, &'a Of, &'a Count)> {
    let mut rows: Vec<_> = report.rows.iter().map(|(of, c)| (name(visit, of), of, c)).collect();
    if !report.rows.iter().any(|(of, _)| matches!(of, Of::Unit(_))) {
        rows.sort_by_cached_key(|(name, ..)| fold(name));
    }
    rows
}

/// A figure with what it is made of below it; parts that are none are left out.
fn parted(visit: &Visit, sum: i64, of: &[(&str, i64)]) -> Markup {
    let t = visit.t;
    html! {
        (t.number(sum))
        @for (key, n) in of {
            @if *n != 0 { br; span."govuk-body-s" { (t.s(key)) " " (t.number(*n)) } }
        }
    }
}

fn cells(visit: &Visit, c: &Count) -> Vec<Markup> {
    let otherwise = c.stopped + c.withdrawn + c.ended_otherwise + c.moved_out;
    vec![
        parted(visit, c.opening, &[]),
        parted(
            visit,
            c.received + c.reopened + c.moved_in,
            &[("report-part-reopened", c.reopened), ("report-part-moved-in", c.moved_in)],
        ),
        parted(
            visit,
            c.returned(),
            &[
                ("report-part-early", c.returned_early),
                ("report-part-on-time", c.returned_on_time),
                ("report-part-late", c.returned_late),
            ],
        ),
        parted(
            visit,
            otherwise,
            &[
                ("report-part-stopped", c.stopped),
                ("report-part-withdrawn", c.withdrawn),
                ("report-part-otherwise", c.ended_otherwise),
                ("report-part-moved-out", c.moved_out),
            ],
        ),
        parted(
            visit,
            c.open(),
            &[
                ("report-part-in-time", c.open_in_time),
                ("report-part-overdue", c.open_overdue),
                ("report-part-awaiting", c.open_awaiting),
                ("report-part-ready", c.open_ready),
            ],
        ),
        parted(visit, c.supplements, &[]),
        parted(visit, c.apologies, &[]),
        parted(visit, c.declined, &[]),
    ]
}

fn table(me: &Staff, asked: &Asked, report: &Report) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut columns = vec![Column::row_header(words::of(t, "report-by", &asked.rows))];
    for key in ["opening", "came", "returned", "otherwise", "open", "supplements", "apologies", "declined"] {
        columns.push(Column::numeric(t.s(&format!("report-{key}"))));
    }
    let law = visit.app.office.law();
    let has_below = |u: &UnitId| *u != report.unit && law.organisation.subtree(u).len() > 1;
    let mut rows: Vec<Vec<Markup>> = sorted(visit, report)
        .into_iter()
        .map(|(name, of, count)| {
            let mut row = vec![match of {
                Of::Unit(u) if *u == report.unit && report.rows.len() > 1 => {
                    html! { (t.f("report-itself", args!["unit" => name])) }
                }
                Of::Unit(u) if has_below(u) => {
                    let deeper = Asked { unit: u.clone(), ..asked.clone() };
                    ui::link(&format!("/reports?{}", deeper.query(None)), &name)
                }
                _ => html! { (name) },
            }];
            row.extend(cells(visit, count));
            row
        })
        .collect();
    if rows.is_empty() {
        return ui::empty_state(&t.s("report-none"), None);
    }
    let mut sum = vec![html! { strong { (t.s("report-total")) } }];
    sum.extend(cells(visit, &report.total));
    rows.push(sum);
    html! {
        (ui::data_table(&words::of(t, "report-caption", &asked.rows), &columns, &rows))
        (ui::details(&t.s("report-words"), html! {
            @for key in ["timing", "open", "as-then", "moved"] { p.govuk-body { (t.s(&format!("report-words-{key}"))) } }
        }))
    }
}

fn people(visit: &Visit, desks: &Desks) -> Markup {
    let t = visit.t;
    let mut columns = vec![Column::row_header(t.s("report-by-person")), Column::new(t.s("report-unit"))];
    for key in ["opening", "taken", "passed-in-time", "passed-late", "held-in-time", "held-overdue"] {
        columns.push(Column::numeric(t.s(&format!("report-turns-{key}"))));
    }
    let mut rows: Vec<_> = desks
        .rows
        .iter()
        .map(|(unit, person, turns)| (person.as_ref().map(|p| visit.person_name(p)), visit.unit_name(unit), turns))
        .collect();
    // By name, those that nobody had taken last: this is no ranking.
    rows.sort_by_cached_key(|(person, unit, _)| {
        let name = person.as_deref().map(fold).unwrap_or_default();
        (person.is_none(), name.rsplit(' ').next().unwrap_or_default().to_owned(), name, fold(unit))
    });
    let figures = |x: &Turns| {
        [x.opening, x.taken, x.passed_in_time, x.passed_late, x.held_in_time, x.held_overdue]
            .map(|n| html! { (t.number(n)) })
    };
    let mut rows: Vec<Vec<Markup>> = rows
        .into_iter()
        .map(|(person, unit, turns)| {
            let mut row = vec![html! { (person.unwrap_or_else(|| t.s("report-nobody"))) }, html! { (unit) }];
            row.extend(figures(turns));
            row
        })
        .collect();
    if rows.is_empty() {
        return ui::empty_state(&t.s("report-none"), None);
    }
    let mut sum = vec![html! { strong { (t.s("report-total")) } }, html! {}];
    sum.extend(figures(&desks.total));
    rows.push(sum);
    html! {
        (ui::data_table(&t.s("report-caption-person"), &columns, &rows))
        p.govuk-hint { (t.s("report-no-ranking")) }
    }
}

/// Columns of a report of dossiers, as a file.
const COUNTS: [&str; 19] = [
    "opening",
    "received",
    "reopened",
    "moved-in",
    "returned",
    "returned-early",
    "returned-on-time",
    "returned-late",
    "stopped",
    "withdrawn",
    "ended-otherwise",
    "moved-out",
    "open",
    "open-in-time",
    "open-overdue",
    "open-awaiting",
    "open-ready",
    "supplements",
    "apologies",
];

/// The same figures as a row; refusals to receive come last.
fn figures(c: &Count) -> Vec<Cell> {
    [
        c.opening,
        c.received,
        c.reopened,
        c.moved_in,
        c.returned(),
        c.returned_early,
        c.returned_on_time,
        c.returned_late,
        c.stopped,
        c.withdrawn,
        c.ended_otherwise,
        c.moved_out,
        c.open(),
        c.open_in_time,
        c.open_overdue,
        c.open_awaiting,
        c.open_ready,
        c.supplements,
        c.apologies,
        c.declined,
    ]
    .map(Cell::Number)
    .to_vec()
}

/// The report as a file.
pub(super) async fn file(me: &Staff, asked: &Asked, format: Format) -> Result<Response, Failure> {
    asked.checked()?;
    Ok(send(&me.visit, me.actor(), asked.rows, of(asked, asked.rows.by().unwrap_or_default()), format).await?)
}

/// The report as a file, for pages and API: figures of units and officials, no applicant's value,
/// so it needs no record.
pub(crate) async fn send(
    visit: &Visit,
    actor: &Actor,
    rows_of: Rows,
    asked: office::report::Asked,
    format: Format,
) -> Result<Response, Error> {
    let (t, office) = (visit.t, &visit.app.office);
    let unit = asked.unit.clone().unwrap_or_else(|| actor.unit.clone());
    let head = |key: &str, width: u8| Head { title: t.s(&format!("report-{key}")), width };
    let (columns, rows, period) = if let Some(by) = rows_of.by() {
        let report = office.report(actor, office::report::Asked { by, ..asked }).await?;
        let mut columns = vec![head(&format!("by-{}", words::word(&rows_of)), 60)];
        columns.extend(COUNTS.iter().chain(&["declined"]).map(|key| head(&format!("file-{key}"), 12)));
        let mut rows: Vec<Row> = sorted(visit, &report)
            .into_iter()
            .map(|(name, _, count)| std::iter::once(name.into()).chain(figures(count)).collect())
            .collect();
        rows.push(std::iter::once(t.s("report-total").into()).chain(figures(&report.total)).collect());
        (columns, rows, report.period)
    } else {
        let desks = office.desks(actor, Some(unit.clone()), asked.period).await?;
        let mut columns = vec![head("by-person", 30), head("unit", 40)];
        for key in ["opening", "taken", "passed-in-time", "passed-late", "held-in-time", "held-overdue"] {
            columns.push(head(&format!("turns-{key}"), 14));
        }
        let row = |person: String, unit: String, x: &Turns| -> Row {
            let n = [x.opening, x.taken, x.passed_in_time, x.passed_late, x.held_in_time, x.held_overdue];
            [person.into(), unit.into()].into_iter().chain(n.map(Cell::Number)).collect()
        };
        let mut rows: Vec<Row> = desks
            .rows
            .iter()
            .map(|(u, p, x)| {
                let person = p.as_ref().map_or_else(|| t.s("report-nobody"), |p| visit.person_name(p));
                row(person, visit.unit_name(u), x)
            })
            .collect();
        rows.push(row(t.s("report-total"), String::new(), &desks.total));
        (columns, rows, desks.period)
    };
    let title = t.s("report-title");
    let sheet = Sheet { file: format!("{title}-{unit}-{}-{}", period.from, period.to), title, columns };
    respond(sheet, format, rows).await
}
