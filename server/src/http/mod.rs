//! What every answer has in common: problem documents, queries, conditions, bodies, provenance,
//! and what is observed of it. Knows nothing of the index.

mod accept;
mod body;
mod conditional;
mod guard;
mod log;
mod observe;
mod problem;
mod query;
mod range;
mod room;
mod stream;

pub use accept::{accepts_coding, accepts_gzip, choose};
pub use body::{PACKED_WHERE_MADE, Sink, Small, chunks, packed, parts};
pub use conditional::{Validators, not_modified, still_the_same};
pub use guard::{Gate, MOST_HEAD, guard};
pub use log::{Log, log};
pub use observe::{Metrics, RouteLabel};
pub use problem::Problem;
pub use query::{Query, decoded, in_path};
pub use range::{Wanted, wanted};
pub use room::{Room, Rooms};
pub use stream::Paced;

/// `Cache-Control` by kind.
pub mod cache {
    /// A tile or file of a named build: it never changes.
    pub const FOREVER: &str = "public, max-age=31536000, immutable";
    /// Anything that the next build replaces: kept a while, then asked for again by its ETag.
    pub const A_WHILE: &str = "public, max-age=300, stale-while-revalidate=86400";
    /// What must be fresh each time.
    pub const NEVER: &str = "no-store";
}
