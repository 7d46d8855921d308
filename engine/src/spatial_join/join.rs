//! Rows of a table → the units that they lie in.

use std::path::Path;

use arrow::array::BinaryArray;

use super::row_position::row_positions;
use crate::catalog::{Catalog, Dataset, Grid, Measure, Method, RowPosition};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::spatial::crs_check::suspect;
use crate::spatial::{GeometryError, Locator};
use crate::table::{self, Table, expr::Expr};
use crate::territory::{
    self, COMMUNE_LEVEL, How, JoinReport, Joined, LevelIndex, Territory, UnitIndex,
};

/// How many rows are shown as examples.
const EXAMPLES: usize = 5;

/// The contours that rows are located in.
pub struct SpatialJoin {
    /// Level of the contours.
    pub(super) level: LevelIndex,
    /// Contours, as WKB.
    pub(super) shapes: BinaryArray,
    locator: Locator,
}

impl SpatialJoin {
    /// The finest contours of a territory, when some table of the method needs them.
    ///
    /// # Errors
    /// A territory without contours, or a damaged one.
    pub fn new(
        method: &Method,
        catalog: &Catalog,
        data: &Path,
        territory: &Territory,
    ) -> Result<Option<Self>> {
        let covered =
            method.indicators.iter().any(|i| matches!(i.measure, Measure::Covered { .. }));
        let located = method.tables.iter().find(|t| covered || t.layout.locate.is_some());
        let Some(table) = located.or(method.grid.as_ref().map(|g| &g.dataset)) else {
            return Ok(None);
        };
        let (level, shapes) = match &territory.ground {
            Some(own) => (LevelIndex::FINEST, own.clone()),
            None if territory.own => {
                return Err(Error::input(
                    &method.path,
                    format!("table `{}` is located, and [territory] has no contours", table.id),
                )
                .with_help("name their column: geometry = \"geom\""));
            }
            None => (COMMUNE_LEVEL, territory::commune_shapes(catalog, data)?),
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
        data: &Path,
        territory: &Territory,
        progress: &dyn Progress,
    ) -> Result<Vec<(UnitIndex, [f64; 2], f64)>> {
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
        dataset.layout.level.clone_from(&territory[self.level].id);
        let joined = self.join(&dataset, at, &table, territory)?;
        let inside = persons.numbers(&table).map_err(|e| wrong(e.to_string()))?.values;
        let squares =
            row_positions(at, &table)?.into_iter().zip(joined.unit_of_row).zip(inside.iter());
        for note in table.notes() {
            progress.warn(&format!("table `{}`: {note}", dataset.id));
        }
        let of = |((point, unit), persons): (([f64; 2], Option<UnitIndex>), Option<f64>)| {
            Some((unit?, point, persons?))
        };
        Ok(squares.filter_map(of).collect())
    }

    /// Level of the contours.
    pub fn level(&self) -> LevelIndex {
        self.level
    }

    /// Units of `level` from those of the contours.
    pub(super) fn raised(
        &self,
        found: Vec<Option<UnitIndex>>,
        territory: &Territory,
        level: LevelIndex,
        of: &dyn Fn() -> Error,
    ) -> Result<Vec<Option<UnitIndex>>> {
        if level == self.level {
            return Ok(found);
        }
        let up = territory[self.level].parents_in(level).ok_or_else(of)?;
        Ok(found.into_iter().map(|unit| up.get(unit?)).collect())
    }

    /// Joins a table's rows to the units that they lie in.
    ///
    /// # Errors
    /// Coordinates in another reference system than the one declared; a level without contours.
    pub fn join(
        &self,
        dataset: &Dataset,
        at: &RowPosition,
        table: &Table,
        territory: &Territory,
    ) -> Result<Joined> {
        let id = &dataset.layout.level;
        let level = territory
            .level(id)
            .ok_or_else(|| Error::request(format!("table `{}`: no level `{id}`", dataset.id)))?;
        let points = row_positions(at, table)?;
        let (lon, lat): (Vec<f64>, Vec<f64>) = points.iter().map(|p| (p[0], p[1])).unzip();
        let degrees =
            matches!(at, RowPosition::Numbers { crs: 4326, .. } | RowPosition::Geometry(_));
        if let Some(seen) = suspect(&self.locator, &lon, &lat).filter(|_| degrees) {
            return Err(Error::input(
                &table.path,
                format!("table `{}`: {}", dataset.id, seen.what()),
            )
            .with_help(format!("in `locate`, {}", seen.advice())));
        }
        let found = self.locator.locate_all(&lon, &lat).into_iter();
        let found = found.map(UnitIndex::from_column).collect();
        let found = self.raised(found, territory, level, &|| {
            let finest = &territory[self.level].id;
            Error::input(&table.path, format!("table `{}`: no {id} has a contour here", dataset.id))
                .with_help(format!("give level = \"{finest}\", or bring contours as [territory]"))
        })?;
        let mut report = JoinReport::default();
        for (row, unit) in found.iter().enumerate() {
            if unit.is_some() {
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
        territory::without_row(&territory[level], &found, &mut report);
        let rows = table.rows;
        Ok(Joined {
            unit_of_row: found,
            how: vec![How::Direct; rows],
            population: vec![f64::NAN; rows],
            report,
        })
    }
}

/// A contour that cannot be used, with the unit's code.
pub(super) fn of_unit(error: &GeometryError, territory: &Territory, level: LevelIndex) -> Error {
    let level = &territory[level];
    let code = level.codes.get(error.unit).map_or("?", String::as_str);
    Error::input(format!("contour of {} {code}", level.id), error.source.to_string())
}
