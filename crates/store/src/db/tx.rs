//! The one door to SQL: statements inside a transaction, the same for both databases.

use deadpool_postgres::ClientWrapper;
use rusqlite::Connection;

use crate::db::{DbError, Row, Sql, Value, lite, postgres};

/// A transaction as a job sees it. It begins and ends outside of the job.
pub struct Tx<'a> {
    engine: Engine<'a>,
    failure: Option<DbError>,
}

enum Engine<'a> {
    // Not `rusqlite::Transaction`: its futures could not be sent to another thread.
    Lite(&'a mut Connection),
    Pg(&'a ClientWrapper),
}

impl<'a> Tx<'a> {
    pub(crate) fn lite(connection: &'a mut Connection) -> Self {
        Self { engine: Engine::Lite(connection), failure: None }
    }

    pub(crate) fn postgres(client: &'a ClientWrapper) -> Self {
        Self { engine: Engine::Pg(client), failure: None }
    }

    /// The first statement that failed. After it, every other one fails in the same way.
    pub(crate) fn failure(&self) -> Option<DbError> {
        self.failure.clone()
    }

    /// Runs a statement and tells how many rows it changed.
    pub async fn execute(&mut self, sql: Sql, binds: &[Value]) -> Result<u64, DbError> {
        self.check_failure()?;
        let done = match &mut self.engine {
            Engine::Lite(connection) => lite::execute(connection, sql.text(), binds),
            Engine::Pg(client) => postgres::execute(client, sql.for_postgres(), binds).await,
        };
        self.remember(done, sql.text())
    }

    /// Runs a statement and gives all its rows.
    pub async fn query(&mut self, sql: Sql, binds: &[Value]) -> Result<Vec<Row>, DbError> {
        self.check_failure()?;
        let done = match &mut self.engine {
            Engine::Lite(connection) => lite::query(connection, sql.text(), binds),
            Engine::Pg(client) => postgres::query(client, sql.for_postgres(), binds).await,
        };
        self.remember(done, sql.text())
    }

    /// Runs a statement that gives one row or none.
    pub async fn query_opt(&mut self, sql: Sql, binds: &[Value]) -> Result<Option<Row>, DbError> {
        let mut rows = self.query(sql, binds).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            found => Err(DbError::RowCount { found, sql: sql.text() }),
        }
    }

    /// Runs a statement that gives exactly one row.
    pub async fn query_one(&mut self, sql: Sql, binds: &[Value]) -> Result<Row, DbError> {
        self.query_opt(sql, binds).await?.ok_or(DbError::RowCount { found: 0, sql: sql.text() })
    }

    /// Asks the database to understand a statement without running it.
    pub(crate) async fn prepare(&mut self, text: &str) -> Result<(), DbError> {
        self.check_failure()?;
        let done = match &mut self.engine {
            Engine::Lite(connection) => lite::prepare(connection, text),
            Engine::Pg(client) => postgres::prepare(client, text).await,
        };
        self.remember(done, text)
    }

    /// Whether the database has a table of this name.
    pub(crate) async fn has_table(&mut self, name: &str) -> Result<bool, DbError> {
        self.check_failure()?;
        let found = match &mut self.engine {
            Engine::Lite(connection) => lite::has_table(connection, name),
            Engine::Pg(client) => postgres::has_table(client, name).await,
        };
        self.remember(found, "whether there is a table")
    }

    /// Runs one statement of a migration, written in the types of the database.
    pub(crate) async fn migrate(&mut self, statement: &str) -> Result<(), DbError> {
        self.check_failure()?;
        let done = match &mut self.engine {
            Engine::Lite(connection) => lite::migrate(connection, statement),
            Engine::Pg(client) => postgres::migrate(client, statement).await,
        };
        self.remember(done, statement)
    }

    fn check_failure(&self) -> Result<(), DbError> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn remember<T>(&mut self, done: Result<T, DbError>, text: &str) -> Result<T, DbError> {
        done.map_err(|error| {
            let error = error.within(text);
            self.failure = Some(error.clone());
            error
        })
    }
}
