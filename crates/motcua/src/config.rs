//! The configuration file `motcua.toml`. An unknown key is an error that names it.

use crate::fault::Fault;
use crate::ledger::LogPlace;
use domain::file::FileLimits;
use jiff::SignedDuration;
use office::backup::Schedule;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What an office's server must know. Relative paths count from the folder of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    #[serde(default = "local")]
    pub listen: SocketAddr,
    /// Under which address citizens reach it; stands in the QR codes of receipts.
    pub address: String,
    /// Folder of what the server writes; the SQLite file is in it.
    #[serde(default = "folder")]
    pub data: PathBuf,
    /// `postgres://…`, or another path for the SQLite file.
    #[serde(default)]
    pub database: Option<String>,
    /// The organisation that a new database takes in: a file, or `ngo-quyen`, `two-tier`.
    #[serde(default)]
    pub organisation: Option<String>,
    /// A folder of law as data (procedures, roles, days off) instead of the built-in one.
    #[serde(default)]
    pub law: Option<PathBuf>,
    /// A folder of forms that take the place of the built-in ones.
    #[serde(default)]
    pub forms: Option<PathBuf>,
    /// A proxy stands in front: the visitor's address is taken from `X-Forwarded-For`.
    #[serde(default)]
    pub behind_proxy: bool,
    /// For how many days an unfinished form is kept for whoever began it.
    #[serde(default)]
    pub draft_days: Option<u16>,
    /// Serve HTTPS itself.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// How letters leave; without it none do.
    #[serde(default)]
    pub mail: Option<Mail>,
    /// Scans and other files of dossiers.
    #[serde(default)]
    pub files: Files,
    /// What a server does with the database of an older program.
    #[serde(default)]
    pub upgrade: Upgrade,
    /// Backups that the server makes; without it it makes none.
    #[serde(default)]
    pub backup: Option<Backup>,
    /// The public log: its key and its guard.
    #[serde(default)]
    pub ledger: Ledger,
}

/// The public log.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The file of the key that signs; made if it is not there.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// The file that says what was signed last.
    #[serde(default)]
    pub guard: Option<PathBuf>,
    /// The log's name, for a key that is made; after the address if not said.
    #[serde(default)]
    pub name: Option<String>,
}

/// What a server does with the database of an older program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Upgrade {
    /// It refuses, and names the command that brings it up.
    #[default]
    Ask,
    /// It makes a backup, brings it up, and goes on.
    Automatic,
}

/// Backups that the server makes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The folder, best on another disk.
    pub folder: PathBuf,
    /// Every day at this time, `02:00`.
    #[serde(default)]
    pub at: Option<String>,
    /// After so long instead: `12h`, `1d`.
    #[serde(default)]
    pub every: Option<String>,
    /// How many stay in the folder; 14.
    #[serde(default)]
    pub keep: Option<u16>,
}

impl Backup {
    /// When; every night at two if nothing is said.
    pub fn schedule(&self) -> Result<Schedule, String> {
        let daily = |text: &str| {
            text.parse()
                .map(Schedule::Daily)
                .map_err(|_| format!("backup.at: expected a time like 02:00, found {text:?}"))
        };
        match (&self.at, &self.every) {
            (Some(_), Some(_)) => Err("backup: say at or every, not both".into()),
            (Some(at), None) => daily(at),
            (None, Some(every)) => interval(every)
                .map(Schedule::Every)
                .ok_or_else(|| format!("backup.every: expected 30m to 31d, such as 12h or 1d, found {every:?}")),
            (None, None) => daily("02:00"),
        }
    }
}

/// `30m`, `12h`, `1d`; between half an hour and a month.
fn interval(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    let minutes = number.trim().parse::<u32>().ok()?.checked_mul(minutes)?;
    (30..=31 * 24 * 60).contains(&minutes).then(|| SignedDuration::from_mins(minutes.into()))
}

/// How letters leave: by a mail server, or into a folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Who writes: an address, or `Name <address>`.
    pub from: String,
    /// The mail server.
    #[serde(default)]
    pub server: Option<String>,
    /// Its port; 465 with implicit TLS, else 587.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the way to it is encrypted.
    #[serde(default)]
    pub encryption: Encryption,
    /// A certificate in PEM that is trusted beside those of the system.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// Name for signing in at the server.
    #[serde(default)]
    pub user: Option<String>,
    /// A file with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// A folder that takes the letters instead of a server.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// Whether applicants are told what happens to their dossier.
    #[serde(default = "yes")]
    pub notices: bool,
}

/// How the way to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// TLS begins after a first word in the clear, and must.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: only to this machine itself.
    None,
}

fn yes() -> bool {
    true
}

/// Where files of dossiers are kept, and how much is taken.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The folder; one that all nodes share, where there are several.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// Largest file, in megabytes; 50.
    #[serde(default)]
    pub file_mb: Option<u32>,
    /// Largest sum of a dossier's files, in megabytes; 200.
    #[serde(default)]
    pub dossier_mb: Option<u32>,
}

impl Files {
    /// The folder.
    pub fn folder(&self, data: &Path) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| files_in(data))
    }

    /// How much is taken.
    pub fn limits(&self) -> FileLimits {
        FileLimits::megabytes(self.file_mb.unwrap_or(50).into(), self.dossier_mb.unwrap_or(200).into())
    }
}

/// Certificate and key in PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Certificate chain.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

fn local() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn folder() -> PathBuf {
    "motcua-data".into()
}

