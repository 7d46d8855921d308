//! GeoPackage 1.x: an SQLite file. Specification: OGC 12-128r18.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::cells::{VectorCell, column};
use super::declared::Declared;
use super::{ARC_POINTS, Choice, RawLayer, Unusable, within_limits};
use crate::error::{Error, Result, nearest};
use crate::geometry::{Crs, Shape, read_within};

/// See [`super::read`].
pub fn read(path: &Path, choice: Choice) -> Result<RawLayer> {
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
    let mut columns: Vec<Vec<VectorCell>> = vec![Vec::new(); names.len()];
    let mut shapes = Vec::new();
    let mut unusable = Unusable::default();
    let mut room = ARC_POINTS;
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
                ValueRef::Blob(blob) => shape(blob, &mut room),
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
    Ok(RawLayer { shapes, columns, unusable, geometry: layer.geometry, crs: layer.crs })
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
    type GpkgRow = (String, String, Option<String>, Option<i64>, Option<String>, Option<String>);
    let mut query = file
        .prepare(
            "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id, \
                    s.srs_name, s.definition \
             FROM gpkg_geometry_columns g \
             LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id ORDER BY g.table_name",
        )
        .map_err(wrong)?;
    let found = query
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<GpkgRow>>>)
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
    let (table, geometry, organization, code, name, definition) = chosen.clone();
    let declared = match (organization, code) {
        (Some(organization), Some(code)) if code > 0 => {
            let name = name.unwrap_or_default();
            Declared::registered(&organization, code, &name, definition.as_deref())
        }
        // -1 and 0: the specification's own for what is not known.
        _ => Declared::Unknown,
    };
    let crs = declared.resolve(path, choice.crs)?;
    Ok(LayerOf { table, geometry, crs })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn cell(value: ValueRef) -> VectorCell {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => VectorCell::Null,
        ValueRef::Integer(n) => VectorCell::Whole(n),
        ValueRef::Real(x) => VectorCell::Number(x),
        ValueRef::Text(text) => VectorCell::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

/// A geometry behind GeoPackage's own header: `GP`, version, flags, system, bounds.
fn shape(blob: &[u8], room: &mut usize) -> std::result::Result<Option<Shape>, String> {
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
    read_within(wkb, room).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A GeoPackage of one layer: how its system is registered, and a geometry.
    fn package(path: &Path, srs: (i32, &str, i32, &str), wkb: &[u8]) {
        let file = Connection::open(path).expect("a file");
        let (id, organization, code, definition) = srs;
        file.execute_batch(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT,
               organization_coordsys_id INTEGER, definition TEXT, description TEXT);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT,
               geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
             CREATE TABLE z (fid INTEGER PRIMARY KEY, geom BLOB);",
        )
        .expect("tables");
        let system = "INSERT INTO gpkg_spatial_ref_sys VALUES ('Mine', ?1, ?2, ?3, ?4, '')";
        file.execute(system, (id, organization, code, definition)).expect("a system");
        let column = "INSERT INTO gpkg_geometry_columns VALUES ('z', 'geom', 'GEOMETRY', ?1, 0, 0)";
        file.execute(column, [id]).expect("a column");
        let blob = [b"GP\0\x01".as_slice(), &id.to_le_bytes(), wkb].concat();
        file.execute("INSERT INTO z (geom) VALUES (?1)", [blob]).expect("a row");
    }

    fn found(
        srs: (i32, &str, i32, &str),
        given: Option<u32>,
        wkb: &[u8],
    ) -> std::result::Result<RawLayer, String> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("z.gpkg");
        package(&path, srs, wkb);
        let choice = Choice { layer: None, crs: given, off: 0.1, or_first: true };
        read(&path, choice).map_err(|e| e.to_string())
    }

    const POINT: [u8; 21] = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn systems_are_known_by_code_or_by_definition() {
        let wkt = r#"COMPD_CS["a",PROJCS["b",AUTHORITY["EPSG","2154"]],VERT_CS["c"]]"#;
        for (srs, given, name) in [
            ((2154, "EPSG", 2154, ""), None, "EPSG:2154"),
            ((100_000, "NONE", 100_000, wkt), None, "EPSG:2154"),
            ((102_110, "ESRI", 102_110, wkt), None, "EPSG:2154"),
            ((100_000, "NONE", 100_000, "LOCAL_CS[\"x\"]"), Some(2154), "EPSG:2154"),
            ((-1, "NONE", -1, "undefined"), Some(3857), "EPSG:3857"),
        ] {
            let raw = found(srs, given, &POINT).expect("a layer");
            assert_eq!(raw.crs.name(), name, "{srs:?}");
        }
        for (srs, given, said) in [
            ((-1, "NONE", -1, "undefined"), None, "does not say its reference system"),
            (
                (100_000, "NONE", 100_000, ""),
                None,
                "is in the reference system Mine, not known here",
            ),
            ((102_110, "ESRI", 102_110, ""), None, "ESRI:102110 (Mine), not known here"),
            (
                (2154, "EPSG", 2154, ""),
                Some(4326),
                "declares the reference system EPSG:2154 (Mine)",
            ),
        ] {
            let error = found(srs, given, &POINT).err().expect("refused");
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_curve_polygon_is_a_polygon() {
        let mut wkb = vec![1, 10, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 5, 0, 0, 0];
        let arcs = [[0.0, 0.0], [3000.0, 3000.0], [6000.0, 0.0], [3000.0, -3000.0], [0.0, 0.0]];
        arcs.iter().flatten().for_each(|x: &f64| wkb.extend(x.to_le_bytes()));
        let raw = found((2154, "EPSG", 2154, ""), None, &wkb).expect("a layer");
        assert_eq!(raw.unusable, Unusable::default());
        let Some(Shape::Polygons(circle)) = &raw.shapes[0] else { panic!("a polygon") };
        let twice: f64 =
            circle.ring(0).windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]).sum();
        // 28.3 km², as shapely's Point.buffer(3000).
        assert!((twice.abs() / 2e6 - 28.27).abs() < 0.01, "{twice}");
    }
}
