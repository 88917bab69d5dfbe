//! `motcua backup` and `motcua restore` beside a running server, on a full disk, and killed.

use crate::run::{Server, copy, motcua, output, stderr, stdout};
use crate::serve::{House, exchange, plain, postgres, session, sign_in};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn backups(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

fn verified(file: &Path) -> String {
    let read = output(&["backup", "verify", text(file)]);
    assert!(read.status.success(), "{}{}", stdout(&read), stderr(&read));
    stdout(&read)
}

#[test]
fn an_office_is_saved_while_it_serves_and_lives_again_in_a_second_folder_beside_the_first() {
    let house = House::new("");
    let serving = house.serve();
    let to = house.dir.path().join("kept.tar");
    let made = output(&["backup", "--config", &house.config, "--to", text(&to)]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stdout(&made).contains("read back and found sound"), "{}", stdout(&made));
    assert!(stdout(&made).contains("It holds personal data"), "{}", stdout(&made));
    assert!(verified(&to).contains("Every byte is as it was written"));
    // Nothing is written over.
    let again = output(&["backup", "--config", &house.config, "--to", text(&to)]);
    assert!(stderr(&again).contains("no backup is written over"), "{}", stderr(&again));

    // Under the running server nothing is restored.
    let restore = |config: &str, more: &[&str]| {
        let mut args = vec!["restore", text(&to), "--config", config];
        args.extend(more);
        output(&args)
    };
    let by = ["--by", "quan-tri", "--reason", "Chuyển sang máy mới"];
    let under = restore(&house.config, &by);
    assert_eq!(under.status.code(), Some(1));
    let said = stderr(&under);
    assert!(said.contains("in use by process") && said.contains("into another data folder beside it"), "{said}");

    let second = House::empty("http://localhost:1", "");
    let silent = restore(&second.config, &[]);
    assert_eq!(silent.status.code(), Some(2), "who and why are asked for: {}", stderr(&silent));
    let stranger = restore(&second.config, &["--by", "ai-do", "--reason", "vì"]);
    assert!(stderr(&stranger).contains("is one of: quan-tri"), "{}", stderr(&stranger));
    let dry = restore(&second.config, &["--dry-run"]);
    assert!(dry.status.success(), "{}", stderr(&dry));
    assert!(stdout(&dry).contains("Nothing was changed."), "{}", stdout(&dry));
    assert!(!second.dir.path().join("motcua-data").exists(), "a dry run makes nothing");

    let done = restore(&second.config, &by);
    assert!(done.status.success(), "{}{}", stdout(&done), stderr(&done));
    assert!(stdout(&done).contains("on record in the log"), "{}", stdout(&done));
    let beside = second.serve();
    let page = exchange(plain(beside.port), "GET", "/admin", &session(&sign_in(plain(beside.port))), "");
    assert!(page.contains("Đỗ Thị Quản Trị"), "{page}");
    let first = exchange(plain(serving.port), "GET", "/", "", "");
    assert!(first.starts_with("HTTP/1.0 200"), "the first serves on");
    assert!(beside.stop().success() && serving.stop().success());

    // What holds an office is never written over.
    let full = restore(&second.config, &by);
    assert!(stderr(&full).contains("a restore writes over nothing"), "{}", stderr(&full));
}

#[test]
fn an_office_moves_from_a_file_to_postgresql_and_back_by_a_backup_and_a_restore() {
    let Some(url) = postgres("moved") else { return };
    let house = House::new("");
    let saved = house.dir.path().join("one.tar");
    assert!(output(&["backup", "--config", &house.config, "--to", text(&saved)]).status.success());
    let there = House::empty("http://localhost:1", &format!("database = \"{url}\"\n"));
    let by = ["--by", "quan-tri", "--reason", "Nhiều người dùng hơn", "--config"];
    let moved = motcua(&["restore", text(&saved)]).args(by).arg(&there.config).output().unwrap();
    assert!(moved.status.success(), "{}{}", stdout(&moved), stderr(&moved));
    let serving = there.serve();
    assert!(session(&sign_in(plain(serving.port))).len() > 20, "the same password opens it");
    let saved = there.dir.path().join("two.tar");
    let made = output(&["backup", "--config", &there.config, "--to", text(&saved)]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(verified(&saved).contains("from postgresql"));
    assert!(serving.stop().success());
    let back = House::empty("http://localhost:1", "");
    let moved = motcua(&["restore", text(&saved)]).args(by).arg(&back.config).output().unwrap();
    assert!(moved.status.success(), "{}{}", stdout(&moved), stderr(&moved));
    let serving = back.serve();
    assert!(session(&sign_in(plain(serving.port))).len() > 20);
}

#[test]
fn a_backup_killed_at_any_moment_is_none_and_harms_nothing() {
    let (dir, folder) = copy();
    let to = dir.path().join("backups");
    std::fs::create_dir(&to).unwrap();
    let whole = |n: usize| {
        let made = output(&["backup", "--data", text(&folder), "--to", text(&to), "--keep", "2"]);
        assert!(made.status.success(), "{n}: {}", stderr(&made));
    };
    let server = Server::demo(&folder, &[]);
    whole(0);
    let first = backups(&to)[0].clone();
    let mut broken = 0;
    for round in 0..8_u64 {
        let mut child = motcua(&["backup", "--data", text(&folder), "--to", text(&to)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(15 + round * round * 25));
        child.kill().unwrap();
        child.wait().unwrap();
        for path in backups(&to) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.extension().is_some_and(|e| e == "tar") {
                verified(&path);
            } else {
                assert!(name.starts_with('.') && name.ends_with(".partial"), "{name}");
                broken += 1;
            }
        }
    }
    assert!(broken > 0, "no kill met a backup under way");
    whole(1);
    assert!(backups(&to).iter().all(|p| p.extension().is_some_and(|e| e == "tar")), "what was broken off is swept");
    assert!(first.exists() || backups(&to).len() == 2, "only rotation removes one");
    assert!(server.stop("TERM").success(), "the server never noticed");
    let rebuilt = output(&["rebuild", "--data", text(&folder)]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
}

/// A small disk of its own; gone when dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).output();
        match done {
            Ok(done) if done.status.success() => Some(Disk(at.to_owned())),
            other => {
                println!("a full disk was not tested: no small disk can be mounted here ({other:?})");
                None
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_is_full_leaves_the_old_backup_whole_and_says_so() {
    let (dir, folder) = copy();
    let Some(disk) = Disk::mount(&dir.path().join("small"), "64m") else { return };
    let make = || output(&["backup", "--data", text(&folder), "--to", text(&disk.0)]);
    let made = make();
    assert!(made.status.success(), "{}", stderr(&made));
    let old = backups(&disk.0);
    let used = std::fs::metadata(&old[0]).unwrap().len();
    // What is left is less than half of a backup.
    let left = (64 << 20) - used;
    std::fs::write(disk.0.join("other"), vec![1_u8; usize::try_from(left - used / 2).unwrap()]).unwrap();
    let full = make();
    assert_eq!(full.status.code(), Some(1));
    let said = stderr(&full);
    assert!(
        said.contains("there is no room left on that disk") && said.contains("earlier backups are as they were"),
        "{said}"
    );
    assert_eq!(backups(&disk.0), [old[0].clone(), disk.0.join("other")], "nothing is left of the try");
    verified(&old[0]);
    let journal = std::fs::read_to_string(folder.join("backups.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 2);
    assert!(journal.lines().last().unwrap().contains("\"failed\""), "{journal}");
}

#[test]
fn a_server_with_a_folder_for_backups_makes_one_at_once_and_shows_it_to_administrators() {
    let kept = TempDir::new().unwrap();
    let house = House::new(&format!("\n[backup]\nfolder = \"{}\"\nat = \"02:00\"\nkeep = 2\n", text(kept.path())));
    let serving = house.serve();
    let began = Instant::now();
    let file = loop {
        let found = backups(kept.path()).into_iter().find(|p| p.extension().is_some_and(|e| e == "tar"));
        if let Some(file) = found {
            break file;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "no backup comes: {}", serving.said());
        std::thread::sleep(Duration::from_millis(50));
    };
    verified(&file);
    let cookie = session(&sign_in(plain(serving.port)));
    let page = exchange(plain(serving.port), "GET", "/admin/system", &cookie, "");
    assert!(page.contains(file.file_name().unwrap().to_str().unwrap()), "{page}");
    assert!(serving.stop().success());
}

#[test]
fn what_is_no_backup_is_told_from_one_and_nothing_is_made_where_nothing_is() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("x.tar");
    std::fs::write(&file, "no backup").unwrap();
    let read = output(&["backup", "verify", text(&file)]);
    assert_eq!(read.status.code(), Some(1));
    assert!(stderr(&read).contains("the backup is damaged"), "{}", stderr(&read));
    let nowhere = output(&["backup", "--data", text(dir.path()), "--to", text(&dir.path().join("y.tar"))]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).contains("no such database"), "{}", stderr(&nowhere));
    assert!(!dir.path().join("motcua.db").exists());
}
