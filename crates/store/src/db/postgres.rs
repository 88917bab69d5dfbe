//! PostgreSQL: any number of nodes, each with one writer connection and a pool of readers.
//!
//! Writers of all nodes take turns: a batch begins with an advisory lock that its commit frees.
//! That is the simple truth for now. When the ledger gets its sequencer, nodes will commit in
//! parallel and only the sequencer will number.

use std::error::Error as _;
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Config, NoTls};

use crate::db::job::{Answer, Job, Order, Verdict, contained};
use crate::db::sql::{dollar_binds, postgres_types};
use crate::db::{BATCH_LIMIT, BoxFuture, DbError, Kind, Row, Tx, Value};

const READERS: usize = 8;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// "motcua" in ASCII: the advisory lock that a node holds while its batch is open. The timeout
/// frees it when a node hangs in the middle of a batch.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
     SELECT pg_advisory_xact_lock(120325461472609); \
     SAVEPOINT job";
const SESSION: &str = "SET idle_in_transaction_session_timeout = '30s'; \
     SET client_min_messages = warning";

/// The pool of readers.
pub(crate) struct Readers {
    pool: Pool,
}

/// Connects and starts the writer.
pub(crate) async fn open(url: &str, orders: mpsc::Receiver<Order>) -> Result<Readers, DbError> {
    let mut config: Config = url
        .parse()
        // The driver's text shows what is wrong with the URL, never the password in it.
        .map_err(|error: tokio_postgres::Error| {
            DbError::Unavailable(format!("the PostgreSQL URL is not understood: {error}"))
        })?;
    config
        .application_name("motcua")
        .connect_timeout(CONNECT_TIMEOUT)
        .keepalives_idle(Duration::from_secs(30))
        .tcp_user_timeout(Duration::from_secs(30));
    let client = connect(&config).await?;
    let encoding = query(&client, "SHOW server_encoding", &[]).await?;
    if encoding.first().map(|row| row.text(0)) != Some(Ok("UTF8")) {
        return Err(DbError::Unavailable(
            "this PostgreSQL database is not in UTF8: create it with ENCODING 'UTF8'".to_owned(),
        ));
    }
    let manager =
        Manager::from_config(config.clone(), NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    let pool = Pool::builder(manager)
        .max_size(READERS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(CONNECT_TIMEOUT))
        .create_timeout(Some(CONNECT_TIMEOUT))
        .build()
        .map_err(|error| DbError::Other(error.to_string()))?;
    let writer = Writer { config, client: Some(client), pause: FIRST_PAUSE, not_before: Instant::now() };
    tokio::spawn(writer.live(orders));
    Ok(Readers { pool })
}

async fn connect(config: &Config) -> Result<ClientWrapper, DbError> {
    let (client, connection) = config.connect(NoTls).await.map_err(|error| from(&error))?;
    let carrier = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(error = %from(&error), "the writer's connection broke off");
        }
    });
    let client = ClientWrapper::new(client, carrier);
    command(&client, SESSION).await?;
    Ok(client)
}

struct Writer {
    config: Config,
    client: Option<ClientWrapper>,
    /// How long the next failed attempt to connect keeps us from another one.
    pause: Duration,
    not_before: Instant,
}

impl Writer {
    async fn live(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut queue = Vec::with_capacity(BATCH_LIMIT);
        let mut closing = None;
        while closing.is_none() && orders.recv_many(&mut queue, BATCH_LIMIT).await > 0 {
            let mut batch = Vec::with_capacity(queue.len());
            for order in queue.drain(..) {
                match order {
                    Order::Run(job) => batch.push(job),
                    Order::Close(done) => closing = Some(done),
                }
            }
            let fate = self.run_batch(&mut batch).await;
            if let Err(error) = &fate {
                tracing::error!(jobs = batch.len(), error = %error, "a batch was not kept");
            }
            for job in batch {
                job.answer(fate.clone());
            }
        }
        drop(orders);
        drop(self.client);
        if let Some(done) = closing {
            let _ = done.send(());
        }
    }

    async fn run_batch(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), DbError> {
        if batch.is_empty() {
            return Ok(());
        }
        let client = self.begin().await?;
        let done = run_jobs(&client, batch).await;
        // After a failure the connection may be in the middle of a transaction: only one that
        // answers ROLLBACK is used again.
        if done.is_ok() || command(&client, "ROLLBACK").await.is_ok() {
            self.client = Some(client);
        }
        done
    }

