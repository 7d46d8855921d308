//! A level of a build, or a table of its units, in any of the formats.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, take_record_batch};

use super::about::About;
use super::format::Format;
use super::workbook::{BuildNames, ListScope, ListZone, Names, WorkbookContent};
use super::{csv, geojson, geoparquet, workbook};
use crate::build::{
    Build, BuiltZone, Listing, RankedZone, numbers, read_parquet, with_zone_ranks, write_batch,
    write_whole,
};
use crate::catalog::{MethodSummary, ZoneName, ZoneSet};
use crate::error::{Error, Result};
use crate::words;

/// Which units of a level, and in which order.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportQuery<'a> {
    /// The level.
    pub level: &'a str,
    /// Units of this zone alone, with their ranks inside it.
    pub zone: Option<&'a BuiltZone>,
    /// Their order, and how small the smallest may be.
    pub listing: Listing,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Units in the file.
    pub units: usize,
    /// Units that are left out for their population.
    pub left_out: usize,
}

/// Writes a level to `file`, or to standard output when there is none: of a zone, its units with their
/// ranks inside it, among those that are left out for their population too.
///
/// # Errors
/// A level or zone that the build does not have; an order by what it does not know; a format that needs a file; a
/// system that refuses to write.
pub fn export(
    build: &Build,
    query: &ExportQuery,
    format: Format,
    file: Option<&Path>,
) -> Result<Exported> {
    let level = query.level;
    let mut scores = build.scores(level)?;
    let mut shapes = match format {
        Format::Geojson | Format::Geoparquet => {
            Some(read_parquet(&build.territories_path(level)?)?)
        }
        _ => None,
    };
    if let Some(zone) = query.zone {
        let mask = zone.mask(level, &scores)?;
        scores = keep(&scores, &mask)?;
        let (label, shares) = (zone.label(&build.manifest), zone.shares(level, &scores)?);
        let ranked = RankedZone { label: &label, inside: None, shares: &shares };
        scores = with_zone_ranks(&scores, ranked, &build.manifest.method.reference)?;
        shapes = shapes.map(|s| keep(&s, &mask)).transpose()?;
    }
    let zone_scores = numbers(&scores, "score");
    let listed = query.listing.rows(&scores, None)?;
    if query.listing != Listing::default() {
        let rows = |batch: &RecordBatch| {
            take_record_batch(batch, &listed.rows).map_err(|e| Error::internal(e.to_string()))
        };
        scores = rows(&scores)?;
        shapes = shapes.as_ref().map(rows).transpose()?;
    }
    let ranked = build.manifest.levels.get(level).map_or(0, |entry| entry.ranked);
    let table = UnitTable {
        level,
        method: &build.manifest.method,
        rows: &scores,
        shapes: shapes.as_ref(),
        whole: &scores,
        zone: query.zone,
        zone_scores: &zone_scores,
        ranked,
        listing: query.listing,
        left_out: listed.left_out(),
        first_of: None,
        not_inventoried: None,
    };
    let units = write_table(build, &table, format, file)?;
    Ok(Exported { units, left_out: listed.left_out() })
}

/// A table of units of a level, to be written.
#[derive(Clone, Copy)]
pub struct UnitTable<'a> {
    /// The level.
    pub level: &'a str,
    /// The method by which the units were scored.
    pub method: &'a MethodSummary,
    /// The units, with the columns of the file.
    pub rows: &'a RecordBatch,
    /// Their contours, row by row, for the formats that draw them.
    pub shapes: Option<&'a RecordBatch>,
    /// The same units with every column of their level, for the list of a workbook.
    pub whole: &'a RecordBatch,
    /// The zone that was asked for.
    pub zone: Option<&'a BuiltZone>,
    /// Scores of all units of that zone; NaN where there is none.
    pub zone_scores: &'a [f64],
    /// Units of the level with a score.
    pub ranked: usize,
    /// Order of the rows, and the least population.
    pub listing: Listing,
    /// Units that are left out for it.
    pub left_out: usize,
    /// How many units there would be, where these are the first of them alone.
    pub first_of: Option<usize>,
    /// Units of the zone that no inventory of places covers; where gaps are listed.
    pub not_inventoried: Option<usize>,
}

