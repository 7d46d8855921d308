//! How long to wait before a failure is tried again, and when to give up.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// First wait after a failure; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait, and the longest that a server may ask for.
pub const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Bytes that an attempt must bring to count as progress; at least a thousandth of what was here, too.
const LEAST: u64 = 4096;
/// Attempts for one file, even when each of them brings something.
const MOST_ATTEMPTS: u32 = 1_000;

/// The failures of one file so far, and how many are allowed.
#[derive(Debug)]
pub struct Backoff {
    /// Failures in a row after which it gives up.
    retries: u32,
    failures: u32,
    attempts: u32,
    /// The most bytes that were ever here: what is brought a second time is no progress.
    most: u64,
}

impl Backoff {
    /// With so many failures in a row allowed, and so many bytes here.
    pub fn new(retries: u32, here: u64) -> Self {
        Self { retries, failures: 0, attempts: 0, most: here }
    }

    /// Whether an attempt failed already, or no failure is allowed.
    pub fn failed(&self) -> bool {
        self.failures > 0 || self.retries == 0
    }

    /// An attempt failed when so many bytes were here, because it was too `slow` or otherwise; the
    /// server may ask for a time `after` which to come back. How long to wait, `None` to give up.
    pub fn wait(&mut self, here: u64, slow: bool, after: Option<Duration>) -> Option<Duration> {
        let progress = here >= self.most + LEAST.max(self.most / 1000);
        self.most = self.most.max(here);
        self.attempts += 1;
        self.failures = if progress && !slow { 1 } else { self.failures + 1 };
        let over = self.failures > self.retries || self.attempts >= MOST_ATTEMPTS;
        if over || after.is_some_and(|after| after > LONGEST_WAIT) {
            return None;
        }
        Some(after.unwrap_or_else(|| backoff(self.failures)))
    }
}

/// Twice as long each time, with jitter, so that many clients do not come back at once.
fn backoff(failures: u32) -> Duration {
    let most = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT);
    let chance = RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64;
    most.mul_f64(0.5 + chance / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_what_was_never_here() {
        let mut poor = Backoff::new(2, 0);
        for i in 1..20 {
            assert!(poor.wait(i * 10_000, false, None).is_some(), "each brings more");
        }
        let mut same = Backoff::new(2, 0);
        let lengths = [500_000, 0, 500_000, 0];
        let borne = lengths.into_iter().take_while(|l| same.wait(*l, false, None).is_some());
        assert_eq!(borne.count(), 2, "the same half again is no progress");
        let mut slow = Backoff::new(1, 0);
        assert!(slow.wait(10_000, true, None).is_some() && slow.wait(20_000, true, None).is_none());
        let mut endless = Backoff::new(2, 0);
        let attempts = (1..).take_while(|i| endless.wait(i * 5_000_000, false, None).is_some());
        assert_eq!(attempts.count() as u32, MOST_ATTEMPTS - 1);
        let mut asked = Backoff::new(2, 0);
        assert!(asked.wait(0, false, Some(LONGEST_WAIT * 2)).is_none(), "nobody waits so long");
    }

    #[test]
    fn waits_grow_and_differ() {
        for failures in 1..20 {
            let wait = backoff(failures);
            let most = FIRST_WAIT.saturating_mul(1 << (failures - 1).min(10)).min(LONGEST_WAIT);
            assert!(wait >= most / 2 && wait <= most, "{failures}: {wait:?}");
        }
        let some: std::collections::BTreeSet<Duration> = (0..20).map(|_| backoff(5)).collect();
        assert!(some.len() > 10);
    }
}
