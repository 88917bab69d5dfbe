//! The first day: spreadsheets of another program are checked, taken in once, and never by half.

use domain::calendar::Date;
use domain::dossier::{Finish, Phase};
use domain::id::{PersonId, PostId};
use domain::law::Rule;
use domain::organisation::PostKind;
use domain::procedure::Work;
use domain::report::Period;
use office::access::Origin;
use office::import::{Imported, Kind, Report, Slip, What};
use office::report::{Asked, By, Role};
use office::testing::{TestOffice, moment, rule};
use std::fmt::Write as _;

const FIRST_DAY: &[u8] = include_bytes!("../files/first-day.xlsx");
const FAULTY: &[u8] = include_bytes!("../files/faulty.xlsx");
const TEMPLATE: &[u8] = include_bytes!("../../../../data/import/mau-nhap-lieu.xlsx");

async fn check(office: &TestOffice, body: &[u8], name: &str) -> Report {
    office.check_import(&office.administrator(), body, name).await.unwrap()
}

async fn import(office: &TestOffice, body: &[u8], good_rows: bool) -> (Report, Vec<Slip>) {
    match office.import(&office.administrator(), body, "x.xlsx", good_rows).await.unwrap() {
        Imported::Done(report, slips) => (report, slips),
        Imported::Faulty(report) => panic!("{:#?}", report.remarks),
    }
}

/// `sheet row column-letter word` of each remark that blocks.
fn faults(report: &Report) -> Vec<String> {
    let word = |what: &What| match what {
        What::Word(word, _) => (*word).to_owned(),
        What::Rule(rule) => rule.id().to_owned(),
    };
    let letter = |column: &str| column.split(' ').next().unwrap_or_default().to_owned();
    let blocks = report.remarks.iter().filter(|r| r.blocks);
    blocks.map(|r| format!("{} {} {} {}", r.sheet, r.row, letter(&r.column), word(&r.what))).collect()
}

#[tokio::test]
async fn a_spreadsheet_of_another_program_is_taken_in_whole_and_only_once() {
    for office in TestOffice::on_all().await {
        let report = check(&office, FIRST_DAY, "first-day.xlsx").await;
        assert_eq!(faults(&report), Vec::<String>::new());
        let new = |r: &Report| Kind::ALL.map(|k| r.tally[&k].new);
        assert_eq!(new(&report), [2, 2, 3, 3], "{:#?}", report.tally);
        assert!(office.law().organisation.person(&PersonId::parse("cb-0001").unwrap()).is_none(), "a dry run is dry");
        let zeros = report.remarks.iter().filter(|r| r.what == What::Word("zeros", String::new())).count();
        assert_eq!(zeros, 2, "an identity number and a telephone got their zero back, and it is told");

        let (_, slips) = import(&office, FIRST_DAY, false).await;
        let law = office.law();
        let org = &law.organisation;
        let counter = org.counters.iter().find(|c| c.id.as_str() == "cd.quay-9").unwrap();
        assert_eq!(counter.unit.as_str(), "ngo-quyen.cau-dat", "what is merged over two rows holds for both");
        let post = org.post(&PostId::parse("cd.tn-8").unwrap()).unwrap();
        assert_eq!((post.kind, post.from), (PostKind::ReceptionOfficer, Date::constant(2026, 1, 5)), "a serial number");
        let second = PersonId::parse("cb-0002").unwrap();
        assert_eq!(org.posts_of(&second, Date::constant(2026, 8, 17)).len(), 2);
        assert_eq!(org.posts_of(&second, Date::constant(2027, 1, 1)).len(), 1, "to the end of December");

        assert_eq!(slips.iter().map(|s| s.login.as_str()).collect::<Vec<_>>(), ["le.vi.du", "tran.vi.du"]);
        let (_, who) = office.sign_in(&slips[0].login, &slips[0].password, Origin::default()).await.unwrap();
        assert!(who.must_change, "the password is for the first time only");

        let (again, slips) = import(&office, FIRST_DAY, false).await;
        assert_eq!((new(&again), slips.len()), ([0; 4], 0), "the same file changes nothing");
        assert_eq!(again.tally[&Kind::Dossiers].known, 3);
    }
}

