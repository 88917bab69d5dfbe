//! The fields of each act's form.

use super::read::working_days;
use super::{Form, fee};
use crate::args;
use crate::forms::Filled;
use crate::pages::dossier::said;
use crate::pages::file::{self, RESULT};
use crate::pages::{fee_words, in_english, words};
use crate::ui::{self, Button, Choice, Field, Group, SummaryRow, Width};
use crate::visit::Staff;
use domain::calendar::local;
use domain::dossier::{ActKind, PartyField, ReturnProof};
use domain::fee::Standing;
use domain::id::{PaperId, ProcedureKey};
use domain::organisation::PostKind;
use domain::procedure::{Channel, Need, Paper, ServedBy, Version, Work};
use maud::{Markup, html};
use office::dossier::Detail;

impl Form<'_> {
    pub(super) fn s(&self, key: &str) -> String {
        self.me.visit.t.s(key)
    }

    /// A field with what was typed and what is wrong with it.
    pub(super) fn field(&self, name: &str, label: &str) -> Field {
        Field::new(name, self.s(label)).value(self.filled.get(name)).error(self.errors.of(name))
    }

    pub(super) fn area(&self, name: &str, label: &str, hint: &str) -> Markup {
        let mut field = self.field(name, label).max_length(4000);
        if !hint.is_empty() {
            field = field.hint(self.s(hint));
        }
        ui::textarea(self.me.visit.t, field.required())
    }

    pub(super) fn note(&self, label: &str) -> Markup {
        let t = self.me.visit.t;
        ui::textarea(t, self.field("note", label).optional(t).rows(3).max_length(4000))
    }

    pub(super) fn group(&self, name: &str, legend: &str) -> Group {
        Group::new(name, self.s(legend)).value(self.filled.get(name)).error(self.errors.of(name))
    }

    /// What was chosen, or the usual answer as long as nothing was.
    pub(super) fn usual<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        match self.filled.get(name) {
            "" => usual,
            chosen => chosen,
        }
    }
}

/// What must be known before the form is filled in.
pub(super) fn before(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    match f.kind {
        ActKind::RequestSupplement => {
            let law = visit.app.office.law();
            // Sector law may give more time than the general window.
            let days = law.version(&d.procedure).and_then(|v| v.time_limit.supplement_window);
            let days = days.unwrap_or(law.practice.supplement_window.value);
            let window = d.received.map(|r| law.calendar_of(&d.unit).due(r, working_days(days)).at);
            html! {
                @if let Some(before) = d.supplements.last() {
                    (ui::warning(t, &t.f("supplement-second-warning", args!["when" => t.moment_long(before.asked)])))
                } @else {
                    (ui::inset(t.s("supplement-once-note")))
                    @if let Some(end) = window.filter(|end| *end < visit.app.office.now()) {
                        (ui::warning(t, &t.f("supplement-late-warning", args!["when" => t.moment_long(end)])))
                    }
                }
            }
        }
        ActKind::TakeSupplement => html! { @if let Some(s) = d.supplements.last() {
            (ui::summary_list(&[
                SummaryRow::new(t.s("supplement-asked"), t.moment_long(s.asked)),
                SummaryRow::new(t.s("timeline-reason"), said::written(&said::text(visit, f.detail, &s.reason))),
            ]))
        } },
        ActKind::AnswerConsultation | ActKind::SendBack | ActKind::Approve | ActKind::Reject => html! {
            @for h in f.detail.timeline.iter().rev() {
                @if let domain::dossier::Event::StepDone { note: Some(note), step } = &h.event {
                    (ui::details(&t.f("act-last-note", args!["step" => said::step(visit, d, *step)]), html! {
                        p.govuk-body { (said::written(&said::text(visit, f.detail, note))) }
                        p.govuk-hint { (said::actor(visit, &h.envelope.by)) ", " (t.moment_long(h.envelope.at)) }
                    }))
                }
            }
        },
        ActKind::TakeBackResult => ui::inset(t.s("take-back-note")),
        ActKind::CorrectReturn => first_return(f),
        ActKind::ReturnResult => html! {
            @if d.originals_here { (ui::warning(t, &t.s("return-originals-warning"))) }
            // NĐ 61/2018 art. 22 makes no result wait for its fee: it is said, not refused.
            @if let Standing::Due(price) = visit.app.office.fee_standing(d) {
                (ui::warning(t, &t.f("fee-return-warning", args!["price" => fee_words::price(t, &price)])))
            }
        },
        ActKind::Withdraw if d.originals_here => ui::inset(t.s("withdraw-originals")),
        _ => html! {},
    }
}

