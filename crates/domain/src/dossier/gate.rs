//! Which act is open to whom at which point, before its body is looked at. Pages show the same
//! answer beside each button.

use super::command::ActKind;
use super::{Actor, Dossier, Holder, Phase};
use crate::fee::{Cancellation, Voucher};
use crate::law::{Refusal, Rule};
use crate::organisation::{Organisation, PostKind};
use crate::procedure::Work;

/// Whether the actor may try this act on the dossier now. `None`: there is no dossier yet.
pub fn gate(dossier: Option<&Dossier>, kind: ActKind, by: &Actor, organisation: &Organisation) -> Result<(), Refusal> {
    post(kind, by.kind)?;
    let Some(d) = dossier else {
        return match kind {
            ActKind::Guide | ActKind::Receive | ActKind::Decline => Ok(()),
            _ => Err(Refusal::new(Rule::NotFound)),
        };
    };
    phase(d, kind)?;
    unit(d, kind, by, organisation)?;
    second_person(d, kind, by)?;
    step(d, kind, by)
}

/// Money is given back by the word of two persons: neither who took it nor who asked confirms, in
/// whatever post or by whatever delegation.
fn second_person(d: &Dossier, act: ActKind, by: &Actor) -> Result<(), Refusal> {
    let mut open = d.fees.vouchers.iter().filter_map(|v| Some((v, v.open_request()?))).peekable();
    let others = |(v, c): (&Voucher, &Cancellation)| v.by.person != by.person && c.by.person != by.person;
    if act == ActKind::AnswerCancellation && open.peek().is_some() && !open.any(others) {
        return Err(Refusal::new(Rule::VoucherSecondPerson));
    }
    Ok(())
}

/// Which posts do which acts.
fn post(act: ActKind, kind: PostKind) -> Result<(), Refusal> {
    use PostKind::{HeadOfOneStop, Leader, ReceptionOfficer, Specialist, UnitLeader};
    let allowed: &[PostKind] = match act {
        ActKind::Guide
        | ActKind::Receive
        | ActKind::Decline
        | ActKind::Transfer
        | ActKind::TakeSupplement
        | ActKind::ReturnResult
        | ActKind::GiveBackOriginals
        | ActKind::Withdraw
        | ActKind::CorrectEntry
        | ActKind::CollectFee
        | ActKind::CancelVoucher
        | ActKind::Close => &[ReceptionOfficer, HeadOfOneStop],
        // Not for whoever may have erred: the head of the counter, or who is answerable for the result.
        ActKind::TakeBackResult | ActKind::CorrectReturn | ActKind::AnswerCancellation => &[HeadOfOneStop, Leader],
        ActKind::CorrectProcedure | ActKind::RequestSupplement => &[ReceptionOfficer, HeadOfOneStop, Specialist],
        ActKind::Claim | ActKind::HandOver | ActKind::Finish | ActKind::AddFiles | ActKind::StrikeFile => {
            &[ReceptionOfficer, HeadOfOneStop, Specialist, UnitLeader, Leader]
        }
        ActKind::Assign => &[HeadOfOneStop, UnitLeader, Leader],
        ActKind::SendBack => &[UnitLeader, Leader],
        ActKind::Consult => &[Specialist, UnitLeader],
        ActKind::AnswerConsultation => &[Specialist, UnitLeader, Leader],
        ActKind::Approve | ActKind::Reject | ActKind::Stop | ActKind::Apologise => &[Leader],
    };
    if allowed.contains(&kind) { Ok(()) } else { Err(Refusal::new(Rule::NotThisPost)) }
}

