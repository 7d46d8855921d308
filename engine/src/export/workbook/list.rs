//! The first sheet: a line a unit, with what an officer needs of it, in the order in which it is needed.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::figures::counted;
use super::list_columns::{CellKind, ListCell, ListColumn};
use super::{SOURCES, Styles, WorkbookContent, page, rows, still_wanted};
use crate::build::columns::column_texts;
use crate::build::{GAP_PERSONS, numbers};
use crate::typography::{count, french};
use crate::words;

/// Row of the headings; those above say what the list is.
const HEADINGS: u32 = 3;

/// Characters that a printed page is wide, at most: letters are then of 7 points or more on A4, in a wide font too.
const PRINTED: f64 = 186.0;

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    content: &WorkbookContent,
    columns: &[ListColumn],
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(words::levels(content.level))?;
    for (row, line) in heading(content).iter().enumerate() {
        let style = if row == 0 { &styles.title } else { &styles.text };
        sheet.write_string_with_format(row as u32, 0, line, style)?;
    }
    let mut widths: Vec<usize> = columns.iter().map(ListColumn::least_width).collect();
    let headings =
        columns.iter().zip(&widths).map(|(c, width)| (c.heading.as_str(), drawn(*width)));
    rows::fit(sheet, HEADINGS, headings)?;
    for (at, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(HEADINGS, at as u16, &column.heading, &styles.heading)?;
    }
    let formats: Vec<Format> = columns.iter().map(|c| format(c.kind, styles)).collect();
    let order = order(content);
    for (line, row) in order.iter().enumerate() {
        still_wanted(line)?;
        let at = HEADINGS + 1 + line as u32;
        let cells: Vec<ListCell> = columns.iter().map(|column| (column.cell)(*row)).collect();
        let wrapped =
            columns.iter().zip(&cells).filter_map(|(column, cell)| match (column.kind, cell) {
                (CellKind::Wrapped(width), ListCell::Text(text)) => Some((&**text, drawn(width))),
                _ => None,
            });
        rows::fit(sheet, at, wrapped)?;
        for (c, cell) in cells.into_iter().enumerate() {
            match cell {
                ListCell::Missing => {}
                ListCell::Text(text) => {
                    widths[c] = widths[c].max(text.chars().count());
                    sheet.write_string_with_format(at, c as u16, text, &formats[c])?;
                }
                ListCell::Number(x) => {
                    sheet.write_number_with_format(at, c as u16, x, &formats[c])?;
                }
            }
        }
    }
    let (mut wide, mut printed) = (0.0, 0);
    for (c, column) in columns.iter().enumerate() {
        let width = drawn(widths[c].min(column.kind.widths().1));
        sheet.set_column_width(c as u16, width)?;
        wide += width;
        printed += u16::from(wide <= PRINTED);
    }
    let last = (HEADINGS + order.len() as u32, columns.len().saturating_sub(1) as u16);
    sheet.set_freeze_panes(HEADINGS + 1, 1)?;
    sheet.autofilter(HEADINGS, 0, last.0, last.1)?;
    page::set_up(sheet, content, Some(HEADINGS), (last.0, printed.max(1) - 1))?;
    if usize::from(printed) < columns.len() {
        sheet.set_header(format!(
            "&L&8Sur papier\u{a0}: les {printed} premières colonnes sur {}\u{a0}; les autres sont dans le classeur",
            columns.len()
        ));
    }
    Ok(())
}

/// Width of a column for so many characters: there is room beside them.
fn drawn(width: usize) -> f64 {
    width as f64 + 2.0
}

fn format(kind: CellKind, styles: &Styles) -> Format {
    match (kind, kind.number_format()) {
        (CellKind::Wrapped(_), _) => styles.wrapped.clone(),
        (_, None) => styles.text.clone(),
        (_, Some(text)) => Format::new().set_align(FormatAlign::Top).set_num_format(text),
    }
}

/// What the list is: the index, the units, what is to be known of it.
fn heading(content: &WorkbookContent) -> [String; 3] {
    let scope = content.scope;
    let rows = content.rows.num_rows();
    let mut about = vec![words::levels(content.level).to_string()];
    about.extend(scope.zone.as_ref().map(|zone| zone.name.clone()));
    about.push(match scope.first_of.filter(|all| *all > rows) {
        None => counted(rows, "ligne", "lignes"),
        Some(all) => format!("{} sur {}", counted(rows, "ligne", "lignes"), count(all)),
    });
    about.push(match &scope.order {
        None => "par rang, de l'indice le plus élevé au plus faible".into(),
        Some(column) => format!("ordre : {}", order_label(content, column)),
    });
    if let Some(least) = scope.min_population {
        about.push(format!(
            "{} et plus ({} de côté)",
            counted(least as usize, "habitant", "habitants"),
            counted(
                scope.left_out,
                "territoire plus petit laissé",
                "territoires plus petits laissés"
            )
        ));
    }
    if let Some(outside) = scope.not_inventoried.filter(|outside| *outside > 0) {
        about.push(format!(
            "{} : ni accès connu ni écart",
            counted(outside, "territoire non inventorié", "territoires non inventoriés")
        ));
    }
    let notice = match content.about.notice {
        "" => String::new(),
        notice => format!("{notice} — "),
    };
    [
        french(&content.method.words.fr.long),
        french(&about.join(" — ")),
        french(&format!("{notice}à lire avant d'en décider : feuille « {SOURCES} »")),
    ]
}

/// What a column that rows are ordered by is called.
fn order_label(content: &WorkbookContent, column: &str) -> String {
    if column == GAP_PERSONS {
        return "Écart entre besoin et offre × personnes concernées".into();
    }
    let texts = column_texts(content.method, content.level, None);
    let known = texts.into_iter().find(|c| c.info.name == column);
    known.map_or_else(|| column.to_string(), |c| c.french.label)
}

/// The rows in the order of the list: as they are where an order was asked for, else by rank.
fn order(content: &WorkbookContent) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..content.rows.num_rows()).collect();
    if content.scope.order.is_none() && content.rows.column_by_name("rank").is_some() {
        let ranks = numbers(content.rows, "rank");
        let key = |row: usize| if ranks[row].is_finite() { ranks[row] } else { f64::INFINITY };
        rows.sort_by(|a, b| key(*a).total_cmp(&key(*b)));
    }
    rows
}
