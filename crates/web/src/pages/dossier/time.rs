//! Time by holder: every working minute belongs to exactly one, and lateness that was inherited
//! from those before stands beside it.

use domain::calendar::{Calendar, Timestamp, WorkingTime};
use domain::dossier::{Dossier, Event, Held, Holder};
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

/// Working time that a step has had so far, over all its runs under the plan of today.
pub(super) fn used(shares: &Shares, step: usize) -> WorkingTime {
    shares.spans.iter().filter(|s| s.held.step == step && s.held.by != Holder::Applicant).map(|s| s.worked).sum()
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
            Event::StepBegan { due, .. } | Event::SentBack { due, .. } | Event::ResultTakenBack { due, .. } => {
                (*due, false)
            }
            // What lies at the counter, ready, waits for its owner.
            Event::SupplementRequested { .. } | Event::ResultReady {} => {
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

#[cfg(test)]
mod tests {
    use super::shares;
    use domain::calendar::WorkingTime;
    use domain::dossier::ActKind;
    use domain::dossier::Holder;
    use domain::procedure::Work;
    use office::testing::{BIRTH, TestOffice};

    /// The parts of a dossier's time, as its page counts them.
    async fn of(office: &TestOffice, id: domain::id::DossierId) -> super::Shares {
        let detail = office.dossier(&office.leader(), id).await.unwrap();
        let law = office.law();
        shares(&detail.dossier, &detail.timeline, law.calendar_of(&detail.dossier.unit), office.now())
    }

    #[tokio::test]
    async fn the_parts_add_up_and_who_comes_late_in_inherits_lateness() {
        let office = TestOffice::new().await;
        let id = office.receive(BIRTH).await.id;
        // The counter sleeps for two days; the others are quick.
        office.at("2026-08-19 08:00");
        office.walk_to_ready(id).await;
        let parts = of(&office, id).await;
        let worked: WorkingTime = parts.spans.iter().map(|s| s.worked).sum();
        assert_eq!(worked, parts.total);
        assert_eq!(parts.total, WorkingTime::from_days(2));
        let (first, rest) = parts.spans.split_first().unwrap();
        assert!(matches!(first.held.by, Holder::Official { .. }));
        assert_eq!(first.inherited, WorkingTime::ZERO);
        assert!(first.over > WorkingTime::ZERO);
        assert!(rest.iter().all(|s| s.over == WorkingTime::ZERO && s.inherited == first.over));
    }

    #[tokio::test]
    async fn while_the_applicant_has_the_word_nobody_is_late() {
        let office = TestOffice::new().await;
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        let who = office.specialist();
        assert!(office.dossier(&who, id).await.unwrap().may(ActKind::RequestSupplement));
        let ask = domain::dossier::RequestSupplement {
            items: vec![domain::dossier::SupplementItem {
                paper: domain::id::PaperId::parse("p1").unwrap(),
                what: String::new(),
                not_retrievable: String::new(),
            }],
            reason: "Thiếu".into(),
            outside: vec![],
            new_fact: String::new(),
        };
        office.on(&who, id, domain::dossier::Command::RequestSupplement(ask)).await.unwrap();
        office.at("2026-09-10 08:00");
        let parts = of(&office, id).await;
        let worked: WorkingTime = parts.spans.iter().map(|s| s.worked).sum();
        assert_eq!(worked, parts.total);
        let last = parts.spans.last().unwrap();
        assert_eq!((&last.held.by, last.over), (&Holder::Applicant, WorkingTime::ZERO));
    }
}
