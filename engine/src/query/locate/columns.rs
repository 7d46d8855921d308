//! Columns of coordinates → the position of each row.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use geo_types::coord;
use rayon::prelude::*;

use super::coordinate_marks::{CoordinateMarks, NamedTexts};
use super::read::{InputRows, RowInput};
use super::request::{FOUND, LocateRequest, NO_COORDINATES, NOT_A_NUMBER, OUTSIDE};
use crate::error::{Error, Result, nearest};
use crate::geometry::Crs;
use crate::places::pair;
use crate::spatial::{point_of_text, point_of_wkb};
use crate::table::header_line::likelier;
use crate::table::number_text::{self, Mark, Marks, NumberKeys};

/// Names that say longitude and latitude by themselves.
const LONGITUDES: [&str; 4] = ["longitude", "lon", "lng", "long"];
const LATITUDES: [&str; 2] = ["latitude", "lat"];

/// Where the coordinates are.
pub struct CoordinateColumns {
    /// Positions of two columns, or of one of geometries.
    at: Vec<(usize, String)>,
    /// EPSG code; none: degrees of WGS 84.
    pub crs: Option<u32>,
    /// How numbers in text are written.
    marks: CoordinateMarks,
    /// What a person should know of the choice.
    pub notes: Vec<String>,
}

