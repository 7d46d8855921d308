//! Whether a file is the table that its dataset describes: an answer to the wrong question is often a
//! sound file.
//!
//! In: a file and its [`FetchItem`]. Out: what it is instead: JSON under the name of a CSV, an archive
//! without the member, a text without any of the dataset's columns. Only the beginning of a file is
//! read, and the list of an archive's members; what is not sure passes, for whoever reads it says more.
//! [`cut_short`] says what nobody can be sure of.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memchr2_iter};
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::FetchItem;
use crate::archive::{self, ArchiveKind, MemberHead};

/// Bytes at the beginning of a table that are read.
const HEAD: usize = 64 << 10;
/// Lines among which the names of columns are looked for.
const HEADER_LINES: usize = 30;
/// Bytes of a last row that are read.
const LAST: u64 = 1 << 20;
/// Names that a message lists, and characters that it shows.
const TOLD: usize = 5;
const SHOWN: usize = 60;

/// How files begin that are no text.
const MAGIC: [(&[u8], &str); 7] = [
    (b"\x1f\x8b", "is packed by gzip"),
    (b"PK\x03\x04", "is a zip or a workbook"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z"),
    (b"%PDF", "is a PDF"),
    (b"PAR1", "is a Parquet"),
    (b"SQLite format 3\0", "is a GeoPackage"),
    (b"\xd0\xcf\x11\xe0", "is a workbook (XLS)"),
];

/// What a file is instead of what its dataset says; `None` where it is that, or nobody can say.
pub fn wrong(path: &Path, wanted: &FetchItem) -> Option<String> {
    // What cannot be read here is reported by whoever reads all of it.
    let mut file = File::open(path).ok()?;
    let name = Path::new(&wanted.file);
    let Some(kind) = ArchiveKind::of(name) else {
        return match ending(name).as_str() {
            "xlsx" | "xlsm" | "xlsb" => no_workbook(file, name, "[Content_Types].xml"),
            "ods" => no_workbook(file, name, "content.xml"),
            "parquet" | "geoparquet" => of_parquet(file, wanted),
            _ => of_head(name, &head_of(&mut file)?, wanted),
        };
    };
    let pattern = wanted.layout.member.as_deref();
    match archive::head(kind, name, file, pattern, HEAD).ok()?? {
        MemberHead::Found(name, head) => {
            let why = of_head(&name, &head?, wanted)?;
            Some(format!("holds {}, which {why}", name.file_name()?.to_string_lossy()))
        }
        MemberHead::Absent(names) => {
            let what = match pattern {
                Some(pattern) => format!("has no member `{pattern}`"),
                None => "holds no table and no layer".into(),
            };
            Some(format!("{what}: it holds {}", listed(names.iter().map(String::as_str))))
        }
    }
}

/// Why a text may be cut short: its last row has fewer cells than its header. A server that does not
/// say how long a file is may end it anywhere.
pub fn cut_short(path: &Path, wanted: &FetchItem) -> Option<String> {
    let layout = &wanted.layout;
    if !is_text(Path::new(&wanted.file)) || layout.skip_bottom > 0 || layout.header.is_some() {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let head = head_of(&mut file)?;
    // Every second byte of UTF-16 is no character.
    if head.contains(&0) {
        return None;
    }
    let (mut rest, mut delimiter, mut skip) =
        (head.as_slice(), layout.delimiter, layout.skip_lines);
    if let Some(sign) = rest.strip_prefix(b"sep=").and_then(|after| after.first()) {
        (delimiter, skip) = (*sign, skip.max(1));
    }
    for _ in 0..skip {
        rest = &rest[memchr(b'\n', rest)? + 1..];
    }
    memchr(b'\n', rest)?;
    let columns = cells(rest, delimiter)?;
    let (start, line) = last_row(&mut file)?;
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(start)).ok()?;
    file.take(LAST).read_to_end(&mut last).ok()?;
    let there = cells(&last, delimiter)?;
    (there < columns && !last.trim_ascii().is_empty()).then(|| {
        format!(
            "its last row, line {line}, has {there} of {columns} cells: it may be cut short; see whether \
             its publisher's is longer"
        )
    })
}

fn head_of(file: &mut File) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    file.rewind().ok()?;
    file.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

fn ending(name: &Path) -> String {
    name.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

fn is_text(name: &Path) -> bool {
    matches!(ending(name).as_str(), "csv" | "txt" | "tsv")
}

/// Of a zip that should be a workbook, which has `part`.
fn no_workbook(file: File, name: &Path, part: &str) -> Option<String> {
    match archive::head(ArchiveKind::Zip, name, file, Some(part), 0).ok()?? {
        MemberHead::Found(..) => None,
        MemberHead::Absent(names) => Some(format!(
            "is a zip and no workbook: it holds {}",
            listed(names.iter().map(String::as_str))
        )),
    }
}

/// By the columns of a Parquet.
fn of_parquet(file: File, wanted: &FetchItem) -> Option<String> {
    let reader = match SerializedFileReader::new(file) {
        Ok(reader) => reader,
        Err(e) => return Some(format!("is a damaged Parquet: {e}")),
    };
    let fields = reader.metadata().file_metadata().schema().get_fields();
    let names: Vec<&str> = fields.iter().map(|field| field.name().trim()).collect();
    let found = |name: &String| names.contains(&name.trim());
    if wanted.columns.is_empty() || wanted.columns.iter().any(found) {
        return None;
    }
    Some(format!("{}: it has {}", no_column(wanted), listed(names.iter().copied())))
}

fn no_column(wanted: &FetchItem) -> String {
    let names = listed(wanted.columns.iter().map(String::as_str));
    format!("has none of the columns that the dataset names ({names})")
}

/// By the beginning of a table.
fn of_head(name: &Path, head: &[u8], wanted: &FetchItem) -> Option<String> {
    match ending(name).as_str() {
        "json" | "geojson" => no_layer(head),
        _ if !is_text(name) => None,
        kind => {
            if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
                return Some(format!("{what}, not a {kind} file"));
            }
            if is_json(head) {
                return Some(format!("is JSON ({}), not a {kind} file", shown(head)));
            }
            without_columns(head, wanted)
        }
    }
}

/// Whether a text begins as a JSON object or a list of them does, and no row of a table.
fn is_json(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let Some((b'{' | b'[', inner)) = text.split_first() else { return false };
    matches!(inner.trim_ascii_start().first(), Some(b'"' | b'{' | b'}' | b']'))
}

/// Of a JSON that is an object: it is a layer, or an answer that says what went wrong.
fn no_layer(head: &[u8]) -> Option<String> {
    if first(head) != Some(b'{') {
        return None;
    }
    let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    let whole = serde_json::from_slice::<serde_json::Value>(head.trim_ascii()).ok();
    let layer = match &whole {
        Some(object) => object.get("type").is_some_and(serde_json::Value::is_string),
        None => has(b"\"type\"") || has(b"\"features\""),
    };
    (!layer).then(|| format!("is no map layer and no list: {}", shown(head)))
}

/// Of a text that has none of the columns that its dataset names.
fn without_columns(head: &[u8], wanted: &FetchItem) -> Option<String> {
    let FetchItem { layout, columns, .. } = wanted;
    if columns.is_empty() || layout.header.is_some() {
        return None;
    }
    // Half a character at the end would make another encoding of it.
    let lines = if head.len() < HEAD { head } else { &head[..=memchr::memrchr(b'\n', head)?] };
    let encoding = Encoding::for_label(layout.encoding.as_bytes()).unwrap_or(UTF_8);
    let (text, used, broken) = encoding.decode(lines);
    let text = if broken && used == UTF_8 { WINDOWS_1252.decode(lines).0 } else { text };
    let lines = layout.skip_lines + HEADER_LINES;
    let header: Vec<&str> = text.split(['\n', '\r']).take(lines).collect();
    // With any delimiter: one that is declared wrongly is a fault of the dataset, not of the file.
    let cells = header
        .iter()
        .flat_map(|line| line.split([';', ',', '\t', '|', char::from(layout.delimiter)]));
    let cells: Vec<&str> = cells.map(|cell| cell.trim().trim_matches('"').trim()).collect();
    let split = |name: &str| name.contains([';', ',', '\t', '|', '"', '\n']);
    let found = |name: &String| {
        let name = name.trim();
        cells.contains(&name) || (split(name) && header.iter().any(|line| !line.is_empty()))
    };
    if columns.iter().any(found) {
        return None;
    }
    Some(format!(
        "{}: it begins with {}",
        no_column(wanted),
        shown(lines_from(head, layout.skip_lines))
    ))
}

/// The first byte that is no blank, nor part of a byte-order mark.
pub fn first(head: &[u8]) -> Option<u8> {
    head.iter().copied().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))
}

