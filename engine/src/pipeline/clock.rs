//! Seconds since the start, by stage: the manifest's `timings`.

use std::collections::BTreeMap;
use std::time::Instant;

/// Seconds since the start, by stage.
pub struct Clock {
    start: Instant,
    marks: std::sync::Mutex<BTreeMap<String, f64>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), marks: std::sync::Mutex::default() }
    }
}

impl Clock {
    /// A stage is done.
    pub fn mark(&self, stage: &str) {
        if let Ok(mut marks) = self.marks.lock() {
            marks.insert(format!("{stage}_done_at"), self.start.elapsed().as_secs_f64());
        }
    }

    /// Seconds at which each stage was done.
    pub fn read(&self) -> BTreeMap<String, f64> {
        self.marks.lock().map(|m| m.clone()).unwrap_or_default()
    }
}
