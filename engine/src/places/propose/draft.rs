//! What is proposed for each field, as it is put together from columns.

use std::collections::BTreeMap;

use super::column_role::ColumnRole;
use super::headings::HeadingFit;
use super::model::{Certainty, ProposedField, ProposedRule, UnknownValue};
use super::translation::Translation;
use crate::error::ranked;
use crate::schema::Field;

/// Values that are not understood that are kept of a field.
const MOST_UNKNOWN: usize = 60;

/// Fields and their rules.
#[derive(Debug, Default)]
pub struct Draft {
    fields: BTreeMap<Field, ProposedField>,
    /// EPSG code of coordinates in metres.
    pub crs: Option<u32>,
}

impl Draft {
    /// Adds a rule to a field, with the columns that it reads, how certain they are and why.
    pub fn add(&mut self, field: Field, rule: ProposedRule, certainty: Certainty, reason: String) {
        let entry = self.fields.entry(field).or_insert_with(|| ProposedField {
            field: field.name(),
            title: field.info().title,
            certainty,
            columns: Vec::new(),
            reasons: Vec::new(),
            rules: Vec::new(),
            unknown: Vec::new(),
            more_values: false,
        });
        entry.certainty = entry.certainty.min(certainty);
        for name in rule.columns.iter().chain(rule.days.iter().flat_map(|(_, names)| names)) {
            if !entry.columns.contains(name) {
                entry.columns.push(name.clone());
            }
        }
        if !reason.is_empty() && !entry.reasons.contains(&reason) {
            entry.reasons.push(reason);
        }
        entry.rules.push(rule);
    }

    /// Says of a field what else could be right.
    pub fn say(&mut self, field: Field, reason: String) {
        if let Some(entry) = self.fields.get_mut(&field) {
            entry.reasons.push(reason);
        }
    }

    /// Says of a field which values of a column are not understood.
    pub fn not_understood(&mut self, field: Field, translation: &Translation) {
        let Some(entry) = self.fields.get_mut(&field) else { return };
        entry.more_values |= translation.more;
        let allowed = field.allowed();
        for value in translation.unknown() {
            if entry.unknown.len() == MOST_UNKNOWN {
                entry.more_values = true;
                return;
            }
            entry.unknown.push(UnknownValue {
                value: value.text.clone(),
                count: value.count,
                nearest: ranked(&value.text, &allowed).first().copied(),
            });
        }
    }

    /// Leaves a field without anything that fills it.
    pub fn leave(&mut self, field: Field) {
        self.fields.remove(&field);
    }

    /// Whether something fills a field.
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    /// The fields that a column fills.
    pub fn filled_by(&self, column: &str) -> Vec<&'static str> {
        let reads = |field: &&ProposedField| field.columns.iter().any(|name| name == column);
        self.fields.values().filter(reads).map(|field| field.field).collect()
    }

    /// All of them, in the order of the schema.
    pub fn into_fields(self) -> Vec<ProposedField> {
        self.fields.into_values().collect()
    }
}

/// Why a column has its role, in French.
pub fn reason(role: &ColumnRole, name: &str) -> String {
    let heading = match role.fit {
        HeadingFit::Whole => "son titre le dit",
        HeadingFit::Part => "une partie de son titre le dit",
        HeadingFit::Silent => "son titre ne le dit pas, ses valeurs si",
        HeadingFit::Chosen => "choisie par vous",
    };
    format!("« {name} » : {heading} ; {}", fitting(role.support))
}

/// « 98 % des valeurs regardées conviennent », rounded down.
pub fn fitting(share: f64) -> String {
    if share >= 1.0 {
        return "toutes les valeurs regardées conviennent".into();
    }
    match (share * 100.0).floor() as u32 {
        0 if share <= 0.0 => "aucune des valeurs regardées ne convient".into(),
        0 => "moins de 1\u{202f}% des valeurs regardées conviennent".into(),
        percent => format!("{percent}\u{202f}% des valeurs regardées conviennent"),
    }
}
