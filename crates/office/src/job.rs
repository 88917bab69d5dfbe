//! What follows from acts: letters enqueued in the act's own transaction, sent by a reconciler that is
//! woken by a bell and by a timer. Run twice, or ended in the middle, it loses nothing.

use crate::clock::ChanceExt;
use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::law::{append, bodies};
use crate::mail::{Letter, Message, Post, SendFault};
use crate::setup::the_program;
use crate::{Actor, Office, opening, recovery};
use domain::contact::{ContactEvent, Means, Notice, Subject};
use domain::dossier::{Dossier, Envelope, Event, PartyField, party_slot};
use domain::id::{ActId, DossierId, PersonId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::db::{DbError, Tx};
use store::job::{self as table, Job};
use store::{event, personal};

pub use store::job::RESTORED;

/// How long one worker has a job before another may take it: longer than any try lasts.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// The longest that a try may last.
const TRY: Duration = Duration::from_mins(1);
/// Waits between tries, in minutes; after the last one the job is given up.
const WAITS: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];
/// A code or a link that did not leave after so long is of no use any more, in minutes.
const FRESH: i64 = 30;
/// How often the reconciler looks by itself.
const TIMER: Duration = Duration::from_secs(20);

/// What is to be done. No personal value and no secret: a code or link is drawn when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub(crate) enum Work {
    /// Tell the applicant.
    Notice { dossier: DossierId, cause: ActId, notice: Notice },
    /// Send the code that opens a dossier.
    Code { dossier: DossierId, english: bool },
    /// Send the link that sets a new password.
    Recovery { person: PersonId, english: bool },
    /// Tell an official that dates of dossiers in the own hands moved, by which document.
    DatesMoved { person: PersonId, cause: ActId, document: String, dossiers: u32 },
}

impl Work {
    fn same(&self) -> String {
        match self {
            // One act may tell the applicants of several dossiers.
            Work::Notice { dossier, cause, notice } => format!("notice:{cause}:{dossier}:{:?}", notice.subject()),
            Work::Code { dossier, .. } => format!("code:{dossier}"),
            Work::Recovery { person, .. } => format!("recovery:{person}"),
            Work::DatesMoved { person, cause, .. } => format!("dates-moved:{cause}:{person}"),
        }
    }

    fn dossier(&self) -> Option<DossierId> {
        match self {
            Work::Notice { dossier, .. } | Work::Code { dossier, .. } => Some(*dossier),
            Work::Recovery { .. } | Work::DatesMoved { .. } => None,
        }
    }

    /// What its contact was about; none: it is no contact with an applicant.
    fn subject(&self) -> Option<Subject> {
        match self {
            Work::Notice { notice, .. } => Some(notice.subject()),
            Work::Code { .. } => Some(Subject::Code),
            Work::Recovery { .. } | Work::DatesMoved { .. } => None,
        }
    }
}

/// A letter that waits or was given up, for administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Id of the job.
    pub id: String,
    /// What it is about; none: a letter to an official.
    pub subject: Option<Subject>,
    /// Whose timeline tells of it.
    pub dossier: Option<DossierId>,
    /// Enqueued.
    pub created: Timestamp,
    /// The next try.
    pub due: Timestamp,
    /// Tries begun.
    pub tries: i64,
    /// What the last try met, without addresses.
    pub problem: Option<String>,
    /// No more tries since.
    pub given_up: Option<Timestamp>,
}

/// Enqueues a job.
pub(crate) async fn enqueue(tx: &mut Tx<'_>, id: &uuid::Uuid, work: &Work, now: Timestamp) -> Result<(), DbError> {
    let body = serde_json::to_string(work).map_err(|e| DbError::Corrupt(e.to_string()))?;
    table::enqueue(tx, &id.to_string(), &work.same(), &body, work.dossier(), now).await
}

/// Enqueues what the applicant is told of these events, where there is a mail address on file.
pub(crate) async fn notices(
    tx: &mut Tx<'_>,
    d: &Dossier,
    events: &[Event],
    envelope: &Envelope,
    seed: &(uuid::Uuid, [u8; 32]),
) -> Result<(), DbError> {
    for (n, notice) in events.iter().filter_map(Notice::of).enumerate() {
        if address_of(tx, d).await?.is_some() {
            let (id, _) = crate::law::derived(*seed, 2000 + n);
            enqueue(tx, &id, &Work::Notice { dossier: d.id, cause: envelope.act, notice }, envelope.at).await?;
        }
    }
    Ok(())
}

/// The mail address on file: the applicant's, else the representative's.
pub(crate) async fn address_of(tx: &mut Tx<'_>, d: &Dossier) -> Result<Option<String>, DbError> {
    let subjects = [Some(d.applicant), d.representative.as_ref().map(|r| r.subject)];
    for subject in subjects.into_iter().flatten() {
        let address = personal::get(tx, &party_slot(subject, d.id, PartyField::Email)).await?.unwrap_or_default();
        if crate::mail::can_be_address(address.trim()) {
            return Ok(Some(address.trim().to_owned()));
        }
    }
    Ok(None)
}

