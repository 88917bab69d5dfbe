//! The folder of backups: how they are called, how a new one gets its name, how old ones go.

use super::{BackupError, Target};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// How the names begin that rotation knows.
pub const PREFIX: &str = "motcua-";
const ENDING: &str = ".tar";
const PARTIAL: &str = ".partial";

/// Whether a file's name is one that a backup of the regular series has: `motcua-2026-08-17-020000.tar`,
/// with `-2` … where there were several in one second.
pub fn is_backup(name: &str) -> bool {
    let Some(stamp) = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(ENDING)) else { return false };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = stamp.split('-').collect();
    let dated =
        |parts: &[&str]| matches!(parts, [y, m, d, t] if digits(y, 4) && digits(m, 2) && digits(d, 2) && digits(t, 6));
    match parts.as_slice() {
        [.., n] if parts.len() == 5 => dated(&parts[..4]) && !n.is_empty() && n.len() < 4 && digits(n, n.len()),
        all => dated(all),
    }
}

/// The backups of a folder, oldest first: their names tell.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))? {
        let entry = entry.map_err(BackupError::io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_backup(&name) && entry.file_type().is_ok_and(|t| t.is_file()) {
            found.push((order(&name), entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// `…-020000.tar` comes before `…-020000-2.tar`.
fn order(name: &str) -> (String, u32) {
    let stamp = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(ENDING)).unwrap_or(name);
    let (date, n) = stamp.split_at(stamp.len().min(17));
    (date.to_owned(), n.trim_start_matches('-').parse().unwrap_or(1))
}

/// Removes the oldest backups of the regular series until so many are left; answers which went.
/// Nothing else in the folder is touched.
pub fn rotate(folder: &Path, keep: usize) -> Result<Vec<PathBuf>, BackupError> {
    let all = list(folder)?;
    let old = all[..all.len().saturating_sub(keep.max(1))].to_vec();
    for path in &old {
        fs::remove_file(path).map_err(BackupError::io(path))?;
    }
    Ok(old)
}

/// A file that is no backup yet. Dropped before it became one, it is gone.
pub(super) struct Partial {
    folder: PathBuf,
    path: PathBuf,
    /// Without its ending.
    name: String,
    exact: bool,
    file: File,
    kept: bool,
}

impl Partial {
    /// Begins beside where it will lie, and sweeps what a killed program left there.
    pub(super) fn begin(target: &Target) -> Result<Self, BackupError> {
        let exact = !target.to.is_dir();
        let (folder, name) = if exact {
            let parent = target.to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let name = target.to.file_name().map(|n| n.to_string_lossy().into_owned());
            let name = name.ok_or_else(|| BackupError::Refused(format!("{} names no file", target.to.display())))?;
            if !parent.is_dir() {
                return Err(BackupError::Refused(format!(
                    "the folder {} is not there: make it, or mount its disk",
                    parent.display()
                )));
            }
            if target.to.exists() {
                return Err(BackupError::Refused(format!(
                    "{} exists already, and no backup is written over: choose another name, or a folder",
                    target.to.display()
                )));
            }
            (parent.to_owned(), name)
        } else {
            (target.to.clone(), format!("{}{}", target.prefix, target.stamp))
        };
        sweep(&folder)?;
        for n in 1..1000 {
            let path = folder.join(format!(".{name}.{n}{PARTIAL}"));
            let made = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
            match made {
                Ok(file) => {
                    // Held while it is written: whoever sweeps leaves it alone.
                    file.lock().map_err(BackupError::io(&path))?;
                    return Ok(Partial { folder, path, name, exact, file, kept: false });
                }
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(BackupError::io(&path)(e)),
            }
        }
        Err(BackupError::Refused(format!("{} is full of unfinished backups", folder.display())))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn writer(&self) -> Result<File, BackupError> {
        self.file.try_clone().map_err(BackupError::io(&self.path))
    }

    pub(super) fn bytes(&self) -> Result<u64, BackupError> {
        Ok(self.file.metadata().map_err(BackupError::io(&self.path))?.len())
    }

    pub(super) fn sync(&self) -> Result<(), BackupError> {
        self.file.sync_all().map_err(BackupError::io(&self.path))
    }

    /// Gives it its name, which no other file has, and puts the name on the disk.
    pub(super) fn keep(mut self) -> Result<PathBuf, BackupError> {
        let tried = (1..1000).find_map(|n| {
            let name = match (self.exact, n) {
                (true, 1) => self.name.clone(),
                (true, _) => return None,
                (false, 1) => format!("{}{ENDING}", self.name),
                (false, n) => format!("{}-{n}{ENDING}", self.name),
            };
            let to = self.folder.join(name);
            match link(&self.path, &to) {
                Err(e) if e.kind() == ErrorKind::AlreadyExists => None,
                done => Some(done.map(|()| to.clone()).map_err(BackupError::io(&to))),
            }
        });
        let to = tried.unwrap_or_else(|| Err(BackupError::Refused(format!("{} exists already", self.name))))?;
        self.kept = true;
        File::open(&self.folder).and_then(|f| f.sync_all()).map_err(BackupError::io(&self.folder))?;
        Ok(to)
    }
}

/// Renames without ever writing over another file. Not every file system has links: there the name is
/// looked at first.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(e) if matches!(e.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            if to.exists() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            fs::rename(from, to)
        }
        Err(e) => Err(e),
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // If even this fails the next backup sweeps it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes unfinished backups that nobody is writing any more.
fn sweep(folder: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))? {
        let entry = entry.map_err(BackupError::io(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !(name.starts_with('.') && name.contains(PREFIX) && name.ends_with(PARTIAL)) {
            continue;
        }
        let left = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if left {
            let removed = fs::remove_file(entry.path());
            tracing::info!(file = %name, ok = removed.is_ok(), "an unfinished backup was swept");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_regular_series_is_known_to_rotation() {
        for name in ["motcua-2026-08-17-020000.tar", "motcua-2026-08-17-020000-2.tar"] {
            assert!(is_backup(name), "{name}");
        }
        for name in [
            "motcua-before-upgrade-2026-08-17-020000.tar",
            "motcua-2026-08-17-020000.tar.part",
            ".motcua-2026-08-17-020000.1.partial",
            "motcua-2026-08-17.tar",
            "holiday-2026-08-17-020000.tar",
            "motcua-2026-08-17-020000-.tar",
        ] {
            assert!(!is_backup(name), "{name}");
        }
    }

    #[test]
    fn the_oldest_go_and_nothing_else_does() {
        let dir = tempfile::tempdir().expect("a folder");
        let put = |name: &str| fs::write(dir.path().join(name), "x").expect("written");
        for day in 10..16 {
            put(&format!("motcua-2026-08-{day}-020000.tar"));
        }
        put("motcua-2026-08-15-020000-2.tar");
        put("motcua-2026-08-15-020000-10.tar");
        put("letters.zip");
        put("motcua-before-upgrade-2020-01-01-000000.tar");
        let gone = rotate(dir.path(), 3).expect("rotated");
        assert_eq!(gone.len(), 5);
        let left: Vec<String> = list(dir.path())
            .expect("listed")
            .iter()
            .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(
            left,
            ["motcua-2026-08-15-020000.tar", "motcua-2026-08-15-020000-2.tar", "motcua-2026-08-15-020000-10.tar"]
        );
        assert!(dir.path().join("letters.zip").exists());
        assert!(dir.path().join("motcua-before-upgrade-2020-01-01-000000.tar").exists());
        rotate(dir.path(), 0).expect("rotated");
        assert_eq!(list(dir.path()).expect("listed").len(), 1, "the newest never goes");
    }
}
