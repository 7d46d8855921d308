//! Tests run side by side, but for those that measure: a short time that must hold, or all that a
//! server takes. Such a test calls [`alone`] first; the others take their turn by [`beside_others`]
//! without knowing, as soon as they start a program. A turn lasts until the test's thread ends.

use std::cell::RefCell;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static TURNS: RwLock<()> = RwLock::new(());

/// What a test holds, for its guard alone.
#[allow(dead_code, reason = "held until the thread ends")]
enum Turn {
    Beside(RwLockReadGuard<'static, ()>),
    Alone(RwLockWriteGuard<'static, ()>),
}

thread_local! {
    static TURN: RefCell<Option<Turn>> = const { RefCell::new(None) };
}

/// Waits until no test measures, and takes a turn beside others.
pub fn beside_others() {
    // Threads of tests have names, those that a test starts have none: they belong to its turn.
    if std::thread::current().name().is_none() {
        return;
    }
    TURN.with_borrow_mut(|turn| {
        turn.get_or_insert_with(|| {
            Turn::Beside(TURNS.read().unwrap_or_else(PoisonError::into_inner))
        });
    });
}

/// Waits until no other test runs, and lets none begin before this one ends. Such tests stand in modules `alone`:
/// `make test` runs them last, so that the others do not wait for them.
pub fn alone() {
    let this = std::thread::current();
    assert!(this.name().is_some_and(|name| name.contains("::alone::")), "{this:?}");
    TURN.with_borrow_mut(|turn| {
        assert!(turn.is_none(), "a test that measures says so first");
        *turn = Some(Turn::Alone(TURNS.write().unwrap_or_else(PoisonError::into_inner)));
    });
}
