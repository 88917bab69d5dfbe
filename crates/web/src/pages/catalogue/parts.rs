//! Parts of a draft as forms, one each, that work without script and lose nothing that was typed.

use super::draft::is_with_others;
use super::{drafted, rows};
use crate::args;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::i18n::Tr;
use crate::pages::admin::tried::{Sent, Tried};
use crate::pages::admin::unit::AGENCIES;
use crate::pages::dossier::framed;
use crate::pages::fees::amount_of;
use crate::pages::words;
use crate::ui::{self, Button, Choice, Width};
use crate::visit::Staff;
use axum::response::Response;
use domain::calendar::{Limit, Time};
use domain::id::ProcedureKey;
use domain::law::{Refusal, Rule};
use domain::money::Dong;
use domain::procedure::{Channel, DraftPart, Fee, ProcedureCommand, ResultOf, TimeLimit, Version};
use domain::text::Text;
use maud::{Markup, html};
use office::Error;

/// Parts in the order of the page.
pub(super) const PARTS: [&str; 8] = ["names", "announcement", "papers", "limit", "fee", "steps", "agencies", "texts"];
/// Every form of a part has this name, so that an error finds its field.
pub(super) const FORM: &str = "part";
const CHANNELS: [Channel; 4] = [Channel::InPerson, Channel::Online, Channel::Post, Channel::Phone];
const LIMITS: [&str; 6] = ["working-days", "working-hours", "calendar-days", "months", "clock-hours", "same-day"];
const UNITS: [&str; 10] = [
    "per_dossier",
    "per_registration",
    "per_permit",
    "per_document",
    "per_copy",
    "per_page",
    "per_case",
    "per_transaction",
    "per_will",
    "per_card",
];
const SET_BY: [&str; 4] = ["none", "province_council", "circular", "decree"];

/// The form of a part, with what was typed and what stands against it.
pub(super) fn form(me: &Staff, key: &ProcedureKey, part: &str, tried: &Tried<'_>) -> Result<Markup, Failure> {
    let t = me.visit.t;
    let (_, d) = drafted(me, key)?;
    let v = &d.text;
    let fields = match part {
        "names" => names(t, v, tried),
        "announcement" => announcement(t, v, tried),
        "limit" => limit(t, v, tried),
        "fee" => fee(t, v, tried),
        "papers" => rows::papers(me, v, tried),
        "steps" => rows::steps(me, v, tried),
        "agencies" => rows::agencies(me, v, tried),
        "texts" => texts(t, v, tried),
        _ => return Err(Failure::no_such_page()),
    };
    // A page that comes back with an error keeps the revision that its writer began with.
    let revision = tried.typed(FORM, "revision").map_or_else(|| d.revision.to_string(), str::to_owned);
    let title = t.s(&format!("life-part-{part}"));
    let caption = format!("{} · {}", me.visit.text(&v.name), t.f("life-draft-of", args!["n" => v.version]));
    let body = html! {
        (tried.summary(t))
        (ui::heading(Some(&caption), &title))
        @if is_with_others(&d) { (ui::inset(t.s("life-edit-reopens"))) }
        (ui::form_post(&format!("/catalogue/{key}/draft/parts/{part}"), me.csrf(), html! {
            (ui::hidden("part-revision", &revision))
            (fields)
            (ui::button(Button::Primary, &t.s("life-save")))
        }))
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}/draft"), body))
}

/// Writes a part.
pub(super) async fn save(me: &Staff, key: &ProcedureKey, part: &str, f: &Filled) -> Result<Response, Failure> {
    let (_, d) = drafted(me, key)?;
    let v = &d.text;
    let sent = Sent { form: FORM, filled: f };
    // Rows of the page by their place in what is sent on: rows that are left out shift the others.
    let mut kept: Vec<usize> = Vec::new();
    let read = match part {
        "names" => read_names(&sent, v),
        "announcement" => read_announcement(&sent),
        "limit" => read_limit(&sent, v),
        "fee" => read_fee(&sent, v),
        "papers" => rows::read_papers(&sent, v, &mut kept),
        "steps" => rows::read_steps(me, &sent, v, &mut kept),
        "agencies" => rows::read_agencies(&sent, v, &mut kept),
        "texts" => Ok(read_texts(&sent, v)),
        _ => return Err(Failure::no_such_page()),
    };
    let answer = async {
        let revision = sent.get("revision").parse().map_err(|_| Refusal::new(Rule::DraftChanged))?;
        let command = ProcedureCommand::SaveDraft { revision, part: Box::new(read?) };
        me.visit.app.office.change_procedure(me.actor(), key, command).await
    };
    let answer = match answer.await {
        Err(Error::Refused(r)) => Err(Error::Refused(on_page(r, &kept))),
        other => other,
    };
    let next = format!("/catalogue/{key}/draft?done=life-save");
    sent.answer(me.visit.t, answer, &next, async |tried| form(me, key, part, tried)).await
}

