//! Registers, reports, exports: numbers without a gap, sums that add up, who took what away.

use crate::lives::{live, tries};
use crate::{key, unit};
use domain::calendar::{Date, local};
use domain::dossier::{Command, CorrectProcedure, Dossier, Envelope, Event, Phase, Receive, ReturnFault, replay};
use domain::id::DossierId;
use domain::law::Rule;
use domain::organisation::outage::{OutageCommand, OutageKind};
use domain::report::{Count, Named, Period};
use office::dossier::Ask;
use office::export::{Export, Format, What};
use office::register::Lines;
use office::report::{Asked, By, Of, Report, Role};
use office::testing::{BIRTH, DISTRICT, OTHER_WARD, TestOffice, WARD, full_papers, moment, rule};
use office::{Actor, Error};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use store::db::DbError;

/// Certifying a copy: another field than a birth.
const COPY: &str = "2.000815";

fn lines(unit_id: &str, field: Option<&str>) -> Lines {
    let period = Period { from: Date::constant(2026, 1, 1), to: Date::constant(2027, 12, 31) };
    Lines { unit: Some(unit(unit_id)), field: field.map(str::to_owned), period, receipts: false }
}

async fn numbers(office: &TestOffice, unit_id: &str, field: &str) -> Vec<(i16, u32)> {
    let written = office.register(&office.district_leader(), lines(unit_id, Some(field)), None, 1000).await.unwrap();
    written.into_iter().map(|l| (l.entry.book.year, l.entry.no)).collect()
}

#[tokio::test]
async fn each_book_is_numbered_without_a_gap_in_the_order_of_receipt() {
    for office in TestOffice::on_all().await {
        let first = office.receive(BIRTH).await;
        office.receive(COPY).await;
        // Refused for want of papers: its number is given back.
        let mut poor = office.full(BIRTH);
        poor.papers.clear();
        let refused = office.act(&office.reception(), Ask::new(Command::Receive(poor))).await;
        assert_eq!(rule(refused), Rule::PapersMissing);
        office.minutes_later(5);
        office.receive(BIRTH).await;
        let other = office.full(BIRTH);
        office.act(&office.other_ward_reception(), Ask::new(Command::Receive(other))).await.unwrap();
        assert_eq!(numbers(&office, WARD, "Hộ tịch").await, [(2026, 1), (2026, 2)], "{}", office.engine);
        assert_eq!(numbers(&office, WARD, "Chứng thực").await, [(2026, 1)]);
        assert_eq!(numbers(&office, OTHER_WARD, "Hộ tịch").await, [(2026, 1)]);
        // A new year opens a new book.
        office.at("2027-01-04 08:00");
        office.receive(BIRTH).await;
        assert_eq!(numbers(&office, WARD, "Hộ tịch").await, [(2026, 1), (2026, 2), (2027, 1)]);
        // The receipt names book and line.
        let receipt = office.paper(&office.reception(), first.id, 1).await.unwrap();
        let words = String::from_utf8(receipt.pdf).unwrap();
        assert!(words.contains("Hộ tịch – năm 2026"), "{words}");
    }
}

#[tokio::test]
async fn at_many_counters_at_once_no_number_is_given_twice_or_left_out() {
    for office in TestOffice::on_all().await {
        let receive: Receive = office.full(BIRTH);
        let mut counters = tokio::task::JoinSet::new();
        for n in 0..24 {
            let (one, receive) = ((*office).clone(), receive.clone());
            let actor = if n % 2 == 0 { office.reception() } else { office.second_reception() };
            counters.spawn(async move { one.act(&actor, Ask::new(Command::Receive(receive))).await.map(|_| ()) });
        }
        while let Some(done) = counters.join_next().await {
            done.unwrap().unwrap();
        }
        let expected: Vec<_> = (1..=24).map(|n| (2026, n)).collect();
        assert_eq!(numbers(&office, WARD, "Hộ tịch").await, expected, "{}", office.engine);
    }
}

#[tokio::test]
async fn a_correction_into_another_field_keeps_its_line_and_writes_one_in_the_right_book() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let right = CorrectProcedure {
            procedure: key(COPY),
            papers: full_papers(&office.version_today(COPY), &[]),
            cases: vec![],
            reason: "Chọn nhầm thủ tục".into(),
        };
        office.on(&office.reception(), id, Command::CorrectProcedure(right)).await.unwrap();
        let written = office.register(&office.leader(), lines(WARD, None), None, 10).await.unwrap();
        let said: Vec<_> =
            written.iter().map(|l| (l.entry.book.field.as_str(), l.entry.no, l.n, l.went_to.as_deref())).collect();
        assert_eq!(said, [("Chứng thực", 1, 1, None), ("Hộ tịch", 1, 0, Some("Chứng thực"))]);
        // One dossier came in that day, not two.
        let today = Period::day(local(office.now()).date());
        let clerks = office.clerks(&office.leader(), None, today).await.unwrap();
        assert_eq!((clerks.len(), clerks[0].received), (1, 1));
    }
}

