//! Opening a dossier with a one-time code: asking for it, typing it, and what it shows.

use super::status;
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::i18n::Lang;
use crate::pages::access::cookie;
use crate::pages::dossier::{said, timeline};
use crate::ui::{self, Button, Column, ErrorList, Field, SummaryRow, Width};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::dossier::{Detail, PartyText};
use office::opening::{Asked, CodeFault};

/// The cookie of a browser that opened a dossier; it goes to that dossier's pages only.
const OPENED_COOKIE: &str = "motcua_opened";
/// How long the browser keeps it, in seconds; the office ends it by itself.
const HALF_AN_HOUR: u32 = 30 * 60;

/// What the receipt's page offers: where a code would go, or that only the counter can tell more.
pub(super) fn offer(visit: &Visit, token: &str, goes_to: Option<&str>) -> Markup {
    let t = visit.t;
    html! {
        h2.govuk-heading-m { (t.s("open-title")) }
        @match goes_to {
            Some(masked) => {
                p.govuk-body { (t.s("open-what")) }
                p.govuk-body { (t.f("open-goes-to", args!["address" => masked])) }
                form method="post" action={ "/t/" (token) "/code" } novalidate {
                    (ui::button(Button::Secondary, &t.s("open-send")))
                }
            }
            None => p.govuk-body { (t.s("open-nowhere")) },
        }
    }
}

/// `POST /t/{token}/code`: sends a code to the address on file.
pub async fn ask_code(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    visit.app.code_limit.ask(&visit.address).map_err(Failure::wait)?;
    match visit.app.office.ask_code(&token, visit.t.lang() == Lang::En).await? {
        Asked::Sent => Ok(Redirect::to(&format!("/t/{token}/code")).into_response()),
        Asked::Nowhere => Ok(Redirect::to(&format!("/t/{token}")).into_response()),
        Asked::Wait { until } => {
            let seconds = until.duration_since(visit.app.office.now()).as_secs().max(1);
            Err(Failure::wait(u64::try_from(seconds).unwrap_or(1)))
        }
    }
}

/// `GET /t/{token}/code`: where the code is typed.
pub async fn code_form(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    form(&visit, &token, &ErrorList::default()).await
}

async fn form(visit: &Visit, token: &str, errors: &ErrorList) -> Result<Response, Failure> {
    let t = visit.t;
    let Some(masked) = visit.app.office.code_goes_to(token).await? else {
        return Ok(Redirect::to(&format!("/t/{token}")).into_response());
    };
    let title = t.s("open-code-title");
    let before = ui::back_link(t, &format!("/t/{token}"));
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            p.govuk-body { (t.f("open-code-sent", args!["address" => masked])) }
            @if let Some(demo) = &visit.app.settings.demo {
                (ui::inset(t.f("open-demo", args!["folder" => demo.letters.as_str()])))
            }
            form method="post" action={ "/t/" (token) "/open" } novalidate {
                (ui::text_input(t, Field::new("code", t.s("open-code")).hint(t.s("open-code-hint")).digits()
                    .autocomplete("one-time-code").error(errors.of("code")).width(Width::Chars(10)).required()))
                (ui::button(Button::Primary, &t.s("open-go")))
            }
            p.govuk-body { (t.s("open-code-none")) }
            form method="post" action={ "/t/" (token) "/code" } novalidate {
                (ui::button(Button::Secondary, &t.s("open-send-again")))
            }
        } }
    };
    let page = ui::page_before(&visit.shell(), &title, before, body);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

/// `POST /t/{token}/open`: opens the dossier for this browser.
pub async fn open(visit: Visit, Path(token): Path<String>, filled: Filled) -> Result<Response, Failure> {
    visit.app.code_limit.ask(&visit.address).map_err(Failure::wait)?;
    let t = visit.t;
    let mut errors = ErrorList::default();
    match visit.app.office.open_with_code(&token, filled.get("code")).await? {
        Ok(secret) => {
            let set = opened_cookie(&visit, &token, &secret, HALF_AN_HOUR);
            let to = Redirect::to(&format!("/t/{token}/all"));
            return Ok((AppendHeaders([(SET_COOKIE, set)]), to).into_response());
        }
        Err(CodeFault::Wrong { left }) => errors.push("code", t.f("open-wrong", args!["left" => left])),
        Err(CodeFault::Over) => errors.push("code", t.s("open-over")),
    }
    form(&visit, &token, &errors).await
}

