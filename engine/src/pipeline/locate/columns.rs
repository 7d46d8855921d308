//! Columns of coordinates → where each row is.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use rayon::prelude::*;

use super::read::Input;
use super::{FOUND, LocateRequest, NO_COORDINATES, NOT_A_NUMBER, OUTSIDE};
use crate::error::{Error, Result, nearest};
use crate::geometry::Crs;
use crate::spatial::{number, point_of_text, point_of_wkb};

/// Names that say longitude and latitude by themselves.
const LONGITUDES: [&str; 4] = ["longitude", "lon", "lng", "long"];
const LATITUDES: [&str; 2] = ["latitude", "lat"];

/// Where the coordinates are.
pub struct Columns {
    /// Positions of two columns, or of one of geometries.
    at: Vec<(usize, String)>,
    /// EPSG code.
    pub crs: Option<u32>,
}

impl Columns {
    /// Finds them in the input.
    ///
    /// # Errors
    /// No such column; none named and none that names itself.
    pub fn of(request: &LocateRequest, input: &Input) -> Result<Self> {
        let schema = input.schema();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let find = |name: &str| {
            names.iter().position(|n| *n == name).map(|p| (p, name.to_string())).ok_or_else(|| {
                Error::request(format!("{} has no column `{name}`", request.file.display()))
                    .with_help(nearest(name, names.iter().copied()))
            })
        };
        let guess = |known: &[&str]| {
            names.iter().find(|n| known.contains(&n.to_lowercase().as_str())).copied()
        };
        let at = match (&request.columns, &request.geometry) {
            (Some((x, y)), None) => vec![find(x)?, find(y)?],
            (None, Some(column)) => vec![find(column)?],
            _ => match (guess(&LONGITUDES), guess(&LATITUDES)) {
                (Some(lon), Some(lat)) if request.crs.is_none() => vec![find(lon)?, find(lat)?],
                _ => {
                    return Err(Error::request("which columns hold the coordinates?").with_help(
                        "name them: --lon X --lat Y, or --x X --y Y --crs EPSG:2154, or --geometry COLUMN",
                    ));
                }
            },
        };
        let crs = match &request.geometry {
            Some(column) => input.crs_of(column, &request.file, request.crs)?,
            None => request.crs,
        };
        Ok(Self { at, crs })
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.at.iter().map(|(_, name)| name.clone()).collect()
    }

    /// Whether decimals are written after a comma.
    pub fn decimal_comma(&self, batch: &RecordBatch) -> bool {
        self.at.len() == 2
            && self.at.iter().any(|(position, _)| {
                let text = batch.column(*position).as_string_opt::<i32>();
                text.is_some_and(|t| t.iter().flatten().take(1000).any(|t| t.contains(',')))
            })
    }

    /// Longitude, latitude and what is wrong with them, row by row.
    ///
    /// # Errors
    /// A column of a kind that holds no coordinates.
    pub fn points(&self, batch: &RecordBatch, crs: &Crs, path: &Path) -> Result<Points> {
        let rows = batch.num_rows();
        let mut out =
            Points { lon: vec![f64::NAN; rows], lat: vec![f64::NAN; rows], why: vec![FOUND; rows] };
        let column = |i: usize| batch.column(self.at[i].0);
        if self.at.len() == 2 {
            let (x, y) = (numbers(column(0), path)?, numbers(column(1), path)?);
            for row in 0..rows {
                (out.lon[row], out.lat[row]) = (x[row].0, y[row].0);
                // What is not there says less than what is wrong.
                out.why[row] = x[row].1.max(y[row].1);
            }
        } else {
            for (row, (point, why)) in geometries(column(0), path)?.into_iter().enumerate() {
                (out.lon[row], out.lat[row], out.why[row]) = (point[0], point[1], why);
            }
        }
        if self.crs.is_some_and(|code| !matches!(code, 4326 | 4171)) {
            out.lon.par_iter_mut().zip(&mut out.lat).zip(&mut out.why).for_each(|((x, y), why)| {
                let mut point = [*x, *y];
                if *why == FOUND && crs.to_wgs84(std::iter::once(&mut point)).is_err() {
                    (point, *why) = ([f64::NAN; 2], OUTSIDE);
                }
                [*x, *y] = point;
            });
        }
        Ok(out)
    }
}

/// Places of some rows.
pub struct Points {
    /// Longitudes; NaN where there is none.
    pub lon: Vec<f64>,
    /// Latitudes.
    pub lat: Vec<f64>,
    /// Why there is none: a position in [`super::REASONS`].
    pub why: Vec<u8>,
}

fn numbers(column: &ArrayRef, path: &Path) -> Result<Vec<(f64, u8)>> {
    let wrong = |e: arrow::error::ArrowError| Error::input(path, e.to_string());
    let of = |x: Option<f64>| match x {
        Some(x) if x.is_finite() => (x, FOUND),
        Some(_) => (f64::NAN, NOT_A_NUMBER),
        None => (f64::NAN, NO_COORDINATES),
    };
    if column.data_type().is_numeric() || matches!(column.data_type(), DataType::Null) {
        let numbers = cast(column, &DataType::Float64).map_err(wrong)?;
        return Ok(numbers.as_primitive::<Float64Type>().iter().map(of).collect());
    }
    let text = cast(column, &DataType::Utf8).map_err(wrong)?;
    let text = text.as_string::<i32>();
    let one = |i: usize| match text.is_valid(i).then(|| text.value(i).trim()) {
        None | Some("") => (f64::NAN, NO_COORDINATES),
        Some(text) => number(text).map_or((f64::NAN, NOT_A_NUMBER), |x| (x, FOUND)),
    };
    Ok((0..text.len()).map(one).collect())
}

fn geometries(column: &ArrayRef, path: &Path) -> Result<Vec<([f64; 2], u8)>> {
    let wrong = |e: arrow::error::ArrowError| Error::input(path, e.to_string());
    let nowhere = [f64::NAN; 2];
    let there = |point: Option<[f64; 2]>| point.map_or((nowhere, NO_COORDINATES), |p| (p, FOUND));
    let binary = matches!(
        column.data_type(),
        DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_)
    );
    if binary {
        let wkb = cast(column, &DataType::Binary).map_err(wrong)?;
        let one = |wkb: Option<&[u8]>| match wkb.map(point_of_wkb).transpose() {
            Ok(point) => there(point.flatten()),
            Err(_) => (nowhere, NOT_A_NUMBER),
        };
        return Ok(wkb.as_binary::<i32>().iter().map(one).collect());
    }
    let text = cast(column, &DataType::Utf8).map_err(wrong)?;
    let one = |text: Option<&str>| match text.map(str::trim) {
        None | Some("") => (nowhere, NO_COORDINATES),
        Some(text) => point_of_text(text).map_or((nowhere, NOT_A_NUMBER), |p| (p, FOUND)),
    };
    Ok(text.as_string::<i32>().iter().map(one).collect())
}
