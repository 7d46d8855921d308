//! The keys of a method file, as written. Nothing is resolved here.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::access_file::AccessFile;
use super::dataset_file::DatasetFile;
use super::indicator_file::IndicatorFile;
use super::words_file::WordsFile;
use crate::catalog::model::Over;
use crate::composite::Scale;
use crate::composite::impute::Impute;
use crate::composite::normalise::Normalise;
use crate::composite::treat::Treat;

/// A method file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodFile {
    pub id: String,
    pub title: String,
    /// What every output must say of it, for instance that it is partial.
    #[serde(default)]
    pub notice: String,
    /// Where the method is published and what in it is our choice.
    #[serde(default)]
    pub source: String,
    pub levels: Vec<Spanned<String>>,
    #[serde(default)]
    pub geography: Option<Spanned<u16>>,
    /// What the index is called, and what high means.
    #[serde(default)]
    pub words: Option<WordsFile>,
    #[serde(default)]
    pub scale: Scale,
    #[serde(default)]
    pub reference: ReferenceFile,
    #[serde(default)]
    pub missing: MissingFile,
    #[serde(default)]
    pub index: IndexFile,
    /// The normalisation of every indicator that does not name its own.
    #[serde(default)]
    pub normalise: Option<Normalise>,
    /// The treatment of every indicator that does not name its own.
    #[serde(default)]
    pub treat: Option<Spanned<Treat>>,
    #[serde(default)]
    pub axis: Vec<AxisFile>,
    #[serde(default)]
    pub context: Vec<ContextFile>,
    #[serde(default)]
    pub indicator: BTreeMap<String, Spanned<IndicatorFile>>,
    #[serde(default)]
    pub table: BTreeMap<String, Spanned<DatasetFile>>,
    #[serde(default)]
    pub territory: Option<TerritoryFile>,
    #[serde(default)]
    pub preset: Vec<PresetFile>,
    #[serde(default)]
    pub access: Option<Spanned<AccessFile>>,
    #[serde(default)]
    pub grid: Option<GridFile>,
    #[serde(default)]
    pub contours: Option<ContoursFile>,
}

/// `[contours]`: official contours of units that the program has none of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContoursFile {
    /// A table of the method, or a dataset, with one feature an IRIS: its `key` are codes, its
    /// `locate` names the geometry.
    pub iris: Spanned<String>,
}

/// `[grid]`: the squares in which people live.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridFile {
    /// A table of the method, or a dataset, whose rows are located.
    pub table: Spanned<String>,
    /// Persons in each square: an expression.
    pub persons: String,
}

/// `[[preset]]`: other weights that a user takes in one click.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetFile {
    pub id: Spanned<String>,
    pub title: String,
    /// What it is for, in a sentence.
    #[serde(default)]
    pub note: String,
    /// Weights of indicators or axes among their siblings; the others keep theirs.
    pub weights: BTreeMap<String, Spanned<f64>>,
}

/// `[territory]`: units of one's own instead of France's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerritoryFile {
    pub table: Spanned<String>,
    /// The finest level: its name is free.
    pub level: Spanned<String>,
    /// Column of codes.
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub population: Option<String>,
    #[serde(default)]
    pub geometry: Option<String>,
    /// Coarser levels, finest first, with the column of their codes.
    #[serde(default)]
    pub parents: toml::Table,
    /// Columns of the names of coarser levels; their codes stand for them when absent.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// `[reference]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceFile {
    #[serde(default)]
    pub zone: Option<Spanned<String>>,
}

/// `[missing]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingFile {
    #[serde(default)]
    pub min_available: Option<Spanned<f64>>,
    /// Share of the scored indicators, 0–1, below which a unit is left out of everything.
    #[serde(default)]
    pub screen: Option<Spanned<f64>>,
    #[serde(default)]
    pub impute: Impute,
    #[serde(default)]
    pub within: Option<Spanned<String>>,
}

/// `[index]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexFile {
    #[serde(default)]
    pub aggregate: Option<Spanned<String>>,
    #[serde(default)]
    pub p: Option<f64>,
    #[serde(default)]
    pub over: Over,
    #[serde(default)]
    pub factor: Option<Spanned<f64>>,
}

/// `[[axis]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisFile {
    pub id: Spanned<String>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub parent: Option<Spanned<String>>,
    #[serde(default)]
    pub weight: Option<Spanned<f64>>,
    #[serde(default)]
    pub aggregate: Option<Spanned<String>>,
    #[serde(default)]
    pub p: Option<f64>,
    #[serde(default)]
    pub indicator: Vec<AxisIndicatorFile>,
}

/// `[[axis.indicator]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisIndicatorFile {
    pub id: Spanned<String>,
    #[serde(default)]
    pub weight: Option<Spanned<f64>>,
    #[serde(default)]
    pub normalise: Option<Spanned<Normalise>>,
    #[serde(default)]
    pub treat: Option<Spanned<Treat>>,
    /// Missing everywhere when its table is not there, instead of an error.
    #[serde(default)]
    pub optional: bool,
}

/// `[[context]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextFile {
    pub id: Spanned<String>,
    /// See [`AxisIndicatorFile::optional`].
    #[serde(default)]
    pub optional: bool,
}
