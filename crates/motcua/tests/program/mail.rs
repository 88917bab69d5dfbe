//! Letters through a real mail server: the whole program on one side, Debian's aiosmtpd on the other.

use crate::run::motcua;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Debian's own Python: the package of the mail server belongs to it.
const PYTHON: &str = "/usr/bin/python3";
const PASSWORD: &str = "mật khẩu của máy chủ";

/// A mail server on a free port of this machine.
struct MailServer {
    child: Child,
    port: u16,
    letters: PathBuf,
}

impl MailServer {
    /// `None`: the package python3-aiosmtpd is not there.
    fn start(dir: &Path, more: &[&str]) -> Option<Self> {
        let there = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            println!("SMTP not tested: the package python3-aiosmtpd is missing (scripts/test installs it)");
            return None;
        }
        let letters = dir.join("arrived");
        std::fs::create_dir_all(&letters).expect("a folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/mail/server.py");
        let mut child = Command::new(PYTHON)
            .arg(script)
            .arg(&letters)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the mail server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a port");
        Some(MailServer { child, port: line.trim().parse().expect("a port"), letters })
    }

    /// The n-th letter as it arrived.
    fn letter(&self, n: usize) -> String {
        let path = self.letters.join(format!("{n:03}.eml"));
        let began = Instant::now();
        while !path.exists() {
            assert!(began.elapsed() < Duration::from_secs(30), "letter {n} does not arrive");
            std::thread::sleep(Duration::from_millis(50));
        }
        std::fs::read_to_string(path).expect("a letter")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `motcua serve` with an administrator.
struct House {
    child: Child,
    port: u16,
    cookie: String,
    csrf: String,
}

impl House {
    fn start(dir: &Path, mail: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let config = dir.join("motcua.toml");
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\naddress = \"http://localhost:{port}\"\norganisation = \"two-tier\"\n\n[mail]\nfrom = \"Bộ phận Một cửa <mot-cua@vi-du.example>\"\n{mail}"
        );
        std::fs::write(&config, text).expect("written");
        let config = config.to_str().expect("a plain path");
        assert!(motcua(&["init", "--config", config]).status().expect("it runs").success());
        let unit = admin_unit(config);
        let mut create = motcua(&[
            "admin",
            "create",
            "--config",
            config,
            "--name",
            "Đỗ Thị Quản Trị",
            "--login",
            "quan-tri",
            "--unit",
            &unit,
            "--password-stdin",
        ])
        .stdin(Stdio::piped())
        .spawn()
        .expect("it runs");
        create.stdin.take().expect("piped").write_all("một câu đủ dài 2026\n".as_bytes()).expect("typed");
        assert!(create.wait().expect("waited").success());
        let child = motcua(&["serve", "--config", config]).stderr(Stdio::null()).spawn().expect("it runs");
        let mut house = House { child, port, cookie: String::new(), csrf: String::new() };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_mins(1), "it does not serve");
            std::thread::sleep(Duration::from_millis(50));
        }
        let answer = house.post("/sign-in", &[("login", "quan-tri"), ("password", "một câu đủ dài 2026")]);
        let cookie = answer.lines().find_map(|l| l.strip_prefix("set-cookie: ")).expect("a cookie");
        cookie.split(';').next().unwrap_or_default().clone_into(&mut house.cookie);
        let page = house.send("GET", "/sessions", "");
        house.csrf =
            page.split("name=\"csrf\" value=\"").nth(1).and_then(|s| s.split('"').next()).expect("csrf").into();
        house
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let mut body = format!("csrf={}", self.csrf);
        for (name, value) in fields {
            let _ = write!(body, "&{name}={}", encode(value));
        }
        self.send("POST", path, &body)
    }

    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        let head = format!(
            "{method} {path} HTTP/1.0\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A unit that has an administrator's post, as the command names them.
fn admin_unit(config: &str) -> String {
    let asked = motcua(&["admin", "create", "--config", config, "--name", "X", "--login", "x", "--unit", "khong-co"])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    let units = said.rsplit(": ").next().unwrap_or_default();
    units.split([',', '\n']).next().unwrap_or_default().trim().to_owned()
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

/// A letter as Python's own library reads it: subject and text.
fn read(letter: &str) -> String {
    let script = "import email, email.policy, sys; m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default); sys.stdout.buffer.write((m['subject'] + '\\n' + m.get_content()).encode())";
    let mut python =
        Command::new(PYTHON).args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python");
    python.stdin.take().expect("piped").write_all(letter.as_bytes()).expect("written");
    String::from_utf8(python.wait_with_output().expect("read").stdout).expect("UTF-8")
}

#[test]
fn a_letter_arrives_whole_through_a_server_on_this_machine() {
    let dir = TempDir::new().expect("a folder");
    let Some(server) = MailServer::start(dir.path(), &[]) else { return };
    let mail = format!("server = \"127.0.0.1\"\nport = {}\nencryption = \"none\"\n", server.port);
    let house = House::start(dir.path(), &mail);
    let answer = house.post("/admin/system/test", &[("to", "toi@vi-du.example")]);
    assert!(answer.contains("2.0.0 kept as 001.eml"), "the server's own words: {answer}");
    let letter = server.letter(1);
    for line in [
        "X-From: mot-cua@vi-du.example",
        "X-To: toi@vi-du.example",
        "From: =?utf-8?b?",
        "Subject: =?utf-8?b?",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "Date: ",
    ] {
        assert!(letter.contains(line), "{line} in {letter}");
    }
    let id = letter.lines().find_map(|l| l.strip_prefix("Message-ID: <")).expect("an id");
    assert!(id.trim_end().ends_with("@localhost>"), "{id}");
    let text = read(&letter);
    assert!(text.starts_with("Thư thử của hệ thống Một cửa\nKính gửi ông/bà,"), "{text}");

    let refused = house.post("/admin/system/test", &[("to", "nobody@vi-du.example")]);
    assert!(refused.contains("no such user here"), "{refused}");

    // The outbox leaves through the same door: a link for a forgotten password.
    let person = house.post("/admin/people/quan-tri/mail", &[("address-mail", "quan-tri@vi-du.example")]);
    assert!(person.starts_with("HTTP/1.0 303"), "{person}");
    house.post("/password/forgotten", &[("login", "quan-tri")]);
    let text = read(&server.letter(2));
    let link = text.lines().find(|l| l.starts_with("http://localhost:")).expect("a link").to_owned();
    let path = link.split_once("/password").map(|(_, rest)| format!("/password{rest}")).expect("a path");
    assert!(house.send("GET", &path, "").starts_with("HTTP/1.0 200"), "{link}");
}

#[test]
fn a_letter_travels_encrypted_and_signed_in_where_the_server_asks_for_it() {
    let dir = TempDir::new().expect("a folder");
    let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        // A certificate for servers: one that may sign others is none.
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .stderr(Stdio::null())
        .status();
    assert!(made.is_ok_and(|s| s.success()), "openssl makes a certificate");
    let (cert, key) = (cert.to_str().expect("a path"), key.to_str().expect("a path"));
    let more = ["--starttls", cert, key, "--auth", "mot-cua", PASSWORD];
    let Some(server) = MailServer::start(dir.path(), &more) else { return };
    std::fs::write(dir.path().join("password"), format!("{PASSWORD}\n")).expect("written");
    let mail = format!(
        "server = \"localhost\"\nport = {}\nca = \"cert.pem\"\nuser = \"mot-cua\"\npassword_file = \"password\"\n",
        server.port
    );
    let house = House::start(dir.path(), &mail);
    let page = house.send("GET", "/admin/system", "");
    assert!(page.contains("STARTTLS") && !page.contains(PASSWORD), "settings, but no secret");
    let answer = house.post("/admin/system/test", &[("to", "toi@vi-du.example")]);
    assert!(answer.contains("2.0.0 kept as 001.eml"), "{answer}");
    assert!(server.letter(1).contains("X-Tls: True"));
    drop(house);

    // A server that nobody vouches for gets no letter and no password.
    let other = TempDir::new().expect("a folder");
    std::fs::write(other.path().join("password"), PASSWORD).expect("written");
    let house = House::start(other.path(), &mail.replace("ca = \"cert.pem\"\n", ""));
    let answer = house.post("/admin/system/test", &[("to", "toi@vi-du.example")]);
    assert!(answer.to_lowercase().contains("certificate"), "{answer}");
}
