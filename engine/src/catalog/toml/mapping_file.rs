//! The keys of `[places]`, as written. Nothing is checked here but that they are known.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// A `[places]` section: rules by field, and a few keys of its own.
pub type SectionFile = BTreeMap<String, Spanned<EntryFile>>;

/// Where a field's value comes from.
#[derive(Debug)]
pub enum EntryFile {
    /// `nom = "lib_fs"`: a column.
    Text(String),
    /// `same_names = true`
    Flag(bool),
    /// `nom = { column = "lib_fs", … }`
    Rule(Box<RuleFile>),
    /// Several rules: the first that gives something, or all of them for a list.
    Several(Vec<EntryFile>),
}

/// `{ column = …, … }`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    #[serde(default)]
    pub column: Option<String>,
    #[serde(default)]
    pub columns: Option<Vec<String>>,
    #[serde(default)]
    pub join: Option<String>,
    #[serde(default, rename = "const")]
    pub constant: Option<Spanned<TextOrTexts>>,
    #[serde(default)]
    pub days: Option<Spanned<BTreeMap<String, TextOrTexts>>>,
    #[serde(default, rename = "match")]
    pub pattern: Option<Spanned<String>>,
    #[serde(default)]
    pub group: Option<usize>,
    #[serde(default)]
    pub split: Option<String>,
    #[serde(default)]
    pub part: Option<usize>,
    #[serde(default)]
    pub values: Option<BTreeMap<String, Spanned<TextOrTexts>>>,
    #[serde(default)]
    pub otherwise: Option<Spanned<String>>,
    #[serde(default)]
    pub date: Option<Spanned<String>>,
    #[serde(default)]
    pub prefix: Option<String>,
    #[serde(default)]
    pub optional: bool,
}

/// One text, or a list of texts.
#[derive(Debug, Default, Clone)]
pub struct TextOrTexts(pub Vec<String>);

impl<'de> Deserialize<'de> for EntryFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = EntryFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column, or { column = \"…\" }, or a list of these")
    }

    fn visit_str<E>(self, text: &str) -> Result<EntryFile, E> {
        Ok(EntryFile::Text(text.into()))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<EntryFile, E> {
        Ok(EntryFile::Flag(flag))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EntryFile, A::Error> {
        RuleFile::deserialize(MapAccessDeserializer::new(map)).map(|r| EntryFile::Rule(Box::new(r)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<EntryFile, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        Ok(EntryFile::Several(all))
    }
}

impl<'de> Deserialize<'de> for TextOrTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = TextOrTexts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E>(self, text: &str) -> Result<TextOrTexts, E> {
        Ok(TextOrTexts(vec![text.into()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<TextOrTexts, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        Ok(TextOrTexts(all))
    }
}
