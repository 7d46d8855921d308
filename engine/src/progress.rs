//! How the engine tells where it stands, without printing, and learns that it must stop.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// Told of every stage. The command draws bars; the server logs; tests are silent.
pub trait Progress: Sync {
    /// A stage begins. `done` of `total` stages are behind.
    fn stage(&self, name: &'static str, done: usize, total: usize);
    /// How far the stage is: so much of so much (0: not known how much there is).
    fn advance(&self, _done: u64, _total: u64) {}
    /// Something that a person should know.
    fn warn(&self, message: &str);
    /// Whether the run must stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Says nothing, never stops.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &'static str, _: usize, _: usize) {}
    fn warn(&self, _: &str) {}
}

/// A flag that an interrupt raises.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Not raised.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Raises it.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is raised.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Fails when the run must stop.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn check(progress: &dyn Progress) -> Result<()> {
    check_flag(progress.cancelled())
}

/// The same of a flag.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn check_flag(cancelled: bool) -> Result<()> {
    if cancelled { Err(Error::Interrupted) } else { Ok(()) }
}

thread_local! {
    /// What stops the computation of this thread.
    static CURRENT: RefCell<Option<Arc<Cancel>>> = const { RefCell::new(None) };
}

/// Computes in this thread, until `cancel` is raised: what is computed asks [`go_on`] from time to
/// time.
pub fn until<T>(cancel: &Arc<Cancel>, compute: impl FnOnce() -> T) -> T {
    /// Puts the earlier one back, also after a panic.
    struct Back(Option<Arc<Cancel>>);
    impl Drop for Back {
        fn drop(&mut self) {
            let earlier = self.0.take();
            CURRENT.with(|current| *current.borrow_mut() = earlier);
        }
    }
    let mine = Some(Arc::clone(cancel));
    let _back = Back(CURRENT.with(|current| current.replace(mine)));
    compute()
}

/// Fails when nobody waits any more for what this thread computes ([`until`]).
///
/// # Errors
/// [`Error::Interrupted`].
pub fn go_on() -> Result<()> {
    let raised = |current: &RefCell<Option<Arc<Cancel>>>| {
        current.borrow().as_ref().is_some_and(|cancel| cancel.is_raised())
    };
    check_flag(CURRENT.with(raised))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_stops_when_its_own_flag_is_raised() {
        let (mine, other) = (Arc::new(Cancel::new()), Arc::new(Cancel::new()));
        assert!(go_on().is_ok());
        until(&mine, || {
            assert!(go_on().is_ok());
            other.raise();
            assert!(go_on().is_ok());
            until(&other, || assert!(go_on().is_err()));
            assert!(go_on().is_ok());
            mine.raise();
            assert!(go_on().is_err());
            std::thread::scope(|scope| scope.spawn(|| assert!(go_on().is_ok())).join())
                .expect("another thread has none");
        });
        assert!(go_on().is_ok());
    }
}
