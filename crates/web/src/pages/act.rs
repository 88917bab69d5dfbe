//! Acts on a dossier that exists: the buttons on its page, a form for each act, and what is answered.

mod fee;
mod fields;
mod hands;
mod read;

use crate::failure::{Failure, rule_text, status_of};
use crate::forms::{FilesForm, Filled, StaffForm};
use crate::keep;
use crate::multipart::NotTaken;
use crate::pages::dossier::{Asks, framed, href, id_of, lines, said, timeline, view};
use crate::pages::file::Chooser;
use crate::pages::{drafts, on_paper, words};
use crate::ui::{self, Button, ErrorList, Keep};
use crate::visit::Staff;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::dossier::{ActKind, Phase, gate};
use domain::id::{DossierId, DraftId};
use domain::law::{Refusal, Rule};
use domain::procedure::Work;
use maud::{Markup, html};
use office::Error;
use office::dossier::{Ask, Detail};

/// The form of an act.
pub async fn form(
    me: Staff,
    Path((id, act)): Path<(String, String)>,
    Query(asks): Query<Asks>,
) -> Result<Markup, Failure> {
    let kind = kind_of(&act)?;
    let detail = me.visit.app.office.dossier(me.actor(), id_of(&id)?).await?;
    if let Some(refusal) = refusal_of(&detail, kind) {
        return Err(refusal.into());
    }
    let path = format!("{}/acts/{act}", href(detail.dossier.id));
    let (draft, kept) = keep::opened(&me, &path, asks.get("draft")).await?;
    let offered = if kept.is_some() {
        html! {}
    } else {
        drafts::here(&me, &path).await?
    };
    let filled = kept.unwrap_or_else(|| Filled(asks.into_iter().collect()));
    let errors = &ErrorList::default();
    let files = &Chooser::of(&me, &filled, &[]).await?;
    Ok(show(&Form { me: &me, detail: &detail, kind, filled: &filled, errors, draft, offered, files }, None))
}

/// Does an act.
pub async fn submit(
    Path((id, act)): Path<(String, String)>,
    FilesForm { form, not_taken }: FilesForm,
) -> Result<Response, Failure> {
    let StaffForm { me, filled } = form;
    let (kind, id) = (kind_of(&act)?, id_of(&id)?);
    let office = &me.visit.app.office;
    // An act of another kind of post is refused before anything else is looked at.
    if let Err(refusal) = gate(None, kind, me.actor(), &office.law().organisation)
        && refusal.rule == Rule::NotThisPost
    {
        return Err(refusal.into());
    }
    let detail = office.dossier(me.actor(), id).await?;
    if kind == ActKind::CollectFee && fee::only_works_out(&filled) {
        return works_out(&me, &detail, &filled).await;
    }
    if !not_taken.is_empty() {
        return not_taken_again(&me, &detail, kind, &filled, &not_taken).await;
    }
    let asked = read::command(kind, &filled, &detail).and_then(|command| Ok((command, on_paper::read(&filled)?)));
    let answer = match asked {
        Ok((command, on_paper)) => {
            let mut ask = Ask::on(id, command).finishing(keep::draft_of(&filled)).done_on_paper(on_paper);
            if let Some(version) = filled.number("version") {
                ask = ask.expecting(version);
            }
            // The same page sent twice is one act.
            let key = filled.get("key");
            if !key.is_empty() {
                ask = ask.keyed(format!("page/{id}/{}/{key}", kind.key()).chars().take(200).collect::<String>());
            }
            office.act(me.actor(), ask).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match answer {
        Ok(_) => Ok(Redirect::to(&done(id, kind, filled.get("back"))).into_response()),
        Err(e) => again(&me, id, kind, &filled, e).await,
    }
}

/// The form again with the amount that was asked for; nothing is recorded.
async fn works_out(me: &Staff, detail: &Detail, filled: &Filled) -> Result<Response, Failure> {
    let kind = ActKind::CollectFee;
    if let Some(refusal) = refusal_of(detail, kind) {
        return Err(refusal.into());
    }
    let errors = match fee::counts_of(me, filled, detail) {
        Ok(()) => ErrorList::default(),
        Err(refusal) => errors_of(me, kind, filled, detail, &refusal),
    };
    let status = if errors.as_slice().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let draft = keep::draft_of(filled).unwrap_or_else(|| me.visit.app.office.new_draft());
    let files = &Chooser::of(me, filled, &[]).await?;
    let form = Form { me, detail, kind, filled, errors: &errors, draft, offered: html! {}, files };
    Ok((status, show(&form, None)).into_response())
}

/// Where to go after an act: back to the list it was done from, else to the dossier.
fn done(id: DossierId, kind: ActKind, back: &str) -> String {
    let page = if matches!(back, "/tasks" | "/reception" | "/reception/ready") { back.to_owned() } else { href(id) };
    format!("{page}?done={}", words::word(&kind))
}

/// The form again, because a file it carried cannot be taken.
async fn not_taken_again(
    me: &Staff,
    detail: &Detail,
    kind: ActKind,
    filled: &Filled,
    not_taken: &[NotTaken],
) -> Result<Response, Failure> {
    let files = &Chooser::of(me, filled, not_taken).await?;
    let law = me.visit.app.office.law();
    let version = law.version(&detail.dossier.procedure);
    let mut errors = ErrorList::default();
    files.tell(&mut errors, |id| {
        id.parse().map_or_else(|_| id.to_owned(), |paper| said::paper(&me.visit, version, &paper))
    });
    let draft = keep::draft_of(filled).unwrap_or_else(|| me.visit.app.office.new_draft());
    let form = Form { me, detail, kind, filled, errors: &errors, draft, offered: html! {}, files };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&form, None)).into_response())
}

