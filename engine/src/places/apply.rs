//! One row through a mapping: the texts of each field, and what was not expected in them.

use arrow::array::{Array, StringArray};

use super::check::pair;
use super::dates;
use super::hours;
use crate::catalog::mapping::{Mapping, Otherwise, Rule, Take};
use crate::error::Result;
use crate::schema::Field;
use crate::spatial::point_of_wkb;
use crate::table::Table;
use crate::text::key;

/// What the rules of a field gave for a row.
#[derive(Debug, Default)]
pub struct Given {
    /// Texts, in the order in which they stand; not validated.
    pub texts: Vec<String>,
    /// Texts that the mapping does not know, and why.
    pub unknown: Vec<(String, String)>,
    /// Texts of which a part is left out or made over, and what was done.
    pub mended: Vec<(String, String)>,
}

/// A mapping bound to the columns of a table.
pub struct Bound<'a> {
    fields: Vec<(Field, Vec<BoundRule<'a>>)>,
    missing: Vec<String>,
}

struct BoundRule<'a> {
    rule: &'a Rule,
    /// One a column of the rule; `None` where it is absent.
    columns: Vec<Option<StringArray>>,
}

impl<'a> Bound<'a> {
    /// `present` are the names of the columns that were read; `missing` the texts that mean "no
    /// value".
    ///
    /// # Errors
    /// A column that cannot be read as text.
    pub fn new(
        mapping: &'a Mapping,
        table: &Table,
        present: &[String],
        missing: &[String],
    ) -> Result<Self> {
        let mut fields = Vec::with_capacity(mapping.rules.len());
        for (field, rules) in &mapping.rules {
            let mut bound = Vec::with_capacity(rules.len());
            for rule in rules {
                let columns = rule
                    .columns()
                    .into_iter()
                    .map(|name| {
                        let there = present.iter().any(|p| p == name);
                        there.then(|| texts(table, name)).transpose()
                    })
                    .collect::<Result<_>>()?;
                bound.push(BoundRule { rule, columns });
            }
            fields.push((*field, bound));
        }
        Ok(Self { fields, missing: missing.to_vec() })
    }

    /// Whether a row has no value in any column of the mapping: what the mapping itself adds is none.
    pub fn is_empty(&self, row: usize) -> bool {
        let columns = self.fields.iter().flat_map(|(_, rules)| rules).flat_map(|r| &r.columns);
        columns.into_iter().all(|column| self.cell(column.as_ref(), row).is_none())
    }

    /// The fields of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (Field, Given)> + '_ {
        self.fields.iter().map(move |(field, rules)| {
            let mut given = Given::default();
            for rule in rules {
                // A field of one value takes the first rule that gives one.
                if field.is_list() || given.texts.is_empty() {
                    self.apply(*field, rule, row, &mut given);
                }
            }
            (*field, given)
        })
    }

    fn cell<'t>(&self, column: Option<&'t StringArray>, row: usize) -> Option<&'t str> {
        let column = column?;
        let text = if column.is_null(row) { "" } else { column.value(row).trim() };
        (!text.is_empty() && !self.missing.iter().any(|m| m == text)).then_some(text)
    }

    fn apply(&self, field: Field, bound: &BoundRule, row: usize, given: &mut Given) {
        let rule = bound.rule;
        let cells = bound.columns.iter().map(|c| self.cell(c.as_ref(), row));
        match &rule.take {
            Take::Const(texts) => given.texts.extend(texts.iter().cloned()),
            Take::Days(days) => self.week(days, &cells.collect::<Vec<_>>(), given),
            Take::Columns { join: None, .. } => {
                if let Some(text) = cells.flatten().next() {
                    take(field, rule, text, given);
                }
            }
            Take::Columns { join: Some(join), .. } => {
                let all: Vec<&str> = cells.flatten().collect();
                if !all.is_empty() {
                    take(field, rule, &all.join(join), given);
                }
            }
        }
    }

    /// A week from its days; one day that cannot be read leaves the week unknown.
    #[allow(clippy::unused_self)] // beside its siblings
    fn week(&self, days: &[Vec<String>; 7], cells: &[Option<&str>], given: &mut Given) {
        let mut week = hours::Week::default();
        let mut at = 0;
        for (day, columns) in days.iter().enumerate() {
            for _ in columns {
                let Some(text) = cells.get(at).copied().flatten() else {
                    at += 1;
                    continue;
                };
                // The columns of one day, such as morning and afternoon, go on in their order.
                let read = hours::cell(text).and_then(|cell| {
                    week[day].extend(&cell.open);
                    hours::in_order(&week[day]).map(|()| cell)
                });
                match read {
                    Ok(hours::DayHours { open, dropped: Some(words) }) => {
                        let closed = if open.is_empty() { ": no hours on this day" } else { "" };
                        let problem = format!("« {words} » is left out{closed}");
                        given.mended.push((text.into(), problem));
                    }
                    Ok(_) => {}
                    Err(e) => {
                        let column = days.iter().flatten().nth(at).map_or("", String::as_str);
                        given.unknown.push((text.into(), format!("`{column}`: {e}")));
                    }
                }
                at += 1;
            }
        }
        hours::spread(&mut week);
        let text = hours::to_text(&week);
        if given.unknown.is_empty() && !text.is_empty() {
            given.texts.push(text);
        }
    }
}

