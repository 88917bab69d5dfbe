//! What the log costs: `cargo bench -p ledger`. It also prints how large a receipt is.

use std::convert::Infallible;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use ledger::audit::{LogReader, audit};
use ledger::{
    Checkpoint, Edge, EntryBundle, Field, Frontier, Hash, KeyKind, MemoryTiles, MemoryTree, Opening, Policy, Salt,
    SignedCheckpoint, SignerKey, Tile, TileReader, TileTree, TlogProof, VerifierKey, bundle_bytes, commit,
    consistency_proof_from_nodes, cosign, inclusion_proof_from_nodes, leaf_hash, verify_consistency, verify_inclusion,
};

const SIZE: u64 = 1_000_000;
const LOG: &str = "motcua.example/ledger";

/// A log of a million entries, as it stands in a store.
struct Log {
    tree: MemoryTree,
    tiles: MemoryTiles,
    bundles: Vec<Vec<u8>>,
    checkpoint: SignedCheckpoint,
    policy: Policy,
}

static MILLION: LazyLock<Log> = LazyLock::new(|| {
    let entries: Vec<[u8; 32]> = (0..SIZE).map(entry).collect();
    let leaves = || entries.iter().map(|entry| leaf_hash(entry));
    let (tree, tiles): (MemoryTree, _) = (leaves().collect(), MemoryTiles::of(leaves()));
    let mut checkpoint = Checkpoint::new(LOG, SIZE, tree.root()).expect("a line").sign(&log_key()).expect("signed");
    let mut policy = format!("log {}\n", log_key().verifier());
    for (number, key) in witness_keys().into_iter().enumerate() {
        checkpoint.add(cosign(&checkpoint, &key, 1_796_000_000).expect("cosigned")).expect("added");
        policy.extend([format!("witness w{number} {}\n", key.verifier())]);
    }
    let policy = Policy::parse((policy + "group both all w0 w1\nquorum both\n").as_bytes()).expect("a policy");
    let bundles = entries.chunks(256).map(|entries| bundle_bytes(entries).expect("short")).collect();
    Log { tree, tiles, bundles, checkpoint, policy }
});

impl LogReader for Log {
    type Error = Infallible;

    fn checkpoint(&self) -> Result<Vec<u8>, Infallible> {
        Ok(self.checkpoint.to_string().into_bytes())
    }

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Infallible> {
        Ok(self.tiles.tile(tile).expect("in memory"))
    }

    fn entries(&self, bundle: EntryBundle) -> Result<Vec<u8>, Infallible> {
        Ok(self.bundles[usize::try_from(bundle.index()).expect("in memory")].clone())
    }
}

fn entry(number: u64) -> [u8; 32] {
    *leaf_hash(&number.to_be_bytes()).as_bytes()
}

fn log_key() -> SignerKey {
    SignerKey::from_seed(LOG, KeyKind::Note, [1; 32]).expect("a key")
}

fn witness_keys() -> [SignerKey; 2] {
    [("witness.province.example", 2), ("witness.inspectorate.example", 3)]
        .map(|(name, seed)| SignerKey::from_seed(name, KeyKind::Cosignature, [seed; 32]).expect("a key"))
}

/// Different entries and sizes, so that no answer is at hand.
fn numbers() -> impl FnMut() -> u64 {
    let mut number = 0;
    move || {
        number = (number + 7_919 * 131) % (SIZE - 1);
        number
    }
}

fn main() {
    receipt_sizes();
    divan::main();
}

fn receipt() -> TlogProof {
    let log = &*MILLION;
    let proof = inclusion_proof_from_nodes(&log.tree, 123_456, SIZE).expect("an entry");
    TlogProof::new(123_456, proof, log.checkpoint.clone())
}

