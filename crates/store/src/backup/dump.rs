//! Reading: every row of one moment of the database into the archive, then the contents they name.

use super::archive::Writer;
use super::{
    BackupError, FORMAT, FilesOf, Head, LEFT_OUT, Manifest, PartOf, Progress, Ran, Step, TableOf, Target, Watch, told,
};
use crate::binds;
use crate::db::{Row, Sql, Tx, Value};
use crate::schema::Table;
use crate::shelf::{Place, Shelf};
use crate::{event, file, migrate, schema};
use domain::dossier::FileRef;
use domain::id::DossierId;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Rows in one part, and in memory at once.
const PAGE: i64 = 4000;
/// Strong enough for JSON, and three times as quick as the usual one.
const LEVEL: Compression = Compression::new(4);

/// Contents that events name.
pub(super) type Files = Vec<(DossierId, FileRef)>;

pub(super) struct Dump {
    pub(super) writer: Writer,
    pub(super) path: PathBuf,
    pub(super) watch: Watch,
}

impl Dump {
    /// Writes all tables as this transaction sees them.
    pub(super) async fn run(
        &mut self,
        tx: &mut Tx<'_>,
        database: &str,
        target: &Target,
    ) -> Result<(Manifest, Files), BackupError> {
        if !tx.has_table("schema_migration").await? {
            return Err(BackupError::Refused("the database is empty: there is nothing to save".into()));
        }
        let migrations: Vec<Ran> = migrate::ran(tx)
            .await?
            .into_iter()
            .map(|(version, name, checksum)| Ran { version, name, checksum })
            .collect();
        let known = migrate::known(&migrations, crate::MIGRATIONS)?;
        let tables: Vec<Table> =
            schema::tables(known)?.into_iter().filter(|t| !LEFT_OUT.contains(&t.name.as_str())).collect();
        let mut of = 0;
        for table in &tables {
            let count = tx.query_one(Sql::of_schema(format!("SELECT COUNT(*) FROM {}", table.name)), &binds![]).await?;
            of += u64::try_from(count.int(0)?).unwrap_or(0);
        }
        let (size, root) = event::head(tx).await?;
        let mut manifest = Manifest {
            format: FORMAT,
            program: super::PROGRAM.to_owned(),
            made: target.now,
            database: database.to_owned(),
            migrations,
            head: Head { size, root: root.to_hex() },
            tables: vec![],
            left_out: LEFT_OUT.iter().map(|t| (*t).to_owned()).collect(),
            files: FilesOf::default(),
        };
        let (mut files, mut done) = (Files::new(), 0);
        for table in &tables {
            let written = self.table(tx, table, &mut files, (&mut done, of)).await?;
            manifest.tables.push(written);
        }
        Ok((manifest, files))
    }

    async fn table(
        &mut self,
        tx: &mut Tx<'_>,
        table: &Table,
        files: &mut Files,
        (done, of): (&mut u64, u64),
    ) -> Result<TableOf, BackupError> {
        let mut out = TableOf { name: table.name.clone(), columns: table.columns.clone(), rows: 0, parts: vec![] };
        let mut after: Option<Vec<Value>> = None;
        loop {
            let rows = page(tx, table, after.as_deref()).await?;
            let Some(last) = rows.last() else { return Ok(out) };
            after = Some(table.key.iter().map(|k| key_of(last, table, *k)).collect::<Result<_, _>>()?);
            if table.name == "event" {
                named(table, &rows, files)?;
            }
            let path = format!("tables/{}/{:06}.jsonl.gz", table.name, out.parts.len() + 1);
            let sha256 = aside(|| self.part(&path, table, &rows))?;
            let count = rows.len() as u64;
            out.rows += count;
            out.parts.push(PartOf { path, rows: count, sha256 });
            *done += count;
            told(&self.watch, Progress { step: Step::Rows, done: *done, of })?;
        }
    }

    fn part(&mut self, path: &str, table: &Table, rows: &[Row]) -> Result<String, BackupError> {
        let mut line = Vec::new();
        let mut packed = GzEncoder::new(Vec::new(), LEVEL);
        let failed = BackupError::io(&self.path);
        let mut write = || -> Result<Vec<u8>, BackupError> {
            for row in rows {
                line.clear();
                super::rows::encode(row, &table.columns, &mut line)?;
                packed.write_all(&line).map_err(BackupError::io(&self.path))?;
            }
            packed.try_finish().map_err(BackupError::io(&self.path))?;
            Ok(std::mem::take(packed.get_mut()))
        };
        let bytes = write()?;
        self.writer.bytes(path, &bytes).map_err(failed)
    }
}

