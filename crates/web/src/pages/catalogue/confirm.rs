//! Facts that nobody has read in a document yet: confirmed with a citation, or the confirmation taken back.

use super::{known, today};
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::admin::tried::{Sent, Tried};
use crate::pages::dossier::framed;
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, SummaryRow};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::id::ProcedureKey;
use domain::law::{Refusal, Rule};
use domain::procedure::{Citation, Confirmation, Fact, MarkKind, ProcedureCommand, Published, Version};
use maud::{Markup, html};
use office::Error;

const FORM: &str = "fact";
/// Letters of a marked text that are shown.
const SHOWN: usize = 160;

/// The version a page asks about: the one in force where none is named.
pub(super) fn asked(me: &Staff, published: &Published, number: &str) -> Result<Version, Failure> {
    let version = if number.is_empty() {
        published.shown(today(me))
    } else {
        number.parse().ok().and_then(|n| published.procedure.as_ref()?.version(n))
    };
    version.cloned().ok_or_else(|| Failure::from(Error::NotFound { what: "procedure" }))
}

/// Which part a fact is about, in words: "Thành phần hồ sơ, mục 2".
pub(crate) fn place(visit: &Visit, at: &str) -> String {
    let t = visit.t;
    let mut parts = at.split('/').skip(1);
    let part = parts.next().unwrap_or_default().replace('_', "-");
    let key = if part.is_empty() { "life-fact-whole".to_owned() } else { format!("life-fact-{part}") };
    let mut out = if t.has(&key) { t.s(&key) } else { at.to_owned() };
    for word in parts {
        out.push_str(", ");
        if let Ok(n) = word.parse::<usize>() {
            out.push_str(&t.f("life-fact-item", args!["n" => n + 1]));
        } else {
            let key = format!("life-fact-{}", word.replace('_', "-"));
            out.push_str(&if t.has(&key) { t.s(&key) } else { word.to_owned() });
        }
    }
    out
}

/// What stands at a place now, in short.
fn value(visit: &Visit, v: &Version, at: &str) -> String {
    fn say(value: &serde_json::Value, lang: &str) -> String {
        match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(s) => s.clone(),
            serde_json::Value::Object(map) => match map.get(lang).or_else(|| map.get("vi")) {
                Some(text) => say(text, lang),
                // Of a paper or a step what is written in words; its numbers and keys say nothing alone.
                None => map
                    .values()
                    .filter(|v| v.is_object() || v.is_array())
                    .map(|v| say(v, lang))
                    .filter(|s| !s.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
            },
            serde_json::Value::Array(items) => {
                items.iter().map(|v| say(v, lang)).filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; ")
            }
            other => other.to_string(),
        }
    }
    match at {
        "/time_limit" | "/time_limit/limit" => {
            return v.time_limit.limit.map_or_else(|| visit.t.s("limit-open"), |l| words::limit(visit.t, l));
        }
        "/fee" | "/fee/amount" => return words::fee(visit.t, &v.fee),
        _ => {}
    }
    let whole = serde_json::to_value(v).unwrap_or_default();
    let text = whole.pointer(at).map(|x| say(x, visit.t.lang().code())).unwrap_or_default();
    if text.chars().count() > SHOWN { text.chars().take(SHOWN).chain(['…']).collect() } else { text }
}

fn word(fact: &Fact) -> String {
    format!("{}|{}", words::word(&fact.kind), fact.at)
}

fn fact_of(kind: &str, at: &str) -> Option<Fact> {
    const KINDS: [MarkKind; 4] = [MarkKind::Memory, MarkKind::Template, MarkKind::Translation, MarkKind::Missing];
    let kind = KINDS.into_iter().find(|k| words::word(k) == kind)?;
    Some(Fact { at: at.to_owned(), kind })
}