/// The form again with all that was typed, and what stands against it.
async fn again(me: &Staff, id: DossierId, kind: ActKind, filled: &Filled, e: Error) -> Result<Response, Failure> {
    let status = status_of(&e);
    let detail = me.visit.app.office.dossier(me.actor(), id).await?;
    let t = me.visit.t;
    let (errors, changed) = match &e {
        Error::Refused(r) if !matches!(r.rule, Rule::NotThisPost | Rule::NotThisUnit) || r.field.is_some() => {
            (errors_of(me, kind, filled, &detail, r), None)
        }
        Error::Stale { expected, .. } => {
            let mut errors = ErrorList::default();
            let over = refusal_of(&detail, kind).is_some();
            errors.push("", t.s(if over { "act-stale-over" } else { "act-stale" }));
            (errors, Some(*expected))
        }
        Error::KeyReused => {
            let mut errors = ErrorList::default();
            let over = refusal_of(&detail, kind).is_some();
            errors.push("", t.s(if over { "act-stale-over" } else { "act-stale" }));
            (errors, Some(detail.version - 1))
        }
        _ => return Err(e.into()),
    };
    let draft = keep::draft_of(filled).unwrap_or_else(|| me.visit.app.office.new_draft());
    let files = &Chooser::of(me, filled, &[]).await?;
    let form = Form { me, detail: &detail, kind, filled, errors: &errors, draft, offered: html! {}, files };
    Ok((status, show(&form, changed)).into_response())
}

/// The kind of act that a path segment names. Acts that open a dossier have pages of their own.
fn kind_of(segment: &str) -> Result<ActKind, Failure> {
    ActKind::ALL
        .into_iter()
        .filter(|k| !matches!(k, ActKind::Guide | ActKind::Receive | ActKind::Decline))
        .find(|k| words::word(k) == segment)
        .ok_or_else(Failure::no_such_page)
}

fn refusal_of(detail: &Detail, kind: ActKind) -> Option<Refusal> {
    detail.acts.iter().find(|(k, _)| *k == kind).and_then(|(_, r)| r.as_ref().err().cloned())
}

