//! The program itself: backups, the clock, how letters leave and which did not, the certificate; each
//! a section of its own.

mod backup;
pub(crate) mod clock;
mod log;

use super::page;
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::i18n::Lang;
use crate::pages::words;
use crate::ui::{self, Button, Column, ErrorList, Field, SummaryRow, Tag, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use office::Error;
use office::job::Waiting;
use office::mail::SendFault;

/// How many letters the page lists.
const LISTED: usize = 50;
/// A certificate is to be renewed when so many days are left.
const RENEW: i64 = 30;

/// What a test letter led to.
type Tested = Result<String, SendFault>;

/// The page.
pub(super) async fn show(me: &Staff) -> Result<Markup, Failure> {
    body(me, "", None, &ErrorList::default()).await
}

/// Sends a test letter and shows what the server said.
pub(super) async fn test(me: &Staff, filled: &Filled) -> Result<Response, Failure> {
    let (t, to) = (me.visit.t, filled.get("to"));
    match me.visit.app.office.post_test(me.actor(), to, t.lang() == Lang::En).await {
        Ok(tested) => Ok(body(me, to, tested.as_ref(), &ErrorList::default()).await?.into_response()),
        Err(Error::Refused(_)) => {
            let mut errors = ErrorList::default();
            errors.push("to", t.s("system-test-address"));
            let page = body(me, to, None, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

async fn body(me: &Staff, to: &str, tested: Option<&Tested>, errors: &ErrorList) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let (counts, waiting) = office.waiting(me.actor(), LISTED).await?;
    let own = office.mail_of(me.actor(), &me.actor().person).await?.unwrap_or_default();
    let to = if to.is_empty() { own.as_str() } else { to };
    let title = t.s("admin-system");
    let (held, clock, doings) = (backup::held(me).await?, clock::clock(me).await?, backup::doings(me).await?);
    let backups = backup::backups(me)?;
    let log = log::log(me).await?;
    Ok(page(
        me,
        &title,
        "/admin/system",
        html! {
            (ui::error_summary(t, errors.as_slice()))
            (ui::heading(None, &title))
            (held)
            (backups)
            (clock)
            (log)
            (mail(me, to, tested, errors))
            (letters(me, counts, &waiting))
            (certificate(me))
            (doings)
        },
    ))
}

/// How letters leave, and a test.
fn mail(me: &Staff, to: &str, tested: Option<&Tested>, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let Some(post) = visit.app.office.post() else {
        return html! {
            h2.govuk-heading-m { (t.s("system-mail")) }
            p.govuk-body { (ui::tag(Tag::Late, &t.s("system-mail-off"))) }
            p.govuk-body { (t.s("system-mail-off-what")) }
        };
    };
    let about = post.sender.about();
    let smtp = about.kind == "smtp";
    let mut rows = vec![
        SummaryRow::new(t.s("system-mail-way"), t.s(if smtp { "system-mail-smtp" } else { "system-mail-folder" })),
        SummaryRow::new(
            t.s(if smtp { "system-mail-server" } else { "system-mail-place" }),
            html! {
                code.motcua-code { (about.place) }
            },
        ),
    ];
    if smtp {
        rows.push(SummaryRow::new(t.s("system-mail-tls"), t.s(&format!("system-tls-{}", about.tls))));
        let user = about.user.clone().unwrap_or_else(|| t.s("system-mail-no-user"));
        rows.push(SummaryRow::new(t.s("system-mail-user"), user));
    }
    rows.push(SummaryRow::new(t.s("system-mail-from"), about.from.as_str()));
    let notices = if post.notices { "system-notices-on" } else { "system-notices-off" };
    rows.push(SummaryRow::new(t.s("system-notices"), t.s(notices)));
    html! {
        h2.govuk-heading-m { (t.s("system-mail")) }
        @match tested {
            Some(Ok(answer)) => (ui::inset(html! {
                p.govuk-body { strong { (t.s("system-test-sent")) } }
                p.govuk-body { (t.s("system-test-answer")) ": " code.motcua-code { (answer) } }
            })),
            Some(Err(fault)) => (ui::inset(html! {
                p.govuk-body { (ui::tag(Tag::Late, &t.s("system-test-failed"))) }
                p.govuk-body { (t.s("system-test-answer")) ": " code.motcua-code { (fault.words()) } }
                p.govuk-body { (t.s("system-test-failed-what")) }
            })),
            None => {},
        }
        (ui::summary_list(&rows))
        (ui::form_post("/admin/system/test", me.csrf(), html! {
            (ui::text_input(t, Field::new("to", t.s("system-test-to")).value(to).email().error(errors.of("to"))
                .width(Width::Chars(30)).max_length(200)))
            (ui::button(Button::Secondary, &t.s("system-test")))
        }))
    }
}

/// Letters that wait or were given up.
fn letters(me: &Staff, (waiting, given_up): (i64, i64), list: &[Waiting]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let columns = [
        Column::row_header(t.s("system-letter")),
        Column::new(t.s("system-letter-since")),
        Column::new(t.s("system-letter-problem")),
        Column::new(t.s("system-letter-next")),
    ];
    let row = |w: &Waiting| {
        let what = w.subject.map_or_else(|| t.s("system-letter-recovery"), |s| words::of(t, "contact", &s));
        vec![
            html! { (what) },
            html! { (t.datetime(w.created)) br; span.govuk-hint { (t.f("system-letter-tries", args!["n" => w.tries])) } },
            html! {
                @match w.problem.as_deref() {
                    Some(office::job::RESTORED) => (t.s("system-letter-restored")),
                    Some(problem) => code.motcua-code { (problem) },
                    None => {},
                }
            },
            html! {
                @if w.given_up.is_some() {
                    (ui::tag(Tag::Late, &t.s("system-letter-given-up")))
                    form.motcua-inline-form method="post" action={ "/admin/system/letters/" (w.id) "/again" } {
                        (ui::csrf(me.csrf()))
                        (ui::button(Button::Secondary, &t.s("system-letter-again")))
                    }
                } @else { (t.datetime(w.due.max(visit.app.office.now()))) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! {
        h2.govuk-heading-m { (t.s("system-letters")) }
        p.govuk-body { (t.f("system-letters-counts", args!["waiting" => waiting, "given" => given_up])) }
        @if !rows.is_empty() { (ui::data_table_quiet(&t.s("system-letters"), &columns, &rows)) }
    }
}

/// Whether the way to this program is encrypted, and for how long its certificate holds.
fn certificate(me: &Staff) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let settings = &visit.app.settings;
    let now = visit.app.office.now();
    html! {
        h2.govuk-heading-m { (t.s("system-tls")) }
        @if let Some(c) = &settings.certificate {
            @let days = c.until.duration_since(now).as_hours().div_euclid(24);
            @if days < 0 { (ui::warning(t, &t.s("system-tls-over"))) }
            @else if days < RENEW { (ui::warning(t, &t.f("system-tls-soon", args!["days" => days]))) }
            (ui::summary_list(&[
                SummaryRow::new(t.s("system-tls-subject"), c.subject.as_str()),
                SummaryRow::new(t.s("system-tls-issuer"), c.issuer.as_str()),
                SummaryRow::new(t.s("system-tls-until"), t.moment_long(c.until)),
                SummaryRow::new(t.s("system-tls-left"), t.f("system-tls-days", args!["days" => days.max(0)])),
            ]))
            p.govuk-hint { (t.s("system-tls-renew")) }
        } @else if settings.behind_proxy {
            p.govuk-body { (t.s("system-tls-proxy")) }
        } @else {
            p.govuk-body { (ui::tag(Tag::Late, &t.s("system-tls-off"))) }
            p.govuk-body { (t.s("system-tls-how")) }
        }
    }
}
