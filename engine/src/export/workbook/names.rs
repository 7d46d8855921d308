//! Names of the units and places that a table holds as codes.

use std::collections::{BTreeMap, HashMap};

use crate::build::{Build, read_columns, strings};
use crate::error::Result;
use crate::places::schema::Field;

/// Names of units and places.
pub trait Names {
    /// Name of a unit of a level.
    fn unit(&self, level: &str, code: &str) -> Option<String>;

    /// Name of a place and its commune.
    fn place(&self, id: &str) -> Option<(String, Option<String>)>;
}

/// Names that a build holds.
#[derive(Default)]
pub struct BuildNames {
    units: BTreeMap<String, HashMap<String, String>>,
    places: HashMap<String, (String, Option<String>)>,
}

impl BuildNames {
    /// Names of the units of `levels`, and of the places of a build that counts some. A level of which the build
    /// holds no names has none.
    ///
    /// # Errors
    /// A damaged file.
    pub fn read<'a>(build: &Build, levels: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut out = Self::default();
        for level in levels {
            if out.units.contains_key(level) {
                continue;
            }
            // All of France's, also where a zone alone was written.
            let inputs = build.folder.join("inputs").join(format!("{level}.parquet"));
            let path = if inputs.is_file() { Some(inputs) } else { build.scores_path(level).ok() };
            let Some(path) = path else { continue };
            let table = read_columns(&path, |name| name == "code" || name == "name")?;
            let named = strings(&table, "code").into_iter().zip(strings(&table, "name"));
            out.units.insert(level.into(), named.filter(|(_, name)| !name.is_empty()).collect());
        }
        if build.manifest.places.is_some() {
            let path = build.folder.join("places.parquet");
            let [id, name, commune] = [Field::Id, Field::Nom, Field::Commune].map(Field::name);
            let table = read_columns(&path, |column| [id, name, commune].contains(&column))?;
            let [ids, named, communes] = [id, name, commune].map(|column| strings(&table, column));
            let about = named.into_iter().zip(communes);
            let about =
                about.map(|(name, commune)| (name, Some(commune).filter(|c| !c.is_empty())));
            out.places = ids.into_iter().zip(about).collect();
        }
        Ok(out)
    }
}

impl Names for BuildNames {
    fn unit(&self, level: &str, code: &str) -> Option<String> {
        self.units.get(level)?.get(code).cloned()
    }

    fn place(&self, id: &str) -> Option<(String, Option<String>)> {
        self.places.get(id).filter(|(name, _)| !name.is_empty()).cloned()
    }
}
