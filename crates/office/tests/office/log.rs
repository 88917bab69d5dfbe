//! The public log: signed heads, proofs that open what concerns the applicant, a guard that no restored
//! database passes, a check that finds what was changed.

use domain::procedure::Work;
use ledger::{KeyKind, MemoryTiles, Policy, SignerKey, Tile, TlogProof};
use office::Office;
use office::log::{LogFault, LogKeeper, SignFault};
use office::testing::{APPLICANT, BIRTH, TestOffice};
use std::path::Path;
use store::db::Sql;
use store::{binds, sql};

fn key() -> SignerKey {
    SignerKey::from_seed("motcua.example/log", KeyKind::Note, [7; 32]).unwrap()
}

fn kept(office: &Office, folder: &Path) {
    assert!(office.keep_log(LogKeeper::new(key(), folder.join("ledger.guard"))));
}

fn policy() -> Policy {
    Policy::parse(format!("log {}\nquorum none\n", key().verifier()).as_bytes()).unwrap()
}

#[tokio::test]
async fn a_receipt_proves_what_was_promised_and_keeps_the_rest_shut() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        kept(&office, folder.path());
        let id = office.receive(BIRTH).await.id;
        let d = office.state(id).await;
        let token = d.token.clone().unwrap();
        let all = office.provable(&token).await.unwrap();
        assert_eq!(all.iter().map(|p| p.kind).collect::<Vec<_>>(), ["received"]);
        let text = office.proof(&token, all[0].version).await.unwrap().to_string();
        let proof = TlogProof::parse(text.as_bytes()).unwrap();
        let (_, opening) = proof.verify_opening(&policy()).unwrap();
        let shown = |name: &str| opening.value(name).map(|v| String::from_utf8(v.to_vec()).unwrap());
        assert_eq!(shown("body.code").unwrap(), format!("\"{}\"", d.code.unwrap()));
        assert_eq!(shown("body.due").unwrap(), d.due.unwrap().as_microsecond().to_string());
        assert_eq!(shown("person").unwrap(), office.reception().person.as_str());
        for shut in ["stream", "body.token", "body.applicant", "body.steps"] {
            assert_eq!(shown(shut), None, "{shut}");
        }
        assert!(!text.contains(APPLICANT) && !text.contains(&token), "{text}");
        // It grows with the log, and older events stay provable.
        office.walk_to(id, Work::Sign).await;
        office.walk_to_the_end(id).await;
        let kinds: Vec<_> = office.provable(&token).await.unwrap().into_iter().map(|p| (p.kind, p.version)).collect();
        for (kind, version) in &kinds {
            let proof = office.proof(&token, *version).await.unwrap();
            assert!(proof.verify_opening(&policy()).is_ok(), "{kind}");
        }
        assert!(kinds.iter().any(|(kind, _)| *kind == "result_returned"), "{kinds:?}");
        assert!(office.proof(&token, 10_000).await.is_err());
        assert!(office.proof("0123", 1).await.is_err());
        // What goes from desk to desk is the office's own.
        let inner = (1..=kinds.last().unwrap().1).find(|v| !kinds.iter().any(|(_, k)| k == v)).unwrap();
        assert!(office.proof(&token, inner).await.is_err());
    }
}

#[tokio::test]
async fn tiles_and_heads_are_those_of_the_events_and_only_what_was_signed_is_published() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        kept(&office, folder.path());
        for _ in 0..40 {
            let id = office.receive(BIRTH).await.id;
            office.walk_to_ready(id).await;
            office.minutes_later(1);
        }
        assert_eq!(office.tile(Tile::new(0, 0, 1).unwrap()).await.unwrap(), None, "nothing was signed yet");
        let signed = office.sign_log().await.unwrap().unwrap();
        let leaves = office.db().read(|tx| Box::pin(async move { store::event::leaves(tx).await })).await.unwrap();
        assert!(leaves.len() > 256, "{}", leaves.len());
        let tiles = MemoryTiles::of(leaves.iter().copied());
        assert_eq!((signed.size, signed.root), (leaves.len() as u64, ledger::root(&leaves)));
        for (tile, bytes) in tiles.all() {
            assert_eq!(office.tile(tile).await.unwrap().as_deref(), Some(bytes.as_slice()), "{tile}");
        }
        // Narrower ones of the same place, for readers of older checkpoints.
        let narrow = office.tile(Tile::new(0, 0, 17).unwrap()).await.unwrap().unwrap();
        assert_eq!(narrow.len(), 17 * 32);
        office.receive(BIRTH).await;
        let beyond = Tile::at(0, leaves.len() as u64 / 256, leaves.len() as u64 + 1).unwrap();
        assert_eq!(office.tile(beyond).await.unwrap(), None, "not signed yet");
        // Signing the same head twice gives the same note.
        let again = office.sign_log().await.unwrap().unwrap();
        assert_eq!(office.sign_log().await.unwrap().unwrap(), again);
        let (report, faults) = office.check_log(&mut |_| ()).await.unwrap();
        assert_eq!((faults, report.events), (vec![], again.size));
    }
}

