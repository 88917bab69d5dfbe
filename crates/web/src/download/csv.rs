//! CSV as RFC 4180 writes it, safe to open in a spreadsheet.

use super::{Cell, Row, Sheet};
use axum::body::Bytes;
use domain::calendar::local;

/// U+FEFF in UTF-8: without it Excel takes a file for one of the local code page.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes rows as lines.
pub(super) struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(super) fn new(sheet: &Sheet, mark: bool) -> Self {
        let mut writer = Writer { out: if mark { MARK.to_vec() } else { Vec::new() } };
        let titles: Vec<Cell> = sheet.columns.iter().map(|c| Cell::Text(c.title.clone())).collect();
        writer.row(&titles);
        writer
    }

    pub(super) fn rows(&mut self, rows: &[Row]) -> Bytes {
        for row in rows {
            self.row(row);
        }
        std::mem::take(&mut self.out).into()
    }

    /// What stands before the first row, when there is none.
    pub(super) fn end(&mut self) -> Bytes {
        std::mem::take(&mut self.out).into()
    }

    fn row(&mut self, row: &[Cell]) {
        for (n, cell) in row.iter().enumerate() {
            if n > 0 {
                self.out.push(b',');
            }
            self.field(cell);
        }
        self.out.extend_from_slice(b"\r\n");
    }

    fn field(&mut self, cell: &Cell) {
        match cell {
            Cell::Empty => {}
            Cell::Number(n) => self.out.extend_from_slice(n.to_string().as_bytes()),
            Cell::Moment(at) => {
                self.out.extend_from_slice(local(*at).strftime("%d/%m/%Y %H:%M").to_string().as_bytes());
            }
            Cell::Day(day) => self.out.extend_from_slice(day.strftime("%d/%m/%Y").to_string().as_bytes()),
            Cell::Text(text) => self.text(text),
        }
    }

    fn text(&mut self, text: &str) {
        // A spreadsheet would run a text that begins so as a formula: an apostrophe keeps it a text.
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quoted = formula || text.contains(['"', ',', '\r', '\n']);
        if !quoted {
            self.out.extend_from_slice(text.as_bytes());
            return;
        }
        self.out.push(b'"');
        if formula {
            self.out.push(b'\'');
        }
        for byte in text.bytes() {
            if byte == b'"' {
                self.out.push(b'"');
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;
    use crate::download::{Cell, Head, Sheet};

    fn written(mark: bool, cells: Vec<Cell>) -> String {
        let columns = vec![Head { title: "Mã, số".into(), width: 9 }];
        let mut writer = Writer::new(&Sheet { file: String::new(), title: String::new(), columns }, mark);
        String::from_utf8(writer.rows(&[cells]).to_vec()).unwrap()
    }

    #[test]
    fn fields_are_quoted_where_the_format_needs_it() {
        let cells = vec![Cell::from("a \"b\", c"), Cell::Empty, Cell::Number(-5), Cell::from("hai\ndòng")];
        assert_eq!(written(false, cells), "\"Mã, số\"\r\n\"a \"\"b\"\", c\",,-5,\"hai\ndòng\"\r\n");
    }

    #[test]
    fn a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe() {
        for text in ["=1+1", "+84 999", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(written(false, vec![Cell::from(text)]), format!("\"Mã, số\"\r\n\"'{text}\"\r\n"));
        }
    }

    #[test]
    fn a_file_for_excel_begins_with_the_byte_order_mark() {
        assert!(written(true, vec![]).starts_with('\u{feff}') && !written(false, vec![]).starts_with('\u{feff}'));
    }

    #[test]
    fn a_moment_is_written_in_the_time_of_viet_nam() {
        let at = Cell::Moment("2026-08-14T17:30:00Z".parse().unwrap());
        let day = Cell::Day("2026-08-04".parse().unwrap());
        assert!(written(false, vec![at, day]).ends_with("15/08/2026 00:30,04/08/2026\r\n"));
    }
}
