//! The bad day: a wrong result, a result in wrong hands, originals left behind, work done on paper.

use crate::{breaches, finish, unit};
use domain::dossier::{
    ActKind, BackTo, Command, CorrectReturn, GiveBackOriginals, Holder, Phase, Recipient, ReturnFault, ReturnProof,
    Stop, TakeBackResult, Transfer,
};
use domain::law::Rule;
use domain::organisation::OrganisationCommand;
use domain::organisation::outage::{OutageCommand, OutageKind};
use domain::procedure::Work;
use office::Error;
use office::dossier::Ask;
use office::testing::{
    BIRTH, OTHER_WARD, TestOffice, WARD, moment, originals_to_the_applicant, rule, to_the_applicant,
};

fn take_back(to: BackTo) -> Command {
    Command::TakeBackResult(TakeBackResult { to, reason: "Sai năm sinh trên bản chính".into() })
}

fn wrong_return(what: ReturnFault) -> CorrectReturn {
    CorrectReturn {
        what,
        to: None,
        name: String::new(),
        authorisation: String::new(),
        proof: None,
        reference: String::new(),
        reason: "Trùng họ tên, phát hiện khi đối chiếu sổ".into(),
    }
}

fn power(from: &str, to: Option<&str>) -> OutageCommand {
    let (from, to) = (moment(from), to.map(moment));
    OutageCommand::Declare {
        unit: unit(WARD), from, to, kind: OutageKind::Power, reason: "Mất điện lưới".into()
    }
}

#[tokio::test]
async fn a_wrong_result_goes_back_before_anybody_has_it_and_every_minute_keeps_its_holder() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Sign).await;
        assert_eq!(rule(office.on(&office.head(), id, take_back(BackTo::Sign)).await), Rule::WrongOrder);
        let ready = office.walk_to_ready(id).await;
        // Neither whoever received it nor whoever handled it takes a result back.
        assert_eq!(rule(office.on(&office.reception(), id, take_back(BackTo::Sign)).await), Rule::NotThisPost);
        let silent = Command::TakeBackResult(TakeBackResult { to: BackTo::Sign, reason: " ".into() });
        assert_eq!(rule(office.on(&office.head(), id, silent).await), Rule::ReasonRequired);
        office.later(1);
        let done = office.on(&office.head(), id, take_back(BackTo::Sign)).await.unwrap();
        assert_eq!(done.phase, Phase::InProcess);
        let d = office.state(id).await;
        assert_eq!(d.step().unwrap().plan.work, Work::Sign);
        assert_eq!((d.ready, d.outcome, d.promised), (None, None, ready.promised));
        let counter = &d.held[d.held.len() - 2];
        assert_eq!((counter.from, counter.to), (ready.ready.unwrap(), Some(office.now())));
        assert_eq!(counter.by, Holder::Unit { unit: d.unit.clone() });
        // Signed again before its date: nothing was missed.
        let d = office.walk_to_the_end(id).await;
        assert_eq!((d.phase, breaches(&d)), (Phase::Closed, vec![]));
    }
}

#[tokio::test]
async fn a_result_that_was_in_time_is_late_when_the_right_one_comes_late_and_only_once() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let ready = office.walk_to_ready(id).await;
        office.at_moment(ready.promised.unwrap());
        office.later(2);
        office.on(&office.leader(), id, take_back(BackTo::Handle)).await.unwrap();
        assert_eq!(office.state(id).await.step().unwrap().plan.work, Work::Handle);
        assert!(office.state(id).await.is_late(office.now()));
        office.walk_to_ready(id).await;
        office.on(&office.leader(), id, take_back(BackTo::Sign)).await.unwrap();
        let d = office.walk_to_the_end(id).await;
        assert_eq!(breaches(&d), [Rule::ResultLate], "one date is missed once");
    }
}

