//! What a file is, by its bytes: type, size, hash, and whether it is whole and readable. Neither its
//! name nor what its sender calls it counts. Never more than a few hundred kilobytes are in memory.
//!
//! It finds what happens by mistake (cut off, protected by a password, another type under a right
//! ending) and says what may surprise a reader; it is no search for malice.

use domain::file::{Caution, FileFacts, Flaw, Media};
use domain::id::FileId;
use flate2::Crc;
use flate2::read::ZlibDecoder;
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Enough to tell any type by its first bytes.
const HEAD: usize = 8 * 1024;
/// ISO 32000-1 annex H: readers look for the header in the first and the end in the last 1024 bytes.
const PDF_ENDS: usize = 1024;
/// Object streams that are looked into, and how much of each: a scan has a handful of small ones.
const STREAMS: usize = 4096;
const STREAM_BYTES: u64 = 4 * 1024 * 1024;
const STREAMS_BYTES: u64 = 64 * 1024 * 1024;

/// Looks into a content from its beginning to its end.
pub fn inspect<R: Read + Seek>(id: FileId, content: R) -> io::Result<FileFacts> {
    let mut content = BufReader::with_capacity(64 * 1024, content);
    let mut head = Vec::with_capacity(HEAD);
    content.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let media = media_of(&head);
    content.seek(SeekFrom::Start(0))?;
    let mut names = PdfNames::default();
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = content.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        if media == Some(Media::Pdf) {
            names.feed(&buffer[..n]);
        }
        bytes += n as u64;
    }
    let looks_like = match media {
        None => infer::get(&head).map(|kind| kind.extension().to_owned()).unwrap_or_default(),
        Some(_) => String::new(),
    };
    let mut facts =
        FileFacts { id, bytes, sha256: hex::encode(hash.finalize()), media, looks_like, flaw: None, cautions: vec![] };
    let whole = match media {
        None => true,
        Some(Media::Pdf) => {
            names.look_into_streams(&mut content)?;
            facts.flaw = names.flaw();
            facts.cautions = names.cautions();
            pdf_is_whole(&mut content, bytes)?
        }
        Some(Media::Jpeg) => tolerant(jpeg_is_whole(&mut content))?,
        Some(Media::Png) => tolerant(png_is_whole(&mut content))?,
    };
    if !whole {
        facts.flaw = Some(Flaw::Broken);
    }
    Ok(facts)
}

/// What the first bytes say.
fn media_of(head: &[u8]) -> Option<Media> {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(Media::Jpeg)
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Media::Png)
    } else if find(&head[..head.len().min(PDF_ENDS)], b"%PDF-").is_some() {
        Some(Media::Pdf)
    } else {
        None
    }
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|w| w == needle)
}

/// A file that ends where more was announced is not whole; that is no fault of the disk.
fn tolerant(answer: io::Result<bool>) -> io::Result<bool> {
    match answer {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        answer => answer,
    }
}

