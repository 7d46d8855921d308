//! The communes that inventories are checked against: those that the program carries, read at the first upload
//! and kept.

use std::path::Path;
use std::sync::LazyLock;

use ifn_engine::Result;
use ifn_engine::catalog::Catalog;
use ifn_engine::places::Communes;
use ifn_engine::territory::load_france;

use crate::http::Problem;

/// What an inventory is read with.
pub struct France {
    /// Mappings whose words are known.
    pub catalog: &'static Catalog,
    /// The communes, with their contours.
    pub communes: Communes<'static>,
}

static FRANCE: LazyLock<Result<France>> = LazyLock::new(read);

/// The communes of France.
///
/// # Errors
/// The program is damaged.
pub fn france() -> std::result::Result<&'static France, Problem> {
    FRANCE.as_ref().map_err(|e| Problem::internal(&e))
}

fn read() -> Result<France> {
    // Everything is in the program: nothing is looked for in a folder.
    let nowhere = Path::new("");
    // They live as long as the process.
    let catalog: &'static Catalog = Box::leak(Box::new(Catalog::builtin()?));
    let territory = Box::leak(Box::new(load_france(catalog, nowhere)?));
    let communes = Communes::new(territory, catalog, nowhere)?;
    communes.read_contours()?;
    Ok(France { catalog, communes })
}
