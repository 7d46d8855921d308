//! Rows of a file, some thousand at a time, as the file has them. CSV and Parquet are read as they come; what
//! other formats hold is read whole, within their own limits.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchReader};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;
use serde_json::Value;

use super::keys::TableKeys;
use super::request::LocateRequest;
use super::text::{BATCH, TextReader};
use crate::archive;
use crate::error::{Error, Result};
use crate::table::header_line::LOOKED_AT;
use crate::table::vector::Geometries;
use crate::table::{self, Whole};

/// Some rows, and where they are in the file.
pub struct InputRows {
    /// The columns.
    pub batch: RecordBatch,
    /// Rows before, and lines where the format has any.
    before: u64,
    lines: Option<Vec<u64>>,
    /// Line of the first row of a sheet, 1 where there are no lines.
    first: u64,
}

impl InputRows {
    /// Rows of texts, for tests: their lines are their numbers.
    #[cfg(test)]
    pub fn of_texts(columns: Vec<arrow::array::StringArray>, before: u64) -> Self {
        let columns = columns.into_iter().enumerate();
        let columns = columns.map(|(i, c)| (i.to_string(), Arc::new(c) as arrow::array::ArrayRef));
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        Self { batch, before, lines: None, first: 1 }
    }

    /// Line of a row, or its number from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.lines.as_ref().map_or(self.before + row as u64 + self.first, |lines| lines[row])
    }
}

/// A file being read.
pub struct RowInput {
    path: PathBuf,
    schema: Arc<Schema>,
    kind: InputKind,
    rows: u64,
    /// Bytes of a CSV, rows of another file.
    total: u64,
    notes: Vec<String>,
}

enum InputKind {
    Csv(Box<TextReader>),
    Parquet {
        reader: ParquetRecordBatchReader,
        metadata: Vec<(String, String)>,
    },
    /// A workbook, a list of objects, a map layer with its column of geometries.
    Whole {
        batch: RecordBatch,
        first_line: u64,
        geometry: Option<String>,
    },
}

impl RowInput {
    /// Opens a file by its ending; `-` is standard input.
    ///
    /// # Errors
    /// No such file, a kind that is not read, an unknown encoding.
    pub fn open(request: &LocateRequest) -> Result<Self> {
        let (path, keys) = (request.file.as_path(), &request.table);
        if path == Path::new("-") {
            return Self::csv(path, Box::new(std::io::stdin()), 0, keys);
        }
        if archive::ArchiveKind::of(path).is_none()
            && matches!(ending(path).as_str(), "zst" | "bz2" | "xz")
        {
            return Err(Error::request(format!("{} is packed", path.display()))
                .with_help("unpack it through a pipe: zstdcat FILE | ifn locate - …"));
        }
        match ending(path).as_str() {
            "parquet" | "geoparquet" => Self::parquet(path, opened(path)?.0),
            "csv" | "txt" | "tsv" => {
                let (file, size) = opened(path)?;
                Self::csv(path, Box::new(file), size, keys)
            }
            _ => Self::other(request),
        }
    }

