//! What can go wrong at the press, in words for the person who keeps the templates.

use std::path::PathBuf;

/// Why a paper could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No template of this name, neither in the agency's folder nor among ours.
    #[error("no template is called {0}")]
    UnknownTemplate(String),
    /// The agency's own template is there but cannot be read.
    #[error("the agency's template {} cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// The template is wrong, or does not fit its data, or its output is not PDF/A-2b.
    #[error("{}", describe(template, *own, *line, message))]
    Template {
        /// File name, e.g. `receipt.typ`.
        template: String,
        /// The file comes from the agency's own folder.
        own: bool,
        /// Line in that file, counted from 1; none when the fault has no place in a file.
        line: Option<usize>,
        /// The compiler's message, with its hints.
        message: String,
    },
    /// The value does not become JSON.
    #[error("the paper's data cannot be written as JSON: {0}")]
    Data(#[from] serde_json::Error),
    /// No QR code holds so much text.
    #[error("a text of {0} bytes is too long for a QR code")]
    QrTooLong(usize),
    /// The creation time (µs since the Unix epoch) is outside what a PDF can say.
    #[error("{0} µs since 1970 is not a date that a PDF can carry")]
    Created(i64),
}

fn describe(template: &str, own: bool, line: Option<usize>, message: &str) -> String {
    let owner = if own { "the agency's template" } else { "template" };
    match line {
        Some(line) => format!("{owner} {template}, line {line}: {message}"),
        None => format!("{owner} {template}: {message}"),
    }
}
