//! XLSX, cell by cell: a stray cell at the end of a sheet costs one cell, not a table up to it.

use crate::{Book, Cell, LONGEST, Row, Sheet, Unreadable, WIDEST};
use calamine::{DataRef, Reader, SheetType, Xlsx, open_workbook_from_rs};
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::io::Cursor;

/// What all parts of a file may come to when unpacked, in bytes.
const UNPACKED: u64 = 200 * 1024 * 1024;

pub(crate) fn read(bytes: &[u8]) -> Result<Book, Unreadable> {
    if unpacked(bytes) > UNPACKED {
        return Err(Unreadable::TooLarge);
    }
    let broken = |e: calamine::XlsxError| Unreadable::Broken(e.to_string());
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect();
    let mut sheets = Vec::new();
    let mut total = 0;
    for name in names {
        let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
        {
            let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                let value = value(cell.get_value());
                let column = usize::try_from(column).unwrap_or(usize::MAX);
                if value.is_empty() || column >= WIDEST {
                    continue;
                }
                put(rows.entry(row).or_default(), column, value);
                if total + rows.len() > LONGEST {
                    return Err(Unreadable::TooLarge);
                }
            }
        }
        let merged = book.merge_cells_by_sheet_name(&name).map_err(broken)?;
        for region in merged {
            down(&mut rows, region.start, region.end);
        }
        total += rows.len();
        let rows = rows.into_iter().map(|(n, cells)| Row { number: n + 1, cells }).collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(Book { sheets })
}

fn put(cells: &mut Vec<Cell>, column: usize, value: Cell) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = value;
}

/// What is merged over several rows holds for each of them that has anything else in it.
fn down(rows: &mut BTreeMap<u32, Vec<Cell>>, start: (u32, u32), end: (u32, u32)) {
    let column = usize::try_from(start.1).unwrap_or(usize::MAX);
    if start.0 >= end.0 || column >= WIDEST {
        return;
    }
    let Some(value) = rows.get(&start.0).and_then(|cells| cells.get(column)).cloned() else { return };
    for (_, cells) in rows.range_mut(start.0 + 1..=end.0) {
        put(cells, column, value.clone());
    }
}

fn value(cell: &DataRef<'_>) -> Cell {
    match cell {
        DataRef::Int(n) => {
            #[expect(clippy::cast_precision_loss, reason = "numbers of a spreadsheet are floats")]
            let n = *n as f64;
            Cell::Number(n)
        }
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => Cell::typed(s),
        DataRef::SharedString(s) => Cell::typed(s),
        DataRef::Bool(b) => Cell::Text(if *b { "có" } else { "không" }.into()),
        DataRef::DateTime(d) => {
            let (year, month, day, hour, minute, second, _) = d.to_ymd_hms_milli();
            let small = |n: u8| i8::try_from(n).unwrap_or(-1);
            let moment = i16::try_from(year).ok().and_then(|year| {
                DateTime::new(year, small(month), small(day), small(hour), small(minute), small(second), 0).ok()
            });
            moment.map_or_else(|| Cell::Number(d.as_f64()), Cell::Moment)
        }
        DataRef::Error(e) => Cell::Error(e.to_string()),
        DataRef::Empty => Cell::Empty,
    }
}

/// What the parts of an archive say they come to, from its directory.
fn unpacked(bytes: &[u8]) -> u64 {
    bytes
        .windows(28)
        .filter(|w| w.starts_with(b"PK\x01\x02"))
        .map(|w| u64::from(u32::from_le_bytes([w[24], w[25], w[26], w[27]])))
        .sum()
}