/// The field on the page that a refusal means: `papers.0.name` of what was sent on may be row 2 there.
fn on_page(r: Refusal, kept: &[usize]) -> Refusal {
    let Some(field) = r.field.clone() else { return r };
    let mut parts: Vec<String> = field.split('.').map(str::to_owned).collect();
    if let Some(n) = parts.get(1).and_then(|n| n.parse::<usize>().ok())
        && let Some(row) = kept.get(n)
    {
        parts[1] = row.to_string();
    }
    r.field(parts.join("."))
}

/// A text as it was typed: the English of what did not change stays, of what did it would be wrong.
pub(super) fn retyped(old: Option<&Text>, typed: &str) -> Text {
    match old {
        Some(old) if old.vi.trim() == typed.trim() => old.clone(),
        _ => Text::vi(typed.trim()),
    }
}

/// The same for a text that may be missing.
fn retyped_or_none(old: Option<&Text>, typed: &str) -> Option<Text> {
    (!typed.trim().is_empty()).then(|| retyped(old, typed))
}

/// Lines that are not empty.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn required(name: &str) -> Refusal {
    Refusal::new(Rule::FieldRequired).field(name)
}

fn malformed(name: &str) -> Refusal {
    Refusal::new(Rule::FieldMalformed).field(name)
}

// ── names ─────────────────────────────────────────────────────────────────────────────────────────

fn names(t: Tr, v: &Version, tried: &Tried<'_>) -> Markup {
    let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, name, label, usual);
    let kinds: Vec<Choice> = AGENCIES.iter().map(|k| Choice::new(words::word(k), words::of(t, "agency", k))).collect();
    let channels = CHANNELS.iter().map(|c| Choice::new(words::word(c), words::channel(t, *c))).collect();
    let usual: Vec<String> = v.channels.iter().map(words::word).collect();
    html! {
        (ui::textarea(t, field("name", "life-name", &v.name.vi).rows(2).max_length(500).required()))
        (ui::text_input(t, field("field", "life-field", &v.field.vi).max_length(200).required()))
        (ui::text_input(t, field("level", "life-level", &v.level_name.vi).hint(t.s("life-level-hint")).max_length(200).required()))
        (ui::text_input(t, field("receiving", "agency-receiving", &v.receiving_agency.vi).max_length(500).required()))
        (ui::text_input(t, field("deciding", "agency-deciding", &v.deciding_agency.vi).max_length(500).required()))
        (ui::select(t, field("competent", "org-agency", &words::word(&v.competent)), &kinds))
        (ui::checkboxes(t, tried.group(t, FORM, "channels", "part-channels"), &tried.ticked(FORM, "channels", channels, &usual)))
        (ui::text_input(t, field("sets", "life-sets", &v.sets.to_string()).digits().width(Width::Chars(2)).required()))
    }
}

fn read_names(sent: &Sent<'_>, v: &Version) -> Result<DraftPart, Refusal> {
    let text = |name: &str, old: &Text| match sent.get(name) {
        "" => Err(required(name)),
        typed => Ok(retyped(Some(old), typed)),
    };
    let chosen = sent.all("channels");
    let channels: Vec<Channel> = CHANNELS.into_iter().filter(|c| chosen.contains(&words::word(c))).collect();
    if channels.is_empty() {
        return Err(required("channels"));
    }
    Ok(DraftPart::Names {
        name: text("name", &v.name)?,
        field: text("field", &v.field)?,
        level_name: text("level", &v.level_name)?,
        receiving_agency: text("receiving", &v.receiving_agency)?,
        deciding_agency: text("deciding", &v.deciding_agency)?,
        competent: AGENCIES
            .into_iter()
            .find(|k| words::word(k) == sent.get("competent"))
            .ok_or_else(|| required("competent"))?,
        channels,
        sets: sent.get("sets").parse().ok().filter(|n| (1..=99).contains(n)).ok_or_else(|| malformed("sets"))?,
    })
}

