//! Indicators of a method, scored ones by axis then context, and the tables that they read.

use std::collections::HashSet;

use toml::Spanned;

use super::catalog::Catalog;
use super::measure::measure;
use super::source::{Source, is_identifier};
use super::tables::take_table;
use crate::catalog::model::{Axis, Dataset, Indicator, LEVELS, Measure, Node, Scored};
use crate::catalog::toml::MethodFile;
use crate::composite::Direction;
use crate::composite::normalise::Normalise;
use crate::composite::treat::Treat;
use crate::error::{Error, Result, nearest};

/// Resolves indicators and the tables they read.
pub struct Indicators<'a> {
    source: &'a Source<'a>,
    catalog: &'a Catalog,
    known: &'a [String],
    file: &'a mut MethodFile,
    indicators: Vec<Indicator>,
    tables: Vec<Dataset>,
}

impl<'a> Indicators<'a> {
    pub fn new(
        source: &'a Source<'a>,
        catalog: &'a Catalog,
        known: &'a [String],
        tables: Vec<Dataset>,
        file: &'a mut MethodFile,
    ) -> Self {
        Self { source, catalog, known, file, indicators: Vec::new(), tables }
    }

    /// Indicators and tables; each axis gets its children.
    pub fn resolve(mut self, axes: &mut [Axis]) -> Result<(Vec<Indicator>, Vec<Dataset>)> {
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
                        .wrong(at, format!("indicator `{name}` is not declared"))
                        .with_help(nearest(name, known)));
                }
            },
        };
        let mut measure = measure(&declared)
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
