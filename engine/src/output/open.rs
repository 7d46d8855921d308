//! Reading a build back: its manifest, a unit's row, a level's table.

use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::manifest::Manifest;
use crate::analysis::{UnitValues, ZoneValues};
use crate::error::{Error, Result, nearest};
use crate::territory::{Found, Level, Territory, nearest_codes};

/// A build.
pub struct Built {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

/// Opens the build in `folder`.
///
/// # Errors
/// There is none.
pub fn open(folder: &Path) -> Result<Built> {
    let path = folder.join("manifest.json");
    if !path.is_file() {
        return Err(Error::input(folder, "holds no build")
            .with_help("run `ifn build` first, or name the folder with --out"));
    }
    Ok(Built { folder: folder.into(), manifest: Manifest::read(&path)? })
}

impl Built {
    /// Path of a level's scores.
    ///
    /// # Errors
    /// A level that was not built.
    pub fn scores_path(&self, level: &str) -> Result<PathBuf> {
        let levels = &self.manifest.method.levels;
        if !levels.iter().any(|l| l == level) {
            return Err(Error::request(format!("level `{level}` was not built"))
                .with_help(nearest(level, levels.iter().map(String::as_str))));
        }
        Ok(self.folder.join("scores").join(format!("{level}.parquet")))
    }

    /// All rows of a level's scores.
    ///
    /// # Errors
    /// A level that was not built; a damaged file.
    pub fn scores(&self, level: &str) -> Result<RecordBatch> {
        read_parquet(&self.scores_path(level)?)
    }

    /// Codes and names of the levels that were built, for looking units up.
    ///
    /// # Errors
    /// A damaged file.
    pub fn units(&self) -> Result<Territory> {
        let mut territory = Territory::default();
        for id in &self.manifest.method.levels {
            let batch = self.scores(id)?;
            territory.levels.push(Level {
                id: id.clone(),
                codes: strings(&batch, "code"),
                names: strings(&batch, "name"),
                ..Level::default()
            });
        }
        Ok(territory)
    }

    /// The unit that `text` names: `93066`, `departement:93`, or a name that only one unit of the
    /// first level that has it bears. Others that it could mean come second.
    ///
    /// # Errors
    /// An unknown code or name: the nearest are proposed.
    pub fn find(&self, text: &str) -> Result<(Found, Vec<Found>)> {
        let territory = self.units()?;
        let (wanted_level, code) = match text.split_once(':') {
            Some((level, code)) => {
                self.scores_path(level)?;
                (Some(level), code)
            }
            None => (None, text),
        };
        let mut found = Vec::new();
        for level in &territory.levels {
            if wanted_level.is_none_or(|w| w == level.id)
                && let Some(unit) = level.find(code)
            {
                found.push(Found {
                    level: level.id.clone(),
                    code: code.into(),
                    name: level.names[unit as usize].clone(),
                });
            }
        }
        if found.is_empty() {
            let near = nearest_codes(&territory, code);
            let exact: Vec<Found> = near
                .iter()
                .filter(|f| wanted_level.is_none_or(|w| w == f.level))
                .filter(|f| crate::territory::fold(&f.name) == crate::territory::fold(code))
                .cloned()
                .collect();
            if exact.is_empty() {
                return Err(unknown(text, &near));
            }
            let first_level = exact[0].level.clone();
            if exact.iter().filter(|f| f.level == first_level).count() > 1 {
                return Err(Error::request(format!("several units are named {code:?}"))
                    .with_help(format!("give a code: {}", list(&exact))));
            }
            found = exact;
        }
        let first = found.remove(0);
        Ok((first, found))
    }