#[tokio::test]
async fn a_dossier_that_was_taken_over_keeps_its_code_and_dates_and_goes_on_to_its_end() {
    for office in TestOffice::on_all().await {
        import(&office, FIRST_DAY, false).await;
        let leader = office.leader();
        let find = async |code: &str| {
            let id = office.dossier_by_code(&leader, &domain::code::DossierCode::parse(code).unwrap()).await.unwrap();
            (id, office.dossier(&leader, id).await.unwrap())
        };
        let (id, detail) = find("000.00.20.H24-260803-0007").await;
        let d = &detail.dossier;
        assert_eq!(d.taken_over, Some(office.now()));
        assert_eq!(d.received, Some(moment("2026-08-03 09:15")));
        assert_eq!((d.promised, d.due), (Some(moment("2026-08-14 17:00")), Some(moment("2026-08-14 17:00"))));
        assert!(d.is_late(office.now()) && d.received_by.is_none() && d.registered.is_empty());
        assert_eq!(d.held.first().unwrap().from, office.now(), "nobody here held it before");
        assert_eq!(detail.timeline[0].event.key(), "taken_over");
        assert_eq!(detail.timeline[0].envelope.by, office.administrator());
        assert_eq!(detail.applicant.id_number, "031900000001");
        assert_eq!(d.step().unwrap().official.as_ref().unwrap().person.as_str(), "cb-0002");

        let (_, second) = find("000.00.20.H24-260810-0002").await;
        assert_eq!(second.applicant.id_number, "031900000002");
        assert_eq!(second.applicant.phone, "0999000002");
        assert_eq!(second.dossier.received, Some(moment("2026-08-10 09:00")));
        assert_eq!(second.dossier.promised, Some(moment("2026-08-21 17:00")), "a day alone: to the end of its hours");
        let (_, third) = find("000.00.20.H24-260811-0001").await;
        assert_eq!((third.dossier.phase, third.dossier.ready), (Phase::Ready, Some(moment("2026-08-14 10:00"))));
        office.walk_to_the_end(third.dossier.id).await;

        let (reception, mut steps) = (office.in_post("cd.cv-8"), 0);
        let finish = domain::dossier::Command::Finish(Finish { note: String::new() });
        office.on(&reception, id, finish).await.unwrap();
        while office.state(id).await.phase != Phase::Closed {
            office.minutes_later(5);
            office.drive(id).await;
            steps += 1;
            assert!(steps < 50);
        }
        let d = office.state(id).await;
        assert!(d.breaches.iter().any(|b| b.rule == Rule::ResultLate && b.by.is_none()), "late, and nobody is named");

        // What stands in views is what the events say.
        let before = office.dossier(&leader, id).await.unwrap().dossier;
        store::rebuild::rebuild(office.db()).await.unwrap();
        assert_eq!(office.dossier(&leader, id).await.unwrap().dossier, before);
    }
}

#[tokio::test]
async fn every_fault_is_told_with_its_place_and_nothing_is_taken_in() {
    for office in TestOffice::on_all().await {
        let report = check(&office, FAULTY, "faulty.xlsx").await;
        let expected = [
            "Vị trí 2 B unit-unknown",
            "Vị trí 2 C choice",
            "Cán bộ 2 B empty",
            "Cán bộ 2 D date",
            "Cán bộ 2 C post-unknown",
            "Cán bộ 2 E login",
            "Cán bộ 4 E login-taken",
            "Cán bộ 5 B name-differs",
            "Cán bộ 6 C not-this-unit",
            "Hồ sơ 2 A code",
            "Hồ sơ 3 E field-malformed",
            "Hồ sơ 4 F taken-over-dates",
            "Hồ sơ 5 A twice",
        ];
        let told = faults(&report);
        for fault in expected {
            assert!(told.contains(&fault.to_owned()), "{fault}: {told:#?}");
        }
        let answer = office.import(&office.administrator(), FAULTY, "faulty.xlsx", false).await.unwrap();
        assert!(matches!(answer, Imported::Faulty(_)));
        assert!(office.law().organisation.person(&PersonId::parse("cb-2").unwrap()).is_none());

        let (report, slips) = import(&office, FAULTY, true).await;
        assert_eq!(report.new_rows(), 1, "{:#?}", report.tally);
        assert_eq!(slips.len(), 1);
        assert!(office.law().organisation.person(&PersonId::parse("cb-2").unwrap()).is_some());
    }
}

#[tokio::test]
async fn what_was_taken_over_came_in_from_elsewhere_in_every_report_and_the_sums_add_up() {
    for office in TestOffice::on_all().await {
        import(&office, FIRST_DAY, false).await;
        for role in [Role::Received, Role::Decided] {
            for by in [By::Unit, By::Procedure] {
                let period = Period::day(Date::constant(2026, 8, 17));
                let asked = Asked { unit: None, role, by, period };
                let report = office.report(&office.district_leader(), asked).await.unwrap();
                assert_eq!((report.total.moved_in, report.total.received), (3, 0), "{:?}", report.total);
                assert!(report.total.adds_up(), "{:?}", report.total);
            }
        }
    }
}

