//! How many requests a host has at once, and how soon one may follow another.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests that any host has at once.
const AT_ONCE: usize = 2;
/// Hosts that ask for a pace: the IGN's Géoplateforme, one request a second, those that fail too.
const PACES: [(&str, Duration); 1] = [("data.geopf.fr", Duration::from_secs(1))];

/// Time between two requests that a host asks for.
pub fn pace(host: &str) -> Duration {
    PACES.iter().find(|(name, _)| *name == host).map_or(Duration::ZERO, |(_, pace)| *pace)
}

/// All hosts that are asked.
#[derive(Debug, Default)]
pub struct Hosts {
    known: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    state: Mutex<HostState>,
    left: Condvar,
    pace: Duration,
}

#[derive(Debug)]
struct HostState {
    inside: usize,
    next: Instant,
}

/// A request's place at its host, until it is dropped.
#[derive(Debug)]
pub struct Slot(Arc<Host>);

impl Hosts {
    /// Waits for a place at a host. `None` when `stop` returns true.
    pub fn enter(&self, host: &str, stop: &dyn Fn() -> bool) -> Option<Slot> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(host.into()).or_insert_with(|| {
            let state = Mutex::new(HostState { inside: 0, next: Instant::now() });
            Arc::new(Host { state, left: Condvar::new(), pace: pace(host) })
        });
        let host = Arc::clone(found);
        drop(known);
        let mut state = host.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if stop() {
                return None;
            }
            let now = Instant::now();
            if state.inside < AT_ONCE && now >= state.next {
                state.inside += 1;
                state.next = now + host.pace;
                drop(state);
                return Some(Slot(host));
            }
            let soon = state.next.saturating_duration_since(now);
            let wait = soon.clamp(Duration::from_millis(1), Duration::from_millis(200));
            let woken = host.left.wait_timeout(state, wait);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn never_more_than_two() {
        let hosts = Hosts::default();
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    let slot = hosts.enter("example.fr", &|| false);
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(20));
                    inside.fetch_sub(1, Ordering::SeqCst);
                    drop(slot);
                });
            }
        });
        assert_eq!(most.into_inner(), AT_ONCE);
    }

    #[test]
    fn one_a_second_where_it_is_asked() {
        let (hosts, start) = (Hosts::default(), Instant::now());
        for _ in 0..2 {
            assert!(hosts.enter("data.geopf.fr", &|| false).is_some());
        }
        assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
        assert!(hosts.enter("data.geopf.fr", &|| true).is_none());
    }
}
