//! Rows of a CSV or Parquet file, some thousand at a time, as they stand.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchReader, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use csv::StringRecord;
use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::error::{Error, Result};
use crate::table::vector::Geometries;

/// Rows of a batch.
const BATCH: usize = 65_536;
/// Bytes of text after which a batch ends sooner.
const BATCH_BYTES: usize = 32 << 20;
/// Bytes in which encoding and separator are seen.
const HEAD: u64 = 1 << 20;
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Some rows, and where they stand.
pub struct Rows {
    /// The columns.
    pub batch: RecordBatch,
    /// Rows before, and lines where the format has any.
    before: u64,
    lines: Option<Vec<u64>>,
}

impl Rows {
    /// Line of a row, or its number from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.lines.as_ref().map_or(self.before + row as u64 + 1, |lines| lines[row])
    }
}

/// A file being read.
pub struct Input {
    path: PathBuf,
    schema: Arc<Schema>,
    kind: Kind,
    rows: u64,
    /// Bytes of a CSV, rows of a Parquet file.
    total: u64,
}

enum Kind {
    Csv { reader: Box<csv::Reader<Box<dyn Read>>>, separator: u8, encoding: &'static Encoding },
    Parquet { reader: ParquetRecordBatchReader, metadata: Vec<(String, String)> },
}

impl Input {
    /// Opens a file by its ending; `-` is standard input.
    ///
    /// # Errors
    /// No such file, a kind that is not read, an unknown encoding.
    pub fn open(path: &Path, separator: Option<u8>, encoding: Option<&str>) -> Result<Self> {
        if path == Path::new("-") {
            return Self::csv(path, Box::new(std::io::stdin()), 0, separator, encoding);
        }
        let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        let size = file.metadata().map_err(|e| Error::io("read", path, e))?.len();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        match kind.as_str() {
            "parquet" | "geoparquet" => Self::parquet(path, file),
            "csv" | "txt" | "tsv" => Self::csv(path, Box::new(file), size, separator, encoding),
            "gz" | "zip" | "zst" | "7z" => {
                Err(Error::request(format!("{} is packed", path.display()))
                    .with_help("unpack it through a pipe: zcat FILE | ifn locate - …"))
            }
            other => Err(Error::request(format!("unknown kind of file `{other}`"))
                .with_help("CSV (.csv, .txt, .tsv) and Parquet (.parquet) can be located")),
        }
    }

    fn parquet(path: &Path, file: File) -> Result<Self> {
        let wrong = |e: parquet::errors::ParquetError| Error::input(path, e.to_string());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?;
        let about = builder.metadata().file_metadata();
        let total = about.num_rows().max(0) as u64;
        let pairs = about.key_value_metadata().into_iter().flatten();
        let metadata = pairs
            .filter(|p| p.key != "ARROW:schema")
            .filter_map(|p| Some((p.key.clone(), p.value.clone()?)))
            .collect();
        let reader = builder.with_batch_size(BATCH).build().map_err(wrong)?;
        let schema = reader.schema();
        let kind = Kind::Parquet { reader, metadata };
        Ok(Self { path: path.into(), schema, kind, rows: 0, total })
    }

