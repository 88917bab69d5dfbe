//! The published list of papers: what may be asked for, how often, and what is recorded.

use crate::{breaches, finish, outside, paper, supplement};
use domain::dossier::{Command, Guide, PaperGiven, Phase};
use domain::law::Rule;
use domain::procedure::{Channel, Work};
use office::Error;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, rule};

#[tokio::test]
async fn a_second_supplement_request_is_refused_and_with_a_new_fact_recorded_as_a_breach() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        let specialist = office.specialist();
        office.on(&specialist, id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        office.drive(id).await;
        let second = office.on(&specialist, id, Command::RequestSupplement(supplement("p3"))).await;
        assert_eq!(rule(second), Rule::SupplementOnce);
        let mut with_fact = supplement("p3");
        with_fact.new_fact = "Có đơn tranh chấp mới".into();
        let done = office.on(&specialist, id, Command::RequestSupplement(with_fact)).await.unwrap();
        assert_eq!(done.breaches, ["second-supplement"]);
        let d = office.state(id).await;
        assert_eq!((d.phase, d.supplements.len()), (Phase::AwaitingSupplement, 2));
        assert_eq!(d.breaches[0].by.as_ref().map(|o| &o.person), Some(&specialist.person));
        let detail = office.dossier(&office.leader(), id).await.unwrap();
        let text = d.breaches[0].text.as_ref().map(|at| detail.text(at).to_owned());
        assert_eq!(text.as_deref(), Some("Có đơn tranh chấp mới"));
    }
}

#[tokio::test]
async fn a_paper_outside_the_list_can_be_neither_kept_nor_asked_for() {
    for office in TestOffice::on_all().await {
        let mut receive = office.full(BIRTH);
        receive.papers.push(PaperGiven { paper: paper("p99"), originals: 1, copies: 0, from_database: false });
        let answer = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await;
        assert_eq!(rule(answer), Rule::PaperOutsideList);
        let id = office.receive(BIRTH).await.id;
        let answer = office.on(&office.reception(), id, Command::RequestSupplement(supplement("p99"))).await;
        let Err(Error::Refused(refusal)) = answer else { panic!("{answer:?}") };
        assert_eq!((refusal.rule, refusal.detail.as_str()), (Rule::PaperOutsideList, "p99"));
    }
}

#[tokio::test]
async fn a_paper_demanded_outside_the_list_is_recorded_and_shown_to_leader_and_applicant() {
    for office in TestOffice::on_all().await {
        let mut receive = office.full(BIRTH);
        receive.outside.push(outside());
        let mut silent = receive.clone();
        silent.outside[0].reason = "  ".into();
        let answer = office.act(&office.reception(), Ask::new(Command::Receive(silent))).await;
        assert_eq!(rule(answer), Rule::ReasonRequired);
        let done = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.unwrap();
        assert_eq!(done.breaches, ["paper-demanded-outside-list"]);
        let token = office.state(done.id).await.token.unwrap();
        let status = office.status(&token).await.unwrap();
        assert_eq!(status.breaches, [(Rule::PaperDemandedOutsideList, office.now())]);
        let board = office.board(&office.leader(), None).await.unwrap();
        assert_eq!(board.breaches[0].rule, "paper-demanded-outside-list");
        assert_eq!(board.breaches[0].person.as_ref(), Some(&office.reception().person));
        let receipt = office.paper(&office.reception(), done.id, 1).await.unwrap();
        assert!(String::from_utf8(receipt.pdf).unwrap().contains("Giấy xác nhận tự đặt"), "the receipt says it");
    }
}

#[tokio::test]
async fn what_the_state_has_is_not_asked_for_unless_its_database_does_not_give_it() {
    for office in TestOffice::on_all().await {
        let mut receive = office.full(BIRTH);
        receive.papers.retain(|p| !p.from_database);
        let done = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.unwrap();
        let answer = office.on(&office.reception(), done.id, Command::RequestSupplement(supplement("p6"))).await;
        assert_eq!(rule(answer), Rule::PaperTheStateHas);
        let mut request = supplement("p6");
        request.items[0].not_retrievable = "CSDL báo không có".into();
        office.on(&office.reception(), done.id, Command::RequestSupplement(request)).await.unwrap();
    }
}

#[tokio::test]
async fn a_dossier_without_its_papers_is_not_received_and_a_supplement_comes_whole() {
    for office in TestOffice::on_all().await {
        let mut receive = office.full(BIRTH);
        receive.papers.retain(|p| p.paper != paper("p1"));
        let answer = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await;
        let Err(Error::Refused(refusal)) = answer else { panic!("{answer:?}") };
        assert_eq!((refusal.rule, refusal.detail.as_str()), (Rule::PapersMissing, "p1"));

        let id = office.receive(BIRTH).await.id;
        let mut request = supplement("p1");
        request.items.extend(supplement("p3").items);
        office.on(&office.reception(), id, Command::RequestSupplement(request)).await.unwrap();
        let d = office.state(id).await;
        let mut half = office.supplement(&d);
        half.papers.truncate(1);
        let answer = office.on(&office.reception(), id, Command::TakeSupplement(half)).await;
        assert_eq!(rule(answer), Rule::PapersMissing);
        office.on(&office.reception(), id, Command::TakeSupplement(office.supplement(&d))).await.unwrap();
    }
}

#[tokio::test]
async fn guidance_is_kept_and_becomes_the_dossier_that_is_received() {
    for office in TestOffice::on_all().await {
        let guide = Guide {
            procedure: crate::key(BIRTH),
            channel: Channel::InPerson,
            applicant: None,
            missing: vec![paper("p1")],
            content: "Bổ sung tờ khai theo mẫu".into(),
            outside: vec![],
        };
        let guided = office.act(&office.reception(), Ask::new(Command::Guide(guide))).await.unwrap();
        assert_eq!((guided.phase, guided.code), (Phase::Guided, None));
        office.later(1);
        let receive = Command::Receive(office.full(BIRTH));
        let done = office.on(&office.reception(), guided.id, receive).await.unwrap();
        assert_eq!(done.phase, Phase::InProcess);
        let detail = office.dossier(&office.reception(), guided.id).await.unwrap();
        assert_eq!(detail.timeline.len(), 3, "guidance, receipt, the papers of the receipt");
        assert!(detail.texts.values().any(|t| t == "Bổ sung tờ khai theo mẫu"));
        assert_eq!(detail.dossier.opened.as_second() + 3600, detail.dossier.received.unwrap().as_second());
        let d = office.walk_to_ready(guided.id).await;
        assert_eq!(breaches(&d), []);
        assert_eq!(rule(office.on(&office.specialist(), d.id, finish()).await), Rule::WrongOrder);
    }
}
