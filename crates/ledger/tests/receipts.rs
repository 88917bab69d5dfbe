//! Receipts: what a citizen keeps is verified offline, shows what it opens, and stays small.

use std::fmt::Write as _;

use ledger::{
    Checkpoint, Field, KeyKind, MemoryTree, Opening, Policy, PolicyRefusal, Salt, SignedCheckpoint, SignerKey,
    TlogProof, TlogProofError, TlogProofRefusal, commit, cosign, inclusion_proof_from_nodes, leaf_hash,
};

const LOG: &str = "motcua.example/ledger";
const WITNESSES: [&str; 2] = ["witness.province.example", "witness.inspectorate.example"];

fn log_key() -> SignerKey {
    SignerKey::from_seed(LOG, KeyKind::Note, [1; 32]).expect("a key")
}

fn witness_keys() -> Vec<SignerKey> {
    let key =
        |(number, name): (u8, &&str)| SignerKey::from_seed(name, KeyKind::Cosignature, [number; 32]).expect("a key");
    (10..).zip(&WITNESSES).map(key).collect()
}

fn policy() -> Policy {
    let mut text = format!("log {}\n", log_key().verifier());
    for (name, key) in ["province", "inspectorate"].iter().zip(witness_keys()) {
        writeln!(text, "witness {name} {}", key.verifier()).expect("written");
    }
    Policy::parse((text + "group both all province inspectorate\nquorum both\n").as_bytes()).expect("a policy")
}

