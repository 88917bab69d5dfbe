//! Backups while people work, and what is there again after a restore.

use crate::paper;
use domain::dossier::{Command, FileGiven, Receive};
use office::backup::{Journal, Keep, Schedule, Worry, stamp};
use office::clock::{Clock, SystemChance};
use office::dossier::Ask;
use office::restore::Sound;
use office::system::{Held, SystemEvent};
use office::testing::{BIRTH, TestOffice, WordPress, applicant, house, moment, rule, samples};
use office::{Error, Office};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::backup::{BackupError, LEFT_OUT, Made, PREFIX, Target, check, make, unwatched};
use store::db::Db;
use store::shelf::Shelf;
use store::testing::{TestDb, databases};

/// The moment at which restores happen here.
struct Later;

impl Clock for Later {
    fn now(&self) -> jiff::Timestamp {
        moment("2026-08-20 08:00")
    }
}

fn target(office: &TestOffice, folder: &Path) -> Target {
    Target { to: folder.to_owned(), prefix: PREFIX.into(), now: office.now(), stamp: stamp(office.now()) }
}

async fn save(office: &TestOffice, folder: &Path) -> Made {
    let shelf = Shelf::open(office.files()).unwrap();
    make(office.db(), &shelf, target(office, folder), unwatched()).await.unwrap()
}

