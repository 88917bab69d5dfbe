//! Who acts: sign-in, delegation in writing, posts that end, duties that stay apart.

use crate::finish;
use domain::calendar::{Date, local};
use domain::dossier::{Approve, Claim, Command};
use domain::id::{PersonId, PostId};
use domain::law::Rule;
use domain::organisation::{Delegation, OrganisationCommand};
use domain::procedure::Work;
use jiff::ToSpan;
use office::access::{Origin, SignedIn};
use office::testing::{BIRTH, TestOffice, rule};
use office::{Actor, Error};

fn lend(office: &TestOffice, from: &Actor, to: &PersonId, days: i32) -> OrganisationCommand {
    let today: Date = local(office.now()).date();
    OrganisationCommand::Delegate(Delegation {
        from_post: from.post.clone(),
        to_person: to.clone(),
        document: "07/GUQ-MẪU".into(),
        content: "Ký kết quả giải quyết hồ sơ".into(),
        from: today,
        to: today.checked_add(days.days()).unwrap(),
    })
}

async fn sign_in(office: &TestOffice, actor: &Actor) -> (String, SignedIn) {
    let (login, password) = office.account(actor).await;
    office.sign_in(&login, &password, Origin::default()).await.unwrap()
}

/// Signs in and goes on through another's post.
async fn through(office: &TestOffice, actor: &Actor, post: &PostId) -> (String, Actor) {
    let (secret, who) = sign_in(office, actor).await;
    office.switch_post(&who, post).await.unwrap();
    let actor = office.session(&secret).await.unwrap().unwrap().actor;
    (secret, actor)
}

fn approve() -> Command {
    Command::Approve(Approve { note: String::new() })
}

#[tokio::test]
async fn a_substitute_signs_through_the_leaders_post_with_the_number_of_the_document_until_it_ends() {
    for office in TestOffice::on_all().await {
        let (leader, substitute) = (office.leader(), office.unit_leader());
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Sign).await;
        assert_eq!(rule(office.on(&substitute, id, approve()).await), Rule::NotThisPost);
        office.change_organisation(&leader, lend(&office, &leader, &substitute.person, 3)).await.unwrap();
        let (secret, acting) = through(&office, &substitute, &leader.post).await;
        assert_eq!(acting.delegation.as_deref(), Some("07/GUQ-MẪU"));
        office.on(&acting, id, approve()).await.unwrap();
        let detail = office.dossier(&leader, id).await.unwrap();
        let signed = detail.timeline.iter().find(|h| h.event.key() == "decided").unwrap();
        assert_eq!(signed.envelope.by.post, leader.post);
        assert_eq!(signed.envelope.by.person, substitute.person);
        assert_eq!(signed.envelope.by.delegation.as_deref(), Some("07/GUQ-MẪU"));
        // The last day is the 19th; used each morning, the session would not have idled out.
        for day in ["2026-08-17 17:00", "2026-08-18 02:00", "2026-08-18 11:00", "2026-08-18 20:00", "2026-08-19 05:00"]
        {
            office.at(day);
            assert!(office.session(&secret).await.unwrap().is_some(), "{day}");
        }
        for day in ["2026-08-19 14:00", "2026-08-19 23:30"] {
            office.at(day);
            assert!(office.session(&secret).await.unwrap().is_some(), "{day}");
        }
        office.at("2026-08-20 00:01");
        assert!(office.session(&secret).await.unwrap().is_none(), "the delegation has ended");
        let (_, who) =
            office.sign_in(substitute.post.as_str(), "mật khẩu để thử 2026", Origin::default()).await.unwrap();
        assert_eq!(who.posts.len(), 1);
        assert_eq!(rule(office.switch_post(&who, &leader.post).await), Rule::NotInPost);
    }
}

#[tokio::test]
async fn powers_are_lent_in_writing_for_a_time_by_their_holder_and_not_on() {
    let office = TestOffice::new().await;
    let (leader, substitute) = (office.leader(), office.unit_leader());
    let mut unwritten = lend(&office, &leader, &substitute.person, 3);
    if let OrganisationCommand::Delegate(d) = &mut unwritten {
        d.document.clear();
    }
    assert_eq!(rule(office.change_organisation(&leader, unwritten).await), Rule::DelegationInWriting);
    let endless = lend(&office, &leader, &substitute.person, 0);
    assert_eq!(rule(office.change_organisation(&leader, endless).await), Rule::DelegationPeriod);
    let mut past = lend(&office, &leader, &substitute.person, 3);
    if let OrganisationCommand::Delegate(d) = &mut past {
        d.from = Date::constant(2026, 8, 16);
    }
    assert_eq!(rule(office.change_organisation(&leader, past).await), Rule::DelegationPeriod);
    let others = lend(&office, &leader, &substitute.person, 3);
    assert_eq!(rule(office.change_organisation(&office.second_leader(), others).await), Rule::NotThisPost);
    office.change_organisation(&leader, lend(&office, &leader, &substitute.person, 3)).await.unwrap();
    let (_, acting) = through(&office, &substitute, &leader.post).await;
    let on = lend(&office, &acting, &office.specialist().person, 2);
    assert_eq!(rule(office.change_organisation(&acting, on).await), Rule::NotThisPost);
}

