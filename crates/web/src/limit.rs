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
        self.ask(address).is_ok()
    }

    /// Takes one, or says after how many whole seconds there is another.
    pub fn ask(&self, address: &str) -> Result<(), u64> {
        self.ask_at(address, Instant::now())
    }

    fn ask_at(&self, address: &str, now: Instant) -> Result<(), u64> {
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
            Ok(())
        } else {
            let wait = std::time::Duration::try_from_secs_f64((1.0 - *left) / self.per_second).unwrap_or_default();
            Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;
    use std::time::{Duration, Instant};

    #[test]
    fn after_the_burst_only_so_many_a_minute_get_through() {
        let limiter = Limiter::new(3, 10.0);
        let start = Instant::now();
        assert!((0..3).all(|_| limiter.ask_at("a", start).is_ok()));
        assert_eq!(limiter.ask_at("a", start), Err(6));
        assert!(limiter.ask_at("b", start).is_ok(), "another address has its own");
        assert_eq!(limiter.ask_at("a", start + Duration::from_secs(4)), Err(2), "what it says is true");
        assert!(limiter.ask_at("a", start + Duration::from_secs(6)).is_ok());
        assert_eq!(limiter.ask_at("a", start + Duration::from_secs(6)), Err(6));
    }
}
