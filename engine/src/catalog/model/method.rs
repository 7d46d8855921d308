//! A method that is ready to compute: everything named is there, weights are usable, the tree of
//! axes has no cycle.

use std::path::PathBuf;

use serde::Deserialize;

use super::access::Access;
use super::covers::Covers;
use super::dataset::Dataset;
use super::measure::Measure;
use super::preset::Preset;
use super::scenario::Scenario;
use super::words::MethodWords;
use crate::composite::aggregate::Aggregate;
use crate::composite::impute::Impute;
use crate::composite::normalise::Normalise;
use crate::composite::treat::Treat;
use crate::composite::{Direction, Scale};
use crate::error::{Error, Result, nearest};

/// The COG year that territories are given in.
pub const REFERENCE_YEAR: u16 = 2026;
/// The levels of France, finest first.
pub const LEVELS: [&str; 5] = ["iris", "commune", "epci", "departement", "region"];

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
    /// What the index is called, and what high means.
    pub words: MethodWords,
    /// The file it came from.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// SHA-256 of its text, and of the scenario.
    pub sha256: String,
    /// What was changed since its text was read.
    pub scenario: Scenario,
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
    /// Whether a high value raises the index.
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
            None => LEVELS.iter().map(ToString::to_string).collect(),
        }
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
        self.indicators.iter().any(|i| !i.optional && self.datasets_of(i).contains(&id))
            || self.territory.as_ref().is_some_and(|own| own.dataset.id == id)
            || self.grid.as_ref().is_some_and(|grid| grid.dataset.id == id)
    }

    /// Ids of the datasets that an indicator reads.
    pub fn datasets_of<'a>(&'a self, indicator: &'a Indicator) -> Vec<&'a str> {
        let mut out = vec![self.table_of(indicator).id.as_str()];
        match &indicator.measure {
            Measure::Nearest { places } => out.extend(places.iter().map(String::as_str)),
            Measure::Covered { by, .. } => out.push(&self.tables[*by].id),
            Measure::Rate { .. } | Measure::Value { .. } => {}
        }
        out
    }

    /// Counts the places of another inventory; one of the same id is replaced.
    ///
    /// # Errors
    /// A method that counts no help.
    pub fn count_places(&mut self, dataset: Dataset) -> Result<()> {
        let Some(access) = &mut self.access else {
            return Err(Error::request(format!("method `{}` counts no help", self.id))
                .with_help("give it an [access] section (docs/methods.md)"));
        };
        match access.places.iter_mut().find(|known| known.id == dataset.id) {
            Some(known) => *known = dataset,
            None => access.places.push(dataset),
        }
        Ok(())
    }

    /// Says which area an inventory that is counted covers.
    ///
    /// # Errors
    /// A method without `[access]`; one that does not count these places.
    pub fn places_cover(&mut self, id: &str, covers: Covers) -> Result<()> {
        let mut places = self.access.iter_mut().flat_map(|access| &mut access.places);
        if let Some(known) = places.find(|known| known.id == id) {
            known.covers = covers;
            return Ok(());
        }
        let known = self.access.iter().flat_map(|access| &access.places);
        Err(Error::request(format!("method `{}` counts no places `{id}`", self.id))
            .with_help(nearest(id, known.map(|known| known.id.as_str()))))
    }

    /// The dataset an indicator reads.
    pub fn table_of(&self, indicator: &Indicator) -> &Dataset {
        &self.tables[indicator.table]
    }
}
