//! A scenario in a query: other weights, indicators or reference.

use ifn_engine::catalog::Scenario;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use crate::http::{Parameter, Problem, deserialize_parameters};

/// Parameters of every route that rescores: together they are a scenario.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScenarioQuery {
    /// Other weights: `id:weight`, separated by commas. What contains a unit, its neighbours, and levels
    /// that the scenario does not allow keep the build's scores
    #[serde(default, deserialize_with = "each_once")]
    #[param(style = Form, explode = false, value_type = Option<Vec<String>>)]
    weights: Option<Vec<WeightOf>>,
    /// Indicators to score, separated by commas
    #[param(style = Form, explode = false)]
    indicators: Option<Vec<String>>,
    /// Zones within which units are compared; levels that have no such zone keep their scores in tiles
    reference: Option<String>,
}

/// `id:weight`.
#[derive(Debug, Clone)]
struct WeightOf(String, f64);

impl Parameter for WeightOf {
    fn read(text: &str) -> Result<Self, Problem> {
        let parsed =
            text.split_once(':').and_then(|(id, w)| Some(Self(id.into(), w.parse().ok()?)));
        parsed.ok_or_else(|| {
            Problem::bad_request(format!("parameter `weights` holds {text:?}"))
                .help("weights=pauvrete:2,age:0.5")
        })
    }
}

deserialize_parameters!(WeightOf);

/// Weights of which none is given twice.
fn each_once<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<WeightOf>>, D::Error> {
    let weights = Option::<Vec<WeightOf>>::deserialize(from)?;
    let all = weights.as_deref().unwrap_or_default();
    let twice = all.iter().enumerate().find(|(at, w)| all[..*at].iter().any(|b| b.0 == w.0));
    match twice {
        Some((_, WeightOf(id, _))) => {
            Err(D::Error::custom(format!("parameter `weights` gives `{id}` twice")))
        }
        None => Ok(weights),
    }
}

impl ScenarioQuery {
    /// The scenario; `None` where no parameter of it is given.
    pub fn scenario(self) -> Option<Scenario> {
        if self.weights.is_none() && self.indicators.is_none() && self.reference.is_none() {
            return None;
        }
        let weights = self.weights.unwrap_or_default();
        Some(Scenario {
            levels: Vec::new(),
            only: self.indicators.unwrap_or_default(),
            weights: weights.into_iter().map(|WeightOf(id, weight)| (id, weight)).collect(),
            reference: self.reference,
        })
    }
}