// ── announcement ──────────────────────────────────────────────────────────────────────────────────

fn announcement(t: Tr, v: &Version, tried: &Tried<'_>) -> Markup {
    html! {
        p.govuk-body { (t.s("life-announcement-what")) }
        (ui::text_input(t, tried.field(t, FORM, "decision", "life-decision", v.decision.as_deref().unwrap_or_default()).optional(t).max_length(200)))
        (tried.date(t, FORM, "effective_from", "life-effective", "", v.effective_from))
    }
}

fn read_announcement(sent: &Sent<'_>) -> Result<DraftPart, Refusal> {
    let decision = Some(sent.get("decision").to_owned()).filter(|d| !d.is_empty());
    Ok(DraftPart::Announcement { decision, effective_from: sent.date_or_none("effective_from")? })
}

// ── limit ─────────────────────────────────────────────────────────────────────────────────────────

fn limit(t: Tr, v: &Version, tried: &Tried<'_>) -> Markup {
    let (kind, number) = match v.time_limit.limit {
        Some(Limit::WorkingDays(n)) => ("working-days", n.to_string()),
        Some(Limit::WorkingHours(n)) => ("working-hours", n.to_string()),
        Some(Limit::CalendarDays(n)) => ("calendar-days", n.to_string()),
        Some(Limit::Months(n)) => ("months", n.to_string()),
        Some(Limit::ClockHours(n)) => ("clock-hours", n.to_string()),
        Some(Limit::SameDay { .. }) => ("same-day", String::new()),
        None => ("open", String::new()),
    };
    let mut kinds: Vec<Choice> =
        LIMITS.iter().map(|k| Choice::new(*k, t.s(&format!("admin-limit-kind-{k}")))).collect();
    kinds.push(Choice::new("open", t.s("life-limit-open")));
    let text = |of: Option<&Text>| of.map_or("", |x| x.vi.as_str()).to_owned();
    html! {
        (ui::select(t, tried.field(t, FORM, "kind", "admin-limit-kind", kind).required(), &kinds))
        (ui::text_input(t, tried.field(t, FORM, "number", "admin-limit-number", &number).hint(t.s("admin-limit-number-hint")).digits().width(Width::Chars(5))))
        (ui::textarea(t, tried.field(t, FORM, "extension", "life-limit-extension", &text(v.time_limit.extension.as_ref())).optional(t).rows(3).max_length(2000)))
        (ui::textarea(t, tried.field(t, FORM, "note", "admin-limit-note", &text(v.time_limit.note.as_ref())).optional(t).rows(3).max_length(2000)))
        @if !v.time_limit.by_case.is_empty() { (ui::inset(t.s("life-limit-by-case"))) }
    }
}

fn read_limit(sent: &Sent<'_>, v: &Version) -> Result<DraftPart, Refusal> {
    let number = || match sent.get("number").parse::<u16>() {
        Ok(n @ 1..=1000) => Ok(n),
        _ => Err(malformed("number")),
    };
    let limit = match sent.get("kind") {
        "working-days" => Some(Limit::WorkingDays(number()?)),
        "working-hours" => Some(Limit::WorkingHours(number()?)),
        "calendar-days" => Some(Limit::CalendarDays(number()?)),
        "months" => Some(Limit::Months(number()?)),
        "clock-hours" => Some(Limit::ClockHours(number()?)),
        // The common cut-off of the law (NĐ 61/2018 art. 18), or the one that stands there.
        "same-day" => match v.time_limit.limit {
            Some(limit @ Limit::SameDay { .. }) => Some(limit),
            _ => Some(Limit::SameDay { cutoff: Time::constant(15, 0, 0, 0) }),
        },
        "open" => None,
        _ => return Err(required("kind")),
    };
    let time_limit = TimeLimit {
        limit,
        extension: retyped_or_none(v.time_limit.extension.as_ref(), sent.get("extension")),
        note: retyped_or_none(v.time_limit.note.as_ref(), sent.get("note")),
        ..v.time_limit.clone()
    };
    Ok(DraftPart::Limit { time_limit })
}

// ── fee ───────────────────────────────────────────────────────────────────────────────────────────