fn receipt_sizes() {
    let values = [
        "dossier:H29.12-261123-0001",
        "3",
        "promised",
        "1795996800000000",
        "person",
        "post",
        "unit",
        "{\"due\":\"2026-12-08\"}",
    ];
    let names = ["stream", "version", "kind", "at", "person", "post", "unit", "body"];
    let field = |(name, value): (&str, &str)| Field::new(name, value, Salt::from_bytes(entry(1))).expect("a name");
    let fields: Vec<Field> = names.into_iter().zip(values).map(field).collect();
    commit(&fields).expect("committed");
    let opening = Opening::of(&fields, &[0, 2, 7]).expect("opened");
    let (plain, opened) = (receipt().to_string().len(), receipt().with_opening(&opening).to_string().len());
    println!("receipt from {SIZE} entries, two witnesses: {plain} bytes; with 3 of 8 fields opened: {opened} bytes");
}

#[divan::bench]
fn append_to_frontier(bencher: Bencher<'_, '_>) {
    let mut frontier = Frontier::new();
    let mut next = numbers();
    let leaf = move || Hash::from_bytes(entry(next()));
    bencher.with_inputs(leaf).bench_local_values(|leaf| frontier.append(leaf));
}

#[divan::bench]
fn append_to_edge(bencher: Bencher<'_, '_>) {
    let mut edge = Edge::new();
    let mut next = numbers();
    let leaf = move || Hash::from_bytes(entry(next()));
    bencher.with_inputs(leaf).bench_local_values(|leaf| edge.append(leaf));
}

#[divan::bench]
fn read_edge_of_a_million(bencher: Bencher<'_, '_>) {
    let bytes = MILLION.tiles.edge().to_bytes();
    bencher.bench(|| Edge::from_bytes(black_box(&bytes)));
}

#[divan::bench]
fn inclusion_proof_from_stored_nodes(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    bencher.with_inputs(numbers()).bench_local_values(|index| inclusion_proof_from_nodes(&log.tree, index, SIZE));
}

#[divan::bench]
fn inclusion_proof_from_tiles(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    let root = log.tree.root();
    bencher
        .with_inputs(numbers())
        .bench_local_values(|index| TileTree::new(&log.tiles, SIZE).inclusion_proof(index, &root).expect("a proof"));
}

#[divan::bench]
fn consistency_proof_from_tiles(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    let root = log.tree.root();
    bencher
        .with_inputs(numbers())
        .bench_local_values(|old| TileTree::new(&log.tiles, SIZE).consistency_proof(old + 1, &root).expect("a proof"));
}

#[divan::bench]
fn verify_an_inclusion_proof(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    let proof = inclusion_proof_from_nodes(&log.tree, 123_456, SIZE).expect("an entry");
    let (leaf, root) = (log.tree.leaves()[123_456], log.tree.root());
    bencher.bench(|| verify_inclusion(black_box(&leaf), 123_456, SIZE, &proof, &root).expect("right"));
}

#[divan::bench]
fn verify_a_consistency_proof(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    let proof = consistency_proof_from_nodes(&log.tree, 654_321, SIZE).expect("smaller");
    let (old, new) = (ledger::root_from_nodes(&log.tree, 654_321).expect("in memory"), log.tree.root());
    bencher.bench(|| verify_consistency(654_321, SIZE, black_box(&old), &new, &proof).expect("right"));
}

#[divan::bench]
fn sign_a_checkpoint(bencher: Bencher<'_, '_>) {
    let (key, root) = (log_key(), MILLION.tree.root());
    bencher.bench(|| Checkpoint::new(LOG, SIZE, black_box(root)).expect("a line").sign(&key).expect("signed"));
}

#[divan::bench]
fn read_and_verify_a_receipt(bencher: Bencher<'_, '_>) {
    let (text, policy) = (receipt().to_string(), &MILLION.policy);
    bencher.bench(|| {
        let read = TlogProof::parse(black_box(text.as_bytes())).expect("read");
        read.verify(&entry(123_456), policy).expect("believed")
    });
}

#[divan::bench]
fn read_a_key(bencher: Bencher<'_, '_>) {
    let line = log_key().verifier().to_string();
    bencher.bench(|| black_box(&line).parse::<VerifierKey>().expect("a key"));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn audit_a_million_entries(bencher: Bencher<'_, '_>) {
    let log = &*MILLION;
    bencher.bench_local(|| audit(log, &log.policy, std::slice::from_ref(&log.checkpoint), |_| ()).expect("good"));
}
