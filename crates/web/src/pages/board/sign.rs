//! What is to be signed: read one, or tick several, see them named once more, and sign each.

use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::dossier::Asks;
use crate::pages::dossier::lines::{self, Page};
use crate::pages::several;
use crate::ui::{self, Column, ErrorList};
use crate::visit::Staff;
use axum::response::{IntoResponse, Response};
use domain::dossier::ActKind;
use domain::law::Rule;
use domain::organisation::PostKind;
use domain::procedure::Work;
use maud::{Markup, html};
use office::Error;
use office::dossier::{NamedLine, Order};
use office::grant::{Grant, Supervise};

/// What waits for a signature: for a leader, what that leader can sign, then what others will sign;
/// for whoever signs nothing, all within reach.
pub(super) async fn waiting(me: &Staff, asks: &Asks) -> Result<(Page, Vec<NamedLine>), Failure> {
    let after = asks.get("after").and_then(|a| lines::after_of(a));
    if signs(me) && super::unit_of(asks).is_none() {
        let inbox = me.visit.app.office.inbox(me.actor(), after, lines::PAGE + 1).await?;
        let mut page = lines::cut(inbox, |l| l.step.as_ref().and_then(|s| s.due));
        page.lines.retain(|l| l.line.step.as_ref().is_some_and(|s| s.work == Work::Sign));
        let mut others = lines::listed(me, super::at_signature(None), Order::Soonest, None).await?.lines;
        others.retain(|l| !mine(me, l));
        return Ok((page, others));
    }
    Ok((lines::listed(me, super::at_signature(super::unit_of(asks)), Order::Soonest, after).await?, vec![]))
}

fn signs(me: &Staff) -> bool {
    me.actor().kind == PostKind::Leader
}

/// Whether this line is this leader's to sign.
fn mine(me: &Staff, l: &NamedLine) -> bool {
    signs(me)
        && l.line
            .step
            .as_ref()
            .is_some_and(|s| s.unit == me.actor().unit && s.person.as_ref().is_none_or(|p| *p == me.actor().person))
}

/// Names what was ticked once more, then signs each by itself.
pub(super) async fn sign(me: &Staff, filled: &Filled) -> Result<Response, Failure> {
    Grant::<Supervise>::of(me.actor())?;
    if !signs(me) {
        return Err(Error::Denied(Rule::NotThisPost).into());
    }
    if filled.all("dossiers").next().is_none() {
        let (page, others) = waiting(me, &Asks::new()).await?;
        let mut errors = ErrorList::default();
        errors.push("several-0", me.visit.t.s("several-nothing-ticked"));
        return Ok(show(me, &page, &others, &Asks::new(), &errors).into_response());
    }
    several::go(me, ActKind::Approve, filled, "/board/sign").await
}

/// The list, with what was wrong about what was just asked for.
pub(super) fn show(me: &Staff, page: &Page, others: &[NamedLine], asks: &Asks, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let unit = super::unit_of(asks);
    let title = t.s("board-sign-title");
    let pressable = page.lines.iter().any(|l| mine(me, l));
    let path = unit.as_ref().map_or_else(|| "/board/sign".to_owned(), |u| format!("/board/sign?unit={u}"));
    let next = page.next.map(|n| {
        let joint = if unit.is_some() { '&' } else { '?' };
        format!("{path}{joint}after={}", lines::written(n))
    });
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(unit.as_ref().unwrap_or(&me.actor().unit))), &title))
        (super::view::parts(me, "sign"))
        @if page.lines.is_empty() {
            (ui::empty_state(&t.s("board-sign-none"), None))
        } @else if pressable {
            p.govuk-hint { (t.s("board-sign-hint")) }
            (ui::form_post("/board/sign", me.csrf(), html! {
                (ui::hidden("key", &visit.operation))
                (table(me, page, true))
                (several::bar(t, &[ActKind::Approve]))
            }))
        } @else {
            (table(me, page, false))
        }
        (lines::turn(visit, asks.contains_key("after").then_some(path.as_str()), next.as_deref()))
        @if !others.is_empty() && !asks.contains_key("after") {
            h2.govuk-heading-m { (t.s("board-sign-others")) }
            (lines::table(visit, &t.s("board-sign-others"), others))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

fn table(me: &Staff, page: &Page, ticks: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut columns = vec![
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("dossier-applicant")),
        Column::new(t.s("dossier-procedure")),
        Column::new(t.s("dossier-stands")),
        Column::new(t.s("dossier-due")),
    ];
    if ticks {
        columns.insert(0, Column::new(t.s("several-tick")));
    }
    let rows: Vec<Vec<Markup>> = page
        .lines
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let mut row = vec![
                lines::code(visit, &l.line),
                html! { (lines::applicant(visit, &l.applicant)) },
                html! { (visit.procedure_name(&l.line.procedure)) },
                lines::stands(visit, &l.line),
                lines::due(visit, &l.line),
            ];
            if ticks {
                row.insert(0, html! { @if mine(me, l) { (several::tick(t, i, &l.line)) } });
            }
            row
        })
        .collect();
    ui::data_table_quiet(&t.s("board-sign-title"), &columns, &rows)
}
