//! The folder of contents: parts on their way in, and files that dossiers have taken.
//!
//! ```text
//! parts/<file>                       an upload; grows until it is whole
//! kept/<two digits>/<dossier>/<file>  taken by a dossier; never written again
//! ```
//!
//! A content is written and synced in `parts`, then linked under its dossier before the act that
//! takes it commits: what an event stands for is on the disk. What no event stands for is swept by
//! the office. Nothing here knows a person or a rule.

use domain::id::{DossierId, FileId};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The folder. Clones share it.
#[derive(Debug, Clone)]
pub struct Shelf {
    root: PathBuf,
}

/// A content that lies on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Taken by which dossier.
    pub dossier: DossierId,
    /// Which file.
    pub file: FileId,
}

impl Shelf {
    /// Opens the folder, and makes it if need be: for nobody's eyes but this program's.
    pub fn open(root: &Path) -> io::Result<Self> {
        for folder in [root.to_owned(), root.join("parts"), root.join("kept")] {
            make(&folder)?;
        }
        Ok(Shelf { root: root.to_owned() })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a part lies.
    pub fn part(&self, file: FileId) -> PathBuf {
        self.root.join("parts").join(file.to_string())
    }

    /// Where a kept content lies.
    pub fn kept(&self, at: Place) -> PathBuf {
        self.folder(at.dossier).join(at.file.to_string())
    }

    fn folder(&self, dossier: DossierId) -> PathBuf {
        let id = dossier.to_string();
        // The last digits are chance, the first are time.
        self.root.join("kept").join(&id[id.len() - 2..]).join(&id)
    }

    /// Makes an empty part.
    pub fn begin(&self, file: FileId) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.part(file))?;
        sync(&self.root.join("parts"))
    }

    /// How much of a part is there.
    pub fn length(&self, file: FileId) -> io::Result<u64> {
        Ok(fs::metadata(self.part(file))?.len())
    }

    /// Opens a part to write on at its end.
    pub fn append(&self, file: FileId) -> io::Result<File> {
        OpenOptions::new().append(true).open(self.part(file))
    }

    /// Opens a part to read.
    pub fn read_part(&self, file: FileId) -> io::Result<File> {
        File::open(self.part(file))
    }

    /// Opens a kept content to read.
    pub fn read(&self, at: Place) -> io::Result<File> {
        File::open(self.kept(at))
    }

    /// Puts a whole part under a dossier; it stays in `parts` until it is dropped there. Done again
    /// it changes nothing.
    pub fn keep(&self, at: Place) -> io::Result<()> {
        let (from, to) = (self.part(at.file), self.kept(at));
        let folder = self.folder(at.dossier);
        if !folder.is_dir() {
            make(&folder)?;
            for above in folder.ancestors().skip(1).take(2) {
                sync(above)?;
            }
        }
        match fs::hard_link(&from, &to) {
            Ok(()) => {}
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            // Not every file system has links: a copy under another name, then its own.
            Err(e) if matches!(e.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
                let new = folder.join(format!("{}.new", at.file));
                fs::copy(&from, &new)?;
                File::open(&new)?.sync_all()?;
                fs::rename(&new, &to)?;
            }
            Err(e) => return Err(e),
        }
        sync(&folder)
    }

    /// Puts a content under a dossier from elsewhere: a backup.
    pub fn put(&self, at: Place, content: &mut impl io::Read) -> io::Result<()> {
        let folder = self.folder(at.dossier);
        make(&folder)?;
        let new = folder.join(format!("{}.new", at.file));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        io::copy(content, &mut file)?;
        file.sync_all()?;
        fs::rename(&new, self.kept(at))?;
        for above in folder.ancestors().take(3) {
            sync(above)?;
        }
        Ok(())
    }

    /// Drops a part; one that is gone already is no fault.
    pub fn drop_part(&self, file: FileId) -> io::Result<()> {
        gone(fs::remove_file(self.part(file)))
    }

    /// Drops a kept content that no event stands for, and its folder when it was the last one.
    pub fn drop_kept(&self, at: Place) -> io::Result<()> {
        gone(fs::remove_file(self.kept(at)))?;
        match fs::remove_dir(self.folder(at.dossier)) {
            Err(e) if !matches!(e.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound) => Err(e),
            _ => Ok(()),
        }
    }

    /// All parts.
    pub fn parts(&self) -> io::Result<Vec<FileId>> {
        Ok(names(&self.root.join("parts"))?.iter().filter_map(|n| n.parse().ok()).collect())
    }

    /// All kept contents.
    pub fn all_kept(&self) -> io::Result<Vec<Place>> {
        let mut out = Vec::new();
        let top = self.root.join("kept");
        for shard in names(&top)? {
            for dossier in names(&top.join(&shard))? {
                let Ok(id) = dossier.parse::<DossierId>() else { continue };
                for file in names(&top.join(&shard).join(&dossier))? {
                    out.extend(file.parse().ok().map(|file| Place { dossier: id, file }));
                }
            }
        }
        Ok(out)
    }
}

fn make(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// A name is on the disk when its folder is.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Names in a folder; one that was removed meanwhile has none.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(vec![]),
        entries => entries?,
    };
    entries.map(|e| Ok(e?.file_name().to_string_lossy().into_owned())).collect()
}
