//! Asks a camera whether it is there: one RTSP OPTIONS request over TCP (RFC 2326 §10.1).

use crate::Address;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest answer read; a camera's is a few hundred bytes.
const LONGEST: usize = 8 * 1024;

/// What a camera answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// RTSP status: 200, or 401 when it wants a sign-in first.
    pub status: u16,
    /// Methods it offers (`DESCRIBE`, `SETUP`, `PLAY` …); empty when it does not say.
    pub methods: Vec<String>,
    /// Its name for itself, if it gives one.
    pub server: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// No connection.
    #[error("no connection to {address}: {source}; check the cable, the address and the port")]
    Connect {
        /// Where, without credentials.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Connected, but nothing came in time.
    #[error("{address} did not answer within {seconds} s")]
    Silent {
        /// Where.
        address: String,
        /// How long it was given.
        seconds: u64,
    },
    /// Something else than RTSP came.
    #[error("{address} does not speak RTSP")]
    NotRtsp {
        /// Where.
        address: String,
    },
}

/// Asks a camera for its options; each of connecting and answering may take `patience`.
pub async fn probe(address: &Address, patience: Duration) -> Result<Answer, ProbeError> {
    let shown = address.to_string();
    let silent = || ProbeError::Silent { address: shown.clone(), seconds: patience.as_secs() };
    let connect = TcpStream::connect((address.host().trim_matches(['[', ']']), address.port()));
    let mut stream = timeout(patience, connect)
        .await
        .map_err(|_| silent())?
        .map_err(|source| ProbeError::Connect { address: shown.clone(), source })?;
    let request = format!("OPTIONS {shown} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: motcua\r\n\r\n");
    timeout(patience, exchange(&mut stream, request.as_bytes()))
        .await
        .map_err(|_| silent())?
        .ok()
        .as_deref()
        .and_then(read_answer)
        .ok_or(ProbeError::NotRtsp { address: shown })
}

/// Sends the request and reads up to the blank line that ends the head of the answer.
async fn exchange(stream: &mut TcpStream, request: &[u8]) -> std::io::Result<Vec<u8>> {
    stream.write_all(request).await?;
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while head.len() < LONGEST && !head.windows(4).any(|w| w == b"\r\n\r\n") {
        let n = stream.read(&mut part).await?;
        if n == 0 {
            break;
        }
        head.extend_from_slice(&part[..n]);
    }
    Ok(head)
}

fn read_answer(head: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(head).ok()?;
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    if !first.next()?.starts_with("RTSP/") {
        return None;
    }
    let status = first.next()?.parse().ok()?;
    let header = |name: &str| {
        lines.clone().find_map(|line| {
            let (n, value) = line.split_once(':')?;
            n.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    Some(Answer {
        status,
        methods: header("Public")
            .map(|m| m.split(',').map(|m| m.trim().to_owned()).filter(|m| !m.is_empty()).collect())
            .unwrap_or_default(),
        server: header("Server"),
    })
}
