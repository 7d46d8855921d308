//! The keys of `locate`, as written.

use serde::Deserialize;

/// `locate`, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocateFile {
    pub lon: Option<String>,
    pub lat: Option<String>,
    pub x: Option<String>,
    pub y: Option<String>,
    pub crs: Option<CrsFile>,
    pub geometry: Option<String>,
    pub square: Option<String>,
}

/// A reference system: an EPSG code, or the column of codes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum CrsFile {
    Code(u32),
    Column(String),
}
