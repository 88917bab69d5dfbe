//! What is done with the program itself, on record: backups asked for, a restore, letters held back.

use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::law::{append_at_any_time, bodies, event_word};
use crate::{Actor, Office};
use domain::dossier::Envelope;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::db::{DbError, Tx};
use store::{event, job};

/// Something that was done with the program itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SystemEvent {
    /// A backup was asked for at once.
    BackupAsked,
    /// The office was taken in again from a backup: what happened after it is not on record here.
    Restored {
        /// When the backup was made.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        made: Timestamp,
        /// Events in it.
        events: i64,
        /// Root of their tree, hexadecimal.
        root: String,
        /// Why.
        reason: String,
    },
    /// The clock was found right though the last act on record said otherwise.
    ClockConfirmed {
        /// When the last act had been put on record.
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        last: Timestamp,
    },
    /// Letters that had waited in a restored backup were sent after all.
    LettersReleased {
        /// How many.
        letters: u64,
    },
    /// Letters that had waited in a restored backup were thrown away.
    LettersThrownAway {
        /// How many.
        letters: u64,
    },
}

/// Something that was done, when and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Doing {
    /// When and by whom.
    pub envelope: Envelope,
    /// What.
    pub event: SystemEvent,
}

/// What becomes of letters that waited in a restored backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// They are sent.
    Release,
    /// They are thrown away.
    ThrowAway,
}

/// Puts it on record.
pub(crate) async fn record(
    tx: &mut Tx<'_>,
    envelope: &Envelope,
    event: &SystemEvent,
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<(), DbError> {
    event::check_clock(tx, envelope).await?;
    record_at_any_time(tx, envelope, event, seeds).await
}

/// Puts it on record also where the clock shows a time before the last act.
pub(crate) async fn record_at_any_time(
    tx: &mut Tx<'_>,
    envelope: &Envelope,
    event: &SystemEvent,
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<(), DbError> {
    let version = event::last_version(tx, event::SYSTEM).await?;
    let bodies = bodies(std::slice::from_ref(event), event_word)?;
    append_at_any_time(tx, event::SYSTEM, version, envelope, &bodies, seeds).await?;
    Ok(())
}

impl Office {
    /// What was done with the program itself, newest first.
    pub async fn doings(&self, actor: &Actor, limit: i64) -> Result<Vec<Doing>, Error> {
        Grant::<Administer>::of(actor)?;
        let events = self.inner.db.read(move |tx| Box::pin(async move { event::of_system(tx, limit).await })).await?;
        events
            .into_iter()
            .map(|e| {
                let event =
                    serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
                Ok(Doing { envelope: e.envelope, event })
            })
            .collect()
    }

    /// How many letters wait for an administrator's word since a restore.
    pub async fn held_letters(&self, actor: &Actor) -> Result<i64, Error> {
        Grant::<Administer>::of(actor)?;
        Ok(self.inner.db.read(|tx| Box::pin(async move { job::held(tx).await })).await?)
    }

    /// Says what becomes of letters that waited in a restored backup; answers how many there were.
    pub async fn settle_held_letters(&self, actor: &Actor, what: Held) -> Result<u64, Error> {
        Grant::<Administer>::of(actor)?;
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 1);
        let letters = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let (letters, event) = match what {
                        Held::Release => {
                            let letters = job::release(tx, envelope.at).await?;
                            (letters, SystemEvent::LettersReleased { letters })
                        }
                        Held::ThrowAway => {
                            let letters = job::throw_away(tx).await?;
                            (letters, SystemEvent::LettersThrownAway { letters })
                        }
                    };
                    // A second click finds none, and has done nothing.
                    if letters > 0 {
                        record(tx, &envelope, &event, &seeds).await?;
                    }
                    Ok::<_, Error>(letters)
                })
            })
            .await?;
        self.ring();
        Ok(letters)
    }
}
