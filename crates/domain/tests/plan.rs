//! Plans of real procedures: shares of time that add up, somebody who signs, a counter at both ends.

use calendar::{Calendar, Date, Limit, OfficeHours, WorkingTime, instant};
use domain::id::UnitId;
use domain::organisation::{Organisation, PostKind};
use domain::plan::{PlannedStep, Planning, plan, step_due, total_time};
use domain::procedure::{Procedure, Role, ServedBy, Work};
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

const DAY: Date = Date::constant(2026, 8, 17);

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

struct House {
    roles: Vec<Role>,
    organisation: Organisation,
    procedures: Vec<Procedure>,
}

fn house() -> House {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(data().join("procedures")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    House {
        roles: read(&data().join("roles.json")),
        organisation: read(&data().join("organisations/ngo-quyen.json")),
        procedures: files.iter().map(|f| read(f)).collect(),
    }
}

impl House {
    fn dossiers(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.iter().filter(|p| p.served_by == ServedBy::Dossier)
    }

    fn plan(&self, procedure: &Procedure, total: WorkingTime) -> Vec<PlannedStep> {
        let ward = UnitId::parse("ngo-quyen.cau-dat").unwrap();
        let version = procedure.versions.last().unwrap();
        let competent = &self.organisation.agency_for(&ward, version.competent, DAY).unwrap().id;
        let planning = Planning {
            version,
            roles: &self.roles,
            organisation: &self.organisation,
            receiving: &ward,
            competent,
            on: DAY,
        };
        plan(&planning, total).unwrap()
    }
}

#[test]
fn the_steps_share_out_the_whole_limit_to_the_minute_per_step() {
    let house = house();
    for procedure in house.dossiers() {
        for minutes in [1, 59, 240, 480, 4801, 30 * 480] {
            let steps = house.plan(procedure, WorkingTime::from_minutes(minutes));
            let sum: u32 = steps.iter().map(|s| s.allowance.minutes()).sum();
            assert!(
                sum.abs_diff(minutes) as usize <= steps.len(),
                "{}: {sum} of {minutes} minutes over {} steps",
                procedure.key,
                steps.len()
            );
        }
    }
}

#[test]
fn every_plan_begins_at_the_counter_ends_at_it_and_somebody_signs() {
    let house = house();
    let (mut approvers_added, mut returns_added) = (0, 0);
    for procedure in house.dossiers() {
        let steps = house.plan(procedure, WorkingTime::from_minutes(4800));
        let key = &procedure.key;
        assert_eq!(steps.first().unwrap().work, Work::Receive, "{key}");
        assert_eq!(steps.last().unwrap().work, Work::Return, "{key}");
        assert_eq!(steps.iter().filter(|s| s.work == Work::Return).count(), 1, "{key}");
        assert!(steps.iter().any(|s| s.work == Work::Sign && s.post == PostKind::Leader), "{key}");
        let roles = |work| {
            let version = procedure.versions.last().unwrap();
            version.steps.iter().filter(|s| house.roles.iter().any(|r| r.role == s.role && r.work == work)).count()
        };
        for step in steps.iter().filter(|s| s.source_no.is_none()) {
            assert_eq!(step.allowance.minutes(), 0, "{key}: what is added takes nobody's time");
            assert_eq!(roles(step.work), 0, "{key}: only what the source leaves out is added");
            approvers_added += usize::from(step.work == Work::Sign);
            returns_added += usize::from(step.work == Work::Return);
        }
    }
    // Both cases are real: the source leaves approvers and returns out of some processes.
    assert!(approvers_added > 0 && returns_added > 0, "{approvers_added} approvers, {returns_added} returns");
}

#[test]
fn steps_one_after_another_end_with_the_limit() {
    let house = house();
    let calendar = Calendar::new(OfficeHours::standard(), []).unwrap();
    let from = instant(calendar::Date::constant(2026, 8, 17).at(8, 0, 0, 0));
    for limit in [Limit::WorkingDays(10), Limit::WorkingHours(4), Limit::ClockHours(12)] {
        let due = calendar.due(from, limit).at;
        let total = total_time(&calendar, from, due, limit);
        for procedure in house.dossiers() {
            let steps = house.plan(procedure, total);
            let end = steps.iter().fold(from, |at, s| step_due(&calendar, at, s.allowance, limit));
            let missed = end.duration_since(due).as_mins().unsigned_abs();
            // Rounding may move the end over a closing or a night: measured in working time.
            let apart = calendar.working_between(end.min(due), end.max(due)).minutes();
            let minute_a_step = u64::try_from(steps.len()).unwrap();
            assert!(
                missed <= minute_a_step || u64::from(apart) <= minute_a_step,
                "{} with {limit:?} ends {end} instead of {due}",
                procedure.key
            );
        }
    }
}
