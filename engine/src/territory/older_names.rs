//! Names that communes had since 1943: « Châlons-sur-Marne » leads to Châlons-en-Champagne.
//!
//! In: the embedded table. Out: each name with the commune in force that had it or that took in the one that had
//! it. Names of the [`Passage`](super::Passage) are not repeated.

use std::path::Path;
use std::sync::OnceLock;

use super::cells::value;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::table;

const OLDER_NAMES: &str = "anciens-noms-2026";

/// A name that a commune had.
#[derive(Debug, PartialEq, Eq)]
pub struct OlderName {
    /// The commune in force.
    pub code: String,
    /// The name.
    pub name: String,
    /// Whether the commune is the same under another name; else it is now a part of that one.
    pub renamed: bool,
}

impl OlderName {
    /// The embedded table, by code.
    ///
    /// # Errors
    /// It cannot be read: the program is damaged.
    pub fn all() -> Result<&'static [Self]> {
        static READ: OnceLock<Vec<OlderName>> = OnceLock::new();
        if let Some(read) = READ.get() {
            return Ok(read);
        }
        let catalog = Catalog::builtin()?;
        let dataset = catalog.dataset(OLDER_NAMES)?;
        let opened = table::open(dataset, Path::new(""))?;
        let table = table::read(dataset, &opened, &["name", "renamed"].map(String::from))?;
        let (codes, names) = (table.keys()?, table.text("name")?);
        let renamed = table.text("renamed")?;
        let read = (0..table.rows).map(|row| Self {
            code: value(&codes, row).into(),
            name: value(&names, row).into(),
            renamed: value(&renamed, row) == "oui",
        });
        let read = read.collect();
        Ok(READ.get_or_init(|| read))
    }
}
