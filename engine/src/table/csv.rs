//! Delimited text: delimiter, encoding and lines above the header as declared.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::concat;
use arrow::csv::ReaderBuilder;
use arrow::datatypes::{DataType, Field, Schema};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::memchr_iter;

use super::lines::{self, Bottom, Footer};
use super::number::shown;
use super::plain::{self, Odd};
use super::{Opened, Table, find, positions};
use crate::catalog::{AUTO, Dataset, Layout};
use crate::error::{Error, Result};

const BATCH_ROWS: usize = 64 * 1024;
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Lines among which a header is looked for, and bytes of one.
const HEADER_LINES: usize = 60;
const HEADER_BYTES: usize = 1 << 20;
/// Bytes of a file of column names.
const MAX_HEADER: u64 = 16 << 20;
const CUT_SHORT: &str = "the file may be cut short, or a field holds an unquoted delimiter";

/// Why a text is not read as it stands.
enum Unread {
    /// It is not in UTF-8: to be decoded first.
    NotText,
    Failed(Error),
}

impl Unread {
    /// What to say of a text that was decoded already.
    fn on(self, opened: &Opened) -> Error {
        match self {
            Self::NotText => not_text(opened, None),
            Self::Failed(e) => e,
        }
    }
}

impl From<Error> for Unread {
    fn from(e: Error) -> Self {
        Self::Failed(e)
    }
}

/// A text whose lines end as everywhere, and what is known before its header is read.
struct Ready<'a> {
    text: Cow<'a, [u8]>,
    delimiter: u8,
    /// Lines above the header.
    skip: usize,
    notes: Vec<String>,
}

impl<'a> Ready<'a> {
    fn of(layout: &Layout, skip: usize, text: &'a [u8]) -> Self {
        let mut notes = Vec::new();
        let text = match lines::of_macintosh(text) {
            Some(text) => {
                notes.push("lines end with carriage returns alone, as \"CSV (Macintosh)\" has them: read as lines".into());
                Cow::Owned(text)
            }
            None => Cow::Borrowed(text),
        };
        let (mut delimiter, mut skip) = (layout.delimiter, skip);
        if let Some((declared, _)) = lines::sep_line(&text) {
            let sign = char::from(declared);
            notes.push(format!(
                "line 1, `sep={}`, declares the delimiter and is passed over",
                sign.escape_default()
            ));
            delimiter = declared;
            skip = skip.max(1);
        }
        Self { text, delimiter, skip, notes }
    }
}

/// See [`super::columns`].
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let text = decode(dataset, opened)?;
    names(dataset, opened, text.as_bytes()).map_err(|unread| unread.on(opened))
}

fn names(
    dataset: &Dataset,
    opened: &Opened,
    text: &[u8],
) -> std::result::Result<Vec<String>, Unread> {
    match &dataset.layout.header {
        Some(path) => header_apart(dataset, path),
        None => {
            let ready = Ready::of(&dataset.layout, dataset.layout.skip_lines, text);
            header(&ready, opened).map(|(names, _)| names)
        }
    }
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    // Nearly every file is UTF-8: that is seen where it is read, part by part.
    if may_be_utf8(dataset) && !is_utf16(&opened.bytes) {
        match read_text(dataset, opened, wanted, without_mark(&opened.bytes)) {
            Err(Unread::NotText) => {}
            Err(Unread::Failed(e)) => return Err(e),
            Ok(table) => return Ok(table),
        }
    }
    let text = decode(dataset, opened)?;
    read_text(dataset, opened, wanted, text.as_bytes()).map_err(|unread| unread.on(opened))
}

