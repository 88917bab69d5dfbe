//! Sheets of the first day as tables: which kind a sheet is, where its columns stand, and the values
//! of a row with what is wrong about each.

use super::{Remark, What};
use domain::calendar::{Date, Time};
use domain::text::fold;
use sheet::{Book, Cell, Row, Sheet, letters};
use std::collections::BTreeMap;

/// Kinds of sheet, in the order in which they are taken in: a post names a counter, staff a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Counters (quầy).
    Counters,
    /// Posts (vị trí).
    Posts,
    /// Staff in posts (cán bộ).
    Staff,
    /// Open dossiers of an old system (hồ sơ).
    Dossiers,
}

/// A column: its id here, its title in the sheet, whether every row must fill it.
pub struct Column {
    /// Id.
    pub id: &'static str,
    /// Title as the template has it.
    pub title: &'static str,
    /// Every row must fill it.
    pub required: bool,
}

const fn must(id: &'static str, title: &'static str) -> Column {
    Column { id, title, required: true }
}

const fn may(id: &'static str, title: &'static str) -> Column {
    Column { id, title, required: false }
}

const ORDINAL: Column = may("ordinal", "STT");

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Counters, Kind::Posts, Kind::Staff, Kind::Dossiers];

    /// The word in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Counters => "counters",
            Kind::Posts => "posts",
            Kind::Staff => "staff",
            Kind::Dossiers => "dossiers",
        }
    }

    /// Its columns.
    pub const fn columns(self) -> &'static [Column] {
        const COUNTERS: &[Column] = &[
            ORDINAL,
            must("counter", "Mã quầy"),
            must("unit", "Đơn vị"),
            may("number", "Số quầy"),
            must("name", "Tên quầy"),
            may("fields", "Lĩnh vực"),
            may("from", "Từ ngày"),
        ];
        const POSTS: &[Column] = &[
            ORDINAL,
            must("post", "Mã vị trí"),
            must("unit", "Đơn vị"),
            must("kind", "Loại vị trí"),
            must("name", "Tên vị trí"),
            may("counter", "Mã quầy"),
            may("from", "Từ ngày"),
        ];
        const STAFF: &[Column] = &[
            ORDINAL,
            must("person", "Mã cán bộ"),
            must("name", "Họ và tên"),
            must("post", "Mã vị trí"),
            may("from", "Từ ngày"),
            may("to", "Đến hết ngày"),
            may("login", "Tên đăng nhập"),
        ];
        const DOSSIERS: &[Column] = &[
            ORDINAL,
            must("code", "Mã hồ sơ"),
            must("procedure", "Mã thủ tục"),
            must("unit", "Đơn vị tiếp nhận"),
            must("applicant", "Người nộp"),
            may("organisation", "Là tổ chức"),
            may("id_number", "Số định danh"),
            may("address", "Địa chỉ"),
            may("phone", "Điện thoại"),
            may("email", "Thư điện tử"),
            must("received", "Ngày tiếp nhận"),
            must("promised", "Ngày hẹn trả"),
            may("work", "Đang ở bước"),
            may("holder", "Mã cán bộ đang giữ"),
            may("originals", "Giữ bản chính"),
            may("ready", "Ngày có kết quả"),
        ];
        match self {
            Kind::Counters => COUNTERS,
            Kind::Posts => POSTS,
            Kind::Staff => STAFF,
            Kind::Dossiers => DOSSIERS,
        }
    }
}

/// A sheet whose kind is known.
pub struct Table<'a> {
    /// Which.
    pub kind: Kind,
    sheet: &'a Sheet,
    /// Where each column stands.
    places: BTreeMap<&'static str, usize>,
    /// Rows below the titles, without examples.
    pub rows: Vec<&'a Row>,
}

/// Titles are looked for in so many rows: above them people write whose list it is.
const TITLES_WITHIN: usize = 20;

/// The tables of a file, in the order in which they are taken in.
pub fn tables<'a>(book: &'a Book, remarks: &mut Vec<Remark>) -> Vec<Table<'a>> {
    let mut out = Vec::new();
    for sheet in book.sheets.iter().filter(|s| !s.rows.is_empty()) {
        match table(sheet, remarks) {
            Some(table) => out.push(table),
            // A page of instructions is no fault, nor is a sheet of something else.
            None => remarks.push(Remark::note(&sheet.name, 0, "", What::word("sheet-not-read"), String::new())),
        }
    }
    if out.is_empty() {
        remarks.push(Remark::fault("", 0, "", What::word("nothing"), String::new()));
    }
    out.sort_by_key(|t| t.kind);
    out
}

