//! `motcua init`: a new database with its organisation and procedures.

use crate::config::Config;
use crate::fault::Fault;
use crate::shop::{Shop, close, is_set_up};
use clap::Args;
use std::path::PathBuf;

/// What to make.
#[derive(Args)]
pub struct Ask {
    /// The configuration.
    #[arg(long, default_value = "motcua.toml")]
    config: PathBuf,
    /// The organisation, instead of the configuration's: a file, or ngo-quyen or two-tier.
    #[arg(long)]
    organisation: Option<String>,
}

/// Makes it; a database that has an organisation is left alone.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let config = Config::read(&ask.config)?;
    let name = ask.organisation.or_else(|| config.organisation.clone()).ok_or_else(|| {
        Fault::asked("which organisation? Say --organisation FILE, or set organisation in the configuration")
    })?;
    let shop = Shop::of(&config)?;
    let office = shop.open().await?;
    if is_set_up(&office) {
        close(office).await;
        return Err(Fault::failed(format!(
            "{} has an organisation already; nothing was changed",
            config.data.display()
        )));
    }
    shop.set_up(&office, &name).await?;
    let law = office.law();
    println!(
        "{}: {} units, {} posts, {} procedures.",
        law.organisation.name.vi,
        law.organisation.units.len(),
        law.organisation.posts.len(),
        law.catalogue.len()
    );
    println!("Next: motcua admin create --config {} --name … --login … --unit …", ask.config.display());
    close(office).await;
    Ok(())
}
