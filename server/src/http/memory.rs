//! Memory for answers. An answer that is made in memory holds a permit for as long as its client reads it;
//! when there is none left the next one waits a little, then is refused with a time to retry. Small and
//! large answers have budgets of their own, so that a few large ones that nobody reads stop no map.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Problem;

/// What is not counted: a connection has buffers of this size anyway.
const UNCOUNTED: usize = 64 * 1024;
/// Where a large answer begins.
const LARGE: usize = 8 << 20;
/// Bytes for small answers, and for large ones.
const BUDGETS: [usize; 2] = [48 << 20, 64 << 20];
/// How long an answer waits for its memory.
const WAIT: Duration = Duration::from_secs(5);
/// Bytes of a permit.
const UNIT: usize = 1024;

/// The memory of a server for answers: small ones, large ones.
pub struct MemoryBudget([Arc<Semaphore>; 2]);

/// Memory for one answer, given back when it is dropped.
#[derive(Default)]
pub struct MemoryPermit(Option<OwnedSemaphorePermit>);

impl Default for MemoryBudget {
    fn default() -> Self {
        Self(BUDGETS.map(|bytes| Arc::new(Semaphore::new(bytes / UNIT))))
    }
}

impl MemoryBudget {
    /// A permit for some bytes. What is larger than the budget takes the whole of it.
    ///
    /// # Errors
    /// There was none for some seconds (503).
    pub async fn take(&self, bytes: usize) -> Result<MemoryPermit, Problem> {
        if bytes <= UNCOUNTED {
            return Ok(MemoryPermit(None));
        }
        let size = usize::from(bytes > LARGE);
        let permits = bytes.min(BUDGETS[size]).div_ceil(UNIT) as u32;
        let place = Arc::clone(&self.0[size]).acquire_many_owned(permits);
        match tokio::time::timeout(WAIT, place).await {
            Ok(Ok(place)) => Ok(MemoryPermit(Some(place))),
            _ => Err(Problem::busy("too many large answers are being sent; try again soon", 5)),
        }
    }
}

impl MemoryPermit {
    /// A body that holds the permit until the last byte of it is sent, or nobody waits for it any more.
    /// What the permit has beyond the size of the body is given back at once; a body that is made while it
    /// is sent has no size yet and keeps all of it.
    pub fn hold(mut self, body: Body) -> Body {
        if let Some(bytes) = body.size_hint().exact() {
            self.shrink(bytes as usize);
        }
        match self.0 {
            Some(place) if place.num_permits() > 0 => {
                Body::new(Held { body, permit: Arc::new(place) })
            }
            _ => body,
        }
    }

    /// Gives back what is more than some bytes.
    fn shrink(&mut self, bytes: usize) {
        let Some(place) = &mut self.0 else { return };
        let kept = if bytes <= UNCOUNTED { 0 } else { bytes.div_ceil(UNIT) };
        let surplus = place.num_permits().saturating_sub(kept);
        drop(place.split(surplus));
    }
}

struct Held {
    body: Body,
    permit: Arc<OwnedSemaphorePermit>,
}

/// Bytes that keep their permit: a body is over as soon as its last bytes wait to be written, which
/// for an answer in one piece is before the first of them is.
struct PermittedBytes {
    bytes: Bytes,
    _permit: Arc<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for PermittedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let keep =
            |bytes| Bytes::from_owner(PermittedBytes { bytes, _permit: Arc::clone(&self.permit) });
        Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(keep))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::chunks;

    fn runtime() -> tokio::runtime::Runtime {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().build().expect("runtime")
    }

    #[test]
    fn memory_is_held_by_what_is_sent_and_given_back() {
        runtime().block_on(async {
            let budget = MemoryBudget::default();
            let free = |size: usize| budget.0[size].available_permits() * UNIT;
            let small = budget.take(UNCOUNTED).await.expect("not counted");
            assert_eq!((free(0), free(1)), (BUDGETS[0], BUDGETS[1]));
            drop(small.hold(Body::empty()));
            let permit = budget.take(3 << 20).await.expect("memory");
            assert_eq!((free(0), free(1)), (BUDGETS[0] - (3 << 20), BUDGETS[1]));
            // A body whose size is known holds that much, never more than its permit.
            let body = permit.hold(Body::from(vec![0; 1 << 20]));
            assert_eq!(free(0), BUDGETS[0] - (1 << 20));
            drop(body);
            assert_eq!(free(0), BUDGETS[0]);
            let permit = budget.take(1 << 20).await.expect("memory");
            let body = permit.hold(Body::from(vec![0; 2 << 20]));
            assert_eq!(free(0), BUDGETS[0] - (1 << 20));
            drop(body);
            // One that is made while it is sent holds all of it.
            let permit = budget.take(1 << 20).await.expect("memory");
            let body = permit.hold(chunks().1);
            assert_eq!(free(0), BUDGETS[0] - (1 << 20));
            drop(body);
            assert_eq!(free(0), BUDGETS[0]);
            // More than there is takes all of it: it is made alone.
            let all = budget.take(usize::MAX).await.expect("memory");
            assert_eq!((free(0), free(1)), (BUDGETS[0], 0));
            drop(all);
            assert_eq!(free(1), BUDGETS[1]);
        });
    }

    #[test]
    fn bytes_that_wait_to_be_written_keep_their_permit() {
        runtime().block_on(async {
            let budget = MemoryBudget::default();
            let free = || budget.0[0].available_permits() * UNIT;
            let permit = budget.take(1 << 20).await.expect("memory");
            let mut body = permit.hold(Body::from(vec![0; 1 << 20]));
            let next = std::future::poll_fn(|context| {
                hyper::body::Body::poll_frame(Pin::new(&mut body), context)
            });
            let bytes = next.await.expect("bytes").expect("bytes").into_data().expect("bytes");
            // As a connection does with a body of one piece.
            drop(body);
            let last = bytes.slice(bytes.len() - 1..);
            drop(bytes);
            assert_eq!(free(), BUDGETS[0] - (1 << 20));
            drop(last);
            assert_eq!(free(), BUDGETS[0]);
        });
    }

    #[test]
    fn without_memory_left_an_answer_waits_and_is_refused() {
        runtime().block_on(async {
            let budget = MemoryBudget::default();
            let all = budget.take(usize::MAX).await.expect("memory");
            let refused = budget.take(usize::MAX).await.err().expect("none left");
            assert_eq!(refused.status.as_u16(), 503);
            // Small ones go on; and it is there again when the large one is sent.
            assert!(budget.take(1 << 20).await.is_ok());
            drop(all);
            assert!(budget.take(9 << 20).await.is_ok());
        });
    }
}
