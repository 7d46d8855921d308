//! A method that is ready to compute: everything named is there, weights are usable, the tree of
//! axes has no cycle.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Catalog;
use super::access::Access;
use super::dataset::Dataset;
use super::file::{Measure, Over};
use super::preset::Preset;
use super::resolve;
use crate::error::Result;
use crate::index::aggregate::Aggregate;
use crate::index::impute::Impute;
use crate::index::normalise::{Direction, Normalise, Scale};
use crate::index::treat::Treat;

/// A method.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What every output says of it (may be empty).
    pub notice: String,
    /// Where it is published; what is our choice.
    pub source: String,
    /// The file it came from.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// SHA-256 of its text, and of the choices made since.
    pub sha256: String,
    /// The choices made since.
    pub choice: Selection,
    /// Levels to compute, as asked for.
    pub levels: Vec<String>,
    /// Reference COG year.
    pub geography: u16,
    /// Scale of the normalised indicators.
    pub scale: Scale,
    /// Reference zone: `france`, or a level.
    pub zone: String,
    /// Missing values.
    pub missing: MissingRule,
    /// How axes become the index.
    pub index: IndexRule,
    /// Axes, in the order of the file.
    pub axes: Vec<Axis>,
    /// Scored indicators in the order of the axes, then context indicators.
    pub indicators: Vec<Indicator>,
    /// The tables that the indicators read.
    pub tables: Vec<Dataset>,
    /// Units of one's own; France's when absent.
    pub territory: Option<OwnTerritory>,
    /// Other weights that go with the method.
    pub presets: Vec<Preset>,
    /// Which help is set against the index; none when absent.
    pub access: Option<Access>,
    /// The squares in which people live, when they are known.
    pub grid: Option<Grid>,
    /// Contours of IRIS, when their file is there; the program has those of communes alone.
    pub contours: Option<Dataset>,
}

/// A population grid.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The table of squares, whose rows are located.
    pub dataset: Dataset,
    /// Persons in each: an expression.
    pub persons: String,
}

/// Units of one's own: another country, an older COG year, a Hub's zones.
#[derive(Debug, Clone)]
pub struct OwnTerritory {
    /// The table of units, one row a unit of the finest level.
    pub dataset: Dataset,
    /// The finest level.
    pub level: String,
    /// Column of codes.
    pub code: String,
    /// Column of names; codes stand for them when absent.
    pub name: Option<String>,
    /// Column of persons.
    pub population: Option<String>,
    /// Column of contours (WKB, WGS 84 longitude and latitude).
    pub geometry: Option<String>,
    /// Coarser levels, finest first.
    pub parents: Vec<ParentColumn>,
}

/// A coarser level of one's own territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentColumn {
    /// Its id.
    pub level: String,
    /// Column of its codes.
    pub code: String,
    /// Column of its names.
    pub name: Option<String>,
}

/// Another choice of levels, indicators, weights and reference than the method's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Levels to compute; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Indicators to score; all when empty. The others become context.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Other weights, of indicators or axes, among their siblings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<(String, f64)>,
    /// Another reference zone: `france`, or a level whose units are zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Selection {
    /// Whether it leaves the method as it is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl OwnTerritory {
    /// Ids of its levels, finest first.
    pub fn levels(&self) -> Vec<String> {
        let coarser = self.parents.iter().map(|p| p.level.clone());
        std::iter::once(self.level.clone()).chain(coarser).collect()
    }
}

/// What to do about missing values.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingRule {
    /// Share of effective weight, 0–1, below which no score is given.
    pub min_available: f64,
    /// Share of the scored indicators, 0–1, below which a unit is left out before anything is
    /// imputed or compared; 0 leaves none out.
    pub screen: f64,
    /// Imputation.
    pub impute: Impute,
    /// Level whose units are imputation's groups; the whole when absent.
    pub within: Option<String>,
}

/// How the index is made.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRule {
    /// Formula.
    pub aggregate: Aggregate,
    /// Of axes or of indicators.
    pub over: Over,
    /// Multiplies the result.
    pub factor: f64,
}

/// A child of an axis or of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// Position in [`Method::axes`].
    Axis(usize),
    /// Position in [`Method::indicators`].
    Indicator(usize),
}

/// One axis.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Position of its parent; `None` directly under the index.
    pub parent: Option<usize>,
    /// Weight among its siblings (relative).
    pub weight: f64,
    /// Formula.
    pub aggregate: Aggregate,
    /// Indicators and axes under it, with their relative weights.
    pub children: Vec<(Node, f64)>,
}

