//! Communes as places need them: found by code or by name, with their centre and their extent.

use std::path::Path;
use std::sync::OnceLock;

use arrow::array::BinaryArray;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::geometry::{Polygons, read_wkb};
use crate::spatial::Locator;
use crate::table;
use crate::territory::{How, NONE, Territory, arrondissement, commune_shapes, fold};

const COMMUNES: &str = "communes-2026";
const POSTAL_CODES: &str = "codes-postaux-2026";
/// Words that nobody writes the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];
/// A place lies within so many times the radius of the circle of its commune's area, and ten
/// kilometres: longer communes than three times their width exist, farther positions are wrong.
const STRETCH: f64 = 3.0;
const MARGIN_KM: f64 = 10.0;
/// Metres by which a position may lie outside of its commune: the contours are generalised, and 99 % of
/// the borders of Seine-Saint-Denis lie within 146 m of those of Contours...IRIS (IGN), the median is 15 m.
pub const TOLERANCE: f64 = 150.0;
/// Communes that a message names; more are counted.
const MOST_LISTED: usize = 3;

/// The communes of France.
pub struct Communes<'a> {
    catalog: &'a Catalog,
    data: &'a Path,
    territory: &'a Territory,
    level: usize,
    centre: Vec<[f64; 2]>,
    /// Kilometres from the centre beyond which a position is wrong.
    reach: Vec<f64>,
    by_name: FxHashMap<String, Vec<u32>>,
    /// By the name of a former commune or arrondissement that is now in them.
    by_former: FxHashMap<String, Vec<u32>>,
    departement: Vec<&'a str>,
    /// By postal code, communes ascending.
    by_postal: FxHashMap<u32, Vec<u32>>,
    contours: OnceLock<CommuneContours>,
}

/// Where communes are, read when positions are looked at.
struct CommuneContours {
    shapes: BinaryArray,
    locator: Locator,
    /// Communes whose contour is theirs alone; that of Neussargues en Pinatelle still covers five.
    sure: Vec<bool>,
}

/// How a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeMatch {
    /// A code in force.
    Code(u32),
    /// An older code, or that of a municipal arrondissement.
    Carried(u32),
}

impl CodeMatch {
    /// Position among the communes.
    pub fn unit(self) -> u32 {
        match self {
            Self::Code(unit) | Self::Carried(unit) => unit,
        }
    }
}

