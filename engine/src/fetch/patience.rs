//! How long to wait before a failure is tried again.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// First wait after a failure; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Longest wait, and the longest that a server may ask for.
pub const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Twice as long each time, and never quite the same, so that many do not come back at once.
pub fn backoff(failures: u32) -> Duration {
    let most = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT);
    let chance = RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64;
    most.mul_f64(0.5 + chance / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

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
