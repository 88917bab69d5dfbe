//! All that was done to a procedure, newest first: when, what, by whom.

use super::confirm::place;
use super::name_of;
use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::{framed, said};
use crate::pages::words;
use crate::ui::{self, Column};
use crate::visit::{Staff, Visit};
use domain::id::ProcedureKey;
use domain::procedure::{Citation, Fact, ProcedureEvent, Published};
use maud::{Markup, html};

pub(super) async fn show(me: &Staff, key: &ProcedureKey, p: &Published) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut all = visit.app.office.procedure_history(me.actor(), key).await?;
    all.reverse();
    let columns = [Column::row_header(t.s("org-when")), Column::new(t.s("org-what")), Column::new(t.s("org-by-whom"))];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|a| {
            vec![
                html! { (ui::when(&t.datetime(a.envelope.at))) },
                sentence(visit, &a.event),
                html! { (said::actor(visit, &a.envelope.by)) },
            ]
        })
        .collect();
    let title = t.s("life-history");
    let body = html! {
        (ui::heading(Some(&name_of(me, p)), &title))
        (ui::data_table_quiet(&title, &columns, &rows))
    };
    Ok(framed(me, &title, &format!("/catalogue/{key}"), body))
}

/// One act in a sentence.
fn sentence(visit: &Visit, e: &ProcedureEvent) -> Markup {
    use ProcedureEvent as E;
    let t = visit.t;
    let told = |what: String, why: &str| html! { (what) @if !why.is_empty() { br; span.govuk-hint { (why) } } };
    match e {
        E::Imported { procedure } => told(t.f("life-event-imported", args!["n" => procedure.versions.len()]), ""),
        E::LimitSet { unit, limit, basis } => {
            let limit = words::limit(t, *limit);
            told(t.f("life-event-limit-set", args!["unit" => visit.unit_name(unit), "limit" => limit]), basis)
        }
        E::TariffSet { unit, tariff } => {
            let amount = t.dong(tariff.amount.0);
            told(
                t.f("life-event-tariff-set", args!["unit" => visit.unit_name(unit), "amount" => amount]),
                &tariff.decision,
            )
        }
        E::Published { unit } => told(t.f("life-event-published", args!["unit" => visit.unit_name(unit)]), ""),
        E::Withdrawn { unit, reason } => {
            told(t.f("life-event-withdrawn", args!["unit" => visit.unit_name(unit)]), reason)
        }
        E::DraftStarted { text, from_file, .. } => {
            let key = if *from_file { "life-event-draft-from-file" } else { "life-event-draft-started" };
            told(t.f(key, args!["n" => text.version]), "")
        }
        E::DraftSaved { part } => {
            let part = t.s(&format!("life-part-{}", part.word()));
            told(t.f("life-event-draft-saved", args!["part" => part]), "")
        }
        E::DraftSubmitted => told(t.s("life-event-draft-submitted"), ""),
        E::DraftApproved { remark } => told(t.s("life-event-draft-approved"), remark),
        E::DraftSentBack { reason } => told(t.s("life-event-draft-sent-back"), reason),
        E::DraftDiscarded { reason } => told(t.s("life-event-draft-discarded"), reason),
        E::VersionPublished { version, carried, .. } => {
            let from = version.effective_from.map(|d| t.date(d)).unwrap_or_default();
            let args = args!["n" => version.version, "from" => from,
                "decision" => version.decision.as_deref().unwrap_or_default()];
            let kept =
                if carried.is_empty() { String::new() } else { t.f("life-event-carried", args!["n" => carried.len()]) };
            told(t.f("life-event-version-published", args), &kept)
        }
        E::Suspended { from, decision, reason } => {
            told(t.f("life-event-suspended", args!["from" => t.date(*from), "decision" => decision.as_str()]), reason)
        }
        E::Lifted { from, decision, reason } => {
            told(t.f("life-event-lifted", args!["from" => t.date(*from), "decision" => decision.as_str()]), reason)
        }
        E::Abolished { from, decision, reason } => {
            told(t.f("life-event-abolished", args!["from" => t.date(*from), "decision" => decision.as_str()]), reason)
        }
        E::FactsConfirmed { version, facts, citation } => confirmed(visit, *version, facts, citation),
        E::ConfirmationWithdrawn { version, fact, reason } => {
            told(t.f("life-event-unconfirmed", args!["n" => *version, "fact" => place(visit, &fact.at)]), reason)
        }
    }
}

fn confirmed(visit: &Visit, version: u32, facts: &[Fact], citation: &Citation) -> Markup {
    let t = visit.t;
    html! {
        (t.f("life-event-confirmed", args!["n" => version]))
        ul.govuk-list.govuk-list--bullet { @for f in facts { li { (place(visit, &f.at)) } } }
        span.govuk-hint { (super::confirm::citation(citation)) }
    }
}
