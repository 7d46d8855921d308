//! Zip.

use std::io::{Cursor, Read, Seek};

use bytes::Bytes;
use libdeflater::{Crc, Decompressor};
use zip::{CompressionMethod, ZipArchive};

use super::{Entry, Refused, Room, whole};

fn open<R: Read + Seek>(source: R) -> Result<ZipArchive<R>, Refused> {
    ZipArchive::new(source).map_err(Refused::broken)
}

/// What it holds; folders are left out.
pub fn entries(source: impl Read + Seek) -> Result<Vec<Entry>, Refused> {
    let mut archive = open(source)?;
    let mut out = Vec::with_capacity(archive.len().min(super::MAX_MEMBERS));
    for index in 0..archive.len().min(super::MAX_MEMBERS + 1) {
        let file = archive.by_index_raw(index).map_err(Refused::broken)?;
        if !file.is_dir() {
            out.push(Entry {
                name: file.name().map_err(Refused::broken)?.into_owned(),
                size: file.size(),
                link: file.is_symlink(),
                encrypted: file.encrypted(),
            });
        }
    }
    Ok(out)
}

/// A member; its checksum is verified at its end.
pub fn read(bytes: &Bytes, entry: &Entry) -> Result<Bytes, Refused> {
    let mut archive = open(Cursor::new(bytes))?;
    let index = archive.index_for_name(&entry.name);
    let index = index.ok_or_else(|| Refused::broken("its contents changed"))?;
    let file = archive.by_index_raw(index).map_err(Refused::broken)?;
    let (packed, crc) = (file.compressed_size(), file.crc32());
    super::usable(entry, packed)?;
    // Nearly all there is: unpacked at once, which is twice as fast as piece by piece.
    if let (CompressionMethod::Deflated, Some(start)) = (file.compression(), file.data_start()) {
        let end = usize::try_from(start.saturating_add(packed)).unwrap_or(usize::MAX);
        let packed = bytes.get(start as usize..end);
        return inflated(packed.ok_or_else(|| Refused::broken("it ends too soon"))?, crc, entry);
    }
    drop(file);
    let mut file = archive.by_index(index).map_err(Refused::broken)?;
    whole(&mut file, entry)
}

fn inflated(packed: &[u8], crc: u32, entry: &Entry) -> Result<Bytes, Refused> {
    let Entry { name, size, .. } = entry;
    let mut room = Room::of(*size).map_err(Refused::broken)?;
    let out = room.as_mut();
    let unpacked = Decompressor::new().deflate_decompress(packed, out);
    let unpacked = unpacked.map_err(|e| Refused::Broken(format!("member `{name}`: {e}")))?;
    if unpacked as u64 != *size {
        let why = format!("member `{name}` has not the {size} bytes that were announced");
        return Err(Refused::Broken(why));
    }
    let mut sum = Crc::new();
    sum.update(out);
    if sum.sum() != crc {
        return Err(Refused::Broken(format!(
            "member `{name}` is damaged: its checksum is another"
        )));
    }
    Ok(room.into())
}
