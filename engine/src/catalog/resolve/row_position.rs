//! From the keys of `locate` to a [`RowPosition`].

use crate::catalog::model::RowPosition;
use crate::catalog::toml::{CrsFile, LocateFile};

/// The position that the keys give. `table_crs`: the EPSG code that the table gives beside them.
///
/// # Errors
/// Keys that do not go together, or that contradict `table_crs`.
pub fn row_position(file: LocateFile, table_crs: Option<u32>) -> Result<RowPosition, String> {
    let own = file.crs.is_some();
    let at = alone(file, table_crs)?;
    match (&at, table_crs) {
        (RowPosition::Numbers { crs: 4326, .. }, Some(code)) if !own && code != 4326 => {
            Err(format!(
                "`locate` with lon and lat is in degrees, and the table says crs = {code}: write \
                 locate = {{ x = \"…\", y = \"…\", crs = {code} }}"
            ))
        }
        (RowPosition::Numbers { crs, .. }, Some(code)) if *crs != code => {
            Err(format!("`locate` says crs = {crs}, and the table crs = {code}: take one out"))
        }
        (RowPosition::Each { .. } | RowPosition::Square(_), Some(code)) => Err(format!(
            "the rows say their reference system themselves, and the table crs = {code}: take \
                 that out"
        )),
        _ => Ok(at),
    }
}

fn alone(file: LocateFile, table_crs: Option<u32>) -> Result<RowPosition, &'static str> {
    let LocateFile { lon, lat, x, y, crs, geometry, square } = file;
    let crs = match (&x, crs) {
        (Some(_), None) => table_crs.map(CrsFile::Code),
        (_, crs) => crs,
    };
    match (lon, lat, x, y, crs, geometry, square) {
        (Some(x), Some(y), None, None, None, None, None) => {
            Ok(RowPosition::Numbers { x, y, crs: 4326 })
        }
        (None, None, Some(x), Some(y), Some(CrsFile::Code(crs)), None, None) => {
            Ok(RowPosition::Numbers { x, y, crs })
        }
        (None, None, Some(x), Some(y), Some(CrsFile::Column(crs)), None, None) => {
            Ok(RowPosition::Each { x, y, crs })
        }
        (None, None, None, None, None, Some(column), None) => Ok(RowPosition::Geometry(column)),
        (None, None, None, None, None, None, Some(column)) => Ok(RowPosition::Square(column)),
        (None, None, Some(_), Some(_), None, None, None) => {
            Err("`locate` with x and y needs `crs`, as in crs = 2154 or crs = \"EPSG\"")
        }
        _ => Err("`locate` is { lon, lat }, { x, y, crs }, { geometry } or { square }"),
    }
}
