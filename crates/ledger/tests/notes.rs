//! Notes, keys, checkpoints, cosignatures and policies: read and written as the programs of others do.

use std::fmt::Write as _;

use ledger::{
    Checkpoint, CheckpointError, KeyError, KeyKind, KeyName, MAX_SIGNATURES, MAX_TIME, Note, NoteError, NoteSignature,
    Policy, PolicyFault, PolicyRefusal, SignedCheckpoint, SignerKey, VerifierKey, cosign, cosigned_at, leaf_hash,
};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

const LOG: &str = "motcua.example/log";

fn log_key() -> SignerKey {
    SignerKey::from_seed(LOG, KeyKind::Note, [1; 32]).expect("a key")
}

fn witness_key(number: u8) -> SignerKey {
    SignerKey::from_seed(&format!("witness{number}.example"), KeyKind::Cosignature, [100 + number; 32]).expect("a key")
}

fn checkpoint(size: u64) -> SignedCheckpoint {
    Checkpoint::new(LOG, size, leaf_hash(&size.to_be_bytes())).expect("one line").sign(&log_key()).expect("signed")
}

/// The note and the key that Go's package `note` shows in its documentation.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_note_of_the_go_package_is_read_verified_and_signed_alike() {
    let key: VerifierKey = GO_KEY.parse().expect("a key");
    assert_eq!((key.to_string().as_str(), key.id(), key.kind()), (GO_KEY, 0xc74f_20a3, KeyKind::Note));
    let note = Note::parse(GO_NOTE.as_bytes()).expect("a note");
    assert_eq!(note.to_string(), GO_NOTE);
    assert_eq!(note.verify(&[&key]).map(|signatures| signatures.len()), Ok(1));
    let signer = SignerKey::parse(GO_SECRET).expect("a key");
    assert_eq!((signer.verifier(), signer.to_secret_line().as_str()), (key, GO_SECRET));
    let mut ours = Note::new(note.text()).expect("a text");
    ours.sign(&signer).expect("signed");
    assert_eq!(ours.to_string(), GO_NOTE, "Ed25519 signs alike each time");
    assert!(!format!("{signer:?}").contains("AYEK"), "the secret is not printed");
}

#[test]
fn notes_go_to_and_fro_with_signed_note() {
    let signer = log_key();
    let mut ours = Note::new("Xin chào\n\nMột cửa\n").expect("a text");
    ours.sign(&signer).expect("signed");
    // Ours, read there.
    let theirs = signed_note::Note::from_bytes(ours.to_string().as_bytes()).expect("a note");
    let verifier = StandardVerifier::new(&signer.verifier().to_string()).expect("a key");
    let known = VerifierList::new(vec![Box::new(verifier)]);
    assert_eq!(theirs.verify(&known).expect("verified").0.len(), 1);
    assert_eq!(theirs.text(), ours.text().as_bytes());
    // Theirs, signed there with our secret line, read here.
    let their_signer = StandardSigner::new(&signer.to_secret_line()).expect("a key");
    let mut theirs = signed_note::Note::new(b"Answer\n", &[]).expect("a text");
    theirs.add_sigs(&[&their_signer]).expect("signed");
    let read = Note::parse(&theirs.to_bytes()).expect("a note");
    assert!(read.verify(&[&signer.verifier()]).is_ok());
    assert_eq!(read.to_string().into_bytes(), theirs.to_bytes());
}

#[test]
fn checkpoints_go_to_and_fro_with_tlog_tiles() {
    for extensions in [&[][..], &["more"], &["more", "and — more"]] {
        let root = leaf_hash(b"root");
        let ours = extensions
            .iter()
            .try_fold(Checkpoint::new(LOG, 20_852_163, root).expect("a line"), |ours, line| ours.with_extension(*line));
        let ours = ours.expect("lines");
        let lines: String = extensions.iter().flat_map(|line| [*line, "\n"]).collect();
        let theirs = tlog_tiles::Checkpoint::new(LOG, 20_852_163, tlog_tiles::Hash(*root.as_bytes()), &lines);
        let theirs = theirs.expect("a checkpoint");
        assert_eq!(ours.to_string().into_bytes(), theirs.to_bytes());
        assert_eq!(Checkpoint::parse(&String::from_utf8(theirs.to_bytes()).expect("text")), Ok(ours.clone()));
        let read = tlog_tiles::Checkpoint::from_reader(&mut ours.to_string().as_bytes(), false).expect("read");
        assert_eq!((read.size(), read.hash().0, read.origin()), (20_852_163, *root.as_bytes(), LOG));
        assert_eq!(read.extension(), lines);
    }
}

