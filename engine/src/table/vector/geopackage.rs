//! GeoPackage 1.x: an SQLite file. Specification: OGC 12-128r18.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::cells::{Cell, column};
use super::{Choice, Raw, Unusable, crs, no_crs, within_limits};
use crate::error::{Error, Result, nearest};
use crate::geometry::{Crs, Shape, read_shape};

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<Raw> {
    let wrong = |e: rusqlite::Error| {
        Error::input(path, format!("is not a usable GeoPackage: {e}"))
            .with_help("it may be cut short: get it again, or look at it with ogrinfo")
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(path, flags).map_err(wrong)?;
    // What a file's own views and triggers may call: nothing that is not harmless.
    file.pragma_update(None, "trusted_schema", false).map_err(wrong)?;
    let layer = layer(&file, path, choice, wrong)?;
    let select = format!("SELECT * FROM {}", quoted(&layer.table));
    let mut query = file.prepare(&select).map_err(wrong)?;
    let names: Vec<String> = query.column_names().map(str::to_string).collect();
    let geometry = names.iter().position(|n| *n == layer.geometry).ok_or_else(|| {
        Error::input(path, format!("layer `{}` has no column `{}`", layer.table, layer.geometry))
    })?;
    let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); names.len()];
    let mut shapes = Vec::new();
    let mut unusable = Unusable::default();
    let mut rows = query.query([]).map_err(wrong)?;
    while let Some(row) = rows.next().map_err(wrong)? {
        within_limits(path, shapes.len() + 1, names.len())?;
        for (i, cells) in columns.iter_mut().enumerate() {
            let value = row.get_ref(i).map_err(wrong)?;
            if i != geometry {
                cells.push(cell(value));
                continue;
            }
            let found = match value {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(blob) => shape(blob),
                _ => Err("is no geometry".into()),
            };
            shapes.push(found.unwrap_or_else(|why| {
                unusable.add(shapes.len(), &why);
                None
            }));
        }
    }
    let with_names = names.into_iter().zip(columns).enumerate().filter(|(i, _)| *i != geometry);
    let columns = with_names.map(|(_, (name, cells))| (name, column(&cells))).collect();
    Ok(Raw { shapes, columns, unusable, geometry: layer.geometry, crs: layer.crs })
}

struct LayerOf {
    table: String,
    geometry: String,
    crs: Crs,
}

/// The layer that is named, or the only one, or the first where that is as good.
fn layer(
    file: &Connection,
    path: &Path,
    choice: Choice,
    wrong: impl Fn(rusqlite::Error) -> Error + Copy,
) -> Result<LayerOf> {
    type Row = (String, String, Option<String>, Option<i64>);
    let mut query = file
        .prepare(
            "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id \
             FROM gpkg_geometry_columns g \
             LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id ORDER BY g.table_name",
        )
        .map_err(wrong)?;
    let found = query
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<Row>>>)
        .map_err(wrong)?;
    let chosen = match found.as_slice() {
        [] => return Err(Error::input(path, "holds no layer of features")),
        [only] if !choice.or_first || choice.layer.is_none_or(|name| name == only.0) => only,
        [first, ..] if choice.or_first && choice.layer.is_none() => first,
        several => {
            let name = choice.layer.unwrap_or_default();
            let how = if choice.or_first { "`sheet` names one" } else { "name one, as LAYER=FILE" };
            several.iter().find(|row| row.0 == name).ok_or_else(|| {
                let names = several.iter().map(|row| row.0.as_str());
                let layers = if several.len() == 1 { "layer" } else { "layers" };
                let message = format!("holds {} {layers}, none called `{name}`", several.len());
                Error::input(path, message).with_help(format!("{}: {how}", nearest(name, names)))
            })?
        }
    };
    let (table, geometry, organization, code) = chosen.clone();
    let crs = choice.crs_or(path, || match (organization, code) {
        (Some(organization), Some(code)) if code > 0 => crs(path, &organization, &code.to_string()),
        _ => Err(no_crs(path)),
    })?;
    Ok(LayerOf { table, geometry, crs })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn cell(value: ValueRef) -> Cell {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Cell::Null,
        ValueRef::Integer(n) => Cell::Whole(n),
        ValueRef::Real(x) => Cell::Number(x),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

/// A geometry behind GeoPackage's own header: `GP`, version, flags, system, bounds.
fn shape(blob: &[u8]) -> std::result::Result<Option<Shape>, String> {
    let [b'G', b'P', _, flags, ..] = blob else {
        return Err("does not begin with `GP`".into());
    };
    let bounds = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("bounds of kind {other}: 0 to 4 expected")),
    };
    let wkb = blob.get(8 + bounds..).ok_or("is cut short")?;
    if flags & 0x10 != 0 {
        return Ok(None);
    }
    read_shape(wkb).map_err(|e| e.to_string())
}
