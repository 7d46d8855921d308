//! Bodies that are written while they are sent.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::body::Body;
use tokio::sync::OwnedSemaphorePermit;

use crate::http::{Sink, chunks};

/// A body that `write` makes while it is sent, in a thread of its own and with the place that it
/// holds. Where it fails or panics the answer is broken off: the client sees that it is not whole.
pub fn made_while_sent(
    place: OwnedSemaphorePermit,
    gzip: bool,
    write: impl FnOnce(&mut Sink) -> io::Result<()> + Send + 'static,
) -> Body {
    let (to, body) = chunks();
    let mut to = Sink::new(to, gzip);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        match catch_unwind(AssertUnwindSafe(|| write(&mut to))) {
            Ok(Ok(())) => to.finish(),
            Ok(Err(e)) => to.fail(e),
            Err(_) => to.fail(io::Error::other("the answer could not be made")),
        }
    });
    body
}
