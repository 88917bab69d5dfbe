//! Illegal moves: each is refused with the rule that forbids it, and nothing has changed.

use crate::{finish, reject, supplement};
use domain::dossier::{Approve, Claim, Close, Command, Phase, SendBack, Transfer, Withdraw};
use domain::law::Rule;
use domain::procedure::Work;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, rule, to_the_applicant};

#[tokio::test]
async fn an_act_out_of_order_is_refused_and_changes_nothing() {
    let approve = || Command::Approve(Approve { note: String::new() });
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let before = office.state(id).await;
        let (reception, specialist, leader) = (office.reception(), office.specialist(), office.leader());
        let refused = [
            (&specialist, finish(), Rule::WrongOrder),
            (&leader, approve(), Rule::WrongOrder),
            (&leader, reject(), Rule::WrongOrder),
            (&reception, Command::ReturnResult(to_the_applicant()), Rule::WrongOrder),
            (&reception, Command::Close(Close {}), Rule::WrongOrder),
            (&reception, Command::TakeSupplement(office.supplement(&before)), Rule::NothingAsked),
            (&reception, Command::Receive(office.full(BIRTH)), Rule::AlreadyDone),
            (&reception, approve(), Rule::NotThisPost),
            (&specialist, Command::Transfer(Transfer {}), Rule::NotThisPost),
            (&leader, Command::SendBack(SendBack { reason: "Xem lại".into() }), Rule::WrongOrder),
        ];
        for (actor, command, expected) in refused {
            let kind = command.kind();
            assert_eq!(rule(office.on(actor, id, command).await), expected, "{kind:?}");
        }
        assert_eq!(office.state(id).await, before);
        office.walk_to_the_end(id).await;
        for command in [
            Command::Transfer(Transfer {}),
            Command::Withdraw(Withdraw { reason: "Đổi ý".into(), originals_back: true }),
        ] {
            assert_eq!(rule(office.on(&reception, id, command).await), Rule::DossierEnded);
        }
        assert_eq!(rule(office.on(&reception, id, Command::Close(Close {})).await), Rule::AlreadyDone);
    }
}

#[tokio::test]
async fn nobody_works_on_a_dossier_while_the_applicant_has_the_word() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&office.specialist(), id, Command::RequestSupplement(supplement("p1"))).await.unwrap();
        assert_eq!(rule(office.on(&office.specialist(), id, finish()).await), Rule::AwaitingApplicant);
        let d = office.state(id).await;
        assert_eq!((d.phase, d.due, d.promised), (Phase::AwaitingSupplement, None, None));
    }
}

#[tokio::test]
async fn a_step_that_another_holds_is_theirs_and_a_review_sends_it_back_to_them() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&office.second_specialist(), id, Command::Claim(Claim {})).await.unwrap();
        assert_eq!(rule(office.on(&office.specialist(), id, finish()).await), Rule::HeldByAnother);
        office.on(&office.second_specialist(), id, finish()).await.unwrap();
        let back = Command::SendBack(SendBack { reason: "Sai họ tên".into() });
        office.on(&office.leader(), id, back).await.unwrap();
        let d = office.state(id).await;
        let holder = d.step().unwrap().official.clone().unwrap();
        assert_eq!(holder.person, office.second_specialist().person);
        assert_eq!(rule(office.on(&office.specialist(), id, finish()).await), Rule::HeldByAnother);
        office.walk_to_the_end(id).await;
    }
}

#[tokio::test]
async fn a_time_or_a_deadline_that_a_client_sends_is_no_part_of_any_command() {
    let office = TestOffice::new().await;
    let honest = serde_json::to_value(office.full(BIRTH)).unwrap();
    for field in ["received", "at", "due", "deadline", "limit", "unit", "code"] {
        let mut forged = honest.clone();
        forged[field] = "2020-01-01T00:00:00Z".into();
        assert!(serde_json::from_value::<domain::dossier::Receive>(forged).is_err(), "{field}");
    }
    // The clock of the server decides: an act is stamped with it whatever the asker wants.
    let done = office.act(&office.reception(), Ask::new(Command::Receive(office.full(BIRTH)))).await.unwrap();
    assert_eq!(office.state(done.id).await.received, Some(office.now()));
}
