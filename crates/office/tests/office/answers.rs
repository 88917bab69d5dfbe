//! Versions, idempotency keys, codes, and many people at once.

use crate::finish;
use domain::dossier::{Claim, Command};
use domain::law::Rule;
use domain::procedure::Work;
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice, applicant, rule};
use office::{Error, Office};
use std::collections::HashSet;

#[tokio::test]
async fn a_stale_version_is_refused_with_the_current_one() {
    for office in TestOffice::on_all().await {
        let done = office.receive(BIRTH).await;
        let moved = office.drive(done.id).await;
        let late = Ask::on(done.id, finish()).expecting(done.version);
        let answer = office.act(&office.specialist(), late).await;
        assert!(
            matches!(answer, Err(Error::Stale { expected, current }) if expected == done.version && current == moved.version),
            "{answer:?}"
        );
        let fresh = Ask::on(done.id, finish()).expecting(moved.version);
        office.act(&office.specialist(), fresh).await.unwrap();
    }
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_with_another_body_is_refused() {
    for office in TestOffice::on_all().await {
        let ask = |n| {
            let mut receive = office.full(BIRTH);
            receive.applicant = applicant(n);
            Ask::new(Command::Receive(receive)).keyed("mot-lan")
        };
        let reception = office.reception();
        let first = office.act(&reception, ask(1)).await.unwrap();
        office.later(1);
        let again = office.act(&reception, ask(1)).await.unwrap();
        assert!(again.replayed && !first.replayed);
        assert_eq!(office::dossier::Done { replayed: false, ..again }, first);
        assert!(matches!(office.act(&reception, ask(2)).await, Err(Error::KeyReused)));
        // Another person's key is another key.
        let other = office.act(&office.second_reception(), ask(1)).await.unwrap();
        assert_ne!(other.id, first.id);
        // A refused act leaves its key free.
        let mut faulty = office.full(BIRTH);
        faulty.papers.clear();
        let refused = office.act(&reception, Ask::new(Command::Receive(faulty)).keyed("hai")).await;
        assert_eq!(rule(refused), Rule::PapersMissing);
        office.act(&reception, Ask::new(Command::Receive(office.full(BIRTH))).keyed("hai")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_clerks_at_once_one_wins_and_the_other_is_told() {
    for office in TestOffice::on_all().await {
        let nodes: [Office; 2] = [(*office).clone(), office.second_node().await];
        for round in 0..4 {
            let id = office.receive(BIRTH).await.id;
            office.walk_to(id, Work::Handle).await;
            let version = office.dossier(&office.leader(), id).await.unwrap().version;
            let tries =
                [office.specialist(), office.second_specialist()].into_iter().zip(nodes.clone()).map(|(who, node)| {
                    let command = if round % 2 == 0 { finish() } else { Command::Claim(Claim {}) };
                    let ask = Ask::on(id, command);
                    let ask = if round < 2 { ask.expecting(version) } else { ask };
                    tokio::spawn(async move { node.act(&who, ask).await })
                });
            let mut answers = Vec::new();
            for one in tries.collect::<Vec<_>>() {
                answers.push(one.await.unwrap());
            }
            assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1, "{}: {answers:?}", office.engine);
            let told = answers.into_iter().find_map(Result::err).unwrap();
            match told {
                Error::Stale { expected, current } => assert!(round < 2 && expected == version && current > version),
                Error::Refused(r) => {
                    assert!(round >= 2 && [Rule::HeldByAnother, Rule::WrongOrder].contains(&r.rule), "{r}");
                }
                other => panic!("{other}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_dossiers_received_at_once_get_two_hundred_codes() {
    for office in TestOffice::on_all().await {
        let nodes: [Office; 2] = [(*office).clone(), office.second_node().await];
        let desks = [office.reception(), office.second_reception()];
        let tasks: Vec<_> = (0..200)
            .map(|n| {
                let mut receive = office.full(BIRTH);
                receive.applicant = applicant(u32::try_from(n).unwrap());
                let (node, desk) = (nodes[n % 2].clone(), desks[n / 2 % 2].clone());
                tokio::spawn(async move { node.act(&desk, Ask::new(Command::Receive(receive))).await })
            })
            .collect();
        let mut codes = HashSet::new();
        let mut ids = HashSet::new();
        for task in tasks {
            let done = task.await.unwrap().unwrap();
            codes.insert(done.code.unwrap());
            ids.insert(done.id);
        }
        assert_eq!((codes.len(), ids.len()), (200, 200), "{}", office.engine);
        assert!(codes.iter().any(|c| c.as_str().ends_with("-260817-0200")), "no number was left out");
    }
}

#[tokio::test]
async fn a_code_is_never_used_again_and_a_refused_receipt_takes_none() {
    for office in TestOffice::on_all().await {
        let order =
            |code: Option<domain::code::DossierCode>| code.unwrap().as_str().rsplit('-').next().unwrap().to_owned();
        assert_eq!(order(office.receive(BIRTH).await.code), "0001");
        let mut faulty = office.full(BIRTH);
        faulty.papers.clear();
        let refused = office.act(&office.reception(), Ask::new(Command::Receive(faulty))).await;
        assert_eq!(rule(refused), Rule::PapersMissing);
        let withdrawn = office.receive(BIRTH).await;
        assert_eq!(order(withdrawn.code.clone()), "0002");
        let withdraw =
            Command::Withdraw(domain::dossier::Withdraw { reason: "Đổi ý".into(), originals_back: true });
        office.on(&office.reception(), withdrawn.id, withdraw).await.unwrap();
        store::rebuild::rebuild(office.db()).await.unwrap();
        assert_eq!(order(office.receive(BIRTH).await.code), "0003");
        office.later(24);
        assert!(office.receive(BIRTH).await.code.unwrap().as_str().ends_with("-260818-0001"));
    }
}
