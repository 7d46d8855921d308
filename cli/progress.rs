//! Where a run stands: a bar on a terminal, plain lines elsewhere, nothing when quiet. And the
//! interrupt that stops it.

use std::io::IsTerminal;
use std::time::Duration;

use ifn_engine::progress::{Cancel, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

static CANCEL: Cancel = Cancel::new();

/// Ctrl-C and TERM let the engine stop at its next step, so that nothing half-written stays. A second
/// one ends the process at once: what it leaves beside its outputs is cleared by the next run.
pub fn stop_on_interrupt() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        if CANCEL.is_raised() {
            std::process::exit(130);
        }
        CANCEL.raise();
    })
}

/// Whether the user stops the run.
pub fn interrupted() -> bool {
    CANCEL.is_raised()
}

/// Shows progress on standard error.
pub struct StageProgress {
    bar: ProgressBar,
    plain: bool,
    quiet: bool,
}

impl StageProgress {
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = if terminal && !quiet {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{pos}/{len}] {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, plain: !terminal && !quiet, quiet }
    }

    /// Takes the bar away before results are printed.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for StageProgress {
    fn stage(&self, name: &'static str, done: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(name);
        if self.plain && done < total {
            say!("[{}/{total}] {name}", done + 1);
        }
    }

    fn advance(&self, done: u64, total: u64) {
        if let Some(percent) = (done * 100).checked_div(total) {
            self.bar.set_length(100);
            self.bar.set_position(percent.min(100));
        }
    }

    fn warn(&self, message: &str) {
        if !self.quiet {
            self.bar.suspend(|| say!("warning: {message}"));
        }
    }

    fn cancelled(&self) -> bool {
        interrupted()
    }
}
