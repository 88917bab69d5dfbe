//! A decision on days that comes late: what is open moves, says why and is told; what is over stands.

use crate::{COMPENSATE, CONFIRM, breaches, supplement, unit};
use domain::calendar::{Date, Limit, OfficeHours, instant};
use domain::contact::Subject;
use domain::day_decision::{DayBecomes, DayChange, DayOrder};
use domain::dossier::{Apologise, Command, MovedBy, time};
use domain::law::Rule;
use domain::organisation::{HoursFrom, OrganisationCommand};
use domain::paper::PaperKind;
use domain::procedure::Work;
use office::Error;
use office::testing::{TestOffice, WARD, moment, rule};

/// The swap of 2 and 10 January 2026 was announced a week before; here one of August.
fn swap(off: &str, on: &str) -> DayOrder {
    let day = |date: &str, becomes| DayChange {
        date: date.parse().unwrap(),
        becomes,
        name: format!("Hoán đổi {off} và {on}"),
    };
    DayOrder {
        document: "99/TB-VPCP ngày 17/8/2026".into(),
        announced: Date::constant(2026, 8, 17),
        enacted: true,
        whole_year: None,
        days: vec![day(off, DayBecomes::Off), day(on, DayBecomes::On)],
    }
}

fn off(day: &str) -> DayOrder {
    let mut order = swap(day, "2026-12-26");
    order.days.pop();
    order
}

#[tokio::test]
async fn a_late_swap_moves_the_open_promise_says_why_and_keeps_the_first_date() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        office.walk_to(id, Work::Handle).await;
        let before = office.state(id).await;
        assert_eq!(before.promised, Some(moment("2026-08-27 17:00")));
        office.at("2026-08-17 14:00");
        // A working day less before the end: 21 August is off, Saturday 29 August is worked.
        let admin = office.administrator();
        let order = swap("2026-08-21", "2026-08-29");
        let (_, foreseen) = office.foresee_days(&admin, order.clone()).await.unwrap();
        assert_eq!(office.state(id).await, before, "looking moves nothing");
        let moved = office.decide_days(&admin, order).await.unwrap();
        assert_eq!(moved, foreseen);
        assert_eq!((moved.len(), moved[0].id), (1, id));
        let d = office.state(id).await;
        let new = moment("2026-08-28 17:00");
        assert_eq!((d.promised, d.due), (Some(new), Some(new)));
        assert_eq!(d.first_due, before.promised, "the date on the first receipt is kept");
        assert_eq!((d.moved[0].before, d.moved[0].due), (before.promised.unwrap(), new));
        assert_eq!(d.moved[0].by, MovedBy::Days { document: "99/TB-VPCP ngày 17/8/2026".into() });
        assert_eq!(breaches(&d), []);
        // The receipt in the applicant's hands names a date that no longer holds: a new one names the old.
        let receipts: Vec<_> = d.issued.iter().filter(|p| p.issued.kind == PaperKind::Receipt).collect();
        assert_eq!((receipts.len(), receipts[1].issued.replaces.is_some()), (2, true));
        // New dossiers are counted by it, too.
        let next = office.receive(CONFIRM).await.id;
        assert_eq!(office.state(next).await.promised, Some(moment("2026-08-29 17:00")));
        // It ends in time by the new date, and every minute still has one keeper.
        office.at("2026-08-28 15:00");
        let ready = office.walk_to_ready(id).await;
        assert_eq!(breaches(&ready), []);
        let law = office.law();
        let shares = time::shares(&ready, &law.organisation, law.calendar_of(&ready.unit), office.now());
        assert_eq!(shares.spans.iter().map(|s| s.time).sum::<domain::calendar::WorkingTime>(), shares.total);
    }
}

