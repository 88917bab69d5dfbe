//! One counter: its number, the fields it serves, its posts, its history.

use super::history;
use super::tried::{Sent, Tried};
use super::unit::{change, counter_fields, counter_period, read_counter};
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::dossier::framed;
use crate::ui::{self, Button, SummaryRow};
use crate::visit::Staff;
use axum::response::Response;
use domain::calendar::local;
use domain::id::CounterId;
use domain::law::{Refusal, Rule};
use domain::organisation::{OrganisationCommand, Subject};
use maud::{Markup, html};

pub(super) async fn show(me: &Staff, id: &CounterId, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let happened = history::show(me, Subject::Counter(id)).await?;
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let counter = org.counter(id).ok_or_else(|| Refusal::new(Rule::NotFound))?;
    let posts: Vec<_> = org.posts.iter().filter(|p| p.counter.as_ref() == Some(id) && p.is_there(today)).collect();
    let base = format!("/admin/counters/{id}");
    let name = visit.text(&counter.name).to_owned();
    let rows = [
        SummaryRow::new(
            t.s("admin-unit"),
            ui::link(&format!("/admin/units/{}", counter.unit), &visit.unit_name(&counter.unit)),
        ),
        SummaryRow::new(t.s("org-number"), counter.number.map_or_else(|| "–".to_owned(), |n| n.to_string())),
        SummaryRow::new(
            t.s("org-fields"),
            if counter.fields.is_empty() { t.s("org-all-fields") } else { counter.fields.join(", ") },
        ),
        SummaryRow::new(
            t.s("admin-posts"),
            html! {
                @if posts.is_empty() { (t.s("org-no-posts")) }
                @for p in posts { div { (ui::link(&format!("/admin/posts/{}", p.id), visit.text(&p.name))) } }
            },
        ),
        SummaryRow::new(t.s("org-period"), counter_period(visit, org, counter)),
    ];
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&t.s("admin-counter")), &name))
        (ui::summary_list(&rows))
        @if counter.is_there(today) {
            (tried.folded("change", &t.s("org-change-counter"), ui::form_post(&format!("{base}/change"), me.csrf(),
                counter_fields(me, &counter.unit, "change", Some(counter), tried))))
            (tried.folded("end", &t.s("org-end-counter"), ui::form_post(&format!("{base}/end"), me.csrf(), html! {
                p.govuk-body { (t.s("org-end-counter-hint")) }
                (ui::button(Button::Warning, &t.s("org-end-counter")))
            })))
        }
        (happened)
    };
    Ok(framed(me, &name, &format!("/admin/units/{}", counter.unit), body))
}

/// Gives it another number, name or list of fields.
pub(super) async fn reset(me: &Staff, id: CounterId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "change", filled: f };
    let law = me.visit.app.office.law();
    let unit = law.organisation.counter(&id).ok_or_else(|| Refusal::new(Rule::NotFound))?.unit.clone();
    let answer = match read_counter(me, &sent, id.clone(), unit, None) {
        Ok(counter) => change(me, OrganisationCommand::ChangeCounter(counter)).await,
        Err(r) => Err(r.into()),
    };
    let next = format!("/admin/counters/{id}?done=change-counter");
    sent.answer(me.visit.t, answer, &next, async |tried| show(me, &id, tried).await).await
}

/// Ends it today.
pub(super) async fn end(me: &Staff, id: CounterId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "end", filled: f };
    let answer = change(me, OrganisationCommand::EndCounter { counter: id.clone() }).await;
    let next = format!("/admin/counters/{id}?done=end-counter");
    sent.answer(me.visit.t, answer, &next, async |tried| show(me, &id, tried).await).await
}
