//! Roots, proofs and tiles, byte for byte, against two implementations by others.
//!
//! `tlog_tiles` (Cloudflare, BSD-3-Clause) stores hashes and cuts tiles; `ct-merkle` (MIT or
//! Apache-2.0) keeps a tree in memory. Neither is in the program. Every size from 0 to 600 is
//! compared, and 40 random ones to 20,000. Those to one million take some seconds more:
//!
//! ```sh
//! cargo test --release -p ledger --test oracles -- --ignored
//! ```

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{
    Edge, EdgeTiles, EntryBundle, Frontier, Hash, MemoryTiles, MemoryTree, Tile, TileReader, TileTree,
    consistency_proof, consistency_proof_from_nodes, inclusion_proof, inclusion_proof_from_nodes, leaf_hash, root,
    root_from_nodes, tile_bytes, tiles_of_growth, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;
use tlog_tiles::{HashReader, prove_record, prove_tree, stored_hashes, tree_hash};

fn entry(number: u64) -> Vec<u8> {
    // Entries of several lengths, the empty one among them.
    number.to_be_bytes()[..(number % 9) as usize]
        .iter()
        .chain(&number.to_le_bytes()[..(number % 5) as usize])
        .copied()
        .collect()
}

/// The hashes that `tlog_tiles` keeps, in its own order.
#[derive(Default)]
struct Stored(Vec<tlog_tiles::Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).expect("in memory")]).collect())
    }
}

/// The same log three times: ours, and as two others keep it.
struct Logs {
    ours: MemoryTree,
    tiles: MemoryTiles,
    frontier: Frontier,
    stored: Stored,
    tree: MemoryBackedTree<Sha256, Vec<u8>>,
}

impl Logs {
    fn of(size: u64) -> Self {
        let (ours, tiles, frontier) = (MemoryTree::new(), MemoryTiles::default(), Frontier::new());
        let mut logs = Self { ours, tiles, frontier, stored: Stored::default(), tree: MemoryBackedTree::new() };
        (0..size).for_each(|_| logs.push());
        logs
    }

    fn push(&mut self) {
        let number = self.ours.size();
        let entry = entry(number);
        let more = stored_hashes(number, &entry, &self.stored).expect("hashed");
        self.stored.0.extend(more);
        let leaf = leaf_hash(&entry);
        self.ours.append(leaf);
        self.tiles.extend([leaf]);
        self.frontier.append(leaf);
        self.tree.push(entry);
    }

    /// Root and tiles of the present size.
    fn compare_head(&self) {
        let size = self.ours.size();
        let expected = tree_hash(size, &self.stored).expect("a root").0;
        assert_eq!(self.tree.root().as_bytes().as_slice(), expected, "the oracles agree");
        let expected = Hash::from_bytes(expected);
        assert_eq!(self.ours.root(), expected);
        assert_eq!(self.frontier.root(), expected);
        assert_eq!(self.tiles.edge().root(), expected);
        assert_eq!(TileTree::new(&self.tiles, size).root(), Ok(expected));
    }

    fn compare_inclusion(&self, index: u64, tree: &TileTree<&MemoryTiles>) {
        let size = self.ours.size();
        let expected = prove_record(size, index, &self.stored).expect("a proof");
        let expected: Vec<Hash> = expected.into_iter().map(|hash| Hash::from_bytes(hash.0)).collect();
        let place = usize::try_from(index).expect("in memory");
        assert_eq!(self.tree.prove_inclusion(place).as_bytes(), tile_bytes(&expected), "the oracles agree");
        assert_eq!(inclusion_proof_from_nodes(&self.ours, index, size).as_ref(), Ok(&expected));
        let proof = tree.inclusion_proof(index, &self.ours.root());
        assert_eq!(proof.as_ref(), Ok(&expected));
        let leaf = leaf_hash(&entry(index));
        assert_eq!(verify_inclusion(&leaf, index, size, &expected, &self.ours.root()), Ok(()));
    }

    fn compare_consistency(&self, old: u64, tree: &TileTree<&MemoryTiles>) {
        let size = self.ours.size();
        let expected = prove_tree(size, old, &self.stored).expect("a proof");
        let expected: Vec<Hash> = expected.into_iter().map(|hash| Hash::from_bytes(hash.0)).collect();
        let additions = usize::try_from(size - old).expect("in memory");
        assert_eq!(self.tree.prove_consistency(additions).as_bytes(), tile_bytes(&expected), "the oracles agree");
        assert_eq!(consistency_proof_from_nodes(&self.ours, old, size).as_ref(), Ok(&expected));
        let proof = tree.consistency_proof(old, &self.ours.root());
        assert_eq!(proof.as_ref(), Ok(&expected));
        let before = root_from_nodes(&self.ours, old).expect("in memory");
        assert_eq!(verify_consistency(old, size, &before, &self.ours.root(), &expected), Ok(()));
    }

