//! One file: begun, broken off, taken up again, whole.
//!
//! In: an address and what is here of it. Out: the file among the objects, with its hash. An attempt
//! that brought bytes does not count against the patience: a poor line ends too.

use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::net::{Answer, Ask, Client, Refusal};
use super::patience::{LONGEST_WAIT, backoff};
use super::store::{Partial, Store, Version};
use super::{Watch, size, sound};
use crate::archive::MAX_BYTES;
use crate::catalog::hex;
use crate::error::{Error, Result};

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;
/// Of which so many wait to be hashed.
const CHUNKS: usize = 4;

/// What to do when an address does not give what it should.
const BROWSER: &str = "open the address in a browser; if the publisher moved the file, give its new \
                       address with --address";

/// How one file is fetched.
pub struct Transfer<'a> {
    /// Where it goes.
    pub store: &'a Store,
    /// Who is told.
    pub watch: &'a dyn Watch,
    /// Failures in a row that are borne.
    pub retries: u32,
    /// The file's number, for who is told.
    pub number: usize,
}

/// A file that came.
#[derive(Debug)]
pub struct Came {
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
pub enum Missed {
    /// The address leads nowhere.
    Gone(String),
    /// Another process was at it: look again.
    Waited,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Missed {
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
    /// See [`Missed`]. What came is kept, to go on with.
    pub fn web(
        &self,
        client: &Client,
        address: &str,
        name: &str,
    ) -> std::result::Result<Came, Missed> {
        let mut partial = self.partial(address)?.ok_or(Missed::Waited)?;
        let resumed = partial.len()?;
        let mut failures = 0;
        loop {
            let before = partial.len()?;
            match self.attempt(client, address, &mut partial) {
                Ok((version, sha)) => {
                    return Ok(self.ended(partial, address, name, resumed, version, sha)?);
                }
                Err(Attempt::Failed(e)) => return Err(Missed::Failed(e)),
                Err(Attempt::Refused(Refusal::Gone(why))) => {
                    if partial.len()? == 0 {
                        partial.discard();
                    }
                    return Err(Missed::Gone(why));
                }
                Err(Attempt::Refused(Refusal::Stopped)) => return Err(Error::Interrupted.into()),
                Err(Attempt::Refused(Refusal::Unknown(why)))
                    if failures > 0 || self.retries == 0 =>
                {
                    return Err(given_up(address, &why, None, partial.len()?).into());
                }
                Err(Attempt::Refused(refusal)) => {
                    let (why, after) = match refusal {
                        Refusal::Later(why, after) => (why, after),
                        Refusal::Unknown(why) => (why, None),
                        Refusal::Never(why) => {
                            return Err(Error::input(address, why).with_help(BROWSER).into());
                        }
                        Refusal::Gone(_) | Refusal::Stopped => {
                            return Err(Error::Interrupted.into());
                        }
                    };
                    failures = if partial.len()? > before { 1 } else { failures + 1 };
                    if failures > self.retries || after.is_some_and(|t| t > LONGEST_WAIT) {
                        return Err(given_up(address, &why, after, partial.len()?).into());
                    }
                    let wait = after.unwrap_or_else(|| backoff(failures));
                    self.watch.say(&format!("{name}: {why}; again in {:.1} s", wait.as_secs_f64()));
                    self.sleep(wait)?;
                }
            }
        }
    }

    /// Copies a file of a mirror folder.
    ///
    /// # Errors
    /// It cannot be read, or is not what its name says.
    pub fn folder(&self, path: &std::path::Path, name: &str) -> std::result::Result<Came, Missed> {
        let address = path.display().to_string();
        let wrong = |e| Error::io("read", path, e);
        let mut partial = self.partial(&address)?.ok_or(Missed::Waited)?;
        partial.restart(&Version { address: address.clone(), ..Version::default() })?;
        let mut source = std::fs::File::open(path).map_err(wrong)?;
        let total = source.metadata().map_err(wrong)?.len();
        self.room(total)?;
        self.watch.begin(self.number, name, 0, Some(total));
        let mut sha = Sha256::new();
        let came = self.copy(&mut source, &mut partial, &mut sha, 0);
        match came {
            Ok(_) => {}
            Err(Copying::Source(e)) => return Err(wrong(e).into()),
            Err(Copying::Target(e)) => return Err(e.into()),
        }
        Ok(self.ended(partial, &address, name, 0, Version::default(), sha)?)
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

    /// Asks once, for all of it or for what is missing.
    fn attempt(
        &self,
        client: &Client,
        address: &str,
        partial: &mut Partial,
    ) -> std::result::Result<(Version, Sha256), Attempt> {
        let here = partial.len()?;
        let known = partial.version().filter(|v| v.address == address && here > 0);
        let from = known.as_ref().and_then(|v| Some((here, v.validator()?)));
        let answer = client.ask(address, &Ask { from, ..Ask::default() }, &|| self.stop());
        let mut answer = answer.map_err(Attempt::Refused)?;
        let (mut sha, start) = match (answer.status, answer.part) {
            (206, Some((first, _))) if first == here => (partial.hashed()?, here),
            // Nothing is missing, if the size is that of the whole.
            (416, Some((_, Some(total)))) if total == here => {
                return Ok((known.unwrap_or_default(), partial.hashed()?));
            }
            (200, _) => {
                partial.restart(&answer.version)?;
                (Sha256::new(), 0)
            }
            (status, _) => {
                partial.restart(&Version::default())?;
                let why = format!("answers {status} to a part that it was not asked for");
                return Err(Attempt::Refused(Refusal::Later(why, None)));
            }
        };
        let total = answer.part.and_then(|p| p.1).or(answer.length.map(|n| n + start));
        if total.is_some_and(|t| t > MAX_BYTES) {
            let why = format!("announces {} bytes; the limit is {MAX_BYTES}", total.unwrap_or(0));
            return Err(Attempt::Refused(Refusal::Never(why)));
        }
        self.room(total.unwrap_or(0).saturating_sub(start))?;
        self.watch.begin(self.number, address, start, total);
        let end = match self.copy(&mut answer.body, partial, &mut sha, start) {
            Ok(end) => end,
            Err(Copying::Target(e)) => return Err(Attempt::Failed(e)),
            Err(Copying::Source(e)) => return Err(Attempt::Refused(broken(&e))),
        };
        if total.is_some_and(|total| total != end) {
            let why = format!("the connection ended at {end} of {} bytes", total.unwrap_or(0));
            return Err(Attempt::Refused(Refusal::Later(why, None)));
        }
        Ok((version_of(&answer, known), sha))
    }

    /// Copies to the end; the bytes that there are then. They are hashed beside, so that the line is
    /// not kept waiting.
    fn copy(
        &self,
        source: &mut dyn Read,
        partial: &mut Partial,
        sha: &mut Sha256,
        start: u64,
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
                let mut buffer = empty.try_recv().unwrap_or_else(|_| vec![0; CHUNK]);
                let read = match source.read(&mut buffer) {
                    Ok(0) => return Ok(end),
                    Ok(read) => read,
                    Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                    Err(e) => return Err(Copying::Source(e)),
                };
                let written = partial.file.write_all(&buffer[..read]);
                written.map_err(|e| Copying::Target(Error::io("write", partial.path(), e)))?;
                end += read as u64;
                // The hashing ends with this function, and no sooner.
                let _ = full.send((buffer, read));
                if end > MAX_BYTES {
                    let why = format!("is larger than {MAX_BYTES} bytes: it is refused");
                    return Err(Copying::Target(Error::input(partial.path(), why)));
                }
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

    /// Looks at what came, and puts it among the objects.
    fn ended(
        &self,
        partial: Partial,
        address: &str,
        name: &str,
        resumed: u64,
        version: Version,
        sha: Sha256,
    ) -> Result<Came> {
        if let Err(why) = sound::check(partial.path(), name) {
            partial.discard();
            return Err(Error::input(address, format!("what came {why}")).with_help(BROWSER));
        }
        let bytes = partial.len()?;
        let sha256 = hex(&sha.finalize());
        partial.finish(self.store, &sha256)?;
        Ok(Came { sha256, bytes, resumed: resumed.min(bytes), version })
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

enum Attempt {
    Refused(Refusal),
    Failed(Error),
}

impl From<Error> for Attempt {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

enum Copying {
    Source(std::io::Error),
    Target(Error),
}

/// A part does not say its version as the whole does.
fn version_of(answer: &Answer, known: Option<Version>) -> Version {
    match known {
        Some(known) if answer.status == 206 => known,
        _ => answer.version.clone(),
    }
}

/// A body that broke off.
fn broken(e: &std::io::Error) -> Refusal {
    match e.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
        Some(inner) => super::net::refusal(inner),
        None => Refusal::Later(format!("the connection broke: {e}"), None),
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
