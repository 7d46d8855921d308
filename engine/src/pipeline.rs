//! The front door: from a method to a folder of outputs, one verb a stage.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use crate::catalog::{Catalog, Method, MethodSummary, ZoneName};
use crate::error::{Error, Result, nearest};
use crate::index::{Raw, Reference, Zones};
use crate::indicator::{self, Measured, Parsed, TableReport};
use crate::output::{
    self, Credits, LevelEntry, LevelResult, Manifest, SourceEntry, Staging, Written,
};
use crate::progress::{Progress, check};
use crate::table::{self, Table, expr::Expr, expr::Kind};
use crate::territory::{self, Contours, Joined, Territory};

/// What to build.
pub struct Request {
    /// The method.
    pub method: Method,
    /// Folder of downloaded files.
    pub data: PathBuf,
    /// Folder to leave.
    pub out: PathBuf,
    /// Zone to write, as `level` and `code`; everything is computed and compared all the same.
    pub zone: Option<ZoneName>,
    /// Whether to write `territories/`.
    pub geometry: bool,
}

/// What a build did, for the command to tell.
pub struct Outcome {
    /// As written.
    pub manifest: Manifest,
}

/// Tables joined, indicators measured.
struct Inputs {
    measured: Vec<Measured>,
    sources: Vec<SourceEntry>,
}

const STAGES: usize = 3;

/// Builds the index and leaves its outputs, whole or not at all.
///
/// # Errors
/// Anything that is wrong with the method, its tables or the output folder; nothing is written
/// then.
pub fn build(request: &Request, catalog: &Catalog, progress: &dyn Progress) -> Result<Outcome> {
    let clock = Clock::default();
    let staging = Staging::new(&request.out)?;
    let method = &request.method;
    progress.stage("reading", 0, STAGES);
    let (territory, loaded) =
        rayon::join(|| territory_of(request, catalog), || load_tables(request));
    let (territory, loaded) = (territory?, loaded?);
    let zone = zone(request, &territory)?;
    clock.mark("reading");
    check(progress)?;
    progress.stage("scores", 1, STAGES);
    let (contours, computed) = rayon::join(
        || contours_of(request, catalog, &territory, progress, &clock),
        || {
            let inputs = measure(method, &territory, &loaded, progress)?;
            let results = score(method, &territory, &inputs.measured, zone)?;
            clock.mark("scores");
            Ok((inputs, results))
        },
    );
    let (inputs, results) = computed?;
    let contours = contours?;
    check(progress)?;
    progress.stage("outputs", 2, STAGES);
    let summary = MethodSummary::from(method);
    let sources = sources(catalog, &territory, inputs.sources)?;
    let credits = Credits::of(&sources);
    write(&staging, &summary, &credits, &territory, contours.as_ref(), &results, progress)?;
    clock.mark("outputs");
    let mut manifest = manifest(request, catalog, &territory, summary, credits, sources, &results);
    if let Some(contours) = &contours {
        manifest.territory.without_contour = without_contour(&territory, contours, &results);
    }
    manifest.timings = clock.read();
    manifest.write(&staging.file("manifest.json")?)?;
    check(progress)?;
    staging.commit()?;
    progress.stage("done", STAGES, STAGES);
    Ok(Outcome { manifest })
}

