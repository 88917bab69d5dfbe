//! Every parser of bytes from outside: no input makes it panic, what it accepts it writes back as it
//! was, and what we write it reads.
//!
//! Random bytes seldom get past a first line, so most inputs are good texts with some bytes changed,
//! cut out or doubled. `PROPTEST_CASES=100000 cargo test --release -p ledger --test parsers` runs it longer.

use std::fmt::Write as _;

use ledger::guard::LastSigned;
use ledger::witness::AddCheckpoint;
use ledger::{
    Checkpoint, Edge, EntryBundle, Field, Frontier, Hash, KeyKind, Note, Opening, Policy, Salt, Shown,
    SignedCheckpoint, SignerKey, Tile, TlogProof, VerifierKey, bundle_bytes, bundle_entries, cosign,
};
use proptest::prelude::*;

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Insert(usize, String),
}

fn change() -> impl Strategy<Value = Change> {
    let telling = prop::sample::select(vec![
        "\n",
        "\n\n",
        " ",
        "+",
        "—",
        "— ",
        "0",
        "=",
        "/",
        "x",
        ".p/",
        "\r",
        "\t",
        "\u{a0}",
        "extra ",
        "old ",
        "quorum none\n",
        "#",
    ]);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), 1_usize..80).prop_map(|(at, count)| Change::Cut(at, count)),
        (any::<usize>(), 1_usize..120).prop_map(|(at, count)| Change::Double(at, count)),
        (any::<usize>(), telling).prop_map(|(at, text)| Change::Insert(at, text.to_owned())),
    ]
}

fn changed(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for change in changes {
        let length = bytes.len();
        if length == 0 {
            break;
        }
        match change {
            Change::Set(at, byte) => bytes[at % length] = *byte,
            Change::Cut(at, count) => drop(bytes.drain(at % length..(at % length + count).min(length))),
            Change::Double(at, count) => {
                let part = bytes[at % length..(at % length + count).min(length)].to_vec();
                bytes.splice(at % length..at % length, part);
            }
            Change::Insert(at, text) => drop(bytes.splice(at % length..at % length, text.bytes())),
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 0..5)
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::from_bytes)
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9./_-]{1,40}", "[\\PC&&[^\\s+]]{1,12}"]
        .prop_filter("a key's name", |name| ledger::KeyName::parse(name).is_ok())
}

fn line() -> impl Strategy<Value = String> {
    "\\PC{1,40}".prop_filter("no control characters", |line| !line.bytes().any(|byte| byte < 0x20))
}

prop_compose! {
    fn signed()(
        origin in name(), size in any::<u64>(), root in hash(), extensions in prop::collection::vec(line(), 0..3),
        seed in any::<[u8; 32]>(), witnesses in prop::collection::vec((name(), any::<[u8; 32]>(), 0..=ledger::MAX_TIME), 0..4),
    ) -> SignedCheckpoint {
        let checkpoint = Checkpoint::new(&origin, size, root).expect("one line");
        let checkpoint = extensions.iter().try_fold(checkpoint, Checkpoint::with_extension).expect("lines");
        let key = SignerKey::from_seed(&origin, KeyKind::Note, seed).expect("a name");
        let mut signed = checkpoint.sign(&key).expect("its own log");
        for (name, seed, time) in witnesses {
            let key = SignerKey::from_seed(&name, KeyKind::Cosignature, seed).expect("a name");
            let line = cosign(&signed, &key, time).expect("a time");
            // Two random witnesses are never one, but for a test that shrinks.
            let _ = signed.add(line);
        }
        signed
    }
}

fn opening() -> impl Strategy<Value = Opening> {
    let salt = any::<[u8; 32]>().prop_map(Salt::from_bytes);
    let value = prop_oneof![line().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..40)];
    let open =
        ("\\PC{1,20}", value, salt).prop_map(|(name, value, salt)| Field::new(name, value, salt).expect("a name"));
    let field = prop_oneof![hash().prop_map(Shown::Shut), open.prop_map(Shown::Open)];
    prop::collection::vec(field, 0..8).prop_map(Opening::from_fields)
}

