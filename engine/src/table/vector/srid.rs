//! The reference system that geometries themselves name (EWKB).

use std::path::Path;

use super::declared::Declared;
use crate::error::{Error, Result};

/// The system that geometries themselves name, if they do; all must name the same.
///
/// # Errors
/// Several.
pub fn one_system(path: &Path, srids: impl Iterator<Item = Option<u32>>) -> Result<Declared> {
    let mut seen: Option<Option<u32>> = None;
    for srid in srids {
        match seen {
            None => seen = Some(srid),
            Some(first) if first == srid => {}
            Some(first) => {
                let name = |s: Option<u32>| s.map_or("none".to_string(), |s| format!("EPSG:{s}"));
                let message = format!(
                    "its geometries are in several reference systems: {} and {}",
                    name(first),
                    name(srid)
                );
                return Err(Error::input(path, message).with_help("bring them to one, EPSG:4326"));
            }
        }
    }
    Ok(seen.flatten().map_or(Declared::Default, |srid| Declared::text(&format!("EPSG:{srid}"))))
}
