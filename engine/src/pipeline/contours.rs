//! Contours of the units that are drawn: the program's, and the official ones of IRIS where the method
//! names them and they are there.

use super::request::BuildRequest;
use crate::build::{SourceEntry, source_entry};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::progress::Progress;
use crate::territory::{self, Contours, Territory};

/// Contours, and the official file that some come from.
#[derive(Default)]
pub struct DrawnContours {
    /// None where nothing is drawn, or can be.
    pub contours: Option<Contours>,
    /// For the manifest.
    pub source: Option<SourceEntry>,
}

/// Reads them, if geometry is asked for.
///
/// # Errors
/// A damaged geometry; an official file that cannot be read.
pub fn read(
    request: &BuildRequest,
    catalog: &Catalog,
    territory: &Territory,
    progress: &dyn Progress,
) -> Result<DrawnContours> {
    if !request.geometry {
        return Ok(DrawnContours::default());
    }
    let official = request.method.contours.as_ref();
    let absent = official.and_then(|dataset| Some((dataset, dataset.not_fetched(&request.data)?)));
    if let Some((dataset, path)) = &absent {
        progress.warn(&format!(
            "contours `{}` are not on this machine ({}): an IRIS has one only where it is a whole \
             commune",
            dataset.id,
            path.display()
        ));
    }
    let (mut shapes, mut source) = (None, None);
    if let Some(dataset) = official.filter(|_| absent.is_none()) {
        let (used, own) = territory::iris_shapes(dataset, &request.data, territory)?;
        source = Some(source_entry(dataset, &used));
        shapes = Some(own);
    }
    let contours = territory::load_contours(catalog, &request.data, territory, shapes)?;
    if let Some(unclosed) = contours.as_ref().map(|c| c.unclosed).filter(|n| *n > 0) {
        progress.warn(&format!("{unclosed} rings of outlines could not be closed"));
    }
    Ok(DrawnContours { contours, source })
}
