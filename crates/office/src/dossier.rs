//! Acts on dossiers, and what their desks read.

use crate::clock::ChanceExt;
use crate::error::{Error, dossier_not_found};
use crate::grant::{Act, Grant, Read, readable};
use crate::law::{append, bodies, check_current};
use crate::{Actor, Office, job, paper};
use domain::code::DossierCode;
use domain::contact::ContactEvent;
use domain::dossier::{
    ActKind, Command, Context, Dossier, Envelope, Event, Fresh, Law, PartyField, Phase, TextRef, Uploads, apply,
    decide, gate, party_slot,
};
use domain::fee::Charge;
use domain::file::{FileLimits, Upload};
use domain::id::{ActId, ConsultationId, DossierId, DraftId, SubjectId};
use domain::law::{Refusal, Rule};
use domain::register;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use store::db::{DbError, Tx};
use store::dossier::{After, Filter, Line};
use store::event::{dossier_stream, keep_state};
use store::{access, dossier, file, personal};

/// An act as it is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The dossier; `None`: a new one (guidance, receipt, refusal).
    pub dossier: Option<DossierId>,
    /// What.
    pub command: Command,
    /// The version the asker has seen; `None`: whatever it is.
    pub expected: Option<i64>,
    /// A key under which a retry gets the first answer.
    pub key: Option<String>,
    /// The draft it was written as: gone with the act, in one transaction.
    pub draft: Option<DraftId>,
    /// When it was done on paper, during an outage that is on record; `None`: it is done now.
    pub on_paper: Option<jiff::Timestamp>,
}

impl Ask {
    /// A first act, on no dossier yet.
    pub fn new(command: Command) -> Self {
        Ask { dossier: None, command, expected: None, key: None, draft: None, on_paper: None }
    }

    /// An act on a dossier.
    pub fn on(dossier: DossierId, command: Command) -> Self {
        Ask { dossier: Some(dossier), command, expected: None, key: None, draft: None, on_paper: None }
    }

    /// Only if the dossier still is at this version.
    #[must_use]
    pub fn expecting(mut self, version: i64) -> Self {
        self.expected = Some(version);
        self
    }

    /// Done on paper at this moment, and entered now.
    #[must_use]
    pub fn done_on_paper(mut self, at: Option<jiff::Timestamp>) -> Self {
        self.on_paper = at;
        self
    }

    /// With an idempotency key.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Ends the draft it was written as.
    #[must_use]
    pub fn finishing(mut self, draft: Option<DraftId>) -> Self {
        self.draft = draft;
        self
    }
}

/// What an act led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The dossier.
    pub id: DossierId,
    /// Its version now.
    pub version: i64,
    /// Its code, from receipt on.
    pub code: Option<DossierCode>,
    /// Where it stands.
    pub phase: Phase,
    /// Rules that were broken and recorded by this act.
    pub breaches: Vec<String>,
    /// It is the answer to an earlier request with the same key.
    #[serde(default)]
    pub replayed: bool,
}

impl Office {
    /// Does an act: who may, load, decide, commit. The answer comes after the commit.
    pub async fn act(&self, actor: &Actor, ask: Ask) -> Result<Done, Error> {
        let grant = Grant::<Act>::of(actor)?;
        // Another process may have changed the law since this one read it: read again, once.
        match self.try_act(&grant, ask.clone()).await {
            Err(Error::LawChanged) => {
                self.reload_law().await?;
                self.try_act(&grant, ask).await
            }
            answer => answer,
        }
    }

