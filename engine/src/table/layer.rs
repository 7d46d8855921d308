//! Map layers as tables: GeoPackage and GeoJSON, what is said of each feature as columns, geometries
//! as WKB in WGS 84 degrees.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray};

use super::vector::{self, Choice};
use super::{Opened, Table, Whole, positions};
use crate::catalog::Dataset;
use crate::error::{Error, Result};
use crate::geometry::write_shape;

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let layout = &dataset.layout;
    let choice = Choice { layer: layout.sheet.as_deref(), crs: layout.crs, or_first: true };
    let layer = vector::choose(&opened.path, choice)?;
    let mut header: Vec<String> = layer.columns.iter().map(|(name, _)| name.clone()).collect();
    header.push(layer.geometry.clone());
    let mut columns = HashMap::new();
    for (name, position) in wanted.iter().zip(positions(dataset, opened, &header, wanted, 0)?) {
        let column = match layer.columns.get(position) {
            Some((_, column)) => column.clone(),
            None => {
                if let Some((row, why)) = layer.unusable.examples.first() {
                    return Err(Error::input(
                        &opened.path,
                        format!(
                            "{} geometries cannot be used: row {row} {why}",
                            layer.unusable.count
                        ),
                    )
                    .with_help("mend them, for instance with ogr2ogr -makevalid"));
                }
                let shapes = layer.shapes.iter().map(|s| s.as_ref().map(write_shape));
                Arc::new(shapes.collect::<BinaryArray>()) as ArrayRef
            }
        };
        columns.insert(name.clone(), column);
    }
    Ok(Table::new(dataset, opened, layer.shapes.len(), 0, columns))
}

/// See [`super::whole`]. A geometry that cannot be used is missing, and told.
pub fn whole(dataset: &Dataset, opened: &Opened) -> Result<Whole> {
    let layout = &dataset.layout;
    let choice = Choice { layer: layout.sheet.as_deref(), crs: layout.crs, or_first: true };
    let layer = vector::choose(&opened.path, choice)?;
    let notes = layer.unusable.examples.first().map(|(row, why)| {
        format!("{} geometries cannot be used: row {row} {why}", layer.unusable.count)
    });
    let rows = layer.shapes.len();
    let (mut names, mut columns): (Vec<_>, Vec<_>) = layer.columns.into_iter().unzip();
    let shapes = layer.shapes.iter().map(|s| s.as_ref().map(write_shape));
    columns.push(Arc::new(shapes.collect::<BinaryArray>()) as ArrayRef);
    names.push(layer.geometry.clone());
    Ok(Whole {
        names,
        columns,
        rows,
        first_line: 0,
        geometry: Some(layer.geometry),
        notes: notes.into_iter().collect(),
    })
}
