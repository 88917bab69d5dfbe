//! A whole office for tests, behind the feature `testing`: the law of `data/`, invented people in
//! posts of Ngô Quyền, a clock that stands until it is moved, chance from a seed, a press of words.
//!
//! ```no_run
//! # async fn example() {
//! use office::testing::TestOffice;
//! for office in TestOffice::on_all().await {
//!     let done = office.receive("1.001193").await;
//!     office.later(3);
//!     office.walk_to_ready(done.id).await;
//! }
//! # }
//! ```

mod amend;
mod mail;

pub use mail::{PlainScribe, TestMail};
pub mod samples;

use crate::clock::{SeededChance, SetClock};
use crate::dossier::{Ask, Done};
use crate::file::Shelf;
use crate::paper::{Press, Sheet};
use crate::setup::{House, the_program};
use crate::{Actor, Error, Office};
use domain::calendar::{Calendar, Date, DateTime, Limit, OfficeHours, instant, local};
use domain::dossier::{
    Approve, Close, Command, Dossier, Finish, GiveBackOriginals, PaperGiven, Party, PartyKind, Phase, Receive,
    Recipient, ReturnProof, ReturnResult, TakeSupplement, Transfer, needed_papers,
};
use domain::file::FileLimits;
use domain::id::{DossierId, FileId, PaperId, PersonId, PostId, ProcedureKey, UnitId};
use domain::law::Rule;
use domain::organisation::{Holding, Organisation, Person, PostKind};
use domain::procedure::{Channel, Procedure, ProcedureCommand, Version, Work};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::db::Db;
use store::testing::{self as databases, TestDb};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The ward whose people the actors are.
pub const WARD: &str = "ngo-quyen.cau-dat";
/// Another ward of the same district.
pub const OTHER_WARD: &str = "ngo-quyen.cau-tre";
/// The district above both.
pub const DISTRICT: &str = "ngo-quyen";
/// A procedure of the ward with every usual step: registering a birth.
pub const BIRTH: &str = "1.001193";
/// The name of every applicant that [`applicant`] invents begins with this.
pub const APPLICANT: &str = "Phùng Thị Ví Dụ";

/// An office with a database of its own, gone when it is dropped.
pub struct TestOffice {
    office: Office,
    clock: Arc<SetClock>,
    database: TestDb,
    files: TempDir,
    /// `SQLite` or `PostgreSQL`, for messages.
    pub engine: &'static str,
}

impl Deref for TestOffice {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.office
    }
}

/// A press that prints the sheet's words as they are.
#[derive(Debug, Clone, Copy)]
pub struct WordPress;

impl Press for WordPress {
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, String> {
        Ok(format!("{sheet:#?}").into_bytes())
    }
}

/// The folder of the law as data.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The house's data as they are shipped.
pub fn house() -> House {
    let days = std::fs::read_to_string(data().join("calendar/days-2010-2026.csv")).expect("the days are read");
    let days = Calendar::days_from_csv(&days).expect("the days are understood");
    House {
        roles: read(&data().join("roles.json")),
        practice: read(&data().join("practice.json")),
        words: read(&data().join("words.json")),
        forms: read(&data().join("forms/forms.json")),
        calendar: Calendar::new(OfficeHours::standard(), days).expect("no day stands twice"),
    }
}

/// All procedures as they are shipped, by key.
pub fn procedures() -> Vec<Procedure> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data().join("procedures"))
        .expect("the procedures are there")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    files.iter().map(|f| read(f)).collect()
}

