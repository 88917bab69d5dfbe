//! Tiles: where the hashes of a log stand when it is kept as files that never change.
//!
//! The format is [c2sp.org/tlog-tiles](https://c2sp.org/tlog-tiles). A tile holds up to 256 hashes
//! of 32 bytes, one behind the other. On level 0 they are leaf hashes; on each level above, a
//! hash is the root over one *full* tile of the level below. So the hash `i` of tile `n` on level
//! `l` is the root over 256^`l` leaves, beginning with leaf (`n`·256 + `i`)·256^`l`.

use std::fmt;
use std::str::FromStr;

use crate::{Hash, node_hash};

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// The highest level that the format knows. A log of 2^64 entries needs levels 0 to 7.
pub const MAX_LEVEL: u8 = 63;

/// A text or a number is not a place of a tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The level is above [`MAX_LEVEL`].
    #[error("a tile's level is from 0 to 63, not {0}")]
    Level(u8),
    /// The width is 0 or above [`TILE_WIDTH`].
    #[error("a tile has from 1 to 256 hashes, not {0}")]
    Width(u16),
    /// The text is not a path of a tile or of a bundle of entries, or it is one written in
    /// another way than the format demands (leading zeros, groups of other than 3 digits).
    #[error("{0:?} is not the path of a tile")]
    Path(String),
    /// The bytes are not a whole number of hashes, or not as many as the tile has.
    #[error("a tile of {expected} hashes has {} bytes, not {found}", usize::from(*.expected) * 32)]
    Bytes {
        /// How many hashes there should be.
        expected: u16,
        /// How many bytes there are.
        found: usize,
    },
}

/// The place of a tile of hashes, and how many hashes it has.
///
/// ```
/// use ledger::Tile;
///
/// let tile = Tile::new(0, 1_234_067, 256)?;
/// assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
/// assert_eq!("tile/1/000.p/17".parse(), Tile::new(1, 0, 17));
/// # Ok::<(), ledger::TileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// A tile of `width` hashes (1 to 256), counted from 0 within its level.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        if level > MAX_LEVEL {
            return Err(TileError::Level(level));
        }
        if width == 0 || width > TILE_WIDTH {
            return Err(TileError::Width(width));
        }
        Ok(Self { level, index, width })
    }

    /// The tile at this place in a log of `size` entries, full or partial; none where the log has
    /// no hash there yet.
    ///
    /// ```
    /// use ledger::Tile;
    ///
    /// assert_eq!(Tile::at(0, 273, 70_000), Some(Tile::new(0, 273, 112)?));
    /// assert_eq!(Tile::at(1, 0, 70_000), Some(Tile::new(1, 0, 256)?));
    /// assert_eq!(Tile::at(0, 274, 70_000), None);
    /// # Ok::<(), ledger::TileError>(())
    /// ```
    pub fn at(level: u8, index: u64, size: u64) -> Option<Self> {
        let first = index.checked_mul(u64::from(TILE_WIDTH))?;
        let width = hashes_on(level, size).checked_sub(first)?.min(u64::from(TILE_WIDTH));
        Self::new(level, index, u16::try_from(width).ok()?).ok()
    }

    /// 0 for leaf hashes, one more for each step of 256.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Its number within the level, counted from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes it has: 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it has all its 256 hashes, and so never changes again.
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The same place with all 256 hashes.
    #[must_use]
    pub fn full(&self) -> Self {
        Self { width: TILE_WIDTH, ..*self }
    }

    /// Reads the bytes of this tile: exactly [`width`](Self::width) hashes.
    pub fn hashes(&self, bytes: &[u8]) -> Result<Vec<Hash>, TileError> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() != usize::from(self.width) {
            return Err(TileError::Bytes { expected: self.width, found: bytes.len() });
        }
        Ok(hashes.iter().map(|hash| Hash::from_bytes(*hash)).collect())
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "tile/{}/", self.level)?;
        write_place(formatter, self.index, self.width)
    }
}

impl FromStr for Tile {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        let refused = || TileError::Path(path.to_owned());
        let (level, place) = path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or_else(refused)?;
        let level = decimal(level).and_then(|level| u8::try_from(level).ok()).ok_or_else(refused)?;
        let (index, width) = read_place(place).ok_or_else(refused)?;
        if level > MAX_LEVEL {
            return Err(refused());
        }
        Self::new(level, index, width)
    }
}

/// The place of a bundle of entries, which has the same numbers as the tile of their leaf hashes.
///
/// ```
/// use ledger::EntryBundle;
///
/// let bundle = EntryBundle::new(273, 112)?;
/// assert_eq!(bundle.to_string(), "tile/entries/273.p/112");
/// assert_eq!("tile/entries/x001/000".parse(), EntryBundle::new(1000, 256));
/// # Ok::<(), ledger::TileError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryBundle {
    index: u64,
    width: u16,
}

