//! The audit accepts a whole log and says the first wrong place of a changed one.

use std::collections::BTreeMap;

use ledger::audit::{AuditError, Culprit, LogReader, audit};
use ledger::{
    Checkpoint, CheckpointError, EntryBundle, Hash, KeyKind, MemoryTiles, Policy, PolicyRefusal, SignedCheckpoint,
    SignerKey, Tile, bundle_bytes, cosign, leaf_hash,
};
use proptest::prelude::*;

const LOG: &str = "motcua.example/log";

fn log_key() -> SignerKey {
    SignerKey::from_seed(LOG, KeyKind::Note, [1; 32]).expect("a key")
}

fn witness_key() -> SignerKey {
    SignerKey::from_seed("province.example", KeyKind::Cosignature, [2; 32]).expect("a key")
}

fn policy() -> Policy {
    let (log, witness) = (log_key().verifier(), witness_key().verifier());
    Policy::parse(format!("log {log}\nwitness province {witness}\nquorum province\n").as_bytes()).expect("a policy")
}

/// The files of a log, by path.
#[derive(Clone)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }

    fn flip(&mut self, path: &str, byte: usize) {
        self.0.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"))[byte] ^= 1;
    }
}

impl LogReader for Files {
    type Error = String;

    fn checkpoint(&self) -> Result<Vec<u8>, String> {
        self.read("checkpoint")
    }

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, String> {
        self.read(&tile.to_string())
    }

    fn entries(&self, bundle: EntryBundle) -> Result<Vec<u8>, String> {
        self.read(&bundle.to_string())
    }
}

fn entry(number: u64) -> Vec<u8> {
    leaf_hash(&number.to_be_bytes()).as_bytes().to_vec()
}

fn signed(size: u64, root: Hash) -> SignedCheckpoint {
    let mut signed = Checkpoint::new(LOG, size, root).expect("a line").sign(&log_key()).expect("signed");
    signed.add(cosign(&signed, &witness_key(), 1_800_000_000).expect("cosigned")).expect("added");
    signed
}

/// A log of these entries, signed and cosigned.
fn log(entries: &[Vec<u8>]) -> Files {
    let tiles = MemoryTiles::of(entries.iter().map(|entry| leaf_hash(entry)));
    let mut files = BTreeMap::new();
    let size = entries.len() as u64;
    files.insert("checkpoint".to_owned(), signed(size, tiles.edge().root()).to_string().into_bytes());
    files.extend(tiles.all().map(|(tile, bytes)| (tile.to_string(), bytes)));
    for (index, entries) in (0..).zip(entries.chunks(256)) {
        let bundle = EntryBundle::at(index, size).expect("a bundle");
        files.insert(bundle.to_string(), bundle_bytes(entries).expect("short"));
    }
    Files(files)
}

fn entries(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(entry).collect()
}

fn kept(size: u64) -> SignedCheckpoint {
    signed(size, MemoryTiles::of((0..size).map(|number| leaf_hash(&entry(number)))).edge().root())
}

fn judge(files: &Files, kept: &[SignedCheckpoint]) -> Result<ledger::audit::Report, AuditError<String>> {
    audit(files, &policy(), kept, |_| ())
}

#[test]
fn a_good_log_of_any_size_passes() {
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 1000] {
        let mut seen = Vec::new();
        let older: Vec<SignedCheckpoint> = [0, 1, size / 2, size].map(|older| kept(older.min(size))).to_vec();
        let report = audit(&log(&entries(size)), &policy(), &older, |progress| seen.push(progress.done)).expect("good");
        assert_eq!(report.checkpoint.checkpoint().size(), size);
        assert_eq!(report.grown_from.len(), 4);
        assert_eq!(report.judgement.witnesses.len(), 1);
        assert_eq!(seen.len() as u64, size.div_ceil(256));
        assert_eq!(seen.last().copied().unwrap_or(0), size);
    }
}

