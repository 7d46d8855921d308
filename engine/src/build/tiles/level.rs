//! One level of a build as a layer of tiles.

use arrow::array::{Array, RecordBatch};
use arrow::compute::filter_record_batch;
use serde_json::json;

use super::layers::{LAST_ZOOM, attribute, from_zoom};
use crate::build::read::{Build, BuiltZone, damaged, geometry, number, read_columns, strings};
use crate::error::{Error, Result};
use crate::geometry::{Shape, read_wkb, unwrap_antimeridian};
use crate::tiles::{AttributePriority, Layer, Values, feature_id};

/// Steps between an indicator's bounds.
const STEPS: f64 = 250.0;

/// One level, or its units in a zone, and the bounds between which their indicators are counted.
pub fn layer(
    build: &Build,
    level: &str,
    zone: Option<&BuiltZone>,
) -> Result<(Layer, serde_json::Value)> {
    let (scores, shapes) = rayon::join(|| scores(build, level), || shapes(build, level));
    let (mut scores, mut shapes) = (scores?, shapes?);
    if let Some(zone) = zone {
        let inside = zone.mask(level, &scores)?;
        scores =
            filter_record_batch(&scores, &inside).map_err(|e| Error::internal(e.to_string()))?;
        let mut rows = inside.iter();
        shapes.retain(|_| rows.next().flatten() == Some(true));
    }
    let mut units = DrawnUnits::of(&scores);
    let mut description = format!("Units of level {level}");
    if level == "iris" && shapes.iter().any(Option::is_none) {
        stand_ins(build, &scores, &mut units, &mut shapes)?;
        description += "; where an IRIS has no contour, its commune once, `stands_in` being set";
    }
    let texts = |all: &[String]| Values::Text(all.iter().cloned().map(Some).collect());
    let mut attributes = vec![
        attribute(AttributePriority::Reading, "code", "Code of the unit", texts(&units.codes)),
        attribute(
            AttributePriority::Reading,
            "score",
            "The index, to three decimals",
            units.rounded("score", 3),
        ),
        attribute(
            AttributePriority::Drawing,
            "decile",
            "Tenth of the level's units, 10 = the highest index",
            units.whole("decile"),
        ),
        attribute(
            AttributePriority::Reading,
            "rank",
            "1 = the highest index of the level's units",
            units.whole("rank"),
        ),
        attribute(AttributePriority::Detail, "name", "Name", texts(&units.names)),
        attribute(
            AttributePriority::Detail,
            "completeness",
            "Share of the weight that is available, to three decimals",
            units.rounded("completeness", 3),
        ),
    ];
    if units.stands_in.contains(&true) {
        let flags = Values::Flag(units.stands_in.iter().map(|s| s.then_some(true)).collect());
        let what = "A commune in the place of its IRIS";
        attributes.insert(1, attribute(AttributePriority::Drawing, "stands_in", what, flags));
    }
    let mut scales = serde_json::Map::new();
    for indicator in build.manifest.method.indicators.iter().filter(|i| i.axis.is_some()) {
        let (values, scale) = units.steps(&format!("norm_{}", indicator.id));
        if let Some((min, max)) = scale {
            scales.insert(indicator.id.clone(), json!({ "min": min, "max": max, "steps": STEPS }));
            let what = format!("{}, normalised, in steps of the metadata's scale", indicator.title);
            let name = format!("n_{}", indicator.id);
            attributes.push(attribute(AttributePriority::Detail, &name, &what, values));
        }
    }
    let layer = Layer {
        id: level.into(),
        description,
        zooms: (from_zoom(level), LAST_ZOOM),
        ids: units.codes.iter().map(|code| feature_id(code)).collect(),
        shapes,
        coverage: true,
        attributes,
    };
    Ok((layer, scales.into()))
}

/// What tiles say of a level's units.
fn scores(build: &Build, level: &str) -> Result<RecordBatch> {
    let wanted = ["code", "name", "commune", "score", "rank", "decile", "completeness"];
    read_columns(&build.scores_path(level)?, |column| {
        wanted.contains(&column) || column.starts_with("norm_")
    })
}

