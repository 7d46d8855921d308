//! Names of IRIS, from INSEE's reference of IRIS where one of its editions is in the folder of downloaded files: the
//! census, which says which IRIS there are, has their codes alone.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::SourceUse;
use super::cells::value;
use super::insee_code::IrisCode;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::table;

/// The editions of the reference.
const SERIES: &str = "reference-iris";
const NAME: &str = "LIB_IRIS";

/// Names by code; none where no edition is there.
#[derive(Default)]
pub struct IrisNames {
    by_code: FxHashMap<IrisCode, String>,
    /// The edition that was read.
    pub source: Option<SourceUse>,
}

impl IrisNames {
    /// Reads the latest edition that is there.
    ///
    /// # Errors
    /// A file that is not what its dataset describes.
    pub fn read(catalog: &Catalog, data: &Path) -> Result<Self> {
        let editions = catalog.datasets.values().filter(|d| d.provenance.series == SERIES);
        let here = editions.filter(|dataset| dataset.not_fetched(data).is_none());
        let Some(dataset) = here.max_by_key(|dataset| dataset.layout.geography) else {
            return Ok(Self::default());
        };
        let opened = table::open(dataset, data)?;
        let table = table::read(dataset, &opened, &[NAME.to_string()])?;
        let (codes, names) = (table.keys()?, table.text(NAME)?);
        let row = |row: usize| {
            let name = value(&names, row).trim();
            // Codes of overseas collectivities are of no IRIS here.
            let code =
                value(&codes, row).trim().parse::<IrisCode>().ok().filter(|_| !name.is_empty())?;
            Some((code, name.to_string()))
        };
        Ok(Self {
            by_code: (0..table.rows).filter_map(row).collect(),
            source: Some(SourceUse::new(&dataset.id, &opened, table.rows).noting(&table)),
        })
    }

    /// The name of the IRIS that the census calls `published` and that has the code `now`: the reference may be of
    /// either year.
    pub fn of(&self, published: IrisCode, now: IrisCode) -> Option<&str> {
        let known = self.by_code.get(&published).or_else(|| self.by_code.get(&now));
        known.map(String::as_str)
    }
}
