//! One request for a file, or for the part of it that is missing.

use sha2::{Digest, Sha256};

use super::Transfer;
use super::copy::{ByteSource, Copying};
use crate::archive::MAX_BYTES;
use crate::error::Error;
use crate::fetch::http::{Answer, Client, HttpRequest};
use crate::fetch::http_error::HttpError;
use crate::fetch::parts;
use crate::fetch::store::{Partial, Version};

/// A file that an attempt completed.
pub struct Brought {
    pub version: Version,
    pub sha: Sha256,
    /// Position of its first byte in the file.
    pub start: u64,
}

/// Why an attempt did not complete the file.
pub enum Attempt {
    /// The server did not give it.
    Refused(HttpError),
    /// What came is not the rest of what is here.
    OtherPart(String),
    /// It could not be written, or the user stopped it.
    Failed(Error),
}

/// What an answer brings.
enum AnswerContent {
    /// Bytes from position `start` on, to `end` where the server says it; `sha` is of those before.
    Bytes { sha: Sha256, start: u64, end: Option<u64> },
    /// Nothing: the file was complete.
    Nothing(Brought),
}

impl From<Error> for Attempt {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

impl Transfer<'_> {
    /// Asks once, for all of it or, where `parts` are trusted, for what is missing.
    ///
    /// # Errors
    /// See [`Attempt`].
    pub(super) fn attempt(
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
        let (mut sha, start, end) = match self.content(&answer, asked, here, partial)? {
            AnswerContent::Nothing(complete) => return Ok(complete),
            AnswerContent::Bytes { sha, start, end } => (sha, start, end),
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

    /// What an answer brings to the `here` bytes of the file; `asked`: the version of which the rest was
    /// asked for.
    fn content(
        &self,
        answer: &Answer,
        asked: Option<&Version>,
        here: u64,
        partial: &mut Partial,
    ) -> std::result::Result<AnswerContent, Attempt> {
        match (answer.status, asked) {
            (200, _) => {
                // Parts of a packed body are not parts of the file: it cannot be resumed.
                let of = if answer.packed { Version::default() } else { answer.version.clone() };
                partial.restart(&of)?;
                Ok(AnswerContent::Bytes { sha: Sha256::new(), start: 0, end: answer.version.bytes })
            }
            (206, Some(known)) => {
                let end = parts::goes_on(answer, known, here).map_err(Attempt::OtherPart)?;
                Ok(AnswerContent::Bytes { sha: partial.hashed(&|| self.stop())?, start: here, end })
            }
            // Nothing is missing, if the size is that of the whole.
            (416, Some(known)) if parts::nothing_missing(answer, known, here) => {
                let sha = partial.hashed(&|| self.stop())?;
                Ok(AnswerContent::Nothing(Brought { version: known.clone(), sha, start: here }))
            }
            (status, Some(_)) => Err(Attempt::OtherPart(format!(
                "answers {status} to a request for the rest of the file"
            ))),
            (status, None) => {
                let why = format!("answers {status} to a request for the whole file");
                Err(Attempt::Refused(HttpError::Later(why, None)))
            }
        }
    }
}

/// The version of an answer; an answer with a part has not all the headers of one with the whole.
fn version_of(answer: &Answer, known: Option<Version>) -> Version {
    match known {
        Some(known) if answer.status == 206 => known,
        _ => answer.version.clone(),
    }
}
