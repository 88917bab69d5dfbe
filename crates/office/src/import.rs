//! The first day: staff, posts, counters and open dossiers of an old system from a spreadsheet. A dry
//! run tells every fault; nothing is taken in unless all is sound or only the sound rows are asked for;
//! the same file again changes nothing.

mod plan;
mod read;

pub use plan::Tally;
pub use read::{Column, Kind};

use crate::access::{AccessEvent, record};
use crate::clock::{Chance, ChanceExt};
use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::law::{append, bodies, calendar_day, check_current, derived, event_word};
use crate::{Actor, Office, password};
use domain::code::DossierCode;
use domain::dossier::Envelope;
use domain::id::PersonId;
use domain::law::Rule;
use jiff::{SignedDuration, Timestamp};
use plan::{Plan, Planner};
use sha2::{Digest, Sha256};
use sheet::Unreadable;
use std::collections::{BTreeMap, HashMap};
use store::access::Account;
use store::db::{DbError, Tx};
use store::import as table;
use store::{event, personal};

/// A file may have so many bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// A file that was brought waits for its import so many hours.
const KEPT_HOURS: i64 = 24;

/// What is said about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// `import-<word>` of the locales says what, `import-<word>-do` what to do; with a detail.
    Word(&'static str, String),
    /// A rule refuses it.
    Rule(Rule),
}

impl What {
    pub(crate) const fn word(word: &'static str) -> Self {
        What::Word(word, String::new())
    }
}

/// A remark about a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The row cannot be taken in; else it is only worth knowing.
    pub blocks: bool,
    /// Name of the sheet.
    pub sheet: String,
    /// Number of the row; 0: the whole sheet.
    pub row: u32,
    /// Letter and title of the column: `C – Họ và tên`.
    pub column: String,
    /// What.
    pub what: What,
    /// What stands there.
    pub value: String,
}

impl Remark {
    fn fault(sheet: &str, row: u32, column: &str, what: What, value: String) -> Self {
        Remark { blocks: true, sheet: sheet.into(), row, column: column.into(), what, value }
    }

    fn note(sheet: &str, row: u32, column: &str, what: What, value: String) -> Self {
        Remark { blocks: false, ..Remark::fault(sheet, row, column, what, value) }
    }
}

/// What a file holds, and every fault of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Faults and remarks, in the order of the file.
    pub remarks: Vec<Remark>,
    /// Rows by kind.
    pub tally: BTreeMap<Kind, Tally>,
}

impl Report {
    /// How many faults.
    pub fn faults(&self) -> usize {
        self.remarks.iter().filter(|r| r.blocks).count()
    }

    /// How many rows bring something new.
    pub fn new_rows(&self) -> usize {
        self.tally.values().map(|t| t.new).sum()
    }

    fn of(plan: &mut Plan) -> Self {
        Report { remarks: std::mem::take(&mut plan.remarks), tally: std::mem::take(&mut plan.tally) }
    }
}

/// A sign-in for somebody who had none, with the password of the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Who.
    pub person: PersonId,
    /// Sign-in name.
    pub login: String,
    /// Password, to be changed at the first sign-in. It is kept nowhere.
    pub password: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// Nothing: there are faults.
    Faulty(Report),
    /// What the report counts as new.
    Done(Report, Vec<Slip>),
}

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub body: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
}

/// What is here already.
struct Known {
    /// Sign-in names by person.
    accounts: HashMap<PersonId, String>,
    /// Codes of the file that are here, with whether the dossier was taken over.
    codes: HashMap<DossierCode, bool>,
}

/// A password that is read from paper once: 16 letters and digits that do not look alike.
fn one_time(chance: &dyn Chance) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = chance.bytes::<16>();
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

impl Office {
    /// What a file would change, and every fault of it. Changes nothing.
    pub async fn check_import(&self, actor: &Actor, body: &[u8], name: &str) -> Result<Report, Error> {
        let (mut plan, ..) = self.plan_import(actor, body, name).await?;
        Ok(Report::of(&mut plan))
    }