    async fn try_act(&self, grant: &Grant<Act>, ask: Ask) -> Result<Done, Error> {
        let chance = &self.inner.chance;
        let now = self.believed()?;
        let (law_version, law) = self.law_at();
        // To the microsecond, as it is stored: what is replayed is what was live.
        let on_paper = match ask.on_paper.map(|at| jiff::Timestamp::from_microsecond(at.as_microsecond())) {
            Some(Err(_)) => return Err(Refusal::new(Rule::ServerClock).field("done_on_paper.at").into()),
            Some(Ok(at)) => Some(at),
            None => None,
        };
        let id = ask.dossier.unwrap_or_else(|| DossierId(chance.uuid(now)));
        let places = self.lay_out(grant.actor(), id, &ask.command).await?;
        let job = Job {
            id,
            is_new: ask.dossier.is_none(),
            envelope: Envelope {
                act: ActId(chance.uuid(now)),
                at: on_paper.unwrap_or(now),
                entered: on_paper.map(|_| now),
                by: grant.actor().clone(),
            },
            fresh: Fresh {
                applicant: SubjectId(chance.uuid(now)),
                representative: SubjectId(chance.uuid(now)),
                consultation: ConsultationId(chance.uuid(now)),
                order: 0,
                register: None,
                voucher: 0,
                token: chance.token(),
            },
            seeds: self.seeds(now, 1),
            grant: grant.clone(),
            law,
            law_version,
            limits: self.file_limits(),
            ask,
            tells: self.tells(),
        };
        let done = self.inner.db.write(move |tx| Box::pin(job.run(tx))).await;
        self.clear_up(places, done.as_ref().is_ok_and(|done: &Done| !done.replayed)).await;
        if done.is_ok() {
            self.ring();
        }
        done
    }
}

/// One act on its way through the store.
struct Job {
    id: DossierId,
    is_new: bool,
    ask: Ask,
    envelope: Envelope,
    fresh: Fresh,
    seeds: Vec<(uuid::Uuid, [u8; 32])>,
    grant: Grant<Act>,
    law: Arc<Law>,
    law_version: i64,
    /// Whether applicants are told by mail.
    tells: bool,
    limits: FileLimits,
}

