//! XLSX (ECMA-376): one sheet, written row by row. Texts stand in their cells, not in a table of
//! strings at the end of the file, so that no row has to be remembered.

use super::zip::Archive;
use super::{Cell, Row, Sheet};
use axum::body::Bytes;
use domain::calendar::{Date, local};
use std::fmt::Write as _;
use std::io;

/// Rows that a spreadsheet takes, with the one of titles.
const MOST_ROWS: u32 = 1_048_576;

/// Styles by their place in `STYLES`: a title, a moment, a day, a number.
const TITLE: u8 = 1;
const MOMENT: u8 = 2;
const DAY: u8 = 3;
const NUMBER: u8 = 4;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font><font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// Writes rows into the sheet of a workbook.
pub(super) struct Writer {
    archive: Archive,
    rows: u32,
    text: String,
}

impl Writer {
    pub(super) fn new(sheet: &Sheet) -> io::Result<Self> {
        let mut archive = Archive::new();
        archive.file("[Content_Types].xml", &format!("{HEAD}{CONTENT_TYPES}"))?;
        archive.file("_rels/.rels", &format!("{HEAD}{RELATIONS}"))?;
        let mut book = format!(
            "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\""
        );
        escape(&mut book, &tab(&sheet.title));
        book.push_str("\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
        archive.file("xl/workbook.xml", &book)?;
        archive.file("xl/_rels/workbook.xml.rels", &format!("{HEAD}{BOOK_RELATIONS}"))?;
        archive.file("xl/styles.xml", &format!("{HEAD}{STYLES}"))?;
        archive.begin("xl/worksheets/sheet1.xml");
        // The row of titles stays in sight.
        let mut text = format!(
            "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
        );
        if !sheet.columns.is_empty() {
            text.push_str("<cols>");
            for (n, column) in (1..).zip(&sheet.columns) {
                // Writing to a String cannot fail.
                let _ = write!(text, "<col min=\"{n}\" max=\"{n}\" width=\"{}\" customWidth=\"1\"/>", column.width);
            }
            text.push_str("</cols>");
        }
        text.push_str("<sheetData>");
        let mut writer = Writer { archive, rows: 0, text };
        writer.row_begins()?;
        for column in &sheet.columns {
            words(&mut writer.text, &column.title, TITLE);
        }
        writer.text.push_str("</row>");
        writer.flush()?;
        Ok(writer)
    }

    pub(super) fn rows(&mut self, rows: &[Row]) -> io::Result<Bytes> {
        for row in rows {
            self.row_begins()?;
            for cell in row {
                put(&mut self.text, cell);
            }
            self.text.push_str("</row>");
        }
        self.flush()?;
        Ok(self.archive.take().into())
    }

    pub(super) fn end(mut self) -> io::Result<Bytes> {
        self.text.push_str("</sheetData></worksheet>");
        self.flush()?;
        self.archive.end()?;
        self.archive.close()?;
        Ok(self.archive.take().into())
    }

    fn row_begins(&mut self) -> io::Result<()> {
        if self.rows == MOST_ROWS {
            return Err(io::Error::other("a spreadsheet takes no more rows"));
        }
        self.rows += 1;
        let _ = write!(self.text, "<row r=\"{}\">", self.rows);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.archive.write(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

fn put(out: &mut String, cell: &Cell) {
    let _ = match cell {
        Cell::Empty => {
            out.push_str("<c/>");
            Ok(())
        }
        Cell::Text(text) => {
            words(out, text, 0);
            Ok(())
        }
        Cell::Number(n) => write!(out, "<c s=\"{NUMBER}\"><v>{n}</v></c>"),
        Cell::Moment(at) => {
            let at = local(*at);
            let (hour, minute) = (i32::from(at.hour()), i32::from(at.minute()));
            // A day is 1, a minute 1/1440; twelve places tell any minute from the next.
            let part = f64::from(hour * 60 + minute) / 1440.0;
            write!(out, "<c s=\"{MOMENT}\"><v>{}{}</v></c>", serial(at.date()), &format!("{part:.12}")[1..])
        }
        Cell::Day(day) => write!(out, "<c s=\"{DAY}\"><v>{}</v></c>", serial(*day)),
    };
}

/// Days since 30 December 1899, as spreadsheets count.
fn serial(day: Date) -> i64 {
    day.duration_since(Date::constant(1899, 12, 30)).as_hours() / 24
}

fn words(out: &mut String, text: &str, style: u8) {
    let _ = write!(out, "<c t=\"inlineStr\" s=\"{style}\"><is><t xml:space=\"preserve\">");
    escape(out, text);
    out.push_str("</t></is></c>");
}

/// A text as XML takes it; what it has no way to write is left out.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

/// A tab's title: at most 31 characters, none of those that stand for something in formulas.
fn tab(title: &str) -> String {
    title.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(31).collect()
}

#[cfg(test)]
mod tests {
    use super::{put, serial, tab};
    use crate::download::Cell;
    use domain::calendar::Date;

    fn cell(cell: &Cell) -> String {
        let mut out = String::new();
        put(&mut out, cell);
        out
    }

    #[test]
    fn days_and_moments_are_counted_as_spreadsheets_count() {
        assert_eq!(serial(Date::constant(2026, 11, 23)), 46_349);
        assert_eq!(
            cell(&Cell::Moment("2026-11-23T05:00:00Z".parse().unwrap())),
            "<c s=\"2\"><v>46349.500000000000</v></c>"
        );
        assert_eq!(
            cell(&Cell::Moment("2026-11-22T17:00:00Z".parse().unwrap())),
            "<c s=\"2\"><v>46349.000000000000</v></c>"
        );
    }

    #[test]
    fn a_text_is_never_a_formula_and_never_breaks_the_file() {
        let text = cell(&Cell::from("=HYPERLINK(\"x\")<&\u{1}"));
        assert!(text.contains("inlineStr") && text.contains("=HYPERLINK(&quot;x&quot;)&lt;&amp;</t>"), "{text}");
        assert_eq!(tab("Sổ: [Hộ tịch] năm 2026, quyển số 1"), "Sổ   Hộ tịch  năm 2026, quyển s");
    }
}
