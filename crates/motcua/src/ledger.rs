//! `motcua ledger`: the key that signs the log, the file that guards it, and the log as a folder.

use crate::fault::Fault;
use crate::shop::{Which, close};
use clap::{Args, Subcommand};
use ledger::{KeyKind, SignerKey};
use office::Office;
use office::log::LogKeeper;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where the log's key and guard stand.
#[derive(Debug, Clone)]
pub struct LogPlace {
    /// The key: whoever has it signs in the name of this office.
    pub key: PathBuf,
    /// What was signed last: beside the database, in no backup of it.
    pub guard: PathBuf,
    /// The log's name, for a key that is made anew.
    pub name: String,
}

impl LogPlace {
    /// In a data folder, named after the address of the office.
    pub fn in_folder(folder: &Path, address: &str) -> Self {
        LogPlace { key: folder.join("ledger.key"), guard: folder.join("ledger.guard"), name: name_of(address) }
    }
}

/// `https://motcua.example:8443/x` → `motcua.example/log`.
pub fn name_of(address: &str) -> String {
    let host = address.split("//").nth(1).unwrap_or(address);
    let host = host.split(['/', ':']).next().filter(|h| !h.is_empty()).unwrap_or("motcua.local");
    format!("{host}/log")
}

/// From now on an office signs its log. A key that is not there is made.
pub fn keep(office: &Office, place: &LogPlace) -> Result<(), Fault> {
    let key = key_of(place)?;
    office.keep_log(LogKeeper::new(key, place.guard.clone()));
    Ok(())
}

fn key_of(place: &LogPlace) -> Result<SignerKey, Fault> {
    let path = &place.key;
    match std::fs::read_to_string(path) {
        Ok(text) => SignerKey::parse(text.trim()).map_err(|e| {
            Fault::failed(format!("{}: {e}; it is the line that begins with PRIVATE+KEY+", path.display()))
        }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => made(path, &place.name),
        Err(e) => Err(Fault::file(path, e)),
    }
}

/// A new key, for nobody's eyes but this program's.
fn made(path: &Path, name: &str) -> Result<SignerKey, Fault> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|e| Fault::failed(format!("no randomness for a key: {e}")))?;
    let key = SignerKey::from_seed(name, KeyKind::Note, seed).map_err(|e| Fault::failed(format!("{name}: {e}")))?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|e| Fault::file(path, e))?;
    writeln!(file, "{}", key.to_secret_line()).and_then(|()| file.sync_all()).map_err(|e| Fault::file(path, e))?;
    Ok(key)
}

/// What to do.
#[derive(Subcommand)]
pub enum Ask {
    /// Write the log into a folder that any web server can publish.
    Export(Export),
    /// Print the key with which strangers check the log's signatures.
    Key(Which),
    /// Make the guard's file anew on the machine whose database signed, after the file was lost.
    Guard(Sure),
    /// Begin a new log with a new key, after the database was restored from an older backup: the history up to
    /// there is signed anew under another name, so that everybody sees it.
    Renew(Sure),
}

/// Where to.
#[derive(Args)]
pub struct Export {
    /// The folder; what is there already and has not changed is left as it is.
    folder: PathBuf,
    #[command(flatten)]
    which: Which,
}

/// Whether it is meant.
#[derive(Args)]
pub struct Sure {
    #[command(flatten)]
    which: Which,
    /// Do it; without this it only says what it would do.
    #[arg(long)]
    yes: bool,
}

/// Does it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    match ask {
        Ask::Export(ask) => export(&ask).await,
        Ask::Key(which) => {
            let place = which.log_place()?;
            println!("{}", key_of(&place)?.verifier());
            Ok(())
        }
        Ask::Guard(sure) => guard(&sure).await,
        Ask::Renew(sure) => renew(&sure).await,
    }
}

async fn export(ask: &Export) -> Result<(), Fault> {
    let (shop, place) = (ask.which.shop()?, ask.which.log_place()?);
    let office = shop.open().await?;
    keep(&office, &place)?;
    let answer = async {
        // What nobody has signed yet, this run signs: an office that has not served since it was filled.
        office.sign_log().await.map_err(|e| Fault::failed(e.to_string()))?;
        let mut bar = crate::progress::Bar::new("entries");
        office.export_log(&ask.folder, &mut |p| bar.tell(p.done, p.of)).await.map_err(Fault::from)
    }
    .await;
    close(office).await;
    match answer? {
        Some(size) => println!("{size} entries in {}.", ask.folder.display()),
        None => println!("The log has no entries yet."),
    }
    Ok(())
}

async fn guard(sure: &Sure) -> Result<(), Fault> {
    let (shop, place) = (sure.which.shop()?, sure.which.log_place()?);
    if place.guard.exists() {
        return Err(Fault::asked(format!("{} is there; nothing is to be made anew", place.guard.display())));
    }
    let office = shop.open().await?;
    let key = key_of(&place)?;
    let last = office.checkpoint().await;
    close(office).await;
    let Some(last) = last? else {
        println!("Nothing was signed yet: the file is made with the first signature.");
        return Ok(());
    };
    println!("The database says that {} entries were signed last.", last.size);
    if !sure.yes {
        println!("Is this the database that signed them, and is no other copy of it at work? Then say it with --yes.");
        return Ok(());
    }
    let record = ledger::guard::LastSigned::new(key.name().as_str(), last.size, last.root)
        .map_err(|e| Fault::failed(e.to_string()))?;
    std::fs::write(&place.guard, record.to_string()).map_err(|e| Fault::file(&place.guard, e))?;
    println!("{} is made anew.", place.guard.display());
    Ok(())
}

async fn renew(sure: &Sure) -> Result<(), Fault> {
    let (shop, place) = (sure.which.shop()?, sure.which.log_place()?);
    let old = key_of(&place)?;
    let name = next_name(old.name().as_str());
    println!(
        "The log {} ends here; {name} begins, with a new key and all events of this database.",
        old.name().as_str()
    );
    if !sure.yes {
        println!("Proofs that citizens hold stay valid for the old log as far as it was signed. Say it with --yes.");
        return Ok(());
    }
    let office = shop.open().await?;
    let forgotten = office.forget_checkpoints().await;
    close(office).await;
    forgotten?;
    let aside = |path: &Path| path.with_extension(format!("{}.old", path.extension().unwrap_or_default().display()));
    for path in [&place.key, &place.guard] {
        if path.exists() {
            std::fs::rename(path, aside(path)).map_err(|e| Fault::file(path, e))?;
        }
    }
    println!("{}", made(&place.key, &name)?.verifier());
    Ok(())
}

/// `a.example/log` → `a.example/log-2` → `a.example/log-3`.
fn next_name(name: &str) -> String {
    match name.rsplit_once("/log-").and_then(|(base, n)| Some((base, n.parse::<u32>().ok()?))) {
        Some((base, n)) => format!("{base}/log-{}", n + 1),
        None => format!("{name}-2"),
    }
}

#[cfg(test)]
mod tests {
    use super::{name_of, next_name};

    #[test]
    fn a_log_is_named_after_the_office_and_a_new_one_counts_on() {
        assert_eq!(name_of("https://motcua.example:8443/x"), "motcua.example/log");
        assert_eq!(name_of(""), "motcua.local/log");
        assert_eq!(next_name("a.example/log"), "a.example/log-2");
        assert_eq!(next_name("a.example/log-9"), "a.example/log-10");
    }
}
