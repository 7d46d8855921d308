//! The sheet that says what each column means, in French.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::list_columns::ListColumn;
use super::{DICTIONARY, Styles, TECHNICAL, WorkbookContent, page, rows};
use crate::build::columns::{column_texts, french_unit};
use crate::typography::french;
use crate::words;

/// Headings, with the width of their columns in characters.
const HEADINGS: [(&str, f64); 7] = [
    ("Feuille", 24.0),
    ("Colonne", 34.0),
    ("Nom technique", 28.0),
    ("Signification", 80.0),
    ("Unité", 16.0),
    ("Source", 44.0),
    ("Millésime", 14.0),
];

/// Writes the sheet: the columns of the list, then those of the technical sheet.
pub fn write(
    sheet: &mut Worksheet,
    content: &WorkbookContent,
    columns: &[ListColumn],
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(DICTIONARY)?;
    for (column, (heading, width)) in HEADINGS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
        sheet.write_string_with_format(0, column as u16, heading, &styles.heading)?;
    }
    let texts = column_texts(content.method, content.level, content.scope.ranks_in.as_deref());
    let of = |name: &str| texts.iter().find(|c| c.info.name == name);
    let mut row = 0;
    let mut line = |cells: [&str; 7]| -> Result<(), XlsxError> {
        row += 1;
        rows::fit(sheet, row, cells.iter().copied().zip(HEADINGS.map(|(_, width)| width)))?;
        for (column, cell) in cells.into_iter().enumerate() {
            sheet.write_string_with_format(row, column as u16, cell, &styles.wrapped)?;
        }
        Ok(())
    };
    let list = words::levels(content.level);
    for column in columns {
        let unit = of(&column.from).map_or("", |c| french_unit(&c.info.unit));
        line([list, &column.heading, &column.from, &column.meaning, unit, "", ""])?;
    }
    for field in content.technical.schema().fields() {
        let Some(known) = of(field.name()) else { continue };
        let (info, text) = (&known.info, &known.french);
        let source = content.manifest.sources.iter().find(|s| s.id == info.source);
        let source = source.map_or(info.source.clone(), |s| french(&s.title));
        let (unit, vintage) = (french_unit(&info.unit), &info.vintage);
        line([TECHNICAL, &text.label, &info.name, &text.meaning, unit, &source, vintage])?;
    }
    sheet.set_freeze_panes(1, 0)?;
    page::set_up(sheet, content, Some(0), (row, HEADINGS.len() as u16 - 1))
}
