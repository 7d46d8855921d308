//! Rows that join units by where they are, and what polygons cover of units.
//!
//! In: the finest contours that there are, tables with their places. Out: [`Joined`] rows, as by their
//! codes, and [`Measured`] shares. Nothing is read when no table asks for it.

use arrow::array::BinaryArray;

use super::at::points;
use super::inputs::Loaded;
use crate::catalog::{At, Catalog, Dataset, Grid, Indicator, Measure, Method};
use crate::error::{Error, Result};
use crate::indicator::{Measured, from_sums};
use crate::progress::Progress;
use crate::spatial::checks::suspect;
use crate::spatial::{Covering, GeometryError, Locator, aggregate};
use crate::table::{self, Table, expr::Expr};
use crate::territory::{self, How, JoinReport, Joined, NONE, Territory};

/// How many rows are shown as examples.
const EXAMPLES: usize = 5;

/// The contours that rows are located in.
pub struct Ground {
    /// Level of the contours: a position in [`Territory::levels`].
    level: usize,
    shapes: BinaryArray,
    locator: Locator,
}

impl Ground {
    /// The finest contours of a territory, when some table of the method needs them.
    ///
    /// # Errors
    /// A territory without contours, or a damaged one.
    pub fn new(
        method: &Method,
        catalog: &Catalog,
        data: &std::path::Path,
        territory: &Territory,
    ) -> Result<Option<Self>> {
        let covered =
            method.indicators.iter().any(|i| matches!(i.measure, Measure::Covered { .. }));
        let located = method.tables.iter().find(|t| covered || t.layout.locate.is_some());
        let Some(table) = located.or(method.grid.as_ref().map(|g| &g.dataset)) else {
            return Ok(None);
        };
        let (level, shapes) = match &territory.ground {
            Some(own) => (0, own.clone()),
            None if territory.own => {
                return Err(Error::input(
                    &method.path,
                    format!("table `{}` is located, and [territory] has no contours", table.id),
                )
                .with_help("name their column: geometry = \"geom\""));
            }
            None => (1, territory::commune_shapes(catalog, data)?),
        };
        let units: Vec<Option<&[u8]>> = shapes.iter().collect();
        let locator = Locator::new(&units).map_err(|e| of_unit(&e, territory, level))?;
        Ok(Some(Self { level, shapes, locator }))
    }

    /// Squares of a grid by the unit of the contours that their middle lies in, with their persons.
    ///
    /// # Errors
    /// A file that cannot be read; persons that are no numbers.
    pub fn squares(
        &self,
        grid: &Grid,
        data: &std::path::Path,
        territory: &Territory,
        progress: &dyn Progress,
    ) -> Result<Vec<(u32, [f64; 2], f64)>> {
        let Grid { dataset, persons } = grid;
        let Some(at) = &dataset.layout.locate else { return Ok(Vec::new()) };
        let opened = table::open(dataset, data)?;
        let wrong =
            |e: String| Error::input(&opened.path, format!("[grid] persons = {persons:?}: {e}"));
        let persons = Expr::parse(persons).map_err(|e| wrong(e.to_string()))?;
        let mut wanted: Vec<String> = persons.columns().to_vec();
        wanted.extend(at.columns().into_iter().map(String::from));
        let table = table::read(dataset, &opened, &wanted)?;
        let mut dataset = dataset.clone();
        dataset.layout.level.clone_from(&territory.levels[self.level].id);
        let joined = self.join(&dataset, at, &table, territory)?;
        let inside = persons.numbers(&table).map_err(|e| wrong(e.to_string()))?.values;
        let squares = points(at, &table)?.into_iter().zip(joined.unit_of_row).zip(inside.iter());
        for note in table.notes() {
            progress.warn(&format!("table `{}`: {note}", dataset.id));
        }
        let of = |((point, unit), persons): (([f64; 2], u32), Option<f64>)| {
            (unit != NONE).then_some((unit, point, persons?))
        };
        Ok(squares.filter_map(of).collect())
    }

    /// Position of the level of the contours.
    pub fn level(&self) -> usize {
        self.level
    }

    /// Units of `level` from those of the contours.
    fn raised(
        &self,
        found: Vec<u32>,
        territory: &Territory,
        level: usize,
        of: &dyn Fn() -> Error,
    ) -> Result<Vec<u32>> {
        if level == self.level {
            return Ok(found);
        }
        let up = territory.levels[self.level].parents_in(level).ok_or_else(of)?;
        Ok(found
            .into_iter()
            .map(|u| if u == NONE { NONE } else { up.of_unit[u as usize] })
            .collect())
    }

