//! The parts of a procedure, one section each; a part that the source lacks says so.

use super::Entry;
use crate::args;
use crate::i18n::Tr;
use crate::pages::dossier::said;
use crate::pages::{in_english, words};
use crate::ui::{self, Column, SummaryRow};
use crate::visit::Visit;
use domain::procedure::{MarkKind, Need, Paper, ServedBy, Step, Version};
use domain::text::Text;
use maud::{Markup, html};

pub(super) fn all(visit: &Visit, e: &Entry<'_>) -> Markup {
    let (t, v) = (visit.t, e.version);
    html! {
        h2.govuk-heading-m #papers { (t.s("part-papers")) }
        (papers(visit, v))
        (note(visit, e, &["/papers", "/sets"]))

        h2.govuk-heading-m { (t.s("part-limit")) }
        @if e.procedure.served_by == ServedBy::Dossier || v.time_limit.limit.is_some() { (limit(visit, e)) }
        @else { (unstated(visit)) }
        (note(visit, e, &["/time_limit"]))

        h2.govuk-heading-m { (t.s("part-fee")) }
        (fee(visit, v))
        (tariffs(visit, e))
        (note(visit, e, &["/fee"]))

        h2.govuk-heading-m { (t.s("part-sequence")) }
        (text_or_unstated(visit, v.sequence.as_ref()))
        h2.govuk-heading-m { (t.s("part-channels")) }
        ul.govuk-list.govuk-list--bullet { @for c in &v.channels { li { (words::channel(t, *c)) } } }
        (note(visit, e, &["/channels"]))

        h2.govuk-heading-m { (t.s("part-result")) }
        p.govuk-body {
            (visit.text(&v.result.name))
            @if let Some(code) = &v.result.code { " " span.govuk-hint.motcua-nowrap { "(" (code) ")" } }
        }
        (note(visit, e, &["/result"]))

        h2.govuk-heading-m { (t.s("part-agencies")) }
        (agencies(visit, v))
        (note(visit, e, &["/agencies", "/deciding_agency", "/receiving_agency", "/level"]))

        h2.govuk-heading-m { (t.s("part-subjects")) }
        (text_or_unstated(visit, v.subjects.as_ref()))
        h2.govuk-heading-m { (t.s("part-requirements")) }
        (text_or_unstated(visit, v.requirements.as_ref()))

        h2.govuk-heading-m { (t.s("part-steps")) }
        @if v.steps.is_empty() { (unstated(visit)) }
        @else {
            (ui::details(&t.f("part-steps-n", args!["n" => v.steps.len()]), html! {
                (steps(visit, v))
                (note(visit, e, &["/steps"]))
            }))
        }

        h2.govuk-heading-m { (t.s("part-basis")) }
        (basis(visit, e))
        (note(visit, e, &["/legal_basis", "/decision", "/effective_from"]))
    }
}

fn unstated(visit: &Visit) -> Markup {
    html! { p.govuk-body { (visit.t.s("part-unstated")) } }
}

fn text_or_unstated(visit: &Visit, text: Option<&Text>) -> Markup {
    match text {
        None => unstated(visit),
        Some(text) => html! { @for line in visit.text(text).lines() { p.govuk-body { (line) } } },
    }
}

/// Which parts nobody has confirmed yet, in one quiet line; administrators get them one by one.
fn note(visit: &Visit, e: &Entry<'_>, at: &[&str]) -> Markup {
    let t = visit.t;
    let has = |kind: MarkKind| {
        e.published
            .open_marks(e.version)
            .any(|m| m.kind == kind && at.iter().any(|at| m.at == *at || m.at.starts_with(&format!("{at}/"))))
    };
    let kinds: Vec<String> = [
        (MarkKind::Memory, "note-memory"),
        (MarkKind::Template, "note-template"),
        (MarkKind::Translation, "note-translation"),
    ]
    .into_iter()
    .filter(|(kind, _)| has(*kind))
    .map(|(_, key)| t.s(key))
    .collect();
    html! { @if !kinds.is_empty() { p.govuk-body { span.govuk-hint { (t.s("note-prefix")) " " (kinds.join("; ")) "." } } } }
}

fn papers(visit: &Visit, v: &Version) -> Markup {
    let t = visit.t;
    if v.papers.is_empty() {
        return unstated(visit);
    }
    let columns =
        [Column::row_header(t.s("paper-name")), Column::new(t.s("paper-count")), Column::new(t.s("paper-need"))];
    let rows: Vec<Vec<Markup>> = v.papers.iter().map(|p| paper(visit, p)).collect();
    html! {
        (ui::data_table_quiet(&t.s("part-papers"), &columns, &rows))
        p.govuk-body { (t.f("part-sets", args!["n" => v.sets])) }
    }
}

