//! From a method file's keys to a [`Method`]: names resolved, weights checked, cycles refused.

use std::collections::HashSet;
use std::path::Path;

use toml::Spanned;

use super::file::{AxisFile, MethodFile};
use super::method::{Axis, IndexRule, Indicator, Method, MissingRule, Node, Scored};
use super::{Catalog, Dataset, sha256, toml_error};
use crate::error::{Error, Result, nearest};
use crate::index::aggregate::Aggregate;
use crate::index::normalise::{Direction, Normalise};

/// The COG year that territories are given in.
pub const REFERENCE_YEAR: u16 = 2026;
/// The levels of France, finest first.
pub const LEVELS: [&str; 5] = ["iris", "commune", "epci", "departement", "region"];
/// Zones whose members can be compared with each other, for units of France.
const ZONES: [&str; 4] = ["france", "region", "departement", "epci"];

/// One file being resolved: where mistakes are said to stand.
struct Source<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Source<'_> {
    fn wrong(&self, at: usize, message: impl Into<String>) -> Error {
        Error::input(self.path, message).at_line(Some(toml_error::line_of(self.text, at)))
    }

    fn weight(&self, weight: Option<&Spanned<f64>>, of: &str) -> Result<f64> {
        match weight {
            None => Ok(1.0),
            Some(w) if w.get_ref().is_finite() && *w.get_ref() >= 0.0 => Ok(*w.get_ref()),
            Some(w) => Err(self.wrong(
                w.span().start,
                format!("weight of `{of}` is {}: a weight is a number ≥ 0", w.get_ref()),
            )),
        }
    }

    fn aggregate(&self, name: Option<&Spanned<String>>, p: Option<f64>) -> Result<Aggregate> {
        let key = name.map_or("arithmetic", |n| n.get_ref().as_str());
        Aggregate::from_key(key, p).map_err(|m| self.wrong(name.map_or(0, |n| n.span().start), m))
    }
}

/// See [`Method::parse`].
pub fn method(text: &str, path: &Path, catalog: &Catalog) -> Result<Method> {
    let mut file: MethodFile =
        toml::from_str(text).map_err(|e| toml_error::explain(text, path, &e))?;
    let source = Source { text, path };
    let geography = geography(&file, &source)?;
    let levels = levels(&file, &source)?;
    let zone = zone(&file, &levels, &source)?;
    let missing = missing(&file, &source)?;
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
    let mut axes = axes(&file.axis, &source)?;
    let (indicators, tables) = Indicators::new(&source, catalog, &mut file).resolve(&mut axes)?;
    let mut method = Method {
        id: file.id,
        title: file.title,
        notice: file.notice,
        source: file.source,
        path: path.into(),
        sha256: sha256(text.as_bytes()),
        levels,
        geography,
        scale: file.scale,
        zone,
        missing,
        index,
        axes,
        indicators,
        tables,
    };
    effective_weights(&mut method)?;
    Ok(method)
}

fn geography(file: &MethodFile, source: &Source) -> Result<u16> {
    match &file.geography {
        Some(year) if *year.get_ref() != REFERENCE_YEAR => Err(source
            .wrong(year.span().start, format!("geography {} is not available", year.get_ref()))
            .with_help(format!(
                "territories are given in the COG of {REFERENCE_YEAR}; tables of other years are \
                 carried to it: give their year in [table.…]"
            ))),
        _ => Ok(REFERENCE_YEAR),
    }
}

fn levels(file: &MethodFile, source: &Source) -> Result<Vec<String>> {
    if file.levels.is_empty() {
        return Err(Error::input(source.path, "`levels` is empty: name at least one level"));
    }
    for level in &file.levels {
        if !LEVELS.contains(&level.get_ref().as_str()) {
            return Err(source
                .wrong(level.span().start, format!("unknown level `{}`", level.get_ref()))
                .with_help(nearest(level.get_ref(), LEVELS)));
        }
    }
    Ok(LEVELS
        .iter()
        .filter(|l| file.levels.iter().any(|f| f.get_ref() == *l))
        .map(ToString::to_string)
        .collect())
}