#[tokio::test]
async fn what_was_missed_or_stands_or_is_ready_is_not_moved() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-03 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let missed = office.receive(CONFIRM).await.id;
        office.minutes_later(1);
        let ready = office.receive(CONFIRM).await.id;
        office.walk_to_ready(ready).await;
        office.at("2026-08-14 09:00");
        let waiting = office.receive(CONFIRM).await.id;
        let handled = office.walk_to(waiting, Work::Handle).await;
        office.on(&office.doer(&handled), waiting, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        // 17 August, 17:00 was the promise of the first.
        office.at("2026-08-18 08:00");
        let mut before = Vec::new();
        for id in [missed, ready, waiting] {
            before.push(office.state(id).await);
        }
        let moved = office.decide_days(&office.administrator(), off("2026-08-20")).await.unwrap();
        assert_eq!(moved, []);
        for (id, before) in [missed, ready, waiting].into_iter().zip(before) {
            assert_eq!(office.state(id).await, before);
        }
        assert!(office.state(missed).await.is_late(office.now()), "no decision makes good what was missed");
    }
}

#[tokio::test]
async fn a_new_date_that_falls_on_a_day_off_moves_to_the_next_working_day_and_the_first_stays_missed() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-03 09:00");
        office.publish_with_limit(COMPENSATE, Limit::WorkingDays(10)).await;
        let id = office.receive(COMPENSATE).await.id;
        office.walk_to(id, Work::Handle).await;
        office.at("2026-08-14 10:00");
        let sorry = Command::Apologise(Apologise { reason: "Chờ xác minh".into(), working_days: 3 });
        office.on(&office.leader(), id, sorry).await.unwrap();
        assert_eq!(office.state(id).await.due, Some(moment("2026-08-20 17:00")));
        office.at("2026-08-18 08:00");
        office.decide_days(&office.administrator(), off("2026-08-20")).await.unwrap();
        let d = office.state(id).await;
        assert_eq!((d.promised, d.due), (Some(moment("2026-08-17 17:00")), Some(moment("2026-08-21 17:00"))));
        assert_eq!((d.new_dates, d.moved.len()), (1, 1), "it is no second new date");
        // A day off after it changes nothing: what was given as a date is no count of days.
        office.decide_days(&office.administrator(), off("2026-08-19")).await.unwrap();
        assert_eq!(office.state(id).await.due, Some(moment("2026-08-21 17:00")));
    }
}

#[tokio::test]
async fn applicants_and_holders_are_told_once_each() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let first = office.receive(CONFIRM).await.id;
        office.minutes_later(1);
        let second = office.receive(CONFIRM).await.id;
        let holder = {
            office.walk_to(first, Work::Handle).await;
            let d = office.walk_to(second, Work::Handle).await;
            office.doer(&d)
        };
        for id in [first, second] {
            office.on(&holder, id, Command::Claim(domain::dossier::Claim {})).await.unwrap();
        }
        office.account(&holder).await;
        office.set_mail(&office.administrator(), &holder.person, "chuyen-vien@phuong.example").await.unwrap();
        let mail = office.with_mail();
        office.at("2026-08-17 14:00");
        office.decide_days(&office.administrator(), off("2026-08-21")).await.unwrap();
        office.post_all().await;
        let letters = mail.letters();
        let to = |address: &str| letters.iter().filter(|m| m.to == address).count();
        assert_eq!((letters.len(), to("chuyen-vien@phuong.example")), (3, 1));
        let official = letters.iter().find(|m| m.to.starts_with("chuyen-vien")).unwrap();
        assert!(official.text.contains("dossiers: 2") && official.text.contains("99/TB-VPCP"), "{}", official.text);
        let told = office.dossier(&holder, first).await.unwrap().contacts;
        let subjects: Vec<_> = told
            .iter()
            .filter_map(|c| match &c.event {
                domain::contact::ContactEvent::Sent { subject, .. } => Some(*subject),
                _ => None,
            })
            .collect();
        assert_eq!(subjects, [Subject::DateMoved]);
    }
}