/// A refusal at the field of the page that it is about.
fn errors_of(me: &Staff, kind: ActKind, filled: &Filled, detail: &Detail, r: &Refusal) -> ErrorList {
    let t = me.visit.t;
    let mut errors = ErrorList::default();
    let field = r.field.as_deref().map(|f| read::field_on_page(kind, f, filled)).unwrap_or_default();
    let mut text = words::refusal_at(t, r, &field);
    if field == on_paper::FIELD && r.rule == Rule::ServerClock {
        text = t.s("paper-refused");
    }
    if matches!(r.rule, Rule::PapersMissing | Rule::PaperTheStateHas | Rule::PaperOutsideList) {
        let named = fields::papers_named(me, kind, filled, detail, &r.detail);
        if !named.is_empty() {
            text = format!("{text} {named}");
        }
    }
    errors.push(field, text);
    errors
}

/// A form of one act with what it needs to be shown.
pub(super) struct Form<'a> {
    /// Who.
    pub me: &'a Staff,
    /// On what.
    pub detail: &'a Detail,
    /// Which act.
    pub kind: ActKind,
    /// What was typed.
    pub filled: &'a Filled,
    /// What is wrong with it.
    pub errors: &'a ErrorList,
    /// Its draft.
    pub draft: DraftId,
    /// Drafts of this form that are offered again.
    pub offered: Markup,
    /// Files that were uploaded with it, and room for more.
    pub files: &'a Chooser,
}

/// The page of a form; `changed`: the version the person had seen, when others acted since.
fn show(form: &Form<'_>, changed: Option<i64>) -> Markup {
    let (me, t, d) = (form.me, form.me.visit.t, &form.detail.dossier);
    let key = words::word(&form.kind);
    let title = t.s(&format!("act-{key}"));
    let code = d.code.as_ref().map_or_else(|| t.s("dossier-no-code"), ToString::to_string);
    let action = format!("{}/acts/{key}", href(d.id));
    let blocked = refusal_of(form.detail, form.kind);
    let draft = form.draft.to_string();
    let keep = Keep { draft: &draft, path: &action, ends: me.who.ends };
    let body = html! {
        div.govuk-grid-row { div."govuk-grid-column-two-thirds-from-desktop" {
            (ui::error_summary(t, form.errors.as_slice()))
            (ui::heading(Some(&format!("{code} · {}", lines::applicant(&me.visit, &form.detail.applicant.name))), &title))
            p.govuk-body { (t.s(&format!("act-{key}-hint"))) }
            @if let Some(seen) = changed { (since(form, seen, blocked.is_some())) }
            (form.offered)
            (facts(form))
            (fields::before(form))
            @if fields::asks_first(form) {
                (fields::first_question(form, &action))
            } @else {
                (ui::form_kept(t, me.csrf(), &keep, html! {
                    (ui::hidden("version", &form.detail.version.to_string()))
                    (ui::hidden("key", &me.visit.operation))
                    (fields::fields(form))
                    @if form.kind.is_done_on_paper() { (on_paper::fields(me, form.filled, form.errors)) }
                    @if let Some(refusal) = &blocked {
                        (ui::button_disabled_with_reason(&title, &words::refusal(t, refusal)))
                        p.govuk-body { (ui::link(&href(d.id), &t.s("act-cancel"))) }
                    } @else {
                        (ui::button_group(html! {
                            (ui::button(weight(form.kind), &title))
                            (ui::link(&href(d.id), &t.s("act-cancel")))
                        }))
                    }
                }))
            }
        } }
    };
    framed(me, &title, &href(d.id), body)
}

/// What happened since the person opened the page; `over`: it has made the act impossible.
fn since(form: &Form<'_>, seen: i64, over: bool) -> Markup {
    let visit = &form.me.visit;
    let mut newer = form.detail.clone();
    newer.timeline.retain(|h| h.version > seen);
    html! {
        h2.govuk-heading-m { (visit.t.s("act-since")) }
        (ui::timeline(&timeline::items(visit, &newer)))
        @if !over { (ui::inset(visit.t.s("act-since-what"))) }
    }
}

/// The facts nobody should have to go back for.
fn facts(form: &Form<'_>) -> Markup {
    let (visit, d) = (&form.me.visit, &form.detail.dossier);
    let t = visit.t;
    let now = visit.app.office.now();
    let mut rows = vec![ui::SummaryRow::new(t.s("dossier-procedure"), visit.procedure_name(&d.procedure))];
    if let Some(due) = d.due {
        rows.push(ui::SummaryRow::new(
            t.s("dossier-due"),
            html! {
                (t.moment_long(due)) " " @if d.phase == Phase::InProcess { (lines::day_tag(t, due, now)) }
            },
        ));
    }
    ui::summary_list(&rows)
}

