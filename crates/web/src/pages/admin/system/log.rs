//! The public log on the administrator's page: its name, what was signed last, and why it is not signed.

use crate::args;
use crate::failure::Failure;
use crate::ui::{self, SummaryRow};
use crate::visit::Staff;
use maud::{Markup, html};

/// The section.
pub(super) async fn log(me: &Staff) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let office = &visit.app.office;
    let Some(key) = office.log_key() else { return Ok(html! {}) };
    let mut rows = vec![
        SummaryRow::new(t.s("proof-log"), html! { code.motcua-code { (key.name().as_str()) } }),
        SummaryRow::new(t.s("proofs-key"), html! { code.motcua-code.motcua-break { (key) } }),
    ];
    if let Some(signed) = office.checkpoint().await? {
        let size = t.number(i64::try_from(signed.size).unwrap_or(i64::MAX));
        let said = t.f("system-log-signed", args!["n" => size, "when" => t.moment_long(signed.at)]);
        rows.push(SummaryRow::new(t.s("proofs-checkpoint"), said));
    }
    Ok(html! {
        h2.govuk-heading-m #log { (t.s("system-log")) }
        @if let Some(fault) = office.log_fault() {
            (ui::warning(t, &t.s(&format!("system-log-{}", fault.key()))))
        }
        (ui::summary_list(&rows))
        p.govuk-body { (t.s("system-log-what")) }
    })
}
