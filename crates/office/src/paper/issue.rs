//! Giving papers out: in the act's own transaction each takes the next number of its series.

use domain::calendar::local;
use domain::dossier::{Dossier, Envelope, Event, Law, apply};
use domain::paper;
use store::db::{DbError, Tx};

/// Numbers the papers that follow from an act, and adds the event that says so. A refused act gives
/// its numbers back with everything else; a committed one never does.
pub(crate) async fn issue(
    tx: &mut Tx<'_>,
    law: &Law,
    envelope: &Envelope,
    before: Option<&Dossier>,
    after: &mut Option<Dossier>,
    events: &mut Vec<Event>,
) -> Result<(), DbError> {
    let Some(d) = after else { return Ok(()) };
    let due = paper::due(before, d, &envelope.by, events);
    if due.is_empty() {
        return Ok(());
    }
    let year = local(envelope.at).year();
    let mut papers = Vec::with_capacity(due.len());
    for one in due {
        let number = match one.number {
            Some(taken) => taken.order,
            None => store::paper::next_number(tx, &one.unit, one.kind, year).await?,
        };
        papers.push(one.numbered(&law.forms, year, number));
    }
    let event = Event::PapersIssued { papers };
    let id = d.id;
    apply(after, id, envelope, &event);
    events.push(event);
    if let Some(d) = after {
        store::paper::project(tx, d).await?;
    }
    Ok(())
}
