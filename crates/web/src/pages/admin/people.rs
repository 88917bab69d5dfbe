//! People who serve: registered with a post in one form, their posts, their accounts.

use super::history::{self, period};
use super::page;
use super::tried::{Sent, Tried};
use super::unit::change;
use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::Filled;
use crate::pages::dossier::{Asks, framed};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, SummaryRow, Tag, Width};
use crate::visit::{Staff, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::local;
use domain::id::PersonId;
use domain::law::{Refusal, Rule};
use domain::organisation::{Organisation, OrganisationCommand, Person, Subject};
use domain::text::fold;
use maud::{Markup, html};
use office::Error;
use store::access::Account;

/// People on one page of the list.
const PAGE: usize = 50;

/// A key for a person made of the name: `nguyen-thi-mau`, with a number when it is taken.
fn key_for(org: &Organisation, name: &str) -> Result<PersonId, Refusal> {
    let base: String =
        fold(name).replace(' ', "-").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    if base.is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field("name"));
    }
    let free = std::iter::once(base.clone()).chain((2..10_000).map(|n| format!("{base}-{n}")));
    free.filter_map(|key| PersonId::parse(&key).ok())
        .find(|id| org.person(id).is_none())
        .ok_or_else(|| Refusal::new(Rule::FieldRequired).field("name"))
}

/// A password that is read aloud or copied once: 16 letters and digits that do not look alike.
fn new_password() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Error::Store(store::db::DbError::Unavailable(e.to_string())))?;
    let mut out = String::with_capacity(19);
    for (i, b) in bytes.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        out.push(char::from(LETTERS[usize::from(b % 32)]));
    }
    Ok(out)
}

/// Posts of the whole organisation to choose from, by unit.
pub(super) fn post_choices(visit: &Visit) -> Vec<Choice> {
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    org.posts
        .iter()
        .filter(|p| p.to.is_none_or(|to| today < to))
        .map(|p| {
            let empty = if org.holders(&p.id, today).is_empty() {
                format!(" – {}", visit.t.s("admin-post-empty"))
            } else {
                String::new()
            };
            Choice::new(p.id.to_string(), format!("{} – {}{empty}", visit.unit_name(&p.unit), visit.text(&p.name)))
        })
        .collect()
}

/// The list, with the form for a new person.
pub(super) fn list(me: &Staff, accounts: &[Account], asks: &Asks, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let q = asks.get("q").map(|q| q.trim()).unwrap_or_default();
    let wanted = fold(q);
    let mut people: Vec<&Person> = org.people.iter().filter(|p| fold(&p.name).contains(&wanted)).collect();
    people.sort_by_key(|p| {
        let name = fold(&p.name);
        (name.rsplit(' ').next().unwrap_or_default().to_owned(), name)
    });
    let columns =
        [Column::row_header(t.s("admin-person")), Column::new(t.s("admin-posts")), Column::new(t.s("admin-login"))];
    let last = people.len().div_ceil(PAGE).max(1);
    let at: usize = asks.get("page").and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, last);
    let to = |n: usize| format!("/admin/people?q={}&page={n}", ui::percent_encode(q));
    let (before, after) = ((at > 1).then(|| to(at - 1)), (at < last).then(|| to(at + 1)));
    let rows: Vec<Vec<Markup>> = people
        .iter()
        .skip((at - 1) * PAGE)
        .take(PAGE)
        .map(|p| {
            vec![
                ui::link(&format!("/admin/people/{}", p.id), &p.name),
                html! { @for post in org.posts_of(&p.id, today) {
                    div { (visit.text(&post.name)) ", " (visit.unit_name(&post.unit)) }
                } },
                html! {
                    @match accounts.iter().find(|a| a.person == p.id) {
                        Some(a) => (a.login),
                        None => (ui::tag(Tag::Waiting, &t.s("admin-no-account"))),
                    }
                },
            ]
        })
        .collect();
    let title = t.s("admin-people");
    page(
        me,
        &title,
        "/admin/people",
        html! {
            (ui::error_summary(t, errors.as_slice()))
            (ui::heading(None, &title))
            details.govuk-details open[!errors.is_empty()] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("admin-add-person")) } }
                div.govuk-details__text { (add_form(me, f, errors)) }
            }
            (ui::search(t, "/admin/people", "people-search", ui::text_input(t, Field::new("q", t.s("admin-person-q")).value(q).width(Width::Chars(30)))))
            @if rows.is_empty() { (ui::empty_state(&t.s("people-none-found"), None)) }
            @else {
                p.govuk-body role="status" {
                    (t.f("people-found", args!["n" => people.len()]))
                    @if last > 1 { " " (t.f("page-of", args!["n" => at, "last" => last])) }
                }
                (ui::data_table_quiet(&title, &columns, &rows))
                (ui::pagination(t, before.as_deref(), after.as_deref()))
            }
        },
    )
}

