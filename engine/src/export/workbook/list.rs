//! The first sheet: a line a unit, with what an officer needs of it, in the order in which it is needed.

use std::borrow::Cow;

use arrow::array::RecordBatch;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::figures::counted;
use super::page;
use super::why::Reasons;
use super::{SOURCES, Styles, WorkbookContent, still_wanted};
use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::build::columns::{ColumnTexts, column_texts};
use crate::build::{GAP_PERSONS, numbers};
use crate::catalog::Remedy;
use crate::table::MissingReason;
use crate::typography::{count, french};
use crate::words;

/// Row of the headings; those above say what the list is.
const HEADINGS: u32 = 3;

/// Why the nearest place of a unit is not known where nobody looked.
const NOT_INVENTORIED: &str = MissingReason::NotInventoried.name();

/// A cell of the list.
enum ListCell<'a> {
    Missing,
    Text(Cow<'a, str>),
    Number(f64),
}

/// How the cells of a column are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Text,
    /// Text on several lines.
    Wrapped,
    Whole,
    /// One decimal.
    Tenths,
    /// Two decimals.
    Hundredths,
    /// A share of 0–1, in percent.
    Percent,
}

impl CellKind {
    fn number_format(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Wrapped => None,
            // Excel writes the thousands and the decimal mark of the reader's language.
            Self::Whole => Some("#,##0"),
            Self::Tenths => Some("#,##0.0"),
            Self::Hundredths => Some("0.00"),
            Self::Percent => Some("0\"\u{a0}\"%"),
        }
    }

    /// Least and greatest width, in characters.
    fn widths(self) -> (usize, usize) {
        match self {
            Self::Text => (10, 32),
            Self::Wrapped => (24, 44),
            _ => (13, 13),
        }
    }
}

/// A column of the list.
pub struct ListColumn<'a> {
    /// Its heading.
    pub heading: String,
    /// What it means.
    pub meaning: String,
    /// The columns of the technical sheet that it is made from.
    pub from: String,
    kind: CellKind,
    cell: Box<dyn Fn(usize) -> ListCell<'a> + 'a>,
}

/// The columns of the list: those that its rows can fill.
pub fn columns<'a>(content: &'a WorkbookContent<'a>) -> Vec<ListColumn<'a>> {
    let list = ListColumns { content, texts: column_texts(content.method, content.level, None) };
    let mut out = vec![list.name()];
    out.extend(list.above().into_iter().map(|level| list.unit_above(level)));
    out.push(list.plain("population", CellKind::Whole));
    out.push(list.plain("at_risk", CellKind::Whole));
    out.push(list.rank_in_zone());
    out.push(list.rank());
    out.push(list.plain("score", CellKind::Hundredths));
    out.push(list.reasons());
    out.push(list.remedy());
    out.push(list.nearest_place());
    out.push(list.plain("access_km", CellKind::Tenths));
    out.push(list.plain("gap", CellKind::Tenths));
    out.push(list.plain("gap_rank", CellKind::Whole));
    out.push(list.plain("decile", CellKind::Whole));
    out.push(list.plain("completeness", CellKind::Percent));
    out.push(list.plain("code", CellKind::Text));
    out.into_iter().flatten().collect()
}

struct ListColumns<'a> {
    content: &'a WorkbookContent<'a>,
    texts: Vec<ColumnTexts>,
}

