//! An archive of tiles, with the latest that were asked for in memory: they are sent from there without
//! being copied. A map in memory of the file itself would be simpler, but a file cut short under it
//! kills the process; a read that fails does not.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::path::Path;

use axum::http::HeaderValue;
use bytes::Bytes;
use ifn_engine::tiles::{ArchiveReader, Gzip, TileLocation};
use ifn_engine::{Error, Result};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHasher;

/// What an entry takes beside its tile.
const OVERHEAD: u64 = 128;
/// One in so many bytes of the memory for tiles is for rescored ones.
const FOR_RESCORED: u64 = 4;

/// A tile, ready to be sent.
#[derive(Clone)]
pub struct TileBody {
    /// As stored: a gzip file.
    pub bytes: Bytes,
    /// A hash of them.
    pub etag: HeaderValue,
}

/// A rescored tile, by its scenario.
type ByScenario = (TileLocation, String);

#[derive(Clone)]
struct BySize;

impl Weighter<TileLocation, TileBody> for BySize {
    fn weight(&self, _: &TileLocation, tile: &TileBody) -> u64 {
        tile.bytes.len() as u64 + OVERHEAD
    }
}

impl Weighter<ByScenario, TileBody> for BySize {
    fn weight(&self, (_, scenario): &ByScenario, tile: &TileBody) -> u64 {
        (scenario.len() + tile.bytes.len()) as u64 + OVERHEAD
    }
}

/// An archive.
pub struct Tileset {
    /// The archive.
    pub archive: ArchiveReader,
    recent: Cache<TileLocation, TileBody, BySize>,
    rescored: Cache<ByScenario, TileBody, BySize>,
}

/// Opens every archive of a build.
pub fn open_all(folder: &Path, cache_bytes: u64) -> Result<BTreeMap<String, Tileset>> {
    let mut out = BTreeMap::new();
    let tiles = folder.join("tiles");
    let entries = match std::fs::read_dir(&tiles) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(out),
        Err(e) => return Err(Error::io("read", &tiles, e)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::io("read", &tiles, e))?.path();
        if path.extension().is_some_and(|e| e == "pmtiles") && !path.is_symlink() {
            paths.push(path);
        }
    }
    let share = cache_bytes / paths.len().max(1) as u64;
    for path in paths {
        let Some(name) = path.file_stem().and_then(|n| n.to_str()) else { continue };
        out.insert(name.to_string(), Tileset::open(&path, share)?);
    }
    Ok(out)
}

impl Tileset {
    fn open(path: &Path, cache_bytes: u64) -> Result<Self> {
        let archive = ArchiveReader::open(path)?;
        if !archive.compressed {
            return Err(Error::input(path, "holds tiles that are not compressed with gzip"));
        }
        let items = archive.len();
        let rescored = cache_bytes / FOR_RESCORED;
        Ok(Self {
            archive,
            recent: Cache::with_weighter(items, cache_bytes - rescored, BySize),
            rescored: Cache::with_weighter(items / 4, rescored, BySize),
        })
    }

    /// A tile that is in memory.
    pub fn ready(&self, place: TileLocation) -> Option<TileBody> {
        self.recent.get(&place)
    }

    /// Reads a tile, and keeps it.
    ///
    /// # Errors
    /// The file was changed in its place, or cannot be read.
    pub fn read(&self, place: TileLocation) -> Result<TileBody> {
        let tile = TileBody::new(self.archive.read(place)?);
        self.recent.insert(place, tile.clone());
        Ok(tile)
    }

    /// A tile redrawn by `draw`, from its plain bytes to plain bytes, or the one that was drawn for the
    /// same `scenario`.
    ///
    /// # Errors
    /// As [`Tileset::read`]; what `draw` says.
    pub fn redrawn<E: From<Error>>(
        &self,
        place: TileLocation,
        scenario: &str,
        draw: impl FnOnce(&[u8]) -> std::result::Result<Vec<u8>, E>,
    ) -> std::result::Result<TileBody, E> {
        let key = (place, scenario.to_string());
        if let Some(tile) = self.rescored.get(&key) {
            return Ok(tile);
        }
        let plain = draw(&self.archive.read_plain(place)?)?;
        let bytes = if plain.is_empty() { plain } else { Gzip::default().compress(&plain) };
        let tile = TileBody::new(bytes);
        self.rescored.insert(key, tile.clone());
        Ok(tile)
    }

    /// What is wrong with the file, if anything.
    pub fn trouble(&self) -> Option<String> {
        self.archive.check().err().map(|e| e.to_string())
    }
}

impl TileBody {
    /// A tile that is drawn when it is asked for, plain; nothing where it is empty.
    pub fn of(plain: &[u8]) -> Self {
        Self::new(if plain.is_empty() { Vec::new() } else { Gzip::default().compress(plain) })
    }

    fn new(bytes: Vec<u8>) -> Self {
        let mut hasher = FxHasher::default();
        hasher.write(&bytes);
        let tag = format!("\"{:x}-{:016x}\"", bytes.len(), hasher.finish());
        let etag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes: bytes.into(), etag }
    }
}
