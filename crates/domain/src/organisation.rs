//! The organisation (tổ chức): units in any tree, posts, people in posts, counters, delegation;
//! all with effective dates. No level is special: a district is just a unit with a parent.

mod apply;
mod command;
mod decide;
mod faults;
pub mod outage;

pub use apply::apply;
pub use command::{OrganisationCommand, OrganisationEvent, Subject};
pub use decide::decide;

use crate::code::CodePattern;
use crate::id::{CounterId, PersonId, PostId, ProcedureKey, UnitId};
use crate::text::Text;
use calendar::{Date, OfficeHours, Timetable};
use outage::Outage;
use serde::{Deserialize, Serialize};

/// An organisation as a file of `data/organisations/`, and as the state of its stream.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// The JSON Schema beside the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Name of the whole.
    pub name: Text,
    /// What a reader must know about it (historical units, today's procedures …).
    #[serde(default)]
    pub notes: Vec<Text>,
    /// Units, parents before children.
    pub units: Vec<Unit>,
    /// Posts in units.
    pub posts: Vec<Post>,
    /// Counters.
    #[serde(default)]
    pub counters: Vec<Counter>,
    /// People who serve.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Who held which post from when to when.
    #[serde(default)]
    pub holdings: Vec<Holding>,
    /// Written delegations.
    #[serde(default)]
    pub delegations: Vec<Delegation>,
    /// Outages on record; only acts put them here, never a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outages: Vec<Outage>,
}

/// What kind of agency a unit is. Partner agencies are units of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// People's committee with its divisions and one-stop shop.
    Administration,
    /// Police (công an).
    Police,
    /// Social insurance (bảo hiểm xã hội).
    SocialInsurance,
    /// Tax (thuế).
    Tax,
    /// Land registration office (văn phòng đăng ký đất đai).
    LandRegistry,
    /// State treasury (kho bạc).
    Treasury,
    /// Department of home affairs (sở nội vụ).
    HomeAffairs,
    /// Department of health (sở y tế).
    Health,
    /// A social support facility (cơ sở trợ giúp xã hội).
    SocialSupport,
    /// A payment service organisation (tổ chức dịch vụ chi trả).
    Payer,
    /// Another department.
    Department,
}

/// A unit (đơn vị).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Key.
    pub id: UnitId,
    /// The unit above; `None` for a root. Partner agencies hang in trees of their own.
    pub parent: Option<UnitId>,
    /// Which kind of agency.
    pub agency: AgencyKind,
    /// Kind in the locality's words (`ward`, `district`, `city`, `division` …): shown, never decided on.
    pub kind: String,
    /// Full name.
    pub name: Text,
    /// Name of its one-stop shop; `None`: it has none.
    #[serde(default)]
    pub one_stop: Option<Text>,
    /// Address.
    #[serde(default)]
    pub address: Option<String>,
    /// Place name for the date line of papers (`Ngô Quyền`).
    pub place: String,
    /// Agency id in dossier codes (`000.00.14.H24`).
    pub agency_code: String,
    /// How codes of its dossiers are made; `None`: as the unit above.
    #[serde(default)]
    pub code_pattern: Option<CodePattern>,
    /// First day.
    pub from: Date,
    /// First day after.
    #[serde(default)]
    pub to: Option<Date>,
    /// Units that this (partner) agency serves; units below them are served too.
    #[serde(default)]
    pub serves: Vec<UnitId>,
    /// Office hours; `None`: as the unit above, at the root Monday to Friday 7:30–11:30, 13:00–17:00.
    #[serde(default)]
    pub hours: Option<OfficeHours>,
    /// Changes of its office hours, oldest first, each with its first day and what it stands on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours_from: Vec<HoursFrom>,
    /// Which procedures it publishes when the organisation is first set up.
    #[serde(default)]
    pub publishes: Publishes,
    /// How it was called and where it stood before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierUnit>,
    /// Units that go on with its work after its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<UnitId>,
}

/// Office hours that hold from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursFrom {
    /// First day.
    pub from: Date,
    /// The hours.
    pub hours: OfficeHours,
    /// The decision they stand on (`12/QĐ-UBND`).
    pub basis: String,
}

