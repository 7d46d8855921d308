//! Directories of a PMTiles archive: which tile lies where.
//!
//! In: bytes, as an archive holds them. Out: runs of tiles in the order of their ids. Nothing is
//! allocated by what the bytes claim alone.

use crate::tiles::varint::read_varint;

/// Where a tile lies in its archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileLocation {
    /// First byte, from the start of the file.
    pub offset: u64,
    /// Bytes.
    pub length: u32,
}

/// Tiles of ids `first..first + run`, all the same.
pub struct DirectoryEntry {
    /// First id.
    pub first: u64,
    /// How many; 0 for a directory below.
    pub run: u32,
    /// Where their bytes lie.
    pub place: TileLocation,
}

/// Entries of a directory, in the order of their ids; `None` when it is damaged.
pub fn entries(bytes: &[u8]) -> Option<Vec<DirectoryEntry>> {
    let mut rest = bytes;
    let count = usize::try_from(read_varint(&mut rest)?).ok()?;
    // Each takes four numbers of a byte at least.
    if count > rest.len() / 4 {
        return None;
    }
    let mut out = Vec::with_capacity(count);
    let mut id = 0_u64;
    for _ in 0..count {
        id = id.checked_add(read_varint(&mut rest)?)?;
        out.push(DirectoryEntry {
            first: id,
            run: 0,
            place: TileLocation { offset: 0, length: 0 },
        });
    }
    for entry in &mut out {
        entry.run = u32::try_from(read_varint(&mut rest)?).ok()?;
        entry.first.checked_add(u64::from(entry.run))?;
    }
    for entry in &mut out {
        entry.place.length = u32::try_from(read_varint(&mut rest)?).ok()?;
        if entry.place.length == 0 {
            return None;
        }
    }
    let mut next = None;
    for entry in &mut out {
        entry.place.offset = match (read_varint(&mut rest)?, next) {
            (0, Some(next)) => next,
            (0, None) => return None,
            (offset, _) => offset - 1,
        };
        next = Some(entry.place.offset.checked_add(u64::from(entry.place.length))?);
    }
    Some(out)
}
