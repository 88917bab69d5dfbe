//! One post: who held it from when to when, its history, and its end.

use super::history::{self, period};
use super::leaving;
use super::tried::Tried;
use crate::failure::Failure;
use crate::pages::dossier::framed;
use crate::pages::words;
use crate::ui::{self, Button, Column, SummaryRow};
use crate::visit::Staff;
use domain::calendar::local;
use domain::id::PostId;
use domain::law::{Refusal, Rule};
use domain::organisation::Subject;
use maud::{Markup, html};

pub(super) async fn show(me: &Staff, id: &PostId, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let happened = history::show(me, Subject::Post(id)).await?;
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let post = org.post(id).ok_or_else(|| Refusal::new(Rule::NotFound))?;
    let ended = post.to.is_some_and(|to| to <= today);
    let reachable = law.organisation.is_within(&post.unit, &me.actor().unit);
    let (people, held) = if ended || !reachable { (vec![], vec![]) } else { leaving::held_in(me, id).await? };
    let mut rows = vec![
        SummaryRow::new(t.s("admin-post-kind"), words::post(t, post.kind)),
        SummaryRow::new(
            t.s("admin-unit"),
            ui::link(&format!("/admin/units/{}", post.unit), &visit.unit_name(&post.unit)),
        ),
        SummaryRow::new(t.s("org-period"), period(visit, post.from, post.to)),
    ];
    if let Some(counter) = post.counter.as_ref().and_then(|c| org.counter(c)) {
        let link = ui::link(&format!("/admin/counters/{}", counter.id), visit.text(&counter.name));
        rows.push(SummaryRow::new(t.s("admin-counter"), link));
    }
    let mut holdings: Vec<_> = org.holdings.iter().filter(|h| h.post == *id).collect();
    holdings.sort_by_key(|h| std::cmp::Reverse(h.from));
    let columns = [Column::row_header(t.s("admin-person")), Column::new(t.s("org-period"))];
    let held_by: Vec<Vec<Markup>> = holdings
        .iter()
        .map(|h| {
            vec![
                ui::link(&format!("/admin/people/{}", h.person), &visit.person_name(&h.person)),
                period(visit, h.from, h.to),
            ]
        })
        .collect();
    let name = visit.text(&post.name).to_owned();
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&t.s("admin-post")), &name))
        (ui::summary_list(&rows))
        @if held_by.is_empty() { p.govuk-body { (t.s("admin-post-empty")) } }
        @else { (ui::data_table(&t.s("org-held-by"), &columns, &held_by)) }
        @if !ended {
            (tried.folded("leave", &t.s("org-end-post"), ui::form_post(&format!("/admin/posts/{id}/end"), me.csrf(), html! {
                p.govuk-body { (t.s("org-end-post-hint")) }
                (leaving::fields(me, id, &people, &held, tried))
                (ui::button(Button::Warning, &t.s("org-end-post")))
            })))
        }
        (happened)
    };
    Ok(framed(me, &name, &format!("/admin/units/{}", post.unit), body))
}
