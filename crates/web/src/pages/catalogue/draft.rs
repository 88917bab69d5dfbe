//! A version that is being written: begun, handed over, read by somebody else, signed, thrown away.

use super::drafted;
use super::list::stage_tag;
use super::parts::PARTS;
use crate::args;
use crate::failure::{Failure, rule_text};
use crate::forms::Filled;
use crate::pages::admin::tried::{Sent, Tried};
use crate::pages::dossier::framed;
use crate::pages::procedure::changes::side_by_side;
use crate::pages::words;
use crate::ui::{self, Button, Choice, SummaryRow};
use crate::visit::Staff;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::Limit;
use domain::id::ProcedureKey;
use domain::law::{Refusal, Rule};
use domain::organisation::AgencyKind;
use domain::procedure::{
    AgencyTask, Channel, Draft, Fee, Identity, ProcedureCommand, Provenance, ResultOf, ServedBy, Stage, TimeLimit,
    Version,
};
use domain::text::Text;
use maud::{Markup, html};
use office::Error;
use office::grant::{Compose, Grant, Vet};

/// The form for a new procedure.
pub(super) fn new_form(me: &Staff, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    let title = t.s("life-new-title");
    let field = |name: &str, label: &str| tried.field(t, "new", name, label, "");
    let served = [Choice::new("dossier", t.s("life-served-dossier")), Choice::new("voice", t.s("life-served-voice"))];
    let value = tried.typed("new", "served").unwrap_or("dossier").to_owned();
    let body = html! {
        (tried.summary(t))
        (ui::heading(None, &title))
        p.govuk-body { (t.s("life-new-what")) }
        (ui::form_post("/catalogue/new", me.csrf(), html! {
            (ui::text_input(t, field("key", "life-code").hint(t.s("life-code-hint")).max_length(80).required()))
            (ui::textarea(t, field("name", "life-name").rows(2).max_length(500).required()))
            (ui::text_input(t, field("field", "life-field").max_length(200).required()))
            (ui::radios(t, tried.group(t, "new", "served", "life-served").value(value), &served))
            (ui::button(Button::Primary, &t.s("life-new-button")))
        }))
    };
    framed(me, &title, "/catalogue", body)
}

/// A first text: what is typed, and nothing that anybody would have to have thought up.
fn blank(name: &str, field: &str) -> Version {
    Version {
        version: 1,
        decision: None,
        effective_from: None,
        effective_to: None,
        name: Text::vi(name),
        field: Text::vi(field),
        level: "commune".into(),
        level_name: Text::default(),
        receiving_agency: Text::default(),
        deciding_agency: Text::default(),
        competent: AgencyKind::Administration,
        channels: vec![Channel::InPerson],
        time_limit: TimeLimit {
            limit: None,
            supplement_window: None,
            by_case: std::collections::BTreeMap::default(),
            extension: None,
            note: None,
        },
        fee: Fee {
            amount: None,
            amount_online: None,
            unit: "per_dossier".into(),
            set_by: "none".into(),
            note: Text::default(),
            exemptions: vec![],
            rules: vec![],
            cap: None,
        },
        sets: 1,
        papers: vec![],
        result: ResultOf { name: Text::default(), code: None },
        legal_basis: vec![],
        sequence: None,
        subjects: None,
        requirements: None,
        steps: vec![],
        agencies: Vec::<AgencyTask>::new(),
        interlinked: false,
        fraud_risk: false,
        notes: None,
        provenance: Provenance { confidence: "sourced".into(), source: String::new(), marks: vec![] },
    }
}

pub(super) async fn create(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "new", filled: f };
    let read = || -> Result<(ProcedureKey, ProcedureCommand), Refusal> {
        let required = |name: &str| match sent.get(name) {
            "" => Err(Refusal::new(Rule::FieldRequired).field(name)),
            text => Ok(text.to_owned()),
        };
        let key = required("key")?.to_lowercase();
        let key = ProcedureKey::parse(&key).map_err(|_| Refusal::new(Rule::FieldMalformed).field("key"))?;
        let text = Box::new(blank(&required("name")?, &required("field")?));
        let served_by = if sent.get("served") == "voice" { ServedBy::Voice } else { ServedBy::Dossier };
        let code = is_national(key.as_str()).then(|| key.to_string());
        Ok((key, ProcedureCommand::Draft { identity: Identity { code, served_by }, text }))
    };
    let (answer, next) = match read() {
        Ok((key, command)) => {
            let answer = me.visit.app.office.change_procedure(me.actor(), &key, command).await;
            (answer, format!("/catalogue/{key}/draft?done=life-draft"))
        }
        Err(r) => (Err(r.into()), String::new()),
    };
    sent.answer(me.visit.t, answer, &next, async |tried| Ok(new_form(me, tried))).await
}

