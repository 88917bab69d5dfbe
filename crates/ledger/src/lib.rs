//! An append-only Merkle log: leaves, tree heads, proofs. Pure; knows nothing of government.

mod hash;

pub use hash::{Hash, HashError, empty_root, leaf_hash, node_hash};
