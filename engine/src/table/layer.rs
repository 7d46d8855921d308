//! Map layers as tables: GeoPackage and GeoJSON, attributes of each feature as columns, geometries
//! as WKB in WGS 84 degrees.

use std::collections::HashMap;

use super::vector::{self, Choice, column_of, own_column, own_points};
use super::{Opened, Table, Whole, positions};
use crate::catalog::Dataset;
use crate::error::Result;
use crate::geometry::OFF;

/// See [`super::columns`]. The geometry is the last of them.
pub fn columns(dataset: &Dataset, opened: &Opened) -> Result<Vec<String>> {
    let layout = &dataset.layout;
    let choice =
        Choice { layer: layout.sheet.as_deref(), crs: layout.crs, off: OFF, or_first: true };
    let layer = vector::choose(&opened.path, choice)?;
    let mut names: Vec<String> = layer.columns.into_iter().map(|(name, _)| name).collect();
    names.push(layer.geometry);
    Ok(names)
}

/// See [`super::read`].
pub fn read(dataset: &Dataset, opened: &Opened, wanted: &[String]) -> Result<Table> {
    let layout = &dataset.layout;
    let sheet = layout.sheet.as_deref();
    let choice = Choice { layer: sheet, crs: layout.crs, off: OFF, or_first: true };
    let layer = vector::choose(&opened.path, choice)?;
    let mut header: Vec<String> = layer.columns.iter().map(|(name, _)| name.clone()).collect();
    header.push(layer.geometry.clone());
    let mut columns = HashMap::new();
    for (name, position) in wanted.iter().zip(positions(dataset, opened, &header, wanted, 0)?) {
        let column = match layer.columns.get(position) {
            Some((_, column)) => column.clone(),
            None => {
                layer.unusable.refuse(&opened.path)?;
                let own = own_column(&layer.shapes, &layer.own_points);
                columns.extend(own.map(|column| (own_points(name), column)));
                column_of(&layer.shapes)
            }
        };
        columns.insert(name.clone(), column);
    }
    let table = Table::new(dataset, opened, layer.shapes.len(), 0, columns);
    Ok(table.with_degrees(wanted.to_vec()))
}

/// See [`super::whole`]. A geometry that cannot be used is missing, and reported.
pub fn whole(dataset: &Dataset, opened: &Opened) -> Result<Whole> {
    let layout = &dataset.layout;
    let choice =
        Choice { layer: layout.sheet.as_deref(), crs: layout.crs, off: OFF, or_first: true };
    let layer = vector::choose(&opened.path, choice)?;
    let notes = layer.unusable.examples.first().map(|(row, why)| {
        format!("{} geometries cannot be used: row {row} {why}", layer.unusable.count)
    });
    let rows = layer.shapes.len();
    let (mut names, mut columns): (Vec<_>, Vec<_>) = layer.columns.into_iter().unzip();
    columns.push(column_of(&layer.shapes));
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
