//! The units of a build that rows may lie in: contours, codes, scores.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field};
use rustc_hash::FxHashMap;

use crate::build::{Build, BuiltZone, damaged, geometry, number, read_columns, text_of};
use crate::error::{Error, Result, nearest};
use crate::spatial::Locator;

/// Contours, and what is answered for each.
pub struct ContourUnits {
    /// Level that is answered.
    pub level: String,
    /// Level of the contours.
    pub contours: String,
    /// Of the contours.
    pub locator: Locator,
    /// Whether a unit of the level is known for each contour.
    pub known: Vec<bool>,
    /// The answers, a row for each contour.
    pub columns: Vec<ArrayRef>,
    /// Levels above the one that is answered.
    above: Vec<String>,
    /// The zone whose rows are told apart.
    pub zone: Option<ContourZone>,
}

/// A zone, by contours.
pub struct ContourZone {
    /// What it is called.
    pub label: String,
    /// Whether each contour lies in it; null of one that does in part.
    pub inside: BooleanArray,
    /// What is to be said of its members.
    pub notes: Vec<String>,
}

impl ContourUnits {
    /// Reads contours and scores of a build.
    ///
    /// # Errors
    /// A level that was not built, a build without geometry, a damaged file.
    pub fn read(build: &Build, level: Option<&str>, zone: Option<&BuiltZone>) -> Result<Self> {
        let method = &build.manifest.method;
        let all = &method.territory_levels;
        if let Some(level) = level {
            build.scores_path(level)?;
        }
        let built_levels: Vec<&String> = all.iter().filter(|l| method.levels.contains(l)).collect();
        // Contours of finer units may leave gaps that those of the level itself do not have.
        let from = built_levels.iter().position(|l| Some(l.as_str()) == level).unwrap_or(0);
        let (contours, territories) =
            finest(build, &built_levels[from..]).or_else(|_| finest(build, &built_levels))?;
        let level = level.unwrap_or(&contours).to_string();
        let path = build.territories_path(&contours)?;
        let shapes = geometry(&territories, &path)?;
        let shapes: Vec<Option<&[u8]>> = shapes.iter().collect();
        let locator = Locator::new(&shapes).map_err(|e| {
            let code = text_of(&territories, "code", e.unit).unwrap_or("?");
            damaged(&path, &format!("{code}: {}", e.source))
        })?;
        let place = |id: &str| all.iter().position(|l| l == id).unwrap_or(all.len());
        let above: Vec<String> = all.iter().skip(place(&level) + 1).cloned().collect();
        let scores = read_columns(&build.scores_path(&level)?, |name| {
            ["code", "name", "score", "rank", "decile"].contains(&name)
                || all.iter().any(|l| l == name)
        })?;
        let of_contour = if level == contours {
            by_code(&scores, "code", &territories, "code")
        } else if place(&level) > place(&contours) {
            by_code(&scores, "code", &territories, &level)
        } else {
            wholes(build, &level, &contours, &scores, &territories)?
        };
        let columns = answers(&scores, &territories, &of_contour, &above, &contours);
        let known = of_contour.iter().map(Option::is_some).collect();
        let zone = zone.map(|zone| -> Result<_> {
            let notes = zone.found.notes(&|_| None).into_iter();
            Ok(ContourZone {
                label: zone.label(&build.manifest),
                inside: zone.whole_units(&contours, &territories)?,
                notes: notes
                    .map(|note| format!("zone `{}`: {note}", zone.found.zone.label()))
                    .collect(),
            })
        });
        let zone = zone.transpose()?;
        Ok(Self { level, contours, locator, known, columns, above, zone })
    }

    /// The columns that are added.
    pub fn fields(&self) -> Vec<Field> {
        let text = |name: &str| Field::new(name, DataType::Utf8, true);
        let mut out = vec![text("ifn_code")];
        out.extend(self.above.iter().map(|level| text(&format!("ifn_{level}"))));
        out.extend([
            text("ifn_name"),
            Field::new("ifn_score", DataType::Float64, true),
            Field::new("ifn_rank", DataType::Int32, true),
            Field::new("ifn_decile", DataType::Int32, true),
            text("ifn_located"),
            text("ifn_reason"),
        ]);
        out.extend(self.zone.iter().map(|_| Field::new("ifn_in_zone", DataType::Boolean, true)));
        out
    }
}

