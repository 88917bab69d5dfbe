//! How a dossier ends, and how a slip is put right on the way.

use crate::{COMPENSATE, CONFIRM, breaches, correct, key, reject};
use domain::calendar::Limit;
use domain::dossier::{
    AnswerConsultation, Apologise, Command, Consult, CorrectProcedure, Outcome, PartyField, Phase, Recipient,
    ReturnProof, Stop, Withdraw,
};
use domain::law::Rule;
use domain::procedure::{Channel, Work};
use office::testing::{APPLICANT, BIRTH, TestOffice, full_papers, moment, rule, to_the_applicant};

#[tokio::test]
async fn a_rejection_with_its_reason_is_a_result_that_is_handed_over() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Sign).await;
        let silent = Command::Reject(domain::dossier::Reject { reason: " ".into() });
        assert_eq!(rule(office.on(&office.leader(), id, silent).await), Rule::ReasonRequired);
        let done = office.on(&office.leader(), id, reject()).await.unwrap();
        assert_eq!(done.phase, Phase::Ready);
        let d = office.walk_to_the_end(id).await;
        assert_eq!((d.outcome, breaches(&d)), (Some(Outcome::Rejected), vec![]));
        let status = office.status(d.token.as_deref().unwrap()).await.unwrap();
        assert_eq!(status.outcome, Some(Outcome::Rejected));
        let detail = office.dossier(&office.leader(), id).await.unwrap();
        assert_eq!(detail.text(d.reason.as_ref().unwrap()), "Không đủ điều kiện theo quy định");
    }
}

#[tokio::test]
async fn a_leader_stops_a_dossier_with_reason_and_ground() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let stop = |reason: &str, ground: &str| Command::Stop(Stop { reason: reason.into(), ground: ground.into() });
        assert_eq!(rule(office.on(&office.specialist(), id, stop("a", "b")).await), Rule::NotThisPost);
        assert_eq!(rule(office.on(&office.leader(), id, stop("a", "")).await), Rule::ReasonRequired);
        let done = office.on(&office.leader(), id, stop("Có quyết định của tòa án", "Điều mẫu")).await.unwrap();
        assert_eq!(done.phase, Phase::Stopped);
        assert_eq!(
            rule(office.on(&office.reception(), id, Command::ReturnResult(to_the_applicant())).await),
            Rule::DossierEnded
        );
        assert_eq!(office.walk_to_the_end(id).await.phase, Phase::Closed);
    }
}

#[tokio::test]
async fn an_applicant_withdraws_and_gets_the_papers_back() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        assert!(office.state(id).await.originals_here);
        office.later(1);
        let withdraw = Command::Withdraw(Withdraw { reason: "Không còn nhu cầu".into(), originals_back: true });
        assert_eq!(office.on(&office.reception(), id, withdraw).await.unwrap().phase, Phase::Withdrawn);
        let d = office.state(id).await;
        assert!(!d.originals_here && d.held.last().unwrap().to == d.ended);
    }
}

#[tokio::test]
async fn the_result_goes_to_another_person_only_with_an_authorisation_and_a_proof() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to_ready(id).await;
        let give = |name: &str, authorisation: &str, how, proof, reference: &str| {
            let mut result = to_the_applicant();
            (result.to, result.how, result.proof) = (Recipient::Other, how, proof);
            (result.name, result.authorisation) = (name.into(), authorisation.into());
            result.reference = reference.into();
            Command::ReturnResult(result)
        };
        let (counter, signed) = (Channel::InPerson, ReturnProof::Signature);
        for (command, expected) in [
            (give("", "GUQ mẫu 1", counter, signed, ""), Rule::FieldRequired),
            (give("Người Nhận Mẫu", "", counter, signed, ""), Rule::AuthorisationRequired),
            (give("Người Nhận Mẫu", "GUQ mẫu 1", counter, ReturnProof::Code, ""), Rule::ProofOfReturn),
            (give("Người Nhận Mẫu", "GUQ mẫu 1", Channel::Post, signed, ""), Rule::ProofOfReturn),
        ] {
            assert_eq!(rule(office.on(&office.reception(), id, command).await), expected);
        }
        let mut to_representative = to_the_applicant();
        to_representative.to = Recipient::Representative;
        let answer = office.on(&office.reception(), id, Command::ReturnResult(to_representative)).await;
        assert_eq!(rule(answer), Rule::AuthorisationRequired, "none was named at receipt");
        let right = give("Người Nhận Mẫu", "GUQ mẫu 1", counter, signed, "");
        assert_eq!(office.on(&office.reception(), id, right).await.unwrap().phase, Phase::Returned);
    }
}

