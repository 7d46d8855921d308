//! What an index is called and what high means: the words that depend on what a method measures.

use serde::{Deserialize, Serialize};

/// The words of an index in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexWords {
    /// What the index is called, in full.
    pub long: String,
    /// The same where there is little room.
    pub short: String,
    /// What it measures, without an article: "fragilité numérique".
    pub noun: String,
    /// What a unit with a higher index is: "plus fragile", "indice plus élevé".
    pub high: String,
    /// What a unit with a lower index is.
    pub low: String,
    /// What a high index says, in a sentence without its point.
    pub key: String,
}

/// The words of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodWords {
    /// In French.
    pub fr: IndexWords,
    /// In English.
    pub en: IndexWords,
}

impl MethodWords {
    /// Those of an index of which nobody said what it measures: high is high, and nothing is fragile.
    pub fn neutral(title: &str) -> Self {
        let words = |[short, noun, high, low, key]: [&str; 5]| IndexWords {
            long: title.into(),
            short: short.into(),
            noun: noun.into(),
            high: high.into(),
            low: low.into(),
            key: key.into(),
        };
        Self {
            fr: words([
                "Indice",
                "indice",
                "indice plus élevé",
                "indice plus faible",
                "Indice élevé : vers le haut de l’échelle de la méthode",
            ]),
            en: words([
                "Index",
                "index",
                "higher index",
                "lower index",
                "High index: towards the top of the method's scale",
            ]),
        }
    }
}

/// Those of a build that was written before methods had words.
impl Default for MethodWords {
    fn default() -> Self {
        Self::neutral("Indice")
    }
}
