//! The press that the office prints with: its sheets are set by crate `print`.

use office::paper::{Press, Sheet};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Sets papers. The faces are read at the first paper, so that a start stays quick.
pub struct Typesetter {
    forms: Option<PathBuf>,
    press: OnceLock<::print::Press>,
}

impl Typesetter {
    /// With the agency's own forms, where it has a folder of them.
    pub fn new(forms: Option<PathBuf>) -> Self {
        Typesetter { forms, press: OnceLock::new() }
    }

    fn press(&self) -> &::print::Press {
        self.press.get_or_init(|| ::print::Press::with_templates(self.forms.clone()))
    }
}

impl Press for Typesetter {
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, String> {
        let Sheet { template, data, qr, created } = sheet;
        self.press().render(template, data, qr.as_deref(), *created).map_err(|e| e.to_string())
    }
}
