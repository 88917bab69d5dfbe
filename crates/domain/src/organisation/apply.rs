//! The fold of an organisation: events into state.

use super::{EarlierUnit, Organisation, OrganisationEvent, Unit};
use crate::id::UnitId;
use calendar::Date;

/// Folds one event into the state.
pub fn apply(state: &mut Organisation, event: &OrganisationEvent) {
    match event {
        OrganisationEvent::Imported { organisation } => {
            let outages = std::mem::take(&mut state.outages);
            *state = Organisation { outages, ..(**organisation).clone() };
        }
        OrganisationEvent::PersonAdded { person } => state.people.push(person.clone()),
        OrganisationEvent::NameCorrected { person, name } => {
            if let Some(known) = state.people.iter_mut().find(|p| p.id == *person) {
                known.name.clone_from(name);
            }
        }
        OrganisationEvent::UnitAdded { unit } => state.units.push((**unit).clone()),
        OrganisationEvent::UnitRenamed { unit, name, from } => {
            if let Some(u) = unit_mut(state, unit) {
                remember(u, *from);
                u.name = name.clone();
            }
        }
        OrganisationEvent::UnitMoved { unit, parent, from } => {
            if let Some(u) = unit_mut(state, unit) {
                remember(u, *from);
                u.parent.clone_from(parent);
            }
            parents_first(state, unit);
        }
        OrganisationEvent::HoursSet { unit, hours } => {
            if let Some(u) = unit_mut(state, unit) {
                // A later decision on the same first day takes the place of the earlier one.
                u.hours_from.retain(|known| known.from != hours.from);
                u.hours_from.push(hours.clone());
                u.hours_from.sort_by_key(|known| known.from);
            }
        }
        OrganisationEvent::UnitEnded { unit, to, successors } => {
            if let Some(u) = unit_mut(state, unit) {
                u.to = Some(*to);
                u.successors.clone_from(successors);
            }
            let ends = |end: &mut Option<Date>| {
                if end.is_none_or(|known| *to < known) {
                    *end = Some(*to);
                }
            };
            state.posts.iter_mut().filter(|p| p.unit == *unit).for_each(|p| ends(&mut p.to));
            state.counters.iter_mut().filter(|c| c.unit == *unit).for_each(|c| ends(&mut c.to));
        }
        OrganisationEvent::PostAdded { post } => state.posts.push(post.clone()),
        OrganisationEvent::PostEnded { post, to } => {
            if let Some(known) = state.posts.iter_mut().find(|p| p.id == *post) {
                known.to = Some(*to);
            }
        }
        OrganisationEvent::CounterSet { counter } => match state.counters.iter_mut().find(|c| c.id == counter.id) {
            Some(known) => *known = counter.clone(),
            None => state.counters.push(counter.clone()),
        },
        OrganisationEvent::CounterEnded { counter, to } => {
            if let Some(known) = state.counters.iter_mut().find(|c| c.id == *counter) {
                known.to = Some(*to);
            }
        }
        OrganisationEvent::OutageDeclared { outage } => state.outages.push(outage.clone()),
        OrganisationEvent::OutageEnded { unit, from, to } => {
            for o in state.outages.iter_mut().filter(|o| o.unit == *unit && o.from == *from) {
                o.to = Some(*to);
            }
        }
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

fn unit_mut<'a>(state: &'a mut Organisation, id: &UnitId) -> Option<&'a mut Unit> {
    state.units.iter_mut().find(|u| u.id == *id)
}

/// Keeps how a unit was called and where it stood before a day. Two changes of one day are one step.
fn remember(unit: &mut Unit, until: Date) {
    if unit.earlier.last().is_none_or(|e| e.until != until) {
        unit.earlier.push(EarlierUnit { until, name: unit.name.clone(), parent: unit.parent.clone() });
    }
}

/// Units stand after the unit above them: a moved one goes to the end with all below it.
fn parents_first(state: &mut Organisation, moved: &UnitId) {
    let ids: Vec<UnitId> = state.subtree(moved).into_iter().map(|u| u.id.clone()).collect();
    let (below, mut rest): (Vec<Unit>, Vec<Unit>) =
        std::mem::take(&mut state.units).into_iter().partition(|u| ids.contains(&u.id));
    rest.extend(below);
    state.units = rest;
}
