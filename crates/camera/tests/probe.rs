//! A camera that answers, one that is silent, one that is not there, and something that is no camera.

use camera::{Address, ProbeError, probe};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PATIENCE: Duration = Duration::from_millis(300);

/// A peer that answers every connection once with these bytes; `None`: it keeps silent.
async fn peer(answer: Option<&'static [u8]>) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 512];
            let n = stream.read(&mut request).await.unwrap();
            assert!(request[..n].starts_with(b"OPTIONS rtsp://127.0.0.1:"));
            assert!(!String::from_utf8_lossy(&request[..n]).contains("s3cret"));
            match answer {
                Some(bytes) => stream.write_all(bytes).await.unwrap(),
                None => tokio::time::sleep(Duration::from_secs(2)).await,
            }
        }
    });
    Address::parse(&format!("rtsp://viewer:s3cret@127.0.0.1:{port}/cam0")).unwrap()
}

#[tokio::test]
async fn a_camera_says_what_it_offers() {
    let camera =
        peer(Some(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, PLAY\r\nServer: Test\r\n\r\n")).await;
    let answer = probe(&camera, PATIENCE).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.methods, ["OPTIONS", "DESCRIBE", "PLAY"]);
    assert_eq!(answer.server.as_deref(), Some("Test"));
}

#[tokio::test]
async fn a_camera_that_wants_a_sign_in_is_there_too() {
    let camera = peer(Some(b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n")).await;
    assert_eq!(probe(&camera, PATIENCE).await.unwrap().status, 401);
}

#[tokio::test]
async fn silence_is_told_from_absence_and_from_another_program() {
    assert!(matches!(probe(&peer(None).await, PATIENCE).await, Err(ProbeError::Silent { .. })));
    let web = peer(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    assert!(matches!(probe(&web, PATIENCE).await, Err(ProbeError::NotRtsp { .. })));
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let nobody = Address::parse(&format!("rtsp://127.0.0.1:{port}/")).unwrap();
    let error = probe(&nobody, PATIENCE).await.unwrap_err();
    assert!(matches!(error, ProbeError::Connect { .. }), "{error}");
}
