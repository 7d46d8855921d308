//! One file by HTTP or from a folder: started, broken off, resumed, complete.
//!
//! In: an address and what is here of it. Out: the file among the objects, with its SHA-256 and size in
//! bytes. An attempt that brought more of the file than any before it does not count against the
//! retries: a slow or unstable connection gets there too. Parts are put together only where the server
//! says that they are of one version ([`parts`](super::parts)). [`retry`] repeats [`attempt`]s of one
//! address; [`folder`] copies from a mirror on disk; both [`copy`] the bytes.

mod attempt;
mod copy;
mod folder;
mod retry;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::http::Client;
use super::store::{Partial, Store, Version};
use super::{FetchItem, Watch, size};
use crate::digest::hex;
use crate::error::{Error, Result};

/// How one file is fetched.
pub struct Transfer<'a> {
    /// Where it goes.
    pub store: &'a Store,
    /// Receives progress and messages.
    pub watch: &'a dyn Watch,
    /// Failures in a row after which it gives up.
    pub retries: u32,
    /// The file's number, for progress.
    pub number: usize,
}

/// A file that came.
#[derive(Debug)]
pub struct Download {
    /// Its SHA-256, under which it is among the objects.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// How many of them were here from an earlier attempt.
    pub resumed: u64,
    /// Which version it is, by the server's headers.
    pub version: Version,
}

/// Why no file came.
#[derive(Debug)]
pub enum DownloadError {
    /// The address no longer exists (404, 410).
    Gone(String),
    /// Another process fetched it meanwhile: look again.
    Waited,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for DownloadError {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

impl Transfer<'_> {
    fn stop(&self) -> bool {
        self.watch.cancelled()
    }

    /// Downloads the file at `address`, which is to be what is `wanted`.
    ///
    /// # Errors
    /// See [`DownloadError`]. What came is kept, to resume from.
    pub fn web(
        &self,
        client: &Client,
        address: &str,
        wanted: &FetchItem,
    ) -> std::result::Result<Download, DownloadError> {
        let mut partial = self.partial(address)?.ok_or(DownloadError::Waited)?;
        match self.attempts(client, address, wanted, &mut partial) {
            Ok(whole) => Ok(self.finish(partial, whole)?),
            Err(missed) => {
                partial.leave();
                Err(missed)
            }
        }
    }

    /// What is here of the file; `None` after waiting for another process, which may have finished it.
    fn partial(&self, address: &str) -> Result<Option<Partial>> {
        let waited = std::cell::Cell::new(false);
        let partial = self.store.partial(address, &|| {
            if !waited.replace(true) {
                self.watch.say(&format!("another process fetches {address}: waiting for it"));
            }
            !self.stop()
        })?;
        if !waited.get() {
            return Ok(Some(partial));
        }
        if partial.len()? == 0 {
            partial.discard();
        }
        Ok(None)
    }

    /// Fails early when the disk has no room.
    fn room(&self, bytes: u64) -> Result<()> {
        let Some(free) = self.store.free().filter(|free| *free < bytes) else { return Ok(()) };
        let why = format!("{} are to come, there is room for {}", size(bytes), size(free));
        let full = std::io::Error::new(ErrorKind::StorageFull, why);
        Err(Error::io("write", self.store.folder(), full))
    }

    /// Moves a complete file among the objects.
    fn finish(&self, partial: Partial, whole: WholeFile) -> Result<Download> {
        let WholeFile { version, sha, resumed } = whole;
        let bytes = partial.len()?;
        let sha256 = hex(&sha.finalize());
        partial.finish(self.store, &sha256)?;
        Ok(Download { sha256, bytes, resumed, version })
    }

    fn sleep(&self, time: Duration) -> Result<()> {
        let start = Instant::now();
        while let Some(left) = time.checked_sub(start.elapsed()) {
            if self.stop() {
                return Err(Error::Interrupted);
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
        Ok(())
    }
}

/// What is known of a file that is complete on disk.
struct WholeFile {
    version: Version,
    sha: Sha256,
    /// Bytes that were here from an earlier attempt.
    resumed: u64,
}
