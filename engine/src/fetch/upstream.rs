//! Whether a file that is here is another one at its publisher's.

use super::Outcome;
use super::Wanted;
use super::lock::{Lock, Locked};
use super::mirror::From;
use super::net::{Ask, Refusal};
use super::one::{One, Stop, There, today};
use super::store::Version;
use crate::error::Error;

impl One<'_> {
    /// Asks whether a file that is here is another one upstream, and takes that if it is wanted.
    /// `None`: it is the same, or nobody can say.
    pub fn changed(
        &self,
        number: usize,
        wanted: &Wanted,
        locked: &Locked,
        bytes: u64,
    ) -> std::result::Result<Option<There>, Stop> {
        let (true, Some(client)) = (self.request.ask || self.request.update, self.client) else {
            return Ok(None);
        };
        if self.request.from != From::Publisher || locked.mirror.is_some() {
            return Ok(None);
        }
        let known = Version {
            address: locked.address.clone(),
            etag: locked.etag.clone(),
            modified: locked.modified.clone(),
        };
        let ask = Ask { head: true, unless: Some(&known), ..Ask::default() };
        let answer = match client.ask(&wanted.address, &ask, &|| self.watch.cancelled()) {
            Ok(answer) => answer,
            Err(Refusal::Stopped) => return Err(Error::Interrupted.into()),
            Err(
                Refusal::Gone(why)
                | Refusal::Never(why)
                | Refusal::Unknown(why)
                | Refusal::Later(why, _),
            ) => {
                let name = &wanted.dataset;
                self.watch.say(&format!("{name}: cannot say whether it changed upstream: {why}"));
                return Ok(None);
            }
        };
        let same = answer.status == 304
            || (wanted.address == locked.address && same_version(&known, &answer.version))
            || (known.validator().is_none() && answer.length == Some(bytes));
        drop(answer.body);
        if same {
            if locked.changed_upstream.is_some() {
                let back = Locked { changed_upstream: None, ..locked.clone() };
                Lock::record(&self.request.data, back)?;
            }
            return Ok(None);
        }
        if self.request.update {
            let (came, from) = self.come(number, wanted)?;
            return Ok(Some(self.take(wanted, came, from, Some(locked))?));
        }
        let mut told = locked.clone();
        told.changed_upstream = Some(today());
        Lock::record(&self.request.data, told)?;
        Ok(Some(There {
            outcome: Outcome::ChangedUpstream,
            sha256: locked.sha256.clone(),
            bytes,
            resumed: 0,
            note: Some(format!(
                "another version is there since yours of {}: take it with --update",
                locked.fetched
            )),
        }))
    }
}

/// Whether two versions are said to be one: by their tags, else by their dates.
fn same_version(a: &Version, b: &Version) -> bool {
    match (&a.etag, &b.etag) {
        (Some(a), Some(b)) => a.trim_start_matches("W/") == b.trim_start_matches("W/"),
        _ => a.modified.is_some() && a.modified == b.modified,
    }
}
