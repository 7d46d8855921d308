//! The register of places: where help with the digital world is found.
//!
//! In: inventories in their own columns, each with a mapping onto the national schema (a
//! `[places]` section of its dataset), and the communes. Out: a [`Register`] of [`Place`]s in the
//! schema's 32 fields, with a position in WGS 84 degrees, opening hours that are understood, and a
//! [`Reject`] for everything that was wrong. Nothing is lost without a word.

mod apply;
mod check;
mod commune_name;
pub mod communes;
mod coverage;
mod dates;
mod distance;
mod examine;
mod fate;
pub mod find;
pub mod hours;
mod ids;
mod load;
mod merge;
mod model;
mod owner;
mod people;
mod postal;
pub mod propose;
mod read;
mod row_reader;

pub use crate::schema;
pub(crate) use check::pair;
pub use communes::Communes;
pub use coverage::covered;
pub use distance::metres;
pub use examine::{Examination, examine};
pub use fate::{RowFate, RowFates};
pub use load::load;
pub use model::{Kept, Place, PlaceSource, Position, Register, Reject};
pub use owner::OwnerLine;
pub use people::for_people;