impl Office {
    /// Opens the post office: from now on letters leave. Answers `false` when it was open already.
    pub fn open_post(&self, post: Post) -> bool {
        self.inner.post.set(post).is_ok()
    }

    /// The post office, where there is one.
    pub fn post(&self) -> Option<&Post> {
        self.inner.post.get()
    }

    /// Whether acts tell applicants.
    pub(crate) fn tells(&self) -> bool {
        self.post().is_some_and(|p| p.notices)
    }

    /// Wakes the reconciler.
    pub(crate) fn ring(&self) {
        self.inner.bell.notify_one();
    }

    /// The reconciler: sends what is due whenever the bell rings, and now and then by itself. Never
    /// ends; stopped in the middle, the next one goes on where it was.
    pub async fn keep_posting(&self) {
        loop {
            if let Err(e) = self.post_due().await {
                tracing::error!(error = %e, "letters could not be worked off");
            }
            tokio::select! {
                () = self.inner.bell.notified() => {}
                () = tokio::time::sleep(TIMER) => {}
            }
        }
    }

    /// Tries everything that is due now; answers how many tries there were.
    pub async fn post_due(&self) -> Result<usize, Error> {
        let Some(post) = self.post().cloned() else { return Ok(0) };
        // What is sent is put on record: with a clock that cannot be believed it would be sent again and again.
        if self.clock_fault().await?.is_some() {
            return Ok(0);
        }
        let mut tries = 0;
        loop {
            let now = self.now();
            let claimed = self
                .inner
                .db
                .write(move |tx| Box::pin(async move { table::claim(tx, now, now + CLAIM).await }))
                .await?;
            let Some(job) = claimed else { return Ok(tries) };
            tries += 1;
            self.try_job(&post, job).await?;
        }
    }

    async fn try_job(&self, post: &Post, job: Job) -> Result<(), Error> {
        let work: Work = serde_json::from_str(&job.body).map_err(|e| DbError::Corrupt(format!("job: {e}")))?;
        let of_use = matches!(work, Work::Notice { .. } | Work::DatesMoved { .. })
            || self.now().duration_since(job.created) <= SignedDuration::from_mins(FRESH);
        let letter = if of_use { self.letter(&work).await? } else { None };
        let Some((to, letter)) = letter else {
            // Nobody to write to any more, or too late to be of use.
            self.inner.db.write(move |tx| Box::pin(async move { table::done(tx, &job.id).await })).await?;
            return Ok(());
        };
        let (subject, text) = post.scribe.write(&letter);
        // A notice sent twice is the same letter; a code drawn anew is another one.
        let number = if matches!(work, Work::Notice { .. } | Work::DatesMoved { .. }) {
            String::new()
        } else {
            format!(".{}", job.tries)
        };
        let message = Message { id: format!("{}{number}@{}", job.id, self.host()), to, subject, text };
        let answer = match tokio::time::timeout(TRY, post.sender.send(&message)).await {
            Ok(answer) => answer,
            Err(_) => Err(SendFault::Later("no answer in time".into())),
        };
        self.finish(job, work, answer, &message.to).await
    }

    /// Receiver and content; `None`: there is nobody to write to.
    async fn letter(&self, work: &Work) -> Result<Option<(String, Letter)>, Error> {
        match work {
            Work::Notice { dossier, notice, .. } => {
                let (id, notice) = (*dossier, *notice);
                let found = self.inner.db.read(move |tx| Box::pin(async move { receiver(tx, id).await })).await?;
                let Some((d, to)) = found else { return Ok(None) };
                let (Some(code), Some(token)) = (&d.code, &d.token) else { return Ok(None) };
                let law = self.law();
                let shop = law
                    .organisation
                    .unit(&d.unit)
                    .map_or_else(|| d.unit.to_string(), |u| u.one_stop.as_ref().unwrap_or(&u.name).vi.clone());
                let link = format!("{}/t/{token}", self.address());
                Ok(Some((to, Letter::Notice { notice, code: code.to_string(), shop, link })))
            }
            Work::Code { dossier, english } => opening::draw(self, *dossier, *english).await,
            Work::Recovery { person, english } => recovery::draw(self, person, *english).await,
            Work::DatesMoved { person, document, dossiers, .. } => {
                let person = person.clone();
                let to = self
                    .inner
                    .db
                    .read(move |tx| Box::pin(async move { store::recovery::address(tx, &person).await }))
                    .await?;
                let (document, dossiers) = (document.clone(), *dossiers);
                let link = format!("{}/tasks", self.address());
                Ok(to.map(|to| (to, Letter::DatesMoved { document, dossiers, link })))
            }
        }
    }

