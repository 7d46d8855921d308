//! A method as outputs hold it: everything that is needed to explain a score, and nothing that
//! depends on the machine.

use serde::{Deserialize, Serialize};

use super::access::AccessRule;
use super::measure::Measure;
use super::method::{Method, Over};
use super::preset::Preset;
use super::words::MethodWords;
use crate::composite::Direction;
use crate::composite::treat::Treat;

/// A method, for `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodSummary {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What every output says of it.
    pub notice: String,
    /// Where it is published; what is our choice.
    pub source: String,
    /// What the index is called, and what high means.
    #[serde(default)]
    pub words: MethodWords,
    /// SHA-256 of the method file.
    pub sha256: String,
    /// Levels that were computed, finest first.
    pub levels: Vec<String>,
    /// All levels of the territory, finest first.
    pub territory_levels: Vec<String>,
    /// Dataset of the units, when they are not France's.
    pub territory: Option<String>,
    /// COG year of the units.
    pub geography: u16,
    /// Scale of the normalised indicators: smallest, largest.
    pub scale: [f64; 2],
    /// Reference zone.
    pub reference: String,
    /// Share of effective weight below which no score is given.
    pub min_available: f64,
    /// Share of the scored indicators below which a unit is left out of everything.
    #[serde(default)]
    pub screen: f64,
    /// Imputation: `none`, `mean` or `median`.
    pub impute: String,
    /// Its groups, when not all units.
    pub impute_within: Option<String>,
    /// Formula of the index.
    pub aggregate: String,
    /// Exponent, for `power`.
    pub p: Option<f64>,
    /// `axes` or `indicators`.
    pub over: String,
    /// Multiplies the index.
    pub factor: f64,
    /// Axes.
    pub axes: Vec<AxisSummary>,
    /// Indicators, scored first, then context.
    pub indicators: Vec<IndicatorSummary>,
    /// Other weights that a user takes in one click.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<Preset>,
    /// Which help is set against the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessRule>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AxisSummary {
    /// Its id: column `axis_<id>`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Id of the axis above; none directly under the index.
    pub parent: Option<String>,
    /// Relative weight among its siblings.
    pub weight: f64,
    /// Formula.
    pub aggregate: String,
    /// Exponent, for `power`.
    pub p: Option<f64>,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorSummary {
    /// Its id: columns `value_<id>`, `norm_<id>`, `origin_<id>`, `reason_<id>`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Unit of the value.
    pub unit: String,
    /// `up` or `down`.
    pub direction: String,
    /// Dataset.
    pub table: String,
    /// Level at which the table speaks.
    pub level: String,
    /// Producer.
    pub publisher: String,
    /// Vintage of the figures.
    pub vintage: String,
    /// The expressions.
    pub formula: String,
    /// What a reader must know.
    pub note: String,
    /// Axis it counts in; none for context.
    pub axis: Option<String>,
    /// Relative weight in its axis; none for context.
    pub weight: Option<f64>,
    /// Share of the index when everything is available, 0–1.
    pub effective_weight: Option<f64>,
    /// Treatment of outliers.
    #[serde(default)]
    pub treat: Option<String>,
    /// Normalisation, by name.
    pub normalise: Option<String>,
}

impl MethodSummary {
    /// Whether a unit may lose its score, or an axis, although everything is known of it: a geometric,
    /// harmonic or power mean has no result where an indicator is 0 or below.
    pub fn may_lose_scores(&self) -> bool {
        let rules = self.axes.iter().map(|a| a.aggregate.as_str()).chain([self.aggregate.as_str()]);
        let mut bounded = rules.filter(|name| !matches!(*name, "arithmetic" | "sum"));
        bounded.next().is_some()
    }

    /// The level by whose units the persons of a zone are counted: communes, or the finest that was
    /// computed.
    pub fn heads_level(&self) -> &str {
        let commune = self.levels.iter().find(|level| *level == "commune");
        commune.or(self.levels.first()).map_or("", String::as_str)
    }

    /// Indicators whose outliers are treated, with their positions.
    pub fn treated(&self) -> impl Iterator<Item = (usize, &IndicatorSummary)> {
        self.indicators.iter().enumerate().filter(|(_, i)| i.treat.is_some())
    }
}

impl From<&Method> for MethodSummary {
    fn from(m: &Method) -> Self {
        let axis_id = |a: usize| m.axes[a].id.clone();
        let axes = m.axes.iter().map(|a| AxisSummary {
            id: a.id.clone(),
            title: a.title.clone(),
            parent: a.parent.map(axis_id),
            weight: a.weight,
            aggregate: a.aggregate.name().into(),
            p: a.aggregate.exponent(),
        });
        let indicators = m.indicators.iter().map(|i| {
            let table = m.table_of(i);
            IndicatorSummary {
                id: i.id.clone(),
                title: i.title.clone(),
                unit: i.unit.clone(),
                direction: match i.direction {
                    Direction::Up => "up".into(),
                    Direction::Down => "down".into(),
                },
                table: table.id.clone(),
                level: table.layout.level.clone(),
                publisher: table.provenance.publisher.clone(),
                vintage: table.provenance.vintage.clone(),
                formula: formula(&i.measure, i.factor),
                note: i.note.clone(),
                axis: i.scored.as_ref().map(|s| axis_id(s.axis)),
                weight: i.scored.as_ref().map(|s| s.weight),
                effective_weight: i.scored.as_ref().map(|s| s.effective_weight),
                treat: i.scored.as_ref().and_then(|s| s.treat.as_ref()).map(Treat::text),
                normalise: i.scored.as_ref().map(|s| s.normalise.name().into()),
            }
        });
        Self {
            id: m.id.clone(),
            title: m.title.clone(),
            notice: m.notice.clone(),
            source: m.source.clone(),
            words: m.words.clone(),
            sha256: m.sha256.clone(),
            levels: m.levels.clone(),
            territory_levels: m.territory_levels(),
            territory: m.territory.as_ref().map(|own| own.dataset.id.clone()),
            geography: m.geography,
            scale: [m.scale.min, m.scale.max],
            reference: m.zone.clone(),
            min_available: m.missing.min_available,
            screen: m.missing.screen,
            impute: m.missing.impute.name().into(),
            impute_within: m.missing.within.clone(),
            aggregate: m.index.aggregate.name().into(),
            p: m.index.aggregate.exponent(),
            over: match m.index.over {
                Over::Axes => "axes".into(),
                Over::Indicators => "indicators".into(),
            },
            factor: m.index.factor,
            axes: axes.collect(),
            indicators: indicators.collect(),
            presets: m.presets.clone(),
            access: m.access.as_ref().map(|a| a.rule.clone()),
        }
    }
}

fn formula(measure: &Measure, factor: f64) -> String {
    let factor = if factor == 1.0 { String::new() } else { format!("{factor} × ") };
    match measure {
        Measure::Rate { numerator, denominator } => {
            format!("{factor}Σ ({numerator}) / Σ ({denominator})")
        }
        Measure::Value { value, weight: Some(w) } => {
            format!("{factor}({value}), weighted by ({w})")
        }
        Measure::Covered { points: false, .. } => format!("{factor}area covered / area"),
        Measure::Covered { weight, .. } => {
            let weight = weight.as_deref().unwrap_or("1");
            format!("{factor}Σ ({weight}) covered / Σ ({weight})")
        }
        Measure::Value { value, weight: None } => {
            format!("{factor}({value}), weighted by the population")
        }
        Measure::Nearest { places } => {
            format!("{factor}distance to the nearest of {}", places.join(", of "))
        }
    }
}
