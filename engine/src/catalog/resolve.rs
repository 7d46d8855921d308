//! From a method file's keys to a [`Method`]: names resolved, weights checked, cycles refused.

use std::collections::HashSet;
use std::path::Path;

use toml::Spanned;

use super::file::{Measure, MethodFile};
use super::method::{Axis, Grid, IndexRule, Indicator, Method, Node, Scored, Selection};
use super::{At, Catalog, Dataset, access, place, preset, sha256, toml_error, tree};
use crate::error::{Error, Result, nearest};
use crate::index::aggregate::Aggregate;
use crate::index::normalise::{Direction, Normalise};
use crate::index::treat::Treat;

/// The COG year that territories are given in.
pub const REFERENCE_YEAR: u16 = 2026;
/// The levels of France, finest first.
pub const LEVELS: [&str; 5] = ["iris", "commune", "epci", "departement", "region"];

/// One file being resolved: where mistakes are said to stand.
pub struct Source<'a> {
    pub text: &'a str,
    pub path: &'a Path,
}

impl Source<'_> {
    pub fn wrong(&self, at: usize, message: impl Into<String>) -> Error {
        Error::input(self.path, message).at_line(Some(toml_error::line_of(self.text, at)))
    }

    pub fn weight(&self, weight: Option<&Spanned<f64>>, of: &str) -> Result<f64> {
        match weight {
            None => Ok(1.0),
            Some(w) if w.get_ref().is_finite() && *w.get_ref() >= 0.0 => Ok(*w.get_ref()),
            Some(w) => Err(self.wrong(
                w.span().start,
                format!("weight of `{of}` is {}: a weight is a number ≥ 0", w.get_ref()),
            )),
        }
    }

    pub fn aggregate(&self, name: Option<&Spanned<String>>, p: Option<f64>) -> Result<Aggregate> {
        let key = name.map_or("arithmetic", |n| n.get_ref().as_str());
        Aggregate::from_key(key, p).map_err(|m| self.wrong(name.map_or(0, |n| n.span().start), m))
    }
}

