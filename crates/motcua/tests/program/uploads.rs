//! Uploads to the running program over real sockets: cut off, killed in the midst, many at once, on a
//! disk that is full. What was acknowledged is there, what was not whole is nowhere taken.

use crate::http::{Answer, OCTETS, get, patch, post};
use crate::kills::{body, token, wanted_kills};
use crate::run::{Server, copy, dump, output, stdout};
use office::testing::samples;
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const MEGABYTE: usize = 1024 * 1024;
/// The paper of a certified copy that stays at the office.
const STAYS: &str = "p2";

/// A PDF of exactly so many bytes.
fn pdf(bytes: usize) -> Vec<u8> {
    let mut filling = bytes - 1024;
    loop {
        let content = samples::pdf(filling);
        match bytes.cmp(&content.len()) {
            std::cmp::Ordering::Equal => return content,
            _ => filling = (filling + bytes) - content.len(),
        }
    }
}

fn path(id: &str) -> String {
    format!("/api/v1/uploads/{id}")
}

fn begin(port: u16, token: &str, name: &str, bytes: usize) -> String {
    let answer = post(port, "/api/v1/uploads", token, &[], &json!({ "name": name, "bytes": bytes })).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn state(port: u16, token: &str, id: &str) -> Value {
    let answer = get(port, &path(id), Some(token)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn offset(value: &Value) -> usize {
    usize::try_from(value["offset"].as_u64().unwrap()).unwrap()
}

fn piece(port: u16, token: &str, id: &str, offset: usize, bytes: &[u8]) -> std::io::Result<Answer> {
    patch(port, &path(id), token, &[("upload-offset", offset.to_string())], bytes)
}

/// Announces the rest of a content, sends so many bytes of it, and waits until the server has written some.
fn half(port: u16, token: &str, id: &str, content: &[u8], from: usize, sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "PATCH {} HTTP/1.1\r\nhost: localhost:{port}\r\nauthorization: Bearer {token}\r\nupload-offset: {from}\r\n\
         content-type: {OCTETS}\r\ncontent-length: {}\r\n\r\n",
        path(id),
        content.len() - from
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&content[from..from + sent]).unwrap();
    stream
}

/// Waits until the server has noticed that a sender is gone, and says how far the upload is.
fn settled(port: u16, token: &str, id: &str) -> usize {
    let began = Instant::now();
    loop {
        let before = offset(&state(port, token, id));
        // A piece of nothing is refused as long as another one is being written.
        let answer = piece(port, token, id, before, b"").unwrap();
        if answer.status == 200 {
            return offset(&answer.json());
        }
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert!(began.elapsed() < Duration::from_secs(20), "the server does not notice: {}", answer.body);
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Sends the rest in pieces of a megabyte; answers the hash that the server found.
fn rest(port: u16, token: &str, id: &str, content: &[u8], from: usize) -> String {
    let mut at = from;
    loop {
        let next = content.len().min(at + MEGABYTE);
        let answer = piece(port, token, id, at, &content[at..next]).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        let told = answer.json();
        assert_eq!(offset(&told), next);
        if told["whole"] == true {
            return told["sha256"].as_str().unwrap().to_owned();
        }
        at = next;
    }
}

/// A dossier with a file that was uploaded.
fn with_file(name: &str, file: &str) -> Value {
    let mut body = body(name);
    body["files"] = json!([{ "file": file, "paper": STAYS, "confirmed": true }]);
    body
}

fn checked(folder: &Path) -> String {
    let checked = output(&["files", "check", "--data", folder.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", stdout(&checked));
    stdout(&checked)
}

fn in_parts(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder.join("files/parts")).unwrap().map(|e| e.unwrap().path()).collect()
}

#[test]
fn an_upload_of_20_mb_whose_connection_is_cut_half_way_goes_on_and_is_the_same_byte_for_byte() {
    let (_dir, folder) = copy();
    let token = token(&folder);
    let server = Server::demo(&folder, &[]);
    let port = server.port;
    let content = pdf(20 * MEGABYTE);
    let wanted = samples::sha256(&content);
    let id = begin(port, &token, "cắt.pdf", content.len());
    drop(half(port, &token, &id, &content, 0, 10 * MEGABYTE));
    let at = settled(port, &token, &id);
    assert!(at > 0 && at <= 10 * MEGABYTE, "{at} bytes are there after {} were sent", 10 * MEGABYTE);
    let early = post(port, "/api/v1/dossiers/receive", &token, &[], &with_file("Sớm", &id)).unwrap();
    assert_eq!(early.status, 409, "what is half there is not taken: {}", early.body);
    assert_eq!(rest(port, &token, &id, &content, at), wanted);
    let done = post(port, "/api/v1/dossiers/receive", &token, &[], &with_file("Cắt Giữa Chừng", &id)).unwrap();
    assert_eq!(done.status, 201, "{}", done.body);
    let dossier = done.json()["id"].as_str().unwrap().to_owned();
    let found = get(port, &format!("/api/v1/dossiers/{dossier}"), Some(&token)).unwrap().json();
    assert_eq!(found["files"][0]["sha256"], wanted.as_str());
    assert_eq!(found["files"][0]["bytes"], content.len());

    // Or from the beginning, as if nothing had been: both ways lead to the same.
    let again = begin(port, &token, "từ đầu.pdf", content.len());
    drop(half(port, &token, &again, &content, 0, 7 * MEGABYTE));
    settled(port, &token, &again);
    let fresh = begin(port, &token, "từ đầu.pdf", content.len());
    assert_eq!(rest(port, &token, &fresh, &content, 0), wanted);
    assert!(server.stop("TERM").success());
    assert!(checked(&folder).starts_with("1 files, 20 MB, 0 faults"));
}

#[test]
fn a_server_killed_in_the_midst_of_a_piece_has_what_it_acknowledged_and_goes_on() {
    let (_dir, folder) = copy();
    let token = token(&folder);
    let content = pdf(20 * MEGABYTE);
    let mut server = Server::demo(&folder, &[]);
    let id = begin(server.port, &token, "tắt máy.pdf", content.len());
    let mut acknowledged = 0;
    for kill in 1..=3 {
        let answer = piece(server.port, &token, &id, acknowledged, &content[acknowledged..acknowledged + MEGABYTE]);
        acknowledged = offset(&answer.unwrap().json());
        let stream = half(server.port, &token, &id, &content, acknowledged, 4 * MEGABYTE);
        std::thread::sleep(Duration::from_millis(15 * kill));
        server.kill();
        drop(stream);
        server = Server::demo(&folder, &[]);
        let at = offset(&state(server.port, &token, &id));
        assert!(at >= acknowledged, "{acknowledged} bytes were acknowledged, {at} are there");
        acknowledged = at;
    }
    assert_eq!(rest(server.port, &token, &id, &content, acknowledged), samples::sha256(&content));
    assert!(server.stop("TERM").success());
}

#[derive(Default)]
struct Told {
    /// Bytes that were acknowledged of uploads that no act took.
    offsets: Vec<(String, usize)>,
    /// Dossiers that were answered for, with the hash of their file.
    dossiers: Vec<(String, String)>,
    /// Receipts whose answer never came.
    open: Vec<(String, String, String)>,
}

/// Uploads and receives until the server is gone.
fn work(port: u16, token: &str, who: &str, told: &Mutex<Told>, answers: &AtomicU64) {
    for n in 0.. {
        let content = pdf(300_000 + 1000 * n);
        let wanted = samples::sha256(&content);
        let asked = json!({ "name": format!("{who}-{n}.pdf"), "bytes": content.len() });
        let Ok(begun) = post(port, "/api/v1/uploads", token, &[], &asked) else { return };
        assert_eq!(begun.status, 201, "{}", begun.body);
        answers.fetch_add(1, Ordering::Relaxed);
        let id = begun.json()["id"].as_str().unwrap().to_owned();
        let mut at = 0;
        while at < content.len() {
            let next = content.len().min(at + 64 * 1024);
            let Ok(answer) = piece(port, token, &id, at, &content[at..next]) else {
                told.lock().unwrap().offsets.push((id, at));
                return;
            };
            assert_eq!(answer.status, 200, "{}", answer.body);
            answers.fetch_add(1, Ordering::Relaxed);
            at = next;
        }
        let key = format!("upload-{who}-{n}");
        let header = [("idempotency-key", key.clone())];
        let Ok(done) = post(port, "/api/v1/dossiers/receive", token, &header, &with_file(&key, &id)) else {
            told.lock().unwrap().open.push((key, id, wanted));
            return;
        };
        assert_eq!(done.status, 201, "{}", done.body);
        answers.fetch_add(1, Ordering::Relaxed);
        told.lock().unwrap().dossiers.push((done.json()["id"].as_str().unwrap().to_owned(), wanted));
    }
}

#[test]
fn killed_again_and_again_during_uploads_nothing_acknowledged_is_lost_and_nothing_half_is_taken() {
    let kills = u64::try_from(wanted_kills()).unwrap();
    let (_dir, folder) = copy();
    let token = token(&folder);
    let told = Mutex::new(Told::default());
    let mut dossiers = 0;
    for round in 0..=kills {
        let server = Server::demo(&folder, &[]);
        let port = server.port;
        let Told { offsets, dossiers: done, open } = std::mem::take(&mut *told.lock().unwrap());
        for (id, acknowledged) in offsets {
            let at = offset(&state(port, &token, &id));
            assert!(at >= acknowledged, "{acknowledged} bytes of {id} were acknowledged, {at} are there");
            let gone = crate::http::delete(port, &path(&id), &token).unwrap();
            assert_eq!(gone.status, 204, "{}", gone.body);
        }
        let mut all = done;
        for (key, file, wanted) in open {
            // It happened, or it did not and the upload still waits: the retry finds out which.
            let header = [("idempotency-key", key.clone())];
            let done = post(port, "/api/v1/dossiers/receive", &token, &header, &with_file(&key, &file)).unwrap();
            assert_eq!(done.status, 201, "{}", done.body);
            all.push((done.json()["id"].as_str().unwrap().to_owned(), wanted));
        }
        for (id, wanted) in &all {
            let found = get(port, &format!("/api/v1/dossiers/{id}"), Some(&token)).unwrap().json();
            assert_eq!(found["files"][0]["sha256"], wanted.as_str(), "{found}");
        }
        dossiers += all.len();
        if round == kills {
            assert!(server.stop("TERM").success());
            break;
        }
        let answers = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for clerk in 0..4 {
                let (token, told, answers) = (&token, &told, &answers);
                scope.spawn(move || work(port, token, &format!("{round}-{clerk}"), told, answers));
            }
            // A different moment each time, however quick the machine is: after so many answers, and a bit.
            let (began, wanted) = (Instant::now(), 3 + 5 * (round * round % 11));
            while answers.load(Ordering::Relaxed) < wanted && began.elapsed() < Duration::from_secs(30) {
                std::thread::sleep(Duration::from_millis(2));
            }
            std::thread::sleep(Duration::from_millis(7 * (round % 5)));
            server.kill();
        });
    }
    let said = checked(&folder);
    assert!(said.starts_with(&format!("{dossiers} files, ")), "{dossiers} dossiers with a file each, and: {said}");
    assert!(dossiers > 0, "no file was taken in {kills} rounds");
    println!("{kills} kills, {dossiers} dossiers with a file");
    // What lies in parts is what the table knows, or of an upload that was begun and never answered.
    let known = dump(&folder, &["upload"]).len();
    assert!(in_parts(&folder).len() >= known, "an upload without a content");
}

#[test]
fn twenty_uploads_of_20_mb_at_once_do_not_grow_the_process_by_their_size() {
    const FILES: usize = 20;
    let (_dir, folder) = copy();
    let token = token(&folder);
    let server = Server::demo(&folder, &[]);
    let port = server.port;
    let content = pdf(20 * MEGABYTE);
    let wanted = samples::sha256(&content);
    // What a first upload loads stays out of the count.
    let first = begin(port, &token, "đầu.pdf", 200_000);
    rest(port, &token, &first, &pdf(200_000), 0);
    assert_eq!(crate::http::delete(port, &path(&first), &token).unwrap().status, 204);
    let before = server.memory("VmHWM");
    std::thread::scope(|scope| {
        for n in 0..FILES {
            let (token, content, wanted) = (&token, &content, &wanted);
            scope.spawn(move || {
                let id = begin(port, token, &format!("{n}.pdf"), content.len());
                // One request carries all of it: the most that could be held at once.
                let answer = piece(port, token, &id, 0, content).unwrap();
                assert_eq!(answer.status, 200, "{}", answer.body);
                assert_eq!(answer.json()["sha256"], wanted.as_str());
            });
        }
    });
    let after = server.memory("VmHWM");
    let grown = (after - before) / 1024;
    println!(
        "memory: {} MB before, {} MB at most, grown by {grown} MB for {} MB",
        before / 1024,
        after / 1024,
        FILES * 20
    );
    assert!(grown < MEMORY, "{grown} MB more for {FILES} uploads of 20 MB at once");
    assert!(server.stop("TERM").success());
}

/// Megabytes; measured: see docs/decisions/0009-files.md.
const MEMORY: u64 = 60;

/// A small disk of its own, gone with the test.
struct Disk(PathBuf);

impl Disk {
    /// `None`: whoever runs this may not mount.
    fn mount(at: &Path, megabytes: usize) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let options = format!("size={megabytes}m,mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|o| o.status.success()).then(|| Disk(at.to_owned()))
    }

    fn grow(&self, megabytes: usize) {
        let options = format!("remount,size={megabytes}m");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_fills_up_during_a_piece_is_told_loses_nothing_and_goes_on_when_there_is_room() {
    let (_dir, folder) = copy();
    let Some(disk) = Disk::mount(&folder.join("files"), 8) else {
        println!("skipped: only root may mount the small disk that this needs");
        return;
    };
    let token = token(&folder);
    let server = Server::demo(&folder, &[]);
    let port = server.port;
    let content = pdf(12 * MEGABYTE);
    let id = begin(port, &token, "đầy.pdf", content.len());
    let full = piece(port, &token, &id, 0, &content).unwrap();
    assert_eq!(full.status, 507, "{}", full.body);
    assert_eq!(full.json()["type"], "/problems/no-room");
    assert!(full.json()["detail"].as_str().unwrap().contains("Phần đã nhận vẫn còn"), "{}", full.body);
    let at = offset(&state(port, &token, &id));
    assert!(at > 7 * MEGABYTE && at <= 8 * MEGABYTE, "{at} bytes are there");
    // Everything else goes on, and a second try says the same.
    let done = post(port, "/api/v1/dossiers/receive", &token, &[], &body("Đĩa Đầy")).unwrap();
    assert_eq!(done.status, 201, "{}", done.body);
    assert_eq!(piece(port, &token, &id, at, &content[at..]).unwrap().status, 507);
    disk.grow(64);
    let at = offset(&state(port, &token, &id));
    assert_eq!(rest(port, &token, &id, &content, at), samples::sha256(&content));
    assert!(server.errors().contains("no room is left for files"), "and the log says so: {}", server.errors());
    assert!(server.stop("TERM").success());
}
