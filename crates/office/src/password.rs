//! Passwords: argon2id on one thread of its own, and what a password must be.

use crate::error::Error;
use argon2::password_hash::{PasswordHasher, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::OnceLock;
use std::sync::mpsc;
use store::db::DbError;
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

/// Fewest characters of a password.
const SHORTEST: usize = 10;

/// The blocks a hash works in, kept from one to the next.
type Memory = Vec<Block>;
type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// Runs hashing work, one after another, on one thread. A hash takes 19 MiB: whoever asks, and
/// however often, strangers at the sign-in page cannot take the machine's memory. The blocks are
/// kept: freed and taken again at each sign-in they stayed with the allocator several times over
/// (measured: 83 MB after five sign-ins, against 46 MB).
async fn on_its_thread<T: Send + 'static>(work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> Result<T, Error> {
    static THREAD: OnceLock<Option<mpsc::Sender<Work>>> = OnceLock::new();
    let unavailable = || Error::Store(DbError::Unavailable("the thread that hashes passwords is gone".into()));
    let thread = THREAD.get_or_init(|| {
        let (sender, receiver) = mpsc::channel::<Work>();
        let run = move || {
            let mut memory = Memory::new();
            for work in receiver {
                work(&mut memory);
            }
        };
        std::thread::Builder::new().name("passwords".into()).spawn(run).ok().map(|_| sender)
    });
    let (answer, answered) = oneshot::channel();
    // Who stopped waiting needs no answer.
    let work: Work = Box::new(move |memory| drop(answer.send(work(memory))));
    thread.as_ref().and_then(|t| t.send(work).ok()).ok_or_else(unavailable)?;
    answered.await.map_err(|_| unavailable())
}

/// Checks a password in constant work, whether or not there is an account.
pub(crate) async fn verify(stored: Option<String>, password: String) -> Result<bool, Error> {
    // argon2id of a value nobody knows, so that an unknown name costs as much time.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$2Zl0hBJ6mHk8vZ6Z0m1oSg0PqkzV8m3oBqkQ1nXy0aE";
    on_its_thread(move |memory| {
        let right = matches(stored.as_deref().unwrap_or(NOBODY), password.as_bytes(), memory);
        right == Some(true) && stored.is_some()
    })
    .await
}

/// Whether a password gives a stored hash; `None`: what is stored is no argon2id hash.
fn matches(stored: &str, password: &[u8], memory: &mut Memory) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok().filter(|a| *a == Algorithm::Argon2id)?;
    let version = Version::try_from(stored.version?).ok()?;
    let params = Params::try_from(&stored).ok()?;
    let (salt, expected) = (stored.salt.as_ref()?, stored.hash.as_ref()?);
    memory.resize(params.block_count(), Block::default());
    let mut found = vec![0; expected.len()];
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password, salt.as_ref(), &mut found, &mut memory[..])
        .ok()?;
    Some(found.ct_eq(expected.as_bytes()).into())
}

/// argon2id with the library's defaults (19 MiB, 2 passes), as a PHC string.
pub(crate) async fn hash(password: &str) -> Result<String, Error> {
    let password = password.to_owned();
    on_its_thread(move |_| Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string()))
        .await?
        .map_err(|e| Error::Store(DbError::Corrupt(format!("argon2: {e}"))))
}

/// At least ten characters, five of them different, and not built from the sign-in name.
pub(crate) fn check(password: &str, login: &str) -> Result<(), Error> {
    let enough = password.chars().count() >= SHORTEST && password.len() <= 1000;
    let varied = password.chars().collect::<std::collections::HashSet<_>>().len() >= 5;
    if enough && varied && !password.to_lowercase().contains(&login.to_lowercase()) {
        Ok(())
    } else {
        Err(Error::WeakPassword)
    }
}

#[cfg(test)]
mod tests {
    use super::{check, hash, verify};

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let stored = hash("một câu đủ dài").await.unwrap();
        assert!(verify(Some(stored.clone()), "một câu đủ dài".into()).await.unwrap());
        assert!(!verify(Some(stored), "một câu khác".into()).await.unwrap());
        assert!(!verify(None, "một câu đủ dài".into()).await.unwrap());
    }

    #[test]
    fn a_password_is_long_varied_and_not_the_name() {
        assert!(check("xin-moi-vao", "tiep-nhan").is_ok());
        for weak in ["ngắn", "aaaaaaaaaaaa", "Tiep-Nhan-2026"] {
            assert!(check(weak, "tiep-nhan").is_err(), "{weak}");
        }
    }
}