    /// All tiles of the present size: which, their paths, their bytes.
    fn compare_tiles(&self) {
        let size = self.ours.size();
        let expected = tlog_tiles::Tile::new_tiles(8, 0, size);
        let places = tiles_of_growth(0, size);
        assert_eq!(expected.len(), places.len());
        let mut all: Vec<(Tile, Vec<u8>)> = self.tiles.all().collect();
        all.sort();
        assert_eq!(all.iter().map(|(tile, _)| *tile).collect::<Vec<_>>(), places);
        for (theirs, (tile, bytes)) in expected.iter().zip(all) {
            // Theirs tells the height of its tiles in the path; it is 8 for all of ours.
            assert_eq!(theirs.path(), tile.to_string().replacen("tile/", "tile/8/", 1));
            assert_eq!(theirs.read_data(&self.stored).expect("hashes"), bytes, "{tile}");
            assert_eq!(self.tiles.tile(tile).expect("a tile"), bytes, "{tile}");
        }
    }
}

#[test]
fn every_size_to_600_is_as_the_others_have_it() {
    let mut logs = Logs::of(0);
    for size in 0..=600_u64 {
        logs.compare_head();
        // With all indexes and all older sizes this is 360,000 proofs: every third size takes all.
        let step = if size % 3 == 0 || size < 70 { 1 } else { 37 };
        let tree = TileTree::new(&logs.tiles, size);
        for index in (0..size).step_by(step) {
            logs.compare_inclusion(index, &tree);
            if index > 0 {
                logs.compare_consistency(index, &tree);
            }
        }
        if size % 64 < 2 || size > 596 {
            logs.compare_tiles();
        }
        logs.push();
    }
}

#[test]
fn the_definition_over_all_leaves_agrees_too() {
    let logs = Logs::of(300);
    for size in [1_u64, 2, 3, 7, 8, 9, 255, 256, 257, 300] {
        let leaves = &logs.ours.leaves()[..usize::try_from(size).expect("small")];
        assert_eq!(Ok(root(leaves)), root_from_nodes(&logs.ours, size));
        for index in 0..size {
            assert_eq!(inclusion_proof(leaves, index).ok(), inclusion_proof_from_nodes(&logs.ours, index, size).ok());
            assert_eq!(
                consistency_proof(leaves, index + 1).ok(),
                consistency_proof_from_nodes(&logs.ours, index + 1, size).ok()
            );
        }
    }
}

/// A plain generator of numbers, so that the same sizes come each time.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 20) % below
    }
}

fn random_sizes(most: u64, sizes: usize, proofs: usize) {
    let mut next = numbers(29);
    let mut wanted: Vec<u64> = (0..sizes - 1).map(|_| 1 + next(most)).collect();
    wanted.push(most);
    wanted.sort_unstable();
    let mut logs = Logs::of(0);
    for size in wanted {
        while logs.ours.size() < size {
            logs.push();
        }
        logs.compare_head();
        for _ in 0..proofs {
            let tree = TileTree::new(&logs.tiles, size);
            logs.compare_inclusion(next(size), &tree);
            if size > 1 {
                logs.compare_consistency(1 + next(size - 1), &tree);
            }
        }
    }
    logs.compare_tiles();
}

#[test]
fn random_sizes_to_20_000_are_as_the_others_have_them() {
    random_sizes(20_000, 40, 20);
}

#[test]
#[ignore = "a million entries in three trees: run it with --release"]
fn random_sizes_to_a_million_are_as_the_others_have_them() {
    random_sizes(1_000_000, 60, 100);
}

