//! Reporting that the applicant was told something: every contact is on record (ND 61/2018 art. 5.1).

use super::{framed, id_of};
use crate::failure::{Failure, status_of};
use crate::forms::{Filled, StaffForm};
use crate::pages::words;
use crate::ui::{self, Button, Choice, ErrorList, Field, Group};
use crate::visit::Staff;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::contact::Means;
use maud::{Markup, html};
use office::Error;

/// `GET /dossiers/{id}/contact`.
pub async fn contact_form(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    page(&me, &id, &Filled::default(), &ErrorList::default()).await
}

/// `POST /dossiers/{id}/contact`.
pub async fn contact(Path(id): Path<String>, StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    let means = Means::REPORTED.into_iter().find(|m| words::word(m) == filled.get("means"));
    let Some(means) = means else {
        let mut errors = ErrorList::default();
        errors.push("means", me.visit.t.s("contact-means-missing"));
        let page = page(&me, &id, &filled, &errors).await?;
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    match me.visit.app.office.told(me.actor(), id_of(&id)?, means, filled.get("note")).await {
        Ok(()) => Ok(Redirect::to(&format!("/dossiers/{id}?done=contact")).into_response()),
        Err(Error::Refused(r)) => {
            let errors = words::errors(me.visit.t, &r);
            let page = page(&me, &id, &filled, &errors).await?;
            Ok((status_of(&Error::Refused(r)), page).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

async fn page(me: &Staff, id: &str, filled: &Filled, errors: &ErrorList) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let detail = me.visit.app.office.dossier(me.actor(), id_of(id)?).await?;
    let code = detail.dossier.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
    let title = t.s("contact-title");
    let choices: Vec<Choice> =
        Means::REPORTED.into_iter().map(|m| Choice::new(words::word(&m), words::of(t, "means", &m))).collect();
    let note = Field::new("note", t.s("contact-note"))
        .hint(t.s("contact-note-hint"))
        .value(filled.get("note"))
        .error(errors.of("note"))
        .max_length(1000)
        .required();
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            (ui::heading(Some(&code), &title))
            p.govuk-body { (t.s("contact-why")) }
            (ui::form_post(&format!("/dossiers/{id}/contact"), me.csrf(), html! {
                (ui::radios(t, Group::new("means", t.s("contact-means")).value(filled.get("means"))
                    .error(errors.of("means")).small(), &choices))
                (ui::textarea(t, note))
                (ui::button(Button::Primary, &t.s("contact-save")))
            }))
        } }
    };
    Ok(framed(me, &title, &format!("/dossiers/{id}"), body))
}