    /// What a try led to.
    async fn finish(&self, job: Job, work: Work, answer: Result<String, SendFault>, to: &str) -> Result<(), Error> {
        let now = self.now();
        let envelope = self.envelope(&the_program());
        let seeds = self.seeds(now, 1);
        let next =
            usize::try_from(job.tries - 1).ok().and_then(|n| WAITS.get(n)).map(|m| SignedDuration::from_mins(*m));
        let problem = answer.as_ref().err().map(|fault| shown(fault.words(), to));
        if let Some(problem) = &problem {
            tracing::warn!(job.id = %job.id, job.tries = job.tries, problem, "a letter did not leave");
        }
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let problem = problem.unwrap_or_default();
                    let sent = match (answer, next) {
                        (Ok(_), _) => {
                            // Another worker was done with it first.
                            if !table::done(tx, &job.id).await? {
                                return Ok::<_, Error>(());
                            }
                            true
                        }
                        (Err(SendFault::Later(_)), Some(wait)) => {
                            table::later(tx, &job.id, &problem, now + wait).await?;
                            return Ok(());
                        }
                        (Err(_), _) => {
                            table::give_up(tx, &job.id, &problem, now).await?;
                            false
                        }
                    };
                    let (Some(id), Some(subject)) = (work.dossier(), work.subject()) else { return Ok(()) };
                    let cause = match &work {
                        Work::Notice { cause, .. } => Some(*cause),
                        _ => None,
                    };
                    let means = Means::Mail;
                    let event = if sent {
                        ContactEvent::Sent { subject, means, cause }
                    } else {
                        ContactEvent::NotSent { subject, means, cause }
                    };
                    record(tx, id, &envelope, &event, &seeds).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The name behind the `@` of letters' ids.
    fn host(&self) -> String {
        let address = self.address();
        let host = address.split("//").nth(1).unwrap_or(address);
        host.split(['/', ':']).next().filter(|h| !h.is_empty()).unwrap_or("motcua").to_owned()
    }

    /// Letters that wait or were given up: how many of each, and the first of them.
    pub async fn waiting(&self, actor: &Actor, limit: usize) -> Result<((i64, i64), Vec<Waiting>), Error> {
        Grant::<Administer>::of(actor)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (counts, jobs) = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move { Ok::<_, DbError>((table::counts(tx).await?, table::open(tx, limit).await?)) })
            })
            .await?;
        let waiting = jobs.into_iter().map(|job| {
            let subject = serde_json::from_str::<Work>(&job.body).ok().and_then(|w| w.subject());
            Waiting {
                id: job.id,
                subject,
                dossier: job.dossier,
                created: job.created,
                due: job.due,
                tries: job.tries,
                problem: job.problem,
                given_up: job.given_up,
            }
        });
        Ok((counts, waiting.collect()))
    }

    /// Tries a letter again that was given up.
    pub async fn post_again(&self, actor: &Actor, id: &str) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let (id, now) = (id.to_owned(), self.now());
        let there = self.inner.db.write(move |tx| Box::pin(async move { table::again(tx, &id, now).await })).await?;
        self.ring();
        if there { Ok(()) } else { Err(Error::NotFound { what: "job" }) }
    }

    /// Sends a test letter at once; answers what the server said. `None`: there is no post office.
    pub async fn post_test(
        &self,
        actor: &Actor,
        to: &str,
        english: bool,
    ) -> Result<Option<Result<String, SendFault>>, Error> {
        Grant::<Administer>::of(actor)?;
        let to = to.trim().to_owned();
        if !crate::mail::can_be_address(&to) {
            return Err(domain::law::Refusal::new(domain::law::Rule::FieldMalformed).field("to").into());
        }
        let Some(post) = self.post() else { return Ok(None) };
        let now = self.now();
        let (subject, text) = post.scribe.write(&Letter::Test { at: now, english });
        let message = Message { id: format!("{}@{}", self.inner.chance.uuid(now), self.host()), to, subject, text };
        let answer = tokio::time::timeout(TRY, post.sender.send(&message)).await;
        Ok(Some(answer.unwrap_or_else(|_| Err(SendFault::Later("no answer in time".into())))))
    }
}

/// A dossier with the address on file.
pub(crate) async fn receiver(tx: &mut Tx<'_>, id: DossierId) -> Result<Option<(Dossier, String)>, DbError> {
    let Some((_, d)) = store::dossier::load(tx, id).await? else { return Ok(None) };
    Ok(address_of(tx, &d).await?.map(|to| (d, to)))
}

/// Appends to the contacts of a dossier.
pub(crate) async fn record(
    tx: &mut Tx<'_>,
    id: DossierId,
    envelope: &Envelope,
    e: &ContactEvent,
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<(), DbError> {
    let stream = event::contact_stream(id);
    let version = event::last_version(tx, &stream).await?;
    let bodies = bodies(std::slice::from_ref(e), |e| Ok(e.key().to_owned()))?;
    append(tx, &stream, version, envelope, &bodies, seeds).await?;
    Ok(())
}

/// A server's words without the receiver's address, cut to a readable length.
fn shown(words: &str, to: &str) -> String {
    let mut out = words.replace(to, "***");
    if let Some((name, _)) = to.split_once('@').filter(|(name, _)| name.len() > 3) {
        out = out.replace(name, "***");
    }
    out.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_a_server_says_is_kept_without_the_address() {
        let said = "550 5.1.1 <nguoi-7@vi-du.example>: nguoi-7 is no user here\r\n";
        assert_eq!(shown(said, "nguoi-7@vi-du.example"), "550 5.1.1 <***>: *** is no user here");
    }
}
