//! Appending events, the log's head, and the folded state of a stream.

use crate::db::{DbError, Row, Tx};
use crate::{binds, from_json, log, micros, moment, sql, to_json};
use domain::dossier::{Actor, Envelope};
use domain::id::{ActId, DossierId, IdError, PersonId, PostId, ProcedureKey, UnitId};
use ledger::{Commitment, Field, Frontier, Salt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The stream of the organisation.
pub const ORGANISATION: &str = "organisation";

/// The stream of what was done with the program itself: backups asked for, restores, held letters, the clock.
pub const SYSTEM: &str = "system";

/// The stream of decisions on days off and worked days.
pub const CALENDAR: &str = "calendar";

/// The stream of a dossier.
pub fn dossier_stream(id: DossierId) -> String {
    format!("dossier:{id}")
}

/// The stream of a procedure.
pub fn procedure_stream(key: &ProcedureKey) -> String {
    format!("procedure:{key}")
}

/// The stream of the contacts with the applicant of a dossier: apart from the dossier's own, so that a
/// message that arrives later changes no version that an official has seen.
pub fn contact_stream(id: DossierId) -> String {
    format!("contact:{id}")
}

/// The stream of what happens to a person's access.
pub fn access_stream(person: &PersonId) -> String {
    format!("access:{person}")
}

/// The stream of what a person has taken away as files.
pub fn export_stream(person: &PersonId) -> String {
    format!("export:{person}")
}

/// One event to append.
pub struct NewEvent<'a> {
    /// UUIDv7.
    pub id: Uuid,
    /// Word for the kind.
    pub kind: &'a str,
    /// JSON body without personal values.
    pub body: String,
    /// 32 random bytes.
    pub salt: [u8; 32],
}

/// One event as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the whole log, from 0.
    pub position: i64,
    /// UUIDv7.
    pub id: Uuid,
    /// Stream.
    pub stream: String,
    /// Version within the stream, from 1.
    pub version: i64,
    /// Word for the kind.
    pub kind: String,
    /// JSON body.
    pub body: String,
    /// When, by whom, in which act.
    pub envelope: Envelope,
}

/// Makes the head row of a new database.
pub(crate) async fn ensure_head(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO log_head (id, size, frontier, law) VALUES (1, 0, ?1, 0) ON CONFLICT (id) DO NOTHING"),
        &binds![Frontier::new().to_bytes()],
    )
    .await?;
    // In a log without events there is nothing to compute.
    tx.execute(
        sql!(
            "INSERT INTO built (name, version) SELECT 'views', ?1 FROM log_head WHERE id = 1 AND size = 0
             ON CONFLICT (name) DO NOTHING"
        ),
        &binds![crate::rebuild::VIEWS],
    )
    .await?;
    Ok(())
}

/// What an event's leaf in the log stands for.
pub(crate) struct Sealed<'a> {
    pub(crate) stream: &'a str,
    pub(crate) version: i64,
    pub(crate) kind: &'a str,
    /// µs.
    pub(crate) at: i64,
    pub(crate) person: &'a str,
    pub(crate) post: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) body: &'a str,
    /// µs; `None`: at once.
    pub(crate) entered: Option<i64>,
    pub(crate) salt: &'a [u8; 32],
    /// How the fields are committed to: 1 the body whole, 2 each of its fields by itself.
    pub(crate) format: i64,
}

/// How new events are committed to.
pub(crate) const SEALED: i64 = 2;

