//! The organisation changes: units, posts and people by date; nothing waits for somebody who is gone.

use crate::unit;
use domain::calendar::Date;
use domain::dossier::{Claim, Command, Event};
use domain::id::{PersonId, PostId, UnitId};
use domain::law::Rule;
use domain::organisation::{OrganisationCommand, Person, Post, PostKind, Subject};
use domain::procedure::Work;
use domain::text::Text;
use office::access::Origin;
use office::organisation::{Heir, Passing};
use office::testing::{BIRTH, DISTRICT, OTHER_WARD, TestOffice, WARD, rule};
use std::collections::BTreeMap;

const TODAY: Date = Date::constant(2026, 8, 17);

fn leave(who: &office::Actor) -> OrganisationCommand {
    OrganisationCommand::LeavePost { person: who.person.clone(), post: who.post.clone() }
}

fn to(person: &PersonId, reason: &str) -> Passing {
    Passing { reason: reason.into(), to: Heir::Person(person.clone()), except: BTreeMap::new() }
}

#[tokio::test]
async fn whoever_leaves_hands_open_tasks_to_a_named_person_and_some_to_another() {
    for office in TestOffice::on_all().await {
        let (gone, heir, admin) = (office.specialist(), office.second_specialist(), office.administrator());
        let mut ids = Vec::new();
        for _ in 0..3 {
            let id = office.receive(BIRTH).await.id;
            office.walk_to(id, Work::Handle).await;
            office.on(&gone, id, Command::Claim(Claim {})).await.unwrap();
            ids.push(id);
        }
        let (login, password) = office.account(&gone).await;
        let (session, _) = office.sign_in(&login, &password, Origin::default()).await.unwrap();
        let (_, bearer) = office.issue_token(&admin, &gone.person, &gone.post, "thử", None).await.unwrap();
        assert_eq!(office.held_tasks(&admin, &gone.person, &gone.post).await.unwrap().len(), 3);

        let silent = office.change_organisation_passing(&admin, leave(&gone), to(&heir.person, " ")).await;
        assert_eq!(rule(silent), Rule::ReasonRequired);
        let unfit = to(&office.leader().person, "Chuyển công tác");
        assert_eq!(
            rule(office.change_organisation_passing(&admin, leave(&gone), unfit).await),
            Rule::NotThisPost,
            "a leader does not handle"
        );
        assert!(office.session(&session).await.unwrap().is_some(), "a refused act changes nothing");
        assert_eq!(office.held_tasks(&admin, &gone.person, &gone.post).await.unwrap().len(), 3);

        let mut passing = to(&heir.person, "Chuyển công tác");
        passing.except.insert(ids[2], Heir::Unit);
        office.change_organisation_passing(&admin, leave(&gone), passing).await.unwrap();
        assert!(office.session(&session).await.unwrap().is_none());
        assert!(office.bearer(&bearer).await.unwrap().is_none());
        for (n, id) in ids.iter().enumerate() {
            let detail = office.dossier(&heir, *id).await.unwrap();
            let last = detail.timeline.last().unwrap();
            let holder = detail.dossier.step().unwrap().official.as_ref().map(|o| o.person.clone());
            assert_eq!(last.envelope.by, admin);
            match &last.event {
                Event::HandedOver { to, reason, .. } if n < 2 => {
                    assert_eq!((&to.person, detail.text(reason)), (&heir.person, "Chuyển công tác"));
                    assert_eq!(holder.as_ref(), Some(&heir.person));
                }
                Event::Released { .. } if n == 2 => assert_eq!(holder, None),
                other => panic!("{n}: {other:?}"),
            }
        }
        // The account of somebody who serves no longer is closed, until an administrator opens it.
        let appoint = |from| OrganisationCommand::Appoint {
            person: gone.person.clone(),
            post: gone.post.clone(),
            from,
            to: None,
        };
        office.change_organisation(&admin, appoint(None)).await.unwrap();
        assert_eq!(rule(office.sign_in(&login, &password, Origin::default()).await), Rule::AccountClosed);
        assert!(office.bearer(&bearer).await.unwrap().is_none(), "a token does not come back with the post");
        office.open_account(&admin, &gone.person, &login, "mật khẩu để thử 2027", true).await.unwrap();
        office.sign_in(&login, "mật khẩu để thử 2027", Origin::default()).await.unwrap();
    }
}

