//! What a decision looks up and what it leads to: the law as it stands, values made outside, the
//! events and the personal values.

use super::event::{Event, TextRef};
use super::{Actor, Dossier, ProcedureRef};
use crate::day_decision::DayDecisions;
use crate::fee::{self, Charge, Tariff};
use crate::file::{FileLimits, Upload};
use crate::id::{ActId, ConsultationId, DossierId, ProcedureKey, SubjectId, UnitId};
use crate::organisation::Organisation;
use crate::paper::Forms;
use crate::procedure::{Published, Role, Version};
use crate::register::Entry;
use calendar::{Calendar, Date, Time, Timestamp, local};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Figures of the law that a locality may have to change: `data/practice.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// The JSON Schema beside the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// After this local time a dossier is transferred at the start of the next working day
    /// (ND 61/2018 art. 18).
    pub transfer_cutoff: Figure<Time>,
    /// Working days within which a supplement is asked for (ND 61/2018 art. 19.4: "unless sector
    /// law differs", so later is recorded, never refused).
    pub supplement_window: Figure<u16>,
    /// Whole days before the date that will be missed at which an apology comes at the latest
    /// (ND 61/2018 art. 19.9).
    pub apology_before: Figure<i64>,
    /// Working days before planned downtime at which it is announced at the latest (ND 224/2026).
    pub outage_notice: Figure<u16>,
}

/// A figure with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    /// The value.
    pub value: T,
    /// The article.
    pub source: String,
    /// `sourced` or `memory`.
    pub certainty: String,
}

/// All that decisions look up: the law and the house as they stand at this moment.
#[derive(Debug, Clone)]
pub struct Law {
    /// Procedures and where they are published.
    pub catalogue: HashMap<ProcedureKey, Published>,
    /// How roles are filled.
    pub roles: Vec<Role>,
    /// Figures that may change.
    pub practice: Practice,
    /// Papers: their forms and series of numbers.
    pub forms: Forms,
    /// Units, posts, people.
    pub organisation: Organisation,
    /// Days off that the house's data list, with the standard office hours.
    pub listed: Calendar,
    /// Decisions on days that were entered since.
    pub days: DayDecisions,
    /// Days off by the list and the decisions, with the standard office hours.
    pub calendar: Calendar,
    /// Calendars of units whose office hours differ.
    pub calendars: HashMap<UnitId, Calendar>,
}

impl Law {
    /// The calendar of a unit.
    pub fn calendar_of(&self, unit: &UnitId) -> &Calendar {
        self.calendars.get(unit).unwrap_or(&self.calendar)
    }

    /// The calendar of a unit as it was counted with at a moment: without decisions on days that were
    /// entered later.
    pub fn calendar_as_of(&self, unit: &UnitId, at: Timestamp) -> Calendar {
        if self.days.any_after(at) {
            self.days.as_of(&self.listed, at).with_hours(self.organisation.hours(unit))
        } else {
            self.calendar_of(unit).clone()
        }
    }

    /// The field (lĩnh vực) of a procedure in Vietnamese, in its latest version; the key where it is unknown.
    pub fn field_of(&self, key: &ProcedureKey) -> String {
        let latest = self.catalogue.get(key).and_then(|p| p.procedure.as_ref()).and_then(|p| p.versions.last());
        latest.map_or_else(|| key.to_string(), |v| v.field.vi.clone())
    }

    /// The tariff that a unit, or the nearest above it, entered for a procedure: of those known by
    /// a moment, the one in force on a day.
    pub fn tariff(&self, key: &ProcedureKey, unit: &UnitId, day: Date, known_by: Timestamp) -> Option<&Tariff> {
        let published = self.catalogue.get(key)?;
        self.organisation
            .line(unit)
            .into_iter()
            .find_map(|u| fee::in_force(&published.units.get(&u.id)?.tariffs, day, known_by))
    }

    /// What a dossier costs, by the version and the tariff of the day it was received (or today),
    /// as far as tariffs were known by a moment.
    pub fn charge(&self, d: &Dossier, now: Timestamp) -> Charge {
        let Some(version) = self.version(&d.procedure) else { return Charge::NotSet };
        let day = local(d.received.unwrap_or(now)).date();
        fee::charge(version, self.tariff(&d.procedure.key, &d.unit, day, now), d.channel)
    }

    /// The version of a procedure that a dossier keeps.
    pub fn version(&self, of: &ProcedureRef) -> Option<&Version> {
        self.catalogue.get(&of.key)?.procedure.as_ref()?.version(of.version)
    }
}

/// Values made by chance or by counting, given from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// For the applicant's values.
    pub applicant: SubjectId,
    /// For the representative's values.
    pub representative: SubjectId,
    /// For a consultation.
    pub consultation: ConsultationId,
    /// How many dossiers this unit has received today, with this one.
    pub order: u32,
    /// The line that the act writes into the register, if it writes one.
    pub register: Option<Entry>,
    /// Which voucher of this unit in this year it would be.
    pub voucher: u32,
    /// For the receipt's QR code; unguessable.
    pub token: String,
}

/// Uploads that an act names and its actor owns, and how much the office takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uploads {
    /// Those that are whole.
    pub whole: Vec<Upload>,
    /// The office's limits.
    pub limits: FileLimits,
}

/// One act: who, when, by which law.
pub struct Context<'a> {
    /// The dossier (also for one that does not exist yet).
    pub id: DossierId,
    /// The act.
    pub act: ActId,
    /// When it happens: the server's clock, or as it was written on paper during an outage.
    pub now: Timestamp,
    /// The server's clock, where it was done on paper before.
    pub entered: Option<Timestamp>,
    /// Who.
    pub by: &'a Actor,
    /// The law.
    pub law: &'a Law,
    /// Values made outside.
    pub fresh: &'a Fresh,
    /// Files that were uploaded before.
    pub uploads: &'a Uploads,
}

/// A value for the personal store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalEntry {
    /// Where it stands.
    pub at: TextRef,
    /// The value.
    pub value: String,
    /// Before the new value is written, the old one is kept here.
    pub keep_old_at: Option<TextRef>,
}

/// What an act leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// Events, in order.
    pub events: Vec<Event>,
    /// Values that stand apart from them.
    pub personal: Vec<PersonalEntry>,
}
