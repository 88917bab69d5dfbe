//! A client of HTTP/1.1 in a few lines: one request, one connection.

use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.body))
    }
}

pub fn get(port: u16, path: &str, token: Option<&str>) -> io::Result<Answer> {
    send(port, "GET", path, token, &[], None)
}

/// Sends bytes as they are.
pub fn patch(port: u16, path: &str, token: &str, headers: &[(&str, String)], body: &[u8]) -> io::Result<Answer> {
    send(port, "PATCH", path, Some(token), headers, Some((OCTETS, body)))
}

pub fn delete(port: u16, path: &str, token: &str) -> io::Result<Answer> {
    send(port, "DELETE", path, Some(token), &[], None)
}

pub const OCTETS: &str = "application/octet-stream";

pub fn post(port: u16, path: &str, token: &str, headers: &[(&str, String)], body: &Value) -> io::Result<Answer> {
    send(port, "POST", path, Some(token), headers, Some(("application/json", body.to_string().as_bytes())))
}

fn send(
    port: u16,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, String)],
    body: Option<(&str, &[u8])>,
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut request = format!("{method} {path} HTTP/1.0\r\nhost: localhost:{port}\r\n");
    if let Some(token) = token {
        let _ = write!(request, "authorization: Bearer {token}\r\n");
    }
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    if let Some((kind, body)) = body {
        let _ = write!(request, "content-type: {kind}\r\ncontent-length: {}\r\n", body.len());
    }
    request += "\r\n";
    stream.write_all(request.as_bytes())?;
    if let Some((_, body)) = body {
        stream.write_all(body)?;
    }
    let mut text = Vec::new();
    stream.read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let cut = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut off");
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(cut)?;
    let length = head.lines().find_map(|l| {
        let (name, value) = l.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    // An answer counts only when it came whole.
    if length.is_some_and(|length| body.len() < length) {
        return Err(cut());
    }
    Ok(Answer { status, body: body.to_owned() })
}
