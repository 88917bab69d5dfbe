//! The rules of changing an organisation: a command on a day becomes events, or a refusal.

use super::{Counter, Holding, Organisation, OrganisationCommand, OrganisationEvent, Post, PostKind, Unit, apply};
use crate::id::{CounterId, PersonId, PostId, UnitId};
use crate::law::{Refusal, Rule};
use calendar::Date;

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
            named(&person.name, "name")?;
            if state.person(&person.id).is_some() {
                return Err(Refusal::new(Rule::AlreadyDone).detail(person.id.to_string()));
            }
            Ok(vec![OrganisationEvent::PersonAdded { person }])
        }
        OrganisationCommand::CorrectName { person, name } => {
            let name = named(&name, "name")?;
            let known = state.person(&person).ok_or_else(|| Refusal::new(Rule::PersonUnknown))?;
            if known.name == name {
                return Err(Refusal::new(Rule::AlreadyDone).field("name"));
            }
            Ok(vec![OrganisationEvent::NameCorrected { person, name }])
        }
        OrganisationCommand::AddUnit(unit) => add_unit(state, unit),
        OrganisationCommand::RenameUnit { unit, mut name, from } => {
            name.vi = named(&name.vi, "name")?;
            let known = changeable(state, &unit, from, today)?;
            if known.name == name {
                return Err(Refusal::new(Rule::AlreadyDone).field("name"));
            }
            Ok(vec![OrganisationEvent::UnitRenamed { unit, name, from }])
        }
        OrganisationCommand::MoveUnit { unit, parent, from } => {
            let known = changeable(state, &unit, from, today)?;
            if known.parent == parent {
                return Err(Refusal::new(Rule::AlreadyDone).field("parent"));
            }
            if let Some(parent) = &parent {
                living(state, parent, today, "parent")?;
                if state.is_within(parent, &unit) {
                    return Err(Refusal::new(Rule::UnitRing).field("parent"));
                }
            }
            Ok(vec![OrganisationEvent::UnitMoved { unit, parent, from }])
        }
        OrganisationCommand::SetHours { unit, mut hours } => {
            living(state, &unit, today, "unit")?;
            hours.basis = named(&hours.basis, "basis")?;
            // What was counted with the hours of a day that is over stands.
            if hours.from < today {
                return Err(Refusal::new(Rule::HoursFromPast).field("from"));
            }
            if state.hours(&unit).on(hours.from) == &hours.hours {
                return Err(Refusal::new(Rule::AlreadyDone).field("hours"));
            }
            Ok(vec![OrganisationEvent::HoursSet { unit, hours }])
        }
        OrganisationCommand::EndUnit { unit, to, successors } => end_unit(state, unit, to, successors, today),
        OrganisationCommand::AddPost(post) => add_post(state, post, today),
        OrganisationCommand::EndPost { post } => end_post(state, post, today),
        OrganisationCommand::AddCounter(counter) => {
            if state.counter(&counter.id).is_some() {
                return Err(Refusal::new(Rule::AlreadyDone).field("counter"));
            }
            living(state, &counter.unit, today, "unit")?;
            set_counter(state, counter, today)
        }
        OrganisationCommand::ChangeCounter(counter) => {
            let known = living_counter(state, &counter.id, today)?;
            // A counter stays where it stands, and keeps its days.
            let counter = Counter { unit: known.unit.clone(), from: known.from, to: known.to, ..counter };
            if *known == counter {
                return Err(Refusal::new(Rule::AlreadyDone).field("name"));
            }
            set_counter(state, counter, today)
        }
        OrganisationCommand::EndCounter { counter } => {
            living_counter(state, &counter, today)?;
            Ok(vec![OrganisationEvent::CounterEnded { counter, to: today }])
        }
        OrganisationCommand::Appoint { person, post, from, to } => {
            person_known(&person)?;
            let known = state.post(&post).ok_or_else(|| Refusal::new(Rule::PostUnknown).field("post"))?;
            let from = from.unwrap_or(today);
            if known.to.is_some_and(|end| end <= from || end <= today) {
                return Err(Refusal::new(Rule::PostEnded).field("post"));
            }
            if from < known.from {
                return Err(Refusal::new(Rule::PeriodOutside).field("from"));
            }
            if to.is_some_and(|to| to <= from) {
                return Err(Refusal::new(Rule::PeriodBackwards).field("to"));
            }
            let overlaps = state.holdings.iter().any(|h| {
                h.person == person
                    && h.post == post
                    && h.to.is_none_or(|end| from < end)
                    && to.is_none_or(|end| h.from < end)
            });
            if overlaps {
                return Err(Refusal::new(Rule::AlreadyDone).field("post"));
            }
            Ok(vec![OrganisationEvent::Appointed { holding: Holding { person, post, from, to } }])
        }
        OrganisationCommand::LeavePost { person, post } => {
            // Also an appointment that has not begun yet is taken back.
            let holds = |h: &Holding| h.person == person && h.post == post && h.to.is_none_or(|to| today < to);
            if !state.holdings.iter().any(holds) {
                return Err(Refusal::new(Rule::NotInPost));
            }
            kept_administered(state, vec![OrganisationEvent::PostLeft { person, post, to: today }], today)
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

fn add_unit(state: &Organisation, mut unit: Box<Unit>) -> Result<Vec<OrganisationEvent>, Refusal> {
    unit.name.vi = named(&unit.name.vi, "name")?;
    if state.unit(&unit.id).is_some() {
        return Err(Refusal::new(Rule::AlreadyDone).field("unit"));
    }
    if let Some(parent) = &unit.parent {
        living(state, parent, unit.from, "parent")?;
    }
    if unit.to.is_some_and(|to| to <= unit.from) {
        return Err(Refusal::new(Rule::PeriodBackwards).field("to"));
    }
    if unit.serves.iter().chain(&unit.successors).any(|served| state.unit(served).is_none()) {
        return Err(Refusal::new(Rule::UnitUnknown).field("serves"));
    }
    // Codes of its dossiers must be readable, and its own: two shops with one agency code would give
    // two dossiers one code.
    let readable = (1..=40).contains(&unit.agency_code.len())
        && unit.agency_code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    if !readable {
        return Err(Refusal::new(Rule::FieldMalformed).field("agency_code"));
    }
    if unit.one_stop.is_some() && state.units.iter().any(|u| u.one_stop.is_some() && u.agency_code == unit.agency_code)
    {
        return Err(Refusal::new(Rule::CodeTaken).field("agency_code"));
    }
    unit.earlier.clear();
    Ok(vec![OrganisationEvent::UnitAdded { unit }])
}

fn end_unit(
    state: &Organisation,
    unit: UnitId,
    to: Date,
    successors: Vec<UnitId>,
    today: Date,
) -> Result<Vec<OrganisationEvent>, Refusal> {
    let known = living(state, &unit, today, "unit")?;
    // What has been there until now cannot be unmade.
    if to < today || to <= known.from {
        return Err(Refusal::new(Rule::PeriodBackwards).field("to"));
    }
    for successor in &successors {
        living(state, successor, to, "successors")?;
        if *successor == unit {
            return Err(Refusal::new(Rule::UnitRing).field("successors"));
        }
    }
    let below = state.units.iter().any(|u| u.parent.as_ref() == Some(&unit) && u.to.is_none_or(|end| to < end));
    let held = state.holdings.iter().any(|h| {
        h.to.is_none_or(|end| to < end) && state.post(&h.post).is_some_and(|p| p.unit == unit && p.is_there(to))
    });
    if below || held {
        return Err(Refusal::new(Rule::UnitNotEmpty).field("unit"));
    }
    kept_administered(state, vec![OrganisationEvent::UnitEnded { unit, to, successors }], today)
}

fn add_post(state: &Organisation, mut post: Post, today: Date) -> Result<Vec<OrganisationEvent>, Refusal> {
    post.name.vi = named(&post.name.vi, "name")?;
    if state.post(&post.id).is_some() {
        return Err(Refusal::new(Rule::AlreadyDone).field("post"));
    }
    let unit = state.unit(&post.unit).ok_or_else(|| Refusal::new(Rule::UnitUnknown).field("unit"))?;
    if unit.to.is_some_and(|to| to <= post.from || to <= today) {
        return Err(Refusal::new(Rule::UnitEnded).field("unit"));
    }
    if post.from < unit.from {
        return Err(Refusal::new(Rule::PeriodOutside).field("from"));
    }
    if post.to.is_some_and(|to| to <= post.from) {
        return Err(Refusal::new(Rule::PeriodBackwards).field("to"));
    }
    if let Some(counter) = &post.counter {
        let known = living_counter(state, counter, today)?;
        if known.unit != post.unit {
            return Err(Refusal::new(Rule::CounterUnknown).field("counter"));
        }
    }
    Ok(vec![OrganisationEvent::PostAdded { post }])
}

fn end_post(state: &Organisation, post: PostId, today: Date) -> Result<Vec<OrganisationEvent>, Refusal> {
    let known = state.post(&post).ok_or_else(|| Refusal::new(Rule::PostUnknown).field("post"))?;
    if known.to.is_some_and(|to| to <= today) {
        return Err(Refusal::new(Rule::PostEnded).field("post"));
    }
    let mut people: Vec<PersonId> = Vec::new();
    for h in state.holdings.iter().filter(|h| h.post == post && h.to.is_none_or(|to| today < to)) {
        if !people.contains(&h.person) {
            people.push(h.person.clone());
        }
    }
    let mut events: Vec<_> = people
        .into_iter()
        .map(|person| OrganisationEvent::PostLeft { person, post: post.clone(), to: today })
        .collect();
    events.push(OrganisationEvent::PostEnded { post, to: today });
    kept_administered(state, events, today)
}

fn set_counter(state: &Organisation, mut counter: Counter, today: Date) -> Result<Vec<OrganisationEvent>, Refusal> {
    counter.name.vi = named(&counter.name.vi, "name")?;
    if counter.fields.iter().any(|f| f.trim().is_empty()) {
        return Err(Refusal::new(Rule::FieldMalformed).field("fields"));
    }
    if counter.to.zip(counter.from).is_some_and(|(to, from)| to <= from) {
        return Err(Refusal::new(Rule::PeriodBackwards).field("to"));
    }
    let same_number = |c: &&Counter| c.number.is_some() && c.number == counter.number;
    let others = |c: &&Counter| c.unit == counter.unit && c.id != counter.id && c.is_there(today);
    if counter.number == Some(0) || state.counters.iter().filter(others).any(|c| same_number(&c)) {
        return Err(Refusal::new(Rule::CounterNumber).field("number"));
    }
    Ok(vec![OrganisationEvent::CounterSet { counter }])
}

/// A unit must not be left without anybody who administers it: nobody could put it right again.
fn kept_administered(
    state: &Organisation,
    events: Vec<OrganisationEvent>,
    today: Date,
) -> Result<Vec<OrganisationEvent>, Refusal> {
    let lost: Vec<&UnitId> = events
        .iter()
        .filter_map(|e| match e {
            OrganisationEvent::PostLeft { post, .. } => state.post(post),
            _ => None,
        })
        .filter(|p| p.kind == PostKind::Administrator && state.is_administered(&p.unit, today))
        .map(|p| &p.unit)
        .collect();
    if !lost.is_empty() {
        let mut after = state.clone();
        for event in &events {
            apply(&mut after, event);
        }
        if lost.iter().any(|unit| !after.is_administered(unit, today)) {
            return Err(Refusal::new(Rule::LastAdministrator));
        }
    }
    Ok(events)
}

/// A unit that exists on a day.
fn living<'a>(state: &'a Organisation, unit: &UnitId, on: Date, field: &str) -> Result<&'a Unit, Refusal> {
    let known = state.unit(unit).ok_or_else(|| Refusal::new(Rule::UnitUnknown).field(field))?;
    if known.to.is_some_and(|to| to <= on) {
        return Err(Refusal::new(Rule::UnitEnded).field(field));
    }
    Ok(known)
}

