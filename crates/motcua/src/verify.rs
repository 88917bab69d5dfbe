//! `motcua verify`: a proof that a citizen keeps, or a whole published log, checked by whoever asks, offline.

use crate::fault::Fault;
use crate::progress::Bar;
use clap::Args;
use ledger::audit::{LogReader, audit};
use ledger::{EntryBundle, Policy, Shown, SignedCheckpoint, Tile, TlogProof};
use std::io;
use std::path::{Path, PathBuf};

/// What to check.
#[derive(Args)]
pub struct Ask {
    /// A proof (`….tlog-proof`), or the folder of a published log.
    what: PathBuf,
    /// The keys to trust (C2SP tlog-policy). For a folder its own `policy` is taken if none is given: then
    /// nothing but its inner agreement is shown.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// An older checkpoint that was kept: the log must have grown out of it. May stand more than once.
    #[arg(long, value_name = "FILE")]
    kept: Vec<PathBuf>,
}

/// Checks it; exit status 1 when it is not right.
pub fn run(ask: &Ask) -> Result<(), Fault> {
    if ask.what.is_dir() { log(ask) } else { proof(ask) }
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|e| Fault::file(path, e))
}

fn policy(path: &Path) -> Result<Policy, Fault> {
    Policy::parse(&read(path)?).map_err(|e| Fault::asked(format!("{}: {e}", path.display())))
}

fn proof(ask: &Ask) -> Result<(), Fault> {
    let path = ask.policy.as_ref().ok_or_else(|| {
        Fault::asked("whom to trust? --policy FILE, with a line `log <key>` and a line `quorum none`; the office publishes it as /ledger/policy")
    })?;
    let policy = policy(path)?;
    let wrong = |e: &dyn std::fmt::Display| Fault::failed(format!("{}: {e}", ask.what.display()));
    let proof = TlogProof::parse(&read(&ask.what)?).map_err(|e| wrong(&e))?;
    let (judgement, opening) = proof.verify_opening(&policy).map_err(|e| wrong(&e))?;
    let head = proof.checkpoint().checkpoint();
    println!("right: entry {} of {} in the log {}", proof.index(), head.size(), head.origin());
    for witness in &judgement.witnesses {
        println!("seen by {witness:?}");
    }
    let mut shut = 0;
    for field in opening.fields() {
        match field {
            Shown::Open(field) => println!("{}: {}", field.name(), String::from_utf8_lossy(field.value())),
            Shown::Shut(_) => shut += 1,
        }
    }
    if shut > 0 {
        println!("{shut} fields are shut");
    }
    Ok(())
}

/// A published log as a folder.
struct Folder<'a>(&'a Path);

impl Folder<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.0.join(path)).map_err(|e| io::Error::new(e.kind(), format!("{path}: {e}")))
    }
}

impl LogReader for Folder<'_> {
    type Error = io::Error;

    fn checkpoint(&self) -> io::Result<Vec<u8>> {
        self.read("checkpoint")
    }

    fn tile(&self, tile: Tile) -> io::Result<Vec<u8>> {
        self.read(&tile.to_string())
    }

    fn entries(&self, bundle: EntryBundle) -> io::Result<Vec<u8>> {
        self.read(&bundle.to_string())
    }
}

fn log(ask: &Ask) -> Result<(), Fault> {
    let own = ask.what.join("policy");
    let policy = policy(ask.policy.as_ref().unwrap_or(&own))?;
    let mut kept = Vec::new();
    let older = ask.what.join("checkpoints");
    let listed = std::fs::read_dir(&older).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in listed.chain(ask.kept.iter().cloned()) {
        let checkpoint = SignedCheckpoint::parse(&read(&path)?);
        kept.push(checkpoint.map_err(|e| Fault::failed(format!("{}: {e}", path.display())))?);
    }
    let mut bar = Bar::new("entries");
    let report = audit(&Folder(&ask.what), &policy, &kept, |p| bar.tell(p.done, p.of))
        .map_err(|e| Fault::failed(format!("{}: {e}", ask.what.display())))?;
    let head = report.checkpoint.checkpoint();
    println!("right: {} entries in the log {}, root {}", head.size(), head.origin(), head.root().to_hex());
    println!(
        "{} tiles; grown from {} older checkpoints; {} witnesses",
        report.tiles,
        report.grown_from.len(),
        report.judgement.witnesses.len()
    );
    if ask.policy.is_none() {
        println!("By the folder's own policy: give --policy with keys that you have from elsewhere.");
    }
    Ok(())
}
