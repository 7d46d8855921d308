//! Every dataset and every indicator that is declared.

use std::collections::BTreeMap;
use std::path::Path;

use super::dataset;
use crate::catalog::model::Dataset;
use crate::catalog::toml::IndicatorFile;
use crate::error::{Error, Result, nearest};

/// Every dataset and every indicator declared in `datasets/`.
#[derive(Debug, Default)]
pub struct Catalog {
    /// By id.
    pub datasets: BTreeMap<String, Dataset>,
    /// By id; `table` names a dataset.
    pub indicators: BTreeMap<String, IndicatorFile>,
}

impl Catalog {
    /// Adds one dataset file: its source and the indicators it declares.
    ///
    /// # Errors
    /// A dataset file that does not parse, or an id declared twice.
    pub fn add(&mut self, text: &str, path: &Path) -> Result<()> {
        let (dataset, indicators) = dataset::parse(text, path)?;
        for (id, indicator) in indicators {
            if self.indicators.insert(id.clone(), indicator).is_some() {
                return Err(Error::input(path, format!("indicator `{id}` is declared twice")));
            }
        }
        let id = dataset.id.clone();
        if self.datasets.insert(id.clone(), dataset).is_some() {
            return Err(Error::input(path, format!("dataset `{id}` is declared twice")));
        }
        Ok(())
    }

    /// Ids of the datasets of places.
    pub fn with_places(&self) -> impl Iterator<Item = &str> {
        self.datasets.values().filter(|d| d.places.is_some()).map(|d| d.id.as_str())
    }

    /// A dataset that has a mapping of places, over a file of the user's own.
    ///
    /// # Errors
    /// Unknown id, or a dataset without a mapping: those that have one are proposed.
    pub fn places_over(&self, id: &str, file: &Path) -> Result<Dataset> {
        match self.datasets.get(id).filter(|d| d.places.is_some()) {
            Some(dataset) => Ok(dataset.over(file)),
            None => Err(Error::request(format!("no mapping of places `{id}`"))
                .with_help(nearest(id, self.with_places()))),
        }
    }

    /// A dataset by id.
    ///
    /// # Errors
    /// Unknown id: the nearest are proposed.
    pub fn dataset(&self, id: &str) -> Result<&Dataset> {
        self.datasets.get(id).ok_or_else(|| {
            Error::request(format!("unknown dataset `{id}`"))
                .with_help(nearest(id, self.datasets.keys().map(String::as_str)))
        })
    }
}
