//! Shapes of a column of Arrow: WKB, or coordinates in lists, as GeoParquet 1.1's native encodings (GeoArrow)
//! have them: a point is a structure of `x` and `y`, or a list of two to four numbers; a line is a list of
//! points, a polygon one of rings, and so on.

use std::ops::Range;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::ring::push_ring;
use super::{ARC_POINTS, Unusable};
use crate::error::{Error, Result};
use crate::geometry::{Polygons, Shape, read_drawn};

/// How a column holds geometries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Wkb,
    Point,
    Line,
    Polygon,
    MultiPoint,
    MultiLine,
    MultiPolygon,
}

impl Encoding {
    /// By the name that a file gives.
    ///
    /// # Errors
    /// Another name.
    pub fn of(path: &Path, column: &str, name: &str) -> Result<Self> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "wkb" => Self::Wkb,
            "point" => Self::Point,
            "linestring" => Self::Line,
            "polygon" => Self::Polygon,
            "multipoint" => Self::MultiPoint,
            "multilinestring" => Self::MultiLine,
            "multipolygon" => Self::MultiPolygon,
            _ => {
                let message = format!(
                    "column `{column}`: encoding {name:?}, WKB expected, or point, linestring, polygon, \
                     multipoint, multilinestring, multipolygon"
                );
                return Err(Error::input(path, message)
                    .with_help("write it with geopandas or GDAL, geometries as WKB"));
            }
        })
    }

    /// Lists in lists around a point.
    fn depth(self) -> usize {
        match self {
            Self::Wkb | Self::Point => 0,
            Self::Line | Self::MultiPoint => 1,
            Self::Polygon | Self::MultiLine => 2,
            Self::MultiPolygon => 3,
        }
    }
}

/// The shape of each row; rows whose geometry cannot be used have none, and are counted.
///
/// # Errors
/// A column of another kind than its encoding.
pub fn shapes(
    path: &Path,
    name: &str,
    encoding: Encoding,
    column: &ArrayRef,
    unusable: &mut Unusable,
) -> Result<Vec<Option<Shape>>> {
    let mut usable = |row: usize, found: std::result::Result<Option<Shape>, String>| {
        found.unwrap_or_else(|why| {
            unusable.add(row, &why);
            None
        })
    };
    if encoding == Encoding::Wkb {
        let binary = cast(column, &DataType::Binary)
            .map_err(|_| other_kind(path, name, "WKB", column.data_type()))?;
        let wkb = binary.as_binary::<i32>();
        let mut room = ARC_POINTS;
        return Ok((0..wkb.len())
            .map(|row| {
                let bytes = wkb.is_valid(row).then(|| wkb.value(row))?;
                usable(row, read_drawn(bytes, &mut room).map_err(|e| e.to_string()))
            })
            .collect());
    }
    let wrong = || other_kind(path, name, &format!("{encoding:?}"), column.data_type());
    let mut lists = Vec::new();
    let mut inner = column.clone();
    for _ in 0..encoding.depth() {
        let (offsets, values) = unlisted(&inner).ok_or_else(wrong)?;
        lists.push(offsets);
        inner = values;
    }
    let coords = Coords::of(&inner).ok_or_else(wrong)?;
    Ok((0..column.len())
        .map(|row| {
            if column.is_null(row) {
                return None;
            }
            usable(row, shape(encoding, &lists, &coords, row))
        })
        .collect())
}

fn other_kind(path: &Path, name: &str, encoding: &str, kind: &DataType) -> Error {
    let kind = kind.to_string();
    let kind: String = kind.chars().take(120).collect();
    Error::input(path, format!("column `{name}` is said to be {encoding} and is {kind}"))
        .with_help("write it with geopandas or GDAL, geometries as WKB")
}

/// Where the list of each row begins and ends among the values of all.
fn unlisted(column: &ArrayRef) -> Option<(Vec<Range<usize>>, ArrayRef)> {
    let ranges = |offsets: Vec<usize>| offsets.windows(2).map(|w| w[0]..w[1]).collect();
    match column.data_type() {
        DataType::List(_) => {
            let list = column.as_list::<i32>();
            let offsets = list.offsets().iter().map(|o| *o as usize).collect();
            Some((ranges(offsets), list.values().clone()))
        }
        DataType::LargeList(_) => {
            let list = column.as_list::<i64>();
            let offsets = list.offsets().iter().map(|o| *o as usize).collect();
            Some((ranges(offsets), list.values().clone()))
        }
        _ => None,
    }
}