fn read_text(
    dataset: &Dataset,
    opened: &Opened,
    wanted: &[String],
    text: &[u8],
) -> std::result::Result<Table, Unread> {
    let layout = &dataset.layout;
    let ready = Ready::of(layout, layout.skip_lines, text);
    let (header, body) = match &layout.header {
        Some(path) => (header_apart(dataset, path)?, lines::below(&ready.text, ready.skip)),
        None => header(&ready, opened)?,
    };
    let first_line = lines::ends(&ready.text[..ready.text.len() - body.len()]) + 1;
    let found = positions(dataset, opened, &header, wanted, first_line.saturating_sub(1));
    let positions = match found {
        Ok(positions) => positions,
        Err(e) => return Err(wrong_header(dataset, opened, &ready, &header, wanted, e).into()),
    };
    let bottom = lines::bottom(body, layout.skip_bottom, ready.delimiter);
    let mut notes = ready.notes.clone();
    notes.extend(left_out(&bottom, layout.skip_bottom));

    // Ascending projection, then back to the wanted order.
    let mut projection = positions.clone();
    projection.sort_unstable();
    projection.dedup();
    let rows = CsvRows { opened, text: bottom.rows, delimiter: ready.delimiter, first_line };
    let parts = rows.read(&header, &projection, &mut notes)?;
    let mut columns = HashMap::new();
    for (name, position) in wanted.iter().zip(&positions) {
        let at = projection.iter().position(|p| p == position).unwrap_or_default();
        let arrays: Vec<&dyn arrow::array::Array> = parts[at].iter().map(AsRef::as_ref).collect();
        let column = if arrays.is_empty() {
            Arc::new(StringArray::from(Vec::<&str>::new())) as ArrayRef
        } else {
            concat(&arrays).map_err(|e| Error::input(&opened.path, e.to_string()))?
        };
        columns.insert(name.clone(), column);
    }
    let count = columns.values().next().map_or(0, |c| c.len());
    let mut table = Table::new(dataset, opened, count, first_line, columns);
    let text = bottom.rows;
    let lines = lines::ends(text) + usize::from(!text.is_empty() && !text.ends_with(b"\n"));
    if lines != count {
        table.lines = Some(Arc::new(lines::of_rows(text, rows.delimiter, first_line)));
    }
    // Where commas separate, points between thousands are not written: a point is the decimal mark.
    table.english = rows.delimiter == b',';
    for note in notes {
        table.note(note);
    }
    Ok(table)
}

/// What was left out below the rows.
fn left_out(bottom: &Bottom, declared: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(line) = bottom.declared.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty())
    {
        let line = shown(String::from_utf8_lossy(line).trim());
        notes.push(match declared {
            1 => format!("the last line is left out (skip_bottom): {line}"),
            _ => format!("the last {declared} lines are left out (skip_bottom), from {line}"),
        });
    }
    match bottom.empty {
        0 => {}
        1 => notes.push("a row of separators alone at the end is left out".into()),
        rows => notes.push(format!("{rows} rows of separators alone at the end are left out")),
    }
    notes
}

/// Text below a header.
struct CsvRows<'a> {
    opened: &'a Opened,
    text: &'a [u8],
    delimiter: u8,
    first_line: usize,
}

/// Columns, in parts.
type CsvParts = Vec<Vec<ArrayRef>>;

