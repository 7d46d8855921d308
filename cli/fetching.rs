//! Files under way: a bar each on a terminal, with speed and remaining time; a line each elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;

use ifn_engine::fetch::{FetchItem, FetchOutcome, FileReport, Watch, size};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::progress::interrupted;

const KNOWN: &str =
    "{prefix:<28.28} {bar:24} {bytes:>10} of {total_bytes:>10}  {bytes_per_sec:>12}  {eta:>4} left";
const UNKNOWN: &str = "{prefix:<28.28} {spinner} {bytes:>10}  {bytes_per_sec:>12}";

/// Shows files on standard error.
pub struct TransferBars {
    bars: MultiProgress,
    files: Vec<(String, Mutex<Option<ProgressBar>>)>,
    plain: bool,
    quiet: bool,
}

impl TransferBars {
    pub fn new(wanted: &[FetchItem], quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = if terminal && !quiet {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            bars: MultiProgress::with_draw_target(target),
            files: wanted.iter().map(|w| (w.dataset.clone(), Mutex::default())).collect(),
            plain: !terminal && !quiet,
            quiet,
        }
    }

    /// Takes the bars away before results are printed.
    pub fn finish(&self) {
        let _ = self.bars.clear();
    }

    fn with(&self, file: usize, act: impl FnOnce(&str, &mut Option<ProgressBar>)) {
        if let Some((name, bar)) = self.files.get(file)
            && let Ok(mut bar) = bar.lock()
        {
            act(name, &mut bar);
        }
    }
}

impl Watch for TransferBars {
    fn begin(&self, file: usize, address: &str, here: u64, total: Option<u64>) {
        if self.plain {
            let of = total.map(|t| format!(", {}", size(t))).unwrap_or_default();
            let from = if here > 0 { format!(", from {} on", size(here)) } else { String::new() };
            say!("fetching {address}{of}{from}");
        }
        self.with(file, |name, slot| {
            let bar = slot.get_or_insert_with(|| self.bars.add(ProgressBar::no_length()));
            if let Ok(style) =
                ProgressStyle::with_template(if total.is_some() { KNOWN } else { UNKNOWN })
            {
                bar.set_style(style);
            }
            bar.set_prefix(name.to_string());
            if let Some(total) = total {
                bar.set_length(total);
            }
            bar.set_position(here);
            bar.reset_eta();
        });
    }

    fn received(&self, file: usize, here: u64) {
        // Nobody sees a hidden bar.
        if !self.bars.is_hidden() {
            self.with(file, |_, bar| {
                if let Some(bar) = bar {
                    bar.set_position(here);
                }
            });
        }
    }

    fn end(&self, file: usize, done: &FileReport) {
        if self.plain && matches!(done.outcome, FetchOutcome::Fetched | FetchOutcome::Failed) {
            let bytes = done.bytes.unwrap_or(0);
            let came = (bytes - done.resumed.min(bytes)) as f64;
            match done.outcome {
                FetchOutcome::Fetched => say!(
                    "fetched {}: {} in {:.1} s ({}/s)",
                    done.dataset,
                    size(bytes),
                    done.seconds,
                    size((came / done.seconds.max(1e-3)) as u64)
                ),
                _ => say!("failed {}", done.dataset),
            }
        }
        self.with(file, |_, bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
    }

    fn say(&self, message: &str) {
        if !self.quiet {
            self.bars.suspend(|| say!("{message}"));
        }
    }

    fn cancelled(&self) -> bool {
        interrupted()
    }
}
