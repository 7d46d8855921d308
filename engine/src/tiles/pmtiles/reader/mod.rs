//! An archive of tiles, read: PMTiles 3, whoever wrote it.
//!
//! In: a file (or bytes). Out: where each tile lies, its bytes as stored, the metadata. All
//! directories are read when the archive is opened, and every place they name is checked against
//! the file's size: finding a tile then is one search in memory. Files are untrusted: sizes and
//! counts are bounded, and nothing is allocated by what a file says alone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pmtiles::{TileCoord, TileId};

use super::directory::{DirectoryEntry, TileLocation, entries};
use super::gzip::gunzip;
use super::source::ArchiveSource;
use crate::error::{Error, Result};

/// Bytes of the header.
const HEADER: usize = 127;
/// Entries of all directories: the world to zoom 11, or France to zoom 16.
const MOST_ENTRIES: usize = 8_000_000;
/// Bytes of a directory or of the metadata, once decompressed.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of a tile: far more than a client can draw.
const MOST_TILE: u32 = 32 << 20;
/// Directories below directories.
const DEEPEST: u8 = 4;
/// How directories or tiles are compressed: not at all.
const NONE: u8 = 1;
/// How directories or tiles are compressed: each is a gzip file.
const GZIP: u8 = 2;

/// An archive.
pub struct ArchiveReader<S = File> {
    path: PathBuf,
    source: S,
    size: u64,
    changed: Option<SystemTime>,
    runs: Vec<DirectoryEntry>,
    /// Whether tiles are gzip files; else they are stored as they are.
    pub compressed: bool,
    /// Smallest and largest zoom.
    pub zooms: (u8, u8),
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    /// What the archive says of itself (TileJSON's `vector_layers` and more).
    pub metadata: serde_json::Value,
}

impl ArchiveReader<File> {
    /// Opens an archive.
    ///
    /// # Errors
    /// No such file; not an archive of vector tiles; one that is damaged or cut short.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        Self::new(file, path)
    }
}

