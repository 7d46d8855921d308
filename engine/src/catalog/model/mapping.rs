//! From an inventory's own columns to the schema: the `[places]` section of a dataset.
//!
//! Every field that a [`Mapping`] names is one of the schema, every value that it writes is allowed,
//! every pattern compiles. `places` reads rows with it. The keys are described in
//! `docs/places.md`.

use std::collections::BTreeMap;

use crate::schema::Field;

/// How the rows of a file become places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Rules of each field that is filled, in the order of the schema.
    pub rules: Vec<(Field, Vec<Rule>)>,
    /// EPSG code of the coordinates; degrees of WGS 84 when absent.
    pub crs: Option<u32>,
    /// What becomes of a position outside of the commune that its row says.
    pub outside: Outside,
}

/// What becomes of a position outside of the commune that its row says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Outside {
    /// It is kept, and reported: the position may be right and the commune wrong.
    #[default]
    Keep,
    /// The centre of the commune replaces it: the place cannot be anywhere else.
    Centre,
}

/// Where a value comes from, and what is done with it, in the order of the fields below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Where from.
    pub take: Take,
    /// The part of the text that counts.
    pub pattern: Option<Pattern>,
    /// Separator of several values.
    pub split: Option<String>,
    /// The one of the values that counts, from 1.
    pub part: Option<usize>,
    /// What values become; compared without case, accents and punctuation. None: they stay.
    pub values: BTreeMap<String, Vec<String>>,
    /// What becomes of a text that `pattern` or `values` does not know.
    pub otherwise: Otherwise,
    /// How dates are written, in `strftime`'s notation.
    pub date: Option<String>,
    /// Written before the text.
    pub prefix: String,
    /// The columns may be absent.
    pub optional: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// The same for all rows.
    Const(Vec<String>),
    /// The first column that is not empty, or all of them joined.
    Columns {
        /// Their names.
        names: Vec<String>,
        /// What separates them.
        join: Option<String>,
    },
    /// Columns of hours by day, Monday first.
    Days(Box<[Vec<String>; 7]>),
}

/// What becomes of a text that is not expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// Reported; the place is kept without it.
    #[default]
    Reject,
    /// Left out: the mapping says that this is right.
    Drop,
    /// Kept as it is.
    Keep,
}

/// A regular expression and the group of it that counts.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Compiled.
    pub regex: regex::Regex,
    /// 0 is the whole match.
    pub group: usize,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.regex.as_str() == other.regex.as_str() && self.group == other.group
    }
}

impl Eq for Pattern {}

impl Rule {
    /// The columns it reads.
    pub fn columns(&self) -> Vec<&str> {
        match &self.take {
            Take::Const(_) => Vec::new(),
            Take::Columns { names, .. } => names.iter().map(String::as_str).collect(),
            Take::Days(days) => days.iter().flatten().map(String::as_str).collect(),
        }
    }
}

impl Mapping {
    /// The columns that are read, and whether each may be absent.
    pub fn columns(&self) -> Vec<(&str, bool)> {
        let mut out: Vec<(&str, bool)> = Vec::new();
        for rule in self.rules.iter().flat_map(|(_, rules)| rules) {
            for name in rule.columns() {
                match out.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, optional)) => *optional &= rule.optional,
                    None => out.push((name, rule.optional)),
                }
            }
        }
        out
    }

    /// Whether the source gives a field in every row, so that an empty one is a mistake: not where
    /// the mapping only picks some values and drops the others.
    pub fn tells(&self, field: Field) -> bool {
        let picks = |r: &Rule| !r.values.is_empty() && r.otherwise == Otherwise::Drop;
        self.rules.iter().any(|(f, rules)| *f == field && !rules.iter().all(picks))
    }
}
