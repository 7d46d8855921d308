//! A map layer of the user's beside the territories: QPV, coverage, places.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::layers::{FROM_ZOOM_OTHERWISE, LAST_ZOOM, attribute};
use crate::error::{Error, Result};
use crate::geometry::unwrap_antimeridian;
use crate::progress::Progress;
use crate::table::vector;
use crate::tiles::{AttributePriority, Layer, Values, feature_id};

/// The column whose text gives features their id, where there is one.
const CODE: &str = "code";

/// Reads a file as the layer `name`. Features are numbered by their `code` where they have one,
/// else by their row, from 1.
pub fn layer(name: &str, file: &Path, progress: &dyn Progress) -> Result<Layer> {
    let mut found = vector::read(file, name)?;
    if found.unusable.count > 0 {
        let examples: Vec<String> =
            found.unusable.examples.iter().map(|(row, why)| format!("row {row} {why}")).collect();
        progress.warn(&format!(
            "{}: {} of {} features have no usable geometry and are not drawn ({})",
            file.display(),
            found.unusable.count,
            found.shapes.len(),
            examples.join("; ")
        ));
    }
    if found.shapes.iter().all(Option::is_none) {
        progress.warn(&format!("{}: no feature to draw, layer `{name}` is empty", file.display()));
    }
    found.shapes.iter_mut().flatten().for_each(unwrap_antimeridian);
    let attributes = found
        .columns
        .iter()
        .map(|(column, values)| {
            Ok(values_of(file, values)?
                .map(|v| attribute(AttributePriority::Detail, column, "", v)))
        })
        .filter_map(Result::transpose)
        .collect::<Result<Vec<_>>>()?;
    let codes = attributes.iter().find_map(|a| match &a.values {
        Values::Text(codes) if a.name == CODE => Some(codes),
        _ => None,
    });
    let id = |row: usize| match codes.and_then(|c| c[row].as_deref()) {
        Some(code) => feature_id(code),
        None => row as u64 + 1,
    };
    Ok(Layer {
        id: name.into(),
        description: format!("From {}", file.file_name().unwrap_or_default().to_string_lossy()),
        zooms: (FROM_ZOOM_OTHERWISE, LAST_ZOOM),
        ids: (0..found.shapes.len()).map(id).collect(),
        shapes: found.shapes,
        // These may overlap or leave gaps.
        coverage: false,
        attributes,
    })
}

/// A column as tiles hold it; `None` of what they cannot.
fn values_of(file: &Path, column: &ArrayRef) -> Result<Option<Values>> {
    let cast = |to: &DataType| {
        cast(column, to).map_err(|e| Error::input(file, format!("a column cannot be used: {e}")))
    };
    let values = match column.data_type() {
        DataType::Boolean => Values::Flag(column.as_boolean().iter().collect()),
        kind if kind.is_integer() => {
            let numbers = cast(&DataType::Int64)?;
            let numbers = numbers.as_primitive::<Int64Type>();
            match numbers.iter().map(|n| n.map(u64::try_from).transpose()).collect() {
                Ok(whole) => Values::Whole(whole),
                Err(_) => Values::Number(numbers.iter().map(|n| n.map(|n| n as f64)).collect()),
            }
        }
        kind if kind.is_numeric() => {
            let numbers = cast(&DataType::Float64)?;
            let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
            Values::Number(numbers.as_primitive::<Float64Type>().iter().map(finite).collect())
        }
        kind if kind.is_nested() || kind.is_null() || *kind == DataType::Binary => return Ok(None),
        _ => {
            let texts = cast(&DataType::Utf8)?;
            Values::Text(texts.as_string::<i32>().iter().map(|t| t.map(Into::into)).collect())
        }
    };
    Ok(Some(values))
}