/// Whether a key is a national code: `1.001193`.
fn is_national(key: &str) -> bool {
    key.split_once('.').is_some_and(|(a, b)| {
        a.len() == 1 && b.len() == 6 && [a, b].iter().all(|x| x.bytes().all(|c| c.is_ascii_digit()))
    })
}

pub(super) async fn amend(me: &Staff, key: &ProcedureKey) -> Result<Response, Failure> {
    me.visit.app.office.change_procedure(me.actor(), key, ProcedureCommand::Amend).await?;
    Ok(Redirect::to(&format!("/catalogue/{key}/draft?done=life-draft")).into_response())
}

/// The draft: what it says, what it changes, and what the reader may do with it.
pub(super) fn show(me: &Staff, key: &ProcedureKey, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let (published, d) = drafted(me, key)?;
    let base = d.base.and_then(|n| published.procedure.as_ref()?.version(n));
    let title = t.f("life-draft-title", args!["name" => visit.text(&d.text.name)]);
    let authors: Vec<String> = d.authors.iter().map(|a| visit.person_name(a)).collect();
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&t.f("life-draft-of", args!["n" => d.text.version])), &title))
        p.govuk-body { (stage_tag(visit, &d)) " " (t.s("life-draft-not-public")) }
        (remarks(me, &d))
        (ui::summary_list(&[
            SummaryRow::new(t.s("life-authors"), authors.join(", ")),
            SummaryRow::new(t.s("life-last-written"), t.datetime(d.changed)),
        ]))
        (acts(me, key, &d, tried))
        (contents(me, key, &d))
        @match base {
            Some(base) => {
                h2.govuk-heading-l { (t.f("life-draft-changes", args!["n" => base.version])) }
                (side_by_side(visit, base, &d.text))
            }
            None => { p.govuk-body { (t.s("life-draft-first")) } }
        }
        (discard_form(me, key, tried))
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}"), body))
}

/// What somebody else said of it.
fn remarks(me: &Staff, d: &Draft) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    html! {
        @match &d.stage {
            Stage::SentBack { by, reason } => {
                (ui::warning(t, &t.f("life-sent-back-by", args!["who" => visit.person_name(by), "reason" => reason.as_str()])))
            }
            Stage::Approved { by, remark } => {
                (ui::inset(html! {
                    (t.f("life-approved-by", args!["who" => visit.person_name(by)]))
                    @if !remark.is_empty() { " " (remark) }
                }))
            }
            Stage::Writing | Stage::Submitted { .. } => {}
        }
    }
}

/// The parts with a way to each.
fn contents(me: &Staff, key: &ProcedureKey, d: &Draft) -> Markup {
    let t = me.visit.t;
    let writes = Grant::<Compose>::of(me.actor()).is_ok();
    let rows: Vec<SummaryRow> = PARTS
        .iter()
        .map(|part| {
            let row = SummaryRow::new(t.s(&format!("life-part-{part}")), said(me, d, part));
            if writes { row.action(format!("/catalogue/{key}/draft/parts/{part}"), t.s("life-write")) } else { row }
        })
        .collect();
    html! {
        h2.govuk-heading-m { (t.s("life-contents")) }
        @if writes && is_with_others(d) { (ui::inset(t.s("life-edit-reopens"))) }
        @if let Some(differ) = hours_differ(me, &d.text) { (ui::inset(differ)) }
        (ui::summary_list(&rows))
    }
}

/// Whether somebody else has it to read or to sign: writing on it takes it back.
pub(super) fn is_with_others(d: &Draft) -> bool {
    matches!(d.stage, Stage::Submitted { .. } | Stage::Approved { .. })
}

