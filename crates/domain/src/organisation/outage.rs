//! Outages (sự cố, tạm ngừng hệ thống) of a unit: while one lasts work is done on paper, and entered later
//! with both times.

use super::{Organisation, OrganisationEvent};
use crate::id::{PersonId, UnitId};
use crate::law::{Refusal, Rule};
use calendar::Timestamp;
use serde::{Deserialize, Serialize};

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// Power (mất điện).
    Power,
    /// Network (mất mạng).
    Network,
    /// The program itself, or the machine it runs on.
    Program,
}

impl OutageKind {
    /// All kinds.
    pub const ALL: [OutageKind; 3] = [OutageKind::Power, OutageKind::Network, OutageKind::Program];
}

/// An outage of a unit and those below it, as it is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// Which unit.
    pub unit: UnitId,
    /// From.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub from: Timestamp,
    /// Until; `None`: it lasts.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub to: Option<Timestamp>,
    /// What failed.
    pub kind: OutageKind,
    /// Why, or what is done.
    pub reason: String,
    /// Announced before it began: planned downtime.
    pub planned: bool,
    /// Announced later than the law has it ([`Rule::OutageAnnouncedLate`]).
    pub announced_late: bool,
    /// When it was declared, by the server's clock.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub declared: Timestamp,
    /// Who declared it.
    pub by: PersonId,
}

impl Outage {
    /// Whether it was on at a moment.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutageCommand {
    /// Put an outage on record, or announce planned downtime.
    Declare {
        /// Which unit.
        unit: UnitId,
        /// From.
        from: Timestamp,
        /// Until; `None`: it still lasts.
        to: Option<Timestamp>,
        /// What failed.
        kind: OutageKind,
        /// Why.
        reason: String,
    },
    /// Say when an outage ended.
    End {
        /// Which unit.
        unit: UnitId,
        /// When it began.
        from: Timestamp,
        /// When it ended.
        to: Timestamp,
    },
}

impl OutageCommand {
    /// The unit it is about.
    pub fn unit(&self) -> &UnitId {
        match self {
            OutageCommand::Declare { unit, .. } | OutageCommand::End { unit, .. } => unit,
        }
    }
}

/// Who asks, when, and from when on planned downtime would be announced in time.
pub struct Asking<'a> {
    /// Who.
    pub by: &'a PersonId,
    /// The server's clock.
    pub now: Timestamp,
    /// Downtime that begins before this moment was announced too late (ND 224/2026).
    pub notice: Timestamp,
}

/// Decides on an outage.
pub fn decide(
    state: &Organisation,
    command: OutageCommand,
    asking: &Asking<'_>,
) -> Result<Vec<OrganisationEvent>, Refusal> {
    let now = asking.now;
    match command {
        OutageCommand::Declare { unit, from, to, kind, reason } => {
            if state.unit(&unit).is_none() {
                return Err(Refusal::new(Rule::UnitUnknown).field("unit"));
            }
            if reason.trim().is_empty() {
                return Err(Refusal::new(Rule::ReasonRequired).field("reason"));
            }
            if reason.chars().count() > 1000 || reason.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
                return Err(Refusal::new(Rule::FieldMalformed).field("reason"));
            }
            let planned = from > now;
            // What is planned has an end; what has happened does not end in the future.
            let ends_well = match to {
                None => !planned,
                Some(to) => from < to && (planned || to <= now),
            };
            if !ends_well {
                return Err(Refusal::new(Rule::OutagePeriod).field("to"));
            }
            if state.outages.iter().any(|o| o.unit == unit && o.from == from) {
                return Err(Refusal::new(Rule::AlreadyDone).field("from"));
            }
            let announced_late = planned && from < asking.notice;
            Ok(vec![OrganisationEvent::OutageDeclared {
                outage: Outage {
                    unit,
                    from,
                    to,
                    kind,
                    reason: reason.trim().to_owned(),
                    planned,
                    announced_late,
                    declared: now,
                    by: asking.by.clone(),
                },
            }])
        }
        OutageCommand::End { unit, from, to } => {
            let known = state
                .outages
                .iter()
                .find(|o| o.unit == unit && o.from == from)
                .ok_or_else(|| Refusal::new(Rule::NotFound))?;
            // An end on record is not moved: work may have been entered on the strength of it.
            if known.to.is_some_and(|to| to <= now) {
                return Err(Refusal::new(Rule::AlreadyDone));
            }
            if to <= from || now < to {
                return Err(Refusal::new(Rule::OutagePeriod).field("to"));
            }
            Ok(vec![OrganisationEvent::OutageEnded { unit, from, to }])
        }
    }
}

impl Organisation {
    /// Whether a unit, or one above it, had an outage at a moment.
    pub fn had_outage(&self, unit: &UnitId, at: Timestamp) -> bool {
        self.outages_of(unit).any(|o| o.covers(at))
    }

    /// Outages that a unit had or has: its own and those of units above it.
    pub fn outages_of<'a>(&'a self, unit: &'a UnitId) -> impl Iterator<Item = &'a Outage> {
        self.outages.iter().filter(move |o| self.is_within(unit, &o.unit))
    }
}
