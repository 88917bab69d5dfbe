//! Open deadlines counted again when days off or office hours are decided otherwise: in the transaction
//! of the act that decides, so that no promise is ever read between the two.

use crate::Office;
use crate::error::Error;
use crate::job::{self, Work};
use crate::law::{append, bodies, derived};
use crate::paper;
use domain::code::DossierCode;
use domain::dossier::{Dossier, Envelope, Event, Law, MovedBy, ProcedureRef, apply, counted_again};
use domain::id::{DossierId, PersonId, UnitId};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::db::{DbError, Tx};
use store::event::{dossier_stream, keep_state};
use store::{dossier, recovery};

/// A dossier whose dates move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// Which.
    pub id: DossierId,
    /// Its code.
    pub code: Option<DossierCode>,
    /// Under which procedure.
    pub procedure: ProcedureRef,
    /// In whose hands it is; none: nobody's in that unit yet.
    pub holder: Option<PersonId>,
    /// The unit that works on it.
    pub unit: UnitId,
    /// The date for the applicant until now; none while none runs.
    pub before: Option<Timestamp>,
    /// The date from now on.
    pub due: Option<Timestamp>,
    /// When the step under way should be done, if that moves.
    pub step_due: Option<Timestamp>,
}

impl Recounted {
    fn of(d: &Dossier, event: &Event) -> Self {
        let (due, step_due) = match event {
            Event::DeadlineMoved { due, step_due, .. } => (*due, *step_due),
            _ => (d.due, None),
        };
        Recounted {
            id: d.id,
            code: d.code.clone(),
            procedure: d.procedure.clone(),
            holder: d.step().and_then(|s| s.official.as_ref()).map(|o| o.person.clone()),
            unit: d.step().map_or_else(|| d.unit.clone(), |s| s.plan.unit.clone()),
            before: d.due,
            due,
            step_due,
        }
    }

    /// Whether the applicant is promised another moment.
    pub fn is_another_date(&self) -> bool {
        self.before != self.due
    }
}

/// The open dossiers whose dates another law moves, with the event that says so.
async fn affected(
    tx: &mut Tx<'_>,
    laws: (&Law, &Law),
    now: Timestamp,
    by: &MovedBy,
) -> Result<Vec<(i64, Dossier, Event)>, DbError> {
    let mut out = Vec::new();
    for id in dossier::running(tx).await? {
        if let Some((version, d)) = dossier::load(tx, id).await?
            && let Some(event) = counted_again(&d, laws.0, laws.1, now, by)
        {
            out.push((version, d, event));
        }
    }
    Ok(out)
}

/// What would move, without moving it. Soonest date first.
pub(crate) async fn foresee(
    tx: &mut Tx<'_>,
    laws: (&Law, &Law),
    now: Timestamp,
    by: &MovedBy,
) -> Result<Vec<Recounted>, DbError> {
    let mut out: Vec<Recounted> =
        affected(tx, laws, now, by).await?.iter().map(|(_, d, event)| Recounted::of(d, event)).collect();
    out.sort_by_key(|r| (r.before, r.id));
    Ok(out)
}

/// Which letters leave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tells {
    /// To applicants.
    pub(crate) applicants: bool,
    /// To officials.
    pub(crate) officials: bool,
}

impl Office {
    /// Who is told when dates move.
    pub(crate) fn tells_of_dates(&self) -> Tells {
        Tells { applicants: self.tells(), officials: self.post().is_some() }
    }
}

/// Moves the dates of open dossiers from one law to another: an event on each, papers with the new date,
/// letters to applicants and holders.
pub(crate) async fn recount(
    tx: &mut Tx<'_>,
    laws: (&Law, &Law),
    envelope: &Envelope,
    seed: (uuid::Uuid, [u8; 32]),
    by: &MovedBy,
    tells: Tells,
) -> Result<Vec<Recounted>, Error> {
    let mut out = Vec::new();
    let mut holders: BTreeMap<PersonId, u32> = BTreeMap::new();
    for (n, (version, before, event)) in affected(tx, laws, envelope.at, by).await?.into_iter().enumerate() {
        let seeds = [derived(seed, 10_000 + n)];
        let moved = Recounted::of(&before, &event);
        let id = before.id;
        let mut after = Some(before.clone());
        apply(&mut after, id, envelope, &event);
        let mut events = vec![event];
        paper::issue(tx, laws.1, envelope, Some(&before), &mut after, &mut events).await?;
        let Some(after) = after else { continue };
        let stream = dossier_stream(id);
        let bodies = bodies(&events, |e| Ok(e.key().to_owned()))?;
        let version = append(tx, &stream, version, envelope, &bodies, &seeds).await?;
        keep_state(tx, &stream, version, &after).await?;
        dossier::project(tx, &after, version).await?;
        if tells.applicants {
            job::notices(tx, &after, &events, envelope, &seeds[0]).await?;
        }
        if let Some(person) = moved.holder.as_ref().filter(|_| moved.is_another_date() || moved.step_due.is_some()) {
            *holders.entry(person.clone()).or_default() += 1;
        }
        out.push(moved);
    }
    if tells.officials {
        for (n, (person, dossiers)) in holders.into_iter().enumerate() {
            if recovery::address(tx, &person).await?.is_some() {
                let (id, _) = derived(seed, 5000 + n);
                let document = by.document().unwrap_or_default().to_owned();
                let work = Work::DatesMoved { person, cause: envelope.act, document, dossiers };
                job::enqueue(tx, &id, &work, envelope.at).await?;
            }
        }
    }
    out.sort_by_key(|r| (r.before, r.id));
    Ok(out)
}
