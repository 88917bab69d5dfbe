//! Known gaps of the procedures catalogue, counted.