/// Who has the result by the record that stands.
fn first_return(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    html! { @for h in &f.detail.timeline {
        @if let domain::dossier::Event::ResultReturned { to, name, proof, .. } = &h.event {
            @let who = name.as_ref().map_or_else(|| words::of(t, "recipient", to), |at| said::text(visit, f.detail, at));
            (ui::summary_list(&[
                SummaryRow::new(t.s("correct-return-first"), html! {
                    (who) ", " (words::of(t, "proof", proof)) br; (t.moment_long(h.envelope.at)) br;
                    (said::actor(visit, &h.envelope.by))
                }),
            ]))
        }
    } }
}

/// Whether a question comes before the form: which procedure is the right one.
pub(super) fn asks_first(f: &Form<'_>) -> bool {
    f.kind == ActKind::CorrectProcedure && chosen_version(f.me, f.filled, f.detail).is_none()
}

/// That question.
pub(super) fn first_question(f: &Form<'_>, action: &str) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let law = visit.app.office.law();
    let mut choices: Vec<(String, String)> = law
        .catalogue
        .iter()
        .filter(|(key, p)| p.is_published_at(&d.unit) && **key != d.procedure.key)
        .filter_map(|(key, p)| {
            let procedure = p.procedure.as_ref().filter(|p| p.served_by == ServedBy::Dossier)?;
            Some((
                visit.text(&procedure.shown_on(local(visit.app.office.now()).date())?.name).to_owned(),
                key.to_string(),
            ))
        })
        .collect();
    choices.sort_by_key(|(name, _)| domain::text::fold(name));
    let choices: Vec<Choice> =
        choices.into_iter().map(|(name, key)| Choice::new(&key, format!("{name} ({key})"))).collect();
    ui::form_get(
        action,
        html! {
            (ui::select(t, f.field("procedure", "correct-procedure-which").hint(t.s("correct-procedure-which-hint")), &choices))
            (ui::button(Button::Primary, &t.s("act-continue")))
        },
    )
}

fn chosen_version(me: &Staff, filled: &Filled, detail: &Detail) -> Option<Version> {
    let law = me.visit.app.office.law();
    let key: ProcedureKey = filled.get("procedure").parse().ok()?;
    let on = local(detail.dossier.received?).date();
    law.catalogue.get(&key)?.procedure.as_ref()?.in_force_on(on).cloned()
}

/// Papers by name out of a refusal's ids.
pub(super) fn papers_named(me: &Staff, kind: ActKind, filled: &Filled, detail: &Detail, ids: &str) -> String {
    let law = me.visit.app.office.law();
    let version = match kind {
        ActKind::CorrectProcedure => chosen_version(me, filled, detail),
        _ => law.version(&detail.dossier.procedure).cloned(),
    };
    ids.split(',')
        .filter_map(|id| id.trim().parse::<PaperId>().ok())
        .map(|id| said::paper(&me.visit, version.as_ref(), &id))
        .collect::<Vec<_>>()
        .join("; ")
}

