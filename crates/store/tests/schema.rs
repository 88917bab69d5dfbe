//! What is read out of the migrations is what the databases themselves say.

use store::MIGRATIONS;
use store::db::Kind;
use store::schema::{Table, tables};
use store::testing::{TestDb, databases, postgres, sqlite};

/// Name, type and key of each column of a SQLite table.
fn of_sqlite(path: &str, table: &str) -> Vec<(String, Kind, bool)> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut found = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid").unwrap();
    let rows =
        found.query_map([table], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)? > 0)));
    rows.unwrap().map(|r| r.map(|(name, kind, key)| (name, kind_of(&kind), key)).unwrap()).collect()
}

fn kind_of(word: &str) -> Kind {
    match word.to_uppercase().as_str() {
        "BIGINT" => Kind::Int,
        "TEXT" => Kind::Text,
        "BOOLEAN" => Kind::Bool,
        "BLOB" | "BYTEA" => Kind::Blob,
        other => panic!("{other}"),
    }
}

fn read(table: &Table) -> Vec<(String, Kind, bool)> {
    let column = |(n, c): (usize, &store::schema::Column)| (c.name.clone(), c.kind, table.key.contains(&n));
    table.columns.iter().enumerate().map(column).collect()
}

async fn laid(db: &TestDb, migrations: usize) {
    db.migrate(&MIGRATIONS[..migrations]).await.unwrap();
}

#[tokio::test]
async fn tables_read_out_of_the_migrations_are_those_of_the_database_at_every_version() {
    for upto in 1..=MIGRATIONS.len() {
        let mut db = sqlite().await;
        laid(&db, upto).await;
        db.take().close().await;
        let ours = tables(&MIGRATIONS[..upto]).unwrap();
        for table in &ours {
            assert_eq!(read(table), of_sqlite(&db.address, &table.name), "{} at {upto}", table.name);
        }
        let raw = rusqlite::Connection::open(&db.address).unwrap();
        let count = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration'";
        let there: i64 = raw.query_row(count, [], |r| r.get(0)).unwrap();
        assert_eq!(there, i64::try_from(ours.len()).unwrap(), "no table is forgotten at {upto}");
    }
}

#[tokio::test]
async fn postgresql_has_the_same_columns_in_the_same_types() {
    let Some(db) = postgres().await else { return };
    laid(&db, MIGRATIONS.len()).await;
    let (client, connection) = tokio_postgres::connect(&db.address, tokio_postgres::NoTls).await.unwrap();
    let carrier = tokio::spawn(connection);
    for table in tables(MIGRATIONS).unwrap() {
        let rows = client
            .query(
                "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position",
                &[&table.name],
            )
            .await
            .unwrap();
        let there: Vec<(String, Kind)> =
            rows.iter().map(|r| (r.get::<_, String>(0), kind_of(&r.get::<_, String>(1)))).collect();
        let ours: Vec<(String, Kind)> = table.columns.iter().map(|c| (c.name.clone(), c.kind)).collect();
        assert_eq!(ours, there, "{}", table.name);
    }
    drop(client);
    let _ = carrier.await;
}

#[tokio::test]
async fn an_empty_database_is_told_from_one_that_holds_something() {
    for (engine, db) in databases().await {
        assert!(store::is_empty(&db).await.unwrap(), "{engine}");
        laid(&db, 1).await;
        assert!(!store::is_empty(&db).await.unwrap(), "{engine}");
    }
}
