//! What each unit and post sees and may change.

use crate::{finish, unit};
use domain::dossier::{ActKind, Command, Consult};
use domain::law::Rule;
use domain::organisation::OrganisationCommand;
use domain::procedure::Work;
use office::dossier::{Ask, Order};
use office::testing::{BIRTH, OTHER_WARD, TestOffice, WARD, rule};
use office::{Actor, Error, Filter};

async fn seen(office: &TestOffice, actor: &Actor) -> usize {
    office.dossiers(actor, Filter::default(), Order::Newest, None, 100).await.unwrap().len()
}

#[tokio::test]
async fn wards_do_not_see_each_others_dossiers_and_the_district_sees_all() {
    for office in TestOffice::on_all().await {
        let here = office.receive(BIRTH).await.id;
        let receive = Command::Receive(office.full(BIRTH));
        let there = office.act(&office.other_ward_reception(), Ask::new(receive)).await.unwrap().id;
        for (actor, own, other) in [(office.reception(), here, there), (office.other_ward_reception(), there, here)] {
            assert_eq!(seen(&office, &actor).await, 1);
            office.dossier(&actor, own).await.unwrap();
            assert!(matches!(office.dossier(&actor, other).await, Err(Error::NotFound { .. })));
            assert!(matches!(office.on(&actor, other, finish()).await, Err(Error::NotFound { .. })));
        }
        let code = office.state(there).await.code.unwrap();
        assert!(matches!(office.dossier_by_code(&office.reception(), &code).await, Err(Error::NotFound { .. })));
        let asked_beyond = Filter { within: Some(unit(OTHER_WARD)), ..Filter::default() };
        let answer = office.dossiers(&office.reception(), asked_beyond, Order::Newest, None, 9).await;
        assert_eq!(rule(answer), Rule::NotThisUnit);
        assert_eq!(rule(office.board(&office.leader(), Some(unit(OTHER_WARD))).await), Rule::NotThisUnit);
        for above in [office.district_leader(), office.inspector(), office.in_post("hai-phong.inspector-1")] {
            assert_eq!(seen(&office, &above).await, 2);
            office.dossier(&above, there).await.unwrap();
        }
        assert_eq!(office.board(&office.district_leader(), None).await.unwrap().units.len(), 2);
    }
}

#[tokio::test]
async fn the_inspector_reads_and_changes_nothing_and_the_administrator_does_not_read() {
    for office in TestOffice::on_all().await {
        let received = office.receive(BIRTH).await;
        let id = received.id;
        let (inspector, administrator) = (office.inspector(), office.administrator());
        let detail = office.dossier(&inspector, id).await.unwrap();
        assert!(ActKind::ALL.into_iter().all(|kind| !detail.may(kind)), "no act is offered");
        for command in [finish(), Command::Receive(office.full(BIRTH)), Command::Close(domain::dossier::Close {})] {
            assert_eq!(rule(office.on(&inspector, id, command.clone()).await), Rule::NotThisPost);
            assert_eq!(rule(office.on(&administrator, id, command).await), Rule::NotThisPost);
        }
        let leave = OrganisationCommand::LeavePost { person: inspector.person.clone(), post: inspector.post.clone() };
        assert_eq!(rule(office.change_organisation(&inspector, leave).await), Rule::NotThisPost);
        assert_eq!(rule(office.dossier(&administrator, id).await), Rule::NotThisPost);
        assert_eq!(office.dossier(&office.reception(), id).await.unwrap().version, received.version);
        office.board(&inspector, None).await.unwrap();
    }
}

#[tokio::test]
async fn a_unit_that_is_asked_sees_the_dossier_and_answers() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        let police = office.police_specialist();
        assert!(matches!(office.dossier(&police, id).await, Err(Error::NotFound { .. })));
        let consult = |unit, working_days| {
            Command::Consult(Consult {
                unit, question: "Đương sự có cư trú tại đây không?".into(), working_days
            })
        };
        let specialist = office.specialist();
        let endless = office.on(&specialist, id, consult(police.unit.clone(), 0)).await;
        assert_eq!(rule(endless), Rule::ConsultationDeadline);
        assert_eq!(rule(office.on(&specialist, id, consult(unit(WARD), 2)).await), Rule::NotThisUnit);
        office.on(&specialist, id, consult(police.unit.clone(), 2)).await.unwrap();
        assert_eq!(office.consultations(&police, None, 10).await.unwrap().len(), 1);
        let consultation = office.dossier(&police, id).await.unwrap().dossier.consultations[0].id;
        let answer = domain::dossier::AnswerConsultation { consultation, answer: "Có cư trú".into() };
        office.on(&police, id, Command::AnswerConsultation(answer.clone())).await.unwrap();
        assert_eq!(rule(office.on(&police, id, Command::AnswerConsultation(answer)).await), Rule::ConsultationUnknown);
        office.walk_to_the_end(id).await;
    }
}

#[tokio::test]
async fn an_inbox_holds_what_waits_for_the_post_and_nobody_else_holds() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        let (one, two) = (office.specialist(), office.second_specialist());
        for actor in [&one, &two] {
            assert_eq!(office.inbox(actor, None, 10).await.unwrap().len(), 1);
        }
        office.on(&one, id, Command::Claim(domain::dossier::Claim {})).await.unwrap();
        assert_eq!(office.inbox(&one, None, 10).await.unwrap().len(), 1);
        assert_eq!(office.inbox(&two, None, 10).await.unwrap().len(), 0);
        assert_eq!(office.inbox(&office.other_ward_specialist(), None, 10).await.unwrap().len(), 0);
    }
}
