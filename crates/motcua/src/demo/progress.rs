//! How far the simulated year is: a bar on a terminal, a few lines elsewhere.

use domain::calendar::{Timestamp, local};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shows the way from one moment to another.
pub struct Progress {
    bar: Option<ProgressBar>,
    from: Timestamp,
    span: u64,
    told: AtomicU64,
}

impl Progress {
    /// Begins.
    pub fn new(from: Timestamp, until: Timestamp) -> Self {
        let span = seconds(from, until).max(1);
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} [{bar:40}] {percent:>3} %  {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> ");
            ProgressBar::new(span).with_style(style)
        });
        Progress { bar, from, span, told: AtomicU64::new(0) }
    }

    /// Has come to this moment.
    pub fn at(&self, moment: Timestamp, acts: usize) {
        let done = seconds(self.from, moment);
        let message = format!("{}  {acts:>6} acts", local(moment).date());
        if let Some(bar) = &self.bar {
            bar.set_message(message);
            bar.set_position(done);
            return;
        }
        let tenth = done * 10 / self.span;
        if tenth > self.told.swap(tenth, Ordering::Relaxed) {
            eprintln!("{:>3} %  {message}", tenth * 10);
        }
    }

    /// Ends.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}