fn add_form(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let t = me.visit.t;
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    ui::form_post(
        "/admin/people",
        me.csrf(),
        html! {
            (ui::text_input(t, field("name", "admin-name").width(Width::TwoThirds).max_length(200).required()))
            (ui::select(t, field("post", "admin-post").required(), &post_choices(&me.visit)))
            (ui::text_input(t, field("login", "admin-login").hint(t.s("admin-login-hint")).optional(t).width(Width::Chars(20)).max_length(80)))
            (ui::button(Button::Primary, &t.s("admin-add-person")))
        },
    )
}

/// Registers a person, puts them in a post and, with a sign-in name, opens an account.
pub(super) async fn add(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let office = &me.visit.app.office;
    let missing = |name: &str| Refusal::new(Rule::FieldRequired).field(name);
    let (name, post) = (f.get("name").to_owned(), f.get("post").parse());
    let gaps: Vec<Refusal> = [name.is_empty().then(|| missing("name")), post.is_err().then(|| missing("post"))]
        .into_iter()
        .flatten()
        .collect();
    if !gaps.is_empty() {
        let accounts = office.accounts(me.actor()).await?;
        let page = list(me, &accounts, &Asks::new(), f, &words::all_errors(me.visit.t, &gaps));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let answer = async {
        let post = post.map_err(|_| missing("post"))?;
        let id = key_for(&office.law().organisation, &name)?;
        let login = f.get("login").to_lowercase();
        // Known before anything is written, so that nobody is registered half.
        if !login.is_empty() && office.accounts(me.actor()).await?.iter().any(|a| a.login == login) {
            return Err(Refusal::new(Rule::AlreadyDone).field("login").into());
        }
        office.change_organisation(me.actor(), OrganisationCommand::AddPerson(Person { id: id.clone(), name })).await?;
        office
            .change_organisation(
                me.actor(),
                OrganisationCommand::Appoint { person: id.clone(), post, from: None, to: None },
            )
            .await?;
        Ok::<_, Error>((id, login))
    };
    match answer.await {
        Ok((id, login)) if !login.is_empty() => opened(me, &id, &login, f).await,
        Ok((id, _)) => Ok(Redirect::to(&format!("/admin/people/{id}?done=add-person")).into_response()),
        Err(Error::Refused(r)) => {
            let accounts = office.accounts(me.actor()).await?;
            let errors = words::errors(me.visit.t, &r);
            let page = list(me, &accounts, &Asks::new(), f, &errors);
            Ok((status_of(&Error::Refused(r)), page).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// One person.
pub(super) async fn show(
    me: &Staff,
    id: &PersonId,
    accounts: &[Account],
    tried: &Tried<'_>,
) -> Result<Markup, Failure> {
    let happened = history::show(me, Subject::Person(id)).await?;
    let address = me.visit.app.office.mail_of(me.actor(), id).await?.unwrap_or_default();
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let person = org.person(id).ok_or_else(|| Refusal::new(Rule::PersonUnknown))?;
    let base = format!("/admin/people/{id}");
    let columns = [
        Column::row_header(t.s("admin-post")),
        Column::new(t.s("admin-unit")),
        Column::new(t.s("admin-from")),
        Column::quiet(t.s("admin-end-post")),
    ];
    let rows: Vec<Vec<Markup>> = org
        .holdings
        .iter()
        .filter(|h| h.person == *id)
        .filter_map(|h| Some((h, org.post(&h.post)?)))
        .map(|(h, post)| {
            vec![
                ui::link(&format!("/admin/posts/{}", post.id), visit.text(&post.name)),
                ui::link(&format!("/admin/units/{}", post.unit), &visit.unit_name(&post.unit)),
                html! {
                    (period(visit, h.from, h.to))
                    @if today < h.from { " " (ui::tag(Tag::New, &t.s("org-not-yet"))) }
                },
                html! { @if h.to.is_none_or(|to| today < to) {
                    (ui::link(&format!("{base}/leave?post={}", post.id), &t.s("org-leave-link")))
                } },
            ]
        })
        .collect();
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&t.s("admin-person")), &person.name))
        @if org.posts_of(id, today).is_empty() { p.govuk-body { (t.s("admin-no-post")) } }
        @if !rows.is_empty() { (ui::data_table(&t.s("admin-posts"), &columns, &rows)) }
        (tried.folded("appoint", &t.s("admin-appoint"), ui::form_post(&format!("{base}/appoint"), me.csrf(), html! {
            (ui::select(t, tried.field(t, "appoint", "post", "admin-appoint-to", "").required(), &post_choices(visit)))
            (tried.date(t, "appoint", "from", "org-from-day", "org-appoint-from-hint", Some(today)))
            (tried.date(t, "appoint", "to", "org-last-day", "org-last-day-hint", None))
            (ui::button(Button::Primary, &t.s("admin-appoint")))
        })))
        (tried.folded("name", &t.s("org-correct-name"), ui::form_post(&format!("{base}/name"), me.csrf(), html! {
            (ui::text_input(t, tried.field(t, "name", "name", "admin-name", &person.name).required().width(Width::TwoThirds).max_length(200)))
            (ui::button(Button::Primary, &t.s("org-correct-name")))
        })))
        (tried.folded("address", &t.s("admin-mail"), ui::form_post(&format!("{base}/mail"), me.csrf(), html! {
            (ui::text_input(t, tried.field(t, "address", "mail", "field-email", &address).hint(t.s("admin-mail-hint"))
                .email().width(Width::TwoThirds).max_length(200)))
            (ui::button(Button::Primary, &t.s("admin-mail-save")))
        })))
        (account_part(me, id, accounts.iter().find(|a| a.person == *id), tried))
        (happened)
    };
    Ok(framed(me, &person.name, "/admin/people", body))
}

fn account_part(me: &Staff, id: &PersonId, account: Option<&Account>, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let base = format!("/admin/people/{id}");
    let login = account.map_or_else(|| id.to_string(), |a| a.login.clone());
    html! {
        h2.govuk-heading-m { (t.s("admin-account")) }
        @if let Some(a) = account {
            (ui::summary_list(&[
                SummaryRow::new(t.s("admin-login"), &a.login),
                SummaryRow::new(t.s("admin-account-state"), match a.locked_until.filter(|u| *u > visit.app.office.now()) {
                    _ if a.closed.is_some() => t.f("org-account-closed", args!["at" => a.closed.map_or_else(String::new, |at| t.datetime(at))]),
                    Some(until) => t.f("admin-locked-until", args!["until" => t.moment_long(until)]),
                    None if a.must_change => t.s("admin-must-change"),
                    None => t.s("admin-account-open"),
                }),
            ]))
        }
        (ui::form_post(&format!("{base}/account"), me.csrf(), html! {
            @if let Some(a) = account {
                (ui::hidden("account-login", &login))
                p.govuk-hint { (t.s(if a.closed.is_some() { "org-reopen-hint" } else { "admin-reset-hint" })) }
                (ui::button(Button::Warning, &t.s(if a.closed.is_some() { "org-reopen" } else { "admin-reset-password" })))
            } @else {
                (ui::text_input(t, tried.field(t, "account", "login", "admin-login", &login).width(Width::Chars(20)).max_length(80)))
                (ui::button(Button::Secondary, &t.s("admin-open-account")))
            }
        }))
        @if account.is_some_and(|a| a.closed.is_none()) && *id != me.actor().person {
            (ui::form_post(&format!("{base}/close-account"), me.csrf(), html! {
                p.govuk-hint { (t.s("org-close-account-hint")) }
                (ui::button(Button::Secondary, &t.s("org-close-account")))
            }))
        }
    }
}

/// After a change: back to the person, or the person's page with what stands against it.
async fn answered(
    me: &Staff,
    id: &PersonId,
    sent: &Sent<'_>,
    answer: Result<(), Error>,
    done: &str,
) -> Result<Response, Failure> {
    let next = format!("/admin/people/{id}?done={done}");
    let page = async |tried: &Tried<'_>| {
        let accounts = me.visit.app.office.accounts(me.actor()).await?;
        show(me, id, &accounts, tried).await
    };
    sent.answer(me.visit.t, answer, &next, page).await
}

