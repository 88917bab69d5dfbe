//! Desks: the tabs of an inbox, several dossiers at once, outages, what holds while it lasts.

#[path = "visitor/browser.rs"]
mod browser;

use browser::Visitor;
use domain::dossier::{Claim, Command, Consult};
use domain::id::DossierId;
use domain::organisation::{Delegation, OrganisationCommand};
use domain::procedure::Work;
use office::testing::{BIRTH, TestOffice, moment};

async fn at(office: &TestOffice, work: Work) -> DossierId {
    let id = office.receive(BIRTH).await.id;
    office.walk_to(id, work).await;
    id
}

async fn code(office: &TestOffice, id: DossierId) -> String {
    office.state(id).await.code.unwrap().to_string()
}

async fn ticked(office: &TestOffice, id: DossierId) -> String {
    let version = office.dossier(&office.leader(), id).await.unwrap().version;
    format!("{id}:{version}")
}

#[tokio::test]
async fn each_tab_holds_what_its_name_says_and_counts_it() {
    let office = TestOffice::new().await;
    let (mine, free, asked) =
        (at(&office, Work::Handle).await, at(&office, Work::Handle).await, at(&office, Work::Handle).await);
    let me = office.specialist();
    for id in [mine, asked] {
        office.on(&me, id, Command::Claim(Claim {})).await.unwrap();
    }
    let unit = office.police_specialist().unit;
    let question = Consult { unit, question: "Có đúng nơi cư trú không?".into(), working_days: 2 };
    office.on(&me, asked, Command::Consult(question)).await.unwrap();
    let gone = at(&office, Work::Handle).await;
    office
        .on(&me, gone, domain::dossier::Command::Finish(domain::dossier::Finish { note: String::new() }))
        .await
        .unwrap();
    let visitor = Visitor::signed_in(&office, &me).await;
    let codes =
        [code(&office, mine).await, code(&office, free).await, code(&office, asked).await, code(&office, gone).await];
    for (tab, holds) in [
        ("open", [true, true, true, false]),
        ("mine", [true, false, true, false]),
        ("unit", [false, true, false, false]),
        ("applicant", [false, false, false, false]),
        ("elsewhere", [false, false, true, true]),
    ] {
        let page = visitor.get(&format!("/tasks?tab={tab}")).await;
        assert_eq!(page.status, 200);
        let found: Vec<bool> = codes.iter().map(|c| page.body.contains(c.as_str())).collect();
        assert_eq!(found, holds, "{tab}: {}", page.text());
        let bare: Vec<&str> =
            page.body.split('[').skip(1).filter_map(|r| r.split(']').next()).filter(|k| k.contains("tasks-")).collect();
        assert!(bare.is_empty(), "{bare:?}");
    }
    let searched = visitor.get(&format!("/tasks?q={}", codes[1])).await;
    assert!(searched.body.contains(&codes[1]) && !searched.body.contains(&codes[0]));
    assert!(!visitor.get("/tasks?due=late").await.body.contains(&codes[0]));
    let police = Visitor::signed_in(&office, &office.police_specialist()).await;
    assert!(police.get("/tasks?tab=questions").await.body.contains(&codes[2]));
}

#[tokio::test]
async fn several_are_done_at_once_each_for_itself_and_what_is_refused_names_its_rule() {
    let office = TestOffice::new().await;
    let (one, two, taken) =
        (at(&office, Work::Handle).await, at(&office, Work::Handle).await, at(&office, Work::Handle).await);
    let rows = [ticked(&office, one).await, ticked(&office, two).await];
    office.on(&office.second_specialist(), taken, Command::Claim(Claim {})).await.unwrap();
    let stolen = ticked(&office, taken).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let nothing = visitor.post("/tasks/several", &[("act", "claim"), ("back", "/tasks?tab=unit")]).await;
    assert!(nothing.text().contains("Chưa đánh dấu hồ sơ nào"), "{}", nothing.text());
    let claim =
        [("act", "claim"), ("key", "k1"), ("dossiers", &rows[0]), ("dossiers", &rows[1]), ("dossiers", &stolen)];
    let told = visitor.post("/tasks/several", &claim).await;
    assert!(told.text().contains("2 hồ sơ đã xong, 1 hồ sơ chưa"), "{}", told.text());
    // The rule that refused it stands beside it.
    assert!(told.text().contains("đang giữ"), "{}", told.text());
    assert_eq!(visitor.post("/tasks/several", &claim).await.text(), told.text(), "sent twice it is the same answer");
    let me = office.specialist().person;
    assert_eq!(office.state(one).await.step().unwrap().official.as_ref().unwrap().person, me);

    // Handing over wants a person and one reason for all.
    let rows = [ticked(&office, one).await, ticked(&office, two).await];
    let mut hand =
        vec![("act", "hand_over"), ("key", "k2"), ("dossiers", rows[0].as_str()), ("dossiers", rows[1].as_str())];
    let ask = visitor.post("/tasks/several", &hand).await;
    assert!(ask.text().contains("Một lý do cho tất cả"), "{}", ask.text());
    hand.push(("confirmed", "1"));
    assert!(visitor.post("/tasks/several", &hand).await.text().contains("Xin nêu lý do bàn giao"));
    let other = office.second_specialist().person.to_string();
    hand.extend([("person", other.as_str()), ("reason", "Đi công tác")]);
    assert!(visitor.post("/tasks/several", &hand).await.text().contains("Đã làm xong 2 hồ sơ"));
    assert_eq!(office.state(two).await.step().unwrap().official.as_ref().unwrap().person.to_string(), other);
    assert_eq!(visitor.post("/tasks/several", &[("act", "stop"), ("dossiers", &rows[0])]).await.status, 400);
    let inspector = Visitor::signed_in(&office, &office.inspector()).await;
    assert_eq!(inspector.post("/tasks/several", &claim).await.status, 403);
}

