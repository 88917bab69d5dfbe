//! How a procedure stands: in plain words with the decision, and as a tag in lists.

use crate::args;
use crate::ui::{self, Tag};
use crate::visit::Visit;
use calendar::Date;
use domain::procedure::{Published, Standing};
use maud::{Markup, html};

/// What a reader must know before anything else; nothing while it is simply in force.
pub(crate) fn notice(visit: &Visit, published: &Published, today: Date) -> Markup {
    let t = visit.t;
    html! {
        @match published.standing(today) {
            Standing::InForce => {}
            Standing::Suspended(s) => {
                (ui::inset(html! {
                    p.govuk-body { strong { (t.f("life-suspended-since", args!["from" => t.date(s.from)])) } }
                    @if let Some(to) = s.to { p.govuk-body { (t.f("life-suspended-until", args!["to" => t.date(to)])) } }
                    p.govuk-body { (t.s("life-suspended-what")) }
                    p.govuk-body { (t.f("life-reason", args!["reason" => s.reason.as_str()])) }
                    p.govuk-hint { (t.f("life-by-decision", args!["decision" => s.decision.as_str()])) }
                }))
            }
            Standing::Abolished(a) => {
                (ui::inset(html! {
                    p.govuk-body { strong { (t.f("life-abolished-since", args!["from" => t.date(a.from)])) } }
                    p.govuk-body { (t.s("life-abolished-what")) }
                    p.govuk-body { (t.f("life-reason", args!["reason" => a.reason.as_str()])) }
                    p.govuk-hint { (t.f("life-by-decision", args!["decision" => a.decision.as_str()])) }
                }))
            }
            Standing::NotYet(from) => {
                (ui::inset(html! { strong { (t.f("life-not-yet", args!["from" => t.date(from)])) } }))
            }
            Standing::Expired => { (ui::inset(t.s("life-expired"))) }
        }
        (to_come(visit, published, today))
    }
}

/// What is decided and begins on a later day.
fn to_come(visit: &Visit, published: &Published, today: Date) -> Markup {
    let t = visit.t;
    let later = published.open_suspension(today).filter(|s| s.from > today);
    let ends = published.abolished.as_ref().filter(|a| a.from > today);
    html! {
        @if let Some(s) = later {
            (ui::inset(html! {
                p.govuk-body { strong { (t.f("life-suspended-from", args!["from" => t.date(s.from)])) } }
                p.govuk-body { (t.f("life-reason", args!["reason" => s.reason.as_str()])) }
                p.govuk-hint { (t.f("life-by-decision", args!["decision" => s.decision.as_str()])) }
            }))
        }
        @if let Some(a) = ends {
            (ui::inset(html! {
                p.govuk-body { strong { (t.f("life-abolished-from", args!["from" => t.date(a.from)])) } }
                p.govuk-body { (t.f("life-reason", args!["reason" => a.reason.as_str()])) }
                p.govuk-hint { (t.f("life-by-decision", args!["decision" => a.decision.as_str()])) }
            }))
        }
    }
}

/// The same in a word, for lists; nothing while it is simply in force.
pub(crate) fn tag(visit: &Visit, published: &Published, today: Date) -> Markup {
    let t = visit.t;
    match published.standing(today) {
        Standing::InForce => html! {},
        Standing::Suspended(_) => ui::tag(Tag::Late, &t.s("life-tag-suspended")),
        Standing::Abolished(_) => ui::tag(Tag::Quiet, &t.s("life-tag-abolished")),
        Standing::NotYet(from) => ui::tag(Tag::Soon, &t.f("life-tag-from", args!["from" => t.date(from)])),
        Standing::Expired => ui::tag(Tag::Quiet, &t.s("life-tag-expired")),
    }
}
