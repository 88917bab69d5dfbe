//! The log: lines for people or JSON for machines, on standard error. `RUST_LOG` says how much.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::time::SystemTime;

/// Starts logging. A server tells of its life; other commands only of what goes wrong.
pub fn start(json: bool, server: bool) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(if server { "info" } else { "warn" }));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_timer(SystemTime);
    if json {
        lines.json().flatten_event(true).init();
    } else {
        lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init();
    }
}