    /// Begins a batch. No job has run yet, so a connection that died meanwhile is replaced.
    async fn begin(&mut self) -> Result<ClientWrapper, DbError> {
        if let Some(client) = self.client.take() {
            match command(&client, BEGIN).await {
                Ok(()) => return Ok(client),
                Err(error) if client.is_closed() => {
                    tracing::warn!(error = %error, "the writer connects again");
                }
                Err(error) => {
                    if command(&client, "ROLLBACK").await.is_ok() {
                        self.client = Some(client);
                    }
                    return Err(error);
                }
            }
        }
        if Instant::now() < self.not_before {
            return Err(DbError::Unavailable("the connection is lost and will be tried again shortly".to_owned()));
        }
        let client = match connect(&self.config).await {
            Ok(client) => client,
            Err(error) => {
                self.not_before = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                return Err(error);
            }
        };
        self.pause = FIRST_PAUSE;
        command(&client, BEGIN).await?;
        Ok(client)
    }
}

async fn run_jobs(client: &ClientWrapper, batch: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    let mut first = true;
    let mut undone = false;
    for job in batch {
        // After ROLLBACK TO the savepoint stands again, ready for the next job.
        if !first && !undone {
            command(client, "RELEASE SAVEPOINT job; SAVEPOINT job").await?;
        }
        first = false;
        let mut tx = Tx::postgres(client);
        let verdict = job.run(&mut tx).await;
        undone = verdict == Verdict::Undo;
        if undone {
            command(client, "ROLLBACK TO SAVEPOINT job").await?;
        }
    }
    // RELEASE fails in a transaction that PostgreSQL has given up, where COMMIT alone would
    // quietly roll back.
    command(client, "RELEASE SAVEPOINT job; COMMIT").await.map_err(|error| match error {
        DbError::Unavailable(text) => {
            DbError::Unavailable(format!("{text}; it broke off at the commit, which may have been kept"))
        }
        other => other,
    })
}

async fn command(client: &ClientWrapper, text: &str) -> Result<(), DbError> {
    client.batch_execute(text).await.map_err(|error| from(&error))
}

