//! Files (tệp): what an uploaded scan is by its content, and what a dossier takes of it.
//!
//! Extension and declared type do not count: whoever looks into the bytes makes [`FileFacts`], and
//! the rules here judge those.

use crate::id::FileId;
use crate::law::{Refusal, Rule};
use serde::{Deserialize, Serialize};

/// A media type that is taken: each can be checked by content and shown by every browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Media {
    /// All, in the order in which they are told.
    pub const ALL: [Media; 3] = [Media::Pdf, Media::Jpeg, Media::Png];

    /// The media type as in HTTP.
    pub const fn mime(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
        }
    }

    /// Its short name, the same in every language.
    pub const fn label(self) -> &'static str {
        match self {
            Media::Pdf => "PDF",
            Media::Jpeg => "JPEG",
            Media::Png => "PNG",
        }
    }

    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Jpeg => "jpg",
            Media::Png => "png",
        }
    }
}

/// What keeps a file of a right type from being taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// It is cut off or damaged.
    Broken,
    /// It cannot be read without a password.
    Encrypted,
    /// It starts another program when it is opened.
    Launches,
}

/// What a file is taken with, and a reader is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// It carries script (forms that add up do).
    Script,
    /// It carries other files.
    Attachment,
}

/// What was found in the bytes of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its id.
    pub id: FileId,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// What it is; `None`: nothing that is taken.
    pub media: Option<Media>,
    /// What it looks like where it is nothing that is taken: `docx`, `heic`; empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub looks_like: String,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flaw: Option<Flaw>,
    /// What a reader is told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
}

/// An upload as the acts that take it see it: the facts, and the name it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What was found in it.
    pub facts: FileFacts,
    /// Name of the file on the sender's machine: a personal value.
    pub name: String,
}

/// How much an office takes: a matter of its disks, not of law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLimits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files of one dossier.
    pub dossier: u64,
    /// Bytes that one person may have uploaded and not yet used.
    pub pending: u64,
    /// How many such uploads.
    pub pending_files: u64,
}

/// Bytes of a megabyte as people and their file managers count it.
pub const MEGABYTE: u64 = 1024 * 1024;

impl FileLimits {
    /// Limits from megabytes for a file and for a dossier; a person may hold two dossiers' worth.
    pub const fn megabytes(file: u64, dossier: u64) -> Self {
        FileLimits {
            file: file * MEGABYTE,
            dossier: dossier * MEGABYTE,
            pending: 2 * dossier * MEGABYTE,
            pending_files: 100,
        }
    }

    /// Whether a file of this size may be begun by somebody who has so much waiting.
    pub fn begin(&self, bytes: u64, (waiting, files): (u64, u64)) -> Result<(), Refusal> {
        self.size(bytes)?;
        if waiting + bytes > self.pending || files >= self.pending_files {
            return Err(Refusal::new(Rule::UploadsWaiting).detail(in_megabytes(self.pending)));
        }
        Ok(())
    }

    fn size(&self, bytes: u64) -> Result<(), Refusal> {
        match bytes {
            0 => Err(Refusal::new(Rule::FileEmpty)),
            n if n > self.file => Err(Refusal::new(Rule::FileTooLarge).detail(in_megabytes(self.file))),
            _ => Ok(()),
        }
    }

    /// Whether a file may be taken at all, and as what.
    ///
    /// ```
    /// use domain::file::{FileFacts, FileLimits, Media};
    /// use domain::law::Rule;
    /// let limits = FileLimits::megabytes(50, 200);
    /// let mut facts = FileFacts {
    ///     id: domain::id::FileId(uuid::Uuid::nil()),
    ///     bytes: 12_000,
    ///     sha256: String::new(),
    ///     media: Some(Media::Pdf),
    ///     looks_like: String::new(),
    ///     flaw: None,
    ///     cautions: vec![],
    /// };
    /// assert_eq!(limits.take(&facts), Ok(Media::Pdf));
    /// facts.media = None;
    /// assert_eq!(limits.take(&facts).unwrap_err().rule, Rule::FileTypeNotTaken);
    /// ```
    pub fn take(&self, facts: &FileFacts) -> Result<Media, Refusal> {
        self.size(facts.bytes)?;
        let media = facts.media.ok_or_else(|| Refusal::new(Rule::FileTypeNotTaken).detail(facts.looks_like.clone()))?;
        match facts.flaw {
            None => Ok(media),
            Some(Flaw::Broken) => Err(Refusal::new(Rule::FileBroken).detail(media.label())),
            Some(Flaw::Encrypted) => Err(Refusal::new(Rule::FileEncrypted).detail(media.label())),
            Some(Flaw::Launches) => Err(Refusal::new(Rule::FileLaunches).detail(media.label())),
        }
    }
}

impl Default for FileLimits {
    fn default() -> Self {
        FileLimits::megabytes(50, 200)
    }
}

/// "50 MB"; the same in every language.
fn in_megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / MEGABYTE)
}

/// What may be the name of a file: no folder before it, no control characters, no endless length;
/// one that says nothing gives way to `file`.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_says_no_folder_and_nothing_that_cannot_be_read() {
        assert_eq!(plain_name("C:\\Users\\an\\giấy khai sinh.pdf"), "giấy khai sinh.pdf");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("..\u{0}"), "file");
        assert_eq!(plain_name(&"a".repeat(900)).len(), 200);
    }
}
