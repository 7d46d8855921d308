//! The keys of a method file, as written (`methods.md`, section 5). Nothing is resolved here.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::access::AccessFile;
use super::table_file::TableFile;
use crate::index::impute::Impute;
use crate::index::normalise::{Direction, Normalise, Scale};
use crate::index::treat::Treat;

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
    pub table: BTreeMap<String, Spanned<TableFile>>,
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

/// Where imputation takes its groups: one of the territory's levels.
pub type ImputeWithin = Option<Spanned<String>>;

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
    pub within: ImputeWithin,
}

/// What the index is a mean of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// Of its top axes.
    #[default]
    Axes,
    /// Of all available indicators, by their effective weights.
    Indicators,
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

/// `[indicator.<id>]`, in a method or in a dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorFile {
    /// A phrase for people, in French.
    #[serde(default)]
    pub title: String,
    /// "%", "hab./km²", "km", "h"…
    #[serde(default)]
    pub unit: String,
    /// Whether a high value is more fragile (`up`, the default) or less (`down`).
    #[serde(default)]
    pub direction: Direction,
    /// A `[table.…]` of the method or a dataset of the catalogue.
    #[serde(default)]
    pub table: Option<String>,
    /// Summed over units, then divided by the denominator.
    #[serde(default)]
    pub numerator: Option<String>,
    /// See `numerator`.
    #[serde(default)]
    pub denominator: Option<String>,
    /// Published only as a value.
    #[serde(default)]
    pub value: Option<String>,
    /// Weight of the value when units are put together; the population when absent.
    #[serde(default)]
    pub weight: Option<String>,
    /// Datasets of places, or tables of the method that have a mapping: the value is the distance in
    /// kilometres to the nearest place, the mean of it over several of them.
    #[serde(default)]
    pub nearest: Option<Vec<String>>,
    /// A table of polygons: the share that they cover.
    #[serde(default)]
    pub covered: Option<String>,
    /// Of what: `area`, or a table of points, each as much as its `weight`.
    #[serde(default)]
    pub of: Option<String>,
    /// Multiplies the result: 100 for a percentage.
    #[serde(default)]
    pub factor: Option<f64>,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

/// How an indicator is measured: expressions over its table's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Counts, summed up the hierarchy then divided.
    Rate {
        /// Counted.
        numerator: String,
        /// Among.
        denominator: String,
    },
    /// A published value, averaged up the hierarchy.
    Value {
        /// The value.
        value: String,
        /// Its weight; the unit's population when absent.
        weight: Option<String>,
    },
    /// Distance to the nearest place of each of these datasets, averaged over them, and up the
    /// hierarchy by the population.
    Nearest {
        /// Ids of datasets of places.
        places: Vec<String>,
    },
    /// The share that polygons cover of each unit's area, or of the points in it.
    Covered {
        /// Position of the table of polygons among the method's tables.
        by: usize,
        /// Of points, which are the rows of the indicator's table; else of the area.
        points: bool,
        /// How much each point counts; 1 when absent.
        weight: Option<String>,
    },
}

impl Measure {
    /// The expressions, in the order they are read.
    pub fn expressions(&self) -> Vec<&str> {
        match self {
            Self::Rate { numerator, denominator } => vec![numerator, denominator],
            Self::Value { value, weight: Some(w) } => vec![value, w],
            Self::Value { value, weight: None } => vec![value],
            Self::Nearest { .. } => Vec::new(),
            Self::Covered { weight, .. } => weight.iter().map(String::as_str).collect(),
        }
    }
}

impl IndicatorFile {
    /// The measure, or what is wrong.
    pub fn measure(&self) -> Result<Measure, String> {
        if let Some(places) = &self.nearest {
            return self.distance(places);
        }
        if self.covered.is_some() {
            let points = self.of.as_deref() != Some("area");
            return match (&self.numerator, &self.denominator, &self.value, &self.table, &self.of) {
                (None, None, None, None, Some(_)) if points || self.weight.is_none() => {
                    Ok(Measure::Covered { by: usize::MAX, points, weight: self.weight.clone() })
                }
                (.., Some(_)) if !points && self.weight.is_some() => {
                    Err("`weight` goes with points, not with `of = \"area\"`".into())
                }
                (.., None) => Err("`covered` needs `of`: \"area\", or a table of points".into()),
                _ => {
                    Err("`covered` excludes `table`, `value`, `numerator` and `denominator`".into())
                }
            };
        }
        match (&self.numerator, &self.denominator, &self.value, &self.weight) {
            (Some(n), Some(d), None, None) => {
                Ok(Measure::Rate { numerator: n.clone(), denominator: d.clone() })
            }
            (None, None, Some(v), w) => Ok(Measure::Value { value: v.clone(), weight: w.clone() }),
            (Some(_), None, None, _) => Err("there is a `numerator` but no `denominator`".into()),
            (None, Some(_), None, _) => Err("there is a `denominator` but no `numerator`".into()),
            (Some(_), Some(_), None, Some(_)) => {
                Err("`weight` goes with `value`: a rate is weighted by its denominator".into())
            }
            (None, None, None, _) => Err("give `numerator` and `denominator`, or `value`".into()),
            _ => Err("`value` excludes `numerator` and `denominator`".into()),
        }
    }

    fn distance(&self, places: &[String]) -> Result<Measure, String> {
        let others = [&self.numerator, &self.denominator, &self.value, &self.weight, &self.table];
        if others.into_iter().any(Option::is_some) {
            return Err("`nearest` excludes `table`, `value`, `numerator` and `weight`".into());
        }
        if places.is_empty() {
            return Err("`nearest` names at least one dataset of places".into());
        }
        Ok(Measure::Nearest { places: places.to_vec() })
    }
}
