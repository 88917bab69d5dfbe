//! Unfinished forms: kept for their owner alone, offered again, gone when sent.
//!
//! A draft is no act: nobody did anything yet. It needs no permission but being its owner.

use crate::access::hash_of;
use crate::error::Error;
use crate::{Actor, Office};
use domain::id::{DossierId, DraftId};
use jiff::{SignedDuration, Timestamp};
use store::access as sessions;
use store::draft as table;
pub use store::draft::Draft;

/// The most a person keeps unfinished; the oldest goes first.
const MOST: usize = 40;
/// The most that one draft holds, in bytes of names and values.
const LARGEST: usize = 128 * 1024;
/// For how long after its end a session may still hand in what was typed in it.
const LATEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A form as it stands in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Made with the form.
    pub id: DraftId,
    /// The form's address.
    pub path: String,
    /// The dossier it is about; `None`: one that is not there yet.
    pub dossier: Option<DossierId>,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

impl Unfinished {
    fn at(self, saved: Timestamp) -> Option<Draft> {
        let size: usize = self.fields.iter().map(|(n, v)| n.len() + v.len()).sum();
        let Unfinished { id, path, dossier, fields } = self;
        (size <= LARGEST && path.len() <= 300).then_some(Draft { id, path, dossier, saved, fields })
    }
}

impl Office {
    /// An id for a form that is shown now.
    pub fn new_draft(&self) -> DraftId {
        use crate::clock::ChanceExt;
        DraftId(self.inner.chance.uuid(self.now()))
    }

    /// Keeps a draft for so long; answers when it was saved, or `None` when it was sent or thrown
    /// away meanwhile, or is too large.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        form: Unfinished,
        keep: SignedDuration,
    ) -> Result<Option<Timestamp>, Error> {
        let now = self.now();
        let Some(draft) = form.at(now) else { return Ok(None) };
        let actor = actor.clone();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    table::sweep(tx, now).await?;
                    for old in table::of(tx, &actor.person, &actor.post, now).await?.into_iter().skip(MOST) {
                        table::finish(tx, old.id, &actor.person, now).await?;
                    }
                    let kept = table::save(tx, &draft, &actor.person, &actor.post, now + keep).await?;
                    Ok(kept.then_some(now))
                })
            })
            .await
    }

    /// Keeps what was sent in a session that is over, for the person whose session it was; answers
    /// whether it was kept. The cookie's secret and the form's token prove whose it was; nothing can
    /// be read this way.
    pub async fn keep_after_end(
        &self,
        secret: &str,
        csrf: &str,
        form: Unfinished,
        keep: SignedDuration,
    ) -> Result<bool, Error> {
        let now = self.now();
        let hash = hash_of(secret);
        let past =
            self.inner.db.read(move |tx| Box::pin(async move { sessions::past_session(tx, &hash).await })).await?;
        let Some(past) = past.filter(|s| !csrf.is_empty() && s.csrf == csrf && s.seen + LATEST > now) else {
            return Ok(false);
        };
        let Some(draft) = form.at(now) else { return Ok(false) };
        Ok(self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move { table::save(tx, &draft, &past.person, &past.post, now + keep).await })
            })
            .await?)
    }

    /// What this person left unfinished in this post, last saved first.
    pub async fn drafts(&self, actor: &Actor) -> Result<Vec<Draft>, Error> {
        let (actor, now) = (actor.clone(), self.now());
        Ok(self
            .inner
            .db
            .read(move |tx| Box::pin(async move { table::of(tx, &actor.person, &actor.post, now).await }))
            .await?)
    }

    /// One of them; `None`: sent, thrown away, expired, or another's.
    pub async fn draft(&self, actor: &Actor, id: DraftId) -> Result<Option<Draft>, Error> {
        let (actor, now) = (actor.clone(), self.now());
        Ok(self
            .inner
            .db
            .read(move |tx| Box::pin(async move { table::get(tx, id, &actor.person, &actor.post, now).await }))
            .await?)
    }

    /// Throws one away.
    pub async fn discard_draft(&self, actor: &Actor, id: DraftId) -> Result<(), Error> {
        let (actor, now) = (actor.clone(), self.now());
        let gone = self
            .inner
            .db
            .write(move |tx| Box::pin(async move { table::finish(tx, id, &actor.person, now).await }))
            .await?;
        if gone { Ok(()) } else { Err(Error::NotFound { what: "draft" }) }
    }
}
