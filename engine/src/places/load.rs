//! All inventories into one register.

use std::path::Path;

use rayon::prelude::*;

use super::communes::Communes;
use super::ids;
use super::merge::{Listed, merge};
use super::model::{Place, Register};
use super::read::{Inventory, Read, read};
use super::schema::Field;
use crate::catalog::Dataset;
use crate::error::{Error, Result};

/// More sources than anybody has.
const MOST_SOURCES: usize = 1000;

/// Reads inventories, merges what they list twice, sorts places by commune code, name and id.
///
/// `datasets` each have a mapping; `data` is the folder of downloaded files; `communes` are those of
/// France ([`Communes::new`]).
///
/// # Errors
/// A file that cannot be read, or that lacks a column; a dataset without a mapping. What is wrong in rows is no error: it is in [`Register::rejects`].
pub fn load(datasets: &[Dataset], data: &Path, communes: &Communes) -> Result<Register> {
    if datasets.len() > MOST_SOURCES {
        return Err(Error::request(format!(
            "{} inventories: {MOST_SOURCES} at most",
            datasets.len()
        )));
    }
    communes.read_contours()?;
    let all: Vec<Inventory> = datasets
        .par_iter()
        .with_max_len(1)
        .enumerate()
        .map(|(number, dataset)| read(dataset, data, number as u16, communes))
        .collect::<Result<_>>()?;
    Ok(gather(all))
}

/// Makes one register of what inventories gave.
pub fn gather(all: Vec<Inventory>) -> Register {
    let mut register = Register::default();
    let mut listed = Vec::with_capacity(all.iter().map(|one| one.read.places.len()).sum());
    for one in all {
        let Inventory { read: Read { mut source, places, mut rejects }, .. } = one;
        // One mapping may serve several files.
        if register.sources.iter().any(|s| s.id == source.id) {
            source.id = format!("{}-{}", source.id, register.sources.len() + 1);
        }
        register.sources.push(source);
        register.numbers.push(one.numbers);
        register.without_service.extend(one.without_service);
        register.rejects.append(&mut rejects);
        listed.extend(places.into_iter().map(|(row, place)| Listed { row, place }));
    }
    ids::across(&mut register, &mut listed);
    let mut merged = Vec::new();
    register.places = merge(listed, &mut merged);
    for report in &merged {
        register.sources[report.source as usize].merged += 1;
    }
    register.rejects.append(&mut merged);
    register.rejects.par_sort_by_key(|r| (r.source, r.row));
    register.places.par_sort_by(|a, b| order(a).cmp(&order(b)));
    register
}

fn order(place: &Place) -> [&str; 3] {
    [Field::CodeInsee, Field::Nom, Field::Id].map(|f| place.text(f).unwrap_or_default())
}
