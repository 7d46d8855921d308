//! `[words]`, as written: what an index is called, and what high means.

use serde::Deserialize;
use toml::Spanned;

/// `[words]`: in French, with those in English below.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    pub long: Option<Spanned<String>>,
    pub short: Option<Spanned<String>>,
    pub noun: Option<Spanned<String>>,
    pub high: Option<Spanned<String>>,
    pub low: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
    pub en: Option<IndexWordsFile>,
}

/// The words of one language; `[words.en]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexWordsFile {
    pub long: Option<Spanned<String>>,
    pub short: Option<Spanned<String>>,
    pub noun: Option<Spanned<String>>,
    pub high: Option<Spanned<String>>,
    pub low: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
}

impl WordsFile {
    /// The words in French, and in English.
    pub fn languages(self) -> [IndexWordsFile; 2] {
        let Self { long, short, noun, high, low, key, en } = self;
        [IndexWordsFile { long, short, noun, high, low, key }, en.unwrap_or_default()]
    }
}
