//! `motcua serve` as an administrator runs it: HTTPS, PostgreSQL, ports, a second process, its end.

use crate::run::{motcua, output, stderr, stdout};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const PASSWORD: &str = "một câu đủ dài 2026";

/// A folder with a configuration, its organisation and its administrator.
pub struct House {
    pub dir: TempDir,
    pub config: String,
}

impl House {
    /// As `more` configures it; listening on a port that nobody has.
    pub fn new(more: &str) -> Self {
        Self::at("http://localhost:1", more)
    }

    pub fn at(address: &str, more: &str) -> Self {
        let house = Self::empty(address, more);
        let made = output(&["init", "--config", &house.config]);
        assert!(made.status.success(), "{}", stderr(&made));
        let mut create = motcua(&["admin", "create", "--config", &house.config, "--name", "Đỗ Thị Quản Trị"])
            .args(["--login", "quan-tri", "--unit", "hai-phong", "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(create.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(create.wait().unwrap().success());
        house
    }

    /// A configuration and nothing else.
    pub fn empty(address: &str, more: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("motcua.toml");
        let text = format!("address = \"{address}\"\nlisten = \"127.0.0.1:0\"\norganisation = \"two-tier\"\n{more}");
        std::fs::write(&path, text).unwrap();
        House { config: path.to_str().unwrap().to_owned(), dir }
    }

    pub fn serve(&self) -> Serving {
        Serving::start(&self.config, &self.dir.path().join("serve.log"))
    }
}

/// A running `motcua serve`.
pub struct Serving {
    child: Child,
    pub port: u16,
    log: PathBuf,
}

impl Serving {
    /// Starts it and waits until it says on which port visitors can come.
    pub fn start(config: &str, log: &Path) -> Self {
        let file = std::fs::File::create(log).unwrap();
        let mut child = motcua(&["--log-json", "serve", "--config", config]).stderr(file).spawn().unwrap();
        let began = Instant::now();
        loop {
            let said = std::fs::read_to_string(log).unwrap();
            let port =
                said.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()).find_map(|line| {
                    (line["message"] == "serving").then(|| line["listen"].as_str()?.rsplit(':').next()?.parse().ok())?
                });
            if let Some(port) = port {
                return Serving { child, port, log: log.to_owned() };
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended: {said}");
            assert!(began.elapsed() < Duration::from_mins(1), "it does not serve: {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Tells it to stop and waits for its end.
    pub fn stop(mut self) -> ExitStatus {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(15), "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request over a connection, and all that comes back.
pub fn exchange(mut stream: impl Read + Write, method: &str, path: &str, cookie: &str, body: &str) -> String {
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: localhost\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A peer that ends without a last word of TLS has still said all.
    if let Err(e) = stream.read_to_end(&mut answer) {
        assert!(!answer.is_empty(), "no answer: {e}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

pub fn plain(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).unwrap()
}

pub fn sign_in(stream: impl Read + Write) -> String {
    exchange(stream, "POST", "/sign-in", "", &format!("login=quan-tri&password={}", encode(PASSWORD)))
}

/// The cookie of a session in an answer.
pub fn session(answer: &str) -> String {
    let cookies = answer.lines().filter_map(|l| l.strip_prefix("set-cookie: "));
    let mut sessions = cookies.filter(|c| c.starts_with("motcua_session="));
    sessions.next().unwrap_or_else(|| panic!("no session: {answer}")).split(';').next().unwrap().to_owned()
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "%{b:02X}");
        out
    })
}

/// A certificate for this machine with its key.
fn certificate(dir: &Path, name: &str) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(dir.join(format!("{name}-key.pem")))
        .arg("-out")
        .arg(dir.join(format!("{name}.pem")))
        .output()
        .expect("openssl is there");
    assert!(made.status.success(), "{}", stderr(&made));
}

fn tls(port: u16, trusted: &Path) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    StreamOwned::new(client, plain(port))
}

#[test]
fn https_is_answered_with_the_certificate_and_cookies_that_never_travel_in_the_clear() {
    let house = House::at("https://localhost:1", "\n[tls]\ncert = \"own.pem\"\nkey = \"own-key.pem\"\n");
    certificate(house.dir.path(), "own");
    let trusted = house.dir.path().join("own.pem");
    let serving = house.serve();
    let home = exchange(tls(serving.port, &trusted), "GET", "/", "", "");
    assert!(home.starts_with("HTTP/1.0 200"), "{home}");
    assert!(home.contains("strict-transport-security: max-age=2592000\r\n"), "{home}");
    let signed_in = sign_in(tls(serving.port, &trusted));
    let cookies: Vec<&str> = signed_in.lines().filter_map(|l| l.strip_prefix("set-cookie: ")).collect();
    assert!(!cookies.is_empty() && cookies.iter().all(|c| c.contains("; Secure")), "{cookies:?}");
    let page = exchange(tls(serving.port, &trusted), "GET", "/admin/system", &session(&signed_in), "");
    assert!(page.contains("CN=localhost"), "administrators see the certificate");
    // Another certificate is not trusted, and what is not TLS is not answered.
    certificate(house.dir.path(), "other");
    let mut stranger = tls(serving.port, &house.dir.path().join("other.pem"));
    assert!(stranger.write_all(b"GET / HTTP/1.0\r\n\r\n").is_err());
    let mut clear = plain(serving.port);
    clear.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = clear.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));
    assert!(serving.stop().success());
}

#[test]
fn without_https_no_browser_is_told_to_insist_on_it() {
    let house = House::new("");
    let serving = house.serve();
    let home = exchange(plain(serving.port), "GET", "/", "", "");
    assert!(home.starts_with("HTTP/1.0 200") && !home.contains("strict-transport-security"), "{home}");
}

#[test]
fn a_key_that_is_not_the_certificates_is_named_before_anything_is_opened() {
    let house = House::empty("https://localhost:1", "\n[tls]\ncert = \"own.pem\"\nkey = \"other-key.pem\"\n");
    let missing = output(&["serve", "--config", &house.config]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("own.pem: No such file"), "{}", stderr(&missing));
    certificate(house.dir.path(), "own");
    certificate(house.dir.path(), "other");
    let wrong = output(&["serve", "--config", &house.config]);
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr(&wrong));
    let said = stderr(&wrong);
    assert!(
        said.contains("other-key.pem") && said.contains("the key is the one the certificate was made for"),
        "{said}"
    );
    std::fs::write(house.dir.path().join("other-key.pem"), "no key").unwrap();
    assert_eq!(output(&["serve", "--config", &house.config]).status.code(), Some(2));
    assert!(!house.dir.path().join("motcua-data").exists(), "nothing was begun");
}

#[test]
fn a_second_process_on_one_file_is_refused_and_told_who_has_it() {
    let house = House::new("");
    let serving = house.serve();
    let second = output(&["serve", "--config", &house.config]);
    assert_eq!(second.status.code(), Some(1));
    let said = stderr(&second);
    assert!(said.contains(&format!("in use by process {}", serving.child.id())), "{said}");
    assert!(said.contains("stop that program first"), "{said}");
    let home = exchange(plain(serving.port), "GET", "/", "", "");
    assert!(home.starts_with("HTTP/1.0 200"), "the first goes on");
    assert!(serving.stop().success());
}

#[test]
fn a_port_that_is_taken_is_named_with_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let house = House::new("");
    let text = std::fs::read_to_string(&house.config).unwrap();
    std::fs::write(&house.config, text.replace("127.0.0.1:0", &format!("127.0.0.1:{port}"))).unwrap();
    let served = output(&["serve", "--config", &house.config]);
    assert_eq!(served.status.code(), Some(1));
    let said = stderr(&served);
    assert!(
        said.contains(&format!("cannot listen on 127.0.0.1:{port}")) && said.contains("set another one with listen"),
        "{said}"
    );
    // The file is free again.
    assert!(output(&["rebuild", "--config", &house.config]).status.success());
}

