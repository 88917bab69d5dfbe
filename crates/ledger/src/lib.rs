//! An append-only Merkle log: leaves, tree heads, proofs. Pure; knows nothing of government.
