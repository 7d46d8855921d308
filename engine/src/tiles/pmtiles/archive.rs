//! One archive of all tiles: PMTiles 3, written as a stream.
//!
//! In: tiles in the order of their ids (along the Hilbert curve, zoom by zoom), compressed. Out: a
//! file: header, root directory, tiles, then metadata and leaf directories, each where the header
//! says. Tiles that are the same are stored once. Specification:
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use libdeflater::{CompressionLvl, Compressor};
use sha2::Digest;

use crate::error::{Error, Result};
use crate::tiles::varint::write_varint;

/// Header and root directory are read together: a client asks for this much first.
const FIRST: usize = 16_384;
pub(super) const HEADER: usize = 127;
/// Entries in a leaf directory: leaves stay near 20 kB.
const LEAF: usize = 4096;
/// Geometry hardly shrinks further: level 6 saves 2.5 % of the archive and takes a fifth longer.
const LEVEL: i32 = 1;
pub(super) const GZIP: u8 = 2;
const MVT: u8 = 1;

/// What an archive says of itself.
pub struct ArchiveInfo {
    /// Smallest and largest zoom.
    pub zooms: (u8, u8),
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    /// Metadata (TileJSON's `vector_layers` and more), JSON.
    pub metadata: String,
}

/// An entry of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ArchiveEntry {
    id: u64,
    offset: u64,
    length: u32,
    run: u32,
}

/// An archive being written.
pub struct Archive {
    file: BufWriter<File>,
    path: PathBuf,
    entries: Vec<ArchiveEntry>,
    /// Where tiles of each content lie.
    known: HashMap<[u8; 32], (u64, u32)>,
    written: u64,
    addressed: u64,
}

impl Archive {
    /// Creates the file.
    ///
    /// # Errors
    /// The system refuses.
    pub fn create(path: &Path) -> Result<Self> {
        let wrong = |e| Error::io("create", path, e);
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(wrong)?);
        file.write_all(&[0; FIRST]).map_err(wrong)?;
        Ok(Self {
            file,
            path: path.into(),
            entries: Vec::new(),
            known: HashMap::new(),
            written: 0,
            addressed: 0,
        })
    }

    /// Adds a tile (gzip). Ids must ascend.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn add(&mut self, id: u64, tile: &[u8]) -> Result<()> {
        debug_assert!(self.entries.last().is_none_or(|e| e.id + u64::from(e.run) <= id));
        self.addressed += 1;
        let hash: [u8; 32] = sha2::Sha256::digest(tile).into();
        let (offset, length) = match self.known.get(&hash) {
            Some(known) => *known,
            None => {
                let place = (self.written, tile.len() as u32);
                self.file.write_all(tile).map_err(|e| Error::io("write", &self.path, e))?;
                self.written += tile.len() as u64;
                self.known.insert(hash, place);
                place
            }
        };
        match self.entries.last_mut() {
            Some(last) if last.offset == offset && last.id + u64::from(last.run) == id => {
                last.run += 1;
            }
            _ => self.entries.push(ArchiveEntry { id, offset, length, run: 1 }),
        }
        Ok(())
    }

    /// Writes directories, metadata and header. Returns the size of the file in bytes.
    ///
    /// # Errors
    /// The system refuses to write.
    pub fn finish(mut self, about: &ArchiveInfo) -> Result<u64> {
        let (root, leaves) = self.directories();
        let metadata = Gzip::default().compress(about.metadata.as_bytes());
        let tiles = FIRST as u64;
        let metadata_at = tiles + self.written;
        let leaves_at = metadata_at + metadata.len() as u64;
        let mut header = Vec::with_capacity(HEADER);
        header.extend(b"PMTiles\x03");
        for n in [
            HEADER as u64,
            root.len() as u64,
            metadata_at,
            metadata.len() as u64,
            leaves_at,
            leaves.len() as u64,
            tiles,
            self.written,
            self.addressed,
            self.entries.len() as u64,
            self.known.len() as u64,
        ] {
            header.extend(n.to_le_bytes());
        }
        let (least, most) = about.zooms;
        header.extend([1, GZIP, GZIP, MVT, least, most]);
        let degrees = |d: f64| ((d * 1e7).round() as i32).to_le_bytes();
        about.bounds.iter().for_each(|d| header.extend(degrees(*d)));
        header.push(least);
        let [west, south, east, north] = about.bounds;
        header.extend(degrees(f64::midpoint(west, east)));
        header.extend(degrees(f64::midpoint(south, north)));
        debug_assert_eq!(header.len(), HEADER);
        header.extend(root);
        let size = leaves_at + leaves.len() as u64;
        let mut write = || {
            self.file.write_all(&metadata)?;
            self.file.write_all(&leaves)?;
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(&header)?;
            self.file.flush()
        };
        write().map_err(|e| Error::io("write", &self.path, e))?;
        Ok(size)
    }

    /// The root directory, and the leaves when it does not hold all entries.
    fn directories(&self) -> (Vec<u8>, Vec<u8>) {
        let whole = directory(&self.entries);
        if whole.len() <= FIRST - HEADER {
            return (whole, Vec::new());
        }
        let mut size = LEAF;
        loop {
            let (mut root, mut leaves) = (Vec::new(), Vec::new());
            for entries in self.entries.chunks(size) {
                let leaf = directory(entries);
                let (offset, length) = (leaves.len() as u64, leaf.len() as u32);
                root.push(ArchiveEntry { id: entries[0].id, offset, length, run: 0 });
                leaves.extend(leaf);
            }
            let root = directory(&root);
            if root.len() <= FIRST - HEADER {
                return (root, leaves);
            }
            size *= 2;
        }
    }
}