#[tokio::test]
async fn a_restored_or_forked_database_refuses_to_sign_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let first = TestOffice::new().await;
    kept(&first, folder.path());
    first.receive(BIRTH).await;
    let signed = first.sign_log().await.unwrap().unwrap();
    // A copy of the database from before that.
    let older = TestOffice::new().await;
    kept(&older, folder.path());
    let fault = older.sign_log().await.unwrap_err();
    assert!(matches!(fault, SignFault::Restored { signed: n, .. } if n == signed.size), "{fault}");
    assert!(fault.to_string().contains("motcua ledger renew"), "{fault}");
    assert_eq!(older.log_fault(), Some(fault));
    // It goes on with another history, and is as long and longer.
    for _ in 0..3 {
        older.minutes_later(1);
        older.receive(BIRTH).await;
    }
    assert!(matches!(older.sign_log().await.unwrap_err(), SignFault::Forked { .. }));
    assert!(older.checkpoint().await.unwrap().is_none(), "nothing was signed");
    // The first one goes on.
    first.minutes_later(1);
    first.receive(BIRTH).await;
    assert!(first.sign_log().await.unwrap().unwrap().size > signed.size);
    assert_eq!(first.log_fault(), None);
}

#[tokio::test]
async fn a_lost_guard_or_another_key_stops_the_signing_and_a_crash_between_guard_and_checkpoint_does_not() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        kept(&office, folder.path());
        office.receive(BIRTH).await;
        let signed = office.sign_log().await.unwrap().unwrap();
        // Ended after the guard's file was written and before the checkpoint was kept.
        office.forget_checkpoints().await.unwrap();
        assert_eq!(office.sign_log().await.unwrap().unwrap().note, signed.note);
        let other = office.second_node().await;
        let stranger = SignerKey::from_seed("motcua.example/log", KeyKind::Note, [8; 32]).unwrap();
        other.keep_log(LogKeeper::new(stranger, folder.path().join("ledger.guard")));
        assert_eq!(other.sign_log().await.unwrap_err(), SignFault::OtherKey);
        std::fs::remove_file(folder.path().join("ledger.guard")).unwrap();
        office.minutes_later(1);
        office.receive(BIRTH).await;
        assert_eq!(office.sign_log().await.unwrap_err(), SignFault::GuardLost { signed: signed.size });
    }
}

#[tokio::test]
async fn two_nodes_sign_one_history() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        kept(&office, folder.path());
        let other = office.second_node().await;
        kept(&other, folder.path());
        let mut seen = Vec::new();
        for n in 0..6 {
            office.minutes_later(1);
            office.receive(BIRTH).await;
            let (a, b) = tokio::join!(office.sign_log(), other.sign_log());
            // One of them may have met the other at the guard: it signs on its next try.
            for signed in [a, b] {
                match signed {
                    Ok(signed) => seen.push(signed.unwrap()),
                    Err(SignFault::Busy) => {}
                    Err(e) => panic!("{n}: {e}"),
                }
            }
        }
        seen.sort_by_key(|s| s.size);
        for pair in seen.windows(2).filter(|p| p[0].size == p[1].size) {
            assert_eq!(pair[0].note, pair[1].note);
        }
        let (_, faults) = office.check_log(&mut |_| ()).await.unwrap();
        assert_eq!(faults, vec![]);
    }
}

#[tokio::test]
async fn the_check_finds_a_changed_event_a_changed_tile_and_a_changed_head() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        kept(&office, folder.path());
        for _ in 0..30 {
            let id = office.receive(BIRTH).await.id;
            office.walk_to_ready(id).await;
            office.minutes_later(1);
        }
        office.sign_log().await.unwrap();
        let looked = async || office.check_log(&mut |_| ()).await.unwrap().1;
        assert_eq!(looked().await, vec![]);
        for (change, back, fault) in [
            (
                sql!("UPDATE event SET body = REPLACE(body, '{\"event\":', '{\"Event\":') WHERE position = 200"),
                sql!("UPDATE event SET body = REPLACE(body, '{\"Event\":', '{\"event\":') WHERE position = 200"),
                LogFault::Event(200),
            ),
            (
                sql!("UPDATE event SET unit = unit || 'x' WHERE position = 7"),
                sql!("UPDATE event SET unit = SUBSTR(unit, 1, LENGTH(unit) - 1) WHERE position = 7"),
                LogFault::Event(7),
            ),
            (
                sql!("UPDATE tile SET hashes = root WHERE level = 0 AND n = 0"),
                sql!("DELETE FROM tile"),
                LogFault::Tile("tile/0/000".into()),
            ),
        ] {
            let run = async |statement: Sql| {
                let done = office
                    .db()
                    .write(move |tx| Box::pin(async move { tx.execute(statement, &binds![]).await }))
                    .await
                    .unwrap();
                assert!(done > 0, "{statement:?}");
            };
            run(change).await;
            let faults = looked().await;
            assert!(faults.contains(&fault), "{fault}: {faults:?}");
            run(back).await;
        }
    }
}
