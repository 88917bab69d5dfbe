//! Tables to take away: CSV and XLSX, made while they are sent. What is in memory at any moment is
//! one page of rows; a download that breaks off leaves nothing behind.
//!
//! A room brings a [`Sheet`] (what the columns are called) and a [`Source`] (its rows, a page at a
//! time), and answers with [`respond`].

mod csv;
mod xlsx;
mod zip;

use crate::i18n::Tr;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::calendar::{Date, Timestamp};
use http_body::Frame;
use maud::{Markup, html};
use office::Error;
use office::export::Format;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Pieces that wait for a slow reader.
const WAITING: usize = 2;

/// CSV as pages offer it: people open it in Excel.
pub const EXCEL_CSV: Format = Format::Csv { mark: true };

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number, or đồng.
    Number(i64),
    /// A moment, shown in the time of Viet Nam.
    Moment(Timestamp),
    /// A day.
    Day(Date),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Cell::Number(n)
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(at: Option<Timestamp>) -> Self {
        at.map_or(Cell::Empty, Cell::Moment)
    }
}

/// One row.
pub type Row = Vec<Cell>;

/// A column: its title and how wide it is drawn in a spreadsheet, in characters.
#[derive(Debug, Clone)]
pub struct Head {
    /// Title, in the reader's language.
    pub title: String,
    /// Characters.
    pub width: u8,
}

/// What a table is called.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Name of the file without its ending; anything but ASCII letters, digits, `.` and `-` becomes `-`.
    pub file: String,
    /// Title of the spreadsheet's tab.
    pub title: String,
    /// Columns.
    pub columns: Vec<Head>,
}

impl Sheet {
    /// A table whose columns are the texts `<prefix>-<name>`; `columns` names them, with their widths.
    pub fn of(t: Tr, file: impl Into<String>, title: impl Into<String>, prefix: &str, columns: &[(&str, u8)]) -> Self {
        let columns =
            columns.iter().map(|(name, width)| Head { title: t.s(&format!("{prefix}-{name}")), width: *width });
        Sheet { file: file.into(), title: title.into(), columns: columns.collect() }
    }
}

/// Where rows come from, a page at a time.
pub trait Source: Send + 'static {
    /// The next rows; none: there are no more. Between two calls nothing is held: no connection,
    /// no transaction.
    fn next(&mut self) -> impl Future<Output = Result<Vec<Row>, Error>> + Send;
}

/// Rows that are there already: a short table.
impl Source for Vec<Row> {
    async fn next(&mut self) -> Result<Vec<Row>, Error> {
        Ok(std::mem::take(self))
    }
}

/// Writes rows as bytes of a file.
enum Writer {
    Csv(csv::Writer),
    Xlsx(Box<xlsx::Writer>),
}

impl Writer {
    fn new(sheet: &Sheet, format: Format) -> io::Result<Self> {
        Ok(match format {
            Format::Csv { mark } => Writer::Csv(csv::Writer::new(sheet, mark)),
            Format::Xlsx => Writer::Xlsx(Box::new(xlsx::Writer::new(sheet)?)),
            Format::Pdf => return Err(io::Error::other("papers come from the press")),
        })
    }

    fn rows(&mut self, rows: &[Row]) -> io::Result<Bytes> {
        match self {
            Writer::Csv(w) => Ok(w.rows(rows)),
            Writer::Xlsx(w) => w.rows(rows),
        }
    }

    fn end(self) -> io::Result<Bytes> {
        match self {
            Writer::Csv(mut w) => Ok(w.end()),
            Writer::Xlsx(w) => w.end(),
        }
    }
}

/// The answer to a request for a table. The first page is read before it begins, so that a refusal
/// or a fault is still an answer of its own; a fault later breaks the transfer off, and the reader's
/// program says that the file is not whole.
pub async fn respond(sheet: Sheet, format: Format, mut source: impl Source) -> Result<Response, Error> {
    let first = source.next().await?;
    let mut writer = Writer::new(&sheet, format).map_err(|e| Error::Press(e.to_string()))?;
    let (send, pieces) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut rows = Ok(first);
        loop {
            let piece = match rows {
                Ok(rows) if rows.is_empty() => {
                    let _ = send.send(writer.end()).await;
                    return;
                }
                Ok(rows) => writer.rows(&rows),
                Err(error) => Err(io::Error::other(error)),
            };
            if let Err(error) = &piece {
                tracing::error!(%error, "a table was not sent to its end");
            }
            let broken = piece.is_err();
            // Whoever broke the download off has dropped the other end: so does this one.
            if send.send(piece).await.is_err() || broken {
                return;
            }
            rows = source.next().await;
        }
    });
    let mut response = Response::new(Body::new(Pieces(pieces)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(format)));
    let name = format!("attachment; filename=\"{}.{}\"", plain(&sheet.file), format.ending());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The links to a list's files, below the list. `query`: what stands after the question mark.
pub fn links(t: Tr, path: &str, query: &str, formats: &[Format]) -> Markup {
    let joint = if query.is_empty() { "" } else { "?" };
    html! {
        p.govuk-body.motcua-downloads {
            (t.s("download-as")) " "
            @for (n, format) in formats.iter().enumerate() {
                @if n > 0 { ", " }
                a.govuk-link href={ (path) "." (format.ending()) (joint) (query) } download {
                    (t.s(&format!("download-{}", format.ending())))
                }
            }
        }
    }
}

/// The media type of a format.
pub const fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv { .. } => "text/csv; charset=utf-8; header=present",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Pdf => "application/pdf",
    }
}

/// A name that every file system takes.
fn plain(name: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '-' };
    domain::text::fold(name).chars().map(fit).collect()
}

/// A body that is sent piece by piece.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.get_mut().0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Sheet, plain, respond};
    use crate::i18n::{Lang, Tr};
    use office::export::Format;

    fn sheet() -> Sheet {
        Sheet { file: "Sổ 2026/Hộ tịch".into(), title: "Sổ".into(), columns: vec![] }
    }

    #[test]
    fn a_file_has_a_name_that_every_system_takes() {
        assert_eq!(plain("Sổ 2026/Hộ tịch"), "so-2026-ho-tich");
        assert_eq!(
            Sheet::of(Tr(Lang::Vi), "a", "b", "nav", &[("home", 3)]).columns[0].title,
            Tr(Lang::Vi).s("nav-home")
        );
    }

    #[tokio::test]
    async fn an_answer_is_sent_as_a_file() {
        let answer = respond(sheet(), Format::Xlsx, vec![vec![Cell::Number(1)]]).await.unwrap();
        assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"so-2026-ho-tich.xlsx\"");
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        assert_eq!(&bytes[bytes.len() - 22..bytes.len() - 18], b"PK\x05\x06");
    }
}