#[tokio::test]
async fn the_register_goes_on_page_by_page_and_misses_no_line() {
    let office = TestOffice::new().await;
    for procedure in [BIRTH, COPY, BIRTH, COPY, BIRTH] {
        office.receive(procedure).await;
    }
    let (leader, mut seen, mut after) = (office.leader(), Vec::new(), None);
    loop {
        let page = office.register(&leader, lines(WARD, None), after.clone(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.entry.clone());
        seen.extend(page.iter().map(|l| (l.entry.book.field.clone(), l.entry.no)));
    }
    let whole: Vec<_> = ["Chứng thực"; 2].into_iter().chain(["Hộ tịch"; 3]).map(str::to_owned).collect();
    assert_eq!(seen, whole.into_iter().zip([1, 2, 1, 2, 3]).collect::<Vec<_>>());
}

#[tokio::test]
async fn registers_and_reports_reach_down_and_never_sideways_or_up() {
    let office = TestOffice::new().await;
    let period = Period::day(local(office.now()).date());
    for (actor, beside) in
        [(office.leader(), OTHER_WARD), (office.leader(), DISTRICT), (office.reception(), OTHER_WARD)]
    {
        let asked = Lines { unit: Some(unit(beside)), field: None, period, receipts: false };
        assert_eq!(rule(office.register(&actor, asked, None, 1).await), Rule::NotThisUnit);
        let export = Export::of(What::Register, Format::Xlsx).unit(Some(unit(beside)));
        assert_eq!(rule(office.record_export(&actor, export).await), Rule::NotThisUnit);
    }
    let wanted = |unit_id: &str| Asked { unit: Some(unit(unit_id)), role: Role::Received, by: By::Unit, period };
    assert_eq!(rule(office.report(&office.leader(), wanted(OTHER_WARD)).await), Rule::NotThisUnit);
    assert!(office.report(&office.district_leader(), wanted(OTHER_WARD)).await.is_ok());
    for actor in [office.reception(), office.specialist(), office.administrator()] {
        assert_eq!(rule(office.report(&actor, wanted(WARD)).await), Rule::NotThisPost);
        assert_eq!(rule(office.desks(&actor, None, period).await), Rule::NotThisPost);
        assert_eq!(rule(office.exports(&actor, 1).await), Rule::NotThisPost);
    }
    let administrator = office.administrator();
    assert_eq!(rule(office.register(&administrator, lines(DISTRICT, None), None, 1).await), Rule::NotThisPost);
}

#[tokio::test]
async fn who_takes_a_list_away_is_recorded_without_any_name_that_was_typed() {
    for office in TestOffice::on_all().await {
        let mut export = Export::of(What::Dossiers, Format::Csv { mark: true }).unit(Some(unit(WARD)));
        export.searched = true;
        office.record_export(&office.reception(), export.clone()).await.unwrap();
        let seen = office.exports(&office.leader(), 10).await.unwrap();
        assert_eq!((seen.len(), &seen[0].export, &seen[0].by), (1, &export, &office.reception()));
        assert!(office.exports(&office.police_leader(), 10).await.unwrap().is_empty());
        // It is an event like any other, and rebuilding leaves it alone.
        store::rebuild::rebuild(office.db()).await.unwrap();
        assert_eq!(office.exports(&office.leader(), 10).await.unwrap(), seen);
    }
}

#[tokio::test]
async fn last_months_report_stays_as_it_was_when_the_dossiers_go_on() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-28 08:00");
        let (a, b) = (office.receive(BIRTH).await.id, office.receive(BIRTH).await.id);
        office.walk_to_ready(a).await;
        office.drive(a).await;
        office.at("2026-09-01 00:00");
        let august = Period { from: Date::constant(2026, 8, 1), to: Date::constant(2026, 8, 31) };
        let wanted = |by| Asked { unit: None, role: Role::Received, by, period: august };
        let leader = office.leader();
        let then = office.report(&leader, wanted(By::Procedure)).await.unwrap();
        assert_eq!((then.total.received, then.total.returned(), then.total.open()), (2, 1, 1));
        let desks = office.desks(&leader, None, august).await.unwrap();
        office.at("2026-09-15 09:00");
        office.walk_to_the_end(b).await;
        let later = office.report(&leader, wanted(By::Procedure)).await.unwrap();
        assert_eq!((&later.total, &later.rows), (&then.total, &then.rows), "{}", office.engine);
        assert_eq!(office.desks(&leader, None, august).await.unwrap().rows, desks.rows);
        let september = Period { from: Date::constant(2026, 9, 1), to: Date::constant(2026, 9, 30) };
        let next = office.report(&leader, Asked { period: september, ..wanted(By::Unit) }).await.unwrap();
        assert_eq!((next.total.opening, next.total.returned_late, next.total.open()), (1, 1, 0));
    }
}