/// The checkpoint of the specifications, with its log's signature and its witness's cosignature.
const SPECIFIED: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

#[test]
fn the_checkpoint_of_the_specification_is_read() {
    let read = SignedCheckpoint::parse(SPECIFIED.as_bytes()).expect("a checkpoint");
    assert_eq!((read.checkpoint().size(), read.to_string().as_str()), (20_852_163, SPECIFIED));
    let witness = &read.note().signatures()[1];
    assert_eq!((witness.id(), witness.name().as_str()), (0x8d66_cf3f, "witness.example.com/w1"));
    // The time stands before the 64 bytes of the signature: 1679315147, as in the specification.
    assert_eq!(witness.bytes()[..8], 1_679_315_147_u64.to_be_bytes());
    assert_eq!(witness.bytes().len(), 72);
}

#[test]
fn a_cosignature_signs_the_documented_message() {
    use ed25519_dalek::{Signer as _, SigningKey};
    let (checkpoint, key) = (checkpoint(7), witness_key(1));
    let line = cosign(&checkpoint, &key, 1_679_315_147).expect("cosigned");
    let message = format!("cosignature/v1\ntime 1679315147\n{}", checkpoint.note().text());
    let expected = SigningKey::from_bytes(&[101; 32]).sign(message.as_bytes()).to_bytes();
    assert_eq!(line.bytes()[..8], 1_679_315_147_u64.to_be_bytes());
    assert_eq!(line.bytes()[8..], expected);
    let mut seen = checkpoint.clone();
    seen.add(line).expect("added");
    assert_eq!(cosigned_at(&seen, &key.verifier()), Ok(Some(1_679_315_147)));
    assert_eq!(cosigned_at(&checkpoint, &key.verifier()), Ok(None));
    assert!(seen.note().verify(&[&key.verifier()]).is_ok());
    assert_eq!(cosign(&checkpoint, &key, MAX_TIME + 1), Err(NoteError::Time(MAX_TIME + 1)));
    assert!(matches!(cosign(&checkpoint, &log_key(), 1), Err(NoteError::KeyKind(_))), "a log's key cosigns nothing");
    assert!(matches!(cosigned_at(&seen, &log_key().verifier()), Err(NoteError::KeyKind(_))));
    let mut note = Note::new("text\n").expect("a text");
    assert!(matches!(note.sign(&key), Err(NoteError::KeyKind(_))), "a witness's key signs no plain text");
}

#[test]
fn a_cosignature_of_another_time_text_or_key_is_wrong() {
    let (checkpoint, other, key) = (checkpoint(7), checkpoint(8), witness_key(1));
    let line = cosign(&checkpoint, &key, 1000).expect("cosigned");
    let mut moved = other.clone();
    moved.add(line.clone()).expect("added");
    assert!(matches!(cosigned_at(&moved, &key.verifier()), Err(NoteError::Wrong { .. })));
    let text = line.to_string();
    let (head, body) = text.rsplit_once(' ').expect("a line");
    let mut bytes = bytes_of(body);
    bytes[11] ^= 1;
    let later = NoteSignature::parse(&format!("{head} {}", base64_of(&bytes))).expect("a line");
    let mut dated = checkpoint.clone();
    dated.add(later).expect("added");
    assert!(matches!(cosigned_at(&dated, &key.verifier()), Err(NoteError::Wrong { .. })));
}

