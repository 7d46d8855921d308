//! What every answer has in common: problem documents, queries, conditions, bodies, provenance,
//! and what is observed of it. Knows nothing of the index.

mod accept;
mod body;
pub mod cache;
mod conditional;
mod guard;
mod log;
mod memory;
mod observe;
mod own_page;
mod params;
mod problem;
mod query;
mod range;
mod stream;

pub use accept::{accepts_coding, accepts_gzip, choose};
pub use body::{CompressSmallText, PACKED_WHERE_MADE, Sink, chunks, packed, text};
pub use conditional::{Validators, not_modified, still_the_same};
pub use guard::{Gate, MOST_HEAD, guard};
pub use log::{Log, log};
pub use memory::{MemoryBudget, MemoryPermit};
pub use observe::{Metrics, RouteLabel};
pub use own_page::from_own_page;
pub(crate) use params::deserialize_parameters;
pub use params::{Parameter, names, parameter, read};
pub use problem::Problem;
pub use query::{Query, decoded, in_path};
pub use range::{ByteRange, byte_range};
pub use stream::Paced;
