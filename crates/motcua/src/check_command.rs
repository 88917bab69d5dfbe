//! `motcua check data [DIR]`: tells what is wrong in the files of the law.

use crate::check::check_data;
use crate::fault::Fault;
use clap::Subcommand;
use std::io::Write as _;
use std::path::PathBuf;

/// What to check.
#[derive(Subcommand)]
pub enum Ask {
    /// Every file of a data folder against its schema and the rules beyond it.
    Data {
        /// The folder.
        #[arg(default_value = "data")]
        dir: PathBuf,
    },
}

/// Checks and tells; faults end with exit code 1.
pub fn run(ask: Ask) -> Result<(), Fault> {
    let Ask::Data { dir } = ask;
    if !dir.is_dir() {
        return Err(Fault::asked(format!(
            "{}: no such folder; name the data folder: motcua check data DIR",
            dir.display()
        )));
    }
    let report = check_data(&dir);
    // Who pipes the report into `head` has read enough.
    let _ = write!(std::io::stdout(), "{report}");
    if report.is_sound() {
        Ok(())
    } else {
        Err(Fault::failed(format!("{} faults in {}", report.faults.len(), dir.display())))
    }
}
