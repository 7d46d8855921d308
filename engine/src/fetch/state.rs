//! The state of each dataset: absent, present, changed, outdated.

use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::lock::Lock;
use super::store::hash;
use super::{by_departement, lock};
use crate::catalog::{Catalog, Dataset, Location};
use crate::error::Result;

/// Whether a dataset is here, and whether it is what was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In the program.
    Embedded,
    /// Not here, and not published: the user has to make it.
    ToMake,
    /// Not here.
    Absent,
    /// Here: the file that was fetched.
    Present,
    /// Here, and never fetched: the user's own.
    Own,
    /// Here, and not the file that was fetched.
    Changed,
    /// Here, and another version or address is known since.
    Outdated,
}

/// A dataset's state.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetState {
    /// See [`Standing`].
    pub standing: Standing,
    /// Bytes that are here.
    pub bytes: u64,
    /// Files that are here: several, where there is one a département.
    pub files: usize,
    /// When it was fetched.
    pub fetched: Option<String>,
    /// Why it is outdated or changed; the newer dataset of the same series.
    pub note: Option<String>,
}

/// States of all datasets, in the order of the catalogue. Files are hashed.
///
/// # Errors
/// A lock that cannot be read.
pub fn states(catalog: &Catalog, data: &Path) -> Result<Vec<DatasetState>> {
    let lock = Lock::open(data)?;
    let all: Vec<&Dataset> = catalog.datasets.values().collect();
    let mut out: Vec<DatasetState> =
        all.par_iter().map(|d| one(d, data, &lock)).collect::<Result<_>>()?;
    for (state, dataset) in out.iter_mut().zip(&all) {
        if let (Standing::Present, Some(newer)) = (state.standing, newer(dataset, &all)) {
            state.note = Some(format!("{newer} is newer"));
        }
    }
    Ok(out)
}

/// The newest dataset of the same series, if it is another.
fn newer<'a>(dataset: &Dataset, all: &[&'a Dataset]) -> Option<&'a str> {
    let series = &dataset.provenance.series;
    let others = all.iter().filter(|d| !series.is_empty() && d.provenance.series == *series);
    let newest = others.max_by(|a, b| a.provenance.vintage.cmp(&b.provenance.vintage))?;
    (newest.id != dataset.id).then_some(newest.id.as_str())
}

fn one(dataset: &Dataset, data: &Path, lock: &Lock) -> Result<DatasetState> {
    let state = |standing| DatasetState { standing, bytes: 0, files: 0, fetched: None, note: None };
    let Location::Published { file } = &dataset.location else {
        return Ok(state(Standing::Embedded));
    };
    if by_departement(dataset) {
        let folder = std::fs::read_dir(data.join(&dataset.id));
        let files = folder.into_iter().flatten().filter_map(|e| e.ok()?.metadata().ok());
        let sizes: Vec<u64> = files.filter(std::fs::Metadata::is_file).map(|m| m.len()).collect();
        let standing = if sizes.is_empty() { Standing::Absent } else { Standing::Present };
        return Ok(DatasetState {
            bytes: sizes.iter().sum(),
            files: sizes.len(),
            ..state(standing)
        });
    }
    let path = data.join(&dataset.id).join(file);
    if !path.exists() {
        let made = dataset.provenance.address.is_empty();
        return Ok(state(if made { Standing::ToMake } else { Standing::Absent }));
    }
    let (sha256, bytes) = hash(&path, &|| false)?;
    let here = |standing| DatasetState { bytes, files: 1, ..state(standing) };
    let Some(locked) = lock.of(&dataset.id, file) else { return Ok(here(Standing::Own)) };
    let fetched = Some(locked.fetched.clone());
    let (standing, note) = if locked.sha256 != sha256 {
        let note = format!("not the file that {} knows", lock::NAME);
        (Standing::Changed, Some(note))
    } else if let Some(day) = &locked.changed_upstream {
        (Standing::Outdated, Some(format!("another version was there on {day}: --update takes it")))
    } else if locked.address != dataset.provenance.address {
        (Standing::Outdated, Some(format!("it came from {}", locked.address)))
    } else {
        (Standing::Present, None)
    };
    Ok(DatasetState { fetched, note, ..here(standing) })
}
