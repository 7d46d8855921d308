//! What an answer brings: its bytes, unpacked when they were packed for the way, and never waited for
//! beyond what a person bears.
//!
//! A request is made, and its body read, by a thread of its own: whoever waits looks up often enough to
//! be stopped at once, in a look-up of a name as in a read. A body that comes at less than
//! [`LEAST_RATE`] ends.

use std::io::{BufReader, ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ureq::http::{HeaderMap, StatusCode};

use super::http_error::{HttpError, http_error};

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;
/// Chunks that wait for whoever takes them.
const CHUNKS: usize = 4;
/// How often whoever waits looks whether to stop.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes a second, on average over the time that a server may keep silent: a body that is slower ends.
const LEAST_RATE: u64 = 512;
/// Bytes that are unpacked to see what a file is.
const PEEK: usize = 64 << 10;

/// How a body is packed for the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Not at all.
    Plain,
    /// Gzip; where the file itself is to be one, only what is packed twice is unpacked once.
    Gzip { wanted: bool },
    /// Zlib, or deflate without a frame as some send it.
    Deflate,
}

impl Coding {
    /// By the headers `Content-Encoding` and `Transfer-Encoding` of an answer for the file `name`.
    ///
    /// # Errors
    /// A way of packing that was not asked for and is not read.
    pub fn of(
        content: Option<&str>,
        transfer: Option<&str>,
        name: &str,
    ) -> Result<Self, HttpError> {
        let words = |text: Option<&str>, plain: &[&str]| -> Vec<String> {
            let text = text.unwrap_or_default().to_ascii_lowercase();
            let words = text.split(',').map(|w| w.trim().to_string());
            words.filter(|w| !w.is_empty() && !plain.contains(&w.as_str())).collect()
        };
        let refused = |how: &str| {
            HttpError::Never(format!(
                "sends the file packed as `{how}`, which was not asked for and is not read"
            ))
        };
        if let Some(how) = words(transfer, &["chunked", "identity"]).first() {
            return Err(refused(how));
        }
        match words(content, &["identity"]).as_slice() {
            [] => Ok(Self::Plain),
            [one] => match one.as_str() {
                "gzip" | "x-gzip" => {
                    Ok(Self::Gzip { wanted: name.to_ascii_lowercase().ends_with(".gz") })
                }
                "deflate" => Ok(Self::Deflate),
                other => Err(refused(other)),
            },
            several => Err(refused(&several.join(", "))),
        }
    }

    /// Unpacks.
    fn reader(self, source: impl Read + Send + 'static) -> std::io::Result<Box<dyn Read + Send>> {
        let mut source = BufReader::with_capacity(CHUNK, source);
        match self {
            Self::Plain => Ok(Box::new(source)),
            Self::Gzip { wanted: false } => Ok(Box::new(MultiGzDecoder::new(source))),
            Self::Gzip { wanted: true } => {
                // Many servers say of a .gz that it is packed, and send it as it lies there.
                let mut head = Vec::new();
                (&mut source).take(PEEK as u64).read_to_end(&mut head)?;
                let mut start = [0; 2];
                let unpacked = MultiGzDecoder::new(head.as_slice()).read_exact(&mut start);
                let twice = unpacked.is_ok() && start == [0x1f, 0x8b];
                let whole = std::io::Cursor::new(head).chain(source);
                Ok(if twice { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) })
            }
            Self::Deflate => {
                let mut head = Vec::new();
                (&mut source).take(2).read_to_end(&mut head)?;
                let framed = matches!(head.as_slice(), [a, b]
                    if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31));
                let whole = std::io::Cursor::new(head).chain(source);
                Ok(if framed {
                    Box::new(ZlibDecoder::new(whole))
                } else {
                    Box::new(DeflateDecoder::new(whole))
                })
            }
        }
    }
}

