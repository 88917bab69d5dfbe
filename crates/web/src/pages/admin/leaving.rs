//! Leaving a post: what the person still holds, and who goes on with it.

use super::tried::{Sent, Tried};
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::dossier::{framed, said};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::calendar::local;
use domain::id::{DossierId, PersonId, PostId};
use domain::law::{Refusal, Rule};
use domain::organisation::{OrganisationCommand, PostKind};
use maud::{Markup, html};
use office::organisation::{Heir, Passing};
use std::collections::BTreeMap;
use store::dossier::Line;

/// The form's name.
const FORM: &str = "leave";
/// The answer that leaves a task with its unit.
const UNIT: &str = "-";

/// Who could go on with the tasks of a post: others in posts of its kind in its unit.
fn heirs(visit: &Visit, post: &PostId, but: &[PersonId]) -> Vec<Choice> {
    let office = &visit.app.office;
    let law = office.law();
    let Some(post) = law.organisation.post(post) else { return vec![] };
    let mut kinds = vec![post.kind];
    match post.kind {
        PostKind::ReceptionOfficer => kinds.push(PostKind::HeadOfOneStop),
        PostKind::HeadOfOneStop => kinds.push(PostKind::ReceptionOfficer),
        _ => {}
    }
    let mut out: Vec<Choice> = Vec::new();
    for person in kinds.into_iter().flat_map(|k| office.colleagues(&post.unit, k)) {
        if !but.contains(&person.id) && !out.iter().any(|c| c.value == person.id.as_str()) {
            out.push(Choice::new(person.id.to_string(), person.name));
        }
    }
    out.push(Choice::new(UNIT, visit.t.s("org-heir-unit")));
    out
}

/// What is held, and the questions who goes on with it; nothing when nothing is held.
pub(super) fn fields(me: &Staff, post: &PostId, people: &[PersonId], held: &[Line], tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if held.is_empty() {
        return html! { p.govuk-body { (t.s("org-nothing-held")) } };
    }
    let heirs = heirs(visit, post, people);
    let columns = [
        Column::row_header(t.s("org-dossier")),
        Column::new(t.s("org-procedure")),
        Column::new(t.s("org-task-due")),
        Column::new(t.s("org-heir-instead")),
    ];
    let rows: Vec<Vec<Markup>> = held
        .iter()
        .map(|line| {
            let name = format!("heir-{}", line.id);
            let code = line.code.as_ref().map_or_else(|| line.id.to_string(), ToString::to_string);
            let mut choices = vec![Choice::new("", t.s("org-heir-same"))];
            choices.extend(heirs.iter().cloned());
            let label = t.f("org-heir-of", args!["code" => code.as_str()]);
            let id_name = format!("{FORM}-{name}");
            let value = tried.typed(FORM, &name).unwrap_or_default();
            vec![
                html! { code.motcua-code { (code) } },
                html! { (visit.procedure_name(&line.procedure)) },
                html! { @if let Some(due) = line.due { (t.datetime(due)) } @else { (words::phase(t, line.phase)) } },
                html! {
                    select.govuk-select id=(id_name) name=(id_name) aria-label=(label) {
                        @for c in &choices { option value=(c.value) selected[c.value == value] { (c.label) } }
                    }
                },
            ]
        })
        .collect();
    html! {
        p.govuk-body { (t.f("org-held", args!["n" => held.len()])) }
        (ui::select(t, tried.field(t, FORM, "heir", "org-heir", "").hint(t.s("org-heir-hint")).required(), &heirs))
        (ui::textarea(t, tried.field(t, FORM, "reason", "org-reason", "").hint(t.s("org-reason-hint")).rows(2).max_length(1000)))
        (ui::details(&t.s("org-heirs-each"), ui::data_table_quiet(&t.s("org-held-title"), &columns, &rows)))
    }
}