#[tokio::test]
async fn a_corrected_procedure_is_counted_from_the_moment_of_filing() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-14 09:00");
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(10)).await;
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.at("2026-08-17 08:00");
        let correction = |procedure: &str| {
            Command::CorrectProcedure(CorrectProcedure {
                procedure: key(procedure),
                papers: full_papers(&office.version_today(procedure), &[]),
                cases: vec![],
                reason: "Chọn nhầm thủ tục".into(),
            })
        };
        assert_eq!(rule(office.on(&office.specialist(), id, correction(BIRTH)).await), Rule::AlreadyDone);
        office.on(&office.specialist(), id, correction(CONFIRM)).await.unwrap();
        let d = office.state(id).await;
        assert_eq!(d.procedure.key, key(CONFIRM));
        assert_eq!(d.received, Some(moment("2026-08-14 09:00")));
        assert_eq!((d.promised, d.due), (Some(moment("2026-08-27 17:00")), Some(moment("2026-08-27 17:00"))));
        assert_eq!(d.first_due, Some(moment("2026-08-14 17:00")), "the first receipt's date is kept");
        assert_eq!(d.current, 1);
        office.walk_to_the_end(id).await;
    }
}

#[tokio::test]
async fn a_corrected_entry_keeps_the_old_value() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let reception = office.reception();
        let malformed = office.on(&reception, id, correct(PartyField::Phone, "không rõ")).await;
        assert_eq!(rule(malformed), Rule::FieldMalformed);
        office.on(&reception, id, correct(PartyField::Name, "Phùng Thị Đã Sửa")).await.unwrap();
        let detail = office.dossier(&reception, id).await.unwrap();
        assert_eq!(detail.applicant.name, "Phùng Thị Đã Sửa");
        assert!(detail.texts.values().any(|t| *t == format!("{APPLICANT} 1")), "the old name is kept");
        let filter = office::Filter { search: Some("đã sửa".into()), ..office::Filter::default() };
        let found = office.dossiers(&reception, filter, office::dossier::Order::Newest, None, 10).await.unwrap();
        assert_eq!(found.len(), 1, "and the new one is found");
    }
}

#[tokio::test]
async fn a_consultation_is_no_longer_answered_once_the_dossier_has_ended() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        let police = office.police_specialist();
        let consult = Consult { unit: police.unit.clone(), question: "Có cư trú không?".into(), working_days: 2 };
        office.on(&office.specialist(), id, Command::Consult(consult)).await.unwrap();
        let d = office.walk_to_the_end(id).await;
        let answer = AnswerConsultation { consultation: d.consultations[0].id, answer: "Có".into() };
        let answer = office.on(&police, id, Command::AnswerConsultation(answer)).await;
        assert_eq!(rule(answer), Rule::DossierEnded);
    }
}

#[tokio::test]
async fn a_corrected_procedure_does_not_take_back_the_new_date_that_was_promised_with_an_apology() {
    for office in TestOffice::on_all().await {
        office.publish_with_limit(CONFIRM, Limit::WorkingDays(3)).await;
        office.publish_with_limit(COMPENSATE, Limit::WorkingDays(4)).await;
        let id = office.receive(CONFIRM).await.id;
        office.walk_to(id, Work::Handle).await;
        let apologise = Apologise { reason: "Cần xác minh".into(), working_days: 10 };
        office.on(&office.leader(), id, Command::Apologise(apologise)).await.unwrap();
        let told = office.state(id).await.due;
        let correction = CorrectProcedure {
            procedure: key(COMPENSATE),
            papers: full_papers(&office.version_today(COMPENSATE), &[]),
            cases: vec![],
            reason: "Chọn nhầm thủ tục".into(),
        };
        office.on(&office.specialist(), id, Command::CorrectProcedure(correction)).await.unwrap();
        let d = office.state(id).await;
        assert_eq!(d.promised, Some(moment("2026-08-21 17:00")));
        assert_eq!(d.due, told, "what was told to the applicant still holds");
    }
}
