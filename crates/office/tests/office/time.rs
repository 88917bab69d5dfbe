//! Deadlines as the citizen sees them: promised, kept, moved once, missed.

use crate::{COMPENSATE, CONFIRM, WORSHIP, breaches, finish, supplement, unit};
use domain::calendar::{Limit, WorkingTime};
use domain::dossier::time::Keeper;
use domain::dossier::{Apologise, Command, Holder};
use domain::law::Rule;
use domain::organisation::outage::{OutageCommand, OutageKind};
use domain::procedure::Work;
use office::testing::{BIRTH, TestOffice, WARD, moment, rule};

fn apologise(working_days: u16) -> Command {
    Command::Apologise(Apologise { reason: "Cần xác minh thêm".into(), working_days })
}

#[tokio::test]
async fn the_worked_due_dates_stand_on_the_dossier() {
    for office in TestOffice::on_all().await {
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        office.publish_with_limit(COMPENSATE, Limit::WorkingDays(3)).await;
        office.publish_with_limit(WORSHIP, Limit::WorkingHours(4)).await;
        for (procedure, received, due) in [
            (CONFIRM, "2026-08-14 09:00", "2026-08-27 17:00"),
            (COMPENSATE, "2025-12-30 10:00", "2026-01-06 17:00"),
            (WORSHIP, "2026-08-13 15:30", "2026-08-14 10:00"),
            // Same day: after 15:00 the next working day; on the eve of a break, after it.
            (BIRTH, "2026-08-13 14:59", "2026-08-13 17:00"),
            (BIRTH, "2026-08-13 15:01", "2026-08-14 17:00"),
            (BIRTH, "2026-08-28 15:30", "2026-09-03 17:00"),
        ] {
            office.back_to(received).await;
            let id = office.receive(procedure).await.id;
            let d = office.state(id).await;
            let due = Some(moment(due));
            assert_eq!((d.promised, d.due, d.first_due), (due, due, due), "{procedure} received {received}");
        }
    }
}

#[tokio::test]
async fn a_dossier_received_after_three_is_transferred_at_the_start_of_the_next_working_day() {
    for office in TestOffice::on_all().await {
        for (received, by, transferred, late) in [
            ("2026-08-13 14:59", "2026-08-13 17:00", "2026-08-13 17:00", false),
            ("2026-08-13 14:59", "2026-08-13 17:00", "2026-08-14 07:30", true),
            // In the course of that morning, not in its first microsecond.
            ("2026-08-13 15:01", "2026-08-14 07:30", "2026-08-14 08:30", false),
            ("2026-08-13 15:01", "2026-08-14 07:30", "2026-08-15 08:00", true),
            // Saturday, 22 August, is worked.
            ("2026-08-21 15:01", "2026-08-22 07:30", "2026-08-22 07:30", false),
            ("2026-08-21 15:01", "2026-08-22 07:30", "2026-08-24 07:30", true),
        ] {
            office.back_to(received).await;
            let id = office.receive(BIRTH).await.id;
            assert_eq!(office.state(id).await.transfer_by, Some(moment(by)));
            office.at(transferred);
            let done = office.drive(id).await;
            assert_eq!(done.breaches == ["transfer-late"], late, "{received} to {transferred}: {:?}", done.breaches);
        }
    }
}

#[tokio::test]
async fn an_apology_gives_one_new_date_and_the_first_one_is_kept() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        office.walk_to(id, Work::Handle).await;
        office.at("2026-08-26 10:00");
        assert_eq!(rule(office.on(&office.specialist(), id, apologise(3)).await), Rule::NotThisPost);
        assert_eq!(rule(office.on(&office.leader(), id, apologise(0)).await), Rule::NewDateBeforeOld);
        let done = office.on(&office.leader(), id, apologise(3)).await.unwrap();
        assert_eq!(done.breaches, Vec::<String>::new(), "one day before is in time");
        let d = office.state(id).await;
        let first = Some(moment("2026-08-27 17:00"));
        // 31 August to 2 September are off.
        assert_eq!((d.first_due, d.promised, d.due), (first, first, Some(moment("2026-09-04 17:00"))));
        assert_eq!(rule(office.on(&office.leader(), id, apologise(5)).await), Rule::OneNewDate);
        office.at("2026-09-03 08:00");
        let ready = office.walk_to_ready(id).await;
        assert!(ready.is_late(office.now()), "the new date does not make the first one kept");
        assert_eq!(breaches(&ready), [Rule::ResultLate]);
        assert_eq!(ready.breaches[0].by, None, "nobody's alone");
    }
}

#[tokio::test]
async fn an_apology_on_the_last_day_or_after_it_is_recorded_as_late() {
    for office in TestOffice::on_all().await {
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        for (at, due) in [("2026-08-27 08:00", "2026-08-28 17:00"), ("2026-08-28 08:00", "2026-09-03 17:00")] {
            office.back_to("2026-08-14 09:00").await;
            let id = office.receive(CONFIRM).await.id;
            office.walk_to(id, Work::Handle).await;
            office.at(at);
            let done = office.on(&office.leader(), id, apologise(1)).await.unwrap();
            assert_eq!(done.breaches, ["apology-late"], "{at}");
            assert_eq!(office.state(id).await.due, Some(moment(due)), "{at}");
        }
    }
}

