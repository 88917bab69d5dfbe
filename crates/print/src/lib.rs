//! Papers: typst templates to PDF/A-2b, with QR codes.
//!
//! Every paper is a template in `data/forms/` and a value that serialises to JSON. The template
//! reads the value from a virtual file `data.json` and its QR code from `qr.svg`; it sees its
//! neighbours `*.typ` and nothing else: no disk, no packages, no clock. Text from people reaches
//! the template as strings, never as markup, so `#`, `*` or `$` in a name print as themselves.
//!
//! The same template and the same value make the same bytes, so a paper can be printed again
//! years later and compared with its fingerprint in the ledger.
//!
//! ```no_run
//! use print::{Press, PrintError};
//!
//! # fn main() -> Result<(), PrintError> {
//! let press = Press::new();
//! let data = serde_json::json!({ "title": "Phiếu" });
//! let pdf: Vec<u8> = press.render("receipt.typ", &data, Some("https://example.vn/t/x"), 0)?;
//! # Ok(()) }
//! ```

mod desk;
mod error;
mod press;
mod qr;
mod text;

pub use error::PrintError;
pub use press::Press;
pub use qr::qr_svg;
