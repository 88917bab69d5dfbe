//! What waits for me: mine and nobody's yet, soonest due first; questions; dossiers that wait for
//! their applicants.

use crate::args;
use crate::download::{EXCEL_CSV, links};
use crate::failure::Failure;
use crate::pages::dossier::lines::{self, Page};
use crate::pages::dossier::{Asks, download, href, view};
use crate::pages::drafts;
use crate::pages::words;
use crate::ui::{self, Button, Column, Tag};
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::Response;
use domain::dossier::Phase;
use domain::organisation::PostKind;
use maud::{Markup, html};
use office::Filter;
use office::dossier::{NamedLine, Order};
use office::export::Format;

/// Questions and waiting dossiers on the page.
const FEW: usize = 20;

/// My work.
pub async fn inbox(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let office = &me.visit.app.office;
    let after = asks.get("after").and_then(|a| lines::after_of(a));
    let inbox = office.inbox(me.actor(), after, lines::PAGE + 1).await?;
    let page = lines::cut(inbox, |l| l.step.as_ref().and_then(|s| s.due));
    let asked = office.consultations(me.actor(), FEW).await?;
    let waiting = Filter { phase: Some(Phase::AwaitingSupplement), ..Filter::default() };
    let waiting = office.dossiers(me.actor(), waiting, Order::Newest, None, FEW).await?;
    let unfinished = drafts::list(&me).await?;
    Ok(show(&me, &page, after.is_some(), &asked, &waiting, &unfinished))
}

/// The same as CSV.
pub async fn csv(me: Staff) -> Result<Response, Failure> {
    download::tasks(&me, EXCEL_CSV).await
}

/// The same as a spreadsheet.
pub async fn xlsx(me: Staff) -> Result<Response, Failure> {
    download::tasks(&me, Format::Xlsx).await
}

fn show(
    me: &Staff,
    page: &Page,
    further: bool,
    asked: &[NamedLine],
    waiting: &[NamedLine],
    unfinished: &Markup,
) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let late = page.lines.iter().filter(|l| l.line.is_late(now)).count();
    let answers = matches!(me.actor().kind, PostKind::Specialist | PostKind::UnitLeader | PostKind::Leader);
    let body = html! {
        (ui::heading(None, &t.s("tasks-title")))
        (unfinished)
        @if late > 0 && !further { p.govuk-body { (ui::tag(Tag::Late, &t.f("tasks-late", args!["n" => late]))) } }
        @if page.lines.is_empty() {
            (ui::empty_state(&t.s(if further { "tasks-no-more" } else { "tasks-none" }), None))
        } @else {
            (table(me, &page.lines))
            (links(t, "/tasks", "", &[EXCEL_CSV, Format::Xlsx]))
        }
        (lines::turn(visit, further.then_some("/tasks"),
            page.next.map(|n| format!("/tasks?after={}", lines::written(n))).as_deref()))
        @if answers && !asked.is_empty() {
            h2.govuk-heading-m { (t.s("tasks-questions")) }
            (questions(me, asked))
        }
        @if !waiting.is_empty() {
            h2.govuk-heading-m { (t.s("tasks-waiting")) }
            p.govuk-hint { (t.s("tasks-waiting-hint")) }
            (lines::table(visit, &t.s("tasks-waiting"), waiting))
            @if waiting.len() == FEW { p.govuk-body { (ui::link("/dossiers?phase=awaiting-supplement", &t.s("list-all"))) } }
        }
    };
    ui::page(&visit.shell(), &t.s("tasks-title"), body)
}

fn table(me: &Staff, lines: &[NamedLine]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("tasks-step")),
        Column::new(t.s("tasks-step-due")),
        Column::new(t.s("tasks-result-due")),
        Column::quiet(t.s("tasks-act")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|l| {
            let step = l.line.step.as_ref();
            let mine = step.and_then(|s| s.person.as_ref()).is_some_and(|p| *p == me.actor().person);
            vec![
                lines::code(visit, &l.line),
                html! { (lines::applicant(visit, &l.applicant)) },
                html! { (visit.procedure_name(&l.line.procedure)) },
                html! { @if let Some(s) = step { (words::step_name(visit, &l.line.procedure, s.source_no, &s.role)) } },
                html! { @if let Some(due) = step.and_then(|s| s.due) { (ui::due_tag(t, due, now)) br; span.motcua-nowrap { (t.datetime(due)) } } },
                lines::due(visit, &l.line),
                html! {
                    @if mine { (ui::badge(&t.s("tasks-mine"))) }
                    @else {
                        (view::one_click(me, Button::Secondary, &t.s("act-claim"),
                            &format!("{}/acts/claim", href(l.line.id)), l.line.version, Some("/tasks")))
                    }
                },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("tasks-title"), &columns, &rows)
}

fn questions(me: &Staff, lines: &[NamedLine]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("tasks-asked-by")),
        Column::quiet(t.s("tasks-act")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|l| {
            vec![
                lines::code(visit, &l.line),
                html! { (visit.procedure_name(&l.line.procedure)) },
                html! { (visit.unit_name(&l.line.competent)) },
                ui::button_link(
                    Button::Secondary,
                    &t.s("act-answer-consultation"),
                    &format!("{}/acts/answer-consultation", href(l.line.id)),
                ),
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("tasks-questions"), &columns, &rows)
}
