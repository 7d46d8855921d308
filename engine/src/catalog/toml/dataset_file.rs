//! The keys of one dataset file of `datasets/`, or of one `[table.…]` of a method, as written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::indicator_file::IndicatorFile;
use super::locate_file::LocateFile;
use super::mapping_file::SectionFile;
use crate::catalog::model::{Check, Confidence, Moved, OnDuplicate, Pivot};

/// The keys of a dataset or table, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetFile {
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub publisher: String,
    #[serde(default)]
    pub licence: String,
    #[serde(default)]
    pub vintage: String,
    #[serde(default)]
    pub page: String,
    #[serde(default)]
    pub address: String,
    /// Name of the file in the dataset's folder, when the address does not end with it.
    #[serde(default)]
    pub file: Option<String>,
    #[serde(default)]
    pub confidence: Option<Confidence>,
    #[serde(default)]
    pub moved: Option<Moved>,
    #[serde(default)]
    pub series: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub sha256: Option<String>,
    #[serde(default)]
    pub embedded: Option<String>,
    #[serde(default)]
    pub path: Option<PathBuf>,
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub level: String,
    #[serde(default)]
    pub geography: Option<u16>,
    #[serde(default)]
    pub delimiter: Option<String>,
    #[serde(default)]
    pub decimal: Option<String>,
    #[serde(default)]
    pub thousands: Option<String>,
    #[serde(default)]
    pub encoding: Option<String>,
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    #[serde(default)]
    pub skip_lines: Option<usize>,
    #[serde(default)]
    pub header_lines: Option<usize>,
    #[serde(default)]
    pub skip_bottom: Option<usize>,
    #[serde(default)]
    pub member: Option<String>,
    #[serde(default)]
    pub sheet: Option<String>,
    #[serde(default)]
    pub filter: Option<String>,
    #[serde(default)]
    pub duplicates: Option<OnDuplicate>,
    #[serde(default)]
    pub code_width: Option<usize>,
    #[serde(default)]
    pub pad: BTreeMap<String, usize>,
    #[serde(default)]
    pub header: Option<PathBuf>,
    /// Read as places, with the mapping and layout of this dataset.
    #[serde(default)]
    pub mapping: Option<String>,
    /// Zones that an inventory of places covers, or `france`.
    #[serde(default)]
    pub covers: Option<Vec<String>>,
    #[serde(default)]
    pub locate: Option<LocateFile>,
    #[serde(default)]
    pub crs: Option<u32>,
    #[serde(default)]
    pub renamed: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub take: BTreeMap<String, usize>,
    #[serde(default)]
    pub pivot: Option<Pivot>,
    #[serde(default)]
    pub checks: Vec<Check>,
    #[serde(default)]
    pub indicator: BTreeMap<String, IndicatorFile>,
    #[serde(default)]
    pub places: Option<SectionFile>,
}
