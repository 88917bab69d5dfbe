//! A database that was restored or changed does not sign a second history.

use ledger::guard::{LastSigned, Leave, Refusal, may_sign};
use ledger::{Hash, MemoryTree, ProofError, consistency_proof_from_nodes, leaf_hash, root_from_nodes};
use proptest::prelude::*;

const LOG: &str = "motcua.example/log";

fn tree(changed: Option<u64>) -> MemoryTree {
    let entry =
        |number: u64| if Some(number) == changed { leaf_hash(b"changed") } else { leaf_hash(&number.to_be_bytes()) };
    (0..200).map(entry).collect()
}

fn head(tree: &MemoryTree, size: u64) -> LastSigned {
    LastSigned::new(LOG, size, root_from_nodes(tree, size).expect("in memory")).expect("one line")
}

fn proof_of(tree: &MemoryTree) -> impl FnOnce(u64, u64) -> Result<Vec<Hash>, String> {
    |old, new| consistency_proof_from_nodes(tree, old, new).map_err(|error| error.to_string())
}

proptest! {
    #[test]
    fn only_growth_of_what_was_signed_is_signed(signed in 0_u64..=200, found in 0_u64..=200, changed in prop::option::of(0_u64..200)) {
        let (before, now) = (tree(None), tree(changed));
        let verdict = may_sign(Some(&head(&before, signed)), &head(&now, found), proof_of(&now));
        let expected = if found < signed {
            Err(Refusal::Restored { signed, found })
        } else if changed.is_some_and(|changed| changed < signed) {
            Err(Refusal::Forked { signed, found })
        } else if found == signed {
            Ok(Leave::Same)
        } else {
            Ok(Leave::Grown)
        };
        prop_assert_eq!(verdict, expected);
    }
}

#[test]
fn without_a_record_it_is_the_first_signature() {
    let log = tree(None);
    assert_eq!(may_sign(None, &head(&log, 5), proof_of(&log)), Ok(Leave::First));
}

#[test]
fn the_record_of_another_log_and_a_failed_proof_are_told() {
    let log = tree(None);
    let other = LastSigned::new("other.example", 5, *head(&log, 5).root()).expect("one line");
    let refusal = may_sign(Some(&other), &head(&log, 6), proof_of(&log)).expect_err("another log");
    assert!(refusal.to_string().contains("other.example"), "{refusal}");
    let refusal = may_sign(Some(&head(&log, 5)), &head(&log, 6), |_, _| Err(ProofError::Empty)).expect_err("no proof");
    assert_eq!(refusal, Refusal::Proof(ProofError::Empty));
    let refusal = may_sign(Some(&head(&log, 6)), &head(&log, 5), proof_of(&log)).expect_err("restored");
    assert_eq!(
        refusal.to_string(),
        "6 entries were signed and the database has only 5: it was restored from an older backup"
    );
}

#[test]
fn a_record_with_anything_more_is_refused() {
    let text = head(&tree(None), 5).to_string();
    assert!(LastSigned::parse(text.as_bytes()).is_ok());
    for bad in [format!("{text}more\n"), format!("{text}\n"), text.replace("@v1", "@v2"), text.trim_end().to_owned()] {
        assert!(LastSigned::parse(bad.as_bytes()).is_err(), "{bad:?}");
    }
}