impl<'a> ListColumns<'a> {
    fn column(&self, name: &str) -> Option<ArrowColumn<'a>> {
        column(self.content.rows, name)
    }

    /// A column of the registry, under its French heading.
    fn plain(&self, name: &str, kind: CellKind) -> Option<ListColumn<'a>> {
        let column = self.column(name)?;
        let french = &self.texts.iter().find(|c| c.info.name == name)?.french;
        Some(ListColumn {
            heading: french.label.clone(),
            meaning: french.meaning.clone(),
            from: name.into(),
            kind,
            cell: Box::new(move |row| match column.at(row) {
                ArrowCell::Missing => ListCell::Missing,
                ArrowCell::Text(text) => ListCell::Text(text.into()),
                ArrowCell::Whole(n) => ListCell::Number(n as f64),
                ArrowCell::Number(x) => ListCell::Number(x),
            }),
        })
    }

    fn name(&self) -> Option<ListColumn<'a>> {
        let heading = words::level(self.content.level).to_string();
        self.plain("name", CellKind::Text).map(|column| ListColumn { heading, ..column })
    }

    /// Levels whose units are named beside: those up to the département, or the next one above it.
    fn above(&self) -> Vec<&'a str> {
        let levels = self.content.method.territory_levels.iter().map(String::as_str);
        let above: Vec<&str> = levels.skip_while(|l| *l != self.content.level).skip(1).collect();
        match above.iter().position(|level| *level == "departement") {
            Some(last) => above[..=last].to_vec(),
            None => above,
        }
    }

    fn unit_above(&self, level: &'a str) -> Option<ListColumn<'a>> {
        let (codes, names) = (self.column(level)?, self.content.names);
        Some(ListColumn {
            heading: words::level(level).into(),
            meaning: french(
                "Territoire plus grand dont celui-ci fait partie ; vide s'il est à cheval sur plusieurs",
            ),
            from: level.into(),
            kind: CellKind::Text,
            cell: Box::new(move |row| match codes.at(row) {
                // A unit without a name has its code.
                ArrowCell::Text(code) => {
                    ListCell::Text(names.unit(level, code).map_or(Cow::Borrowed(code), Cow::Owned))
                }
                _ => ListCell::Missing,
            }),
        })
    }

    fn rank_in_zone(&self) -> Option<ListColumn<'a>> {
        let (scores, zone) = (self.column("score")?, self.content.scope.zone.as_ref()?);
        Some(ListColumn {
            heading: french(&format!("Rang : {} (sur {})", zone.name, count(zone.ranked()))),
            meaning: french(
                "Rang parmi tous les territoires de cette zone qui ont un indice, y compris ceux que la liste laisse \
                 de côté ; 1 = indice le plus élevé, les ex æquo ont le même rang",
            ),
            from: "score".into(),
            kind: CellKind::Whole,
            cell: Box::new(move |row| match scores.at(row).number() {
                Some(score) => ListCell::Number(zone.rank(score) as f64),
                None => ListCell::Missing,
            }),
        })
    }

    fn rank(&self) -> Option<ListColumn<'a>> {
        let mut column = self.plain("rank", CellKind::Whole)?;
        if self.content.scope.ranked > 0 {
            column.heading =
                format!("{} (sur {})", column.heading, count(self.content.scope.ranked));
        }
        Some(column)
    }

    fn reasons(&self) -> Option<ListColumn<'a>> {
        let reasons = Reasons::new(self.content)?;
        Some(ListColumn {
            heading: "Pourquoi".into(),
            meaning: french(
                "Les indicateurs qui élèvent le plus l'indice au-dessus du milieu de l'échelle, deux au plus, avec leur \
                 valeur",
            ),
            from: "norm_…, value_…".into(),
            kind: CellKind::Wrapped,
            cell: Box::new(move |row| ListCell::Text(reasons.of(row).into())),
        })
    }

    /// What may help; not shown where the method has one answer for all.
    fn remedy(&self) -> Option<ListColumn<'a>> {
        if self.content.method.access.as_ref()?.remedies.len() < 2 {
            return None;
        }
        let codes = self.column("remedy")?;
        let column = self.plain("remedy", CellKind::Text)?;
        let cell = Box::new(move |row| match codes.at(row).text().and_then(Remedy::from_name) {
            Some(remedy) => ListCell::Text(words::remedy_in_short(remedy).into()),
            None => ListCell::Missing,
        });
        Some(ListColumn { cell, ..column })
    }

    fn nearest_place(&self) -> Option<ListColumn<'a>> {
        let (ids, names) = (self.column("nearest_id")?, self.content.names);
        let unknown = self.column("access_reason").unwrap_or(ArrowColumn::Nothing);
        Some(ListColumn {
            heading: "Lieu le plus proche".into(),
            meaning: french(
                "Nom et commune du lieu d'accueil compté le plus proche ; vide pour un territoire de plusieurs communes ; \
                 là où aucun inventaire n'existe, la case le dit",
            ),
            from: "nearest_id".into(),
            kind: CellKind::Wrapped,
            cell: Box::new(move |row| {
                let Some(id) = ids.at(row).text() else {
                    let why = unknown.at(row).text().filter(|why| *why == NOT_INVENTORIED);
                    return why.map_or(ListCell::Missing, |why| {
                        ListCell::Text(words::reason(why).to_string().into())
                    });
                };
                let text = match names.place(id) {
                    Some((name, Some(commune))) => Cow::Owned(format!("{name} ({commune})")),
                    Some((name, None)) => Cow::Owned(name),
                    None => Cow::Borrowed(id),
                };
                ListCell::Text(text)
            }),
        })
    }
}

fn column<'a>(rows: &'a RecordBatch, name: &str) -> Option<ArrowColumn<'a>> {
    rows.column_by_name(name).map(|column| ArrowColumn::of(column.as_ref()))
}

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
    let lines = columns.iter().map(|c| 1 + c.heading.chars().count() / c.kind.widths().0.max(12));
    sheet.set_row_height(HEADINGS, 15.0 * lines.max().unwrap_or(1) as f64)?;
    for (at, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(HEADINGS, at as u16, &column.heading, &styles.heading)?;
    }
    let formats: Vec<Format> = columns.iter().map(|c| format(c.kind, styles)).collect();
    let mut widths: Vec<usize> = columns.iter().map(|c| c.kind.widths().0).collect();
    let order = order(content);
    for (line, row) in order.iter().enumerate() {
        still_wanted(line)?;
        let at = HEADINGS + 1 + line as u32;
        for (c, column) in columns.iter().enumerate() {
            match (column.cell)(*row) {
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
    for (c, column) in columns.iter().enumerate() {
        let width = widths[c].min(column.kind.widths().1);
        sheet.set_column_width(c as u16, width as f64 + 2.0)?;
    }
    let last = (HEADINGS + order.len() as u32, columns.len().saturating_sub(1) as u16);
    sheet.set_freeze_panes(HEADINGS + 1, 1)?;
    sheet.autofilter(HEADINGS, 0, last.0, last.1)?;
    page::set_up(sheet, content, Some(HEADINGS), last)
}

fn format(kind: CellKind, styles: &Styles) -> Format {
    match (kind, kind.number_format()) {
        (CellKind::Wrapped, _) => styles.wrapped.clone(),
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
    about.push(counted(rows, "ligne", "lignes"));
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