    /// What is read whole, and what an archive holds.
    fn other(request: &LocateRequest) -> Result<Self> {
        let dataset = request.table.dataset(&request.file, request.crs)?;
        let opened = table::open(&dataset, &request.data)?;
        let path = opened.path.clone();
        match ending(&path).as_str() {
            "parquet" | "geoparquet" => Self::parquet(&path, opened.bytes),
            "csv" | "txt" | "tsv" => {
                let size = opened.bytes.len() as u64;
                Self::csv(&path, Box::new(Cursor::new(opened.bytes)), size, &request.table)
            }
            _ => {
                let Whole { names, columns, rows, first_line, geometry, notes } =
                    table::whole(&dataset, &opened)?;
                let fields: Vec<Field> = names
                    .iter()
                    .zip(&columns)
                    .map(|(name, column)| Field::new(name, column.data_type().clone(), true))
                    .collect();
                let schema = Arc::new(Schema::new(fields));
                let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
                let batch =
                    RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options)
                        .map_err(|e| Error::input(&path, e.to_string()))?;
                let kind =
                    InputKind::Whole { batch, first_line: first_line.max(1) as u64, geometry };
                Ok(Self { path, schema, kind, rows: 0, total: rows as u64, notes })
            }
        }
    }

    fn parquet(path: &Path, file: impl ChunkReader + 'static) -> Result<Self> {
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
        let kind = InputKind::Parquet { reader, metadata };
        Ok(Self { path: path.into(), schema, kind, rows: 0, total, notes: Vec::new() })
    }

    fn csv(path: &Path, bytes: Box<dyn Read>, total: u64, keys: &TableKeys) -> Result<Self> {
        let (text, schema) = TextReader::open(path, bytes, keys)?;
        let kind = InputKind::Csv(Box::new(text));
        Ok(Self { path: path.into(), schema, kind, rows: 0, total, notes: Vec::new() })
    }

    /// The columns.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Encoding of a CSV.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.kind {
            InputKind::Csv(text) => Some(text.encoding.name()),
            _ => None,
        }
    }

    /// Separator of a CSV.
    pub fn separator(&self) -> Option<u8> {
        match &self.kind {
            InputKind::Csv(text) => Some(text.separator),
            _ => None,
        }
    }

    /// Whether no number is one but by its text, in columns of text: cells of a workbook and values of
    /// JSON come as text.
    pub fn all_text(&self) -> bool {
        !matches!(self.kind, InputKind::Whole { .. })
    }

    /// Metadata of a Parquet file, or those that one of this layer should have.
    pub fn metadata(&self) -> Vec<(String, String)> {
        match &self.kind {
            InputKind::Parquet { metadata, .. } => metadata.clone(),
            InputKind::Whole { geometry: Some(name), .. } => {
                let geo = serde_json::json!({
                    "version": "1.1.0",
                    "primary_column": name,
                    "columns": { name.as_str(): { "encoding": "WKB", "geometry_types": [] } },
                });
                vec![("geo".into(), geo.to_string())]
            }
            _ => Vec::new(),
        }
    }

    /// The column of geometries of a map layer.
    pub fn geometry(&self) -> Option<String> {
        match &self.kind {
            InputKind::Whole { geometry, .. } => geometry.clone(),
            InputKind::Parquet { metadata, .. } => {
                let (_, geo) = metadata.iter().find(|(key, _)| key == "geo")?;
                let geo: Value = serde_json::from_str(geo).ok()?;
                let name = geo["primary_column"].as_str()?;
                self.schema.column_with_name(name).map(|_| name.to_string())
            }
            InputKind::Csv(_) => None,
        }
    }

    /// Lines that may be the header of a text or a sheet, from 1, field by field.
    pub fn header_candidates(&self) -> Vec<(usize, Vec<String>)> {
        match &self.kind {
            InputKind::Csv(text) => text.first_lines().collect(),
            // A header stands above the rows of sheets alone.
            InputKind::Whole { batch, first_line, .. } if *first_line > 1 => {
                let cell = |column: &ArrayRef, row: usize| {
                    let text = column.as_string_opt::<i32>().filter(|text| text.is_valid(row));
                    text.map(|text| text.value(row).trim().to_string()).unwrap_or_default()
                };
                let names =
                    |row: usize| batch.columns().iter().map(|column| cell(column, row)).collect();
                let rows = 0..batch.num_rows().min(LOOKED_AT);
                rows.map(|row| (*first_line as usize + row, names(row))).collect()
            }
            InputKind::Whole { .. } | InputKind::Parquet { .. } => Vec::new(),
        }
    }

    /// Whether geometries come in degrees already, whatever the file's own reference system.
    pub fn in_degrees(&self) -> bool {
        matches!(self.kind, InputKind::Whole { geometry: Some(_), .. })
    }

    /// EPSG code of a column of geometries: what the file declares, or `given` where it does not; `None` of
    /// WGS 84.
    ///
    /// # Errors
    /// A system that is not known; one that contradicts `given`.
    pub fn crs_of(&self, column: &str, path: &Path, given: Option<u32>) -> Result<Option<u32>> {
        let InputKind::Parquet { metadata, .. } = &self.kind else { return Ok(given) };
        let Some((_, geo)) = metadata.iter().find(|(key, _)| key == "geo") else {
            return Ok(given);
        };
        let crs = Geometries::of_key(path, geo)?.crs(path, column, given)?;
        Ok(crs.map_or(given, |crs| crs.code()))
    }

    /// What a person should know of how the file was read until now.
    pub fn notes(&self) -> Vec<String> {
        let mut out = self.notes.clone();
        if let InputKind::Csv(text) = &self.kind {
            out.extend(text.notes());
        }
        out
    }

    /// How much is read, of how much (0: not known).
    pub fn progress(&self) -> (u64, u64) {
        match &self.kind {
            InputKind::Csv(text) => (text.position().min(self.total), self.total),
            _ => (self.rows, self.total),
        }
    }

    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// A damaged file, with the line.
    pub fn next(&mut self) -> Result<Option<InputRows>> {
        let (before, mut first) = (self.rows, 1);
        let (batch, lines) = match &mut self.kind {
            InputKind::Parquet { reader, .. } => match reader.next() {
                None => return Ok(None),
                Some(batch) => (batch.map_err(|e| Error::input(&self.path, e.to_string()))?, None),
            },
            InputKind::Whole { batch, first_line, .. } => {
                first = *first_line;
                let rest = (self.total - before) as usize;
                if rest == 0 {
                    return Ok(None);
                }
                (batch.slice(before as usize, rest.min(BATCH)), None)
            }
            InputKind::Csv(text) => {
                let (columns, lines) = text.next()?;
                if lines.is_empty() {
                    return Ok(None);
                }
                let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
                    .map_err(|e| Error::input(&self.path, e.to_string()))?;
                (batch, Some(lines))
            }
        };
        self.rows += batch.num_rows() as u64;
        Ok(Some(InputRows { batch, before, lines, first }))
    }
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase()
}

fn opened(path: &Path) -> Result<(File, u64)> {
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let size = file.metadata().map_err(|e| Error::io("read", path, e))?.len();
    Ok((file, size))
}
