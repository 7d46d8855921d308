//! `[axis.indicator.normalise]` as written. Apart from [`Normalise`], since serde refuses unknown
//! keys beside a tag only where the variant has braces.

use serde::Deserialize;

use super::{Edges, Normalise, Statistic};

#[derive(Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum NormaliseKeys {
    Identity {},
    MinMax {},
    ZScore {},
    Rank {},
    PercentileRank {},
    QuantilePosition {},
    QuantileClass {
        edges: Edges,
    },
    RatioToReference {
        #[serde(default)]
        statistic: Statistic,
    },
    Goalposts {
        low: f64,
        high: f64,
    },
    DistanceToTarget {
        target: f64,
    },
}

impl From<NormaliseKeys> for Normalise {
    fn from(keys: NormaliseKeys) -> Self {
        match keys {
            NormaliseKeys::Identity {} => Self::Identity,
            NormaliseKeys::MinMax {} => Self::MinMax,
            NormaliseKeys::ZScore {} => Self::ZScore,
            NormaliseKeys::Rank {} => Self::Rank,
            NormaliseKeys::PercentileRank {} => Self::PercentileRank,
            NormaliseKeys::QuantilePosition {} => Self::QuantilePosition,
            NormaliseKeys::QuantileClass { edges } => Self::QuantileClass { edges },
            NormaliseKeys::RatioToReference { statistic } => Self::RatioToReference { statistic },
            NormaliseKeys::Goalposts { low, high } => Self::Goalposts { low, high },
            NormaliseKeys::DistanceToTarget { target } => Self::DistanceToTarget { target },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Normalise, String> {
        toml::from_str(text).map_err(|e| e.message().to_string())
    }

    #[test]
    fn every_name_is_read() {
        for name in Normalise::NAMES {
            let parameters = match name {
                "quantile_class" => "edges = { lower = [0.1], upper = [0.9] }",
                "goalposts" => "low = 0\nhigh = 100",
                "distance_to_target" => "target = 50",
                _ => "",
            };
            let read = parse(&format!("method = \"{name}\"\n{parameters}")).expect("a method");
            assert_eq!((read.name(), read.validate()), (name, Ok(())));
        }
    }

    #[test]
    fn parameters() {
        let ratio = |statistic| Ok(Normalise::RatioToReference { statistic });
        assert_eq!(parse("method = \"ratio_to_reference\""), ratio(Statistic::Pooled));
        let text = "method = \"ratio_to_reference\"\nstatistic = \"median\"";
        assert_eq!(parse(text), ratio(Statistic::Median));
        let text = "method = \"goalposts\"\nlow = 0\nhigh = 12.5";
        assert_eq!(parse(text), Ok(Normalise::Goalposts { low: 0.0, high: 12.5 }));
    }

    #[test]
    fn mistakes_are_refused() {
        let wrong = |text: &str| parse(text).expect_err("a mistake");
        assert!(wrong("method = \"minmax\"").contains("`min_max`"));
        assert!(wrong("method = \"min_max\"\nlow = 1").contains("unknown field `low`"));
        assert!(wrong("method = \"goalposts\"\nlow = 1").contains("missing field `high`"));
        assert!(wrong("low = 1").contains("`method`"));
        let text = "method = \"quantile_class\"\nedges = { lower = [0.1], uper = [0.9] }";
        assert!(wrong(text).contains("`uper`"));
    }
}
