//! Communes as places need them: found by code or by name, with their centre and their extent.

use std::path::Path;
use std::sync::OnceLock;

use arrow::array::BinaryArray;
use rustc_hash::FxHashMap;

use super::commune_name::name_key;
use super::distance::{metres, nearest};
use super::postal::communes_by_postal_code;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::geometry::read_wkb;
use crate::spatial::Locator;
use crate::table;
use crate::territory::{
    How, LevelIndex, OlderName, Territory, UnitIndex, commune_shapes, postal_number,
};

const COMMUNES: &str = "communes-2026";
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
    level: LevelIndex,
    centre: Vec<[f64; 2]>,
    /// Kilometres from the centre beyond which a position is wrong.
    reach: Vec<f64>,
    /// Kilometres: of the circle of its area.
    radius: Vec<f64>,
    by_name: FxHashMap<String, Vec<UnitIndex>>,
    /// By the name of a former commune or arrondissement that is now in them.
    by_former: FxHashMap<String, Vec<UnitIndex>>,
    departement: Vec<&'a str>,
    /// By département, communes ascending.
    of_departement: FxHashMap<&'a str, Vec<UnitIndex>>,
    /// By postal code, communes ascending.
    by_postal: FxHashMap<u32, Vec<UnitIndex>>,
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
    Code(UnitIndex),
    /// An older code, or that of a municipal arrondissement.
    Carried(UnitIndex),
}

impl CodeMatch {
    /// The commune.
    pub fn unit(self) -> UnitIndex {
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
        let units = &territory[level];
        let dataset = catalog.dataset(COMMUNES)?;
        let opened = table::open(dataset, data)?;
        let wanted = ["centre_lon", "centre_lat", "area_km2"].map(String::from);
        let table = table::read(dataset, &opened, &wanted)?;
        let keys = table.keys()?;
        let numbers = wanted.iter().map(|name| table.numbers(name));
        let numbers = numbers.collect::<Result<Vec<_>>>()?;
        let mut centre = vec![[f64::NAN; 2]; units.len()];
        let mut reach = vec![f64::INFINITY; units.len()];
        let mut radii = vec![0.0; units.len()];
        for row in 0..table.rows {
            let Some(unit) = units.find(keys.value(row)) else { continue };
            let at = |i: usize| {
                let column = &numbers[i].values;
                if arrow::array::Array::is_null(column, row) { f64::NAN } else { column.value(row) }
            };
            centre[unit.get()] = [at(0), at(1)];
            let area = at(2);
            if area.is_finite() {
                let radius = (area / std::f64::consts::PI).sqrt();
                radii[unit.get()] = radius;
                reach[unit.get()] = STRETCH.mul_add(radius, MARGIN_KM);
            }
        }
        let mut by_name: FxHashMap<String, Vec<UnitIndex>> = FxHashMap::default();
        for unit in units.units() {
            by_name.entry(name_key(units.name(unit))).or_default().push(unit);
        }
        let mut by_former: FxHashMap<String, Vec<UnitIndex>> = FxHashMap::default();
        let older =
            OlderName::all()?.iter().map(|older| (older.name.as_str(), older.code.as_str()));
        for (name, now) in territory.passage.all_named().chain(older) {
            let found = by_former.entry(name_key(name)).or_default();
            found.extend(units.find(now).filter(|unit| !found.contains(unit)));
        }
        let departements = territory.level("departement");
        let departement = units.units().map(|unit| {
            let above = departements
                .and_then(|level| Some(territory[level].code(units.parents_in(level)?.get(unit)?)));
            above.unwrap_or_default()
        });
        let departement: Vec<&str> = departement.collect();
        let mut of_departement: FxHashMap<&str, Vec<UnitIndex>> = FxHashMap::default();
        for (unit, code) in units.units().zip(&departement) {
            of_departement.entry(code).or_default().push(unit);
        }
        Ok(Self {
            catalog,
            data,
            departement,
            of_departement,
            territory,
            level,
            centre,
            reach,
            radius: radii,
            by_name,
            by_former,
            by_postal: communes_by_postal_code(territory, level)?,
            contours: OnceLock::new(),
        })
    }