/// How a unit was called, and where it stood, before a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierUnit {
    /// First day after.
    pub until: Date,
    /// Its name then.
    pub name: Text,
    /// The unit above it then.
    pub parent: Option<UnitId>,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn is_there(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on < to)
    }

    /// Its name and the unit above it on a day.
    pub fn as_of(&self, on: Date) -> (&Text, Option<&UnitId>) {
        match self.earlier.iter().find(|e| on < e.until) {
            Some(e) => (&e.name, e.parent.as_ref()),
            None => (&self.name, self.parent.as_ref()),
        }
    }
}

/// Which procedures a unit publishes at its first set-up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publishes {
    /// All of these fields (Vietnamese names); `*` for all.
    #[serde(default)]
    pub fields: Vec<String>,
    /// But not these fields.
    #[serde(default)]
    pub except_fields: Vec<String>,
    /// And these procedures.
    #[serde(default)]
    pub procedures: Vec<ProcedureKey>,
}

/// Kinds of post (vị trí).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// Reception officer (cán bộ tiếp nhận).
    ReceptionOfficer,
    /// Specialist (chuyên viên).
    Specialist,
    /// Head of the one-stop unit (trưởng bộ phận Một cửa).
    HeadOfOneStop,
    /// Leader of a division within the unit (lãnh đạo phòng, bộ phận).
    UnitLeader,
    /// Leader who decides and signs (lãnh đạo cơ quan): chairman, vice-chairman, head of agency.
    Leader,
    /// Inspector (thanh tra): reads, changes nothing.
    Inspector,
    /// Administrator (quản trị): organisation, procedures, accounts; no dossiers.
    Administrator,
}

/// A post in a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Key.
    pub id: PostId,
    /// The unit.
    pub unit: UnitId,
    /// Kind.
    pub kind: PostKind,
    /// Title.
    pub name: Text,
    /// Counter it serves, for reception.
    #[serde(default)]
    pub counter: Option<CounterId>,
    /// First day.
    pub from: Date,
    /// First day after.
    #[serde(default)]
    pub to: Option<Date>,
}

impl Post {
    /// Whether it exists on a day.
    pub fn is_there(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on < to)
    }
}

/// A counter (quầy).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// Key.
    pub id: CounterId,
    /// The unit.
    pub unit: UnitId,
    /// What stands above it.
    pub name: Text,
    /// Its number, as queue tickets and boards call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// Fields of procedures (Vietnamese names) that it serves; empty: all of the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// First day; `None`: as its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// First day after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Counter {
    /// Whether it exists on a day.
    pub fn is_there(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on < to)
    }
}

/// A person who serves. Names of officials at counters are public (ND 61/2018 art. 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Key.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// A person in a post, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub post: PostId,
    /// First day.
    pub from: Date,
    /// First day after.
    #[serde(default)]
    pub to: Option<Date>,
}

impl Holding {
    /// Whether the person is in the post on a day.
    pub fn is_there(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on < to)
    }
}

/// A written delegation (ủy quyền): limited in time and content, no sub-delegation
/// (ND 30/2020, "TUQ.").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// The post whose powers are lent.
    pub from_post: PostId,
    /// The person who may use them.
    pub to_person: PersonId,
    /// Number of the document.
    pub document: String,
    /// What for.
    pub content: String,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

