//! PMTiles 3: an archive of tiles, written as a stream and read back whoever wrote it.

pub mod archive;
pub mod directory;
pub mod reader;
pub mod source;
