//! From the keys of an indicator to its [`Measure`].

use crate::catalog::model::Measure;
use crate::catalog::toml::IndicatorFile;

/// The measure, or what is wrong. `Covered` names its table by position, which the caller sets.
pub fn measure(file: &IndicatorFile) -> Result<Measure, String> {
    if let Some(places) = &file.nearest {
        return distance(file, places);
    }
    if file.covered.is_some() {
        let points = file.of.as_deref() != Some("area");
        return match (&file.numerator, &file.denominator, &file.value, &file.table, &file.of) {
            (None, None, None, None, Some(_)) if points || file.weight.is_none() => {
                Ok(Measure::Covered { by: usize::MAX, points, weight: file.weight.clone() })
            }
            (.., Some(_)) if !points && file.weight.is_some() => {
                Err("`weight` goes with points, not with `of = \"area\"`".into())
            }
            (.., None) => Err("`covered` needs `of`: \"area\", or a table of points".into()),
            _ => Err("`covered` excludes `table`, `value`, `numerator` and `denominator`".into()),
        };
    }
    match (&file.numerator, &file.denominator, &file.value, &file.weight) {
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

fn distance(file: &IndicatorFile, places: &[String]) -> Result<Measure, String> {
    let others = [&file.numerator, &file.denominator, &file.value, &file.weight, &file.table];
    if others.into_iter().any(Option::is_some) {
        return Err("`nearest` excludes `table`, `value`, `numerator` and `weight`".into());
    }
    if places.is_empty() {
        return Err("`nearest` names at least one dataset of places".into());
    }
    Ok(Measure::Nearest { places: places.to_vec() })
}