impl<'a> Communes<'a> {
    /// Reads centres and areas.
    ///
    /// # Errors
    /// A territory that is not France: its units are no communes.
    pub fn new(territory: &'a Territory, catalog: &'a Catalog, data: &'a Path) -> Result<Self> {
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
        let mut by_former: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (name, now) in territory.passage.all_named() {
            let found = by_former.entry(name_key(name)).or_default();
            found.extend(units.find(now).filter(|unit| !found.contains(unit)));
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
            catalog,
            data,
            departement: departement.collect(),
            territory,
            level,
            centre,
            reach,
            by_name,
            by_former,
            by_postal: postal_codes(territory, level, catalog, data)?,
            contours: OnceLock::new(),
        })
    }

    /// Reads the contours, so that positions are held against them; until then nothing lies outside.
    ///
    /// # Errors
    /// An embedded file that cannot be read: the program is damaged.
    pub fn read_contours(&self) -> Result<()> {
        if self.contours.get().is_some() {
            return Ok(());
        }
        let shapes = commune_shapes(self.catalog, self.data)?;
        let units: Vec<Option<&[u8]>> = shapes.iter().collect();
        let locator = Locator::new(&units).map_err(|e| Error::input(COMMUNES, e.to_string()))?;
        let sure = (0..units.len()).map(|u| units[u].is_some() && self.reach[u].is_finite());
        let sure = sure.collect();
        // Whoever came first read the same.
        let _ = self.contours.set(CommuneContours { shapes, locator, sure });
        Ok(())
    }

    /// The commune that contains a position; `None` without contours, or where they do not say.
    pub fn by_position(&self, at: [f64; 2]) -> Option<u32> {
        let contours = self.contours.get()?;
        let unit = contours.locator.locate(at[0], at[1]);
        (unit != NONE && contours.sure[unit as usize]).then_some(unit)
    }

    /// Metres from a position to a commune, 0 inside; `None` where its contour is not known.
    pub fn outside(&self, unit: u32, at: [f64; 2]) -> Option<f64> {
        let contours = self.contours.get()?;
        if !contours.sure[unit as usize] {
            return None;
        }
        if contours.locator.locate(at[0], at[1]) == unit {
            return Some(0.0);
        }
        let polygons = read_wkb(contours.shapes.value(unit as usize)).ok()?;
        nearest(&polygons, at).map(|there| metres(there, at))
    }

    /// The communes that have a postal code, ascending; none where it is not known (a CEDEX).
    pub fn by_postal(&self, postal: &str) -> &[u32] {
        let digits = postal.len() == 5 && postal.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| postal.parse().ok()).flatten();
        number.and_then(|n: u32| self.by_postal.get(&n)).map_or(&[], Vec::as_slice)
    }

    /// The code of the département it lies in.
    pub fn departement(&self, unit: u32) -> &'a str {
        self.departement[unit as usize]
    }

    /// Whether communes lie in the département of that code: not in the collectivités d'outre-mer.
    pub fn has_departement(&self, code: &str) -> bool {
        let level = self.territory.level("departement");
        level.is_some_and(|level| self.territory.levels[level].find(code).is_some())
    }

    /// « Chauny (02173) », several with commas, the first of many.
    pub fn listed(&self, units: &[u32]) -> String {
        let shown = units.iter().take(MOST_LISTED);
        let shown: Vec<String> =
            shown.map(|u| format!("{} ({})", self.name(*u), self.code(*u))).collect();
        let more = units.len().saturating_sub(MOST_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        shown.join(", ") + &more
    }

    /// The commune of a code, carried to the reference year.
    pub fn by_code(&self, code: &str) -> Option<CodeMatch> {
        let found = self.territory.resolve(self.level, code, false)?;
        Some(match found.how {
            How::Direct => CodeMatch::Code(found.unit),
            How::Carried | How::Arrondissement => CodeMatch::Carried(found.unit),
        })
    }

    /// How a code that is not in force led to its commune, in words (« 93059 Pierrefitte-sur-Seine is
    /// now in 93066 Saint-Denis »); `None` for one in force, and for one that leads to none.
    pub fn carried(&self, code: &str) -> Option<String> {
        let lead = self.territory.lead(self.level, code)?;
        let unit = self.territory.levels[self.level].find(&lead.code)?;
        lead.said(self.name(unit))
    }

    /// All communes of a name.
    pub fn named(&self, name: &str) -> &[u32] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// The communes in which former communes and arrondissements of a name are now.
    pub fn formerly(&self, name: &str) -> &[u32] {
        self.by_former.get(&name_key(name)).map_or(&[], Vec::as_slice)
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

/// Communes by postal code.
fn postal_codes(
    territory: &Territory,
    level: usize,
    catalog: &Catalog,
    data: &Path,
) -> Result<FxHashMap<u32, Vec<u32>>> {
    let dataset = catalog.dataset(POSTAL_CODES)?;
    let opened = table::open(dataset, data)?;
    let table = table::read(dataset, &opened, &["postal_code".to_string()])?;
    let (codes, postal) = (table.keys()?, table.text("postal_code")?);
    let mut out: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for row in 0..table.rows {
        let unit = territory.levels[level].find(codes.value(row));
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

/// The point of a contour that is nearest to another point, on a plane that touches the earth there.
fn nearest(polygons: &Polygons, at: [f64; 2]) -> Option<[f64; 2]> {
    let east = at[1].to_radians().cos();
    let mut best: Option<(f64, [f64; 2])> = None;
    for edge in polygons.parts().flatten().flat_map(|ring| ring.windows(2)) {
        let [a, b] = [edge[0], edge[1]].map(|p| [(p[0] - at[0]) * east, p[1] - at[1]]);
        let along = [b[0] - a[0], b[1] - a[1]];
        let long = along[0].mul_add(along[0], along[1] * along[1]);
        let share = -(a[0] * along[0] + a[1] * along[1]) / long;
        let share = if long > 0.0 { share.clamp(0.0, 1.0) } else { 0.0 };
        let near = [a[0] + share * along[0], a[1] + share * along[1]];
        let square = near[0].mul_add(near[0], near[1] * near[1]);
        if best.is_none_or(|(least, _)| square < least) {
            best = Some((square, [at[0] + near[0] / east, at[1] + near[1]]));
        }
    }
    best.map(|(_, point)| point)
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
        if number(words[1]) || arrondissement(&words.join(" ")).is_some() {
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
    fn names_that_are_one() {
        for (a, b) in [
            ("L'Haÿ-les-Roses", "HAY LES ROSES"),
            ("Saint-Étienne", "ST ETIENNE CEDEX 2"),
            ("Paris", "Paris 11e Arrondissement"),
            ("Lyon", "LYON 3"),
            ("Marseille", "Marseille IIIe"),
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
        assert_eq!(postal_departement("97825"), Some("974"));
        assert_eq!(postal_departement("33000"), Some("33"));
    }

    #[test]
    fn nearest_points_of_a_contour() {
        let square = [[2.0, 0.0], [3.0, 0.0], [3.0, 1.0], [2.0, 1.0], [2.0, 0.0]];
        let square = Polygons { coords: square.into(), ring_ends: vec![5], part_ends: vec![1] };
        assert_eq!(nearest(&square, [1.5, 0.5]), Some([2.0, 0.5]));
        assert_eq!(nearest(&square, [3.25, 2.0]), Some([3.0, 1.0]));
        assert_eq!(nearest(&Polygons::default(), [0.0, 0.0]), None);
    }

    #[test]
    fn distances() {
        // One degree of longitude on the equator: a·π/180.
        let d = metres([2.0, 0.0], [3.0, 0.0]);
        assert!((d - 111_319.490_793).abs() < 1e-5, "{d}");
        assert_eq!(metres([2.0, 48.0], [2.0, 48.0]), 0.0);
    }
}