/// Ngô Quyền with invented people in all posts but those of wards that no test looks at.
pub fn organisation() -> Organisation {
    const SURNAMES: [&str; 8] = ["Trần", "Lê", "Vũ", "Đỗ", "Bùi", "Ngô", "Đặng", "Hoàng"];
    let mut organisation: Organisation = read(&data().join("organisations/ngo-quyen.json"));
    let staffed = |unit: &UnitId| {
        let of = |ward: &str| unit.as_str().ends_with(ward);
        let small = unit.as_str().split('.').count() > 1 && !unit.as_str().ends_with(DISTRICT);
        !small || of(WARD) || of(OTHER_WARD)
    };
    let posts: Vec<PostId> = organisation.posts.iter().filter(|p| staffed(&p.unit)).map(|p| p.id.clone()).collect();
    for (n, post) in posts.into_iter().enumerate() {
        let id = PersonId::parse(&format!("mau-{:03}", n + 1)).expect("a key");
        let middle = if n % 2 == 0 { "Văn" } else { "Thị" };
        let name = format!("{} {middle} Mẫu {:03}", SURNAMES[n % SURNAMES.len()], n + 1);
        organisation.people.push(Person { id: id.clone(), name });
        organisation.holdings.push(Holding { person: id, post, from: Date::constant(2010, 1, 1), to: None });
    }
    organisation
}

/// An invented applicant; another number is another person.
pub fn applicant(n: u32) -> Party {
    Party {
        kind: PartyKind::Person,
        name: format!("{APPLICANT} {n}"),
        id_number: format!("0319{:08}", n % 100_000_000),
        address: format!("Số nhà {n} đường Tưởng Tượng"),
        phone: format!("0999{:06}", n % 1_000_000),
        email: format!("vi.du.{n}@example.org"),
    }
}

/// All papers that a case needs; what a database of the State has is read from there.
pub fn full_papers(version: &Version, cases: &[PaperId]) -> Vec<PaperGiven> {
    needed_papers(version, cases)
        .into_iter()
        .map(|p| {
            let from_database = p.replaced_by.is_some();
            PaperGiven {
                paper: p.id.clone(),
                originals: if from_database { 0 } else { p.originals },
                copies: if from_database { 0 } else { p.copies },
                from_database,
            }
        })
        .collect()
}

/// The rule that an answer names; any other answer fails the test.
#[track_caller]
pub fn rule<T: std::fmt::Debug>(answer: Result<T, Error>) -> Rule {
    match answer {
        Err(Error::Refused(refusal)) => refusal.rule,
        Err(Error::Denied(rule)) => rule,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

/// An office set up once, for all others to be copied from.
struct Template {
    sqlite: Vec<u8>,
    postgres: Option<String>,
}

async fn template() -> &'static Template {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let mut lite = databases::sqlite().await;
            set_up(&lite).await;
            lite.take().close().await;
            let sqlite = std::fs::read(&lite.address).expect("the file is read");
            let mut postgres = None;
            if let Some(server) = databases::postgres_server() {
                // The same set-up gives the same file; other data or other code give another name.
                let name = format!("motcua_office_{}", &hex::encode(Sha256::digest(&sqlite))[..16]);
                if !databases::exists(&server, &name).await {
                    let fresh = databases::postgres().await.expect("the server is there");
                    set_up(&fresh).await;
                    fresh.keep_as(&name).await;
                }
                postgres = Some(name);
            }
            Template { sqlite, postgres }
        })
        .await
}

async fn set_up(db: &Db) {
    databases::lay_schema(db).await;
    let clock = Arc::new(SetClock::at(moment("2025-01-02 08:00")));
    let office = open(db.clone(), clock, 0).await;
    office.set_up(&the_program(), organisation(), procedures()).await.expect("the office is set up");
}

async fn open(db: Db, clock: Arc<SetClock>, seed: u64) -> Office {
    let chance = Arc::new(SeededChance::new(seed));
    Office::open(db, house(), clock, chance, Arc::new(WordPress), "https://motcua.example".into())
        .await
        .expect("the office opens")
}

/// Small limits, so that tests of what is too much stay quick: 1 MB a file, 3 MB a dossier.
fn keep_files(office: &Office, folder: &Path) {
    let shelf = Shelf::open(folder).expect("the folder opens");
    office.keep_files(shelf, FileLimits::megabytes(1, 3));
}