/// Entries column by column, each a variable-length number, compressed.
fn directory(entries: &[ArchiveEntry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * 6);
    write_varint(entries.len() as u64, &mut out);
    let mut last = 0;
    for entry in entries {
        write_varint(entry.id - last, &mut out);
        last = entry.id;
    }
    for entry in entries {
        write_varint(u64::from(entry.run), &mut out);
    }
    for entry in entries {
        write_varint(u64::from(entry.length), &mut out);
    }
    let mut next = None;
    for entry in entries {
        write_varint(if next == Some(entry.offset) { 0 } else { entry.offset + 1 }, &mut out);
        next = Some(entry.offset + u64::from(entry.length));
    }
    Gzip::default().compress(&out)
}

/// Compresses as tiles and directories are; reused from one to the next.
pub struct Gzip(Compressor);

impl Default for Gzip {
    fn default() -> Self {
        let level = CompressionLvl::new(LEVEL).unwrap_or_default();
        Self(Compressor::new(level))
    }
}

impl Gzip {
    /// The same bytes as a gzip file.
    pub fn compress(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; self.0.gzip_compress_bound(bytes.len())];
        // It fails only where there is less room than that bound.
        let len = self.0.gzip_compress(bytes, &mut out).unwrap_or_default();
        out.truncate(len);
        out.shrink_to_fit();
        out
    }
}

/// Id of a tile: those of coarser zooms first, then along the Hilbert curve.
///
/// ```
/// use ifn_engine::tiles::tile_id;
/// assert_eq!([tile_id(0, 0, 0), tile_id(1, 0, 0), tile_id(1, 0, 1), tile_id(1, 1, 1), tile_id(1, 1, 0)], [0, 1, 2, 3, 4]);
/// assert_eq!(tile_id(12, 3423, 1763), 19_078_479);
/// ```
pub fn tile_id(zoom: u8, mut x: u32, mut y: u32) -> u64 {
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let mut along = 0_u64;
    for bit in (0..zoom).rev() {
        let side = 1_u32 << bit;
        let (rx, ry) = (u32::from(x & side > 0), u32::from(y & side > 0));
        along += (u64::from(side) * u64::from(side)) * u64::from((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                x = side.wrapping_sub(1).wrapping_sub(x & (side - 1));
                y = side.wrapping_sub(1).wrapping_sub(y & (side - 1));
            }
            (x, y) = (y, x);
        }
        x &= side.wrapping_sub(1);
        y &= side.wrapping_sub(1);
    }
    before + along
}