impl CoordinateColumns {
    /// Finds them in the input.
    ///
    /// # Errors
    /// No such column, or two; none named and none that names itself.
    pub fn of(request: &LocateRequest, input: &RowInput) -> Result<Self> {
        let schema = input.schema();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let find = |name: &str| {
            let mut found = names.iter().enumerate().filter(|(_, n)| n.trim() == name.trim());
            let file = request.file.display();
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Ok((place, name.to_string())),
                (Some(_), Some(_)) => {
                    Err(Error::request(format!("{file} has several columns `{name}`"))
                        .with_help("give one of them another name: which is meant is not known"))
                }
                _ => Err(Error::request(format!("{file} has no column `{name}`"))
                    .with_help(nearest(name, names.iter().copied()))),
            }
        };
        let guess = |known: &[&str]| {
            names.iter().find(|n| known.contains(&n.to_lowercase().as_str())).copied()
        };
        let mut notes = Vec::new();
        let layer = input.geometry();
        let at = match (&request.columns, &request.geometry) {
            (Some((x, y)), None) => match (find(x), find(y), &layer) {
                (Err(_), Err(_), Some(geometry)) if input.in_degrees() => {
                    notes.push(format!(
                        "{} has no columns `{x}` and `{y}`: its geometries (`{geometry}`) are used",
                        request.file.display()
                    ));
                    vec![find(geometry)?]
                }
                (x, y, _) => {
                    let (x, y) = (x?, y?);
                    if x.0 == y.0 {
                        let message = format!("both coordinates are to be read from `{}`", x.1);
                        return Err(Error::request(message).with_help(format!(
                            "name two columns; of \"latitude, longitude\" in one: --geometry {:?}",
                            x.1
                        )));
                    }
                    vec![x, y]
                }
            },
            (None, Some(column)) => vec![find(column)?],
            _ => match (guess(&LONGITUDES), guess(&LATITUDES), layer) {
                (_, _, Some(geometry)) if input.in_degrees() || request.crs.is_some() => {
                    vec![find(&geometry)?]
                }
                (Some(lon), Some(lat), _) if request.crs.is_none() => vec![find(lon)?, find(lat)?],
                (_, _, Some(geometry)) => vec![find(&geometry)?],
                _ => {
                    return Err(Error::request("which columns hold the coordinates?").with_help(
                        "name them: --lon X --lat Y, or --x X --y Y --crs EPSG:2154, or --geometry COLUMN",
                    ));
                }
            },
        };
        let crs = match at.as_slice() {
            [(_, name)] if input.in_degrees() && input.geometry().as_ref() == Some(name) => None,
            [(_, name)] => input.crs_of(name, &request.file, request.crs)?,
            _ => request.crs,
        };
        let mark = |sign: Option<char>| sign.and_then(Mark::of);
        let thousands = mark(request.table.thousands);
        let decimal = mark(request.table.decimal).or(match thousands {
            Some(sign @ (Mark::Point | Mark::Comma)) => Some(sign.other()),
            _ => None,
        });
        // Degrees are at most 180: `2.347` is not 2347.
        let degrees = crs.is_none_or(|code| Crs::epsg(code).is_ok_and(|crs| !crs.is_projected()));
        let most = if degrees { 180.0 } else { f64::INFINITY };
        let marks = CoordinateMarks::new(Marks { decimal, thousands, most }, input.all_text());
        Ok(Self { at, crs, marks, notes })
    }

    /// The error of [`Self::of`] where another line has the columns that were not found, such as a header
    /// below a title.
    pub fn below_a_title(error: Error, request: &LocateRequest, input: &RowInput) -> Error {
        let wanted: Vec<Vec<&str>> = match (&request.columns, &request.geometry) {
            (Some((x, y)), _) => vec![vec![x], vec![y]],
            (None, Some(geometry)) => vec![vec![geometry]],
            (None, None) => vec![LONGITUDES.into(), LATITUDES.into()],
        };
        let named = request.columns.is_some() || request.geometry.is_some();
        let is = |name: &str, wanted: &str| {
            let (name, wanted) = (name.trim(), wanted.trim());
            name == wanted || !named && name.eq_ignore_ascii_case(wanted)
        };
        let found = |names: &[String]| {
            let there = |any: &&Vec<&str>| names.iter().any(|n| any.iter().any(|w| is(n, w)));
            wanted.iter().filter(there).count()
        };
        let names: Vec<String> = input.schema().fields().iter().map(|f| f.name().clone()).collect();
        let lines = input.header_candidates();
        let lines = lines.iter().map(|(line, names)| (*line, found(names)));
        let Some(line) = likelier(lines, found(&names)) else { return error };
        let above = line.saturating_sub(request.table.header_lines.unwrap_or(1));
        error.with_help(format!("line {line} is likelier the header: --skip-lines {above}"))
    }

    /// Whether coordinates are degrees, not metres.
    pub fn in_degrees(&self) -> bool {
        in_degrees(self.crs)
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.at.iter().map(|(_, name)| name.clone()).collect()
    }

    /// Whether most decimals in the first rows follow a comma.
    pub fn decimal_comma(&self, batch: &RecordBatch) -> bool {
        let (mut commas, mut points) = (0, 0);
        for (place, _) in &self.at {
            let text = batch.column(*place).as_string_opt::<i32>();
            for text in text.into_iter().flat_map(|t| t.iter().flatten().take(1000)) {
                match (text.contains(','), text.contains('.')) {
                    (true, false) => commas += 1,
                    (false, true) => points += 1,
                    _ => {}
                }
            }
        }
        self.at.len() == 2 && commas > points
    }

    /// Longitude, latitude and what is wrong with them, row by row.
    ///
    /// # Errors
    /// A column of a kind that holds no coordinates; a number written in another way than one of earlier
    /// rows that was in doubt.
    pub fn points(&mut self, input: &InputRows, crs: &Crs, path: &Path) -> Result<RowPoints> {
        let batch = &input.batch;
        let rows = batch.num_rows();
        let mut out = RowPoints {
            lon: vec![f64::NAN; rows],
            lat: vec![f64::NAN; rows],
            why: vec![FOUND; rows],
            given: Vec::new(),
        };
        let column = |i: usize| batch.column(self.at[i].0);
        if self.at.len() == 2 {
            let (x, y) = (texts(column(0), path)?, texts(column(1), path)?);
            let named = self.at.iter().zip([&x, &y]);
            let named: Vec<NamedTexts> =
                named.filter_map(|((_, name), t)| Some((name.as_str(), t.as_ref()?))).collect();
            self.marks.see(&named, input, path)?;
            let x = self.numbers(column(0), x.as_ref(), path)?;
            let y = self.numbers(column(1), y.as_ref(), path)?;
            for row in 0..rows {
                (out.lon[row], out.lat[row]) = (x[row].0, y[row].0);
                // A wrong coordinate is a better reason than a missing one.
                out.why[row] = x[row].1.max(y[row].1);
            }
        } else {
            let points = geometries(column(0), self.in_degrees(), path)?;
            for (row, (point, why)) in points.into_iter().enumerate() {
                (out.lon[row], out.lat[row], out.why[row]) = (point[0], point[1], why);
            }
        }
        if !self.in_degrees() {
            out.given = out.lon.iter().zip(&out.lat).map(|(x, y)| [*x, *y]).collect();
            out.lon.par_iter_mut().zip(&mut out.lat).zip(&mut out.why).for_each(|((x, y), why)| {
                if *why == FOUND {
                    match crs.to_wgs84(coord! { x: *x, y: *y }) {
                        Ok(point) => (*x, *y) = point.x_y(),
                        Err(_) => (*x, *y, *why) = (f64::NAN, f64::NAN, OUTSIDE),
                    }
                }
            });
        }
        Ok(out)
    }

    /// What a row holds that is no number, and what to do about it.
    pub fn not_read(&self, batch: &RecordBatch, row: usize) -> (String, Option<String>) {
        let (mut shown, mut help) = (Vec::new(), None);
        for (place, name) in &self.at {
            let Ok(text) = cast(&batch.column(*place).slice(row, 1), &DataType::Utf8) else {
                continue;
            };
            let text = text.as_string::<i32>();
            let text = if text.is_valid(0) { text.value(0).trim() } else { "" };
            if self.at.len() == 1 {
                shown.push(format!("{name} = {}", number_text::shown(text)));
                continue;
            }
            if text.is_empty() {
                continue;
            }
            if let Err(wrong) = self.marks.read(text) {
                shown.push(format!("{name} = {}", number_text::shown(text)));
                help = help.or_else(|| {
                    if self.in_degrees() && is_two(text) {
                        return Some(format!(
                            "two coordinates in one cell: --geometry {name:?} reads \"latitude, \
                             longitude\""
                        ));
                    }
                    wrong.help(NumberKeys::Options)
                });
            }
        }
        (shown.join(", "), help)
    }

    /// `texts`: the column, where it is not of numbers.
    fn numbers(
        &self,
        column: &ArrayRef,
        texts: Option<&StringArray>,
        path: &Path,
    ) -> Result<Vec<(f64, u8)>> {
        let wrong = |e: arrow::error::ArrowError| Error::input(path, e.to_string());
        let of = |x: Option<f64>| match x {
            Some(x) if x.is_finite() => (x, FOUND),
            Some(_) => (f64::NAN, NOT_A_NUMBER),
            None => (f64::NAN, NO_COORDINATES),
        };
        let Some(text) = texts else {
            let numbers = cast(column, &DataType::Float64).map_err(wrong)?;
            return Ok(numbers.as_primitive::<Float64Type>().iter().map(of).collect());
        };
        let one = |row: usize| match text.is_valid(row).then(|| text.value(row).trim()) {
            None | Some("") => (f64::NAN, NO_COORDINATES),
            Some(text) => self.marks.read(text).map_or((f64::NAN, NOT_A_NUMBER), |x| (x, FOUND)),
        };
        Ok((0..text.len()).map(one).collect())
    }
}

