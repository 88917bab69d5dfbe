//! The demo's folder: what in it is the demo's own, and whether a fill came to its end.

use crate::config::in_folder;
use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What stands in `demo.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The fill came to its end.
    pub filled: bool,
    /// Simulated years.
    pub years: u32,
    /// Seed.
    pub seed: u64,
    /// Last moment, RFC 3339.
    pub until: String,
    /// Dossiers.
    pub dossiers: usize,
    /// Acts.
    pub acts: usize,
    /// Acts that the office refused.
    pub refused: usize,
}

/// What is in the folder.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing of ours.
    Empty,
    /// A whole demo.
    Filled(Marker),
    /// A demo whose fill was interrupted.
    Interrupted,
    /// A database that no demo made.
    Foreign,
}

/// A demo's folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if need be.
    pub fn at(path: PathBuf) -> Result<Self, Fault> {
        std::fs::create_dir_all(&path).map_err(|e| Fault::file(&path, e))?;
        Ok(Folder(path))
    }

    /// Path of the database.
    pub fn database(&self) -> String {
        in_folder(&self.0)
    }

    fn marker(&self) -> PathBuf {
        self.0.join("demo.json")
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is there.
    pub fn look(&self) -> Result<Found, Fault> {
        let marker = self.marker();
        if !marker.exists() {
            let foreign = Path::new(&self.database()).exists();
            return Ok(if foreign { Found::Foreign } else { Found::Empty });
        }
        let text = std::fs::read_to_string(&marker).map_err(|e| Fault::file(&marker, e))?;
        // A marker that was cut off while being written marks an interrupted fill.
        Ok(match serde_json::from_str::<Marker>(&text) {
            Ok(m) if m.filled && Path::new(&self.database()).exists() => Found::Filled(m),
            _ => Found::Interrupted,
        })
    }

    /// Writes the marker.
    pub fn mark(&self, marker: &Marker) -> Result<(), Fault> {
        let path = self.marker();
        let text = serde_json::to_string_pretty(marker).map_err(|e| Fault::file(&path, e))?;
        std::fs::write(&path, text + "\n").map_err(|e| Fault::file(&path, e))
    }

    /// Deletes the demo's own files, and nothing else.
    pub fn clear(&self) -> Result<(), Fault> {
        let database = self.database();
        for name in [String::new(), "-wal".into(), "-shm".into(), ".lock".into()] {
            let path = PathBuf::from(format!("{database}{name}"));
            match std::fs::remove_file(&path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Fault::file(&path, e)),
                _ => {}
            }
        }
        let marker = self.marker();
        std::fs::remove_file(&marker).map_err(|e| Fault::file(&marker, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(filled: bool) -> Marker {
        Marker { filled, years: 1, seed: 1, until: String::new(), dossiers: 0, acts: 0, refused: 0 }
    }

    #[test]
    fn an_interrupted_fill_is_told_from_a_whole_one_and_from_foreign_data() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::at(dir.path().to_owned()).expect("made");
        assert_eq!(folder.look().expect("looked"), Found::Empty);
        std::fs::write(folder.database(), "").expect("written");
        assert_eq!(folder.look().expect("looked"), Found::Foreign);
        folder.mark(&marker(false)).expect("marked");
        assert_eq!(folder.look().expect("looked"), Found::Interrupted);
        folder.mark(&marker(true)).expect("marked");
        assert_eq!(folder.look().expect("looked"), Found::Filled(marker(true)));
    }

    #[test]
    fn clearing_leaves_what_is_not_the_demos() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::at(dir.path().to_owned()).expect("made");
        std::fs::write(dir.path().join("notes.txt"), "mine").expect("written");
        std::fs::write(folder.database(), "").expect("written");
        folder.mark(&marker(false)).expect("marked");
        folder.clear().expect("cleared");
        assert_eq!(folder.look().expect("looked"), Found::Empty);
        assert!(dir.path().join("notes.txt").exists());
    }
}
