//! Tables that people made in a spreadsheet, XLSX or CSV: sheets of rows of cells, with the place of
//! each, so that whoever made it can be told where a fault is. Knows nothing of dossiers.

mod csv;
mod value;
mod xlsx;

pub use value::Cell;

/// Columns beyond this one are not read.
const WIDEST: usize = 64;
/// Rows with something in them, over all sheets. More is refused: it is no list that people keep.
const LONGEST: usize = 50_000;

/// A file of sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Its sheets in their order.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What stands on its tab; for CSV the name of the file.
    pub name: String,
    /// Rows that have something in them.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells from column A on.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A cell; empty beyond the last one.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is neither XLSX nor text in UTF-8.
    #[error("neither XLSX nor CSV in UTF-8")]
    Unknown,
    /// It is XLSX by its beginning, but broken.
    #[error("a broken XLSX file: {0}")]
    Broken(String),
    /// It holds more than anybody keeps in a list.
    #[error("too large")]
    TooLarge,
}

/// Reads a file. What it is, its first bytes tell, not its name.
pub fn read(bytes: &[u8], name: &str) -> Result<Book, Unreadable> {
    if bytes.starts_with(b"PK\x03\x04") { xlsx::read(bytes) } else { csv::read(bytes, name) }
}

/// The letters of a column as the spreadsheet shows them: 0 is A, 26 is AA.
pub fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        n -= 1;
        out.push(b'A' + u8::try_from(n % 26).unwrap_or(0));
        n /= 26;
    }
    out.reverse();
    out.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