fn bytes_of(base64: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(base64).expect("base64")
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn what_is_not_a_note_is_told_apart() {
    let good = GO_NOTE;
    let parse = |text: &str| Note::parse(text.as_bytes()).map(|_| ());
    assert_eq!(parse(""), Err(NoteError::Unsigned));
    assert_eq!(parse("text\n"), Err(NoteError::Unsigned));
    assert_eq!(parse(&good[..good.len() - 1]), Err(NoteError::Unsigned), "the last newline is missing");
    assert_eq!(parse(&good.replace("If", "I\tf")), Err(NoteError::Control));
    assert_eq!(parse(&good.replace("is.\n", "is.\r\n")), Err(NoteError::Control));
    assert_eq!(Note::parse(b"\xff\n\n"), Err(NoteError::Utf8));
    assert_eq!(parse(&good.replace("— Peter", "- Peter")), Err(NoteError::Line(1)));
    assert_eq!(parse(&good.replace("x08go/", "x08go_")), Err(NoteError::Line(1)), "another base64");
    assert_eq!(parse(&good.replace("nAM=", "nAM")), Err(NoteError::Line(1)), "no padding");
    assert_eq!(parse(&good.replace("nAM=", "nAN=")), Err(NoteError::Line(1)), "bits that say nothing");
    assert_eq!(parse(&format!("{good}\n")), Err(NoteError::Unsigned), "an empty line at the end");
    let line = good.rsplit("\n\n").next().expect("a line");
    assert!(matches!(parse(&format!("{good}{line}")), Err(NoteError::Twice { .. })));
    let many: String = (0..=MAX_SIGNATURES).map(|number| line.replace("Peter", &format!("P{number}"))).collect();
    assert_eq!(parse(&format!("text\n\n{many}")), Err(NoteError::TooMany));
    let sixteen: String = (0..16).map(|number| line.replace("Peter", &format!("P{number}"))).collect();
    assert_eq!(parse(&format!("text\n\n{sixteen}")), Ok(()), "the specification demands 16");
    let long = format!("{}\n\n{line}", "x".repeat(ledger::MAX_NOTE_BYTES));
    assert_eq!(parse(&long), Err(NoteError::Size(long.len())));
    assert_eq!(Note::new("no newline"), Err(NoteError::Text));
    assert_eq!(Note::new("bell\u{7}\n"), Err(NoteError::Control));
}

#[test]
fn signatures_of_strangers_are_passed_over_and_wrong_ones_refused() {
    let note = Note::parse(GO_NOTE.as_bytes()).expect("a note");
    let stranger = SignerKey::from_seed("PeterNeumann", KeyKind::Note, [9; 32]).expect("a key").verifier();
    assert_eq!(note.verify(&[&stranger]), Err(NoteError::Unknown), "the same name, another id");
    let changed = Note::parse(GO_NOTE.replace("answer", "Answer").as_bytes()).expect("a note");
    let key: VerifierKey = GO_KEY.parse().expect("a key");
    let wrong = NoteError::Wrong { name: KeyName::parse("PeterNeumann").expect("a name"), id: 0xc74f_20a3 };
    assert_eq!(changed.verify(&[&key]), Err(wrong.clone()));
    let mut both = changed.clone();
    both.sign(&log_key()).expect("signed");
    assert_eq!(both.verify(&[&log_key().verifier(), &key]), Err(wrong), "one wrong one refuses the note");
    assert!(both.verify(&[&log_key().verifier()]).is_ok());
}

#[test]
fn what_is_not_a_key_is_told_apart() {
    let parse = |line: &str| line.parse::<VerifierKey>().map(|_| ());
    assert_eq!(parse(""), Err(KeyError::Form));
    assert_eq!(parse("a+b"), Err(KeyError::Form));
    assert_eq!(parse(&GO_KEY.replace("c74f20a3", "C74F20A3")), Err(KeyError::Form));
    assert_eq!(parse(&GO_KEY.replace("c74f20a3", "c74f20a")), Err(KeyError::Form));
    assert_eq!(
        parse(&GO_KEY.replace("c74f20a3", "c74f20a4")),
        Err(KeyError::Id { expected: 0xc74f_20a3, found: 0xc74f_20a4 })
    );
    assert!(matches!(parse(&GO_KEY.replace("Peter", "Pet\u{a0}er")), Err(KeyError::Name(_))));
    assert!(matches!(parse(&GO_KEY.replace("PeterNeumann", "")), Err(KeyError::Name(_))));
    assert!(matches!(parse(&GO_KEY.replace("Peter", "Pet+er")), Err(KeyError::Form)));
    assert_eq!(parse(&format!("n+00000000+{}", base64_of(&[6; 33]))), Err(KeyError::Kind(6)));
    assert_eq!(parse(&format!("n+00000000+{}", base64_of(&[1; 32]))), Err(KeyError::Bytes));
    // The neutral element: everybody's signature would verify.
    let mut weak = [0; 32];
    weak[0] = 1;
    assert_eq!(VerifierKey::new("n", KeyKind::Note, weak), Err(KeyError::Bytes));
    assert!(SignerKey::parse(GO_KEY).is_err());
    assert!(SignerKey::parse(&GO_SECRET.replace("c74f20a3", "c74f20a4")).is_err());
}

#[test]
fn what_is_not_a_checkpoint_is_told_apart() {
    let good = Checkpoint::new(LOG, 5, leaf_hash(b"")).expect("a line").to_string();
    assert!(Checkpoint::parse(&good).is_ok());
    let lines: Vec<&str> = good.lines().collect();
    let with = |place: usize, line: &str| {
        let mut lines = lines.clone();
        lines[place] = line;
        Checkpoint::parse(&format!("{}\n", lines.join("\n"))).map(|_| ())
    };
    assert_eq!(with(0, ""), Err(CheckpointError::Origin));
    for size in ["", "05", "+5", "5 ", "-1", "0x5", "18446744073709551616"] {
        assert_eq!(with(1, size), Err(CheckpointError::Size), "{size:?}");
    }
    assert_eq!(with(1, "18446744073709551615"), Ok(()));
    for root in ["", "AAAA", "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0"] {
        assert_eq!(with(2, root), Err(CheckpointError::Root), "{root:?}");
    }
    assert_eq!(Checkpoint::parse(&format!("{good}\n")), Err(CheckpointError::Line), "an empty extension");
    assert_eq!(Checkpoint::parse(good.trim_end()), Err(CheckpointError::Line));
    assert!(Checkpoint::new("two\nlines", 0, leaf_hash(b"")).is_err());
    assert!(Checkpoint::parse(&good).expect("good").with_extension("two\nlines").is_err());
    let other = Checkpoint::new("other.example", 5, leaf_hash(b"")).expect("a line");
    assert!(matches!(other.sign(&log_key()), Err(CheckpointError::OtherLog { .. })));
}

fn policy(text: &str) -> Result<Policy, PolicyFault> {
    Policy::parse(text.as_bytes()).map_err(|error| error.fault)
}

/// A policy with two groups of three, as in the specification.
fn two_levels() -> String {
    let mut text = format!("# keys of both\nlog {} https://motcua.example/ledger\n\n", log_key().verifier());
    for number in 1..=6 {
        writeln!(text, "\twitness W{number} {}", witness_key(number).verifier()).expect("written");
    }
    text + "group X 2 W1 W2 W3\ngroup Y any W4 W5 W6\ngroup both all X Y\nquorum both"
}

#[test]
fn a_quorum_of_groups_is_counted() {
    let policy = policy(&two_levels()).expect("a policy");
    let judge = |numbers: &[u8]| {
        let mut seen = checkpoint(9);
        for number in numbers {
            seen.add(cosign(&seen, &witness_key(*number), 1000 + u64::from(*number)).expect("cosigned"))
                .expect("added");
        }
        policy.judge(&seen)
    };
    for enough in [&[1, 2, 4][..], &[2, 3, 6], &[1, 2, 3, 4, 5, 6]] {
        let judgement = judge(enough).expect("enough");
        assert_eq!(judgement.witnesses.len(), enough.len());
        assert_eq!((judgement.witnesses[0].time, &judgement.log), (1000 + u64::from(enough[0]), &log_key().verifier()));
    }
    for few in [&[][..], &[1, 2], &[1, 4, 5, 6], &[1, 2, 3], &[7, 8, 9]] {
        assert!(matches!(judge(few), Err(PolicyRefusal::Quorum { .. })), "{few:?}");
    }
    let written = policy.to_string();
    assert_eq!(Policy::parse(written.as_bytes()).expect("read again"), policy);
}

#[test]
fn only_a_log_of_the_policy_is_believed() {
    let none = policy("quorum none\n").expect("a policy");
    assert!(matches!(none.judge(&checkpoint(1)), Err(PolicyRefusal::Log { .. })));
    assert!(none.judge_log(&checkpoint(1), &log_key().verifier()).is_ok());
    // A log of the policy that signs in the name of another.
    let other = SignerKey::from_seed("other.example", KeyKind::Note, [55; 32]).expect("a key");
    let text = format!("log {}\nlog {}\nquorum none\n", log_key().verifier(), other.verifier());
    let both = policy(&text).expect("a policy");
    assert!(both.judge(&checkpoint(1)).is_ok());
    let mut borrowed = Note::new(Checkpoint::new(LOG, 1, leaf_hash(b"")).expect("a line").to_string()).expect("text");
    borrowed.sign(&other).expect("signed");
    let borrowed = SignedCheckpoint::parse(borrowed.to_string().as_bytes()).expect("read");
    assert!(matches!(both.judge(&borrowed), Err(PolicyRefusal::Log { .. })));
    // Another key of the same name.
    let older = SignerKey::from_seed(LOG, KeyKind::Note, [56; 32]).expect("a key").verifier();
    let two = policy(&format!("log {older}\nlog {}\nquorum none\n", log_key().verifier())).expect("a policy");
    assert_eq!(two.judge(&checkpoint(1)).expect("judged").log, log_key().verifier());
    let forged = checkpoint(1).to_string().replacen("\n1\n", "\n2\n", 1);
    let forged = SignedCheckpoint::parse(forged.as_bytes()).expect("read");
    assert!(matches!(two.judge(&forged), Err(PolicyRefusal::Signature(_))));
}

#[test]
fn what_is_not_a_policy_is_told_by_its_line() {
    let (log, one, two) = (log_key().verifier(), witness_key(1).verifier(), witness_key(2).verifier());
    let head = format!("witness A {one}\nwitness B {two}\n");
    assert_eq!(policy(""), Err(PolicyFault::Quorum));
    assert_eq!(policy("quorum none\nquorum none\n"), Err(PolicyFault::Quorum));
    assert_eq!(policy("quorum A\n"), Err(PolicyFault::Undefined("A".to_owned())));
    assert_eq!(policy(&format!("quorum A\n{head}")), Err(PolicyFault::Undefined("A".to_owned())));
    assert_eq!(policy("trust me\n"), Err(PolicyFault::Words));
    assert_eq!(policy(&format!("log {one}\nquorum none\n")), Err(PolicyFault::KeyKind));
    assert_eq!(policy(&format!("witness A {log}\nquorum none\n")), Err(PolicyFault::KeyKind));
    assert_eq!(policy(&format!("log {log}\nlog {log}\n")), Err(PolicyFault::KeyTwice));
    assert_eq!(policy(&format!("witness A {one}\nwitness B {one}\n")), Err(PolicyFault::KeyTwice));
    assert_eq!(policy(&format!("witness none {one}\n")), Err(PolicyFault::Name("none".to_owned())));
    assert_eq!(policy(&format!("witness A {one}\nwitness A {two}\n")), Err(PolicyFault::Name("A".to_owned())));
    assert_eq!(policy(&format!("{head}group A all B\n")), Err(PolicyFault::Name("A".to_owned())));
    assert_eq!(policy(&format!("{head}group G all none\n")), Err(PolicyFault::Undefined("none".to_owned())));
    assert_eq!(policy(&format!("{head}group G all\n")), Err(PolicyFault::Words));
    assert_eq!(policy(&format!("{head}group G any A A\n")), Err(PolicyFault::Member("A".to_owned())));
    assert_eq!(policy(&format!("{head}group G any A\ngroup H any A B\n")), Err(PolicyFault::Member("A".to_owned())));
    for number in ["0", "3", "01", "-1", "some", ""] {
        let refused = policy(&format!("{head}group G {number} A B\n"));
        assert!(matches!(refused, Err(PolicyFault::Threshold | PolicyFault::Undefined(_))), "{number}: {refused:?}");
    }
    assert_eq!(policy("quorum none\r\n"), Err(PolicyFault::Control));
    assert_eq!(policy("quorum none\n\u{7f}"), Err(PolicyFault::Control));
    assert_eq!(Policy::parse(b"quorum none\n# \xff\n").map_err(|error| error.line), Err(2));
    assert!(policy("# only\n \t\n  # remarks\n  quorum\t none \n").is_ok());
}