/// The fields that an act of the program commits to.
fn fields() -> Vec<Field> {
    let values = [
        ("stream", "dossier:H29.12-261123-0001"),
        ("version", "3"),
        ("kind", "promised"),
        ("at", "1795996800000000"),
        ("person", "0195f1a2-7b3c-7d4e-8f50-123456789abc"),
        ("post", "0195f1a2-7b3c-7d4e-8f50-123456789abd"),
        ("unit", "0195f1a2-7b3c-7d4e-8f50-123456789abe"),
        ("body", r#"{"due":"2026-12-08T17:00:00+07:00"}"#),
    ];
    let field = |(salt, (name, value)): (u8, (&str, &str))| Field::new(name, value, Salt::from_bytes([salt; 32]));
    (1..).zip(values).map(|field_of| field(field_of).expect("a name")).collect()
}

/// A log of `size` entries in which the entry `index` is the commitment to [`fields`].
fn receipt(size: u64, index: u64) -> TlogProof {
    let entry = commit(&fields()).expect("committed");
    let leaf = |number: u64| {
        if number == index { leaf_hash(entry.hash().as_bytes()) } else { leaf_hash(&number.to_be_bytes()) }
    };
    let tree: MemoryTree = (0..size).map(leaf).collect();
    let checkpoint = Checkpoint::new(LOG, size, tree.root()).expect("a line").sign(&log_key()).expect("signed");
    let proof = inclusion_proof_from_nodes(&tree, index, size).expect("an entry");
    TlogProof::new(index, proof, seen(checkpoint))
}

fn seen(mut checkpoint: SignedCheckpoint) -> SignedCheckpoint {
    for key in witness_keys() {
        checkpoint.add(cosign(&checkpoint, &key, 1_796_000_000).expect("cosigned")).expect("added");
    }
    checkpoint
}

#[test]
fn a_receipt_shows_what_it_opens_and_nothing_else() {
    let opening = Opening::of(&fields(), &[0, 2, 7]).expect("opened");
    let text = receipt(1000, 299).with_opening(&opening).to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
    let read = TlogProof::parse(text.as_bytes()).expect("read");
    let (judgement, opening) = read.verify_opening(&policy()).expect("believed");
    assert_eq!(opening.value("stream"), Some(&b"dossier:H29.12-261123-0001"[..]));
    assert_eq!(opening.value("person"), None);
    assert_eq!(
        judgement.witnesses.iter().map(|seen| seen.name.as_str()).collect::<Vec<_>>(),
        ["province", "inspectorate"]
    );
    assert_eq!(judgement.witnesses[0].time, 1_796_000_000);
    let commitment = commit(&fields()).expect("committed");
    assert_eq!(opening.commitment(), Ok(commitment));
    assert!(read.verify(commitment.hash().as_bytes(), &policy()).is_ok(), "and with the entry from elsewhere");
}

#[test]
fn a_changed_receipt_is_refused() {
    let opening = Opening::of(&fields(), &[0]).expect("opened");
    let good = receipt(1000, 299).with_opening(&opening);
    assert!(good.verify_opening(&policy()).is_ok());
    let mut other = fields();
    other[0] = Field::new("stream", "dossier:H29.12-261123-0002", Salt::from_bytes([1; 32])).expect("a name");
    let forged = good.clone().with_opening(&Opening::of(&other, &[0]).expect("opened"));
    assert!(matches!(forged.verify_opening(&policy()), Err(TlogProofRefusal::Proof(_))));
    assert_eq!(receipt(1000, 299).verify_opening(&policy()), Err(TlogProofRefusal::NoOpening));
    let nonsense = good.clone().with_extra(b"nonsense".to_vec());
    assert!(matches!(nonsense.verify_opening(&policy()), Err(TlogProofRefusal::Opening(_))));
    // Another index, a hash less, one witness less, no log.
    let text = good.to_string();
    let parse = |text: &str| TlogProof::parse(text.as_bytes()).expect("read").verify_opening(&policy());
    assert!(matches!(parse(&text.replace("index 299", "index 298")), Err(TlogProofRefusal::Proof(_))));
    let lines: Vec<&str> = text.lines().collect();
    let without = |number: usize| {
        let mut lines = lines.clone();
        lines.remove(number);
        lines.join("\n") + "\n"
    };
    assert!(matches!(parse(&without(3)), Err(TlogProofRefusal::Proof(_))));
    let missing = parse(&without(lines.len() - 1));
    assert!(matches!(missing, Err(TlogProofRefusal::Policy(PolicyRefusal::Quorum { .. }))), "{missing:?}");
    let missing = parse(&without(lines.len() - 3));
    assert!(matches!(missing, Err(TlogProofRefusal::Policy(PolicyRefusal::Log { .. }))), "{missing:?}");
}

#[test]
fn what_is_not_a_proof_is_told_apart() {
    let good = receipt(5, 2).to_string();
    let parse = |text: &str| TlogProof::parse(text.as_bytes()).map(|_| ());
    assert_eq!(parse(&good), Ok(()));
    assert_eq!(parse(&good.replace("@v1", "@v2")), Err(TlogProofError::Format));
    assert_eq!(parse(&good.replace("index 2", "index 02")), Err(TlogProofError::Index));
    assert_eq!(parse(&good.replace("index 2\n", "")), Err(TlogProofError::Index));
    assert_eq!(parse(&good.replace("index 2", "extra \nindex 2")), Err(TlogProofError::Extra));
    assert_eq!(parse(&good.replace("index 2", "extra AA\nindex 2")), Err(TlogProofError::Extra));
    assert_eq!(parse(&good.replace("index 2", "index 2\nAAAA")), Err(TlogProofError::Hash(0)));
    assert_eq!(parse("c2sp.org/tlog-proof@v1\nindex 0\n"), Err(TlogProofError::Form));
    let many = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".repeat(65);
    assert_eq!(parse(&good.replace("index 2\n", &format!("index 2\n{many}"))), Err(TlogProofError::Hash(64)));
    assert!(matches!(parse(&good.replace("— w", "– w")), Err(TlogProofError::Checkpoint(_))));
    assert_eq!(parse(&receipt(1, 0).to_string()), Ok(()), "a proof without hashes");
}

#[test]
fn a_receipt_of_a_log_of_a_million_entries_with_two_witnesses_is_below_1_5_kilobytes() {
    let plain = receipt(1_000_000, 123_456);
    let opened = plain.clone().with_opening(&Opening::of(&fields(), &[0, 2, 7]).expect("opened"));
    let (small, large) = (plain.to_string().len(), opened.to_string().len());
    println!("receipt: {small} bytes; with an opening of 3 of 8 fields {large} bytes");
    assert_eq!(plain.hashes().len(), 20);
    assert!(small < 1_536, "{small}");
    assert!(large < 2_560, "{large}");
    assert!(opened.verify_opening(&policy()).is_ok());
}
