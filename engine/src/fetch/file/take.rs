//! What was downloaded takes its name, if it is what was expected, and is recorded in the lock.

use super::{FileFetch, FileStatus};
use crate::error::{Error, Result};
use crate::fetch::lock::{Lock, Locked};
use crate::fetch::store::Version;
use crate::fetch::transfer::Download;
use crate::fetch::{FetchItem, FetchOutcome, LOCK, table_check};

impl FileFetch<'_> {
    /// Gives what came its name, if it is what was expected, and records it in the lock.
    ///
    /// # Errors
    /// Another file than the catalogue or the lock expects; a disk that cannot be written.
    pub fn take(
        &self,
        wanted: &FetchItem,
        came: Download,
        mirror: Option<String>,
        locked: Option<&Locked>,
    ) -> Result<FileStatus> {
        let Download { sha256, bytes, resumed, version } = came;
        let wrong = |expected: &str, by: &str| {
            Error::input(
                &wanted.address,
                format!(
                    "what came is not the expected file: SHA-256 {sha256}, {by} says {expected}"
                ),
            )
        };
        if let Some(expected) = wanted.sha256.as_ref().filter(|e| **e != sha256) {
            self.store.forget(&sha256);
            return Err(wrong(expected, "the catalogue"));
        }
        let other = locked.filter(|l| l.sha256 != sha256 && !self.request.update);
        if let Some(locked) = other {
            return Err(wrong(&locked.sha256, LOCK).with_help(format!(
                "it changed upstream since {}: take it with --update; your results will change too",
                locked.fetched
            )));
        }
        let path = self.store.name(&sha256, &wanted.dataset, &wanted.file)?;
        let new = entry(wanted, &sha256, bytes, &version, mirror);
        Lock::record(&self.request.data, new)?;
        let note = locked.filter(|l| l.sha256 != sha256).map(|l| {
            format!("instead of that of {}, which stays in objects/{}", l.fetched, l.sha256)
        });
        let suspect = table_check::cut_short(&path, wanted);
        if let Some(why) = &suspect {
            self.watch.say(&format!("warning: {}: {why}", path.display()));
        }
        let note = match (note, suspect) {
            (Some(note), Some(why)) => Some(format!("{note}; {why}")),
            (note, why) => note.or(why),
        };
        Ok(FileStatus { outcome: FetchOutcome::Fetched, sha256, bytes, resumed, note })
    }
}

/// An entry of the lock, fetched today.
pub(super) fn entry(
    wanted: &FetchItem,
    sha256: &str,
    bytes: u64,
    version: &Version,
    mirror: Option<String>,
) -> Locked {
    Locked {
        dataset: wanted.dataset.clone(),
        file: wanted.file.clone(),
        address: wanted.address.clone(),
        mirror,
        sha256: sha256.into(),
        bytes,
        fetched: today(),
        etag: version.etag.clone(),
        modified: version.modified.clone(),
        changed_upstream: None,
    }
}

/// The day, UTC.
pub fn today() -> String {
    chrono::Utc::now().format("%Y-%m-%d").to_string()
}