fn next_seed() -> u64 {
    static SEED: AtomicU64 = AtomicU64::new(1);
    SEED.fetch_add(1, Ordering::Relaxed)
}

/// A local moment as people write it: `2026-08-14 09:00`.
#[track_caller]
pub fn moment(text: &str) -> jiff::Timestamp {
    instant(text.parse::<DateTime>().unwrap_or_else(|e| panic!("{text}: {e}")))
}

impl TestOffice {
    /// An office on SQLite. It is Monday, 17 August 2026, 8 o'clock.
    pub async fn new() -> TestOffice {
        let database = databases::sqlite_from(Some(&template().await.sqlite)).await;
        Self::over(database, "SQLite").await
    }

    /// An office on each database: SQLite, and PostgreSQL when `MOTCUA_TEST_POSTGRES` names a server.
    pub async fn on_all() -> Vec<TestOffice> {
        let mut all = vec![Self::new().await];
        if let Some(name) = &template().await.postgres
            && let Some(database) = databases::postgres_from(name).await
        {
            all.push(Self::over(database, "PostgreSQL").await);
        }
        all
    }

    async fn over(database: TestDb, engine: &'static str) -> TestOffice {
        let clock = Arc::new(SetClock::at(moment("2026-08-17 08:00")));
        let office = open((*database).clone(), Arc::clone(&clock), next_seed()).await;
        let files = tempfile::tempdir().expect("a temporary folder");
        keep_files(&office, files.path());
        TestOffice { office, clock, database, files, engine }
    }

    /// An office in a database that a restore fills. It is Monday, 17 August 2026, 8 o'clock.
    pub async fn restored(fill: impl AsyncFnOnce(&Db)) -> TestOffice {
        let database = databases::sqlite().await;
        fill(&database).await;
        Self::over(database, "SQLite").await
    }

    /// Another process on the same database, with the same clock: on PostgreSQL with connections
    /// of its own; on SQLite, whose file one process owns, with a copy of the law of its own.
    pub async fn second_node(&self) -> Office {
        let db = if self.database.is_sqlite() {
            (*self.database).clone()
        } else {
            Db::open(&self.database.address).await.expect("a second node connects")
        };
        let node = open(db, Arc::clone(&self.clock), next_seed()).await;
        keep_files(&node, self.files.path());
        node
    }

    /// The folder of files.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// Uploads a whole file.
    pub async fn upload_of(&self, actor: &Actor, name: &str, content: &[u8]) -> FileId {
        self.upload_whole(actor, name, content)
            .await
            .unwrap_or_else(|e| panic!("{name} is taken in on {}: {e}", self.engine))
            .id
    }

    // ── the clock ─────────────────────────────────────────────────────────────────────────────

    /// Sets the clock to a local moment: `2026-08-14 09:00`.
    #[track_caller]
    pub fn at(&self, text: &str) {
        self.clock.set(moment(text));
    }

    /// Sets the clock back to a local moment before the last act on record, which an administrator
    /// has to say is right.
    pub async fn back_to(&self, text: &str) {
        self.at(text);
        self.confirm_clock(&self.administrator()).await.expect("an administrator says so");
    }

    /// Sets the clock.
    pub fn at_moment(&self, moment: jiff::Timestamp) {
        self.clock.set(moment);
    }

    /// Moves the clock on by hours of the clock.
    pub fn later(&self, hours: i64) {
        self.minutes_later(hours * 60);
    }

    /// Moves the clock on by minutes.
    pub fn minutes_later(&self, minutes: i64) {
        self.clock.set(self.now() + jiff::SignedDuration::from_mins(minutes));
    }

    // ── people ────────────────────────────────────────────────────────────────────────────────

