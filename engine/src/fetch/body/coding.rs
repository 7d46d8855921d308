//! How a body is packed for the transfer, by its headers, and its unpacking.

use std::io::{BufReader, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::CHUNK;
use crate::fetch::http_error::HttpError;

/// Bytes that are unpacked to see what a file is.
const PEEK: usize = 64 << 10;

/// How a body is packed for the transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Not at all.
    Plain,
    /// Gzip; where the file itself is to be one, only what is packed twice is unpacked once.
    Gzip { wanted: bool },
    /// Zlib, or deflate without a frame as some send it.
    Deflate,
}

impl Coding {
    /// By the headers `Content-Encoding` and `Transfer-Encoding` of an answer for the file `name`.
    ///
    /// # Errors
    /// A way of packing that was not asked for and is not read.
    pub fn of(
        content: Option<&str>,
        transfer: Option<&str>,
        name: &str,
    ) -> Result<Self, HttpError> {
        let words = |text: Option<&str>, plain: &[&str]| -> Vec<String> {
            let text = text.unwrap_or_default().to_ascii_lowercase();
            let words = text.split(',').map(|w| w.trim().to_string());
            words.filter(|w| !w.is_empty() && !plain.contains(&w.as_str())).collect()
        };
        let refused = |how: &str| {
            HttpError::Never(format!(
                "sends the file packed as `{how}`, which was not asked for and is not read"
            ))
        };
        if let Some(how) = words(transfer, &["chunked", "identity"]).first() {
            return Err(refused(how));
        }
        match words(content, &["identity"]).as_slice() {
            [] => Ok(Self::Plain),
            [one] => match one.as_str() {
                "gzip" | "x-gzip" => {
                    Ok(Self::Gzip { wanted: name.to_ascii_lowercase().ends_with(".gz") })
                }
                "deflate" => Ok(Self::Deflate),
                other => Err(refused(other)),
            },
            several => Err(refused(&several.join(", "))),
        }
    }

    /// The unpacked bytes of `source`.
    ///
    /// # Errors
    /// Its first bytes cannot be read.
    pub fn reader(
        self,
        source: impl Read + Send + 'static,
    ) -> std::io::Result<Box<dyn Read + Send>> {
        let mut source = BufReader::with_capacity(CHUNK, source);
        match self {
            Self::Plain => Ok(Box::new(source)),
            Self::Gzip { wanted: false } => Ok(Box::new(MultiGzDecoder::new(source))),
            Self::Gzip { wanted: true } => {
                // Many servers declare a .gz file as packed, and send it as it is on their disk.
                let mut head = Vec::new();
                (&mut source).take(PEEK as u64).read_to_end(&mut head)?;
                let mut start = [0; 2];
                let unpacked = MultiGzDecoder::new(head.as_slice()).read_exact(&mut start);
                let twice = unpacked.is_ok() && start == [0x1f, 0x8b];
                let whole = std::io::Cursor::new(head).chain(source);
                Ok(if twice { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) })
            }
            Self::Deflate => {
                let mut head = Vec::new();
                (&mut source).take(2).read_to_end(&mut head)?;
                let framed = matches!(head.as_slice(), [a, b]
                    if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31));
                let whole = std::io::Cursor::new(head).chain(source);
                Ok(if framed {
                    Box::new(ZlibDecoder::new(whole))
                } else {
                    Box::new(DeflateDecoder::new(whole))
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(text).expect("write");
        out.finish().expect("finish")
    }

    fn unpacked(coding: Coding, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        let mut out = Vec::new();
        coding.reader(std::io::Cursor::new(bytes))?.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn packed_bodies_are_unpacked() {
        let text = b"code;a\n01001;1\n".repeat(5000);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).expect("write");
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&text).expect("write");
        let plain = Coding::Gzip { wanted: false };
        for (coding, packed) in [
            (plain, gzip(&text)),
            (Coding::Deflate, zlib.finish().expect("finish")),
            (Coding::Deflate, deflate.finish().expect("finish")),
        ] {
            assert!(unpacked(coding, packed.clone()).expect("whole") == text);
            for cut in [1, packed.len() / 2, packed.len() - 1] {
                assert!(unpacked(coding, packed[..cut].to_vec()).is_err(), "{coding:?} at {cut}");
            }
        }
        // A .gz file is kept as it is on the server; packed twice, it is unpacked once.
        let wanted = Coding::Gzip { wanted: true };
        for packed in [gzip(&text), gzip(&gzip(&text))] {
            assert!(unpacked(wanted, packed).expect("whole") == gzip(&text));
        }
    }

    #[test]
    fn codings_of_headers() {
        let of = |content, transfer, name| Coding::of(content, transfer, name);
        assert_eq!(of(None, Some("chunked"), "a.csv"), Ok(Coding::Plain));
        assert_eq!(of(Some("identity"), None, "a.csv"), Ok(Coding::Plain));
        assert_eq!(of(Some("X-GZIP"), None, "a.csv"), Ok(Coding::Gzip { wanted: false }));
        assert_eq!(of(Some("gzip"), None, "a.csv.GZ"), Ok(Coding::Gzip { wanted: true }));
        for (content, transfer) in
            [(Some("br"), None), (Some("gzip, gzip"), None), (None, Some("gzip, chunked"))]
        {
            assert!(matches!(of(content, transfer, "a.csv"), Err(HttpError::Never(_))));
        }
    }
}
