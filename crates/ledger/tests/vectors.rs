//! All published proof vectors of transparency-dev/merkle: the good ones pass, the bad ones fail.

use std::path::{Path, PathBuf};

use ledger::{Hash, HashError, verify_consistency, verify_inclusion};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    desc: String,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    desc: String,
    want_err: bool,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the vectors are there") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn all(kind: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/testdata");
    let mut found = Vec::new();
    files(&folder.join(kind), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable vector");
            (path, text)
        })
        .collect()
}

fn hashes(proof: Option<&Vec<String>>) -> Result<Vec<Hash>, HashError> {
    proof.into_iter().flatten().map(|hash| Hash::from_base64(hash)).collect()
}

impl Inclusion {
    fn holds(&self) -> bool {
        let (Ok(leaf), Ok(root), Ok(proof)) =
            (Hash::from_base64(&self.leaf_hash), Hash::from_base64(&self.root), hashes(self.proof.as_ref()))
        else {
            return false;
        };
        verify_inclusion(&leaf, self.leaf_idx, self.tree_size, &proof, &root).is_ok()
    }
}

impl Consistency {
    fn holds(&self) -> bool {
        let (Ok(old), Ok(new), Ok(proof)) =
            (Hash::from_base64(&self.root1), Hash::from_base64(&self.root2), hashes(self.proof.as_ref()))
        else {
            return false;
        };
        verify_consistency(self.size1, self.size2, &old, &new, &proof).is_ok()
    }
}

/// The one good vector that we refuse: its two roots are the 12 bytes "don't care 2". It shows that
/// equal sizes need no proof; a root of ours has 32 bytes or is none.
const SHORT_ROOTS: &str = "sizes-are-equal-one-and-proof-is-empty.json";

#[test]
fn all_published_vectors_are_judged_as_they_say_but_the_one_with_roots_of_12_bytes() {
    let mut judged = Vec::new();
    for (path, text) in all("inclusion") {
        let vector: Inclusion = serde_json::from_str(&text).expect("a vector");
        judged.push((path, vector.desc.clone(), vector.holds(), !vector.want_err));
    }
    for (path, text) in all("consistency") {
        let vector: Consistency = serde_json::from_str(&text).expect("a vector");
        judged.push((path, vector.desc.clone(), vector.holds(), !vector.want_err));
    }
    assert_eq!(judged.len(), 196);
    let (agreed, other): (Vec<_>, Vec<_>) = judged.into_iter().partition(|(.., holds, should)| holds == should);
    assert_eq!(agreed.len(), 195, "judged otherwise: {other:?}");
    assert!(agreed.iter().any(|(.., holds, _)| *holds) && agreed.iter().any(|(.., holds, _)| !*holds));
    let (path, _, holds, _) = &other[0];
    assert!(path.ends_with(SHORT_ROOTS) && !holds, "{}", path.display());
}
