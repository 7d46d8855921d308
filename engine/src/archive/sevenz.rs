//! 7z, as the IGN and the ARCEP pack: LZMA and LZMA2. Others are named and refused.

use std::io::{Cursor, Read, Seek, SeekFrom};

use bytes::Bytes;
use sevenz_rust2::{Archive, ArchiveReader, EntryDecision, Error, Password};

use super::{Member, MemberError, Through, whole};

/// Memory that a dictionary may take, in KiB.
const MEMORY_KB: usize = 2 << 20;
/// Unix mode bits that say what a file is, kept in the upper half of the attributes.
const TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

fn open<R: Read + Seek>(source: R) -> Result<ArchiveReader<R>, MemberError> {
    ArchiveReader::new_with_memory_limit(source, Password::empty(), MEMORY_KB).map_err(refused_by)
}

/// What it holds; folders are left out.
pub fn entries(source: impl Read + Seek) -> Result<Vec<Member>, MemberError> {
    Ok(listed(open(source)?.archive()))
}

fn listed(archive: &Archive) -> Vec<Member> {
    let files = archive.files.iter().enumerate().filter(|(_, f)| !f.is_directory());
    files
        .map(|(index, f)| Member {
            name: f.name().replace('\\', "/"),
            size: f.size(),
            link: f.windows_attributes() >> 16 & TYPE == LINK,
            encrypted: archive.is_file_encrypted(index),
        })
        .collect()
}

/// Reads every member to its end, for its checksum; what is packed in a way that is not read is passed
/// over.
pub fn check(mut source: impl Read + Seek, through: &mut Through) -> Result<(), MemberError> {
    let packed = source.seek(SeekFrom::End(0)).and_then(|end| source.rewind().map(|()| end));
    let packed = packed.map_err(MemberError::broken)?;
    let mut reader = match open(source) {
        Err(MemberError::Unusable(_)) => return Ok(()),
        other => other?,
    };
    super::trusted(&listed(reader.archive()))?;
    let mut refused = None;
    let each = |file: &sevenz_rust2::ArchiveEntry, reader: &mut dyn Read| {
        let (name, size) = (file.name().to_string(), file.size());
        let entry = Member { name, size, link: false, encrypted: false };
        if super::usable(&entry, packed).is_err() {
            return Ok(EntryDecision::SkipBlock);
        }
        match through.drain(reader) {
            Ok(_) => Ok(EntryDecision::Continue),
            Err(e) => {
                refused = Some(e);
                Ok(EntryDecision::Stop)
            }
        }
    };
    let read = reader.for_each_entries_with_decision(each).map_err(refused_by);
    match (refused, read) {
        (Some(e), _) => Err(e),
        (None, Err(MemberError::Unusable(_))) => Ok(()),
        (None, read) => read,
    }
}

/// A member; its checksum is verified at its end. Those before it in a solid archive are unpacked and
/// thrown away.
pub fn read(bytes: Bytes, entry: &Member) -> Result<Bytes, MemberError> {
    let mut found = None;
    let each = |file: &sevenz_rust2::ArchiveEntry, reader: &mut dyn Read| {
        if file.is_directory() || file.name().replace('\\', "/") != entry.name {
            return Ok(EntryDecision::Continue);
        }
        found = Some(whole(reader, entry));
        Ok(EntryDecision::Stop)
    };
    open(Cursor::new(bytes))?.for_each_entries_with_decision(each).map_err(refused_by)?;
    found.unwrap_or_else(|| Err(MemberError::broken("its contents changed")))
}

fn refused_by(e: Error) -> MemberError {
    match e {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            MemberError::Unusable("is encrypted".into())
        }
        Error::UnsupportedCompressionMethod(method) => MemberError::Unusable(format!(
            "is packed by {method}, which is not read: pack it again as LZMA2 (7z a -m0=lzma2)"
        )),
        Error::MaxMemLimited { actaul_kb, .. } => {
            MemberError::Unusable(format!("needs {actaul_kb} KB of memory to be unpacked"))
        }
        other => MemberError::broken(other),
    }
}