/// See [`Method::parse`].
pub fn method(text: &str, path: &Path, catalog: &Catalog) -> Result<Method> {
    let mut file: MethodFile =
        toml::from_str(text).map_err(|e| toml_error::explain(text, path, &e))?;
    let source = Source { text, path };
    let territory = place::territory(&mut file, &source, catalog)?;
    let known = match &territory {
        Some(own) => own.levels(),
        None => LEVELS.iter().map(ToString::to_string).collect(),
    };
    let geography = place::geography(&file, territory.is_some(), &source)?;
    let levels = place::levels(&file, &known, &source)?;
    let zone = place::zone(&file, &levels, &known, territory.is_some(), &source)?;
    let missing = place::missing(&file, &known, &source)?;
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
    let mut axes = tree::axes(&file.axis, &source)?;
    let aggregates = tree::Places::of(&file);
    let tables = territory.iter().map(|own| own.dataset.clone()).collect();
    let (indicators, tables) =
        Indicators::new(&source, catalog, &known, tables, &mut file).resolve(&mut axes)?;
    let access = access::access(&mut file, (&indicators, &tables), &source, catalog)?;
    let grid = grid(&mut file, &tables, &source, catalog)?;
    let contours = contours(&mut file, territory.is_some(), &source, catalog)?;
    let mut method = Method {
        id: file.id,
        title: file.title,
        notice: file.notice,
        source: file.source,
        path: path.into(),
        text: text.into(),
        sha256: sha256(text.as_bytes()),
        choice: Selection::default(),
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
    tree::effective_weights(&mut method)?;
    tree::within_bounds(&method, &aggregates, &source)?;
    method.presets = preset::presets(&file.preset, &method, &source)?;
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
            .wrong(at, format!("[grid]: the rows of `{}` are nowhere", dataset.id))
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
    if own || !matches!(dataset.layout.locate, Some(At::Geometry(_))) {
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

/// Resolves indicators and the tables they read.
struct Indicators<'a> {
    source: &'a Source<'a>,
    catalog: &'a Catalog,
    known: &'a [String],
    file: &'a mut MethodFile,
    indicators: Vec<Indicator>,
    tables: Vec<Dataset>,
}

impl<'a> Indicators<'a> {
    fn new(
        source: &'a Source<'a>,
        catalog: &'a Catalog,
        known: &'a [String],
        tables: Vec<Dataset>,
        file: &'a mut MethodFile,
    ) -> Self {
        Self { source, catalog, known, file, indicators: Vec::new(), tables }
    }

    fn resolve(mut self, axes: &mut [Axis]) -> Result<(Vec<Indicator>, Vec<Dataset>)> {
        let listed = std::mem::take(&mut self.file.axis);
        for (position, axis) in listed.iter().enumerate() {
            for entry in &axis.indicator {
                let id = entry.id.get_ref();
                let weight = self.source.weight(entry.weight.as_ref(), id)?;
                let (normalise, at) = match (&entry.normalise, &self.file.normalise) {
                    (Some(own), _) => (own.get_ref().clone(), own.span().start),
                    (None, Some(common)) => (common.clone(), 0),
                    (None, None) => {
                        return Err(self
                            .source
                            .wrong(entry.id.span().start, format!("`{id}` has no normalisation"))
                            .with_help("add [axis.indicator.normalise] method = \"…\" under it"));
                    }
                };
                normalise
                    .validate()
                    .map_err(|m| self.source.wrong(at, format!("normalisation of `{id}`: {m}")))?;
                let treat = entry.treat.as_ref().or(self.file.treat.as_ref());
                let treat = treat.map(|rule| self.treat(rule, &normalise, id)).transpose()?;
                let scored =
                    Scored { axis: position, weight, effective_weight: 0.0, treat, normalise };
                let found = self.indicator(&entry.id, entry.optional, Some(scored))?;
                axes[position].children.push((Node::Indicator(found), weight));
            }
        }
        if self.indicators.is_empty() {
            return Err(Error::input(self.source.path, "the method has no indicator to score")
                .with_help("add an [[axis]] with at least one [[axis.indicator]]"));
        }
        for entry in std::mem::take(&mut self.file.context) {
            self.indicator(&entry.id, entry.optional, None)?;
        }
        Ok((self.indicators, self.tables))
    }

    fn treat(&self, rule: &Spanned<Treat>, normalise: &Normalise, id: &str) -> Result<Treat> {
        let at = rule.span().start;
        let rule = rule.get_ref();
        rule.validate().map_err(|m| self.source.wrong(at, format!("treatment of `{id}`: {m}")))?;
        if rule.then.is_some() && normalise.needs_the_unit() {
            return Err(self
                .source
                .wrong(
                    at,
                    format!("`{id}`: `{}` needs the indicator in its own unit", normalise.name()),
                )
                .with_help("winsorise alone, or choose another normalisation"));
        }
        Ok(rule.clone())
    }

    fn indicator(
        &mut self,
        id: &Spanned<String>,
        optional: bool,
        scored: Option<Scored>,
    ) -> Result<usize> {
        let name = id.get_ref();
        let at = id.span().start;
        if self.indicators.iter().any(|i| i.id == *name) {
            return Err(self.source.wrong(at, format!("indicator `{name}` is listed twice")));
        }
        if !is_identifier(name) {
            return Err(self.source.wrong(at, format!("id `{name}`: use letters, digits and _")));
        }
        let (declared, at) = match self.file.indicator.get(name) {
            Some(own) => (own.get_ref().clone(), own.span().start),
            None => match self.catalog.indicators.get(name) {
                Some(shared) => (shared.clone(), at),
                None => {
                    let known: HashSet<&str> = self
                        .file
                        .indicator
                        .keys()
                        .chain(self.catalog.indicators.keys())
                        .map(String::as_str)
                        .collect();
                    let mut known: Vec<&str> = known.into_iter().collect();
                    known.sort_unstable();
                    return Err(self
                        .source
                        .wrong(at, format!("indicator `{name}` is declared nowhere"))
                        .with_help(nearest(name, known)));
                }
            },
        };
        let mut measure = declared
            .measure()
            .map_err(|m| self.source.wrong(at, format!("indicator `{name}`: {m}")))?;
        if let Some(scored) = &scored
            && matches!(scored.normalise, Normalise::Identity)
            && declared.direction == Direction::Down
        {
            return Err(self
                .source
                .wrong(at, format!("`{name}` is `down`: `identity` cannot turn it round"))
                .with_help("choose another normalisation, or change the expression"));
        }
        let factor = declared.factor.unwrap_or(1.0);
        if !factor.is_finite() || factor == 0.0 {
            return Err(self.source.wrong(at, format!("`{name}`: factor {factor}")));
        }
        let mut named = declared.table.clone();
        if let (Measure::Covered { by, points, .. }, Some(polygons)) =
            (&mut measure, &declared.covered)
        {
            *by = self.table(polygons, name, at)?;
            named = if *points { declared.of.clone() } else { Some(polygons.clone()) };
        }
        let table = match (&measure, &named) {
            (Measure::Nearest { places }, _) => self.places(places, name, at)?,
            (_, Some(table)) => self.table(table, name, at)?,
            (_, None) => {
                return Err(self
                    .source
                    .wrong(at, format!("indicator `{name}` names no `table`"))
                    .with_help(nearest("", self.file.table.keys().map(String::as_str))));
            }
        };
        self.indicators.push(Indicator {
            id: name.clone(),
            title: if declared.title.is_empty() { name.clone() } else { declared.title },
            unit: declared.unit,
            direction: declared.direction,
            table,
            measure,
            factor,
            note: declared.note,
            optional,
            scored,
        });
        Ok(self.indicators.len() - 1)
    }

    /// Tables of places; the position of the first.
    fn places(&mut self, ids: &[String], of: &str, at: usize) -> Result<usize> {
        let mut first = None;
        for id in ids {
            let known = self.tables.iter().position(|t| t.id == *id);
            let position = match known {
                Some(known) => known,
                None => {
                    let of = format!("indicator `{of}`");
                    let mut dataset =
                        take_table(id, &of, at, self.file, self.source, self.catalog)?;
                    if dataset.layout.level.is_empty() {
                        dataset.layout.level.clone_from(&self.known[self.placed()]);
                    }
                    self.tables.push(dataset);
                    self.tables.len() - 1
                }
            };
            if self.tables[position].places.is_none() {
                let message = format!("indicator `{of}`: `{id}` has no [places]");
                return Err(self
                    .source
                    .wrong(at, message)
                    .with_help(nearest(id, self.catalog.with_places())));
            }
            first.get_or_insert(position);
        }
        Ok(first.unwrap_or(0))
    }

    /// The level whose units have a position: communes in France, else the finest.
    fn placed(&self) -> usize {
        self.known
            .iter()
            .position(|l| l == "commune" && self.known.len() == LEVELS.len())
            .unwrap_or(0)
    }

    fn table(&mut self, id: &str, of: &str, at: usize) -> Result<usize> {
        if let Some(known) = self.tables.iter().position(|t| t.id == id) {
            return Ok(known);
        }
        let of = format!("indicator `{of}`");
        let dataset = take_table(id, &of, at, self.file, self.source, self.catalog)?;
        let layout = &dataset.layout;
        for (key, value) in [("key", &layout.key), ("level", &layout.level)] {
            if value.is_empty() && !(key == "key" && layout.locate.is_some()) {
                return Err(self.source.wrong(at, format!("table `{id}` has no `{key}`")));
            }
        }
        if !self.known.contains(&dataset.layout.level) {
            let level = &dataset.layout.level;
            return Err(self
                .source
                .wrong(at, format!("table `{id}`: unknown level `{level}`"))
                .with_help(nearest(level, self.known.iter().map(String::as_str))));
        }
        self.tables.push(dataset);
        Ok(self.tables.len() - 1)
    }
}

/// A table of the method, or a dataset of the catalogue.
pub fn take_table(
    id: &str,
    of: &str,
    at: usize,
    file: &mut MethodFile,
    source: &Source,
    catalog: &Catalog,
) -> Result<Dataset> {
    if let Some(own) = file.table.remove(id) {
        let line = toml_error::line_of(source.text, own.span().start);
        if let Some(mapping) = own.get_ref().mapping.clone() {
            let like = catalog.datasets.get(&mapping).filter(|d| d.places.is_some());
            let like = like.ok_or_else(|| {
                Error::input(source.path, format!("table `{id}`: no mapping of places `{mapping}`"))
                    .at_line(Some(line))
                    .with_help(nearest(&mapping, catalog.with_places()))
            })?;
            return own.into_inner().over(like, id, source.path).map_err(|e| e.at_line(Some(line)));
        }
        return own
            .into_inner()
            .into_dataset(id.to_string(), source.path)
            .map_err(|e| e.at_line(Some(line)));
    }
    catalog.datasets.get(id).cloned().ok_or_else(|| {
        let known = file.table.keys().chain(catalog.datasets.keys());
        source
            .wrong(at, format!("{of}: unknown table `{id}`"))
            .with_help(nearest(id, known.map(String::as_str)))
    })
}

/// Ids become column names.
pub fn is_identifier(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
