//! Progress of long work: a bar on a terminal, a plain line now and then otherwise, with the time that is left as far as it
//! can be told. Always on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows how far long work is.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    last: Instant,
    quiet: bool,
    stage: Stage,
    /// Steps a second of the stage before: what is known of the speed before a stage begins.
    before: f64,
}

/// A stage of the work: since when it runs, how far it has come.
struct Stage {
    what: String,
    since: Instant,
    done: u64,
}

impl Stage {
    fn speed(&self) -> f64 {
        self.done as f64 / self.since.elapsed().as_secs_f64().max(1e-3)
    }
}

/// A stage that takes longer than this is announced before it begins.
const LONG: f64 = 60.0;

impl Shown {
    pub(crate) fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && !quiet;
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
            bar.set_style(ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar
        });
        let stage = Stage { what: String::new(), since: Instant::now(), done: 0 };
        Self { bar, last: Instant::now(), quiet, stage, before: 0.0 }
    }

    /// Tells of one step.
    pub(crate) fn step(&mut self, what: &str, done: u64, all: u64) {
        if self.stage.what != what {
            self.before = self.stage.speed();
            self.stage = Stage { what: what.to_owned(), since: Instant::now(), done: 0 };
        }
        self.stage.done = done;
        let speed = if done == 0 { self.before } else { self.stage.speed() };
        let left = if speed > 0.0 { all.saturating_sub(done) as f64 / speed } else { 0.0 };
        let text = if all > 0 { format!("{what}: {done} / {all}{}", told(left)) } else { format!("{what}: {done}") };
        let announced = done == 0 && left > LONG;
        match &self.bar {
            Some(bar) => {
                bar.set_message(text);
                bar.tick();
            }
            None if !self.quiet && (announced || self.last.elapsed() > Duration::from_secs(5)) => {
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

/// The time that is left, in minutes where it is long.
fn told(seconds: f64) -> String {
    if seconds >= 90.0 {
        format!(" · ≈ {:.0} min", seconds / 60.0)
    } else if seconds >= 5.0 {
        format!(" · ≈ {seconds:.0} s")
    } else {
        String::new()
    }
}