    fn csv(
        path: &Path,
        mut bytes: Box<dyn Read>,
        total: u64,
        separator: Option<u8>,
        encoding: Option<&str>,
    ) -> Result<Self> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head).map_err(|e| Error::io("read", path, e))?;
        let encoding = match encoding {
            None => seen_encoding(&head),
            Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                Error::request(format!("unknown encoding {label:?}"))
                    .with_help("write utf-8 or windows-1252")
            })?,
        };
        let (text, ..) = encoding.decode(&head);
        let first = text.lines().next().unwrap_or_default();
        if first.trim().is_empty() {
            return Err(Error::input(path, "is empty: expected a header line").at_line(Some(1)));
        }
        let separator = separator.unwrap_or_else(|| seen_separator(first));
        let whole = Cursor::new(head).chain(bytes);
        let text: Box<dyn Read> = Box::new(Decoding::new(whole, encoding));
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text);
        let header = reader.headers().map_err(|e| row_error(path, &e))?;
        let fields: Vec<Field> =
            header.iter().map(|name| Field::new(name.trim(), DataType::Utf8, true)).collect();
        let kind = Kind::Csv { reader: Box::new(reader), separator, encoding };
        Ok(Self { path: path.into(), schema: Arc::new(Schema::new(fields)), kind, rows: 0, total })
    }

    /// The columns.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Encoding of a CSV.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Csv { encoding, .. } => Some(encoding.name()),
            Kind::Parquet { .. } => None,
        }
    }

    /// Separator of a CSV.
    pub fn separator(&self) -> Option<u8> {
        match &self.kind {
            Kind::Csv { separator, .. } => Some(*separator),
            Kind::Parquet { .. } => None,
        }
    }

    /// What a Parquet file says of itself.
    pub fn metadata(&self) -> &[(String, String)] {
        match &self.kind {
            Kind::Csv { .. } => &[],
            Kind::Parquet { metadata, .. } => metadata,
        }
    }

    /// EPSG code of a column of geometries: what the file declares, or `given` where it does not; `None` of
    /// WGS 84.
    ///
    /// # Errors
    /// A system that is not known; one that contradicts `given`.
    pub fn crs_of(&self, column: &str, path: &Path, given: Option<u32>) -> Result<Option<u32>> {
        let Some((_, geo)) = self.metadata().iter().find(|(key, _)| key == "geo") else {
            return Ok(given);
        };
        let crs = Geometries::of_key(path, geo)?.crs(path, column, given)?;
        Ok(crs.map_or(given, |crs| crs.code()))
    }

    /// How much is read, of how much (0: not known).
    pub fn progress(&self) -> (u64, u64) {
        match &self.kind {
            Kind::Csv { reader, .. } => (reader.position().byte().min(self.total), self.total),
            Kind::Parquet { .. } => (self.rows, self.total),
        }
    }

    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// A damaged file, with the line.
    pub fn next(&mut self) -> Result<Option<Rows>> {
        let before = self.rows;
        let (batch, lines) = match &mut self.kind {
            Kind::Parquet { reader, .. } => match reader.next() {
                None => return Ok(None),
                Some(batch) => (batch.map_err(|e| Error::input(&self.path, e.to_string()))?, None),
            },
            Kind::Csv { reader, .. } => {
                let (columns, lines) = some_lines(reader, self.schema.fields().len(), &self.path)?;
                if lines.is_empty() {
                    return Ok(None);
                }
                let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
                    .map_err(|e| Error::input(&self.path, e.to_string()))?;
                (batch, Some(lines))
            }
        };
        self.rows += batch.num_rows() as u64;
        Ok(Some(Rows { batch, before, lines }))
    }
}

fn some_lines(
    reader: &mut csv::Reader<Box<dyn Read>>,
    width: usize,
    path: &Path,
) -> Result<(Vec<ArrayRef>, Vec<u64>)> {
    let mut columns: Vec<StringBuilder> = (0..width).map(|_| StringBuilder::new()).collect();
    let mut lines = Vec::new();
    let mut bytes = 0;
    let mut record = StringRecord::new();
    while lines.len() < BATCH && bytes < BATCH_BYTES {
        if !reader.read_record(&mut record).map_err(|e| row_error(path, &e))? {
            break;
        }
        for (column, field) in columns.iter_mut().zip(&record) {
            column.append_value(field);
        }
        bytes += record.as_slice().len();
        lines.push(record.position().map_or(0, csv::Position::line));
    }
    Ok((columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect(), lines))
}

fn row_error(path: &Path, error: &csv::Error) -> Error {
    let line = error.position().map(|p| p.line() as usize);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Error::input(path, format!("{len} fields, {expected_len} expected"))
                .at_line(line)
                .with_help("the file may be cut short, or a field holds an unquoted delimiter")
        }
        csv::ErrorKind::Utf8 { .. } => Error::input(path, "is not UTF-8 text")
            .at_line(line)
            .with_help("older files are often in another encoding: --encoding windows-1252"),
        _ => Error::input(path, error.to_string()).at_line(line),
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

/// The separator that the header has most of.
fn seen_separator(header: &str) -> u8 {
    let count = |separator: u8| header.bytes().filter(|b| *b == separator).count();
    // The last of the most frequent ones would be taken.
    SEPARATORS.into_iter().rev().max_by_key(|s| count(*s)).unwrap_or(b',')
}

/// Bytes of an encoding, read as UTF-8; a byte-order mark is dropped.
struct Decoding<R> {
    from: R,
    /// None: UTF-8 is checked where it is used.
    decoder: Option<Decoder>,
    text: Vec<u8>,
    at: usize,
    mark: bool,
    ended: bool,
}

impl<R: Read> Decoding<R> {
    fn new(from: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self { from, decoder, text: Vec::new(), at: 0, mark: true, ended: false }
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
        let seen = ["a;b,c;d", "a,b", "a\tb\tc,d", "a|b", "a"].map(seen_separator);
        assert_eq!(seen, [b';', b',', b'\t', b'|', b';']);
    }

    #[test]
    fn bytes_are_decoded_as_they_come() {
        let read = |bytes: &[u8], encoding| {
            let mut out = String::new();
            Decoding::new(bytes, encoding).read_to_string(&mut out).expect("text");
            out
        };
        assert_eq!(read(b"\xef\xbb\xbfa\xc3\xa9", UTF_8), "aé");
        assert_eq!(read(b"a\xe9", WINDOWS_1252), "aé");
        assert_eq!(read(b"\xff\xfea\0\xe9\0", UTF_16LE), "aé");
        let long = "é;".repeat(100_000);
        let (bytes, ..) = WINDOWS_1252.encode(&long);
        assert_eq!(read(&bytes, WINDOWS_1252), long);
    }
}