proptest! {
    #[test]
    fn a_tile_path(level in 0_u8..=63, index in any::<u64>(), width in 1_u16..=256, changes in changes(), any in "\\PC*") {
        let tile = Tile::new(level, index, width).expect("a tile");
        prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        let bundle = EntryBundle::new(index, width).expect("a bundle");
        prop_assert_eq!(bundle.to_string().parse(), Ok(bundle));
        for good in [tile.to_string(), bundle.to_string(), any] {
            let text = String::from_utf8_lossy(&changed(good.as_bytes(), &changes)).into_owned();
            if let Ok(tile) = text.parse::<Tile>() {
                prop_assert_eq!(tile.to_string(), text.clone());
            }
            if let Ok(bundle) = text.parse::<EntryBundle>() {
                prop_assert_eq!(bundle.to_string(), text);
            }
        }
    }

    #[test]
    fn a_bundle_of_entries(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 1..20),
        changes in changes(), width in 1_u16..20,
    ) {
        let bytes = bundle_bytes(&entries).expect("few and short");
        let bundle = EntryBundle::new(0, u16::try_from(entries.len()).expect("few")).expect("a bundle");
        prop_assert_eq!(bundle_entries(&bundle, &bytes).expect("its own bytes"), entries);
        let bytes = changed(&bytes, &changes);
        for bundle in [bundle, EntryBundle::new(0, width).expect("a bundle")] {
            if let Ok(entries) = bundle_entries(&bundle, &bytes) {
                prop_assert_eq!(entries.len(), usize::from(bundle.width()));
                prop_assert_eq!(bundle_bytes(&entries).expect("as many"), bytes.clone());
            }
        }
    }

    #[test]
    fn a_key(name in name(), seed in any::<[u8; 32]>(), cosigns in any::<bool>(), changes in changes(), any in "\\PC*") {
        let kind = if cosigns { KeyKind::Cosignature } else { KeyKind::Note };
        let signer = SignerKey::from_seed(&name, kind, seed).expect("a name");
        let verifier = signer.verifier();
        prop_assert_eq!(verifier.to_string().parse(), Ok(verifier.clone()));
        let read = SignerKey::parse(&signer.to_secret_line()).expect("its own line");
        prop_assert_eq!(read.verifier(), verifier.clone());
        for good in [verifier.to_string(), signer.to_secret_line(), any] {
            let text = String::from_utf8_lossy(&changed(good.as_bytes(), &changes)).into_owned();
            if let Ok(key) = text.parse::<VerifierKey>() {
                prop_assert_eq!(key.to_string(), text.clone());
            }
            if let Ok(key) = SignerKey::parse(&text) {
                prop_assert_eq!(key.to_secret_line(), text);
            }
        }
    }

    #[test]
    fn a_note_and_a_checkpoint(signed in signed(), changes in changes()) {
        let text = signed.to_string();
        let note = Note::parse(text.as_bytes()).expect("its own bytes");
        prop_assert_eq!(&note, signed.note());
        prop_assert_eq!(SignedCheckpoint::parse(text.as_bytes()), Ok(signed));
        let bytes = changed(text.as_bytes(), &changes);
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes.clone());
            if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
                prop_assert_eq!(checkpoint.to_string(), note.text());
            }
        }
        if let Ok(signed) = SignedCheckpoint::parse(&bytes) {
            prop_assert_eq!(signed.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn a_changed_checkpoint_is_never_believed(signed in signed(), seed in any::<[u8; 32]>(), changes in changes()) {
        let origin = signed.checkpoint().origin().to_owned();
        let key = SignerKey::from_seed(&origin, KeyKind::Note, seed).expect("a name");
        let good = signed.checkpoint().clone().sign(&key).expect("its own log");
        prop_assert!(good.verify_log(&key.verifier()).is_ok());
        let bytes = changed(good.to_string().as_bytes(), &changes);
        if let Ok(read) = SignedCheckpoint::parse(&bytes) && read.verify_log(&key.verifier()).is_ok() {
            prop_assert_eq!(read.checkpoint(), good.checkpoint());
        }
    }

    #[test]
    fn a_proof(
        signed in signed(), index in any::<u64>(), hashes in prop::collection::vec(hash(), 0..=64),
        extra in prop::option::of(prop::collection::vec(any::<u8>(), 0..50)), changes in changes(),
    ) {
        let proof = TlogProof::new(index, hashes, signed);
        let proof = match extra { Some(extra) => proof.with_extra(extra), None => proof };
        let text = proof.to_string();
        prop_assert_eq!(TlogProof::parse(text.as_bytes()), Ok(proof));
        let bytes = changed(text.as_bytes(), &changes);
        if let Ok(proof) = TlogProof::parse(&bytes) {
            prop_assert_eq!(proof.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn an_opening(opening in opening(), changes in changes()) {
        let json = opening.to_json();
        prop_assert_eq!(Opening::from_json(json.as_bytes()), Ok(opening));
        if let Ok(read) = Opening::from_json(&changed(json.as_bytes(), &changes)) {
            prop_assert_eq!(Opening::from_json(read.to_json().as_bytes()), Ok(read));
        }
    }

    #[test]
    fn a_request_to_a_witness(
        checkpoint in signed(), old in any::<u64>(), proof in prop::collection::vec(hash(), 0..=63), changes in changes(),
    ) {
        let request = AddCheckpoint { old, proof, checkpoint };
        let text = request.to_string();
        prop_assert_eq!(AddCheckpoint::parse(text.as_bytes()), Ok(request));
        let bytes = changed(text.as_bytes(), &changes);
        if let Ok(request) = AddCheckpoint::parse(&bytes) {
            prop_assert_eq!(request.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn a_policy(
        logs in prop::collection::vec((name(), any::<[u8; 32]>(), prop::option::of("[a-z:/.]{1,20}")), 0..3),
        witnesses in prop::collection::vec((name(), any::<[u8; 32]>()), 1..6),
        threshold in 1_usize..6, changes in changes(),
    ) {
        let mut text = String::new();
        for (name, seed, url) in &logs {
            let key = SignerKey::from_seed(name, KeyKind::Note, *seed).expect("a name").verifier();
            writeln!(text, "log {key} {}", url.clone().unwrap_or_default()).expect("written");
        }
        let mut names = Vec::new();
        for (number, (name, seed)) in witnesses.iter().enumerate() {
            let key = SignerKey::from_seed(name, KeyKind::Cosignature, *seed).expect("a name").verifier();
            writeln!(text, "witness w{number} {key}").expect("written");
            names.push(format!("w{number}"));
        }
        writeln!(text, "group some {} {}\nquorum some", threshold.min(names.len()), names.join(" ")).expect("written");
        // Random seeds are never the same twice, but for a test that shrinks.
        if let Ok(policy) = Policy::parse(text.as_bytes()) {
            prop_assert_eq!(Policy::parse(policy.to_string().as_bytes()), Ok(policy));
        }
        if let Ok(policy) = Policy::parse(&changed(text.as_bytes(), &changes)) {
            let written = policy.to_string();
            let again = Policy::parse(written.as_bytes());
            prop_assert_eq!(again.as_ref().map(ToString::to_string), Ok(written));
            prop_assert_eq!(again, Ok(policy));
        }
    }

    #[test]
    fn a_record_of_the_last_signature(origin in line(), size in any::<u64>(), root in hash(), changes in changes()) {
        let record = LastSigned::new(&origin, size, root).expect("one line");
        let text = record.to_string();
        prop_assert_eq!(LastSigned::parse(text.as_bytes()), Ok(record));
        let bytes = changed(text.as_bytes(), &changes);
        if let Ok(record) = LastSigned::parse(&bytes) {
            prop_assert_eq!(record.to_string().into_bytes(), bytes);
        }
    }

    #[test]
    fn plain_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = (Note::parse(&bytes), SignedCheckpoint::parse(&bytes), TlogProof::parse(&bytes));
        let _ = (AddCheckpoint::parse(&bytes), Policy::parse(&bytes), Opening::from_json(&bytes));
        let _ = (LastSigned::parse(&bytes), Edge::from_bytes(&bytes), Frontier::from_bytes(&bytes));
        let text = String::from_utf8_lossy(&bytes);
        let _ = (text.parse::<Tile>(), text.parse::<EntryBundle>(), text.parse::<VerifierKey>(), SignerKey::parse(&text));
        let _ = (Checkpoint::parse(&text), ledger::NoteSignature::parse(&text));
    }
}

#[test]
fn paths_written_otherwise_are_refused() {
    for path in [
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x001/x000",
        "tile/00/000",
        "tile/64/000",
        "tile/256/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/",
        "tile/0",
        "tile//000",
        "/tile/0/000",
        "tile/0/000/",
        "Tile/0/000",
        "tile/0/x001/x234/06a",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/8/0/000",
        "tile/data/000",
        "tile/entries/000",
    ] {
        assert!(path.parse::<Tile>().is_err(), "{path}");
    }
    let largest = Tile::new(0, u64::MAX, 256).expect("a tile");
    assert_eq!(largest.to_string(), "tile/0/x018/x446/x744/x073/x709/x551/615");
    assert!("tile/0/000".parse::<EntryBundle>().is_err());
    assert!(Tile::new(64, 0, 1).is_err() && Tile::new(0, 0, 0).is_err() && Tile::new(0, 0, 257).is_err());
}

#[test]
fn bundles_with_too_much_or_too_little_are_refused() {
    use ledger::EntriesError::{Count, CutOff, Long, Width};
    let two = EntryBundle::new(0, 2).expect("a bundle");
    let bytes = bundle_bytes(&["ab", "c"]).expect("two");
    assert_eq!(bundle_entries(&two, &bytes[..bytes.len() - 1]), Err(CutOff { place: 1 }));
    assert_eq!(bundle_entries(&two, &[0]), Err(CutOff { place: 0 }));
    assert_eq!(bundle_entries(&two, &bytes[..4]), Err(Width { expected: 2, found: 1 }));
    assert_eq!(bundle_entries(&two, &[bytes.clone(), bytes].concat()), Err(Width { expected: 2, found: 4 }));
    assert_eq!(bundle_bytes::<&[u8]>(&[]), Err(Count(0)));
    assert_eq!(bundle_bytes(&vec![[0_u8]; 257]), Err(Count(257)));
    assert_eq!(bundle_bytes(&[vec![0; 65_536]]), Err(Long { place: 0, length: 65_536 }));
    assert!(bundle_bytes(&[vec![0; 65_535]]).is_ok());
}
