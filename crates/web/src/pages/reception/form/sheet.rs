//! How the form of the counter looks: everything on one page, in the order of the keyboard.

use crate::args;
use crate::forms::Filled;
use crate::pages::procedure::Entry;
use crate::pages::reception::read::{self, OUTSIDE};
use crate::pages::words;
use crate::ui::{self, Button, Choice, Column, ErrorList, Field, Group, SummaryRow, Width};
use crate::visit::Staff;
use domain::dossier::PartyField;
use domain::id::PaperId;
use domain::procedure::{Need, Paper};
use maud::{Markup, PreEscaped, html};

/// The form with what was typed and what stands against it.
pub(super) struct Sheet<'a> {
    pub me: &'a Staff,
    pub entry: &'a Entry<'a>,
    pub filled: &'a Filled,
    pub errors: &'a ErrorList,
    pub missing: &'a [PaperId],
    /// Ties two sends of this page together.
    pub key: String,
}

impl Sheet<'_> {
    pub(super) fn page(&self) -> Markup {
        let (t, me, e) = (self.me.visit.t, self.me, self.entry);
        let title = e.name(&me.visit);
        let caption = match &e.procedure.code {
            Some(code) => format!("{} · {code}", t.s("receive-title")),
            None => t.s("receive-title"),
        };
        let body = html! {
            (ui::error_summary(t, self.errors.as_slice()))
            (ui::heading(Some(&caption), &title))
            (self.promise())
            (ui::form_post(&format!("/reception/receive/{}", e.key), me.csrf(), html! {
                (ui::hidden("key", &self.key))
                @if !self.filled.get("dossier").is_empty() {
                    (ui::hidden("dossier", self.filled.get("dossier")))
                    (ui::hidden("version", self.filled.get("version")))
                }
                (self.applicant())
                (self.representative())
                (self.papers())
                (self.filing())
                (self.outside())
                (ui::button_named(Button::Primary, &t.s("act-receive"), "do", "receive"))
                (self.otherwise())
            }))
            p.govuk-body { a.govuk-link href={ "/procedures/" (e.key.as_str()) } { (t.s("receive-read")) } }
        };
        ui::page_before(&me.visit.shell(), &title, ui::back_link(t, "/reception/receive"), body)
    }

    /// What would be promised if it were received this minute. The server says it again on receipt.
    fn promise(&self) -> Markup {
        let (t, e, office) = (self.me.visit.t, self.entry, &self.me.visit.app.office);
        let unit = &self.me.actor().unit;
        let law = office.law();
        let limit = e.published.limit_at(e.version, unit);
        let due = limit.map(|limit| law.calendar_of(unit).due(office.now(), limit));
        ui::summary_list(&[
            SummaryRow::new(
                t.s("receive-due"),
                html! {
                    @match &due {
                        Some(due) => {
                            strong { (t.moment_long(due.at)) }
                            @if due.undecided { br; span.govuk-hint { (t.s("receive-due-undecided")) } }
                        }
                        None => (t.s("limit-open")),
                    }
                    @if let Some(limit) = limit { br; span.govuk-hint { (words::limit(t, limit)) } }
                },
            ),
            SummaryRow::new(
                t.s("procedures-fee"),
                html! {
                    (words::fee(t, &e.version.fee))
                    @if e.version.fee.amount.is_none_or(|a| a.0 > 0) || !e.version.fee.exemptions.is_empty() {
                        br; span.govuk-hint { (self.me.visit.text(&e.version.fee.note)) }
                    }
                },
            ),
        ])
    }

    fn field(&self, name: &str, label: String) -> Field {
        Field::new(name, label).value(self.filled.get(name)).error(self.errors.of(name))
    }

    /// Name, ID number, address, phone, mail of a party, as form 01 orders them.
    fn party(&self, prefix: &str, needed: bool) -> Markup {
        let t = self.me.visit.t;
        let input = |of: PartyField| {
            let name = format!("{prefix}.{}", of.key());
            let field = self.field(&name, t.s(&format!("field-{}", words::word(&of)))).autocomplete("off");
            let input = ui::text_input(
                t,
                match of {
                    PartyField::Name if needed => field.required(),
                    PartyField::Name | PartyField::Address => field,
                    PartyField::IdNumber => field.width(Width::Chars(20)),
                    PartyField::Phone => Field { kind: "tel", ..field }.width(Width::Chars(20)),
                    PartyField::Email => Field { kind: "email", spellcheck: Some(false), ..field },
                },
            );
            // The officer begins to type at once; after an error the summary has the word.
            if needed && of == PartyField::Name && self.errors.is_empty() { focused(input) } else { input }
        };
        let side_by_side = |left: PartyField, right: PartyField| {
            html! {
                div.govuk-grid-row {
                    div class="govuk-grid-column-one-half" { (input(left)) }
                    div class="govuk-grid-column-one-half" { (input(right)) }
                }
            }
        };
        html! {
            (side_by_side(PartyField::Name, PartyField::IdNumber))
            (input(PartyField::Address))
            (side_by_side(PartyField::Phone, PartyField::Email))
        }
    }

    fn applicant(&self) -> Markup {
        let t = self.me.visit.t;
        let kinds = ["person", "organisation"].map(|kind| Choice::new(kind, t.s(&format!("party-kind-{kind}"))));
        ui::fieldset(
            &t.s("receive-applicant"),
            html! {
                (self.party("applicant", true))
                (ui::radios(t, Group::new("applicant.kind", t.s("receive-kind")).value(self.filled.get("applicant.kind"))
                    .inline().small().error(self.errors.of("applicant.kind")), &kinds))
            },
        )
    }

    /// Opens by itself when something stands in it or is wrong with it.
    fn more(&self, summary: &str, prefix: &str, body: Markup) -> Markup {
        let used = self.filled.0.iter().any(|(n, v)| n.starts_with(prefix) && !v.trim().is_empty())
            || self.errors.as_slice().iter().any(|(field, _)| field.starts_with(prefix));
        html! {
            details.govuk-details open[used] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (summary) } }
                div.govuk-details__text { (body) }
            }
        }
    }

    fn representative(&self) -> Markup {
        let t = self.me.visit.t;
        self.more(
            &t.s("receive-representative"),
            "representative.",
            html! {
                (self.party("representative.party", false))
                (ui::text_input(t, self.field("representative.authorisation", t.s("receive-authorisation"))
                    .hint(t.s("receive-authorisation-hint")).autocomplete("off").width(Width::TwoThirds)))
            },
        )
    }

    fn papers(&self) -> Markup {
        let t = self.me.visit.t;
        let papers = &self.entry.version.papers;
        let columns = [
            Column::row_header(t.s("paper-name")),
            Column::new(t.s("paper-originals")),
            Column::new(t.s("paper-copies")),
            Column::new(t.s("receive-database")),
        ];
        let rows: Vec<Vec<Markup>> = papers.iter().map(|p| self.paper(p)).collect();
        let error = self.errors.of("papers");
        html! {
            div id="papers" class=(if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) {
                h2.govuk-heading-m { (t.s("part-papers")) }
                p.govuk-hint { (t.s("receive-papers-hint")) }
                @if let Some(error) = error {
                    p.govuk-error-message { span.govuk-visually-hidden { (t.s("error-prefix")) " " } (error) }
                }
                @if papers.is_empty() { p.govuk-body { (t.s("part-unstated")) } }
                @else { (ui::data_table_quiet(&t.s("part-papers"), &columns, &rows)) }
            }
        }
    }

    fn paper(&self, p: &Paper) -> Vec<Markup> {
        let (t, visit) = (self.me.visit.t, &self.me.visit);
        let name = visit.text(&p.name);
        let (originals, copies, database) = read::fields(&p.id);
        let demanded = t.f("receive-demanded", args!["originals" => p.originals, "copies" => p.copies]);
        let first = html! {
            (name)
            br; span.govuk-hint { (demanded) @if p.present_only { "; " (t.s("present-only")) } }
            @match &p.need {
                Need::Always => {}
                Need::If { condition } => {
                    @let label = t.f("receive-applies", args!["condition" => visit.text(condition)]);
                    (self.tick(&format!("case-{}", p.id), "cases", p.id.as_str(), &label, name))
                }
                Need::Unstated => { br; span.govuk-hint { (t.s("need-unstated")) } }
            }
            @if self.missing.contains(&p.id) {
                p.govuk-error-message { (t.s("receive-paper-missing")) }
            }
        };
        vec![
            first,
            self.count(&originals, &t.s("paper-originals"), name),
            self.count(&copies, &t.s("paper-copies"), name),
            html! {
                @if let Some(db) = &p.replaced_by {
                    (self.tick(&database, &database, "yes", &t.s("receive-from-database"), name))
                    span.govuk-hint { (db) }
                }
            },
        ]
    }

    /// A small number in a table; its label is said to screen readers with the paper's name.
    fn count(&self, name: &str, label: &str, paper: &str) -> Markup {
        let error = self.errors.of(name);
        html! {
            @if let Some(error) = error { p.govuk-error-message { (error) } }
            input.govuk-input."govuk-input--width-2".govuk-input--error[error.is_some()] type="text" inputmode="numeric"
                id=(name) name=(name) value=(self.filled.get(name)) autocomplete="off"
                aria-label={ (label) ": " (paper) } aria-invalid=[error.map(|_| "true")];
        }
    }

    fn tick(&self, id: &str, name: &str, value: &str, label: &str, paper: &str) -> Markup {
        html! {
            div.govuk-checkboxes."govuk-checkboxes--small" {
                div.govuk-checkboxes__item {
                    input.govuk-checkboxes__input type="checkbox" id=(id) name=(name) value=(value)
                        checked[self.filled.has(name, value)];
                    label.govuk-label.govuk-checkboxes__label for=(id) {
                        (label) span.govuk-visually-hidden { ": " (paper) }
                    }
                }
            }
        }
    }

    fn filing(&self) -> Markup {
        let t = self.me.visit.t;
        let choices: Vec<Choice> =
            self.entry.version.channels.iter().map(|c| Choice::new(words::word(c), words::channel(t, *c))).collect();
        html! {
            (ui::radios(t, Group::new("channel", t.s("receive-channel")).value(self.filled.get("channel")).inline().small()
                .error(self.errors.of("channel")), &choices))
            (ui::text_input(t, self.field("sets", t.s("receive-sets")).digits().width(Width::Chars(2)).autocomplete("off")))
        }
    }

    /// Decree 63/2010 art. 6 and 18 know no papers but the published ones: who needs one all the same says so here.
    fn outside(&self) -> Markup {
        let t = self.me.visit.t;
        self.more(
            &t.s("receive-outside"),
            "outside.",
            html! {
                (ui::warning(t, &t.s("receive-outside-warning")))
                @for i in 0..OUTSIDE {
                    (ui::text_input(t, self.field(&format!("outside.{i}.paper"), t.f("receive-outside-paper", args!["n" => i + 1]))
                        .autocomplete("off").width(Width::TwoThirds)))
                    (ui::textarea(t, self.field(&format!("outside.{i}.reason"), t.f("receive-outside-reason", args!["n" => i + 1])).rows(2)))
                }
            },
        )
    }

    /// The two other ways this visit can end.
    fn otherwise(&self) -> Markup {
        let t = self.me.visit.t;
        html! {
            h2.govuk-heading-m { (t.s("receive-otherwise")) }
            (self.more(&t.s("receive-guide"), "content", html! {
                (ui::textarea(t, self.field("content", t.s("receive-guide-content")).hint(t.s("receive-guide-hint")).rows(4)))
                (ui::button_named(Button::Secondary, &t.s("act-guide"), "do", "guide"))
            }))
            (self.more(&t.s("receive-decline"), "reason", html! {
                (ui::textarea(t, self.field("reason", t.s("receive-decline-reason")).hint(t.s("receive-decline-hint")).rows(4)))
                (ui::button_named(Button::Warning, &t.s("act-decline"), "do", "decline"))
            }))
        }
    }
}

/// The field in which the page begins.
fn focused(input: Markup) -> Markup {
    PreEscaped(input.into_string().replacen("<input ", "<input autofocus ", 1))
}