#[test]
fn each_file_of_the_log_is_looked_at() {
    let good = log(&entries(1000));
    let report = judge(&good, &[]).expect("good");
    let tiles = good.0.keys().filter(|path| path.starts_with("tile/") && !path.starts_with("tile/entries/")).count();
    assert_eq!(report.tiles, tiles as u64, "each tile once");
    for path in good.0.keys() {
        let mut missing = good.clone();
        missing.0.remove(path);
        match judge(&missing, &[]) {
            Err(AuditError::Read { path: told, .. }) => assert_eq!(told, *path),
            other => panic!("{path}: {other:?}"),
        }
    }
}

proptest! {
    #[test]
    fn no_changed_byte_is_passed_over(file in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut files = log(&entries(600));
        let names: Vec<String> = files.0.keys().cloned().collect();
        let name = file.get(&names);
        let bytes = files.0.get_mut(name).expect("a file");
        let place = byte.index(bytes.len());
        bytes[place] ^= 1 << bit;
        prop_assert!(judge(&files, &[]).is_err(), "{} byte {}", name, place);
    }
}

#[test]
fn the_first_wrong_place_is_told() {
    let good = log(&entries(70_000));
    // An entry: 2 bytes of length before each of 34 bytes.
    let mut files = good.clone();
    files.flip("tile/entries/001", 34 * 44 + 2 + 9);
    let told = judge(&files, &[]).expect_err("an entry");
    let leaf = |index, place, culprit, number: &str| AuditError::Leaf {
        index,
        bundle: format!("tile/entries/{number}"),
        tile: format!("tile/0/{number}"),
        place,
        culprit,
    };
    assert_eq!(told, leaf(300, 44, Culprit::Entry, "001"));
    assert_eq!(
        told.to_string(),
        "entry 300 (tile/entries/001) and hash 44 of tile/0/001 do not belong together: the entry was changed"
    );
    // A hash of level 0.
    let mut files = good.clone();
    files.flip("tile/0/273.p/112", 32 * 3 + 1);
    assert_eq!(judge(&files, &[]).expect_err("a tile"), leaf(69_891, 3, Culprit::Tile, "273.p/112"));
    // A hash of level 1: full and partial.
    let mut files = good.clone();
    files.flip("tile/1/000", 32 * 7);
    let told = judge(&files, &[]).expect_err("a tile above");
    assert_eq!(told.to_string(), "hash 7 of tile/1/000 is not the root over entries 1792 to 2047");
    let mut files = good.clone();
    files.flip("tile/1/001.p/17", 32 * 16);
    let told = judge(&files, &[]).expect_err("a tile above");
    assert_eq!(told.to_string(), "hash 16 of tile/1/001.p/17 is not the root over entries 69632 to 69887");
    let mut files = good.clone();
    files.flip("tile/2/000.p/1", 31);
    let told = judge(&files, &[]).expect_err("a tile above");
    assert_eq!(told.to_string(), "hash 0 of tile/2/000.p/1 is not the root over entries 0 to 65535");
}

