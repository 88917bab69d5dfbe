//! A newer program and the database of an older one, and the other way round.

use crate::run::{VIEWS, copy, dump, motcua, output, stderr, stdout};
use crate::serve::{Serving, exchange, plain};
use ledger::{Field, Frontier, Salt};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A configuration over a copy of the demonstration, whose database is as schema 9 left it.
fn old() -> (TempDir, PathBuf, String) {
    let (dir, folder) = copy();
    seal_as_before(&folder);
    sql(
        &folder,
        "DROP TABLE tile; DROP TABLE checkpoint; ALTER TABLE event DROP COLUMN sealed; DROP TABLE built; DELETE FROM schema_migration WHERE version > 9; ALTER TABLE schema_migration DROP COLUMN program;",
    );
    let config = dir.path().join("motcua.toml");
    let text = format!("address = \"http://localhost:1\"\nlisten = \"127.0.0.1:0\"\ndata = \"{}\"\n", folder.display());
    std::fs::write(&config, text).unwrap();
    let config = config.to_str().unwrap().to_owned();
    (dir, folder, config)
}

/// Events committed to as programs of schema 9 did: with their body as one field.
fn seal_as_before(folder: &Path) {
    let db = rusqlite::Connection::open(folder.join("motcua.db")).unwrap();
    let columns =
        "position, salt, entered, stream, CAST(version AS TEXT), kind, CAST(at AS TEXT), person, post, unit, body";
    let mut read = db.prepare(&format!("SELECT {columns} FROM event ORDER BY position")).unwrap();
    let mut rows = read.query([]).unwrap();
    let mut log = Frontier::new();
    db.execute_batch("BEGIN").unwrap();
    while let Some(row) = rows.next().unwrap() {
        let salt: Vec<u8> = row.get(1).unwrap();
        let field = |name: &str, value: String| {
            let own = ledger::leaf_hash(&[&salt[..], name.as_bytes()].concat());
            Field::new(name, value, Salt::from_bytes(*own.as_bytes())).unwrap()
        };
        let names = ["stream", "version", "kind", "at", "person", "post", "unit", "body"];
        let mut fields: Vec<Field> = (3..).zip(names).map(|(i, name)| field(name, row.get(i).unwrap())).collect();
        if let Some(entered) = row.get::<_, Option<i64>>(2).unwrap() {
            fields.push(field("entered", entered.to_string()));
        }
        let leaf = ledger::leaf_hash(ledger::commit(&fields).unwrap().hash().as_bytes());
        log.append(leaf);
        let position: i64 = row.get(0).unwrap();
        db.execute("UPDATE event SET leaf = ?2 WHERE position = ?1", (position, leaf.as_bytes().as_slice())).unwrap();
    }
    db.execute("UPDATE log_head SET frontier = ?1", [log.to_bytes()]).unwrap();
    db.execute_batch("COMMIT").unwrap();
}

fn sql(folder: &Path, text: &str) {
    rusqlite::Connection::open(folder.join("motcua.db")).unwrap().execute_batch(text).unwrap();
}

fn backups(dir: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    all.filter(|p| p.file_name().unwrap().to_string_lossy().starts_with("motcua-before-upgrade-")).collect()
}

#[test]
fn an_older_database_is_brought_up_only_after_it_was_said_how_and_a_backup_was_made() {
    let (dir, folder, config) = old();
    let views = dump(&folder, &VIEWS);
    for command in ["serve", "rebuild"] {
        let refused = output(&[command, "--config", &config]);
        assert_eq!(refused.status.code(), Some(1), "{command}");
        let said = stderr(&refused);
        assert!(said.contains("left by an older program (schema 9") && said.contains("Type motcua upgrade"), "{said}");
    }
    let dry = output(&["upgrade", "--config", &config, "--dry-run"]);
    assert!(dry.status.success(), "{}", stderr(&dry));
    let said = stdout(&dry);
    for part in [
        "The database has schema 9; this program needs",
        "make a backup first, in",
        "run migration 11 (upgrade): Upgrades: which program brought the schema up",
        "compute states and views anew from",
        "It takes about",
        "Nothing was changed.",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let silent = output(&["upgrade", "--config", &config]);
    assert_eq!(silent.status.code(), Some(2), "nobody sits at a terminal");
    assert!(stderr(&silent).contains("say --yes"), "{}", stderr(&silent));
    assert_eq!(backups(dir.path()).len(), 0);

    let done = output(&["upgrade", "--config", &config, "--yes"]);
    assert!(done.status.success(), "{}{}", stdout(&done), stderr(&done));
    assert!(views == dump(&folder, &VIEWS), "the views are what they were");
    // Its tiles are there, and its older events are what was committed to then.
    let checked = output(&["fsck", "--config", &config]);
    assert!(checked.status.success() && stdout(&checked).contains(" 37 tiles"), "{}", stdout(&checked));
    let again = output(&["upgrade", "--config", &config, "--yes"]);
    assert!(stdout(&again).contains("nothing is to be done"), "{}", stdout(&again));

    // The backup is of the old schema, and this program takes it in as well.
    let kept = backups(dir.path());
    assert_eq!(kept.len(), 1);
    let read = output(&["backup", "verify", kept[0].to_str().unwrap()]);
    assert!(stdout(&read).contains("schema 9"), "{}{}", stdout(&read), stderr(&read));
    let second = TempDir::new().unwrap();
    let by = ["--by", "quan-tri", "--reason", "Thử bản cũ"];
    let restored =
        motcua(&["restore", kept[0].to_str().unwrap(), "--data"]).arg(second.path()).args(by).output().unwrap();
    assert!(restored.status.success(), "{}{}", stdout(&restored), stderr(&restored));
    assert!(views == dump(second.path(), &VIEWS), "and its views are the same");
}

#[test]
fn a_server_that_was_told_to_upgrades_by_itself_after_a_backup() {
    let (dir, folder, config) = old();
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("upgrade = \"automatic\"\n{text}")).unwrap();
    let views = dump(&folder, &VIEWS);
    let serving = Serving::start(&config, &dir.path().join("serve.log"));
    assert!(exchange(plain(serving.port), "GET", "/", "", "").starts_with("HTTP/1.0 200"));
    assert!(serving.said().contains("run migration 11"), "{}", serving.said());
    assert!(serving.stop().success());
    assert_eq!(backups(dir.path()).len(), 1);
    assert!(views == dump(&folder, &VIEWS));
}

#[test]
fn a_database_of_a_newer_program_is_refused_with_the_version_it_needs() {
    let (_dir, folder) = copy();
    sql(
        &folder,
        "INSERT INTO schema_migration (version, name, checksum, applied_at, program) VALUES (9001, 'later', 'x', 0, '9.1.0')",
    );
    for command in ["rebuild", "upgrade"] {
        let refused = output(&[command, "--data", folder.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(1));
        let said = stderr(&refused);
        assert!(said.contains("has schema 9001") && said.contains("Use motcua 9.1.0 or a newer one"), "{said}");
    }
}

#[test]
fn a_backup_that_fails_leaves_the_older_database_as_it_was() {
    let (dir, folder, config) = old();
    let before = dump(&folder, &["schema_migration"]);
    let nowhere = dir.path().join("not mounted/deeper");
    let failed = output(&["upgrade", "--config", &config, "--yes", "--to", nowhere.to_str().unwrap()]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("no backup was made"), "{}", stderr(&failed));
    assert_eq!(before, dump(&folder, &["schema_migration"]));
}
