//! One file: begun, broken off, taken up again, whole.
//!
//! In: an address and what is here of it. Out: the file among the objects, with its hash. An attempt
//! that brought more of the file than any before it does not count against the retries: a poor line
//! ends too. Parts are put together only where the server says that they are of one version
//! ([`parts`]).

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::backoff::{Backoff, LONGEST_WAIT};
use super::body::Body;
use super::http::{Answer, Client, HttpRequest};
use super::http_error::HttpError;
use super::store::{Partial, Store, Version};
use super::{Watch, content_check, parts, size};
use crate::archive::MAX_BYTES;
use crate::digest::hex;
use crate::error::{Error, Result};

/// Bytes that are read from a file at once.
const CHUNK: usize = 256 << 10;
/// Chunks that wait to be hashed.
const CHUNKS: usize = 4;

/// What to do when an address does not give what it should.
const BROWSER: &str = "open the address in a browser; if the publisher moved the file, give its new \
                       address with --address";

/// How one file is fetched.
pub struct Transfer<'a> {
    /// Where it goes.
    pub store: &'a Store,
    /// Receives progress and messages.
    pub watch: &'a dyn Watch,
    /// Failures in a row that are borne.
    pub retries: u32,
    /// The file's number, for progress.
    pub number: usize,
}

/// A file that came.
#[derive(Debug)]
pub struct Download {
    /// Its SHA-256, under which it lies among the objects.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Those of them that were here from an earlier attempt.
    pub resumed: u64,
    /// What the server calls it.
    pub version: Version,
}

/// Why no file came.
#[derive(Debug)]
pub enum DownloadError {
    /// The address no longer exists (404, 410).
    Gone(String),
    /// Another process was at it: look again.
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

    /// Brings the file at `address`, which is to be called `name`.
    ///
    /// # Errors
    /// See [`DownloadError`]. What came is kept, to go on with.
    pub fn web(
        &self,
        client: &Client,
        address: &str,
        name: &str,
    ) -> std::result::Result<Download, DownloadError> {
        let mut partial = self.partial(address)?.ok_or(DownloadError::Waited)?;
        match self.attempts(client, address, name, &mut partial) {
            Ok(whole) => Ok(self.ended(partial, whole)?),
            Err(missed) => {
                partial.leave();
                Err(missed)
            }
        }
    }

    /// Asks until the file is whole and what its name says, or the retries are used up.
    fn attempts(
        &self,
        client: &Client,
        address: &str,
        name: &str,
        partial: &mut Partial,
    ) -> std::result::Result<WholeFile, DownloadError> {
        let mut resumed = partial.len()?;
        let mut backoff = Backoff::new(self.retries, resumed);
        // Why parts are not asked for any more.
        let mut other: Option<String> = None;
        loop {
            let refusal = match self.attempt(client, address, name, other.is_none(), partial) {
                Ok(Brought { version, sha, start }) => {
                    resumed = resumed.min(start);
                    let Some(why) = content_check::wrong(partial.path(), name, &|| self.stop())?
                    else {
                        return Ok(WholeFile { version, sha, resumed });
                    };
                    let from_parts = start > 0;
                    partial.restart(&Version::default())?;
                    if !from_parts {
                        let why = format!("what came {why}");
                        return Err(Error::input(address, why).with_help(BROWSER).into());
                    }
                    // The publisher may have put one file in the place of another in between.
                    let why = format!("what came in parts {why}");
                    other = Some(why.clone());
                    HttpError::Later(why, None)
                }
                Err(Attempt::Failed(e)) => return Err(DownloadError::Failed(e)),
                Err(Attempt::OtherPart(why)) => {
                    partial.restart(&Version::default())?;
                    other = Some(why.clone());
                    HttpError::Later(why, None)
                }
                Err(Attempt::Refused(refusal)) => refusal,
            };
            let here = partial.len()?;
            let slow = matches!(refusal, HttpError::Slow(_));
            let unknown = matches!(refusal, HttpError::Unknown(_));
            let (why, after) = match refusal {
                HttpError::Gone(why) => return Err(DownloadError::Gone(why)),
                HttpError::Stopped => return Err(Error::Interrupted.into()),
                HttpError::Never(why) => {
                    return Err(Error::input(address, why).with_help(BROWSER).into());
                }
                HttpError::Later(why, after) => (why, after),
                HttpError::Unknown(why) | HttpError::Slow(why) => (why, None),
            };
            let wait =
                if unknown && backoff.failed() { None } else { backoff.wait(here, slow, after) };
            let Some(wait) = wait else {
                // Nothing can be gone on with where parts are of another file.
                let Some(other) = other.filter(|other| *other != why) else {
                    return Err(given_up(address, &why, after, here).into());
                };
                partial.restart(&Version::default())?;
                let why = format!("{why}; asked for the rest, it {other}");
                return Err(given_up(address, &why, after, 0).into());
            };
            self.watch.say(&format!("{name}: {why}; again in {:.1} s", wait.as_secs_f64()));
            self.sleep(wait)?;
        }
    }

