//! `motcua upgrade`: what a newer program does to the database of an older one, said before it is done.

use crate::backup::{Place, save, size};
use crate::fault::Fault;
use crate::shop::Which;
use clap::Args;
use office::backup::How;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::db::{Db, is_url};
use store::upgrade::{Plan, Standing, standing, upgrade};

/// How the names of backups begin that are made before an upgrade. Rotation leaves them alone.
const BEFORE: &str = "motcua-before-upgrade-";
/// Events from which views are computed in a second, on a slow machine.
const EVENTS_A_SECOND: i64 = 2000;

/// Of which office.
#[derive(Args)]
pub struct Ask {
    #[command(flatten)]
    which: Which,
    /// Where the backup goes that is made first; the configuration's folder for backups if not given,
    /// else beside the data folder.
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Do not ask.
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Say what it would do, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let place = ask.which.place()?;
    if !is_url(&place.database) && !Path::new(&place.database).is_file() {
        return Err(Fault::asked(format!("{}: no such database", place.database)));
    }
    let db = Db::open(&place.database).await?;
    let done = with(&db, &place, &ask).await;
    db.close().await;
    done
}

async fn with(db: &Db, place: &Place, ask: &Ask) -> Result<(), Fault> {
    let plan = match standing(db).await? {
        Standing::Older(plan) => plan,
        Standing::Current => {
            println!("The database is as this program wants it; nothing is to be done.");
            return Ok(());
        }
        Standing::Empty => {
            println!("The database is empty; motcua init makes an office in it.");
            return Ok(());
        }
        Standing::Newer { schema, program } => return Err(store::too_new(schema, program).into()),
    };
    let to = folder(place, ask.to.as_deref());
    for line in told(&plan, &to) {
        println!("{line}");
    }
    if ask.dry_run {
        println!("Nothing was changed.");
        return Ok(());
    }
    if !ask.yes && !agreed()? {
        println!("Nothing was changed.");
        return Ok(());
    }
    carry_out(db, place, &to).await
}

/// What will be done, a line each.
fn told(plan: &Plan, to: &Path) -> Vec<String> {
    let mut lines = vec![format!(
        "The database has schema {}; this program needs {}. It will:",
        plan.from,
        plan.to().max(plan.from)
    )];
    lines.push(format!("  - make a backup first, in {}", to.display()));
    for m in &plan.migrations {
        lines.push(format!("  - run migration {} ({}): {}", m.version, m.name, m.what_for()));
    }
    if plan.views {
        lines.push(format!("  - compute states and views anew from {} events", plan.events));
    }
    let seconds = plan.events / EVENTS_A_SECOND + 1;
    let about = if seconds < 60 { format!("{seconds} s") } else { format!("{} min", seconds.div_euclid(60) + 1) };
    lines.push(format!("It takes about {about} after the backup. If it fails, everything stays as it is."));
    lines
}

/// The configured folder if it is there; else beside the data folder.
fn folder(place: &Place, asked: Option<&Path>) -> PathBuf {
    let configured = place.folder.clone().filter(|f| f.is_dir());
    let beside = || {
        let parent = place.data.parent().filter(|p| !p.as_os_str().is_empty());
        parent.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
    };
    asked.map(Path::to_path_buf).or(configured).unwrap_or_else(beside)
}

async fn carry_out(db: &Db, place: &Place, to: &Path) -> Result<(), Fault> {
    let made = save(db, place, to.to_owned(), BEFORE, How::Upgrade).await?;
    println!("Backup: {} ({}).", made.path.display(), size(made.bytes));
    let began = Instant::now();
    upgrade(db).await.map_err(|e| {
        Fault::failed(format!(
            "the upgrade failed, the database is as it was: {e}. The backup is {}",
            made.path.display()
        ))
    })?;
    println!("Done in {:.1} s.", began.elapsed().as_secs_f64());
    Ok(())
}

fn agreed() -> Result<bool, Fault> {
    if !std::io::stdin().is_terminal() {
        return Err(Fault::asked("nobody can be asked here: say --yes to go on, or --dry-run to look"));
    }
    print!("Go on? [y/N] ");
    let _ = std::io::stdout().flush();
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|e| Fault::failed(format!("standard input: {e}")))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What `upgrade = "automatic"` does before the server opens: the same, without asking; and said in the log.
pub async fn automatically(place: &Place) -> Result<(), Fault> {
    if !is_url(&place.database) && !Path::new(&place.database).is_file() {
        return Ok(());
    }
    let db = Db::open(&place.database).await?;
    let done = async {
        if let Standing::Older(plan) = standing(&db).await? {
            let to = folder(place, None);
            for line in told(&plan, &to) {
                tracing::info!("{line}");
            }
            carry_out(&db, place, &to).await?;
        }
        Ok(())
    };
    let done = done.await;
    db.close().await;
    done
}

/// Brings up the data of a demonstration: nothing in them is worth a backup.
pub async fn of_a_demo(database: &str) -> Result<(), Fault> {
    let db = Db::open(database).await?;
    let done = match standing(&db).await {
        Ok(Standing::Older(_)) => upgrade(&db).await,
        other => other.map(|_| ()),
    };
    db.close().await;
    Ok(done?)
}
