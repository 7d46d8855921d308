//! Bodies that are made while they are sent: memory holds a few chunks, whatever the size.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;

/// Chunks on their way.
const WAITING: usize = 4;
/// Bytes of a chunk.
const CHUNK: usize = 128 * 1024;

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
    pub fn fail(self, why: io::Error) {
        let _ = self.to.blocking_send(Err(why));
    }
}

impl io::Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that is there already, in parts.
pub fn parts(all: Vec<Vec<u8>>) -> Body {
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