    /// Everything that is known of a unit.
    ///
    /// # Errors
    /// A damaged file; a code that is not in it.
    pub fn unit(&self, level: &str, code: &str) -> Result<UnitValues> {
        let batch = self.scores(level)?;
        let codes = strings(&batch, "code");
        let row = codes
            .binary_search_by(|c| c.as_str().cmp(code))
            .map_err(|_| Error::request(format!("no {level} {code}")))?;
        let number = |name: &str| number(&batch, name, row);
        let text = |name: &str| text(&batch, name, row);
        let method = &self.manifest.method;
        let scored = batch.column_by_name("score").map_or(0, |c| c.len() - c.null_count());
        let parents = ["commune", "epci", "departement", "region"]
            .iter()
            .filter_map(|p| Some(((*p).to_string(), text(p)?)))
            .collect();
        let (zone_level, zone) = match method.reference.as_str() {
            "france" => ("france".to_string(), Some("france".to_string())),
            zone => (zone.to_string(), text(zone)),
        };
        let in_zone = match zone.as_deref() {
            Some("france") | None => scored,
            Some(code) => {
                let zones = strings(&batch, &zone_level);
                let score = batch.column_by_name("score");
                (0..batch.num_rows())
                    .filter(|r| zones[*r] == code && score.is_some_and(|s| !s.is_null(*r)))
                    .count()
            }
        };
        Ok(UnitValues {
            level: level.into(),
            code: code.into(),
            name: text("name").unwrap_or_default(),
            parents,
            population: number("population"),
            score: number("score"),
            rank: number("rank").map(|v| v as u32),
            rank_in_zone: number("rank_in_zone").map(|v| v as u32),
            decile: number("decile").map(|v| v as u8),
            completeness: number("completeness").unwrap_or(0.0),
            scored,
            scored_in_zone: in_zone,
            axes: method.axes.iter().map(|a| number(&format!("axis_{}", a.id))).collect(),
            values: method.indicators.iter().map(|i| number(&format!("value_{}", i.id))).collect(),
            normalised: method
                .indicators
                .iter()
                .map(|i| number(&format!("norm_{}", i.id)))
                .collect(),
            origins: method
                .indicators
                .iter()
                .map(|i| text(&format!("origin_{}", i.id)).unwrap_or_default())
                .collect(),
            reasons: method.indicators.iter().map(|i| text(&format!("reason_{}", i.id))).collect(),
            zone: self.zone_values(level, &zone_level, zone.as_deref())?,
        })
    }

    /// The reference zone's figures at a level, in the order of the indicators.
    fn zone_values(
        &self,
        level: &str,
        zone_level: &str,
        zone: Option<&str>,
    ) -> Result<Vec<ZoneValues>> {
        let batch = read_parquet(&self.folder.join("reference.parquet"))?;
        let (levels, kinds) = (strings(&batch, "level"), strings(&batch, "zone_level"));
        let (zones, ids) = (strings(&batch, "zone"), strings(&batch, "indicator"));
        let row_of = |id: &str| {
            (0..batch.num_rows()).find(|r| {
                levels[*r] == level
                    && kinds[*r] == zone_level
                    && Some(zones[*r].as_str()) == zone
                    && ids[*r] == id
            })
        };
        Ok(self
            .manifest
            .method
            .indicators
            .iter()
            .map(|i| match row_of(&i.id) {
                Some(row) => ZoneValues {
                    pooled: number(&batch, "pooled", row),
                    mean: number(&batch, "mean", row),
                    median: number(&batch, "median", row),
                },
                None => ZoneValues::default(),
            })
            .collect())
    }
}

fn unknown(text: &str, near: &[Found]) -> Error {
    let error = Error::request(format!("unknown code or name {text:?}"));
    if near.is_empty() {
        return error.with_help(
            "a code is 9 characters for an IRIS or an EPCI, 5 for a commune, 2 or 3 above",
        );
    }
    error.with_help(format!("did you mean {}?", list(near)))
}

fn list(found: &[Found]) -> String {
    let shown: Vec<String> =
        found.iter().map(|f| format!("{} ({} {})", f.code, f.level, f.name)).collect();
    shown.join(", ")
}

/// A whole Parquet file as one batch.
///
/// # Errors
/// No such file, or a damaged one.
pub fn read_parquet(path: &Path) -> Result<RecordBatch> {
    let wrong = |e: &dyn std::fmt::Display| {
        Error::input(path, format!("cannot be read: {e}")).with_help("build again with `ifn build`")
    };
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
        .map_err(|e| wrong(&e))?;
    let schema = builder.schema().clone();
    let reader = builder.with_batch_size(1 << 20).build().map_err(|e| wrong(&e))?;
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|e| wrong(&e))?;
    concat_batches(&schema, &batches).map_err(|e| wrong(&e))
}

/// A column of text; "" where null or absent.
pub fn strings(batch: &RecordBatch, name: &str) -> Vec<String> {
    (0..batch.num_rows()).map(|row| text(batch, name, row).unwrap_or_default()).collect()
}

fn text(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(name)?.as_string_opt::<i32>()?;
    (!column.is_null(row)).then(|| column.value(row).to_string())
}

/// A number, whatever its type; `None` where null or absent.
pub fn number(batch: &RecordBatch, name: &str, row: usize) -> Option<f64> {
    let column = batch.column_by_name(name)?;
    if column.is_null(row) {
        return None;
    }
    column
        .as_primitive_opt::<Float64Type>()
        .map(|c| c.value(row))
        .or_else(|| column.as_primitive_opt::<Int32Type>().map(|c| f64::from(c.value(row))))
        .or_else(|| column.as_primitive_opt::<Int64Type>().map(|c| c.value(row) as f64))
}
