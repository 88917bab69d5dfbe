//! Reading a backup back: every hash, every count, and that the events are those of the log's head.

use super::archive::{Entry, Reader};
use super::dump::{Files, hashed, name_of, named};
use super::{BackupError, Head, LEFT_OUT, Manifest, PartOf, Progress, Step, TableOf, Watch};
use crate::db::{Row, Value};
use crate::event::Sealed;
use crate::schema::Table;
use crate::shelf::Place;
use crate::{migrate, schema};
use flate2::read::GzDecoder;
use ledger::Frontier;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// The most that the lines of one part may unfold to.
const PART_LIMIT: u64 = 1 << 30;

/// A backup that was found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it says of itself.
    pub manifest: Manifest,
    /// When its last event happened, µs; `None`: it has none.
    pub last_event: Option<i64>,
}

fn damaged(what: impl Into<String>) -> BackupError {
    BackupError::Damaged(what.into())
}

/// What a row is shown to while it passes.
pub type Look<'a> = dyn FnMut(&Table, &Row) -> Result<(), BackupError> + 'a;

/// Reads a backup whole and shows each row on the way.
pub fn check(path: &Path, look: &mut Look<'_>, watch: &Watch) -> Result<Checked, BackupError> {
    let reader = Reader::open(path)?;
    let manifest = reader.manifest()?;
    let tables = tables_of(&manifest)?;
    let of = manifest.rows();
    let (mut log, mut files, mut done) = (Log::default(), Files::new(), 0);
    let mut known: HashSet<String> = HashSet::new();
    for (told, table) in manifest.tables.iter().zip(&tables) {
        let mut rows = 0;
        for part in &told.parts {
            known.insert(part.path.clone());
            let page = part_rows(&reader, part, told)?;
            if table.name == "event" {
                named(table, &page, &mut files)?;
                page.iter().try_for_each(|row| log.event(table, row))?;
            }
            if table.name == "log_head" {
                page.iter().try_for_each(|row| log.head(table, row))?;
            }
            page.iter().try_for_each(|row| look(table, row))?;
            rows += page.len() as u64;
            done += page.len() as u64;
            super::told(watch, Progress { step: Step::Check, done, of })?;
        }
        if rows != told.rows {
            return Err(damaged(format!("{} has {rows} rows, not {}", told.name, told.rows)));
        }
    }
    log.compare(&manifest.head)?;
    contents(&reader, &manifest, &files, &mut known)?;
    let stranger =
        |e: &&Entry| !known.contains(&e.name) && e.name != super::archive::MANIFEST && e.name != "seal.sha256";
    if let Some(e) = reader.entries.iter().find(stranger) {
        return Err(damaged(format!("{} is in it, which the manifest does not know", e.name)));
    }
    // Last: a part that is damaged has been named by now.
    reader.seal()?;
    Ok(Checked { manifest, last_event: log.last })
}

/// The tables as the schema of that version has them, in the manifest's order.
pub(super) fn tables_of(manifest: &Manifest) -> Result<Vec<Table>, BackupError> {
    let ours = migrate::known(&manifest.migrations, crate::MIGRATIONS).map_err(|e| {
        let newest = crate::MIGRATIONS.last().map_or(0, |m| m.version);
        if manifest.schema() > newest {
            BackupError::Refused(format!(
                "this backup was made by motcua {} with schema {}; this program knows schemas up to {newest}: use version {} or a newer one",
                manifest.program,
                manifest.schema(),
                manifest.program
            ))
        } else {
            BackupError::Db(e)
        }
    })?;
    let mut tables = schema::tables(ours)?;
    tables.retain(|t| !LEFT_OUT.contains(&t.name.as_str()));
    let same = tables.len() == manifest.tables.len()
        && tables.iter().zip(&manifest.tables).all(|(a, b)| a.name == b.name && a.columns == b.columns);
    if same { Ok(tables) } else { Err(damaged("its tables are not those of its schema")) }
}

/// The rows of one part, compared with its hash and count.
pub(super) fn part_rows(reader: &Reader, part: &PartOf, table: &TableOf) -> Result<Vec<Row>, BackupError> {
    let entry = reader.find(&part.path).ok_or_else(|| damaged(format!("{} is missing", part.path)))?;
    let bytes = reader.read(entry)?;
    if hex::encode(Sha256::digest(&bytes)) != part.sha256 {
        return Err(damaged(format!("{} is not as it was written", part.path)));
    }
    let mut text = Vec::new();
    GzDecoder::new(bytes.as_slice())
        .take(PART_LIMIT)
        .read_to_end(&mut text)
        .map_err(|e| damaged(format!("{}: {e}", part.path)))?;
    let rows: Vec<Row> = text
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| Ok(Row::new(super::rows::decode(line, &table.columns)?)))
        .collect::<Result<_, BackupError>>()?;
    if rows.len() as u64 == part.rows {
        Ok(rows)
    } else {
        Err(damaged(format!("{} has {} rows, not {}", part.path, rows.len(), part.rows)))
    }
}

