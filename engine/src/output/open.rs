//! Reading a build back: its manifest, a unit's row, a level's table.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::Field;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells::{Cell, Cells};
use super::manifest::{Manifest, Written};
use crate::analysis::compare::Side;
use crate::analysis::{UnitValues, ZoneValues};
use crate::catalog::{MethodSummary, ZoneName};
use crate::error::{Error, Result, nearest};
use crate::territory::{self, Found, Lead, LeadKind, Level, Passage, Territory, nearest_codes};

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
    /// What files made from this build say of themselves.
    pub fn file_metadata(&self) -> Vec<(String, String)> {
        let credits = self.manifest.credits();
        Written { method: &self.manifest.method, credits: &credits }.metadata()
    }

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

    /// Path of a level's contours.
    ///
    /// # Errors
    /// A build without geometry.
    pub fn territories_path(&self, level: &str) -> Result<PathBuf> {
        let path = self.folder.join("territories").join(format!("{level}.parquet"));
        if path.is_file() {
            return Ok(path);
        }
        let message = format!("the build in {} has no geometry", self.folder.display());
        Err(Error::request(message).with_help("build again without --no-geometry"))
    }

    /// All rows of a level's scores.
    ///
    /// # Errors
    /// A level that was not built; a damaged file.
    pub fn scores(&self, level: &str) -> Result<RecordBatch> {
        read_parquet(&self.scores_path(level)?)
    }

    /// One level as columns, to be compared with that of another build.
    ///
    /// # Errors
    /// A level that was not built; a damaged file.
    pub fn side(&self, level: &str) -> Result<Side> {
        let batch = self.scores(level)?;
        let method = self.manifest.method.clone();
        let ids = || method.indicators.iter();
        let normalised = ids().map(|i| match &i.axis {
            Some(_) => numbers(&batch, &format!("norm_{}", i.id)),
            None => Vec::new(),
        });
        Ok(Side {
            codes: strings(&batch, "code"),
            names: strings(&batch, "name"),
            index: numbers(&batch, "score"),
            values: ids().map(|i| numbers(&batch, &format!("value_{}", i.id))).collect(),
            normalised: normalised.collect(),
            method,
        })
    }

    /// A zone as the build knows it, and how its code was reached when it is not its own; see
    /// [`super::export::zone_of`].
    ///
    /// # Errors
    /// A level or zone that the build does not have; a damaged file.
    pub fn zone(&self, zone: &ZoneName) -> Result<(ZoneName, Option<Lead>)> {
        let method = &self.manifest.method;
        let finest = method.levels.first().map_or("", String::as_str);
        super::export::zone_of(method, (finest, &self.scores(finest)?), zone)
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
                codes: strings(&batch, "code").into(),
                names: strings(&batch, "name"),
                ..Level::default()
            });
        }
        if self.manifest.method.territory.is_none() {
            territory.passage = Passage::builtin()?.clone();
        }
        Ok(territory)
    }

    /// The unit that `text` names: `93066`, `departement:93`, or a name that only one unit of the
    /// first level that has it bears. Codes and names of former communes lead to the commune that
    /// they are in now, and it is said in [`Found::carried`]. Others that it could mean come second.
    ///
    /// # Errors
    /// An unknown code or name: where it went, or the nearest.
    pub fn find(&self, text: &str) -> Result<(Found, Vec<Found>)> {
        let territory = self.units()?;
        let (wanted_level, code) = match text.split_once(':') {
            Some((level, code)) => {
                self.scores_path(level)?;
                (Some(level), code)
            }
            None => (None, text),
        };
        let wanted = |f: &Found| wanted_level.is_none_or(|w| w == f.level);
        let mut found = led(&territory, code).into_iter().filter(wanted).collect::<Vec<_>>();
        if found.is_empty() {
            let near = nearest_codes(&territory, code);
            let same = |f: &&Found| territory::fold(&f.name) == territory::fold(code);
            found = near.iter().filter(|f| wanted(f)).filter(same).cloned().collect();
            if found.is_empty() {
                let codes = territory.passage.named(code).into_iter();
                found = codes.flat_map(|code| led(&territory, code)).filter(wanted).collect();
                found.dedup_by(|a, b| a.code == b.code);
            }
            let Some(first_level) = found.first().map(|f| f.level.clone()) else {
                if let Some(gone) = where_to(&territory, wanted_level, code) {
                    return Err(self.not_here(text, gone));
                }
                let near: Vec<Found> = near.into_iter().filter(wanted).collect();
                return Err(self.unknown(text, &near));
            };
            if found.iter().filter(|f| f.level == first_level).count() > 1 {
                return Err(Error::request(format!("several units are named {code:?}"))
                    .with_help(format!("give a code: {}", list(&found))));
            }
        }
        let first = found.remove(0);
        Ok((first, found))
    }

    fn not_here(&self, text: &str, gone: String) -> Error {
        let error = Error::request(format!("unknown code or name {text:?}"));
        match &self.manifest.zone {
            Some(zone) => error.with_help(format!("{gone}; this build holds only {zone}")),
            None => error.with_help(gone),
        }
    }

    fn unknown(&self, text: &str, near: &[Found]) -> Error {
        let error = Error::request(format!("unknown code or name {text:?}"));
        let near = if near.is_empty() {
            "a code is 9 characters for an IRIS or an EPCI, 5 for a commune, 2 or 3 above".into()
        } else {
            format!("did you mean {}?", list(near))
        };
        match &self.manifest.zone {
            Some(zone) => error.with_help(format!("this build holds only {zone}; {near}")),
            None => error.with_help(near),
        }
    }

    /// Everything that is known of a unit.
    ///
    /// # Errors
    /// A damaged file; a code that is not in it.
    pub fn unit(&self, level: &str, code: &str) -> Result<UnitValues> {
        let batch = self.scores(level)?;
        let row = row_of_code(&batch, code)
            .ok_or_else(|| Error::request(format!("no {level} {code}")))?;
        let figures = read_parquet(&self.folder.join("reference.parquet"))?;
        Ok(unit_values(&self.manifest.method, level, &batch, row, &figures))
    }
}

