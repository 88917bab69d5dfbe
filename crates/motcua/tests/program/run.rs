//! Running the built binary: commands that end, and servers that are stopped or killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A day long past, so that two fills are of the same days whenever the test runs.
pub const END: &str = "2026-06-30";

pub fn motcua(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(args).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

pub fn output(args: &[&str]) -> Output {
    motcua(args).output().expect("the binary runs")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A demo that serves.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it printed before it served.
    pub said: String,
    err: PathBuf,
}

impl Server {
    /// Starts `motcua demo` on a folder and waits until it serves.
    pub fn demo(folder: &Path, more: &[&str]) -> Self {
        let folder = folder.to_str().expect("a plain path");
        let err = PathBuf::from(format!("{folder}.err"));
        let mut child = motcua(&["demo", "--data", folder, "--port", "18080"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&err).expect("a file"))
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut said = String::new();
        for line in lines.by_ref() {
            let line = line.expect("text");
            said += &line;
            said.push('\n');
            if let Some(rest) = line.strip_prefix("Open http://localhost:") {
                let port = rest.split(' ').next().and_then(|p| p.parse().ok()).expect("a port");
                return Server { child, port, said, err };
            }
        }
        let _ = child.wait();
        let errors = std::fs::read_to_string(&err).unwrap_or_default();
        panic!("it ended before it served:\n{said}{errors}");
    }

    /// A figure of its memory in kB, as the kernel counts it: `VmHWM` is the most it ever held.
    pub fn memory(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux tells");
        let line = status.lines().find_map(|l| l.strip_prefix(what)?.strip_prefix(':')).expect("a figure");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// What went to standard error.
    pub fn errors(&self) -> String {
        std::fs::read_to_string(&self.err).unwrap_or_default()
    }

    /// Kills it without a chance to say anything.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("waited");
    }

    /// Tells it to stop, and waits for its end.
    pub fn stop(mut self, signal: &str) -> std::process::ExitStatus {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("waited") {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(15), "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder with a small demo, filled once for all tests.
pub fn filled() -> &'static Path {
    static FILLED: OnceLock<TempDir> = OnceLock::new();
    let dir = FILLED.get_or_init(|| {
        let dir = TempDir::new().expect("a folder");
        let server = Server::demo(&dir.path().join("demo"), &["--fast", "--end", END]);
        assert!(server.said.contains("500 dossiers"), "{}", server.said);
        assert!(server.stop("TERM").success());
        dir
    });
    Box::leak(dir.path().join("demo").into_boxed_path())
}

/// A copy of the small demo that a test may change.
pub fn copy() -> (TempDir, PathBuf) {
    let dir = TempDir::new().expect("a folder");
    let folder = dir.path().join("demo");
    std::fs::create_dir(&folder).expect("made");
    // With the key that signed its log: another one would sign another log.
    for name in ["motcua.db", "demo.json", "ledger.key", "ledger.guard"] {
        std::fs::copy(filled().join(name), folder.join(name)).expect("copied");
    }
    (dir, folder)
}

/// All rows of tables, as text.
pub fn dump(folder: &Path, tables: &[&str]) -> Vec<String> {
    let db = rusqlite::Connection::open(folder.join("motcua.db")).expect("opened");
    let mut out = Vec::new();
    for table in tables {
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<_> = (0..columns).map(|i| format!("{:?}", row.get_ref(i).expect("a cell"))).collect();
            out.push(format!("{table}: {}", cells.join(" | ")));
        }
    }
    out
}

/// What is computed from events.
pub const VIEWS: [&str; 8] =
    ["state", "dossier", "consultation", "breach", "applicant_search", "unit_scope", "voucher", "cash_day"];