/// The log as its events and its head tell it.
#[derive(Default)]
struct Log {
    frontier: Frontier,
    size: i64,
    last: Option<i64>,
    kept: Option<(i64, Vec<u8>)>,
}

impl Log {
    /// The leaf of an event is computed from what stands in the row, not only taken from it.
    fn event(&mut self, table: &Table, row: &Row) -> Result<(), BackupError> {
        let place = |name: &str| table.column(name).ok_or_else(|| damaged(format!("event has no {name}")));
        let position = row.int(place("position")?)?;
        if position != self.size {
            return Err(damaged(format!("event {} is missing", self.size)));
        }
        let salt = <[u8; 32]>::try_from(row.blob(place("salt")?)?).map_err(|_| damaged("a salt has not 32 bytes"))?;
        let entered = table.column("entered").map(|c| row.opt_int(c)).transpose()?.flatten();
        let at = row.int(place("at")?)?;
        let sealed = Sealed {
            stream: row.text(place("stream")?)?,
            version: row.int(place("version")?)?,
            kind: row.text(place("kind")?)?,
            at,
            person: row.text(place("person")?)?,
            post: row.text(place("post")?)?,
            unit: row.text(place("unit")?)?,
            body: row.text(place("body")?)?,
            entered,
            salt: &salt,
            format: table.column("sealed").map_or(Ok(1), |c| row.int(c))?,
        };
        let leaf = sealed.leaf()?;
        if leaf.as_bytes().as_slice() != row.blob(place("leaf")?)? {
            return Err(damaged(format!("event {position} is not what was committed to")));
        }
        self.frontier.append(leaf);
        self.size += 1;
        self.last = Some(entered.unwrap_or(at));
        Ok(())
    }

    fn head(&mut self, table: &Table, row: &Row) -> Result<(), BackupError> {
        let place = |name: &str| table.column(name).ok_or_else(|| damaged(format!("log_head has no {name}")));
        self.kept = Some((row.int(place("size")?)?, row.blob(place("frontier")?)?.to_vec()));
        Ok(())
    }

    fn compare(&self, told: &Head) -> Result<(), BackupError> {
        let root = self.frontier.root().to_hex();
        if (self.size, &root) != (told.size, &told.root) {
            return Err(damaged(format!("its {} events give the head {root}, not {}", self.size, told.root)));
        }
        let same = self
            .kept
            .as_ref()
            .is_none_or(|(size, frontier)| *size == self.size && *frontier == self.frontier.to_bytes());
        if same { Ok(()) } else { Err(damaged("its log_head is not that of its events")) }
    }
}

/// Contents: those that the events name, no other, each as its event says.
fn contents(
    reader: &Reader,
    manifest: &Manifest,
    files: &Files,
    known: &mut HashSet<String>,
) -> Result<(), BackupError> {
    let (mut count, mut bytes) = (0, 0);
    for (dossier, f) in files {
        let name = name_of(Place { dossier: *dossier, file: f.id });
        let Some(entry) = reader.find(&name) else {
            let told = manifest.files.faults.iter().any(|fault| fault.contains(&f.id.to_string()));
            if told {
                continue;
            }
            return Err(damaged(format!("{name} is missing")));
        };
        let content = reader.content(entry)?;
        let (length, sha256) = hashed(content).map_err(|e| damaged(format!("{name}: {e}")))?;
        if length != f.bytes || sha256 != f.sha256 {
            return Err(damaged(format!("{name} is not as it was written")));
        }
        known.insert(name);
        count += 1;
        bytes += length;
    }
    if (count, bytes) == (manifest.files.count, manifest.files.bytes) {
        Ok(())
    } else {
        Err(damaged(format!(
            "{count} files with {bytes} bytes are in it, not {} with {}",
            manifest.files.count, manifest.files.bytes
        )))
    }
}

/// The cells of a row, to be written again.
pub(super) fn cells(row: Row) -> Vec<Value> {
    row.into_cells()
}