    /// Whoever holds a post today.
    #[track_caller]
    pub fn in_post(&self, post: &str) -> Actor {
        let law = self.law();
        let id = PostId::parse(post).expect("a key");
        let post = law.organisation.post(&id).unwrap_or_else(|| panic!("there is no post {id}"));
        let today = local(self.now()).date();
        let holders = law.organisation.holders(&id, today);
        let person = holders.first().unwrap_or_else(|| panic!("nobody holds {id}"));
        Actor { person: person.id.clone(), post: id, kind: post.kind, unit: post.unit.clone(), delegation: None }
    }

    fn ward(&self, post: &str) -> Actor {
        self.in_post(&format!("{WARD}.{post}"))
    }

    /// The ward's first reception officer.
    pub fn reception(&self) -> Actor {
        self.ward("reception-1")
    }

    /// The ward's second reception officer.
    pub fn second_reception(&self) -> Actor {
        self.ward("reception-2")
    }

    /// The ward's first specialist.
    pub fn specialist(&self) -> Actor {
        self.ward("specialist-1")
    }

    /// The ward's second specialist.
    pub fn second_specialist(&self) -> Actor {
        self.ward("specialist-2")
    }

    /// The ward's unit leader.
    pub fn unit_leader(&self) -> Actor {
        self.ward("unit-leader-1")
    }

    /// The ward's leader.
    pub fn leader(&self) -> Actor {
        self.ward("leader-1")
    }

    /// The ward's second leader.
    pub fn second_leader(&self) -> Actor {
        self.ward("leader-2")
    }

    /// The head of the ward's one-stop shop.
    pub fn head(&self) -> Actor {
        self.ward("head")
    }

    /// A specialist of the ward's police.
    pub fn police_specialist(&self) -> Actor {
        self.in_post(&format!("cong-an.{WARD}.specialist-1"))
    }

    /// A leader of the ward's police.
    pub fn police_leader(&self) -> Actor {
        self.in_post(&format!("cong-an.{WARD}.leader-1"))
    }

    /// A specialist of the district's social insurance.
    pub fn insurance_specialist(&self) -> Actor {
        self.in_post("bao-hiem-xa-hoi.ngo-quyen.specialist-1")
    }

    /// A reception officer of another ward.
    pub fn other_ward_reception(&self) -> Actor {
        self.in_post(&format!("{OTHER_WARD}.reception-1"))
    }

    /// A specialist of another ward.
    pub fn other_ward_specialist(&self) -> Actor {
        self.in_post(&format!("{OTHER_WARD}.specialist-1"))
    }

    /// A reception officer of the district.
    pub fn district_reception(&self) -> Actor {
        self.in_post("ngo-quyen.reception-1")
    }

    /// The district's leader.
    pub fn district_leader(&self) -> Actor {
        self.in_post("ngo-quyen.leader-1")
    }

    /// The district's inspector.
    pub fn inspector(&self) -> Actor {
        self.in_post("ngo-quyen.inspector-1")
    }

    /// The district's administrator.
    pub fn administrator(&self) -> Actor {
        self.in_post("ngo-quyen.administrator-1")
    }

    /// Opens an account and answers its sign-in name and password.
    pub async fn account(&self, actor: &Actor) -> (String, String) {
        let (login, password) = (actor.post.to_string(), "mật khẩu để thử 2026".to_owned());
        self.open_account(&self.administrator(), &actor.person, &login, &password, false)
            .await
            .expect("the account is opened");
        (login, password)
    }

    // ── dossiers ──────────────────────────────────────────────────────────────────────────────

    /// The version of a procedure that is in force today.
    #[track_caller]
    pub fn version_today(&self, procedure: &str) -> Version {
        let key = ProcedureKey::parse(procedure).expect("a key");
        let law = self.law();
        let published = law.catalogue.get(&key).unwrap_or_else(|| panic!("there is no procedure {procedure}"));
        let today = local(self.now()).date();
        published.procedure.as_ref().and_then(|p| p.in_force_on(today)).expect("a version is in force").clone()
    }

