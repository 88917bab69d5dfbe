//! The papers on the form of the counter: what must be there, what depends on the case, what the
//! State has.

use super::Sheet;
use crate::args;
use crate::pages::dossier::said;
use crate::pages::in_english;
use crate::pages::reception::read;
use crate::ui::{self, Column};
use domain::procedure::{Case, Need, Paper};
use maud::{Markup, html};

impl Sheet<'_> {
    pub(super) fn papers(&self) -> Markup {
        let t = self.me.visit.t;
        let papers = &self.entry.version.papers;
        let always = |p: &&Paper| p.need == Need::Always;
        // NQ 66.7/2025: what the State has is not asked for.
        let (known, needed): (Vec<&Paper>, Vec<&Paper>) =
            papers.iter().filter(always).partition(|p| p.replaced_by.is_some());
        let by_case: Vec<&Paper> = papers.iter().filter(|p| !always(p)).collect();
        let error = self.errors.of("papers");
        html! {
            div id="papers" class=(if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) {
                h2.govuk-heading-m { (t.s("part-papers")) }
                @if papers.is_empty() { p.govuk-body { (t.s("part-unstated")) } }
                @if let Some(error) = error {
                    p.govuk-error-message { span.govuk-visually-hidden { (t.s("error-prefix")) " " } (error) }
                }
                @if !needed.is_empty() || by_case.iter().any(|p| matches!(p.need, Need::If { .. })) {
                    // One key for the usual case: the officer looked, and all of it is there.
                    (self.tick("all_here", "all_here", "yes", &t.s("receive-all-here"), ""))
                }
                @if !papers.is_empty() { p.govuk-hint { (t.s("receive-papers-hint")) } }
                @if !needed.is_empty() {
                    (ui::data_table_quiet(&t.s("receive-papers-always"), &self.columns(),
                        &needed.iter().map(|p| self.paper(p)).collect::<Vec<_>>()))
                }
                @if !by_case.is_empty() {
                    h3.govuk-heading-s.motcua-tight { (t.s("receive-papers-by-case")) }
                    p.govuk-hint { (t.s("receive-case-officer")) }
                    (ui::data_table_quiet(&t.s("receive-papers-by-case"), &self.columns(),
                        &by_case.iter().map(|p| self.paper(p)).collect::<Vec<_>>()))
                }
                @if !known.is_empty() {
                    h3.govuk-heading-s { (t.s("receive-papers-known")) }
                    ul.govuk-list.govuk-list--bullet { @for p in known { (self.known(p)) } }
                }
            }
        }
    }

    fn columns(&self) -> [Column; 4] {
        let t = self.me.visit.t;
        [
            Column::row_header(t.s("paper-name")),
            Column::new(t.s("receive-here")),
            Column::new(t.s("paper-originals")),
            Column::new(t.s("paper-copies")),
        ]
    }

    /// A paper that a database replaces: it is read there, and cannot be asked for here.
    fn known(&self, p: &Paper) -> Markup {
        let t = self.me.visit.t;
        let from = in_english::plain(&self.me.visit, p.replaced_by.as_deref().unwrap_or_default());
        html! {
            li {
                (self.me.visit.text(&p.name)) " – "
                span.govuk-hint { (t.f("receive-known-from", args!["database" => from])) }
                (ui::hidden(&read::fields(&p.id).2, "yes"))
            }
        }
    }

    fn paper(&self, p: &Paper) -> Vec<Markup> {
        let (t, visit) = (self.me.visit.t, &self.me.visit);
        let name = visit.text(&p.name);
        let (originals, copies, _) = read::fields(&p.id);
        let demanded = t.f("receive-listed", args!["counts" => said::counts(t, p.originals, p.copies)]);
        let first = html! {
            @match &p.need {
                Need::Always => (name),
                Need::If { condition, case } => {
                    (self.tick(&format!("case-{}", p.id), "cases", p.id.as_str(), visit.text(condition), name))
                    (name)
                    @if let Some(Case::Representative) = case {
                        br; span.govuk-hint data-case={ "case-" (p.id.as_str()) } { (t.s("receive-case-represented")) }
                    }
                }
                Need::Unstated => { (name) br; span.govuk-hint { (t.s("need-unstated")) } }
            }
            br; span.govuk-hint { (demanded) @if p.present_only { ", " (t.s("present-only-after")) } }
            @if let Some(database) = &p.replaced_by {
                br; span.govuk-hint { (t.f("receive-known-else", args!["database" => in_english::plain(visit, database)])) }
            }
            @if self.missing.contains(&p.id) {
                p.govuk-error-message { (t.s("receive-paper-missing")) }
            }
        };
        vec![
            first,
            self.tick(&format!("here-{}", p.id), "here", p.id.as_str(), "", name),
            self.count(&originals, &t.s("paper-originals"), name),
            self.count(&copies, &t.s("paper-copies"), name),
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

    /// A box; without words of its own it is named to screen readers by the paper.
    fn tick(&self, id: &str, name: &str, value: &str, label: &str, paper: &str) -> Markup {
        let t = self.me.visit.t;
        html! {
            div.govuk-checkboxes."govuk-checkboxes--small" {
                div.govuk-checkboxes__item {
                    input.govuk-checkboxes__input type="checkbox" id=(id) name=(name) value=(value)
                        checked[self.is_ticked(name, value)];
                    label.govuk-label.govuk-checkboxes__label for=(id) {
                        @if label.is_empty() { span.govuk-visually-hidden { (t.s("receive-here")) ": " (paper) } }
                        @else { (label) @if !paper.is_empty() { span.govuk-visually-hidden { ": " (paper) } } }
                    }
                }
            }
        }
    }

    fn is_ticked(&self, name: &str, value: &str) -> bool {
        // What follows from the form itself is shown as ticked.
        self.filled.has(name, value)
            || (name == "cases" && read::cases(self.filled, self.entry.version).iter().any(|id| id.as_str() == value))
    }
}
