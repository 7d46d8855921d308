//! The build being served, and its replacement: a new one is loaded beside it and put in its place
//! as a whole. Requests under way keep the one that they began with.

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use ifn_engine::{Error, Result};

use crate::snapshot::{Identity, Snapshot};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_secs(2);
/// Times that a build is read again when it is replaced meanwhile.
const TRIES: usize = 3;

/// The build being served.
pub struct Store {
    folder: PathBuf,
    cache_bytes: u64,
    current: ArcSwap<Snapshot>,
    /// What became of the latest attempt, when it failed: the folder's state then, and why.
    refused: Mutex<Option<(Option<Identity>, String)>>,
    /// One load at a time: a slow one must not put an earlier build in a later one's place.
    loading: Mutex<()>,
}

impl Store {
    /// Loads the build in `folder`.
    ///
    /// # Errors
    /// There is none, or it is damaged.
    pub fn open(folder: PathBuf, cache_bytes: u64) -> Result<Self> {
        let snapshot = load(&folder, cache_bytes)?;
        Ok(Self::of(snapshot, folder, cache_bytes))
    }

    /// Of a build that is loaded already, and the folder that the next one is loaded from.
    pub fn of(snapshot: Snapshot, folder: PathBuf, cache_bytes: u64) -> Self {
        Self {
            folder,
            cache_bytes,
            current: ArcSwap::from_pointee(snapshot),
            refused: Mutex::default(),
            loading: Mutex::default(),
        }
    }

    /// The build being served now.
    pub fn now(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Loads what the folder holds now. Where that fails the earlier build stays.
    ///
    /// # Errors
    /// There is none, or it is damaged.
    pub fn reload(&self) -> Result<()> {
        let _alone = held(&self.loading);
        let seen = Identity::of(&self.folder);
        let loaded = load(&self.folder, self.cache_bytes);
        let mut refused = held(&self.refused);
        match loaded {
            Ok(snapshot) => {
                self.current.store(Arc::new(snapshot));
                *refused = None;
                Ok(())
            }
            Err(e) => {
                *refused = Some((seen, e.to_string()));
                Err(e)
            }
        }
    }

    /// Whether the folder holds another build than the one being served, or than the one that was
    /// refused.
    pub fn is_behind(&self) -> bool {
        let seen = Identity::of(&self.folder);
        let refused = held(&self.refused);
        match refused.as_ref() {
            Some((then, _)) => seen != *then,
            None => seen.is_some_and(|seen| seen != self.now().identity),
        }
    }

    /// What is wrong with the data, if anything.
    pub fn trouble(&self) -> Option<String> {
        let refused = held(&self.refused);
        if let Some((_, why)) = refused.as_ref() {
            return Some(format!("the latest build could not be loaded: {why}"));
        }
        if Identity::of(&self.folder).is_none() {
            return Some("the folder of the build is gone".into());
        }
        self.now().trouble()
    }
}

/// A lock, also after a thread panicked with it: what it guards is replaced as a whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a build, all from one state of the folder.
fn load(folder: &std::path::Path, cache_bytes: u64) -> Result<Snapshot> {
    for _ in 0..TRIES {
        let before = Identity::of(folder);
        // Whatever bytes a file holds, the server stays: a reader that panics has refused it.
        let loaded = catch_unwind(|| Snapshot::load(folder, cache_bytes)).unwrap_or_else(|_| {
            Err(Error::input(folder, "is damaged: a file of it cannot be read")
                .with_help("build again with `ifn build`"))
        });
        if Identity::of(folder) == before {
            return loaded;
        }
    }
    Err(Error::input(folder, "is replaced faster than it can be read"))
}

/// Waits until the folder holds another build than the one being served, looking at it from time to
/// time; for ever when it is not to be watched.
pub async fn changed(store: &Arc<Store>, watched: bool) {
    if !watched {
        return std::future::pending().await;
    }
    loop {
        tokio::time::sleep(EVERY).await;
        let store = Arc::clone(store);
        if tokio::task::spawn_blocking(move || store.is_behind()).await.unwrap_or(false) {
            return;
        }
    }
}

/// A time, as Prometheus counts it.
pub fn seconds_since_1970(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}