/// The fields of the act.
pub(super) fn fields(f: &Form<'_>) -> Markup {
    match f.kind {
        ActKind::Guide | ActKind::Receive | ActKind::Decline | ActKind::Transfer | ActKind::Claim | ActKind::Close => {
            html! {}
        }
        ActKind::Assign => people(f, false),
        ActKind::HandOver => people(f, true),
        ActKind::Finish => f.note("finish-note"),
        ActKind::SendBack => f.area("reason", "reason", "send-back-reason-hint"),
        ActKind::Consult => consult(f),
        ActKind::AnswerConsultation => answer(f),
        ActKind::RequestSupplement => request_supplement(f),
        ActKind::TakeSupplement => take_supplement(f),
        ActKind::AddFiles => add_files(f),
        ActKind::StrikeFile => strike_file(f),
        ActKind::Approve => f.note("approve-note"),
        ActKind::Reject => f.area("reason", "reason", "reject-reason-hint"),
        ActKind::Stop => html! {
            (f.area("reason", "reason", "stop-reason-hint"))
            (ui::text_input(f.me.visit.t, f.field("ground", "stop-ground").hint(f.s("stop-ground-hint")).max_length(500).required()))
        },
        ActKind::Apologise => apologise(f),
        ActKind::ReturnResult => return_result(f),
        ActKind::TakeBackResult => super::hands::take_back_result(f),
        ActKind::CorrectReturn => super::hands::correct_return(f),
        ActKind::GiveBackOriginals => super::hands::give_back_originals(f),
        ActKind::Withdraw => html! { (f.area("reason", "withdraw-reason", "")) (originals(f)) },
        ActKind::CorrectProcedure => correct_procedure(f),
        ActKind::CollectFee => fee::collect(f),
        ActKind::CancelVoucher => fee::cancel(f),
        ActKind::AnswerCancellation => fee::answer(f),
        ActKind::CorrectEntry => correct_entry(f),
    }
}

fn people(f: &Form<'_>, reason: bool) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let Some(step) = f.detail.dossier.step() else { return html! {} };
    let office = &visit.app.office;
    let mut people = office.colleagues(&step.plan.unit, step.plan.post);
    if step.plan.post == PostKind::ReceptionOfficer {
        people.extend(office.colleagues(&step.plan.unit, PostKind::HeadOfOneStop));
    }
    let choices: Vec<Choice> = people
        .iter()
        .filter(|p| step.official.as_ref().is_none_or(|o| o.person != p.id))
        .map(|p| Choice::new(p.id.to_string(), &p.name))
        .collect();
    html! {
        p.govuk-body { (t.f("assign-step", args!["step" => said::step(visit, &f.detail.dossier, f.detail.dossier.current)])) }
        @if let Some(o) = &step.official { p.govuk-body { (t.f("assign-held", args!["who" => said::official(visit, o)])) } }
        @if choices.is_empty() { (ui::inset(t.s("assign-nobody"))) }
        (ui::select(t, f.field("person", "assign-person").required(), &choices))
        @if reason { (f.area("reason", "reason", "")) }
    }
}

fn consult(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let law = visit.app.office.law();
    let today = local(visit.app.office.now()).date();
    let choices: Vec<Choice> = law
        .organisation
        .units
        .iter()
        .filter(|u| u.id != f.me.actor().unit && u.from <= today && u.to.is_none_or(|to| today < to))
        .map(|u| Choice::new(u.id.to_string(), visit.text(&u.name)))
        .collect();
    let days = f.usual("working_days", "3");
    html! {
        (ui::select(t, f.field("unit", "consult-unit").required(), &choices))
        (f.area("question", "consult-question", "consult-question-hint"))
        (ui::text_input(t, f.field("working_days", "consult-days").value(days).digits().width(Width::Chars(3))
            .suffix(t.s("working-days-suffix")).required()))
    }
}

fn answer(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let mine: Vec<_> =
        f.detail.dossier.consultations.iter().filter(|c| c.answered.is_none() && c.unit == f.me.actor().unit).collect();
    let first = mine.first().map(|c| c.id.to_string()).unwrap_or_default();
    let choices: Vec<Choice> = mine
        .iter()
        .map(|c| {
            Choice::new(c.id.to_string(), said::text(visit, f.detail, &c.question))
                .hint(t.f("answer-by", args!["when" => t.moment_long(c.due)]))
        })
        .collect();
    html! {
        (ui::radios(t, f.group("consultation", "answer-which").value(f.usual("consultation", &first)), &choices))
        (f.area("answer", "answer-text", ""))
    }
}

