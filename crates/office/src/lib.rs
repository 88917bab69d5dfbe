//! Use cases: who may, load, decide, commit. Pages, API, command line and demo all come in through
//! this one door, [`Office`].

pub mod access;
pub mod backup;
pub mod catalogue;
pub mod clock;
pub mod contact;
pub mod counter;
pub mod day_decision;
pub mod desk;
pub mod dossier;
pub mod draft;
pub mod error;
pub mod export;
pub mod fee;
pub mod file;
pub mod follow;
pub mod grant;
pub mod import;
pub mod job;
pub mod law;
pub mod log;
pub mod mail;
pub mod opening;
pub mod organisation;
pub mod outage;
pub mod paper;
mod password;
pub mod recount;
pub mod recovery;
pub mod register;
pub mod report;
pub mod restore;
pub mod search;
pub mod setup;
pub mod supervision;
pub mod system;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timekeeping;

pub use domain::dossier::Actor;
pub use error::Error;
pub use store::dossier::{After, Filter, Line};

use clock::{Chance, Clock};
use domain::dossier::Law;
use mail::Post;
use paper::Press;
use setup::House;
use std::sync::{Arc, OnceLock, RwLock};
use store::db::Db;

/// The office: a database, a clock, the law as it stands, a press for papers. Clones share it.
#[derive(Clone)]
pub struct Office {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    press: Arc<dyn Press>,
    house: House,
    /// The law and the number of its last change that this copy knows.
    law: RwLock<(i64, Arc<Law>)>,
    /// Where letters are posted; empty: none leave, and none are written.
    post: OnceLock<Post>,
    /// Wakes whoever posts them.
    bell: tokio::sync::Notify,
    /// The catalogue made ready for searching, as it was last asked for.
    index: search::Kept,
    /// What was asked for most lately, as it was last counted.
    often: follow::Often,
    /// Address under which citizens reach this program, for QR codes: `https://motcua.example`.
    address: String,
    /// Where files are kept, once somebody has said so.
    files: OnceLock<file::Files>,
    /// Whether the clock can be believed; empty: nobody looks.
    watch: OnceLock<timekeeping::ClockWatch>,
    /// Who signs the log; empty: nobody does.
    log: OnceLock<log::LogKeeper>,
    /// Where backups go, and when; empty: none are made by this program itself.
    backups: OnceLock<backup::Keeper>,
}

impl Office {
    /// Opens the office on a database whose schema is up to date.
    pub async fn open(
        db: Db,
        house: House,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        press: Arc<dyn Press>,
        address: String,
    ) -> Result<Office, Error> {
        let loaded = law::load(&db, &house).await?;
        let inner = Inner {
            db,
            clock,
            chance,
            press,
            house,
            law: RwLock::new(loaded),
            post: OnceLock::new(),
            bell: tokio::sync::Notify::new(),
            index: search::Kept::default(),
            often: follow::Often::default(),
            address,
            files: OnceLock::new(),
            log: OnceLock::new(),
            backups: OnceLock::new(),
            watch: OnceLock::new(),
        };
        Ok(Office { inner: Arc::new(inner) })
    }

    /// The server's clock.
    pub fn now(&self) -> jiff::Timestamp {
        self.inner.clock.now()
    }

    /// The law as this process last read it: organisation, catalogue, calendar.
    pub fn law(&self) -> Arc<Law> {
        Arc::clone(&self.inner.law.read().unwrap_or_else(std::sync::PoisonError::into_inner).1)
    }

    /// The database, for maintenance.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Address under which citizens reach this program.
    pub fn address(&self) -> &str {
        &self.inner.address
    }
}
