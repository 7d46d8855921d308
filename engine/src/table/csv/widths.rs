//! How many fields the rows of a delimited text have.

use super::quotes::lines_of_rows;

/// A row that is not as wide as the header.
#[derive(Debug, Clone, Copy)]
pub struct Ragged {
    /// Its number, from 0.
    pub row: usize,
    /// Its line below the header, from 0.
    pub line: usize,
    /// Fields that it has.
    pub fields: usize,
}

/// How wide rows are.
#[derive(Debug, Default)]
pub struct Widths {
    /// How many there are.
    pub rows: usize,
    /// Rows with one empty field more than the header.
    pub trailing: usize,
    /// Rows with one field less.
    pub narrow: usize,
    /// The first row that is not as wide as the header.
    pub first: Option<Ragged>,
}

impl Widths {
    /// Of the rows of a text below a header of `width` fields.
    pub fn of(text: &[u8], delimiter: u8, width: usize) -> Self {
        let mut widths = Self::default();
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let begins = lines_of_rows(text, delimiter, 0);
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
}
