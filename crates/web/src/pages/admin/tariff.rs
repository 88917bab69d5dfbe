//! Amounts of fees that the province sets, entered for a unit and those below it.

use super::procedures::{answered, unit};
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::fees::{amount_of, day_of};
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, Width};
use crate::visit::Staff;
use axum::response::Response;
use domain::calendar::local;
use domain::fee::Tariff;
use domain::id::ProcedureKey;
use domain::law::{Refusal, Rule};
use domain::money::Dong;
use domain::procedure::{ProcedureCommand, Published, Version};
use maud::{Markup, html};

/// What was entered, and the form for another; nothing where the law itself sets the amount.
pub(super) fn section(me: &Staff, p: &Published, v: &Version, base: &str, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if !v.fee.is_set_locally() {
        return html! {};
    }
    let law = visit.app.office.law();
    let columns = [
        Column::row_header(t.s("admin-unit")),
        Column::numeric(t.s("fee-tariff")),
        Column::new(t.s("fee-decision")),
        Column::new(t.s("tariff-days")),
    ];
    let rows: Vec<Vec<Markup>> = p
        .units
        .iter()
        .flat_map(|(id, here)| here.tariffs.iter().map(move |x| (id, x)))
        .map(|(id, x)| {
            vec![
                html! { (visit.unit_name(id)) },
                html! {
                    (t.dong(x.amount.0))
                    @if let Some(online) = x.amount_online { br; (t.f("fee-tariff-online", args!["amount" => t.dong(online.0)])) }
                },
                html! { (x.decision) @if !x.applies_when.is_empty() { br; (t.s("fee-applies-when")) ": " (x.applies_when) } },
                html! { (t.date(x.from)) @if let Some(to) = x.to { " – " (t.date(to)) } },
            ]
        })
        .collect();
    // The whole tree below: a decision of the province holds for all of it.
    let units: Vec<Choice> = law
        .organisation
        .subtree(&me.actor().unit)
        .into_iter()
        .map(|u| Choice::new(u.id.to_string(), visit.text(&u.name)))
        .collect();
    let today = local(visit.app.office.now()).date().to_string();
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    let from = if f.get("from").is_empty() { today.as_str() } else { f.get("from") };
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (t.s("tariff-title")) }
            p.govuk-body { (t.s("fee-tariff-none")) " " (visit.text(&v.fee.note)) }
        } @else { (ui::data_table(&t.s("tariff-title"), &columns, &rows)) }
        details.govuk-details open[["tariff_unit", "amount", "amount_online", "decision", "from", "to", "applies_when"].iter().any(|n| errors.of(n).is_some())] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("tariff-set")) } }
            div.govuk-details__text {
                (ui::form_post(&format!("{base}/tariff"), me.csrf(), html! {
                    (ui::select(t, field("tariff_unit", "tariff-unit").required(), &units))
                    (ui::text_input(t, field("amount", "tariff-amount").hint(t.s("tariff-amount-hint")).digits().width(Width::Chars(20)).suffix("đồng").required()))
                    (ui::text_input(t, field("amount_online", "tariff-amount-online").optional(t).digits().width(Width::Chars(20)).suffix("đồng")))
                    (ui::text_input(t, field("applies_when", "fee-applies-when").optional(t).hint(t.s("tariff-when-hint")).max_length(500)))
                    (ui::text_input(t, field("decision", "tariff-decision").hint(t.s("tariff-decision-hint")).max_length(500).required()))
                    (ui::day_input(t, field("from", "tariff-from").value(from).required()))
                    (ui::day_input(t, field("to", "tariff-to").optional(t)))
                    (ui::button(Button::Primary, &t.s("tariff-set")))
                }))
            }
        }
    }
}

pub(super) async fn set(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let answer = async {
        let unit = unit(me, f.get("tariff_unit"), "tariff_unit")?;
        let amount =
            |name: &str| amount_of(f.get(name)).map(Dong).ok_or(Refusal::new(Rule::FieldMalformed).field(name));
        let day = |name: &str| day_of(f.get(name)).ok_or(Refusal::new(Rule::TariffInWriting).field(name));
        let some = |name: &str| !f.get(name).is_empty();
        let tariff = Tariff {
            amount: amount("amount")?,
            amount_online: some("amount_online").then(|| amount("amount_online")).transpose()?,
            applies_when: f.get("applies_when").to_owned(),
            decision: f.get("decision").to_owned(),
            from: day("from")?,
            to: some("to").then(|| day("to")).transpose()?,
            // The act's own moment takes its place.
            set: me.visit.app.office.now(),
        };
        me.visit.app.office.change_procedure(me.actor(), key, ProcedureCommand::SetTariff { unit, tariff }).await
    };
    answered(me, key, f, answer.await, "set-tariff", "decision")
}