impl Readers {
    /// Runs a job in one read-only transaction that sees one moment of the database.
    pub(crate) async fn read<F, T, E>(&self, job: F) -> Answer<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx<'_>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let client = self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => from(&error),
            deadpool_postgres::PoolError::Closed => DbError::closed(),
            other => DbError::Unavailable(other.to_string()),
        })?;
        // A task of its own: a caller that goes away must not leave a transaction open on a
        // connection that goes back to the pool.
        let reading = tokio::spawn(async move {
            command(&client, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
            let answer = {
                let mut tx = Tx::postgres(&client);
                contained(|| job(&mut tx)).await
            };
            if let Err(error) = command(&client, "ROLLBACK").await {
                drop(deadpool_postgres::Object::take(client));
                return Err(error);
            }
            answer
        });
        reading.await.map_err(|error| DbError::Unavailable(format!("a reader stopped: {error}")))?
    }

    /// What the server's clock shows, µs.
    pub(crate) async fn clock(&self) -> Result<i64, DbError> {
        let client = self.pool.get().await.map_err(|error| DbError::Unavailable(error.to_string()))?;
        let text = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        query(&client, text, &[]).await?.first().ok_or_else(DbError::closed)?.int(0)
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

pub(crate) async fn execute(client: &ClientWrapper, sql: &str, binds: &[Value]) -> Result<u64, DbError> {
    let statement = prepared(client, sql, binds).await?;
    client.execute(&statement, &parameters(binds)).await.map_err(|error| from(&error))
}

pub(crate) async fn query(client: &ClientWrapper, sql: &str, binds: &[Value]) -> Result<Vec<Row>, DbError> {
    let statement = prepared(client, sql, binds).await?;
    let rows = client.query(&statement, &parameters(binds)).await.map_err(|error| from(&error))?;
    rows.iter()
        .map(|row| {
            let cells = (0..row.len()).map(|column| cell(row, column));
            Ok(Row::new(cells.collect::<Result<_, DbError>>()?))
        })
        .collect()
}

pub(crate) async fn prepare(client: &ClientWrapper, text: &str) -> Result<(), DbError> {
    client.prepare(&dollar_binds(text)).await.map(drop).map_err(|error| from(&error))
}

pub(crate) async fn has_table(client: &ClientWrapper, name: &str) -> Result<bool, DbError> {
    let text =
        "SELECT 1::BIGINT FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(FALSE)) AND tablename = $1";
    Ok(!query(client, text, &[Value::Text(name.to_owned())]).await?.is_empty())
}

pub(crate) async fn migrate(client: &ClientWrapper, statement: &str) -> Result<(), DbError> {
    command(client, &postgres_types(statement)).await
}

/// The values' types are told, not guessed: `?1 + 1` would else be a 32-bit sum.
async fn prepared(client: &ClientWrapper, sql: &str, binds: &[Value]) -> Result<tokio_postgres::Statement, DbError> {
    let types: Vec<Type> = binds
        .iter()
        .map(|value| match value.kind() {
            None => Type::UNKNOWN,
            Some(Kind::Int) => Type::INT8,
            Some(Kind::Text) => Type::TEXT,
            Some(Kind::Bool) => Type::BOOL,
            Some(Kind::Blob) => Type::BYTEA,
        })
        .collect();
    let statement = client.prepare_typed_cached(sql, &types).await.map_err(|error| from(&error))?;
    let wanted = statement.params().len();
    if wanted != binds.len() {
        return Err(DbError::Other(format!("the statement has {wanted} values but {} were given", binds.len())));
    }
    Ok(statement)
}

fn parameters(binds: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    binds.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null | Self::NullOf(_) => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql_checked(kind, out),
            Self::Bool(value) => value.to_sql_checked(kind, out),
            Self::Blob(value) => value.to_sql_checked(kind, out),
            Self::Text(value) if value.contains('\0') => Err("a text must not hold the character NUL".into()),
            Self::Text(value) => value.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn cell(row: &tokio_postgres::Row, column: usize) -> Result<Value, DbError> {
    let kind = row.columns()[column].type_();
    let read = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(column).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(column).map(Value::from),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {
            row.try_get::<_, Option<String>>(column).map(Value::from)
        }
        Type::BOOL => row.try_get::<_, Option<bool>>(column).map(Value::from),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column).map(Value::from),
        // SUM over BIGINT is NUMERIC: write CAST(SUM(x) AS BIGINT).
        Type::NUMERIC => return Err(DbError::column(column, "a portable type", "a NUMERIC")),
        _ => return Err(DbError::column(column, "a portable type", "another type")),
    };
    match read.map_err(|error| from(&error))? {
        Value::NullOf(_) => Ok(Value::Null),
        value => Ok(value),
    }
}

fn from(error: &tokio_postgres::Error) -> DbError {
    let Some(told) = error.as_db_error() else {
        let cause = error.source().map_or_else(String::new, |cause| format!(": {cause}"));
        let broke_off = error.is_closed()
            || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            || error.to_string().contains("connect");
        return if broke_off {
            DbError::Unavailable(format!("{error}{cause}"))
        } else {
            DbError::Other(format!("{error}{cause}"))
        };
    };
    let code = told.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return DbError::UniqueViolation { constraint: constraint_name(told) };
    }
    // The detail is never told: it holds the row's values.
    let text = format!("{} ({})", told.message(), code.code());
    match code.code() {
        "40001" | "40P01" | "55P03" => DbError::Busy,
        "XX001" | "XX002" => DbError::Corrupt(text),
        class if class.starts_with("23") => DbError::BrokenConstraint(text),
        class if ["08", "28", "53", "57P", "3D", "25P03"].iter().any(|start| class.starts_with(start)) => {
            DbError::Unavailable(text)
        }
        _ => DbError::Other(text),
    }
}

/// The columns as SQLite names them, from `Key (stream, version)=(…) already exists.` in any
/// language; the index's own name where it stands on an expression.
fn constraint_name(told: &tokio_postgres::error::DbError) -> String {
    let columns = told
        .detail()
        .and_then(|detail| detail.split_once(")=("))
        .and_then(|(key, _)| key.split_once('('))
        .map(|(_, columns)| columns)
        .filter(|columns| !columns.contains('('));
    match (told.table(), columns) {
        (Some(table), Some(columns)) => {
            columns.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
        }
        _ => told.constraint().unwrap_or("key").to_owned(),
    }
}
