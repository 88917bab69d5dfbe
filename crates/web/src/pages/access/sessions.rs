//! Open sessions of the signed-in person: seen, and ended.

use super::{forget, pin, redirect_with};
use crate::args;
use crate::failure::Failure;
use crate::forms::StaffForm;
use crate::ui::{self, Button, Column, Tag};
use crate::visit::Staff;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use office::access::OwnPin;
use store::access::Session;

/// `GET /sessions`.
pub async fn sessions(me: Staff) -> Result<Markup, Failure> {
    let office = &me.visit.app.office;
    let open = office.sessions(&me.who).await?;
    let own = office.own_pin(&me.who).await?;
    Ok(page(&me, &open, own.as_ref()))
}

/// `GET /session`: when the session ends, for the script; asking is no use of it.
pub async fn until(me: Staff) -> Response {
    ends(&me)
}

/// `POST /session/stay`: the person is still there.
pub async fn stay(form: StaffForm) -> Result<Response, Failure> {
    let ends_at = form.me.visit.app.office.prolong(&form.me.who).await?;
    let me = Staff { who: office::access::SignedIn { ends: ends_at, ..form.me.who }, visit: form.me.visit };
    Ok(ends(&me))
}

/// Who is here and until when. A page that waited while its person signed in again in another window
/// goes on with the new session's value; no other site can read it.
fn ends(me: &Staff) -> Response {
    let now = me.visit.app.office.now();
    let left = me.who.ends.duration_since(now).as_millis();
    let (left, at) = (i64::try_from(left).unwrap_or(0), me.visit.t.time(me.who.ends));
    let (person, csrf) = (me.actor().person.as_str(), me.csrf());
    Json(serde_json::json!({
        "left_ms": left, "at": at, "now_ms": now.as_millisecond(), "now": me.visit.t.time(now),
        "person": person, "csrf": csrf,
    }))
    .into_response()
}

/// `POST /sessions/{id}/end`. Ending the session in use signs out.
pub async fn end_session(Path(id): Path<String>, form: StaffForm) -> Result<Response, Failure> {
    let (who, visit) = (&form.me.who, &form.me.visit);
    visit.app.office.end_session(who, &id).await?;
    Ok(if id == who.session {
        redirect_with(forget(&visit.app.settings), "/")
    } else {
        Redirect::to("/sessions?done=end-session").into_response()
    })
}

fn page(me: &Staff, open: &[Session], own: Option<&OwnPin>) -> Markup {
    let t = me.visit.t;
    let title = t.s("sessions-title");
    let columns = [
        Column::row_header(t.s("sessions-device")),
        Column::new(t.s("sessions-post")),
        Column::new(t.s("sessions-began")),
        Column::new(t.s("sessions-seen")),
        Column::quiet(t.s("sessions-end")),
    ];
    // The one in use comes first, so that nobody ends it by mistake.
    let (own_first, others): (Vec<_>, Vec<_>) = open.iter().partition(|s| s.id == me.who.session);
    let rows: Vec<Vec<Markup>> = own_first.into_iter().chain(others).map(|s| row(me, s)).collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (t.s("sessions-intro")) }
        (ui::data_table_quiet(&title, &columns, &rows))
        p.govuk-body { a.govuk-link href="/password" { (t.s("nav-password")) } }
        (pin::state(me, own))
    };
    ui::page(&me.visit.shell(), &title, body)
}

fn row(me: &Staff, s: &Session) -> Vec<Markup> {
    let t = me.visit.t;
    let law = me.visit.app.office.law();
    let post = law.organisation.post(&s.post).map(|p| me.visit.text(&p.name).to_owned()).unwrap_or_default();
    let current = s.id == me.who.session;
    let address = if s.address.is_empty() { t.s("sessions-address-unknown") } else { s.address.clone() };
    vec![
        html! {
            (browser(&s.agent).unwrap_or_else(|| t.s("sessions-device-unknown")))
            @if current { " " (ui::tag(Tag::Active, &t.s("sessions-current"))) }
            br;
            span.govuk-hint { (t.f("sessions-from", args!["address" => address])) }
        },
        html! {
            (post)
            @if s.delegated { br; span.govuk-hint { (t.s("post-delegated")) } }
        },
        ui::when(&t.datetime(s.created)),
        ui::when(&t.datetime(s.seen)),
        html! {
            (ui::post_button(Button::Secondary, &t.s("sessions-end"), &format!("/sessions/{}/end", s.id), me.csrf()))
        },
    ]
}

/// Browser and system in two words, from what the browser says of itself.
fn browser(agent: &str) -> Option<String> {
    let first = |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, n)| *n);
    let program = first(&[
        ("coc_coc", "Cốc Cốc"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ])?;
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    Some(system.map_or_else(|| program.to_owned(), |s| format!("{program} – {s}")))
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_in_two_words() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(browser(chrome).as_deref(), Some("Chrome – Windows"));
        assert_eq!(browser(""), None);
    }
}
