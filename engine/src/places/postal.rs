//! Postal codes: the communes that have one, and the département that it begins with.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::table;
use crate::territory::{LevelIndex, Territory, UnitIndex};

const POSTAL_CODES: &str = "codes-postaux-2026";

/// Communes by postal code, ascending.
///
/// # Errors
/// An embedded file that cannot be read: the program is damaged.
pub fn communes_by_postal_code(
    territory: &Territory,
    level: LevelIndex,
    catalog: &Catalog,
    data: &Path,
) -> Result<FxHashMap<u32, Vec<UnitIndex>>> {
    let dataset = catalog.dataset(POSTAL_CODES)?;
    let opened = table::open(dataset, data)?;
    let table = table::read(dataset, &opened, &["postal_code".to_string()])?;
    let (codes, postal) = (table.keys()?, table.text("postal_code")?);
    let mut out: FxHashMap<u32, Vec<UnitIndex>> = FxHashMap::default();
    for row in 0..table.rows {
        let unit = territory[level].find(codes.value(row));
        if let (Some(unit), Ok(number)) = (unit, postal.value(row).parse()) {
            out.entry(number).or_default().push(unit);
        }
    }
    for units in out.values_mut() {
        units.sort_unstable();
        units.dedup();
    }
    Ok(out)
}

/// Whether a text is written as a postal code: five digits.
pub fn is_postal_code(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The département that a postal code begins with.
pub fn departement_of(postal: &str) -> Option<&str> {
    if !is_postal_code(postal) {
        return None;
    }
    match &postal[..2] {
        "20" if postal < "20200" => Some("2A"),
        "20" => Some("2B"),
        "97" | "98" => Some(&postal[..3]),
        two => Some(two),
    }
}

/// The département of a postal code: as it begins, but for the CEDEX of La Réunion, which begin with 978.
pub fn postal_departement(postal: &str) -> Option<&str> {
    match departement_of(postal) {
        Some("978") => Some("974"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departements_of_postal_codes() {
        for (postal, expected) in [
            ("33000", Some("33")),
            ("20090", Some("2A")),
            ("20600", Some("2B")),
            ("97411", Some("974")),
            ("1234", None),
            ("2A004", None),
        ] {
            assert_eq!(departement_of(postal), expected);
        }
        assert_eq!(postal_departement("97825"), Some("974"));
        assert_eq!(postal_departement("33000"), Some("33"));
    }
}
