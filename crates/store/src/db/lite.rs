//! SQLite: one file, one process, one writer thread, a few read-only connections.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql, ffi};
use tokio::sync::{Semaphore, mpsc};

use crate::db::job::{Answer, Job, Order, Verdict, contained, finish_now};
use crate::db::{BATCH_LIMIT, BoxFuture, DbError, Row, Tx, Value};

/// How long a statement waits for a lock held by a tool from outside, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: usize = 4;
const CACHED_STATEMENTS: usize = 512;
/// The write-ahead log is cut back to this many bytes after a checkpoint.
const WAL_LIMIT: i64 = 64 << 20;
/// The writer's page cache: 16 MiB (a negative figure counts KiB). An act touches a dozen indexes;
/// SQLite's own 2 MiB would read and write their pages again and again.
const WRITER_CACHE_KIB: i64 = -16384;
/// Pages of 4 KiB after which the log is carried over into the file: 16 MiB instead of 4, as
/// each time costs a sync of the whole file.
const CHECKPOINT_PAGES: i64 = 4096;

/// The read-only connections, opened when first needed.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    /// What lets us read, until we close. Each reader inside holds it as well.
    lock: Mutex<Option<Hold>>,
}

/// By what right a file is read.
#[derive(Clone)]
enum Hold {
    /// Its lock is ours.
    #[expect(dead_code, reason = "held, not read: the lock ends with the last holder")]
    Owner(Arc<File>),
    /// It may be another process's, which goes on writing: we see one moment of it at a time.
    Guest,
}

/// Opens or creates the file and starts its writer.
pub(crate) fn open(path: &Path, orders: mpsc::Receiver<Order>) -> Result<Readers, DbError> {
    create(path)?;
    // One file has one lock, whatever links lead to it.
    let path = path.canonicalize().map_err(|error| unavailable(path, &error))?;
    let lock = Arc::new(lock(&path)?);
    let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let readers = Readers {
        path,
        idle: Arc::default(),
        permits: Arc::new(Semaphore::new(READERS)),
        lock: Mutex::new(Some(Hold::Owner(Arc::clone(&lock)))),
    };
    std::thread::Builder::new()
        .name("store-writer".to_owned())
        .spawn(move || write(connection, orders, lock))
        .map_err(|error| DbError::Unavailable(format!("no writer thread: {error}")))?;
    Ok(readers)
}

/// Opens a file that another process may own, for reading alone. There is no writer: what comes to be
/// written is told that the database is closed.
pub(crate) fn open_beside(path: &Path) -> Result<Readers, DbError> {
    let path = path.canonicalize().map_err(|error| unavailable(path, &error))?;
    // Said now and not by the first reader.
    drop(connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?);
    Ok(Readers {
        path,
        idle: Arc::default(),
        permits: Arc::new(Semaphore::new(READERS)),
        lock: Mutex::new(Some(Hold::Guest)),
    })
}

/// Makes an empty file that only its owner may read: it will hold people's data.
fn create(path: &Path) -> Result<(), DbError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| unavailable(path, &error))
}

/// Takes the file's lock for this process. The operating system frees it, even after a crash.
fn lock(path: &Path) -> Result<File, DbError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&name)
        .map_err(|error| unavailable(&name, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let holder = file.read_to_string(&mut holder).ok().and_then(|_| holder.trim().parse().ok());
            return Err(DbError::InUse { path: path.to_owned(), holder });
        }
        Err(TryLockError::Error(error)) => return Err(unavailable(&name, &error)),
    }
    // The number is for people; only the lock itself counts.
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(|error| unavailable(&name, &error))?;
    Ok(file)
}

