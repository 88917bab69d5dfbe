//! Tokens by which other programs act for a person in a post.

use super::page;
use crate::args;
use crate::failure::{Failure, status_of};
use crate::forms::Filled;
use crate::pages::dossier::{framed, said};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, SummaryRow, Tag, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::local;
use domain::id::{PersonId, PostId};
use domain::law::{Refusal, Rule};
use jiff::SignedDuration;
use maud::{Markup, html};
use office::Error;

/// The list with the form for a new one.
pub(super) async fn show(me: &Staff, f: &Filled, errors: &ErrorList) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let tokens = visit.app.office.tokens(me.actor()).await?;
    let now = visit.app.office.now();
    let columns = [
        Column::row_header(t.s("token-name")),
        Column::new(t.s("token-for")),
        Column::new(t.s("token-made")),
        Column::new(t.s("token-state")),
        Column::quiet(t.s("token-revoke")),
    ];
    let rows: Vec<Vec<Markup>> = tokens
        .iter()
        .map(|k| {
            let over = k.expires.is_some_and(|e| e <= now);
            vec![
                html! { (k.name) },
                html! { (visit.person_name(&k.person)) br; (said::post_name(visit, &k.post)) },
                html! { (ui::when(&t.datetime(k.created))) br; (visit.person_name(&k.created_by)) },
                html! { @match (k.revoked, k.expires) {
                    (Some(at), _) => { (ui::tag(Tag::Quiet, &t.s("token-revoked"))) " " (t.datetime(at)) }
                    (None, Some(at)) if over => { (ui::tag(Tag::Quiet, &t.s("token-expired"))) " " (t.datetime(at)) }
                    (None, Some(at)) => { (ui::tag(Tag::Done, &t.s("token-open"))) " " (t.f("token-until", args!["when" => t.datetime(at)])) }
                    (None, None) => (ui::tag(Tag::Done, &t.s("token-open"))),
                } },
                html! { @if k.revoked.is_none() && !over {
                    (ui::post_button(Button::Secondary, &t.s("token-revoke"), &format!("/admin/tokens/{}/revoke", k.id), me.csrf()))
                } },
            ]
        })
        .collect();
    let title = t.s("admin-tokens");
    Ok(page(
        me,
        &title,
        "/admin/tokens",
        html! {
            (ui::error_summary(t, errors.as_slice()))
            (ui::heading(None, &title))
            p.govuk-body { (t.s("tokens-what")) }
            @if rows.is_empty() { (ui::empty_state(&t.s("tokens-none"), None)) }
            @else { (ui::data_table_quiet(&title, &columns, &rows)) }
            h2.govuk-heading-m { (t.s("token-new")) }
            (form(me, f, errors))
        },
    ))
}

fn form(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let choices: Vec<Choice> = org
        .holdings
        .iter()
        .filter(|h| h.from <= today && h.to.is_none_or(|to| today < to))
        .filter_map(|h| {
            let (person, post) = (org.person(&h.person)?, org.post(&h.post)?);
            let label = format!("{} – {}, {}", person.name, visit.text(&post.name), visit.unit_name(&post.unit));
            // A blank is in no key.
            Some(Choice::new(format!("{} {}", person.id, post.id), label))
        })
        .collect();
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    ui::form_post(
        "/admin/tokens",
        me.csrf(),
        html! {
            (ui::text_input(t, field("name", "token-name").hint(t.s("token-name-hint")).width(Width::TwoThirds).max_length(200).required()))
            (ui::select(t, field("post", "token-for").required(), &choices))
            (ui::text_input(t, field("days", "token-days").optional(t).hint(t.s("token-days-hint")).digits().width(Width::Chars(4))))
            (ui::button(Button::Primary, &t.s("token-issue")))
        },
    )
}

/// Makes a token. Its secret stands on the answering page and nowhere else.
pub(super) async fn issue(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let missing = |name: &str| Refusal::new(Rule::FieldRequired).field(name);
    let gaps: Vec<Refusal> = ["name", "post"].into_iter().filter(|name| f.get(name).is_empty()).map(missing).collect();
    if !gaps.is_empty() {
        let page = show(me, f, &words::all_errors(t, &gaps)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let answer = async {
        let missing = || missing("post");
        let (person, post) = f.get("post").split_once(' ').ok_or_else(missing)?;
        let person: PersonId = person.parse().map_err(|_| missing())?;
        let post: PostId = post.parse().map_err(|_| missing())?;
        let expires = match f.get("days") {
            "" => None,
            days => match days.parse::<i64>() {
                Ok(n @ 1..=3660) => Some(office.now() + SignedDuration::from_hours(24 * n)),
                _ => return Err(Refusal::new(Rule::FieldMalformed).field("days").into()),
            },
        };
        office.issue_token(me.actor(), &person, &post, f.get("name"), expires).await
    };
    match answer.await {
        Ok((token, secret)) => {
            let title = t.s("token-made-title");
            let body = html! {
                (ui::heading(Some(&token.name), &title))
                (ui::summary_list(&[
                    SummaryRow::new(t.s("token-secret"), html! { code.motcua-code { (secret) } }),
                    SummaryRow::new(t.s("token-for"), format!("{}, {}", visit.person_name(&token.person), said::post_name(visit, &token.post))),
                    SummaryRow::new(t.s("token-expires"), token.expires.map_or_else(|| t.s("token-never"), |at| t.moment_long(at))),
                ]))
                (ui::warning(t, &t.s("admin-once")))
            };
            Ok(framed(me, &title, "/admin/tokens", body).into_response())
        }
        Err(Error::Refused(r)) => {
            let errors = words::errors(t, &r);
            let page = show(me, f, &errors).await?;
            Ok((status_of(&Error::Refused(r)), page).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn revoke(me: &Staff, id: &str) -> Result<Response, Failure> {
    me.visit.app.office.revoke_token(me.actor(), id).await?;
    Ok(Redirect::to("/admin/tokens?done=revoke-token").into_response())
}
