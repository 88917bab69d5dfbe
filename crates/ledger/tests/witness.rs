//! A witness cosigns growth and nothing else, with the status that the protocol gives each refusal.

use ledger::witness::{AddCheckpoint, MAX_PROOF_HASHES, Refusal, RequestError, State, decide};
use ledger::{
    Checkpoint, Hash, KeyKind, MemoryTree, SignedCheckpoint, SignerKey, VerifierKey, consistency_proof_from_nodes,
    cosigned_at, empty_root, leaf_hash, root_from_nodes,
};

const LOG: &str = "motcua.example/log";

fn log_key() -> SignerKey {
    SignerKey::from_seed(LOG, KeyKind::Note, [1; 32]).expect("a key")
}

fn witness_key() -> SignerKey {
    SignerKey::from_seed("province.example", KeyKind::Cosignature, [2; 32]).expect("a key")
}

fn tree() -> MemoryTree {
    (0..300_u64).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

fn checkpoint(tree: &MemoryTree, size: u64) -> SignedCheckpoint {
    let root = root_from_nodes(tree, size).expect("in memory");
    Checkpoint::new(LOG, size, root).expect("a line").sign(&log_key()).expect("signed")
}

fn request(old: u64, new: u64) -> AddCheckpoint {
    let tree = tree();
    let proof =
        if old == 0 || old > new { vec![] } else { consistency_proof_from_nodes(&tree, old, new).expect("a proof") };
    AddCheckpoint { old, proof, checkpoint: checkpoint(&tree, new) }
}

fn state(size: u64) -> State {
    State { size, root: root_from_nodes(&tree(), size).expect("in memory") }
}

fn ask(request: &AddCheckpoint, stored: Option<&State>) -> Result<State, Refusal> {
    let keys = [log_key().verifier()];
    let accepted = decide(request, &keys, stored, &witness_key(), 1_800_000_000)?;
    let mut seen = request.checkpoint.clone();
    seen.add(accepted.cosignature).expect("added");
    assert_eq!(cosigned_at(&seen, &witness_key().verifier()), Ok(Some(1_800_000_000)));
    Ok(accepted.state)
}

#[test]
fn growth_is_cosigned_step_by_step() {
    let mut stored = None;
    for (old, new) in [(0, 0), (0, 1), (1, 1), (1, 2), (2, 3), (3, 64), (64, 64), (64, 65), (65, 300)] {
        let new_state =
            ask(&request(old, new), stored.as_ref()).unwrap_or_else(|refusal| panic!("{old} {new}: {refusal}"));
        assert_eq!(new_state, state(new));
        stored = Some(new_state);
    }
}

#[test]
fn another_old_size_is_a_conflict_that_tells_the_stored_one() {
    let refusal = ask(&request(3, 64), Some(&state(64))).expect_err("not from 3");
    assert_eq!((refusal.clone(), refusal.status()), (Refusal::Conflict { stored: 64 }, 409));
    assert_eq!(refusal.conflict_body().as_deref(), Some("64\n"));
    assert_eq!(ask(&request(0, 64), Some(&state(64))), Err(Refusal::Conflict { stored: 64 }));
    assert_eq!(ask(&request(3, 64), None), Err(Refusal::Conflict { stored: 0 }));
    // Rolling back by a race: the state is a newer one by now.
    assert_eq!(ask(&request(64, 65), Some(&state(300))), Err(Refusal::Conflict { stored: 300 }));
}

#[test]
fn a_rewritten_history_is_never_cosigned() {
    let mut forged: Vec<Hash> = tree().leaves().to_vec();
    forged[5] = leaf_hash(b"rewritten");
    let forged: MemoryTree = forged.into_iter().collect();
    let proof = consistency_proof_from_nodes(&forged, 64, 300).expect("a proof");
    let other = AddCheckpoint { old: 64, proof, checkpoint: checkpoint(&forged, 300) };
    let refusal = ask(&other, Some(&state(64))).expect_err("rewritten");
    assert!(matches!(refusal, Refusal::Proof(_)), "{refusal}");
    assert_eq!((refusal.status(), refusal.conflict_body()), (422, None));
    let same_size = AddCheckpoint { old: 64, proof: vec![], checkpoint: checkpoint(&forged, 64) };
    let refusal = ask(&same_size, Some(&state(64))).expect_err("forked");
    assert_eq!((refusal.clone(), refusal.status()), (Refusal::Forked { size: 64 }, 409));
    assert_eq!(refusal.conflict_body().as_deref(), Some("64\n"));
}

#[test]
fn a_proof_of_wrong_length_is_refused() {
    for (old, new, stored) in [(0, 64, None), (64, 64, Some(state(64))), (3, 64, Some(state(3)))] {
        let mut long = request(old, new);
        long.proof.push(empty_root());
        assert_eq!(ask(&long, stored.as_ref()).map_err(|refusal| refusal.status()), Err(422), "{old} {new}");
    }
    let mut short = request(3, 64);
    short.proof.pop();
    assert_eq!(ask(&short, Some(&state(3))).map_err(|refusal| refusal.status()), Err(422));
    let odd = Checkpoint::new(LOG, 0, leaf_hash(b"")).expect("a line").sign(&log_key()).expect("signed");
    let odd = AddCheckpoint { old: 0, proof: vec![], checkpoint: odd };
    assert_eq!(ask(&odd, None).map_err(|refusal| refusal.status()), Err(422), "no entries, yet a root");
}

#[test]
fn strangers_are_refused_before_all_else() {
    let request = request(3, 64);
    let judged = |keys: &[VerifierKey]| decide(&request, keys, None, &witness_key(), 1).expect_err("a stranger");
    let other = SignerKey::from_seed("other.example", KeyKind::Note, [9; 32]).expect("a key").verifier();
    assert_eq!((judged(&[]).status(), judged(&[other]).status()), (404, 404));
    let renewed = SignerKey::from_seed(LOG, KeyKind::Note, [9; 32]).expect("a key").verifier();
    assert_eq!(judged(&[renewed]).status(), 403);
    let changed = request.checkpoint.to_string().replacen("\n64\n", "\n65\n", 1);
    let changed = SignedCheckpoint::parse(changed.as_bytes()).expect("read");
    let changed = AddCheckpoint { checkpoint: changed, ..request };
    assert_eq!(ask(&changed, None).map_err(|refusal| refusal.status()), Err(403));
    let shrunk = AddCheckpoint { old: 65, proof: vec![], checkpoint: checkpoint(&tree(), 64) };
    assert_eq!(ask(&shrunk, Some(&state(65))), Err(Refusal::Shrunk { old: 65, new: 64 }));
    assert_eq!(Refusal::Shrunk { old: 65, new: 64 }.status(), 400);
}

#[test]
fn a_witness_with_a_key_for_logs_signs_nothing() {
    let keys = [log_key().verifier()];
    let refusal = decide(&request(0, 1), &keys, None, &log_key(), 1).expect_err("not a witness");
    assert_eq!(refusal.status(), 500);
}

#[test]
fn the_request_of_the_specification_is_read() {
    let text = "old 20852014\n\
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n\
        example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
        — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";
    let read = AddCheckpoint::parse(text.as_bytes()).expect("a request");
    assert_eq!((read.old, read.proof.len(), read.checkpoint.note().signatures().len()), (20_852_014, 4, 2));
    assert_eq!(read.to_string(), text);
    let parse = |text: &str| AddCheckpoint::parse(text.as_bytes()).map(|_| ());
    assert_eq!(parse(&text.replacen("old 2", "old 02", 1)), Err(RequestError::Old));
    assert_eq!(parse(&text.replacen("old ", "size ", 1)), Err(RequestError::Old));
    assert_eq!(parse(&text.replacen("PlRN", "Pl-N", 1)), Err(RequestError::Hash(0)));
    assert_eq!(parse(&text.replacen("\n\n", "\n", 2)), Err(RequestError::Form));
    assert!(matches!(parse(&text.replacen("\n\n", "\n", 1)), Err(RequestError::Hash(4))));
    let line = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
    let many = |count: usize| text.replacen(line, &line.repeat(count), 1);
    assert_eq!(parse(&many(MAX_PROOF_HASHES - 3)), Ok(()));
    assert_eq!(parse(&many(MAX_PROOF_HASHES - 2)), Err(RequestError::Hash(MAX_PROOF_HASHES)));
}
