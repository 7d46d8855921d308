//! What becomes of one file: it is here, or comes, and the lock knows it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::http::Client;
use super::lock::{Lock, Locked};
use super::mirror::{self, FetchOrigin};
use super::store::{Store, Version, hash, put_aside};
use super::transfer::{Download, DownloadError, Transfer};
use super::{FetchItem, FetchOutcome, FetchRequest, FileReport, Watch, content_check, relocated};
use crate::error::{Error, Result};

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
    /// Another process was at it.
    Again,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

fn stop(address: &dyn std::fmt::Display, missed: DownloadError) -> Stop {
    match missed {
        DownloadError::Waited => Stop::Again,
        DownloadError::Failed(e) => Stop::Failed(e),
        DownloadError::Gone(why) => Stop::Failed(Error::input(address.to_string(), why)),
    }
}

impl FileFetch<'_> {
    /// Fetches a file, and tells what became of it.
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
        if path.exists() {
            let (sha256, bytes) = hash(&path, &|| self.stop())?;
            let there = |outcome, note| FileStatus {
                outcome,
                sha256: sha256.clone(),
                bytes,
                resumed: 0,
                note,
            };
            let known = locked.as_ref().is_some_and(|l| l.sha256 == sha256);
            if (known || locked.is_none())
                && let Some(why) = self.damaged(wanted, &path)?
            {
                return self.mended(number, wanted, &path, &sha256, known, &why);
            }
            match &locked {
                None => {
                    return Ok(there(FetchOutcome::Own, Some("not fetched: left as it is".into())));
                }
                Some(locked) if known => {
                    if let Some(changed) = self.changed(number, wanted, locked, bytes)? {
                        return Ok(changed);
                    }
                    return Ok(there(FetchOutcome::Kept, None));
                }
                Some(_) => {
                    let aside = put_aside(&path, &sha256)?;
                    self.watch.say(&format!(
                        "{} was not the file that was fetched: it is kept as {}",
                        path.display(),
                        aside.display()
                    ));
                }
            }
        }
        let recorded = locked.as_ref().filter(|_| !self.request.update).map(|l| l.sha256.clone());
        if let Some(sha256) = wanted.sha256.clone().or(recorded)
            && let Some(object) = self.store.object(&sha256, file, &|| self.stop())?
        {
            return Ok(self.linked(wanted, &sha256, &object, locked)?);
        }
        if let Some((twin, object)) = self.twin(wanted, locked.as_ref())? {
            self.store.name(&twin.sha256, dataset, file)?;
            let same = Locked { dataset: dataset.clone(), file: file.clone(), ..twin };
            let (sha256, bytes) = (same.sha256.clone(), same.bytes);
            Lock::record(&self.request.data, same)?;
            let note = Some(format!("the same file as {}", object.display()));
            return Ok(FileStatus {
                outcome: FetchOutcome::Linked,
                sha256,
                bytes,
                resumed: 0,
                note,
            });
        }
        let (came, from) = self.come(number, wanted)?;
        Ok(self.take(wanted, came, from, locked.as_ref())?)
    }

    /// Why an archive that is here cannot be used: an earlier version, or somebody's own hand, may have
    /// put it there. Files of other kinds do not show it.
    fn damaged(&self, wanted: &FetchItem, path: &Path) -> Result<Option<String>> {
        match content_check::packed(&wanted.file) {
            Some(_) => content_check::wrong(path, &wanted.file, &|| self.stop()),
            None => Ok(None),
        }
    }

    /// Brings a file in place of one that does not open, whatever the lock says. It stays until the
    /// other is here; one that was never fetched is kept beside.
    fn mended(
        &self,
        number: usize,
        wanted: &FetchItem,
        path: &Path,
        sha256: &str,
        known: bool,
        why: &str,
    ) -> std::result::Result<FileStatus, Stop> {
        if self.client.is_none() && !matches!(self.request.from, FetchOrigin::Folder(_)) {
            return Err(Error::input(path, why)
                .with_help("fetch it again where there is a network, without --offline")
                .into());
        }
        self.watch.say(&format!("{} {why}: it is fetched again", path.display()));
        let (came, from) = self.come(number, wanted)?;
        if came.sha256 != sha256 {
            if known {
                self.store.forget(sha256);
            } else {
                let aside = put_aside(path, sha256)?;
                self.watch.say(&format!("the damaged file is kept as {}", aside.display()));
            }
        }
        let mut there = self.take(wanted, came, from, None)?;
        there.note = Some(format!("in place of a file that {why}"));
        Ok(there)
    }

    fn stop(&self) -> bool {
        self.watch.cancelled()
    }

    /// The same address, fetched for another dataset.
    fn twin(
        &self,
        wanted: &FetchItem,
        locked: Option<&Locked>,
    ) -> Result<Option<(Locked, PathBuf)>> {
        if locked.is_some()
            || wanted.sha256.is_some()
            || self.request.from != FetchOrigin::Publisher
        {
            return Ok(None);
        }
        let lock = Lock::open(&self.request.data)?;
        let twin = lock.at(&wanted.address).filter(|l| l.dataset != wanted.dataset).cloned();
        let Some(twin) = twin else { return Ok(None) };
        let object = self.store.object(&twin.sha256, &wanted.file, &|| self.stop())?;
        let named = Path::new(&twin.dataset).join(&twin.file);
        Ok(object.map(|_| (twin, named)))
    }

    /// A version that is among the objects.
    fn linked(
        &self,
        wanted: &FetchItem,
        sha256: &str,
        object: &Path,
        locked: Option<Locked>,
    ) -> Result<FileStatus> {
        let bytes = object.metadata().map_err(|e| Error::io("read", object, e))?.len();
        self.store.name(sha256, &wanted.dataset, &wanted.file)?;
        let locked = locked.filter(|l| l.sha256 == sha256);
        let new = || entry(wanted, sha256, bytes, &Version::default(), None);
        Lock::record(&self.request.data, locked.unwrap_or_else(new))?;
        Ok(FileStatus {
            outcome: FetchOutcome::Linked,
            sha256: sha256.into(),
            bytes,
            resumed: 0,
            note: None,
        })
    }

    /// From the publisher, or the mirror; where from, when from the mirror.
    pub fn come(
        &self,
        number: usize,
        wanted: &FetchItem,
    ) -> std::result::Result<(Download, Option<String>), Stop> {
        let FetchItem { dataset, file, address, .. } = wanted;
        let transfer = self.transfer(number);
        if let FetchOrigin::Folder(folder) = &self.request.from {
            let path = mirror::in_folder(folder, dataset, address, file)?;
            let came = transfer.folder(&path, file).map_err(|e| stop(&path.display(), e))?;
            return Ok((came, Some(path.display().to_string())));
        }
        let Some(client) = self.client else {
            return Err(Error::input(address, "is not here, and --offline opens no connection")
                .with_help(
                    "fetch it where there is a network and give that folder with --mirror; `ifn build` \
                     without a method needs no file",
                )
                .into());
        };
        let FetchOrigin::Web(mirror) = &self.request.from else {
            return match transfer.web(client, address, file) {
                Ok(came) => Ok((came, None)),
                Err(DownloadError::Gone(why)) => Err(self.gone(client, wanted, &why).into()),
                Err(other) => Err(stop(address, other)),
            };
        };
        let mut gone = String::new();
        for name in mirror::names(address, file) {
            let address = format!("{mirror}/{dataset}/{name}");
            match transfer.web(client, &address, file) {
                Ok(came) => return Ok((came, Some(address))),
                Err(DownloadError::Gone(why)) => gone = format!("{address}: {why}"),
                Err(other) => return Err(stop(&address, other)),
            }
        }
        Err(Error::input(mirror, format!("the mirror has no {gone}")).into())
    }

    fn transfer(&self, number: usize) -> Transfer<'_> {
        let Self { store, watch, request, .. } = self;
        Transfer { store, watch: *watch, retries: request.retries, number }
    }

    /// Where the file may be now.
    fn gone(&self, client: &Client, wanted: &FetchItem, why: &str) -> Error {
        let stop = || self.watch.cancelled();
        let links = match &wanted.moved {
            Some(moved) => relocated::look(client, moved, &stop),
            None => Vec::new(),
        };
        let page = wanted.moved.as_ref().map_or(wanted.page.as_str(), |m| m.page.as_str());
        let help = match links.as_slice() {
            [] => format!(
                "look for it at {page}, and give its address: --address {}=https://…",
                wanted.dataset
            ),
            links => format!(
                "{page} links to {}: take one with --address {}={}, and mind its year",
                links.join(", "),
                wanted.dataset,
                links[links.len() - 1]
            ),
        };
        Error::input(&wanted.address, why).with_help(help)
    }

    /// Gives what came its name, if it is what was expected.
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
            return Err(wrong(&locked.sha256, super::LOCK).with_help(format!(
                "it changed upstream since {}: take it with --update; your results will change too",
                locked.fetched
            )));
        }
        self.store.name(&sha256, &wanted.dataset, &wanted.file)?;
        let new = entry(wanted, &sha256, bytes, &version, mirror);
        Lock::record(&self.request.data, new)?;
        let note = locked.filter(|l| l.sha256 != sha256).map(|l| {
            format!("instead of that of {}, which stays in objects/{}", l.fetched, l.sha256)
        });
        Ok(FileStatus { outcome: FetchOutcome::Fetched, sha256, bytes, resumed, note })
    }
}

/// What to do about a failure: all that is written here lies in the data folder.
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

/// A file of the lock.
fn entry(
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
