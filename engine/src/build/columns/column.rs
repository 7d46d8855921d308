//! A column with its description, and the table that columns make.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};

use super::french::FrenchText;
use crate::error::{Error, Result};

/// Name, description, unit and source of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnInfo {
    /// Its name in files.
    pub name: String,
    /// What it is (English, for those who read data files).
    pub description: String,
    /// Unit; empty where there is none.
    pub unit: String,
    /// Dataset; empty for what is computed.
    pub source: String,
    /// Vintage of the dataset.
    pub vintage: String,
}

impl ColumnInfo {
    /// A column without unit nor source.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            unit: String::new(),
            source: String::new(),
            vintage: String::new(),
        }
    }

    /// With a unit.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = unit.into();
        self
    }

    /// With the dataset that it comes from, and its vintage.
    #[must_use]
    pub fn from_source(mut self, source: &str, vintage: &str) -> Self {
        self.source = source.into();
        self.vintage = vintage.into();
        self
    }

    /// As Arrow field metadata.
    pub fn metadata(&self) -> HashMap<String, String> {
        [
            ("description", &self.description),
            ("unit", &self.unit),
            ("source", &self.source),
            ("vintage", &self.vintage),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| (k.to_string(), v.clone()))
        .collect()
    }
}

/// A column of a table whose rows come from `S`: its description, in English and in French, and its array.
pub struct BuildColumn<'a, S> {
    /// Name, description, unit, source.
    pub info: ColumnInfo,
    /// Heading and meaning in French.
    pub french: FrenchText,
    array: Box<dyn Fn(&S) -> ArrayRef + 'a>,
}

impl<'a, S: 'a> BuildColumn<'a, S> {
    /// A column that `array` makes from the rows.
    pub fn new(info: ColumnInfo, french: FrenchText, array: impl Fn(&S) -> ArrayRef + 'a) -> Self {
        Self { info, french, array: Box::new(array) }
    }

    /// The same column of a table whose rows hold more: `part` are those that the column is made from.
    #[must_use]
    pub fn within<T: 'a>(self, part: impl Fn(&T) -> S + 'a) -> BuildColumn<'a, T> {
        let Self { info, french, array } = self;
        BuildColumn::new(info, french, move |rows| array(&part(rows)))
    }
}

/// A table being put together, column by column.
#[derive(Default)]
pub struct BuildTable {
    fields: Vec<Arc<Field>>,
    arrays: Vec<ArrayRef>,
}

impl BuildTable {
    /// Begins with the columns of `batch`, as they are named and described there.
    pub fn beside(batch: &RecordBatch) -> Self {
        let fields = batch.schema().fields().iter().cloned().collect();
        Self { fields, arrays: batch.columns().to_vec() }
    }

    /// Adds a column.
    pub fn push(&mut self, info: &ColumnInfo, array: ArrayRef) {
        let field = Field::new(&info.name, array.data_type().clone(), true);
        self.fields.push(Arc::new(field.with_metadata(info.metadata())));
        self.arrays.push(array);
    }

    /// Adds columns of the registry, made from `rows`.
    pub fn extend<'a, S: 'a>(
        &mut self,
        columns: impl IntoIterator<Item = BuildColumn<'a, S>>,
        rows: &S,
    ) {
        for column in columns {
            self.push(&column.info, (column.array)(rows));
        }
    }

    /// The columns as one batch; `path` names the table in messages.
    ///
    /// # Errors
    /// Columns of different lengths.
    pub fn batch(self, path: &Path) -> Result<RecordBatch> {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays)
            .map_err(|e| Error::internal(format!("{}: {e}", path.display())))
    }
}