fn request_supplement(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let law = visit.app.office.law();
    let Some(version) = law.version(&f.detail.dossier.procedure) else { return html! {} };
    let choices: Vec<Choice> = version
        .papers
        .iter()
        .map(|p| {
            let (what, why) = (format!("what-{}", p.id), format!("not_retrievable-{}", p.id));
            Choice::new(p.id.to_string(), visit.text(&p.name))
                .hint(said::demand(visit, p))
                .checked(f.filled.has("items", p.id.as_str()))
                .nested(html! {
                    (ui::text_input(t, f.field(&what, "supplement-what").optional(t).max_length(1000)))
                    @if let Some(database) = &p.replaced_by {
                        (ui::text_input(t, f.field(&why, "supplement-not-retrievable")
                            .hint(t.f("supplement-not-retrievable-hint", args!["database" => in_english::plain(visit, database)])).max_length(1000)))
                    }
                })
        })
        .collect();
    html! {
        (ui::checkboxes(t, f.group("items", "supplement-items").hint(t.s("supplement-items-hint")).small(), &choices))
        (f.area("reason", "supplement-reason", "supplement-reason-hint"))
        @if !f.detail.dossier.supplements.is_empty() {
            (f.area("new_fact", "supplement-new-fact", "supplement-new-fact-hint"))
        }
        details.govuk-details open[!f.filled.get("outside_paper").is_empty() || !f.filled.get("outside_reason").is_empty()] {
            summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("supplement-outside")) } }
            div.govuk-details__text {
                (ui::warning(t, &t.s("supplement-outside-warning")))
                (ui::text_input(t, f.field("outside_paper", "supplement-outside-paper").max_length(300)))
                (ui::text_input(t, f.field("outside_reason", "supplement-outside-reason").max_length(1000)))
            }
        }
    }
}

/// Counts beside each paper of a list.
fn counts(f: &Form<'_>, papers: &[&Paper]) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    html! { @for p in papers {
        @let (originals, copies, database) =
            (format!("originals-{}", p.id), format!("copies-{}", p.id), format!("database-{}", p.id));
        fieldset.govuk-fieldset {
            legend.govuk-fieldset__legend."govuk-fieldset__legend--s" { (visit.text(&p.name)) }
            div.govuk-hint { (said::demand(visit, p)) }
            (ui::hidden("listed", p.id.as_str()))
            div.govuk-grid-row {
                div.govuk-grid-column-one-half {
                    (ui::text_input(t, f.field(&originals, "papers-originals").digits().width(Width::Chars(3))))
                }
                div.govuk-grid-column-one-half {
                    (ui::text_input(t, f.field(&copies, "papers-copies").digits().width(Width::Chars(3))))
                }
            }
            @if let Some(name) = &p.replaced_by {
                (ui::checkboxes(t, Group::new(&database, t.s("papers-database")).small(),
                    &[Choice::new("1", t.f("papers-from", args!["database" => in_english::plain(visit, name)]))
                        .checked(f.filled.has(&database, "1"))]))
            }
        }
    } }
}

fn take_supplement(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let law = visit.app.office.law();
    let Some(version) = law.version(&d.procedure) else { return html! {} };
    let asked = d.supplements.last().map(|s| s.papers.as_slice()).unwrap_or_default();
    let (first, rest): (Vec<&Paper>, Vec<&Paper>) = version.papers.iter().partition(|p| asked.contains(&p.id));
    html! {
        @if !first.is_empty() {
            h2.govuk-heading-m { (t.s("supplement-papers")) }
            (counts(f, &first))
        }
        @if !rest.is_empty() { (ui::details(&t.s("supplement-other-papers"), counts(f, &rest))) }
        @let scanned: Vec<&Paper> = first.iter().chain(&rest).copied().filter(|p| !p.present_only).collect();
        (scans(f, &scanned))
        (f.note("note"))
    }
}