#[tokio::test]
async fn a_result_in_wrong_hands_is_put_right_on_record_and_the_first_record_stays() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        office.walk_to_ready(id).await;
        let back = Command::CorrectReturn(wrong_return(ReturnFault::TakenBack));
        assert_eq!(rule(office.on(&office.head(), id, back.clone()).await), Rule::WrongOrder);
        office.on(&office.reception(), id, Command::ReturnResult(to_the_applicant())).await.unwrap();
        assert_eq!(rule(office.on(&office.reception(), id, back.clone()).await), Rule::NotThisPost);
        let done = office.on(&office.head(), id, back).await.unwrap();
        assert_eq!(done.breaches, [Rule::ResultToWrongPerson.id()]);
        let d = office.state(id).await;
        assert_eq!((d.phase, d.returned, d.ended), (Phase::Ready, None, None));
        // The breach stands with the counter that handed it over.
        assert_eq!(d.breaches[0].unit, d.unit);
        office.later(3);
        office.on(&office.reception(), id, Command::ReturnResult(to_the_applicant())).await.unwrap();
        let detail = office.dossier(&office.leader(), id).await.unwrap();
        let returns = detail.timeline.iter().filter(|h| h.event.key() == "result_returned").count();
        assert_eq!((returns, detail.dossier.returned), (2, Some(office.now())));
    }
}

#[tokio::test]
async fn who_really_has_the_result_is_recorded_with_name_and_proof_also_after_archiving() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let before = office.walk_to_the_end(id).await;
        assert_eq!(before.phase, Phase::Closed);
        let mut record = wrong_return(ReturnFault::Record);
        let ask = |c: &CorrectReturn| Command::CorrectReturn(c.clone());
        assert_eq!(rule(office.on(&office.leader(), id, ask(&record)).await), Rule::FieldRequired);
        (record.to, record.proof) = (Some(Recipient::Other), Some(ReturnProof::IdentityDocument));
        record.name = "Người Nhận Mẫu".into();
        assert_eq!(rule(office.on(&office.leader(), id, ask(&record)).await), Rule::AuthorisationRequired);
        record.authorisation = "GUQ mẫu 2".into();
        office.on(&office.leader(), id, ask(&record)).await.unwrap();
        let d = office.state(id).await;
        assert_eq!((d.phase, d.returned, breaches(&d)), (Phase::Closed, before.returned, vec![]));
        let detail = office.dossier(&office.head(), id).await.unwrap();
        assert!(detail.texts.values().any(|text| text == "Người Nhận Mẫu"));
        // The name stands apart from the events.
        let events = serde_json::to_string(&detail.timeline.iter().map(|h| &h.event).collect::<Vec<_>>()).unwrap();
        assert!(!events.contains("Người Nhận Mẫu"));
    }
}

#[tokio::test]
async fn a_dossier_is_not_archived_while_originals_are_here() {
    for office in TestOffice::on_all().await {
        let id = office.receive(BIRTH).await.id;
        let give = |c: GiveBackOriginals| Command::GiveBackOriginals(c);
        let all = give(originals_to_the_applicant());
        assert_eq!(rule(office.on(&office.reception(), id, all.clone()).await), Rule::WrongOrder);
        let stop =
            Command::Stop(Stop { reason: "Có quyết định của tòa án".into(), ground: "Điều mẫu".into() });
        office.on(&office.leader(), id, stop).await.unwrap();
        let close = Command::Close(domain::dossier::Close {});
        assert_eq!(rule(office.on(&office.reception(), id, close.clone()).await), Rule::OriginalsHere);
        let nothing = GiveBackOriginals { to: None, proof: None, ..originals_to_the_applicant() };
        assert_eq!(rule(office.on(&office.reception(), id, give(nothing.clone())).await), Rule::FieldRequired);
        let unproved = GiveBackOriginals { proof: None, ..originals_to_the_applicant() };
        assert_eq!(rule(office.on(&office.reception(), id, give(unproved)).await), Rule::ProofOfReturn);
        // All of them may stay in the file, with the ground.
        let kept = GiveBackOriginals { kept: "Tờ khai, lưu theo hồ sơ".into(), ..nothing };
        office.on(&office.reception(), id, give(kept)).await.unwrap();
        assert!(!office.state(id).await.originals_here);
        assert_eq!(rule(office.on(&office.reception(), id, all).await), Rule::NoOriginalsHere);
        assert_eq!(office.on(&office.reception(), id, close).await.unwrap().phase, Phase::Closed);
    }
}

