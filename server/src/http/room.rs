//! Memory for answers. An answer that is made in memory takes room for as long as its client reads it;
//! when there is none left the next one waits a little, then is told to come back. Small and large
//! answers have rooms of their own, so that a few large ones that nobody reads stop no map.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Problem;

/// What is not counted: a connection has buffers of this size anyway.
const UNCOUNTED: usize = 64 * 1024;
/// Where a large answer begins.
const LARGE: usize = 8 << 20;
/// Bytes for small answers, and for large ones.
const ROOMS: [usize; 2] = [48 << 20, 64 << 20];
/// How long an answer waits for its room.
const WAIT: Duration = Duration::from_secs(5);
/// Bytes of a permit.
const UNIT: usize = 1024;

/// The rooms of a server.
pub struct Rooms([Arc<Semaphore>; 2]);

/// Room for one answer, given back when it is dropped.
#[derive(Default)]
pub struct Room(Option<OwnedSemaphorePermit>);

impl Default for Rooms {
    fn default() -> Self {
        Self(ROOMS.map(|bytes| Arc::new(Semaphore::new(bytes / UNIT))))
    }
}

impl Rooms {
    /// Room for some bytes. What is larger than all the room there is takes the whole of it.
    ///
    /// # Errors
    /// There was none for some seconds (503).
    pub async fn take(&self, bytes: usize) -> Result<Room, Problem> {
        if bytes <= UNCOUNTED {
            return Ok(Room(None));
        }
        let size = usize::from(bytes > LARGE);
        let permits = bytes.min(ROOMS[size]).div_ceil(UNIT) as u32;
        let place = Arc::clone(&self.0[size]).acquire_many_owned(permits);
        match tokio::time::timeout(WAIT, place).await {
            Ok(Ok(place)) => Ok(Room(Some(place))),
            _ => Err(Problem::busy("too many large answers are being sent; try again soon", 5)),
        }
    }
}

impl Room {
    /// Gives back what is more than some bytes.
    pub fn shrink(&mut self, bytes: usize) {
        let Some(place) = &mut self.0 else { return };
        let kept = if bytes <= UNCOUNTED { 0 } else { bytes.div_ceil(UNIT) };
        let surplus = place.num_permits().saturating_sub(kept);
        drop(place.split(surplus));
    }

    /// A body that holds the room until the last byte of it is sent, or nobody waits for it any more.
    pub fn hold(self, body: Body) -> Body {
        match self.0 {
            Some(place) if place.num_permits() > 0 => {
                Body::new(Held { body, room: Arc::new(place) })
            }
            _ => body,
        }
    }
}

struct Held {
    body: Body,
    room: Arc<OwnedSemaphorePermit>,
}

/// Bytes that keep their room: a body is over as soon as its last bytes wait to be written, which
/// for an answer in one piece is before the first of them is.
struct Roomy {
    bytes: Bytes,
    _room: Arc<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Roomy {
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
        let keep = |bytes| Bytes::from_owner(Roomy { bytes, _room: Arc::clone(&self.room) });
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

    fn runtime() -> tokio::runtime::Runtime {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().build().expect("runtime")
    }

    #[test]
    fn room_is_held_by_what_is_sent_and_given_back() {
        runtime().block_on(async {
            let rooms = Rooms::default();
            let free = |size: usize| rooms.0[size].available_permits() * UNIT;
            let small = rooms.take(UNCOUNTED).await.expect("not counted");
            assert_eq!((free(0), free(1)), (ROOMS[0], ROOMS[1]));
            drop(small.hold(Body::empty()));
            let mut room = rooms.take(3 << 20).await.expect("room");
            assert_eq!((free(0), free(1)), (ROOMS[0] - (3 << 20), ROOMS[1]));
            room.shrink(1 << 20);
            assert_eq!(free(0), ROOMS[0] - (1 << 20));
            room.shrink(2 << 20);
            let body = room.hold(Body::from("x"));
            assert_eq!(free(0), ROOMS[0] - (1 << 20));
            drop(body);
            // More than there is takes all of it: it is made alone.
            let all = rooms.take(usize::MAX).await.expect("room");
            assert_eq!((free(0), free(1)), (ROOMS[0], 0));
            drop(all);
            assert_eq!(free(1), ROOMS[1]);
        });
    }

    #[test]
    fn bytes_that_wait_to_be_written_keep_their_room() {
        runtime().block_on(async {
            let rooms = Rooms::default();
            let free = || rooms.0[0].available_permits() * UNIT;
            let room = rooms.take(1 << 20).await.expect("room");
            let mut body = room.hold(Body::from(vec![0; 1 << 20]));
            let next = std::future::poll_fn(|context| {
                hyper::body::Body::poll_frame(Pin::new(&mut body), context)
            });
            let bytes = next.await.expect("bytes").expect("bytes").into_data().expect("bytes");
            // As a connection does with a body of one piece.
            drop(body);
            let last = bytes.slice(bytes.len() - 1..);
            drop(bytes);
            assert_eq!(free(), ROOMS[0] - (1 << 20));
            drop(last);
            assert_eq!(free(), ROOMS[0]);
        });
    }

    #[test]
    fn who_finds_no_room_waits_and_is_told() {
        runtime().block_on(async {
            let rooms = Rooms::default();
            let all = rooms.take(usize::MAX).await.expect("room");
            let refused = rooms.take(usize::MAX).await.err().expect("none left");
            assert_eq!(refused.status.as_u16(), 503);
            // Small ones go on; and it is there again when the large one is sent.
            assert!(rooms.take(1 << 20).await.is_ok());
            drop(all);
            assert!(rooms.take(9 << 20).await.is_ok());
        });
    }
}
