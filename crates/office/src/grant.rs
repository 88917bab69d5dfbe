//! Permissions as types: a function that changes or shows something takes the proof that it may.
//! Nothing outside this file makes a proof. What is not allowed here is denied.

use crate::error::{Error, dossier_not_found};
use domain::calendar::Date;
use domain::dossier::{Actor, Dossier, Law};
use domain::id::{PersonId, ProcedureKey, UnitId};
use domain::law::Rule;
use domain::organisation::PostKind;
use std::marker::PhantomData;

/// A kind of permission.
pub trait Right {
    /// Kinds of post that have it.
    const POSTS: &'static [PostKind];
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident: $($post:ident),+;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
        impl Right for $name {
            const POSTS: &'static [PostKind] = &[$(PostKind::$post),+];
        }
    )+};
}

rights! {
    /// May act on dossiers; which act on which one is the domain's rule.
    Act: ReceptionOfficer, Specialist, HeadOfOneStop, UnitLeader, Leader;
    /// May read dossiers of the own unit and those below.
    Read: ReceptionOfficer, Specialist, HeadOfOneStop, UnitLeader, Leader, Inspector;
    /// May look at the work of others: counts, late dossiers, breaches.
    Supervise: HeadOfOneStop, UnitLeader, Leader, Inspector;
    /// May take money and count it at the end of the day.
    Till: ReceptionOfficer, HeadOfOneStop;
    /// May enter the amount of a fee that the province sets.
    SetTariff: Administrator, Leader;
    /// May change organisation, procedures and accounts.
    Administer: Administrator;
    /// May write texts of procedures, and confirm facts in them with a citation.
    Compose: Administrator, HeadOfOneStop;
    /// May read a draft of a procedure on behalf of the house: find it right, or send it back.
    Vet: Administrator, HeadOfOneStop, UnitLeader, Leader;
    /// May sign what binds citizens: a version, a suspension, an abolition.
    Decide: Leader;
    /// May read drafts of procedures and who did what to them.
    ReadCatalogue: ReceptionOfficer, Specialist, HeadOfOneStop, UnitLeader, Leader, Inspector, Administrator;
    /// May put an outage on record.
    Outages: Administrator, HeadOfOneStop;
    /// May lend the own post's powers.
    Delegate: Leader, UnitLeader, HeadOfOneStop;
}

/// The proof that an actor has a right, in a unit and those below it.
#[derive(Debug, Clone)]
pub struct Grant<R> {
    actor: Actor,
    right: PhantomData<R>,
}

impl<R: Right> Grant<R> {
    /// The proof for an actor, or a denial.
    pub fn of(actor: &Actor) -> Result<Self, Error> {
        if R::POSTS.contains(&actor.kind) {
            Ok(Grant { actor: actor.clone(), right: PhantomData })
        } else {
            Err(Error::Denied(Rule::NotThisPost))
        }
    }

    /// Whose it is.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The unit it reaches down from.
    pub fn unit(&self) -> &UnitId {
        &self.actor.unit
    }

    /// Whether it reaches a unit.
    pub fn covers(&self, law: &Law, unit: &UnitId) -> bool {
        law.organisation.is_within(unit, &self.actor.unit)
    }

    /// Whether a unit is within reach, or a denial.
    pub fn over(&self, law: &Law, unit: &UnitId) -> Result<(), Error> {
        if self.covers(law, unit) { Ok(()) } else { Err(Error::Denied(Rule::NotThisUnit)) }
    }
}

/// Whether an administrator reaches a unit: the own one and those below; a partner agency in
/// another tree that has no administrator of its own; never a unit above.
pub(crate) fn administers(law: &Law, actor: &Actor, unit: &UnitId) -> Result<(), Error> {
    let org = &law.organisation;
    if org.unit(&actor.unit).is_none() || org.is_within(unit, &actor.unit) {
        return Ok(()); // the program itself stands in no unit while it sets an office up
    }
    let above = org.is_within(&actor.unit, unit);
    let own_administrator =
        org.line(unit).iter().any(|u| org.posts.iter().any(|p| p.unit == u.id && p.kind == PostKind::Administrator));
    if above || own_administrator { Err(Error::Denied(Rule::NotThisUnit)) } else { Ok(()) }
}

/// Whether a leader signs for a procedure: every unit that receives it stands below the leader's own;
/// for one that nobody receives yet, every one-stop shop of the house does.
pub(crate) fn governs(grant: &Grant<Decide>, law: &Law, key: &ProcedureKey) -> Result<(), Error> {
    let receiving = law.catalogue.get(key).into_iter().flat_map(|p| &p.units).filter(|(_, at)| at.since.is_some());
    let mut units: Vec<&UnitId> = receiving.map(|(unit, _)| unit).collect();
    if units.is_empty() {
        units.extend(law.organisation.units.iter().filter(|u| u.one_stop.is_some()).map(|u| &u.id));
    }
    let covers = !units.is_empty() && units.into_iter().all(|unit| grant.covers(law, unit));
    if covers { Ok(()) } else { Err(Error::Denied(Rule::NotThisUnit)) }
}

/// Whether an administrator reaches a person: every post that the person holds or will hold.
pub(crate) fn administers_person(law: &Law, actor: &Actor, person: &PersonId, today: Date) -> Result<(), Error> {
    let org = &law.organisation;
    org.holdings
        .iter()
        .filter(|h| h.person == *person && h.to.is_none_or(|end| today < end))
        .filter_map(|h| org.post(&h.post))
        .try_for_each(|post| administers(law, actor, &post.unit))
}

/// The proof that an actor may see a dossier: it was received, is decided, is under way or was
/// asked about in the actor's unit or one below it. Who may not gets "not found", as if it were
/// not there.
pub(crate) fn readable<R: Right>(grant: &Grant<R>, law: &Law, d: &Dossier) -> Result<(), Error> {
    let near = grant.covers(law, &d.unit)
        || grant.covers(law, &d.competent)
        || d.steps.iter().any(|s| grant.covers(law, &s.plan.unit))
        || d.consultations.iter().any(|c| grant.covers(law, &c.unit));
    if near { Ok(()) } else { Err(dossier_not_found()) }
}
