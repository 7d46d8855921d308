//! Delimited text, some thousand rows at a time: what stands above, below and beside the rows is passed
//! over, and counted.

use std::collections::VecDeque;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use csv::StringRecord;
use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr_iter, memchr2};

use super::TableKeys;
use super::read::BATCH;
use crate::error::{Error, Result};

/// Bytes of text after which a batch ends sooner.
const BATCH_BYTES: usize = 32 << 20;
/// Bytes in which encoding and separator are seen.
const HEAD: u64 = 1 << 20;
/// Lines that may be left out below the rows: they are held in memory.
const MOST_BELOW: usize = 1000;
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// A text being read.
pub struct Text {
    path: PathBuf,
    reader: csv::Reader<Box<dyn Read>>,
    /// Between fields.
    pub separator: u8,
    /// As declared, or seen.
    pub encoding: &'static Encoding,
    width: usize,
    /// Lines above the header.
    above: u64,
    /// Lines to leave out at the end, and the last rows until it is known whether they are among them.
    below: usize,
    held: VecDeque<(StringRecord, u64)>,
    /// Rows with a separator at their end that the header has not.
    trailing: u64,
    /// Lines left out at the end.
    left_out: u64,
    sep_line: bool,
}

impl Text {
    /// Reads what is above the rows.
    ///
    /// # Errors
    /// No header, an unknown encoding.
    pub fn open(
        path: &Path,
        mut bytes: Box<dyn Read>,
        keys: &TableKeys,
    ) -> Result<(Self, Arc<Schema>)> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head).map_err(|e| Error::io("read", path, e))?;
        let encoding = match keys.encoding.as_deref() {
            None | Some("auto") => seen_encoding(&head),
            Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                Error::request(format!("unknown encoding {label:?}"))
                    .with_help("write utf-8 or windows-1252")
            })?,
        };
        if keys.skip_bottom > MOST_BELOW {
            let message = format!("--skip-bottom {}: at most {MOST_BELOW} lines", keys.skip_bottom);
            return Err(Error::request(message));
        }
        let (text_of_head, ..) = encoding.decode(&head);
        let declared = declared_separator(&text_of_head);
        let skip = keys.skip_lines.max(usize::from(declared.is_some()));
        let first = lines(&text_of_head).nth(skip).unwrap_or_default().to_string();
        if first.trim().is_empty() {
            let message = match skip {
                0 => "is empty: expected a header line".to_string(),
                _ => format!("has no header at line {}", skip + 1),
            };
            return Err(Error::input(path, message).at_line(Some(skip + 1)));
        }
        let separator = keys.delimiter.or(declared).unwrap_or_else(|| seen_separator(&first));
        drop(text_of_head);
        let whole = Cursor::new(head).chain(bytes);
        let mut text = Decoding::new(whole, encoding);
        for _ in 0..skip {
            text.skip_line().map_err(|e| Error::io("read", path, e))?;
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(Box::new(text) as Box<dyn Read>);
        let header = reader.headers().map_err(|e| row_error(path, &e, skip as u64))?;
        let fields: Vec<Field> =
            header.iter().map(|name| Field::new(name.trim(), DataType::Utf8, true)).collect();
        let text = Self {
            path: path.into(),
            reader,
            separator,
            encoding,
            width: fields.len(),
            above: skip as u64,
            below: keys.skip_bottom,
            held: VecDeque::new(),
            trailing: 0,
            left_out: 0,
            sep_line: declared.is_some(),
        };
        Ok((text, Arc::new(Schema::new(fields))))
    }

    /// How many bytes of the text were read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// What a person should know of how it was read.
    pub fn notes(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.sep_line {
            out.push("its first line declares the separator: passed over".into());
        }
        if self.trailing > 0 {
            out.push(format!(
                "{} row(s) end with a separator that the header has not: left out",
                self.trailing
            ));
        }
        if self.left_out > 0 {
            out.push(format!("{} lines at the end left out", self.left_out));
        }
        out
    }

    /// The next rows, and their lines.
    ///
    /// # Errors
    /// A row of another width, bytes that are not of the encoding.
    pub fn next(&mut self) -> Result<(Vec<ArrayRef>, Vec<u64>)> {
        let mut columns: Vec<StringBuilder> =
            (0..self.width).map(|_| StringBuilder::new()).collect();
        let mut lines = Vec::new();
        let mut bytes = 0;
        let mut record = StringRecord::new();
        while lines.len() < BATCH && bytes < BATCH_BYTES {
            let read = self.reader.read_record(&mut record);
            if !read.map_err(|e| row_error(&self.path, &e, self.above))? {
                self.end(&mut columns, &mut lines)?;
                break;
            }
            // The reader is below the record: blank lines before it are no part of it.
            let inside = memchr_iter(b'\n', record.as_slice().as_bytes()).count() as u64;
            let after = self.reader.position().line() + self.above;
            let mut line = after.saturating_sub(1 + inside);
            if self.below > 0 {
                self.held.push_back((std::mem::take(&mut record), line));
                if self.held.len() <= self.below {
                    continue;
                }
                (record, line) = self.held.pop_front().unwrap_or_default();
            }
            bytes += record.as_slice().len();
            self.put(&record, line, &mut columns, &mut lines)?;
        }
        Ok((columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect(), lines))
    }

    /// Rows that were held, without those that are below the others. Blank lines count among them, as
    /// in a table: they are no rows.
    fn end(&mut self, columns: &mut [StringBuilder], lines: &mut Vec<u64>) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        let Some(last) = held.back().map(|(_, line)| *line) else { return Ok(()) };
        for (record, line) in held {
            if line + self.below as u64 > last {
                self.left_out += 1;
            } else {
                self.put(&record, line, columns, lines)?;
            }
        }
        Ok(())
    }

    fn put(
        &mut self,
        record: &StringRecord,
        line: u64,
        columns: &mut [StringBuilder],
        lines: &mut Vec<u64>,
    ) -> Result<()> {
        if record.len() != self.width {
            let more = record.len() > self.width;
            if !more || !record.iter().skip(self.width).all(|field| field.trim().is_empty()) {
                return Err(self.not_as_wide(record, line));
            }
            self.trailing += 1;
        }
        for (column, field) in columns.iter_mut().zip(record) {
            column.append_value(field);
        }
        lines.push(line);
        Ok(())
    }

    fn not_as_wide(&self, record: &StringRecord, line: u64) -> Error {
        let (len, width) = (record.len(), self.width);
        let filled: Vec<&str> = record.iter().filter(|f| !f.trim().is_empty()).collect();
        let help = match filled.as_slice() {
            [words] if width > 1 && words.chars().any(char::is_alphabetic) => {
                let words: String = words.trim().chars().take(40).collect();
                format!(
                    "is {words:?} a note? above the header, --skip-lines leaves it out; below the \
                     rows, --skip-bottom 1"
                )
            }
            _ => "the file may be cut short, or a field holds an unquoted delimiter".into(),
        };
        Error::input(&self.path, format!("{len} fields, {width} expected"))
            .at_line(Some(line as usize))
            .with_help(help)
    }
}