fn unavailable(path: &Path, error: &std::io::Error) -> DbError {
    DbError::Unavailable(format!("{}: {error}", path.display()))
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, DbError> {
    let read_only = access.contains(OpenFlags::SQLITE_OPEN_READ_ONLY);
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(from)?;
    let settle = || -> rusqlite::Result<()> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        if !read_only {
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            connection.pragma_update(None, "cache_size", WRITER_CACHE_KIB)?;
            connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update_and_check(None, "journal_size_limit", WAL_LIMIT, |_| Ok(()))?;
        // As on PostgreSQL: LIKE tells A from a, and "x" is a name, never a text.
        connection.pragma_update(None, "case_sensitive_like", true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        Ok(())
    };
    settle().map_err(from)?;
    Ok(connection)
}

/// The writer's life: all that is queued, one commit, all the answers, again.
fn write(mut connection: Connection, mut orders: mpsc::Receiver<Order>, lock: Arc<File>) {
    let mut queue = Vec::with_capacity(BATCH_LIMIT);
    let mut closing = None;
    while closing.is_none() && orders.blocking_recv_many(&mut queue, BATCH_LIMIT) > 0 {
        let mut batch = Vec::with_capacity(queue.len());
        for order in queue.drain(..) {
            match order {
                Order::Run(job) => batch.push(job),
                Order::Close(done) => closing = Some(done),
            }
        }
        let fate = run_batch(&mut connection, &mut batch);
        if let Err(error) = &fate {
            tracing::error!(jobs = batch.len(), error = %error, "a batch was not kept");
        }
        for job in batch {
            job.answer(fate.clone());
        }
    }
    // Jobs that are still queued are dropped, which tells their callers that we are closed.
    drop(orders);
    if let Err((_, error)) = connection.close() {
        tracing::warn!(error = %error, "the database file was not closed cleanly");
    }
    drop(lock);
    if let Some(done) = closing {
        let _ = done.send(());
    }
}

fn run_batch(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    if batch.is_empty() {
        return Ok(());
    }
    let done = run_jobs(connection, batch);
    if done.is_err() && !connection.is_autocommit() {
        command(connection, "ROLLBACK")?;
    }
    done
}

fn run_jobs(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    command(connection, "BEGIN IMMEDIATE")?;
    for job in batch {
        command(connection, "SAVEPOINT job")?;
        let mut tx = Tx::lite(connection);
        let verdict = finish_now(job.run(&mut tx)).unwrap_or(Verdict::Undo);
        let failure = tx.failure();
        if connection.is_autocommit() {
            // A full disk or the like: SQLite gave up the whole transaction.
            return Err(failure.unwrap_or_else(|| DbError::Unavailable("the transaction was lost".to_owned())));
        }
        if verdict == Verdict::Undo {
            command(connection, "ROLLBACK TO job")?;
        }
        command(connection, "RELEASE job")?;
    }
    command(connection, "COMMIT")
}

fn command(connection: &Connection, text: &str) -> Result<(), DbError> {
    connection.prepare_cached(text).and_then(|mut statement| statement.raw_execute()).map(drop).map_err(from)
}

impl Readers {
    /// Runs a job in one read transaction on a thread that may block.
    pub(crate) async fn read<F, T, E>(&self, job: F) -> Answer<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| DbError::closed())?;
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(DbError::closed)?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let reading = tokio::task::spawn_blocking(move || {
            let free = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = match free {
                Some(connection) => connection,
                None => connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
            };
            command(&connection, "BEGIN")?;
            let answer = {
                let mut tx = Tx::lite(&mut connection);
                finish_now(contained(|| job(&mut tx)))
            };
            command(&connection, "ROLLBACK")?;
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            // In this order: the connection is back before the next reader may come, and the
            // file is ours until then.
            drop(permit);
            drop(lock);
            answer?
        });
        reading.await.map_err(|error| DbError::Unavailable(format!("a reader stopped: {error}")))?
    }

    /// Lets no new reader in, waits for those inside, and closes the connections.
    pub(crate) async fn close(&self) {
        // An error means that somebody else is closing too.
        if let Ok(all) = self.permits.acquire_many(u32::try_from(READERS).unwrap_or(u32::MAX)).await {
            self.permits.close();
            drop(all);
        }
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        // An error would mean that the runtime is ending, which drops them as well.
        let _ = tokio::task::spawn_blocking(move || {
            drop(idle);
            drop(lock);
        })
        .await;
    }
}