fn fee(t: Tr, v: &Version, tried: &Tried<'_>) -> Markup {
    let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, name, label, usual);
    let amount = |d: Option<Dong>| d.map_or_else(String::new, |d| d.0.to_string());
    let units: Vec<Choice> =
        UNITS.iter().map(|u| Choice::new(*u, t.s(&format!("fee-unit-{}", u.replace('_', "-"))))).collect();
    let set_by: Vec<Choice> =
        SET_BY.iter().map(|s| Choice::new(*s, t.s(&format!("fee-set-by-{}", s.replace('_', "-"))))).collect();
    html! {
        (ui::text_input(t, field("amount", "life-amount", &amount(v.fee.amount)).hint(t.s("life-amount-hint")).digits().width(Width::Chars(20)).suffix("đ")))
        (ui::text_input(t, field("amount_online", "tariff-amount-online", &amount(v.fee.amount_online)).optional(t).digits().width(Width::Chars(20)).suffix("đ")))
        (ui::select(t, field("unit", "life-fee-unit", &v.fee.unit).required(), &units))
        (ui::select(t, field("set_by", "life-fee-set-by", &v.fee.set_by).required(), &set_by))
        (ui::textarea(t, field("note", "life-fee-note", &v.fee.note.vi).rows(3).max_length(2000).required()))
        (ui::textarea(t, field("exemptions", "life-exemptions", &v.fee.exemptions.join("\n")).optional(t).hint(t.s("life-one-a-line")).rows(4).max_length(2000)))
        @if !v.fee.rules.is_empty() { (ui::inset(t.s("life-fee-rules"))) }
    }
}

fn read_fee(sent: &Sent<'_>, v: &Version) -> Result<DraftPart, Refusal> {
    let amount = |name: &str| match sent.get(name) {
        "" => Ok(None),
        typed => amount_of(typed).map(|n| Some(Dong(n))).ok_or_else(|| malformed(name)),
    };
    let one_of = |name: &str, known: &[&str]| {
        let typed = sent.get(name);
        if known.contains(&typed) { Ok(typed.to_owned()) } else { Err(required(name)) }
    };
    if sent.get("note").is_empty() {
        return Err(required("note"));
    }
    let now = amount("amount")?;
    // Amounts by page stand beside the amount they belong to; with another amount they would be wrong.
    let same = now == v.fee.amount;
    Ok(DraftPart::Fee {
        fee: Fee {
            amount: now,
            amount_online: amount("amount_online")?,
            unit: one_of("unit", &UNITS)?,
            set_by: one_of("set_by", &SET_BY)?,
            note: retyped(Some(&v.fee.note), sent.get("note")),
            exemptions: lines(sent.get("exemptions")),
            rules: if same { v.fee.rules.clone() } else { vec![] },
            cap: v.fee.cap.filter(|_| same),
        },
    })
}

// ── texts ─────────────────────────────────────────────────────────────────────────────────────────

fn texts(t: Tr, v: &Version, tried: &Tried<'_>) -> Markup {
    let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, name, label, usual);
    let text = |of: Option<&Text>| of.map_or("", |x| x.vi.as_str()).to_owned();
    let long = |name: &str, label: &str, of: Option<&Text>| {
        ui::textarea(t, field(name, label, &text(of)).optional(t).rows(5).max_length(20_000))
    };
    html! {
        (ui::textarea(t, field("result", "part-result", &v.result.name.vi).rows(2).max_length(1000).required()))
        (ui::text_input(t, field("result_code", "life-result-code", v.result.code.as_deref().unwrap_or_default()).optional(t).max_length(80)))
        (ui::textarea(t, field("basis", "part-basis", &v.legal_basis.join("\n")).hint(t.s("life-one-a-line")).rows(6).max_length(5000).required()))
        (long("sequence", "part-sequence", v.sequence.as_ref()))
        (long("subjects", "part-subjects", v.subjects.as_ref()))
        (long("requirements", "part-requirements", v.requirements.as_ref()))
    }
}

fn read_texts(sent: &Sent<'_>, v: &Version) -> DraftPart {
    let code = Some(sent.get("result_code").to_owned()).filter(|c| !c.is_empty());
    DraftPart::Texts {
        result: ResultOf { name: retyped(Some(&v.result.name), sent.get("result")), code },
        sequence: retyped_or_none(v.sequence.as_ref(), sent.get("sequence")),
        subjects: retyped_or_none(v.subjects.as_ref(), sent.get("subjects")),
        requirements: retyped_or_none(v.requirements.as_ref(), sent.get("requirements")),
        legal_basis: lines(sent.get("basis")),
    }
}
