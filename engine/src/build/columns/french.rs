//! What columns are called in French: in the workbooks that officers open. Files of data keep their names.

use crate::typography::french;

/// A column's heading and meaning, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrenchText {
    /// Its heading.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

impl FrenchText {
    /// Of a heading and its meaning, as they are [printed in French](french).
    pub fn new(label: impl AsRef<str>, meaning: impl AsRef<str>) -> Self {
        Self { label: french(label.as_ref()), meaning: french(meaning.as_ref()) }
    }
}

/// A unit of the registry, in French; those of indicators are French already.
pub fn french_unit(unit: &str) -> &str {
    match unit {
        "persons" => "personnes",
        "places/10,000" => "lieux pour 10\u{202f}000 personnes concernées",
        "h/10,000" => "heures par semaine pour 10\u{202f}000 personnes concernées",
        other => other,
    }
}