impl CsvRows<'_> {
    /// The columns at `projection`; what was passed over goes to the notes.
    fn read(
        &self,
        header: &[String],
        projection: &[usize],
        notes: &mut Vec<String>,
    ) -> std::result::Result<CsvParts, Unread> {
        let width = header.len();
        let footer = || lines::footer(self.text, self.delimiter, width);
        match self.of_width(width, projection)? {
            Ok(parts) => {
                notes.extend(footer().map(|footer| {
                    format!(
                        "line {} looks like no row: {}: skip_bottom = {} would leave it out",
                        self.first_line + footer.line,
                        shown(&footer.text),
                        footer.lines
                    )
                }));
                Ok(parts)
            }
            Err(odd) => {
                let widths = self.widths(width);
                let last = projection.last().is_some_and(|last| *last + 1 == width);
                let other = if widths.rows > 0 && widths.trailing == widths.rows {
                    Some((width + 1, "every row ends with one separator more than the header"))
                } else if widths.rows > 0
                    && widths.narrow == widths.rows
                    && header.last().is_some_and(String::is_empty)
                    && !last
                {
                    Some((width - 1, "the header ends with one separator more than the rows"))
                } else {
                    None
                };
                if let Some((other, note)) = other
                    && let Ok(parts) = self.of_width(other, projection)?
                {
                    notes.push(format!("{note}: it is passed over"));
                    return Ok(parts);
                }
                if let Some(footer) = footer().filter(|footer| !footer.fits) {
                    return Err(self.has_footer(&footer, width).into());
                }
                Err(self.not_as_wide(width, odd, &widths).into())
            }
        }
    }

    /// The columns of a text of so many fields a row, or the first row that is not so wide: its number
    /// and line from 0, its fields.
    fn of_width(
        &self,
        width: usize,
        projection: &[usize],
    ) -> std::result::Result<std::result::Result<CsvParts, Ragged>, Unread> {
        match plain::read(self.text, self.delimiter, width, projection) {
            Ok(parts) => Ok(Ok(parts)),
            Err(Odd::NotText) => Err(Unread::NotText),
            Err(Odd::Ragged { line, fields }) => {
                // Blank lines are no rows.
                let before = lines::of_rows(self.text, self.delimiter, 0);
                let row = before.partition_point(|l| (*l as usize) < line);
                Ok(Err(Ragged { row, line, fields }))
            }
            Err(Odd::Quoted) => {
                let text = std::str::from_utf8(self.text).map_err(|_| Unread::NotText)?;
                match quoted(text, self.delimiter, width, projection) {
                    Ok(parts) => Ok(Ok(parts)),
                    Err(message) => match self.widths(width).first {
                        Some(ragged) => Ok(Err(ragged)),
                        None => Err(Error::input(&self.opened.path, message).into()),
                    },
                }
            }
        }
    }

    /// How wide the rows are.
    fn widths(&self, width: usize) -> Widths {
        let mut widths = Widths::default();
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text);
        let begins = lines::of_rows(self.text, self.delimiter, 0);
        let mut record = ::csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let fields = record.len();
            let row = widths.rows;
            widths.rows += 1;
            widths.narrow += usize::from(fields + 1 == width);
            widths.trailing += usize::from(fields == width + 1 && record[width].is_empty());
            if fields != width && widths.first.is_none() {
                let line = begins.get(row).map_or(row, |line| *line as usize);
                widths.first = Some(Ragged { row, line, fields });
            }
        }
        widths
    }

    fn has_footer(&self, footer: &Footer, width: usize) -> Error {
        let text = shown(&footer.text);
        Error::input(
            &self.opened.path,
            format!(
                "{text} is one cell where rows have {width}: it looks like text below the rows"
            ),
        )
        .at_line(Some(self.first_line + footer.line))
        .with_help(format!(
            "set skip_bottom = {} for this table to leave it out; if it is a row, {CUT_SHORT}",
            footer.lines
        ))
    }

    fn not_as_wide(&self, width: usize, odd: Ragged, widths: &Widths) -> Error {
        let Ragged { row, line, fields } = odd;
        let got = if fields > width { format!("more than {width}") } else { fields.to_string() };
        let text = lines::below(self.text, line);
        let text = text.split(|b| *b == b'\n').next().unwrap_or(text);
        let inner = text.strip_suffix(b"\r").unwrap_or(text).contains(&b'\r');
        let help = if inner {
            "some lines end with a carriage return alone, others do not: save the file with one kind \
             of line ends"
                .into()
        } else if text.trim_ascii().is_empty() {
            "the line holds blanks alone: take it out".into()
        } else if fields == width + 1 && text.trim_ascii_end().ends_with(&[self.delimiter]) {
            format!(
                "{} of {} rows end with one separator more than the header: it is passed over where \
                 every row has it; take it out, or quote the field that holds a delimiter",
                widths.trailing, widths.rows
            )
        } else if fields < width && lines::words_alone(text, self.delimiter).is_some() {
            format!(
                "it is one cell of text among rows: take the line out (skip_lines leaves out lines \
                 above the header, skip_bottom lines below the rows); if it is a row, {CUT_SHORT}"
            )
        } else {
            CUT_SHORT.into()
        };
        let row = row + 1;
        let message =
            format!("incorrect number of fields in row {row}, expected {width} got {got}");
        Error::input(&self.opened.path, message)
            .at_line(Some(self.first_line + line))
            .with_help(help)
    }
}

/// A row that is not as wide as the header.
#[derive(Debug, Clone, Copy)]
struct Ragged {
    /// Its number, from 0.
    row: usize,
    /// Its line below the header, from 0.
    line: usize,
    fields: usize,
}

/// How wide rows are.
#[derive(Debug, Default)]
struct Widths {
    rows: usize,
    /// Rows with one empty field more than the header.
    trailing: usize,
    /// Rows with one field less.
    narrow: usize,
    first: Option<Ragged>,
}

