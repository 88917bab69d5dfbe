//! `motcua check`: tells what is wrong in the files of the law, and in an agency's own forms.

use crate::check::check_data;
use crate::check_forms::check_forms;
use crate::fault::Fault;
use clap::Subcommand;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What to check.
#[derive(Subcommand)]
pub enum Ask {
    /// Every file of a data folder against its schema and the rules beyond it.
    Data {
        /// The folder.
        #[arg(default_value = "data")]
        dir: PathBuf,
    },
    /// An agency's own forms: each paper is set once from them, with invented values.
    Forms {
        /// The folder, as `forms` names it in the configuration.
        #[arg(default_value = "forms")]
        dir: PathBuf,
        /// Puts the papers here, to be looked at.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// Checks and tells; faults end with exit code 1.
pub fn run(ask: Ask) -> Result<(), Fault> {
    match ask {
        Ask::Data { dir } => {
            there(&dir, "name the data folder: motcua check data DIR")?;
            let report = check_data(&dir);
            // Who pipes the report into `head` has read enough.
            let _ = write!(std::io::stdout(), "{report}");
            faultless(report.faults.len(), &dir)
        }
        Ask::Forms { dir, out } => {
            there(&dir, "name the folder of forms: motcua check forms DIR")?;
            let report = check_forms(&dir, out.as_deref())?;
            let _ = write!(std::io::stdout(), "{report}");
            faultless(report.faults.len(), &dir)
        }
    }
}

fn there(dir: &Path, hint: &str) -> Result<(), Fault> {
    if dir.is_dir() { Ok(()) } else { Err(Fault::asked(format!("{}: no such folder; {hint}", dir.display()))) }
}

fn faultless(faults: usize, dir: &Path) -> Result<(), Fault> {
    if faults == 0 { Ok(()) } else { Err(Fault::failed(format!("{faults} faults in {}", dir.display()))) }
}
