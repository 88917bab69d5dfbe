//! `motcua rebuild`: states and views folded again from the events.

use crate::config::{Config, in_folder};
use crate::fault::Fault;
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Which database.
#[derive(Args)]
pub struct Ask {
    /// The configuration.
    #[arg(long, default_value = "motcua.toml", conflicts_with = "data")]
    config: PathBuf,
    /// A data folder instead, such as the demo's.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Rebuilds in one transaction.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let database = match &ask.data {
        Some(folder) => {
            let file = in_folder(folder);
            if !Path::new(&file).is_file() {
                return Err(Fault::asked(format!("{file}: no such database")));
            }
            file
        }
        None => Config::read(&ask.config)?.database(),
    };
    let db = store::open(&database).await?;
    let began = Instant::now();
    let done = store::rebuild::rebuild(&db).await?;
    db.close().await;
    println!(
        "Rebuilt {} dossiers from {} events in {:.1} s.",
        done.dossiers,
        done.events,
        began.elapsed().as_secs_f64()
    );
    Ok(())
}
