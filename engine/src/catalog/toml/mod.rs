//! TOML files as written: keys and kinds of values are checked, names are not resolved.
//!
//! In: the text of a dataset or method file. Out: one struct a section. [`model`](super::model) is
//! what these keys mean, [`resolve`](super::resolve) the way from one to the other.

mod access_file;
mod dataset_file;
mod error;
mod indicator_file;
mod locate_file;
mod mapping_file;
mod method_file;
mod words_file;

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::Result;
pub use access_file::{AccessFile, RemedyFile};
pub use dataset_file::DatasetFile;
pub use error::line_of;
pub use indicator_file::IndicatorFile;
pub use locate_file::{CrsFile, LocateFile};
pub use mapping_file::{EntryFile, RuleFile, SectionFile, TextOrTexts};
pub use method_file::{AxisFile, MethodFile, PresetFile};
pub use words_file::{IndexWordsFile, WordsFile};

/// The keys of a file.
///
/// # Errors
/// A key that does not exist, or whose value is of another kind, with its line and the nearest key.
pub fn parse<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T> {
    ::toml::from_str(text).map_err(|e| error::explain(text, path, &e))
}
