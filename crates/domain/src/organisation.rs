//! The organisation (tổ chức): units in any tree, posts, people in posts, counters, delegation;
//! all with effective dates. No level is special: a district is just a unit with a parent.

use crate::code::CodePattern;
use crate::id::{CounterId, PersonId, PostId, ProcedureKey, UnitId};
use crate::law::{Refusal, Rule};
use crate::text::Text;
use calendar::{Date, OfficeHours};
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
    /// Which procedures it publishes when the organisation is first set up.
    #[serde(default)]
    pub publishes: Publishes,
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

/// What happens to an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum OrganisationEvent {
    /// Its whole description came in from a file.
    Imported {
        /// The description.
        organisation: Box<Organisation>,
    },
    /// A person was registered.
    PersonAdded {
        /// Who.
        person: Person,
    },
    /// A person took a post.
    Appointed {
        /// The holding.
        holding: Holding,
    },
    /// A person left a post.
    PostLeft {
        /// Who.
        person: PersonId,
        /// Which post.
        post: PostId,
        /// First day no longer in it.
        to: Date,
    },
    /// Powers were lent in writing.
    Delegated {
        /// The delegation.
        delegation: Delegation,
    },
    /// A delegation ended early.
    DelegationEnded {
        /// Whose powers.
        from_post: PostId,
        /// Lent to whom.
        to_person: PersonId,
        /// First day no longer.
        to: Date,
    },
}

/// What an administrator (or, for a delegation, the holder of the post) asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum OrganisationCommand {
    /// Take in a whole organisation.
    Import(Box<Organisation>),
    /// Register a person.
    AddPerson(Person),
    /// Put a person in a post from today on.
    Appoint {
        /// Who.
        person: PersonId,
        /// Which post.
        post: PostId,
    },
    /// End a person's time in a post today.
    LeavePost {
        /// Who.
        person: PersonId,
        /// Which post.
        post: PostId,
    },
    /// Lend powers in writing.
    Delegate(Delegation),
    /// End a delegation today.
    EndDelegation {
        /// Whose powers.
        from_post: PostId,
        /// Lent to whom.
        to_person: PersonId,
    },
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

    /// Office hours of a unit: its own, else the nearest above, else the standard ones.
    pub fn hours(&self, id: &UnitId) -> OfficeHours {
        self.line(id).iter().find_map(|u| u.hours.clone()).unwrap_or_else(OfficeHours::standard)
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

    /// Faults of the data, each with a JSON pointer and what is expected. Empty: none.
    pub fn faults(&self) -> Vec<String> {
        let mut out = Vec::new();
        let twice = |what: &str, ids: Vec<&str>, out: &mut Vec<String>| {
            let mut seen = std::collections::HashSet::new();
            for (i, id) in ids.into_iter().enumerate() {
                if !seen.insert(id.to_owned()) {
                    out.push(format!("/{what}/{i}/id: {id} stands twice; each id must be unique"));
                }
            }
        };
        twice("units", self.units.iter().map(|u| u.id.as_str()).collect(), &mut out);
        twice("posts", self.posts.iter().map(|p| p.id.as_str()).collect(), &mut out);
        twice("counters", self.counters.iter().map(|c| c.id.as_str()).collect(), &mut out);
        twice("people", self.people.iter().map(|p| p.id.as_str()).collect(), &mut out);
        for (i, unit) in self.units.iter().enumerate() {
            if let Some(parent) = &unit.parent {
                // Parents first also rules out rings.
                if !self.units[..i].iter().any(|u| u.id == *parent) {
                    out.push(format!("/units/{i}/parent: no unit {parent} stands before this one"));
                }
            }
            for (j, served) in unit.serves.iter().enumerate() {
                if self.unit(served).is_none() {
                    out.push(format!("/units/{i}/serves/{j}: there is no unit {served}"));
                }
            }
        }
        for (i, post) in self.posts.iter().enumerate() {
            if self.unit(&post.unit).is_none() {
                out.push(format!("/posts/{i}/unit: there is no unit {}", post.unit));
            }
            if let Some(counter) = &post.counter
                && !self.counters.iter().any(|c| c.id == *counter && c.unit == post.unit)
            {
                out.push(format!("/posts/{i}/counter: unit {} has no counter {counter}", post.unit));
            }
        }
        for (i, counter) in self.counters.iter().enumerate() {
            if self.unit(&counter.unit).is_none() {
                out.push(format!("/counters/{i}/unit: there is no unit {}", counter.unit));
            }
        }
        for (i, holding) in self.holdings.iter().enumerate() {
            if self.person(&holding.person).is_none() {
                out.push(format!("/holdings/{i}/person: there is no person {}", holding.person));
            }
            if self.post(&holding.post).is_none() {
                out.push(format!("/holdings/{i}/post: there is no post {}", holding.post));
            }
        }
        for (i, d) in self.delegations.iter().enumerate() {
            if self.post(&d.from_post).is_none() {
                out.push(format!("/delegations/{i}/from_post: there is no post {}", d.from_post));
            }
            if self.person(&d.to_person).is_none() {
                out.push(format!("/delegations/{i}/to_person: there is no person {}", d.to_person));
            }
        }
        out
    }
}