/// Puts a person in a post, from a day on, until they leave or to a last day.
pub(super) async fn appoint(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "appoint", filled: f };
    let read = || Ok::<_, Refusal>((sent.key("post")?, sent.date_or_none("from")?, sent.last_day("to")?));
    let answer = match read() {
        Ok((post, from, to)) => {
            change(me, OrganisationCommand::Appoint { person: person.clone(), post, from, to }).await
        }
        Err(r) => Err(r.into()),
    };
    answered(me, &person, &sent, answer, "appoint").await
}

/// Puts a name right.
pub(super) async fn correct_name(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "name", filled: f };
    let name = sent.get("name").to_owned();
    let answer = change(me, OrganisationCommand::CorrectName { person: person.clone(), name }).await;
    answered(me, &person, &sent, answer, "correct-name").await
}

/// Sets the mail address to which a link for a new password goes.
pub(super) async fn mail(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "address", filled: f };
    let answer = me.visit.app.office.set_mail(me.actor(), &person, sent.get("mail")).await;
    answered(me, &person, &sent, answer, "mail").await
}

/// Closes an account at once.
pub(super) async fn close_account(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "close", filled: f };
    let answer = me.visit.app.office.close_account(me.actor(), &person).await;
    answered(me, &person, &sent, answer, "close-account").await
}

