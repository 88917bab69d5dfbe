//! The register (sổ theo dõi hồ sơ, form 07): one book for each unit, field and year, with lines
//! numbered without a gap in the order of receipt (TT 01/2018 art. 10.2).

use crate::dossier::{Actor, Command, Dossier, Law};
use crate::id::{ProcedureKey, UnitId};
use calendar::{Date, local};
use serde::{Deserialize, Serialize};

/// A book: opened with a year, closed with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Book {
    /// Whose.
    pub unit: UnitId,
    /// The field (lĩnh vực) in Vietnamese.
    pub field: String,
    /// Local year.
    pub year: i16,
}

/// A line of a book. Once given it stays, whatever becomes of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The book.
    pub book: Book,
    /// 1, 2, 3 … within it.
    pub no: u32,
}

/// The book that an act writes a new line into; `None`: it writes none. Whether the act happens at
/// all is not asked here.
pub fn book_of(state: Option<&Dossier>, command: &Command, by: &Actor, today: Date, law: &Law) -> Option<Book> {
    match (command, state) {
        (Command::Receive(c), _) => {
            let field = field(law, &c.procedure, today)?;
            Some(Book { unit: by.unit.clone(), field, year: today.year() })
        }
        // The line in the first book stays, and says by its dossier where the matter went.
        (Command::CorrectProcedure(c), Some(d)) => {
            let right = field(law, &c.procedure, local(d.received?).date())?;
            let stands = d.registered.last().is_some_and(|r| r.entry.book.field == right);
            (!stands).then(|| Book { unit: d.unit.clone(), field: right, year: today.year() })
        }
        _ => None,
    }
}

/// The field of a procedure, in Vietnamese, in the version in force on a day.
fn field(law: &Law, key: &ProcedureKey, on: Date) -> Option<String> {
    Some(law.catalogue.get(key)?.procedure.as_ref()?.in_force_on(on)?.field.vi.clone())
}
