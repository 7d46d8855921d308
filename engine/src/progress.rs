//! How the engine tells where it stands, without printing, and learns that it must stop.

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
