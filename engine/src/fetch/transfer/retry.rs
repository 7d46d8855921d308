//! Attempts at one address until the file is complete, or the retries are used up.
//!
//! In: an address and what is here of the file. Out: its version and hash, or why it did not come, with
//! what the user can do.

use std::time::Duration;

use super::attempt::{Attempt, Brought};
use super::{DownloadError, Transfer, WholeFile};
use crate::error::Error;
use crate::fetch::backoff::{Backoff, LONGEST_WAIT};
use crate::fetch::http::Client;
use crate::fetch::http_error::HttpError;
use crate::fetch::store::{Partial, Version};
use crate::fetch::{FetchItem, content_check};

/// What to do when an address does not give what it should.
const BROWSER: &str = "open the address in a browser; if the publisher moved the file, give its new \
                       address with --address";

impl Transfer<'_> {
    /// Asks until the file is complete and of the kind that its name says, or the retries are used up.
    ///
    /// # Errors
    /// See [`DownloadError`]: never `Waited`.
    pub(super) fn attempts(
        &self,
        client: &Client,
        address: &str,
        wanted: &FetchItem,
        partial: &mut Partial,
    ) -> std::result::Result<WholeFile, DownloadError> {
        let name = wanted.file.as_str();
        let mut resumed = partial.len()?;
        let mut backoff = Backoff::new(self.retries, resumed);
        // Why the file is asked for as a whole from now on.
        let mut other: Option<String> = None;
        loop {
            let refusal = match self.attempt(client, address, name, other.is_none(), partial) {
                Ok(Brought { version, sha, start }) => {
                    resumed = resumed.min(start);
                    let Some(why) = self.wrong_content(address, wanted, start > 0, partial)? else {
                        return Ok(WholeFile { version, sha, resumed });
                    };
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
                // Parts of two files cannot be resumed from.
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

    /// Why what came in parts is not what is wanted, if so: it starts again then.
    ///
    /// # Errors
    /// What came as a whole is not that.
    fn wrong_content(
        &self,
        address: &str,
        wanted: &FetchItem,
        from_parts: bool,
        partial: &mut Partial,
    ) -> std::result::Result<Option<String>, DownloadError> {
        let Some(why) = content_check::wrong(partial.path(), wanted, &|| self.stop())? else {
            return Ok(None);
        };
        partial.restart(&Version::default())?;
        if !from_parts {
            let why = format!("what came {why}");
            return Err(Error::input(address, why).with_help(BROWSER).into());
        }
        // The publisher may have replaced the file between the parts.
        Ok(Some(format!("what came in parts {why}")))
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