    /// Who receives a procedure: the ward, or the district where only that publishes it.
    #[track_caller]
    pub fn receiver(&self, procedure: &str) -> Actor {
        let key = ProcedureKey::parse(procedure).expect("a key");
        let law = self.law();
        let at = |unit: &str| {
            let unit = UnitId::parse(unit).expect("a key");
            law.catalogue.get(&key).is_some_and(|p| p.is_published_at(&unit))
        };
        if at(WARD) {
            self.reception()
        } else if at(DISTRICT) {
            self.district_reception()
        } else {
            panic!("{procedure} is published neither at the ward nor at the district")
        }
    }

    /// A receipt with all papers, ready to be changed by a test.
    #[track_caller]
    pub fn full(&self, procedure: &str) -> Receive {
        let version = self.version_today(procedure);
        Receive {
            procedure: ProcedureKey::parse(procedure).expect("a key"),
            channel: if version.channels.contains(&Channel::InPerson) {
                Channel::InPerson
            } else {
                version.channels.first().copied().unwrap_or_default()
            },
            applicant: applicant(1),
            representative: None,
            papers: full_papers(&version, &[]),
            cases: vec![],
            sets: 0,
            outside: vec![],
            files: vec![],
        }
    }

    /// Receives a dossier with all papers.
    pub async fn receive(&self, procedure: &str) -> Done {
        let receive = Command::Receive(self.full(procedure));
        self.act(&self.receiver(procedure), Ask::new(receive))
            .await
            .unwrap_or_else(|e| panic!("{procedure} is received on {}: {e}", self.engine))
    }

    /// Sets the limit of a procedure whose source leaves it open, and publishes it at the ward.
    pub async fn publish_with_limit(&self, procedure: &str, limit: Limit) {
        let key = ProcedureKey::parse(procedure).expect("a key");
        let unit = UnitId::parse(WARD).expect("a key");
        let set =
            ProcedureCommand::SetLimit { unit: unit.clone(), limit, basis: "Quyết định mẫu số 1".into() };
        for command in [set, ProcedureCommand::Publish { unit }] {
            self.change_procedure(&self.administrator(), &key, command).await.expect("the procedure is published");
        }
    }

    /// An act on a dossier.
    pub async fn on(&self, actor: &Actor, id: DossierId, command: Command) -> Result<Done, Error> {
        self.act(actor, Ask::on(id, command)).await
    }

    /// A dossier as it is stored.
    pub async fn state(&self, id: DossierId) -> Dossier {
        let found = self.db().read(move |tx| Box::pin(async move { store::dossier::load(tx, id).await })).await;
        found.expect("the store answers").expect("the dossier is there").1
    }

    /// Whoever does the step under way: its holder, or the first in that kind of post and unit who
    /// may.
    #[track_caller]
    pub fn doer(&self, d: &Dossier) -> Actor {
        let step = d.step().expect("a step is under way");
        if let Some(official) = &step.official {
            let actor = self.in_post(official.post.as_str());
            return Actor { person: official.person.clone(), ..actor };
        }
        self.someone(&step.plan.unit, step.plan.post)
    }

    /// The first person in a kind of post of a unit.
    #[track_caller]
    pub fn someone(&self, unit: &UnitId, kind: PostKind) -> Actor {
        let law = self.law();
        let today = local(self.now()).date();
        let post = law
            .organisation
            .posts
            .iter()
            .find(|p| p.unit == *unit && p.kind == kind && !law.organisation.holders(&p.id, today).is_empty())
            .unwrap_or_else(|| panic!("{unit} has nobody as {kind:?}"));
        self.in_post(post.id.as_str())
    }

