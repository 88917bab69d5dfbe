//! Time by holder: every working minute belongs to exactly one, and lateness that was inherited
//! from those before stands beside it.

use domain::calendar::{Calendar, Timestamp, WorkingTime};
use domain::dossier::{Dossier, Event, Held};
use office::dossier::Happened;

/// A span of holding with what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// Who, for which step, from when to when.
    pub held: Held,
    /// Working time in it.
    pub worked: WorkingTime,
    /// Of which after the step's own date: what this holder is answerable for.
    pub over: WorkingTime,
    /// Overrun that was there already when it came to this holder.
    pub inherited: WorkingTime,
}

/// All spans, and the working time between the first and the last moment of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shares {
    /// Oldest first.
    pub spans: Vec<Span>,
    /// From receipt to result, or to now.
    pub total: WorkingTime,
}

/// One run of a step: from its beginning, by when it should be done, when it was over.
struct Run {
    from: Timestamp,
    due: Timestamp,
    to: Timestamp,
    /// The clock started here: earlier overruns no longer count.
    anew: bool,
}

/// The working time of each holder, counted by one calendar so that the parts add up to the total.
pub(super) fn shares(d: &Dossier, timeline: &[Happened], calendar: &Calendar, now: Timestamp) -> Shares {
    let runs = runs(d, timeline, now);
    let spans: Vec<Span> = d
        .held
        .iter()
        .map(|held| {
            let to = held.to.unwrap_or(now);
            let current = runs.iter().rposition(|r| r.from <= held.from);
            let since = current.map_or(0, |i| runs[..=i].iter().rposition(|r| r.anew).unwrap_or(0));
            let mut inherited = WorkingTime::ZERO;
            let mut over = WorkingTime::ZERO;
            if let Some(i) = current {
                inherited = runs[since..i].iter().map(|r| calendar.working_between(r.due, r.to)).sum();
                // A holder before this one may have overrun the same step.
                let run = &runs[i];
                inherited += calendar.working_between(run.due, held.from.min(run.to));
                over = calendar.working_between(run.due.max(held.from), to.min(run.to));
            }
            Span { held: held.clone(), worked: calendar.working_between(held.from, to), over, inherited }
        })
        .collect();
    let total = match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => calendar.working_between(first.held.from, last.held.to.unwrap_or(now)),
        _ => WorkingTime::ZERO,
    };
    Shares { spans, total }
}

/// The runs of steps, oldest first. While the applicant has the word no step runs.
fn runs(d: &Dossier, timeline: &[Happened], now: Timestamp) -> Vec<Run> {
    let end = d.ready.or(d.ended).unwrap_or(now);
    let mut out: Vec<Run> = Vec::new();
    for h in timeline {
        let at = h.envelope.at;
        let (due, anew) = match &h.event {
            Event::Received { step_due, .. } | Event::SupplementArrived { step_due, .. } => (*step_due, true),
            Event::ProcedureCorrected { step_due, .. } => (*step_due, false),
            Event::StepBegan { due, .. } | Event::SentBack { due, .. } => (*due, false),
            Event::SupplementRequested { .. } => {
                if let Some(last) = out.last_mut() {
                    last.to = last.to.min(at);
                }
                continue;
            }
            _ => continue,
        };
        if let Some(last) = out.last_mut() {
            last.to = last.to.min(at);
        }
        out.push(Run { from: at, due, to: end.max(at), anew });
    }
    out
}