/// Contours of a level, in the order of its scores.
fn shapes(build: &Build, level: &str) -> Result<Vec<Option<Shape>>> {
    use rayon::prelude::*;
    let path = build.territories_path(level)?;
    let batch = read_columns(&path, |column| column == "geometry")?;
    let wkb = geometry(&batch, &path)?;
    (0..wkb.len())
        .into_par_iter()
        .map(|unit| {
            if wkb.is_null(unit) {
                return Ok(None);
            }
            let polygons = read_wkb(wkb.value(unit))
                .map_err(|e| damaged(&path, &format!("row {}: {e}", unit + 1)))?;
            let mut shape = Shape::Polygons(polygons);
            unwrap_antimeridian(&mut shape);
            Ok(Some(shape))
        })
        .collect()
}

/// Rows of a level, and of others that stand in for some.
struct DrawnUnits {
    batches: Vec<RecordBatch>,
    /// Batch and row of each unit.
    rows: Vec<(usize, usize)>,
    codes: Vec<String>,
    names: Vec<String>,
    stands_in: Vec<bool>,
}

impl DrawnUnits {
    fn of(scores: &RecordBatch) -> Self {
        let count = scores.num_rows();
        Self {
            batches: vec![scores.clone()],
            rows: (0..count).map(|row| (0, row)).collect(),
            codes: strings(scores, "code"),
            names: strings(scores, "name"),
            stands_in: vec![false; count],
        }
    }

    fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        let of = |(batch, row): &(usize, usize)| number(&self.batches[*batch], column, *row);
        self.rows.iter().map(of).collect()
    }

    fn rounded(&self, column: &str, digits: i32) -> Values {
        let scale = 10_f64.powi(digits);
        let round = |x: f64| (x * scale).round() / scale;
        Values::Number(self.numbers(column).into_iter().map(|x| x.map(round)).collect())
    }

    fn whole(&self, column: &str) -> Values {
        Values::Whole(self.numbers(column).into_iter().map(|x| x.map(|x| x as u64)).collect())
    }

    /// A column in steps between its bounds, and these; `None` without a value.
    fn steps(&self, column: &str) -> (Values, Option<(f64, f64)>) {
        let found = self.numbers(column);
        let there = || found.iter().flatten().copied();
        let (min, max) =
            (there().fold(f64::INFINITY, f64::min), there().fold(f64::NEG_INFINITY, f64::max));
        let width = if max > min { max - min } else { 1.0 };
        let step = |x: f64| ((x - min) / width * STEPS).round() as u64;
        let values = Values::Whole(found.iter().map(|x| x.map(step)).collect());
        (values, min.is_finite().then_some((min, max)))
    }
}

/// Where IRIS have no contour, their communes once, so that nothing is blank and nothing pretends
/// to be finer than it is. A commune of which some IRIS have a contour lies below these.
fn stand_ins(
    build: &Build,
    iris: &RecordBatch,
    units: &mut DrawnUnits,
    shapes: &mut Vec<Option<Shape>>,
) -> Result<()> {
    if !build.manifest.method.levels.iter().any(|l| l == "commune") {
        return Ok(());
    }
    let communes = scores(build, "commune")?;
    let mut contours = self::shapes(build, "commune")?;
    let codes = strings(&communes, "code");
    let names = strings(&communes, "name");
    let commune_of = strings(iris, "commune");
    let keep: Vec<bool> = shapes.iter().map(Option::is_some).collect();
    let mut wanted: Vec<&String> =
        commune_of.iter().zip(&keep).filter(|(_, keep)| !**keep).map(|(code, _)| code).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let missing: Vec<usize> = wanted.iter().filter_map(|c| codes.binary_search(c).ok()).collect();
    let kept: Vec<usize> = (0..keep.len()).filter(|row| keep[*row]).collect();
    // Below those that have a contour: what is drawn later lies above, and is what a click finds.
    let rows = || missing.iter().map(|r| (1, *r)).chain(kept.iter().map(|r| (0, *r)));
    let text = |of: [&[String]; 2]| rows().map(|(batch, row)| of[batch][row].clone()).collect();
    let all = DrawnUnits {
        rows: rows().collect(),
        codes: text([&units.codes, &codes]),
        names: text([&units.names, &names]),
        stands_in: rows().map(|(batch, _)| batch == 1).collect(),
        batches: vec![iris.clone(), communes],
    };
    *shapes = rows()
        .map(|(batch, row)| if batch == 1 { contours[row].take() } else { shapes[row].take() })
        .collect();
    *units = all;
    Ok(())
}