/// A column as text; of a map layer's geometries, `POINT (1.487 46.237)` of each.
///
/// # Errors
/// The column was not read.
pub fn texts(table: &Table, name: &str) -> Result<StringArray> {
    if !table.is_binary(name) {
        return table.text(name);
    }
    let point = |wkb: &[u8]| point_of_wkb(wkb).ok()?.map(|[x, y]| format!("POINT ({x} {y})"));
    Ok(table.binary(name)?.iter().map(|wkb| wkb.and_then(point)).collect())
}

fn take(field: Field, rule: &Rule, text: &str, given: &mut Given) {
    let text = match &rule.pattern {
        None => text,
        Some(pattern) => {
            let found = pattern.regex.captures(text).and_then(|c| c.get(pattern.group));
            match (found.map(|m| m.as_str().trim()).filter(|t| !t.is_empty()), rule.otherwise) {
                (Some(found), _) => found,
                (None, Otherwise::Keep) => text,
                (None, Otherwise::Drop) => return,
                (None, Otherwise::Reject) => {
                    given.unknown.push((
                        text.into(),
                        format!("is not as the mapping expects it: {}", pattern.regex.as_str()),
                    ));
                    return;
                }
            }
        }
    };
    match (&rule.split, rule.part) {
        (None, Some(part)) if matches!(field, Field::Latitude | Field::Longitude) => {
            coordinate(field, part, rule, text, given);
        }
        (split, Some(part)) => {
            let separator = split.as_deref().unwrap_or(",");
            match text.split(separator).nth(part - 1).map(str::trim) {
                Some(one) if !one.is_empty() => value(rule, one, given),
                _ => given
                    .unknown
                    .push((text.into(), format!("has no part {part} when split at {separator:?}"))),
            }
        }
        (Some(separator), None) => {
            for one in text.split(separator.as_str()).map(str::trim).filter(|t| !t.is_empty()) {
                value(rule, one, given);
            }
        }
        (None, None) if field.is_list() && !rule.values.is_empty() => {
            for one in text.split('|').map(str::trim).filter(|t| !t.is_empty()) {
                value(rule, one, given);
            }
        }
        (None, None) => value(rule, text, given),
    }
}

/// One of the two coordinates of a cell.
fn coordinate(field: Field, part: usize, rule: &Rule, text: &str, given: &mut Given) {
    let latitude = field == Field::Latitude;
    match pair(text) {
        Some(pair) if part <= 2 => {
            // A text that says which is which knows better than the mapping.
            let first = if pair.named { latitude } else { part == 1 };
            if pair.minutes && latitude {
                let read = format!("is read as {}, {} in decimal degrees", pair.first, pair.second);
                given.mended.push((text.into(), read));
            }
            value(rule, if first { &pair.first } else { &pair.second }, given);
        }
        _ => given.unknown.push((
            text.into(),
            "holds no two coordinates that can be told apart: expected 46.237, 1.487".into(),
        )),
    }
}

fn value(rule: &Rule, text: &str, given: &mut Given) {
    if !rule.values.is_empty() {
        match (rule.values.get(&key(text)), rule.otherwise) {
            (Some(to), _) => {
                given.texts.extend(to.iter().cloned());
                return;
            }
            (None, Otherwise::Keep) => {}
            (None, Otherwise::Drop) => return,
            (None, Otherwise::Reject) => {
                given.unknown.push((text.into(), "the mapping does not say what it is".into()));
                return;
            }
        }
    }
    let text = match &rule.date {
        None => text.to_string(),
        Some(format) => match dates::read(text, Some(format)) {
            Some(date) => date.format("%Y-%m-%d").to_string(),
            None => {
                given.unknown.push((text.into(), format!("is no date written as {format}")));
                return;
            }
        },
    };
    given.texts.push(if rule.prefix.is_empty() { text } else { format!("{}{text}", rule.prefix) });
}
