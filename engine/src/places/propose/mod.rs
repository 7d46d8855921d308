//! A mapping proposed for an inventory in its own columns.
//!
//! In: a file, opened, and the communes. Out: a [`Proposal`]: which column fills which field, how certain that
//! is and why, what was not understood, and a few places as they would be read. It writes itself as the TOML
//! that the catalogue reads ([`Proposal::to_toml`]).
//!
//! Nothing is chosen in silence: of two columns that could be the same field one is taken, and the other is
//! named. Nothing is taken from names of persons and from notes. Rows, columns, cells and values that are
//! looked at are bounded; the same file gives the same proposal.
//!
//! Rooms, in the order in which a file goes through them: `layout` finds the table (with `header` its
//! headings), `sample` looks at its cells, `headings` (with the words of `synonyms`), `support` and `by_values`
//! say what a column may be, `persons` (with `person_words`) what is a person's, `choice` chooses, `own_choice`
//! follows whoever knows the file, `rules` makes rules of it with `address`, `position` and `lists`, whose words
//! `translation` finds in the `dictionary`; `write` writes them. `misread` tells letters of another
//! encoding, `fault` says in French why a file is refused.

mod address;
mod by_values;
mod choice;
mod column_role;
mod dictionary;
mod draft;
mod fault;
mod header;
mod headings;
mod layout;
mod lists;
mod misread;
mod model;
mod own_choice;
mod person_words;
mod persons;
mod position;
mod report;
mod role;
mod rules;
mod sample;
mod support;
mod synonyms;
mod translation;
mod vocabulary;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::apply::texts;
use super::communes::Communes;
use super::model::Place;
use super::read::{Inventory, Read, inventory};
use crate::catalog::{Catalog, Dataset, parse_places};
use crate::error::{Error, Result};
use crate::schema::Field;
use crate::table::{self, Opened};
use layout::FoundTable;
use sample::ColumnSample;

pub use fault::in_french;
pub use model::{
    Certainty, Preview, PreviewPlace, Proposal, ProposedColumn, ProposedField, ProposedLayout,
    ProposedRule, UnknownValue,
};
pub use own_choice::OwnChoice;

/// Places that a preview shows.
const SHOWN: usize = 3;

/// Proposes a mapping for the file at a path; `data` is the folder of downloaded files.
///
/// # Errors
/// See [`propose`]; a file that cannot be opened.
pub fn propose_file(
    path: &Path,
    data: &Path,
    catalog: &Catalog,
    communes: &Communes,
) -> Result<Proposal> {
    propose(&table::open(&layout::unread(path), data)?, catalog, communes)
}

/// Proposes a mapping for a file.
///
/// `opened` is the file: its name says of what kind it is, its bytes are what is read (a map layer is read from
/// its path). `catalog` holds mappings whose words are known.
///
/// # Errors
/// A file that cannot be read as a table with headings and rows. That a column is missing without which there
/// is no place is no error: it is in [`Proposal::lacking`].
pub fn propose(opened: &Opened, catalog: &Catalog, communes: &Communes) -> Result<Proposal> {
    propose_with(opened, catalog, communes, &[], usize::MAX)
}