/// Points.
struct Coords {
    x: Float64Array,
    y: Float64Array,
    /// How far apart they are, and where the first is.
    step: usize,
    start: [usize; 2],
}

impl Coords {
    fn of(column: &ArrayRef) -> Option<Self> {
        let numbers = |of: &ArrayRef| {
            let of = cast(of, &DataType::Float64).ok()?;
            Some(of.as_primitive::<Float64Type>().clone())
        };
        match column.data_type() {
            DataType::Struct(_) => {
                let point = column.as_struct();
                let axis = |name: &str| numbers(point.column_by_name(name)?);
                Some(Self { x: axis("x")?, y: axis("y")?, step: 1, start: [0, 0] })
            }
            DataType::FixedSizeList(_, size @ 2..=4) => {
                let point = column.as_fixed_size_list();
                let all = numbers(point.values())?;
                let first = point.value_offset(0) as usize;
                Some(Self {
                    x: all.clone(),
                    y: all,
                    step: *size as usize,
                    start: [first, first + 1],
                })
            }
            _ => None,
        }
    }

    /// A point; `None` of one that is empty.
    fn at(&self, i: usize) -> std::result::Result<Option<[f64; 2]>, String> {
        let value = |of: &Float64Array, start: usize| {
            let at = start + i * self.step;
            (at < of.len() && of.is_valid(at)).then(|| of.value(at))
        };
        match [value(&self.x, self.start[0]), value(&self.y, self.start[1])] {
            [Some(x), Some(y)] if x.is_finite() && y.is_finite() => Ok(Some([x, y])),
            [Some(x), Some(y)] if !(x.is_nan() && y.is_nan()) => {
                Err(format!("coordinates {x} {y}: finite numbers expected"))
            }
            [None, Some(_)] | [Some(_), None] => Err("a point has one coordinate alone".into()),
            _ => Ok(None),
        }
    }

    fn path(&self, range: Range<usize>) -> std::result::Result<Vec<[f64; 2]>, String> {
        range.filter_map(|i| self.at(i).transpose()).collect()
    }
}

fn shape(
    encoding: Encoding,
    lists: &[Vec<Range<usize>>],
    coords: &Coords,
    row: usize,
) -> std::result::Result<Option<Shape>, String> {
    let list = |level: usize, at: usize| lists.get(level).and_then(|l| l.get(at)).cloned();
    let within = |level: usize, at: usize| {
        list(level, at).ok_or_else(|| "its lists do not hold one another".to_string())
    };
    let shape = match encoding {
        Encoding::Wkb => return Err("is WKB".into()),
        Encoding::Point => Shape::Points(coords.at(row)?.into_iter().collect()),
        Encoding::MultiPoint => Shape::Points(coords.path(within(0, row)?)?.into()),
        Encoding::Line => Shape::Lines(coords.path(within(0, row)?)?.into()),
        Encoding::MultiLine => {
            let lines = within(0, row)?.map(|line| coords.path(within(1, line)?));
            Shape::Lines(lines.collect::<std::result::Result<_, _>>()?)
        }
        Encoding::Polygon | Encoding::MultiPolygon => {
            let several = encoding == Encoding::MultiPolygon;
            let parts = if several { within(0, row)? } else { row..row + 1 };
            let level = usize::from(several);
            let mut out = Polygons::default();
            for part in parts {
                for ring in within(level, part)? {
                    push_ring(&mut out, coords.path(within(level + 1, ring)?)?)?;
                }
                out.end_part();
            }
            Shape::Polygons(out)
        }
    };
    let shape = match shape {
        Shape::Lines(mut lines) => {
            lines.0.retain(|l| l.0.len() > 1);
            Shape::Lines(lines)
        }
        other => other,
    };
    let empty = shape.coords().next().is_none();
    Ok((!empty).then_some(shape))
}
