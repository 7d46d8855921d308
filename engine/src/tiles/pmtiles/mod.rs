//! PMTiles 3: an archive of tiles, written as a stream and read back whoever wrote it.
//!
//! The `pmtiles` crate writes. The reader is ours: it bounds what a file may claim.

pub mod directory;
pub mod gzip;
pub mod reader;
pub mod source;
pub mod writer;