    /// Takes a file in, in one transaction: all of it, or with `good_rows` what is sound of it.
    pub async fn import(&self, actor: &Actor, body: &[u8], name: &str, good_rows: bool) -> Result<Imported, Error> {
        let (mut plan, envelope, law_version) = self.plan_import(actor, body, name).await?;
        let report = Report::of(&mut plan);
        if report.faults() > 0 && !good_rows {
            return Ok(Imported::Faulty(report));
        }
        let mut slips = Vec::new();
        let mut accounts = Vec::new();
        for (person, login) in plan.accounts {
            let password = one_time(&*self.inner.chance);
            let hash = password::hash(&password).await?;
            accounts.push(Account {
                person: person.clone(),
                login: login.clone(),
                password: hash,
                failures: 0,
                locked_until: None,
                must_change: true,
                closed: None,
            });
            slips.push(Slip { person, login, password });
        }
        let seed = self.seeds(envelope.at, 1)[0];
        let (events, dossiers) = (plan.events, plan.dossiers);
        let job = Commit { envelope, seed, n: 0, events, dossiers, accounts, law_version };
        self.inner.db.write(move |tx| Box::pin(job.run(tx))).await?;
        self.reload_law().await?;
        Ok(Imported::Done(report, slips))
    }

    async fn plan_import(&self, actor: &Actor, body: &[u8], name: &str) -> Result<(Plan, Envelope, i64), Error> {
        Grant::<Administer>::of(actor)?;
        let envelope = self.envelope(actor);
        self.reload_law().await?;
        let (law_version, law) = self.law_at();
        let read = if body.len() > LARGEST { Err(Unreadable::TooLarge) } else { sheet::read(body, name) };
        let book = match read {
            Ok(book) => book,
            Err(e) => {
                let word = match e {
                    Unreadable::Unknown => "unreadable",
                    Unreadable::Broken(_) => "broken",
                    Unreadable::TooLarge => "too-large",
                };
                let plan =
                    Plan { remarks: vec![Remark::fault("", 0, "", What::word(word), name.into())], ..Plan::default() };
                return Ok((plan, envelope, law_version));
            }
        };
        let codes: Vec<DossierCode> = book
            .sheets
            .iter()
            .flat_map(|s| &s.rows)
            .flat_map(|r| r.cells.iter().take(4))
            .filter_map(|c| DossierCode::parse(&c.text()).ok())
            .collect();
        let known = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let accounts =
                        store::access::accounts(tx).await?.into_iter().map(|a| (a.person, a.login)).collect();
                    let mut here = HashMap::new();
                    for code in codes {
                        if let Some(id) = store::dossier::by_code(tx, &code).await? {
                            let d = store::dossier::load(tx, id).await?.map(|(_, d)| d);
                            here.insert(code, d.is_some_and(|d| d.taken_over.is_some()));
                        }
                    }
                    Ok::<_, DbError>(Known { accounts, codes: here })
                })
            })
            .await?;
        let file = hex::encode(Sha256::digest(body));
        let planner = Planner::new((*law).clone(), actor, envelope.clone(), known, &*self.inner.chance, file);
        Ok((planner.run(&book), envelope, law_version))
    }

    /// Keeps a file between its dry run and its import. Older ones go: they hold persons' values.
    pub async fn keep_import(&self, actor: &Actor, name: &str, body: Vec<u8>) -> Result<String, Error> {
        Grant::<Administer>::of(actor)?;
        let now = self.now();
        let id = self.inner.chance.uuid(now).to_string();
        let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        let (kept, person) = (id.clone(), actor.person.clone());
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    table::forget_before(tx, now - SignedDuration::from_hours(KEPT_HOURS)).await?;
                    table::forget_of(tx, &person).await?;
                    table::keep(tx, &kept, &person, &name, &body, now).await
                })
            })
            .await?;
        Ok(id)
    }

    /// Files that nobody imported go: they hold persons' values outside of the personal store.
    pub async fn sweep_imports(&self) -> Result<(), Error> {
        let before = self.now() - SignedDuration::from_hours(KEPT_HOURS);
        let swept: Result<_, store::db::DbError> =
            self.inner.db.write(move |tx| Box::pin(async move { table::forget_before(tx, before).await })).await;
        swept?;
        Ok(())
    }

    /// A file that this administrator brought.
    pub async fn waiting_import(&self, actor: &Actor, id: &str) -> Result<Waiting, Error> {
        Grant::<Administer>::of(actor)?;
        let (id, person, since) =
            (id.to_owned(), actor.person.clone(), self.now() - SignedDuration::from_hours(KEPT_HOURS));
        let found = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let found = table::waiting(tx, &id, &person, since).await?;
                    Ok::<_, DbError>(found.map(|(name, body, at)| Waiting { id, name, body, at }))
                })
            })
            .await?;
        found.ok_or(Error::NotFound { what: "import" })
    }

    /// Throws a waiting file away.
    pub async fn forget_import(&self, actor: &Actor) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let person = actor.person.clone();
        Ok(self.inner.db.write(move |tx| Box::pin(async move { table::forget_of(tx, &person).await })).await?)
    }
}