    /// Joins a table's rows to the units that they lie in.
    ///
    /// # Errors
    /// Coordinates in another reference system than the one declared; a level without contours.
    pub fn join(
        &self,
        dataset: &Dataset,
        at: &At,
        table: &Table,
        territory: &Territory,
    ) -> Result<Joined> {
        let id = &dataset.layout.level;
        let level = territory
            .level(id)
            .ok_or_else(|| Error::request(format!("table `{}`: no level `{id}`", dataset.id)))?;
        let points = points(at, table)?;
        let (lon, lat): (Vec<f64>, Vec<f64>) = points.iter().map(|p| (p[0], p[1])).unzip();
        let degrees = matches!(at, At::Numbers { crs: 4326, .. } | At::Geometry(_));
        if let Some(seen) = suspect(&self.locator, &lon, &lat).filter(|_| degrees) {
            return Err(Error::input(
                &table.path,
                format!("table `{}`: {}", dataset.id, seen.what()),
            )
            .with_help(format!("in `locate`, {}", seen.advice())));
        }
        let found = self.raised(self.locator.locate_all(&lon, &lat), territory, level, &|| {
            let finest = &territory.levels[self.level].id;
            Error::input(&table.path, format!("table `{}`: no {id} has a contour here", dataset.id))
                .with_help(format!("give level = \"{finest}\", or bring contours as [territory]"))
        })?;
        let mut report = JoinReport::default();
        for (row, unit) in found.iter().enumerate() {
            if *unit != NONE {
                report.direct += 1;
                continue;
            }
            report.unmatched += 1;
            if report.unmatched_examples.len() < EXAMPLES {
                let place = table.place(row);
                report.unmatched_examples.push(match points[row] {
                    [x, y] if x.is_nan() || y.is_nan() => format!("{place}: no coordinates"),
                    [x, y] => format!("{place}: {x} {y}"),
                });
            }
        }
        territory::without_row(&territory.levels[level], &found, &mut report);
        let rows = table.rows;
        Ok(Joined {
            unit_of_row: found,
            how: vec![How::Direct; rows],
            population: vec![f64::NAN; rows],
            report,
        })
    }

    /// The share of units, or of points in them, that polygons cover.
    ///
    /// # Errors
    /// A geometry that cannot be used; an expression that cannot be computed.
    pub fn covered(
        &self,
        method: &Method,
        indicator: &Indicator,
        territory: &Territory,
        loaded: &[Option<Loaded>],
        joined: &Joined,
    ) -> Result<Measured> {
        let Measure::Covered { by, points: of_points, weight } = &indicator.measure else {
            return Err(Error::request(format!("`{}` is covered by nothing", indicator.id)));
        };
        let (dataset, points_of) = (&method.tables[*by], &method.tables[indicator.table]);
        let level = territory
            .level(&points_of.layout.level)
            .ok_or_else(|| Error::request(format!("no level `{}`", points_of.layout.level)))?;
        let units = territory.levels[level].len();
        let Some(polygons) = loaded[*by].as_ref().map(Loaded::table) else {
            return Ok(Measured::nothing(level, units));
        };
        let Some(At::Geometry(column)) = &dataset.layout.locate else {
            return Err(Error::input(
                &method.path,
                format!("table `{}` covers: it needs polygons", dataset.id),
            )
            .with_help("locate = { geometry = \"geom\" }"));
        };
        let wkb = polygons.geometry(column)?;
        let wkb: Vec<Option<&[u8]>> = wkb.iter().collect();
        let wrong = |e: GeometryError| {
            Error::input(&polygons.path, format!("{}: {}", polygons.place(e.unit), e.source))
        };
        if !of_points {
            let shapes: Vec<Option<&[u8]>> = self.shapes.iter().collect();
            let covers = Covering::new(&wkb)
                .map_err(wrong)?
                .of(&shapes)
                .map_err(|e| of_unit(&e, territory, self.level))?;
            let unit_of =
                self.raised((0..covers.len() as u32).collect(), territory, level, &|| {
                    Error::request(format!("no {} has a contour here", points_of.layout.level))
                })?;
            let sums = |of: &dyn Fn(usize) -> f64| {
                let values: Vec<f64> = (0..covers.len()).map(of).collect();
                aggregate(&unit_of, &values, units).0
            };
            return Ok(from_sums(
                level,
                sums(&|u| covers[u].covered),
                sums(&|u| covers[u].area),
                indicator.factor,
            ));
        }
        let Some(table) = loaded[indicator.table].as_ref().map(Loaded::table) else {
            return Ok(Measured::nothing(level, units));
        };
        let weights: Vec<f64> = match weight {
            None => vec![1.0; table.rows],
            Some(text) => {
                let wrong = |e: &dyn std::fmt::Display| {
                    Error::input(&table.path, format!("indicator `{}`: {e}", indicator.id))
                };
                let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
                let values = expr.numbers(table).map_err(|e| wrong(&e))?.values;
                values.iter().map(|w| w.unwrap_or(f64::NAN)).collect()
            }
        };
        let at = points_of.layout.locate.as_ref();
        let at = at.ok_or_else(|| {
            Error::input(&method.path, format!("table `{}`: its rows have no place", points_of.id))
                .with_help("say where they are: locate = { lon = \"…\", lat = \"…\" }")
        })?;
        let points = points(at, table)?;
        let over = Locator::new(&wkb).map_err(wrong)?;
        let (lon, lat): (Vec<f64>, Vec<f64>) = points.iter().map(|p| (p[0], p[1])).unzip();
        let under = over.locate_all(&lon, &lat);
        let covered: Vec<f64> = weights
            .iter()
            .zip(&under)
            .map(|(w, u)| if *u == NONE { w * 0.0 } else { *w })
            .collect();
        Ok(from_sums(
            level,
            aggregate(&joined.unit_of_row, &covered, units).0,
            aggregate(&joined.unit_of_row, &weights, units).0,
            indicator.factor,
        ))
    }
}

/// A contour that cannot be used, with the unit's code.
fn of_unit(error: &GeometryError, territory: &Territory, level: usize) -> Error {
    let level = &territory.levels[level];
    let code = level.codes.get(error.unit).map_or("?", String::as_str);
    Error::input(format!("contour of {} {code}", level.id), error.source.to_string())
}