proptest! {
    #[test]
    fn an_edge_makes_the_tiles_of_the_whole_log(first in 0_u64..1500, more in prop::collection::vec(1_u64..700, 0..4)) {
        let leaf = |number: u64| leaf_hash(&entry(number));
        let (mut edge, mut full) = (Edge::new(), MemoryTiles::default());
        let mut stored = std::collections::BTreeMap::new();
        let mut size = 0;
        for step in std::iter::once(first).chain(more) {
            let made = edge.extend((size..size + step).map(leaf));
            let expected = tiles_of_growth(size, size + step);
            let expected: Vec<Tile> = expected.into_iter().filter(Tile::is_full).collect();
            let mut places: Vec<Tile> = made.iter().map(|made| made.tile).collect();
            places.sort_unstable();
            prop_assert_eq!(places, expected);
            stored.extend(made.into_iter().map(|made| (made.tile, made.bytes)));
            size += step;
            // As a database would: written after each commit, and read before the next.
            let kept = edge.to_bytes();
            let read = Edge::from_bytes(&kept).expect("its own bytes");
            prop_assert_eq!(&read, &edge);
            edge = read;
        }
        full.extend((0..size).map(leaf));
        prop_assert_eq!(&edge, full.edge());
        let mut frontier = Frontier::new();
        (0..size).for_each(|number| { frontier.append(leaf(number)); });
        prop_assert_eq!(edge.frontier(), &frontier);
        prop_assert_eq!(edge.root(), frontier.root());
        for (tile, bytes) in full.all() {
            let found = if tile.is_full() { stored[&tile].clone() } else {
                edge.partial(tile.level()).expect("partial").bytes
            };
            prop_assert_eq!(found, bytes, "{}", tile);
        }
        // Proofs out of stored full tiles and the edge, for an older size too.
        let tree: MemoryTree = (0..size).map(leaf).collect();
        if size > 1 {
            let reader = EdgeTiles::new(Full(&stored), &edge);
            for older in [size, size / 2 + 1, size.saturating_sub(300).max(1)] {
                let root = root_from_nodes(&tree, older).expect("in memory");
                let behind = TileTree::new(&reader, older);
                prop_assert_eq!(behind.root(), Ok(root));
                let proof = behind.inclusion_proof(older / 3, &root).expect("a proof");
                prop_assert_eq!(Ok(proof), inclusion_proof_from_nodes(&tree, older / 3, older));
                let proof = behind.consistency_proof(older / 2 + 1, &root).expect("a proof");
                prop_assert_eq!(Ok(proof), consistency_proof_from_nodes(&tree, older / 2 + 1, older));
            }
        }
    }

    #[test]
    fn an_edge_is_read_from_its_own_bytes_only(size in 0_u64..70_000, cut in 1_usize..40) {
        let mut bytes = size.to_be_bytes().to_vec();
        let count = usize::try_from(size % 256 + size / 256 % 256 + size / 65_536).expect("small");
        bytes.resize(8 + 32 * count, 7);
        let edge = Edge::from_bytes(&bytes).expect("as many hashes as the size says");
        prop_assert_eq!(edge.to_bytes(), bytes.clone());
        prop_assert!(Edge::from_bytes(&bytes[..bytes.len() - cut.min(bytes.len())]).is_err());
        bytes.push(0);
        prop_assert!(Edge::from_bytes(&bytes).is_err());
    }

    #[test]
    fn tiles_of_growth_are_those_of_the_other(old in 0_u64..200_000, more in 0_u64..70_000) {
        let theirs: Vec<String> = tlog_tiles::Tile::new_tiles(8, old, old + more).iter().map(tlog_tiles::Tile::path).collect();
        let ours: Vec<String> =
            tiles_of_growth(old, old + more).iter().map(|tile| tile.to_string().replacen("tile/", "tile/8/", 1)).collect();
        prop_assert_eq!(ours, theirs);
    }
}

struct Full<'t>(&'t std::collections::BTreeMap<Tile, Vec<u8>>);

impl TileReader for Full<'_> {
    type Error = String;

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, String> {
        assert!(tile.is_full(), "partial tiles are the edge's");
        self.0.get(&tile).cloned().ok_or_else(|| tile.to_string())
    }
}

#[test]
fn the_tiles_of_70_000_entries_are_those_of_the_specification() {
    let tiles = tiles_of_growth(0, 70_000);
    let on = |level| tiles.iter().filter(move |tile| tile.level() == level);
    assert_eq!(on(0).filter(|tile| tile.is_full()).count(), 273);
    assert_eq!(on(0).next_back().map(ToString::to_string).as_deref(), Some("tile/0/273.p/112"));
    assert_eq!(on(1).map(ToString::to_string).collect::<Vec<_>>(), ["tile/1/000", "tile/1/001.p/17"]);
    assert_eq!(on(2).map(ToString::to_string).collect::<Vec<_>>(), ["tile/2/000.p/1"]);
    assert_eq!(
        EntryBundle::at(273, 70_000).map(|bundle| bundle.to_string()).as_deref(),
        Some("tile/entries/273.p/112")
    );
    let largest = Tile::at(7, 0, u64::MAX).expect("hashes on level 7");
    assert_eq!((largest.width(), Tile::at(8, 0, u64::MAX)), (255, None));
}

#[test]
fn forged_tiles_are_found_out() {
    let leaves: Vec<Hash> = (0..600_u64).map(|number| leaf_hash(&entry(number))).collect();
    let mut tiles = MemoryTiles::of(leaves.iter().copied());
    let root = tiles.edge().root();
    let place = Tile::new(0, 0, 256).expect("a tile");
    let mut forged = leaves[..256].to_vec();
    forged[7] = leaf_hash(b"forged");
    tiles.forge(place, &forged);
    let tree = TileTree::new(&tiles, 600);
    // Level 1 holds the old root of that tile, so the whole root still comes out.
    assert_eq!(tree.root(), Ok(root));
    assert!(tree.inclusion_proof(7, &root).is_err());
    assert!(tree.inclusion_proof(6, &root).is_err(), "its sibling is the forged one");
    assert!(tree.inclusion_proof(300, &root).is_ok(), "another tile");
    assert!(tree.consistency_proof(100, &root).is_err());
    tiles.forge(place, &forged[..100]);
    let short = TileTree::new(&tiles, 600).inclusion_proof(7, &root);
    assert!(matches!(short, Err(ledger::TreeError::Short { found: 3200, .. })), "{short:?}");
}
