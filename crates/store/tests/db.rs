//! The seam keeps its promises, and keeps the same ones on both databases.

use std::time::Duration;

use store::db::{Bind, Db, DbError, Kind, Value};
use store::migrate::Migration;
use store::testing::{self as support, TestDb, databases};
use store::{binds, sql};

const SCHEMA: Migration = Migration {
    version: 1,
    name: "papers",
    sql: "-- Papers; for the tests;
CREATE TABLE paper (
    id BIGINT NOT NULL,   -- a number; any
    name TEXT,
    content BLOB,
    urgent BOOLEAN NOT NULL DEFAULT FALSE,
    pages BIGINT NOT NULL DEFAULT 1 CHECK (pages > 0),
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX paper_by_name ON paper (name, urgent);
CREATE UNIQUE INDEX paper_by_double ON paper ((pages * 2)) WHERE pages > 1000;
CREATE TABLE stamp (
    paper BIGINT NOT NULL REFERENCES paper (id)
);
",
};

async fn prepared() -> Vec<(&'static str, TestDb)> {
    let found = databases().await;
    for (_, db) in &found {
        db.migrate(&[SCHEMA]).await.expect("the schema is laid");
    }
    found
}

async fn insert(db: &Db, id: i64, name: Option<&str>) -> Result<u64, DbError> {
    let name = name.map(str::to_owned);
    db.write(move |tx| {
        Box::pin(
            async move { tx.execute(sql!("INSERT INTO paper (id, name) VALUES (?1, ?2)"), &binds![id, name]).await },
        )
    })
    .await
}

async fn ids(db: &Db) -> Vec<i64> {
    db.read(|tx| {
        Box::pin(async move {
            let rows = tx.query(sql!("SELECT id FROM paper ORDER BY id"), &binds![]).await?;
            rows.iter().map(|row| row.int(0)).collect()
        })
    })
    .await
    .expect("the papers are read")
}

#[derive(Debug, PartialEq)]
enum Refused {
    Rule(String),
    Db(DbError),
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

#[tokio::test]
async fn a_failing_job_does_not_undo_its_neighbours() {
    for (name, db) in prepared().await {
        let jobs: Vec<_> = (0..30_i64)
            .map(|id| {
                let db = Db::clone(&db);
                tokio::spawn(async move {
                    let fruit = format!("paper {id}");
                    let done: Result<i64, Refused> = db
                        .write(move |tx| {
                            Box::pin(async move {
                                tx.execute(sql!("INSERT INTO paper (id, name) VALUES (?1, ?2)"), &binds![id, &fruit])
                                    .await?;
                                match id % 3 {
                                    0 => Ok(id),
                                    1 => Err(Refused::Rule(fruit)),
                                    _ => panic!("{fruit} is torn"),
                                }
                            })
                        })
                        .await;
                    (id, done)
                })
            })
            .collect();
        for job in jobs {
            let (id, done) = job.await.expect("the caller lives");
            let expected = match id % 3 {
                0 => Ok(id),
                1 => Err(Refused::Rule(format!("paper {id}"))),
                _ => Err(Refused::Db(DbError::Panicked(format!("paper {id} is torn")))),
            };
            assert_eq!(done, expected, "{name}");
        }
        let kept: Vec<i64> = (0..30).filter(|id| id % 3 == 0).collect();
        assert_eq!(ids(&db).await, kept, "{name}");
    }
}

#[tokio::test]
async fn a_job_that_panics_before_its_first_step_is_told_too() {
    for (name, db) in prepared().await {
        let done: Result<(), DbError> = db.write(|_| panic!("at once")).await;
        assert_eq!(done, Err(DbError::Panicked("at once".into())), "{name}");
        let done: Result<(), DbError> = db.read(|_| panic!("at once")).await;
        assert_eq!(done, Err(DbError::Panicked("at once".into())), "{name}");
        insert(&db, 1, None).await.expect("the writer lives on");
        assert_eq!(ids(&db).await, [1], "{name}");
    }
}

#[tokio::test]
async fn an_answer_comes_after_the_commit() {
    for (name, db) in prepared().await {
        for id in 0..50 {
            insert(&db, id, None).await.expect("inserted");
            // Another connection sees only what was committed.
            assert!(ids(&db).await.contains(&id), "{name}");
        }
    }
}

#[tokio::test]
async fn two_hundred_writes_at_once_are_all_kept() {
    for (name, db) in prepared().await {
        insert(&db, 0, None).await.expect("inserted");
        let jobs: Vec<_> = (0..200)
            .map(|_| {
                let db = Db::clone(&db);
                tokio::spawn(async move {
                    db.write(|tx| {
                        Box::pin(async move {
                            let pages =
                                tx.query_one(sql!("SELECT pages FROM paper WHERE id = 0"), &binds![]).await?.int(0)?;
                            tx.execute(sql!("UPDATE paper SET pages = ?1 WHERE id = 0"), &binds![pages + 1]).await
                        })
                    })
                    .await
                })
            })
            .collect();
        for job in jobs {
            let changed: Result<u64, DbError> = job.await.expect("the caller lives");
            assert_eq!(changed, Ok(1), "{name}");
        }
        let pages: Result<i64, DbError> = db
            .read(|tx| Box::pin(async move { tx.query_one(sql!("SELECT pages FROM paper"), &binds![]).await?.int(0) }))
            .await;
        assert_eq!(pages, Ok(201), "{name}: no update was lost");
    }
}

#[tokio::test]
async fn all_steps_of_a_refused_job_are_undone() {
    for (name, db) in prepared().await {
        insert(&db, 1, Some("kept")).await.expect("inserted");
        let done: Result<(), Refused> = db
            .write(|tx| {
                Box::pin(async move {
                    tx.execute(sql!("UPDATE paper SET name = 'changed'"), &binds![]).await?;
                    tx.execute(sql!("INSERT INTO paper (id) VALUES (2)"), &binds![]).await?;
                    Err(Refused::Rule("no".into()))
                })
            })
            .await;
        assert_eq!(done, Err(Refused::Rule("no".into())), "{name}");
        let names: Result<Vec<String>, DbError> = db
            .read(|tx| {
                Box::pin(async move {
                    let rows = tx.query(sql!("SELECT name FROM paper"), &binds![]).await?;
                    rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
                })
            })
            .await;
        assert_eq!(names, Ok(vec!["kept".to_owned()]), "{name}");
    }
}

#[tokio::test]
async fn a_job_cannot_go_on_after_a_failed_statement() {
    for (name, db) in prepared().await {
        insert(&db, 1, None).await.expect("inserted");
        let done: Result<(), DbError> = db
            .write(|tx| {
                Box::pin(async move {
                    tx.execute(sql!("INSERT INTO paper (id) VALUES (2)"), &binds![]).await?;
                    let again = tx.execute(sql!("INSERT INTO paper (id) VALUES (1)"), &binds![]).await;
                    assert!(again.is_err());
                    let later = tx.execute(sql!("INSERT INTO paper (id) VALUES (3)"), &binds![]).await;
                    assert_eq!(later, again);
                    Ok(())
                })
            })
            .await;
        let constraint = "paper.id".to_owned();
        assert_eq!(done, Err(DbError::UniqueViolation { constraint }), "{name}");
        assert_eq!(ids(&db).await, [1], "{name}");
    }
}

#[tokio::test]
async fn a_broken_rule_of_the_schema_is_told_with_its_name() {
    for (name, db) in prepared().await {
        insert(&db, 1, Some("a")).await.expect("inserted");
        let unique = |constraint: &str| Err(DbError::UniqueViolation { constraint: constraint.to_owned() });
        assert_eq!(insert(&db, 1, None).await, unique("paper.id"), "{name}");
        assert_eq!(insert(&db, 2, Some("a")).await, unique("paper.name, paper.urgent"), "{name}");
        let twice: Result<u64, DbError> = db
            .write(|tx| {
                Box::pin(async move {
                    let double = sql!("INSERT INTO paper (id, pages) VALUES (7, 2000), (8, 2000)");
                    tx.execute(double, &binds![]).await
                })
            })
            .await;
        assert_eq!(twice, unique("paper_by_double"), "{name}");
        for statement in [
            sql!("INSERT INTO paper (id, pages) VALUES (3, 0)"),
            sql!("INSERT INTO paper (id, urgent) VALUES (3, NULL)"),
            sql!("INSERT INTO stamp (paper) VALUES (99)"),
        ] {
            let done: Result<u64, DbError> =
                db.write(move |tx| Box::pin(async move { tx.execute(statement, &binds![]).await })).await;
            assert!(matches!(done, Err(DbError::BrokenConstraint(_))), "{name}: {done:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_sees_one_moment_and_only_what_is_committed() {
    for (name, db) in prepared().await {
        insert(&db, 1, None).await.expect("inserted");
        let writer = Db::clone(&db);
        let runtime = tokio::runtime::Handle::current();
        let counts: Result<(i64, i64), DbError> = db
            .read(move |tx| {
                Box::pin(async move {
                    let count = sql!("SELECT COUNT(*) FROM paper");
                    let before = tx.query_one(count, &binds![]).await?.int(0)?;
                    // Someone else's commit, while this reader is inside.
                    std::thread::spawn(move || runtime.block_on(insert(&writer, 2, None)))
                        .join()
                        .expect("the other lives")?;
                    let after = tx.query_one(count, &binds![]).await?.int(0)?;
                    Ok((before, after))
                })
            })
            .await;
        assert_eq!(counts, Ok((1, 1)), "{name}");
        assert_eq!(ids(&db).await, [1, 2], "{name}");

        let (inside, told) = std::sync::mpsc::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let writer = Db::clone(&db);
        let writing = tokio::spawn(async move {
            writer
                .write(move |tx| {
                    Box::pin(async move {
                        let done = tx.execute(sql!("INSERT INTO paper (id) VALUES (3)"), &binds![]).await?;
                        inside.send(()).expect("the test waits");
                        wait.recv().expect("the test lets go");
                        Ok::<_, DbError>(done)
                    })
                })
                .await
        });
        tokio::task::spawn_blocking(move || told.recv()).await.expect("joined").expect("the job is inside");
        assert_eq!(ids(&db).await, [1, 2], "{name}: not yet committed");
        go.send(()).expect("the job waits");
        assert_eq!(writing.await.expect("joined"), Ok(1), "{name}");
        assert_eq!(ids(&db).await, [1, 2, 3], "{name}");
    }
}

#[tokio::test]
async fn a_reader_cannot_write() {
    for (name, db) in prepared().await {
        let done: Result<u64, DbError> = db
            .read(|tx| Box::pin(async move { tx.execute(sql!("INSERT INTO paper (id) VALUES (1)"), &binds![]).await }))
            .await;
        assert!(matches!(done, Err(DbError::Other(_))), "{name}: {done:?}");
        assert!(ids(&db).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_job_on_sqlite_that_waits_for_something_else_fails() {
    let db = support::sqlite().await;
    let done: Result<(), DbError> = db
        .write(|_| {
            Box::pin(async {
                std::future::pending::<()>().await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(done, Err(DbError::Other(_))), "{done:?}");
}

#[tokio::test]
async fn the_second_opener_of_a_file_is_refused() {
    let mut db = support::sqlite().await;
    let path = std::path::PathBuf::from(&db.address);
    match Db::open_sqlite(&path).await {
        Err(error @ DbError::InUse { .. }) => {
            let text = error.to_string();
            assert!(text.contains(&format!("in use by process {}", std::process::id())), "{text}");
        }
        other => panic!("{other:?}"),
    }
    #[cfg(unix)]
    {
        let link = path.with_file_name("link.db");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        assert!(matches!(Db::open_sqlite(&link).await, Err(DbError::InUse { .. })));
    }
    db.take().close().await;
    Db::open_sqlite(&path).await.expect("free after closing");
}

#[tokio::test]
async fn closing_finishes_what_is_queued_and_refuses_the_rest() {
    for (name, mut db) in prepared().await {
        let clone = Db::clone(&db);
        let queued: Vec<_> = (0..20)
            .map(|id| {
                let db = Db::clone(&db);
                tokio::spawn(async move { insert(&db, id, None).await })
            })
            .collect();
        // The spawned callers have put their jobs into the queue.
        tokio::task::yield_now().await;
        db.take().close().await;
        for job in queued {
            assert_eq!(job.await.expect("joined"), Ok(1), "{name}");
        }
        let late = insert(&clone, 99, None).await;
        assert!(matches!(late, Err(DbError::Unavailable(_))), "{name}");
        let late: Result<(), DbError> = clone.read(|_| Box::pin(async { Ok(()) })).await;
        assert!(matches!(late, Err(DbError::Unavailable(_))), "{name}");
        let again = Db::open(&db.address).await.expect("opens again");
        assert_eq!(ids(&again).await.len(), 20, "{name}");
        again.close().await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.db");
    std::fs::write(&path, "Kính gửi: ".repeat(1000)).expect("written");
    let opened = Db::open_sqlite(&path).await;
    assert!(matches!(opened, Err(DbError::Corrupt(_))), "{opened:?}");
    let opened = Db::open("/no/such/folder/x.db").await;
    assert!(matches!(opened, Err(DbError::Unavailable(_))), "{opened:?}");
    let opened = Db::open("postgres://nobody@127.0.0.1:1/none").await;
    assert!(matches!(opened, Err(DbError::Unavailable(_))), "{opened:?}");
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    for (name, db) in prepared().await {
        let bytes: Vec<u8> = (0..=255).collect();
        let expected = bytes.clone();
        let done: Result<(), DbError> = db
            .write(move |tx| {
                Box::pin(async move {
                    let put = sql!("INSERT INTO paper (id, name, content, urgent) VALUES (?1, ?2, ?3, ?4)");
                    tx.execute(put, &binds![i64::MAX, "Đơn 'đề nghị' ?1 $1", &bytes, true]).await?;
                    tx.execute(put, &binds![i64::MIN, None::<String>, None::<Vec<u8>>, false]).await?;
                    tx.execute(put, &[Value::Int(0), Value::Null, Value::Null, true.into()]).await?;
                    Ok(())
                })
            })
            .await;
        assert_eq!(done, Ok(()), "{name}");
        let done: Result<(), DbError> = db
            .read(move |tx| {
                Box::pin(async move {
                    let rows =
                        tx.query(sql!("SELECT id, name, content, urgent FROM paper ORDER BY id"), &binds![]).await?;
                    assert_eq!(rows.len(), 3);
                    let [small, nought, great] = &rows[..] else { panic!("three rows") };
                    assert_eq!(small.int(0)?, i64::MIN);
                    assert_eq!(small.opt_text(1)?, None);
                    assert_eq!(small.opt_blob(2)?, None);
                    assert!(!small.bool(3)?);
                    assert_eq!(nought.opt_bool(3)?, Some(true));
                    assert_eq!(great.opt_int(0)?, Some(i64::MAX));
                    assert_eq!(great.text(1)?, "Đơn 'đề nghị' ?1 $1");
                    assert_eq!(great.blob(2)?, expected);
                    assert_eq!(small.text(1), Err(DbError::Column { column: 1, expected: "a text", found: "null" }));
                    assert_eq!(
                        great.int(1),
                        Err(DbError::Column { column: 1, expected: "an integer", found: "a text" })
                    );
                    assert!(great.int(4).is_err());
                    Ok(())
                })
            })
            .await;
        assert_eq!(done, Ok(()), "{name}");
    }
}

struct PaperId(i64);

impl From<PaperId> for Value {
    fn from(id: PaperId) -> Self {
        Self::Int(id.0)
    }
}

impl Bind for PaperId {
    const KIND: Kind = Kind::Int;
}

#[tokio::test]
async fn binds_may_be_used_again_and_in_any_order() {
    for (name, db) in prepared().await {
        for id in 1..=3 {
            insert(&db, id, Some("x").filter(|_| id == 2)).await.expect("inserted");
        }
        let done: Result<(), DbError> = db
            .read(|tx| {
                Box::pin(async move {
                    let row = tx
                        .query_one(
                            sql!("SELECT ?2, ?1, ?2 || ?2, ?1 + 1, '?1', CAST(?3 AS BIGINT)"),
                            &binds![i64::from(i32::MAX), "b", Some(PaperId(5))],
                        )
                        .await?;
                    assert_eq!(row.text(0)?, "b");
                    assert_eq!(row.int(1)?, i64::from(i32::MAX));
                    assert_eq!(row.text(2)?, "bb");
                    assert_eq!(row.int(3)?, i64::from(i32::MAX) + 1);
                    assert_eq!(row.text(4)?, "?1");
                    assert_eq!(row.int(5)?, 5);
                    // A filter that may be left out, with and without its value.
                    let filter = sql!("SELECT id FROM paper WHERE (?1 IS NULL OR name = ?1)");
                    assert_eq!(tx.query(filter, &binds![None::<&str>]).await?.len(), 3);
                    assert_eq!(tx.query(filter, &binds![Some("x")]).await?.len(), 1);
                    Ok(())
                })
            })
            .await;
        assert_eq!(done, Ok(()), "{name}");
        let short: Result<_, DbError> =
            db.read(|tx| Box::pin(async move { tx.query(sql!("SELECT ?1, ?2"), &binds!["one"]).await })).await;
        assert!(matches!(&short, Err(DbError::Other(text)) if text.contains("2 values but 1")), "{name}: {short:?}");
        let nul: Result<_, DbError> =
            db.read(|tx| Box::pin(async move { tx.query(sql!("SELECT ?1"), &binds!["a\0b"]).await })).await;
        assert!(matches!(&nul, Err(DbError::Other(_))), "{name}: {nul:?}");
    }
}

#[tokio::test]
async fn the_same_sql_does_the_same_on_both() {
    for (name, db) in prepared().await {
        let done: Result<(), DbError> = db
            .write(|tx| {
                Box::pin(async move {
                    let upsert = sql!(
                        "INSERT INTO paper (id, name, pages) VALUES (?1, ?2, ?3)
                         ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                             pages = paper.pages + excluded.pages
                         RETURNING name, pages"
                    );
                    tx.execute(upsert, &binds![1, "đơn", 2]).await?;
                    let row = tx.query_one(upsert, &binds![1, "Đơn", 3]).await?;
                    assert_eq!((row.text(0)?, row.int(1)?), ("Đơn", 5));
                    assert_eq!(tx.execute(upsert, &binds![2, "Zalo", 1]).await?, 1);
                    tx.execute(upsert, &binds![3, "an", 1]).await?;
                    tx.execute(upsert, &binds![4, None::<&str>, 7]).await?;

                    let names = sql!("SELECT name FROM paper ORDER BY name NULLS LAST");
                    let rows = tx.query(names, &binds![]).await?;
                    let names: Vec<_> = rows.iter().filter_map(|row| row.text(0).ok()).collect();
                    assert_eq!(names, ["Zalo", "an", "Đơn"], "ordered by bytes");

                    let page = sql!(
                        "SELECT id FROM paper WHERE (pages, id) > (?1, ?2)
                         ORDER BY pages, id LIMIT ?3 OFFSET ?4"
                    );
                    let rows = tx.query(page, &binds![1, 2, 2, 0]).await?;
                    let found: Vec<_> = rows.iter().map(|row| row.int(0)).collect();
                    assert_eq!(found, [Ok(3), Ok(1)]);

                    let count = sql!(
                        "WITH long AS (SELECT * FROM paper WHERE pages > 1)
                         SELECT COUNT(*), COUNT(*) FILTER (WHERE pages > 1),
                             CAST(SUM(pages) AS BIGINT), string_agg(name, ',' ORDER BY name),
                             (SELECT COUNT(*) FROM long), COALESCE(MAX(name), ?1)
                         FROM paper"
                    );
                    let row = tx.query_one(count, &binds!["none"]).await?;
                    assert_eq!(row.int(0)?, 4);
                    assert_eq!(row.int(1)?, 2);
                    assert_eq!(row.int(2)?, 14);
                    assert_eq!(row.text(3)?, "Zalo,an,Đơn");
                    assert_eq!(row.int(4)?, 2);
                    assert_eq!(row.text(5)?, "Đơn");

                    let like = sql!("SELECT COUNT(*) FROM paper WHERE name LIKE ?1");
                    assert_eq!(tx.query_one(like, &binds!["z%"]).await?.int(0)?, 0);
                    assert_eq!(tx.query_one(like, &binds!["Z%"]).await?.int(0)?, 1);

                    let same = sql!("SELECT id FROM paper WHERE name IS NOT DISTINCT FROM ?1");
                    assert_eq!(tx.query_one(same, &binds![None::<&str>]).await?.int(0)?, 4);

                    let flags = sql!(
                        "UPDATE paper SET urgent = ?1 WHERE urgent = FALSE AND id < ?2
                         RETURNING urgent"
                    );
                    assert_eq!(tx.execute(flags, &binds![true, 3]).await?, 2);
                    let urgent = sql!("SELECT id FROM paper WHERE urgent ORDER BY id LIMIT 1");
                    assert_eq!(tx.query_opt(urgent, &binds![]).await?.map(|row| row.int(0)), Some(Ok(1)));
                    assert!(tx.query_one(sql!("SELECT id FROM paper"), &binds![]).await.is_err());
                    assert!(tx.query_opt(sql!("SELECT 1 WHERE 1 = 2"), &binds![]).await?.is_none());

                    let ranked = sql!(
                        "SELECT id, ROW_NUMBER() OVER (PARTITION BY urgent ORDER BY id DESC)
                         FROM paper ORDER BY id"
                    );
                    assert_eq!(tx.query(ranked, &binds![]).await?[0].int(1)?, 2);
                    Ok(())
                })
            })
            .await;
        assert_eq!(done, Ok(()), "{name}");
        assert_eq!(db.check_statement("SELECT name FROM paper WHERE id = ?1").await, Ok(()), "{name}");
        assert!(db.check_statement("SELECT nothing FROM paper").await.is_err(), "{name}");
        assert!(db.check_statement("SELECT id FROM paper WHERE name = \"x\"").await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn migrations_run_once_and_may_not_change() {
    for (name, db) in prepared().await {
        let second = Migration {
            version: 2,
            name: "shelf",
            sql: "CREATE TABLE shelf (id BIGINT NOT NULL PRIMARY KEY);\nINSERT INTO shelf (id) VALUES (1);\n",
        };
        db.migrate(&[SCHEMA, second]).await.expect("the second runs");
        db.migrate(&[SCHEMA, second]).await.expect("nothing is left");

        let refused = |done: Result<(), DbError>, part: &str| match done {
            Err(DbError::Migration(text)) => assert!(text.contains(part), "{name}: {text}"),
            other => panic!("{name}: {other:?}"),
        };
        let changed = Migration { sql: "CREATE TABLE other (id BIGINT);\n", ..SCHEMA };
        refused(db.migrate(&[changed, second]).await, "is not the one that ran");
        refused(db.migrate(&[SCHEMA]).await, "written by a newer one");
        let between = Migration { version: 2, ..SCHEMA };
        let late = Migration { version: 3, ..second };
        refused(db.migrate(&[SCHEMA, late, between]).await, "must be greater");
        let missed = Migration { version: 1, ..second };
        refused(db.migrate(&[missed, late]).await, "is not the one that ran");
        let broken = Migration {
            version: 3,
            name: "broken",
            sql: "CREATE TABLE half (id BIGINT);\nCREATE TABLE shelf (id BIGINT);\n",
        };
        refused(db.migrate(&[SCHEMA, second, broken]).await, "version 3 (broken)");
        assert!(db.check_statement("SELECT id FROM half").await.is_err(), "{name}: all or nothing");
        let windows = SCHEMA.sql.replace('\n', "\r\n");
        let windows = Migration { sql: windows.leak(), ..SCHEMA };
        assert_eq!(db.migrate(&[windows, second]).await, Ok(()), "{name}");
    }
}

#[tokio::test]
async fn a_lost_connection_is_opened_again() {
    let Some(db) = support::postgres().await else {
        return;
    };
    db.migrate(&[SCHEMA]).await.expect("the schema is laid");
    insert(&db, 1, None).await.expect("inserted");
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND application_name = 'motcua' AND datname = current_database()";
    support::on_server(&db.address, cut).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(insert(&db, 2, None).await, Ok(1));

    let address = db.address.clone();
    let runtime = tokio::runtime::Handle::current();
    let lost: Result<u64, DbError> = db
        .write(move |tx| {
            Box::pin(async move {
                let put = sql!("INSERT INTO paper (id) VALUES (?1)");
                tx.execute(put, &binds![3]).await?;
                runtime.spawn(async move { support::on_server(&address, cut).await }).await.expect("cut");
                tx.execute(put, &binds![4]).await
            })
        })
        .await;
    assert!(matches!(lost, Err(DbError::Unavailable(_))), "{lost:?}");
    assert_eq!(insert(&db, 5, None).await, Ok(1));
    assert_eq!(ids(&db).await, [1, 2, 5]);
}

#[tokio::test]
async fn writers_of_several_nodes_take_turns() {
    let Some(first) = support::postgres().await else {
        return;
    };
    first.migrate(&[SCHEMA]).await.expect("the schema is laid");
    insert(&first, 0, None).await.expect("inserted");
    let second = Db::open(&first.address).await.expect("a second node");
    let mut jobs = Vec::new();
    for turn in 0..100 {
        let db = if turn % 2 == 0 { Db::clone(&first) } else { second.clone() };
        jobs.push(tokio::spawn(async move {
            db.write(|tx| {
                Box::pin(async move {
                    let read = sql!("SELECT pages FROM paper WHERE id = 0");
                    let pages = tx.query_one(read, &binds![]).await?.int(0)?;
                    let write = sql!("UPDATE paper SET pages = ?1 WHERE id = 0");
                    tx.execute(write, &binds![pages + 1]).await
                })
            })
            .await
        }));
    }
    for job in jobs {
        let done: Result<u64, DbError> = job.await.expect("joined");
        assert_eq!(done, Ok(1));
    }
    let pages: Result<i64, DbError> = second
        .read(|tx| Box::pin(async move { tx.query_one(sql!("SELECT pages FROM paper"), &binds![]).await?.int(0) }))
        .await;
    assert_eq!(pages, Ok(101));
    second.close().await;
}