/// That the hours of the steps do not make the limit; `None` where they do, or cannot be compared.
fn hours_differ(me: &Staff, v: &Version) -> Option<String> {
    let t = me.visit.t;
    let limit = match v.time_limit.limit? {
        Limit::WorkingDays(n) => f64::from(n) * 8.0,
        Limit::WorkingHours(n) => f64::from(n),
        Limit::CalendarDays(_) | Limit::Months(_) | Limit::ClockHours(_) | Limit::SameDay { .. } => return None,
    };
    let hours: Option<Vec<f64>> = v.steps.iter().filter(|s| s.counts).map(|s| s.hours).collect();
    let sum: f64 = hours.filter(|h| !h.is_empty())?.iter().sum();
    let said = |n: f64| if me.visit.english() { n.to_string() } else { n.to_string().replace('.', ",") };
    ((sum - limit).abs() > 0.01).then(|| t.f("life-hours-differ", args!["hours" => said(sum), "limit" => said(limit)]))
}

/// A part in a line or two.
fn said(me: &Staff, d: &Draft, part: &str) -> Markup {
    let (visit, t, v) = (&me.visit, me.visit.t, &d.text);
    let or_none = |s: &str| if s.trim().is_empty() { t.s("life-not-yet-written") } else { s.to_owned() };
    match part {
        "names" => {
            html! { (or_none(visit.text(&v.name))) br; span.govuk-hint { (or_none(visit.text(&v.receiving_agency))) } }
        }
        "announcement" => html! {
            (v.decision.clone().unwrap_or_else(|| t.s("life-not-yet-written")))
            @if let Some(from) = v.effective_from { br; (t.f("life-in-force-from", args!["from" => t.date(from)])) }
        },
        "limit" => html! { (v.time_limit.limit.map_or_else(|| t.s("limit-open"), |l| words::limit_cell(t, l))) },
        "fee" => html! { (words::fee(t, &v.fee)) },
        "papers" => html! { (t.f("life-papers-n", args!["n" => v.papers.len()])) },
        "steps" => html! { (t.f("life-steps-n", args!["n" => v.steps.len()])) },
        "agencies" => html! { (t.f("life-agencies-n", args!["n" => v.agencies.len()])) },
        _ => html! { (or_none(visit.text(&v.result.name))) br; span.govuk-hint { (v.legal_basis.join(", ")) } },
    }
}

/// What the reader may do next, or why not.
fn acts(me: &Staff, key: &ProcedureKey, d: &Draft, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    let base = format!("/catalogue/{key}/draft");
    let revision = ui::hidden("revision", &d.revision.to_string());
    let wrote = d.authors.contains(&me.actor().person);
    let second = || rule_text(t, Rule::DraftSecondPerson);
    let (compose, vet) = (Grant::<Compose>::of(me.actor()).is_ok(), Grant::<Vet>::of(me.actor()).is_ok());
    html! {
        @match &d.stage {
            Stage::Writing | Stage::SentBack { .. } => {
                @if compose {
                    (ui::form_post(&format!("{base}/submit"), me.csrf(), html! { (revision) (ui::button(Button::Primary, &t.s("life-submit"))) }))
                } @else { p.govuk-body { (t.s("life-being-written")) } }
            }
            Stage::Submitted { .. } => {
                @if !vet { p.govuk-body { (t.s("life-who-vets")) } }
                @else if wrote { (ui::button_disabled_with_reason(&t.s("life-approve"), &second())) }
                @else {
                    h2.govuk-heading-m { (t.s("life-review")) }
                    (ui::form_post(&format!("{base}/approve"), me.csrf(), html! {
                        (revision)
                        (ui::textarea(t, tried.field(t, "approve", "remark", "life-remark", "").optional(t).rows(2).max_length(2000)))
                        (ui::button(Button::Primary, &t.s("life-approve")))
                    }))
                    (send_back_form(me, &base, tried))
                }
            }
            Stage::Approved { .. } => {
                @if !me.visit.app.office.decides_on(me.actor(), key) {
                    p.govuk-body { (t.s("life-waits-for-signature")) " " (t.s("life-who-signs")) }
                } @else if wrote { (ui::button_disabled_with_reason(&t.s("life-publish"), &second())) }
                @else {
                    h2.govuk-heading-m { (t.s("life-publish-title")) }
                    p.govuk-body { (t.s("life-publish-what")) }
                    (ui::form_post(&format!("{base}/publish"), me.csrf(), html! {
                        (revision)
                        (ui::text_input(t, tried.field(t, "publish", "decision", "life-decision", d.text.decision.as_deref().unwrap_or_default()).hint(t.s("life-decision-hint")).max_length(200).required()))
                        (tried.date(t, "publish", "effective_from", "life-effective", "life-effective-hint", d.text.effective_from))
                        (ui::button(Button::Primary, &t.s("life-publish")))
                    }))
                }
                @if vet && !wrote { (send_back_form(me, &base, tried)) }
            }
        }
    }
}