/// What makes an indicator count.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Position of its axis.
    pub axis: usize,
    /// Relative weight in the axis.
    pub weight: f64,
    /// Product of the relative weights on its way down the tree, all siblings counted; these sum
    /// to 1 over the scored indicators.
    pub effective_weight: f64,
    /// What is done about outliers first.
    pub treat: Option<Treat>,
    /// Normalisation.
    pub normalise: Normalise,
}

/// One indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its id: the name of its columns.
    pub id: String,
    /// A phrase for people.
    pub title: String,
    /// Unit of the value.
    pub unit: String,
    /// Whether a high value is more fragile.
    pub direction: Direction,
    /// Position in [`Method::tables`].
    pub table: usize,
    /// Expressions.
    pub measure: Measure,
    /// Multiplies the result.
    pub factor: f64,
    /// What a reader must know.
    pub note: String,
    /// Whether its table may be absent.
    pub optional: bool,
    /// `None`: context, shown and not scored.
    pub scored: Option<Scored>,
}

impl Method {
    /// Ids of all levels of the method's territory, finest first.
    pub fn territory_levels(&self) -> Vec<String> {
        match &self.territory {
            Some(own) => own.levels(),
            None => super::LEVELS.iter().map(ToString::to_string).collect(),
        }
    }

    /// Parses and checks a method file against the catalogue.
    ///
    /// # Errors
    /// Every mistake names the file, the line where one is known, and what was expected.
    pub fn parse(text: &str, path: &Path, catalog: &Catalog) -> Result<Self> {
        resolve::method(text, path, catalog)
    }

    /// Children of the index: the top axes with their weights.
    pub fn top(&self) -> Vec<(Node, f64)> {
        (0..self.axes.len())
            .filter(|a| self.axes[*a].parent.is_none())
            .map(|a| (Node::Axis(a), self.axes[a].weight))
            .collect()
    }

    /// Axes with children before parents.
    pub fn axes_bottom_up(&self) -> Vec<usize> {
        let depth = |mut a: usize| {
            let mut d = 0;
            while let Some(p) = self.axes[a].parent {
                a = p;
                d += 1;
            }
            d
        };
        let mut order: Vec<usize> = (0..self.axes.len()).collect();
        order.sort_by_key(|a| (std::cmp::Reverse(depth(*a)), *a));
        order
    }

    /// Scored indicators under an axis, at any depth, by position.
    pub fn indicators_under(&self, axis: usize) -> Vec<usize> {
        let mut out = Vec::new();
        for (child, _) in &self.axes[axis].children {
            match child {
                Node::Indicator(i) => out.push(*i),
                Node::Axis(a) => out.extend(self.indicators_under(*a)),
            }
        }
        out
    }

    /// Every dataset that the method reads: tables, places, squares, contours; each once.
    pub fn datasets(&self) -> Vec<&Dataset> {
        let places = self.access.iter().flat_map(|access| &access.places);
        let squares = self.grid.iter().map(|grid| &grid.dataset);
        let mut out: Vec<&Dataset> = Vec::new();
        for dataset in self.tables.iter().chain(places).chain(squares).chain(&self.contours) {
            if out.iter().all(|d| d.id != dataset.id) {
                out.push(dataset);
            }
        }
        out
    }

    /// Whether the method cannot do without a dataset.
    pub fn needs(&self, id: &str) -> bool {
        let of = |i: &Indicator| {
            let nearest =
                matches!(&i.measure, Measure::Nearest { places } if places.iter().any(|p| p == id));
            let covers =
                matches!(&i.measure, Measure::Covered { by, .. } if self.tables[*by].id == id);
            nearest || covers || self.tables[i.table].id == id
        };
        self.indicators.iter().any(|i| !i.optional && of(i))
            || self.territory.as_ref().is_some_and(|own| own.dataset.id == id)
            || self.grid.as_ref().is_some_and(|grid| grid.dataset.id == id)
    }

    /// The dataset an indicator reads.
    pub fn table_of(&self, indicator: &Indicator) -> &Dataset {
        &self.tables[indicator.table]
    }
}

/// A zone, as users name it: `departement:93`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneName {
    /// Level id.
    pub level: String,
    /// Code.
    pub code: String,
}

impl std::str::FromStr for ZoneName {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text.split_once(':') {
            Some((level, code)) if !level.is_empty() && !code.is_empty() => {
                Ok(Self { level: level.into(), code: code.into() })
            }
            _ => Err(format!("a zone is written level:code, as in departement:93, not {text:?}")),
        }
    }
}

impl std::fmt::Display for ZoneName {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}:{}", self.level, self.code)
    }
}
