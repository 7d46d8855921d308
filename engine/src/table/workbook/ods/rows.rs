//! The rows of one sheet, from XML events to filled cells.

use std::path::Path;

use quick_xml::events::Event;

use super::cell::OdsCell;
use super::{count, entity_of};
use crate::error::{Error, Result};
use crate::table::workbook::sheet::{self, FormulaResult, MAX_AREA, Merged, Sheet};

/// Reads the rows of a sheet.
pub struct OdsRowReader<'a> {
    path: &'a Path,
    /// What is read so far.
    pub sheet: Sheet,
    /// How many rows are wanted; `None`: all.
    rows: Option<u32>,
    row: OdsRow,
    /// Number of the row that comes next, from 0.
    next: u64,
    /// Cells that are filled so far, repeated ones included.
    filled: u64,
}

/// The row that is being read.
#[derive(Default)]
struct OdsRow {
    repeated: u64,
    /// Column that comes next.
    next: u64,
    cells: Vec<OdsCell>,
    /// The cell that is being read.
    open: Option<OdsCell>,
}

impl<'a> OdsRowReader<'a> {
    /// Before the first row of the sheet `name`, of which so many `rows` are wanted.
    pub fn new(path: &'a Path, name: &str, rows: Option<u32>) -> Self {
        let sheet = Sheet::named(name);
        Self { path, sheet, rows, row: OdsRow::default(), next: 0, filled: 0 }
    }

    /// Takes an event of the sheet; returns false when no more rows are wanted.
    ///
    /// # Errors
    /// A cell outside of any sheet; more cells than are read.
    pub fn on(&mut self, event: &Event) -> Result<bool> {
        match event {
            Event::Start(element) => match element.name().as_ref() {
                "table:table-row" => {
                    let repeated = count(element, "table:number-rows-repeated");
                    self.row = OdsRow { repeated, ..OdsRow::default() };
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    self.row.open = Some(OdsCell::begun(element, self.row.next));
                }
                "text:p" => self.shown(|cell| {
                    if cell.paragraphs > 0 {
                        cell.shown.push('\n');
                    }
                    cell.paragraphs += 1;
                }),
                "text:s" => {
                    let spaces = count(element, "text:c").min(1000) as usize;
                    self.shown(|cell| cell.shown.extend(std::iter::repeat_n(' ', spaces)));
                }
                "text:tab" => self.shown(|cell| cell.shown.push('\t')),
                "text:line-break" => self.shown(|cell| cell.shown.push('\n')),
                _ => {}
            },
            Event::Text(text) => self.shown(|cell| {
                if cell.paragraphs > 0 {
                    cell.shown.push_str(&text.xml10_content());
                }
            }),
            Event::GeneralRef(entity) => {
                self.shown(|cell| cell.shown.push_str(&entity_of(entity)));
            }
            Event::End(element) => match element.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some(cell) = self.row.open.take() {
                        self.row.next = cell.column.saturating_add(cell.repeated);
                        self.row.cells.push(cell);
                    }
                }
                "table:table-row" => return self.end_of_row(),
                _ => {}
            },
            _ => {}
        }
        Ok(true)
    }

    fn shown(&mut self, change: impl FnOnce(&mut OdsCell)) {
        if let Some(cell) = &mut self.row.open {
            change(cell);
        }
    }

    fn end_of_row(&mut self) -> Result<bool> {
        let row = std::mem::take(&mut self.row);
        let first = self.next;
        self.next = self.next.saturating_add(row.repeated);
        for cell in &row.cells {
            let text = cell.text();
            if text.is_none() && !cell.formula {
                continue;
            }
            // Empty rows are not checked: in most files millions of them follow the filled ones.
            let last_row = self.next - 1;
            let last_column = cell.column.saturating_add(cell.repeated) - 1;
            if last_row >= u64::from(sheet::MAX_ROWS)
                || last_column >= u64::from(sheet::MAX_COLUMNS)
            {
                let what = format!("row {}, column {}", last_row + 1, last_column + 1);
                return Err(sheet::outside(self.path, &self.sheet.name, &what));
            }
            self.filled = self.filled.saturating_add(row.repeated.saturating_mul(cell.repeated));
            if self.filled > MAX_AREA / 2 {
                return Err(Error::input(
                    self.path,
                    format!(
                        "sheet `{}` repeats cells: {} are filled up to row {}; at most {} are read",
                        self.sheet.name,
                        self.filled,
                        last_row + 1,
                        MAX_AREA / 2
                    ),
                )
                .with_help("delete what stands below and beside the table, or export it as CSV"));
            }
            self.write(cell, text.as_deref(), first as u32, last_row as u32, last_column as u32)?;
        }
        Ok(self.rows.is_none_or(|rows| self.next < u64::from(rows)))
    }

    fn write(
        &mut self,
        cell: &OdsCell,
        text: Option<&str>,
        first: u32,
        last: u32,
        last_column: u32,
    ) -> Result<()> {
        let column = cell.column as u32;
        let number = matches!(cell.kind.as_str(), "float" | "percentage" | "currency");
        if cell.spans != (1, 1) {
            let end = |from: u32, many: u64, most: u32| {
                from.saturating_add(many.clamp(1, u64::from(most)) as u32 - 1).min(most - 1)
            };
            self.sheet.merged.push(Merged {
                first: (first, column),
                last: (
                    end(first, cell.spans.0, sheet::MAX_ROWS),
                    end(column, cell.spans.1, sheet::MAX_COLUMNS),
                ),
            });
        }
        for row in first..=last.min(self.rows.map_or(last, |rows| rows.max(1) - 1)) {
            for column in column..=last_column {
                if cell.formula {
                    let result = match text {
                        Some("0") if number => FormulaResult::Zero,
                        // The result of a formula with a known kind may be an empty text.
                        None if cell.kind.is_empty() => FormulaResult::Missing,
                        _ => FormulaResult::Known,
                    };
                    self.sheet.formula(row, column, result);
                }
                if let Some(text) = text {
                    self.sheet.put(self.path, row, column, text, number)?;
                    if cell.kind == "percentage" {
                        self.sheet.percent(row, column);
                    }
                }
            }
        }
        Ok(())
    }
}