    /// Copies a file of a mirror folder.
    ///
    /// # Errors
    /// It cannot be read, or is not what its name says.
    pub fn folder(
        &self,
        path: &std::path::Path,
        name: &str,
    ) -> std::result::Result<Download, DownloadError> {
        let address = path.display().to_string();
        let wrong = |e| Error::io("read", path, e);
        let mut source = File::open(path).map_err(wrong)?;
        let total = source.metadata().map_err(wrong)?.len();
        let mut partial = self.partial(&address)?.ok_or(DownloadError::Waited)?;
        let mut sha = Sha256::new();
        let mut copied = || {
            self.room(total)?;
            partial.restart(&Version { address: address.clone(), ..Version::default() })?;
            self.watch.begin(self.number, name, 0, Some(total));
            self.copy(&mut source, &mut partial, &mut sha, 0, total).map_err(|e| match e {
                Copying::Source(ByteSource::File(e)) => wrong(e),
                Copying::Source(ByteSource::Web(_)) => Error::Interrupted,
                Copying::Target(e) => e,
            })?;
            content_check::wrong(partial.path(), name, &|| self.stop())
        };
        match copied() {
            Ok(None) => {}
            Ok(Some(why)) => {
                partial.discard();
                return Err(Error::input(&address, format!("what came {why}"))
                    .with_help("the mirror's file is damaged: put another in its place")
                    .into());
            }
            Err(e) => {
                // A folder is copied from its beginning each time.
                partial.discard();
                return Err(e.into());
            }
        }
        Ok(self.ended(partial, WholeFile { version: Version::default(), sha, resumed: 0 })?)
    }

    /// What was begun; `None` when another process had to be waited for, and may have ended it.
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

    /// Asks once, for all of it or, where `parts` are trusted, for what is missing.
    fn attempt(
        &self,
        client: &Client,
        address: &str,
        name: &str,
        parts: bool,
        partial: &mut Partial,
    ) -> std::result::Result<Brought, Attempt> {
        let here = partial.len()?;
        let known = partial.version().filter(|v| parts && v.address == address && here > 0);
        let from = known.as_ref().and_then(|v| Some((here, v.validator()?)));
        let ask = HttpRequest { from, name, ..HttpRequest::default() };
        let answer = client.ask(address, &ask, &|| self.stop());
        let mut answer = answer.map_err(Attempt::Refused)?;
        let asked = known.as_ref().filter(|_| from.is_some());
        let (mut sha, start, end) = match (answer.status, asked) {
            (200, _) => {
                // What is packed for the way cannot be gone on with: its parts are of other bytes.
                let of = if answer.packed { Version::default() } else { answer.version.clone() };
                partial.restart(&of)?;
                (Sha256::new(), 0, answer.version.bytes)
            }
            (206, Some(known)) => {
                let end = parts::goes_on(&answer, known, here).map_err(Attempt::OtherPart)?;
                (partial.hashed(&|| self.stop())?, here, end)
            }
            // Nothing is missing, if the size is that of the whole.
            (416, Some(known)) if parts::nothing_missing(&answer, known, here) => {
                let sha = partial.hashed(&|| self.stop())?;
                return Ok(Brought { version: known.clone(), sha, start: here });
            }
            (status, Some(_)) => {
                return Err(Attempt::OtherPart(format!(
                    "answers {status} to a request for the rest of the file"
                )));
            }
            (status, None) => {
                let why = format!("answers {status} to a request for the whole file");
                return Err(Attempt::Refused(HttpError::Later(why, None)));
            }
        };
        let total = answer.part.and_then(|p| p.total).or(end);
        if total.is_some_and(|t| t > MAX_BYTES) {
            let why = format!("announces {} bytes; the limit is {MAX_BYTES}", total.unwrap_or(0));
            return Err(Attempt::Refused(HttpError::Never(why)));
        }
        self.room(total.unwrap_or(0).saturating_sub(start))?;
        self.watch.begin(self.number, address, start, total);
        let most = end.unwrap_or(MAX_BYTES);
        let end = match self.copy(&mut answer.body, partial, &mut sha, start, most) {
            Ok(end) => end,
            Err(Copying::Target(e)) => return Err(Attempt::Failed(e)),
            Err(Copying::Source(ByteSource::Web(refusal))) => {
                return Err(Attempt::Refused(refusal));
            }
            Err(Copying::Source(ByteSource::File(e))) => {
                return Err(Attempt::Failed(Error::io("read", address, e)));
            }
        };
        if total.is_some_and(|total| total != end) {
            let why = format!("the connection ended at {end} of {} bytes", total.unwrap_or(0));
            return Err(Attempt::Refused(HttpError::Later(why, None)));
        }
        Ok(Brought { version: version_of(&answer, known), sha, start })
    }

