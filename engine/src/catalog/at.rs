//! Where the rows of a table are, when they join units by their place and not by a code.

use serde::Deserialize;

/// The columns that say where a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// Two numbers, and the EPSG code of their reference system (4326: longitude and latitude).
    Numbers {
        /// East, or longitude.
        x: String,
        /// North, or latitude.
        y: String,
        /// EPSG code.
        crs: u32,
    },
    /// The same, each row with its own reference system.
    Each {
        /// East.
        x: String,
        /// North.
        y: String,
        /// Column of EPSG codes.
        crs: String,
    },
    /// The identifier of a square of INSEE's grids: its middle.
    Square(String),
    /// A geometry; of polygons their centre, or a point well inside.
    Geometry(String),
}

impl At {
    /// Names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Numbers { x, y, .. } => vec![x, y],
            Self::Each { x, y, crs } => vec![x, y, crs],
            Self::Geometry(column) | Self::Square(column) => vec![column],
        }
    }
}

/// `locate`, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocateFile {
    lon: Option<String>,
    lat: Option<String>,
    x: Option<String>,
    y: Option<String>,
    crs: Option<CrsFile>,
    geometry: Option<String>,
    square: Option<String>,
}

/// A reference system: an EPSG code, or the column of codes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum CrsFile {
    Code(u32),
    Column(String),
}

impl LocateFile {
    /// What it says, if it says one thing. `table_crs`: the EPSG code that the table says beside it.
    pub fn at(self, table_crs: Option<u32>) -> std::result::Result<At, String> {
        let own = self.crs.is_some();
        let at = self.alone(table_crs)?;
        match (&at, table_crs) {
            (At::Numbers { crs: 4326, .. }, Some(code)) if !own && code != 4326 => Err(format!(
                "`locate` with lon and lat is in degrees, and the table says crs = {code}: write \
                 locate = {{ x = \"…\", y = \"…\", crs = {code} }}"
            )),
            (At::Numbers { crs, .. }, Some(code)) if *crs != code => {
                Err(format!("`locate` says crs = {crs}, and the table crs = {code}: take one out"))
            }
            (At::Each { .. } | At::Square(_), Some(code)) => Err(format!(
                "the rows say their reference system themselves, and the table crs = {code}: take \
                 that out"
            )),
            _ => Ok(at),
        }
    }

    fn alone(self, table_crs: Option<u32>) -> std::result::Result<At, &'static str> {
        let Self { lon, lat, x, y, crs, geometry, square } = self;
        let crs = match (&x, crs) {
            (Some(_), None) => table_crs.map(CrsFile::Code),
            (_, crs) => crs,
        };
        match (lon, lat, x, y, crs, geometry, square) {
            (Some(x), Some(y), None, None, None, None, None) => Ok(At::Numbers { x, y, crs: 4326 }),
            (None, None, Some(x), Some(y), Some(CrsFile::Code(crs)), None, None) => {
                Ok(At::Numbers { x, y, crs })
            }
            (None, None, Some(x), Some(y), Some(CrsFile::Column(crs)), None, None) => {
                Ok(At::Each { x, y, crs })
            }
            (None, None, None, None, None, Some(column), None) => Ok(At::Geometry(column)),
            (None, None, None, None, None, None, Some(column)) => Ok(At::Square(column)),
            (None, None, Some(_), Some(_), None, None, None) => {
                Err("`locate` with x and y needs `crs`, as in crs = 2154 or crs = \"EPSG\"")
            }
            _ => Err("`locate` is { lon, lat }, { x, y, crs }, { geometry } or { square }"),
        }
    }
}
