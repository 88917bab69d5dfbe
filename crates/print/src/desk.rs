//! What a template may see: its data, its QR code, its neighbours, the embedded face. Nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontFamily, FontList, TextElem};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// The paper's value, as JSON.
pub(crate) const DATA: &str = "data.json";
/// The paper's QR code, as SVG.
pub(crate) const QR: &str = "qr.svg";

static FACES: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/tinos/Tinos-Regular.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-Bold.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-Italic.ttf"),
    include_bytes!("../../../assets/fonts/tinos/Tinos-BoldItalic.ttf"),
];

/// Typst's library and the embedded faces; made once, shared by all papers.
pub(crate) struct Type {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Type {
    pub(crate) fn load() -> Self {
        let fonts: Vec<Font> =
            FACES.iter().map(|face| Font::new(Bytes::new(*face), 0).expect("the embedded faces are sound")).collect();
        let mut library = Library::default();
        // Typst's own default face is not on board: without this line a template that names no
        // face would lose what fallback cannot draw, silently, instead of being refused.
        library.styles.set(TextElem::font, FontList(vec![FontFamily::new("Tinos")]));
        Self { library: LazyHash::new(library), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// Every embedded face draws this character.
    pub(crate) fn covers(&self, c: char) -> bool {
        self.fonts.iter().all(|font| font.info().coverage.contains(u32::from(c)))
    }
}

/// One paper on the desk: typst's view of the world during one compilation.
pub(crate) struct Desk {
    pub(crate) types: Arc<Type>,
    pub(crate) main: FileId,
    /// Templates by file name.
    pub(crate) sources: BTreeMap<String, Source>,
    /// `data.json` and `qr.svg`.
    pub(crate) files: BTreeMap<&'static str, Bytes>,
}

/// The place of a file name inside typst's own tree.
pub(crate) fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The file name of a place, if it is one that a template may ask for at all.
fn name_of(id: FileId) -> FileResult<&'static str> {
    let path = id.get();
    match path.root() {
        VirtualRoot::Package(_) => {
            Err(FileError::Package(PackageError::Other(Some("templates may not use packages".into()))))
        }
        VirtualRoot::Project => Ok(path.vpath().get_without_slash()),
    }
}

fn denied(name: &str) -> FileError {
    if name == QR {
        return FileError::Other(Some("this paper has no QR code".into()));
    }
    if std::path::Path::new(name).extension().is_some_and(|e| e == "typ") {
        return FileError::NotFound(PathBuf::from(name));
    }
    FileError::Other(Some("a template reads data.json, qr.svg and other templates, no other files".into()))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.types.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.types.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let name = name_of(id)?;
        self.sources.get(name).cloned().ok_or_else(|| denied(name))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = name_of(id)?;
        self.files.get(name).cloned().ok_or_else(|| denied(name))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.types.fonts.get(index).cloned()
    }

    /// None: a paper that asks for today would not be the same paper tomorrow.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization as _;

    #[test]
    fn all_four_faces_draw_every_vietnamese_letter_with_every_tone() {
        let types = Type::load();
        let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
        let letters = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
            .chars()
            .flat_map(|base| tones.map(|tone| format!("{base}{tone}").nfc().collect::<String>()));
        let mut count = 0;
        for letter in letters.chain(["đ".into(), "Đ".into(), "₫".into(), "–".into(), "…".into()]) {
            let mut chars = letter.chars();
            let c = chars.next().unwrap();
            assert_eq!(chars.next(), None, "{letter} is one character");
            assert!(types.covers(c), "{c}");
            count += 1;
        }
        assert_eq!(count, 24 * 6 + 5);
        assert!(types.covers('\u{25A1}') && types.covers('\u{200B}'));
        assert!(!types.covers('漢'));
    }
}
