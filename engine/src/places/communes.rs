//! Communes as places need them: found by code or by name, with their centre and their extent.

use std::path::Path;

use geographiclib_rs::{Geodesic, InverseGeodesic};
use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::table;
use crate::territory::{How, NONE, Territory, fold};

const COMMUNES: &str = "communes-2026";
/// Words that nobody writes the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
/// A place lies within so many times the radius of the circle of its commune's area, and ten
/// kilometres: longer communes than three times their width exist, farther positions are wrong.
const STRETCH: f64 = 3.0;
const MARGIN_KM: f64 = 10.0;

/// The communes of France.
pub struct Communes<'a> {
    territory: &'a Territory,
    level: usize,
    centre: Vec<[f64; 2]>,
    /// Kilometres from the centre beyond which a position is wrong.
    reach: Vec<f64>,
    by_name: FxHashMap<String, Vec<u32>>,
    departement: Vec<&'a str>,
    locate: Option<Locate<'a>>,
}

/// Which commune, by position among them, contains a longitude and latitude.
pub type Locate<'a> = Box<dyn Fn([f64; 2]) -> Option<u32> + Sync + 'a>;

/// How a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A code in force.
    Code(u32),
    /// An older code, or that of a municipal arrondissement.
    Carried(u32),
    /// By its name.
    Name(u32),
    /// By a position in it.
    Position(u32),
}

impl Found {
    /// Position among the communes.
    pub fn unit(self) -> u32 {
        match self {
            Self::Code(unit) | Self::Carried(unit) | Self::Name(unit) | Self::Position(unit) => {
                unit
            }
        }
    }
}

impl<'a> Communes<'a> {
    /// Reads centres and areas.
    ///
    /// # Errors
    /// A territory that is not France: its units are no communes.
    pub fn new(territory: &'a Territory, catalog: &Catalog, data: &Path) -> Result<Self> {
        let level = territory
            .level("commune")
            .filter(|_| !territory.own)
            .ok_or_else(|| Error::request("places are read for the communes of France alone"))?;
        let units = &territory.levels[level];
        let dataset = catalog.dataset(COMMUNES)?;
        let opened = table::open(dataset, data)?;
        let wanted = ["centre_lon", "centre_lat", "area_km2"].map(String::from);
        let table = table::read(dataset, &opened, &wanted)?;
        let keys = table.keys()?;
        let numbers = wanted.iter().map(|name| table.numbers(name));
        let numbers = numbers.collect::<Result<Vec<_>>>()?;
        let mut centre = vec![[f64::NAN; 2]; units.len()];
        let mut reach = vec![f64::INFINITY; units.len()];
        for row in 0..table.rows {
            let Some(unit) = units.find(keys.value(row)) else { continue };
            let at = |i: usize| {
                let column = &numbers[i].values;
                if arrow::array::Array::is_null(column, row) { f64::NAN } else { column.value(row) }
            };
            centre[unit as usize] = [at(0), at(1)];
            let area = at(2);
            if area.is_finite() {
                let radius = (area / std::f64::consts::PI).sqrt();
                reach[unit as usize] = STRETCH.mul_add(radius, MARGIN_KM);
            }
        }
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (unit, name) in units.names.iter().enumerate() {
            by_name.entry(name_key(name)).or_default().push(unit as u32);
        }
        let departements = territory.level("departement");
        let departement = (0..units.len()).map(|unit| {
            let parents = departements.and_then(|d| Some((d, units.parents_in(d)?)));
            parents.map_or("", |(d, p)| match p.of_unit[unit] {
                NONE => "",
                above => territory.levels[d].codes[above as usize].as_str(),
            })
        });
        Ok(Self {
            departement: departement.collect(),
            territory,
            level,
            centre,
            reach,
            by_name,
            locate: None,
        })
    }

    /// Finds communes by position too, where neither code nor name do: `locate` knows contours.
    #[must_use]
    pub fn with_contours(mut self, locate: Locate<'a>) -> Self {
        self.locate = Some(locate);
        self
    }

    /// The commune that contains a position; `None` without contours.
    pub fn by_position(&self, at: [f64; 2]) -> Option<Found> {
        self.locate.as_ref().and_then(|locate| locate(at)).map(Found::Position)
    }

    /// The commune of a code, carried to the reference year.
    pub fn by_code(&self, code: &str) -> Option<Found> {
        let found = self.territory.resolve(self.level, code, false)?;
        Some(match found.how {
            How::Direct => Found::Code(found.unit),
            How::Carried | How::Arrondissement => Found::Carried(found.unit),
        })
    }