impl EntryBundle {
    /// A bundle of `width` entries (1 to 256), counted from 0.
    pub fn new(index: u64, width: u16) -> Result<Self, TileError> {
        Tile::new(0, index, width).map(Self::of)
    }

    /// The bundle at this place in a log of `size` entries, full or partial.
    pub fn at(index: u64, size: u64) -> Option<Self> {
        Tile::at(0, index, size).map(Self::of)
    }

    fn of(tile: Tile) -> Self {
        Self { index: tile.index, width: tile.width }
    }

    /// Its number, counted from 0. Its first entry is the entry 256 times that.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many entries it has: 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it has all its 256 entries, and so never changes again.
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The same place with all 256 entries.
    #[must_use]
    pub fn full(&self) -> Self {
        Self { width: TILE_WIDTH, ..*self }
    }

    /// The tile of level 0 that holds the hashes of these entries.
    pub fn tile(&self) -> Tile {
        Tile { level: 0, index: self.index, width: self.width }
    }
}

impl fmt::Display for EntryBundle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tile/entries/")?;
        write_place(formatter, self.index, self.width)
    }
}

impl FromStr for EntryBundle {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        let refused = || TileError::Path(path.to_owned());
        let place = path.strip_prefix("tile/entries/").ok_or_else(refused)?;
        let (index, width) = read_place(place).ok_or_else(refused)?;
        Self::new(index, width)
    }
}

/// How many hashes the level has in a log of `size` entries: ⌊size / 256^level⌋.
pub(crate) fn hashes_on(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// How many levels a log of this size has hashes on.
pub(crate) fn levels(size: u64) -> u8 {
    u8::try_from(size.checked_ilog2().map_or(0, |bits| bits / 8 + 1)).expect("64 bits are at most 8 levels")
}

/// Which tiles of hashes come to be when a log of `old` entries grows to `new` entries: all those
/// that the larger log has and the smaller one had not, with their width in the larger log, by
/// level and then by index. The last one of a level may be partial.
///
/// ```
/// use ledger::{Tile, tiles_of_growth};
///
/// let made: Vec<String> = tiles_of_growth(255, 257).iter().map(Tile::to_string).collect();
/// assert_eq!(made, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
/// ```
pub fn tiles_of_growth(old: u64, new: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..levels(new) {
        let (before, after) = (hashes_on(level, old), hashes_on(level, new));
        if before >= after {
            continue;
        }
        let width = u64::from(TILE_WIDTH);
        tiles.extend((before / width..=(after - 1) / width).filter_map(|index| Tile::at(level, index, new)));
    }
    tiles
}

/// The bytes of a tile: its hashes one behind the other.
pub fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32 * hashes.len());
    for hash in hashes {
        bytes.extend_from_slice(hash.as_bytes());
    }
    bytes
}

/// The root over 1, 2, 4 … 256 hashes that stand side by side.
pub(crate) fn full_root(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        [left, right] => node_hash(left, right),
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(&full_root(left), &full_root(right))
        }
    }
}

/// `x001/x234/067`, and `.p/17` where the tile is partial.
fn write_place(formatter: &mut fmt::Formatter<'_>, index: u64, width: u16) -> fmt::Result {
    let mut groups = vec![index % 1000];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    while let Some(group) = groups.pop() {
        if groups.is_empty() {
            write!(formatter, "{group:03}")?;
        } else {
            write!(formatter, "x{group:03}/")?;
        }
    }
    if width == TILE_WIDTH { Ok(()) } else { write!(formatter, ".p/{width}") }
}

/// Reads what [`write_place`] writes, and nothing else.
fn read_place(text: &str) -> Option<(u64, u16)> {
    let (path, width) = match text.split_once(".p/") {
        Some((path, width)) => {
            let width = decimal(width).filter(|width| (1..u64::from(TILE_WIDTH)).contains(width))?;
            (path, u16::try_from(width).ok()?)
        }
        None => (text, TILE_WIDTH),
    };
    let mut index = 0_u64;
    let mut groups = path.split('/').enumerate().peekable();
    while let Some((place, group)) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last { group } else { group.strip_prefix('x')? };
        // `x000` at the front would be a second way to write the same number.
        if digits.len() != 3
            || !digits.bytes().all(|digit| digit.is_ascii_digit())
            || (!last && place == 0 && digits == "000")
        {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((index, width))
}

/// Digits without a leading zero, as all C2SP formats write numbers.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) { None } else { text.parse().ok() }
}