#[tokio::test]
async fn work_done_on_paper_during_an_outage_keeps_both_times_and_its_deadline_counts_from_the_paper() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-18 10:30");
        let receive = || Ask::new(Command::Receive(office.full(BIRTH)));
        let at = |time: &str| receive().done_on_paper(Some(moment(time)));
        // Without an outage on record the server's clock decides.
        assert_eq!(rule(office.act(&office.reception(), at("2026-08-18 08:40")).await), Rule::ServerClock);
        office.change_outage(&office.head(), power("2026-08-18 08:15", Some("2026-08-18 10:15"))).await.unwrap();
        for outside in ["2026-08-18 08:14", "2026-08-18 10:15", "2026-08-18 11:00"] {
            assert_eq!(rule(office.act(&office.reception(), at(outside)).await), Rule::ServerClock, "{outside}");
        }
        // The next ward had power.
        let next_door = office.act(&office.other_ward_reception(), at("2026-08-18 08:40")).await;
        assert_eq!(rule(next_door), Rule::ServerClock);
        let id = office.act(&office.reception(), at("2026-08-18 08:40")).await.unwrap().id;
        let d = office.state(id).await;
        assert_eq!(d.received, Some(moment("2026-08-18 08:40")));
        let law = office.law();
        let due = law.calendar_of(&d.unit).due(moment("2026-08-18 08:40"), d.limit.unwrap()).at;
        assert_eq!(d.due, Some(due));
        let transfer = Ask::on(id, Command::Transfer(Transfer {}));
        let early = transfer.clone().done_on_paper(Some(moment("2026-08-18 08:39")));
        assert_eq!(rule(office.act(&office.reception(), early).await), Rule::ServerClock);
        office.act(&office.reception(), transfer.done_on_paper(Some(moment("2026-08-18 10:00")))).await.unwrap();
        office.on(&office.specialist(), id, finish()).await.unwrap();
        let detail = office.dossier(&office.leader(), id).await.unwrap();
        let both: Vec<_> = detail.timeline.iter().map(|h| (h.envelope.at, h.envelope.entered)).collect();
        assert_eq!(both[0], (moment("2026-08-18 08:40"), Some(office.now())));
        assert_eq!(both.last(), Some(&(office.now(), None)), "what is done now has one time");
    }
}

#[tokio::test]
async fn ordering_the_work_is_not_done_on_paper_and_nobody_writes_from_before_their_post() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    office.walk_to(id, Work::Handle).await;
    let who = office.specialist();
    let (person, post) = (who.person.clone(), who.post.clone());
    office.at("2026-08-17 18:00");
    let leave = OrganisationCommand::LeavePost { person: person.clone(), post: post.clone() };
    office.change_organisation(&office.administrator(), leave).await.unwrap();
    office.at("2026-08-18 10:30");
    office.change_outage(&office.head(), power("2026-08-18 08:15", None)).await.unwrap();
    let paper = Some(moment("2026-08-18 09:00"));
    let claim = Ask::on(id, Command::Claim(domain::dossier::Claim {})).done_on_paper(paper);
    assert_eq!(rule(office.act(&office.second_specialist(), claim).await), Rule::ServerClock);
    assert!(!ActKind::Assign.is_done_on_paper() && ActKind::Approve.is_done_on_paper());
    office.at("2026-08-19 08:00");
    let come_back = OrganisationCommand::Appoint { person, post, from: None, to: None };
    office.change_organisation(&office.administrator(), come_back).await.unwrap();
    let finish = Ask::on(id, finish()).done_on_paper(paper);
    assert_eq!(rule(office.act(&who, finish).await), Rule::NotInPost);
}