impl Config {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Fault::asked(format!("{}: {e}; motcua.example.toml shows what belongs into it", path.display()))
        })?;
        let base = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, base).map_err(|e| Fault::asked(format!("{}: {e}", path.display())))
    }

    fn parse(text: &str, base: &Path) -> Result<Self, String> {
        let mut config: Config = toml::from_str(text).map_err(|e| e.to_string().trim_end().to_owned())?;
        if config.draft_days.is_some_and(|d| !(1..=90).contains(&d)) {
            return Err("draft_days: expected 1 to 90".into());
        }
        config.address = config.address.trim_end_matches('/').to_owned();
        if !(config.address.starts_with("http://") || config.address.starts_with("https://")) {
            return Err(format!("address: expected http:// or https://, found {:?}", config.address));
        }
        let at_base = |path: &mut PathBuf| *path = base.join(&*path);
        at_base(&mut config.data);
        config.law.iter_mut().for_each(at_base);
        config.forms.iter_mut().for_each(at_base);
        config.files.folder.iter_mut().for_each(at_base);
        if config.files.file_mb == Some(0) || config.files.dossier_mb == Some(0) {
            return Err("files: a limit of 0 MB takes nothing; leave it out for the usual one".into());
        }
        if let Some(backup) = &mut config.backup {
            at_base(&mut backup.folder);
            backup.schedule()?;
            if backup.keep == Some(0) {
                return Err("backup.keep: expected at least 1".into());
            }
        }
        config.ledger.key.iter_mut().for_each(at_base);
        config.ledger.guard.iter_mut().for_each(at_base);
        if let Some(tls) = &mut config.tls {
            at_base(&mut tls.cert);
            at_base(&mut tls.key);
        }
        if let Some(mail) = &mut config.mail {
            mail.ca.iter_mut().for_each(at_base);
            mail.password_file.iter_mut().for_each(at_base);
            mail.folder.iter_mut().for_each(at_base);
        }
        if let Some(database) = config.database.as_mut().filter(|d| !is_url(d)) {
            *database = base.join(&*database).to_string_lossy().into_owned();
        }
        if let Some(organisation) = &mut config.organisation
            && base.join(&*organisation).is_file()
        {
            *organisation = base.join(&*organisation).to_string_lossy().into_owned();
        }
        Ok(config)
    }

    /// The database: URL or path.
    pub fn database(&self) -> String {
        self.database.clone().unwrap_or_else(|| in_folder(&self.data))
    }

    /// Where the log's key and guard stand.
    pub fn log_place(&self) -> LogPlace {
        let usual = LogPlace::in_folder(&self.data, &self.address);
        let own = self.ledger.clone();
        LogPlace {
            key: own.key.unwrap_or(usual.key),
            guard: own.guard.unwrap_or(usual.guard),
            name: own.name.unwrap_or(usual.name),
        }
    }

    /// Makes the folder that the SQLite file stands in.
    pub fn make_folder(&self) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.data).map_err(|e| Fault::file(&self.data, e))
    }
}

/// The SQLite file of a data folder.
pub fn in_folder(folder: &Path) -> String {
    folder.join("motcua.db").to_string_lossy().into_owned()
}

/// The folder of files in a data folder.
pub fn files_in(folder: &Path) -> PathBuf {
    folder.join("files")
}

fn is_url(database: &str) -> bool {
    database.starts_with("postgres://") || database.starts_with("postgresql://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_whole_configuration() {
        let text = include_str!("../../../motcua.example.toml");
        let config = Config::parse(text, Path::new("/srv")).expect("the example is read");
        assert_eq!(config.database(), "/srv/motcua-data/motcua.db");
    }

    #[test]
    fn every_key_of_the_example_that_is_commented_out_is_known() {
        let text = include_str!("../../../motcua.example.toml");
        let all: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if key.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = Config::parse(&all, Path::new("/srv")).expect("all keys are known");
        assert_eq!(config.draft_days, Some(7));
        assert!(config.mail.is_some_and(|m| m.server.is_some() && m.encryption == Encryption::Starttls));
        assert!(config.tls.is_some() && config.behind_proxy && config.law.is_some() && config.forms.is_some());
        assert!(config.backup.is_some_and(|b| b.keep == Some(14)));
    }

    #[test]
    fn backups_are_made_at_a_time_or_after_a_while_never_both() {
        let schedule = |text: &str| {
            let text = format!("address = \"https://a.example\"\n[backup]\nfolder = \"b\"\n{text}");
            Config::parse(&text, Path::new("/srv")).map(|c| c.backup.expect("there").schedule().expect("checked"))
        };
        let at = |h, m| Schedule::Daily(jiff::civil::Time::constant(h, m, 0, 0));
        assert_eq!(schedule(""), Ok(at(2, 0)));
        assert_eq!(schedule("at = \"23:30\""), Ok(at(23, 30)));
        assert_eq!(schedule("every = \"12h\""), Ok(Schedule::Every(SignedDuration::from_hours(12))));
        assert_eq!(schedule("every = \"1d\""), Ok(Schedule::Every(SignedDuration::from_hours(24))));
        for wrong in [
            "at = \"two\"",
            "every = \"1w\"",
            "every = \"1m\"",
            "every = \"\"",
            "at = \"02:00\"\nevery = \"1d\"",
            "keep = 0",
        ] {
            assert!(schedule(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = Config::parse("address = \"https://a.example\"\nadress = 1\n", Path::new("")).expect_err("refused");
        assert!(error.contains("unknown field `adress`"), "{error}");
    }

    #[test]
    fn an_address_without_a_scheme_is_refused() {
        let error = Config::parse("address = \"a.example\"\n", Path::new("")).expect_err("refused");
        assert_eq!(error, "address: expected http:// or https://, found \"a.example\"");
    }
}
