//! From keys as written to datasets and methods as meant: names resolved, weights checked, cycles
//! refused.
//!
//! In: [`toml`](super::toml). Out: [`model`](super::model).

mod access;
mod axes;
mod bounds;
mod catalog;
mod dataset;
mod indicators;
mod mapping;
mod measure;
mod presets;
mod row_position;
mod scope;
mod source;
mod tables;
mod words;

use std::path::Path;

use super::model::{
    Dataset, Grid, IndexRule, LEVELS, Method, RowPosition, Scenario, effective_weights,
};
use super::toml::{self as keys, MethodFile};
use crate::digest::sha256;
use crate::error::{Error, Result};
use indicators::Indicators;
use source::Source;
use tables::take_table;

pub use catalog::Catalog;
pub use dataset::{open_places, parse_places, table_over};

impl Method {
    /// Parses and checks a method file against the catalogue.
    ///
    /// ```
    /// use std::path::Path;
    /// use ifn_engine::catalog::{Catalog, Method, Scenario};
    ///
    /// let text = r#"
    ///     id = "poverty"
    ///     title = "Poverty and age"
    ///     levels = ["commune"]
    ///
    ///     [[axis]]
    ///     id = "all"
    ///     indicator = [{ id = "poor", weight = 3.0 }, { id = "old" }]
    ///
    ///     [normalise]
    ///     method = "min_max"
    ///
    ///     [indicator.poor]
    ///     table = "people"
    ///     value = "POOR"
    ///
    ///     [indicator.old]
    ///     table = "people"
    ///     numerator = "P65P"
    ///     denominator = "POP"
    ///
    ///     [table.people]
    ///     path = "people.csv"
    ///     key = "CODE"
    ///     level = "commune"
    /// "#;
    /// let method = Method::parse(text, Path::new("poverty.toml"), &Catalog::default()).unwrap();
    /// let weight = |method: &Method, i: usize| {
    ///     method.indicators[i].scored.as_ref().map(|scored| scored.effective_weight)
    /// };
    /// assert_eq!((weight(&method, 0), weight(&method, 1)), (Some(0.75), Some(0.25)));
    ///
    /// let scenario = Scenario { weights: vec![("old".into(), 3.0)], ..Scenario::default() };
    /// let other = method.apply(&scenario).unwrap();
    /// assert_eq!(weight(&other, 1), Some(0.5));
    /// ```
    ///
    /// # Errors
    /// Every mistake names the file, the line where one is known, and what was expected.
    pub fn parse(text: &str, path: &Path, catalog: &Catalog) -> Result<Self> {
        method(text, path, catalog)
    }
}

fn method(text: &str, path: &Path, catalog: &Catalog) -> Result<Method> {
    let mut file: MethodFile = keys::parse(text, path)?;
    let source = Source { text, path };
    let territory = scope::territory(&mut file, &source, catalog)?;
    let known = match &territory {
        Some(own) => own.levels(),
        None => LEVELS.iter().map(ToString::to_string).collect(),
    };
    let geography = scope::geography(&file, territory.is_some(), &source)?;
    let levels = scope::levels(&file, &known, &source)?;
    let zone = scope::zone(&file, &levels, &known, territory.is_some(), &source)?;
    let missing = scope::missing(&file, &known, &source)?;
    let index = IndexRule {
        aggregate: source.aggregate(file.index.aggregate.as_ref(), file.index.p)?,
        over: file.index.over,
        factor: factor(&file, &source)?,
    };
    if !(file.scale.min.is_finite()
        && file.scale.max.is_finite()
        && file.scale.min < file.scale.max)
    {
        return Err(Error::input(path, "[scale] needs min < max"));
    }
    let mut axes = axes::axes(&file.axis, &source)?;
    let offsets = bounds::RuleOffsets::of(&file);
    let tables = territory.iter().map(|own| own.dataset.clone()).collect();
    let (indicators, tables) =
        Indicators::new(&source, catalog, &known, tables, &mut file).resolve(&mut axes)?;
    let access = access::access(&mut file, (&indicators, &tables), &source, catalog)?;
    let grid = grid(&mut file, &tables, &source, catalog)?;
    let contours = contours(&mut file, territory.is_some(), &source, catalog)?;
    let words = words::words(file.words.take(), &file.title, &source)?;
    let mut method = Method {
        id: file.id,
        title: file.title,
        notice: file.notice,
        source: file.source,
        words,
        path: path.into(),
        text: text.into(),
        sha256: sha256(text.as_bytes()),
        scenario: Scenario::default(),
        levels,
        geography,
        scale: file.scale,
        zone,
        missing,
        index,
        axes,
        indicators,
        tables,
        territory,
        presets: Vec::new(),
        access,
        grid,
        contours,
    };
    effective_weights(&mut method)?;
    bounds::within_bounds(&method, &offsets, &source)?;
    method.presets = presets::presets(&file.preset, &method, &source)?;
    Ok(method)
}

fn grid(
    file: &mut MethodFile,
    tables: &[Dataset],
    source: &Source,
    catalog: &Catalog,
) -> Result<Option<Grid>> {
    let Some(grid) = file.grid.take() else { return Ok(None) };
    let at = grid.table.span().start;
    let known = tables.iter().find(|t| t.id == *grid.table.get_ref()).cloned();
    let dataset = match known {
        Some(known) => known,
        None => take_table(grid.table.get_ref(), "[grid]", at, file, source, catalog)?,
    };
    if dataset.layout.locate.is_none() {
        return Err(source
            .wrong(at, format!("[grid]: the rows of `{}` have no position", dataset.id))
            .with_help("give the table locate = { geometry = \"geom\" }, or { x, y, crs }"));
    }
    Ok(Some(Grid { dataset, persons: grid.persons }))
}

fn contours(
    file: &mut MethodFile,
    own: bool,
    source: &Source,
    catalog: &Catalog,
) -> Result<Option<Dataset>> {
    let Some(contours) = file.contours.take() else { return Ok(None) };
    let at = contours.iris.span().start;
    let dataset = take_table(contours.iris.get_ref(), "[contours]", at, file, source, catalog)?;
    if own || !matches!(dataset.layout.locate, Some(RowPosition::Geometry(_))) {
        return Err(source
            .wrong(at, format!("[contours]: `{}` has no geometry of IRIS", dataset.id))
            .with_help("give the table key = \"code_iris\" and locate = { geometry = \"geom\" }"));
    }
    Ok(Some(dataset))
}

fn factor(file: &MethodFile, source: &Source) -> Result<f64> {
    match &file.index.factor {
        None => Ok(1.0),
        Some(f) if f.get_ref().is_finite() && *f.get_ref() != 0.0 => Ok(*f.get_ref()),
        Some(f) => Err(source.wrong(f.span().start, "[index] factor is a number other than 0")),
    }
}