/// The form: open facts to tick, and where they were read.
pub(super) fn form(
    me: &Staff,
    key: &ProcedureKey,
    v: Version,
    tried: &Tried<'_>,
    f: &Filled,
) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let (_, published) = known(me, key.as_str())?;
    let notes = |fact: &Fact| {
        let marks = v.provenance.marks.iter().filter(|m| m.at == fact.at && m.kind == fact.kind);
        marks.map(|m| m.note.as_str()).collect::<Vec<_>>().join("; ")
    };
    let choices: Vec<Choice> = published
        .open_facts(&v)
        .iter()
        .map(|fact| {
            let now = value(visit, &v, &fact.at);
            let now = if now.is_empty() { now } else { format!("{} {now}", t.s("life-fact-now")) };
            // Whoever keeps the data writes the notes in English.
            let note = if visit.english() { notes(fact) } else { String::new() };
            let hint = [now, note].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" – ");
            let label = format!("{}: {}", place(visit, &fact.at), words::of(t, "mark", &fact.kind));
            Choice::new(word(fact), label).hint(hint).checked(f.has("fact-facts", &word(fact)))
        })
        .collect();
    let title = t.s("life-confirm-title");
    let caption = format!("{} · {}", visit.text(&v.name), t.f("life-version-n", args!["n" => v.version]));
    let field = |name: &str, label: &str| tried.field(t, FORM, name, label, "");
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&caption), &title))
        p.govuk-body { (t.s("life-confirm-what")) }
        @if choices.is_empty() { (ui::inset(t.s("life-confirm-none"))) } @else {
            (ui::form_post(&format!("/catalogue/{key}/confirm"), me.csrf(), html! {
                (ui::hidden("version", &v.version.to_string()))
                (ui::checkboxes(t, tried.group(t, FORM, "facts", "life-confirm-which").hint(t.s("life-confirm-which-hint")), &choices))
                (ui::text_input(t, field("document", "life-document").hint(t.s("life-document-hint")).max_length(200).required()))
                (ui::text_input(t, field("article", "life-article").hint(t.s("life-article-hint")).max_length(200).required()))
                (ui::text_input(t, field("link", "life-link").optional(t).kind("url").max_length(2000)))
                (ui::textarea(t, field("note", "life-note").optional(t).rows(2).max_length(2000)))
                (ui::button(Button::Primary, &t.s("life-confirm-button")))
            }))
        }
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}"), body))
}

pub(super) async fn confirm(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let (_, published) = known(me, key.as_str())?;
    let version = asked(me, &published, f.get("version"))?;
    let sent = Sent { form: FORM, filled: f };
    let answer = async {
        let facts: Option<Vec<Fact>> =
            f.all("fact-facts").map(|w| w.split_once('|').and_then(|(kind, at)| fact_of(kind, at))).collect();
        let facts = facts.ok_or_else(|| Refusal::new(Rule::FactUnknown).field("facts"))?;
        let get = |name: &str| sent.get(name).to_owned();
        let citation =
            Citation { document: get("document"), article: get("article"), link: get("link"), note: get("note") };
        let command = ProcedureCommand::Confirm { version: version.version, facts, citation };
        me.visit.app.office.change_procedure(me.actor(), key, command).await
    };
    let next = format!("/catalogue/{key}?done=life-confirm");
    sent.answer(me.visit.t, answer.await, &next, async |tried| form(me, key, version.clone(), tried, f)).await
}

/// The form that takes a confirmation back.
pub(super) fn withdraw_form(
    me: &Staff,
    key: &ProcedureKey,
    version: &str,
    at: &str,
    kind: &str,
    tried: &Tried<'_>,
) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let (_, published) = known(me, key.as_str())?;
    let v = asked(me, &published, version)?;
    let found = fact_of(kind, at).and_then(|f| published.confirmation(v.version, &f.at, f.kind).cloned());
    let c = found.ok_or_else(|| Failure::from(Refusal::new(Rule::NotFound)))?;
    let title = t.s("life-unconfirm-title");
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(visit.text(&v.name)), &title))
        (ui::summary_list(&[
            SummaryRow::new(t.s("life-fact"), place(visit, &c.fact.at)),
            SummaryRow::new(t.s("life-confirmed-on"), citation(&c.citation)),
            SummaryRow::new(t.s("life-confirmed-by"), visit.person_name(&c.by)),
        ]))
        (ui::form_post(&format!("/catalogue/{key}/unconfirm"), me.csrf(), html! {
            (ui::hidden("version", &v.version.to_string()))
            (ui::hidden("at", at))
            (ui::hidden("kind", kind))
            (ui::textarea(t, tried.field(t, "unconfirm", "reason", "reason", "").rows(3).max_length(2000).required()))
            (ui::button(Button::Warning, &t.s("life-unconfirm-button")))
        }))
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}"), body))
}