#[test]
fn the_eleven_ways_to_tamper_are_all_found() {
    let size = 600;
    let good = log(&entries(size));
    assert!(judge(&good, &[kept(300)]).is_ok());
    let told = |change: &dyn Fn(&mut Files)| {
        let mut files = good.clone();
        change(&mut files);
        judge(&files, &[kept(300)]).expect_err("tampered")
    };
    assert!(matches!(
        told(&|files| files.flip("tile/entries/000", 5)),
        AuditError::Leaf { culprit: Culprit::Entry, .. }
    ));
    assert!(matches!(told(&|files| files.flip("tile/0/001", 5)), AuditError::Leaf { culprit: Culprit::Tile, .. }));
    assert!(matches!(told(&|files| files.flip("tile/1/000.p/2", 5)), AuditError::TileHash { place: 0, .. }));
    let both = told(&|files| {
        let mut changed = entries(size);
        changed[520] = b"changed".to_vec();
        for (path, bytes) in log(&changed).0 {
            if path.starts_with("tile/entries/002") || path.starts_with("tile/0/002") {
                files.0.insert(path, bytes);
            }
        }
    });
    assert!(matches!(both, AuditError::Root { size: 600, .. }), "{both}");
    let swapped = told(&|files| {
        let bundle = files.0.get_mut("tile/entries/000").expect("a bundle");
        let (one, other) = bundle.split_at_mut(34);
        one.swap_with_slice(&mut other[..34]);
    });
    assert!(matches!(swapped, AuditError::Leaf { index: 0, culprit: Culprit::Entry, .. }), "{swapped}");
    let dropped = told(&|files| {
        let bundle = files.0.get_mut("tile/entries/002.p/88").expect("a bundle");
        bundle.truncate(34 * 87);
    });
    assert!(matches!(dropped, AuditError::Entries { .. }), "{dropped}");
    let text = |files: &Files| String::from_utf8(files.0["checkpoint"].clone()).expect("text");
    let put = |files: &mut Files, text: String| drop(files.0.insert("checkpoint".to_owned(), text.into_bytes()));
    let root = told(&|files| {
        put(
            files,
            text(files).replacen(
                &kept(600).checkpoint().root().to_base64(),
                &kept(599).checkpoint().root().to_base64(),
                1,
            ),
        );
    });
    assert!(matches!(root, AuditError::Policy(PolicyRefusal::Signature(_))), "{root}");
    let witness = told(&|files| {
        let lines: Vec<String> =
            text(files).lines().filter(|line| !line.starts_with("— province")).map(str::to_owned).collect();
        put(files, lines.join("\n") + "\n");
    });
    assert!(matches!(witness, AuditError::Policy(PolicyRefusal::Quorum { .. })), "{witness}");
    let unsigned = told(&|files| {
        let lines: Vec<String> =
            text(files).lines().filter(|line| !line.starts_with("— motcua")).map(str::to_owned).collect();
        put(files, lines.join("\n") + "\n");
    });
    assert!(matches!(unsigned, AuditError::Policy(PolicyRefusal::Log { .. })), "{unsigned}");
    let rewritten = told(&|files| {
        let mut changed = entries(size);
        changed[3] = b"changed".to_vec();
        *files = log(&changed);
    });
    assert!(matches!(rewritten, AuditError::Rewritten { size: 300, .. }), "{rewritten}");
    let rolled_back = told(&|files| *files = log(&entries(299)));
    assert_eq!(rolled_back, AuditError::RolledBack { kept: 300, size: 299 });
}

#[test]
fn a_kept_checkpoint_of_somebody_else_is_refused() {
    let other = SignerKey::from_seed(LOG, KeyKind::Note, [9; 32]).expect("a key");
    let root = *kept(5).checkpoint().root();
    let other = Checkpoint::new(LOG, 5, root).expect("a line").sign(&other).expect("signed");
    let told = judge(&log(&entries(10)), &[other]).expect_err("not ours");
    assert!(matches!(told, AuditError::Kept { size: 5, fault: CheckpointError::Note(_) }), "{told}");
}

#[test]
fn an_entry_and_a_tile_that_are_both_wrong_are_told_so() {
    let mut files = log(&entries(300));
    files.flip("tile/entries/000", 2);
    files.flip("tile/0/000", 0);
    let told = judge(&files, &[]).expect_err("both");
    assert!(matches!(told, AuditError::Leaf { index: 0, culprit: Culprit::Both, .. }), "{told}");
    let mut files = log(&entries(300));
    files.0.get_mut("tile/0/000").expect("a tile").truncate(100);
    let told = judge(&files, &[]).expect_err("short");
    assert_eq!(told.to_string(), "tile/0/000 has 100 bytes and not 8192");
}
