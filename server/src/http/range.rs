//! Parts of a file (RFC 9110, 14): one range of bytes.

use std::ops::Range;

use axum::http::{HeaderMap, StatusCode, header};

use super::Problem;

/// What a client wants of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// All of it.
    Whole,
    /// These bytes.
    Part(Range<u64>),
}

/// What the `Range` header asks for of a file of `size` bytes. Several ranges at once, or another
/// unit than bytes, are answered by the whole, as the standard allows.
///
/// # Errors
/// A header that cannot be read; bytes that the file does not have (416).
pub fn byte_range(headers: &HeaderMap, size: u64) -> Result<ByteRange, Problem> {
    let Some(value) = headers.get(header::RANGE) else { return Ok(ByteRange::Whole) };
    let malformed = || {
        Problem::bad_request("the Range header cannot be read")
            .help("bytes are asked for as bytes=0-499, bytes=500- or bytes=-500")
    };
    let text = value.to_str().map_err(|_| malformed())?;
    let (unit, ranges) = text.split_once('=').ok_or_else(malformed)?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Ok(ByteRange::Whole);
    }
    let mut all = Vec::new();
    for range in ranges.split(',').map(str::trim).filter(|r| !r.is_empty()) {
        let (first, last) = range.split_once('-').ok_or_else(malformed)?;
        let number = |text: &str| match text {
            "" => Ok(None),
            // `u64` would take a sign.
            _ if !text.bytes().all(|b| b.is_ascii_digit()) => Err(malformed()),
            _ => Ok(Some(text.parse::<u64>().unwrap_or(u64::MAX))),
        };
        all.push(match (number(first)?, number(last)?) {
            (Some(first), Some(last)) if first > last => return Err(malformed()),
            (Some(first), last) => first..last.map_or(size, |l| l.saturating_add(1)).min(size),
            (None, Some(last)) => size - last.min(size)..size,
            (None, None) => return Err(malformed()),
        });
    }
    match all.as_slice() {
        [] => Err(malformed()),
        [range] if range.start < range.end => Ok(ByteRange::Part(range.clone())),
        [_] => Err(Problem::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range-not-satisfiable",
            "The file has no such bytes",
            format!("the file has {size} bytes"),
        )
        .header(header::CONTENT_RANGE, &format!("bytes */{size}"))),
        _ => Ok(ByteRange::Whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Result<ByteRange, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, text.parse().expect("header"));
        byte_range(&headers, 1000).map_err(|p| p.status.as_u16())
    }

    #[test]
    fn as_the_standard_says() {
        assert_eq!(asked("bytes=0-499"), Ok(ByteRange::Part(0..500)));
        assert_eq!(asked("bytes=900-"), Ok(ByteRange::Part(900..1000)));
        assert_eq!(asked("bytes=900-5000"), Ok(ByteRange::Part(900..1000)));
        assert_eq!(asked("bytes=-100"), Ok(ByteRange::Part(900..1000)));
        assert_eq!(asked("bytes=-5000"), Ok(ByteRange::Part(0..1000)));
        assert_eq!(asked("lines=1-2"), Ok(ByteRange::Whole));
        assert_eq!(asked("bytes=0-1,5-6"), Ok(ByteRange::Whole));
        for absent in ["bytes=1000-", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(asked(absent), Err(416), "{absent}");
        }
        for wrong in
            ["bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=+1-2", "bytes=1"]
        {
            assert_eq!(asked(wrong), Err(400), "{wrong}");
        }
    }
}
