//! Taking an office in again from a backup, as an act of a named administrator that stands in the log.

use crate::clock::{Chance, ChanceExt, Clock};
use crate::law::calendar_day;
use crate::system::{SystemEvent, record};
use domain::dossier::{Actor, Envelope};
use domain::id::{ActId, PersonId};
use domain::organisation::{Organisation, PostKind};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use store::backup::{BackupError, Checked, Loaded, Manifest, Source, Watch, check};
use store::db::{Db, DbError, Row};
use store::event;
use store::schema::Table;
use store::shelf::Shelf;

/// A backup that was read whole and found sound, with who could put it on record.
#[derive(Debug, Clone)]
pub struct Sound {
    path: PathBuf,
    checked: Checked,
    organisation: Organisation,
    /// Sign-in names of accounts in use, with their person.
    accounts: Vec<(String, PersonId)>,
}

/// A restore that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Rows, and letters that wait for an administrator's word.
    pub loaded: Loaded,
    /// Contents of dossiers.
    pub files: u64,
}

impl Sound {
    /// Reads a backup whole: every hash, every count, the events against the head of the log.
    pub fn read(path: &Path, watch: &Watch) -> Result<Self, BackupError> {
        let (mut organisation, mut accounts) = (Organisation::default(), Vec::new());
        let mut look = |table: &Table, row: &Row| -> Result<(), BackupError> {
            let text = |name: &str| -> Result<&str, DbError> {
                let place = table.column(name).ok_or_else(|| DbError::Corrupt(format!("no column {name}")))?;
                row.text(place)
            };
            if table.name == "state" && text("stream")? == event::ORGANISATION {
                organisation = serde_json::from_str(text("body")?)
                    .map_err(|e| BackupError::Damaged(format!("the organisation: {e}")))?;
            }
            if table.name == "account" {
                let closed = table.column("closed").map(|c| row.opt_int(c)).transpose()?.flatten();
                if let (None, Ok(person)) = (closed, text("person")?.parse()) {
                    accounts.push((text("login")?.to_owned(), person));
                }
            }
            Ok(())
        };
        let checked = check(path, &mut look, watch)?;
        Ok(Sound { path: path.to_owned(), checked, organisation, accounts })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.checked.manifest
    }

    /// When its last event happened.
    pub fn last_event(&self) -> Option<Timestamp> {
        self.checked.last_event.and_then(|at| Timestamp::from_microsecond(at).ok())
    }

    /// Name of the organisation that it holds.
    pub fn organisation(&self) -> &str {
        &self.organisation.name.vi
    }

    /// Whoever signs in by this name, as the administrator that they are in the backup.
    pub fn administrator(&self, login: &str, now: Timestamp) -> Result<Actor, BackupError> {
        let login = login.trim().to_lowercase();
        let found = self.accounts.iter().find(|(l, _)| *l == login).and_then(|(_, p)| self.as_administrator(p, now));
        found.ok_or_else(|| {
            let names: Vec<&str> = self
                .accounts
                .iter()
                .filter(|(_, person)| self.as_administrator(person, now).is_some())
                .map(|(login, _)| login.as_str())
                .collect();
            BackupError::Refused(format!(
                "{login:?} signs in as no administrator in this backup; who puts the restore on record is one of: {}",
                if names.is_empty() {
                    "nobody, it has no administrator with an account".into()
                } else {
                    names.join(", ")
                }
            ))
        })
    }

    fn as_administrator(&self, person: &PersonId, now: Timestamp) -> Option<Actor> {
        let posts = self.organisation.posts_of(person, calendar_day(now));
        posts.into_iter().find(|p| p.kind == PostKind::Administrator).map(|p| Actor {
            person: person.clone(),
            post: p.id.clone(),
            kind: p.kind,
            unit: p.unit.clone(),
            delegation: None,
        })
    }

    /// Takes it in: contents first, then everything else in one transaction, which also puts on record who
    /// did it and why. Broken off at any moment it leaves an empty database, and can be asked for again.
    pub async fn restore(
        self,
        db: &Db,
        shelf: &Shelf,
        (by, reason): (Actor, &str),
        clock: &dyn Clock,
        chance: &dyn Chance,
    ) -> Result<Restored, BackupError> {
        if !store::is_empty(db).await? {
            return Err(not_empty());
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(BackupError::Refused("say why with --reason: it stands in the log".into()));
        }
        let (path, shelf) = (self.path, shelf.clone());
        let laid = tokio::task::spawn_blocking(move || {
            let source = Source::open(&path)?;
            let files = source.lay_out(&shelf)?;
            Ok::<_, BackupError>((source, files))
        });
        let (source, files) = laid.await.map_err(|e| DbError::Unavailable(e.to_string()))??;
        let now = clock.now();
        let envelope = Envelope { act: ActId(chance.uuid(now)), at: now, entered: None, by };
        let seeds = [(chance.uuid(now), chance.bytes::<32>())];
        let manifest = self.checked.manifest;
        let event =
            SystemEvent::Restored { made: manifest.made, events: manifest.head.size, root: manifest.head.root, reason };
        let loaded = db
            .write(move |tx| {
                Box::pin(async move {
                    let loaded = store::backup::load(tx, &source, now).await?;
                    record(tx, &envelope, &event, &seeds).await?;
                    Ok::<_, BackupError>(loaded)
                })
            })
            .await?;
        Ok(Restored { loaded, files })
    }
}

/// What a restore says of a database that holds something.
pub fn not_empty() -> BackupError {
    BackupError::Refused(
        "there is an office in this database already, and a restore writes over nothing: name an empty data folder \
         or database in the configuration, or move the old one away first"
            .into(),
    )
}