fn table<'a>(sheet: &'a Sheet, remarks: &mut Vec<Remark>) -> Option<Table<'a>> {
    let (at, kind, hits) = sheet
        .rows
        .iter()
        .take(TITLES_WITHIN)
        .enumerate()
        .flat_map(|(at, row)| Kind::ALL.map(|kind| (at, kind, hits(row, kind))))
        .max_by_key(|(at, _, hits)| (*hits, std::cmp::Reverse(*at)))?;
    if hits < 3 {
        return None;
    }
    let titles = &sheet.rows[at];
    let mut places = BTreeMap::new();
    for (place, cell) in titles.cells.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
        let title = fold(&cell.text());
        match kind.columns().iter().find(|c| fold(c.title) == title) {
            Some(column) if !places.contains_key(column.id) => {
                places.insert(column.id, place);
            }
            _ => {
                let (value, column) = (cell.text(), letters(place));
                remarks.push(Remark::note(&sheet.name, titles.number, &column, What::word("column-not-read"), value));
            }
        }
    }
    for column in kind.columns().iter().filter(|c| c.required && !places.contains_key(c.id)) {
        let title = column.title.to_owned();
        remarks.push(Remark::fault(&sheet.name, titles.number, "", What::word("column-missing"), title));
    }
    let ordinal = places.get("ordinal").copied();
    let example = |row: &&Row| ordinal.is_some_and(|o| fold(&row.cell(o).text()).starts_with("vi du"));
    // A row with nothing but its ordinal is a blank row.
    let blank = |row: &&Row| row.cells.iter().enumerate().all(|(i, c)| c.is_empty() || Some(i) == ordinal);
    let rows = sheet.rows[at + 1..].iter().filter(|r| !example(r) && !blank(r)).collect();
    Some(Table { kind, sheet, places, rows })
}

fn hits(row: &Row, kind: Kind) -> usize {
    let titles: Vec<String> = row.cells.iter().map(|c| fold(&c.text())).collect();
    kind.columns().iter().filter(|c| titles.contains(&fold(c.title))).count()
}

/// One row of a table, and what is said about it.
pub struct Line<'a> {
    table: &'a Table<'a>,
    row: &'a Row,
    /// What is said about it.
    pub remarks: Vec<Remark>,
}

impl<'a> Line<'a> {
    /// A row to be read.
    pub fn new(table: &'a Table<'a>, row: &'a Row) -> Self {
        Line { table, row, remarks: Vec::new() }
    }

    /// Whether it can be taken in.
    pub fn is_good(&self) -> bool {
        !self.remarks.iter().any(|r| r.blocks)
    }

    fn cell(&self, id: &str) -> &'a Cell {
        self.table.places.get(id).map_or(&Cell::Empty, |place| self.row.cell(*place))
    }

    /// How a column is called for people: `C – Họ và tên`.
    fn column(&self, id: &str) -> String {
        let title = self.table.kind.columns().iter().find(|c| c.id == id).map_or(id, |c| c.title);
        match self.table.places.get(id) {
            Some(place) => format!("{} – {title}", letters(*place)),
            None => title.to_owned(),
        }
    }

    /// Something is wrong about a cell.
    pub fn fault(&mut self, id: &str, what: What) {
        let value = self.cell(id).text();
        self.remarks.push(Remark::fault(&self.table.sheet.name, self.row.number, &self.column(id), what, value));
    }

    /// Something about a cell is worth knowing.
    pub fn note(&mut self, id: &str, what: What) {
        let value = self.cell(id).text();
        self.remarks.push(Remark::note(&self.table.sheet.name, self.row.number, &self.column(id), what, value));
    }

    /// The number of the row.
    pub fn number(&self) -> u32 {
        self.row.number
    }

    /// A text; empty where nothing stands.
    pub fn text(&mut self, id: &str) -> String {
        let cell = self.cell(id);
        if let Cell::Error(_) = cell {
            self.fault(id, What::word("formula"));
            return String::new();
        }
        let required = self.table.kind.columns().iter().any(|c| c.id == id && c.required);
        // A whole column that is missing was told once.
        if cell.is_empty() && required && self.table.places.contains_key(id) {
            self.fault(id, What::word("empty"));
        }
        cell.text()
    }

    /// A number of an identity card or a telephone: one typed as a number has lost its first zeros.
    pub fn digits(&mut self, id: &str, restore: impl Fn(usize) -> Option<usize>) -> String {
        let text = self.text(id);
        if let Cell::Number(_) = self.cell(id)
            && let Some(length) = restore(text.len())
        {
            self.note(id, What::word("zeros"));
            return format!("{text:0>length$}");
        }
        text
    }

    /// A day, with a time of it where one stands.
    pub fn moment(&mut self, id: &str) -> Option<(Date, Option<Time>)> {
        if self.text(id).is_empty() {
            return None;
        }
        let moment = self.cell(id).moment();
        if moment.is_none() {
            self.fault(id, What::word("date"));
        }
        moment
    }

    /// A day.
    pub fn day(&mut self, id: &str) -> Option<Date> {
        self.moment(id).map(|(day, _)| day)
    }

    /// A key of ours made of what people type: `CB-0012` is `cb-0012`.
    pub fn key<K: std::str::FromStr>(&mut self, id: &str) -> Option<K> {
        let text = self.text(id);
        if text.is_empty() {
            return None;
        }
        let key = text.to_lowercase().replace(' ', "-").parse().ok();
        if key.is_none() {
            self.fault(id, What::word("key"));
        }
        key
    }

    /// One of several words; `None` where nothing stands, or none of them.
    pub fn one_of<V: Copy>(&mut self, id: &str, words: &[(&str, V)]) -> Option<V> {
        let text = self.text(id);
        if text.is_empty() {
            return None;
        }
        let folded = fold(&text);
        let found = words.iter().find(|(word, _)| fold(word) == folded).map(|(_, v)| *v);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(id, What::Word("choice", known.join("; ")));
        }
        found
    }
}