impl Organisation {
    /// A unit by key.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.iter().find(|u| u.id == *id)
    }

    /// A post by key.
    pub fn post(&self, id: &PostId) -> Option<&Post> {
        self.posts.iter().find(|p| p.id == *id)
    }

    /// A person by key.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.iter().find(|p| p.id == *id)
    }

    /// A counter by key.
    pub fn counter(&self, id: &CounterId) -> Option<&Counter> {
        self.counters.iter().find(|c| c.id == *id)
    }

    /// The units that exist on a day and stand directly below one (`None`: the roots) on that day.
    pub fn below(&self, parent: Option<&UnitId>, on: Date) -> Vec<&Unit> {
        self.units.iter().filter(|u| u.is_there(on) && u.as_of(on).1 == parent).collect()
    }

    /// Whether somebody administers a unit on a day: in it or in a unit above.
    pub fn is_administered(&self, unit: &UnitId, on: Date) -> bool {
        let line = self.line(unit);
        self.posts
            .iter()
            .filter(|p| p.kind == PostKind::Administrator && p.is_there(on) && line.iter().any(|u| u.id == p.unit))
            .any(|p| !self.holders(&p.id, on).is_empty())
    }

    /// The unit and all above it, nearest first.
    pub fn line(&self, id: &UnitId) -> Vec<&Unit> {
        let mut out = Vec::new();
        let mut next = self.unit(id);
        while let Some(unit) = next {
            out.push(unit);
            if out.len() > self.units.len() {
                break; // a ring in the data; `check` refuses it, here we only do not hang
            }
            next = unit.parent.as_ref().and_then(|p| self.unit(p));
        }
        out
    }

    /// Whether `inner` is `outer` or stands below it.
    pub fn is_within(&self, inner: &UnitId, outer: &UnitId) -> bool {
        self.line(inner).iter().any(|u| u.id == *outer)
    }

    /// The unit and all below it.
    pub fn subtree(&self, id: &UnitId) -> Vec<&Unit> {
        self.units.iter().filter(|u| self.is_within(&u.id, id)).collect()
    }

    /// How codes of a unit's dossiers are made: its own pattern, else the nearest above.
    pub fn code_pattern(&self, id: &UnitId) -> CodePattern {
        self.line(id).iter().find_map(|u| u.code_pattern.clone()).unwrap_or_default()
    }

    /// Office hours of a unit over time: its own, else those of the nearest above that has any, else
    /// the standard ones. From a unit's first own hours on, changes above it no longer count for it.
    pub fn hours(&self, id: &UnitId) -> Timetable {
        let mut parts: Vec<(Option<Date>, OfficeHours)> = vec![(None, OfficeHours::standard())];
        for unit in self.line(id).into_iter().rev() {
            if let Some(own) = &unit.hours {
                parts = vec![(None, own.clone())];
            }
            for change in &unit.hours_from {
                parts.retain(|(from, _)| from.is_none_or(|from| from < change.from));
                parts.push((Some(change.from), change.hours.clone()));
            }
        }
        let mut parts = parts.into_iter();
        let (_, first) = parts.next().unwrap_or_else(|| (None, OfficeHours::standard()));
        let later = parts.filter_map(|(from, hours)| Some((from?, hours)));
        // Each was put behind earlier ones only.
        Timetable::new(first.clone(), later).unwrap_or_else(|_| first.into())
    }

    /// The agency of a kind that serves a unit: the unit itself, one that serves it by name, or
    /// one that serves a unit above it; the nearest wins.
    pub fn agency_for(&self, unit: &UnitId, kind: AgencyKind, on: Date) -> Option<&Unit> {
        let alive = |u: &&Unit| u.from <= on && u.to.is_none_or(|to| on < to);
        let line = self.line(unit);
        if let Some(own) = line.first().filter(|u| u.agency == kind) {
            return Some(own);
        }
        line.iter()
            .find_map(|near| self.units.iter().filter(alive).find(|u| u.agency == kind && u.serves.contains(&near.id)))
    }

    /// Posts a person holds on a day.
    pub fn posts_of(&self, person: &PersonId, on: Date) -> Vec<&Post> {
        self.holdings
            .iter()
            .filter(|h| h.person == *person && h.from <= on && h.to.is_none_or(|to| on < to))
            .filter_map(|h| self.post(&h.post))
            .filter(|p| p.from <= on && p.to.is_none_or(|to| on < to))
            .collect()
    }

    /// Delegations a person may use on a day.
    pub fn delegations_to(&self, person: &PersonId, on: Date) -> Vec<&Delegation> {
        self.delegations.iter().filter(|d| d.to_person == *person && d.from <= on && on < d.to).collect()
    }

    /// People who hold a post on a day.
    pub fn holders(&self, post: &PostId, on: Date) -> Vec<&Person> {
        self.holdings
            .iter()
            .filter(|h| h.post == *post && h.from <= on && h.to.is_none_or(|to| on < to))
            .filter_map(|h| self.person(&h.person))
            .collect()
    }
}