/// The finest level that has contours of its own, else the finest that has any; and its territories.
fn finest(build: &Build, levels: &[&String]) -> Result<(String, RecordBatch)> {
    let with = |origin: &dyn Fn(&str) -> bool| -> Result<Option<&String>> {
        for level in levels {
            let path = build.territories_path(level)?;
            let origins = read_columns(&path, |name| name == "geometry_origin")?;
            let known = |row: usize| text_of(&origins, "geometry_origin", row).is_some_and(origin);
            if (0..origins.num_rows()).any(known) {
                return Ok(Some(level));
            }
        }
        Ok(None)
    };
    let level = match with(&|origin| origin == "contour")? {
        Some(level) => level,
        None => with(&|_| true)?.ok_or_else(|| {
            Error::input(&build.folder, "no unit of this build has a contour")
                .with_help("build again with a level that has: commune, departement…")
        })?,
    };
    Ok((level.clone(), read_columns(&build.territories_path(level)?, |_| true)?))
}

/// For each contour, the row of the unit whose code is in one of the contours' columns.
fn by_code(
    scores: &RecordBatch,
    code: &str,
    territories: &RecordBatch,
    column: &str,
) -> Vec<Option<u32>> {
    let row_of: FxHashMap<&str, u32> = (0..scores.num_rows())
        .filter_map(|row| Some((text_of(scores, code, row)?, row as u32)))
        .collect();
    (0..territories.num_rows())
        .map(|row| text_of(territories, column, row).and_then(|c| row_of.get(c).copied()))
        .collect()
}

/// For each contour, the row of the finer unit that is the whole of it, where there is one.
fn wholes(
    build: &Build,
    level: &str,
    contours: &str,
    scores: &RecordBatch,
    territories: &RecordBatch,
) -> Result<Vec<Option<u32>>> {
    let path = build.territories_path(level)?;
    let finer = read_columns(&path, |name| ["code", "geometry_origin", contours].contains(&name))?;
    if finer.column_by_name(contours).is_none() {
        return Err(Error::request(format!("units of level {level} have no {contours}"))
            .with_help(nearest(level, [contours])));
    }
    let rows = by_code(scores, "code", &finer, "code");
    let whole: FxHashMap<&str, Option<u32>> = (0..finer.num_rows())
        .filter(|row| text_of(&finer, "geometry_origin", *row).is_some())
        .filter_map(|row| Some((text_of(&finer, contours, row)?, rows[row])))
        .collect();
    Ok((0..territories.num_rows())
        .map(|row| text_of(territories, "code", row).and_then(|c| whole.get(c).copied().flatten()))
        .collect())
}

/// A row of answers for each contour, in the order of [`Units::fields`].
fn answers(
    scores: &RecordBatch,
    territories: &RecordBatch,
    of_contour: &[Option<u32>],
    above: &[String],
    contours: &str,
) -> Vec<ArrayRef> {
    let texts = |column: &str| -> ArrayRef {
        let one = |row: &Option<u32>| row.and_then(|row| text_of(scores, column, row as usize));
        Arc::new(of_contour.iter().map(one).collect::<StringArray>())
    };
    let numbers = |column: &str| {
        of_contour
            .iter()
            .map(|row| row.and_then(|row| number(scores, column, row as usize)))
            .collect()
    };
    let whole = |column: &str| -> ArrayRef {
        let all: Vec<Option<f64>> = numbers(column);
        Arc::new(all.into_iter().map(|n| n.map(|n| n as i32)).collect::<Int32Array>())
    };
    let mut out = vec![texts("code")];
    for level in above {
        // What is not known of the unit is known of the contour.
        let column = if level == contours { "code" } else { level };
        let one = |(contour, row): (usize, &Option<u32>)| match row {
            Some(row) => text_of(scores, level, *row as usize),
            None => text_of(territories, column, contour),
        };
        out.push(Arc::new(of_contour.iter().enumerate().map(one).collect::<StringArray>()));
    }
    out.push(texts("name"));
    let score: Vec<Option<f64>> = numbers("score");
    out.push(Arc::new(score.into_iter().collect::<Float64Array>()));
    out.extend([whole("rank"), whole("decile")]);
    out
}
