//! A workbook in French, for those who decide: the list, the figures behind it, what each column means, where
//! everything comes from.
//!
//! In: rows of one level, as they are asked for and with every column of their level. Out: four sheets. Cells that
//! begin with `=`, `+`, `-` or `@` are text, as is every cell that is not a number.

mod dictionary;
mod figures;
mod list;
mod list_columns;
mod names;
mod page;
mod rows;
mod scope;
mod sources;
mod technical;
mod why;
mod zone_columns;

use std::path::Path;

use arrow::array::RecordBatch;
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

pub use names::{BuildNames, Names};
pub use scope::{ListScope, ListZone};

use super::about::About;
use crate::build::Manifest;
use crate::catalog::MethodSummary;
use crate::error::{Error, Result};
use crate::progress::go_on;

/// Name of the sheet of all columns.
const TECHNICAL: &str = "Données techniques";
/// Name of the sheet that says what columns mean.
const DICTIONARY: &str = "Dictionnaire";
/// Name of the sheet of sources and of what the figures do not say.
const SOURCES: &str = "Sources et précautions";

/// What a workbook is made from.
pub struct WorkbookContent<'a> {
    /// The build.
    pub manifest: &'a Manifest,
    /// The method by which the rows were scored.
    pub method: &'a MethodSummary,
    /// The method as files name it.
    pub about: About<'a>,
    /// Level of the rows.
    pub level: &'a str,
    /// The columns that are asked for: those of the technical sheet.
    pub technical: &'a RecordBatch,
    /// The same rows with every column of their level, which the list is made from.
    pub rows: &'a RecordBatch,
    /// Which units these are.
    pub scope: &'a ListScope,
    /// Names of what the rows hold as codes.
    pub names: &'a dyn Names,
}

/// Writes the workbook.
///
/// # Errors
/// More rows or columns than a sheet holds; a text that is longer than a cell; a system that refuses to write.
pub fn write(content: &WorkbookContent, path: &Path) -> Result<()> {
    let made = workbook(content, RowStorage::Spooled);
    let written = made.and_then(|mut book| book.save(path));
    written.map_err(|e| wrong(path, e))
}

/// The workbook as bytes. Where no temporary file can be written, as in a container that is only
/// read, its rows are held in memory.
///
/// # Errors
/// As [`write`].
pub fn bytes(content: &WorkbookContent) -> Result<Vec<u8>> {
    let made = workbook(content, RowStorage::Spooled).or_else(|e| match e {
        XlsxError::IoError(_) | XlsxError::TempFileError(..) => workbook(content, RowStorage::Held),
        other => Err(other),
    });
    go_on()?;
    let written = made.and_then(|mut book| book.save_to_buffer());
    go_on()?;
    written.map_err(|e| wrong("the workbook".as_ref(), e))
}

fn wrong(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(io) => Error::io("write", path, io),
        other => Error::io("write", path, std::io::Error::other(other.to_string())),
    }
}

/// Where rows wait until the workbook is packed.
#[derive(Clone, Copy)]
enum RowStorage {
    /// In a temporary file: a level of France would take some hundred megabytes.
    Spooled,
    /// In memory.
    Held,
}

impl RowStorage {
    fn sheet(self, book: &mut Workbook) -> std::result::Result<&mut Worksheet, XlsxError> {
        match self {
            Self::Spooled => book.add_worksheet_with_constant_memory(),
            Self::Held => Ok(book.add_worksheet()),
        }
    }
}

/// What headings and running text look like.
struct Styles {
    title: Format,
    heading: Format,
    wrapped: Format,
    text: Format,
}

impl Styles {
    fn new() -> Self {
        // Apart from the number on its left.
        let text =
            Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Left).set_indent(1);
        let wrapped = text.clone().set_text_wrap();
        let heading = wrapped.clone().set_bold().set_background_color(HEADING_GROUND);
        Self {
            title: text.clone().set_bold().set_font_size(14),
            heading: heading.set_border_bottom(FormatBorder::Thin),
            wrapped,
            text,
        }
    }
}

/// Ground of headings: a light grey that prints.
const HEADING_GROUND: u32 = 0x00E7_EBF0;

fn workbook(
    content: &WorkbookContent,
    storage: RowStorage,
) -> std::result::Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(figures::within(content.about.title, 255))
            .set_comment(figures::within(content.about.notice, 255)),
    );
    let styles = Styles::new();
    let columns = list_columns::columns(content);
    list::write(storage.sheet(&mut book)?, content, &columns, &styles)?;
    technical::write(storage.sheet(&mut book)?, content, &styles)?;
    dictionary::write(storage.sheet(&mut book)?, content, &columns, &styles)?;
    sources::write(storage.sheet(&mut book)?, content, &styles)?;
    Ok(book)
}

/// Ends the work when nobody waits for it any more.
fn still_wanted(row: usize) -> std::result::Result<(), XlsxError> {
    if row.is_multiple_of(1024) && go_on().is_err() {
        return Err(XlsxError::ParameterError("nobody waits for it any more".into()));
    }
    Ok(())
}
