//! Progress of long work: a bar on a terminal, a plain line now and then otherwise. Always on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows how far long work is.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    last: Instant,
    quiet: bool,
}

impl Shown {
    pub(crate) fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && !quiet;
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
            bar.set_style(ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar
        });
        Self { bar, last: Instant::now(), quiet }
    }

    /// Tells of one step.
    pub(crate) fn step(&mut self, what: &str, done: u64, all: u64) {
        let text = if all > 0 { format!("{what}: {done} / {all}") } else { format!("{what}: {done}") };
        match &self.bar {
            Some(bar) => {
                bar.set_message(text);
                bar.tick();
            }
            None if !self.quiet && self.last.elapsed() > Duration::from_secs(5) => {
                eprintln!("{text}");
                self.last = Instant::now();
            }
            None => {}
        }
    }

    pub(crate) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