#[tokio::test]
async fn what_was_done_on_paper_and_entered_after_the_period_is_marked_in_its_report() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-31 16:00");
        let power = OutageCommand::Declare {
            unit: unit(WARD),
            from: moment("2026-08-31 13:00"),
            to: None,
            kind: OutageKind::Power,
            reason: "Mất điện lưới".into(),
        };
        office.change_outage(&office.head(), power).await.unwrap();
        office.at("2026-09-02 08:00");
        let ask = Ask::new(Command::Receive(office.full(BIRTH))).done_on_paper(Some(moment("2026-08-31 14:00")));
        office.act(&office.reception(), ask).await.unwrap();
        let august = Period { from: Date::constant(2026, 8, 1), to: Date::constant(2026, 8, 31) };
        let september = Period { from: Date::constant(2026, 9, 1), to: Date::constant(2026, 9, 30) };
        for (period, marked, opening, received) in [(august, 1, 0, 1), (september, 0, 1, 0)] {
            let r = report(&office, &office.leader(), WARD, By::Unit, period).await.unwrap();
            assert_eq!((r.entered_later, r.total.opening, r.total.received), (marked, opening, received));
        }
    }
}

#[tokio::test]
async fn a_period_is_in_order_and_never_ahead_of_today() {
    let office = TestOffice::new().await;
    let today = local(office.now()).date();
    let report = |period| {
        let asked = Asked { unit: None, role: Role::Received, by: By::Unit, period };
        let (one, leader) = ((*office).clone(), office.leader());
        async move { one.report(&leader, asked).await }
    };
    let yesterday = today.yesterday().unwrap();
    assert_eq!(rule(report(Period { from: today, to: yesterday }).await), Rule::FieldMalformed);
    let long_ago = Date::constant(1900, 1, 1);
    assert_eq!(rule(report(Period { from: long_ago, to: today }).await), Rule::FieldMalformed);
    let year = report(Period { from: Date::constant(2026, 1, 1), to: Date::constant(2026, 12, 31) }).await.unwrap();
    assert_eq!((year.period.to, year.as_of), (today, office.now()));
}

// ── random lives ─────────────────────────────────────────────────────────────────────────────────

/// What happened to a dossier, with when.
type Story = (DossierId, Vec<(Envelope, Event)>);

async fn story(office: &TestOffice, id: DossierId) -> Story {
    let stream = store::event::dossier_stream(id);
    let events =
        office.db().read(move |tx| Box::pin(async move { store::event::stream(tx, &stream).await })).await.unwrap();
    (id, events.into_iter().map(|e| (e.envelope, serde_json::from_str(&e.body).unwrap())).collect())
}

/// The count of a period by the plainest way: replay each story up to its two ends.
fn by_hand(stories: &[Story], period: Period, as_of: domain::calendar::Timestamp) -> Count {
    let (from, to) = period.moments();
    let mut count = Count::default();
    for (id, events) in stories {
        let at = |end| replay(*id, events.iter().filter(|(e, _)| e.at < end).map(|(e, x)| (e, x)));
        let open = |d: &Option<Dossier>| d.as_ref().is_some_and(|d| d.phase.is_open());
        count.opening += i64::from(open(&at(from)));
        let d = at(to);
        if let Some(d) = d.filter(|d| d.phase.is_open()) {
            match d.phase {
                Phase::AwaitingSupplement => count.open_awaiting += 1,
                Phase::Ready => count.open_ready += 1,
                _ if d.is_late(as_of) => count.open_overdue += 1,
                _ => count.open_in_time += 1,
            }
        }
        for (e, event) in events.iter().filter(|(e, _)| from <= e.at && e.at < to) {
            match event {
                Event::Received { .. } => count.received += 1,
                Event::Stopped { .. } => count.stopped += 1,
                Event::ReturnCorrected { what: ReturnFault::TakenBack, .. } => count.reopened += 1,
                Event::Withdrawn { .. } => count.withdrawn += 1,
                Event::SupplementRequested { .. } => count.supplements += 1,
                Event::Apologised { .. } => count.apologies += 1,
                Event::ResultReturned { .. } => {
                    let d = replay(*id, events.iter().filter(|(x, _)| x.at <= e.at).map(|(e, x)| (e, x))).unwrap();
                    let day = |t: Option<domain::calendar::Timestamp>| t.map(|t| local(t).date());
                    if d.is_late(e.at) {
                        count.returned_late += 1;
                    } else if day(d.ready) < day(d.promised) {
                        count.returned_early += 1;
                    } else {
                        count.returned_on_time += 1;
                    }
                }
                _ => {}
            }
        }
    }
    count
}