#[tokio::test]
async fn nobody_gets_a_password_for_a_person_beyond_the_administrators_reach() {
    let office = TestOffice::new().await;
    let above = office.in_post("hai-phong.leader-1");
    let law = office.law();
    let name = &law.organisation.person(&above.person).unwrap().name;
    let post = office.reception().post;
    let csv = format!("Mã cán bộ;Họ và tên;Mã vị trí;Tên đăng nhập\n{};{name};{post};cua.sau\n", above.person);
    assert_eq!(faults(&check(&office, csv.as_bytes(), "cb.csv").await), ["cb 2 D not-this-unit"]);
    let without = csv.replace(";cua.sau", ";");
    assert_eq!(faults(&check(&office, without.as_bytes(), "cb.csv").await), Vec::<String>::new());
}

#[tokio::test]
async fn a_code_of_today_that_came_in_is_not_given_out_again() {
    for office in TestOffice::on_all().await {
        let unit = office.reception().unit;
        let agency = office.law().organisation.unit(&unit).unwrap().agency_code.clone();
        let csv = format!(
            "Mã hồ sơ;Mã thủ tục;Đơn vị tiếp nhận;Người nộp;Ngày tiếp nhận;Ngày hẹn trả\n\
             {agency}-260817-0041;1.001193;{unit};Phùng Thị Sáng Nay;07:35 17/08/2026;18/08/2026\n"
        );
        import(&office, csv.as_bytes(), false).await;
        let done = office.receive("1.001193").await;
        assert_eq!(done.code.unwrap().as_str(), format!("{agency}-260817-0042"));
        let here = csv.replace("0041", "0042");
        assert_eq!(faults(&check(&office, here.as_bytes(), "x.csv").await), ["x 2 A received-here"]);
    }
}

#[tokio::test]
async fn the_template_is_read_in_full_and_its_examples_are_passed_over() {
    let office = TestOffice::new().await;
    let report = check(&office, TEMPLATE, "mau.xlsx").await;
    assert_eq!(faults(&report), Vec::<String>::new());
    assert_eq!(report.new_rows(), 0);
    let unread: Vec<_> = report.remarks.iter().map(|r| (r.sheet.as_str(), &r.what)).collect();
    assert_eq!(unread, [("Hướng dẫn", &What::Word("sheet-not-read", String::new()))], "every column of it is read");
}

#[tokio::test]
async fn what_is_no_table_is_refused_in_words() {
    let office = TestOffice::new().await;
    for (body, expected) in [
        (&b"\xff\xfe\x00"[..], " 0  unreadable"),
        (&b"PK\x03\x04rubbish"[..], " 0  broken"),
        ("một;hai\nba;bốn\n".as_bytes(), " 0  nothing"),
        (&b""[..], " 0  nothing"),
    ] {
        assert_eq!(faults(&check(&office, body, "x").await), [expected]);
    }
    let reception = office.reception();
    assert_eq!(rule(office.check_import(&reception, b"", "x").await), Rule::NotThisPost);
    assert_eq!(rule(office.import(&reception, b"", "x", false).await), Rule::NotThisPost);
    let missing = check(&office, "Mã cán bộ,Họ và tên,Tên đăng nhập\nCB-1,A,b\n".as_bytes(), "cb.csv").await;
    assert_eq!(faults(&missing), ["cb 1  column-missing"], "told once, not for each row");
}

#[tokio::test]
async fn two_thousand_dossiers_come_in_within_seconds() {
    let office = TestOffice::new().await;
    let mut csv =
        String::from("Mã hồ sơ,Mã thủ tục,Đơn vị tiếp nhận,Người nộp,Số định danh,Ngày tiếp nhận,Ngày hẹn trả\n");
    for n in 1..=2000 {
        let _ = writeln!(
            csv,
            "000.00.20.H24-260812-{n:04},1.001193,ngo-quyen.cau-dat,Phùng Văn Thử {n},0319{n:08},12/08/2026,20/08/2026"
        );
    }
    let (report, _) = import(&office, csv.as_bytes(), false).await;
    assert_eq!(report.tally[&Kind::Dossiers].new, 2000);
    let leader = office.leader();
    let step = office.dossiers(&leader, office::Filter::default(), office::dossier::Order::Newest, None, 5000);
    assert_eq!(
        step.await.unwrap().iter().filter(|l| l.line.step.as_ref().is_some_and(|s| s.work == Work::Handle)).count(),
        2000
    );
}
