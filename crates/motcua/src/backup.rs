//! `motcua backup`: a backup beside a server that goes on, and reading one back.

use crate::config::{Config, files_in, in_folder};
use crate::fault::Fault;
use crate::shop::Which;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use office::backup::{How, Journal, stamp};
use office::clock::{Clock, SystemClock};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use store::backup::{Made, Manifest, PREFIX, Progress, Step, Target, Watch, check, rotate};
use store::db::{Db, is_url};
use store::shelf::Shelf;

/// What to save, and where; or which backup to read.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Ask {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    make: Make,
}

#[derive(Subcommand)]
enum What {
    /// Read a backup whole: every hash, every count, and that its events are those of the log's head.
    Verify {
        /// The backup.
        file: PathBuf,
    },
}

/// Of which office, and where to.
#[derive(Args)]
struct Make {
    #[command(flatten)]
    which: Which,
    /// A folder, in which it is named by the time, or a new file; the configuration's folder if not given.
    #[arg(long, value_name = "FILE_OR_FOLDER")]
    to: Option<PathBuf>,
    /// Afterwards remove the oldest backups of that folder until so many are left.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
}

/// Where an office's data are.
pub struct Place {
    /// URL or path.
    pub database: String,
    /// The data folder.
    pub data: PathBuf,
    /// The folder of files.
    pub files: PathBuf,
    /// Where the configuration wants backups.
    pub folder: Option<PathBuf>,
}

impl Which {
    /// Where they are.
    pub fn place(&self) -> Result<Place, Fault> {
        if let Some(folder) = &self.data {
            return Ok(Place {
                database: in_folder(folder),
                data: folder.clone(),
                files: files_in(folder),
                folder: None,
            });
        }
        Ok(Place::of(&Config::read(&self.config)?))
    }
}

impl Place {
    /// As a configuration says.
    pub fn of(config: &Config) -> Self {
        Place {
            database: config.database(),
            data: config.data.clone(),
            files: config.files.folder(&config.data),
            folder: config.backup.as_ref().map(|b| b.folder.clone()),
        }
    }

    /// Opens the database beside whoever writes to it.
    pub async fn beside(&self) -> Result<Db, Fault> {
        if !is_url(&self.database) && !Path::new(&self.database).is_file() {
            return Err(Fault::asked(format!("{}: no such database", self.database)));
        }
        Ok(Db::open_beside(&self.database).await?)
    }

    /// The folder of files.
    pub fn shelf(&self) -> Result<Shelf, Fault> {
        Shelf::open(&self.files).map_err(|e| Fault::file(&self.files, e))
    }
}

/// Does it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    match ask.what {
        Some(What::Verify { file }) => verify(&file).await,
        None => make(ask.make).await,
    }
}

async fn make(ask: Make) -> Result<(), Fault> {
    let place = ask.which.place()?;
    let to = ask.to.or_else(|| place.folder.clone()).ok_or_else(|| {
        Fault::asked("where to? Say --to FILE_OR_FOLDER, or set [backup] folder in the configuration")
    })?;
    if ask.keep.is_some() && !to.is_dir() {
        return Err(Fault::asked("--keep belongs to a folder of backups: name an existing folder with --to"));
    }
    let db = place.beside().await?;
    let made = save(&db, &place, to.clone(), PREFIX, How::Command).await;
    db.close().await;
    let made = made?;
    tell(&made);
    if let Some(keep) = ask.keep {
        for gone in rotate(&to, usize::from(keep))? {
            println!("Removed {}.", gone.display());
        }
    }
    match made.manifest.files.faults.len() {
        0 => Ok(()),
        n => Err(Fault::failed(format!(
            "the backup is whole, but {n} files of dossiers were missing or changed already and are not in it: \
             look with motcua files check"
        ))),
    }
}

/// Makes a backup with a bar, and writes it into the journal.
pub async fn save(db: &Db, place: &Place, to: PathBuf, prefix: &str, how: How) -> Result<Made, Fault> {
    let now = SystemClock.now();
    let target = Target { to, prefix: prefix.into(), now, stamp: stamp(now) };
    let bar = Bar::new();
    let journal = Journal::of(&place.data);
    let made =
        office::backup::run(db, &place.shelf()?, &journal, (target, how), bar.watch(), || SystemClock.now()).await;
    bar.end();
    made.map_err(|e| {
        let room =
            if e.is_full() { ": there is no room left on that disk; make room, or name another with --to" } else { "" };
        Fault::failed(format!(
            "no backup was made ({e}){room}. Nothing is left of this try, earlier backups are as they were."
        ))
    })
}

/// Says what was made.
pub fn tell(made: &Made) {
    let m = &made.manifest;
    println!(
        "{}: {}, {} events, {} rows, {} files; read back and found sound.",
        made.path.display(),
        size(made.bytes),
        m.head.size,
        m.rows(),
        m.files.count
    );
    println!(
        "In it: everything of dossiers, people and accounts (passwords and tokens only as hashes). Not in it: who is signed in, PINs, codes."
    );
    println!("It holds personal data: keep it where only administrators come.");
}

async fn verify(file: &Path) -> Result<(), Fault> {
    let (began, bar, path) = (Instant::now(), Bar::new(), file.to_owned());
    let watch = bar.watch();
    let checked = tokio::task::spawn_blocking(move || check(&path, &mut |_, _| Ok(()), &watch))
        .await
        .map_err(|e| Fault::failed(e.to_string()))?;
    bar.end();
    let manifest = checked.map_err(|e| Fault::failed(format!("{}: {e}", file.display())))?.manifest;
    describe(&manifest);
    for fault in &manifest.files.faults {
        println!("Missing since before the backup: {fault}");
    }
    println!("Every byte is as it was written. Read in {:.1} s.", began.elapsed().as_secs_f64());
    Ok(())
}

/// What a backup says of itself.
pub fn describe(m: &Manifest) {
    println!(
        "Made {} by motcua {} from {}, schema {}.",
        domain::calendar::local(m.made).strftime("%Y-%m-%d %H:%M:%S"),
        m.program,
        m.database,
        m.schema()
    );
    println!(
        "{} events, head {}; {} rows, {} files with {}.",
        m.head.size,
        m.head.root,
        m.rows(),
        m.files.count,
        size(m.files.bytes)
    );
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// How far it is, on a terminal.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// Begins.
    pub fn new() -> Self {
        Bar(std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg:>22} [{bar:40}] {percent:>3} %  {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> ");
            ProgressBar::new(1).with_style(style)
        }))
    }

    /// Tells it how far things are.
    pub fn watch(&self) -> Watch {
        let bar = self.0.clone();
        Arc::new(move |p: Progress| {
            let Some(bar) = &bar else { return true };
            bar.set_message(match p.step {
                Step::Rows => "saving records",
                Step::Files => "saving files",
                Step::Check => "reading back",
            });
            bar.set_length(p.of.max(1));
            bar.set_position(p.done);
            true
        })
    }

    /// Ends.
    pub fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_told_as_people_read_them() {
        assert_eq!(size(17), "17 bytes");
        assert_eq!(size(1_500), "1.5 kB");
        assert_eq!(size(327_900_000), "327.9 MB");
        assert_eq!(size(12_000_000_000), "12.0 GB");
    }
}
