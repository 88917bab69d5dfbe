//! The seam between our SQL and two databases: SQLite in the process, or PostgreSQL.
//!
//! One text of SQL and one text of code serve both. A job is a function that gets a [`Tx`]:
//!
//! ```
//! # use store::{binds, sql, db::{Db, DbError}};
//! # async fn example(db: Db) -> Result<(), DbError> {
//! let name = "Phòng Một cửa".to_owned();
//! let rows = db
//!     .write(move |tx| {
//!         Box::pin(async move {
//!             tx.execute(sql!("INSERT INTO unit (id, name) VALUES (?1, ?2)"), &binds![7, name])
//!                 .await?;
//!             let row = tx.query_one(sql!("SELECT COUNT(*) FROM unit"), &binds![]).await?;
//!             row.int(0)
//!         })
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! What a job must know:
//!
//! - It waits for nothing but its `Tx`. (On SQLite such a job fails; on PostgreSQL it would keep
//!   everybody waiting.)
//! - After a statement has failed the job fails too, even if it goes on: PostgreSQL keeps nothing
//!   of such a transaction. Where a row may be there already, say `ON CONFLICT`.
//! - Its changes are undone when it returns an error or panics; the other jobs of its batch are
//!   not touched. Its answer comes after the commit.
//! - It is run to its end even if the caller stops waiting.
//! - SQL that means the same on both: portable types only (BIGINT, TEXT, BOOLEAN, BLOB), no
//!   deferred constraints, `CAST(SUM(x) AS BIGINT)`, no `SELECT *` over tables that change.

mod error;
mod job;
mod lite;
mod postgres;
mod sql;
mod tx;
mod value;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

pub use error::DbError;
pub use job::BoxFuture;
pub use sql::Sql;
pub(crate) use sql::{Part, parts, statements};
pub use tx::Tx;
pub use value::{Bind, Kind, Row, Value};

use job::{Order, Work};

/// The most jobs that share one commit.
const BATCH_LIMIT: usize = 256;
/// How many jobs may wait for the writer before callers wait for a place in the queue.
const QUEUE: usize = 4096;

/// A database. Clones share it.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    orders: mpsc::Sender<Order>,
    readers: Readers,
}

enum Readers {
    Lite(lite::Readers),
    Pg(postgres::Readers),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.is_sqlite() { "Db(SQLite)" } else { "Db(PostgreSQL)" })
    }
}

/// Whether this is the address of a PostgreSQL database, and not the path of a file.
pub fn is_url(url_or_path: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url_or_path.starts_with(scheme))
}

impl Db {
    /// Opens `postgres://…` or `postgresql://…`; anything else is the path of a SQLite file.
    pub async fn open(url_or_path: &str) -> Result<Self, DbError> {
        if is_url(url_or_path) {
            Self::open_postgres(url_or_path).await
        } else {
            Self::open_sqlite(Path::new(url_or_path)).await
        }
    }

    /// Opens a SQLite file, creating it if need be. This process owns it until [`close`](Self::close)
    /// or until the last clone is gone; a second opener gets [`DbError::InUse`].
    pub async fn open_sqlite(path: &Path) -> Result<Self, DbError> {
        let path: PathBuf = path.to_owned();
        let (orders, received) = mpsc::channel(QUEUE);
        let readers = tokio::task::spawn_blocking(move || lite::open(&path, received))
            .await
            .map_err(|error| DbError::Unavailable(error.to_string()))??;
        Ok(Self::new(orders, Readers::Lite(readers)))
    }

    /// Opens a database to read alone, beside a process that may be writing to it: a backup. A SQLite
    /// file that is not there is not made.
    pub async fn open_beside(url_or_path: &str) -> Result<Self, DbError> {
        if is_url(url_or_path) {
            return Self::open_postgres(url_or_path).await;
        }
        let path = PathBuf::from(url_or_path);
        let readers = tokio::task::spawn_blocking(move || lite::open_beside(&path))
            .await
            .map_err(|error| DbError::Unavailable(error.to_string()))??;
        let (orders, _) = mpsc::channel(1);
        Ok(Self::new(orders, Readers::Lite(readers)))
    }

    /// Connects to a PostgreSQL database in UTF8.
    pub async fn open_postgres(url: &str) -> Result<Self, DbError> {
        let (orders, received) = mpsc::channel(QUEUE);
        let readers = postgres::open(url, received).await?;
        Ok(Self::new(orders, Readers::Pg(readers)))
    }

    fn new(orders: mpsc::Sender<Order>, readers: Readers) -> Self {
        Self { inner: Arc::new(Inner { orders, readers }) }
    }

    /// Whether it is a SQLite file.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.inner.readers, Readers::Lite(_))
    }

    /// Runs a job that changes something.
    ///
    /// One writer takes all jobs that are queued, runs each in a savepoint of its own, commits
    /// once, and then answers all. Nobody is told "done" before the commit; when the commit fails
    /// every job of the batch gets the error.
    pub async fn write<F, T, E>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (work, answer) = Work::new(job);
        self.inner.orders.send(Order::Run(Box::new(work))).await.map_err(|_| DbError::closed())?;
        answer.await.map_err(|_| DbError::closed())??
    }

    /// Runs a job that only reads, in a transaction that sees one moment of the database: all that
    /// was committed before it began, and nothing after.
    pub async fn read<F, T, E>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.inner.readers {
            Readers::Lite(readers) => readers.read(job).await?,
            Readers::Pg(readers) => readers.read(job).await?,
        }
    }

    /// What the database's own clock shows; `None`: it has none but this machine's.
    pub async fn own_clock(&self) -> Result<Option<jiff::Timestamp>, DbError> {
        match &self.inner.readers {
            Readers::Lite(_) => Ok(None),
            Readers::Pg(readers) => readers.clock().await.and_then(|micros| crate::moment(micros).map(Some)),
        }
    }

    /// Asks the database whether it understands a statement, without running it. For the test that
    /// reads all statements out of the sources.
    pub async fn check_statement(&self, text: &str) -> Result<(), DbError> {
        let text = text.to_owned();
        self.read(move |tx| Box::pin(async move { tx.prepare(&text).await })).await
    }

    /// Finishes what is queued and closes the database for all clones.
    pub async fn close(self) {
        match &self.inner.readers {
            Readers::Lite(readers) => readers.close().await,
            Readers::Pg(readers) => readers.close(),
        }
        let (done, closed) = oneshot::channel();
        if self.inner.orders.send(Order::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}
