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
    let (there, absent): (Vec<_>, Vec<_>) =
        official.into_iter().partition(|d| d.path(&request.data).is_none_or(|path| path.exists()));
    for dataset in absent {
        progress.warn(&format!(
            "contours `{}` are not on this machine: an IRIS has one only where it is a whole commune",
            dataset.id
        ));
    }
    let (mut shapes, mut source) = (None, None);
    for dataset in there {
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
