//! Bytes of a delimited text → UTF-8 with plain line ends; its encoding and its separator.

use std::io::Read;

use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr_iter, memchr2};

const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Lines, whatever ends them: a carriage return alone does in "CSV (Macintosh)".
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(end) = memchr2(b'\n', b'\r', rest.as_bytes()) else {
            return Some(std::mem::take(&mut rest));
        };
        let (line, after) = rest.split_at(end);
        rest = after.strip_prefix("\r\n").unwrap_or(&after[1..]);
        Some(line)
    })
}

/// The separator that a first line `sep=;` declares, as Excel writes it.
pub fn declared_separator(text: &str) -> Option<u8> {
    let line = lines(text).next()?.trim().trim_matches('"');
    let (word, sign) = line.split_at_checked(4)?;
    match sign.as_bytes() {
        [first, rest @ ..] if word.eq_ignore_ascii_case("sep=") => {
            let plain = first.is_ascii() && !first.is_ascii_alphanumeric() && *first != b'"';
            (plain && rest.iter().all(|b| b == first || *b == b' ')).then_some(*first)
        }
        // A tab, which was trimmed.
        [] if word.eq_ignore_ascii_case("sep=") => Some(b'\t'),
        _ => None,
    }
}

/// The encoding of the first bytes: a byte-order mark's, UTF-8 where they are that, or Windows-1252.
pub fn seen_encoding(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match std::str::from_utf8(head) {
        Ok(_) => UTF_8,
        // Cut in the middle of a letter.
        Err(e) if e.error_len().is_none() => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

/// The separator that the header has most of, outside of quotes.
pub fn seen_separator(header: &str) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let mut outside = |b: u8| {
            quoted ^= b == b'"';
            !quoted && b == separator
        };
        header.bytes().filter(|b| outside(*b)).count()
    };
    // The last of the most frequent ones would be taken.
    SEPARATORS.into_iter().rev().max_by_key(|s| count(*s)).unwrap_or(b',')
}

/// Bytes of an encoding, read as UTF-8; a byte-order mark is dropped.
// Each is a state of its own.
#[allow(clippy::struct_excessive_bools)]
pub struct Decoding<R> {
    from: R,
    /// None: UTF-8 is checked where it is used.
    decoder: Option<Decoder>,
    text: Vec<u8>,
    at: usize,
    mark: bool,
    ended: bool,
    quoted: bool,
    /// The last byte was a carriage return, for which a line feed was given.
    after_return: bool,
    /// The last line has not ended.
    open: bool,
}

impl<R: Read> Decoding<R> {
    /// From the first byte on.
    pub fn new(from: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self {
            from,
            decoder,
            text: Vec::new(),
            at: 0,
            mark: true,
            ended: false,
            quoted: false,
            after_return: false,
            open: false,
        }
    }

    /// Passes over a line.
    pub fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            if self.at == self.text.len() {
                if self.ended {
                    return Ok(());
                }
                self.fill()?;
                continue;
            }
            let rest = &self.text[self.at..];
            let Some(end) = memchr(b'\n', rest) else {
                self.at = self.text.len();
                continue;
            };
            self.at += end + 1;
            return Ok(());
        }
    }

    /// Every line ends with a line feed alone, outside of quotes: lines are counted by them.
    fn line_feeds(&mut self) {
        if memchr(b'\r', &self.text).is_none() && !self.after_return {
            self.quoted ^= memchr_iter(b'"', &self.text).count() % 2 == 1;
            return;
        }
        let mut kept = 0;
        for at in 0..self.text.len() {
            let byte = self.text[at];
            self.quoted ^= byte == b'"';
            let second = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r' && !self.quoted;
            if second {
                continue;
            }
            self.text[kept] = if self.after_return { b'\n' } else { byte };
            kept += 1;
        }
        self.text.truncate(kept);
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let mut bytes = vec![0; 64 << 10];
        let read = self.from.read(&mut bytes)?;
        let bytes = &bytes[..read];
        self.ended = read == 0;
        self.text.clear();
        self.at = 0;
        match &mut self.decoder {
            None => {
                let bytes = if std::mem::take(&mut self.mark) {
                    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
                } else {
                    bytes
                };
                self.text.extend_from_slice(bytes);
            }
            Some(decoder) => {
                let most = decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16);
                self.text.resize(most, 0);
                let (_, _, written, _) = decoder.decode_to_utf8(bytes, &mut self.text, self.ended);
                self.text.truncate(written);
            }
        }
        self.line_feeds();
        // The last line ends too.
        if self.ended && self.open && !self.text.ends_with(b"\n") {
            self.text.push(b'\n');
        }
        self.open = self.text.last().map_or(self.open, |last| *last != b'\n');
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let count = into.len().min(self.text.len() - self.at);
        into[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_16LE;

    use super::*;

    #[test]
    fn encodings_and_separators_are_seen() {
        assert_eq!(seen_encoding("é".as_bytes()), UTF_8);
        assert_eq!(seen_encoding(&"é".as_bytes()[..1]), UTF_8);
        assert_eq!(seen_encoding(b"\xe9l\xe8ve;b"), WINDOWS_1252);
        assert_eq!(seen_encoding(b"\xff\xfea\0"), UTF_16LE);
        let seen = ["a;b,c;d", "a,b", "a\tb\tc,d", "a|b", "a", "\"a,b,c\";d"].map(seen_separator);
        assert_eq!(seen, [b';', b',', b'\t', b'|', b';', b';']);
        let declared = ["sep=;\r\na;b", "\u{feff}\"sep=,\"\ra", "SEP=\t\n", "sep=a\n", "a;b\n"];
        let declared = declared.map(declared_separator);
        assert_eq!(declared, [Some(b';'), Some(b','), Some(b'\t'), None, None]);
    }

    #[test]
    fn bytes_are_decoded_as_they_come() {
        let read = |bytes: &[u8], encoding| {
            let mut out = String::new();
            Decoding::new(bytes, encoding).read_to_string(&mut out).expect("text");
            out
        };
        assert_eq!(read(b"\xef\xbb\xbfa\xc3\xa9", UTF_8), "aé\n");
        assert_eq!(read(b"a\xe9\n", WINDOWS_1252), "aé\n");
        assert_eq!(read(b"\xff\xfea\0\xe9\0", UTF_16LE), "aé\n");
        let long = "é;".repeat(100_000) + "\n";
        let (bytes, ..) = WINDOWS_1252.encode(&long);
        assert_eq!(read(&bytes, WINDOWS_1252), long);
        let lines = b"a;\"b\r\nc\"\r\nd\re\r\n";
        assert_eq!(read(lines, UTF_8), "a;\"b\r\nc\"\nd\ne\n");
    }
}
