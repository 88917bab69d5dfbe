//! Which kind of post may do which kind of act: the whole table, so that a change is seen.

use domain::dossier::{ActKind, Actor, gate};
use domain::id::{PersonId, PostId, UnitId};
use domain::law::Rule;
use domain::organisation::{Organisation, PostKind};

const POSTS: [(PostKind, &str); 7] = [
    (PostKind::ReceptionOfficer, "reception"),
    (PostKind::HeadOfOneStop, "head"),
    (PostKind::Specialist, "specialist"),
    (PostKind::UnitLeader, "unit_leader"),
    (PostKind::Leader, "leader"),
    (PostKind::Inspector, "inspector"),
    (PostKind::Administrator, "administrator"),
];

/// Who may try what, if place and moment are right. Nobody else may; inspectors and
/// administrators nothing at all.
const ALLOWED: [(ActKind, &str); 30] = [
    (ActKind::Guide, "reception head"),
    (ActKind::Receive, "reception head"),
    (ActKind::Decline, "reception head"),
    (ActKind::Transfer, "reception head"),
    (ActKind::Claim, "reception head specialist unit_leader leader"),
    (ActKind::Assign, "head unit_leader leader"),
    (ActKind::HandOver, "reception head specialist unit_leader leader"),
    (ActKind::Finish, "reception head specialist unit_leader leader"),
    (ActKind::SendBack, "unit_leader leader"),
    (ActKind::Consult, "specialist unit_leader"),
    (ActKind::AnswerConsultation, "specialist unit_leader leader"),
    (ActKind::RequestSupplement, "reception head specialist"),
    (ActKind::TakeSupplement, "reception head"),
    (ActKind::Approve, "leader"),
    (ActKind::Reject, "leader"),
    (ActKind::Stop, "leader"),
    (ActKind::Apologise, "leader"),
    (ActKind::AddFiles, "reception head specialist unit_leader leader"),
    (ActKind::StrikeFile, "reception head specialist unit_leader leader"),
    (ActKind::ReturnResult, "reception head"),
    (ActKind::TakeBackResult, "head leader"),
    (ActKind::CorrectReturn, "head leader"),
    (ActKind::GiveBackOriginals, "reception head"),
    (ActKind::Withdraw, "reception head"),
    (ActKind::CorrectProcedure, "reception head specialist"),
    (ActKind::CorrectEntry, "reception head"),
    (ActKind::CollectFee, "reception head"),
    (ActKind::CancelVoucher, "reception head"),
    (ActKind::AnswerCancellation, "head leader"),
    (ActKind::Close, "reception head"),
];

fn actor(kind: PostKind) -> Actor {
    Actor {
        person: PersonId::parse("mau").unwrap(),
        post: PostId::parse("phuong.mau").unwrap(),
        kind,
        unit: UnitId::parse("phuong").unwrap(),
        delegation: None,
    }
}

#[test]
fn each_act_is_open_to_exactly_these_posts() {
    let organisation = Organisation::default();
    for act in ActKind::ALL {
        let open: Vec<&str> = POSTS
            .iter()
            .filter(|(kind, _)| {
                // On no dossier yet, only the post decides between "not you" and "nothing there".
                !matches!(gate(None, act, &actor(*kind), &organisation), Err(r) if r.rule == Rule::NotThisPost)
            })
            .map(|(_, name)| *name)
            .collect();
        let expected = ALLOWED.iter().find(|(kind, _)| *kind == act).map(|(_, posts)| *posts);
        assert_eq!(Some(open.join(" ").as_str()), expected, "{act:?}");
    }
}

#[test]
fn without_a_dossier_there_is_only_guidance_receipt_and_refusal() {
    let organisation = Organisation::default();
    let open: Vec<ActKind> = ActKind::ALL
        .into_iter()
        .filter(|act| POSTS.iter().any(|(kind, _)| gate(None, *act, &actor(*kind), &organisation).is_ok()))
        .collect();
    assert_eq!(open, [ActKind::Guide, ActKind::Receive, ActKind::Decline]);
}