fn row_error(path: &Path, error: &csv::Error, above: u64) -> Error {
    let line = error.position().map(|p| (p.line() + above) as usize);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => Error::input(path, "is not UTF-8 text")
            .at_line(line)
            .with_help("older files are often in another encoding: --encoding windows-1252"),
        _ => Error::input(path, error.to_string()).at_line(line),
    }
}

/// Lines, whatever ends them: a carriage return alone does in "CSV (Macintosh)".
fn lines(text: &str) -> impl Iterator<Item = &str> {
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
fn declared_separator(text: &str) -> Option<u8> {
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

fn seen_encoding(head: &[u8]) -> &'static Encoding {
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
fn seen_separator(header: &str) -> u8 {
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
// Each says one thing of where the text stands.
#[allow(clippy::struct_excessive_bools)]
struct Decoding<R> {
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
    fn new(from: R, encoding: &'static Encoding) -> Self {
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
    fn skip_line(&mut self) -> std::io::Result<()> {
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

    #[test]
    fn what_is_no_row_is_left_out() {
        let read = |text: &str, keys: &TableKeys| -> Result<(Vec<String>, Vec<u64>, Vec<String>)> {
            let bytes = Box::new(Cursor::new(text.as_bytes().to_vec()));
            let (mut text, schema) = Text::open(Path::new("t.csv"), bytes, keys)?;
            let (columns, lines) = text.next()?;
            let first = arrow::array::AsArray::as_string::<i32>(&columns[0]);
            let values = first.iter().flatten().map(String::from).collect();
            assert_eq!(schema.fields().len(), 2);
            Ok((values, lines, text.notes()))
        };
        let keys =
            |skip_lines, skip_bottom| TableKeys { skip_lines, skip_bottom, ..TableKeys::default() };
        // Line ends of three kinds, with a line of Excel's, with text above.
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "1;x", "2;y", ""].join(end);
            for (above, skip, lines) in
                [("", 0, [2, 3]), ("sep=;\n", 0, [3, 4]), ("Titre\n\n", 2, [4, 5])]
            {
                let text = format!("{}{text}", above.replace('\n', end));
                let (values, found, _) = read(&text, &keys(skip, 0)).expect("read");
                assert_eq!(
                    (values, found),
                    (vec!["1".into(), "2".into()], lines.into()),
                    "{text:?}"
                );
            }
        }
        let (values, _, notes) = read("a;b\n1;x;\n2;y;;\n", &keys(0, 0)).expect("trailing");
        assert_eq!(values, ["1", "2"]);
        assert!(notes[0].contains("2 row(s) end with a separator"), "{notes:?}");
        let foot = "a;b\n1;x\n2;y\n\nSource : Caf, 2025\n";
        let e = read(foot, &keys(0, 0)).expect_err("a note");
        assert_eq!(e.to_string(), "t.csv:5: 1 fields, 2 expected");
        assert!(e.help().expect("help").contains("--skip-bottom 1"));
        // The blank line counts where it is named.
        for (bottom, kept) in [(1, 2), (2, 2), (3, 1)] {
            let (values, ..) = read(foot, &keys(0, bottom)).expect("read");
            assert_eq!(values.len(), kept, "{bottom}");
        }
        let e = read("a;b\n1;x;z\n", &keys(0, 0)).expect_err("wide");
        assert!(e.to_string().contains("3 fields, 2 expected"), "{e}");
        let e = read("a;b\n", &keys(3, 0)).expect_err("no header");
        assert_eq!(e.to_string(), "t.csv:4: has no header at line 4");
    }
}
