//! `motcua check forms`: every paper is set once from an agency's own templates, with invented values.

use crate::data::Data;
use crate::fault::Fault;
use ::print::{Press, PrintError};
use std::fmt;
use std::path::Path;

/// The date of the samples: 14 August 2026, 9:05 in Vietnam, µs since the Unix epoch.
const CREATED: i64 = 1_786_673_100_000_000;

/// What a check found.
pub struct FormsReport {
    /// Papers that were set.
    pub papers: usize,
    /// Faults, each with file and line where it has one.
    pub faults: Vec<String>,
}

impl fmt::Display for FormsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        writeln!(f, "{} papers, {} faults", self.papers, self.faults.len())
    }
}

/// Sets each paper from the folder's templates laid over ours; with `out` keeps them there.
pub fn check_forms(dir: &Path, out: Option<&Path>) -> Result<FormsReport, Fault> {
    let data = Data::from(None);
    let press = Press::with_templates(Some(dir.to_owned()));
    let mut report = FormsReport { papers: 0, faults: Vec::new() };
    if let Err(e) = data.house_with(Some(dir)) {
        report.faults.push(e.to_string());
    }
    if let Some(out) = out {
        std::fs::create_dir_all(out).map_err(|e| Fault::file(out, e))?;
    }
    for (kind, sample) in data.samples()? {
        report.papers += 1;
        let qr = sample["head"]["follow"]["url"].as_str();
        match press.render(&format!("{kind}.typ"), &sample, qr, CREATED) {
            Ok(pdf) => {
                if let Some(out) = out {
                    let path = out.join(format!("{kind}.pdf"));
                    std::fs::write(&path, pdf).map_err(|e| Fault::file(&path, e))?;
                }
            }
            // One fault of `base.typ` would be told by every paper that imports it.
            Err(e) => {
                let said = match e {
                    PrintError::Template { .. } => e.to_string(),
                    other => format!("{kind}: {other}"),
                };
                if !report.faults.contains(&said) {
                    report.faults.push(said);
                }
            }
        }
    }
    Ok(report)
}