    /// The only commune that a name, a postal code and a position can mean.
    pub fn by_name(&self, name: &str, postal: Option<&str>, at: Option<[f64; 2]>) -> Option<Found> {
        let all = self.by_name.get(&name_key(name))?;
        let within = |unit: &u32| at.is_none_or(|p| self.reaches(*unit, p));
        let only = |mut some: Box<dyn Iterator<Item = u32> + '_>| {
            let first = some.next()?;
            some.next().is_none().then_some(Found::Name(first))
        };
        match postal.and_then(departement_of) {
            Some(wanted) => {
                let here = |unit: &u32| self.departement[*unit as usize] == wanted;
                let same: Vec<u32> = all.iter().copied().filter(here).collect();
                match (same.len(), at) {
                    (1, _) => Some(Found::Name(same[0])),
                    // Some postal codes are those of a post office of the département beside.
                    (0, Some(_)) => only(Box::new(all.iter().copied().filter(within))),
                    _ => only(Box::new(same.into_iter().filter(within))),
                }
            }
            None => only(Box::new(all.iter().copied().filter(within))),
        }
    }

    /// All communes of a name.
    pub fn named(&self, name: &str) -> &[u32] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// Its code.
    pub fn code(&self, unit: u32) -> &'a str {
        &self.territory.levels[self.level].codes[unit as usize]
    }

    /// Its name.
    pub fn name(&self, unit: u32) -> &'a str {
        &self.territory.levels[self.level].names[unit as usize]
    }

    /// Its centre; `None` where it is not known.
    pub fn centre(&self, unit: u32) -> Option<[f64; 2]> {
        Some(self.centre[unit as usize]).filter(|c| c[0].is_finite())
    }

    /// Kilometres from its centre; `None` where that is not known.
    pub fn away(&self, unit: u32, at: [f64; 2]) -> Option<f64> {
        Some(metres(self.centre(unit)?, at) / 1000.0)
    }

    /// Whether a position can be in it.
    pub fn reaches(&self, unit: u32, at: [f64; 2]) -> bool {
        let Some(centre) = self.centre(unit) else { return true };
        let reach = self.reach[unit as usize];
        // A degree of latitude is at least 110.5 km: most positions need no geodesic.
        let north = (at[1] - centre[1]).abs() * 110.5;
        let east = (at[0] - centre[0]).abs() * 111.4 * centre[1].to_radians().cos();
        if north > reach {
            return false;
        }
        north.hypot(east) < reach * 0.9 || metres(centre, at) <= reach * 1000.0
    }
}

/// Geodesic distance on WGS 84, in metres (Karney 2013).
pub fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    static WGS84: std::sync::LazyLock<Geodesic> = std::sync::LazyLock::new(Geodesic::wgs84);
    WGS84.inverse(a[1], a[0], b[1], b[0])
}

/// What names of communes are compared by: no accent, case, article nor punctuation, "St" for
/// "Saint", no "Cedex", no municipal arrondissement.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let end = words.iter().position(|w| *w == "cedex").unwrap_or(words.len());
    let mut words: Vec<&str> = words[..end]
        .iter()
        .map(|w| match *w {
            "st" => "saint",
            "ste" => "sainte",
            "sts" => "saints",
            "stes" => "saintes",
            other => other,
        })
        .collect();
    if words.len() > 1 && ["paris", "lyon", "marseille"].contains(&words[0]) {
        let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
        if number(words[1]) {
            words.truncate(1);
        }
    }
    let kept: Vec<&str> = words.iter().copied().filter(|w| !ARTICLES.contains(w)).collect();
    // "Le" and "Les" alone would be nothing.
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

/// The département that a postal code begins with.
pub fn departement_of(postal: &str) -> Option<&str> {
    if postal.len() != 5 || !postal.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match &postal[..2] {
        "20" if postal < "20200" => Some("2A"),
        "20" => Some("2B"),
        "97" | "98" => Some(&postal[..3]),
        two => Some(two),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one() {
        for (a, b) in [
            ("L'Haÿ-les-Roses", "HAY LES ROSES"),
            ("Saint-Étienne", "ST ETIENNE CEDEX 2"),
            ("Paris", "Paris 11e Arrondissement"),
            ("Lyon", "LYON 3"),
            ("Le Nouvion-en-Thiérache", "Nouvion en Thiérache"),
        ] {
            assert_eq!(name_key(a), name_key(b));
        }
        assert_ne!(name_key("Paris-l'Hôpital"), name_key("Paris"));
        assert_eq!(name_key("Les"), "les");
    }

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
    }

    #[test]
    fn distances() {
        // One degree of longitude on the equator: a·π/180.
        let d = metres([2.0, 0.0], [3.0, 0.0]);
        assert!((d - 111_319.490_793).abs() < 1e-5, "{d}");
        assert_eq!(metres([2.0, 48.0], [2.0, 48.0]), 0.0);
    }
}
