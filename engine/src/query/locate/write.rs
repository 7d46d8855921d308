//! Located rows → CSV or Parquet.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::read::RowInput;
use crate::error::{Error, Result};

/// Rows of a row group: what is held in memory.
const GROUP: usize = 262_144;

/// Where rows go.
pub struct RowOutput {
    /// As the user named it.
    path: PathBuf,
    kind: OutputKind,
}

enum OutputKind {
    Csv { writer: Box<csv::Writer<Box<dyn Write + Send>>>, file: Option<File>, comma: bool },
    Parquet(Box<ArrowWriter<File>>),
}

impl RowOutput {
    /// Whether the ending is that of Parquet, rather than of CSV; refuses any other.
    ///
    /// # Errors
    /// Neither CSV nor Parquet.
    pub fn known(path: &Path) -> Result<bool> {
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        match kind.as_str() {
            "parquet" | "geoparquet" => Ok(true),
            "csv" | "txt" | "tsv" => Ok(false),
            other => Err(Error::request(format!("cannot write `{other}`"))
                .with_help("end the name in .csv or .parquet")),
        }
    }

    /// CSV to standard output.
    ///
    /// # Errors
    /// The system refuses.
    pub fn standard(input: &RowInput, schema: &Schema) -> Result<Self> {
        Self::csv(Path::new("standard output"), Box::new(std::io::stdout()), None, input, schema)
    }

    /// The file `path`, written at `part` until it is whole.
    ///
    /// # Errors
    /// The system refuses.
    pub fn file(path: &Path, part: &Path, input: &RowInput, schema: &Schema) -> Result<Self> {
        let file = File::create(part).map_err(|e| Error::io("create", path, e))?;
        if !Self::known(path)? {
            let twin = file.try_clone().map_err(|e| Error::io("create", path, e))?;
            return Self::csv(path, Box::new(file), Some(twin), input, schema);
        }
        let level = ZstdLevel::try_new(1).map_err(|e| Error::input(path, e.to_string()))?;
        let pairs: Vec<KeyValue> =
            input.metadata().into_iter().map(|(k, v)| KeyValue::new(k, v)).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(format!("ifn {}", env!("CARGO_PKG_VERSION")))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_max_row_group_row_count(Some(GROUP))
            .set_key_value_metadata((!pairs.is_empty()).then_some(pairs))
            .build();
        let writer = ArrowWriter::try_new(file, Arc::new(schema.clone()), Some(properties))
            .map_err(|e| crate::build::write_error(path, e))?;
        Ok(Self { path: path.into(), kind: OutputKind::Parquet(Box::new(writer)) })
    }

    fn csv(
        path: &Path,
        to: Box<dyn Write + Send>,
        file: Option<File>,
        input: &RowInput,
        schema: &Schema,
    ) -> Result<Self> {
        let to: Box<dyn Write + Send> = Box::new(BufWriter::with_capacity(1 << 20, to));
        let separator = input.separator().unwrap_or(b',');
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(to);
        let names = schema.fields().iter().map(|f| f.name());
        writer.write_record(names).map_err(|e| csv_error(path, e))?;
        Ok(Self {
            path: path.into(),
            kind: OutputKind::Csv { writer: Box::new(writer), file, comma: false },
        })
    }

    /// Writes our numbers in a CSV as the input writes its own.
    pub fn decimal_comma(&mut self, yes: bool) {
        if let OutputKind::Csv { comma, .. } = &mut self.kind {
            *comma = yes;
        }
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match &mut self.kind {
            OutputKind::Parquet(writer) => {
                writer.write(batch).map_err(|e| crate::build::write_error(&self.path, e))
            }
            OutputKind::Csv { writer, comma, .. } => {
                let options = FormatOptions::default().with_null("");
                let columns =
                    batch.columns().iter().map(|column| cells(column.as_ref(), &options, *comma));
                let columns = columns.collect::<Result<Vec<_>>>()?;
                for row in 0..batch.num_rows() {
                    for column in &columns {
                        match column {
                            CsvCells::Text(text) => {
                                let cell = if text.is_null(row) { "" } else { text.value(row) };
                                writer.write_field(cell)
                            }
                            CsvCells::Shown(shown) => {
                                writer.write_field(shown.value(row).to_string())
                            }
                            CsvCells::Comma(shown) => {
                                writer.write_field(shown.value(row).to_string().replace('.', ","))
                            }
                        }
                        .map_err(|e| csv_error(&self.path, e))?;
                    }
                    writer.write_record(None::<&[u8]>).map_err(|e| csv_error(&self.path, e))?;
                }
                Ok(())
            }
        }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// The system refuses.
    pub fn finish(self) -> Result<()> {
        let path = self.path;
        let wrong = |e: std::io::Error| Error::io("write", &path, e);
        match self.kind {
            OutputKind::Parquet(writer) => {
                let file = writer.into_inner().map_err(|e| crate::build::write_error(&path, e))?;
                crate::build::synced(&file).map_err(wrong)
            }
            OutputKind::Csv { mut writer, file, .. } => {
                writer.flush().map_err(wrong)?;
                file.map_or(Ok(()), |file| crate::build::synced(&file)).map_err(wrong)
            }
        }
    }
}

enum CsvCells<'a> {
    Text(&'a arrow::array::StringArray),
    Shown(ArrayFormatter<'a>),
    /// With a comma before decimals.
    Comma(ArrayFormatter<'a>),
}

fn cells<'a>(
    column: &'a dyn Array,
    options: &FormatOptions<'a>,
    comma: bool,
) -> Result<CsvCells<'a>> {
    if let Some(text) = column.as_string_opt::<i32>() {
        return Ok(CsvCells::Text(text));
    }
    let shown = ArrayFormatter::try_new(column, options)
        .map_err(|e| Error::internal(format!("a column cannot be written as CSV: {e}")))?;
    let number = column.as_primitive_opt::<Float64Type>().is_some()
        || *column.data_type() == DataType::Float32;
    Ok(if comma && number { CsvCells::Comma(shown) } else { CsvCells::Shown(shown) })
}

fn csv_error(path: &Path, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => Error::io("write", path, e),
        other => Error::input(path, format!("{other:?}")),
    }
}
