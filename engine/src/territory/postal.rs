//! Postal codes of communes and municipal arrondissements, from the embedded table.
//!
//! A commune has several, a postal code several communes. No CEDEX.

use std::path::Path;
use std::sync::OnceLock;

use super::cells::value;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::table;

const POSTAL_CODES: &str = "codes-postaux-2026";

/// Which communes have which postal codes.
#[derive(Debug)]
pub struct PostalCodes {
    /// Postal code, and code of a commune in force or of a municipal arrondissement; ascending.
    pairs: Vec<(u32, String)>,
}

impl PostalCodes {
    /// The embedded table.
    ///
    /// # Errors
    /// It cannot be read: the program is damaged.
    pub fn builtin() -> Result<&'static Self> {
        static READ: OnceLock<PostalCodes> = OnceLock::new();
        if let Some(read) = READ.get() {
            return Ok(read);
        }
        let catalog = Catalog::builtin()?;
        let dataset = catalog.dataset(POSTAL_CODES)?;
        let opened = table::open(dataset, Path::new(""))?;
        let table = table::read(dataset, &opened, &["postal_code".to_string()])?;
        let (codes, postal) = (table.keys()?, table.text("postal_code")?);
        let pair = |row| {
            let number = postal_number(value(&postal, row))?;
            Some((number, value(&codes, row).to_string()))
        };
        let mut pairs: Vec<(u32, String)> = (0..table.rows).filter_map(pair).collect();
        pairs.sort_unstable();
        Ok(READ.get_or_init(|| Self { pairs }))
    }

    /// Every postal code with each commune or municipal arrondissement that has it, ascending.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, &str)> {
        self.pairs.iter().map(|(postal, code)| (*postal, code.as_str()))
    }
}

/// A postal code as a number: five digits; nothing for another text.
pub fn postal_number(text: &str) -> Option<u32> {
    is_postal_code(text).then(|| text.parse().ok()).flatten()
}

/// Whether a text is written as a postal code: five digits.
pub fn is_postal_code(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes_of_a_postal_code() {
        let codes = PostalCodes::builtin().expect("the embedded table");
        let of = |postal: &str| -> Vec<&str> {
            let wanted = postal_number(postal);
            codes.pairs().filter(|(p, _)| Some(*p) == wanted).map(|(_, code)| code).collect()
        };
        assert_eq!(of("97400"), ["97411"]);
        assert_eq!(of("75012"), ["75056", "75112"]);
        // As La Poste's own file: Guéret and 14 communes around it.
        assert!(of("23000").contains(&"23096") && of("23000").len() == 15);
        assert_eq!(of("2300"), Vec::<&str>::new());
        assert_eq!(of("99999"), Vec::<&str>::new());
    }
}
