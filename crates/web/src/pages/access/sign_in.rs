//! Signing in and out.

use super::{cookie, desk, forget, local_path, redirect_with};
use crate::failure::{Failure, explain, status_of};
use crate::forms::{Filled, StaffForm};
use crate::pages::dossier::Asks;
use crate::ui::{self, Button, Column, ErrorList, Field, Width};
use crate::visit::{DEVICE_COOKIE, SESSION_COOKIE, Visit};
use axum::extract::Query;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::Error;
use office::access::Origin;

/// How long a browser is known, in seconds: a year.
const DEVICE_AGE: u32 = 365 * 24 * 3600;

/// `GET /sign-in?back=&kept=`.
pub async fn sign_in_form(visit: Visit, Query(query): Query<Asks>) -> Response {
    // Whoever comes from the page of a shared computer is somebody else.
    if let Some(who) = visit.who.as_ref().filter(|_| !query.contains_key("other")) {
        return Redirect::to(desk(who.actor.kind)).into_response();
    }
    let back = query.get("back").and_then(|b| local_path(b)).unwrap_or_default();
    page(&visit, "", back, query.contains_key("kept"), &ErrorList::default()).into_response()
}

/// `POST /sign-in`.
pub async fn sign_in(visit: Visit, headers: HeaderMap, filled: Filled) -> Result<Response, Failure> {
    if !visit.app.sign_in_limit.take(&visit.address) {
        return Err(Failure::too_many());
    }
    let (login, back) = (filled.get("login"), local_path(filled.get("back")).unwrap_or_default());
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    // A password may begin or end with a blank: it is taken as it was typed.
    let password = filled.0.iter().find(|(n, _)| n == "password").map_or("", |(_, v)| v.as_str());
    let office = &visit.app.office;
    let (origin, device) = (Origin { agent, address: visit.address.clone() }, office.device_secret());
    match office.sign_in_at(login, password, origin, visit.device.as_deref(), &device).await {
        Ok((secret, who)) => {
            let to = match (who.must_change, back) {
                (true, _) => "/password",
                (false, "" | "/") => desk(who.actor.kind),
                (false, back) => back,
            };
            let settings = &visit.app.settings;
            let cookies = [
                (SET_COOKIE, cookie(settings, SESSION_COOKIE, &secret, None)),
                // The browser is known again next time: short PINs are good in one browser only.
                (SET_COOKIE, cookie(settings, DEVICE_COOKIE, &device, Some(DEVICE_AGE))),
            ];
            Ok((AppendHeaders(cookies), Redirect::to(to)).into_response())
        }
        Err(e @ (Error::WrongPassword | Error::Locked { .. } | Error::Refused(_))) => {
            let (title, what) = explain(visit.t, &e);
            let mut errors = ErrorList::default();
            errors.push("login", format!("{title}. {what}"));
            Ok((status_of(&e), page(&visit, login, back, false, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// `POST /sign-out`.
pub async fn sign_out(form: StaffForm) -> Result<Response, Failure> {
    let visit = &form.me.visit;
    match visit.app.office.end_session(&form.me.who, &form.me.who.session).await {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(redirect_with(forget(&visit.app.settings), "/")),
        Err(e) => Err(e.into()),
    }
}

fn page(visit: &Visit, login: &str, back: &str, kept: bool, errors: &ErrorList) -> Markup {
    let t = visit.t;
    let title = t.s("sign-in-title");
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            @if kept { (ui::inset(t.s("sign-in-kept"))) }
            p.govuk-body { (t.s("sign-in-intro")) }
            form method="post" action=(ui::SIGN_IN_PATH) novalidate {
                (ui::hidden("back", back))
                (ui::text_input(t, Field::new("login", t.s("sign-in-login")).value(login).error(errors.of("login"))
                    .autocomplete("username").width(Width::Chars(30)).required()))
                (ui::text_input(t, Field::new("password", t.s("sign-in-password")).password("current-password")
                    .width(Width::Chars(30)).required()))
                (ui::button(Button::Primary, &t.s("sign-in")))
            }
            p.govuk-body { (ui::link("/password/forgotten", &t.s("forgotten-title"))) }
        } }
        @if let Some(demo) = &visit.app.settings.demo {
            (demo_table(visit, &demo.signs_in, back))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

/// Ways into a demonstration, each with a button that signs in at once.
fn demo_table(visit: &Visit, signs_in: &[(String, String, String)], back: &str) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("sign-in-demo-role")),
        Column::new(t.s("sign-in-login")),
        Column::new(t.s("sign-in-password")),
        Column::quiet(t.s("sign-in")),
    ];
    let rows: Vec<Vec<Markup>> = signs_in
        .iter()
        .map(|(role, login, password)| {
            vec![
                html! { (role) },
                html! { code.motcua-code { (login) } },
                html! { code.motcua-code { (password) } },
                html! {
                    form.motcua-inline-form method="post" action=(ui::SIGN_IN_PATH) {
                        (ui::hidden("login", login))
                        (ui::hidden("password", password))
                        (ui::hidden("back", back))
                        button.govuk-button.govuk-button--secondary type="submit" {
                            (t.s("sign-in-demo-go")) span.govuk-visually-hidden { " " (role) }
                        }
                    }
                },
            ]
        })
        .collect();
    html! {
        h2.govuk-heading-m { (t.s("sign-in-demo-title")) }
        p.govuk-body { (t.s("sign-in-demo-intro")) }
        (ui::data_table_quiet(&t.s("sign-in-demo-title"), &columns, &rows))
    }
}
