//! Tables that a method names: its own, or datasets of the catalogue.

use super::catalog::Catalog;
use super::source::Source;
use crate::catalog::model::Dataset;
use crate::catalog::toml::{MethodFile, line_of};
use crate::error::{Error, Result, nearest};

/// A table of the method, or a dataset of the catalogue.
pub fn take_table(
    id: &str,
    of: &str,
    at: usize,
    file: &mut MethodFile,
    source: &Source,
    catalog: &Catalog,
) -> Result<Dataset> {
    if let Some(own) = file.table.remove(id) {
        let line = line_of(source.text, own.span().start);
        if let Some(mapping) = own.get_ref().mapping.clone() {
            let like = catalog.datasets.get(&mapping).filter(|d| d.places.is_some());
            let like = like.ok_or_else(|| {
                Error::input(source.path, format!("table `{id}`: no mapping of places `{mapping}`"))
                    .at_line(Some(line))
                    .with_help(nearest(&mapping, catalog.with_places()))
            })?;
            return own.into_inner().over(like, id, source.path).map_err(|e| e.at_line(Some(line)));
        }
        return own
            .into_inner()
            .into_dataset(id.to_string(), source.path)
            .map_err(|e| e.at_line(Some(line)));
    }
    catalog.datasets.get(id).cloned().ok_or_else(|| {
        let known = file.table.keys().chain(catalog.datasets.keys());
        source
            .wrong(at, format!("{of}: unknown table `{id}`"))
            .with_help(nearest(id, known.map(String::as_str)))
    })
}
