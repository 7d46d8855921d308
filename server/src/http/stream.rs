//! A connection whose client must take what it asked for: one that does not read, or that reads a byte
//! from time to time, gives its place and the memory of its answer back.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Bytes that a client must take within its patience, while more wait for it: about a kilobyte a second.
pub const LEAST: u64 = 64 * 1024;

/// How long what a client still sends is read after the last answer, and how many pieces at once.
const ENDING: Duration = Duration::from_millis(500);
const PIECES: usize = 64;

/// A stream with a least pace of writing.
pub struct Paced<S> {
    stream: S,
    patience: Duration,
    /// Bytes taken since `until` was set.
    taken: u64,
    /// When the client must have taken them; nothing while nothing waits for it.
    until: Option<Pin<Box<Sleep>>>,
    /// Nothing more is written, and what still comes is not looked at until then.
    ending: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    /// Over a stream.
    pub fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, taken: 0, until: None, ending: None }
    }

    /// What became of a write: whether the client keeps pace.
    fn paced(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(n)) => {
                self.taken += n as u64;
                if self.taken >= LEAST {
                    (self.taken, self.until) = (0, None);
                }
                written
            }
            Poll::Ready(Err(_)) => written,
            Poll::Pending => {
                let patience = self.patience;
                let until = self.until.get_or_insert_with(|| Box::pin(sleep(patience)));
                match until.as_mut().poll(context) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(()) => Poll::Ready(Err(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "the client does not read its answer",
                    ))),
                }
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        // Who asks for more has had what came before: its pace is counted from now on.
        let this = &mut *self;
        if buffer.filled().len() > before
            && let Some(until) = &mut this.until
        {
            until.as_mut().reset(Instant::now() + this.patience);
            this.taken = 0;
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.paced(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.paced(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    /// A system that closes a connection while something of the client's is unread takes back what was
    /// written to it: it is read for a moment, so that the client learns why it is refused.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.ending.is_none() {
            match Pin::new(&mut this.stream).poll_shutdown(context) {
                Poll::Ready(Ok(())) => {}
                other => return other,
            }
        }
        let ending = this.ending.get_or_insert_with(|| Box::pin(sleep(ENDING)));
        let over = ending.as_mut().poll(context).is_ready();
        let mut piece = [0; 8192];
        for _ in 0..PIECES {
            let mut buffer = ReadBuf::new(&mut piece);
            match Pin::new(&mut this.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() && !over => {}
                Poll::Pending if !over => return Poll::Pending,
                _ => return Poll::Ready(Ok(())),
            }
        }
        // Much comes: others have their turn first.
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
