//! Delimited text, some thousand rows at a time: what is above, below and beside the rows is left
//! out, and counted.

use std::collections::VecDeque;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use csv::StringRecord;
use encoding_rs::Encoding;
use memchr::memchr_iter;

use super::decode::{Decoding, declared_separator, lines, seen_encoding, seen_separator};
use super::keys::TableKeys;
use crate::error::{Error, Result};
use crate::table::QuoteScan;
use crate::table::header_line::{DELIMITERS, LOOKED_AT, split};

/// Rows of a batch.
pub const BATCH: usize = 65_536;
/// Bytes of text after which a batch ends sooner.
const BATCH_BYTES: usize = 32 << 20;
/// Bytes in which encoding and separator are seen.
const HEAD: u64 = 1 << 20;
/// Lines that may be left out below the rows: they are held in memory.
const MOST_BELOW: usize = 1000;

/// A text being read.
pub struct TextReader {
    path: PathBuf,
    reader: csv::Reader<QuoteWatch>,
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
    /// The first lines of the file, in which a header is looked for that is not where it should be.
    first_lines: Vec<String>,
}

impl TextReader {
    /// Reads what is above the rows.
    ///
    /// # Errors
    /// No header, an unknown encoding, a stray quote.
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
        let first_lines = lines(&text_of_head).take(LOOKED_AT).map(String::from).collect();
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
            .from_reader(QuoteWatch {
                text: Box::new(text),
                quotes: QuoteScan::new(separator, None, skip),
            });
        let header = reader.headers().map_err(|e| row_error(path, &e, skip as u64))?.clone();
        if let Some(stray) = reader.get_ref().quotes.stray() {
            return Err(stray.error(path));
        }
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
            first_lines,
        };
        Ok((text, Arc::new(Schema::new(fields))))
    }

    /// Fields of the first lines of the file, from 1, at each delimiter that may separate them.
    pub fn first_lines(&self) -> impl Iterator<Item = (usize, Vec<String>)> + '_ {
        self.first_lines.iter().zip(1..).flat_map(|(line, number)| {
            let split = |d: u8| Some((number, split(line.as_bytes(), d)?));
            DELIMITERS.into_iter().filter_map(split).collect::<Vec<_>>()
        })
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
        out.extend(self.reader.get_ref().quotes.notes());
        out
    }

    /// The next rows, and their lines.
    ///
    /// # Errors
    /// A row of another width, a stray quote, bytes that are not of the encoding.
    pub fn next(&mut self) -> Result<(Vec<ArrayRef>, Vec<u64>)> {
        let mut columns: Vec<StringBuilder> =
            (0..self.width).map(|_| StringBuilder::new()).collect();
        let mut lines = Vec::new();
        let mut bytes = 0;
        let mut record = StringRecord::new();
        while lines.len() < BATCH && bytes < BATCH_BYTES {
            let read = self.reader.read_record(&mut record);
            let read = read.map_err(|e| row_error(&self.path, &e, self.above))?;
            if let Some(stray) = self.reader.get_ref().quotes.stray() {
                return Err(stray.error(&self.path));
            }
            if !read {
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

/// A text whose quotes are looked at on the way.
struct QuoteWatch {
    text: Box<dyn Read>,
    quotes: QuoteScan,
}

impl Read for QuoteWatch {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.text.read(into)?;
        match &into[..count] {
            [] => self.quotes.finish(),
            bytes => self.quotes.feed(bytes),
        }
        Ok(count)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_row_is_left_out() {
        let read = |text: &str, keys: &TableKeys| -> Result<(Vec<String>, Vec<u64>, Vec<String>)> {
            let bytes = Box::new(Cursor::new(text.as_bytes().to_vec()));
            let (mut text, schema) = TextReader::open(Path::new("t.csv"), bytes, keys)?;
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
        let e = read("a;b\n1;\"x\n2;y\n3;z\n", &keys(0, 0)).expect_err("a stray quote");
        assert!(e.to_string().starts_with("t.csv:2: a quote opens a cell here"), "{e}");
        let (values, ..) = read("a;b\n1;\"x\nz\"\n3;z\n", &keys(0, 0)).expect("two lines");
        assert_eq!(values, ["1", "3"]);
        let e = read("a;b\n", &keys(3, 0)).expect_err("no header");
        assert_eq!(e.to_string(), "t.csv:4: has no header at line 4");
    }
}
