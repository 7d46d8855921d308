//! 7z, as the IGN and the ARCEP pack: LZMA and LZMA2. Others are named and refused.

use std::io::{Cursor, Read, Seek};

use bytes::Bytes;
use sevenz_rust2::{ArchiveReader, EntryDecision, Error, Password};

use super::{Entry, Refused, whole};

/// Memory that a dictionary may take, in KiB.
const MEMORY_KB: usize = 2 << 20;
/// Unix mode bits that say what a file is, kept in the upper half of the attributes.
const TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

fn open<R: Read + Seek>(source: R) -> Result<ArchiveReader<R>, Refused> {
    ArchiveReader::new_with_memory_limit(source, Password::empty(), MEMORY_KB).map_err(refused)
}

/// What it holds; folders are left out.
pub fn entries(source: impl Read + Seek) -> Result<Vec<Entry>, Refused> {
    let reader = open(source)?;
    let archive = reader.archive();
    let files = archive.files.iter().enumerate().filter(|(_, f)| !f.is_directory());
    Ok(files
        .map(|(index, f)| Entry {
            name: f.name().replace('\\', "/"),
            size: f.size(),
            link: f.windows_attributes() >> 16 & TYPE == LINK,
            encrypted: archive.is_file_encrypted(index),
        })
        .collect())
}

/// A member; its checksum is verified at its end. Those before it in a solid archive are unpacked and
/// thrown away.
pub fn read(bytes: Bytes, entry: &Entry) -> Result<Bytes, Refused> {
    let mut found = None;
    let each = |file: &sevenz_rust2::ArchiveEntry, reader: &mut dyn Read| {
        if file.is_directory() || file.name().replace('\\', "/") != entry.name {
            return Ok(EntryDecision::Continue);
        }
        found = Some(whole(reader, entry));
        Ok(EntryDecision::Stop)
    };
    open(Cursor::new(bytes))?.for_each_entries_with_decision(each).map_err(refused)?;
    found.unwrap_or_else(|| Err(Refused::broken("its contents changed")))
}

fn refused(e: Error) -> Refused {
    match e {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            Refused::Unusable("is encrypted".into())
        }
        Error::UnsupportedCompressionMethod(method) => Refused::Unusable(format!(
            "is packed by {method}, which is not read: pack it again as LZMA2 (7z a -m0=lzma2)"
        )),
        Error::MaxMemLimited { actaul_kb, .. } => {
            Refused::Unusable(format!("needs {actaul_kb} KB of memory to be unpacked"))
        }
        other => Refused::broken(other),
    }
}
