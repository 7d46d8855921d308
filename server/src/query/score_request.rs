//! The body of a request for rescored units.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use ifn_engine::catalog::Scenario;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{Format, LeastPopulation};
use crate::http::{Parameter, Problem};
use crate::snapshot::Bbox;

/// Indicators and weights of a scenario: more than any method has.
const MOST: usize = 200;

/// What to score, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename = "Choice")]
#[schema(as = Choice)]
pub struct ScoreRequest {
    /// Level of the units.
    #[schema(example = "commune", min_length = 1)]
    pub level: String,
    /// Only units in this zone: `level:code`, several between commas; they are compared with all others
    /// all the same. `rank_in_zone` is their rank inside it, `decile_in_zone` their tenth of it, null where fewer than
    /// 200 units of it have a score.
    #[serde(default)]
    #[schema(example = "departement:93")]
    pub zone: Option<String>,
    /// Only units whose bounding box meets this one: west, south, east, north, in degrees
    /// (EPSG:4326); they are compared with all others all the same.
    #[serde(default)]
    #[schema(example = json!([2.2, 48.8, 2.5, 48.95]), min_items = 4, max_items = 4)]
    bbox: Option<Vec<f64>>,
    /// Only units of so many inhabitants and more; those whose population is not known are left out too.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 100_000_000, example = 1000)]
    min_population: Option<f64>,
    /// Zones within which units are compared: `france`, or a level above.
    #[serde(default)]
    #[schema(example = "departement")]
    reference: Option<String>,
    /// Weights of indicators or axes among their siblings; the others keep theirs.
    #[serde(default, deserialize_with = "each_once")]
    weights: BTreeMap<String, Weight>,
    /// Indicators to score; all when absent.
    #[serde(default)]
    #[schema(max_items = 200)]
    indicators: Vec<String>,
    /// Columns of the answer: those of the level's table, and `method_score`, `method_rank`,
    /// `method_decile` as the build's own method has them.
    #[serde(default)]
    #[schema(max_items = 1000)]
    pub columns: Vec<String>,
    /// Columns to order by, `-` before one for the largest first, or `gap_persons` (gap × persons at risk). By code
    /// when absent.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub sort: Vec<String>,
    /// Units to answer, once ordered.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000)]
    pub limit: Option<f64>,
    /// `json`, `csv`, `excel`, `xlsx`, `parquet`, `arrow` or `geojson`; by the Accept header when absent.
    #[serde(default)]
    #[schema(value_type = Option<Format>)]
    format: Option<String>,
}

/// A weight: a number, not negative.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(minimum = 0)]
struct Weight(f64);

/// Reads an object of which no key is given twice: a map of the standard library keeps the last one
/// without a word. Keys of structs are held against that by serde.
fn each_once<'de, D, T>(from: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct EachOnce<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for EachOnce<T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
            let mut out = BTreeMap::new();
            while let Some((key, value)) = object.next_entry::<String, T>()? {
                match out.entry(key) {
                    Entry::Vacant(free) => drop(free.insert(value)),
                    Entry::Occupied(taken) => {
                        let twice = format!("`{}` is given twice", taken.key());
                        return Err(A::Error::custom(twice));
                    }
                }
            }
            Ok(out)
        }
    }

    from.deserialize_map(EachOnce(PhantomData))
}

impl ScoreRequest {
    /// The bounding box.
    ///
    /// # Errors
    /// Its borders are none (400).
    pub fn bbox(&self) -> Result<Option<Bbox>, Problem> {
        let bbox = self.bbox.as_deref().map(Bbox::new).transpose();
        bbox.map_err(|e| Problem::bad_request(format!("`bbox` {e}")))
    }

    /// Units to answer; all where there is none.
    ///
    /// # Errors
    /// It is no whole number in its bounds (400).
    pub fn limit(&self) -> Result<Option<usize>, Problem> {
        // 20.0 is a whole number too.
        if let Some(odd) = self.limit.filter(|n| !(1.0..=1e6).contains(n) || n.fract() != 0.0) {
            let detail = format!("`limit` is {odd}; a whole number from 1 to 1000000 is expected");
            return Err(Problem::bad_request(detail));
        }
        Ok(self.limit.map(|n| n as usize))
    }

    /// The least population; none where there is none.
    ///
    /// # Errors
    /// It is no whole number in its bounds (400).
    pub fn min_population(&self) -> Result<Option<LeastPopulation>, Problem> {
        // As of a query: 1000.0 is 1000.
        self.min_population.map(|least| LeastPopulation::read(&least.to_string())).transpose()
    }

    /// The format that is named.
    ///
    /// # Errors
    /// There is none of that name (400).
    pub fn format(&self) -> Result<Option<Format>, Problem> {
        self.format.as_deref().map(Format::read).transpose()
    }

    /// The scenario.
    ///
    /// # Errors
    /// More indicators or weights than any method has (400).
    pub fn scenario(&self) -> Result<Scenario, Problem> {
        if self.indicators.len() > MOST || self.weights.len() > MOST {
            return Err(Problem::bad_request(format!("at most {MOST} indicators and weights")));
        }
        Ok(Scenario {
            levels: Vec::new(),
            only: self.indicators.clone(),
            weights: self.weights.iter().map(|(id, w)| (id.clone(), w.0)).collect(),
            reference: self.reference.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_given_once() {
        let read = |text: &str| {
            let read = serde_json::from_str::<ScoreRequest>(text);
            read.map(|request| request.weights.len()).map_err(|e| e.to_string())
        };
        assert_eq!(read(r#"{"level":"commune","weights":{"age":2,"densite":1}}"#), Ok(2));
        let twice = read(r#"{"level":"commune","weights":{"age":2,"age":1}}"#).expect_err("twice");
        assert!(twice.starts_with("`age` is given twice"), "{twice}");
        // An escape does not make another key of it.
        let escaped = read(r#"{"level":"commune","weights":{"age":2,"\u0061ge":1}}"#);
        assert!(escaped.expect_err("twice").contains("`age` is given twice"));
        let level = read(r#"{"level":"commune","level":"iris"}"#).expect_err("twice");
        assert!(level.starts_with("duplicate field `level`"), "{level}");
        assert!(
            read(r#"{"level":"commune","weights":[]}"#).expect_err("an array").contains("object")
        );
    }
}
