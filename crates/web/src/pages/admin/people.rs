//! People who serve: registered with a post in one form, their posts, their accounts.

use super::page;
use crate::args;
use crate::failure::{Failure, explain, status_of};
use crate::forms::Filled;
use crate::pages::dossier::{Asks, framed};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, SummaryRow, Tag, Width};
use crate::visit::{Staff, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::local;
use domain::id::PersonId;
use domain::law::{Refusal, Rule};
use domain::organisation::{Organisation, OrganisationCommand, Person};
use domain::text::fold;
use maud::{Markup, html};
use office::Error;
use store::access::Account;

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
    let rows: Vec<Vec<Markup>> = people
        .iter()
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
            (ui::filter(t, "/admin/people", ui::text_input(t, Field::new("q", t.s("admin-person-q")).value(q).width(Width::Chars(30)))))
            @if rows.is_empty() { (ui::empty_state(&t.s("list-none-found"), None)) }
            @else { (ui::data_table_quiet(&title, &columns, &rows)) }
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
    let answer = async {
        let post = f.get("post").parse().map_err(|_| Refusal::new(Rule::FieldRequired).field("post"))?;
        let name = f.get("name").to_owned();
        if name.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("name").into());
        }
        let id = key_for(&office.law().organisation, &name)?;
        let login = f.get("login").to_lowercase();
        // Known before anything is written, so that nobody is registered half.
        if !login.is_empty() && office.accounts(me.actor()).await?.iter().any(|a| a.login == login) {
            return Err(Refusal::new(Rule::AlreadyDone).field("login").into());
        }
        office.change_organisation(me.actor(), OrganisationCommand::AddPerson(Person { id: id.clone(), name })).await?;
        office.change_organisation(me.actor(), OrganisationCommand::Appoint { person: id.clone(), post }).await?;
        Ok::<_, Error>((id, login))
    };
    match answer.await {
        Ok((id, login)) if !login.is_empty() => opened(me, &id, &login).await,
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
pub(super) fn show(me: &Staff, id: &PersonId, accounts: &[Account], errors: &ErrorList) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let person = org.person(id).ok_or_else(|| Refusal::new(Rule::PersonUnknown))?;
    let account = accounts.iter().find(|a| a.person == *id);
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
                html! { (visit.text(&post.name)) },
                html! { (visit.unit_name(&post.unit)) },
                html! { (t.date(h.from)) @if let Some(to) = h.to { " – " (t.date(to)) } },
                html! { @if h.to.is_none_or(|to| today < to) {
                    form.motcua-inline-form method="post" action=(format!("{base}/leave")) {
                        (ui::csrf(me.csrf()))
                        (ui::hidden("post", post.id.as_str()))
                        (ui::button(Button::Secondary, &t.s("admin-end-post")))
                    }
                } },
            ]
        })
        .collect();
    let login = account.map_or_else(|| id.to_string(), |a| a.login.clone());
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&t.s("admin-person")), &person.name))
        @if rows.is_empty() { p.govuk-body { (t.s("admin-no-post")) } }
        @else { (ui::data_table(&t.s("admin-posts"), &columns, &rows)) }
        (ui::form_post(&format!("{base}/appoint"), me.csrf(), html! {
            (ui::select(t, Field::new("post", t.s("admin-appoint-to")).error(errors.of("post")), &post_choices(visit)))
            (ui::button(Button::Secondary, &t.s("admin-appoint")))
        }))
        h2.govuk-heading-m { (t.s("admin-account")) }
        @if let Some(a) = account {
            (ui::summary_list(&[
                SummaryRow::new(t.s("admin-login"), &a.login),
                SummaryRow::new(t.s("admin-account-state"), match a.locked_until.filter(|u| *u > visit.app.office.now()) {
                    Some(until) => t.f("admin-locked-until", args!["until" => t.moment_long(until)]),
                    None if a.must_change => t.s("admin-must-change"),
                    None => t.s("admin-account-open"),
                }),
            ]))
        }
        (ui::form_post(&format!("{base}/account"), me.csrf(), html! {
            @if account.is_some() {
                (ui::hidden("login", &login))
                p.govuk-hint { (t.s("admin-reset-hint")) }
                (ui::button(Button::Warning, &t.s("admin-reset-password")))
            } @else {
                (ui::text_input(t, Field::new("login", t.s("admin-login")).value(login).error(errors.of("login")).width(Width::Chars(20)).max_length(80)))
                (ui::button(Button::Secondary, &t.s("admin-open-account")))
            }
        }))
    };
    Ok(framed(me, &person.name, "/admin/people", body))
}

/// After a change of posts: back to the person, or the person's page with what stands against it.
async fn answered(
    me: &Staff,
    id: &PersonId,
    answer: Result<(), Error>,
    done: &str,
    field: &str,
) -> Result<Response, Failure> {
    match answer {
        Ok(()) => Ok(Redirect::to(&format!("/admin/people/{id}?done={done}")).into_response()),
        Err(e @ (Error::Refused(_) | Error::WeakPassword)) => {
            let t = me.visit.t;
            let mut errors = ErrorList::default();
            let (title, what) = explain(t, &e);
            errors.push(field, format!("{title} {what}"));
            let accounts = me.visit.app.office.accounts(me.actor()).await?;
            Ok((status_of(&e), show(me, id, &accounts, &errors)?).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn appoint(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let answer = match f.get("post").parse() {
        Ok(post) => {
            let command = OrganisationCommand::Appoint { person: person.clone(), post };
            me.visit.app.office.change_organisation(me.actor(), command).await
        }
        Err(_) => Err(Refusal::new(Rule::FieldRequired).field("post").into()),
    };
    answered(me, &person, answer, "appoint", "post").await
}

pub(super) async fn leave(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let post = f.get("post").parse().map_err(|_| Failure::malformed())?;
    let command = OrganisationCommand::LeavePost { person: person.clone(), post };
    let answer = me.visit.app.office.change_organisation(me.actor(), command).await;
    answered(me, &person, answer, "leave-post", "").await
}

pub(super) async fn account(me: &Staff, person: &PersonId, f: &Filled) -> Result<Response, Failure> {
    let login = f.get("login").to_lowercase();
    opened(me, person, &login).await
}

/// Sets a password made by chance and shows it this once: no page can show it again.
async fn opened(me: &Staff, person: &PersonId, login: &str) -> Result<Response, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let password = new_password()?;
    if let Err(e) = visit.app.office.open_account(me.actor(), person, login, &password, true).await {
        return answered(me, person, Err(e), "", "login").await;
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