/// At which point of its life.
fn phase(d: &Dossier, act: ActKind) -> Result<(), Refusal> {
    let refuse = |rule| Err(Refusal::new(rule).detail(d.phase.key()));
    let in_process = || match d.phase {
        Phase::InProcess => Ok(()),
        // ND 61/2018 art. 19.4: the clock stands, the applicant has the word.
        Phase::AwaitingSupplement => refuse(Rule::AwaitingApplicant),
        Phase::Guided | Phase::Ready => refuse(Rule::WrongOrder),
        _ => refuse(Rule::DossierEnded),
    };
    match act {
        ActKind::Guide | ActKind::Receive | ActKind::Decline => match d.phase {
            Phase::Guided => Ok(()),
            Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready => refuse(Rule::AlreadyDone),
            _ => refuse(Rule::DossierEnded),
        },
        ActKind::TakeSupplement => match d.phase {
            Phase::AwaitingSupplement => Ok(()),
            Phase::Guided | Phase::InProcess | Phase::Ready => refuse(Rule::NothingAsked),
            _ => refuse(Rule::DossierEnded),
        },
        ActKind::Stop | ActKind::Withdraw => match d.phase {
            Phase::InProcess | Phase::AwaitingSupplement => Ok(()),
            Phase::Guided | Phase::Ready => refuse(Rule::WrongOrder),
            _ => refuse(Rule::DossierEnded),
        },
        ActKind::AddFiles => match d.phase {
            Phase::InProcess | Phase::Ready => Ok(()),
            Phase::AwaitingSupplement => refuse(Rule::AwaitingApplicant),
            Phase::Guided => refuse(Rule::WrongOrder),
            _ => refuse(Rule::DossierEnded),
        },
        // What went out with the result stays as it went.
        ActKind::StrikeFile => match d.phase {
            Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready => {
                if d.files.iter().any(|f| f.struck.is_none()) { Ok(()) } else { refuse(Rule::FileUnknown) }
            }
            Phase::Guided => refuse(Rule::WrongOrder),
            _ => refuse(Rule::DossierEnded),
        },
        ActKind::ReturnResult | ActKind::TakeBackResult => match d.phase {
            Phase::Ready => Ok(()),
            Phase::Guided | Phase::InProcess | Phase::AwaitingSupplement => refuse(Rule::WrongOrder),
            _ => refuse(Rule::DossierEnded),
        },
        ActKind::CorrectEntry => match d.phase {
            Phase::Closed => refuse(Rule::DossierEnded),
            Phase::Guided => refuse(Rule::WrongOrder),
            _ => Ok(()),
        },
        // At receipt, while it is open, and at its return (ND 61/2018 art. 22).
        ActKind::CollectFee => match d.phase {
            Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready | Phase::Returned => Ok(()),
            Phase::Guided => refuse(Rule::WrongOrder),
            _ => refuse(Rule::DossierEnded),
        },
        // A wrong voucher can be found at any time, also after the end.
        ActKind::CancelVoucher if d.fees.vouchers.iter().any(|v| v.cancellation.is_none()) => Ok(()),
        ActKind::AnswerCancellation if d.fees.vouchers.iter().any(|v| v.open_request().is_some()) => Ok(()),
        ActKind::CancelVoucher | ActKind::AnswerCancellation => refuse(Rule::VoucherUnknown),
        ActKind::CorrectReturn => match (d.phase, d.returned) {
            (Phase::Returned | Phase::Closed, Some(_)) => Ok(()),
            (Phase::Closed | Phase::Declined | Phase::Stopped | Phase::Withdrawn, _) => refuse(Rule::DossierEnded),
            _ => refuse(Rule::WrongOrder),
        },
        ActKind::GiveBackOriginals => match d.phase {
            Phase::Returned | Phase::Stopped | Phase::Withdrawn | Phase::Declined if d.originals_here => Ok(()),
            // While it is under way they go back with the result, or with the withdrawn dossier.
            Phase::Guided | Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready => refuse(Rule::WrongOrder),
            _ => refuse(Rule::NoOriginalsHere),
        },
        ActKind::Close => match d.phase {
            // ND 61/2018 art. 20: originals are given back. What is archived is nobody's desk any more.
            Phase::Returned | Phase::Stopped | Phase::Withdrawn | Phase::Declined if d.originals_here => {
                refuse(Rule::OriginalsHere)
            }
            Phase::Returned | Phase::Stopped | Phase::Withdrawn | Phase::Declined => Ok(()),
            Phase::Closed => refuse(Rule::AlreadyDone),
            _ => refuse(Rule::WrongOrder),
        },
        ActKind::AnswerConsultation => {
            if !d.phase.is_open() {
                refuse(Rule::DossierEnded)
            } else if d.consultations.iter().any(|c| c.answered.is_none()) {
                Ok(())
            } else {
                refuse(Rule::ConsultationUnknown)
            }
        }
        _ => in_process(),
    }
}

/// In which unit.
fn unit(d: &Dossier, act: ActKind, by: &Actor, organisation: &Organisation) -> Result<(), Refusal> {
    let ok = match act {
        // The counter that received it (ND 61/2018 art. 17, 20).
        ActKind::Guide
        | ActKind::Receive
        | ActKind::Decline
        | ActKind::Transfer
        | ActKind::TakeSupplement
        | ActKind::ReturnResult
        | ActKind::GiveBackOriginals
        | ActKind::Withdraw
        | ActKind::CorrectEntry
        | ActKind::CollectFee
        | ActKind::CancelVoucher
        | ActKind::AnswerCancellation
        | ActKind::Close => by.unit == d.unit,
        ActKind::Stop | ActKind::Apologise | ActKind::TakeBackResult | ActKind::CorrectReturn => {
            by.unit == d.competent || by.unit == d.unit
        }
        ActKind::AnswerConsultation => d.consultations.iter().any(|c| c.answered.is_none() && c.unit == by.unit),
        // The counter scans what it received and what it hands over; who signs or numbers the result, that.
        ActKind::AddFiles | ActKind::StrikeFile => {
            by.unit == d.unit || d.step().is_some_and(|s| s.plan.unit == by.unit)
        }
        ActKind::Assign => d.step().is_some_and(|s| organisation.is_within(&s.plan.unit, &by.unit)),
        _ => d.step().is_some_and(|s| s.plan.unit == by.unit),
    };
    if ok { Ok(()) } else { Err(Refusal::new(Rule::NotThisUnit)) }
}

