//! Zip.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use bytes::Bytes;
use libdeflater::{Crc, Decompressor};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::{LargeBuffer, MAX_MEMBERS, Member, MemberError, Through, whole};

/// Bytes that are read at once.
const READ: usize = 256 << 10;

fn open<R: Read + Seek>(source: R) -> Result<ZipArchive<R>, MemberError> {
    ZipArchive::new(source).map_err(MemberError::broken)
}

/// What it holds; folders are left out. A name that is there twice is there twice here.
pub fn entries(source: impl Read + Seek) -> Result<Vec<Member>, MemberError> {
    let mut archive = open(source)?;
    let mut out = listed(&mut archive)?;
    if archive.has_duplicate_names() {
        let twice = twice(archive)?;
        let again: Vec<Member> = out.iter().filter(|e| twice.contains(&e.name)).cloned().collect();
        out.extend(again);
    }
    Ok(out)
}

fn listed<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<Member>, MemberError> {
    let mut out = Vec::with_capacity(archive.len().min(MAX_MEMBERS));
    for index in 0..archive.len().min(MAX_MEMBERS + 1) {
        let file = archive.by_index_raw(index).map_err(MemberError::broken)?;
        if !file.is_dir() {
            out.push(Member {
                name: file.name().map_err(MemberError::broken)?.into_owned(),
                size: file.size(),
                link: file.is_symlink(),
                encrypted: file.encrypted(),
            });
        }
    }
    Ok(out)
}

/// Names that stand twice in the table of contents: the library keeps the last of each.
fn twice<R: Read + Seek>(mut archive: ZipArchive<R>) -> Result<HashSet<String>, MemberError> {
    let start = archive.central_directory_start();
    let mut names = HashMap::new();
    for index in 0..archive.len().min(MAX_MEMBERS) {
        let file = archive.by_index_raw(index).map_err(MemberError::broken)?;
        let name = file.name().map_err(MemberError::broken)?.into_owned();
        names.insert(file.name_raw().to_vec(), name);
    }
    let mut source = archive.into_inner();
    source.seek(SeekFrom::Start(start)).map_err(MemberError::broken)?;
    let mut source = BufReader::new(source);
    let (mut seen, mut out) = (HashSet::new(), HashSet::new());
    let mut head = [0; 46];
    // The table ends where no header of a member stands.
    while seen.len() <= MAX_MEMBERS
        && source.read_exact(&mut head).is_ok()
        && head.starts_with(b"PK\x01\x02")
    {
        let length = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let mut name = Vec::new();
        let read = (&mut source).take(length(28)).read_to_end(&mut name);
        read.map_err(MemberError::broken)?;
        let rest = length(30) + length(32);
        std::io::copy(&mut (&mut source).take(rest), &mut std::io::sink())
            .map_err(MemberError::broken)?;
        if !seen.insert(name.clone()) {
            out.extend(names.get(&name).cloned());
        }
    }
    Ok(out)
}

/// Reads every member to its end, for its checksum.
pub fn check(source: impl Read + Seek, through: &mut Through) -> Result<(), MemberError> {
    let mut source = BufReader::with_capacity(READ, source);
    let packed = source.seek(SeekFrom::End(0)).map_err(MemberError::broken)?;
    let mut archive = open(source)?;
    super::trusted(&listed(&mut archive)?)?;
    for index in 0..archive.len() {
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            // Encrypted, or packed in a way that is not read: nobody can say.
            Err(
                ZipError::UnsupportedArchive(_)
                | ZipError::CompressionMethodNotSupported(_)
                | ZipError::InvalidPassword,
            ) => continue,
            Err(e) => return Err(MemberError::broken(e)),
        };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let entry = Member { name, size: file.size(), link: false, encrypted: false };
        // What nobody will read for its size.
        if super::usable(&entry, packed).is_err() {
            continue;
        }
        let Member { name, size, .. } = entry;
        let wrong = |e| match e {
            MemberError::Broken(why) => MemberError::Broken(format!("member `{name}`: {why}")),
            other => other,
        };
        let read = through.drain(&mut (&mut file).take(size.saturating_add(1))).map_err(wrong)?;
        if read != size {
            let why = format!("member `{name}` has not the {size} bytes that were announced");
            return Err(MemberError::Broken(why));
        }
    }
    Ok(())
}

/// The beginning of a member.
pub fn head(source: impl Read + Seek, name: &str, most: usize) -> Result<Vec<u8>, MemberError> {
    let mut archive = open(source)?;
    let index = archive.index_for_name(name);
    let index = index.ok_or_else(|| MemberError::broken("its contents changed"))?;
    let mut out = Vec::new();
    let file = archive.by_index(index).map_err(MemberError::broken)?;
    file.take(most as u64).read_to_end(&mut out).map_err(MemberError::broken)?;
    Ok(out)
}

/// A member; its checksum is verified at its end.
pub fn read(bytes: &Bytes, entry: &Member) -> Result<Bytes, MemberError> {
    let mut archive = open(Cursor::new(bytes))?;
    let index = archive.index_for_name(&entry.name);
    let index = index.ok_or_else(|| MemberError::broken("its contents changed"))?;
    let file = archive.by_index_raw(index).map_err(MemberError::broken)?;
    let (packed, crc) = (file.compressed_size(), file.crc32());
    super::usable(entry, packed)?;
    // Nearly all there is: unpacked at once, which is twice as fast as piece by piece.
    if let (CompressionMethod::Deflated, Some(start)) = (file.compression(), file.data_start()) {
        let end = usize::try_from(start.saturating_add(packed)).unwrap_or(usize::MAX);
        let packed = bytes.get(start as usize..end);
        return inflated(
            packed.ok_or_else(|| MemberError::broken("it ends too soon"))?,
            crc,
            entry,
        );
    }
    drop(file);
    let mut file = archive.by_index(index).map_err(MemberError::broken)?;
    whole(&mut file, entry)
}

fn inflated(packed: &[u8], crc: u32, entry: &Member) -> Result<Bytes, MemberError> {
    let Member { name, size, .. } = entry;
    let mut buffer = LargeBuffer::of(*size).map_err(MemberError::broken)?;
    let out = buffer.as_mut();
    let unpacked = Decompressor::new().deflate_decompress(packed, out);
    let unpacked = unpacked.map_err(|e| MemberError::Broken(format!("member `{name}`: {e}")))?;
    if unpacked as u64 != *size {
        let why = format!("member `{name}` has not the {size} bytes that were announced");
        return Err(MemberError::Broken(why));
    }
    let mut sum = Crc::new();
    sum.update(out);
    if sum.sum() != crc {
        return Err(MemberError::Broken(format!(
            "member `{name}` is damaged: its checksum is another"
        )));
    }
    Ok(buffer.into())
}
