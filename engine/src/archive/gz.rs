//! Gzip: one file, in one or several parts.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::{MAX_BYTES, MAX_RATIO, Refused, SMALL};

/// What is packed; its checksum is verified at its end.
pub fn read(bytes: &[u8]) -> Result<Bytes, Refused> {
    let most = (bytes.len() as u64).saturating_mul(MAX_RATIO).clamp(SMALL, MAX_BYTES);
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut out);
    let read = read.map_err(Refused::broken)?;
    if read as u64 > most {
        let why = format!("unpacks to more than {most} bytes from {}: it is refused", bytes.len());
        return Err(Refused::Unusable(why));
    }
    Ok(Bytes::from(out))
}

/// Whether it begins as it should; the rest is verified when it is read.
pub fn check(source: impl Read) -> Result<(), Refused> {
    MultiGzDecoder::new(source).read(&mut [0_u8; 1]).map(|_| ()).map_err(Refused::broken)
}
