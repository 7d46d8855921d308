//! Gzip: one file, in one or several parts.

use std::io::{BufReader, Read, Seek, SeekFrom};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::{MAX_BYTES, MAX_RATIO, MemberError, SMALL, Through};

/// Bytes that are read at once.
const READ: usize = 256 << 10;

/// What so many packed bytes may unpack to.
fn most(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).clamp(SMALL, MAX_BYTES)
}

fn within(unpacked: u64, packed: u64) -> Result<(), MemberError> {
    let most = most(packed);
    if unpacked > most {
        let why = format!("unpacks to more than {most} bytes from {packed}: it is refused");
        return Err(MemberError::Unusable(why));
    }
    Ok(())
}

/// What is packed; its checksum is verified at its end.
pub fn read(bytes: &[u8]) -> Result<Bytes, MemberError> {
    let packed = bytes.len() as u64;
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most(packed) + 1).read_to_end(&mut out);
    within(read.map_err(MemberError::broken)? as u64, packed)?;
    Ok(Bytes::from(out))
}

/// How what is packed begins.
pub fn head(source: impl Read, most: usize) -> Result<Vec<u8>, MemberError> {
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(source).take(most as u64).read_to_end(&mut out);
    read.map_err(MemberError::broken)?;
    Ok(out)
}

/// Reads it to its end, for its checksum.
pub fn check(mut source: impl Read + Seek, through: &mut Through) -> Result<(), MemberError> {
    let packed = source.seek(SeekFrom::End(0)).and_then(|end| source.rewind().map(|()| end));
    let packed = packed.map_err(MemberError::broken)?;
    let source = BufReader::with_capacity(READ, source);
    let unpacked = through.drain(&mut MultiGzDecoder::new(source).take(most(packed) + 1))?;
    within(unpacked, packed)
}
