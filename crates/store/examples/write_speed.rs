//! How many jobs of one SELECT and four upserts the writer commits a second: `write_speed [PATH|URL]`.

use std::time::{Duration, Instant};

use store::db::{Db, DbError};
use store::migrate::Migration;
use store::{binds, sql};

const SCHEMA: Migration = Migration {
    version: 1,
    name: "speed",
    sql: "CREATE TABLE speed (
    kind BIGINT NOT NULL,
    id BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
",
};
const RUN: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir_in(".")?;
    let address = std::env::args().nth(1).unwrap_or_else(|| folder.path().join("speed.db").display().to_string());
    let db = Db::open(&address).await?;
    db.migrate(&[SCHEMA]).await?;
    for callers in [1, 16, 64, 256] {
        let end = Instant::now() + RUN;
        let tasks: Vec<_> = (0..callers).map(|caller| tokio::spawn(call(db.clone(), caller, end))).collect();
        let mut done = 0;
        for task in tasks {
            done += task.await??;
        }
        println!("{callers:>4} callers at once: {:>6} jobs/s", done / RUN.as_secs());
    }
    db.close().await;
    Ok(())
}

async fn call(db: Db, caller: i64, end: Instant) -> Result<u64, DbError> {
    let mut done = 0;
    while Instant::now() < end {
        let id = caller * 1_000_000 + i64::try_from(done % 1000).unwrap_or(0);
        db.write(move |tx| {
            Box::pin(async move {
                let read = sql!("SELECT body FROM speed WHERE kind = ?1 AND id = ?2");
                let version = tx
                    .query_opt(read, &binds![0, id])
                    .await?
                    .map_or(Ok(0), |row| row.text(0).map(|body| version(body) + 1))?;
                // Another body each time: SQLite writes nothing where nothing changes.
                let body = format!("{version} {}", "x".repeat(300));
                for kind in 0..4 {
                    let put = sql!(
                        "INSERT INTO speed (kind, id, body) VALUES (?1, ?2, ?3)
                         ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body"
                    );
                    tx.execute(put, &binds![kind, id, &body]).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .await?;
        done += 1;
    }
    Ok(done)
}

fn version(body: &str) -> u64 {
    body.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