/// Reads every table of a method and measures its indicators, without computing an index.
///
/// # Errors
/// As [`build`].
pub fn dry_run(
    request: &Request,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> Result<Vec<SourceEntry>> {
    let (territory, loaded) =
        rayon::join(|| territory_of(request, catalog), || load_tables(request));
    Ok(measure(&request.method, &territory?, &loaded?, progress)?.sources)
}

/// France's units, or those that the method brings.
fn territory_of(request: &Request, catalog: &Catalog) -> Result<Territory> {
    match &request.method.territory {
        Some(own) => territory::load_own(own, &request.data),
        None => territory::load_france(catalog, &request.data),
    }
}

/// A table as read and filtered, not joined yet.
struct Loaded {
    table: Table,
    sha256: String,
    /// Rows in the file, before the filter.
    rows: usize,
}

/// Reads every table of a method: needs no territory, so that both are read at once.
fn load_tables(request: &Request) -> Result<Vec<Loaded>> {
    (0..request.method.tables.len())
        .into_par_iter()
        .with_max_len(1)
        .map(|t| load_table(request, t))
        .collect()
}

fn load_table(request: &Request, t: usize) -> Result<Loaded> {
    let method = &request.method;
    let dataset = &method.tables[t];
    let opened = table::open(dataset, &request.data)?;
    let filter = dataset.layout.filter.as_deref().map(Expr::parse).transpose().map_err(|e| {
        Error::input(&method.path, format!("filter of table `{}`: {e}", dataset.id))
    })?;
    let mut wanted: Vec<String> = filter.as_ref().map(|f| f.columns().to_vec()).unwrap_or_default();
    for i in indicators_of(method, t) {
        wanted.extend(columns_of(method, i)?);
    }
    let read = table::read(dataset, &opened, &wanted)?;
    let rows = read.rows;
    let table = match &filter {
        Some(filter) => {
            let mask = filter.mask(&read).map_err(|e| {
                Error::input(&opened.path, format!("filter of table `{}`: {e}", dataset.id))
            })?;
            read.filter(&mask)?
        }
        None => read,
    };
    if table.rows == 0 {
        return Err(Error::input(&opened.path, format!("table `{}` has no row left", dataset.id))
            .with_help("check `filter` and `skip_lines`"));
    }
    Ok(Loaded { table, sha256: opened.sha256, rows })
}

fn indicators_of(method: &Method, table: usize) -> impl Iterator<Item = usize> {
    (0..method.indicators.len()).filter(move |i| method.indicators[*i].table == table)
}

/// Joins tables to units, measures indicators at their tables' own levels.
fn measure(
    method: &Method,
    territory: &Territory,
    loaded: &[Loaded],
    progress: &dyn Progress,
) -> Result<Inputs> {
    let tables: Vec<(SourceEntry, Vec<(usize, Measured)>)> = loaded
        .par_iter()
        .enumerate()
        .with_max_len(1)
        .map(|(t, loaded)| measure_table(method, territory, t, loaded))
        .collect::<Result<_>>()?;
    let mut measured: Vec<Option<Measured>> = vec![None; method.indicators.len()];
    let mut sources = Vec::new();
    for (source, columns) in tables {
        warn_of_rows(&source, progress);
        for (indicator, column) in columns {
            warn_of_values(method, territory, indicator, &column, progress);
            measured[indicator] = Some(column);
        }
        sources.push(source);
    }
    Ok(Inputs { measured: measured.into_iter().flatten().collect(), sources })
}

fn warn_of_rows(source: &SourceEntry, progress: &dyn Progress) {
    if let Some(join) = source.join.as_ref().filter(|j| j.unmatched > 0) {
        progress.warn(&format!(
            "table `{}`: {} of {} rows join no {} (for instance {})",
            source.id,
            join.unmatched,
            source.rows,
            join.level,
            join.unmatched_examples.join(", ")
        ));
    }
}

/// Says it when most units have no value: one mistyped filter does that.
fn warn_of_values(
    method: &Method,
    territory: &Territory,
    indicator: usize,
    column: &Measured,
    progress: &dyn Progress,
) {
    let there = column.values.iter().filter(|v| !v.is_nan()).count();
    if there * 2 < column.values.len() {
        progress.warn(&format!(
            "indicator `{}` has a value in {there} of {} units of level {}",
            method.indicators[indicator].id,
            column.values.len(),
            territory.levels[column.level].id
        ));
    }
}

fn measure_table(
    method: &Method,
    territory: &Territory,
    t: usize,
    loaded: &Loaded,
) -> Result<(SourceEntry, Vec<(usize, Measured)>)> {
    let dataset = &method.tables[t];
    let table = &loaded.table;
    let joined: Joined = territory.join(dataset, table, method.geography)?;
    if joined.report.direct + joined.report.carried + joined.report.arrondissements == 0 {
        return Err(Error::input(
            &table.path,
            format!(
                "no code of `{}` is a known {}: for instance {}",
                dataset.layout.key,
                dataset.layout.level,
                joined.report.unmatched_examples.join(", ")
            ),
        )
        .with_help(
            "check `key` and `level`, and whether codes have lost their leading zeros \
             (`code_width`)",
        ));
    }
    let level = territory
        .level(&dataset.layout.level)
        .ok_or_else(|| Error::request(format!("no level `{}`", dataset.layout.level)))?;
    let population = &territory.levels[level].population;
    let mut parsed = Parsed::new(table);
    let mut columns = Vec::new();
    for i in indicators_of(method, t) {
        let indicator = &method.indicators[i];
        let column =
            indicator::measure(indicator, dataset, &mut parsed, &joined, level, population)?;
        columns.push((i, column));
    }
    let report = TableReport {
        id: dataset.id.clone(),
        sha256: loaded.sha256.clone(),
        rows: loaded.rows,
        kept: table.rows,
        missing: parsed.missing(),
    };
    Ok((SourceEntry::joined(dataset, &report, &joined.report), columns))
}

/// Columns that an indicator reads.
fn columns_of(method: &Method, indicator: usize) -> Result<Vec<String>> {
    let indicator = &method.indicators[indicator];
    let mut out = Vec::new();
    for text in indicator.measure.expressions() {
        let wrong = |e: &dyn std::fmt::Display| {
            Error::input(&method.path, format!("indicator `{}`: {e}", indicator.id))
        };
        let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
        expr.types(Kind::Number).map_err(|e| wrong(&e))?;
        out.extend(expr.columns().iter().cloned());
    }
    Ok(out)
}

/// Brings indicators to every level, normalises, aggregates and ranks.
fn score(
    method: &Method,
    territory: &Territory,
    measured: &[Measured],
    zone: Option<(usize, u32)>,
) -> Result<Vec<LevelResult>> {
    method
        .levels
        .par_iter()
        .map(|id| {
            let level =
                territory.level(id).ok_or_else(|| Error::request(format!("no level `{id}`")))?;
            for (indicator, column) in method.indicators.iter().zip(measured) {
                nests(territory, column.level, level, &indicator.id, method)?;
            }
            let columns =
                measured.par_iter().map(|m| indicator::at_level(m, territory, level)).collect();
            let zones = Zones::new(territory, level, &method.zone)?;
            let complete = Raw { columns }.impute(method, territory, level)?;
            let scores = complete.normalise(method, territory, &zones)?.score(method, &zones);
            let figures = Reference::figures(&complete, &scores.index, territory, level, &zones);
            let inside = zone.map(|z| territory.in_zone(level, z));
            let kept = (0..territory.levels[level].len() as u32)
                .filter(|u| inside.as_ref().is_none_or(|i| i[*u as usize]))
                .collect();
            Ok(LevelResult { level, complete, scores, figures, kept })
        })
        .collect()
}

/// Sums go up only where each unit lies whole in one unit above.
fn nests(territory: &Territory, from: usize, to: usize, id: &str, method: &Method) -> Result<()> {
    match territory.levels[from].parents_in(to) {
        Some(parents) if !parents.nests => Err(Error::input(
            &method.path,
            format!(
                "indicator `{id}` speaks of each {}, which may lie in several units of level {}",
                territory.levels[from].id, territory.levels[to].id
            ),
        )
        .with_help("take one of the two out, or give the indicator at a finer level")),
        _ => Ok(()),
    }
}

fn contours_of(
    request: &Request,
    catalog: &Catalog,
    territory: &Territory,
    progress: &dyn Progress,
    clock: &Clock,
) -> Result<Option<Contours>> {
    if !request.geometry {
        return Ok(None);
    }
    let contours = territory::load_contours(catalog, &request.data, territory)?;
    if let Some(unclosed) = contours.as_ref().map(|c| c.unclosed).filter(|n| *n > 0) {
        progress.warn(&format!("{unclosed} rings of outlines could not be closed"));
    }
    clock.mark("contours");
    Ok(contours)
}

fn write(
    staging: &Staging,
    summary: &MethodSummary,
    credits: &Credits,
    territory: &Territory,
    contours: Option<&Contours>,
    results: &[LevelResult],
    progress: &dyn Progress,
) -> Result<()> {
    let written = Written { method: summary, credits };
    output::write_reference(&staging.file("reference.parquet")?, written, territory, results)?;
    let mut jobs: Vec<(&LevelResult, bool)> = results.iter().map(|r| (r, false)).collect();
    if contours.is_some() {
        jobs.extend(results.iter().map(|r| (r, true)));
    }
    jobs.into_par_iter().with_max_len(1).try_for_each(|(result, geometry)| {
        check(progress)?;
        let id = &territory.levels[result.level].id;
        match contours.filter(|_| geometry) {
            Some(contours) => output::write_territories(
                &staging.file(&format!("territories/{id}.parquet"))?,
                written,
                territory,
                contours,
                result.level,
                &result.kept,
            ),
            None => output::write_scores(
                &staging.file(&format!("scores/{id}.parquet"))?,
                written,
                territory,
                result,
            ),
        }
    })
}

fn without_contour(
    territory: &Territory,
    contours: &Contours,
    results: &[LevelResult],
) -> BTreeMap<String, usize> {
    results
        .iter()
        .map(|r| {
            let missing =
                r.kept.iter().filter(|u| contours.of(r.level, **u as usize).0.is_none()).count();
            (territory.levels[r.level].id.clone(), missing)
        })
        .collect()
}

/// Every source: the method's tables, then those that make the territories.
fn sources(
    catalog: &Catalog,
    territory: &Territory,
    mut sources: Vec<SourceEntry>,
) -> Result<Vec<SourceEntry>> {
    for read in &territory.sources {
        if !sources.iter().any(|s| s.id == read.id) {
            sources.push(output::source_entry(catalog.dataset(&read.id)?, read));
        }
    }
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(sources)
}

fn manifest(
    request: &Request,
    catalog: &Catalog,
    territory: &Territory,
    summary: MethodSummary,
    credits: Credits,
    sources: Vec<SourceEntry>,
    results: &[LevelResult],
) -> Manifest {
    let passage =
        catalog.dataset(territory::PASSAGE).map(|d| d.provenance.title.clone()).unwrap_or_default();
    Manifest {
        engine: output::EngineEntry {
            name: "ifn".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        notice: summary.notice.clone(),
        licence: credits.licence,
        attribution: credits.attribution,
        zone: request.zone.as_ref().map(ToString::to_string),
        territory: output::territory_entry(territory, summary.geography, &passage),
        levels: results
            .iter()
            .map(|r| (territory.levels[r.level].id.clone(), LevelEntry::new(&summary, r)))
            .collect(),
        method: summary,
        sources,
        timings: BTreeMap::new(),
    }
}

fn zone(request: &Request, territory: &Territory) -> Result<Option<(usize, u32)>> {
    let Some(zone) = &request.zone else { return Ok(None) };
    let level = territory.level(&zone.level).ok_or_else(|| {
        Error::request(format!("unknown level `{}` in the zone `{zone}`", zone.level))
            .with_help(nearest(&zone.level, territory.levels.iter().map(|l| l.id.as_str())))
    })?;
    let units = &territory.levels[level];
    let unit = units.find(&zone.code).ok_or_else(|| {
        Error::request(format!("no {} has the code `{}`", zone.level, zone.code))
            .with_help(nearest(&zone.code, units.codes.iter().map(String::as_str)))
    })?;
    Ok(Some((level, unit)))
}

/// Seconds since the start, by stage.
struct Clock {
    start: Instant,
    marks: std::sync::Mutex<BTreeMap<String, f64>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: Instant::now(), marks: std::sync::Mutex::default() }
    }
}

impl Clock {
    fn mark(&self, stage: &str) {
        if let Ok(mut marks) = self.marks.lock() {
            marks.insert(format!("{stage}_done_at"), self.start.elapsed().as_secs_f64());
        }
    }

    fn read(&self) -> BTreeMap<String, f64> {
        self.marks.lock().map(|m| m.clone()).unwrap_or_default()
    }
}