fn sound(path: &Path) -> Sound {
    Sound::read(path, &unwatched()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Restores into an empty database, by the administrator whose account the office had.
async fn restore(path: &Path, db: &Db, files: &Path, login: &str) -> Result<office::restore::Restored, BackupError> {
    let sound = sound(path);
    let by = sound.administrator(login, Later.now())?;
    let shelf = Shelf::open(files).unwrap();
    sound.restore(db, &shelf, (by, "Ổ đĩa hỏng"), &Later, &SystemChance).await
}

async fn open(db: &TestDb, files: &Path) -> Office {
    let clock = Arc::new(Later);
    let office =
        Office::open((**db).clone(), house(), clock, Arc::new(SystemChance), Arc::new(WordPress), String::new())
            .await
            .unwrap();
    office.keep_files(Shelf::open(files).unwrap(), domain::file::FileLimits::megabytes(1, 3));
    office
}

/// What everything in a database comes to: a backup of it, row by row, without who is signed in.
fn rows_of(path: &Path) -> Vec<String> {
    let mut out = Vec::new();
    check(
        path,
        &mut |table, row| {
            out.push(format!("{} {row:?}", table.name));
            Ok(())
        },
        &unwatched(),
    )
    .unwrap();
    out
}

/// Rows of tables that a restore itself adds to.
fn but_the_log(rows: Vec<String>) -> Vec<String> {
    rows.into_iter()
        .filter(|r| !r.starts_with("event ") && !r.starts_with("log_head ") && !r.starts_with("job "))
        .collect()
}

async fn with_scan(office: &TestOffice) -> domain::id::DossierId {
    let version = office.version_today(BIRTH);
    let full = office.full(BIRTH);
    let stays = version.papers.iter().find(|p| !p.present_only && full.papers.iter().any(|g| g.paper == p.id)).unwrap();
    let file = office.upload_of(&office.reception(), "Giấy tờ gốc.pdf", &samples::pdf(5000)).await;
    let files = vec![FileGiven { file, paper: Some(paper(stays.id.as_str())), confirmed: true }];
    office.act(&office.reception(), Ask::new(Command::Receive(Receive { files, ..full }))).await.unwrap().id
}

#[tokio::test]
async fn a_backup_of_either_database_is_restored_into_either_and_everything_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    for office in TestOffice::on_all().await {
        let (login, _) = office.account(&office.administrator()).await;
        let scanned = with_scan(&office).await;
        let done = office.receive("1.004873").await;
        office.walk_to_ready(done.id).await;
        let made = save(&office, folder.path()).await;
        let before = rows_of(&made.path);
        let head = office.db().read(|tx| Box::pin(async move { store::event::head(tx).await })).await.unwrap();
        assert_eq!((made.manifest.head.size, made.manifest.head.root.as_str()), (head.0, head.1.to_hex().as_str()));
        for (engine, db) in databases().await {
            let files = tempfile::tempdir().unwrap();
            let restored = restore(&made.path, &db, files.path(), &login).await.unwrap();
            assert_eq!((restored.files, restored.loaded.letters), (1, 0), "{} to {engine}", office.engine);
            // A rebuild finds nothing to change.
            store::rebuild::rebuild(&db).await.unwrap();
            let again = open(&db, files.path()).await;
            assert!(again.check_files().await.unwrap().faults.is_empty());
            let detail = again.dossier(&office.reception(), scanned).await.unwrap();
            assert_eq!(detail.dossier.files.len(), 1);
            let target =
                Target { to: folder.path().into(), prefix: PREFIX.into(), now: Later.now(), stamp: stamp(Later.now()) };
            let second = make(&db, &Shelf::open(files.path()).unwrap(), target, unwatched()).await.unwrap();
            let (was, is) = (but_the_log(before.clone()), but_the_log(rows_of(&second.path)));
            let other = was.iter().zip(&is).find(|(a, b)| a != b);
            assert!(
                other.is_none() && was.len() == is.len(),
                "{} to {engine}: the restored office is not the one that was saved: {other:#?}",
                office.engine
            );
            // The old log is the beginning of the new one; the restore itself comes after it, by name.
            let events = |rows: &[String]| rows.iter().filter(|r| r.starts_with("event ")).cloned().collect::<Vec<_>>();
            let (old, new) = (events(&before), events(&rows_of(&second.path)));
            assert_eq!(old, new[..old.len()]);
            let doing = again.doings(&office.administrator(), 10).await.unwrap();
            assert_eq!(doing[0].envelope.by.person, office.administrator().person);
            assert!(matches!(&doing[0].event, SystemEvent::Restored { reason, events, .. }
                if reason == "Ổ đĩa hỏng" && *events == made.manifest.head.size));
            // And work goes on.
            again.act(&office.reception(), Ask::new(Command::Receive(office.full(BIRTH)))).await.unwrap();
        }
    }
}

#[tokio::test]
async fn everybody_is_signed_out_by_a_restore_and_signs_in_with_the_same_password() {
    for office in TestOffice::on_all().await {
        let folder = tempfile::tempdir().unwrap();
        let (login, password) = office.account(&office.administrator()).await;
        let (secret, _) = office.sign_in(&login, &password, office::access::Origin::default()).await.unwrap();
        assert!(office.session(&secret).await.unwrap().is_some());
        let made = save(&office, folder.path()).await;
        assert!(!made.manifest.tables.iter().any(|t| LEFT_OUT.contains(&t.name.as_str())));
        let fresh = store::testing::sqlite().await;
        let files = tempfile::tempdir().unwrap();
        restore(&made.path, &fresh, files.path(), &login).await.unwrap();
        let again = open(&fresh, files.path()).await;
        assert!(again.session(&secret).await.unwrap().is_none());
        again.sign_in(&login, &password, office::access::Origin::default()).await.unwrap();
    }
}

#[tokio::test]
async fn letters_that_waited_in_a_backup_are_not_sent_until_an_administrator_says_so() {
    for release in [Held::Release, Held::ThrowAway] {
        for office in TestOffice::on_all().await {
            let folder = tempfile::tempdir().unwrap();
            let (login, _) = office.account(&office.administrator()).await;
            let mail = office.with_mail();
            office.receive("1.004873").await;
            let made = save(&office, folder.path()).await;
            // The first life sends it after the backup was made.
            office.post_all().await;
            assert_eq!(mail.letters().len(), 1);
            let fresh = if office.engine == "SQLite" {
                store::testing::sqlite().await
            } else {
                store::testing::postgres().await.unwrap()
            };
            let files = tempfile::tempdir().unwrap();
            assert_eq!(restore(&made.path, &fresh, files.path(), &login).await.unwrap().loaded.letters, 1);
            let again = open(&fresh, files.path()).await;
            let box_of_letters = Arc::new(office::testing::TestMail::default());
            again.open_post(office::mail::Post {
                sender: Arc::<office::testing::TestMail>::clone(&box_of_letters),
                scribe: Arc::new(office::testing::PlainScribe),
                notices: true,
            });
            again.post_due().await.unwrap();
            assert_eq!(box_of_letters.letters().len(), 0, "the citizen is not written to twice");
            let administrator = office.administrator();
            assert_eq!(again.held_letters(&administrator).await.unwrap(), 1);
            assert!(matches!(again.settle_held_letters(&office.reception(), release).await, Err(Error::Denied(_))));
            assert_eq!(again.settle_held_letters(&administrator, release).await.unwrap(), 1);
            again.post_due().await.unwrap();
            let sent = usize::from(release == Held::Release);
            assert_eq!(box_of_letters.letters().len(), sent, "{}", office.engine);
            assert_eq!(again.held_letters(&administrator).await.unwrap(), 0);
            assert_eq!(again.settle_held_letters(&administrator, release).await.unwrap(), 0, "once");
            assert_eq!(again.doings(&administrator, 10).await.unwrap().len(), 2, "the restore, and this");
        }
    }
}

#[tokio::test]
async fn a_restore_is_put_on_record_by_an_administrator_of_the_backup_or_does_not_happen() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (login, _) = office.account(&office.administrator()).await;
    let (clerk, _) = office.account(&office.reception()).await;
    let made = save(&office, folder.path()).await;
    let sound = sound(&made.path);
    for wrong in [clerk.as_str(), "nobody"] {
        let fault = sound.administrator(wrong, Later.now()).unwrap_err().to_string();
        assert!(fault.contains(&login), "it names who could: {fault}");
    }
    // Neither without a reason, nor into a database that holds something.
    let fresh = store::testing::sqlite().await;
    let by = sound.administrator(&login, Later.now()).unwrap();
    let shelf = Shelf::open(&folder.path().join("files")).unwrap();
    let silent = sound.clone().restore(&fresh, &shelf, (by.clone(), "  "), &Later, &SystemChance).await;
    assert!(matches!(silent, Err(BackupError::Refused(_))));
    assert!(store::is_empty(&fresh).await.unwrap());
    let full = sound.clone().restore(office.db(), &shelf, (by.clone(), "vì"), &Later, &SystemChance).await;
    assert!(full.unwrap_err().to_string().contains("writes over nothing"));
    // Nor onto a shelf with files of another office.
    let other = TestOffice::new().await;
    with_scan(&other).await;
    let shelf = Shelf::open(other.files()).unwrap();
    let mixed = sound.restore(&fresh, &shelf, (by, "vì"), &Later, &SystemChance).await;
    assert!(mixed.unwrap_err().to_string().contains("files of another office"));
    assert!(store::is_empty(&fresh).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_in_a_storm_of_acts_is_one_moment_of_it_and_keeps_nobody_waiting() {
    for office in TestOffice::on_all().await {
        let office = Arc::new(office);
        let folder = tempfile::tempdir().unwrap();
        let (login, _) = office.account(&office.administrator()).await;
        let over = Arc::new(AtomicBool::new(false));
        let clerks: Vec<_> = (0..4_u32)
            .map(|clerk| {
                let (office, over) = (Arc::clone(&office), Arc::clone(&over));
                tokio::spawn(async move {
                    let mut acts = 0_u32;
                    while !over.load(Ordering::Relaxed) {
                        let receive = Receive { applicant: applicant(clerk * 10_000 + acts), ..office.full(BIRTH) };
                        let done = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.unwrap();
                        office.drive(done.id).await;
                        acts += 2;
                    }
                    acts
                })
            })
            .collect();
        let mut taken: Vec<Made> = Vec::new();
        for _ in 0..3 {
            taken.push(save(&office, folder.path()).await);
        }
        over.store(true, Ordering::Relaxed);
        let mut acts = 0;
        for clerk in clerks {
            acts += clerk.await.unwrap();
        }
        assert!(acts > 8, "{}: only {acts} acts went on beside the backups", office.engine);
        let sizes: Vec<i64> = taken.iter().map(|m| m.manifest.head.size).collect();
        assert!(sizes.is_sorted() && sizes[0] < sizes[2], "{}: {sizes:?}", office.engine);
        let leaves = office.db().read(|tx| Box::pin(async move { store::event::leaves(tx).await })).await.unwrap();
        let last = taken.last().unwrap();
        for made in &taken {
            let size = usize::try_from(made.manifest.head.size).unwrap();
            assert_eq!(ledger::root(&leaves[..size]).to_hex(), made.manifest.head.root, "a beginning of the log");
        }
        for (engine, db) in databases().await {
            let files = tempfile::tempdir().unwrap();
            restore(&last.path, &db, files.path(), &login).await.unwrap();
            let views = |rows: Vec<String>| but_the_log(rows);
            let again = |n| Target {
                to: folder.path().into(),
                prefix: PREFIX.into(),
                now: Later.now(),
                stamp: format!("2026-08-20-08000{n}"),
            };
            let shelf = Shelf::open(files.path()).unwrap();
            let live = views(rows_of(&make(&db, &shelf, again(1), unwatched()).await.unwrap().path));
            store::rebuild::rebuild(&db).await.unwrap();
            let rebuilt = views(rows_of(&make(&db, &shelf, again(2), unwatched()).await.unwrap().path));
            assert!(live == rebuilt, "{} to {engine}: a rebuild changes nothing", office.engine);
        }
    }
}

#[tokio::test]
async fn a_flipped_byte_anywhere_is_found() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    with_scan(&office).await;
    let made = save(&office, folder.path()).await;
    let whole = std::fs::read(&made.path).unwrap();
    let hurt = folder.path().join("hurt.tar");
    let is_found = |bytes: &[u8]| {
        std::fs::write(&hurt, bytes).unwrap();
        check(&hurt, &mut |_, _| Ok(()), &unwatched()).is_err()
    };
    assert!(!is_found(&whole), "sound as it is");
    // Headers, contents, padding, the seal, the end: spread over the whole file, and each of the last bytes.
    let step = whole.len() / 40;
    let places = (0..40).map(|n| n * step + n % 7).chain([
        whole.len() - 1,
        whole.len() - 1025,
        whole.len() - 1500,
        124,
        156,
        300,
        511,
    ]);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert!(is_found(&bytes), "byte {at} of {}", whole.len());
    }
    for cut in [whole.len() - 1, whole.len() - 512, whole.len() / 2, 100, 0] {
        assert!(is_found(&whole[..cut]), "cut off at {cut}");
    }
    let mut longer = whole.clone();
    longer.extend_from_slice(b"more");
    assert!(is_found(&longer));
}

