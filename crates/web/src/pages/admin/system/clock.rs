//! The clock: what it shows, whether it can be believed, and what an administrator says of it.

use crate::args;
use crate::failure::Failure;
use crate::i18n::Tr;
use crate::ui::{self, Button, SummaryRow, Tag};
use crate::visit::Staff;
use jiff::SignedDuration;
use maud::{Markup, html};
use office::timekeeping::{ClockFault, ClockState};

/// The section.
pub(super) async fn clock(me: &Staff) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let state = me.visit.app.office.clock(me.actor()).await?;
    Ok(html! {
        h2.govuk-heading-m #clock { (t.s("clock-title")) }
        @for warning in warnings(t, &state) { (ui::warning(t, &warning)) }
        (ui::summary_list(&rows(t, &state)))
        @if let Some(ClockFault::Behind { .. } | ClockFault::Ahead { .. }) = state.fault {
            p.govuk-body { (t.s("clock-confirm-what")) }
            (ui::post_button(Button::Warning, &t.s("clock-confirm"), "/admin/system/clock", me.csrf()))
        }
    })
}

/// What is not as it should be, the worst first.
pub(crate) fn warnings(t: Tr, state: &ClockState) -> Vec<String> {
    let mut out = Vec::new();
    match state.fault {
        Some(ClockFault::Behind { last }) => out.push(t.f("clock-behind", args!["last" => t.moment_long(last)])),
        Some(ClockFault::Ahead { last }) => out.push(t.f("clock-ahead", args!["last" => t.moment_long(last)])),
        Some(ClockFault::BeforeProgram) => out.push(t.s("clock-before-program")),
        None => {}
    }
    if let Some(jump) = state.jump {
        let key = if jump.by.is_negative() { "clock-set-back" } else { "clock-set-on" };
        out.push(t.f(key, args!["at" => t.datetime(jump.at), "by" => span(t, jump.by)]));
    }
    if state.is_apart() {
        out.push(t.f("clock-apart", args!["by" => span(t, state.database.unwrap_or_default())]));
    }
    if state.kept == Some(false) {
        out.push(t.s("clock-not-kept"));
    }
    out
}

fn rows(t: Tr, state: &ClockState) -> Vec<SummaryRow> {
    let kept = match state.kept {
        Some(true) => html! { (ui::tag(Tag::Done, &t.s("clock-kept-yes"))) },
        Some(false) => html! { (ui::tag(Tag::Late, &t.s("clock-kept-no"))) },
        None => html! { (t.s("clock-kept-unknown")) },
    };
    let mut rows = vec![
        SummaryRow::new(t.s("clock-shows"), t.moment_long(state.now)),
        SummaryRow::new(t.s("clock-last"), state.last.map_or_else(|| t.s("clock-no-last"), |at| t.moment_long(at))),
        SummaryRow::new(t.s("clock-kept"), kept),
    ];
    if let Some(by) = state.database {
        rows.push(SummaryRow::new(t.s("clock-database"), t.f("clock-differs", args!["by" => span(t, by)])));
    }
    rows
}

/// A length of time as people say it, without its direction.
fn span(t: Tr, by: SignedDuration) -> String {
    let seconds = by.abs().as_secs();
    match seconds {
        0..120 => t.f("clock-seconds", args!["n" => seconds]),
        120..7200 => t.f("clock-minutes", args!["n" => seconds / 60]),
        7200..172_800 => t.f("clock-hours", args!["n" => seconds / 3600]),
        _ => t.f("clock-days", args!["n" => seconds / 86_400]),
    }
}