/// The columns at `projection` of a text with quotes, in parts.
fn quoted(
    body: &str,
    delimiter: u8,
    width: usize,
    projection: &[usize],
) -> std::result::Result<CsvParts, String> {
    let fields: Vec<Field> =
        (0..width).map(|i| Field::new(format!("c{i}"), DataType::Utf8, true)).collect();
    let reader = ReaderBuilder::new(Arc::new(Schema::new(fields)))
        .with_delimiter(delimiter)
        .with_header(false)
        .with_batch_size(BATCH_ROWS)
        .with_projection(projection.to_vec())
        .build(Cursor::new(body.as_bytes()))
        .map_err(|e| e.to_string())?;
    let mut parts: CsvParts = vec![Vec::new(); projection.len()];
    for batch in reader {
        let batch =
            batch.map_err(|e| e.to_string().trim_start_matches("Csv error: ").to_string())?;
        for (part, column) in parts.iter_mut().zip(batch.columns()) {
            part.push(column.clone());
        }
    }
    Ok(parts)
}

fn encoding(dataset: &Dataset) -> &'static Encoding {
    Encoding::for_label(dataset.layout.encoding.as_bytes()).unwrap_or(UTF_8)
}

fn may_be_utf8(dataset: &Dataset) -> bool {
    dataset.layout.encoding == AUTO || encoding(dataset) == UTF_8
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Text in UTF-16, which says so by its mark.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Bytes → UTF-8, by the declared encoding; a byte-order mark is dropped.
fn decode<'a>(dataset: &Dataset, opened: &'a Opened) -> Result<Cow<'a, str>> {
    let bytes = without_mark(&opened.bytes);
    if !may_be_utf8(dataset) || (is_utf16(bytes) && dataset.layout.encoding == AUTO) {
        // The mark of UTF-16 is heeded.
        return Ok(encoding(dataset).decode(bytes).0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // Bytes that are UTF-8 by chance are rare: an accent alone in windows-1252 never is.
        Err(_) if dataset.layout.encoding == AUTO => Ok(WINDOWS_1252.decode(bytes).0),
        Err(e) => Err(not_text(opened, Some(&bytes[..e.valid_up_to()]))),
    }
}

fn not_text(opened: &Opened, before: Option<&[u8]>) -> Error {
    let line = before.map(|before| memchr_iter(b'\n', before).count() + 1);
    let help = if is_utf16(&opened.bytes) {
        "it is UTF-16 (\"Unicode text\" of a spreadsheet): set encoding = \"utf-16\", or \"auto\""
    } else {
        "older files are often in another encoding: set encoding = \"windows-1252\", or \"auto\""
    };
    Error::input(&opened.path, "is not UTF-8 text").at_line(line).with_help(help)
}

/// Names of the columns, from a file of their own.
fn header_apart(dataset: &Dataset, path: &Path) -> std::result::Result<Vec<String>, Unread> {
    let size = std::fs::metadata(path).map_err(|e| Error::io("read", path, e))?.len();
    if size > MAX_HEADER {
        let message = format!("is {size} bytes; the limit for column names is {MAX_HEADER}");
        return Err(Error::input(path, message).into());
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let apart = Opened { path: path.into(), bytes: bytes.into(), sha256: String::new() };
    let text = decode(dataset, &apart)?;
    let (names, _) = header(&Ready::of(&dataset.layout, 0, text.as_bytes()), &apart)?;
    Ok(names)
}

/// Names of the columns, and what is below them.
fn header<'a>(
    ready: &'a Ready,
    opened: &Opened,
) -> std::result::Result<(Vec<String>, &'a [u8]), Unread> {
    let rest = lines::below(&ready.text, ready.skip);
    if rest.trim_ascii_start().is_empty() {
        let error = Error::input(&opened.path, "is empty: expected a header line");
        return Err(match ready.skip {
            0 => error,
            skip => error.with_help(format!("{skip} lines are left out above it (skip_lines)")),
        }
        .into());
    }
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(ready.delimiter).has_headers(false).from_reader(rest);
    let mut record = ::csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|e| match e.kind() {
        ::csv::ErrorKind::Utf8 { .. } => Unread::NotText,
        _ => Error::input(&opened.path, format!("header: {e}")).into(),
    })?;
    let names = record.iter().map(|n| n.trim().to_string()).collect();
    let mut end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
    // The reader stops between the two characters of a line end.
    if rest[..end].ends_with(b"\r") && rest[end..].starts_with(b"\n") {
        end += 1;
    }
    Ok((names, &rest[end..]))
}