/// Decides on a change of the organisation. `today` is the server's local date.
pub fn decide(
    state: &Organisation,
    command: OrganisationCommand,
    today: Date,
) -> Result<Vec<OrganisationEvent>, Refusal> {
    let person_known = |id: &PersonId| state.person(id).map(|_| ()).ok_or_else(|| Refusal::new(Rule::PersonUnknown));
    match command {
        OrganisationCommand::Import(organisation) => {
            let faults = organisation.faults();
            if !faults.is_empty() {
                return Err(Refusal::new(Rule::DataFaulty).detail(faults.join("; ")));
            }
            // What acts and dossiers refer to is ended by date, never dropped by a newer file.
            let lost = state.units.iter().any(|u| organisation.unit(&u.id).is_none())
                || state.posts.iter().any(|p| organisation.post(&p.id).is_none())
                || state.people.iter().any(|p| organisation.person(&p.id).is_none())
                || state.holdings.iter().any(|h| {
                    !organisation.holdings.iter().any(|n| n.person == h.person && n.post == h.post && n.from == h.from)
                })
                || state.delegations.iter().any(|d| !organisation.delegations.contains(d));
            if lost {
                return Err(Refusal::new(Rule::DataFaulty)
                    .detail("units, posts, people, holdings and delegations that are known must stay"));
            }
            Ok(vec![OrganisationEvent::Imported { organisation }])
        }
        OrganisationCommand::AddPerson(person) => {
            if person.name.trim().is_empty() {
                return Err(Refusal::new(Rule::FieldRequired).detail("name"));
            }
            if state.person(&person.id).is_some() {
                return Err(Refusal::new(Rule::AlreadyDone).detail(person.id.to_string()));
            }
            Ok(vec![OrganisationEvent::PersonAdded { person }])
        }
        OrganisationCommand::Appoint { person, post } => {
            person_known(&person)?;
            let known = state.post(&post).ok_or_else(|| Refusal::new(Rule::PostUnknown))?;
            if known.to.is_some_and(|to| to <= today) {
                return Err(Refusal::new(Rule::PostEnded));
            }
            if state.posts_of(&person, today).iter().any(|p| p.id == post) {
                return Err(Refusal::new(Rule::AlreadyDone));
            }
            Ok(vec![OrganisationEvent::Appointed { holding: Holding { person, post, from: today, to: None } }])
        }
        OrganisationCommand::LeavePost { person, post } => {
            if !state.posts_of(&person, today).iter().any(|p| p.id == post) {
                return Err(Refusal::new(Rule::NotInPost));
            }
            Ok(vec![OrganisationEvent::PostLeft { person, post, to: today }])
        }
        OrganisationCommand::Delegate(delegation) => {
            person_known(&delegation.to_person)?;
            let post = state.post(&delegation.from_post).ok_or_else(|| Refusal::new(Rule::PostUnknown))?;
            if delegation.document.trim().is_empty() || delegation.content.trim().is_empty() {
                return Err(Refusal::new(Rule::DelegationInWriting));
            }
            // ND 30/2020: limited in time; the server's clock decides, so it cannot begin in the past.
            if delegation.from < today || delegation.to <= delegation.from {
                return Err(Refusal::new(Rule::DelegationPeriod));
            }
            if state.posts_of(&delegation.to_person, today).is_empty() {
                return Err(Refusal::new(Rule::NotInPost));
            }
            if state.holders(&post.id, today).iter().any(|p| p.id == delegation.to_person) {
                return Err(Refusal::new(Rule::AlreadyDone));
            }
            Ok(vec![OrganisationEvent::Delegated { delegation }])
        }
        OrganisationCommand::EndDelegation { from_post, to_person } => {
            if !state.delegations.iter().any(|d| d.from_post == from_post && d.to_person == to_person && today < d.to) {
                return Err(Refusal::new(Rule::NotFound));
            }
            Ok(vec![OrganisationEvent::DelegationEnded { from_post, to_person, to: today }])
        }
    }
}

/// Folds one event into the state.
pub fn apply(state: &mut Organisation, event: &OrganisationEvent) {
    match event {
        OrganisationEvent::Imported { organisation } => *state = (**organisation).clone(),
        OrganisationEvent::PersonAdded { person } => state.people.push(person.clone()),
        OrganisationEvent::Appointed { holding } => state.holdings.push(holding.clone()),
        OrganisationEvent::PostLeft { person, post, to } => {
            for holding in &mut state.holdings {
                if holding.person == *person && holding.post == *post && holding.to.is_none_or(|end| *to < end) {
                    holding.to = Some(*to);
                }
            }
        }
        OrganisationEvent::Delegated { delegation } => state.delegations.push(delegation.clone()),
        OrganisationEvent::DelegationEnded { from_post, to_person, to } => {
            for d in &mut state.delegations {
                if d.from_post == *from_post && d.to_person == *to_person && *to < d.to {
                    d.to = *to;
                }
            }
        }
    }
}
