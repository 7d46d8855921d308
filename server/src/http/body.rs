//! Bodies that are made while they are sent: memory holds a few chunks, whatever the size.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Response, header};
use bytes::{Bytes, BytesMut};
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;
use tower_http::compression::Predicate;

/// Chunks on their way.
const WAITING: usize = 3;
/// Bytes of a chunk.
const CHUNK: usize = 64 * 1024;
/// What is larger is packed where it is made: packing it while it is sent would hold up all others.
pub const PACKED_WHERE_MADE: usize = 1 << 20;

/// The end where chunks are made, in a thread that may wait. A write fails when the client is gone.
pub struct Chunks {
    to: mpsc::Sender<Result<Bytes, io::Error>>,
    buffer: BytesMut,
}

struct Receiving(mpsc::Receiver<Result<Bytes, io::Error>>);

/// A body, and where its bytes are put.
pub fn chunks() -> (Chunks, Body) {
    let (to, from) = mpsc::channel(WAITING);
    (Chunks { to, buffer: BytesMut::with_capacity(CHUNK) }, Body::new(Receiving(from)))
}

impl Chunks {
    fn send(&mut self) -> io::Result<()> {
        let chunk = self.buffer.split().freeze();
        self.to.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// Sends what is left.
    pub fn finish(mut self) {
        if !self.buffer.is_empty() {
            let _ = self.send();
        }
    }

    /// Breaks the answer off, so that the client knows that it is not whole.
    pub fn fail(&self, why: io::Error) {
        let _ = self.to.blocking_send(Err(why));
    }
}

impl io::Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() >= CHUNK {
            self.send()?;
            self.buffer.reserve(CHUNK);
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same, packed on the way when the client takes that.
pub enum Sink {
    /// As it is.
    Plain(Chunks),
    /// As a gzip file.
    Gzip(Box<GzEncoder<Chunks>>),
}

impl Sink {
    /// Over chunks.
    pub fn new(to: Chunks, gzip: bool) -> Self {
        if gzip {
            Self::Gzip(Box::new(GzEncoder::new(to, Compression::fast())))
        } else {
            Self::Plain(to)
        }
    }

    /// Sends what is left.
    pub fn finish(self) {
        match self {
            Self::Plain(to) => to.finish(),
            // A client that is gone needs no end.
            Self::Gzip(to) => drop(to.finish().map(Chunks::finish)),
        }
    }

    /// Breaks the answer off.
    pub fn fail(&self, why: io::Error) {
        match self {
            Self::Plain(to) => to.fail(why),
            Self::Gzip(to) => to.get_ref().fail(why),
        }
    }
}

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(bytes),
            Self::Gzip(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body of text that is there already, in parts, and whether it is packed: here, where it is large and
/// the client reads gzip.
///
/// # Errors
/// None in memory.
pub fn text(all: Vec<Vec<u8>>, gzip: bool) -> io::Result<(Body, bool)> {
    let coded = gzip && all.iter().map(Vec::len).sum::<usize>() > PACKED_WHERE_MADE;
    let body = if coded { packed(&all)?.into() } else { parts(all) };
    Ok((body, coded))
}

/// Parts packed as one gzip file.
///
/// # Errors
/// None in memory.
pub fn packed(all: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    all.iter().try_for_each(|part| io::Write::write_all(&mut to, part))?;
    to.finish()
}

/// What is packed while it is sent: text that is small and in memory.
#[derive(Debug, Clone, Copy)]
pub struct CompressSmallText;

impl Predicate for CompressSmallText {
    fn should_compress<B: hyper::body::Body>(&self, response: &Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let text = ["text/", "application/json", "application/problem", "application/openmetrics"];
        let size = response.body().size_hint().exact();
        kind.is_some_and(|kind| text.iter().any(|t| kind.starts_with(t)))
            && size.is_some_and(|size| (32..=PACKED_WHERE_MADE as u64).contains(&size))
    }
}

/// A body that is there already, in parts.
fn parts(all: Vec<Vec<u8>>) -> Body {
    let left = all.iter().map(|part| part.len() as u64).sum();
    let mut all: Vec<Bytes> = all.into_iter().map(Bytes::from).collect();
    all.reverse();
    Body::new(Parts { all, left })
}

struct Parts {
    /// The next one last.
    all: Vec<Bytes>,
    left: u64,
}

impl hyper::body::Body for Parts {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let part = self.all.pop();
        self.left -= part.as_ref().map_or(0, |p| p.len() as u64);
        Poll::Ready(part.map(|p| Ok(Frame::data(p))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl hyper::body::Body for Receiving {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|c| c.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use hyper::body::Body as _;

    use super::*;

    #[test]
    fn large_text_is_packed_for_clients_that_read_gzip() {
        let halves = |bytes: usize| vec![vec![b'x'; bytes / 2], vec![b'y'; bytes - bytes / 2]];
        for (bytes, gzip, packed) in [
            (PACKED_WHERE_MADE, true, false),
            (PACKED_WHERE_MADE + 1, false, false),
            (PACKED_WHERE_MADE + 1, true, true),
        ] {
            let (body, coded) = text(halves(bytes), gzip).expect("in memory");
            assert_eq!(coded, packed, "{bytes} {gzip}");
            let size = body.size_hint().exact().expect("in memory");
            assert_eq!(size == bytes as u64, !packed, "{bytes} {gzip}");
        }
        let all = halves(PACKED_WHERE_MADE + 1);
        let mut plain = Vec::new();
        let one = packed(&all).expect("in memory");
        flate2::read::GzDecoder::new(one.as_slice())
            .read_to_end(&mut plain)
            .expect("one gzip file");
        assert_eq!(plain, all.concat());
    }
}
