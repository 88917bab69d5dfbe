//! How far a long command is, for a person at a terminal: nothing is written where nobody looks.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A line that tells how much is done.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that counts these.
    pub fn new(what: &'static str) -> Self {
        Bar(std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template(&format!("[{{bar:40}}] {{human_pos}} of {{human_len}} {what}"))
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> ");
            ProgressBar::new(0).with_style(style)
        }))
    }

    /// Tells it.
    pub fn tell(&mut self, done: u64, of: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(of);
            bar.set_position(done);
            if done >= of {
                bar.finish();
            }
        }
    }
}