#[tokio::test]
async fn while_the_applicant_has_the_word_the_heir_waits_for_the_supplement() {
    for office in TestOffice::on_all().await {
        let (gone, heir) = (office.specialist(), office.second_specialist());
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&gone, id, Command::Claim(Claim {})).await.unwrap();
        office.on(&gone, id, Command::RequestSupplement(crate::supplement("p1"))).await.unwrap();
        let passing = to(&heir.person, "Nghỉ hưu");
        office.change_organisation_passing(&office.administrator(), leave(&gone), passing).await.unwrap();
        let d = office.state(id).await;
        assert_eq!(d.held.last().unwrap().by, domain::dossier::Holder::Applicant);
        office.later(1);
        let taken = Command::TakeSupplement(office.supplement(&d));
        office.on(&office.reception(), id, taken).await.unwrap();
        assert_eq!(office.state(id).await.step().unwrap().official.as_ref().unwrap().person, heir.person);
    }
}

#[tokio::test]
async fn a_post_that_ends_is_left_by_its_holder_in_the_same_act() {
    for office in TestOffice::on_all().await {
        let (gone, heir, admin) = (office.specialist(), office.second_specialist(), office.administrator());
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&gone, id, Command::Claim(Claim {})).await.unwrap();
        let end = OrganisationCommand::EndPost { post: gone.post.clone() };
        let passing = to(&heir.person, "Bỏ vị trí");
        office.change_organisation_passing(&admin, end.clone(), passing).await.unwrap();
        assert_eq!(office.state(id).await.step().unwrap().official.as_ref().unwrap().person, heir.person);
        assert!(office.law().organisation.posts_of(&gone.person, TODAY).is_empty());
        assert_eq!(rule(office.change_organisation(&admin, end).await), Rule::PostEnded);
        let back = OrganisationCommand::Appoint { person: gone.person, post: gone.post, from: None, to: None };
        assert_eq!(rule(office.change_organisation(&admin, back).await), Rule::PostEnded);
    }
}

#[tokio::test]
async fn the_last_administrator_cannot_leave_the_post_nor_lose_it() {
    for office in TestOffice::on_all().await {
        let admin = office.administrator();
        assert_eq!(rule(office.change_organisation(&admin, leave(&admin)).await), Rule::LastAdministrator);
        let end = OrganisationCommand::EndPost { post: admin.post.clone() };
        assert_eq!(rule(office.change_organisation(&admin, end).await), Rule::LastAdministrator);
        assert_eq!(rule(office.close_account(&admin, &admin.person).await), Rule::LastAdministrator);
        let other = office.specialist().person;
        let appoint = OrganisationCommand::Appoint { person: other, post: admin.post.clone(), from: None, to: None };
        office.change_organisation(&admin, appoint).await.unwrap();
        office.change_organisation(&admin, leave(&admin)).await.unwrap();
    }
}

#[tokio::test]
async fn an_appointment_counts_from_its_first_day_to_its_last() {
    for office in TestOffice::on_all().await {
        let admin = office.administrator();
        let person = PersonId::parse("bui-thi-vi-du").unwrap();
        let add = OrganisationCommand::AddPerson(Person { id: person.clone(), name: "Bùi Thị Ví Dụ".into() });
        office.change_organisation(&admin, add).await.unwrap();
        let post = PostId::parse(&format!("{WARD}.specialist-1")).unwrap();
        let appoint = |from: Date, to: Option<Date>| OrganisationCommand::Appoint {
            person: person.clone(),
            post: post.clone(),
            from: Some(from),
            to,
        };
        let backwards = appoint(Date::constant(2026, 9, 1), Some(Date::constant(2026, 9, 1)));
        assert_eq!(rule(office.change_organisation(&admin, backwards).await), Rule::PeriodBackwards);
        let september = appoint(Date::constant(2026, 9, 1), Some(Date::constant(2026, 10, 1)));
        office.change_organisation(&admin, september).await.unwrap();
        let overlap = appoint(Date::constant(2026, 9, 30), None);
        assert_eq!(rule(office.change_organisation(&admin, overlap).await), Rule::AlreadyDone);
        office.open_account(&admin, &person, "vi-du", "mật khẩu để thử 2026", false).await.unwrap();
        let sign_in = async || office.sign_in("vi-du", "mật khẩu để thử 2026", Origin::default()).await;
        assert_eq!(rule(sign_in().await), Rule::NotInPost, "not yet");
        office.at("2026-09-01 07:00");
        let (session, _) = sign_in().await.unwrap();
        office.at("2026-09-30 23:00");
        let (later, _) = sign_in().await.unwrap();
        office.at("2026-10-01 00:05");
        assert!(office.session(&session).await.unwrap().is_none());
        assert!(office.session(&later).await.unwrap().is_none(), "the last day is over");
    }
}