impl Job {
    async fn run(mut self, tx: &mut Tx<'_>) -> Result<Done, Error> {
        check_current(tx, self.law_version).await?;
        let actor = self.grant.actor().clone();
        let request = self.ask.key.as_ref().map(|_| request_hash(&self.ask)).transpose()?;
        if let (Some(key), Some(request)) = (&self.ask.key, &request)
            && let Some((first, answer)) = access::answered(tx, &actor.person, key).await?
        {
            if first != *request {
                return Err(Error::KeyReused);
            }
            let mut done: Done =
                serde_json::from_str(&answer).map_err(|e| DbError::Corrupt(format!("kept answer: {e}")))?;
            done.replayed = true;
            return Ok(done);
        }
        let (version, before) = if self.is_new {
            (0, None)
        } else {
            let (version, d) = dossier::load(tx, self.id).await?.ok_or_else(dossier_not_found)?;
            readable(&self.grant, &self.law, &d)?;
            (version, Some(d))
        };
        if let Some(expected) = self.ask.expected
            && expected != version
        {
            return Err(Error::Stale { expected, current: version });
        }
        if matches!(self.ask.command, Command::Receive(_)) {
            // Refused acts are rolled back with their number, so no number is lost or used twice.
            let day = domain::calendar::local(self.envelope.at).date().to_string();
            self.fresh.order = dossier::next_order(tx, &actor.unit, &day).await?;
        }
        let today = domain::calendar::local(self.envelope.at).date();
        if let Some(book) = register::book_of(before.as_ref(), &self.ask.command, &actor, today, &self.law) {
            self.fresh.register = Some(store::register::next(tx, book).await?);
        }
        if let Command::CollectFee(c) = &self.ask.command
            && c.exemption.trim().is_empty()
        {
            let year = domain::calendar::local(self.envelope.at).date().year();
            self.fresh.voucher = store::fee::next_voucher(tx, &actor.unit, year).await?;
        }
        let uploads = self.uploads(tx, &actor).await?;
        let mut decision = decide(
            before.as_ref(),
            &self.ask.command,
            &Context {
                id: self.id,
                act: self.envelope.act,
                now: self.envelope.at,
                entered: self.envelope.entered,
                by: &actor,
                law: &self.law,
                fresh: &self.fresh,
                uploads: &uploads,
            },
        )?;
        let known_breaches = before.as_ref().map_or(0, |d| d.breaches.len());
        let mut after = before.clone();
        for event in &decision.events {
            apply(&mut after, self.id, &self.envelope, event);
        }
        let events = &mut decision.events;
        paper::issue(tx, &self.law, &self.envelope, before.as_ref(), &mut after, events).await?;
        let after = after.ok_or_else(dossier_not_found)?;
        let stream = dossier_stream(self.id);
        let bodies = bodies(&decision.events, |e| Ok(e.key().to_owned()))?;
        let version = append(tx, &stream, version, &self.envelope, &bodies, &self.seeds).await?;
        keep_state(tx, &stream, version, &after).await?;
        dossier::project(tx, &after, version).await?;
        personal::put(tx, &decision.personal).await?;
        if self.tells {
            job::notices(tx, &after, &decision.events, &self.envelope, &self.seeds[0]).await?;
        }
        // Taken once: what an event names waits for no other act.
        for upload in uploads.whole {
            file::forget(tx, upload.facts.id).await?;
        }
        let name = party_slot(after.applicant, self.id, PartyField::Name);
        if known_events_need_index(&decision.events) || decision.personal.iter().any(|p| p.at == name) {
            personal::index_applicant(tx, after.applicant, self.id).await?;
        }
        if let Some(draft) = self.ask.draft {
            store::draft::finish(tx, draft, &actor.person, self.envelope.at).await?;
        }
        let done = Done {
            id: self.id,
            version,
            code: after.code.clone(),
            phase: after.phase,
            breaches: after.breaches[known_breaches..].iter().map(|b| b.rule.id().to_owned()).collect(),
            replayed: false,
        };
        if let (Some(key), Some(request)) = (&self.ask.key, &request) {
            let answer = serde_json::to_string(&done).map_err(|e| DbError::Corrupt(e.to_string()))?;
            let now = self.envelope.entered.unwrap_or(self.envelope.at);
            access::keep_answer(tx, &actor.person, key, request, &answer, now).await?;
        }
        Ok(done)
    }
}

impl Job {
    /// The uploads that the command names: whole, and the actor's own.
    async fn uploads(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Uploads, DbError> {
        let mut whole = Vec::new();
        for given in self.ask.command.files() {
            // By the moment of entering: what was laid out before the act is what is taken here.
            let now = self.envelope.entered.unwrap_or(self.envelope.at);
            let found = file::get(tx, given.file, &actor.person, now).await?;
            whole.extend(found.and_then(|p| Some(Upload { facts: p.facts?, name: p.name })));
        }
        Ok(Uploads { whole, limits: self.limits })
    }
}

/// Opening events make the search line even when nobody was named.
fn known_events_need_index(events: &[Event]) -> bool {
    events.iter().any(|e| matches!(e, Event::Guided { .. } | Event::Received { .. } | Event::Declined { .. }))
}

/// What makes two requests the same: the dossier, the command, the time on paper. A retry may have seen another version.
fn request_hash(ask: &Ask) -> Result<String, DbError> {
    use sha2::{Digest, Sha256};
    let text = match ask.on_paper {
        None => serde_json::to_string(&(&ask.dossier, &ask.command)),
        Some(at) => serde_json::to_string(&(&ask.dossier, &ask.command, at.as_microsecond())),
    }
    .map_err(|e| DbError::Corrupt(e.to_string()))?;
    Ok(hex::encode(Sha256::digest(text.as_bytes())))
}

/// A party's values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyText {
    /// Name.
    pub name: String,
    /// ID number.
    pub id_number: String,
    /// Address.
    pub address: String,
    /// Phone.
    pub phone: String,
    /// Mail address.
    pub email: String,
}

impl From<[String; 5]> for PartyText {
    fn from([name, id_number, address, phone, email]: [String; 5]) -> Self {
        PartyText { name, id_number, address, phone, email }
    }
}

