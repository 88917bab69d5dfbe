//! Taking a backup in: all rows in the caller's transaction, contents onto the shelf before.

use super::archive::Reader;
use super::check::{cells, part_rows, tables_of};
use super::dump::{Files, hashed, list, name_of, named};
use super::{BackupError, Manifest};
use crate::db::{DbError, Kind, Sql, Tx, Value};
use crate::schema::Table;
use crate::shelf::{Place, Shelf};
use crate::{binds, event, migrate, rebuild, sql};
use domain::id::DossierId;
use jiff::Timestamp;
use std::path::Path;

/// Rows that are written with one statement.
const AT_ONCE: usize = 40;

/// A backup that was checked and is to be taken in.
pub struct Source {
    reader: Reader,
    manifest: Manifest,
    tables: Vec<Table>,
}

impl Source {
    /// Opens a backup.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let reader = Reader::open(path)?;
        let manifest = reader.manifest()?;
        let tables = tables_of(&manifest)?;
        Ok(Source { reader, manifest, tables })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn files(&self) -> Result<Files, BackupError> {
        let mut files = Files::new();
        for (told, table) in self.manifest.tables.iter().zip(&self.tables).filter(|(_, t)| t.name == "event") {
            for part in &told.parts {
                named(table, &part_rows(&self.reader, part, told)?, &mut files)?;
            }
        }
        Ok(files)
    }

    /// Puts all contents on the shelf. Those that lie there already from a try that broke off are written
    /// anew; a content that this backup does not know is refused: the folder belongs to another office.
    pub fn lay_out(&self, shelf: &Shelf) -> Result<u64, BackupError> {
        let files = self.files()?;
        let failed = || BackupError::io(shelf.root());
        let ours: std::collections::HashSet<(DossierId, _)> = files.iter().map(|(d, f)| (*d, f.id)).collect();
        let lying = shelf.all_kept().map_err(failed())?;
        if let Some(other) = lying.iter().find(|p| !ours.contains(&(p.dossier, p.file))) {
            return Err(BackupError::Refused(format!(
                "the folder of files {} holds files of another office ({}): name an empty folder in the configuration (files.folder, or data)",
                shelf.root().display(),
                shelf.kept(*other).display()
            )));
        }
        let mut count = 0;
        for (dossier, f) in &files {
            let at = Place { dossier: *dossier, file: f.id };
            let Some(entry) = self.reader.find(&name_of(at)) else { continue };
            shelf.put(at, &mut self.reader.content(entry)?).map_err(BackupError::io(&shelf.kept(at)))?;
            let lies = shelf.read(at).and_then(hashed).map_err(BackupError::io(&shelf.kept(at)))?;
            if lies != (f.bytes, f.sha256.clone()) {
                return Err(BackupError::Damaged(format!("{} was not written as it is", name_of(at))));
            }
            count += 1;
        }
        Ok(count)
    }
}

/// What was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Rows.
    pub rows: u64,
    /// Letters that were waiting, and now wait for an administrator's word.
    pub letters: u64,
}

/// Takes all rows into an empty database: the schema as it was, the rows, then the schema as this
/// program has it. Letters that were waiting are held back; one-time codes and links are forgotten.
pub async fn load(tx: &mut Tx<'_>, source: &Source, now: Timestamp) -> Result<Loaded, BackupError> {
    if tx.has_table("schema_migration").await? {
        return Err(BackupError::Refused("the database is not empty".into()));
    }
    let then = migrate::known(&source.manifest.migrations, crate::MIGRATIONS)?;
    migrate::bring_up(tx, then).await?;
    let mut loaded = Loaded::default();
    for (told, table) in source.manifest.tables.iter().zip(&source.tables) {
        tx.execute(Sql::of_schema(format!("DELETE FROM {}", table.name)), &binds![]).await?;
        for part in &told.parts {
            let mut rows: Vec<Vec<Value>> = part_rows(&source.reader, part, told)?.into_iter().map(cells).collect();
            loaded.rows += rows.len() as u64;
            while !rows.is_empty() {
                let some: Vec<Vec<Value>> = rows.drain(..rows.len().min(AT_ONCE)).collect();
                insert(tx, table, some).await?;
            }
        }
    }
    migrate::bring_up(tx, crate::MIGRATIONS).await?;
    if rebuild::built(tx).await? != rebuild::VIEWS {
        rebuild::rebuild_within(tx).await?;
    }
    let (size, root) = event::head(tx).await?;
    if (size, root.to_hex()) != (source.manifest.head.size, source.manifest.head.root.clone()) {
        return Err(DbError::Corrupt("the log that was taken in is not the one of the backup".into()).into());
    }
    loaded.letters = hold_letters(tx, now).await?;
    Ok(loaded)
}

async fn insert(tx: &mut Tx<'_>, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), DbError> {
    let width = table.columns.len();
    let columns = list(table.columns.iter().map(|c| c.name.as_str()));
    let places =
        list((0..rows.len()).map(|row| format!("({})", list((1..=width).map(|n| format!("?{}", row * width + n))))));
    let statement = Sql::of_schema(format!("INSERT INTO {} ({columns}) VALUES {places}", table.name));
    // A row without a value of a type says which type it would have had.
    let kinds: Vec<Kind> = table.columns.iter().map(|c| c.kind).collect();
    let binds: Vec<Value> = rows
        .into_iter()
        .flat_map(|row| row.into_iter().zip(kinds.clone()))
        .map(|(value, kind)| if value.is_null() { Value::NullOf(kind) } else { value })
        .collect();
    tx.execute(statement, &binds).await?;
    Ok(())
}

/// A restored old backup must not write to citizens twice: what it would still send may have been sent
/// since. An administrator says.
async fn hold_letters(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    // Codes and links of then are of no use to anybody.
    tx.execute(sql!("DELETE FROM job WHERE same LIKE 'code:%' OR same LIKE 'recovery:%'"), &binds![]).await?;
    tx.execute(
        sql!("UPDATE job SET given_up = ?1, problem = ?2, claimed = NULL WHERE given_up IS NULL"),
        &binds![crate::micros(now), crate::job::RESTORED],
    )
    .await
}
