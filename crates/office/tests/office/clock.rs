//! A clock that is wrong is seen before an act is dated by it.

use domain::dossier::Command;
use jiff::SignedDuration;
use office::Error;
use office::dossier::Ask;
use office::system::SystemEvent;
use office::testing::{BIRTH, TestOffice, moment};
use office::timekeeping::{ClockFault, Jump};
use std::time::Duration;

async fn receives(office: &TestOffice) -> Result<(), Error> {
    office.act(&office.reception(), Ask::new(Command::Receive(office.full(BIRTH)))).await.map(|_| ())
}

fn fault(answer: Result<(), Error>) -> ClockFault {
    match answer {
        Err(Error::Clock(fault)) => fault,
        other => panic!("the clock was believed: {other:?}"),
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_dates_nothing_until_it_is_right_again() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-17 09:00");
        receives(&office).await.unwrap();
        let head = || office.db().read(|tx| Box::pin(async move { store::event::head(tx).await }));
        let before = head().await.unwrap();
        office.at("2026-08-16 09:00");
        let behind = ClockFault::Behind { last: moment("2026-08-17 09:00") };
        assert_eq!(fault(receives(&office).await), behind, "{}", office.engine);
        // Nothing of any kind is put on record: not by an administrator, not by another process.
        let (admin, clerk) = (office.administrator(), office.reception());
        let opened = office.open_account(&admin, &clerk.person, "tiep.nhan", "mật khẩu để thử 2026", false).await;
        assert_eq!(fault(opened), behind);
        let node = office.second_node().await;
        let there = node.act(&office.reception(), Ask::new(Command::Receive(office.full(BIRTH)))).await;
        assert_eq!(fault(there.map(|_| ())), behind);
        assert_eq!(head().await.unwrap(), before, "{}: the log is as it was", office.engine);
        // What a time server corrects is no fault.
        office.at("2026-08-17 08:58");
        receives(&office).await.unwrap();
        office.at("2026-08-17 09:01");
        receives(&office).await.unwrap();
    }
}

#[tokio::test]
async fn a_letter_is_not_sent_while_its_sending_could_not_be_put_on_record() {
    let office = TestOffice::new().await;
    let mail = office.with_mail();
    receives(&office).await.unwrap();
    office.at("2026-08-17 07:00");
    assert_eq!(office.post_due().await.unwrap(), 0);
    assert_eq!(mail.letters().len(), 0, "else it would be sent again and again");
    office.at("2026-08-17 08:01");
    office.post_all().await;
    assert_eq!(mail.letters().len(), 1);
}

#[tokio::test]
async fn a_leap_far_ahead_holds_acts_until_an_administrator_says_that_the_clock_is_right() {
    for office in TestOffice::on_all().await {
        // As long as nobody watches, a test may be at any time; a server always watches.
        office.at("2026-12-01 08:00");
        receives(&office).await.unwrap();
        assert!(office.watch_clock());
        office.look_at_the_clock(Duration::ZERO).await.unwrap();
        receives(&office).await.unwrap();
        office.at("2062-12-01 09:00");
        let ahead = ClockFault::Ahead { last: moment("2026-12-01 08:00") };
        assert_eq!(fault(receives(&office).await), ahead, "{}", office.engine);
        let admin = office.administrator();
        assert_eq!(office.clock(&admin).await.unwrap().fault, Some(ahead));
        assert!(matches!(office.confirm_clock(&office.leader()).await, Err(Error::Denied(_))));
        // Set right again, work goes on; nobody has to say anything.
        office.at("2026-12-01 10:00");
        receives(&office).await.unwrap();
        // After six weeks without an act the clock is right, and an administrator says so.
        office.at("2027-01-15 08:00");
        assert!(matches!(fault(receives(&office).await), ClockFault::Ahead { .. }));
        office.confirm_clock(&admin).await.unwrap();
        receives(&office).await.unwrap();
        let doing = office.doings(&admin, 1).await.unwrap();
        assert_eq!(doing[0].event, SystemEvent::ClockConfirmed { last: moment("2026-12-01 10:00") });
        assert_eq!((&doing[0].envelope.by.person, doing[0].envelope.at), (&admin.person, moment("2027-01-15 08:00")));
    }
}

#[tokio::test]
async fn a_log_whose_last_act_is_dated_too_late_is_gone_on_with_when_an_administrator_says_so() {
    let office = TestOffice::new().await;
    office.at("2036-08-17 09:00");
    receives(&office).await.unwrap();
    office.at("2026-12-01 09:00");
    assert!(matches!(fault(receives(&office).await), ClockFault::Behind { .. }));
    let admin = office.administrator();
    office.confirm_clock(&admin).await.unwrap();
    receives(&office).await.unwrap();
    assert_eq!(office.doings(&admin, 5).await.unwrap().len(), 1);
    // Said once it holds; where nothing is wrong nothing is put on record.
    office.confirm_clock(&admin).await.unwrap();
    assert_eq!(office.doings(&admin, 5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_day_before_the_program_was_written_is_no_day_and_nobody_can_say_it_is() {
    let office = TestOffice::new().await;
    office.watch_clock();
    office.at("2026-08-17 09:00");
    office.look_at_the_clock(Duration::ZERO).await.unwrap();
    assert_eq!(fault(receives(&office).await), ClockFault::BeforeProgram);
    assert!(matches!(
        office.confirm_clock(&office.administrator()).await,
        Err(Error::Clock(ClockFault::BeforeProgram))
    ));
}

#[tokio::test]
async fn a_clock_that_leaps_while_the_program_runs_is_told_from_one_that_runs() {
    for office in TestOffice::on_all().await {
        office.watch_clock();
        office.at("2026-12-01 08:00");
        let look = async |seconds| office.look_at_the_clock(Duration::from_secs(seconds)).await.unwrap();
        assert_eq!(look(0).await.jump, None);
        office.minutes_later(10);
        assert_eq!(look(601).await.jump, None, "{}: it ran", office.engine);
        office.minutes_later(-60);
        let state = look(611).await;
        let by = SignedDuration::from_secs(-3610);
        assert_eq!(state.jump, Some(Jump { at: moment("2026-12-01 07:10"), by }));
        assert!(state.is_doubtful());
        assert_eq!(office.clock_seen(), Some(state));
    }
}

#[tokio::test]
async fn the_clock_of_postgresql_is_compared_with_the_machines() {
    for office in TestOffice::on_all().await {
        office.watch_clock();
        let state = office.clock(&office.administrator()).await.unwrap();
        if office.engine == "SQLite" {
            assert_eq!((state.database, state.is_apart()), (None, false));
            continue;
        }
        // The test's clock stands in August; PostgreSQL shows what the machine shows.
        assert!(state.is_apart(), "{:?}", state.database);
        office.at_moment(office.now() + state.database.unwrap());
        let state = office.clock(&office.administrator()).await.unwrap();
        assert!(!state.is_apart(), "{:?}", state.database);
    }
}