fn paper(visit: &Visit, p: &Paper) -> Vec<Markup> {
    let t = visit.t;
    vec![
        html! {
            (visit.text(&p.name))
            @if let Some(form) = &p.form {
                @let (key, form) = form.strip_prefix("Mẫu ").map_or(("paper-form", form.as_str()), |no| ("paper-form-no", no));
                br; span.govuk-hint { (t.f(key, args!["form" => form])) }
            }
            @if p.present_only { br; span.govuk-hint { (t.s("present-only")) } }
        },
        html! { (said::counts(t, p.originals, p.copies)) },
        html! {
            @match &p.need {
                Need::Always => (t.s("need-always")),
                Need::If { condition, .. } => (visit.text(condition)),
                Need::Unstated => (t.s("need-unstated")),
            }
            @if let Some(db) = &p.replaced_by {
                br; strong { (t.s("paper-replaced")) } " " (words::around(t, "paper-replaced-by", "database", in_english::said(visit, db)))
            }
        },
    ]
}

fn limit(visit: &Visit, e: &Entry<'_>) -> Markup {
    let (t, limit) = (visit.t, &e.version.time_limit);
    html! {
        p.govuk-body { strong { (e.limit_words(visit)) } }
        @if limit.limit.is_none() { p.govuk-body { (t.s("limit-open-why")) } }
        @if !limit.by_case.is_empty() {
            (ui::summary_list(&limit.by_case.iter().map(|(case, text)| {
                SummaryRow::new(t.s(&format!("limit-case-{}", case.replace('_', "-"))), visit.text(text))
            }).collect::<Vec<_>>()))
        }
        @if let Some(text) = &limit.extension { p.govuk-body { strong { (t.s("limit-extension")) } " " (visit.text(text)) } }
        @if let Some(text) = &limit.note { p.govuk-body { (visit.text(text)) } }
    }
}

fn fee(visit: &Visit, v: &Version) -> Markup {
    let (t, fee) = (visit.t, &v.fee);
    let unit = t.s(&format!("fee-unit-{}", fee.unit.replace('_', "-")));
    html! {
        p.govuk-body { strong { (words::fee(t, fee)) } }
        // Free of charge is said once.
        @let free = fee.amount.is_some_and(|a| a.0 == 0) && fee.set_by == "none";
        @if !free || !matches!(domain::text::fold(&fee.note.vi).as_str(), "mien phi" | "khong thu phi, le phi") {
            p.govuk-body { (visit.text(&fee.note)) }
        }
        @if let Some(online) = fee.amount_online { p.govuk-body { (t.f("fee-online", args!["amount" => t.dong(online.0), "unit" => unit.as_str()])) } }
        @if !fee.rules.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for rule in &fee.rules {
                    @let amount = t.dong(rule.amount.0);
                    li {
                        @match rule.to_page {
                            Some(to) => (t.f("fee-pages", args!["from" => rule.from_page, "to" => to, "amount" => amount])),
                            None => (t.f("fee-pages-on", args!["from" => rule.from_page, "amount" => amount])),
                        }
                    }
                }
            }
        }
        @if let Some(cap) = fee.cap { p.govuk-body { (t.f("fee-cap", args!["amount" => t.dong(cap.0)])) } }
        @if !fee.exemptions.is_empty() { p.govuk-body { (words::around(t, "fee-exempt", "who", in_english::list(visit, &fee.exemptions))) } }
        @if !free { p.govuk-body { span.govuk-hint { (t.s(&format!("fee-set-by-{}", fee.set_by.replace('_', "-")))) } } }
    }
}

/// What units entered where the province sets the amount.
fn tariffs(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let (law, now) = (visit.app.office.law(), visit.app.office.now());
    let today = calendar::local(now).date();
    if !e.version.fee.is_set_locally() {
        return html! {};
    }
    let Some(published) = law.catalogue.get(&e.procedure.key) else { return html! {} };
    let here: Vec<_> = law
        .organisation
        .units
        .iter()
        .filter(|u| published.is_published_at(&u.id))
        .filter_map(|u| Some((u, law.tariff(&e.procedure.key, &u.id, today, now)?)))
        .collect();
    html! {
        @if here.is_empty() { p.govuk-body { (t.s("fee-tariff-none")) } }
        @else {
            ul.govuk-list.govuk-list--bullet { @for (unit, tariff) in here {
                li {
                    (visit.text(&unit.name)) ": "
                    @if tariff.amount.0 == 0 { (t.s("fee-free")) } @else { strong { (t.dong(tariff.amount.0)) } }
                    @if let Some(online) = tariff.amount_online { "; " (t.f("fee-tariff-online", args!["amount" => t.dong(online.0)])) }
                    @if !tariff.applies_when.is_empty() { " (" (tariff.applies_when) ")" }
                    br; span.govuk-hint { (t.f("fee-tariff-since", args!["decision" => tariff.decision.as_str(), "date" => t.date(tariff.from)])) }
                }
            } }
        }
    }
}

