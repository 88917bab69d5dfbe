//! Delegations in writing (ủy quyền): given and received, a new one, an early end.

use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::Filled;
use crate::pages::dossier::said;
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, DateValue, ErrorList, Field, Group, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Date, local};
use domain::law::{Refusal, Rule};
use domain::organisation::{Delegation, OrganisationCommand};
use maud::{Markup, html};
use office::Error;
use office::grant::{Delegate, Grant};

/// Lends the powers of the post one is in.
pub(super) async fn delegate(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let delegation = match read(me, f) {
        Ok(delegation) => delegation,
        Err(all) => {
            let errors = words::all_errors(me.visit.t, &all);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(me, f, &errors)).into_response());
        }
    };
    match me.visit.app.office.change_organisation(me.actor(), OrganisationCommand::Delegate(delegation)).await {
        Ok(()) => Ok(Redirect::to("/delegations?done=delegate").into_response()),
        Err(Error::Refused(r)) => {
            let (mut errors, field) = (ErrorList::default(), field_of(&r));
            let said = words::refusal_at(me.visit.t, &r, &field);
            errors.push(field, said);
            Ok((status_of(&Error::Refused(r)), show(me, f, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// Ends a delegation of one's own post today.
pub(super) async fn end(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let to_person = f.get("person").parse().map_err(|_| Failure::malformed())?;
    let command = OrganisationCommand::EndDelegation { from_post: me.actor().post.clone(), to_person };
    me.visit.app.office.change_organisation(me.actor(), command).await?;
    Ok(Redirect::to("/delegations?done=end-delegation").into_response())
}

/// What was typed, or all that is missing or wrong, in the order of the page.
fn read(me: &Staff, f: &Filled) -> Result<Delegation, Vec<Refusal>> {
    let missing = |name: &str| Refusal::new(Rule::FieldRequired).field(name);
    let text = |name: &str| match f.get(name) {
        "" => Err(missing(name)),
        text => Ok(text.to_owned()),
    };
    let person = f.get("person").parse().map_err(|_| missing("person"));
    // People name the last day; the law of the house keeps the first day after it.
    let after = |last: Date| last.tomorrow().map_err(|_| Refusal::new(Rule::FieldMalformed).field("to"));
    let (from, to) = (date(f, "from"), date(f, "to").and_then(after));
    match (person, text("document"), text("content"), from, to) {
        (Ok(to_person), Ok(document), Ok(content), Ok(from), Ok(to)) => {
            Ok(Delegation { from_post: me.actor().post.clone(), to_person, document, content, from, to })
        }
        (person, document, content, from, to) => {
            Err([person.err(), document.err(), content.err(), from.err(), to.err()].into_iter().flatten().collect())
        }
    }
}

fn date(f: &Filled, name: &str) -> Result<Date, Refusal> {
    let wrong = || Refusal::new(Rule::FieldMalformed).field(name);
    let part = |suffix: &str| f.get(&format!("{name}-{suffix}")).to_owned();
    if ["day", "month", "year"].into_iter().all(|p| part(p).is_empty()) {
        return Err(Refusal::new(Rule::FieldRequired).field(name));
    }
    let (Ok(day), Ok(month), Ok(year)) = (part("day").parse(), part("month").parse(), part("year").parse()) else {
        return Err(wrong());
    };
    Date::new(year, month, day).map_err(|_| wrong())
}

/// The field that a rule of delegations is about.
fn field_of(r: &Refusal) -> String {
    let by_rule = match r.rule {
        Rule::DelegationInWriting => "document",
        Rule::DelegationPeriod => "from",
        Rule::NotInPost | Rule::PersonUnknown | Rule::AlreadyDone => "person",
        _ => "",
    };
    r.field.clone().unwrap_or_else(|| by_rule.to_owned())
}

/// The page.
pub(super) fn show(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let today = local(visit.app.office.now()).date();
    let all = &law.organisation.delegations;
    let given: Vec<&Delegation> = all.iter().filter(|d| d.from_post == me.actor().post).collect();
    let received: Vec<&Delegation> = all.iter().filter(|d| d.to_person == me.actor().person).collect();
    let title = t.s("delegations-title");
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&said::post_name(visit, &me.actor().post)), &title))
        @if matches!(me.actor().kind, domain::organisation::PostKind::Leader | domain::organisation::PostKind::UnitLeader
            | domain::organisation::PostKind::HeadOfOneStop) { (super::view::parts(me, "delegations")) }
        (table(me, "delegations-given", &given, today, true))
        (table(me, "delegations-received", &received, today, false))
        @if Grant::<Delegate>::of(me.actor()).is_err() {
            (ui::inset(t.s("delegations-not-this-post")))
        } @else if let Some(number) = &me.actor().delegation {
            // ND 30/2020: powers that are lent are not lent on.
            (ui::inset(t.f("delegations-no-sub", args!["number" => number.as_str()])))
        } @else {
            (form(me, f, errors, today))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

fn table(me: &Staff, caption: &str, list: &[&Delegation], today: Date, given: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let columns = [
        Column::row_header(t.s("delegations-document")),
        Column::new(t.s(if given { "delegations-to-whom" } else { "delegations-whose-post" })),
        Column::new(t.s("delegations-content")),
        Column::new(t.s("delegations-period")),
        Column::quiet(t.s("delegations-act")),
    ];
    let rows: Vec<Vec<Markup>> = list
        .iter()
        .map(|d| {
            let last = d.to.yesterday().unwrap_or(d.to);
            vec![
                html! { (d.document) },
                html! { @if given { (visit.person_name(&d.to_person)) } @else { (said::post_name(visit, &d.from_post)) } },
                html! { (d.content) },
                html! {
                    @if d.to <= d.from { (t.s("delegations-never")) }
                    @else { span.motcua-nowrap { (t.date(d.from)) } " – " span.motcua-nowrap { (t.date(last)) } }
                },
                html! {
                    @if today >= d.to { (ui::tag(ui::Tag::Quiet, &t.s("delegations-over"))) }
                    @else if given && me.actor().delegation.is_none() {
                        form.motcua-inline-form method="post" action="/delegations/end" {
                            (ui::csrf(me.csrf()))
                            (ui::hidden("person", d.to_person.as_str()))
                            (ui::button(Button::Secondary, &t.s("delegations-end")))
                        }
                    }
                },
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (t.s(caption)) }
            p.govuk-body { (t.s("delegations-none")) }
        } @else { (ui::data_table(&t.s(caption), &columns, &rows)) }
    }
}

fn form(me: &Staff, f: &Filled, errors: &ErrorList, today: Date) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let unit = &me.actor().unit;
    let mut people: Vec<(String, Choice)> = org
        .people
        .iter()
        .filter(|p| p.id != me.actor().person)
        .filter_map(|p| {
            let post = org.posts_of(&p.id, today).into_iter().find(|x| org.is_within(&x.unit, unit))?;
            let label = format!("{} – {}, {}", p.name, visit.text(&post.name), visit.unit_name(&post.unit));
            // One's own unit first: powers are mostly lent next door.
            let near = if post.unit == *unit { '0' } else { '1' };
            Some((format!("{near}{}", domain::text::fold(&p.name)), Choice::new(p.id.to_string(), label)))
        })
        .collect();
    people.sort_by(|a, b| a.0.cmp(&b.0));
    let people: Vec<Choice> = people.into_iter().map(|(_, c)| c).collect();
    let typed = |name: &str, usual: Option<Date>| {
        let part = |suffix: &str| f.get(&format!("{name}-{suffix}")).to_owned();
        if f.0.is_empty() {
            usual.map(DateValue::from).unwrap_or_default()
        } else {
            DateValue { day: part("day"), month: part("month"), year: part("year") }
        }
    };
    let field =
        |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name)).required();
    html! {
        h2.govuk-heading-m { (t.s("delegations-new")) }
        p.govuk-hint { (t.s("delegations-new-hint")) }
        (ui::form_post("/delegations", me.csrf(), html! {
            (ui::select(t, field("person", "delegations-person"), &people))
            (ui::text_input(t, field("document", "delegations-document").hint(t.s("delegations-document-hint")).width(Width::Half).max_length(100)))
            (ui::textarea(t, field("content", "delegations-content").rows(3).max_length(1000)))
            (ui::date_input(t, Group::new("from", t.s("delegations-from")).error(errors.of("from")), &typed("from", Some(today))))
            (ui::date_input(t, Group::new("to", t.s("delegations-to")).hint(t.s("delegations-to-hint")).error(errors.of("to")), &typed("to", None)))
            (ui::button(Button::Primary, &t.s("delegations-button")))
        }))
    }
}
