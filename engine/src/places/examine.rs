//! A file on its own: its places, what is wrong in it, and which of its places are known already.
//!
//! In: a dataset with a mapping, its file, and the register of places that are known. Out: [`Examination`].
//! Nothing is written.

use std::collections::BTreeMap;

use super::communes::Communes;
use super::load::gather;
use super::merge::{Listed, known_among};
use super::model::{Place, Register};
use super::read::inventory;
use crate::catalog::Dataset;
use crate::error::Result;
use crate::table::Opened;

/// What a file gives.
pub struct Examination {
    /// Its places, merged where they are one, and what is wrong in it: a register of one source.
    pub register: Register,
    /// Its places by row, before they are merged.
    pub rows: BTreeMap<u32, Place>,
    /// Rows whose place is known already, with its position among the known ones.
    pub overlaps: Vec<(u32, usize)>,
}

impl Examination {
    /// The number that a spreadsheet program shows beside a row.
    pub fn line(&self, row: u32) -> usize {
        self.register.shown_row(0, row)
    }
}

/// Reads a file; places are compared with those of a register by name, address and position.
///
/// # Errors
/// A dataset without a mapping; a file that lacks a column.
pub fn examine(
    dataset: &Dataset,
    opened: &Opened,
    communes: &Communes,
    known: &Register,
) -> Result<Examination> {
    communes.read_contours()?;
    let found = inventory(dataset, opened, 0, communes)?;
    let read = &found.read;
    let listed = read.places.iter().map(|(row, place)| Listed { row: *row, place: place.clone() });
    let overlaps = known_among(listed.collect(), &known.places);
    Ok(Examination {
        rows: read.places.iter().cloned().collect(),
        register: gather(vec![found]),
        overlaps,
    })
}