/// What the form says of those who go on.
pub(super) fn passing(sent: &Sent<'_>, held: &[Line]) -> Result<Passing, Refusal> {
    let one = |value: &str, field: String| match value {
        UNIT => Ok(Heir::Unit),
        who => who.parse().map(Heir::Person).map_err(|_| Refusal::new(Rule::FieldRequired).field(field)),
    };
    let reason = sent.get("reason").to_owned();
    if held.is_empty() {
        return Ok(Passing { reason, ..Passing::default() });
    }
    let mut except: BTreeMap<DossierId, Heir> = BTreeMap::new();
    for line in held {
        let name = format!("heir-{}", line.id);
        let value = sent.get(&name);
        if !value.is_empty() {
            except.insert(line.id, one(value, name.clone())?);
        }
    }
    Ok(Passing { reason, to: one(sent.get("heir"), "heir".into())?, except })
}

/// The page on which somebody leaves a post.
pub(super) async fn show(me: &Staff, person: &PersonId, post: &PostId, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let held = visit.app.office.held_tasks(me.actor(), person, post).await?;
    let law = visit.app.office.law();
    let today = local(visit.app.office.now()).date();
    let others = law.organisation.posts_of(person, today).iter().any(|p| p.id != *post);
    let title = t.s("org-leave-title");
    let base = format!("/admin/people/{person}");
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&visit.person_name(person)), &title))
        p.govuk-body { (t.f("org-leave-what", args!["post" => said::post_name(visit, post)])) }
        @if !others { p.govuk-body { (t.s("org-leave-last-post")) } }
        (ui::form_post(&format!("{base}/leave"), me.csrf(), html! {
            (ui::hidden("post", post.as_str()))
            (fields(me, post, std::slice::from_ref(person), &held, tried))
            (ui::button(Button::Warning, &t.s("admin-end-post")))
        }))
    };
    Ok(framed(me, &title, &base, body))
}

/// Somebody leaves a post today.
pub(super) async fn leave(me: &Staff, person: PersonId, f: &Filled) -> Result<Response, Failure> {
    let post: PostId = f.get("post").parse().map_err(|_| Failure::malformed())?;
    let sent = Sent { form: FORM, filled: f };
    let held = me.visit.app.office.held_tasks(me.actor(), &person, &post).await?;
    let answer = match passing(&sent, &held) {
        Ok(passing) => {
            let command = OrganisationCommand::LeavePost { person: person.clone(), post: post.clone() };
            me.visit.app.office.change_organisation_passing(me.actor(), command, passing).await
        }
        Err(r) => Err(r.into()),
    };
    let next = format!("/admin/people/{person}?done=leave-post");
    sent.answer(me.visit.t, answer, &next, async |tried| show(me, &person, &post, tried).await).await
}

/// All that the holders of a post hold in it.
pub(super) async fn held_in(me: &Staff, post: &PostId) -> Result<(Vec<PersonId>, Vec<Line>), Failure> {
    let office = &me.visit.app.office;
    let today = local(office.now()).date();
    let law = office.law();
    let people: Vec<PersonId> = law.organisation.holders(post, today).into_iter().map(|p| p.id.clone()).collect();
    let mut held = Vec::new();
    for person in &people {
        held.extend(office.held_tasks(me.actor(), person, post).await?);
    }
    Ok((people, held))
}

/// A post ends today, and whoever holds it leaves it.
pub(super) async fn end_post(me: &Staff, post: PostId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: FORM, filled: f };
    let (_, held) = held_in(me, &post).await?;
    let answer = match passing(&sent, &held) {
        Ok(passing) => {
            let command = OrganisationCommand::EndPost { post: post.clone() };
            me.visit.app.office.change_organisation_passing(me.actor(), command, passing).await
        }
        Err(r) => Err(r.into()),
    };
    let next = format!("/admin/posts/{post}?done=end-post");
    sent.answer(me.visit.t, answer, &next, async |tried| super::post::show(me, &post, tried).await).await
}