/// A sound file on its way through the store.
struct Commit {
    envelope: Envelope,
    seed: (uuid::Uuid, [u8; 32]),
    n: usize,
    events: Vec<domain::organisation::OrganisationEvent>,
    dossiers: Vec<plan::Taken>,
    accounts: Vec<Account>,
    law_version: i64,
}

impl Commit {
    fn next_seed(&mut self) -> (uuid::Uuid, [u8; 32]) {
        self.n += 1;
        derived(self.seed, self.n)
    }

    async fn run(mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        // What was planned stands on the law as it was read.
        check_current(tx, self.law_version).await?;
        let (version, mut state) = store::law::organisation(tx).await?;
        if !self.events.is_empty() {
            for e in &self.events {
                domain::organisation::apply(&mut state, e);
            }
            let bodies = bodies(&self.events, event_word)?;
            let seed = self.next_seed();
            let version = append(tx, event::ORGANISATION, version, &self.envelope, &bodies, &[seed]).await?;
            event::keep_state(tx, event::ORGANISATION, version, &state).await?;
            store::law::project_units(tx, &state).await?;
            store::law::changed(tx).await?;
        }
        for account in std::mem::take(&mut self.accounts) {
            store::access::open_account(tx, &account, self.envelope.at).await?;
            let seed = self.next_seed();
            record(tx, &self.envelope, &AccessEvent::AccountOpened { person: account.person }, &[seed]).await?;
        }
        let today = calendar_day(self.envelope.at);
        for taken in std::mem::take(&mut self.dossiers) {
            let stream = event::dossier_stream(taken.id);
            let bodies = bodies(&taken.decision.events, |e| Ok(e.key().to_owned()))?;
            let seed = self.next_seed();
            let version = append(tx, &stream, 0, &self.envelope, &bodies, &[seed]).await?;
            event::keep_state(tx, &stream, version, &taken.after).await?;
            personal::put(tx, &taken.decision.personal).await?;
            store::dossier::project_anew(tx, &taken.after, version).await?;
            personal::index_applicant(tx, taken.after.applicant, taken.id).await?;
            // A code of today is not given out again here.
            let unit = &taken.after.unit;
            let order = taken.after.code.as_ref().and_then(|code| {
                let agency = &state.unit(unit)?.agency_code;
                state.code_pattern(unit).order_of(agency, today, code)
            });
            if let Some(order) = order {
                store::dossier::reserve_order(tx, unit, &today.to_string(), order).await?;
            }
        }
        Ok(())
    }
}