    /// The next right act on a dossier and who does it; `None`: it is closed, or not received yet.
    pub fn next_act(&self, d: &Dossier) -> Option<(Actor, Command)> {
        let counter = || self.someone(&d.unit, PostKind::ReceptionOfficer);
        Some(match d.phase {
            Phase::Guided | Phase::Closed => return None,
            Phase::InProcess => match d.step()?.plan.work {
                Work::Receive => (counter(), Command::Transfer(Transfer {})),
                Work::Sign => (self.doer(d), Command::Approve(Approve { note: String::new() })),
                _ => (self.doer(d), Command::Finish(Finish { note: String::new() })),
            },
            Phase::AwaitingSupplement => (counter(), Command::TakeSupplement(self.supplement(d))),
            Phase::Ready => (counter(), Command::ReturnResult(to_the_applicant())),
            Phase::Declined | Phase::Returned | Phase::Stopped | Phase::Withdrawn if d.originals_here => {
                (counter(), Command::GiveBackOriginals(originals_to_the_applicant()))
            }
            Phase::Declined | Phase::Returned | Phase::Stopped | Phase::Withdrawn => {
                (counter(), Command::Close(Close {}))
            }
        })
    }

    /// All papers that were asked for.
    pub fn supplement(&self, d: &Dossier) -> TakeSupplement {
        let law = self.law();
        let version = law.version(&d.procedure);
        let asked = d.supplements.last().map(|s| s.papers.clone()).unwrap_or_default();
        let papers = asked
            .into_iter()
            .map(|id| {
                let paper = version.and_then(|v| v.paper(&id));
                let copies = paper.map_or(1, |p| p.copies);
                let originals = paper.map_or(0, |p| p.originals).max(u32::from(copies == 0));
                PaperGiven { paper: id, originals, copies, from_database: false }
            })
            .collect();
        TakeSupplement { papers, note: String::new(), files: vec![] }
    }

    /// Does the next right act by the right person.
    pub async fn drive(&self, id: DossierId) -> Done {
        let d = self.state(id).await;
        let (actor, command) = self.next_act(&d).expect("there is a next act");
        let kind = command.kind();
        self.on(&actor, id, command)
            .await
            .unwrap_or_else(|e| panic!("{} at step {} of {}: {e}", kind.key(), d.current, d.procedure.key))
    }

    /// Drives a dossier until its result is ready.
    pub async fn walk_to_ready(&self, id: DossierId) -> Dossier {
        self.walk_until(id, |d| d.phase == Phase::Ready).await
    }

    /// Drives a dossier until a step of this kind of work is under way.
    pub async fn walk_to(&self, id: DossierId, work: Work) -> Dossier {
        self.walk_until(id, |d| d.phase == Phase::InProcess && d.step().is_some_and(|s| s.plan.work == work)).await
    }

    /// Drives a dossier until it is closed.
    pub async fn walk_to_the_end(&self, id: DossierId) -> Dossier {
        self.walk_until(id, |d| d.phase == Phase::Closed).await
    }

    async fn walk_until(&self, id: DossierId, there: impl Fn(&Dossier) -> bool) -> Dossier {
        for _ in 0..100 {
            let d = self.state(id).await;
            if there(&d) {
                return d;
            }
            self.drive(id).await;
        }
        panic!("dossier {id} does not get there");
    }
}

/// Originals that were left behind, given to the applicant against a signature.
pub fn originals_to_the_applicant() -> GiveBackOriginals {
    GiveBackOriginals {
        to: Some(Recipient::Applicant),
        name: String::new(),
        authorisation: String::new(),
        proof: Some(ReturnProof::Signature),
        reference: String::new(),
        kept: String::new(),
    }
}

/// The result, handed to the applicant against a signature; originals go back.
pub fn to_the_applicant() -> ReturnResult {
    ReturnResult {
        to: Recipient::Applicant,
        name: String::new(),
        authorisation: String::new(),
        how: Channel::InPerson,
        proof: ReturnProof::Signature,
        reference: String::new(),
        originals_back: true,
    }
}
