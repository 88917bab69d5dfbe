//! `motcua fsck`: everything hashed again from the disk, against what was committed to and signed.

use crate::fault::Fault;
use crate::ledger;
use crate::progress::Bar;
use crate::shop::{Which, close};
use clap::Args;
use std::time::Instant;

/// Whose disk.
#[derive(Args)]
pub struct Ask {
    #[command(flatten)]
    which: Which,
}

/// Looks at everything; exit status 1 when something is not as it was committed to.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let (shop, place) = (ask.which.shop()?, ask.which.log_place()?);
    let office = shop.open().await?;
    let began = Instant::now();
    let answer = async {
        // A check makes no key: without one it compares roots alone.
        if place.key.exists() {
            ledger::keep(&office, &place)?;
        }
        let mut bar = Bar::new("events");
        let log = office.check_log(&mut |p| bar.tell(p.done, p.of)).await?;
        Ok::<_, Fault>((log, office.check_files().await?))
    }
    .await;
    close(office).await;
    let ((report, faults), files) = answer?;
    for fault in &faults {
        println!("{fault}");
    }
    for fault in &files.faults {
        println!("dossier {}, file {}: {}", fault.dossier, fault.file, fault.what);
    }
    println!(
        "{} events, {} tiles, {} checkpoints, {} files: {} faults, in {:.1} s.",
        report.events,
        report.tiles,
        report.checkpoints,
        files.files,
        faults.len() + files.faults.len(),
        began.elapsed().as_secs_f64()
    );
    match faults.len() + files.faults.len() {
        0 => Ok(()),
        n => Err(Fault::failed(format!("{n} things are not as they were committed to"))),
    }
}
