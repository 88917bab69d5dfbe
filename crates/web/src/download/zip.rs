//! A ZIP archive written from its beginning to its end without going back: sizes follow the data
//! (APPNOTE.TXT 4.3.9), so nothing is kept but the list of entries.

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use std::io::{self, Write};

/// Deflated, sizes and CRC after the data, names in UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATED: u16 = 8;
const VERSION: u16 = 20;
/// 1 January 1980, the first day that the format knows: the same table gives the same bytes.
const DAY: u16 = 1 << 5 | 1;

struct Entry {
    name: &'static str,
    crc: u32,
    packed: u32,
    size: u32,
    at: u32,
}

struct Open {
    name: &'static str,
    at: u64,
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    packed: u64,
    size: u64,
}

/// An archive being written. [`take`](Self::take) gives what is ready.
pub(super) struct Archive {
    out: Vec<u8>,
    sent: u64,
    entries: Vec<Entry>,
    open: Option<Open>,
}

fn fits(n: u64) -> io::Result<u32> {
    u32::try_from(n).map_err(|_| io::Error::other("the archive is larger than 4 GiB"))
}

impl Archive {
    pub(super) fn new() -> Self {
        Archive { out: Vec::new(), sent: 0, entries: Vec::new(), open: None }
    }

    /// Begins a file; the one before must have ended.
    pub(super) fn begin(&mut self, name: &'static str) {
        let at = self.sent + self.out.len() as u64;
        self.u32(0x0403_4b50);
        for n in [VERSION, FLAGS, DEFLATED, 0, DAY] {
            self.u16(n);
        }
        for _ in 0..3 {
            self.u32(0); // CRC and sizes follow the data
        }
        self.name(name);
        self.u16(0);
        self.out.extend_from_slice(name.as_bytes());
        let encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        self.open = Some(Open { name, at, encoder, crc: Crc::new(), packed: 0, size: 0 });
    }

    /// More of the file.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Err(io::Error::other("no file is open")) };
        open.crc.update(bytes);
        open.size += bytes.len() as u64;
        open.encoder.write_all(bytes)?;
        let packed = std::mem::take(open.encoder.get_mut());
        open.packed += packed.len() as u64;
        self.out.extend_from_slice(&packed);
        Ok(())
    }

    /// Ends the file.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else { return Err(io::Error::other("no file is open")) };
        let rest = open.encoder.finish()?;
        self.out.extend_from_slice(&rest);
        let entry = Entry {
            name: open.name,
            crc: open.crc.sum(),
            packed: fits(open.packed + rest.len() as u64)?,
            size: fits(open.size)?,
            at: fits(open.at)?,
        };
        for n in [0x0807_4b50, entry.crc, entry.packed, entry.size] {
            self.u32(n);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// A whole file.
    pub(super) fn file(&mut self, name: &'static str, content: &str) -> io::Result<()> {
        self.begin(name);
        self.write(content.as_bytes())?;
        self.end()
    }

    /// The list of files: the archive is whole.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let start = self.sent + self.out.len() as u64;
        let entries = std::mem::take(&mut self.entries);
        let count = u16::try_from(entries.len()).map_err(io::Error::other)?;
        for entry in entries {
            self.u32(0x0201_4b50);
            for n in [VERSION, VERSION, FLAGS, DEFLATED, 0, DAY] {
                self.u16(n);
            }
            for n in [entry.crc, entry.packed, entry.size] {
                self.u32(n);
            }
            self.name(entry.name);
            for _ in 0..4 {
                self.u16(0);
            }
            self.u32(0);
            self.u32(entry.at);
            self.out.extend_from_slice(entry.name.as_bytes());
        }
        let size = self.sent + self.out.len() as u64 - start;
        self.u32(0x0605_4b50);
        for n in [0, 0, count, count] {
            self.u16(n);
        }
        self.u32(fits(size)?);
        self.u32(fits(start)?);
        self.u16(0);
        Ok(())
    }

    /// What is ready to be sent.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let ready = std::mem::take(&mut self.out);
        self.sent += ready.len() as u64;
        ready
    }

    fn name(&mut self, name: &str) {
        // Names are a few literals of this crate.
        self.u16(u16::try_from(name.len()).unwrap_or(u16::MAX));
    }

    fn u16(&mut self, n: u16) {
        self.out.extend_from_slice(&n.to_le_bytes());
    }

    fn u32(&mut self, n: u32) {
        self.out.extend_from_slice(&n.to_le_bytes());
    }
}