    /// Copies to the end, which is at `most` bytes; how many there are then. They are hashed beside, so
    /// that the line is not kept waiting.
    fn copy(
        &self,
        source: &mut dyn Chunks,
        partial: &mut Partial,
        sha: &mut Sha256,
        start: u64,
        most: u64,
    ) -> std::result::Result<u64, Copying> {
        std::thread::scope(|scope| {
            let (full, to_hash) = sync_channel::<(Vec<u8>, usize)>(CHUNKS);
            let (hashed, empty) = sync_channel::<Vec<u8>>(CHUNKS);
            scope.spawn(move || {
                for (buffer, filled) in to_hash {
                    sha.update(&buffer[..filled]);
                    // Nobody wants it back at the end.
                    let _ = hashed.try_send(buffer);
                }
            });
            let mut end = start;
            loop {
                if self.stop() {
                    return Err(Copying::Target(Error::Interrupted));
                }
                let used = empty.try_recv().unwrap_or_default();
                let (buffer, read) =
                    source.chunk(used, &|| self.stop()).map_err(Copying::Source)?;
                if read == 0 {
                    return Ok(end);
                }
                end += read as u64;
                if end > most {
                    let why = format!("is larger than {most} bytes: it is refused");
                    return Err(Copying::Target(Error::input(partial.path(), why)));
                }
                let written = partial.file.write_all(&buffer[..read]);
                written.map_err(|e| Copying::Target(Error::io("write", partial.path(), e)))?;
                // The hashing ends with this function, and no sooner.
                let _ = full.send((buffer, read));
                self.watch.received(self.number, end);
            }
        })
    }

    /// Fails early when the disk has no room.
    fn room(&self, bytes: u64) -> Result<()> {
        let Some(free) = self.store.free().filter(|free| *free < bytes) else { return Ok(()) };
        let why = format!("{} are to come, there is room for {}", size(bytes), size(free));
        let full = std::io::Error::new(ErrorKind::StorageFull, why);
        Err(Error::io("write", self.store.folder(), full))
    }

    /// Puts what came among the objects.
    fn ended(&self, partial: Partial, whole: WholeFile) -> Result<Download> {
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

/// A file that is whole in `partial`.
struct WholeFile {
    version: Version,
    sha: Sha256,
    /// Bytes that were here before.
    resumed: u64,
}

/// What an attempt brought to its end.
struct Brought {
    version: Version,
    sha: Sha256,
    /// Where it began.
    start: u64,
}

enum Attempt {
    Refused(HttpError),
    /// What came is no part of what is here.
    OtherPart(String),
    Failed(Error),
}

impl From<Error> for Attempt {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

enum Copying {
    Source(ByteSource),
    Target(Error),
}

enum ByteSource {
    Web(HttpError),
    File(std::io::Error),
}

/// Where bytes come from.
trait Chunks {
    /// The next: a buffer, and how much of it is filled; nothing at the end. `used` may be filled again.
    fn chunk(
        &mut self,
        used: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource>;
}

impl Chunks for Body {
    fn chunk(
        &mut self,
        used: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource> {
        self.next(used, stop).map_err(ByteSource::Web)
    }
}

impl Chunks for File {
    fn chunk(
        &mut self,
        mut used: Vec<u8>,
        _: &dyn Fn() -> bool,
    ) -> std::result::Result<(Vec<u8>, usize), ByteSource> {
        used.resize(CHUNK, 0);
        loop {
            match self.read(&mut used) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                read => return read.map(|read| (used, read)).map_err(ByteSource::File),
            }
        }
    }
}

/// A part does not say its version as the whole does.
fn version_of(answer: &Answer, known: Option<Version>) -> Version {
    match known {
        Some(known) if answer.status == 206 => known,
        _ => answer.version.clone(),
    }
}

fn given_up(address: &str, why: &str, after: Option<Duration>, here: u64) -> Error {
    let asked = after.filter(|t| *t > LONGEST_WAIT);
    let asks = asked.map(|t| format!(", and asks to wait {} s", t.as_secs())).unwrap_or_default();
    let kept = if here > 0 {
        "what came is kept: run the same command again to go on"
    } else {
        "try again later; `ifn fetch --mirror` takes files from elsewhere, and `ifn build` without a \
         method needs none"
    };
    Error::input(address, format!("{why}{asks}")).with_help(kept)
}