/// Units that a code leads to, one a level at most; by a code in force, or else read otherwise, or
/// else carried.
fn led(territory: &Territory, code: &str) -> Vec<Found> {
    let leads = (0..territory.levels.len()).filter_map(|level| {
        let lead = territory.lead(level, code)?;
        let units = &territory.levels[level];
        let name = units.names[units.find(&lead.code)? as usize].clone();
        Some((lead, units.id.clone(), name))
    });
    let leads: Vec<_> = leads.collect();
    let kinds = [
        &[LeadKind::Exact][..],
        &[LeadKind::Respelled],
        &[LeadKind::Former, LeadKind::Arrondissement],
    ];
    let first = kinds.into_iter().find(|kinds| leads.iter().any(|(l, ..)| kinds.contains(&l.kind)));
    let of_kind = leads.into_iter().filter(|(l, ..)| first.is_some_and(|k| k.contains(&l.kind)));
    of_kind
        .map(|(lead, level, name)| Found {
            carried: lead.said(&name),
            code: lead.code,
            level,
            name,
        })
        .collect()
}

/// Where a code went that leads to no unit.
fn where_to(territory: &Territory, wanted_level: Option<&str>, code: &str) -> Option<String> {
    // A build may hold no level of communes; what is known of a code does not depend on it.
    let levels = [("commune", 5), ("iris", 9)].into_iter();
    let commune = territory.level("commune").map(|level| &territory.levels[level]);
    let name_of = |code: &str| {
        let commune = commune?;
        commune.find(code).map(|unit| commune.names[unit as usize].clone())
    };
    levels
        .filter(|(level, _)| wanted_level.is_none_or(|w| w == *level))
        .find_map(|level| territory::gone(&territory.passage, level, code, &name_of))
}

