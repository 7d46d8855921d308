//! The body of an answer: its bytes, unpacked when they were packed for the transfer, and never waited
//! for longer than a person would.
//!
//! In: a call that makes a request. Out: the answer's [`Head`], and its [`Body`] as it comes. A thread of
//! its own makes the request and reads the body, so that the one that waits can be stopped at once, while
//! a host name is looked up as while bytes are read. [`coding`] unpacks; [`paced`] ends a body that is too
//! slow.

mod coding;
mod paced;

use std::io::{ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use ureq::http::{HeaderMap, StatusCode};

use super::http_error::{HttpError, http_error};
use coding::Coding;
use paced::{LEAST_RATE, Paced, Slow};

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait to be received.
const CHUNKS: usize = 4;
/// How often a waiting thread checks whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// Status and headers of an answer.
pub struct Head {
    pub status: StatusCode,
    pub headers: HeaderMap,
}

/// A buffer and how much of it is filled: 0 at the end.
type Filled = Result<(Vec<u8>, usize), HttpError>;

/// An answer's content, as it comes.
pub struct Body {
    filled: Receiver<Filled>,
    empty: SyncSender<Vec<u8>>,
}

impl Body {
    /// The next bytes: a buffer and how much of it is filled, nothing at the end. `used` is a buffer
    /// that is not needed any more.
    ///
    /// # Errors
    /// The connection broke, is too slow, brought what cannot be unpacked, or `stop` returned true.
    pub fn next(&mut self, used: Vec<u8>, stop: &dyn Fn() -> bool) -> Filled {
        // At the end the other thread takes no buffer back.
        let _ = self.empty.try_send(used);
        waited(&self.filled, stop)?
    }

    /// At most so many bytes of it.
    ///
    /// # Errors
    /// As [`Body::next`].
    pub fn take(mut self, most: usize, stop: &dyn Fn() -> bool) -> Result<Vec<u8>, HttpError> {
        let mut out = Vec::new();
        while out.len() < most {
            match self.next(Vec::new(), stop)? {
                (_, 0) => break,
                (buffer, filled) => out.extend_from_slice(&buffer[..filled]),
            }
        }
        out.truncate(most);
        Ok(out)
    }
}

/// What comes through a channel, unless `stop` returns true before.
fn waited<T>(from: &Receiver<T>, stop: &dyn Fn() -> bool) -> Result<T, HttpError> {
    loop {
        match from.recv_timeout(LOOK) {
            Ok(got) => return Ok(got),
            Err(RecvTimeoutError::Timeout) if stop() => return Err(HttpError::Stopped),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(HttpError::Later("the connection broke".into(), None));
            }
        }
    }
}

/// Makes a request in a thread of its own: its head, and its body as it comes. `silence` is how long a
/// server may keep silent; `name`, what the file is to be called.
///
/// # Errors
/// No answer; one that is packed in a way that is not read; `stop` returned true.
pub fn asked(
    call: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
    name: &str,
    silence: Duration,
    stop: &dyn Fn() -> bool,
) -> Result<(Head, Body), HttpError> {
    let (to_head, head) = sync_channel(1);
    let (filled_to, filled) = sync_channel::<Filled>(CHUNKS);
    let (empty, empty_from) = sync_channel::<Vec<u8>>(CHUNKS);
    let name = name.to_string();
    let work = move || {
        let (parts, body) = match call() {
            Ok(response) => response.into_parts(),
            Err(e) => {
                // The one that asked may no longer wait.
                let _ = to_head.send(Err(http_error(&e)));
                return;
            }
        };
        let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let coding = Coding::of(header("content-encoding"), header("transfer-encoding"), &name);
        let head = Head { status: parts.status, headers: parts.headers };
        // The head goes first, whatever the coding: a refusal is reported by its status.
        if to_head.send(Ok(head)).is_err() {
            return;
        }
        let source = coding.and_then(|coding| {
            coding.reader(Paced::new(body.into_reader(), silence)).map_err(|e| broken(&e))
        });
        match source {
            Ok(source) => send_chunks(source, &filled_to, &empty_from),
            // The one that asked may no longer wait.
            Err(why) => drop(filled_to.send(Err(why))),
        }
    };
    let thread = std::thread::Builder::new().name("request".into()).spawn(work);
    thread.map_err(|e| HttpError::Later(format!("no thread can be started: {e}"), None))?;
    Ok((waited(&head, stop)??, Body { filled, empty }))
}

/// Sends a body chunk by chunk until it ends, breaks off, or no one receives it.
fn send_chunks(mut source: impl Read, filled_to: &SyncSender<Filled>, empty: &Receiver<Vec<u8>>) {
    loop {
        let mut buffer = empty.try_recv().unwrap_or_default();
        buffer.resize(CHUNK, 0);
        let read = match source.read(&mut buffer) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            read => read,
        };
        let ended = !matches!(read, Ok(1..));
        let filled = read.map(|read| (buffer, read)).map_err(|e| broken(&e));
        if filled_to.send(filled).is_err() || ended {
            return;
        }
    }
}

/// The error of a body that broke off.
fn broken(e: &std::io::Error) -> HttpError {
    let inner = e.get_ref();
    if inner.and_then(|inner| inner.downcast_ref::<Slow>()).is_some() {
        return HttpError::Slow(format!("sends less than {LEAST_RATE} bytes a second"));
    }
    match inner.and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
        Some(inner) => http_error(inner),
        None => HttpError::Later(format!("the connection broke: {e}"), None),
    }
}
