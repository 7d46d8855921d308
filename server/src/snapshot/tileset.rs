//! An archive of tiles, and those asked for lately kept in memory: they are sent from there without
//! being copied. A map in memory of the file itself would be simpler, but a file cut short under it
//! kills the process; a read that fails does not.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::path::Path;

use axum::http::HeaderValue;
use bytes::Bytes;
use ifn_engine::tiles::{ArchiveReader, Gzip, Place};
use ifn_engine::{Error, Result};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHasher;

/// What an entry takes beside its tile.
const OVERHEAD: u64 = 128;
/// Of memory for tiles, what those with other scores may take.
const FOR_CUSTOM: u64 = 4;

/// A tile, ready to be sent.
#[derive(Clone)]
pub struct Drawn {
    /// As stored: a gzip file.
    pub bytes: Bytes,
    /// A hash of them.
    pub etag: HeaderValue,
}

/// A tile with other scores, by what was chosen.
type Chosen = (Place, String);

#[derive(Clone)]
struct BySize;

impl Weighter<Place, Drawn> for BySize {
    fn weight(&self, _: &Place, tile: &Drawn) -> u64 {
        tile.bytes.len() as u64 + OVERHEAD
    }
}

impl Weighter<Chosen, Drawn> for BySize {
    fn weight(&self, (_, choice): &Chosen, tile: &Drawn) -> u64 {
        (choice.len() + tile.bytes.len()) as u64 + OVERHEAD
    }
}

/// An archive.
pub struct Tileset {
    /// The archive.
    pub archive: ArchiveReader,
    lately: Cache<Place, Drawn, BySize>,
    custom: Cache<Chosen, Drawn, BySize>,
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
        let custom = cache_bytes / FOR_CUSTOM;
        Ok(Self {
            archive,
            lately: Cache::with_weighter(items, cache_bytes - custom, BySize),
            custom: Cache::with_weighter(items / 4, custom, BySize),
        })
    }

    /// A tile that is in memory.
    pub fn ready(&self, place: Place) -> Option<Drawn> {
        self.lately.get(&place)
    }

    /// Reads a tile, and keeps it.
    ///
    /// # Errors
    /// The file was changed in its place, or cannot be read.
    pub fn read(&self, place: Place) -> Result<Drawn> {
        let drawn = Drawn::new(self.archive.read(place)?);
        self.lately.insert(place, drawn.clone());
        Ok(drawn)
    }

    /// A tile drawn anew by `draw`, from its plain bytes to plain bytes, or the one that was drawn
    /// for the same `choice`.
    ///
    /// # Errors
    /// As [`Tileset::read`]; what `draw` says.
    pub fn drawn_anew<E: From<Error>>(
        &self,
        place: Place,
        choice: &str,
        draw: impl FnOnce(&[u8]) -> std::result::Result<Vec<u8>, E>,
    ) -> std::result::Result<Drawn, E> {
        let key = (place, choice.to_string());
        if let Some(drawn) = self.custom.get(&key) {
            return Ok(drawn);
        }
        let plain = draw(&self.archive.read_plain(place)?)?;
        let bytes = if plain.is_empty() { plain } else { Gzip::default().compress(&plain) };
        let drawn = Drawn::new(bytes);
        self.custom.insert(key, drawn.clone());
        Ok(drawn)
    }

    /// What is wrong with the file, if anything.
    pub fn trouble(&self) -> Option<String> {
        self.archive.check().err().map(|e| e.to_string())
    }
}

impl Drawn {
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
