//! Whether the publisher has another version of a file that is here.

use super::FetchItem;
use super::FetchOutcome;
use super::file::{FileFetch, FileStatus, Stop, today};
use super::http::{Answer, HttpRequest};
use super::http_error::HttpError;
use super::lock::{Lock, Locked};
use super::mirror::FetchOrigin;
use super::store::Version;
use crate::error::Error;

impl FileFetch<'_> {
    /// Asks whether a file that is here is another one upstream, and takes that one with `--update`.
    /// `None`: it is the same, or the server does not say.
    pub fn changed(
        &self,
        number: usize,
        wanted: &FetchItem,
        locked: &Locked,
        bytes: u64,
    ) -> std::result::Result<Option<FileStatus>, Stop> {
        let (true, Some(client)) = (self.request.ask || self.request.update, self.client) else {
            return Ok(None);
        };
        if self.request.from != FetchOrigin::Publisher || locked.mirror.is_some() {
            return Ok(None);
        }
        let known = Version {
            address: locked.address.clone(),
            etag: locked.etag.clone(),
            modified: locked.modified.clone(),
            bytes: Some(bytes),
        };
        let ask = HttpRequest {
            head: true,
            unless: Some(&known),
            name: &wanted.file,
            ..HttpRequest::default()
        };
        let answer = match client.ask(&wanted.address, &ask, &|| self.watch.cancelled()) {
            Ok(answer) => answer,
            Err(HttpError::Stopped) => return Err(Error::Interrupted.into()),
            // Some servers refuse HEAD requests.
            Err(HttpError::Never(_)) if self.request.update => {
                return Ok(Some(self.replaced(number, wanted, locked)?));
            }
            Err(
                HttpError::Gone(why)
                | HttpError::Never(why)
                | HttpError::Slow(why)
                | HttpError::Unknown(why)
                | HttpError::Later(why, _),
            ) => return Ok(self.cannot_say(wanted, &why)),
        };
        let same = match self.is_same(&answer, &known, wanted) {
            Ok(same) => same,
            Err(why) => return Ok(self.cannot_say(wanted, &why)),
        };
        drop(answer.body);
        if same {
            if locked.changed_upstream.is_some() {
                let back = Locked { changed_upstream: None, ..locked.clone() };
                Lock::record(&self.request.data, back)?;
            }
            return Ok(None);
        }
        if self.request.update {
            return Ok(Some(self.replaced(number, wanted, locked)?));
        }
        let changed = Locked { changed_upstream: Some(today()), ..locked.clone() };
        Lock::record(&self.request.data, changed)?;
        Ok(Some(FileStatus {
            outcome: FetchOutcome::ChangedUpstream,
            sha256: locked.sha256.clone(),
            bytes,
            resumed: 0,
            note: Some(format!(
                "another version is there since yours of {}: take it with --update",
                locked.fetched
            )),
        }))
    }

    /// Whether an answer is about the `known` version of a file.
    ///
    /// # Errors
    /// Why the answer does not say it.
    fn is_same(
        &self,
        answer: &Answer,
        known: &Version,
        wanted: &FetchItem,
    ) -> std::result::Result<bool, String> {
        match answer.status {
            304 => Ok(true),
            200 if page_instead(answer, &wanted.file) => Err("answers with a web page".into()),
            // Another address has other names for the same version.
            200 if wanted.address != known.address => {
                Ok(known.validator().is_none() && answer.length == known.bytes)
            }
            200 => match same_version(known, &answer.version) {
                Some(same) => Ok(same),
                // Neither a tag nor a date to compare: the size says something.
                None => match answer.length.filter(|_| !answer.packed) {
                    Some(length) => Ok(Some(length) == known.bytes),
                    None if self.request.update => Ok(false),
                    None => Err("does not tell its version".into()),
                },
            },
            status => Err(format!("answers {status}")),
        }
    }

    /// The file as it is upstream, in place of the one that is here.
    fn replaced(
        &self,
        number: usize,
        wanted: &FetchItem,
        locked: &Locked,
    ) -> std::result::Result<FileStatus, Stop> {
        let (came, from) = self.come(number, wanted)?;
        Ok(self.take(wanted, came, from, Some(locked))?)
    }

    fn cannot_say(&self, wanted: &FetchItem, why: &str) -> Option<FileStatus> {
        let name = &wanted.dataset;
        self.watch.say(&format!("{name}: cannot say whether it changed upstream: {why}"));
        None
    }
}

/// Whether a server shows a page, to log in or to say that it is closed, where a file should be.
fn page_instead(answer: &Answer, file: &str) -> bool {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    answer.kind.contains("text/html") && !matches!(ending.as_str(), "html" | "htm")
}

/// Whether two versions are the same: by their tags, else by their dates. `None`: nothing can be
/// compared.
fn same_version(a: &Version, b: &Version) -> Option<bool> {
    match (&a.etag, &b.etag) {
        (Some(a), Some(b)) => Some(a.trim_start_matches("W/") == b.trim_start_matches("W/")),
        _ => Some(a.modified.as_ref()? == b.modified.as_ref()?),
    }
}
