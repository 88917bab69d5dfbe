//! Bundles of entries: up to 256 entries in one file, each behind its length in 2 bytes.
//!
//! The format is that of [c2sp.org/tlog-tiles](https://c2sp.org/tlog-tiles#log-entries).

use crate::{EntryBundle, TILE_WIDTH};

/// The bytes are not a bundle of entries, or the entries do not fit into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    /// An entry is longer than 65,535 bytes, which 2 bytes cannot tell.
    #[error("entry {place} of the bundle has {length} bytes; an entry has at most 65535")]
    Long {
        /// Counted from 0 within the bundle.
        place: usize,
        /// Bytes of the entry.
        length: usize,
    },
    /// There are none, or more than 256.
    #[error("a bundle has from 1 to 256 entries, not {0}")]
    Count(usize),
    /// The bytes end within an entry or its length.
    #[error("the bundle ends within its entry {place}")]
    CutOff {
        /// Counted from 0 within the bundle.
        place: usize,
    },
    /// There is another number of entries than the bundle's path tells.
    #[error("the bundle has {found} entries and not {expected}")]
    Width {
        /// As its path tells.
        expected: u16,
        /// As its bytes tell.
        found: usize,
    },
}

/// Writes a bundle: of each entry its length in 2 bytes, big-endian, and its bytes.
///
/// ```
/// use ledger::{EntryBundle, bundle_bytes, bundle_entries};
///
/// let bytes = bundle_bytes(&[b"ab".as_slice(), b""])?;
/// assert_eq!(bytes, b"\x00\x02ab\x00\x00");
/// let bundle = EntryBundle::new(0, 2).expect("two entries");
/// assert_eq!(bundle_entries(&bundle, &bytes)?, [b"ab".as_slice(), b""]);
/// # Ok::<(), ledger::EntriesError>(())
/// ```
pub fn bundle_bytes<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, EntriesError> {
    if entries.is_empty() || entries.len() > usize::from(TILE_WIDTH) {
        return Err(EntriesError::Count(entries.len()));
    }
    let mut bytes = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| EntriesError::Long { place, length: entry.len() })?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads the entries of this bundle: exactly [`width`](EntryBundle::width) of them and nothing
/// behind them.
pub fn bundle_entries<'b>(bundle: &EntryBundle, bytes: &'b [u8]) -> Result<Vec<&'b [u8]>, EntriesError> {
    let mut entries = Vec::with_capacity(usize::from(bundle.width()));
    let mut rest = bytes;
    while !rest.is_empty() {
        let place = entries.len();
        let cut_off = EntriesError::CutOff { place };
        let (length, behind) = rest.split_first_chunk().ok_or(cut_off)?;
        let (entry, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(cut_off)?;
        entries.push(entry);
        rest = behind;
    }
    if entries.len() == usize::from(bundle.width()) {
        Ok(entries)
    } else {
        Err(EntriesError::Width { expected: bundle.width(), found: entries.len() })
    }
}
