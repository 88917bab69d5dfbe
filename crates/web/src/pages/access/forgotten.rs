//! A forgotten password: asking for a link by mail, and setting a new password with it.

use crate::args;
use crate::failure::{Failure, explain, status_of};
use crate::forms::Filled;
use crate::i18n::Lang;
use crate::ui::{self, Button, ErrorList, Field, Width};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::Error;

/// `GET /password/forgotten`: whom to ask, or where to ask.
pub async fn forgotten_form(visit: Visit) -> Markup {
    let t = visit.t;
    let can_send = visit.app.office.post().is_some();
    let title = t.s("forgotten-title");
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            h1.govuk-heading-l { (title) }
            @if can_send {
                p.govuk-body { (t.s("forgotten-what")) }
                form method="post" action="/password/forgotten" novalidate {
                    (ui::text_input(t, Field::new("login", t.s("sign-in-login")).autocomplete("username")
                        .width(Width::Chars(30)).required()))
                    (ui::button(Button::Primary, &t.s("forgotten-send")))
                }
                p.govuk-body { (t.s("forgotten-no-address")) }
            } @else {
                p.govuk-body { (t.s("sign-in-forgotten")) }
            }
        } }
    };
    ui::page_before(&visit.shell(), &title, ui::back_link(t, ui::SIGN_IN_PATH), body)
}

/// `POST /password/forgotten`: the same answer whether there is such a name or not.
pub async fn forgotten(visit: Visit, filled: Filled) -> Result<Markup, Failure> {
    visit.app.sign_in_limit.ask(&visit.address).map_err(Failure::wait)?;
    let login: String = filled.get("login").chars().take(80).collect();
    visit.app.office.forgot_password(&login, visit.t.lang() == Lang::En).await?;
    let t = visit.t;
    let title = t.s("forgotten-sent-title");
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (t.s("forgotten-sent")) }
            @if let Some(demo) = &visit.app.settings.demo {
                (ui::inset(t.f("open-demo", args!["folder" => demo.letters.as_str()])))
            }
            p.govuk-body { (t.s("forgotten-no-address")) }
            p.govuk-body { (ui::link(ui::SIGN_IN_PATH, &t.s("forgotten-back"))) }
        } }
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

/// `GET /password/new/{token}`: where the link leads.
pub async fn new_form(visit: Visit, Path(secret): Path<String>) -> Result<Response, Failure> {
    if visit.app.office.can_recover(&secret).await? {
        Ok(page(&visit, &secret, &ErrorList::default()).into_response())
    } else {
        Ok(over(&visit))
    }
}

/// `POST /password/new/{token}`.
pub async fn set_new(visit: Visit, Path(secret): Path<String>, filled: Filled) -> Result<Response, Failure> {
    visit.app.sign_in_limit.ask(&visit.address).map_err(Failure::wait)?;
    let typed = |name: &str| filled.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let mut errors = ErrorList::default();
    if typed("new") != typed("again") {
        errors.push("again", visit.t.s("password-differs"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &secret, &errors)).into_response());
    }
    match visit.app.office.recover(&secret, typed("new")).await {
        Ok(true) => Ok(Redirect::to(&format!("{}?done=recovered", ui::SIGN_IN_PATH)).into_response()),
        Ok(false) => Ok(over(&visit)),
        Err(e @ Error::WeakPassword) => {
            let (title, what) = explain(visit.t, &e);
            errors.push("new", format!("{title}. {what}"));
            Ok((status_of(&e), page(&visit, &secret, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

fn page(visit: &Visit, secret: &str, errors: &ErrorList) -> Markup {
    let t = visit.t;
    let title = t.s("forgotten-new-title");
    let field = |name: &str, label: String| {
        Field::new(name, label).password("new-password").width(Width::Chars(30)).error(errors.of(name)).required()
    };
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            form method="post" action={ "/password/new/" (secret) } novalidate {
                (ui::text_input(t, field("new", t.s("password-new")).hint(t.s("password-new-hint"))))
                (ui::text_input(t, field("again", t.s("password-again"))))
                (ui::button(Button::Primary, &t.s("password-submit")))
            }
            (ui::hint_line(&t.s("password-others-end")))
        } }
    };
    ui::page(&visit.shell(), &title, body)
}

/// The link is no longer in force, or never was.
fn over(visit: &Visit) -> Response {
    let t = visit.t;
    let title = t.s("forgotten-over-title");
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (t.s("forgotten-over")) }
            p.govuk-body { (ui::link("/password/forgotten", &t.s("forgotten-title"))) }
        } }
    };
    (StatusCode::NOT_FOUND, ui::page(&visit.shell(), &title, body)).into_response()
}