impl Sealed<'_> {
    /// The leaf: the hash of the commitment, of which each field can be opened alone.
    pub(crate) fn leaf(&self) -> Result<ledger::Hash, DbError> {
        Ok(ledger::leaf_hash(self.commitment()?.hash().as_bytes()))
    }

    /// The public entry of the log.
    pub(crate) fn commitment(&self) -> Result<Commitment, DbError> {
        ledger::commit(&self.fields()?).map_err(|e| DbError::Corrupt(format!("commitment: {e}")))
    }

    /// The fields in their order, each with its salt: whoever has them can open any of them.
    pub(crate) fn fields(&self) -> Result<Vec<Field>, DbError> {
        let (version, at) = (self.version.to_string(), self.at.to_string());
        let entered = self.entered.map(|entered| entered.to_string());
        let parts = self.body_fields()?;
        let always = [
            ("stream", self.stream.as_bytes()),
            ("version", version.as_bytes()),
            ("kind", self.kind.as_bytes()),
            ("at", at.as_bytes()),
            ("person", self.person.as_bytes()),
            ("post", self.post.as_bytes()),
            ("unit", self.unit.as_bytes()),
        ];
        let faulty = |e: ledger::CommitmentError| DbError::Corrupt(format!("commitment: {e}"));
        // Only what was done on paper has it: all other events commit to what they always did.
        always
            .into_iter()
            .chain(parts.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
            .chain(entered.as_ref().map(|entered| ("entered", entered.as_bytes())))
            .map(|(name, value)| Field::new(name, value, field_salt(self.salt, name)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(faulty)
    }

    /// The body as fields: whole, or `body.<key>` with the JSON text of each value, as it was written.
    fn body_fields(&self) -> Result<Vec<(String, String)>, DbError> {
        if self.format == 1 {
            return Ok(vec![("body".to_owned(), self.body.to_owned())]);
        }
        let parts: Parts = from_json(self.body)?;
        Ok(parts.0)
    }
}

/// The fields of a JSON object in the order of its text, each with its text.
struct Parts(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Parts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Parts;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
                let mut parts = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<serde_json::value::RawValue>>()? {
                    parts.push((format!("body.{key}"), value.get().to_owned()));
                }
                Ok(Parts(parts))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// Each field has a salt of its own, so that opening one says nothing about another.
fn field_salt(salt: &[u8; 32], name: &str) -> Salt {
    let mut input = Vec::with_capacity(32 + name.len());
    input.extend_from_slice(salt);
    input.extend_from_slice(name.as_bytes());
    Salt::from_bytes(*ledger::leaf_hash(&input).as_bytes())
}

/// What a clock may be behind the last act on record: several nodes, a time server's correction.
pub const BACK: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// When the last event was put on record, by the server's clock of then; `None`: there is none.
pub async fn last_dated(tx: &mut Tx<'_>) -> Result<Option<jiff::Timestamp>, DbError> {
    let last =
        sql!("SELECT COALESCE(entered, at) FROM event WHERE position = (SELECT size - 1 FROM log_head WHERE id = 1)");
    tx.query_opt(last, &binds![]).await?.map(|r| moment(r.int(0)?)).transpose()
}

/// Refuses to go on when the clock shows a time before the last event.
pub async fn check_clock(tx: &mut Tx<'_>, envelope: &Envelope) -> Result<(), DbError> {
    let now = envelope.entered.unwrap_or(envelope.at);
    match last_dated(tx).await? {
        Some(last) if last.duration_since(now) > BACK => {
            Err(DbError::ClockBehind { now: micros(now), last: micros(last) })
        }
        _ => Ok(()),
    }
}

/// Appends events to a stream whose last version is `after`, and extends the log.
///
/// A stream that has moved on meanwhile gives [`DbError::UniqueViolation`].
pub async fn append(
    tx: &mut Tx<'_>,
    stream: &str,
    after: i64,
    envelope: &Envelope,
    events: &[NewEvent<'_>],
) -> Result<i64, DbError> {
    if events.is_empty() {
        return Ok(after);
    }
    let head = tx.query_one(sql!("SELECT size, frontier FROM log_head WHERE id = 1"), &binds![]).await?;
    let mut size = head.int(0)?;
    let mut frontier = Frontier::from_bytes(head.blob(1)?).map_err(|e| DbError::Corrupt(format!("log head: {e}")))?;
    let mut version = after;
    for e in events {
        version += 1;
        let sealed = Sealed {
            stream,
            version,
            kind: e.kind,
            at: micros(envelope.at),
            person: envelope.by.person.as_str(),
            post: envelope.by.post.as_str(),
            unit: envelope.by.unit.as_str(),
            body: &e.body,
            entered: envelope.entered.map(micros),
            salt: &e.salt,
            format: SEALED,
        };
        let leaf = sealed.leaf()?;
        frontier.append(leaf);
        tx.execute(
            sql!(
                "INSERT INTO event (position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, salt, leaf, entered, sealed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
            ),
            &binds![
                size,
                e.id.to_string(),
                stream,
                version,
                envelope.act.to_string(),
                e.kind,
                e.body.as_str(),
                micros(envelope.at),
                envelope.by.person.as_str(),
                envelope.by.post.as_str(),
                word(&envelope.by.kind)?,
                envelope.by.unit.as_str(),
                envelope.by.delegation.clone(),
                e.salt.as_slice(),
                leaf.as_bytes().as_slice(),
                envelope.entered.map(micros),
                SEALED
            ],
        )
        .await?;
        size += 1;
        log::grown(tx, size).await?;
    }
    tx.execute(sql!("UPDATE log_head SET size = ?1, frontier = ?2 WHERE id = 1"), &binds![size, frontier.to_bytes()])
        .await?;
    Ok(version)
}

/// A unit variant as its word.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, DbError> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}

/// A unit variant from its word.
pub(crate) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, DbError> {
    from_json(&format!("\"{word}\""))
}

/// A column that holds an id or a key.
pub(crate) fn id<T: std::str::FromStr<Err = IdError>>(text: &str) -> Result<T, DbError> {
    text.parse().map_err(|e: IdError| DbError::Corrupt(e.to_string()))
}

fn stored(row: &Row) -> Result<StoredEvent, DbError> {
    Ok(StoredEvent {
        position: row.int(0)?,
        id: row.text(1)?.parse().map_err(|e| DbError::Corrupt(format!("event id: {e}")))?,
        stream: row.text(2)?.to_owned(),
        version: row.int(3)?,
        kind: row.text(5)?.to_owned(),
        body: row.text(6)?.to_owned(),
        envelope: Envelope {
            act: id::<ActId>(row.text(4)?)?,
            at: moment(row.int(7)?)?,
            entered: row.opt_int(13)?.map(moment).transpose()?,
            by: Actor {
                person: id::<PersonId>(row.text(8)?)?,
                post: id::<PostId>(row.text(9)?)?,
                kind: from_word(row.text(10)?)?,
                unit: id::<UnitId>(row.text(11)?)?,
                delegation: row.opt_text(12)?.map(str::to_owned),
            },
        },
    })
}

/// All events of a stream, oldest first.
pub async fn stream(tx: &mut Tx<'_>, stream: &str) -> Result<Vec<StoredEvent>, DbError> {
    tx.query(
        sql!(
            "SELECT position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, entered
             FROM event WHERE stream = ?1 ORDER BY version"
        ),
        &binds![stream],
    )
    .await?
    .iter()
    .map(stored)
    .collect()
}

/// The events that an act put on record behind one of its own, in the order of the log.
pub async fn of_act(tx: &mut Tx<'_>, act: ActId, after: i64) -> Result<Vec<StoredEvent>, DbError> {
    // What one act writes stands together in the log: the first event of another act ends it.
    tx.query(
        sql!(
            "SELECT position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, entered
             FROM event WHERE position > ?2 AND position < COALESCE(
               (SELECT MIN(e.position) FROM event e WHERE e.position > ?2 AND e.act <> ?1), 9223372036854775807)
             ORDER BY position"
        ),
        &binds![act.to_string(), after],
    )
    .await?
    .iter()
    .map(stored)
    .collect()
}

/// Events of all streams by stream and version, a page at a time: `after` is the last of the page before.
pub async fn by_stream(tx: &mut Tx<'_>, after: (&str, i64), limit: i64) -> Result<Vec<StoredEvent>, DbError> {
    tx.query(
        sql!(
            "SELECT position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, entered
             FROM event WHERE (stream, version) > (?1, ?2) ORDER BY stream, version LIMIT ?3"
        ),
        &binds![after.0, after.1, limit],
    )
    .await?
    .iter()
    .map(stored)
    .collect()
}

/// Exports by people of a unit and those below it, newest first.
pub async fn exports(tx: &mut Tx<'_>, above: &UnitId, limit: i64) -> Result<Vec<StoredEvent>, DbError> {
    tx.query(
        sql!(
            "SELECT position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, entered
             FROM event WHERE stream >= 'export:' AND stream < 'export;'
               AND unit IN (SELECT s.unit FROM unit_scope s WHERE s.above = ?1)
             ORDER BY position DESC LIMIT ?2"
        ),
        &binds![above.as_str(), limit],
    )
    .await?
    .iter()
    .map(stored)
    .collect()
}

/// What was done with the program itself, newest first.
pub async fn of_system(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<StoredEvent>, DbError> {
    tx.query(
        sql!(
            "SELECT position, id, stream, version, act, kind, body, at, person, post, post_kind, unit, delegation, entered
             FROM event WHERE stream = ?1 ORDER BY version DESC LIMIT ?2"
        ),
        &binds![SYSTEM, limit],
    )
    .await?
    .iter()
    .map(stored)
    .collect()
}

/// How many events there are, and the root of their tree.
pub async fn head(tx: &mut Tx<'_>) -> Result<(i64, ledger::Hash), DbError> {
    let row = tx.query_one(sql!("SELECT size, frontier FROM log_head WHERE id = 1"), &binds![]).await?;
    let frontier = Frontier::from_bytes(row.blob(1)?).map_err(|e| DbError::Corrupt(format!("log head: {e}")))?;
    Ok((row.int(0)?, frontier.root()))
}

/// All leaf hashes in order, as they were stored.
pub async fn leaves(tx: &mut Tx<'_>) -> Result<Vec<ledger::Hash>, DbError> {
    tx.query(sql!("SELECT leaf FROM event ORDER BY position"), &binds![])
        .await?
        .iter()
        .map(|row| ledger::Hash::from_slice(row.blob(0)?).map_err(|e| DbError::Corrupt(e.to_string())))
        .collect()
}

/// The state of a stream with its version; `None`: nothing has happened there.
pub async fn state<T: DeserializeOwned>(tx: &mut Tx<'_>, stream: &str) -> Result<Option<(i64, T)>, DbError> {
    let Some(row) = tx.query_opt(sql!("SELECT version, body FROM state WHERE stream = ?1"), &binds![stream]).await?
    else {
        return Ok(None);
    };
    Ok(Some((row.int(0)?, from_json(row.text(1)?)?)))
}

/// Keeps the state of a stream.
pub async fn keep_state<T: Serialize>(tx: &mut Tx<'_>, stream: &str, version: i64, state: &T) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO state (stream, version, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (stream) DO UPDATE SET version = excluded.version, body = excluded.body"
        ),
        &binds![stream, version, to_json(state)?],
    )
    .await?;
    Ok(())
}

/// Version of the last event of a stream; 0: none.
pub async fn last_version(tx: &mut Tx<'_>, stream: &str) -> Result<i64, DbError> {
    let row =
        tx.query_one(sql!("SELECT COALESCE(MAX(version), 0) FROM event WHERE stream = ?1"), &binds![stream]).await?;
    row.int(0)
}