/// A column as text; `None` of one of numbers.
fn texts(column: &ArrayRef, path: &Path) -> Result<Option<StringArray>> {
    if column.data_type().is_numeric() || matches!(column.data_type(), DataType::Null) {
        return Ok(None);
    }
    let text = cast(column, &DataType::Utf8).map_err(|e| Error::input(path, e.to_string()))?;
    Ok(Some(text.as_string::<i32>().clone()))
}

fn in_degrees(crs: Option<u32>) -> bool {
    crs.is_none_or(|code| matches!(code, 4326 | 4171))
}

/// Places of some rows.
pub struct RowPoints {
    /// Longitudes; NaN where there is none.
    pub lon: Vec<f64>,
    /// Latitudes.
    pub lat: Vec<f64>,
    /// Why there is none: a position in [`super::request::REASONS`].
    pub why: Vec<u8>,
    /// As the file gives them, where that is not in degrees.
    given: Vec<[f64; 2]>,
}

impl RowPoints {
    /// Where a row would be if its two coordinates stood the other way round.
    pub fn exchanged(&self, row: usize, crs: &Crs) -> Option<[f64; 2]> {
        let [x, y] = self.given.get(row).copied().unwrap_or([self.lon[row], self.lat[row]]);
        if self.given.is_empty() {
            let degrees = y.abs() <= 180.0 && x.abs() <= 90.0;
            return degrees.then_some([y, x]);
        }
        crs.to_wgs84(coord! { x: y, y: x }).ok().map(Into::into)
    }
}

/// Latitude and longitude that a person wrote in one cell: « 46,237; 1,487 », degrees and minutes.
fn written_pair(text: &str) -> Option<[f64; 2]> {
    let pair = pair(text)?;
    let number = |text: &str| text.replace(',', ".").parse().ok();
    Some([number(&pair.second)?, number(&pair.first)?])
}

/// Whether a cell holds two numbers with decimals, rather than one with a mark between thousands.
fn is_two(text: &str) -> bool {
    written_pair(text).is_some_and(|[lon, lat]| lon.fract() != 0.0 && lat.fract() != 0.0)
}

/// Points, and what is wrong where there is none. `degrees`: texts may be written as people do.
fn geometries(column: &ArrayRef, degrees: bool, path: &Path) -> Result<Vec<([f64; 2], u8)>> {
    let wrong = |e: arrow::error::ArrowError| Error::input(path, e.to_string());
    let no_position = [f64::NAN; 2];
    let there =
        |point: Option<[f64; 2]>| point.map_or((no_position, NO_COORDINATES), |p| (p, FOUND));
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
            Err(_) => (no_position, NOT_A_NUMBER),
        };
        return Ok(wkb.as_binary::<i32>().iter().map(one).collect());
    }
    let text = cast(column, &DataType::Utf8).map_err(wrong)?;
    let one = |text: Option<&str>| match text.map(str::trim) {
        None | Some("") => (no_position, NO_COORDINATES),
        Some(text) => point_of_text(text)
            .or_else(|| written_pair(text).filter(|_| degrees))
            .map_or((no_position, NOT_A_NUMBER), |p| (p, FOUND)),
    };
    Ok(text.as_string::<i32>().iter().map(one).collect())
}
