//! The tree against the plain definition of RFC 6962 and against its known values.

use ledger::{
    Frontier, FrontierError, Hash, HashError, ProofError, consistency_proof, empty_root, inclusion_proof, leaf_hash,
    node_hash, root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

/// The entries and roots that implementations of RFC 6962 have long shared in their tests.
const ENTRIES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_known_roots_come_out() {
    let leaves: Vec<Hash> = ENTRIES.iter().map(|entry| leaf_hash(&hex::decode(entry).expect("hexadecimal"))).collect();
    let mut log = Frontier::new();
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(&leaves[..size]).to_hex(), *expected);
        assert_eq!(log.root().to_hex(), *expected);
        if let Some(leaf) = leaves.get(size) {
            log.append(*leaf);
        }
    }
}

/// RFC 6962 section 2.1, word for word.
fn plain_root(leaves: &[Hash]) -> Hash {
    match leaves.len() {
        0 => empty_root(),
        1 => leaves[0],
        n => {
            let mut k = 1;
            while k * 2 < n {
                k *= 2;
            }
            node_hash(&plain_root(&leaves[..k]), &plain_root(&leaves[k..]))
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&(number as u64).to_be_bytes())).collect()
}

proptest! {
    #[test]
    fn a_frontier_has_the_root_of_the_plain_definition(count in 0_usize..300) {
        let leaves = leaves(count);
        let mut log = Frontier::new();
        for leaf in &leaves {
            log.append(*leaf);
        }
        prop_assert_eq!(log.size(), count as u64);
        prop_assert_eq!(log.peaks().len(), count.count_ones() as usize);
        prop_assert_eq!(log.root(), plain_root(&leaves));
        prop_assert_eq!(root(&leaves), plain_root(&leaves));
        prop_assert_eq!(Frontier::from_bytes(&log.to_bytes()), Ok(log));
    }

    #[test]
    fn a_leaf_is_proved_and_nothing_else_is(
        (count, index) in (1_usize..200).prop_flat_map(|count| (Just(count), 0..count)),
        other in 0_usize..200,
        bit in 0_usize..256,
    ) {
        let leaves = leaves(count);
        let (size, at, head) = (count as u64, index as u64, root(&leaves));
        let proof = inclusion_proof(&leaves, at).expect("a leaf of the tree");
        prop_assert_eq!(verify_inclusion(&leaves[index], at, size, &proof, &head), Ok(()));
        if other != index {
            let wrong = verify_inclusion(&leaves[index], other as u64, size, &proof, &head);
            prop_assert!(wrong.is_err(), "another index");
            let wrong = leaf_hash(&(other as u64).to_be_bytes());
            let wrong = verify_inclusion(&wrong, at, size, &proof, &head);
            prop_assert_eq!(wrong, Err(ProofError::Root));
        }
        let mut longer = proof.clone();
        longer.push(head);
        let wrong = verify_inclusion(&leaves[index], at, size, &longer, &head);
        prop_assert_eq!(wrong, Err(ProofError::Length { found: longer.len() }));
        for step in 0..proof.len() {
            let mut bytes = *proof[step].as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let mut changed = proof.clone();
            changed[step] = Hash::from_bytes(bytes);
            let wrong = verify_inclusion(&leaves[index], at, size, &changed, &head);
            prop_assert_eq!(wrong, Err(ProofError::Root));
            let wrong = verify_inclusion(&leaves[index], at, size, &proof[..step], &head);
            prop_assert!(wrong.is_err(), "cut off");
        }
    }

    #[test]
    fn growth_is_proved_and_a_changed_past_is_not(
        (old, new) in (1_usize..200).prop_flat_map(|new| (1..=new, Just(new))),
        changed in 0_usize..200,
    ) {
        let leaves = leaves(new);
        let (before, after) = (root(&leaves[..old]), root(&leaves));
        let proof = consistency_proof(&leaves, old as u64).expect("a smaller tree");
        let (old_size, new_size) = (old as u64, new as u64);
        prop_assert_eq!(
            verify_consistency(old_size, new_size, &before, &after, &proof),
            Ok(())
        );
        if changed < old {
            let mut forged = leaves.clone();
            forged[changed] = leaf_hash(b"rewritten");
            let forged_root = root(&forged);
            let forged_proof = consistency_proof(&forged, old_size).expect("a smaller tree");
            for proof in [&proof, &forged_proof] {
                let wrong = verify_consistency(old_size, new_size, &before, &forged_root, proof);
                prop_assert!(wrong.is_err());
            }
        }
        if !proof.is_empty() {
            let short = &proof[..proof.len() - 1];
            prop_assert!(verify_consistency(old_size, new_size, &before, &after, short).is_err());
        }
        let mut long = proof.clone();
        long.push(after);
        prop_assert!(verify_consistency(old_size, new_size, &before, &after, &long).is_err());
    }

    #[test]
    fn a_frontier_is_read_from_its_own_bytes_only(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}

#[test]
fn what_is_not_there_is_not_proved() {
    let leaves = leaves(3);
    let index = ProofError::Index { index: 3, size: 3 };
    assert_eq!(inclusion_proof(&leaves, 3), Err(index));
    assert_eq!(inclusion_proof(&[], 0), Err(ProofError::Index { index: 0, size: 0 }));
    assert_eq!(consistency_proof(&leaves, 4), Err(ProofError::Shrunk { old: 4, new: 3 }));
    assert_eq!(consistency_proof(&leaves, 0), Err(ProofError::Empty));
    let head = root(&leaves);
    assert_eq!(verify_consistency(0, 3, &empty_root(), &head, &[]), Err(ProofError::Empty));
    assert_eq!(verify_inclusion(&leaves[0], u64::MAX - 1, u64::MAX, &[], &head), Err(ProofError::Length { found: 0 }));
}

#[test]
fn a_frontier_with_a_hash_too_few_is_refused() {
    let mut log = Frontier::new();
    for leaf in leaves(7) {
        log.append(leaf);
    }
    let bytes = log.to_bytes();
    let error = FrontierError::Length { size: 7, expected: 8 + 3 * 32, found: 8 + 2 * 32 };
    assert_eq!(Frontier::from_bytes(&bytes[..8 + 2 * 32]), Err(error));
    assert!(Frontier::from_bytes(&bytes[..5]).is_err());
}

#[test]
fn a_hash_is_read_and_written_in_hexadecimal_and_base64() {
    let hash = leaf_hash(b"x");
    let json = serde_json::to_string(&hash).expect("written");
    assert_eq!(json, format!("\"{hash}\""));
    assert_eq!(serde_json::from_str::<Hash>(&json).expect("read"), hash);
    assert!(serde_json::from_str::<Hash>("\"00\"").is_err());
    assert_eq!(Hash::from_hex("zz"), Err(HashError::Hex));
    assert_eq!(Hash::from_hex("00"), Err(HashError::Length));
    assert_eq!(Hash::from_base64("AA=="), Err(HashError::Length));
    assert_eq!(Hash::from_base64("?"), Err(HashError::Base64));
    assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
}