/// One event of a dossier's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When and by whom.
    pub envelope: Envelope,
    /// Version it made.
    pub version: i64,
    /// Place in the whole log.
    pub position: i64,
    /// What.
    pub event: Event,
}

/// A contact with the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contacted {
    /// When and by whom.
    pub envelope: Envelope,
    /// What.
    pub event: ContactEvent,
}

impl Contacted {
    /// Where an official's words stand.
    pub fn note(&self) -> Option<TextRef> {
        match &self.event {
            ContactEvent::Told { note, .. } => Some(note.clone()),
            _ => None,
        }
    }
}

/// A dossier as its page shows it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// Version of the stream: what a change must name.
    pub version: i64,
    /// State.
    pub dossier: Dossier,
    /// The applicant's values.
    pub applicant: PartyText,
    /// The representative's values and authorisation.
    pub representative: Option<(PartyText, String)>,
    /// All that happened, oldest first.
    pub timeline: Vec<Happened>,
    /// Contacts with the applicant, oldest first.
    pub contacts: Vec<Contacted>,
    /// Texts about persons by where they stand.
    pub texts: HashMap<TextRef, String>,
    /// Each act with whether this actor may try it now.
    pub acts: Vec<(ActKind, Result<(), Refusal>)>,
}

impl Detail {
    /// The text at a place; empty when it was erased.
    pub fn text(&self, at: &TextRef) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    /// Whether the actor may try an act now.
    pub fn may(&self, kind: ActKind) -> bool {
        self.acts.iter().any(|(k, r)| *k == kind && r.is_ok())
    }
}

/// A line with the applicant's name, for lists that staff read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLine {
    /// The line.
    pub line: Line,
    /// The applicant's name; empty when unnamed or erased.
    pub applicant: String,
}

