//! The sheet of figures: the columns that were asked for, as files of data call them.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{Styles, TECHNICAL, WorkbookContent, page, still_wanted};
use crate::build::cells::{ArrowCell, ArrowColumn};

/// Narrowest and widest columns, in characters.
const WIDTHS: (usize, usize) = (9, 28);
/// Characters that a printed page is wide: this sheet is for programs, and would be drawn too small to read.
const PRINTED: f64 = 200.0;

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    content: &WorkbookContent,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let batch = content.technical;
    // Shown short, kept whole.
    let figures = Format::new().set_num_format("0.00");
    sheet.set_name(TECHNICAL)?;
    let schema = batch.schema();
    let (mut wide, mut printed) = (0.0, 0);
    for (column, field) in schema.fields().iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, field.name(), &styles.heading)?;
        let width = field.name().chars().count().clamp(WIDTHS.0, WIDTHS.1);
        let width = if field.name() == "name" { WIDTHS.1 } else { width };
        let width = width as f64 + 2.0;
        sheet.set_column_width(column as u16, width)?;
        wide += width;
        printed += usize::from(wide <= PRINTED);
    }
    let columns: Vec<_> = batch.columns().iter().map(|c| ArrowColumn::of(c.as_ref())).collect();
    for row in 0..batch.num_rows() {
        still_wanted(row)?;
        for (column, cell) in columns.iter().enumerate() {
            let (r, c) = (row as u32 + 1, column as u16);
            match cell.at(row) {
                ArrowCell::Missing => continue,
                ArrowCell::Text(text) => sheet.write_string(r, c, text)?,
                ArrowCell::Whole(n) => sheet.write_number(r, c, n as f64)?,
                ArrowCell::Number(x) => sheet.write_number_with_format(r, c, x, &figures)?,
            };
        }
    }
    let last = (batch.num_rows() as u32, batch.num_columns().saturating_sub(1) as u16);
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last.0, last.1)?;
    let all = batch.num_columns();
    let printed = printed.clamp(1, all.max(1));
    page::set_up(sheet, content, Some(0), (last.0, printed as u16 - 1))?;
    if printed < all {
        sheet.set_header(format!(
            "&L&8Feuille faite pour des programmes\u{a0}: les {printed} premières colonnes sur {all} sont imprimées"
        ));
    }
    Ok(())
}
