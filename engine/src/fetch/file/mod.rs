//! What becomes of one file: it is here, or comes, and the lock records it.
//!
//! In: a [`FetchItem`]. Out: a [`FileReport`]: sizes in bytes, time in seconds. [`here`] looks at what the
//! data folder holds, [`come`] downloads, [`take`] names and records what came.

mod come;
mod here;
mod take;

use std::io::ErrorKind;
use std::time::Instant;

use super::http::Client;
use super::lock::Lock;
use super::store::Store;
use super::{FetchItem, FetchOutcome, FetchRequest, FileReport, Watch};
use crate::error::{Error, Result};
pub use take::today;

/// Everything that fetching one file needs.
pub struct FileFetch<'a> {
    pub request: &'a FetchRequest,
    pub store: &'a Store,
    /// Absent: no socket is opened.
    pub client: Option<&'a Client>,
    pub watch: &'a dyn Watch,
}

/// A file that is there, and what is known of it.
pub struct FileStatus {
    pub outcome: FetchOutcome,
    pub sha256: String,
    pub bytes: u64,
    pub resumed: u64,
    pub note: Option<String>,
}

/// Why there is no file yet.
pub enum Stop {
    /// Another process fetched it meanwhile: look again.
    Again,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

impl FileFetch<'_> {
    /// Fetches a file, and reports what became of it.
    pub fn fetch(&self, number: usize, wanted: &FetchItem) -> FileReport {
        let start = Instant::now();
        let done = self.bring(number, wanted);
        let mut report = FileReport {
            dataset: wanted.dataset.clone(),
            file: wanted.file.clone(),
            address: wanted.address.clone(),
            outcome: FetchOutcome::Failed,
            sha256: None,
            bytes: None,
            resumed: 0,
            seconds: start.elapsed().as_secs_f64(),
            note: None,
            help: None,
        };
        match done {
            Ok(there) => {
                report.outcome = there.outcome;
                report.sha256 = Some(there.sha256);
                report.bytes = Some(there.bytes);
                report.resumed = there.resumed;
                report.note = there.note;
            }
            Err(e) => {
                report.help = remedy(&e);
                report.note = Some(e.to_string());
            }
        }
        report
    }

    fn bring(&self, number: usize, wanted: &FetchItem) -> Result<FileStatus> {
        loop {
            match self.look(number, wanted) {
                Ok(there) => return Ok(there),
                Err(Stop::Again) => {}
                Err(Stop::Failed(e)) => return Err(e),
            }
        }
    }

    fn look(&self, number: usize, wanted: &FetchItem) -> std::result::Result<FileStatus, Stop> {
        let FetchItem { dataset, file, .. } = wanted;
        let path = self.request.data.join(dataset).join(file);
        let locked = Lock::open(&self.request.data)?.of(dataset, file).cloned();
        if path.exists()
            && let Some(status) = self.under_its_name(number, wanted, &path, locked.as_ref())?
        {
            return Ok(status);
        }
        if let Some(status) = self.among_objects(wanted, locked.as_ref())? {
            return Ok(status);
        }
        let (came, from) = self.come(number, wanted)?;
        Ok(self.take(wanted, came, from, locked.as_ref())?)
    }

    fn stop(&self) -> bool {
        self.watch.cancelled()
    }
}

/// What to do about a failure: everything that is written is in the data folder.
fn remedy(e: &Error) -> Option<String> {
    let Error::Io { source, .. } = e else { return e.help() };
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("free some room, or choose another folder with --data".into())
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            Some("choose a folder that you may write to with --data".into())
        }
        _ => e.help(),
    }
}
