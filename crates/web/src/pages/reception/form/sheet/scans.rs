//! Scans of the papers that stay at the office.

use super::Sheet;
use crate::args;
use maud::{Markup, html};

impl Sheet<'_> {
    /// Room for the scans of each paper; those that are not scanned are told with the reason
    /// (TT 03/2025 art. 5.2).
    pub(super) fn scans(&self) -> Markup {
        let (t, visit) = (self.me.visit.t, &self.me.visit);
        let papers = &self.entry.version.papers;
        if papers.is_empty() {
            return html! {};
        }
        let used = self.filled.0.iter().any(|(n, _)| n.starts_with("file."))
            || self.errors.as_slice().iter().any(|(f, _)| f.starts_with("upload.") || f.starts_with("scans"));
        let shown: Vec<&str> = papers.iter().filter(|p| p.present_only).map(|p| visit.text(&p.name)).collect();
        html! {
            details.govuk-details id="scans" open[used] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("file-scans")) } }
                div.govuk-details__text {
                    (self.files.told())
                    @for p in papers.iter().filter(|p| !p.present_only) {
                        (self.files.room(p.id.as_str(), visit.text(&p.name), self.errors))
                    }
                    @if !shown.is_empty() {
                        p.govuk-body { (t.f("file-not-scanned", args!["papers" => shown.join("; ")])) }
                    }
                    (self.files.confirmation(self.errors))
                }
            }
        }
    }
}