#[tokio::test]
async fn an_outage_is_put_on_record_by_an_administrator_or_the_head_within_reach() {
    for office in TestOffice::on_all().await {
        office.at("2026-08-18 10:30");
        let now_on = || power("2026-08-18 08:15", None);
        assert_eq!(rule(office.change_outage(&office.leader(), now_on()).await), Rule::NotThisPost);
        let next_door = OutageCommand::Declare {
            unit: unit(OTHER_WARD),
            from: moment("2026-08-18 08:15"),
            to: None,
            kind: OutageKind::Network,
            reason: "Đứt cáp".into(),
        };
        assert_eq!(rule(office.change_outage(&office.head(), next_door.clone()).await), Rule::NotThisUnit);
        office.change_outage(&office.administrator(), next_door).await.unwrap();
        for (wrong, expected) in [
            (power("2026-08-18 08:15", Some("2026-08-18 08:15")), Rule::OutagePeriod),
            (power("2026-08-18 08:15", Some("2026-08-18 11:00")), Rule::OutagePeriod),
            (power("2026-09-18 08:15", None), Rule::OutagePeriod),
        ] {
            assert_eq!(rule(office.change_outage(&office.head(), wrong).await), expected);
        }
        office.change_outage(&office.head(), now_on()).await.unwrap();
        assert_eq!(rule(office.change_outage(&office.head(), now_on()).await), Rule::AlreadyDone);
        let end = |to: &str| OutageCommand::End { unit: unit(WARD), from: moment("2026-08-18 08:15"), to: moment(to) };
        assert_eq!(rule(office.change_outage(&office.head(), end("2026-08-18 10:31")).await), Rule::OutagePeriod);
        office.change_outage(&office.head(), end("2026-08-18 10:20")).await.unwrap();
        assert_eq!(rule(office.change_outage(&office.head(), end("2026-08-18 10:25")).await), Rule::AlreadyDone);
        let known = office.outages(&office.reception());
        assert_eq!(known.len(), 1, "the other ward's is not this one's");
        assert_eq!(known[0].to, Some(moment("2026-08-18 10:20")));
        // A newer file of the organisation does not take it off the record.
        let import = domain::organisation::OrganisationCommand::Import(Box::new(domain::organisation::Organisation {
            outages: vec![],
            ..office.law().organisation.clone()
        }));
        office.change_organisation(&office.administrator(), import).await.unwrap();
        assert_eq!(office.outages(&office.reception()), known);
    }
}

#[tokio::test]
async fn planned_downtime_is_announced_seven_working_days_before_or_marked_as_late() {
    let office = TestOffice::new().await;
    // Monday 17 August; 28 August is nine working days away, 20 August three.
    for (from, to, late) in
        [("2026-08-28 18:00", "2026-08-28 20:00", false), ("2026-08-20 18:00", "2026-08-20 20:00", true)]
    {
        office.change_outage(&office.head(), power(from, Some(to))).await.unwrap();
        let known = office.outages(&office.head());
        let this = known.iter().find(|o| o.from == moment(from)).unwrap();
        assert_eq!((this.planned, this.announced_late), (true, late));
    }
}

#[tokio::test]
async fn the_same_paper_entered_twice_under_one_key_is_one_act_and_another_time_is_another_request() {
    let office = TestOffice::new().await;
    office.at("2026-08-18 10:30");
    office.change_outage(&office.head(), power("2026-08-18 08:15", Some("2026-08-18 10:15"))).await.unwrap();
    let ask =
        |time: &str| Ask::new(Command::Receive(office.full(BIRTH))).keyed("giấy").done_on_paper(Some(moment(time)));
    let first = office.act(&office.reception(), ask("2026-08-18 09:00")).await.unwrap();
    let again = office.act(&office.reception(), ask("2026-08-18 09:00")).await.unwrap();
    assert!(again.replayed && again.id == first.id);
    let other = office.act(&office.reception(), ask("2026-08-18 09:30")).await;
    assert!(matches!(other, Err(Error::KeyReused)), "{other:?}");
}
