//! `territories/{level}.parquet`: GeoParquet 1.1, WKB, WGS 84 (OGC:CRS84) degrees.

use std::path::Path;
use std::sync::Arc;

use arrow::array::BinaryArray;
use serde_json::json;

use super::parquet::write_batch;
use crate::build::columns::{
    BuildTable, ColumnInfo, UnitRows, identity_columns, parent_ids, texts,
};
use crate::build::provenance::FileProvenance;
use crate::error::{Error, Result};
use crate::geometry::{bounds, read_wkb};
use crate::territory::{Contours, LevelIndex, Territory, UnitIndex};

/// Writes the territories of one level.
///
/// # Errors
/// A damaged geometry; the system refuses to write.
pub fn write_territories(
    path: &Path,
    provenance: FileProvenance,
    territory: &Territory,
    contours: &Contours,
    level: LevelIndex,
    kept: &[UnitIndex],
) -> Result<()> {
    let units = &territory[level];
    let mut table = BuildTable::default();
    table.extend(
        identity_columns(provenance.method, &units.id, &parent_ids(territory, level)),
        &UnitRows { territory, level, kept },
    );
    table.push(
        &ColumnInfo::new(
            "geometry_origin",
            "contour: as published; whole_commune: that of the commune the IRIS is the whole of; \
             outline: edges that its communes do not share; null: no contour is known",
        ),
        texts(kept, |u| contours.of(level, u).1.name()),
    );
    let shapes: Vec<Option<&[u8]>> = kept.iter().map(|u| contours.of(level, *u).0).collect();
    let geo = geo_metadata(&shapes, path)?;
    table.push(
        &ColumnInfo::new("geometry", "Contour, WGS 84 longitude and latitude, WKB"),
        Arc::new(BinaryArray::from_iter(shapes)),
    );
    let mut metadata = provenance.metadata();
    metadata.push(("geo".into(), geo));
    write_batch(&table.batch(path)?, path, metadata)
}

/// The `geo` key of GeoParquet 1.1.
pub fn geo_metadata(shapes: &[Option<&[u8]>], path: &Path) -> Result<String> {
    use rayon::prelude::*;
    let found = shapes
        .par_iter()
        .flatten()
        .map(|wkb| {
            let polygons = read_wkb(wkb).map_err(|e| Error::input(path, e.to_string()))?;
            // WKB: byte order, then the type as 4 bytes, little endian as we write it.
            Ok((bounds(&polygons), wkb.get(1).copied().unwrap_or_default()))
        })
        .collect::<Result<Vec<_>>>()?;
    let mut bbox = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut types = Vec::new();
    for (around, kind) in found {
        if let Some(around) = around {
            let (min, max) = (around.min(), around.max());
            bbox = [bbox[0].min(min.x), bbox[1].min(min.y), bbox[2].max(max.x), bbox[3].max(max.y)];
        }
        let name = if kind == 6 { "MultiPolygon" } else { "Polygon" };
        if !types.contains(&name) {
            types.push(name);
        }
    }
    types.sort_unstable();
    // Everything was brought to degrees: what is not would be lengths under the name of WGS 84.
    let [west, south, east, north] = bbox;
    if bbox[0].is_finite() && (west < -360.0 || east > 360.0 || south < -90.0 || north > 90.0) {
        return Err(Error::input(
            path,
            format!("contours from {west} {south} to {east} {north} are no degrees"),
        )
        .with_help("say the reference system of the layer that they come from: crs = 2154"));
    }
    let mut geometry = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "orientation": "counterclockwise",
        "edges": "planar",
    });
    if bbox[0].is_finite() {
        geometry["bbox"] = json!(bbox);
    }
    Ok(json!({
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": { "geometry": geometry },
    })
    .to_string())
}