impl<S: ArchiveSource> ArchiveReader<S> {
    /// Opens an archive; `path` is its name in messages.
    ///
    /// # Errors
    /// As [`ArchiveReader::open`].
    pub fn new(source: S, path: &Path) -> Result<Self> {
        let wrong = |what: &str| Error::input(path, what);
        let size = source.size().map_err(|e| Error::io("read", path, e))?;
        let mut header = [0; HEADER];
        source
            .fill(&mut header, 0)
            .map_err(|_| wrong("is cut short: no PMTiles archive is so small"))?;
        if &header[..8] != b"PMTiles\x03" {
            return Err(wrong("is not a PMTiles archive of version 3"));
        }
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&header[8 + 8 * at..16 + 8 * at]);
            u64::from_le_bytes(bytes)
        };
        let degrees = |at: usize| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&header[at..at + 4]);
            f64::from(i32::from_le_bytes(bytes)) / 1e7
        };
        let (inside, tiles, kind) = (header[97], header[98], header[99]);
        if kind != 1 {
            return Err(wrong("holds tiles that are not vector tiles"));
        }
        if ![NONE, GZIP].contains(&inside) || ![NONE, GZIP].contains(&tiles) {
            return Err(wrong("is compressed in a way other than gzip"));
        }
        let mut reader = Self {
            path: path.into(),
            changed: source.changed(),
            source,
            size,
            runs: Vec::new(),
            compressed: tiles == GZIP,
            zooms: (header[100], header[101]),
            bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
            metadata: serde_json::Value::Null,
        };
        let [root, metadata, leaves, data] = [0, 2, 4, 6].map(|at| (number(at), number(at + 1)));
        for (offset, length) in [root, metadata, leaves, data] {
            if offset.checked_add(length).is_none_or(|end| end > size) {
                return Err(wrong("is cut short: it says that it goes on beyond its end"));
            }
        }
        let text = reader.section(metadata, inside)?;
        if !text.is_empty() {
            reader.metadata = serde_json::from_slice(&text)
                .map_err(|e| wrong(&format!("has metadata that are not JSON: {e}")))?;
        }
        let mut budget = MOST_BYTES;
        reader.directory(root, leaves, data, inside, 0, &mut budget)?;
        if !reader.runs.is_sorted_by(|a, b| a.first + u64::from(a.run) <= b.first) {
            return Err(wrong("has directories that are not in order"));
        }
        Ok(reader)
    }

    /// Bytes of a directory or of the metadata.
    fn section(&self, (offset, length): (u64, u64), compression: u8) -> Result<Vec<u8>> {
        if length > MOST_BYTES as u64 {
            let message = format!("has a directory of {length} bytes; {MOST_BYTES} are read");
            return Err(Error::input(&self.path, message));
        }
        let mut bytes = vec![0; length as usize];
        self.source
            .fill(&mut bytes, offset)
            .map_err(|e| Error::input(&self.path, format!("cannot be read: {e}")))?;
        if compression == GZIP && !bytes.is_empty() {
            return gunzip(&bytes, MOST_BYTES).map_err(|e| Error::input(&self.path, e));
        }
        Ok(bytes)
    }

    fn directory(
        &mut self,
        section: (u64, u64),
        leaves: (u64, u64),
        data: (u64, u64),
        compression: u8,
        depth: u8,
        budget: &mut usize,
    ) -> Result<()> {
        let path = self.path.clone();
        let wrong = move |what: &str| Error::input(&path, what);
        let bytes = self.section(section, compression)?;
        *budget = budget
            .checked_sub(bytes.len())
            .ok_or_else(|| wrong("has directories that are too large"))?;
        let entries = entries(&bytes).ok_or_else(|| wrong("has a damaged directory"))?;
        for entry in entries {
            let (from, most) = if entry.run == 0 { leaves } else { data };
            let end = entry.place.offset.checked_add(u64::from(entry.place.length));
            if end.is_none_or(|end| end > most) {
                return Err(wrong("has a directory that points beyond its end"));
            }
            let place =
                TileLocation { offset: from + entry.place.offset, length: entry.place.length };
            if entry.run > 0 {
                if self.runs.len() == MOST_ENTRIES {
                    return Err(wrong("has more tiles than can be served"));
                }
                if place.length > MOST_TILE {
                    return Err(wrong("has a tile that is too large to be served"));
                }
                self.runs.push(DirectoryEntry { place, ..entry });
            } else if depth < DEEPEST {
                let below = (place.offset, u64::from(place.length));
                self.directory(below, leaves, data, compression, depth + 1, budget)?;
            } else {
                return Err(wrong("has directories below directories without end"));
            }
        }
        Ok(())
    }

    /// Where a tile lies; `None` where there is none.
    pub fn find(&self, tile: TileCoord) -> Option<TileLocation> {
        let id = TileId::from(tile).value();
        let before = self.runs.partition_point(|run| run.first <= id);
        let run = &self.runs[before.checked_sub(1)?];
        (id < run.first + u64::from(run.run)).then_some(run.place)
    }

    /// Whether the file is as it was when it was opened.
    ///
    /// # Errors
    /// It is not; the system refuses.
    pub fn check(&self) -> Result<()> {
        let size = self.source.size().map_err(|e| Error::io("read", &self.path, e))?;
        if size != self.size || self.source.changed() != self.changed {
            let message = "was changed in its place after it was opened";
            return Err(Error::input(&self.path, message)
                .with_help("let `ifn build` write it: it replaces a build as a whole"));
        }
        Ok(())
    }

    /// Bytes of a tile, as stored.
    ///
    /// # Errors
    /// The file was cut or changed since it was opened; the system refuses.
    pub fn read(&self, place: TileLocation) -> Result<Vec<u8>> {
        self.check()?;
        let mut bytes = vec![0; place.length as usize];
        self.source
            .fill(&mut bytes, place.offset)
            .map_err(|e| Error::input(&self.path, format!("cannot be read: {e}")))?;
        if self.compressed && !bytes.starts_with(&[0x1f, 0x8b]) {
            return Err(Error::input(&self.path, "holds something else than a tile"));
        }
        Ok(bytes)
    }

    /// Bytes of a tile, decompressed.
    ///
    /// # Errors
    /// As [`ArchiveReader::read`]; a tile that is not a gzip file.
    pub fn read_plain(&self, place: TileLocation) -> Result<Vec<u8>> {
        let bytes = self.read(place)?;
        if !self.compressed {
            return Ok(bytes);
        }
        gunzip(&bytes, MOST_TILE as usize)
            .map_err(|e| Error::input(&self.path, format!("a tile {e}")))
    }

    /// How many runs of tiles there are.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there is no tile.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

#[cfg(test)]
mod tests;