#[tokio::test]
async fn contents_that_are_missing_already_are_told_and_keep_nothing_else_from_being_saved() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let id = with_scan(&office).await;
    let shelf = Shelf::open(office.files()).unwrap();
    let place = shelf.all_kept().unwrap()[0];
    std::fs::remove_file(shelf.kept(place)).unwrap();
    let made = save(&office, folder.path()).await;
    assert_eq!(made.manifest.files.count, 0);
    assert!(made.manifest.files.faults[0].contains(&id.to_string()), "{:?}", made.manifest.files.faults);
    let (login, _) = office.account(&office.administrator()).await;
    let made = save(&office, folder.path()).await;
    let fresh = store::testing::sqlite().await;
    let files = tempfile::tempdir().unwrap();
    assert_eq!(restore(&made.path, &fresh, files.path(), &login).await.unwrap().files, 0);
}

fn keep(office: &TestOffice, folder: &Path, schedule: Schedule) -> Journal {
    let data = office.files().to_owned();
    let journal = Journal::of(&data);
    let keep = Keep { folder: folder.into(), schedule, keep: 3, journal: journal.clone(), data: vec![data] };
    assert!(office.keep_backups(keep));
    journal
}

fn lying(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

#[tokio::test]
async fn every_night_there_is_a_backup_the_oldest_go_and_an_administrator_sees_the_last_ones() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let admin = office.administrator();
    assert_eq!(office.backups(&admin, 5).unwrap().worries, [Worry::NotSetUp]);
    assert!(matches!(office.backups(&office.reception(), 5), Err(Error::Denied(_))));
    keep(&office, folder.path(), Schedule::Daily(jiff::civil::time(2, 0, 0, 0)));
    assert!(office.backups(&admin, 5).unwrap().worries.contains(&Worry::None));
    // The night was missed: it is made up for at once, and then not again before the next one.
    assert!(office.back_up_if_due().await.unwrap().is_some());
    assert!(office.back_up_if_due().await.unwrap().is_none());
    for day in 18..23 {
        office.at(&format!("2026-08-{day} 01:59"));
        assert!(office.back_up_if_due().await.unwrap().is_none(), "not before two");
        office.at(&format!("2026-08-{day} 02:00"));
        assert!(office.back_up_if_due().await.unwrap().is_some(), "at two");
    }
    let names: Vec<String> =
        lying(folder.path()).iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["motcua-2026-08-20-020000.tar", "motcua-2026-08-21-020000.tar", "motcua-2026-08-22-020000.tar"]);
    let shown = office.backups(&admin, 5).unwrap();
    assert_eq!(shown.runs.len(), 5);
    assert!(shown.runs[0].bytes > 0 && shown.runs[0].path.ends_with("motcua-2026-08-22-020000.tar"));
    // Only the disk is not as it should be, in a test's one folder of temporary things.
    assert!(shown.worries.iter().all(|w| *w == Worry::SameDisk), "{:?}", shown.worries);
    // A day and a quarter later it is too old.
    office.at("2026-08-23 08:30");
    assert!(office.backups(&admin, 5).unwrap().worries.contains(&Worry::Late(moment("2026-08-22 02:00"))));
    // And one that was taken away counts as none.
    for path in lying(folder.path()) {
        std::fs::remove_file(path).unwrap();
    }
    assert!(office.backups(&admin, 5).unwrap().worries.contains(&Worry::None));
}

