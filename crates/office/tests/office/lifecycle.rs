//! The life of a procedure: who may do what, and what dossiers meet meanwhile.

use crate::{key, paper};
use domain::calendar::{Date, Limit};
use domain::dossier::{Command, Decline, Guide, Phase};
use domain::id::ProcedureKey;
use domain::law::Rule;
use domain::procedure::{
    Citation, DraftPart, Fact, MarkKind, ProcedureCommand as C, ProcedureEvent, Standing, TimeLimit, Version,
};
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, applicant, procedures, rule};
use office::{Actor, Error};

async fn ask(office: &TestOffice, by: &Actor, command: C) -> Result<(), Error> {
    office.change_procedure(by, &key(BIRTH), command).await
}

fn draft(office: &TestOffice) -> domain::procedure::Draft {
    office.law().catalogue[&key(BIRTH)].draft.clone().expect("a draft")
}

/// Saves a part of the draft as it stands.
async fn save(office: &TestOffice, by: &Actor, part: DraftPart) -> Result<(), Error> {
    ask(office, by, C::SaveDraft { revision: draft(office).revision, part: Box::new(part) }).await
}

fn without_first_paper(v: &Version) -> DraftPart {
    DraftPart::Papers { papers: v.papers[1..].to_vec() }
}

/// An amendment that asks for one paper less and takes two working days, signed for a day.
async fn amended(office: &TestOffice, from: Date) {
    let administrator = office.administrator();
    ask(office, &administrator, C::Amend).await.unwrap();
    let v = draft(office).text;
    save(office, &administrator, without_first_paper(&v)).await.unwrap();
    let time_limit = TimeLimit { limit: Some(Limit::WorkingDays(2)), ..v.time_limit };
    save(office, &administrator, DraftPart::Limit { time_limit }).await.unwrap();
    let revision = draft(office).revision;
    ask(office, &administrator, C::SubmitDraft { revision }).await.unwrap();
    ask(office, &office.head(), C::ApproveDraft { revision, remark: "Đã đối chiếu".into() }).await.unwrap();
    let sign = C::PublishDraft { revision, decision: "99/QĐ-VD".into(), effective_from: from };
    ask(office, &office.district_leader(), sign).await.unwrap();
}

fn suspend(from: Date) -> C {
    C::Suspend { from, decision: "12/QĐ-VD".into(), reason: "Nâng cấp phần mềm hộ tịch".into() }
}

const TODAY: Date = Date::constant(2026, 8, 17);

#[tokio::test]
async fn a_draft_becomes_a_version_by_three_people_and_old_dossiers_keep_theirs() {
    for office in TestOffice::on_all().await {
        let old = office.receive(BIRTH).await.id;
        amended(&office, Date::constant(2026, 9, 1)).await;
        // Announced, not in force: everything goes on as before.
        office.at("2026-08-31 09:00");
        let before = office.receive(BIRTH).await.id;
        office.at("2026-09-01 09:00");
        let new = office.receive(BIRTH).await.id;
        for (id, version) in [(old, 1), (before, 1), (new, 2)] {
            let d = office.walk_to_the_end(id).await;
            assert_eq!(d.procedure.version, version, "{}", office.engine);
        }
        assert_eq!(office.state(new).await.limit, Some(Limit::WorkingDays(2)));
        let node = office.second_node().await;
        assert_eq!(node.law().catalogue[&key(BIRTH)], office.law().catalogue[&key(BIRTH)], "{}", office.engine);
    }
}

#[tokio::test]
async fn what_is_stored_of_a_life_is_computed_again_from_its_events() {
    for office in TestOffice::on_all().await {
        amended(&office, Date::constant(2026, 9, 1)).await;
        let facts = vec![Fact { at: "/sets".into(), kind: MarkKind::Memory }];
        let citation = Citation { document: "00/2026/VD".into(), article: "Điều 3".into(), ..Citation::default() };
        ask(&office, &office.head(), C::Confirm { version: 2, facts, citation }).await.unwrap();
        ask(&office, &office.district_leader(), suspend(TODAY)).await.unwrap();
        ask(&office, &office.administrator(), C::Amend).await.unwrap();
        let live = office.law().catalogue[&key(BIRTH)].clone();
        store::rebuild::rebuild(office.db()).await.unwrap();
        office.reload_law().await.unwrap();
        assert_eq!(office.law().catalogue[&key(BIRTH)], live, "{}", office.engine);
    }
}