/// A unit whose name or place may change from a day on: not in the future, for the tree of today is
/// what permissions follow, and not before the change before it.
fn changeable<'a>(state: &'a Organisation, unit: &UnitId, from: Date, today: Date) -> Result<&'a Unit, Refusal> {
    let known = living(state, unit, today, "unit")?;
    if from > today {
        return Err(Refusal::new(Rule::PeriodFuture).field("from"));
    }
    if from <= known.from || known.earlier.last().is_some_and(|e| from < e.until) {
        return Err(Refusal::new(Rule::PeriodOutside).field("from"));
    }
    Ok(known)
}

fn living_counter<'a>(state: &'a Organisation, id: &CounterId, today: Date) -> Result<&'a Counter, Refusal> {
    let known = state.counter(id).ok_or_else(|| Refusal::new(Rule::CounterUnknown).field("counter"))?;
    if known.to.is_some_and(|to| to <= today) {
        return Err(Refusal::new(Rule::CounterUnknown).field("counter"));
    }
    Ok(known)
}

/// A name without blanks around: not empty, one line, at most 200 characters.
fn named(name: &str, field: &str) -> Result<String, Refusal> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field(field));
    }
    if name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Refusal::new(Rule::FieldMalformed).field(field));
    }
    Ok(name.to_owned())
}