/// An answer's first lines.
pub struct Head {
    pub status: StatusCode,
    pub headers: HeaderMap,
}

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
    /// The connection broke, is too slow, brought what cannot be unpacked, or `stop` says so.
    pub fn next(&mut self, used: Vec<u8>, stop: &dyn Fn() -> bool) -> Filled {
        // Nobody wants it at the end.
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

/// What comes through a channel, unless `stop` says that nobody waits any more.
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

/// Makes a request in a thread of its own: its first lines, and its body as it comes. `silence` is how
/// long a server may keep silent; `name`, what the file is to be called.
///
/// # Errors
/// No answer; one that is packed in a way that is not read; `stop` says that nobody waits any more.
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
                // Whoever asked may have gone.
                let _ = to_head.send(Err(http_error(&e)));
                return;
            }
        };
        let said = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
        let coding = Coding::of(said("content-encoding"), said("transfer-encoding"), &name);
        let head = Head { status: parts.status, headers: parts.headers };
        if to_head.send(Ok(head)).is_err() {
            return;
        }
        let mut source = match coding {
            // A refusal has its own words, whatever it is packed in.
            Err(why) => {
                let _ = filled_to.send(Err(why));
                return;
            }
            Ok(coding) => match coding.reader(Paced::new(body.into_reader(), silence)) {
                Ok(source) => source,
                Err(e) => {
                    let _ = filled_to.send(Err(broken(&e)));
                    return;
                }
            },
        };
        loop {
            let mut buffer = empty_from.try_recv().unwrap_or_default();
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
    };
    let thread = std::thread::Builder::new().name("request".into()).spawn(work);
    thread.map_err(|e| HttpError::Later(format!("no thread can be started: {e}"), None))?;
    Ok((waited(&head, stop)??, Body { filled, empty }))
}

/// A body that broke off.
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

#[derive(Debug, thiserror::Error)]
#[error("too slow")]
struct Slow;

/// Fails when too little comes for too long. Time in which nobody reads does not count.
struct Paced<R> {
    source: R,
    window: Duration,
    waited: Duration,
    bytes: u64,
}

impl<R: Read> Paced<R> {
    fn new(source: R, window: Duration) -> Self {
        Self { source, window, waited: Duration::ZERO, bytes: 0 }
    }
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let start = Instant::now();
        let read = self.source.read(buffer)?;
        self.waited += start.elapsed();
        self.bytes += read as u64;
        if self.waited >= self.window && read > 0 {
            if (self.bytes as f64) < LEAST_RATE as f64 * self.waited.as_secs_f64() {
                return Err(std::io::Error::other(Slow));
            }
            (self.waited, self.bytes) = (Duration::ZERO, 0);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).expect("write");
        out.finish().expect("finish")
    }

    fn unpacked(coding: Coding, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        let mut out = Vec::new();
        coding.reader(std::io::Cursor::new(bytes))?.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn what_is_packed_for_the_way() {
        let text = b"code;a\n01001;1\n".repeat(5000);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).expect("write");
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&text).expect("write");
        let plain = Coding::Gzip { wanted: false };
        for (coding, packed) in [
            (plain, gzip(&text)),
            (Coding::Deflate, zlib.finish().expect("finish")),
            (Coding::Deflate, deflate.finish().expect("finish")),
        ] {
            assert!(unpacked(coding, packed.clone()).expect("whole") == text);
            for cut in [1, packed.len() / 2, packed.len() - 1] {
                assert!(unpacked(coding, packed[..cut].to_vec()).is_err(), "{coding:?} at {cut}");
            }
        }
        // A file that is to be a gzip is kept as it lies there; packed twice, it is unpacked once.
        let wanted = Coding::Gzip { wanted: true };
        for packed in [gzip(&text), gzip(&gzip(&text))] {
            assert!(unpacked(wanted, packed).expect("whole") == gzip(&text));
        }
    }

    #[test]
    fn ways_of_packing() {
        let of = |content, transfer, name| Coding::of(content, transfer, name);
        assert_eq!(of(None, Some("chunked"), "a.csv"), Ok(Coding::Plain));
        assert_eq!(of(Some("identity"), None, "a.csv"), Ok(Coding::Plain));
        assert_eq!(of(Some("X-GZIP"), None, "a.csv"), Ok(Coding::Gzip { wanted: false }));
        assert_eq!(of(Some("gzip"), None, "a.csv.GZ"), Ok(Coding::Gzip { wanted: true }));
        for (content, transfer) in
            [(Some("br"), None), (Some("gzip, gzip"), None), (None, Some("gzip, chunked"))]
        {
            assert!(matches!(of(content, transfer, "a.csv"), Err(HttpError::Never(_))));
        }
    }
}
