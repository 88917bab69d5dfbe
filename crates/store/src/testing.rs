//! Fresh databases of both kinds for one test, and their end. Behind the feature `testing`.

use std::ops::Deref;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::db::{Db, DbError, Tx};
use crate::{binds, sql};
use domain::id::DossierId;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// A database that lives as long as this value.
pub struct TestDb {
    db: Option<Db>,
    /// Where to open it once more: a path or a URL.
    pub address: String,
    postgres: Option<(String, String)>,
    _folder: Option<TempDir>,
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("the test has not taken it away")
    }
}

impl TestDb {
    /// Takes the `Db` out, for a test that closes it itself.
    pub fn take(&mut self) -> Db {
        self.db.take().expect("the test has not taken it away")
    }
}

impl TestDb {
    /// Closes a PostgreSQL database and keeps it under another name, unless there is one already.
    pub async fn keep_as(mut self, name: &str) {
        self.take().close().await;
        let Some((server, old)) = self.postgres.take() else { return };
        let rename = format!("ALTER DATABASE {old} RENAME TO {name}");
        let mut tries = 0;
        while try_on_server(&server, &rename).await.is_err() {
            tries += 1;
            if exists(&server, name).await || tries == 100 {
                on_server(&server, &format!("DROP DATABASE {old} WITH (FORCE)")).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Whether the server has a database of this name.
pub async fn exists(server: &str, name: &str) -> bool {
    // A row in its own catalogue: nobody connects to the database asked about.
    let ask = format!("DO $$ BEGIN ASSERT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{name}'); END $$");
    try_on_server(server, &ask).await.is_ok()
}

/// Lays the schema of this house.
pub async fn lay_schema(db: &Db) {
    db.migrate(crate::MIGRATIONS).await.expect("the schema is laid");
    db.write(|tx| Box::pin(async move { crate::event::ensure_head(tx).await })).await.expect("the log has a head");
}

impl Drop for TestDb {
    fn drop(&mut self) {
        drop(self.db.take());
        let Some((server, name)) = self.postgres.take() else {
            return;
        };
        // As best it can: a database that is left behind goes with its server.
        let _ = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)")));
        })
        .join();
    }
}

/// SQLite always; PostgreSQL when `MOTCUA_TEST_POSTGRES` holds the URL of a server on which a
/// database may be created (`scripts/postgres start` prints one).
pub async fn databases() -> Vec<(&'static str, TestDb)> {
    let mut found = vec![("SQLite", sqlite().await)];
    found.extend(postgres().await.map(|db| ("PostgreSQL", db)));
    found
}

/// An empty SQLite file in a folder of its own.
pub async fn sqlite() -> TestDb {
    sqlite_from(None).await
}

/// A SQLite file with this content, as another one of ours was closed.
pub async fn sqlite_from(content: Option<&[u8]>) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("test.db");
    if let Some(content) = content {
        std::fs::write(&path, content).expect("the file is written");
    }
    TestDb {
        db: Some(Db::open_sqlite(&path).await.expect("the file opens")),
        address: path.to_str().expect("a UTF-8 path").to_owned(),
        postgres: None,
        _folder: Some(folder),
    }
}

/// The URL of the server on which databases may be created, if there is one.
#[expect(clippy::disallowed_methods, reason = "the harness of tests is told by the environment where a server is")]
pub fn postgres_server() -> Option<String> {
    static TOLD: Once = Once::new();
    let server = std::env::var("MOTCUA_TEST_POSTGRES").ok();
    if server.is_none() {
        TOLD.call_once(|| println!("PostgreSQL not tested: MOTCUA_TEST_POSTGRES is not set"));
    }
    server
}

/// An empty PostgreSQL database, if there is a server.
pub async fn postgres() -> Option<TestDb> {
    postgres_from("template0").await
}

/// A copy of a PostgreSQL database that nobody is connected to, if there is a server.
pub async fn postgres_from(template: &str) -> Option<TestDb> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = postgres_server()?;
    let name = format!("motcua_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    on_server(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
    let create = format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}");
    let mut tries = 0;
    // A server process whose client has gone lives a moment longer, and keeps its database in use.
    while let Err(error) = try_on_server(&server, &create).await {
        tries += 1;
        assert!(tries < 100, "the template cannot be copied: {error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let address = on_database(&server, &name);
    Some(TestDb {
        db: Some(Db::open(&address).await.expect("PostgreSQL opens")),
        address,
        postgres: Some((server, name)),
        _folder: None,
    })
}

/// The URL of another database on the same server.
pub fn on_database(server: &str, name: &str) -> String {
    let (start, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = start.rsplit_once('/').expect("the URL names a database");
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}

/// Runs one command on the server, outside of any database of ours.
pub async fn on_server(server: &str, command: &str) {
    try_on_server(server, command).await.expect("the server obeys");
}

/// Runs one command on the server; says what went wrong.
pub async fn try_on_server(server: &str, command: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await?;
    let carrier = tokio::spawn(connection);
    let done = client.batch_execute(command).await;
    drop(client);
    let _ = carrier.await;
    done
}

/// Rows that are written in one job of [`copies`].
const AT_ONCE: u32 = 5000;

/// Copies a dossier's line of the register, with its applicant's values, so many times: a large
/// register for measuring what reads it. The copies have no events; a rebuild takes them away.
pub async fn copies(db: &Db, dossier: DossierId, count: u32) {
    let mut n = 0;
    while n < count {
        let (from, to) = (n, count.min(n + AT_ONCE));
        db.write(move |tx| Box::pin(async move { copy(tx, dossier, from, to).await }))
            .await
            .expect("copies are written");
        n = to;
    }
}

async fn copy(tx: &mut Tx<'_>, dossier: DossierId, from: u32, to: u32) -> Result<(), DbError> {
    let id = dossier.to_string();
    let line = tx.query_one(sql!("SELECT line FROM dossier WHERE id = ?1"), &binds![id.as_str()]).await?;
    let line = line.text(0)?.to_owned();
    for n in from..to {
        let copy = uuid::Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)).to_string();
        let line = line.replace(&id, &copy);
        tx.execute(
            sql!(
                "INSERT INTO dossier (id, version, code, token, procedure, unit, competent, phase, opened, received, due, promised, line)
                 SELECT ?2, version, NULL, NULL, procedure, unit, competent, phase, opened, received, due, promised, ?3 FROM dossier WHERE id = ?1"
            ),
            &binds![id.as_str(), copy.as_str(), line],
        )
        .await?;
        tx.execute(
            sql!(
                "INSERT INTO register (unit, year, field, no, dossier, n, at, person)
                 SELECT unit, year, field, 1000000 + ?3, ?2, n, at, person FROM register WHERE dossier = ?1"
            ),
            &binds![id.as_str(), copy.as_str(), i64::from(n)],
        )
        .await?;
        tx.execute(
            sql!(
                "INSERT INTO applicant_search (dossier, subject, folded)
                 SELECT ?2, subject, folded FROM applicant_search WHERE dossier = ?1"
            ),
            &binds![id.as_str(), copy.as_str()],
        )
        .await?;
        tx.execute(
            sql!(
                "INSERT INTO personal (subject, slot, value)
                 SELECT subject, ?2 || SUBSTR(slot, 37), CASE WHEN slot LIKE '%/name' THEN value || ' ' || ?3 ELSE value END
                 FROM personal WHERE subject = (SELECT a.subject FROM applicant_search a WHERE a.dossier = ?1) AND slot >= ?1 || '/' AND slot < ?1 || '0'"
            ),
            &binds![id.as_str(), copy.as_str(), n.to_string()],
        )
        .await?;
    }
    Ok(())
}