#[tokio::test]
async fn the_clock_stands_for_a_supplement_and_starts_from_zero_when_it_arrives() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-03 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        office.walk_to(id, Work::Handle).await;
        office.at("2026-08-05 09:00");
        let done = office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        assert_eq!(done.breaches, Vec::<String>::new());
        let waiting = office.state(id).await;
        assert_eq!((waiting.promised, waiting.due), (None, None));
        assert!(!waiting.is_late(moment("2026-12-01 09:00")));
        office.at("2026-08-14 09:00");
        office.drive(id).await;
        let d = office.state(id).await;
        let due = Some(moment("2026-08-27 17:00"));
        assert_eq!((d.promised, d.due, d.clock_from), (due, due, Some(office.now())));
        assert_eq!(d.first_due, Some(moment("2026-08-17 17:00")), "the first receipt's date is kept");
        let holder = d.step().unwrap().official.clone().unwrap();
        assert_eq!(holder.person, office.specialist().person, "it goes on with whoever had it");
    }
}

#[tokio::test]
async fn a_supplement_asked_for_after_three_working_days_is_recorded_as_late() {
    for office in TestOffice::on_all().await {
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        for (asked, late) in [("2026-08-19 17:00", false), ("2026-08-20 08:00", true)] {
            office.back_to("2026-08-14 09:00").await;
            let id = office.receive(CONFIRM).await.id;
            office.walk_to(id, Work::Handle).await;
            office.at(asked);
            let request = Command::RequestSupplement(supplement("p1"));
            let done = office.on(&office.specialist(), id, request).await.unwrap();
            assert_eq!(done.breaches == ["supplement-late"], late, "{asked}");
        }
    }
}

#[tokio::test]
async fn every_moment_between_receipt_and_result_has_exactly_one_holder() {
    for office in TestOffice::on_all().await {
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        office.minutes_later(90);
        office.walk_to(id, Work::Handle).await;
        office.later(3);
        office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        office.later(70);
        office.drive(id).await;
        office.later(5);
        office.on(&office.specialist(), id, finish()).await.unwrap();
        office.later(2);
        let d = office.walk_to_ready(id).await;
        assert_eq!(d.held.first().map(|h| h.from), d.received);
        assert_eq!(d.held.last().and_then(|h| h.to), d.ready);
        for pair in d.held.windows(2) {
            assert_eq!(pair[0].to, Some(pair[1].from));
        }
    }
}

/// The time of a dossier by keeper, as its page counts it.
async fn shares(office: &TestOffice, id: domain::id::DossierId) -> domain::dossier::time::Shares {
    let detail = office.dossier(&office.leader(), id).await.unwrap();
    let law = office.law();
    let d = &detail.dossier;
    domain::dossier::time::shares(d, &law.organisation, law.calendar_of(&d.unit), office.now())
}

#[tokio::test]
async fn the_parts_of_time_add_up_and_who_comes_late_in_inherits_lateness() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        // The counter sleeps for two days; the others are quick.
        office.at("2026-08-19 08:00");
        office.walk_to_ready(id).await;
        let parts = shares(&office, id).await;
        let sum: WorkingTime = parts.spans.iter().map(|s| s.time).sum();
        assert_eq!(sum, parts.total);
        assert_eq!(parts.total, WorkingTime::from_days(2));
        let (first, rest) = parts.spans.split_first().unwrap();
        assert!(matches!(first.by, Keeper::Holder(Holder::Official { .. })));
        assert_eq!(first.inherited, WorkingTime::ZERO);
        assert!(first.over > WorkingTime::ZERO);
        assert!(rest.iter().all(|s| s.over == WorkingTime::ZERO && s.inherited == first.over));
    }
}

#[tokio::test]
async fn while_the_applicant_has_the_word_nobody_is_late() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        office.at("2026-09-10 08:00");
        let parts = shares(&office, id).await;
        let sum: WorkingTime = parts.spans.iter().map(|s| s.time).sum();
        assert_eq!(sum, parts.total);
        let last = parts.spans.last().unwrap();
        assert_eq!((&last.by, last.over), (&Keeper::Holder(Holder::Applicant), WorkingTime::ZERO));
    }
}

#[tokio::test]
async fn an_outage_keeps_its_own_minutes_and_nobody_answers_for_them() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-18 07:30");
        let id = office.receive(BIRTH).await.id;
        office.at("2026-08-18 12:00");
        let outage = OutageCommand::Declare {
            unit: unit(WARD),
            from: moment("2026-08-18 08:30"),
            to: Some(moment("2026-08-18 10:30")),
            kind: OutageKind::Power,
            reason: "Mất điện lưới".into(),
        };
        office.change_outage(&office.head(), outage).await.unwrap();
        let parts = shares(&office, id).await;
        let outage: WorkingTime =
            parts.spans.iter().filter(|s| matches!(s.by, Keeper::Outage { .. })).map(|s| s.time).sum();
        assert_eq!(outage, WorkingTime::from_hours(2));
        assert_eq!(parts.spans.iter().map(|s| s.time).sum::<WorkingTime>(), parts.total);
        assert_eq!(parts.total, WorkingTime::from_hours(4));
        assert_eq!(parts.used(0), WorkingTime::from_hours(2));
    }
}
