//! What somebody began and did not send: kept, offered again, thrown away.

use crate::args;
use crate::failure::Failure;
use crate::forms::StaffForm;
use crate::keep::{self, Form};
use crate::pages::access::desk;
use crate::pages::words;
use crate::ui::{self, Button};
use crate::visit::Staff;
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{DossierId, DraftId};
use maud::{Markup, html};
use office::Error;
use office::draft::Draft;
use serde_json::json;

/// `POST /drafts`: keeps a form. A script is told when; a person is led back to the desk.
pub async fn save(headers: HeaderMap, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    let unfinished = keep::unfinished(&filled).ok_or_else(Failure::malformed)?;
    let visit = &me.visit;
    let saved = visit.app.office.save_draft(me.actor(), unfinished, visit.app.settings.keep_drafts()).await?;
    let by_script = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()) == Some("application/json");
    Ok(match (by_script, saved) {
        (true, Some(at)) => Json(json!({ "saved": visit.t.time(at) })).into_response(),
        // It was sent, or thrown away, in another window.
        (true, None) => StatusCode::CONFLICT.into_response(),
        (false, Some(_)) => Redirect::to(&format!("{}?done=draft", desk(me.actor().kind))).into_response(),
        (false, None) => return Err(Error::NotFound { what: "draft" }.into()),
    })
}

/// `POST /drafts/{id}/discard`.
pub async fn discard(Path(id): Path<String>, form: StaffForm) -> Result<Response, Failure> {
    let me = &form.me;
    let id: DraftId = id.parse().map_err(|_| Failure::from(Error::NotFound { what: "draft" }))?;
    me.visit.app.office.discard_draft(me.actor(), id).await?;
    Ok(Redirect::to(&format!("{}?done=discard-draft", desk(me.actor().kind))).into_response())
}

/// The list of what is not finished, for the desks; nothing when all is.
pub(crate) async fn list(me: &Staff) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let drafts = me.visit.app.office.drafts(me.actor()).await?;
    let mut lines = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        if let Some(line) = line(me, draft).await? {
            lines.push(line);
        }
    }
    Ok(html! { @if !lines.is_empty() {
        h2.govuk-heading-m { (t.s("drafts-title")) }
        ul.govuk-list.motcua-drafts { @for line in lines { (line) } }
    } })
}

/// What lies unfinished of this very form; offered in the form itself.
pub(crate) async fn here(me: &Staff, path: &str) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let drafts = me.visit.app.office.drafts(me.actor()).await?;
    let mut lines = Vec::new();
    for draft in drafts.iter().filter(|d| d.path == path) {
        if let Some(line) = line(me, draft).await? {
            lines.push(line);
        }
    }
    Ok(html! { @if !lines.is_empty() {
        (ui::inset(html! {
            p.govuk-body { (t.s("drafts-here")) }
            ul.govuk-list.motcua-drafts { @for line in lines { (line) } }
        }))
    } })
}

async fn line(me: &Staff, draft: &Draft) -> Result<Option<Markup>, Failure> {
    let t = me.visit.t;
    let what = match Form::at(&draft.path) {
        Some(Form::Receive(key)) => {
            let name = me.visit.latest_name(&key);
            let who = draft.fields.iter().find(|(n, _)| n == "applicant.name").map_or("", |(_, v)| v.trim());
            if who.is_empty() { name } else { format!("{name} – {who}") }
        }
        Some(Form::Act(id, kind)) => match code(me, id).await? {
            Some(code) => format!("{} – {code}", words::of(t, "act", &kind)),
            // Out of reach meanwhile: what was typed about it is not shown.
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    Ok(Some(html! {
        li.motcua-drafts__item {
            a.govuk-link href={ (draft.path) "?draft=" (draft.id.to_string()) } { (what) }
            span.govuk-hint { (t.f("drafts-saved", args!["when" => t.datetime(draft.saved)])) }
            form.motcua-inline-form method="post" action={ "/drafts/" (draft.id.to_string()) "/discard" } {
                (ui::csrf(me.csrf()))
                button.(Button::Secondary.class()) type="submit" {
                    (t.s("drafts-discard")) span.govuk-visually-hidden { ": " (what) }
                }
            }
        }
    }))
}

async fn code(me: &Staff, id: DossierId) -> Result<Option<String>, Failure> {
    match me.visit.app.office.dossier(me.actor(), id).await {
        Ok(detail) => Ok(Some(detail.dossier.code.map_or_else(|| me.visit.t.s("dossier-no-code"), |c| c.to_string()))),
        Err(Error::NotFound { .. } | Error::Denied(_)) => Ok(None),
        Err(e) => Err(e.into()),
    }
}
