//! What is proposed for a file: rules by field, what became of each column, a few places as they would be read.

use serde::Serialize;

use crate::schema::Field;
use crate::typography::french;

/// How certain it is that a column is what it is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// To be looked at by whoever knows the file.
    Unsure,
    /// Heading or values say so, not both.
    Likely,
    /// Heading and values say so.
    Sure,
}

impl Certainty {
    /// In French, of a column.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsure => "à vérifier",
            Self::Likely => "probable",
            Self::Sure => "sûre",
        }
    }
}

/// Where a field's text comes from and what is done with it: keys of a rule in `[places]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProposedRule {
    /// One column, or several of which the first that is not empty counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What joins several columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<&'static str>,
    /// Columns of hours by day, Monday is 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<(u8, Vec<String>)>,
    /// A regular expression; its first group counts.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub pattern: Option<&'static str>,
    /// What separates several values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<&'static str>,
    /// Which of two coordinates, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<usize>,
    /// What texts become; nothing: they are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, Vec<String>)>,
    /// What becomes of other texts: `keep` or `drop`; reported where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<&'static str>,
    /// How dates are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'static str>,
    /// Put before the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

impl ProposedRule {
    /// The column as it stands.
    pub fn column(name: &str) -> Self {
        Self { columns: vec![name.into()], ..Self::default() }
    }
}

/// A value that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownValue {
    /// As the file writes it.
    pub value: String,
    /// How many of the cells that were looked at hold it.
    pub count: usize,
    /// The allowed value that is nearest to it, where one is near. It is not taken.
    pub nearest: Option<&'static str>,
}

/// What is proposed for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedField {
    /// Name in the schema.
    pub field: &'static str,
    /// Heading for people, in French.
    pub title: &'static str,
    /// How certain the least certain of its columns is.
    pub certainty: Certainty,
    /// Its columns.
    pub columns: Vec<String>,
    /// Why, in French: one sentence each.
    pub reasons: Vec<String>,
    /// The rules, in order.
    pub rules: Vec<ProposedRule>,
    /// Values that are not understood.
    pub unknown: Vec<UnknownValue>,
    /// There are more different values than were looked at.
    pub more_values: bool,
}

/// What became of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedColumn {
    /// Position in the file, from 1.
    pub number: usize,
    /// Heading.
    pub name: String,
    /// Cells with a value, among the rows that were looked at.
    pub filled: usize,
    /// The first of its texts, cut.
    pub examples: Vec<String>,
    /// Fields that it fills.
    pub fields: Vec<&'static str>,
    /// Why it fills none, in French.
    pub left_out: Option<String>,
}

/// How the table of the file is written: keys of a dataset; absent where the default is right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProposedLayout {
    /// Mark between columns.
    pub delimiter: Option<String>,
    /// Encoding.
    pub encoding: Option<String>,
    /// Lines above the header.
    pub skip_lines: usize,
    /// Lines of the header.
    pub header_lines: usize,
    /// Lines below the rows.
    pub skip_bottom: usize,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Texts that mean « no value ».
    pub missing: Vec<String>,
    /// EPSG code of coordinates in metres.
    pub crs: Option<u32>,
}

/// A row as it would be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewPlace {
    /// Row below the header, from 1.
    pub row: u32,
    /// Line of the file, as a spreadsheet program numbers it.
    pub line: usize,
    /// Fields that are known: name and text.
    pub values: Vec<(&'static str, String)>,
}

/// What reading the file with the proposal gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Rows read.
    pub rows: usize,
    /// Places made of them.
    pub places: usize,
    /// Problems that were reported.
    pub problems: usize,
    /// Rows with a problem by field, most frequent first; an empty field is the whole row.
    pub by_field: Vec<(&'static str, usize)>,
    /// The first places.
    pub first: Vec<PreviewPlace>,
}

/// A mapping proposed for a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Id of the source: the file's name.
    pub id: String,
    /// Its title: the file's name as it is.
    pub title: String,
    /// How the table is written.
    pub layout: ProposedLayout,
    /// Rows of the table.
    pub rows: usize,
    /// Rows that were looked at.
    pub looked_at: usize,
    /// What fills each field, in the order of the schema.
    pub fields: Vec<ProposedField>,
    /// What became of each column, in the order of the file.
    pub columns: Vec<ProposedColumn>,
    /// What was chosen among several or left out, in French.
    pub notes: Vec<String>,
    /// What no column says and no place can do without, in French. Empty: the mapping can be used.
    pub lacking: Vec<String>,
    /// What the mapping gives; `None` where it cannot be used.
    pub preview: Option<Preview>,
}

impl Proposal {
    /// Sets its sentences with the no-break spaces of French.
    pub(super) fn typeset(&mut self) {
        let reasons = self.fields.iter_mut().flat_map(|field| &mut field.reasons);
        let left_out = self.columns.iter_mut().filter_map(|column| column.left_out.as_mut());
        let sentences = self.notes.iter_mut().chain(&mut self.lacking);
        for text in reasons.chain(left_out).chain(sentences) {
            *text = french(text);
        }
    }

    /// What is proposed for a field.
    pub fn field(&self, field: Field) -> Option<&ProposedField> {
        self.fields.iter().find(|proposed| proposed.field == field.name())
    }
}
