//! Fresh databases of both kinds for one test, and their end.

use std::ops::Deref;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use store::db::Db;
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
    #[allow(dead_code, reason = "not every test file closes")]
    pub fn take(&mut self) -> Db {
        self.db.take().expect("the test has not taken it away")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        drop(self.db.take());
        let Some((server, name)) = self.postgres.take() else {
            return;
        };
        // As best it can: a database that is left behind goes with its server.
        let _ = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime starts");
            runtime.block_on(on_server(
                &server,
                &format!("DROP DATABASE {name} WITH (FORCE)"),
            ));
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

pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("test.db");
    TestDb {
        db: Some(Db::open_sqlite(&path).await.expect("the file opens")),
        address: path.to_str().expect("a UTF-8 path").to_owned(),
        postgres: None,
        _folder: Some(folder),
    }
}

pub async fn postgres() -> Option<TestDb> {
    static TOLD: Once = Once::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("MOTCUA_TEST_POSTGRES") else {
        TOLD.call_once(|| println!("PostgreSQL not tested: MOTCUA_TEST_POSTGRES is not set"));
        return None;
    };
    let name = format!(
        "motcua_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    on_server(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
    on_server(&server, &format!("CREATE DATABASE {name} ENCODING 'UTF8'")).await;
    let (start, query) = server.split_once('?').unwrap_or((&server, ""));
    let (host, _) = start.rsplit_once('/').expect("the URL names a database");
    let mut address = format!("{host}/{name}");
    if !query.is_empty() {
        address = format!("{address}?{query}");
    }
    Some(TestDb {
        db: Some(Db::open(&address).await.expect("PostgreSQL opens")),
        address,
        postgres: Some((server, name)),
        _folder: None,
    })
}

/// Runs one command on the server, outside of any database of ours.
pub async fn on_server(server: &str, command: &str) {
    let (client, connection) = tokio_postgres::connect(server, NoTls)
        .await
        .expect("the server answers");
    let carrier = tokio::spawn(connection);
    client
        .batch_execute(command)
        .await
        .expect("the server obeys");
    drop(client);
    let _ = carrier.await;
}