/// The end mark, and a table of contents where the end says it is.
fn pdf_is_whole<R: Read + Seek>(content: &mut R, bytes: u64) -> io::Result<bool> {
    let from = bytes.saturating_sub(2 * PDF_ENDS as u64);
    content.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    content.read_to_end(&mut tail)?;
    let Some(end) = tail.windows(5).rposition(|w| w == b"%%EOF") else { return Ok(false) };
    let Some(mark) = tail[..end].windows(9).rposition(|w| w == b"startxref") else { return Ok(false) };
    let digits: String = tail[mark + 9..end]
        .iter()
        .map(|b| char::from(*b))
        .skip_while(char::is_ascii_whitespace)
        .take_while(char::is_ascii_digit)
        .collect();
    let Ok(at) = digits.parse::<u64>() else { return Ok(false) };
    if at >= bytes {
        return Ok(false);
    }
    // What precedes the header shifts what is counted from it.
    let mut head = vec![0; PDF_ENDS.min(usize::try_from(bytes).unwrap_or(PDF_ENDS))];
    content.seek(SeekFrom::Start(0))?;
    content.read_exact(&mut head)?;
    let shift = find(&head, b"%PDF-").unwrap_or(0) as u64;
    for start in [at, at + shift] {
        let mut there = [0; 16];
        content.seek(SeekFrom::Start(start))?;
        let n = content.read(&mut there)?;
        let there = there[..n].trim_ascii_start();
        if there.starts_with(b"xref") || there.first().is_some_and(u8::is_ascii_digit) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The names (`/Name`) of a PDF, gathered while its bytes go by; `#41` in one is read as `A`.
#[derive(Default)]
struct PdfNames {
    name: Option<Vec<u8>>,
    at: u64,
    encrypted: bool,
    launches: bool,
    script: bool,
    attachment: bool,
    /// Where an object stream was announced.
    streams: Vec<u64>,
}

impl PdfNames {
    fn feed(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.at += 1;
            let regular = !matches!(
                b,
                0 | b'\t'
                    | b'\n'
                    | 0x0c
                    | b'\r'
                    | b' '
                    | b'('
                    | b')'
                    | b'<'
                    | b'>'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
                    | b'/'
                    | b'%'
            );
            if regular {
                if let Some(name) = &mut self.name {
                    // No name that matters is longer, not even with every letter escaped.
                    if name.len() > 64 {
                        self.name = None;
                    } else {
                        name.push(b);
                    }
                }
                continue;
            }
            self.close();
            if b == b'/' {
                self.name = Some(Vec::new());
            }
        }
    }

    fn close(&mut self) {
        let Some(name) = self.name.take() else { return };
        match unescaped(&name).as_slice() {
            b"Encrypt" => self.encrypted = true,
            b"Launch" => self.launches = true,
            b"JavaScript" | b"JS" => self.script = true,
            b"EmbeddedFile" | b"EmbeddedFiles" => self.attachment = true,
            b"ObjStm" if self.streams.len() < STREAMS => self.streams.push(self.at),
            _ => {}
        }
    }

    /// Objects may stand in compressed streams, and with them the names that matter.
    fn look_into_streams<R: Read + Seek>(&mut self, content: &mut R) -> io::Result<()> {
        self.close();
        let mut left = STREAMS_BYTES;
        for at in std::mem::take(&mut self.streams) {
            content.seek(SeekFrom::Start(at))?;
            let mut near = Vec::new();
            content.by_ref().take(4096).read_to_end(&mut near)?;
            let Some(mut start) = find(&near, b"stream").map(|i| i + 6) else { continue };
            if near[start..].starts_with(b"\r\n") {
                start += 2;
            } else if near[start..].starts_with(b"\n") {
                start += 1;
            }
            content.seek(SeekFrom::Start(at + start as u64))?;
            let mut text = ZlibDecoder::new(content.by_ref()).take(STREAM_BYTES.min(left));
            let mut buffer = vec![0; 16 * 1024];
            // What is not compressed in this way ends the look, not the check.
            while let Ok(n) = text.read(&mut buffer) {
                if n == 0 {
                    break;
                }
                left = left.saturating_sub(n as u64);
                self.feed(&buffer[..n]);
            }
            self.close();
            self.streams.clear();
        }
        Ok(())
    }

    fn flaw(&self) -> Option<Flaw> {
        if self.encrypted {
            Some(Flaw::Encrypted)
        } else if self.launches {
            Some(Flaw::Launches)
        } else {
            None
        }
    }

    fn cautions(&self) -> Vec<Caution> {
        let found = [(self.script, Caution::Script), (self.attachment, Caution::Attachment)];
        found.into_iter().filter(|(there, _)| *there).map(|(_, c)| c).collect()
    }
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(name.len());
    let mut i = 0;
    while i < name.len() {
        match (name[i], digit(name.get(i + 1)), digit(name.get(i + 2))) {
            (b'#', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                i += 3;
            }
            (b, ..) => {
                out.push(b);
                i += 1;
            }
        }
    }
    out
}

fn byte<R: Read>(content: &mut R) -> io::Result<u8> {
    let mut one = [0];
    content.read_exact(&mut one)?;
    Ok(one[0])
}

fn two<R: Read>(content: &mut R) -> io::Result<u16> {
    let mut bytes = [0; 2];
    content.read_exact(&mut bytes)?;
    Ok(u16::from_be_bytes(bytes))
}

fn four<R: Read>(content: &mut R) -> io::Result<u32> {
    let mut bytes = [0; 4];
    content.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

/// Segments up to the picture, a picture with height and width, and its end mark after it.
fn jpeg_is_whole<R: Read + Seek>(content: &mut BufReader<R>) -> io::Result<bool> {
    content.seek(SeekFrom::Start(2))?;
    let mut sized = false;
    loop {
        if byte(content)? != 0xff {
            return Ok(false);
        }
        let mut marker = byte(content)?;
        while marker == 0xff {
            marker = byte(content)?;
        }
        match marker {
            0x01 | 0xd0..=0xd7 => continue,
            0x00 | 0xd8 | 0xd9 => return Ok(false),
            _ => {}
        }
        let length = two(content)?;
        if length < 2 {
            return Ok(false);
        }
        let mut left = i64::from(length) - 2;
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            let _precision = byte(content)?;
            let (height, width) = (two(content)?, two(content)?);
            sized = height > 0 && width > 0;
            left -= 5;
        }
        if left < 0 {
            return Ok(false);
        }
        content.seek_relative(left)?;
        if marker == 0xda {
            return Ok(sized && has_end(content)?);
        }
    }
}

/// In the picture's own data a zero follows every `FF`, so `FF D9` is the end.
fn has_end<R: Read>(content: &mut R) -> io::Result<bool> {
    let mut buffer = vec![0; 64 * 1024];
    let mut last = 0;
    loop {
        let n = content.read(&mut buffer)?;
        if n == 0 {
            return Ok(false);
        }
        for &b in &buffer[..n] {
            if last == 0xff && b == 0xd9 {
                return Ok(true);
            }
            last = b;
        }
    }
}

/// Every chunk with its right checksum, from a header with height and width to the end.
fn png_is_whole<R: Read + Seek>(content: &mut R) -> io::Result<bool> {
    content.seek(SeekFrom::Start(8))?;
    let (mut first, mut picture) = (true, false);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let mut left = four(content)?;
        let mut kind = [0; 4];
        content.read_exact(&mut kind)?;
        if first != (kind == *b"IHDR") || (first && left != 13) {
            return Ok(false);
        }
        let mut crc = Crc::new();
        crc.update(&kind);
        let mut sized = !first;
        while left > 0 {
            let n = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            content.read_exact(&mut buffer[..n])?;
            crc.update(&buffer[..n]);
            if first {
                sized = buffer[..4] != [0; 4] && buffer[4..8] != [0; 4];
            }
            left -= u32::try_from(n).unwrap_or(left);
        }
        if crc.sum() != four(content)? || !sized {
            return Ok(false);
        }
        first = false;
        match &kind {
            b"IDAT" => picture = true,
            b"IEND" => return Ok(picture),
            _ => {}
        }
    }
}
