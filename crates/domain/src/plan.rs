//! The plan of a dossier: which post of which unit does which step, with how much working time.

use crate::id::{RoleKey, UnitId};
use crate::law::{Refusal, Rule};
use crate::organisation::{Organisation, PostKind};
use crate::procedure::{Role, Version, Work};
use calendar::{Calendar, Date, Limit, Timestamp, WorkingTime};
use serde::{Deserialize, Serialize};

/// One step of a dossier's internal process, tied to a unit and a kind of post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// Number in the procedure's own process; `None`: added here because the source has no
    /// approver or no step of return, without which nobody could sign or hand over.
    pub source_no: Option<u32>,
    /// Role in the source's vocabulary.
    pub role: RoleKey,
    /// What doing it means.
    pub work: Work,
    /// Which kind of post does it.
    pub post: PostKind,
    /// In which unit.
    pub unit: UnitId,
    /// Its share of the limit, in working minutes (clock minutes when the limit is in clock hours).
    pub allowance: WorkingTime,
}

/// What a plan is made from.
pub struct Planning<'a> {
    /// The version of the procedure.
    pub version: &'a Version,
    /// How roles are filled.
    pub roles: &'a [Role],
    /// The organisation.
    pub organisation: &'a Organisation,
    /// Where it is received and returned.
    pub receiving: &'a UnitId,
    /// Who is competent.
    pub competent: &'a UnitId,
    /// The day of filing.
    pub on: Date,
}

/// Ties the steps of a procedure to units and posts; `total` is the working time between the start
/// of the clock and the due time, divided by the steps' shares (normalised: the source's shares may
/// miss 1 by rounding).
pub fn plan(p: &Planning<'_>, total: WorkingTime) -> Result<Vec<PlannedStep>, Refusal> {
    let sum: f64 = p.version.steps.iter().filter(|s| s.counts).map(|s| s.share).sum();
    let mut steps = Vec::with_capacity(p.version.steps.len() + 2);
    for step in &p.version.steps {
        let role = p
            .roles
            .iter()
            .find(|r| r.role == step.role)
            .ok_or_else(|| Refusal::new(Rule::DataFaulty).detail(format!("role {}", step.role)))?;
        let unit = match (role.agency, role.work) {
            (Some(kind), _) => p
                .organisation
                .agency_for(p.receiving, kind, p.on)
                // Without an agency of that kind the competent unit follows it up itself.
                .map_or_else(|| p.competent.clone(), |u| u.id.clone()),
            // Receiving and returning happen at the counter (ND 61/2018 art. 17, 20).
            (None, Work::Receive | Work::Return) => p.receiving.clone(),
            (None, _) => p.competent.clone(),
        };
        let share = if step.counts && sum > 0.0 { step.share / sum } else { 0.0 };
        steps.push(PlannedStep {
            source_no: Some(step.no),
            role: step.role.clone(),
            work: role.work,
            post: role.post,
            unit,
            allowance: part(total, share),
        });
    }
    complete(p, &mut steps)?;
    Ok(steps)
}

/// Whole minutes of a share, rounded to the nearest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ share ≤ 1 of a u32")]
fn part(total: WorkingTime, share: f64) -> WorkingTime {
    WorkingTime::from_minutes((f64::from(total.minutes()) * share.clamp(0.0, 1.0)).round() as u32)
}

/// A process needs a reception at its start, somebody who signs, and a return at its end. Where
/// the source leaves one out it is added with no share of the limit, and marked as added.
fn complete(p: &Planning<'_>, steps: &mut Vec<PlannedStep>) -> Result<(), Refusal> {
    let added = |name: &str, work, post, unit: &UnitId| {
        RoleKey::parse(name)
            .map(|role| PlannedStep {
                source_no: None,
                role,
                work,
                post,
                unit: unit.clone(),
                allowance: WorkingTime::from_minutes(0),
            })
            .map_err(|e| Refusal::new(Rule::DataFaulty).detail(e.to_string()))
    };
    if steps.first().is_none_or(|s| s.work != Work::Receive) {
        steps.insert(0, added("reception_officer", Work::Receive, PostKind::ReceptionOfficer, p.receiving)?);
    }
    // One return, at the end: work after the return (payment lists …) is done before the counter
    // hands over the last result.
    let returns: Vec<PlannedStep> = steps.extract_if(.., |s| s.work == Work::Return).collect();
    if !steps.iter().any(|s| s.work == Work::Sign) {
        steps.push(added("approver", Work::Sign, PostKind::Leader, p.competent)?);
    }
    match returns.into_iter().next() {
        Some(step) => steps.push(step),
        None => steps.push(added("return_officer", Work::Return, PostKind::ReceptionOfficer, p.receiving)?),
    }
    Ok(())
}

/// The time that steps share: working minutes from `from` to `due`, or clock minutes for a limit
/// in clock hours.
pub fn total_time(calendar: &Calendar, from: Timestamp, due: Timestamp, limit: Limit) -> WorkingTime {
    if let Limit::ClockHours(hours) = limit {
        WorkingTime::from_minutes(u32::from(hours) * 60)
    } else {
        calendar.working_between(from, due)
    }
}

/// When a step that begins at `from` should be done.
pub fn step_due(calendar: &Calendar, from: Timestamp, allowance: WorkingTime, limit: Limit) -> Timestamp {
    if let Limit::ClockHours(_) = limit {
        from + jiff::SignedDuration::from_mins(i64::from(allowance.minutes()))
    } else {
        calendar.add_working(from, allowance)
    }
}
