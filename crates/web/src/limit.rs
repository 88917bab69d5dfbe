//! A token bucket per address: a burst, then so many a minute. Kept in memory, bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Addresses remembered at most; beyond it the full buckets are forgotten first.
const REMEMBERED: usize = 10_000;

/// Limits how often an address may do something.
pub struct Limiter {
    burst: f64,
    per_second: f64,
    buckets: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Limiter {
    /// `burst` at once, then `per_minute`.
    pub fn new(burst: u32, per_minute: f64) -> Self {
        Limiter { burst: f64::from(burst), per_second: per_minute / 60.0, buckets: Mutex::default() }
    }

    /// Takes one; `false`: too many.
    pub fn take(&self, address: &str) -> bool {
        self.take_at(address, Instant::now())
    }

    fn take_at(&self, address: &str, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, (left, since)| {
                *left + now.duration_since(*since).as_secs_f64() * self.per_second < self.burst
            });
            if buckets.len() >= REMEMBERED {
                buckets.clear();
            }
        }
        let (left, since) = buckets.entry(address.to_owned()).or_insert((self.burst, now));
        *left = (*left + now.duration_since(*since).as_secs_f64() * self.per_second).min(self.burst);
        *since = now;
        if *left >= 1.0 {
            *left -= 1.0;
            true
        } else {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;
    use std::time::{Duration, Instant};

    #[test]
    fn after_the_burst_only_so_many_a_minute_get_through() {
        let limiter = Limiter::new(3, 60.0);
        let start = Instant::now();
        assert!((0..3).all(|_| limiter.take_at("a", start)));
        assert!(!limiter.take_at("a", start));
        assert!(limiter.take_at("b", start), "another address has its own");
        assert!(limiter.take_at("a", start + Duration::from_secs(1)));
        assert!(!limiter.take_at("a", start + Duration::from_secs(1)));
    }
}