    /// All levels of France.
    pub fn territory(&self) -> &'a Territory {
        self.territory
    }

    /// The level of communes among them.
    pub fn level(&self) -> LevelIndex {
        self.level
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
    pub fn by_position(&self, at: [f64; 2]) -> Option<UnitIndex> {
        let contours = self.contours.get()?;
        let unit = contours.locator.locate(at.into())?;
        contours.sure[unit.get()].then_some(unit)
    }

    /// Metres from a position to a commune, 0 inside; `None` where its contour is not known.
    pub fn outside(&self, unit: UnitIndex, at: [f64; 2]) -> Option<f64> {
        let contours = self.contours.get()?;
        if !contours.sure[unit.get()] {
            return None;
        }
        if contours.locator.locate(at.into()) == Some(unit) {
            return Some(0.0);
        }
        let polygons = read_wkb(contours.shapes.value(unit.get())).ok()?;
        nearest(&polygons, at).map(|there| metres(there, at))
    }

    /// The communes that have a postal code, ascending; none where it is not known (a CEDEX).
    pub fn by_postal(&self, postal: &str) -> &[UnitIndex] {
        postal_number(postal).and_then(|n| self.by_postal.get(&n)).map_or(&[], Vec::as_slice)
    }

    /// The code of the département it lies in.
    pub fn departement(&self, unit: UnitIndex) -> &'a str {
        self.departement[unit.get()]
    }

    /// The communes of the département of that code, ascending.
    pub fn of_departement(&self, code: &str) -> &[UnitIndex] {
        self.of_departement.get(code).map_or(&[], Vec::as_slice)
    }

    /// Whether communes lie in the département of that code: not in the collectivités d'outre-mer.
    pub fn has_departement(&self, code: &str) -> bool {
        let level = self.territory.level("departement");
        level.is_some_and(|level| self.territory[level].find(code).is_some())
    }

    /// « Chauny (02173) », several with commas, the first of many.
    pub fn listed(&self, units: &[UnitIndex]) -> String {
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
        let unit = self.territory[self.level].find(&lead.code)?;
        lead.said(self.name(unit))
    }

    /// All communes of a name.
    pub fn named(&self, name: &str) -> &[UnitIndex] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// The communes in which former communes and arrondissements of a name are now.
    pub fn formerly(&self, name: &str) -> &[UnitIndex] {
        self.by_former.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// Its code.
    pub fn code(&self, unit: UnitIndex) -> &'a str {
        self.territory[self.level].code(unit)
    }

    /// Its name.
    pub fn name(&self, unit: UnitIndex) -> &'a str {
        self.territory[self.level].name(unit)
    }

    /// Its centre; `None` where it is not known.
    pub fn centre(&self, unit: UnitIndex) -> Option<[f64; 2]> {
        Some(self.centre[unit.get()]).filter(|c| c[0].is_finite())
    }

    /// Kilometres from its centre; `None` where that is not known.
    pub fn away(&self, unit: UnitIndex, at: [f64; 2]) -> Option<f64> {
        Some(metres(self.centre(unit)?, at) / 1000.0)
    }

    /// Kilometres from its centre to its border, were it a circle; 0 where its area is not known.
    pub fn radius(&self, unit: UnitIndex) -> f64 {
        self.radius[unit.get()]
    }

    /// Whether a position can be in it.
    pub fn reaches(&self, unit: UnitIndex, at: [f64; 2]) -> bool {
        let Some(centre) = self.centre(unit) else { return true };
        let reach = self.reach[unit.get()];
        // A degree of latitude is at least 110.5 km: most positions need no geodesic.
        let north = (at[1] - centre[1]).abs() * 110.5;
        let east = (at[0] - centre[0]).abs() * 111.4 * centre[1].to_radians().cos();
        if north > reach {
            return false;
        }
        north.hypot(east) < reach * 0.9 || metres(centre, at) <= reach * 1000.0
    }
}
