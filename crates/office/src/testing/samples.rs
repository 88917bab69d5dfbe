//! Small files that are what they say, for tests: a PDF of any size, pictures, and ways to spoil them.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use sha2::{Digest, Sha256};
use std::io::Write;

/// SHA-256 as events write it.
pub fn sha256(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// A PDF of one empty page and so many bytes of filling.
pub fn pdf(filling: usize) -> Vec<u8> {
    pdf_with("", filling)
}

/// A PDF with something more in its catalogue.
pub fn pdf_with(catalogue: &str, filling: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut at = Vec::new();
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
    ];
    for (i, object) in objects.iter().enumerate() {
        at.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    if filling > 0 {
        at.push(out.len());
        out.extend(format!("4 0 obj\n<< /Length {filling} >>\nstream\n").bytes());
        out.extend((0..filling).map(|i| b'a' + u8::try_from(i * 7 % 26).unwrap_or(0)));
        out.extend(b"\nendstream\nendobj\n");
    }
    finish(out, &at, "")
}

/// A PDF whose objects stand in a compressed stream, with this text among them.
pub fn pdf_compressed(text: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let packed = packed(text.as_bytes());
    let at = [out.len()];
    let head =
        format!("1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\n", packed.len());
    out.extend(head.bytes());
    out.extend(&packed);
    out.extend(b"\nendstream\nendobj\n");
    finish(out, &at, "")
}

/// A PDF that asks for a password.
pub fn pdf_encrypted() -> Vec<u8> {
    finish(b"%PDF-1.5\n".to_vec(), &[], "/Encrypt 9 0 R")
}

fn finish(mut out: Vec<u8>, at: &[usize], trailer: &str) -> Vec<u8> {
    let table = out.len();
    let size = at.len() + 1;
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for offset in at {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// A grey PNG of this many pixels square.
pub fn png(side: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], body: &[u8]| {
        out.extend(u32::try_from(body.len()).expect("small").to_be_bytes());
        out.extend(kind);
        out.extend(body);
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(body);
        out.extend(crc.sum().to_be_bytes());
    };
    let mut head = Vec::new();
    head.extend(side.to_be_bytes());
    head.extend(side.to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    chunk(b"IHDR", &head);
    let row = [vec![0], vec![0x80; side as usize]].concat();
    chunk(b"IDAT", &packed(&row.repeat(side as usize)));
    chunk(b"IEND", &[]);
    out
}

/// The smallest JPEG that browsers show: one grey point.
pub fn jpeg() -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, body: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(u16::try_from(body.len() + 2).expect("small").to_be_bytes());
        out.extend(body);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(0xdb, &[vec![0], vec![1; 64]].concat());
    segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    segment(0xc4, &[vec![0x00, 1], vec![0; 15], vec![0]].concat());
    segment(0xc4, &[vec![0x10, 1], vec![0; 15], vec![0]].concat());
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([0x3f, 0xff, 0xd9]);
    out
}
