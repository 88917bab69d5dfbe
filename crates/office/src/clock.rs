//! Time and chance, as parts that tests and the simulated year replace.

use jiff::Timestamp;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, UTC, to the microsecond.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the house reads the clock")]
    fn now(&self) -> Timestamp {
        whole_micros(Timestamp::now())
    }
}

/// A clock that stands until it is set.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that shows a moment.
    pub fn at(moment: Timestamp) -> Self {
        SetClock(AtomicI64::new(moment.as_microsecond()))
    }

    /// Sets it.
    pub fn set(&self, moment: Timestamp) {
        self.0.store(moment.as_microsecond(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// What is stored has microseconds; a clock that shows more would differ from what is read back.
fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// Gives unguessable bytes.
pub trait Chance: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A reproducible stream of bytes for the simulated year and tests. Never for a real office.
pub struct SeededChance(Mutex<(u64, u64)>);

impl SeededChance {
    /// The same seed gives the same bytes.
    pub fn new(seed: u64) -> Self {
        SeededChance(Mutex::new((seed, 0)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        use sha2::{Digest, Sha256};
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            state.1 += 1;
            let block =
                Sha256::new().chain_update(state.0.to_be_bytes()).chain_update(state.1.to_be_bytes()).finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// Shapes that random bytes take.
pub(crate) trait ChanceExt {
    /// `N` random bytes.
    fn bytes<const N: usize>(&self) -> [u8; N];
    /// 128 bits as 32 hexadecimal digits.
    fn token(&self) -> String;
    /// A UUIDv7 of this moment.
    fn uuid(&self, now: Timestamp) -> uuid::Uuid;
}

impl ChanceExt for dyn Chance + '_ {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    fn token(&self) -> String {
        hex::encode(self.bytes::<16>())
    }

    fn uuid(&self, now: Timestamp) -> uuid::Uuid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}