/// At which step, and who holds it.
fn step(d: &Dossier, act: ActKind, by: &Actor) -> Result<(), Refusal> {
    let Some(step) = d.step() else { return Ok(()) };
    let work = step.plan.work;
    let wrong = || Err(Refusal::new(Rule::WrongOrder).detail(step.plan.role.to_string()));
    let fits = step.plan.post == by.kind
        || (step.plan.post == PostKind::ReceptionOfficer && by.kind == PostKind::HeadOfOneStop);
    let mine = match &step.official {
        None => true,
        // A post and its substitute are one desk: each may take over from the other.
        Some(o) => o.person == by.person || o.post == by.post,
    };
    match act {
        ActKind::AddFiles | ActKind::StrikeFile => {
            let counter = by.unit == d.unit && matches!(by.kind, PostKind::ReceptionOfficer | PostKind::HeadOfOneStop);
            if counter {
                return Ok(());
            }
            if !matches!(work, Work::Sign | Work::Issue) {
                return wrong();
            }
            if !fits {
                return Err(Refusal::new(Rule::NotThisPost));
            }
            if !mine {
                return Err(Refusal::new(Rule::HeldByAnother));
            }
        }
        ActKind::Transfer if work != Work::Receive => return wrong(),
        // Who signs is not for those below to choose; the head of the counter assigns counter work.
        ActKind::Assign => {
            let allowed = match by.kind {
                PostKind::HeadOfOneStop => matches!(work, Work::Receive | Work::Return),
                PostKind::UnitLeader => work != Work::Sign,
                _ => true,
            };
            if !allowed {
                return Err(Refusal::new(Rule::NotThisPost));
            }
        }
        ActKind::Claim => {
            if !fits {
                return Err(Refusal::new(Rule::NotThisPost));
            }
            if matches!(&step.official, Some(o) if o.person == by.person && o.post == by.post) {
                return Err(Refusal::new(Rule::AlreadyDone));
            }
            if !mine {
                return Err(Refusal::new(Rule::HeldByAnother));
            }
        }
        ActKind::HandOver => {
            if step.official.is_none() {
                return Err(Refusal::new(Rule::NotHeld));
            }
            if !mine {
                return Err(Refusal::new(Rule::HeldByAnother));
            }
        }
        ActKind::Finish | ActKind::SendBack | ActKind::Approve | ActKind::Reject | ActKind::Consult => {
            let right = match act {
                ActKind::Finish => matches!(work, Work::Handle | Work::Review | Work::Issue),
                ActKind::SendBack => {
                    matches!(work, Work::Review | Work::Sign)
                        && d.steps[..d.current].iter().any(|s| s.plan.work == Work::Handle)
                }
                ActKind::Consult => matches!(work, Work::Handle | Work::Review),
                _ => work == Work::Sign,
            };
            if !right {
                return wrong();
            }
            if !fits {
                return Err(Refusal::new(Rule::NotThisPost));
            }
            if !mine {
                return Err(Refusal::new(Rule::HeldByAnother));
            }
            // Integrity indicator 29: whoever handled it does not sign it.
            // A rejection is a signed result too.
            if matches!(act, ActKind::Approve | ActKind::Reject) && has_handled(d, by) {
                return Err(Refusal::new(Rule::SeparationOfDuties));
            }
        }
        ActKind::RequestSupplement | ActKind::CorrectProcedure => {
            // What is signed is not reopened from a later step, such as paying out.
            let unsigned = d.steps[d.current..].iter().any(|s| s.plan.work == Work::Sign && !s.skipped);
            if !matches!(work, Work::Receive | Work::Handle) || !unsigned {
                return wrong();
            }
            if !fits {
                return Err(Refusal::new(Rule::NotThisPost));
            }
            if !mine {
                return Err(Refusal::new(Rule::HeldByAnother));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether this person finished a handling step, or held one for a while and handed it over.
fn has_handled(d: &Dossier, by: &Actor) -> bool {
    let handling = |step: usize| step < d.current && d.steps.get(step).is_some_and(|s| s.plan.work == Work::Handle);
    let finished = d
        .steps
        .iter()
        .enumerate()
        .any(|(i, s)| handling(i) && s.official.as_ref().is_some_and(|o| o.person == by.person));
    let held = d
        .held
        .iter()
        .any(|h| h.work == Work::Handle && matches!(&h.by, Holder::Official { person, .. } if *person == by.person));
    finished || held
}
