//! Changing one's own password; forced when an administrator has set it.

use super::desk;
use crate::failure::{Failure, explain, status_of};
use crate::forms::{Filled, StaffForm};
use crate::ui::{self, Button, ErrorList, Field, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::Error;

/// `GET /password`.
pub async fn password_form(me: Staff) -> Markup {
    page(&me, &ErrorList::default())
}

/// `POST /password`.
pub async fn password(form: StaffForm) -> Result<Response, Failure> {
    let (me, visit) = (&form.me, &form.me.visit);
    if !visit.app.sign_in_limit.take(&visit.address) {
        return Err(Failure::too_many());
    }
    let (old, new, again) = (typed(&form.filled, "old"), typed(&form.filled, "new"), typed(&form.filled, "again"));
    if new != again {
        let mut errors = ErrorList::default();
        errors.push("again", visit.t.s("password-differs"));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(me, &errors)).into_response());
    }
    match visit.app.office.change_password(&me.who, old, new).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=password", desk(me.actor().kind))).into_response()),
        Err(e @ (Error::WrongPassword | Error::WeakPassword)) => {
            let mut errors = ErrorList::default();
            if matches!(e, Error::WrongPassword) {
                errors.push("old", visit.t.s("password-old-wrong"));
            } else {
                let (title, what) = explain(visit.t, &e);
                errors.push("new", format!("{title}. {what}"));
            }
            Ok((status_of(&e), page(me, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// A password as it was typed, with its blanks.
fn typed<'a>(filled: &'a Filled, name: &str) -> &'a str {
    filled.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
}

fn page(me: &Staff, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let title = t.s("password-title");
    let field = |name: &str, label: String, kind| {
        Field::new(name, label).password(kind).width(Width::Chars(30)).error(errors.of(name)).required()
    };
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::error_summary(t, errors.as_slice()))
            h1.govuk-heading-l { (title) }
            @if me.who.must_change { (ui::inset(t.s("password-must-change"))) }
            (ui::form_post("/password", me.csrf(), html! {
                (ui::text_input(t, field("old", t.s("password-old"), "current-password")))
                (ui::text_input(t, field("new", t.s("password-new"), "new-password").hint(t.s("password-new-hint"))))
                (ui::text_input(t, field("again", t.s("password-again"), "new-password")))
                (ui::button(Button::Primary, &t.s("password-submit")))
            }))
            (ui::hint_line(&t.s("password-others-end")))
        } }
    };
    ui::page(&me.visit.shell(), &title, body)
}
