//! How a sheet is printed: A4, landscape, as wide as a page, headings on each, where it comes from below.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::WorkbookContent;
use super::figures::within;
use crate::typography::french;

/// A4, as spreadsheets number paper.
const A4: u8 = 9;
/// Characters of a footer, with its codes: spreadsheets take 255.
const SOURCE: usize = 120;
const DATES: usize = 60;

/// Sets a sheet up to be printed: the rows up to `headings` come back on each page, cells up to `last`
/// (row, column) are printed.
pub fn set_up(
    sheet: &mut Worksheet,
    content: &WorkbookContent,
    headings: Option<u32>,
    last: (u32, u16),
) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.7, 0.3, 0.3);
    if let Some(headings) = headings {
        sheet.set_repeat_rows(0, headings)?;
    }
    sheet.set_print_area(0, 0, last.0, last.1)?;
    // As large as it is, however small the cells are drawn.
    sheet.set_header_footer_scale_with_doc(false);
    sheet.set_footer(footer(content));
    Ok(())
}

/// Producers to the left, vintages in the middle, the page to the right.
fn footer(content: &WorkbookContent) -> String {
    let source = within(&french(&format!("Source : {}", content.about.attribution)), SOURCE);
    let dates = within(&format!("Données de {}", vintages(content)), DATES);
    // A footer's own codes begin with `&`.
    let plain = |text: String| text.replace('&', "&&");
    format!("&L&8{}&C&8{}&R&8Page &P sur &N", plain(source), plain(dates))
}

/// Vintages of the indicators, each once.
fn vintages(content: &WorkbookContent) -> String {
    let all: BTreeSet<&str> = content
        .method
        .indicators
        .iter()
        .map(|i| i.vintage.as_str())
        .filter(|vintage| !vintage.is_empty())
        .collect();
    if all.is_empty() {
        return "date non renseignée".into();
    }
    all.into_iter().collect::<Vec<_>>().join(", ")
}
