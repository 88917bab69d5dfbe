//! Papers: what each one says at the moment it was given out. How it looks is the press's business.
//!
//! A paper is built from the events up to the act that led to it, with the personal values, the
//! posts and the names of that moment: printed again it has the same bytes, whatever happened since.

mod control;
mod issue;
mod letters;
mod receipt;
mod register;
mod slips;
mod then;
mod transfer;
mod voucher;
mod words;

pub use control::{Control, HandOverRow};
pub(crate) use issue::issue;
pub use letters::{Apology, ResultLetter, Stop};
pub use receipt::{FileLine, PaperLine, Receipt, Representative, book_in_words};
pub use register::{Register, RegisterRow};
pub use slips::{AskedItem, Refusal, Supplement};
pub use store::paper::{GivenOut, PaperFilter};
pub use transfer::{Task, Transfer};
pub use voucher::Voucher;
pub use words::limit_in_words;

use crate::error::Error;
use crate::grant::{Grant, Read};
use crate::{Actor, Office};
use domain::id::DossierId;
use domain::paper::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use then::Then;

/// Makes a PDF of a sheet. Wired in by the binary, so that nothing else links the typesetter.
pub trait Press: Send + Sync {
    /// The PDF; the same sheet gives the same bytes.
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, String>;
}

/// A paper's values, ready to be set from its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// File name of the template: `receipt.typ`.
    pub template: String,
    /// What the template reads as `data.json`; all values as the paper shows them.
    pub data: Value,
    /// Address in the QR code; none: no code.
    pub qr: Option<String>,
    /// Moment of issue, µs since the Unix epoch, UTC: the paper's own date.
    pub created: i64,
}

impl Sheet {
    /// The sheet of a kind of paper.
    fn of<T: Serialize>(kind: PaperKind, head: &Head, slip: &T, created: i64) -> Result<Self, Error> {
        let data = serde_json::to_value(slip).map_err(|e| Error::Press(e.to_string()))?;
        let qr = head.follow.as_ref().map(|f| f.url.clone());
        Ok(Sheet { template: format!("{}.typ", kind.key()), data, qr, created })
    }
}

/// What stands at the head of every paper, and what follows from it at the foot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// What the paper is called.
    pub title: String,
    /// The body above, the agency, its one-stop shop: those there are. The last one issues the paper.
    pub bodies: Vec<String>,
    /// Number and symbol.
    pub number: String,
    /// Place before the date.
    pub place: String,
    /// Date in words: `ngày 14 tháng 8 năm 2026`.
    pub date: String,
    /// Number of the form, in the corner; may be empty.
    pub form_no: String,
    /// What stands below it; may be empty.
    pub form_note: String,
    /// Dossier code; empty when there is none.
    pub code: String,
    /// Number and date of the paper that this one takes the place of.
    pub replaces: Option<String>,
    /// The QR code's address, for papers that citizens hold.
    pub follow: Option<Follow>,
}

/// What a QR code leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// The address.
    pub url: String,
    /// Why one would scan it.
    pub invitation: String,
    /// How to get there without scanning.
    pub text: String,
}

/// Who signs for an agency (ND 30/2020: the head, "KT." a deputy, "TUQ." by written delegation).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// Mode and title, line by line: `TUQ. CHỦ TỊCH`, `TRƯỞNG PHÒNG`.
    pub lines: Vec<String>,
    /// The name.
    pub name: String,
    /// On which written delegation; may be empty.
    pub delegation: String,
}

/// An officer at a counter or a desk who signs a slip.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The name.
    pub name: String,
    /// The post.
    pub post: String,
}

/// A printed paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Which kind.
    pub kind: PaperKind,
    /// Number and symbol on it.
    pub label: String,
    /// The dossier's code, where it has one.
    pub code: Option<String>,
    /// The PDF.
    pub pdf: Vec<u8>,
}

impl Printed {
    /// A file name that says what it is: kind, place in the dossier's order, code.
    pub fn file_name(&self, n: u32) -> String {
        let code = self.code.as_deref().unwrap_or("motcua");
        format!("{code}-{n:02}-{}.pdf", self.kind.key())
    }
}

impl Office {
    /// The n-th paper of a dossier, counted from 1 in the order of issue, as PDF. Printed again it has
    /// the same bytes; only the control slip goes on with the dossier, and says up to when.
    pub async fn paper(&self, actor: &Actor, id: DossierId, n: u32) -> Result<Printed, Error> {
        let detail = self.dossier(actor, id).await?;
        let then = self.then(&detail, n).await?;
        let sheet = then.sheet()?;
        let (kind, label) = (then.paper.issued.kind, then.paper.issued.label.clone());
        let code = then.dossier.code.as_ref().map(ToString::to_string);
        Ok(Printed { kind, label, code, pdf: self.print(sheet).await? })
    }

    /// Papers in the series of the actor's unit, newest first; `after` is the last line of the page before.
    pub async fn papers(
        &self,
        actor: &Actor,
        filter: PaperFilter,
        after: Option<(i64, DossierId, i64)>,
        limit: usize,
    ) -> Result<Vec<GivenOut>, Error> {
        Grant::<Read>::of(actor)?.over(&self.law(), &filter.unit)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let read =
            self.inner.db.read(move |tx| Box::pin(async move { store::paper::list(tx, &filter, after, limit).await }));
        Ok(read.await?)
    }

    /// What the n-th paper of a dossier says.
    pub async fn paper_sheet(&self, actor: &Actor, id: DossierId, n: u32) -> Result<Sheet, Error> {
        let detail = self.dossier(actor, id).await?;
        self.then(&detail, n).await?.sheet()
    }

    /// Sets a sheet.
    pub(crate) async fn print(&self, sheet: Sheet) -> Result<Vec<u8>, Error> {
        let press = Arc::clone(&self.inner.press);
        tokio::task::spawn_blocking(move || press.print(&sheet))
            .await
            .map_err(|e| Error::Press(e.to_string()))?
            .map_err(Error::Press)
    }

    /// The moment of the n-th paper.
    async fn then<'a>(&'a self, detail: &'a crate::dossier::Detail, n: u32) -> Result<Then<'a>, Error> {
        let at = Then::position(detail, n).ok_or_else(paper_not_found)?;
        let past =
            self.inner.db.read(move |tx| Box::pin(async move { store::law::organisation_at(tx, at).await })).await?;
        Then::new(self.law(), past, detail, n, self.address()).ok_or_else(paper_not_found)
    }
}

/// A paper that this dossier does not have.
fn paper_not_found() -> Error {
    Error::NotFound { what: "paper" }
}
