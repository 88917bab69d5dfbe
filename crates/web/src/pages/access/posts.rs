//! Choosing the post to act through: one's own, or one lent in writing.

use super::desk;
use crate::args;
use crate::failure::Failure;
use crate::forms::StaffForm;
use crate::ui::{self, Column, Tag};
use crate::visit::Staff;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PostId;
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::access::PostChoice;

/// `GET /switch-post`.
pub async fn posts(me: Staff) -> Markup {
    let t = me.visit.t;
    let title = t.s("switch-post-title");
    let columns = [
        Column::row_header(t.s("switch-post-post")),
        Column::new(t.s("switch-post-unit")),
        Column::new(t.s("switch-post-ground")),
        Column::quiet(t.s("switch-post-go")),
    ];
    let rows: Vec<Vec<Markup>> = me.who.posts.iter().map(|choice| row(&me, choice)).collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (t.s("switch-post-intro")) }
        (ui::data_table_quiet(&title, &columns, &rows))
    };
    ui::page(&me.visit.shell(), &title, body)
}

/// `POST /switch-post`.
pub async fn switch_post(form: StaffForm) -> Result<Response, Failure> {
    let not_mine = || Failure::from(Refusal::new(Rule::NotInPost).field("post"));
    let post = PostId::parse(form.filled.get("post")).map_err(|_| not_mine())?;
    let who = &form.me.who;
    let kind = who.posts.iter().find(|c| c.post.id == post).map(|c| c.post.kind).ok_or_else(not_mine)?;
    form.me.visit.app.office.switch_post(who, &post).await?;
    Ok(Redirect::to(&format!("{}?done=switch-post", desk(kind))).into_response())
}

fn row(me: &Staff, choice: &PostChoice) -> Vec<Markup> {
    let (t, actor) = (me.visit.t, me.actor());
    let name = me.visit.text(&choice.post.name).to_owned();
    let current = actor.post == choice.post.id && actor.delegation == choice.delegation;
    vec![
        html! { (name) },
        html! { (me.visit.unit_name(&choice.post.unit)) },
        html! {
            @match &choice.delegation {
                Some(document) => (t.f("switch-post-delegated", args!["document" => document.as_str()])),
                None => (t.s("switch-post-own")),
            }
        },
        html! {
            @if current { (ui::tag(Tag::Active, &t.s("switch-post-current"))) }
            @else {
                form.motcua-inline-form method="post" action=(ui::SWITCH_POST_PATH) {
                    (ui::csrf(me.csrf()))
                    (ui::hidden("post", choice.post.id.as_str()))
                    button.govuk-button.govuk-button--secondary type="submit" {
                        (t.s("switch-post-go")) span.govuk-visually-hidden { " " (name) }
                    }
                }
            }
        },
    ]
}