async fn report(office: &TestOffice, actor: &Actor, unit_id: &str, by: By, period: Period) -> Result<Report, Error> {
    office.report(actor, Asked { unit: Some(unit(unit_id)), role: Role::Received, by, period }).await
}

async fn all_adds_up(office: &TestOffice, ids: &[DossierId], kept: &[Report]) -> Result<(), TestCaseError> {
    let leader = office.district_leader();
    let mut stories = Vec::new();
    for id in ids {
        stories.push(story(office, *id).await);
    }
    let today = local(office.now()).date();
    let start = Date::constant(2026, 8, 1);
    let mut periods = vec![Period { from: start, to: today }];
    periods.extend(Named::ALL.map(|n| Period::until(n, today)));
    periods.extend(Period { from: start, to: today }.months());
    for period in periods {
        let whole = report(office, &leader, DISTRICT, By::Unit, period).await.unwrap();
        let mut expected = by_hand(&stories, period, whole.as_of);
        // Refusals are counted once for each dossier; the lives refuse only at their beginning.
        expected.declined = whole.total.declined;
        prop_assert_eq!(whole.total, expected, "{} {:?}: as counted by hand", office.engine, period);
        for by in [By::Unit, By::Field, By::Procedure] {
            for role in [Role::Received, Role::Decided] {
                let asked = Asked { unit: Some(unit(DISTRICT)), role, by, period };
                let r = office.report(&leader, asked).await.unwrap();
                prop_assert!(r.total.adds_up(), "{:?} {:?} {:?}", by, role, r.total);
                for (of, count) in &r.rows {
                    prop_assert!(count.adds_up(), "{:?}: {:?}", of, count);
                }
            }
        }
        // What a unit below reports of itself is its row above.
        for (of, count) in &whole.rows {
            let Of::Unit(below) = of else { continue };
            if below.as_str() != DISTRICT {
                let own = report(office, &leader, below.as_str(), By::Unit, period).await.unwrap();
                prop_assert_eq!(own.total, *count, "{}", below);
            }
        }
        let desks = office.desks(&leader, None, period).await.unwrap();
        for (unit, person, turns) in &desks.rows {
            prop_assert!(turns.adds_up(), "{} {:?}: {:?}", unit, person, turns);
        }
    }
    // One month's end is the next one's beginning.
    let mut before: Option<Count> = None;
    for month in (Period { from: start, to: today }).months() {
        let now = report(office, &leader, DISTRICT, By::Unit, month).await.unwrap().total;
        if let Some(before) = before {
            prop_assert_eq!(before.open(), now.opening, "{:?}", month);
        }
        before = Some(now);
    }
    // Reports of days that were over when they were made say the same today.
    for old in kept {
        let again = report(office, &leader, DISTRICT, By::Procedure, old.period).await.unwrap();
        if again.entered_later > 0 {
            continue; // done on paper then, entered since: the report says so
        }
        prop_assert_eq!((&again.total, &again.rows), (&old.total, &old.rows), "{:?}", old.period);
    }
    Ok(())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the harness of tests is told by the environment how long to try")]
fn after_any_lives_every_report_adds_up_and_old_ones_stay_as_they_were() {
    let lives: u32 = std::env::var("MOTCUA_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let config =
        Config { cases: lives.div_ceil(3), max_shrink_iters: 20, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = TestRunner::new(config).run(&tries(), |tries| {
        runtime.block_on(async {
            for office in TestOffice::on_all().await {
                let (mut ids, mut kept) = (Vec::new(), Vec::new());
                for part in tries.chunks(40) {
                    ids.extend(live(&office, part).await?);
                    // The next morning: whatever was done until then is of days that are over.
                    let tomorrow = local(office.now()).date().tomorrow().unwrap();
                    office.at(&format!("{tomorrow} 07:00"));
                    let leader = office.district_leader();
                    let over = Period { from: Date::constant(2026, 8, 10), to: tomorrow.yesterday().unwrap() };
                    kept.push(report(&office, &leader, DISTRICT, By::Procedure, over).await.unwrap());
                }
                all_adds_up(&office, &ids, &kept).await?;
                store::rebuild::rebuild(office.db()).await.map_err(|e: DbError| TestCaseError::fail(e.to_string()))?;
                all_adds_up(&office, &ids, &kept).await?;
            }
            Ok(())
        })
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
