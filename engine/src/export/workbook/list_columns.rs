//! The columns of the list: what each is called, what it means, and its cells.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::WorkbookContent;
use super::why::Reasons;
use crate::build::GAP_PERSONS;
use crate::build::cells::{ArrowCell, ArrowColumn};
use crate::build::columns::{ColumnTexts, column_texts};
use crate::catalog::Remedy;
use crate::table::MissingReason;
use crate::typography::{about, count, french};
use crate::words;

/// Why the nearest place of a unit is not known where nobody looked.
const NOT_INVENTORIED: &str = MissingReason::NotInventoried.name();

/// Width of names that go on over several lines, in characters.
const NAME: usize = 18;
/// Width of what says why.
const REASONS: usize = 32;
/// Width of few words.
pub const WORDS: usize = 12;

/// A cell of the list.
pub enum ListCell<'a> {
    Missing,
    Text(Cow<'a, str>),
    Number(f64),
}

/// How the cells of a column are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text on one line.
    Text,
    /// Text on several lines, in a column of so many characters.
    Wrapped(usize),
    Whole,
    /// One decimal.
    Tenths,
    /// Two decimals.
    Hundredths,
    /// A share of 0–1, in percent.
    Percent,
}

impl CellKind {
    /// As spreadsheets write formats of numbers; nothing of texts.
    pub fn number_format(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Wrapped(_) => None,
            // Excel writes the thousands and the decimal mark of the reader's language.
            Self::Whole => Some("#,##0"),
            Self::Tenths => Some("#,##0.0"),
            Self::Hundredths => Some("0.00"),
            Self::Percent => Some("0\"\u{a0}\"%"),
        }
    }

    /// Least and greatest width, in characters: a printed page is as wide as all of them.
    pub fn widths(self) -> (usize, usize) {
        match self {
            Self::Text => (8, 30),
            Self::Wrapped(width) => (width, width),
            // The persons of a région.
            Self::Whole => (10, 14),
            _ => (7, 14),
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
    /// How its cells are shown.
    pub kind: CellKind,
    /// The cell of a row.
    pub cell: Box<dyn Fn(usize) -> ListCell<'a> + 'a>,
}

/// The columns of the list: those that its rows can fill.
pub fn columns<'a>(content: &'a WorkbookContent<'a>) -> Vec<ListColumn<'a>> {
    let ranks_in = content.scope.ranks_in.as_deref();
    let list =
        ListColumns { content, texts: column_texts(content.method, content.level, ranks_in) };
    let mut out = vec![list.name()];
    out.extend(list.above().into_iter().map(|level| list.unit_above(level)));
    out.push(list.plain("population", CellKind::Whole));
    out.push(list.at_risk());
    out.push(list.share_in_zone());
    let index = || [list.rank_in_zone(), list.rank()];
    let gap = || [list.plain("gap", CellKind::Tenths), list.gap_rank_in_zone(), list.gap_rank()];
    let help = || [list.nearest_place(), list.plain("access_km", CellKind::Tenths)];
    // What the list is in the order of stands first, and is printed.
    let order = content.scope.order.as_deref();
    if matches!(order, Some("gap" | GAP_PERSONS)) {
        out.extend(gap().into_iter().chain(help()).chain(index()));
        out.extend([list.remedy(), list.reasons()]);
    } else {
        out.extend(index());
        out.extend([list.reasons(), list.remedy()]);
        out.extend(help().into_iter().chain(gap()));
    }
    out.push(list.plain("score", CellKind::Hundredths));
    out.push(list.plain("decile", CellKind::Whole));
    out.push(list.plain("completeness", CellKind::Percent));
    out.push(list.plain("code", CellKind::Text));
    out.into_iter().flatten().collect()
}

impl ListColumn<'_> {
    /// Width of the column while nothing stands below its heading, in characters: the words of a heading stay whole.
    pub fn least_width(&self) -> usize {
        let (least, most) = self.kind.widths();
        let word = self.heading.split_whitespace().map(|word| word.chars().count()).max();
        // Headings are bold.
        word.map_or(least, |word| (word + 1).clamp(least, most))
    }
}

/// What the columns are made from.
pub struct ListColumns<'a> {
    pub content: &'a WorkbookContent<'a>,
    texts: Vec<ColumnTexts>,
}

impl<'a> ListColumns<'a> {
    /// A column of the rows.
    pub fn column(&self, name: &str) -> Option<ArrowColumn<'a>> {
        column(self.content.rows, name)
    }

    /// A column of the registry, under its French heading.
    pub fn plain(&self, name: &str, kind: CellKind) -> Option<ListColumn<'a>> {
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
        self.plain("name", CellKind::Wrapped(NAME)).map(|column| ListColumn { heading, ..column })
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
            kind: CellKind::Wrapped(if level == "epci" { NAME } else { WORDS }),
            cell: Box::new(move |row| match codes.at(row) {
                // A unit without a name has its code.
                ArrowCell::Text(code) => {
                    ListCell::Text(names.unit(level, code).map_or(Cow::Borrowed(code), Cow::Owned))
                }
                _ => ListCell::Missing,
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

    /// Persons at risk, rounded as on the map: an estimate has no units.
    fn at_risk(&self) -> Option<ListColumn<'a>> {
        let persons = self.column("at_risk")?;
        let column = self.plain("at_risk", CellKind::Whole)?;
        Some(ListColumn {
            meaning: french(&format!(
                "{} ; arrondi à deux chiffres, comme sur la carte",
                column.meaning
            )),
            cell: Box::new(move |row| match persons.at(row).number() {
                Some(persons) => ListCell::Number(about(persons)),
                None => ListCell::Missing,
            }),
            ..column
        })
    }

    /// The rank by gap among all units, which says that it is that.
    fn gap_rank(&self) -> Option<ListColumn<'a>> {
        let column = self.plain("gap_rank", CellKind::Whole)?;
        if self.content.method.territory.is_some() {
            return Some(column);
        }
        Some(ListColumn { heading: format!("{} en France", column.heading), ..column })
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
            kind: CellKind::Wrapped(REASONS),
            cell: Box::new(move |row| ListCell::Text(reasons.of(row).into())),
        })
    }

    /// What may help; not shown where the method has one answer for all.
    fn remedy(&self) -> Option<ListColumn<'a>> {
        if self.content.method.access.as_ref()?.remedies.len() < 2 {
            return None;
        }
        let codes = self.column("remedy")?;
        let column = self.plain("remedy", CellKind::Wrapped(WORDS))?;
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
            kind: CellKind::Wrapped(NAME),
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