/// `POST /t/{token}/shut`: shuts the dossier in this browser.
pub async fn shut(visit: Visit, Path(token): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(secret) = secret_of(&headers) {
        visit.app.office.shut(&secret).await?;
    }
    // A token is what the address holds: it must not end the cookie's line.
    let plain: String = token.chars().filter(char::is_ascii_alphanumeric).collect();
    let forget = opened_cookie(&visit, &plain, "", 0);
    Ok((AppendHeaders([(SET_COOKIE, forget)]), Redirect::to(&format!("/t/{plain}"))).into_response())
}

fn opened_cookie(visit: &Visit, token: &str, secret: &str, seconds: u32) -> String {
    let whole = cookie(&visit.app.settings, OPENED_COOKIE, secret, Some(seconds));
    whole.replacen("; Path=/;", &format!("; Path=/t/{token};"), 1)
}

fn secret_of(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(axum::http::header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == OPENED_COOKIE)
        .map(|(_, secret)| secret.to_owned())
}

/// `GET /t/{token}/all`: all that concerns the applicant.
pub async fn all(visit: Visit, Path(token): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let status = visit.app.office.status(&token).await?;
    let opened = match secret_of(&headers) {
        Some(secret) => visit.app.office.opened(&token, &secret).await?,
        None => None,
    };
    let Some(detail) = opened else { return Ok(Redirect::to(&format!("/t/{token}")).into_response()) };
    let t = visit.t;
    let name = visit.procedure_name(&status.procedure);
    let body = html! {
        (ui::heading(Some(&t.f("status-code", args!["code" => status.code.as_str()])), &name))
        p.govuk-body-l { strong { (status::sentence(&visit, &status)) } }
        div.govuk-grid-row {
            div."govuk-grid-column-two-thirds-from-desktop" {
                (party(&visit, &t.s("open-applicant"), &detail.applicant))
                @if let Some((who, authorisation)) = &detail.representative {
                    (party(&visit, &t.s("open-representative"), who))
                    p.govuk-body { (t.s("dossier-authorisation")) ": " (authorisation) }
                }
                (papers(&visit, &detail))
            }
            div."govuk-grid-column-one-third-from-desktop" {
                h2.govuk-heading-m { (t.s("open-timeline")) }
                (ui::timeline(&timeline::for_the_applicant(&visit, &detail)))
            }
        }
        form method="post" action={ "/t/" (token) "/shut" } novalidate {
            p.govuk-body { (t.s("open-shared")) }
            (ui::button(Button::Secondary, &t.s("open-shut")))
        }
    };
    let before = ui::back_link(t, &format!("/t/{token}"));
    Ok(ui::page_before(&visit.shell(), &name, before, body).into_response())
}

fn party(visit: &Visit, title: &str, of: &PartyText) -> Markup {
    let t = visit.t;
    let rows: Vec<SummaryRow> = [
        ("field-name", &of.name),
        ("field-id-number", &of.id_number),
        ("field-address", &of.address),
        ("field-phone", &of.phone),
        ("field-email", &of.email),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| SummaryRow::new(t.s(key), value))
    .collect();
    ui::summary_card(title, &rows)
}

fn papers(visit: &Visit, detail: &Detail) -> Markup {
    let (t, d) = (visit.t, &detail.dossier);
    let law = visit.app.office.law();
    let version = law.version(&d.procedure);
    let columns = [Column::row_header(t.s("paper-name")), Column::new(t.s("open-paper-given"))];
    let rows: Vec<Vec<Markup>> = d
        .papers
        .iter()
        .map(|held| {
            let given = if held.from_database {
                t.s("open-paper-from-database")
            } else {
                said::counts(t, held.originals, held.copies)
            };
            vec![html! { (said::paper(visit, version, &held.paper)) }, html! { (given) }]
        })
        .collect();
    html! { @if !rows.is_empty() { (ui::data_table(&t.s("open-papers"), &columns, &rows)) } }
}
