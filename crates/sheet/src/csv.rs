//! CSV: text in UTF-8 between commas, semicolons or tabs, whichever its first line has most of.

use crate::{Book, Cell, LONGEST, Row, Sheet, Unreadable, WIDEST};

pub(crate) fn read(bytes: &[u8], name: &str) -> Result<Book, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::Unknown)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(Unreadable::Unknown);
    }
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let between = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|b| (first.bytes().filter(|x| x == b).count(), *b == b','))
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(between).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::Unknown)?;
        // Where it begins, past empty lines; a quoted cell may hold lines of its own.
        let begins = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX)).min(text.len());
        let begins = begins + text.as_bytes()[begins..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += text[counted..begins].matches('\n').count();
        counted = begins;
        let cells: Vec<Cell> = record.iter().take(WIDEST).map(Cell::typed).collect();
        if cells.iter().any(|c| *c != Cell::Empty) {
            rows.push(Row { number: u32::try_from(line).unwrap_or(u32::MAX), cells });
        }
        if rows.len() > LONGEST {
            return Err(Unreadable::TooLarge);
        }
    }
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Ok(Book { sheets: vec![Sheet { name: name.to_owned(), rows }] })
}

#[cfg(test)]
mod tests {
    use crate::{Cell, read};

    #[test]
    fn the_separator_is_told_from_the_first_line_and_rows_keep_their_lines() {
        let book = read("\u{feff}Mã;Họ và tên\n\nCB-01;\"Lê Thị Mẫu; Ví Dụ\"\n".as_bytes(), "C:\\can bo.csv").unwrap();
        assert_eq!(book.sheets[0].name, "can bo");
        let rows = &book.sheets[0].rows;
        assert_eq!((rows[0].number, rows[1].number), (1, 3));
        assert_eq!(rows[1].cell(1), &Cell::Text("Lê Thị Mẫu; Ví Dụ".into()));
        assert_eq!(rows[1].cell(9), &Cell::Empty);
    }

    #[test]
    fn text_in_an_old_encoding_is_refused_instead_of_garbled() {
        assert!(read(b"H\xe4\x20v\xe0 t\xean", "x.csv").is_err());
    }
}