fn weight(kind: ActKind) -> Button {
    match kind {
        ActKind::Reject
        | ActKind::Stop
        | ActKind::StrikeFile
        | ActKind::Withdraw
        | ActKind::TakeBackResult
        | ActKind::CancelVoucher => Button::Warning,
        _ => Button::Primary,
    }
}

/// Acts that are sent by one press: they have no field.
fn one_press(kind: ActKind) -> bool {
    matches!(kind, ActKind::Transfer | ActKind::Claim | ActKind::Close)
}

/// The legal next acts of this actor as buttons; those of the same post that are not possible now
/// stand below with the reason.
pub(crate) fn buttons(me: &Staff, detail: &Detail) -> Markup {
    let (t, d) = (me.visit.t, &detail.dossier);
    let shown = |k: &ActKind| !matches!(k, ActKind::Guide | ActKind::Receive | ActKind::Decline);
    let open: Vec<ActKind> = detail.acts.iter().filter(|(k, r)| r.is_ok() && shown(k)).map(|(k, _)| *k).collect();
    let closed: Vec<(ActKind, &Refusal)> = detail
        .acts
        .iter()
        .filter(|(k, _)| shown(k))
        .filter_map(|(k, r)| r.as_ref().err().map(|r| (*k, r)))
        .filter(|(_, r)| !matches!(r.rule, Rule::NotThisPost | Rule::NotThisUnit))
        .collect();
    // The act that moves the dossier on comes first and stands out.
    let forward = d.step().map(|s| s.plan.work).filter(|_| d.phase == Phase::InProcess);
    let main = |k: ActKind| match k {
        ActKind::Transfer => forward == Some(Work::Receive),
        ActKind::Finish => matches!(forward, Some(Work::Handle | Work::Review | Work::Issue)),
        ActKind::Approve => forward == Some(Work::Sign),
        ActKind::TakeSupplement
        | ActKind::ReturnResult
        | ActKind::GiveBackOriginals
        | ActKind::Close
        | ActKind::AnswerConsultation => true,
        _ => false,
    };
    let (first, rest): (Vec<ActKind>, Vec<ActKind>) = open.iter().partition(|k| main(**k));
    html! {
        @if d.phase == Phase::Guided && detail.may(ActKind::Receive) {
            (ui::button_link(Button::Primary, &t.s("act-receive"),
                &format!("/reception/receive/{}?dossier={}", d.procedure.key, d.id)))
        }
        @if !open.is_empty() {
            h2.govuk-visually-hidden { (t.s("acts-open")) }
            (ui::button_group(html! {
                @for k in first { (act_button(me, detail, k, Button::Primary)) }
                @for k in rest { (act_button(me, detail, k, Button::Secondary)) }
            }))
        }
        // Acts of one press have no form of their own on which to say that they were done on paper.
        @if detail.may(ActKind::Transfer) && on_paper::any(me) {
            p.govuk-body { (ui::link(&format!("{}/acts/transfer?paper=1", href(d.id)), &t.s("paper-transfer"))) }
        }
        @if !closed.is_empty() && d.phase != Phase::Closed {
            (ui::details(&t.s("acts-closed"), html! {
                dl.govuk-summary-list {
                    @for (k, r) in closed {
                        div.govuk-summary-list__row {
                            dt.govuk-summary-list__key { (words::of(t, "act", &k)) }
                            dd.govuk-summary-list__value {
                                (rule_text(t, r.rule)) " "
                                span.govuk-hint { (words::citation(t, r.rule)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn act_button(me: &Staff, detail: &Detail, kind: ActKind, weight: Button) -> Markup {
    let label = words::of(me.visit.t, "act", &kind);
    let action = format!("{}/acts/{}", href(detail.dossier.id), words::word(&kind));
    if one_press(kind) {
        view::one_click(me, weight, &label, &action, detail.version, None)
    } else {
        ui::button_link(weight, &label, &action)
    }
}
