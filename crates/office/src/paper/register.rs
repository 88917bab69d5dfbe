//! Form 07, the register (Sổ theo dõi hồ sơ) of a unit, a field and a period.

use super::{Head, Sheet, words};
use crate::Office;
use crate::error::Error;
use domain::id::UnitId;
use domain::paper::PaperKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Form 07, with all values as the paper shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The head: see [`Office::register_head`].
    pub head: Head,
    /// Number of the book, e.g. `01/2026`.
    pub book: String,
    /// Field (lĩnh vực); empty: all.
    pub field: String,
    /// Period in words, e.g. `từ ngày 01/08/2026 đến ngày 31/08/2026`.
    pub period: String,
    /// Its lines.
    pub rows: Vec<RegisterRow>,
}

/// One line of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterRow {
    /// Cover of the book it stands in, where the paper holds lines of several; empty: of one.
    #[serde(default)]
    pub book: String,
    /// Number in the book.
    pub no: String,
    /// Dossier code.
    pub code: String,
    /// Name of the procedure.
    pub procedure: String,
    /// Name of the applicant.
    pub applicant: String,
    /// Address and phone.
    pub contact: String,
    /// Who leads (cơ quan chủ trì giải quyết).
    pub agency: String,
    /// Received.
    pub received: String,
    /// Due.
    pub due: String,
    /// Returned; empty: not yet.
    pub returned: String,
    /// How it was returned.
    pub how: String,
    /// Signature, or the proof in its place.
    pub signature: String,
}

impl Office {
    /// The head of a register of a unit, printed at a moment.
    pub fn register_head(&self, unit: &UnitId, at: Timestamp) -> Result<Head, Error> {
        let law = self.law();
        let org = &law.organisation;
        let unit = org.unit(unit).ok_or(Error::NotFound { what: "unit" })?;
        let form = law.forms.of(PaperKind::Register);
        let mut bodies = vec![unit.name.vi.clone()];
        bodies.extend(unit.one_stop.as_ref().map(|t| t.vi.clone()));
        Ok(Head {
            title: form.title,
            bodies,
            place: unit.place.clone(),
            date: words::date_line(at),
            form_no: form.form_no,
            form_note: form.form_note,
            ..Head::default()
        })
    }

    /// A register as PDF, dated at a moment. Whoever made the rows had the right to read them.
    pub async fn print_register(&self, register: &Register, at: Timestamp) -> Result<Vec<u8>, Error> {
        self.print(Sheet::of(PaperKind::Register, &register.head, register, at.as_microsecond())?).await
    }
}