fn zone(file: &MethodFile, levels: &[String], source: &Source) -> Result<String> {
    let Some(zone) = &file.reference.zone else { return Ok("france".into()) };
    let name = zone.get_ref().as_str();
    if !ZONES.contains(&name) {
        return Err(source
            .wrong(zone.span().start, format!("unknown reference zone `{name}`"))
            .with_help(nearest(name, ZONES)));
    }
    for level in levels {
        let nests = name == "france"
            || matches!(
                (level.as_str(), name),
                ("iris" | "commune", _) | ("departement", "region")
            );
        if !nests && level != name {
            return Err(source
                .wrong(
                    zone.span().start,
                    format!(
                        "a unit of level `{level}` has no `{name}`: it cannot be its reference"
                    ),
                )
                .with_help(format!("take `{level}` out of `levels`, or another zone")));
        }
        if level == name {
            return Err(source
                .wrong(
                    zone.span().start,
                    format!("level `{level}` would be compared with itself alone"),
                )
                .with_help(format!("take `{level}` out of `levels`, or another zone")));
        }
    }
    Ok(name.into())
}

fn missing(file: &MethodFile, source: &Source) -> Result<MissingRule> {
    let min_available = match &file.missing.min_available {
        None => 0.0,
        Some(share) if (0.0..=1.0).contains(share.get_ref()) => *share.get_ref(),
        Some(share) => {
            return Err(
                source.wrong(share.span().start, "`min_available` is a share between 0 and 1")
            );
        }
    };
    let within = match &file.missing.within {
        Some(level) if level.get_ref() == "france" => None,
        Some(level) if LEVELS.contains(&level.get_ref().as_str()) => Some(level.get_ref().clone()),
        Some(level) => {
            return Err(source
                .wrong(level.span().start, format!("unknown level `{}`", level.get_ref()))
                .with_help(nearest(level.get_ref(), LEVELS)));
        }
        None => None,
    };
    Ok(MissingRule { min_available, impute: file.missing.impute, within })
}

fn factor(file: &MethodFile, source: &Source) -> Result<f64> {
    match &file.index.factor {
        None => Ok(1.0),
        Some(f) if f.get_ref().is_finite() && *f.get_ref() != 0.0 => Ok(*f.get_ref()),
        Some(f) => Err(source.wrong(f.span().start, "[index] factor is a number other than 0")),
    }
}

/// Axes with their parents; refuses unknown parents, double ids and cycles.
fn axes(files: &[AxisFile], source: &Source) -> Result<Vec<Axis>> {
    let mut axes: Vec<Axis> = Vec::with_capacity(files.len());
    for file in files {
        let id = file.id.get_ref();
        let at = file.id.span().start;
        if !is_identifier(id) {
            return Err(source.wrong(at, format!("axis id `{id}`: use letters, digits and _")));
        }
        if axes.iter().any(|a| a.id == *id) {
            return Err(source.wrong(at, format!("axis `{id}` is declared twice")));
        }
        axes.push(Axis {
            id: id.clone(),
            title: if file.title.is_empty() { id.clone() } else { file.title.clone() },
            parent: None,
            weight: source.weight(file.weight.as_ref(), id)?,
            aggregate: source.aggregate(file.aggregate.as_ref(), file.p)?,
            children: Vec::new(),
        });
    }
    for (position, file) in files.iter().enumerate() {
        let Some(parent) = file.parent.as_ref().filter(|p| !p.get_ref().is_empty()) else {
            continue;
        };
        let found = axes.iter().position(|a| a.id == *parent.get_ref()).ok_or_else(|| {
            source
                .wrong(parent.span().start, format!("unknown parent axis `{}`", parent.get_ref()))
                .with_help(nearest(parent.get_ref(), axes.iter().map(|a| a.id.as_str())))
        })?;
        axes[position].parent = Some(found);
    }
    for (position, file) in files.iter().enumerate() {
        let mut seen = vec![position];
        while let Some(up) = axes[*seen.last().unwrap_or(&position)].parent {
            if seen.contains(&up) {
                let names: Vec<&str> =
                    seen.iter().chain([&up]).map(|a| axes[*a].id.as_str()).collect();
                return Err(source.wrong(
                    file.id.span().start,
                    format!("axes form a cycle: {}", names.join(" → ")),
                ));
            }
            seen.push(up);
        }
    }
    for position in 0..axes.len() {
        if let Some(parent) = axes[position].parent {
            let weight = axes[position].weight;
            axes[parent].children.push((Node::Axis(position), weight));
        }
    }
    Ok(axes)
}

