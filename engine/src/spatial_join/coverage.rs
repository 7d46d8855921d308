//! Polygons → the share of each unit, or of the points in it, that they cover.

use super::join::{SpatialJoin, of_unit};
use super::row_position::row_positions;
use crate::catalog::{Indicator, Measure, Method, RowPosition};
use crate::error::{Error, Result};
use crate::indicator::{Measured, from_sums};
use crate::spatial::{CoverageIndex, GeometryError, Locator, sum_by_unit};
use crate::table::{Table, expr::Expr};
use crate::territory::{Joined, NONE, Territory, UnitIndex};

impl SpatialJoin {
    /// The share of units, or of points in them, that polygons cover. `tables` are those of the method, by
    /// position, `None` where one is absent; `joined` are the rows of the indicator's own.
    ///
    /// # Errors
    /// A geometry that cannot be used; an expression that cannot be computed.
    pub fn covered(
        &self,
        method: &Method,
        indicator: &Indicator,
        territory: &Territory,
        tables: &[Option<&Table>],
        joined: &Joined,
    ) -> Result<Measured> {
        let Measure::Covered { by, points: of_points, weight } = &indicator.measure else {
            return Err(Error::request(format!("`{}` is covered by nothing", indicator.id)));
        };
        let (dataset, points_of) = (&method.tables[*by], &method.tables[indicator.table]);
        let level = territory
            .level(&points_of.layout.level)
            .ok_or_else(|| Error::request(format!("no level `{}`", points_of.layout.level)))?;
        let units = territory[level].len();
        let Some(polygons) = tables[*by] else { return Ok(Measured::nothing(level, units)) };
        let Some(RowPosition::Geometry(column)) = &dataset.layout.locate else {
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
        let (covered, all) = if *of_points {
            let Some(table) = tables[indicator.table] else {
                return Ok(Measured::nothing(level, units));
            };
            let weights = weights(weight.as_deref(), indicator, table)?;
            let at = points_of.layout.locate.as_ref().ok_or_else(|| {
                let message = format!("table `{}`: its rows have no place", points_of.id);
                Error::input(&method.path, message)
                    .with_help("say where they are: locate = { lon = \"…\", lat = \"…\" }")
            })?;
            let covered = covered_points(at, table, &weights, &Locator::new(&wkb).map_err(wrong)?)?;
            (
                sum_by_unit(&joined.unit_of_row, &covered, units).0,
                sum_by_unit(&joined.unit_of_row, &weights, units).0,
            )
        } else {
            let shapes: Vec<Option<&[u8]>> = self.shapes.iter().collect();
            let covers = CoverageIndex::new(&wkb)
                .map_err(wrong)?
                .of(&shapes)
                .map_err(|e| of_unit(&e, territory, self.level))?;
            let all = UnitIndex::first(covers.len()).map(Some).collect();
            let unit_of = self.raised(all, territory, level, &|| {
                Error::request(format!("no {} has a contour here", points_of.layout.level))
            })?;
            let sums = |of: &dyn Fn(usize) -> f64| {
                let values: Vec<f64> = (0..covers.len()).map(of).collect();
                sum_by_unit(&unit_of, &values, units).0
            };
            (sums(&|u| covers[u].covered), sums(&|u| covers[u].area))
        };
        Ok(from_sums(level, covered, all, indicator.factor))
    }
}

/// Weight of each row: 1, or what an expression gives.
fn weights(text: Option<&str>, indicator: &Indicator, table: &Table) -> Result<Vec<f64>> {
    let Some(text) = text else { return Ok(vec![1.0; table.rows]) };
    let wrong = |e: &dyn std::fmt::Display| {
        Error::input(&table.path, format!("indicator `{}`: {e}", indicator.id))
    };
    let expr = Expr::parse(text).map_err(|e| wrong(&e))?;
    let values = expr.numbers(table).map_err(|e| wrong(&e))?.values;
    Ok(values.iter().map(|w| w.unwrap_or(f64::NAN)).collect())
}

/// Weights of the rows that lie in a polygon; 0 of the others, NaN where a weight is.
fn covered_points(
    at: &RowPosition,
    table: &Table,
    weights: &[f64],
    polygons: &Locator,
) -> Result<Vec<f64>> {
    let (lon, lat): (Vec<f64>, Vec<f64>) =
        row_positions(at, table)?.iter().map(|p| (p[0], p[1])).unzip();
    let under = polygons.locate_all(&lon, &lat);
    let of = |(w, u): (&f64, &u32)| if *u == NONE { w * 0.0 } else { *w };
    Ok(weights.iter().zip(&under).map(of).collect())
}