/// A new database on the tests' server; `None`: there is no server.
pub fn postgres(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the harness of tests is told by the environment where a server is")]
    let Ok(server) = std::env::var("MOTCUA_TEST_POSTGRES") else {
        println!("PostgreSQL not tested: MOTCUA_TEST_POSTGRES is not set");
        return None;
    };
    let name = format!("motcua_{name}_{}", std::process::id());
    let sql = |text: String| {
        let done = Command::new("psql").args(["-q", "-d", &server, "-c", &text]).output().expect("psql is there");
        assert!(done.status.success(), "{}", stderr(&done));
    };
    sql(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    sql(format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"));
    let (start, query) = server.split_once('?').unwrap_or((&server, ""));
    let (host, _) = start.rsplit_once('/').unwrap();
    Some(if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") })
}

#[test]
fn an_office_lives_on_postgresql_from_its_first_day_to_the_signal_to_stop() {
    let Some(url) = postgres("serve") else { return };
    let house = House::new(&format!("database = \"{url}\"\n"));
    let serving = house.serve();
    let signed_in = sign_in(plain(serving.port));
    let page = exchange(plain(serving.port), "GET", "/admin", &session(&signed_in), "");
    assert!(page.starts_with("HTTP/1.0 200") && page.contains("Đỗ Thị Quản Trị"), "{page}");
    assert!(!house.dir.path().join("motcua-data/motcua.db").exists(), "no SQLite file beside it");
    let said = serving.said();
    assert!(serving.stop().success(), "{said}");
    // Started again it is the same office.
    let again = house.serve();
    assert!(session(&sign_in(plain(again.port))).len() > 20);
    assert!(again.stop().success());
}

#[test]
fn a_server_on_a_database_that_is_not_there_says_so_and_ends() {
    let house = House::empty("http://localhost:1", "database = \"postgres://nobody@127.0.0.1:1/nothing\"\n");
    let served = output(&["serve", "--config", &house.config]);
    assert_eq!(served.status.code(), Some(1));
    assert!(stderr(&served).contains("the database cannot be reached"), "{}{}", stdout(&served), stderr(&served));
}
