//! Which reference system a layer is in: what its file declares, and what a method says.
//!
//! In: a declaration ([`definition`] reads names, WKT and PROJJSON) and the key `crs` of a table. Out: the
//! [`Crs`] of the coordinates. One rule for every format: what the file declares is what its coordinates
//! are in; `crs` says it where the file does not, or where what it declares cannot be known here; the two
//! may not contradict one another. A system that cannot be brought to WGS 84 is refused with its name.

mod definition;
#[cfg(test)]
mod tests;
mod wkt;

use std::path::Path;

use crate::error::{Error, Result};
use crate::geometry::{Crs, CrsError};

/// What a file says of the reference system of its coordinates.
pub enum Declared {
    /// Nothing: longitude and latitude, WGS 84, by the format's own rule.
    Default,
    /// That it is not known, or nothing where a format has no rule.
    Unknown,
    /// A system that can be brought to WGS 84.
    Known(Box<Crs>, String),
    /// One that cannot: its name, and why where that is known.
    Foreign(String, Option<CrsError>),
}

impl Declared {
    /// The system of the coordinates. `given`: the EPSG code that a method says.
    ///
    /// # Errors
    /// A system that is not known, or not declared; a code that contradicts the file.
    pub fn resolve(self, path: &Path, given: Option<u32>) -> Result<Crs> {
        let Some(code) = given else {
            return match self {
                Self::Default => Ok(Crs::wgs84()),
                Self::Known(crs, _) => Ok(*crs),
                Self::Unknown => Err(no_crs(path)),
                Self::Foreign(name, why) => Err(foreign(path, &name, why.as_ref())),
            };
        };
        let given =
            Crs::epsg(code).map_err(|e| Error::input(path, format!("crs = {code}: {e}")))?;
        match self {
            Self::Known(crs, name) if !crs.is_same(&given) => Err(Error::input(
                path,
                format!("declares the reference system {name}, not EPSG:{code} as asked for"),
            )
            .with_help(format!(
                "take `crs` out; or, if the file is wrong, correct it, for instance \
                 with ogr2ogr -a_srs EPSG:{code}"
            ))),
            _ => Ok(given),
        }
    }
}

fn foreign(path: &Path, name: &str, why: Option<&CrsError>) -> Error {
    let why = match why {
        Some(CrsError::NoShift(_)) => "whose shift to WGS 84 is not known here",
        _ => "not known here",
    };
    Error::input(path, format!("is in the reference system {name}, {why}")).with_help(
        "bring it to WGS 84 first, for instance with ogr2ogr -t_srs EPSG:4326; or say which it \
         is: crs = 2154 in the table of a method, --crs EPSG:2154 for ifn locate",
    )
}

/// No reference system is declared.
fn no_crs(path: &Path) -> Error {
    Error::input(path, "does not say its reference system").with_help(
        "give it one, for instance with ogr2ogr -a_srs EPSG:2154; or say which it is: crs = 2154 \
         in the table of a method, --crs EPSG:2154 for ifn locate",
    )
}