/// The next rows by their key.
async fn page(tx: &mut Tx<'_>, table: &Table, after: Option<&[Value]>) -> Result<Vec<Row>, BackupError> {
    let columns = list(table.columns.iter().map(|c| c.name.as_str()));
    let key = list(table.key.iter().map(|k| table.columns[*k].name.as_str()));
    let name = &table.name;
    let Some(after) = after else {
        let first = Sql::of_schema(format!("SELECT {columns} FROM {name} ORDER BY {key} LIMIT ?1"));
        return Ok(tx.query(first, &binds![PAGE]).await?);
    };
    let places = list((1..=after.len()).map(|n| format!("?{n}")));
    let limit = after.len() + 1;
    let next = format!("SELECT {columns} FROM {name} WHERE ({key}) > ({places}) ORDER BY {key} LIMIT ?{limit}");
    let mut binds = after.to_vec();
    binds.push(Value::Int(PAGE));
    Ok(tx.query(Sql::of_schema(next), &binds).await?)
}

pub(super) fn list<T: AsRef<str>>(names: impl Iterator<Item = T>) -> String {
    let mut out = String::new();
    for name in names {
        if !out.is_empty() {
            out += ", ";
        }
        out += name.as_ref();
    }
    out
}

fn key_of(row: &Row, table: &Table, column: usize) -> Result<Value, BackupError> {
    use crate::db::Kind;
    Ok(match table.columns[column].kind {
        Kind::Int => Value::Int(row.int(column)?),
        Kind::Text => Value::Text(row.text(column)?.to_owned()),
        Kind::Bool => Value::Bool(row.bool(column)?),
        Kind::Blob => Value::Blob(row.blob(column)?.to_vec()),
    })
}

/// Files that these events name.
pub(super) fn named(table: &Table, rows: &[Row], files: &mut Files) -> Result<(), BackupError> {
    let place = |name| table.column(name).ok_or_else(|| BackupError::Damaged(format!("event has no {name}")));
    let (kind, stream, body) = (place("kind")?, place("stream")?, place("body")?);
    for row in rows {
        if row.text(kind)? == "files_added" {
            files.extend(file::named(row.text(stream)?, row.text(body)?)?);
        }
    }
    Ok(())
}

/// Does what takes the processor and the disk a while, without keeping others of this runtime waiting
/// where the runtime has other threads for them.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|h| h.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// Copies contents; those that are missing or changed are told, and keep nothing else from being saved.
pub(super) fn files(
    (writer, path): (&mut Writer, &Path),
    shelf: &Shelf,
    files: &Files,
    watch: &Watch,
) -> Result<FilesOf, BackupError> {
    let of = files.iter().map(|(_, f)| f.bytes).sum();
    let mut out = FilesOf::default();
    let mut done = 0;
    for (dossier, f) in files {
        let at = Place { dossier: *dossier, file: f.id };
        done += f.bytes;
        let lies = shelf.kept(at);
        if let Some(what) = fault(shelf, at, f).map_err(BackupError::io(&lies))? {
            out.faults.push(format!("dossier {dossier}, file {}: {what}", f.id));
        } else {
            let content = shelf.read(at).map_err(BackupError::io(&lies))?;
            writer.entry(&name_of(at), f.bytes, content).map_err(BackupError::io(path))?;
            out.count += 1;
            out.bytes += f.bytes;
        }
        told(watch, Progress { step: Step::Files, done, of })?;
    }
    Ok(out)
}

/// Its name in the archive.
pub(super) fn name_of(at: Place) -> String {
    format!("files/{}/{}", at.dossier, at.file)
}

/// What is wrong with a kept content, before it is copied.
pub(super) fn fault(shelf: &Shelf, at: Place, f: &FileRef) -> io::Result<Option<String>> {
    let content = match shelf.read(at) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Some("missing".into())),
        content => content?,
    };
    let (bytes, sha256) = hashed(content)?;
    Ok(if bytes != f.bytes {
        Some(format!("{bytes} bytes, not {}", f.bytes))
    } else if sha256 != f.sha256 {
        Some(format!("SHA-256 {sha256}, not {}", f.sha256))
    } else {
        None
    })
}

/// Length and hash of a content.
pub(super) fn hashed(mut content: impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
    loop {
        let n = content.read(&mut buffer)?;
        if n == 0 {
            return Ok((bytes, hex::encode(hash.finalize())));
        }
        hash.update(&buffer[..n]);
        bytes += n as u64;
    }
}
