//! The archive: entries written one after another under a running hash, and read by their place.

use super::{BackupError, Manifest};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub(super) const MANIFEST: &str = "manifest.json";
const SEAL: &str = "seal.sha256";
/// What a tar counts in.
const BLOCK: u64 = 512;
/// A manifest of a whole province is far smaller.
const MANIFEST_LIMIT: u64 = 256 << 20;

/// Everything that passes is hashed.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// An archive that is being written.
pub(super) struct Writer {
    tar: tar::Builder<Hashing<BufWriter<File>>>,
    at: u64,
}

impl Writer {
    pub(super) fn new(file: File, now: Timestamp) -> Self {
        let inner = Hashing { inner: BufWriter::with_capacity(1 << 20, file), hash: Sha256::new() };
        Writer { tar: tar::Builder::new(inner), at: u64::try_from(now.as_second()).unwrap_or(0) }
    }

    /// Writes an entry of a known size.
    pub(super) fn entry(&mut self, name: &str, size: u64, content: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(self.at);
        header.set_entry_type(tar::EntryType::Regular);
        self.tar.append_data(&mut header, name, content)
    }

    /// Writes bytes as an entry, and answers their hash.
    pub(super) fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<String> {
        self.entry(name, bytes.len() as u64, bytes)?;
        Ok(hex::encode(Sha256::digest(bytes)))
    }

    /// Writes the manifest and the seal, and hands everything to the operating system.
    pub(super) fn end(mut self, manifest: &Manifest) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(manifest).map_err(io::Error::other)?;
        text.push(b'\n');
        self.bytes(MANIFEST, &text)?;
        let seal = hex::encode(self.tar.get_ref().hash.clone().finalize()) + "\n";
        self.bytes(SEAL, seal.as_bytes())?;
        let mut inner = self.tar.into_inner()?;
        inner.flush()
    }
}

/// An entry's place in the file.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) size: u64,
    header: u64,
    start: u64,
}

/// An archive that is read.
pub(super) struct Reader {
    path: PathBuf,
    pub(super) entries: Vec<Entry>,
    length: u64,
}

fn damaged(what: impl Into<String>) -> BackupError {
    BackupError::Damaged(what.into())
}

impl Reader {
    /// Finds the entries. Whether they are sound is another question: [`Reader::seal`].
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::io(path))?;
        let length = file.metadata().map_err(BackupError::io(path))?.len();
        let mut archive = tar::Archive::new(BufReader::new(file));
        let mut entries = Vec::new();
        let not_read = |e: io::Error| damaged(format!("it is cut off or is no backup ({e})"));
        for entry in archive.entries_with_seek().map_err(not_read)? {
            let entry = entry.map_err(not_read)?;
            let name = entry.path().map_err(not_read)?.to_string_lossy().into_owned();
            entries.push(Entry {
                name,
                size: entry.size(),
                header: entry.raw_header_position(),
                start: entry.raw_file_position(),
            });
        }
        Ok(Reader { path: path.to_owned(), entries, length })
    }

    /// Compares every byte before the seal with it, and looks that nothing follows.
    pub(super) fn seal(&self) -> Result<(), BackupError> {
        let seal =
            self.entries.last().filter(|e| e.name == SEAL).ok_or_else(|| damaged("it does not come to its end"))?;
        let told = self.read(seal)?;
        let told = String::from_utf8_lossy(&told).into_owned();
        let mut file = self.file()?;
        let mut hash = Sha256::new();
        let mut left = seal.header;
        let mut buffer = vec![0; 1 << 20];
        while left > 0 {
            let want = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            file.read_exact(&mut buffer[..want]).map_err(BackupError::io(&self.path))?;
            hash.update(&buffer[..want]);
            left -= want as u64;
        }
        if told != hex::encode(hash.finalize()) + "\n" {
            return Err(damaged("the hash of the whole is not the one that it was sealed with"));
        }
        let content_end = seal.start + seal.size;
        file.seek(SeekFrom::Start(content_end)).map_err(BackupError::io(&self.path))?;
        let mut rest = Vec::new();
        file.read_to_end(&mut rest).map_err(BackupError::io(&self.path))?;
        let end = content_end.div_ceil(BLOCK) * BLOCK + 2 * BLOCK;
        if self.length != end || rest.iter().any(|b| *b != 0) {
            return Err(damaged("something follows its end"));
        }
        Ok(())
    }

    fn file(&self) -> Result<File, BackupError> {
        File::open(&self.path).map_err(BackupError::io(&self.path))
    }

    /// An entry by its name.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.name == name)
    }

    /// Opens an entry.
    pub(super) fn content(&self, entry: &Entry) -> Result<impl Read + use<>, BackupError> {
        let mut file = self.file()?;
        file.seek(SeekFrom::Start(entry.start)).map_err(BackupError::io(&self.path))?;
        Ok(file.take(entry.size))
    }

    /// Reads a whole entry.
    pub(super) fn read(&self, entry: &Entry) -> Result<Vec<u8>, BackupError> {
        if entry.start.saturating_add(entry.size) > self.length {
            return Err(damaged(format!("{} is cut off", entry.name)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or(0));
        self.content(entry)?.read_to_end(&mut bytes).map_err(BackupError::io(&self.path))?;
        Ok(bytes)
    }

    /// Reads the manifest.
    pub(super) fn manifest(&self) -> Result<Manifest, BackupError> {
        let entry = self.find(MANIFEST).ok_or_else(|| damaged("it has no manifest: it never came to its end"))?;
        if entry.size > MANIFEST_LIMIT {
            return Err(damaged("its manifest is too large"));
        }
        let bytes = self.read(entry)?;
        // A newer format may have other fields: its number is looked at first.
        let format = serde_json::from_slice::<serde_json::Value>(&bytes).ok().and_then(|m| m["format"].as_u64());
        if let Some(newer) = format.filter(|f| *f > u64::from(super::FORMAT)) {
            return Err(BackupError::Refused(format!(
                "this backup has format {newer}, this program reads up to {}: use the newer program that made it",
                super::FORMAT
            )));
        }
        serde_json::from_slice(&bytes).map_err(|e| damaged(format!("its manifest cannot be read ({e})")))
    }
}
