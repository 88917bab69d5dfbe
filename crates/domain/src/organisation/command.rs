//! What an administrator asks of the organisation, and what happened to it.

use super::outage::Outage;
use super::{Counter, Delegation, Holding, HoursFrom, Organisation, Person, Post, Unit};
use crate::id::{CounterId, PersonId, PostId, UnitId};
use crate::text::Text;
use calendar::{Date, Timestamp};
use serde::{Deserialize, Serialize};

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
    /// A person's name was put right.
    NameCorrected {
        /// Who.
        person: PersonId,
        /// The right name.
        name: String,
    },
    /// A unit came to be.
    UnitAdded {
        /// The unit.
        unit: Box<Unit>,
    },
    /// A unit is called otherwise.
    UnitRenamed {
        /// Which.
        unit: UnitId,
        /// The new name.
        name: Text,
        /// First day of it.
        from: Date,
    },
    /// A unit stands below another one.
    UnitMoved {
        /// Which.
        unit: UnitId,
        /// The new unit above.
        parent: Option<UnitId>,
        /// First day of it.
        from: Date,
    },
    /// A unit has other office hours from a day on.
    HoursSet {
        /// Which.
        unit: UnitId,
        /// The hours, their first day and what they stand on.
        hours: HoursFrom,
    },
    /// A unit, its posts and its counters ended.
    UnitEnded {
        /// Which.
        unit: UnitId,
        /// First day after.
        to: Date,
        /// Who goes on with its work.
        successors: Vec<UnitId>,
    },
    /// A post came to be.
    PostAdded {
        /// The post.
        post: Post,
    },
    /// A post ended. Whoever held it left it by an event of their own.
    PostEnded {
        /// Which.
        post: PostId,
        /// First day after.
        to: Date,
    },
    /// A counter came to be, or another number, name or list of fields holds for it.
    CounterSet {
        /// The counter.
        counter: Counter,
    },
    /// A counter ended.
    CounterEnded {
        /// Which.
        counter: CounterId,
        /// First day after.
        to: Date,
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
    /// An outage was put on record.
    OutageDeclared {
        /// The outage.
        outage: Outage,
    },
    /// An outage ended.
    OutageEnded {
        /// Of which unit.
        unit: UnitId,
        /// When it began.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        from: Timestamp,
        /// When it ended.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        to: Timestamp,
    },
}

/// What an administrator (or, for a delegation, the holder of the post) asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum OrganisationCommand {
    /// Take in a whole organisation.
    Import(Box<Organisation>),
    /// Register a person.
    AddPerson(Person),
    /// Put a person's name right.
    CorrectName {
        /// Who.
        person: PersonId,
        /// The right name.
        name: String,
    },
    /// Add a unit.
    AddUnit(Box<Unit>),
    /// Call a unit otherwise from a day on, which is not in the future.
    RenameUnit {
        /// Which.
        unit: UnitId,
        /// The new name.
        name: Text,
        /// First day of it.
        from: Date,
    },
    /// Put a unit below another one from a day on, which is not in the future.
    MoveUnit {
        /// Which.
        unit: UnitId,
        /// The new unit above.
        parent: Option<UnitId>,
        /// First day of it.
        from: Date,
    },
    /// Give a unit other office hours, today or from a later day on.
    SetHours {
        /// Which.
        unit: UnitId,
        /// The hours, their first day and what they stand on.
        hours: HoursFrom,
    },
    /// End a unit today or later, with its posts and counters.
    EndUnit {
        /// Which.
        unit: UnitId,
        /// First day after.
        to: Date,
        /// Who goes on with its work.
        successors: Vec<UnitId>,
    },
    /// Add a post.
    AddPost(Post),
    /// End a post today; whoever holds it leaves it.
    EndPost {
        /// Which.
        post: PostId,
    },
    /// Add a counter.
    AddCounter(Counter),
    /// Give a counter another number, name or list of fields.
    ChangeCounter(Counter),
    /// End a counter today.
    EndCounter {
        /// Which.
        counter: CounterId,
    },
    /// Put a person in a post.
    Appoint {
        /// Who.
        person: PersonId,
        /// Which post.
        post: PostId,
        /// First day; `None`: today.
        from: Option<Date>,
        /// First day after; `None`: until the person leaves.
        to: Option<Date>,
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

/// Something of the organisation that has a history of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A unit, with its posts and counters coming and going.
    Unit(&'a UnitId),
    /// A post, with who held it.
    Post(&'a PostId),
    /// A person.
    Person(&'a PersonId),
    /// A counter.
    Counter(&'a CounterId),
}

impl OrganisationEvent {
    /// Whether it belongs to the history of something.
    pub fn is_about(&self, subject: Subject<'_>) -> bool {
        use OrganisationEvent as E;
        match (self, subject) {
            (E::Imported { organisation: o }, Subject::Unit(id)) => o.unit(id).is_some(),
            (E::Imported { organisation: o }, Subject::Post(id)) => o.post(id).is_some(),
            (E::Imported { organisation: o }, Subject::Person(id)) => o.person(id).is_some(),
            (E::Imported { organisation: o }, Subject::Counter(id)) => o.counter(id).is_some(),
            (E::PersonAdded { person: p }, Subject::Person(id)) => p.id == *id,
            (E::NameCorrected { person, .. } | E::DelegationEnded { to_person: person, .. }, Subject::Person(id)) => {
                person == id
            }
            (E::Delegated { delegation: d }, Subject::Person(id)) => d.to_person == *id,
            (E::Delegated { delegation: d }, Subject::Post(id)) => d.from_post == *id,
            (E::DelegationEnded { from_post, .. }, Subject::Post(id)) => from_post == id,
            (E::UnitAdded { unit }, Subject::Unit(id)) => unit.id == *id || unit.parent.as_ref() == Some(id),
            (E::UnitRenamed { unit, .. } | E::HoursSet { unit, .. }, Subject::Unit(id)) => unit == id,
            (E::UnitMoved { unit, parent, .. }, Subject::Unit(id)) => unit == id || parent.as_ref() == Some(id),
            (E::UnitEnded { unit, successors, .. }, Subject::Unit(id)) => unit == id || successors.contains(id),
            (E::PostAdded { post }, Subject::Unit(id)) => post.unit == *id,
            (E::PostAdded { post }, Subject::Post(id)) => post.id == *id,
            (E::PostEnded { post, .. } | E::PostLeft { post, .. }, Subject::Post(id)) => post == id,
            (E::CounterSet { counter }, Subject::Unit(id)) => counter.unit == *id,
            (E::CounterSet { counter }, Subject::Counter(id)) => counter.id == *id,
            (E::CounterEnded { counter, .. }, Subject::Counter(id)) => counter == id,
            (E::Appointed { holding: h }, Subject::Person(id)) => h.person == *id,
            (E::Appointed { holding: h }, Subject::Post(id)) => h.post == *id,
            (E::PostLeft { person, .. }, Subject::Person(id)) => person == id,
            _ => false,
        }
    }
}
