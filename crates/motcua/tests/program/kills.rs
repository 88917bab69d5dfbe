//! Killed with -9 at any moment and started again: every act that was answered is there, none is
//! half there. `MOTCUA_KILLS` says how often; 20 if it says nothing.

use crate::http::{get, post};
use crate::run::{Server, VIEWS, copy, dump, output, stderr, stdout};
use domain::id::{PersonId, PostId, UnitId};
use domain::organisation::PostKind;
use office::Actor;
use office::Office;
use office::clock::{SystemChance, SystemClock};
use office::paper::{Press, Sheet};
use office::setup::House;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
const CLERKS: usize = 4;

struct NoPress;

impl Press for NoPress {
    fn print(&self, _: &Sheet) -> Result<Vec<u8>, String> {
        Err("no papers here".into())
    }
}

/// A token of the reception officer of Cầu Đất, made before the server runs.
pub fn token(folder: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(Path::new(DATA).join(name)).unwrap();
    let days = domain::calendar::Calendar::days_from_csv(&read("calendar/days-2010-2026.csv")).unwrap();
    let house = House {
        roles: serde_json::from_str(&read("roles.json")).unwrap(),
        practice: serde_json::from_str(&read("practice.json")).unwrap(),
        words: serde_json::from_str(&read("words.json")).unwrap(),
        forms: serde_json::from_str(&read("forms/forms.json")).unwrap(),
        calendar: domain::calendar::Calendar::new(domain::calendar::OfficeHours::standard(), days).unwrap(),
    };
    let database = folder.join("motcua.db").to_str().unwrap().to_owned();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = store::open(&database).await.unwrap();
        let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
        let office = Office::open(db, house, clock, chance, Arc::new(NoPress), String::new()).await.unwrap();
        let administrator = Actor {
            person: PersonId::parse("ngo-quyen.administrator-1").unwrap(),
            post: PostId::parse("ngo-quyen.administrator-1").unwrap(),
            kind: PostKind::Administrator,
            unit: UnitId::parse("ngo-quyen").unwrap(),
            delegation: None,
        };
        let post = "ngo-quyen.cau-dat.reception-1";
        let (person, post) = (PersonId::parse(post).unwrap(), PostId::parse(post).unwrap());
        let (_, secret) = office.issue_token(&administrator, &person, &post, "thử tắt máy", None).await.unwrap();
        office.db().clone().close().await;
        secret
    })
}

/// What a client was told.
#[derive(Default)]
struct Told {
    /// Version that the last answered act on a dossier made.
    versions: HashMap<String, i64>,
    codes: HashMap<String, String>,
    /// Keys whose answer never came.
    open: Vec<String>,
    acts: usize,
    /// Fees whose voucher was answered for.
    collected: usize,
}

pub fn body(name: &str) -> Value {
    json!({
        "procedure": "2.000815",
        "applicant": { "name": name, "id_number": "000000000001" },
        "papers": [{ "paper": "p1", "originals": 1, "copies": 3 }, { "paper": "p2", "originals": 1, "copies": 1 }],
    })
}

/// Receives and transfers until the server is gone.
fn work(port: u16, token: &str, round: usize, clerk: usize, told: &Mutex<Told>, over: &AtomicBool) {
    for n in 0.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let key = format!("kill-{round}-{clerk}-{n}");
        let header = [("idempotency-key", key.clone())];
        let Ok(answer) = post(port, "/api/v1/dossiers/receive", token, &header, &body(&key)) else {
            told.lock().unwrap().open.push(key);
            return;
        };
        assert_eq!(answer.status, 201, "{}", answer.body);
        let done = answer.json();
        let (id, version) = (done["id"].as_str().unwrap().to_owned(), done["version"].as_i64().unwrap());
        {
            let mut told = told.lock().unwrap();
            told.acts += 1;
            told.versions.insert(id.clone(), version);
            told.codes.insert(id.clone(), done["code"].as_str().unwrap().to_owned());
        }
        let seen = [("if-match", format!("\"{version}\""))];
        let path = format!("/api/v1/dossiers/{id}/acts/transfer");
        let Ok(answer) = post(port, &path, token, &seen, &json!({})) else { return };
        assert_eq!(answer.status, 200, "{}", answer.body);
        let version = answer.json()["version"].as_i64().unwrap();
        {
            let mut told = told.lock().unwrap();
            told.acts += 1;
            told.versions.insert(id.clone(), version);
        }
        let seen = [("if-match", format!("\"{version}\""))];
        let path = format!("/api/v1/dossiers/{id}/acts/collect-fee");
        let Ok(answer) = post(port, &path, token, &seen, &json!({ "counted": [{ "pages": 1, "number": 2 }] })) else {
            return;
        };
        assert_eq!(answer.status, 200, "{}", answer.body);
        let mut told = told.lock().unwrap();
        told.acts += 1;
        told.collected += 1;
        told.versions.insert(id, answer.json()["version"].as_i64().unwrap());
    }
}

