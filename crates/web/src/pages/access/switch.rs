//! A shared computer: locking it, and the next person going on in five seconds.

use super::{cookie, desk, forget, local_path, redirect_with};
use crate::args;
use crate::failure::{Failure, explain, status_of};
use crate::forms::{Filled, StaffForm};
use crate::keep;
use crate::pages::dossier::Asks;
use crate::ui::{self, Button, Choice, ErrorList, Field, Group, Width};
use crate::visit::{SESSION_COOKIE, Visit};
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::PersonId;
use maud::{Markup, html};
use office::Error;
use office::access::{Here, Origin};

/// Where the next person signs in.
const SWITCH_PATH: &str = "/switch";

/// `POST /lock`: what stands in the form is kept, the session ends, and the page asks who goes on.
pub async fn lock(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    let visit = &me.visit;
    let mut back = String::new();
    if let Some(form) = keep::unfinished(&filled) {
        let kept = format!("{}?draft={}", form.path, form.id);
        if visit.app.office.save_draft(me.actor(), form, visit.app.settings.keep_drafts()).await?.is_some() {
            back = kept;
        }
    } else if let Some(path) = local_path(filled.get("back")) {
        path.clone_into(&mut back);
    }
    match visit.app.office.end_session(&me.who, &me.who.session).await {
        Ok(()) | Err(Error::NotFound { .. }) => {}
        Err(e) => return Err(e.into()),
    }
    let to = format!(
        "{SWITCH_PATH}?for={}&back={}",
        ui::percent_encode(me.actor().person.as_str()),
        ui::percent_encode(&back)
    );
    Ok(redirect_with(forget(&visit.app.settings), &to))
}

/// `GET /switch?for=&back=`.
pub async fn switch_form(visit: Visit, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    let people = people(&visit).await?;
    let was = asked("for");
    // Whoever locked it comes back most often; whoever is at work now wants somebody else.
    let now = visit.who.as_ref().map(|w| w.actor.person.to_string());
    let with_pin: Vec<String> = people.iter().filter(|p| p.pin).map(|p| p.person.to_string()).collect();
    let chosen = with_pin.iter().find(|p| **p == was).or_else(|| with_pin.iter().find(|p| Some(*p) != now.as_ref()));
    let chosen = chosen.cloned().unwrap_or_default();
    Ok(page(&visit, &people, &chosen, &was, local_path(&asked("back")).unwrap_or_default(), &ErrorList::default()))
}

/// `POST /switch`.
pub async fn switch(visit: Visit, headers: HeaderMap, filled: Filled) -> Result<Response, Failure> {
    if !visit.app.sign_in_limit.take(&visit.address) {
        return Err(Failure::too_many());
    }
    let office = &visit.app.office;
    let (was, back) = (filled.get("for"), local_path(filled.get("back")).unwrap_or_default());
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let origin = Origin { agent, address: visit.address.clone() };
    let answer = match (&visit.device, PersonId::parse(filled.get("person"))) {
        (Some(device), Ok(person)) => office.sign_in_by_pin(device, &person, filled.get("pin"), origin).await,
        _ => Err(Error::WrongPin { left: 0 }),
    };
    match answer {
        Ok((secret, who)) => {
            // Only whoever left it goes on where it was left.
            let to = if !back.is_empty() && who.actor.person.as_str() == was { back } else { desk(who.actor.kind) };
            Ok(redirect_with(cookie(&visit.app.settings, SESSION_COOKIE, &secret, None), to))
        }
        Err(e @ (Error::WrongPin { .. } | Error::Locked { .. } | Error::Refused(_))) => {
            let people = people(&visit).await?;
            let mut errors = ErrorList::default();
            let (title, what) = explain(visit.t, &e);
            errors.push("pin", format!("{title}. {what}"));
            let status = match status_of(&e) {
                StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
                other => other,
            };
            Ok((status, page(&visit, &people, filled.get("person"), was, back, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

async fn people(visit: &Visit) -> Result<Vec<Here>, Failure> {
    match &visit.device {
        Some(device) => Ok(visit.app.office.people_here(device).await?),
        None => Ok(Vec::new()),
    }
}

fn page(visit: &Visit, people: &[Here], chosen: &str, was: &str, back: &str, errors: &ErrorList) -> Markup {
    let t = visit.t;
    let title = t.s("switch-title");
    let sign_in = format!("{}?other=1&back={}", ui::SIGN_IN_PATH, ui::percent_encode(back));
    let choices: Vec<Choice> = people
        .iter()
        .filter(|p| p.pin)
        .map(|p| Choice::new(p.person.to_string(), visit.person_name(&p.person)))
        .collect();
    let without: Vec<String> = people.iter().filter(|p| !p.pin).map(|p| visit.person_name(&p.person)).collect();
    let pin = Field::new("pin", t.s("pin"))
        .password("off")
        .inputmode("numeric")
        .max_length(12)
        .width(Width::Chars(10))
        .error(errors.of("pin"))
        .required();
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            @if visit.who.is_none() && !was.is_empty() { p.govuk-body { (t.s("switch-locked")) } }
            @if !choices.is_empty() {
                form method="post" action=(SWITCH_PATH) novalidate {
                    (ui::hidden("for", was))
                    (ui::hidden("back", back))
                    (ui::radios(t, Group::new("person", t.s("switch-who")).value(chosen).hint(t.s("switch-who-hint")), &choices))
                    // Usually the right person stands there already: the keyboard is in the PIN.
                    @if errors.is_empty() && !chosen.is_empty() { (ui::autofocus(&ui::text_input(t, pin))) }
                    @else { (ui::text_input(t, pin)) }
                    (ui::button(Button::Primary, &t.s("switch-go")))
                }
            } @else { p.govuk-body { (t.s("switch-nobody")) } }
            @if !without.is_empty() {
                p.govuk-body { (t.f("switch-without", args!["names" => without.join(", ")])) }
            }
            p.govuk-body { a.govuk-link href=(sign_in) { (t.s("switch-password")) } }
        } }
    };
    ui::page(&visit.shell(), &title, body)
}