/// Room for scans of papers, and the word of whoever scanned them.
fn scans(f: &Form<'_>, papers: &[&Paper]) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    html! { @if !papers.is_empty() {
        h2.govuk-heading-m { (t.s("file-scans")) }
        (f.files.told())
        @for p in papers { (f.files.room(p.id.as_str(), visit.text(&p.name), f.errors)) }
        (f.files.confirmation(f.errors))
    } }
}

/// The counter scans what it received; who signs or numbers the result, and who hands it over, that.
fn add_files(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let law = visit.app.office.law();
    let version = law.version(&d.procedure);
    let counter = is_counter(f);
    let papers: Vec<&Paper> = d
        .papers
        .iter()
        .filter(|h| counter && !h.from_database)
        .filter_map(|h| version.and_then(|v| v.paper(&h.paper)))
        .filter(|p| !p.present_only)
        .collect();
    let signed = d.outcome.is_some() || d.step().is_some_and(|s| matches!(s.plan.work, Work::Sign | Work::Issue));
    html! {
        (f.files.told())
        @if signed { (f.files.room(RESULT, &t.s("file-result"), f.errors)) }
        @for p in &papers { (f.files.room(p.id.as_str(), visit.text(&p.name), f.errors)) }
        @if papers.is_empty() && !signed { (ui::inset(t.s("file-nothing-to-scan"))) }
        @else { (f.files.confirmation(f.errors)) }
    }
}

/// The files that this actor may strike out; papers are the counter's.
fn strike_file(f: &Form<'_>) -> Markup {
    let (t, d) = (f.me.visit.t, &f.detail.dossier);
    let counter = is_counter(f);
    let choices: Vec<Choice> = d
        .files
        .iter()
        .filter(|k| k.struck.is_none() && (counter || k.file.paper.is_none()))
        .map(|k| {
            let name = said::text(&f.me.visit, f.detail, &k.file.name);
            let what = format!("{}, {}", file::shows(f.me, k), file::described(t, Some(k.file.media), k.file.bytes));
            Choice::new(k.file.id.to_string(), name).hint(what)
        })
        .collect();
    html! {
        (ui::radios(t, Group::new("file", t.s("strike-file-which")).value(f.filled.get("file")).error(f.errors.of("file")), &choices))
        (f.area("reason", "reason", "strike-file-reason-hint"))
    }
}

fn is_counter(f: &Form<'_>) -> bool {
    matches!(f.me.actor().kind, PostKind::ReceptionOfficer | PostKind::HeadOfOneStop)
        && f.me.actor().unit == f.detail.dossier.unit
}

fn apologise(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let law = visit.app.office.law();
    let now = visit.app.office.now();
    let old = d.due.unwrap_or(now);
    let calendar = law.calendar_of(&d.unit);
    let choices: Vec<Choice> = (1..=60)
        .map(|n| {
            let new = calendar.due(old.max(now), working_days(n)).at;
            Choice::new(n.to_string(), t.f("apologise-choice", args!["n" => n, "when" => t.moment_long(new)]))
        })
        .collect();
    // A limit that begins and ends on one day leaves no day before.
    let one_day = d.clock_from.is_some_and(|from| local(from).date() == local(old).date());
    let days_left = local(now).date().until(local(old).date()).map_or(0, |s| i64::from(s.get_days()));
    html! {
        @if !one_day && days_left < law.practice.apology_before.value { (ui::warning(t, &t.s("apologise-late-warning"))) }
        (f.area("reason", "reason", "apologise-reason-hint"))
        (ui::select(t, f.field("working_days", "apologise-days")
            .hint(t.f("apologise-days-hint", args!["old" => t.moment_long(old)])).required(), &choices))
    }
}

