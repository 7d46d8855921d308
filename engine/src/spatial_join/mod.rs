//! Spatial join: rows that join units by their position, and what polygons cover of units.
//!
//! In: the finest contours that there are, tables with positions (WGS 84 degrees, or a declared
//! reference system). Out: [`Joined`](crate::territory::Joined) rows, as by their codes, and
//! [`Measured`](crate::indicator::Measured) shares. Nothing is read when no table asks for it.

mod coverage;
mod join;
mod row_position;

pub use join::SpatialJoin;