#[tokio::test]
async fn each_step_is_open_to_those_who_answer_for_it_and_to_nobody_else() {
    let office = TestOffice::new().await;
    let closed = |answer: Result<(), Error>, expected: Rule| assert_eq!(rule(answer), expected);
    for by in [office.reception(), office.specialist(), office.unit_leader(), office.leader(), office.inspector()] {
        closed(ask(&office, &by, C::Amend).await, Rule::NotThisPost);
        let facts = vec![Fact { at: "/sets".into(), kind: MarkKind::Memory }];
        let confirm = C::Confirm { version: 1, facts, citation: Citation::default() };
        closed(ask(&office, &by, confirm).await, Rule::NotThisPost);
    }
    ask(&office, &office.administrator(), C::Amend).await.unwrap();
    let v = draft(&office).text;
    save(&office, &office.head(), without_first_paper(&v)).await.unwrap();
    let revision = draft(&office).revision;
    ask(&office, &office.administrator(), C::SubmitDraft { revision }).await.unwrap();
    let approve = || C::ApproveDraft { revision, remark: String::new() };
    for by in [office.reception(), office.specialist(), office.inspector()] {
        closed(ask(&office, &by, approve()).await, Rule::NotThisPost);
    }
    // Both of them wrote on it.
    for by in [office.administrator(), office.head()] {
        closed(ask(&office, &by, approve()).await, Rule::DraftSecondPerson);
    }
    ask(&office, &office.unit_leader(), approve()).await.unwrap();
    let sign = || C::PublishDraft { revision, decision: "1/QĐ".into(), effective_from: TODAY };
    for by in [office.administrator(), office.head(), office.unit_leader(), office.inspector()] {
        closed(ask(&office, &by, sign()).await, Rule::NotThisPost);
        closed(ask(&office, &by, suspend(TODAY)).await, Rule::NotThisPost);
    }
    // Other wards receive it too: their own leader does not sign for them.
    for command in [sign(), suspend(TODAY)] {
        closed(ask(&office, &office.leader(), command).await, Rule::NotThisUnit);
    }
    assert!(!office.decides_on(&office.leader(), &key(BIRTH)));
    assert!(office.decides_on(&office.district_leader(), &key(BIRTH)));
    ask(&office, &office.district_leader(), sign()).await.unwrap();
}

#[tokio::test]
async fn while_it_is_suspended_nobody_receives_it_anywhere_and_open_dossiers_go_on() {
    for office in TestOffice::on_all().await {
        let open = office.receive(BIRTH).await.id;
        ask(&office, &office.district_leader(), suspend(TODAY)).await.unwrap();
        let receive = || Ask::new(Command::Receive(office.full(BIRTH)));
        for by in [office.reception(), office.other_ward_reception()] {
            let answer = office.act(&by, receive()).await;
            let Err(Error::Refused(refusal)) = answer else { panic!("a refusal was expected, not {answer:?}") };
            assert_eq!(refusal.rule, Rule::ProcedureSuspended, "{}", office.engine);
            assert_eq!(refusal.detail, "12/QĐ-VD");
        }
        // Whoever comes is told why, in writing where they wish.
        let procedure: ProcedureKey = key(BIRTH);
        let guide = Command::Guide(Guide {
            procedure: procedure.clone(),
            channel: domain::procedure::Channel::InPerson,
            applicant: None,
            missing: vec![],
            content: "Thủ tục đang tạm ngừng tiếp nhận theo 12/QĐ-VD".into(),
            outside: vec![],
        });
        office.act(&office.reception(), Ask::new(guide)).await.unwrap();
        let decline = Command::Decline(Decline {
            procedure,
            channel: domain::procedure::Channel::InPerson,
            applicant: applicant(4),
            missing: vec![paper("p1")],
            reason: "Đang tạm ngừng tiếp nhận".into(),
            outside: vec![],
        });
        office.act(&office.reception(), Ask::new(decline)).await.unwrap();
        assert_eq!(office.walk_to_the_end(open).await.phase, Phase::Closed);
        office.at("2026-08-20 08:00");
        let from = Date::constant(2026, 8, 21);
        let lift = C::Lift { from, decision: "13/QĐ-VD".into(), reason: "Đã nâng cấp xong".into() };
        ask(&office, &office.district_leader(), lift).await.unwrap();
        assert_eq!(rule(office.act(&office.reception(), receive()).await), Rule::ProcedureSuspended);
        office.at("2026-08-21 08:00");
        office.act(&office.reception(), receive()).await.unwrap();
    }
}