#[tokio::test]
async fn a_year_that_is_decided_whole_makes_dates_certain_and_tells_nobody_that_they_moved() {
    for office in TestOffice::on_all().await {
        office.at("2026-12-28 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        let holder = office.walk_to(id, Work::Handle).await;
        let holder = office.doer(&holder);
        office.on(&holder, id, Command::Claim(domain::dossier::Claim {})).await.unwrap();
        office.account(&holder).await;
        office.set_mail(&office.administrator(), &holder.person, "chuyen-vien@phuong.example").await.unwrap();
        let mail = office.with_mail();
        let before = office.state(id).await;
        assert!(before.due_undecided);
        let mut order = off("2027-09-03");
        order.whole_year = Some(2027);
        let moved = office.decide_days(&office.administrator(), order).await.unwrap();
        assert_eq!((moved.len(), moved[0].is_another_date(), moved[0].step_due), (1, false, None));
        let d = office.state(id).await;
        assert_eq!((d.due, d.due_undecided, d.moved.len()), (before.due, false, 0));
        office.post_all().await;
        assert!(mail.letters().is_empty(), "{:?}", mail.letters());
    }
}

#[tokio::test]
async fn only_an_administrator_who_reaches_every_one_stop_shop_decides_and_only_once() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-17 14:00");
        let order = off("2026-08-21");
        for other in [office.leader(), office.head(), office.inspector(), office.reception()] {
            assert!(matches!(office.decide_days(&other, order.clone()).await, Err(Error::Denied(_))));
        }
        office.decide_days(&office.administrator(), order.clone()).await.unwrap();
        // The same again confirms it: the document may have come to hand.
        office.decide_days(&office.administrator(), order).await.unwrap();
        let mut over = off("2026-08-14");
        assert_eq!(rule(office.decide_days(&office.administrator(), over.clone()).await), Rule::DayIsOver);
        over.document = " ".into();
        assert_eq!(rule(office.decide_days(&office.administrator(), over).await), Rule::FieldRequired);
        let effect = office.day_decision(&office.administrator(), 0).await.unwrap();
        assert_eq!((effect.decision.order.document.as_str(), effect.moved.len()), ("99/TB-VPCP ngày 17/8/2026", 0));
    }
}

#[tokio::test]
async fn another_process_counts_with_the_decision_at_once() {
    for office in TestOffice::on_all().await {
        let other = office.second_node().await;
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        office
            .decide_days(&office.administrator(), {
                let mut order = off("2026-08-21");
                order.announced = Date::constant(2026, 8, 14);
                order
            })
            .await
            .unwrap();
        let ask = office::dossier::Ask::new(Command::Receive(office.full(CONFIRM)));
        let id = other.act(&office.receiver(CONFIRM), ask).await.unwrap().id;
        assert_eq!(office.state(id).await.promised, Some(moment("2026-08-28 17:00")));
    }
}

#[tokio::test]
async fn other_office_hours_move_what_is_open_from_their_first_day_on() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(CONFIRM).await.id;
        let hours: OfficeHours = serde_json::from_str(
            r#"{"monday":["07:00-11:30","13:00-16:30"],"tuesday":["07:00-11:30","13:00-16:30"],
                "wednesday":["07:00-11:30","13:00-16:30"],"thursday":["07:00-11:30","13:00-16:30"],
                "friday":["07:00-11:30","13:00-16:30"],"saturday":["07:30-11:30"]}"#,
        )
        .unwrap();
        let set = |from: &str, basis: &str| OrganisationCommand::SetHours {
            unit: unit(WARD),
            hours: HoursFrom { from: from.parse().unwrap(), hours: hours.clone(), basis: basis.into() },
        };
        let admin = office.administrator();
        assert_eq!(rule(office.change_organisation(&admin, set("2026-08-13", "1/QĐ")).await), Rule::HoursFromPast);
        assert_eq!(rule(office.change_organisation(&admin, set("2026-08-17", " ")).await), Rule::FieldRequired);
        office.change_organisation(&admin, set("2026-08-17", "1/QĐ-UBND")).await.unwrap();
        let d = office.state(id).await;
        // 22 August is a working Saturday either way; 29 August is one now, but after the end. The tenth
        // working day is 27 August still, and closes at 16:30.
        assert_eq!(d.promised, Some(moment("2026-08-27 16:30")));
        assert_eq!(d.moved[0].by, MovedBy::Hours { unit: unit(WARD), document: "1/QĐ-UBND".into() });
        assert_eq!(rule(office.change_organisation(&admin, set("2026-08-17", "2/QĐ")).await), Rule::AlreadyDone);
        let law = office.law();
        let calendar = law.calendar_of(&d.unit);
        assert!(calendar.is_open(instant(Date::constant(2026, 8, 29).at(8, 0, 0, 0))));
    }
}