fn lines_from(text: &[u8], skip: usize) -> &[u8] {
    (0..skip).fold(text, |rest, _| memchr(b'\n', rest).map_or(rest, |at| &rest[at + 1..]))
}

/// Cells of the first row of a text.
fn cells(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text);
    let mut row = csv::ByteRecord::new();
    reader.read_byte_record(&mut row).ok()?.then_some(row.len())
}

/// Where the last row of a text begins, in bytes and as a line from 1. Line ends in quotes end no row.
fn last_row(file: &mut File) -> Option<(u64, u64)> {
    file.rewind().ok()?;
    let (mut at, mut lines, mut quoted) = (0_u64, 0_u64, false);
    let (mut start, mut before) = ((0, 1), (0, 1));
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).ok()?;
        if read == 0 {
            // After the last line end there is no row.
            return Some(if start.0 == at { before } else { start });
        }
        for position in memchr2_iter(b'\n', b'"', &buffer[..read]) {
            if buffer[position] == b'"' {
                quoted = !quoted;
                continue;
            }
            lines += 1;
            if !quoted {
                (before, start) = (start, (at + position as u64 + 1, lines + 1));
            }
        }
        at += read as u64;
    }
}

/// The first line of a text, as a message shows it.
fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(4 * SHOWN)]);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let more = if line.chars().count() > SHOWN { "…" } else { "" };
    format!("{}{more}", line.chars().take(SHOWN).collect::<String>())
}

fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    match names.len() {
        0 => "nothing".into(),
        count => {
            let more = if count > TOLD { format!(", … ({count} in all)") } else { String::new() };
            format!("{}{more}", names.take(TOLD).collect::<Vec<_>>().join(", "))
        }
    }
}
