//! `motcua files`: whether every file that a dossier stands on is there and unchanged.

use crate::fault::Fault;
use crate::shop::{Which, close};
use clap::Subcommand;
use std::time::Instant;

/// What to do.
#[derive(Subcommand)]
pub enum Ask {
    /// Read every file that an event names, and compare size and hash.
    Check(Which),
    /// Remove what nobody wants: uploads whose time is over, contents that no event names.
    Sweep(Which),
}

/// Does it.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    match ask {
        Ask::Check(which) => check(&which).await,
        Ask::Sweep(which) => sweep(&which).await,
    }
}

async fn check(which: &Which) -> Result<(), Fault> {
    let office = which.shop()?.open().await?;
    let began = Instant::now();
    let checked = office.check_files().await;
    close(office).await;
    let checked = checked?;
    for fault in &checked.faults {
        println!("dossier {}, file {}: {}", fault.dossier, fault.file, fault.what);
    }
    println!(
        "{} files, {} MB, {} faults, in {:.1} s.",
        checked.files,
        checked.bytes.div_ceil(domain::file::MEGABYTE),
        checked.faults.len(),
        began.elapsed().as_secs_f64()
    );
    match checked.faults.len() {
        0 => Ok(()),
        n => Err(Fault::failed(format!("{n} files are not as their dossiers say"))),
    }
}

async fn sweep(which: &Which) -> Result<(), Fault> {
    let office = which.shop()?.open().await?;
    let swept = office.sweep_files().await;
    close(office).await;
    let swept = swept?;
    println!(
        "{} uploads whose time was over; {} parts and {} contents that nobody wanted.",
        swept.expired, swept.parts, swept.kept
    );
    Ok(())
}
