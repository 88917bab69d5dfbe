//! Seeded chance for the simulated year: the same seed, the same year.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::ops::RangeInclusive;

/// Dice of one story; stories do not disturb each other's throws.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// Dice of the n-th story of a seed.
    pub fn new(seed: u64, story: u64) -> Self {
        Dice(StdRng::seed_from_u64(seed.rotate_left(32) ^ story.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// True in this share of throws.
    pub fn chance(&mut self, share: f64) -> bool {
        self.0.random_bool(share.clamp(0.0, 1.0))
    }

    /// A whole number.
    pub fn among(&mut self, range: RangeInclusive<u32>) -> u32 {
        self.0.random_range(range)
    }

    /// A number.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0.random_range(low..high)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.random_range(0..of.len())]
    }

    /// The index of one of several, by weight.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut rest = self.between(0.0, total.max(f64::MIN_POSITIVE));
        let mut last = 0;
        for (i, weight) in weights.enumerate() {
            last = i;
            if rest < weight {
                return i;
            }
            rest -= weight;
        }
        last
    }
}
