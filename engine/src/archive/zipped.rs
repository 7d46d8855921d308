//! Zip.

use std::io::{Cursor, Read, Seek};

use bytes::Bytes;
use zip::ZipArchive;

use super::{Entry, Refused, whole};

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
pub fn read(bytes: Bytes, entry: &Entry) -> Result<Bytes, Refused> {
    let mut archive = open(Cursor::new(bytes))?;
    let mut file = archive.by_name(&entry.name).map_err(Refused::broken)?;
    let packed = file.compressed_size().max(1);
    super::usable(entry, packed)?;
    whole(&mut file, entry)
}
