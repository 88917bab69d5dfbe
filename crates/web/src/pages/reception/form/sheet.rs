//! How the form of the counter looks: everything on one page, in the order of the keyboard.

mod papers;
mod scans;

use crate::args;
use crate::forms::Filled;
use crate::pages::file::Chooser;
use crate::pages::procedure::{Entry, standing};
use crate::pages::reception::read::OUTSIDE;
use crate::pages::words;
use crate::ui::{self, Button, Choice, ErrorList, Field, Group, Keep, SummaryRow, Width};
use crate::visit::Staff;
use domain::dossier::PartyField;
use domain::id::PaperId;
use maud::{Markup, html};
use office::dossier::NamedLine;

/// The form with what was typed and what stands against it.
pub(super) struct Sheet<'a> {
    pub me: &'a Staff,
    pub entry: &'a Entry<'a>,
    pub filled: &'a Filled,
    pub errors: &'a ErrorList,
    pub missing: &'a [PaperId],
    /// Dossiers that this applicant seems to have open already.
    pub alike: &'a [NamedLine],
    /// Ties two sends of this page together.
    pub key: String,
    /// Its draft.
    pub draft: String,
    /// Drafts of this form that are offered again.
    pub offered: Markup,
    /// The field to begin in; empty: none, an error has the word.
    pub begin: &'static str,
    /// Scans that were uploaded, and room for more.
    pub files: Chooser,
}

impl Sheet<'_> {
    pub(super) fn page(&self) -> Markup {
        let (t, me, e) = (self.me.visit.t, self.me, self.entry);
        let title = e.name(&me.visit);
        let caption = match &e.procedure.code {
            Some(code) => format!("{} · {code}", t.s("receive-title")),
            None => t.s("receive-title"),
        };
        let path = format!("/reception/receive/{}", e.key);
        let keep = Keep { draft: &self.draft, path: &path, ends: me.who.ends };
        let body = html! {
            (ui::error_summary(t, self.errors.as_slice()))
            (ui::heading(Some(&caption), &title))
            (standing::notice(&me.visit, e.published, domain::calendar::local(me.visit.app.office.now()).date()))
            (self.offered)
            (self.promise())
            (ui::form_kept(t, me.csrf(), &keep, html! {
                (ui::hidden("key", &self.key))
                (self.alike())
                @if !self.filled.get("dossier").is_empty() {
                    (ui::hidden("dossier", self.filled.get("dossier")))
                    (ui::hidden("version", self.filled.get("version")))
                }
                (self.applicant())
                (self.representative())
                (self.papers())
                (self.scans())
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
                    @if let Some(limit) = limit { br; span.govuk-hint { (words::limit_cell(t, limit)) } }
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
        let scan = format!("{prefix}.scan");
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
            self.focused(&name, input)
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
            div data-card=(prefix) {
                (self.focused(&scan, ui::text_input(t, self.field(&scan, t.s("receive-scan")).hint(t.s("receive-scan-hint"))
                    .autocomplete("off").width(Width::TwoThirds).spellcheck(false))))
                p.govuk-error-message hidden data-say="no-card" { (t.s("receive-scan-not")) }
            }
            (side_by_side(PartyField::Name, PartyField::IdNumber))
            (input(PartyField::Address))
            (side_by_side(PartyField::Phone, PartyField::Email))
        }
    }

    /// The officer begins to type at once; after an error the summary has the word.
    fn focused(&self, name: &str, input: Markup) -> Markup {
        if self.begin == name { ui::autofocus(&input) } else { input }
    }

    /// The same person, the same procedure, still open: pointed out once, never a refusal.
    fn alike(&self) -> Markup {
        let (t, visit) = (self.me.visit.t, &self.me.visit);
        html! { @if !self.alike.is_empty() {
            div.govuk-notification-banner role="region" aria-labelledby="alike-title" {
                div.govuk-notification-banner__header {
                    h2.govuk-notification-banner__title #alike-title { (t.s("flash-important-title")) }
                }
                div.govuk-notification-banner__content {
                    p.govuk-notification-banner__heading { (t.f("alike-what", args!["n" => self.alike.len()])) }
                    ul.govuk-list {
                        @for l in self.alike {
                            li {
                                (ui::code_link(&format!("/dossiers/{}", l.line.id), l.line.code.as_ref().map_or("", |c| c.as_str())))
                                " – " (l.applicant) ", "
                                @if let Some(at) = l.line.received { (t.datetime(at)) ", " }
                                (visit.unit_name(&l.line.unit))
                            }
                        }
                    }
                    div.govuk-checkboxes {
                        div.govuk-checkboxes__item {
                            input.govuk-checkboxes__input #anyway type="checkbox" name="anyway" value="yes"
                                autofocus[self.begin == "anyway"];
                            label.govuk-label.govuk-checkboxes__label for="anyway" { (t.s("alike-anyway")) }
                        }
                    }
                    p.govuk-hint { (t.s("alike-hint")) }
                }
            }
        } }
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