pub(super) async fn account(me: &Staff, person: &PersonId, f: &Filled) -> Result<Response, Failure> {
    let login = f.get("account-login").to_lowercase();
    opened(me, person, &login, f).await
}

/// Sets a password made by chance and shows it this once: no page can show it again.
async fn opened(me: &Staff, person: &PersonId, login: &str, f: &Filled) -> Result<Response, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let password = new_password()?;
    if let Err(e) = visit.app.office.open_account(me.actor(), person, login, &password, true).await {
        return answered(me, person, &Sent { form: "account", filled: f }, Err(e), "").await;
    }
    let title = t.s("admin-password-title");
    let body = html! {
        (ui::heading(Some(&visit.person_name(person)), &title))
        (ui::summary_list(&[
            SummaryRow::new(t.s("admin-login"), html! { code.motcua-code { (login) } }),
            SummaryRow::new(t.s("admin-password"), html! { code.motcua-code { (password) } }),
        ]))
        (ui::warning(t, &t.s("admin-once")))
        p.govuk-body { (t.s("admin-password-next")) }
    };
    Ok(framed(me, &title, &format!("/admin/people/{person}"), body).into_response())
}

#[cfg(test)]
mod tests {
    use super::{key_for, new_password};
    use domain::organisation::{Organisation, Person};

    #[test]
    fn two_people_of_one_name_get_two_keys() {
        let mut org = Organisation::default();
        let first = key_for(&org, "Đỗ Thị Ví Dụ").unwrap();
        assert_eq!(first.as_str(), "do-thi-vi-du");
        org.people.push(Person { id: first, name: "Đỗ Thị Ví Dụ".into() });
        assert_eq!(key_for(&org, "Đỗ Thị Ví Dụ").unwrap().as_str(), "do-thi-vi-du-2");
        assert!(key_for(&org, "…").is_err());
    }

    #[test]
    fn a_made_password_is_long_and_never_the_same() {
        let (a, b) = (new_password().unwrap(), new_password().unwrap());
        assert_eq!(a.len(), 19);
        assert_ne!(a, b);
    }
}