fn send_back_form(me: &Staff, base: &str, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    let form = ui::form_post(
        &format!("{base}/send-back"),
        me.csrf(),
        html! {
            (ui::textarea(t, tried.field(t, "back", "reason", "reason", "").rows(3).max_length(2000).required()))
            (ui::button(Button::Warning, &t.s("life-send-back")))
        },
    );
    tried.folded("back", &t.s("life-send-back"), form)
}

fn discard_form(me: &Staff, key: &ProcedureKey, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    if Grant::<Compose>::of(me.actor()).is_err() {
        return html! {};
    }
    let form = ui::form_post(
        &format!("/catalogue/{key}/draft/discard"),
        me.csrf(),
        html! {
            (ui::textarea(t, tried.field(t, "discard", "reason", "reason", "").rows(2).max_length(2000).required()))
            (ui::button(Button::Warning, &t.s("life-discard")))
        },
    );
    tried.folded("discard", &t.s("life-discard"), form)
}

/// One act on the draft: what is sent, and back to its page.
async fn act(
    me: &Staff,
    key: &ProcedureKey,
    form: &str,
    f: &Filled,
    command: Result<ProcedureCommand, Refusal>,
    next: &str,
) -> Result<Response, Failure> {
    let sent = Sent { form, filled: f };
    let answer = match command {
        Ok(command) => me.visit.app.office.change_procedure(me.actor(), key, command).await,
        Err(r) => Err(r.into()),
    };
    // A part that is missing has no field on this page; its name says where to go.
    let answer = match answer {
        Err(Error::Refused(r)) if r.rule == Rule::DraftIncomplete => {
            let part = r.field.clone().unwrap_or_default();
            Err(Error::Refused(Refusal::new(r.rule).detail(part)))
        }
        other => other,
    };
    sent.answer(me.visit.t, answer, next, async |tried| show(me, key, tried)).await
}

/// The revision that the page showed.
fn revision(f: &Filled) -> Result<u32, Refusal> {
    f.number("revision").ok_or_else(|| Refusal::new(Rule::DraftChanged))
}

pub(super) async fn submit(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let command = revision(f).map(|revision| ProcedureCommand::SubmitDraft { revision });
    act(me, key, "submit", f, command, &format!("/catalogue/{key}/draft?done=life-submit")).await
}

pub(super) async fn approve(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let remark = f.get("approve-remark").to_owned();
    let command = revision(f).map(|revision| ProcedureCommand::ApproveDraft { revision, remark });
    act(me, key, "approve", f, command, &format!("/catalogue/{key}/draft?done=life-approve")).await
}

pub(super) async fn send_back(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let command = ProcedureCommand::SendBackDraft { reason: f.get("back-reason").to_owned() };
    act(me, key, "back", f, Ok(command), &format!("/catalogue/{key}/draft?done=life-send-back")).await
}

pub(super) async fn discard(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let command = ProcedureCommand::DiscardDraft { reason: f.get("discard-reason").to_owned() };
    act(me, key, "discard", f, Ok(command), "/catalogue?done=life-discard").await
}

pub(super) async fn publish(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "publish", filled: f };
    let read = || -> Result<ProcedureCommand, Refusal> {
        let revision = revision(f)?;
        let decision = sent.get("decision").to_owned();
        Ok(ProcedureCommand::PublishDraft { revision, decision, effective_from: sent.date("effective_from")? })
    };
    act(me, key, "publish", f, read(), &format!("/catalogue/{key}?done=life-publish")).await
}
