//! Positions of a table's rows, in WGS 84 degrees: from coordinates, squares of a grid or geometries.

use std::collections::BTreeMap;

use arrow::array::{Array, Float64Array, StringArray};
use rayon::prelude::*;

use crate::catalog::RowPosition;
use crate::error::{Error, Result};
use crate::geometry::Crs;
use crate::spatial::{is_pair, point_of_text, point_of_wkb, srid_of_text};
use crate::table::{Table, one_system};

/// No longitude is more, in size.
const DEGREES: f64 = 180.0;
/// Of a row without one.
const NO_POSITION: [f64; 2] = [f64::NAN; 2];

/// Position of each row, longitude and latitude; NaN where the row has none.
///
/// # Errors
/// Columns that are not of the kind; a reference system that is not known; a damaged geometry.
pub fn row_positions(at: &RowPosition, table: &Table) -> Result<Vec<[f64; 2]>> {
    match at {
        RowPosition::Numbers { x, y, crs } => {
            let most = if *crs == 4326 { DEGREES } else { f64::INFINITY };
            let mut points = numbers(x, y, table, most)?;
            if *crs != 4326 {
                let crs = Crs::epsg(*crs).map_err(|e| Error::input(&table.path, e.to_string()))?;
                points.par_iter_mut().for_each(|point| *point = degrees(&crs, *point));
            }
            Ok(points)
        }
        RowPosition::Each { x, y, crs } => {
            let points = numbers(x, y, table, f64::INFINITY)?;
            let codes = table.numbers(crs)?.values;
            let code = |row: usize| (!codes.is_null(row)).then(|| codes.value(row) as u32);
            each(points, code, table)
        }
        RowPosition::Square(column) => {
            let ids = table.text(column)?;
            let squares: Vec<Option<Square>> = (0..table.rows)
                .map(|row| (!ids.is_null(row)).then(|| Square::read(ids.value(row))).flatten())
                .collect();
            let middle = |s: &Option<Square>| s.as_ref().map_or(NO_POSITION, |s| s.middle);
            let points = squares.iter().map(middle).collect();
            each(points, |row| squares[row].as_ref().map(|s| s.crs), table)
        }
        RowPosition::Geometry(column) => {
            if !table.is_binary(column) {
                return texts(&table.text(column)?, table);
            }
            let wkb = table.geometry(column)?;
            (0..table.rows)
                .map(|row| {
                    let wkb = wkb.is_valid(row).then(|| wkb.value(row));
                    let point = wkb.map(point_of_wkb).transpose().map_err(|e| {
                        Error::input(&table.path, format!("{}: {e}", table.place(row)))
                    })?;
                    Ok(point.flatten().unwrap_or(NO_POSITION))
                })
                .collect()
        }
    }
}

/// Points of texts, in the system that they say or the table does.
fn texts(texts: &StringArray, table: &Table) -> Result<Vec<[f64; 2]>> {
    let written = texts.iter().flatten().filter(|t| !t.trim().is_empty());
    let crs =
        one_system(&table.path, written.map(srid_of_text))?.resolve(&table.path, table.crs)?;
    let mut points = Vec::with_capacity(texts.len());
    for (row, text) in texts.iter().enumerate() {
        if crs.is_projected() && text.is_some_and(is_pair) {
            let text = text.unwrap_or_default().trim();
            return Err(Error::input(
                &table.path,
                format!("{text:?} is latitude and longitude, and the system {}", crs.name()),
            )
            .at_line(table.line(row))
            .with_help(
                "take `crs` out, or write POINT (x y), or two columns: locate = { x, y, crs }",
            ));
        }
        points.push(text.and_then(point_of_text).unwrap_or(NO_POSITION));
    }
    if !crs.is_wgs84() {
        points.par_iter_mut().for_each(|point| *point = degrees(&crs, *point));
    }
    Ok(points)
}

fn numbers(x: &str, y: &str, table: &Table, most: f64) -> Result<Vec<[f64; 2]>> {
    let (x, y) = (table.numbers_within(x, most)?.values, table.numbers_within(y, most)?.values);
    let value =
        |of: &Float64Array, row: usize| if of.is_null(row) { f64::NAN } else { of.value(row) };
    Ok((0..table.rows).map(|row| [value(&x, row), value(&y, row)]).collect())
}

fn degrees(crs: &Crs, point: [f64; 2]) -> [f64; 2] {
    crs.to_wgs84(point.into()).map_or(NO_POSITION, Into::into)
}

/// Points, each in its own reference system. Rows without a reference system have no position.
fn each(
    mut points: Vec<[f64; 2]>,
    code: impl Fn(usize) -> Option<u32> + Sync,
    table: &Table,
) -> Result<Vec<[f64; 2]>> {
    let mut systems: BTreeMap<u32, Crs> = BTreeMap::new();
    for row in 0..points.len() {
        if let Some(code) = code(row).filter(|code| !systems.contains_key(code)) {
            let crs = Crs::epsg(code)
                .map_err(|e| Error::input(&table.path, e.to_string()).at_line(table.line(row)))?;
            systems.insert(code, crs);
        }
    }
    points.par_iter_mut().enumerate().for_each(|(row, point)| {
        let crs = code(row).and_then(|code| systems.get(&code));
        *point = crs.map_or(NO_POSITION, |crs| degrees(crs, *point));
    });
    Ok(points)
}

/// A square of INSEE's grids, as its identifier gives it: `CRS3035RES200mN2891800E3770600` stands on
/// that corner, south-west, in EPSG:3035.
struct Square {
    crs: u32,
    middle: [f64; 2],
}

impl Square {
    fn read(id: &str) -> Option<Self> {
        let (crs, rest) = id.trim().strip_prefix("CRS")?.split_once("RES")?;
        let (side, rest) = rest.split_once("mN")?;
        let (north, east) = rest.split_once('E')?;
        let half = side.parse::<f64>().ok()? / 2.0;
        let (east, north): (f64, f64) = (east.parse().ok()?, north.parse().ok()?);
        Some(Self { crs: crs.parse().ok()?, middle: [east + half, north + half] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares() {
        let square = Square::read("CRS3035RES200mN2891800E3770600").expect("a square");
        assert_eq!((square.crs, square.middle), (3035, [3_770_700.0, 2_891_900.0]));
        let crs = Crs::epsg(square.crs).expect("known");
        // 3770700 2891900 in EPSG:3035, as PROJ says (gdaltransform).
        let [lon, lat] = degrees(&crs, square.middle);
        assert!(
            (lon - 2.483_597_164).abs() < 1e-8 && (lat - 48.887_371_380).abs() < 1e-8,
            "{lon} {lat}"
        );
        for odd in
            ["", "CRS3035", "CRS3035RES200mN2891800", "200mN2891800E3770600", "CRSxRES1mN1E1"]
        {
            assert!(Square::read(odd).is_none(), "{odd}");
        }
    }
}