impl UnitTable<'_> {
    /// Writes the table as a workbook.
    fn workbook(&self, build: &Build, path: &Path) -> Result<()> {
        let method = &build.manifest.method;
        let above = method.territory_levels.iter().map(String::as_str);
        let above = above.skip_while(|level| *level != self.level).skip(1);
        // Where all of France was written there is no zone.
        let written = build.manifest.written_zone();
        let zone = self.zone.map(|zone| &zone.found.zone).or(written.as_ref());
        let within = self.zone.and_then(|zone| zone.within.as_ref());
        let members = zone.into_iter().chain(within).flat_map(ZoneSet::members);
        let names =
            BuildNames::read(build, above.chain(members.map(|member| member.level.as_str())))?;
        let named = |zone: &ZoneSet| words::zone_name(zone, &|member| called(&names, member));
        let within = within.map(named);
        let ranks_in = zone.map(named).map(|name| match &within {
            Some(_) => words::part_of_zone(&name),
            None => name,
        });
        let zone =
            ranks_in.clone().map(|name| ListZone::new(name, self.zone_scores.iter().copied()));
        let scope = ListScope {
            zone,
            ranks_in,
            within,
            ranked: self.ranked,
            order: self.listing.order.map(|order| order.name().into()),
            min_population: self.listing.min_population.filter(|least| *least > 0),
            left_out: self.left_out,
            first_of: self.first_of,
            not_inventoried: self.not_inventoried,
        };
        let content = WorkbookContent {
            manifest: &build.manifest,
            method: self.method,
            about: About::of(&build.manifest, self.method),
            level: self.level,
            technical: self.rows,
            rows: self.whole,
            scope: &scope,
            names: &names,
        };
        workbook::write(&content, path)
    }
}

/// Writes a table of units to `file`, or to standard output when there is none. Returns how many units.
///
/// # Errors
/// A format that needs a file or contours; a system that refuses to write.
pub fn write_table(
    build: &Build,
    table: &UnitTable,
    format: Format,
    file: Option<&Path>,
) -> Result<usize> {
    let UnitTable { rows, shapes, .. } = *table;
    let units = rows.num_rows();
    let about = About::of(&build.manifest, table.method);
    let Some(path) = file else {
        let mut out = std::io::stdout().lock();
        let written = match (format, shapes) {
            (Format::Csv, _) => csv::write(rows, &mut out, false),
            (Format::CsvExcel, _) => csv::write(rows, &mut out, true),
            (Format::Geojson, Some(shapes)) => geojson::write(rows, shapes, &about, &mut out),
            _ => {
                return Err(Error::request("this format is not written to standard output")
                    .with_help("name a file with -o"));
            }
        };
        let written = written.and_then(|()| out.flush());
        written.map_err(|e| Error::io("write", "standard output", e))?;
        return Ok(units);
    };
    write_whole(path, |part| match (format, shapes) {
        (Format::Parquet, _) => write_batch(rows, part, build.file_metadata()),
        (Format::Geoparquet, Some(shapes)) => geoparquet::write(rows, shapes, build, part),
        (Format::Xlsx, _) => table.workbook(build, part),
        _ => File::create(part).map_err(|e| Error::io("create", path, e)).and_then(|file| {
            let mut out = BufWriter::new(file);
            match (format, shapes) {
                (Format::Geojson, Some(shapes)) => geojson::write(rows, shapes, &about, &mut out),
                _ => csv::write(rows, &mut out, format == Format::CsvExcel),
            }
            .and_then(|()| out.flush())
            .map_err(|e| Error::io("write", path, e))
        }),
    })?;
    Ok(units)
}

/// What a member of a zone is called: « Creuse (23) ».
fn called(names: &dyn Names, member: &ZoneName) -> Option<String> {
    Some(words::member_name(member, &names.unit(&member.level, &member.code)?))
}

fn keep(batch: &RecordBatch, mask: &BooleanArray) -> Result<RecordBatch> {
    filter_record_batch(batch, mask).map_err(|e| Error::internal(e.to_string()))
}