#[tokio::test]
async fn an_abolished_procedure_is_received_no_more_and_stays_readable() {
    for office in TestOffice::on_all().await {
        let open = office.receive(BIRTH).await.id;
        let from = Date::constant(2026, 8, 18);
        let abolish = C::Abolish {
            from, decision: "20/QĐ-VD".into(), reason: "Thay bằng thủ tục khác (ví dụ)".into()
        };
        ask(&office, &office.district_leader(), abolish).await.unwrap();
        let today = office.receive(BIRTH).await.id;
        let full = office.full(BIRTH);
        office.at("2026-08-18 08:00");
        let answer = office.act(&office.reception(), Ask::new(Command::Receive(full))).await;
        assert_eq!(rule(answer), Rule::ProcedureAbolished, "{}", office.engine);
        for id in [open, today] {
            assert_eq!(office.walk_to_the_end(id).await.procedure.version, 1);
        }
        let law = office.law();
        let published = &law.catalogue[&key(BIRTH)];
        assert!(matches!(published.standing(from), Standing::Abolished(_)));
        assert_eq!(published.shown(from).unwrap().version, 1);
        assert_eq!(rule(ask(&office, &office.administrator(), C::Amend).await), Rule::ProcedureAbolished);
    }
}

#[tokio::test]
async fn two_who_write_at_once_lose_nothing_of_one_another() {
    let office = TestOffice::new().await;
    let (one, other) = (office.administrator(), office.head());
    ask(&office, &one, C::Amend).await.unwrap();
    let seen = draft(&office);
    save(&office, &one, without_first_paper(&seen.text)).await.unwrap();
    let time_limit = TimeLimit { limit: Some(Limit::WorkingDays(1)), ..seen.text.time_limit };
    let part = Box::new(DraftPart::Limit { time_limit });
    let late = C::SaveDraft { revision: seen.revision, part: part.clone() };
    assert_eq!(rule(ask(&office, &other, late).await), Rule::DraftChanged);
    ask(&office, &other, C::SaveDraft { revision: draft(&office).revision, part }).await.unwrap();
    let now = draft(&office);
    assert_eq!(now.text.papers.len(), seen.text.papers.len() - 1);
    assert_eq!(now.text.time_limit.limit, Some(Limit::WorkingDays(1)));
    assert_eq!(now.authors, [one.person, other.person]);
}

#[tokio::test]
async fn a_new_procedure_is_drafted_signed_and_received() {
    let office = TestOffice::new().await;
    let administrator = office.administrator();
    let mut file = procedures().into_iter().find(|p| p.key == key(BIRTH)).unwrap();
    file.key = key("9.000001");
    file.code = Some("9.000001".into());
    file.versions[0].name = domain::text::Text::vi("Đăng ký việc ví dụ");
    let new = file.key.clone();
    let by = |actor: Actor, command: C| {
        let (office, new) = (&office, new.clone());
        async move { office.change_procedure(&actor, &new, command).await }
    };
    by(administrator.clone(), C::DraftFromFile(Box::new(file))).await.unwrap();
    // Nobody finds it before it is signed.
    assert!(office.search("đăng ký việc ví dụ").iter().all(|hit| hit.key != new));
    let revision = office.law().catalogue[&new].draft.as_ref().unwrap().revision;
    by(administrator.clone(), C::SubmitDraft { revision }).await.unwrap();
    by(office.head(), C::ApproveDraft { revision, remark: String::new() }).await.unwrap();
    let sign = C::PublishDraft { revision, decision: "30/QĐ-VD".into(), effective_from: TODAY };
    assert_eq!(rule(by(office.leader(), sign.clone()).await), Rule::NotThisUnit);
    by(office.district_leader(), sign).await.unwrap();
    let publish = C::Publish { unit: crate::unit(office::testing::WARD) };
    by(administrator, publish).await.unwrap();
    assert_eq!(office.search("đăng ký việc ví dụ")[0].key, new);
    let id = office.receive("9.000001").await.id;
    assert_eq!(office.walk_to_the_end(id).await.phase, Phase::Closed);
}

#[tokio::test]
async fn the_history_names_everybody_and_what_they_did_in_order() {
    for office in TestOffice::on_all().await {
        amended(&office, Date::constant(2026, 9, 1)).await;
        let acts = office.procedure_history(&office.inspector(), &key(BIRTH)).await.unwrap();
        let told: Vec<(String, String)> = acts
            .iter()
            .filter(|a| !matches!(a.event, ProcedureEvent::Published { .. }))
            .map(|a| {
                let word = serde_json::to_value(&a.event).unwrap()["event"].as_str().unwrap().to_owned();
                (word, a.envelope.by.person.to_string())
            })
            .collect();
        let (administrator, head, leader) =
            (office.administrator().person, office.head().person, office.district_leader().person);
        let expected = [
            ("imported", "motcua".to_owned()),
            ("draft_started", administrator.to_string()),
            ("draft_saved", administrator.to_string()),
            ("draft_saved", administrator.to_string()),
            ("draft_submitted", administrator.to_string()),
            ("draft_approved", head.to_string()),
            ("version_published", leader.to_string()),
        ]
        .map(|(word, who)| (word.to_owned(), who));
        assert_eq!(told, expected, "{}", office.engine);
    }
}
