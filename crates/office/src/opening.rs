//! Opening a dossier for its applicant: a one-time code to the mail address on file, and then for a
//! while all that concerns the applicant, in the browser that typed it.

use crate::clock::ChanceExt;
use crate::dossier::{Contacted, Detail, Happened};
use crate::error::{Error, dossier_not_found};
use crate::job::{self, Work};
use crate::mail::Letter;
use crate::{Office, dossier};
use domain::contact::masked;
use domain::dossier::{Event, TextRef};
use domain::id::DossierId;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::db::{DbError, Tx};
use store::opening as table;
use subtle::ConstantTimeEq;

/// A code is in force for so many minutes.
const MINUTES: i64 = 10;
/// Wrong tries that a code bears.
const TRIES: i64 = 5;
/// Codes that a dossier sends in an hour.
const AN_HOUR: i64 = 5;
/// A dossier stays open in a browser for so many minutes.
const OPEN: i64 = 30;

/// What came of asking for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is on its way.
    Sent,
    /// Too many codes in this hour; none before.
    Wait {
        /// When the next can be asked for.
        until: Timestamp,
    },
    /// There is no address on file, or no post office: only the counter can tell more.
    Nowhere,
}

/// Why a code does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// It is another one; so many tries are left.
    Wrong {
        /// Tries left.
        left: i64,
    },
    /// None is in force: too old, too many wrong tries, used, or never asked for.
    Over,
}

fn hash(salt: &str, text: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(text).finalize())
}

async fn by_token(tx: &mut Tx<'_>, token: &str) -> Result<DossierId, Error> {
    store::dossier::by_token(tx, token).await?.ok_or_else(dossier_not_found)
}

/// Draws a code, puts it in force, and words the letter; `None`: there is no address on file.
pub(crate) async fn draw(office: &Office, id: DossierId, english: bool) -> Result<Option<(String, Letter)>, Error> {
    let chance = &office.inner.chance;
    let number = u64::from_be_bytes(chance.bytes::<8>()) % 1_000_000;
    let (digits, salt, now) = (format!("{number:06}"), chance.token(), office.now());
    let hashed = hash(&salt, &digits);
    let found = office
        .inner
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some((d, to)) = job::receiver(tx, id).await? else { return Ok::<_, DbError>(None) };
                table::put(tx, id, (&salt, &hashed), now + SignedDuration::from_mins(MINUTES), now).await?;
                Ok(d.code.map(|code| (code, to)))
            })
        })
        .await?;
    Ok(found.map(|(code, to)| (to, Letter::Code { digits, code: code.to_string(), minutes: MINUTES, english })))
}

