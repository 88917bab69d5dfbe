//! The time of a dossier by holder: a bar drawn to scale, and the table that says the same in figures.

use super::said;
use crate::args;
use crate::pages::words;
use crate::ui::{self, Column};
use crate::visit::Staff;
use domain::calendar::WorkingTime;
use domain::dossier::Holder;
use domain::dossier::time::{Keeper, Shares, Span};
use maud::{Markup, html};
use office::dossier::Detail;

/// A span narrower than this bears no number: on a narrow phone it would not fit. Hundredths of a per cent.
const NUMBERED: u64 = 800;

/// The time of a dossier until now, counted by the calendar of the place of receipt.
pub(super) fn shares(me: &Staff, detail: &Detail) -> Shares {
    let d = &detail.dossier;
    let law = me.visit.app.office.law();
    domain::dossier::time::shares(d, &law.organisation, law.calendar_of(&d.unit), me.visit.app.office.now())
}

/// Who held it how long; the parts add up to the total.
pub(super) fn held(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    if d.held.is_empty() {
        return html! {};
    }
    let shares = shares(me, detail);
    let columns = [
        Column::row_header(t.s("held-who")),
        Column::new(t.s("held-step")),
        Column::new(t.s("held-span")),
        Column::numeric(t.s("held-worked")),
        Column::numeric(t.s("held-left")),
        Column::numeric(t.s("held-over")),
        Column::numeric(t.s("held-inherited")),
    ];
    let amount = |w: WorkingTime| html! { @if w == WorkingTime::ZERO { "–" } @else { (said::working_time(t, w)) } };
    let last = shares.spans.len().saturating_sub(1);
    let mut rows: Vec<Vec<Markup>> = shares
        .spans
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let still = i == last && s.held.to.is_none();
            vec![
                html! { (t.f("held-number", args!["n" => i + 1])) " " (keeper(me, s)) },
                html! { (said::step(visit, d, s.held.step)) },
                html! {
                    @if still { (ui::when(&format!("{} –", t.datetime(s.from)))) " " (t.s("held-still")) }
                    @else if domain::calendar::local(s.from).date() == domain::calendar::local(s.to).date() { (t.span(s.from, s.to)) }
                    @else { (ui::when(&t.datetime(s.from))) " – " (ui::when(&t.datetime(s.to))) }
                },
                html! { (said::working_time(t, s.time)) },
                html! { @match s.left { Some(left) => (said::working_time(t, left)), None => "–" } },
                amount(s.over),
                amount(s.inherited),
            ]
        })
        .collect();
    let over: WorkingTime = shares.spans.iter().map(|s| s.over).sum();
    let strong = |what: Markup| html! { strong { (what) } };
    rows.push(vec![
        strong(html! { (t.s("held-total")) }),
        html! {},
        html! {},
        strong(html! { (said::working_time(t, shares.total)) }),
        html! {},
        strong(amount(over)),
        html! {},
    ]);
    html! {
        h2.govuk-heading-m { (t.s("held-title")) }
        (bar(&shares))
        (ui::data_table_quiet(&t.s("held-title"), &columns, &rows))
        (ui::details(&t.s("held-how"), html! { p.govuk-body { (t.s("held-how-text")) } }))
    }
}

/// Whose a span is, in words.
fn keeper(me: &Staff, span: &Span) -> String {
    match &span.by {
        Keeper::Holder(holder) => words::holder(&me.visit, holder),
        Keeper::Outage { unit, .. } => me.visit.t.f("held-outage", args!["unit" => me.visit.unit_name(unit)]),
    }
}

/// How a span is drawn: by lightness, hatching and border, so that no colour is needed.
fn class(span: &Span) -> &'static str {
    match &span.by {
        Keeper::Outage { .. } => "motcua-time__outage",
        Keeper::Holder(Holder::Applicant) => "motcua-time__applicant",
        Keeper::Holder(Holder::Unit { .. }) => "motcua-time__unit",
        Keeper::Holder(Holder::Official { .. }) if span.over > WorkingTime::ZERO => "motcua-time__over",
        Keeper::Holder(Holder::Official { .. }) => "motcua-time__official",
    }
}

/// Every span as wide as its working time; numbered as the rows below, which hold every figure.
fn bar(shares: &Shares) -> Markup {
    let total = shares.total.minutes();
    // One part alone is no picture of shares.
    if shares.spans.iter().filter(|s| s.time > WorkingTime::ZERO).count() < 2 {
        return html! {};
    }
    // Hundredths of a per cent from left edge to left edge, so that the parts fill the bar at any width.
    let at = |minutes: u32| u64::from(minutes) * 10_000 / u64::from(total);
    let percent = |hundredths: u64| format!("{}.{:02}%", hundredths / 100, hundredths % 100);
    let mut before = 0;
    html! {
        div.motcua-time aria-hidden="true" {
            svg width="100%" height="40" focusable="false" {
                pattern id="motcua-time-lines" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.motcua-time__ground width="8" height="8" {}
                    rect.motcua-time__ink width="3" height="8" {}
                }
                @for (n, span) in shares.spans.iter().enumerate() {
                    @let left = at(before);
                    @let () = before += span.time.minutes();
                    @let wide = at(before).saturating_sub(left);
                    @if wide > 0 {
                        // The style sheet is another document: what it says of an address here would lead nowhere.
                        @let hatched = matches!(span.by, Keeper::Outage { .. }).then_some("url(#motcua-time-lines)");
                        rect class=(class(span)) fill=[hatched] x=(percent(left)) y="0" width=(percent(wide)) height="40" {}
                        @if wide >= NUMBERED {
                            svg x=(percent(left + wide / 2)) y="9" width="1" height="22" overflow="visible" {
                                rect.motcua-time__label x="-11" y="0" width="22" height="22" rx="4" {}
                                text.motcua-time__number x="0" y="16" text-anchor="middle" { (n + 1) }
                            }
                        }
                    }
                }
            }
        }
    }
}
