//! One's own short PIN for a shared computer.

use crate::args;
use crate::failure::{Failure, explain, status_of};
use crate::forms::{Filled, StaffForm};
use crate::ui::{self, Button, ErrorList, Field, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::Error;
use office::access::OwnPin;

/// `GET /pin`.
pub async fn pin_form(me: Staff) -> Result<Markup, Failure> {
    let own = me.visit.app.office.own_pin(&me.who).await?;
    Ok(page(&me, own.as_ref(), &ErrorList::default()))
}

/// `POST /pin`.
pub async fn set_pin(form: StaffForm) -> Result<Response, Failure> {
    let (me, visit) = (&form.me, &form.me.visit);
    if !visit.app.sign_in_limit.take(&visit.address) {
        return Err(Failure::too_many());
    }
    let office = &visit.app.office;
    let mut errors = ErrorList::default();
    let status = if form.filled.get("pin") == form.filled.get("again") {
        match office.set_pin(&me.who, typed(&form.filled, "password"), form.filled.get("pin")).await {
            Ok(()) => return Ok(Redirect::to("/sessions?done=pin").into_response()),
            Err(e @ (Error::WrongPassword | Error::WeakPin)) => {
                if matches!(e, Error::WrongPassword) {
                    errors.push("password", visit.t.s("password-old-wrong"));
                } else {
                    let (title, what) = explain(visit.t, &e);
                    errors.push("pin", format!("{title}. {what}"));
                }
                status_of(&e)
            }
            Err(e) => return Err(e.into()),
        }
    } else {
        errors.push("again", visit.t.s("pin-differs"));
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let own = office.own_pin(&me.who).await?;
    Ok((status, page(me, own.as_ref(), &errors)).into_response())
}

/// `POST /pin/remove`.
pub async fn remove_pin(form: StaffForm) -> Result<Response, Failure> {
    form.me.visit.app.office.remove_pin(&form.me.who).await?;
    Ok(Redirect::to("/sessions?done=remove-pin").into_response())
}

/// A password as it was typed, with its blanks.
fn typed<'a>(filled: &'a Filled, name: &str) -> &'a str {
    filled.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
}

/// Whether there is a PIN at this computer, in one line, with the way to set one.
pub(super) fn state(me: &Staff, own: Option<&OwnPin>) -> Markup {
    let t = me.visit.t;
    html! {
        h2.govuk-heading-m { (t.s("pin-title")) }
        p.govuk-body {
            @match own {
                None => (t.s("pin-none")),
                Some(pin) if pin.blocked => (t.s("pin-blocked")),
                Some(pin) => (t.f("pin-since", args!["when" => t.datetime(pin.since)])),
            }
            " " a.govuk-link href="/pin" { (t.s(if own.is_some() { "pin-change" } else { "pin-set" })) }
        }
        @if own.is_some() { (ui::post_button(Button::Secondary, &t.s("pin-remove"), "/pin/remove", me.csrf())) }
    }
}

fn page(me: &Staff, own: Option<&OwnPin>, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let title = t.s("pin-title");
    let pin = |name: &str, label: String| {
        Field::new(name, label)
            .password("off")
            .inputmode("numeric")
            .max_length(12)
            .width(Width::Chars(10))
            .error(errors.of(name))
            .required()
    };
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            p.govuk-body { (t.s("pin-intro")) }
            @if let Some(pin) = own {
                (ui::inset(t.f("pin-since", args!["when" => t.datetime(pin.since)])))
            }
            (ui::form_post("/pin", me.csrf(), html! {
                (ui::text_input(t, Field::new("password", t.s("password-old")).password("current-password")
                    .width(Width::Chars(30)).error(errors.of("password")).required()))
                (ui::text_input(t, pin("pin", t.s("pin-new")).hint(t.s("pin-new-hint"))))
                (ui::text_input(t, pin("again", t.s("pin-again"))))
                (ui::button(Button::Primary, &t.s("pin-submit")))
            }))
        } }
    };
    ui::page_before(&me.visit.shell(), &title, ui::back_link(t, "/sessions"), body)
}