impl Office {
    /// Where a code would go, as only its owner knows it whole; `None`: no address is on file, or
    /// nothing can be sent.
    pub async fn code_goes_to(&self, token: &str) -> Result<Option<String>, Error> {
        let (token, post) = (token.to_owned(), self.post().is_some());
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id = by_token(tx, &token).await?;
                    let found = job::receiver(tx, id).await?;
                    Ok(found.filter(|_| post).map(|(_, to)| masked(&to)))
                })
            })
            .await
    }

    /// Asks for a code to the address on file.
    pub async fn ask_code(&self, token: &str, english: bool) -> Result<Asked, Error> {
        if self.post().is_none() {
            return Ok(Asked::Nowhere);
        }
        let (token, now) = (token.to_owned(), self.now());
        let id = self.inner.chance.uuid(now);
        let asked = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let dossier = by_token(tx, &token).await?;
                    if job::receiver(tx, dossier).await?.is_none() {
                        return Ok::<_, Error>(Asked::Nowhere);
                    }
                    let hour = SignedDuration::from_hours(1);
                    let (from, n) = match table::code(tx, dossier).await? {
                        Some(c) if c.counted_from + hour > now => (c.counted_from, c.asked),
                        _ => (now, 0),
                    };
                    if n >= AN_HOUR {
                        return Ok(Asked::Wait { until: from + hour });
                    }
                    table::count(tx, dossier, from, n + 1).await?;
                    job::enqueue(tx, &id, &Work::Code { dossier, english }, now).await?;
                    Ok(Asked::Sent)
                })
            })
            .await?;
        self.ring();
        Ok(asked)
    }

    /// Opens a dossier with its code; answers the secret for the browser's cookie.
    pub async fn open_with_code(&self, token: &str, typed: &str) -> Result<Result<String, CodeFault>, Error> {
        let (token, now) = (token.to_owned(), self.now());
        let typed: String = typed.chars().filter(char::is_ascii_digit).take(20).collect();
        let secret = format!("{}{}", self.inner.chance.token(), self.inner.chance.token());
        let hashed = hash("", &secret);
        let opened = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let dossier = by_token(tx, &token).await?;
                    let Some(code) = table::code(tx, dossier).await? else {
                        return Ok::<_, Error>(Err(CodeFault::Over));
                    };
                    let Some((salt, right, _)) = code.in_force.filter(|(_, _, expires)| *expires > now) else {
                        return Ok(Err(CodeFault::Over));
                    };
                    if code.wrong >= TRIES {
                        return Ok(Err(CodeFault::Over));
                    }
                    if !bool::from(hash(&salt, &typed).as_bytes().ct_eq(right.as_bytes())) {
                        table::wrong(tx, dossier).await?;
                        let left = TRIES - code.wrong - 1;
                        return Ok(Err(if left > 0 { CodeFault::Wrong { left } } else { CodeFault::Over }));
                    }
                    table::end(tx, dossier).await?;
                    table::open(tx, &hashed, dossier, now + SignedDuration::from_mins(OPEN), now).await?;
                    Ok(Ok(()))
                })
            })
            .await?;
        Ok(opened.map(|()| secret))
    }

    /// All that concerns the applicant, for a browser that opened the dossier; `None`: it has not,
    /// or its time is over. What officials write to each other is not part of it.
    pub async fn opened(&self, token: &str, secret: &str) -> Result<Option<Detail>, Error> {
        let (token, hashed, now) = (token.to_owned(), hash("", secret), self.now());
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id = by_token(tx, &token).await?;
                    if !table::is_open(tx, &hashed, id, now).await? {
                        return Ok(None);
                    }
                    let (version, d) = store::dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    let detail = dossier::read_detail(tx, version, d, vec![]).await?;
                    Ok(Some(for_the_applicant(detail)))
                })
            })
            .await
    }

    /// Shuts a browser out again.
    pub async fn shut(&self, secret: &str) -> Result<(), Error> {
        let hashed = hash("", secret);
        Ok(self.inner.db.write(move |tx| Box::pin(async move { table::shut(tx, &hashed).await })).await?)
    }
}

/// Without the events that are the office's own, and without their texts.
fn for_the_applicant(mut detail: Detail) -> Detail {
    detail.timeline.retain(|h| concerns_the_applicant(&h.event));
    let kept: Vec<TextRef> = detail
        .timeline
        .iter()
        .flat_map(|h: &Happened| dossier::text_refs(&h.event))
        .chain(detail.contacts.iter().filter_map(Contacted::note))
        .collect();
    let texts: HashMap<TextRef, String> = std::mem::take(&mut detail.texts);
    detail.texts = texts.into_iter().filter(|(at, _)| kept.contains(at)).collect();
    detail
}

/// Whether an event is the applicant's business: the way from desk to desk, notes and questions among
/// officials are not.
const fn concerns_the_applicant(event: &Event) -> bool {
    match event {
        Event::Guided { .. }
        | Event::Received { .. }
        | Event::TakenOver { .. }
        | Event::Declined { .. }
        | Event::DemandedOutsideList { .. }
        | Event::BreachRecorded { .. }
        | Event::SupplementRequested { .. }
        | Event::SupplementArrived { .. }
        | Event::Decided { .. }
        | Event::Stopped { .. }
        | Event::Apologised { .. }
        | Event::DeadlineMoved { .. }
        | Event::ResultReady {}
        | Event::ResultTakenBack { .. }
        | Event::ResultReturned { .. }
        | Event::ReturnCorrected { .. }
        | Event::OriginalsGivenBack { .. }
        | Event::Withdrawn { .. }
        | Event::ProcedureCorrected { .. }
        | Event::EntryCorrected { .. }
        | Event::Closed {} => true,
        // Whatever is not named here stays inside.
        _ => false,
    }
}