/// The same, with columns that a person chose, of at most so many rows.
///
/// # Errors
/// See [`propose`]; more rows than that; a column that cannot be read.
pub fn propose_with(
    opened: &Opened,
    catalog: &Catalog,
    communes: &Communes,
    own: &[OwnChoice],
    most_rows: usize,
) -> Result<Proposal> {
    let found = layout::find(opened)?;
    if found.table.rows > most_rows {
        let rows = found.table.rows;
        return Err(Error::input(
            &opened.path,
            format!("has {rows} {} {most_rows} are read here", fault::MANY_ROWS),
        )
        .with_help("`ifn places map` reads any number"));
    }
    let dictionary = dictionary::Dictionary::new(catalog);
    let rows = sample::rows(found.table.rows);
    let read: Vec<(ColumnSample, BTreeSet<String>)> = found
        .readable
        .par_iter()
        .map(|at| {
            let name = &found.names[*at];
            let column = texts(&found.table, name)?;
            let sample = ColumnSample::of(name, *at, &column, &rows);
            Ok((sample, sample::missing(&column, &rows)))
        })
        .collect::<Result<_>>()?;
    let (samples, missing): (Vec<ColumnSample>, Vec<BTreeSet<String>>) = read.into_iter().unzip();
    let mut choice = choice::choose(&samples, &dictionary, communes);
    own_choice::follow(own, &samples, &mut choice, &dictionary, communes)?;
    let id = found.dataset.id.clone();
    let mut draft = rules::rules(&id, &samples, &mut choice, &dictionary);
    own_choice::leave(own, &mut draft);
    let missing: BTreeSet<String> = missing.into_iter().flatten().collect();
    let layout = written(&found, missing, draft.crs);
    let columns = report::columns(&found.names, &samples, &choice, &draft);
    let mut proposal = Proposal {
        id,
        title: found.dataset.provenance.title.clone(),
        layout,
        rows: found.table.rows,
        looked_at: rows.len(),
        fields: draft.into_fields(),
        columns,
        notes: found.notes,
        lacking: Vec::new(),
        preview: None,
    };
    proposal.notes.extend(found.table.notes());
    proposal.notes.extend(misread::note(&found.names, &samples));
    proposal.lacking = report::lacking(&proposal, &found.names, &samples, &choice);
    proposal.typeset();
    if proposal.lacking.is_empty() {
        proposal.preview = Some(preview(&proposal, opened, communes)?);
    }
    Ok(proposal)
}

/// The keys of the table that must be written.
fn written(found: &FoundTable, missing: BTreeSet<String>, crs: Option<u32>) -> ProposedLayout {
    let layout = &found.dataset.layout;
    let delimited = table::is_delimited(&found.table.path);
    let delimiter = char::from(layout.delimiter).to_string();
    let missing = if missing.is_empty() {
        Vec::new()
    } else {
        std::iter::once(String::new()).chain(missing).collect()
    };
    ProposedLayout {
        delimiter: delimited.then_some(delimiter),
        encoding: delimited.then(|| layout.encoding.clone()),
        skip_lines: layout.skip_lines,
        header_lines: layout.header_lines,
        skip_bottom: layout.skip_bottom,
        sheet: layout.sheet.clone(),
        missing,
        crs,
    }
}

impl Proposal {
    /// The mapping as the catalogue reads it, over the file that it was proposed for.
    ///
    /// # Errors
    /// It cannot be used: see [`Proposal::lacking`].
    pub fn dataset(&self, opened: &Opened) -> Result<Dataset> {
        let path = opened.path.to_string_lossy();
        Ok(parse_places(&self.to_toml(&path), &opened.path)?.over(&opened.path))
    }
}

/// Reads the file with the mapping as it is written.
fn preview(proposal: &Proposal, opened: &Opened, communes: &Communes) -> Result<Preview> {
    let dataset = proposal.dataset(opened)?;
    communes.read_contours()?;
    let Inventory { read, numbers, .. } = inventory(&dataset, opened, 0, communes)?;
    let Read { source, places, rejects } = read;
    let mut rows: BTreeMap<&'static str, BTreeSet<u32>> = BTreeMap::new();
    for reject in &rejects {
        rows.entry(reject.field).or_default().insert(reject.row);
    }
    let mut by_field: Vec<(&'static str, usize)> =
        rows.into_iter().map(|(field, rows)| (field, rows.len())).collect();
    by_field.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let shown = |(row, place): &(u32, Place)| PreviewPlace {
        row: *row,
        line: numbers.shown(*row),
        values: Field::ALL
            .into_iter()
            .filter_map(|field| Some((field.name(), place.text(field)?.to_string())))
            .collect(),
    };
    Ok(Preview {
        rows: source.rows,
        places: places.len(),
        problems: rejects.len(),
        by_field,
        first: places.iter().take(SHOWN).map(shown).collect(),
    })
}

#[cfg(test)]
mod tests;
