//! `motcua restore`: an office again, from a backup, in an empty database.

use crate::backup::{Bar, Place, describe};
use crate::fault::Fault;
use crate::shop::Which;
use clap::Args;
use office::clock::{Clock, SystemChance, SystemClock};
use office::restore::{Sound, not_empty};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::db::{Db, is_url};

/// What to take in, and who does it.
#[derive(Args)]
pub struct Ask {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    which: Which,
    /// Sign-in name of the administrator who puts it on record.
    #[arg(long, value_name = "LOGIN", required_unless_present = "dry_run")]
    by: Option<String>,
    /// Why; it stands in the log.
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    reason: Option<String>,
    /// Say what it would do, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let place = ask.which.place()?;
    // Said at once, not after the backup was read.
    let there = existing(&place).await?;
    let (path, bar, began) = (ask.file.clone(), Bar::new(), Instant::now());
    let watch = bar.watch();
    let sound = tokio::task::spawn_blocking(move || Sound::read(&path, &watch))
        .await
        .map_err(|e| Fault::failed(e.to_string()))?;
    bar.end();
    let sound = sound.map_err(|e| Fault::failed(format!("{}: {e}", ask.file.display())))?;
    println!("{} is sound: {}.", ask.file.display(), sound.organisation());
    describe(sound.manifest());
    if let Some(last) = sound.last_event() {
        println!("Its last event: {}. What happened later is not in it.", shown(last));
    }
    let now = SystemClock.now();
    let by = ask.by.as_deref().map(|login| sound.administrator(login, now)).transpose()?;
    if ask.dry_run {
        plan(&place, &sound);
        if let Some(db) = there {
            db.close().await;
        }
        return Ok(());
    }
    let (Some(by), Some(reason)) = (by, ask.reason) else { return Err(Fault::asked("--by and --reason are missing")) };
    std::fs::create_dir_all(&place.data).map_err(|e| Fault::file(&place.data, e))?;
    let db = match there {
        Some(db) => db,
        None => Db::open(&place.database).await?,
    };
    let faults = sound.manifest().files.faults.clone();
    let done = sound.restore(&db, &place.shelf()?, (by, &reason), &SystemClock, &SystemChance).await;
    db.close().await;
    let done = done.map_err(|e| Fault::failed(format!("nothing was restored: {e}")))?;
    println!(
        "Restored {} rows and {} files in {:.1} s; it is on record in the log.",
        done.loaded.rows,
        done.files,
        began.elapsed().as_secs_f64()
    );
    for fault in &faults {
        println!("Missing since before the backup: {fault}");
    }
    println!(
        "Everybody signs in anew with the password of that time. Accounts closed and tokens revoked since then are as they were: look at /admin/people and /admin/tokens."
    );
    if done.loaded.letters > 0 {
        println!(
            "{} letters were waiting. None is sent until an administrator says so on /admin/system.",
            done.loaded.letters
        );
    }
    Ok(())
}

/// The database, if there is one already: it must be nobody's and hold nothing.
async fn existing(place: &Place) -> Result<Option<Db>, Fault> {
    if !is_url(&place.database) && !Path::new(&place.database).exists() {
        return Ok(None);
    }
    let db = Db::open(&place.database).await.map_err(|e| match e {
        e @ store::db::DbError::InUse { .. } => Fault::failed(format!(
            "{e}. A restore never writes under a running server: stop it, or restore into another data folder beside it"
        )),
        e => e.into(),
    })?;
    if store::is_empty(&db).await? {
        return Ok(Some(db));
    }
    db.close().await;
    Err(not_empty().into())
}

fn plan(place: &Place, sound: &Sound) {
    let database =
        if is_url(&place.database) { "the PostgreSQL database of the configuration" } else { &place.database };
    let newest = store::MIGRATIONS.last().map_or(0, |m| m.version);
    println!("It would make the database {database} and put files into {}.", place.files.display());
    if sound.manifest().schema() < newest {
        println!(
            "It would bring the schema from {} up to {newest} and compute all views anew.",
            sound.manifest().schema()
        );
    }
    println!(
        "It would hold back all letters that waited, and put the restore on record by the administrator named with --by."
    );
    println!("Nothing was changed.");
}

fn shown(at: domain::calendar::Timestamp) -> String {
    domain::calendar::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