#[tokio::test]
async fn a_backup_that_cannot_be_made_is_told_and_tried_again_in_a_quarter_of_an_hour() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("not mounted");
    let journal = keep(&office, &missing, Schedule::Every(jiff::SignedDuration::from_hours(12)));
    assert!(office.back_up_if_due().await.is_err());
    assert_eq!(journal.last(1).unwrap()[0].outcome, store::backup::Outcome::Failed);
    let worries = office.backups(&office.administrator(), 5).unwrap().worries;
    assert!(worries.iter().any(|w| matches!(w, Worry::NoFolder(_))), "{worries:?}");
    assert!(worries.iter().any(|w| matches!(w, Worry::Failed(why) if why.contains("mount its disk"))), "{worries:?}");
    office.minutes_later(14);
    assert!(office.back_up_if_due().await.unwrap().is_none());
    std::fs::create_dir(&missing).unwrap();
    office.minutes_later(1);
    assert!(office.back_up_if_due().await.unwrap().is_some());
    assert!(!office.backups(&office.administrator(), 5).unwrap().worries.iter().any(|w| matches!(w, Worry::Failed(_))));
}

#[tokio::test]
async fn an_administrator_asks_for_a_backup_at_once_and_that_is_on_record() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let admin = office.administrator();
    assert!(matches!(office.ask_for_backup(&admin).await, Err(Error::NotFound { .. })), "none is set up");
    keep(&office, folder.path(), Schedule::Every(jiff::SignedDuration::from_hours(12)));
    office.back_up_if_due().await.unwrap();
    assert!(office.back_up_if_due().await.unwrap().is_none());
    assert_eq!(rule(office.ask_for_backup(&office.leader()).await), domain::law::Rule::NotThisPost);
    office.ask_for_backup(&admin).await.unwrap();
    assert!(office.backups(&admin, 1).unwrap().busy);
    let made = office.back_up_if_due().await.unwrap().expect("at once");
    assert!(!office.backups(&admin, 1).unwrap().busy);
    assert_eq!(office.backups(&admin, 1).unwrap().runs[0].how, office::backup::How::Hand);
    let doing = office.doings(&admin, 5).await.unwrap();
    assert_eq!((doing.len(), &doing[0].event), (1, &SystemEvent::BackupAsked));
    assert!(made.path.is_file());
}