fn agencies(visit: &Visit, v: &Version) -> Markup {
    let t = visit.t;
    let rows = [
        SummaryRow::new(t.s("agency-deciding"), visit.text(&v.deciding_agency)),
        SummaryRow::new(t.s("agency-receiving"), visit.text(&v.receiving_agency)),
        SummaryRow::new(t.s("agency-level"), visit.text(&v.level_name)),
    ];
    html! {
        (ui::summary_list(&rows))
        @if v.agencies.len() > 1 {
            ol.govuk-list.govuk-list--number {
                @for a in &v.agencies {
                    li {
                        strong { (visit.text(&a.agency)) } ": " (visit.text(&a.task))
                        @if let Some(limit) = &a.limit { " (" (visit.text(limit)) ")" }
                    }
                }
            }
        }
    }
}

fn steps(visit: &Visit, v: &Version) -> Markup {
    let t = visit.t;
    let columns = [Column::row_header(t.s("step-who")), Column::new(t.s("step-action")), Column::new(t.s("step-time"))];
    let total: f64 = v.shares();
    let rows: Vec<Vec<Markup>> = v
        .steps
        .iter()
        .map(|s| {
            vec![
                html! { (s.no) ". " (visit.text(&s.role_name)) },
                html! { (visit.text(&s.action)) },
                html! { (share(visit, s, total)) },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("part-steps"), &columns, &rows)
}

/// A share of a total in per cent.
pub(super) fn per_cent(t: Tr, share: f64, total: f64) -> String {
    let tenths = if total > 0.0 { (share / total * 1000.0).round() } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a total, at most 1000")]
    t.per_cent(tenths.clamp(0.0, 1000.0) as u64)
}

/// A step's part of the limit: percent, and hours where the source gives them.
fn share(visit: &Visit, s: &Step, total: f64) -> String {
    let t = visit.t;
    if !s.counts {
        return t.s("step-not-counted");
    }
    let percent = per_cent(t, s.share, total);
    match s.hours {
        Some(hours) => {
            let hours = if visit.english() { hours.to_string() } else { hours.to_string().replace('.', ",") };
            t.f("step-share-hours", args!["percent" => percent, "hours" => hours])
        }
        None => t.f("step-share", args!["percent" => percent]),
    }
}

/// Where the text was read. Who keeps the data writes this in English; of it a Vietnamese reader gets the
/// page of the national portal, or the document.
pub(crate) fn source(visit: &Visit, text: &str) -> Markup {
    let t = visit.t;
    let portal = text.split([' ', ')', ';']).find(|w| w.starts_with("https://dichvucong.gov.vn/"));
    match portal {
        Some(page) => html! { a.govuk-link href=(page) { (t.s("part-source-portal")) } },
        None if visit.english() => html! { (text) },
        None => {
            let document = text.split([';', '(']).next().unwrap_or_default().trim();
            let document = document.trim_start_matches("Code in ").replace("art. ", "Điều ").replace(" and ", " và ");
            html! { (document) }
        }
    }
}

fn basis(visit: &Visit, e: &Entry<'_>) -> Markup {
    let (t, v) = (visit.t, e.version);
    html! {
        @if v.legal_basis.is_empty() { (unstated(visit)) }
        @else { ul.govuk-list.govuk-list--bullet { @for document in &v.legal_basis { li { (document) } } } }
        p.govuk-body {
            @match &v.decision {
                Some(decision) => (t.f("part-decision", args!["decision" => decision.as_str()])),
                None => (t.s("part-decision-unstated")),
            }
            " "
            @match v.effective_from {
                Some(day) => (t.f("part-effective", args!["day" => t.date(day)])),
                None => (t.s("part-effective-unstated")),
            }
        }
        p.govuk-body { span.govuk-hint { (t.s("part-source-at")) " " (source(visit, &v.provenance.source)) } }
    }
}