#[tokio::test]
async fn the_tree_is_known_as_it_was_on_each_day() {
    for office in TestOffice::on_all().await {
        let admin = office.administrator();
        let ward = unit(OTHER_WARD);
        let rename = |from| OrganisationCommand::RenameUnit {
            unit: ward.clone(),
            name: Text::vi("Ủy ban nhân dân phường Tên Mới"),
            from,
        };
        let tomorrow = Date::constant(2026, 8, 18);
        assert_eq!(rule(office.change_organisation(&admin, rename(tomorrow)).await), Rule::PeriodFuture);
        let before = office.law().organisation.unit(&ward).unwrap().name.clone();
        let day = Date::constant(2026, 8, 10);
        office.change_organisation(&admin, rename(day)).await.unwrap();
        let law = office.law();
        let known = law.organisation.unit(&ward).unwrap();
        assert_eq!(known.name.vi, "Ủy ban nhân dân phường Tên Mới");
        assert_eq!(known.as_of(Date::constant(2026, 8, 9)).0, &before);
        assert_eq!(known.as_of(day).0, &known.name);

        // A move: not below itself, and permissions follow the new place.
        let under = |unit: &UnitId, parent: &str| OrganisationCommand::MoveUnit {
            unit: unit.clone(),
            parent: Some(UnitId::parse(parent).unwrap()),
            from: TODAY,
        };
        let ring = under(&unit(DISTRICT), OTHER_WARD);
        assert_eq!(rule(office.change_organisation(&office::setup::the_program(), ring).await), Rule::UnitRing);
        office.change_organisation(&admin, under(&ward, WARD)).await.unwrap();
        let law = office.law();
        let org = &law.organisation;
        assert!(org.is_within(&ward, &unit(WARD)));
        assert!(org.below(Some(&unit(DISTRICT)), Date::constant(2026, 8, 16)).iter().any(|u| u.id == ward));
        assert!(!org.below(Some(&unit(DISTRICT)), TODAY).iter().any(|u| u.id == ward));
        assert!(org.faults().is_empty(), "{:?}", org.faults());
        let events = office.history(&admin, Subject::Unit(&ward)).await.unwrap();
        assert_eq!(events.len(), 3, "it came in, was renamed, was moved: {events:?}");
    }
}

#[tokio::test]
async fn a_unit_ends_with_its_posts_once_nobody_and_nothing_is_left_in_it() {
    for office in TestOffice::on_all().await {
        let admin = office.administrator();
        let small = office
            .law()
            .organisation
            .units
            .iter()
            .find(|u| u.parent.as_ref() == Some(&unit(DISTRICT)) && u.id != unit(WARD) && u.id != unit(OTHER_WARD))
            .unwrap()
            .id
            .clone();
        let end = |unit: &UnitId, successor: &str| OrganisationCommand::EndUnit {
            unit: unit.clone(),
            to: TODAY,
            successors: vec![UnitId::parse(successor).unwrap()],
        };
        assert_eq!(rule(office.change_organisation(&admin, end(&unit(WARD), OTHER_WARD)).await), Rule::UnitNotEmpty);
        let itself = end(&small, small.as_str());
        assert_eq!(rule(office.change_organisation(&admin, itself).await), Rule::UnitRing);
        office.change_organisation(&admin, end(&small, WARD)).await.unwrap();
        let law = office.law();
        let known = law.organisation.unit(&small).unwrap();
        assert_eq!((known.to, known.successors.clone()), (Some(TODAY), vec![unit(WARD)]));
        assert!(law.organisation.posts.iter().filter(|p| p.unit == small).all(|p| !p.is_there(TODAY)));
        let post = Post {
            id: PostId::parse("moi").unwrap(),
            unit: small.clone(),
            kind: PostKind::Specialist,
            name: Text::vi("Chuyên viên"),
            counter: None,
            from: TODAY,
            to: None,
        };
        assert_eq!(rule(office.change_organisation(&admin, OrganisationCommand::AddPost(post)).await), Rule::UnitEnded);
    }
}

#[tokio::test]
async fn an_administrator_changes_nothing_outside_the_own_units() {
    let office = TestOffice::new().await;
    let admin = office.administrator();
    let above = OrganisationCommand::RenameUnit {
        unit: UnitId::parse("hai-phong").unwrap(),
        name: Text::vi("Tên khác"),
        from: TODAY,
    };
    assert_eq!(rule(office.change_organisation(&admin, above).await), Rule::NotThisUnit);
    let reception = office.reception();
    assert_eq!(rule(office.change_organisation(&reception, leave(&reception)).await), Rule::NotThisPost);
    assert_eq!(rule(office.held_tasks(&reception, &reception.person, &reception.post).await), Rule::NotThisPost);
    assert_eq!(rule(office.history(&reception, Subject::Unit(&unit(WARD))).await), Rule::NotThisPost);
}