#[tokio::test]
async fn an_outage_is_put_on_record_seen_on_every_page_and_its_paper_is_entered_later() {
    let office = TestOffice::new().await;
    office.at("2026-08-18 09:30");
    let id = office.receive(BIRTH).await.id;
    office.at("2026-08-18 11:00");
    let head = Visitor::signed_in(&office, &office.head()).await;
    let mut fields = vec![
        ("kind", "power"),
        ("from-day", "18"),
        ("from-month", "8"),
        ("from-year", "2026"),
        ("from-time", "10:00"),
        ("to-day", ""),
        ("to-month", ""),
        ("to-year", ""),
        ("to-time", ""),
        ("reason", ""),
    ];
    let silent = head.post("/outages", &fields).await;
    assert!(silent.status == 422 && silent.text().contains("Mất điện"), "{}", silent.text());
    *fields.last_mut().unwrap() = ("reason", "Mất điện cả phố");
    assert_eq!(head.post("/outages", &fields).await.location, "/outages?done=declare-outage");
    let counter = Visitor::signed_in(&office, &office.reception()).await;
    for path in ["/tasks", "/dossiers", "/outages"] {
        assert!(counter.get(path).await.text().contains("Đơn vị đang có sự cố"), "{path}");
    }
    assert_eq!(counter.post("/outages", &fields).await.status, 403);
    // The transfer was written on paper at 10:20.
    let path = format!("/dossiers/{id}/acts/transfer");
    let form = counter.get(&format!("{path}?paper=1")).await;
    let (key, version) = (form.value("key"), form.value("version"));
    let on_paper = |time: &'static str| {
        [("on_paper", "1"), ("paper-day", "18"), ("paper-month", "8"), ("paper-year", "2026"), ("paper-time", time)]
    };
    let send = |time: &'static str| {
        let mut all = on_paper(time).to_vec();
        all.extend([("key", key.as_str()), ("version", version.as_str())]);
        all
    };
    let refused = counter.post(&path, &send("9:40")).await;
    assert!(refused.status == 422 && refused.text().contains("Giờ này không được nhận"), "{}", refused.text());
    assert!(refused.body.contains("value=\"9:40\""), "nothing that was typed is lost");
    assert!(counter.post(&path, &send("10:20")).await.location.starts_with("/dossiers/"));
    let page = head.get(&format!("/dossiers/{id}")).await.text();
    assert!(page.contains("Làm trên giấy") && page.contains("10:20") && page.contains("11:00"), "{page}");
    let from = moment("2026-08-18 10:00").as_microsecond().to_string();
    let unit = office.head().unit.to_string();
    assert_eq!(
        head.post("/outages/end", &[("unit", &unit), ("from", &from)]).await.location,
        "/outages?done=end-outage"
    );
    assert!(!counter.get("/tasks").await.text().contains("Đơn vị đang có sự cố"));
}

#[tokio::test]
async fn a_delegation_is_seen_on_every_page_by_who_lent_and_by_who_uses_it_while_it_runs() {
    let office = TestOffice::new().await;
    let (leader, deputy) = (office.leader(), office.unit_leader());
    let delegation = Delegation {
        from_post: leader.post.clone(),
        to_person: deputy.person.clone(),
        document: "07/QĐ-UQ".into(),
        content: "Ký hồ sơ khi đi họp".into(),
        from: domain::calendar::Date::constant(2026, 8, 17),
        to: domain::calendar::Date::constant(2026, 8, 19),
    };
    office.change_organisation(&leader, OrganisationCommand::Delegate(delegation)).await.unwrap();
    let visitor = Visitor::signed_in(&office, &leader).await;
    for path in ["/tasks", "/board", "/dossiers"] {
        let text = visitor.get(path).await.text();
        assert!(text.contains("đang ủy quyền cho") && text.contains("07/QĐ-UQ"), "{path}: {text}");
    }
    let person = deputy.person.to_string();
    assert_eq!(
        visitor.post("/delegations/end", &[("person", &person)]).await.location,
        "/delegations?done=end-delegation"
    );
    assert!(!visitor.get("/tasks").await.text().contains("đang ủy quyền cho"));
}

#[tokio::test]
async fn the_steps_tell_how_much_of_their_time_is_used_and_left() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    office.on(&office.specialist(), id, Command::Claim(Claim {})).await.unwrap();
    office.later(1);
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let text = visitor.get(&format!("/dossiers/{id}")).await.text();
    assert!(text.contains("Bước đang làm") && text.contains("đã dùng 1 giờ"), "{text}");
    office.at("2026-08-21 16:00");
    // The session of that day has ended.
    let late = Visitor::signed_in(&office, &office.specialist()).await.get(&format!("/dossiers/{id}")).await.text();
    assert!(late.contains(" quá "), "{late}");
}