#[expect(clippy::disallowed_methods, reason = "how often to kill is asked of the test's harness")]
pub fn wanted_kills() -> usize {
    std::env::var("MOTCUA_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// A stranger who keeps every checkpoint that was ever published.
fn keep_checkpoints(port: u16, kept: &Mutex<HashSet<String>>, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let Ok(answer) = get(port, "/ledger/checkpoint", None) else { return };
        if answer.status == 200 {
            kept.lock().unwrap().insert(answer.body);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The log grew out of everything that was ever published, whenever it was killed, and nothing in it has changed.
fn one_history(folder: &Path, kept: HashSet<String>) {
    assert!(kept.len() > 3, "only {} checkpoints were seen", kept.len());
    let data = folder.to_str().unwrap();
    let log = folder.join("published");
    let exported = output(&["ledger", "export", log.to_str().unwrap(), "--data", data]);
    assert!(exported.status.success(), "{}", stderr(&exported));
    let mut verify = vec!["verify".to_owned(), log.to_str().unwrap().to_owned()];
    for (n, note) in kept.iter().enumerate() {
        let path = folder.join(format!("kept-{n}"));
        std::fs::write(&path, note).unwrap();
        verify.extend(["--kept".to_owned(), path.to_str().unwrap().to_owned()]);
    }
    let verify: Vec<&str> = verify.iter().map(String::as_str).collect();
    let judged = output(&verify);
    assert!(judged.status.success(), "{}", stderr(&judged));
    let checked = output(&["fsck", "--data", data]);
    assert!(checked.status.success(), "{}{}", stdout(&checked), stderr(&checked));
}

#[test]
fn every_answered_act_outlives_a_kill_and_none_is_half_there() {
    let kills = wanted_kills();
    let (_dir, folder) = copy();
    let token = token(&folder);
    let told = Mutex::new(Told::default());
    let kept = Mutex::new(HashSet::new());
    for round in 0..kills {
        let server = Server::demo(&folder, &[]);
        let port = server.port;
        // What was never answered is there wholly or not at all: the retry is its first or second answer.
        let open = std::mem::take(&mut told.lock().unwrap().open);
        for key in open {
            let header = [("idempotency-key", key.clone())];
            let answer = post(port, "/api/v1/dossiers/receive", &token, &header, &body(&key)).unwrap();
            assert_eq!(answer.status, 201, "{}", answer.body);
            let done = answer.json();
            let mut told = told.lock().unwrap();
            let id = done["id"].as_str().unwrap().to_owned();
            told.versions.insert(id.clone(), done["version"].as_i64().unwrap());
            told.codes.insert(id, done["code"].as_str().unwrap().to_owned());
        }
        for (id, version) in &told.lock().unwrap().versions {
            let found = get(port, &format!("/api/v1/dossiers/{id}"), Some(&token)).unwrap();
            assert_eq!(found.status, 200, "{id} was answered and is gone: {}", found.body);
            let found = found.json();
            let now = found["version"].as_i64().unwrap();
            assert!(now >= *version, "{id}: {now} after {version} was answered");
            assert_eq!(i64::try_from(found["timeline"].as_array().unwrap().len()).unwrap(), now, "{id}");
        }
        // Only the last round's dossiers are looked at again: the others were not touched since.
        told.lock().unwrap().versions.clear();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for clerk in 0..CLERKS {
                let (token, told, over) = (&token, &told, &over);
                scope.spawn(move || work(port, token, round, clerk, told, over));
            }
            let (kept, over_there) = (&kept, &over);
            scope.spawn(move || keep_checkpoints(port, kept, over_there));
            // At any moment: a different one each time, in the midst of the clerks' work.
            std::thread::sleep(Duration::from_millis(60 + 37 * u64::try_from(round * round % 11).unwrap()));
            server.kill();
            over.store(true, Ordering::Relaxed);
        });
    }
    let told = told.into_inner().unwrap();
    assert!(told.acts > kills * 2, "only {} acts in {kills} rounds", told.acts);
    let codes: HashSet<_> = told.codes.values().collect();
    assert_eq!(codes.len(), told.codes.len(), "a code was used twice");
    let mut series: HashMap<String, Vec<u32>> = HashMap::new();
    for row in dump(&folder, &["voucher"]) {
        // "voucher: <unit> | <year> | Integer(<number>) | …"
        let cells: Vec<&str> = row.split(" | ").collect();
        let number = cells[2].trim_start_matches("Integer(").trim_end_matches(')').parse().unwrap();
        series.entry(format!("{} {}", cells[0], cells[1])).or_default().push(number);
    }
    assert!(series.values().map(Vec::len).sum::<usize>() >= told.collected, "a voucher that was answered for is gone");
    for (of, mut numbers) in series {
        numbers.sort_unstable();
        let all: Vec<u32> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
        assert!(numbers == all, "{of}: a voucher's number is missing or stands twice: {numbers:?}");
    }
    one_history(&folder, kept.into_inner().unwrap());
    let live = dump(&folder, &VIEWS);
    let rebuilt = output(&["rebuild", "--data", folder.to_str().unwrap()]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    assert!(live == dump(&folder, &VIEWS), "views differ from what the events say");
}