/// Resolves indicators and the tables they read.
struct Indicators<'a> {
    source: &'a Source<'a>,
    catalog: &'a Catalog,
    file: &'a mut MethodFile,
    indicators: Vec<Indicator>,
    tables: Vec<Dataset>,
}

impl<'a> Indicators<'a> {
    fn new(source: &'a Source<'a>, catalog: &'a Catalog, file: &'a mut MethodFile) -> Self {
        Self { source, catalog, file, indicators: Vec::new(), tables: Vec::new() }
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
                let scored = Scored { axis: position, weight, effective_weight: 0.0, normalise };
                let found = self.indicator(&entry.id, Some(scored))?;
                axes[position].children.push((Node::Indicator(found), weight));
            }
        }
        if self.indicators.is_empty() {
            return Err(Error::input(self.source.path, "the method has no indicator to score")
                .with_help("add an [[axis]] with at least one [[axis.indicator]]"));
        }
        for entry in std::mem::take(&mut self.file.context) {
            self.indicator(&entry.id, None)?;
        }
        Ok((self.indicators, self.tables))
    }

    fn indicator(&mut self, id: &Spanned<String>, scored: Option<Scored>) -> Result<usize> {
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
        let measure = declared
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
        let table = declared.table.as_deref().ok_or_else(|| {
            self.source
                .wrong(at, format!("indicator `{name}` names no `table`"))
                .with_help(nearest("", self.file.table.keys().map(String::as_str)))
        })?;
        let table = self.table(table, name, at)?;
        self.indicators.push(Indicator {
            id: name.clone(),
            title: if declared.title.is_empty() { name.clone() } else { declared.title },
            unit: declared.unit,
            direction: declared.direction,
            table,
            measure,
            factor,
            note: declared.note,
            scored,
        });
        Ok(self.indicators.len() - 1)
    }

    fn table(&mut self, id: &str, of: &str, at: usize) -> Result<usize> {
        if let Some(known) = self.tables.iter().position(|t| t.id == id) {
            return Ok(known);
        }
        let dataset = match self.file.table.remove(id) {
            Some(own) => {
                let line = toml_error::line_of(self.source.text, own.span().start);
                own.into_inner()
                    .into_dataset(id.to_string(), self.source.path)
                    .map_err(|e| e.at_line(Some(line)))?
            }
            None => self.catalog.datasets.get(id).cloned().ok_or_else(|| {
                let known = self.file.table.keys().chain(self.catalog.datasets.keys());
                self.source
                    .wrong(at, format!("indicator `{of}`: unknown table `{id}`"))
                    .with_help(nearest(id, known.map(String::as_str)))
            })?,
        };
        for (key, value) in [("key", &dataset.layout.key), ("level", &dataset.layout.level)] {
            if value.is_empty() {
                return Err(self.source.wrong(at, format!("table `{id}` has no `{key}`")));
            }
        }
        if !LEVELS.contains(&dataset.layout.level.as_str()) {
            let level = &dataset.layout.level;
            return Err(self
                .source
                .wrong(at, format!("table `{id}`: unknown level `{level}`"))
                .with_help(nearest(level, LEVELS)));
        }
        self.tables.push(dataset);
        Ok(self.tables.len() - 1)
    }
}

/// Relative weights multiplied on the way down; refuses siblings whose weights are all 0 and axes
/// that hold nothing.
fn effective_weights(method: &mut Method) -> Result<()> {
    let path = method.path.clone();
    let mut stack = vec![(method.top(), 1.0, "the index".to_string())];
    while let Some((children, share, of)) = stack.pop() {
        let total: f64 = children.iter().map(|(_, w)| w).sum();
        if children.is_empty() {
            return Err(Error::input(&path, format!("{of} holds no indicator"))
                .with_help("give it an indicator, or take it out"));
        }
        if total <= 0.0 {
            return Err(Error::input(&path, format!("the weights in {of} are all 0"))
                .with_help("give at least one a weight above 0"));
        }
        for (child, weight) in children {
            let part = share * weight / total;
            match child {
                Node::Axis(a) => {
                    let axis = &method.axes[a];
                    stack.push((axis.children.clone(), part, format!("axis `{}`", axis.id)));
                }
                Node::Indicator(i) => {
                    if let Some(scored) = &mut method.indicators[i].scored {
                        scored.effective_weight = part;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Ids become column names.
fn is_identifier(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
