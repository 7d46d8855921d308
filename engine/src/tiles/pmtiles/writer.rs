//! One archive of all tiles: PMTiles 3, written as a stream.
//!
//! In: tiles in the order of their ids (along the Hilbert curve, zoom by zoom), compressed. Out: a
//! file: header, root directory, metadata, tiles, then leaf directories. The `pmtiles` crate lays
//! it out: what a client asks for first, header and root directory, fits into 16 KiB; tiles that
//! are the same are stored once. Specification:
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use pmtiles::{
    Compression, Compressor, PmTilesStreamWriter, PmTilesWriter, PmtError, PmtResult, TileCoord,
    TileType,
};

use super::gzip::Gzip;
use crate::error::{Error, Result};

/// Bytes that are written at once: tiles are small, and the crate's own buffer is of 8 KiB.
const BUFFER: usize = 1 << 20;

/// What an archive says of itself.
pub struct ArchiveInfo {
    /// Smallest and largest zoom.
    pub zooms: (u8, u8),
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    /// Metadata (TileJSON's `vector_layers` and more), JSON.
    pub metadata: String,
}

/// An archive being written.
pub struct ArchiveWriter {
    stream: PmTilesStreamWriter<BufWriter<File>>,
    path: PathBuf,
}

impl ArchiveWriter {
    /// Creates the file, with what the archive says of itself.
    ///
    /// # Errors
    /// The system refuses.
    pub fn create(path: &Path, about: ArchiveInfo) -> Result<Self> {
        let file = File::create(path).map_err(|e| Error::io("create", path, e))?;
        let (least, most) = about.zooms;
        let [west, south, east, north] = about.bounds;
        let stream = PmTilesWriter::new(TileType::Mvt)
            .precompressed(Compression::Gzip)
            .internal_codec(DirectoryGzip)
            .min_zoom(least)
            .max_zoom(most)
            .bounds(west, south, east, north)
            .center_zoom(least)
            .center(f64::midpoint(west, east), f64::midpoint(south, north))
            .metadata(about.metadata)
            .create(BufWriter::with_capacity(BUFFER, file))
            .map_err(|e| failed(path, e))?;
        Ok(Self { stream, path: path.into() })
    }

    /// Adds a tile (gzip). Ids should ascend: archives in another order are slower to read.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn add(&mut self, coord: TileCoord, tile: &[u8]) -> Result<()> {
        self.stream.add_tile(coord, tile).map_err(|e| failed(&self.path, e))
    }

    /// Writes directories and header. Returns the size of the file in bytes.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn finish(self) -> Result<u64> {
        self.stream.finalize().map_err(|e| failed(&self.path, e))?;
        let file = std::fs::metadata(&self.path).map_err(|e| Error::io("read", &self.path, e))?;
        Ok(file.len())
    }
}

/// The error of an archive at `path`.
fn failed(path: &Path, error: PmtError) -> Error {
    match error {
        // The crate names its one error of the system so; nothing is read here.
        PmtError::Reading(source) => Error::io("write", path, source),
        other => Error::internal(format!("cannot write {}: {other}", path.display())),
    }
}

/// Directories and metadata are compressed as tiles are. The crate's own codec would make their
/// bytes depend on which backend of `flate2` the features of the whole build select.
struct DirectoryGzip;

impl Compressor for DirectoryGzip {
    fn compression(&self) -> Compression {
        Compression::Gzip
    }

    fn compress(
        &self,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
        out: &mut dyn Write,
    ) -> PmtResult<()> {
        let mut plain = Vec::new();
        write(&mut plain)?;
        out.write_all(&Gzip::default().compress(&plain))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_reported_with_the_path() {
        let create = || {
            let about = ArchiveInfo { zooms: (0, 0), bounds: [0.0; 4], metadata: "{}".into() };
            ArchiveWriter::create(Path::new("/dev/full"), about).expect("opened")
        };
        let coord = TileCoord::new(0, 0, 0).expect("in the world");
        // More than what waits in memory: refused at once. Less: refused at the end.
        let added = create().add(coord, &vec![0; 2 * BUFFER]).expect_err("full");
        let finished = create().finish().expect_err("full");
        for refused in [added, finished] {
            let message = refused.to_string();
            assert!(message.starts_with("cannot write /dev/full: No space left"), "{message}");
            assert_eq!(
                refused.help().as_deref(),
                Some("free some room, or write to another place")
            );
        }
    }
}
