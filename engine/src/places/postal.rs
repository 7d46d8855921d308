//! Postal codes: the communes that have one, and the département that it begins with.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::territory::{LevelIndex, PostalCodes, Territory, UnitIndex, is_postal_code};

/// Communes by postal code, ascending.
///
/// # Errors
/// An embedded file that cannot be read: the program is damaged.
pub fn communes_by_postal_code(
    territory: &Territory,
    level: LevelIndex,
) -> Result<FxHashMap<u32, Vec<UnitIndex>>> {
    let mut out: FxHashMap<u32, Vec<UnitIndex>> = FxHashMap::default();
    for (postal, code) in PostalCodes::builtin()?.pairs() {
        if let Some(unit) = territory[level].find(code) {
            out.entry(postal).or_default().push(unit);
        }
    }
    Ok(out)
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