fn return_result(f: &Form<'_>) -> Markup {
    let (visit, t, d) = (&f.me.visit, f.me.visit.t, &f.detail.dossier);
    let to = super::hands::recipients(f);
    let how: Vec<Choice> = [("in_person", Channel::InPerson), ("post", Channel::Post), ("online", Channel::Online)]
        .into_iter()
        .map(|(value, c)| Choice::new(value, words::channel(t, c)))
        .collect();
    let proof: Vec<Choice> = [
        ("signature", ReturnProof::Signature),
        ("code", ReturnProof::Code),
        ("post_receipt", ReturnProof::PostReceipt),
        ("identity_document", ReturnProof::IdentityDocument),
    ]
    .into_iter()
    .map(|(value, p)| Choice::new(value, words::of(t, "proof", &p)))
    .collect();
    html! {
        @if let Some(outcome) = d.outcome {
            (ui::summary_list(&[SummaryRow::new(t.s("timeline-outcome"), words::outcome(t, outcome)),
                SummaryRow::new(t.s("return-result-is"), visit.app.office.law().version(&d.procedure)
                    .map(|v| visit.text(&v.result.name).to_owned()).unwrap_or_default())]))
        }
        (ui::radios(t, f.group("to", "return-to").value(f.usual("to", "applicant")), &to))
        (ui::radios(t, f.group("how", "return-how").value(f.usual("how", "in_person")).inline(), &how))
        (ui::radios(t, f.group("proof", "return-proof"), &proof))
        (ui::text_input(t, f.field("reference", "return-reference").hint(t.s("return-reference-hint")).width(Width::Half).max_length(200)))
        (originals(f))
    }
}

/// Originals that are still here go back with the result, or with the withdrawn dossier.
fn originals(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    html! { @if f.detail.dossier.originals_here {
        (ui::checkboxes(t, f.group("originals_back", "return-originals").small(),
            &[Choice::new("1", t.s("return-originals-back")).checked(f.filled.has("originals_back", "1"))]))
    } }
}

fn correct_procedure(f: &Form<'_>) -> Markup {
    let (visit, t) = (&f.me.visit, f.me.visit.t);
    let Some(version) = chosen_version(f.me, f.filled, f.detail) else { return html! {} };
    let cases: Vec<Choice> = version
        .papers
        .iter()
        .filter_map(|p| match &p.need {
            Need::If { condition, .. } => Some(
                Choice::new(p.id.to_string(), visit.text(condition))
                    .hint(visit.text(&p.name))
                    .checked(f.filled.has("cases", p.id.as_str())),
            ),
            _ => None,
        })
        .collect();
    html! {
        (ui::hidden("procedure", f.filled.get("procedure")))
        (ui::summary_list(&[SummaryRow::new(t.s("correct-procedure-right"), visit.text(&version.name))]))
        p.govuk-body { (ui::link("correct-procedure", &t.s("correct-procedure-other"))) }
        @if !cases.is_empty() { (ui::checkboxes(t, f.group("cases", "correct-procedure-cases").small(), &cases)) }
        h2.govuk-heading-m { (t.s("correct-procedure-papers")) }
        (counts(f, &version.papers.iter().collect::<Vec<_>>()))
        (f.area("reason", "reason", ""))
    }
}

fn correct_entry(f: &Form<'_>) -> Markup {
    let t = f.me.visit.t;
    let now = &f.detail.applicant;
    let choices: Vec<Choice> = PartyField::ALL
        .into_iter()
        .map(|field| {
            let value = match field {
                PartyField::Name => &now.name,
                PartyField::IdNumber => &now.id_number,
                PartyField::Address => &now.address,
                PartyField::Phone => &now.phone,
                PartyField::Email => &now.email,
            };
            let shown = if value.is_empty() { t.s("correct-entry-empty") } else { value.clone() };
            Choice::new(field.key(), words::of(t, "field", &field)).hint(shown)
        })
        .collect();
    html! {
        (ui::radios(t, f.group("field", "correct-entry-which"), &choices))
        (ui::text_input(t, f.field("value", "correct-entry-value").max_length(300)))
        (f.area("reason", "reason", ""))
    }
}
