//! A procedure as it stands: its versions, where it is received, what is being written, whether it
//! is suspended or abolished, and which of its facts somebody has confirmed.

use super::draft::Draft;
use super::marks::{Confirmation, Fact};
use super::{Mark, MarkKind, Procedure, Version};
use crate::fee::Tariff;
use crate::id::{PersonId, UnitId};
use calendar::{Date, Limit, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A procedure and where it is published: the state of its stream.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Published {
    /// The text; `None` before its first version is published.
    pub procedure: Option<Procedure>,
    /// Units that receive it, and since when.
    pub units: BTreeMap<UnitId, PublishedAt>,
    /// What is being written; never shown to citizens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Times without new dossiers, oldest first; only the last one may be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// Its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abolished: Option<Abolition>,
    /// Facts that somebody read in a document; those taken back stand in the history only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<Confirmation>,
}

/// How one unit serves a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PublishedAt {
    /// Since when it is published; `None`: not (yet) published.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::optional")]
    pub since: Option<Timestamp>,
    /// The limit the unit set, where the source leaves it open.
    pub limit: Option<Limit>,
    /// What that limit stands on.
    pub basis: Option<String>,
    /// Amounts the unit entered where the province sets them, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariffs: Vec<Tariff>,
}

/// A time in which nobody receives it (tạm ngừng tiếp nhận).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// First day.
    pub from: Date,
    /// First day on which it is received again; `None`: not lifted.
    pub to: Option<Date>,
    /// The decision.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// Who signed it.
    pub by: PersonId,
    /// The decision that lifts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted_by: Option<String>,
}

impl Suspension {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// The end of a procedure (bãi bỏ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abolition {
    /// First day on which it is no more.
    pub from: Date,
    /// The decision.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// Who signed it.
    pub by: PersonId,
}

/// How a procedure stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// A version is in force and dossiers are received where it is published.
    InForce,
    /// Its first version is in force from a later day.
    NotYet(Date),
    /// No new dossiers are received.
    Suspended(&'a Suspension),
    /// It is no more.
    Abolished(&'a Abolition),
    /// No version is in force.
    Expired,
}

impl Published {
    /// The limit at a unit: the procedure's own, else what the unit set.
    pub fn limit_at(&self, version: &Version, unit: &UnitId) -> Option<Limit> {
        version.time_limit.limit.or_else(|| self.units.get(unit).and_then(|u| u.limit))
    }

    /// Whether a unit receives it.
    pub fn is_published_at(&self, unit: &UnitId) -> bool {
        self.units.get(unit).is_some_and(|u| u.since.is_some())
    }

    /// Its text as a reader of a day sees it: the version in force, else the newest.
    pub fn shown(&self, day: Date) -> Option<&Version> {
        self.procedure.as_ref()?.shown_on(day)
    }

    /// How it stands on a day.
    pub fn standing(&self, day: Date) -> Standing<'_> {
        if let Some(end) = self.abolished.as_ref().filter(|a| a.from <= day) {
            return Standing::Abolished(end);
        }
        if let Some(suspension) = self.suspensions.iter().rev().find(|s| s.holds_on(day)) {
            return Standing::Suspended(suspension);
        }
        let Some(procedure) = &self.procedure else { return Standing::Expired };
        if procedure.in_force_on(day).is_some() {
            return Standing::InForce;
        }
        let begins = procedure.versions.iter().filter_map(|v| v.effective_from).filter(|from| *from > day).min();
        begins.map_or(Standing::Expired, Standing::NotYet)
    }

    /// The suspension that holds on a day or will hold after it, and is not lifted.
    pub fn open_suspension(&self, day: Date) -> Option<&Suspension> {
        self.suspensions.last().filter(|s| s.to.is_none_or(|to| day < to && s.from < to))
    }

    /// Versions that are announced and not in force yet, soonest first.
    pub fn announced(&self, day: Date) -> impl Iterator<Item = &Version> {
        let versions = self.procedure.iter().flat_map(|p| &p.versions);
        versions.filter(move |v| {
            v.effective_from.is_some_and(|from| from > day && v.effective_to.is_none_or(|to| from < to))
        })
    }

    /// The confirmation of a fact, if it holds.
    pub fn confirmation(&self, version: u32, at: &str, kind: MarkKind) -> Option<&Confirmation> {
        self.confirmed.iter().find(|c| c.version == version && c.fact.at == at && c.fact.kind == kind)
    }

    /// Marks of a version that nobody has confirmed, in its order.
    pub fn open_marks<'a>(&'a self, version: &'a Version) -> impl Iterator<Item = &'a Mark> {
        let marks = version.provenance.marks.iter();
        marks.filter(|m| self.confirmation(version.version, &m.at, m.kind).is_none())
    }

    /// The facts of a version that are open, each once.
    pub fn open_facts(&self, version: &Version) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.open_marks(version).map(|m| Fact { at: m.at.clone(), kind: m.kind }).collect();
        facts.sort();
        facts.dedup();
        facts
    }

    /// The text with what is confirmed no longer marked: for counting gaps.
    pub fn as_confirmed(&self) -> Option<Procedure> {
        let mut procedure = self.procedure.clone()?;
        if self.confirmed.is_empty() {
            return Some(procedure);
        }
        for v in &mut procedure.versions {
            let number = v.version;
            let confirmed = |m: &Mark| self.confirmation(number, &m.at, m.kind).is_some();
            let translated: Vec<String> = v
                .provenance
                .marks
                .iter()
                .filter(|m| m.kind == MarkKind::Translation && confirmed(m))
                .map(|m| m.at.clone())
                .collect();
            v.provenance.marks.retain(|m| !confirmed(m));
            if let Some(read) = without_translations(v, &translated) {
                *v = read;
            }
            if v.provenance.confidence == "memory" && v.provenance.marks.is_empty() {
                v.provenance.confidence = "sourced".into();
            }
        }
        Some(procedure)
    }
}

/// The version with texts below these places no longer told to be a translation of this project's.
fn without_translations(version: &Version, at: &[String]) -> Option<Version> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                if map.contains_key("vi") {
                    map.remove("translated");
                }
                map.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    if at.is_empty() {
        return None;
    }
    let mut value = serde_json::to_value(version).ok()?;
    for at in at {
        if let Some(part) = value.pointer_mut(at) {
            strip(part);
        }
    }
    serde_json::from_value(value).ok()
}
