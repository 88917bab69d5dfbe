//! Following a dossier without signing in: by code only the degree of completion (codes can be
//! guessed, TT 01/2018 art. 16.2d), by the receipt's QR code in plain words. Never a personal value.

mod opening;
mod status;

pub use opening::{all, ask_code, code_form, open, shut};

use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::Asks;
use crate::pages::home::follow_form;
use crate::ui::{self, SummaryRow};
use crate::visit::Visit;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::code::DossierCode;
use maud::{Markup, html};
use office::Error;
use office::follow::Degree;

/// `GET /follow?code=`.
pub async fn by_code(visit: Visit, Query(query): Query<Asks>) -> Result<Response, Failure> {
    let typed: String = query.get("code").map_or("", |c| c.trim()).chars().take(60).collect();
    if typed.is_empty() {
        return Ok(page(&visit, "", html! {}, None).into_response());
    }
    visit.app.follow_limit.ask(&visit.address).map_err(Failure::wait)?;
    // A code that cannot be one and a code that nobody has get the same answer.
    let found = match DossierCode::parse(&typed) {
        Ok(code) => visit.app.office.degree(&code).await,
        Err(_) => Err(Error::NotFound { what: "dossier" }),
    };
    match found {
        Ok(degree) => Ok(page(&visit, &typed, shown(&visit, &degree), None).into_response()),
        Err(Error::NotFound { .. }) => {
            let error = visit.t.s("follow-unknown");
            Ok((StatusCode::NOT_FOUND, page(&visit, &typed, html! {}, Some(&error))).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// `GET /t/{token}`: where the receipt's QR code leads.
pub async fn by_token(visit: Visit, Path(token): Path<String>) -> Result<Markup, Failure> {
    let status = visit.app.office.status(&token).await?;
    let goes_to = visit.app.office.code_goes_to(&token).await?;
    Ok(status::page(&visit, &status, opening::offer(&visit, &token, goes_to.as_deref())))
}

fn page(visit: &Visit, code: &str, answer: Markup, error: Option<&str>) -> Markup {
    let t = visit.t;
    let title = t.s("follow-title");
    let errors: Vec<(&str, &str)> = error.iter().map(|e| ("code", *e)).collect();
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, &errors))
            h1.govuk-heading-l { (title) }
            (answer)
            (follow_form(visit, code, error, ui::Button::Primary))
            (ui::inset(t.s("follow-use-qr")))
        } }
    };
    ui::page(&visit.shell(), &title, body)
}

fn shown(visit: &Visit, degree: &Degree) -> Markup {
    let t = visit.t;
    let text = if degree.finished {
        t.s("follow-finished")
    } else {
        let percent = degree.done * 100 / degree.total.max(1);
        t.f("follow-percent", args!["percent" => percent, "done" => degree.done, "total" => degree.total])
    };
    ui::summary_list(&[
        SummaryRow::new(t.s("follow-code"), html! { span.motcua-nowrap { (degree.code.as_str()) } }),
        SummaryRow::new(t.s("follow-degree-title"), text),
    ])
}
