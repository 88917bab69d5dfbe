//! The press: templates, ours or the agency's, set with data into PDF/A-2b.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use typst::WorldExt as _;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{DiagSpan, Source};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::desk::{DATA, Desk, QR, Type, file_id};
use crate::error::PrintError;
use crate::{qr, text};

/// Our own templates. A new form is one line here and one file in `data/forms/`.
static OURS: [(&str, &str); 11] = [
    ("base.typ", include_str!("../../../data/forms/base.typ")),
    ("apology.typ", include_str!("../../../data/forms/apology.typ")),
    ("control.typ", include_str!("../../../data/forms/control.typ")),
    ("receipt.typ", include_str!("../../../data/forms/receipt.typ")),
    ("refusal.typ", include_str!("../../../data/forms/refusal.typ")),
    ("register.typ", include_str!("../../../data/forms/register.typ")),
    ("result.typ", include_str!("../../../data/forms/result.typ")),
    ("stop.typ", include_str!("../../../data/forms/stop.typ")),
    ("supplement.typ", include_str!("../../../data/forms/supplement.typ")),
    ("transfer.typ", include_str!("../../../data/forms/transfer.typ")),
    ("voucher.typ", include_str!("../../../data/forms/voucher.typ")),
];

/// Compilations after which typst's memory of a paper is gone: long enough for the next paper
/// from the same template to be quick, short enough that nobody's data lingers.
const REMEMBER: usize = 4;

/// Vietnam's clock in minutes before UTC's; no daylight saving since 1975.
const VIETNAM_MINUTES: i32 = 7 * 60;

/// Sets papers from templates. Cheap to share (`Send + Sync`); make one and keep it.
pub struct Press {
    types: Arc<Type>,
    ours: BTreeMap<String, Source>,
    dir: Option<PathBuf>,
}

impl Default for Press {
    fn default() -> Self {
        Self::new()
    }
}

/// Forgets at the end of every compilation, the failed and the panicked ones too.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        comemo::evict(REMEMBER);
    }
}

impl Press {
    /// The embedded faces and our own templates.
    pub fn new() -> Self {
        Self::with_templates(None)
    }

    /// The agency's own folder overrides ours file by file: a `receipt.typ` there takes the place
    /// of ours, a `base.typ` changes the head of every paper, a new name is a new paper. It is
    /// read again for every paper, so an edit needs no restart.
    pub fn with_templates(dir: Option<PathBuf>) -> Self {
        let ours = OURS.iter().filter_map(|(name, text)| Some(((*name).to_owned(), source(name, text)?))).collect();
        Self { types: Arc::new(Type::load()), ours, dir }
    }

    /// Prints any template with any data; `qr` is the text of the code that the template finds as
    /// `qr.svg`, `created` the PDF's date in µs since the Unix epoch, UTC.
    pub fn render(&self, template: &str, data: &Value, qr: Option<&str>, created: i64) -> Result<Vec<u8>, PrintError> {
        let timestamp = timestamp(created).ok_or(PrintError::Created(created))?;
        let (sources, own) = self.templates()?;
        let main = match sources.get(template) {
            Some(source) => source.id(),
            None => return Err(PrintError::UnknownTemplate(template.to_owned())),
        };
        let json = text::printable_value(data, &|c| self.types.covers(c)).to_string();
        let mut files = BTreeMap::from([(DATA, Bytes::from_string(json.clone()))]);
        if let Some(address) = qr {
            let svg = qr::svg(address).ok_or(PrintError::QrTooLong(address.len()))?;
            files.insert(QR, Bytes::from_string(svg));
        }
        let desk = Desk { types: Arc::clone(&self.types), main, sources, files };
        let options = PdfOptions {
            // Typst hashes it: the data is not in the file twice.
            ident: Smart::Custom(format!("{template}\n{created}\n{json}")),
            creator: Smart::Custom(Some("motcua".to_owned())),
            timestamp: Some(timestamp),
            standards: PdfStandards::new(&[PdfStandard::A_2b]).expect("one archival standard agrees with itself"),
            ..PdfOptions::default()
        };

        let _forget = Forget;
        typst::compile::<PagedDocument>(&desk)
            .output
            .and_then(|document| typst_pdf::pdf(&document, &options))
            .map_err(|faults| explain(&desk, template, &own, &faults))
    }

    /// Ours with the agency's laid over them, and the names of the agency's.
    fn templates(&self) -> Result<(BTreeMap<String, Source>, Vec<String>), PrintError> {
        let mut sources = self.ours.clone();
        let mut own = Vec::new();
        let Some(dir) = &self.dir else {
            return Ok((sources, own));
        };
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| PrintError::Unreadable { path, source }
        };
        for entry in std::fs::read_dir(dir).map_err(unreadable(dir))? {
            let path = entry.map_err(unreadable(dir))?.path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
                continue;
            };
            if !is_template_name(name) {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            if let Some(source) = source(name, &text) {
                own.push(name.to_owned());
                sources.insert(name.to_owned(), source);
            }
        }
        Ok((sources, own))
    }
}

/// `receipt.typ`: lower-case letters, digits, `-`, `_`; no editor's back-up copies.
fn is_template_name(name: &str) -> bool {
    name.strip_suffix(".typ").is_some_and(|stem| {
        !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    })
}

fn source(name: &str, text: &str) -> Option<Source> {
    Some(Source::new(file_id(name)?, text.to_owned()))
}

fn timestamp(created: i64) -> Option<Timestamp> {
    let instant = jiff::Timestamp::from_microsecond(created).ok()?;
    let offset = jiff::tz::Offset::from_seconds(VIETNAM_MINUTES * 60).ok()?;
    let local = offset.to_datetime(instant);
    let part = |n: i8| u8::try_from(n).ok();
    let datetime = Datetime::from_ymd_hms(
        i32::from(local.year()),
        part(local.month())?,
        part(local.day())?,
        part(local.hour())?,
        part(local.minute())?,
        part(local.second())?,
    )?;
    Timestamp::new_local(datetime, VIETNAM_MINUTES)
}

/// The first fault as "which file, which line, what"; when it lies in the data or nowhere, the
/// template's line that led to it.
fn explain(desk: &Desk, template: &str, own: &[String], faults: &[SourceDiagnostic]) -> PrintError {
    let Some(fault) = faults.first() else {
        return fault_at(template, own, None, "the compiler gave no reason".to_owned());
    };
    let mut message = fault.message.to_string();
    for hint in &fault.hints {
        message.push_str(" (");
        message.push_str(&hint.v);
        message.push(')');
    }
    if faults.len() > 1 {
        let _ = write!(message, " [and {} more]", faults.len() - 1);
    }
    let places = std::iter::once(fault.span).chain(fault.trace.iter().map(|t| t.span.into()));
    for span in places {
        if let Some((name, line)) = place(desk, span) {
            return fault_at(&name, own, Some(line), message);
        }
    }
    fault_at(template, own, None, message)
}

fn fault_at(name: &str, own: &[String], line: Option<usize>, message: String) -> PrintError {
    PrintError::Template { template: name.to_owned(), own: own.iter().any(|o| o == name), line, message }
}

/// File name and line (from 1) of a span that lies in a template.
fn place(desk: &Desk, span: DiagSpan) -> Option<(String, usize)> {
    let name = span.id()?.get().vpath().get_without_slash();
    let source = desk.sources.get(name)?;
    let start = desk.range(span)?.start;
    Some((name.to_owned(), source.lines().byte_to_line(start)? + 1))
}