pub(super) async fn withdraw(me: &Staff, key: &ProcedureKey, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: "unconfirm", filled: f };
    let fact = fact_of(f.get("kind"), f.get("at")).ok_or_else(|| Failure::from(Refusal::new(Rule::FactUnknown)))?;
    let version: u32 = f.number("version").ok_or_else(|| Failure::from(Refusal::new(Rule::FactUnknown)))?;
    let command = ProcedureCommand::WithdrawConfirmation { version, fact, reason: sent.get("reason").to_owned() };
    let answer = me.visit.app.office.change_procedure(me.actor(), key, command).await;
    if let Err(Error::Refused(r)) = &answer
        && r.rule == Rule::FactUnknown
    {
        return Err(Refusal::new(Rule::FactUnknown).into());
    }
    let next = format!("/catalogue/{key}?done=life-unconfirm");
    let again = async |tried: &Tried<'_>| withdraw_form(me, key, f.get("version"), f.get("at"), f.get("kind"), tried);
    sent.answer(me.visit.t, answer, &next, again).await
}

/// A citation in one line.
pub(super) fn citation(c: &Citation) -> Markup {
    html! {
        (c.document) ", " (c.article)
        @if !c.link.is_empty() { " (" a.govuk-link href=(c.link) rel="noreferrer" { (c.link) } ")" }
        @if !c.note.is_empty() { br; span.govuk-hint { (c.note) } }
    }
}

/// Open facts and confirmed ones of a version.
pub(super) fn section(me: &Staff, key: &ProcedureKey, published: &Published, v: &Version, may: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let open = published.open_facts(v);
    let columns = [Column::row_header(t.s("life-fact")), Column::new(t.s("admin-mark-kind"))];
    let rows: Vec<Vec<Markup>> =
        open.iter().map(|f| vec![html! { (place(visit, &f.at)) }, html! { (words::of(t, "mark", &f.kind)) }]).collect();
    let confirmed: Vec<&Confirmation> = published.confirmed.iter().filter(|c| c.version == v.version).collect();
    html! {
        h2.govuk-heading-m #facts { (t.s("life-facts")) }
        @if open.is_empty() { p.govuk-body { (t.s("life-facts-none")) } } @else {
            p.govuk-body { (t.f("life-facts-open", args!["n" => open.len()])) }
            (ui::details(&t.s("life-facts-list"), ui::data_table_quiet(&t.s("life-facts"), &columns, &rows)))
            @if may {
                p.govuk-body { (ui::button_link(Button::Secondary, &t.s("life-confirm-title"), &format!("/catalogue/{key}/confirm?version={}", v.version))) }
            }
        }
        @if !confirmed.is_empty() {
            (confirmed_table(me, key, &confirmed, may))
        }
    }
}

fn confirmed_table(me: &Staff, key: &ProcedureKey, confirmed: &[&Confirmation], may: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let columns = [
        Column::row_header(t.s("life-fact")),
        Column::new(t.s("life-confirmed-on")),
        Column::new(t.s("life-confirmed-by")),
        Column::quiet(t.s("life-unconfirm-title")),
    ];
    let rows: Vec<Vec<Markup>> = confirmed
        .iter()
        .map(|c| {
            let at = ui::percent_encode(&c.fact.at);
            let kind = words::word(&c.fact.kind);
            let away = format!("/catalogue/{key}/unconfirm?version={}&kind={kind}&at={at}", c.version);
            vec![
                html! { (place(visit, &c.fact.at)) br; span.govuk-hint { (words::of(t, "mark", &c.fact.kind)) } },
                citation(&c.citation),
                html! { (visit.person_name(&c.by)) br; (ui::when(&t.datetime(c.on))) },
                html! { @if may {
                    a.govuk-link href=(away) {
                        (t.s("life-unconfirm")) span.govuk-visually-hidden { " " (place(visit, &c.fact.at)) }
                    }
                } },
            ]
        })
        .collect();
    ui::data_table(&t.s("life-confirmed"), &columns, &rows)
}