/// Row of a code in a level's scores, which are sorted by it.
pub fn row_of_code(batch: &RecordBatch, code: &str) -> Option<usize> {
    let codes = batch.column_by_name("code")?.as_string_opt::<i32>()?;
    let (mut from, mut to) = (0, codes.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        match codes.value(middle).cmp(code) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    None
}

/// Everything that is known of the unit at `row` of a level's scores; `figures` is
/// `reference.parquet`.
pub fn unit_values(
    method: &MethodSummary,
    level: &str,
    batch: &RecordBatch,
    row: usize,
    figures: &RecordBatch,
) -> UnitValues {
    let number = |name: &str| number(batch, name, row);
    let text = |name: &str| text(batch, name, row);
    let parents =
        method.territory_levels.iter().filter_map(|p| Some((p.clone(), text(p)?))).collect();
    let (zone_level, zone) = match method.reference.as_str() {
        "france" => ("france".to_string(), Some("france".to_string())),
        zone => (zone.to_string(), text(zone)),
    };
    let count = |zone_level: &str, zone: Option<&str>| {
        let row = figures_row(figures, level, (zone_level, zone?), "score")?;
        Some(self::number(figures, "n", row)? as usize)
    };
    let rank = number("rank").map(|v| v as u32);
    let scored = count("france", Some("france"));
    let of_zone = |id: &str| {
        let zone = zone.as_deref().map(|zone| (zone_level.as_str(), zone));
        zone.map_or_else(ZoneValues::default, |zone| zone_values(figures, level, zone, id))
    };
    let numbers = |prefix: &str| {
        method.indicators.iter().map(|i| number(&format!("{prefix}_{}", i.id))).collect()
    };
    let texts = |prefix: &str| {
        method.indicators.iter().map(|i| text(&format!("{prefix}_{}", i.id))).collect::<Vec<_>>()
    };
    UnitValues {
        level: level.into(),
        code: text("code").unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        parents,
        population: number("population"),
        score: number("score"),
        rank,
        rank_in_zone: number("rank_in_zone").map(|v| v as u32),
        decile: number("decile").map(|v| v as u8),
        completeness: number("completeness").unwrap_or(0.0),
        lost: text("reason_score"),
        lower: rank.zip(scored).and_then(|(rank, scored)| lower(batch, rank, scored)),
        scored: scored.unwrap_or(0),
        scored_in_zone: count(&zone_level, zone.as_deref()).unwrap_or(0),
        axes: method.axes.iter().map(|a| number(&format!("axis_{}", a.id))).collect(),
        values: numbers("value"),
        normalised: numbers("norm"),
        origins: texts("origin").into_iter().map(Option::unwrap_or_default).collect(),
        reasons: texts("reason"),
        zone: method.indicators.iter().map(|i| of_zone(&i.id)).collect(),
        help: method.access.as_ref().map(|_| super::help::values_of(batch, row)),
    }
}

/// Units ranked below `rank`; nothing where `batch` does not hold all that are ranked.
fn lower(batch: &RecordBatch, rank: u32, scored: usize) -> Option<usize> {
    let ranks = cells(batch, "rank");
    let all = (0..batch.num_rows()).filter_map(|row| ranks.at(row).number());
    let (held, below) =
        all.fold((0, 0), |(held, below), r| (held + 1, below + usize::from(r > f64::from(rank))));
    (held == scored).then_some(below)
}

/// Figures of a zone (its level and code, or `france` twice) for an indicator of a level; nothing
/// where `reference.parquet` does not hold them.
pub fn zone_values(
    figures: &RecordBatch,
    level: &str,
    zone: (&str, &str),
    indicator: &str,
) -> ZoneValues {
    let row = figures_row(figures, level, zone, indicator);
    let figure = |name: &str| row.and_then(|row| number(figures, name, row));
    ZoneValues { pooled: figure("pooled"), mean: figure("mean"), median: figure("median") }
}

fn figures_row(
    figures: &RecordBatch,
    level: &str,
    (zone_level, zone): (&str, &str),
    indicator: &str,
) -> Option<usize> {
    let wanted =
        [("level", level), ("zone_level", zone_level), ("zone", zone), ("indicator", indicator)];
    (0..figures.num_rows())
        .find(|r| wanted.iter().all(|(name, value)| text_of(figures, name, *r) == Some(*value)))
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
    read_columns(path, |_| true)
}

/// The columns of a file whose name is wanted.
///
/// # Errors
/// No such file, or a damaged one.
pub fn read_columns(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<RecordBatch> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
    columns_of(bytes::Bytes::from(bytes), path, wanted)
}

/// The same of bytes that were read; `path` is told in errors.
///
/// # Errors
/// They are damaged.
pub fn columns_of(
    bytes: bytes::Bytes,
    path: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<RecordBatch> {
    let wrong = |e: &dyn std::fmt::Display| {
        Error::input(path, format!("cannot be read: {e}")).with_help("build again with `ifn build`")
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|e| wrong(&e))?;
    let positions = |(i, field): (usize, &Arc<Field>)| wanted(field.name()).then_some(i);
    let kept: Vec<usize> =
        builder.schema().fields().iter().enumerate().filter_map(positions).collect();
    let schema = Arc::new(builder.schema().project(&kept).map_err(|e| wrong(&e))?);
    let mask = ProjectionMask::roots(builder.parquet_schema(), kept);
    let reader =
        builder.with_projection(mask).with_batch_size(1 << 20).build().map_err(|e| wrong(&e))?;
    let batches = reader.collect::<std::result::Result<Vec<_>, _>>().map_err(|e| wrong(&e))?;
    concat_batches(&schema, &batches).map_err(|e| wrong(&e))
}

/// A column of text; "" where null or absent.
pub fn strings(batch: &RecordBatch, name: &str) -> Vec<String> {
    column(batch, name, |cell| cell.text().unwrap_or_default().to_string())
}

/// A column of numbers, whatever their type; NaN where null or absent.
pub fn numbers(batch: &RecordBatch, name: &str) -> Vec<f64> {
    column(batch, name, |cell| cell.number().unwrap_or(f64::NAN))
}

fn column<T>(batch: &RecordBatch, name: &str, of: impl Fn(Cell) -> T) -> Vec<T> {
    let cells = cells(batch, name);
    (0..batch.num_rows()).map(|row| of(cells.at(row))).collect()
}

fn text(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    text_of(batch, name, row).map(String::from)
}

/// Text; `None` where null or absent.
pub fn text_of<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Option<&'a str> {
    cells(batch, name).at(row).text()
}

/// A number, whatever its type; `None` where null or absent.
pub fn number(batch: &RecordBatch, name: &str, row: usize) -> Option<f64> {
    cells(batch, name).at(row).number()
}

fn cells<'a>(batch: &'a RecordBatch, name: &str) -> Cells<'a> {
    batch.column_by_name(name).map_or(Cells::Nothing, |column| Cells::of(column.as_ref()))
}