pub(crate) fn execute(connection: &Connection, sql: &str, binds: &[Value]) -> Result<u64, DbError> {
    let mut statement = bound(connection, sql, binds)?;
    if statement.column_count() == 0 {
        let changed = statement.raw_execute().map_err(from)?;
        return Ok(u64::try_from(changed).unwrap_or(u64::MAX));
    }
    // With RETURNING each changed row comes back.
    let mut rows = statement.raw_query();
    let mut changed = 0;
    while rows.next().map_err(from)?.is_some() {
        changed += 1;
    }
    Ok(changed)
}

pub(crate) fn query(connection: &Connection, sql: &str, binds: &[Value]) -> Result<Vec<Row>, DbError> {
    let mut statement = bound(connection, sql, binds)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(from)? {
        let cells = (0..columns)
            .map(|column| cell(column, row.get_ref(column).map_err(from)?))
            .collect::<Result<_, DbError>>()?;
        found.push(Row::new(cells));
    }
    Ok(found)
}

pub(crate) fn prepare(connection: &Connection, text: &str) -> Result<(), DbError> {
    connection.prepare(text).map(drop).map_err(from)
}

pub(crate) fn has_table(connection: &Connection, name: &str) -> Result<bool, DbError> {
    let found = query(
        connection,
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
        &[Value::Text(name.to_owned())],
    )?;
    Ok(!found.is_empty())
}

pub(crate) fn migrate(connection: &Connection, statement: &str) -> Result<(), DbError> {
    connection.execute_batch(statement).map_err(from)
}

fn bound<'c>(connection: &'c Connection, sql: &str, binds: &[Value]) -> Result<CachedStatement<'c>, DbError> {
    let mut statement = connection.prepare_cached(sql).map_err(from)?;
    let wanted = statement.parameter_count();
    if wanted != binds.len() {
        return Err(DbError::Other(format!("the statement has {wanted} values but {} were given", binds.len())));
    }
    for (index, value) in binds.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(from)?;
    }
    Ok(statement)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null | Self::NullOf(_) => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::Blob(value) => ValueRef::Blob(value),
            Self::Text(value) if value.contains('\0') => {
                return Err(rusqlite::Error::ToSqlConversionFailure("a text must not hold the character NUL".into()));
            }
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

fn cell(column: usize, value: ValueRef<'_>) -> Result<Value, DbError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Blob(value) => Value::Blob(value.to_vec()),
        ValueRef::Text(value) => Value::Text(
            std::str::from_utf8(value)
                .map_err(|_| DbError::Corrupt(format!("column {column} is not UTF-8")))?
                .to_owned(),
        ),
        ValueRef::Real(_) => {
            return Err(DbError::column(column, "a portable type", "a floating point number"));
        }
    })
}

fn from(error: rusqlite::Error) -> DbError {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return DbError::Other(error.to_string());
    };
    let text = message.clone().unwrap_or_else(|| failure.to_string());
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
            DbError::UniqueViolation { constraint: constraint_name(&text) }
        }
        (ErrorCode::ConstraintViolation, _) => DbError::BrokenConstraint(text),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => DbError::Busy,
        (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => DbError::Corrupt(text),
        (
            ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::DiskFull
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory,
            _,
        ) => DbError::Unavailable(text),
        _ => DbError::Other(text),
    }
}

/// `UNIQUE constraint failed: event.stream, event.version`, or `… failed: index 'name'`.
fn constraint_name(message: &str) -> String {
    let name = message.split_once(": ").map_or(message, |(_, name)| name);
    name.strip_prefix("index '").and_then(|name| name.strip_suffix('\'')).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(connection: &Connection, pragma: &str) -> i64 {
        connection.pragma_query_value(None, pragma, |row| row.get(0)).expect("the pragma is known")
    }

    #[test]
    fn a_commit_is_on_the_disk_and_keys_are_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.db");
        create(&path).expect("created");
        let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opened");
        assert_eq!(number(&connection, "synchronous"), 2, "FULL");
        assert_eq!(number(&connection, "foreign_keys"), 1);
        let mode: String =
            connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("the pragma is known");
        assert_eq!(mode, "wal");
    }
}
