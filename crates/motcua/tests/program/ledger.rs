//! The public log on the command line: exported, judged by `verify`, checked by `fsck`, guarded against a
//! restored database.

use crate::run::{output, stderr, stdout};
use std::path::Path;

/// What a command said, on both its ways out, and its exit code.
struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

fn motcua(args: &[&str]) -> Said {
    let output = output(args);
    Said { out: stdout(&output), err: stderr(&output), code: output.status.code() }
}

fn config(folder: &Path) -> String {
    let path = folder.join("motcua.toml");
    std::fs::write(&path, "address = \"https://motcua.example\"\norganisation = \"two-tier\"\n").unwrap();
    path.to_string_lossy().into_owned()
}

fn ran(args: &[&str]) -> Said {
    let said = motcua(args);
    assert_eq!(said.code, Some(0), "{args:?}\n{}{}", said.out, said.err);
    said
}

#[test]
fn a_log_is_exported_and_judged_and_each_change_of_it_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    ran(&["init", "--config", &config]);
    let log = dir.path().join("log");
    let folder = log.to_string_lossy();
    ran(&["ledger", "export", &folder, "--config", &config]);
    let first = ran(&["verify", &folder]);
    assert!(first.out.contains("in the log motcua.example/log"), "{}", first.out);
    let key = ran(&["ledger", "key", "--config", &config]);
    assert_eq!(std::fs::read_to_string(log.join("log.vkey")).unwrap().trim(), key.out.trim());
    assert!(key.out.starts_with("motcua.example/log+"));
    // Nothing has changed: a second export leaves every file as it is.
    ran(&["ledger", "export", &folder, "--config", &config]);
    ran(&["verify", &folder]);
    assert!(ran(&["fsck", "--config", &config]).out.contains(": 0 faults"));

    for file in ["tile/0/000", "tile/entries/000", "checkpoint"] {
        let path = log.join(file);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad[40] ^= 1;
        std::fs::write(&path, bad).unwrap();
        let judged = motcua(&["verify", &folder]);
        assert_eq!(judged.code, Some(1), "{file}: {}{}", judged.out, judged.err);
        std::fs::write(&path, good).unwrap();
    }
    ran(&["verify", &folder]);
    let nobody = motcua(&["verify", &log.join("checkpoint").to_string_lossy()]);
    assert_eq!(nobody.code, Some(2), "{}", nobody.err);
}

#[test]
fn a_database_put_back_from_an_older_copy_signs_nothing_until_a_new_log_is_begun() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    ran(&["init", "--config", &config]);
    let database = dir.path().join("motcua-data/motcua.db");
    let older = std::fs::read(&database).unwrap();
    let log = dir.path().join("log").to_string_lossy().into_owned();
    let create = ["admin", "create", "--config", &config, "--name", "Mẫu Quản Trị", "--login", "quan-tri", "--unit"];
    ran(&[&create[..], &["hai-phong"]].concat());
    ran(&["ledger", "export", &log, "--config", &config]);
    std::fs::write(&database, older).unwrap();
    let refused = motcua(&["ledger", "export", &log, "--config", &config]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.err.contains("restored from an older backup") && refused.err.contains("ledger renew"),
        "{}",
        refused.err
    );
    ran(&["verify", &log]);
    // It says first what it would do.
    assert!(ran(&["ledger", "renew", "--config", &config]).out.contains("motcua.example/log-2 begins"));
    assert_eq!(motcua(&["ledger", "export", &log, "--config", &config]).code, Some(1));
    let key = ran(&["ledger", "renew", "--config", &config, "--yes"]);
    assert!(key.out.contains("motcua.example/log-2+"), "{}", key.out);
    let second = dir.path().join("log-2").to_string_lossy().into_owned();
    ran(&["ledger", "export", &second, "--config", &config]);
    assert!(ran(&["verify", &second]).out.contains("motcua.example/log-2"));
    // The guard's file is lost: nothing is signed until somebody says that this is the right database.
    std::fs::remove_file(dir.path().join("motcua-data/ledger.guard")).unwrap();
    assert!(motcua(&["ledger", "export", &second, "--config", &config]).err.contains("motcua ledger guard"));
    ran(&["ledger", "guard", "--config", &config, "--yes"]);
    ran(&["ledger", "export", &second, "--config", &config]);
}