/// Every text reference in an event, found by its shape.
pub(crate) fn text_refs(event: &Event) -> Vec<TextRef> {
    fn walk(value: &serde_json::Value, out: &mut Vec<TextRef>) {
        match value {
            serde_json::Value::Object(map) => {
                if map.len() == 2
                    && map.contains_key("subject")
                    && map.contains_key("slot")
                    && let Ok(at) = serde_json::from_value(value.clone())
                {
                    out.push(at);
                } else {
                    map.values().for_each(|v| walk(v, out));
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|v| walk(v, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Ok(value) = serde_json::to_value(event) {
        walk(&value, &mut out);
    }
    out
}

/// All that a dossier's page shows; `acts` are the reader's.
pub(crate) async fn read_detail(
    tx: &mut Tx<'_>,
    version: i64,
    d: Dossier,
    acts: Vec<(ActKind, Result<(), Refusal>)>,
) -> Result<Detail, Error> {
    let id = d.id;
    let applicant = personal::party(tx, d.applicant, id).await?.into();
    let mut texts = HashMap::new();
    let mut timeline = Vec::new();
    for e in store::event::stream(tx, &dossier_stream(id)).await? {
        let event: Event =
            serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
        for at in text_refs(&event) {
            if let Some(text) = personal::get(tx, &at).await? {
                texts.insert(at, text);
            }
        }
        timeline.push(Happened { envelope: e.envelope, version: e.version, position: e.position, event });
    }
    let representative = match &d.representative {
        Some(r) => {
            let party = personal::party(tx, r.subject, id).await?.into();
            Some((party, texts.get(&r.authorisation).cloned().unwrap_or_default()))
        }
        None => None,
    };
    let contacts = contacts(tx, id).await?;
    for at in contacts.iter().filter_map(Contacted::note) {
        if let Some(text) = personal::get(tx, &at).await? {
            texts.insert(at, text);
        }
    }
    Ok(Detail { version, dossier: d, applicant, representative, timeline, contacts, texts, acts })
}

async fn contacts(tx: &mut Tx<'_>, id: DossierId) -> Result<Vec<Contacted>, DbError> {
    store::event::stream(tx, &store::event::contact_stream(id))
        .await?
        .into_iter()
        .map(|e| {
            let event = serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
            Ok(Contacted { envelope: e.envelope, event })
        })
        .collect()
}

pub(crate) async fn named(tx: &mut Tx<'_>, lines: Vec<Line>) -> Result<Vec<NamedLine>, DbError> {
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let at = party_slot(line.applicant, line.id, PartyField::Name);
        let applicant = personal::get(tx, &at).await?.unwrap_or_default();
        out.push(NamedLine { line, applicant });
    }
    Ok(out)
}

/// What `decide` would answer to collecting a fee whatever is counted: a button says so before.
fn nothing_to_collect(law: &Law, d: &Dossier, kind: ActKind, now: jiff::Timestamp) -> Result<(), Refusal> {
    match law.charge(d, now) {
        Charge::Free if kind == ActKind::CollectFee => Err(Refusal::new(Rule::FeeNone)),
        Charge::NotSet if kind == ActKind::CollectFee => Err(Refusal::new(Rule::FeeNotSet)),
        _ => Ok(()),
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest first, by when it first came up.
    Newest,
    /// Soonest due first; only dossiers with a date.
    Soonest,
}

impl Office {
    /// A dossier with all that its page shows.
    pub async fn dossier(&self, actor: &Actor, id: DossierId) -> Result<Detail, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let law = self.law();
        let now = self.now();
        let actor = actor.clone();
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let (version, d) = dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    readable(&grant, &law, &d)?;
                    let acts = ActKind::ALL
                        .into_iter()
                        .map(|kind| {
                            let open = gate(Some(&d), kind, &actor, &law.organisation);
                            (kind, open.and_then(|()| nothing_to_collect(&law, &d, kind, now)))
                        })
                        .collect();
                    read_detail(tx, version, d, acts).await
                })
            })
            .await
    }

    /// The dossier with this code, if the actor may read it.
    pub async fn dossier_by_code(&self, actor: &Actor, code: &DossierCode) -> Result<DossierId, Error> {
        let grant = Grant::<Read>::of(actor)?;
        let law = self.law();
        let code = code.clone();
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let id = dossier::by_code(tx, &code).await?.ok_or_else(dossier_not_found)?;
                    let (_, d) = dossier::load(tx, id).await?.ok_or_else(dossier_not_found)?;
                    readable(&grant, &law, &d)?;
                    Ok(id)
                })
            })
            .await
    }

    /// What waits for this actor's post in this unit: held by the actor, or by nobody yet. Soonest
    /// due first.
    pub async fn inbox(&self, actor: &Actor, after: Option<After>, limit: usize) -> Result<Vec<NamedLine>, Error> {
        Grant::<Act>::of(actor)?;
        let actor = actor.clone();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let lines = {
                        let desk = (&actor.unit, actor.kind, &actor.post);
                        dossier::inbox(tx, desk, &actor.person, after, limit).await?
                    };
                    Ok(named(tx, lines).await?)
                })
            })
            .await
    }

    /// A list of dossiers within the actor's reach.
    pub async fn dossiers(
        &self,
        actor: &Actor,
        mut filter: Filter,
        order: Order,
        after: Option<After>,
        limit: usize,
    ) -> Result<Vec<NamedLine>, Error> {
        let grant = Grant::<Read>::of(actor)?;
        if let Some(unit) = &filter.unit {
            grant.over(&self.law(), unit)?;
        }
        if let Some(within) = &filter.within {
            grant.over(&self.law(), within)?;
        } else {
            filter.within = Some(grant.unit().clone());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let lines = match order {
                        Order::Newest => dossier::newest(tx, &filter, after, limit).await?,
                        Order::Soonest => dossier::soonest(tx, &filter, after, limit).await?,
                    };
                    Ok(named(tx, lines).await?)
                })
            })
            .await
    }
}