#[tokio::test]
async fn whoever_handled_a_dossier_does_not_sign_it_even_by_delegation() {
    for office in TestOffice::on_all().await {
        let (leader, handler, other) = (office.leader(), office.specialist(), office.second_specialist());
        for substitute in [&handler, &other] {
            office.change_organisation(&leader, lend(&office, &leader, &substitute.person, 2)).await.unwrap();
        }
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&handler, id, finish()).await.unwrap();
        let (_, as_leader) = through(&office, &handler, &leader.post).await;
        assert_eq!(rule(office.on(&as_leader, id, approve()).await), Rule::SeparationOfDuties);
        let (_, other_as_leader) = through(&office, &other, &leader.post).await;
        office.on(&other_as_leader, id, approve()).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_handled_and_handed_over_does_not_sign_either() {
    for office in TestOffice::on_all().await {
        let (leader, handler, other) = (office.leader(), office.specialist(), office.second_specialist());
        office.change_organisation(&leader, lend(&office, &leader, &handler.person, 2)).await.unwrap();
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&handler, id, Command::Claim(Claim {})).await.unwrap();
        office.later(1);
        let hand_over = domain::dossier::HandOver { person: other.person.clone(), reason: "Nghỉ phép".into() };
        office.on(&handler, id, Command::HandOver(hand_over)).await.unwrap();
        office.on(&other, id, finish()).await.unwrap();
        let (_, as_leader) = through(&office, &handler, &leader.post).await;
        assert_eq!(rule(office.on(&as_leader, id, approve()).await), Rule::SeparationOfDuties);
    }
}

#[tokio::test]
async fn leaving_a_post_ends_its_sessions_and_tokens_at_once() {
    for office in TestOffice::on_all().await {
        let (specialist, administrator) = (office.specialist(), office.administrator());
        let (secret, _) = sign_in(&office, &specialist).await;
        let (person, post) = (specialist.person.clone(), specialist.post.clone());
        let (_, bearer) = office.issue_token(&administrator, &person, &post, "Máy quét mẫu", None).await.unwrap();
        let leader = office.leader();
        office.change_organisation(&leader, lend(&office, &leader, &person, 5)).await.unwrap();
        assert!(office.session(&secret).await.unwrap().is_some());
        assert!(office.bearer(&bearer).await.unwrap().is_some());
        office.change_organisation(&administrator, OrganisationCommand::LeavePost { person, post }).await.unwrap();
        assert!(office.session(&secret).await.unwrap().is_none());
        assert!(office.bearer(&bearer).await.unwrap().is_none());
        // What was lent to somebody who serves no longer is not used any more either.
        let (login, password) = (specialist.post.as_str(), "mật khẩu để thử 2026");
        assert_eq!(rule(office.sign_in(login, password, Origin::default()).await), Rule::NotInPost);
    }
}

#[tokio::test]
async fn wrong_passwords_lock_the_sign_in_for_longer_each_time() {
    for office in TestOffice::on_all().await {
        let (login, password) = office.account(&office.specialist()).await;
        let attempt = |password: &str| {
            let (login, password) = (login.clone(), password.to_owned());
            let office = &office;
            async move { office.sign_in(&login, &password, Origin::default()).await.map(|_| ()) }
        };
        for _ in 0..4 {
            assert!(matches!(attempt("sai").await, Err(Error::WrongPassword)));
        }
        let minutes = |answer: Result<(), Error>| match answer {
            Err(Error::Locked { until }) => until.duration_since(office.now()).as_mins(),
            other => panic!("{other:?}"),
        };
        assert_eq!(minutes(attempt("sai").await), 1);
        assert_eq!(minutes(attempt(&password).await), 1, "not even with the right one");
        office.minutes_later(2);
        assert_eq!(minutes(attempt("sai").await), 2);
        office.minutes_later(3);
        attempt(&password).await.unwrap();
        assert!(matches!(attempt("sai").await, Err(Error::WrongPassword)), "the count begins anew");
        let nobody = office.sign_in("khong-co", "sai", Origin::default()).await;
        assert!(matches!(nobody, Err(Error::WrongPassword)));
    }
}
