//! `motcua procedure`: one procedure as a file, taken away or brought as a draft.

use crate::config::Config;
use crate::fault::Fault;
use crate::import::actor;
use crate::shop::{Shop, close, is_set_up};
use clap::{Args, Subcommand};
use domain::id::ProcedureKey;
use domain::procedure::compare::{Change, Figure, compare};
use domain::procedure::{Procedure, ProcedureCommand, Version};
use office::Office;
use std::path::PathBuf;
use web::i18n::{Lang, Tr};
use web::pages::catalogue::{read_file, say_fault};

/// What to do.
#[derive(Subcommand)]
pub enum Ask {
    /// Write a procedure as it is published here to the standard output, as JSON.
    Export(Export),
    /// Bring a procedure's file as a draft, which somebody else reviews and a leader signs.
    Import(Import),
}

/// Which procedure.
#[derive(Args)]
pub struct Export {
    /// Its key, such as 1.001193.
    key: ProcedureKey,
    /// The configuration.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
}

/// Which file.
#[derive(Args)]
pub struct Import {
    /// The file: JSON by procedure.schema.json.
    file: PathBuf,
    /// The configuration.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
    /// Only tell what it would change, and every fault.
    #[arg(long)]
    dry_run: bool,
    /// Sign-in name of the administrator in whose name it happens; needed once there is one.
    #[arg(long)]
    by: Option<String>,
    /// Language of the faults: vi or en.
    #[arg(long, default_value = "vi")]
    lang: String,
}

/// Runs `motcua procedure`.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    match ask {
        Ask::Export(ask) => {
            let office = Shop::of(&Config::read(&ask.config)?)?.open().await?;
            let answer = export(&office, &ask.key);
            close(office).await;
            print!("{}", answer?);
            Ok(())
        }
        Ask::Import(ask) => {
            let lang = Lang::parse(&ask.lang)
                .ok_or_else(|| Fault::asked(format!("--lang {:?}: expected vi or en", ask.lang)))?;
            let body = std::fs::read(&ask.file).map_err(|e| Fault::file(&ask.file, e))?;
            let procedure = read_file(&body).map_err(|faults| {
                for fault in &faults {
                    let (place, what) = say_fault(Tr(lang), fault);
                    println!("{place}: {what}");
                }
                Fault::failed(format!("{}: {} faults; nothing was taken in", ask.file.display(), faults.len()))
            })?;
            let office = Shop::of(&Config::read(&ask.config)?)?.open().await?;
            let answer = import(&office, &ask, procedure).await;
            close(office).await;
            answer
        }
    }
}

fn export(office: &Office, key: &ProcedureKey) -> Result<String, Fault> {
    let law = office.law();
    let procedure = law.catalogue.get(key).and_then(|p| p.procedure.as_ref());
    let procedure = procedure.ok_or_else(|| Fault::asked(format!("there is no published procedure {key}")))?;
    let text = serde_json::to_string_pretty(procedure).map_err(|e| Fault::failed(e.to_string()))?;
    Ok(format!("{text}\n"))
}

async fn import(office: &Office, ask: &Import, procedure: Procedure) -> Result<(), Fault> {
    if !is_set_up(office) {
        return Err(Fault::failed("there is no organisation yet; run motcua init first"));
    }
    let key = procedure.key.clone();
    let law = office.law();
    let newest = law.catalogue.get(&key).and_then(|p| p.procedure.as_ref()).and_then(|p| p.versions.last());
    match (newest, procedure.versions.last()) {
        (Some(before), Some(after)) => tell(before, after),
        _ => println!("{key} is not in the catalogue yet."),
    }
    if ask.dry_run {
        return Ok(());
    }
    let actor = actor(office, ask.by.as_deref()).await?;
    let command = ProcedureCommand::DraftFromFile(Box::new(procedure));
    office.change_procedure(&actor, &key, command).await.map_err(|e| Fault::failed(format!("{key}: {e}")))?;
    println!("{key}: taken in as a draft; somebody else reviews it, and a leader signs.");
    Ok(())
}

/// The three reductions, and papers that are new, gone or changed.
fn tell(before: &Version, after: &Version) {
    let c = compare(before, after);
    let r = c.reductions;
    for (what, figure) in [("papers", r.papers), ("papers always", r.papers_always), ("time", r.time), ("đồng", r.cost)]
    {
        match figure {
            Figure::Alike(a, b) => println!("{what}: {a} → {b} ({:+})", b - a),
            Figure::Unlike => println!("{what}: cannot be compared"),
        }
    }
    for change in &c.papers {
        match change {
            Change::Added(p) => println!("+ {}", p.name.vi),
            Change::Removed(p) => println!("- {}", p.name.vi),
            Change::Changed(_, p) => println!("~ {}", p.name.vi),
            Change::Same(_) => {}
        }
    }
}