/// Why a column is not in the header: the header is another line, or is split at another delimiter.
fn wrong_header(
    dataset: &Dataset,
    opened: &Opened,
    ready: &Ready,
    header: &[String],
    wanted: &[String],
    error: Error,
) -> Error {
    let missing = wanted.iter().find(|name| matches!(find(dataset, header, name), Ok(None)));
    let Some(missing) = missing.filter(|_| dataset.layout.header.is_none()) else { return error };
    let line = ready.skip + 1;
    let sign = char::from(ready.delimiter);
    let elsewhere = header_elsewhere(dataset, ready, wanted);
    if let Some((found, delimiter)) = elsewhere {
        let set = format!("delimiter = {:?}", char::from(delimiter).to_string());
        let same = delimiter == ready.delimiter;
        if found != line {
            let skip = found - 1;
            let also = if same { String::new() } else { format!(" and {set}") };
            return Error::input(
                &opened.path,
                format!("has no column `{missing}` in its header, line {line}"),
            )
            .at_line(Some(line))
            .with_help(format!(
                "line {found} has it: set skip_lines = {skip}{also} for this table"
            ));
        }
        if header.len() > 1 && !same {
            let message = format!("has no column `{missing}` when its header is split at {sign:?}");
            return Error::input(&opened.path, message)
                .at_line(Some(line))
                .with_help(format!("set {set} for this table"));
        }
    }
    if header.len() == 1 {
        let known = elsewhere.is_some_and(|(found, _)| found == line);
        wrong_delimiter(opened, ready, line, known)
    } else {
        error
    }
}

/// The first line that holds every wanted column, and the delimiter that splits it so.
fn header_elsewhere(dataset: &Dataset, ready: &Ready, wanted: &[String]) -> Option<(usize, u8)> {
    let others = DELIMITERS.into_iter().filter(|d| *d != ready.delimiter);
    let delimiters: Vec<u8> = std::iter::once(ready.delimiter).chain(others).collect();
    let lines = ready.text.split(|b| *b == b'\n').enumerate().take(HEADER_LINES);
    for (number, line) in lines.filter(|(_, line)| line.len() <= HEADER_BYTES) {
        for &delimiter in &delimiters {
            let mut reader = ::csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .has_headers(false)
                .from_reader(line);
            let mut record = ::csv::StringRecord::new();
            if !reader.read_record(&mut record).unwrap_or(false) {
                continue;
            }
            let names: Vec<String> = record.iter().map(|n| n.trim().to_string()).collect();
            if wanted.iter().all(|name| matches!(find(dataset, &names, name), Ok(Some(_)))) {
                return Some((number + 1, delimiter));
            }
        }
    }
    None
}

/// `known`: every wanted column was found in this line under another delimiter.
fn wrong_delimiter(opened: &Opened, ready: &Ready, line: usize, known: bool) -> Error {
    let text = lines::below(&ready.text, ready.skip);
    let text = text.split(|b| *b == b'\n').next().unwrap_or(text);
    // A delimiter within quotes is none.
    let count = |delimiter: u8| {
        let mut quoted = false;
        let outside = |b: &&u8| {
            quoted ^= **b == b'"';
            !quoted && **b == delimiter
        };
        text.iter().filter(outside).count()
    };
    let found = DELIMITERS
        .into_iter()
        .filter(|d| *d != ready.delimiter)
        .max_by_key(|d| count(*d))
        .filter(|d| count(*d) > 0);
    let error = Error::input(
        &opened.path,
        format!("the header is one column when split at {:?}", char::from(ready.delimiter)),
    )
    .at_line(Some(line));
    match found {
        Some(d) => {
            let or = if known { "" } else { "; skip_lines, if it is a line above the header" };
            let sign = char::from(d).to_string();
            error.with_help(format!("set delimiter = {sign:?} for this table{or}"))
        }
        None => error.with_help(
            "set `delimiter` for this table, or `skip_lines` if it is a line above the header",
        ),
    }
}
