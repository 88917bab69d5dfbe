//! How a database stands to this program: empty, of today, older, or written by a newer one; and the
//! way from older to today.

use crate::backup::{PROGRAM, Ran};
use crate::db::{Db, DbError, Tx};
use crate::migrate::Migration;
use crate::rebuild::{self, VIEWS};
use crate::{MIGRATIONS, binds, event, log, migrate, sql};

/// Since this version a database says which program wrote it.
const SAYS_PROGRAM: i64 = 11;

/// How a database stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing of ours was ever in it.
    Empty,
    /// It is as this program wants it.
    Current,
    /// An older program left it: this is to be done.
    Older(Plan),
    /// A newer program wrote it.
    Newer {
        /// Version of its schema.
        schema: i64,
        /// Version of that program, where it says so.
        program: Option<String>,
    },
}

/// What an upgrade does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Version of the schema before.
    pub from: i64,
    /// The migrations that are missing, in order.
    pub migrations: Vec<Migration>,
    /// Whether states and views are computed anew.
    pub views: bool,
    /// Events from which they are.
    pub events: i64,
}

impl Plan {
    /// Version of the schema afterwards.
    pub fn to(&self) -> i64 {
        self.migrations.last().map_or(self.from, |m| m.version)
    }
}

/// Looks how a database stands; changes nothing.
pub async fn standing(db: &Db) -> Result<Standing, DbError> {
    db.read(|tx| Box::pin(look(tx))).await
}

async fn look(tx: &mut Tx<'_>) -> Result<Standing, DbError> {
    if !tx.has_table("schema_migration").await? {
        return Ok(Standing::Empty);
    }
    let ran: Vec<Ran> =
        migrate::ran(tx).await?.into_iter().map(|(version, name, checksum)| Ran { version, name, checksum }).collect();
    let newest = MIGRATIONS.last().map_or(0, |m| m.version);
    if let Some(last) = ran.last().filter(|m| m.version > newest) {
        let program = sql!("SELECT program FROM schema_migration ORDER BY version DESC LIMIT 1");
        let program = tx.query_one(program, &binds![]).await?.opt_text(0)?.map(str::to_owned);
        return Ok(Standing::Newer { schema: last.version, program });
    }
    let known = migrate::known(&ran, MIGRATIONS)?;
    let from = known.last().map_or(0, |m| m.version);
    let migrations = MIGRATIONS[known.len()..].to_vec();
    let built = if from >= SAYS_PROGRAM { rebuild::built(tx).await? } else { 0 };
    let events = if tx.has_table("log_head").await? {
        tx.query_opt(sql!("SELECT size FROM log_head WHERE id = 1"), &binds![]).await?.map_or(Ok(0), |r| r.int(0))?
    } else {
        0
    };
    // What was computed by no rules we know of is computed anew.
    let views = built != VIEWS && events > 0;
    if migrations.is_empty() && !views {
        return Ok(Standing::Current);
    }
    Ok(Standing::Older(Plan { from, migrations, views, events }))
}

/// Brings a database up: schema and views, in one transaction. One that needs nothing is left as it is.
pub async fn upgrade(db: &Db) -> Result<(), DbError> {
    db.write(|tx| {
        Box::pin(async move {
            migrate::bring_up(tx, MIGRATIONS).await?;
            event::ensure_head(tx).await?;
            log::fill(tx).await?;
            if rebuild::built(tx).await? != VIEWS {
                rebuild::rebuild_within(tx).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Says which program ran the migrations that ran last.
pub(crate) async fn sign(tx: &mut Tx<'_>, from: i64, to: i64) -> Result<(), DbError> {
    if to >= SAYS_PROGRAM {
        tx.execute(sql!("UPDATE schema_migration SET program = ?1 WHERE version > ?2"), &binds![PROGRAM, from]).await?;
    }
    Ok(())
}
