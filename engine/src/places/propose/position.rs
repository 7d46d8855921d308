//! Coordinates: which column is which, in which order, in degrees or in metres.
//!
//! In: columns that are taken for coordinates. Out: rules for `latitude` and `longitude`. What most rows say is
//! in France decides.

use super::draft::Draft;
use super::model::{Certainty, ProposedRule};
use super::sample::ColumnSample;
use crate::places::check::{coordinate, in_france, pair};
use crate::schema::Field;

/// EPSG code of Lambert-93.
const LAMBERT_93: u32 = 2154;
/// From this share of the rows on the coordinates are sure; below the other one, to be looked at.
const MOST: f64 = 0.9;
const HALF: f64 = 0.5;

/// How two numbers are coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CoordinateOrder {
    /// The second is the latitude.
    swapped: bool,
    /// In metres of Lambert-93.
    metres: bool,
}

const ORDERS: [CoordinateOrder; 4] = [
    CoordinateOrder { swapped: false, metres: false },
    CoordinateOrder { swapped: true, metres: false },
    CoordinateOrder { swapped: false, metres: true },
    CoordinateOrder { swapped: true, metres: true },
];

/// Coordinates that columns hold.
#[derive(Debug, Clone)]
pub struct Coordinates<'a> {
    /// Latitude first; both the same where one cell holds both.
    columns: [&'a str; 2],
    order: CoordinateOrder,
    /// Rows whose position is in France.
    good: usize,
    /// Rows that have both.
    rows: usize,
}

impl<'a> Coordinates<'a> {
    /// Of two columns, the first of which is taken for the latitude.
    pub fn of_columns(latitude: &'a ColumnSample, longitude: &'a ColumnSample) -> Option<Self> {
        let rows = latitude.cells.iter().zip(&longitude.cells);
        let numbers = rows.filter_map(|(lat, lon)| {
            let value = |text: &str| coordinate(text).map(|c| c.value);
            Some([value(lat.as_deref()?), value(lon.as_deref()?)])
        });
        let numbers: Vec<Option<[f64; 2]>> = numbers.map(|[lat, lon]| Some([lat?, lon?])).collect();
        Self::read(&numbers, [&latitude.name, &longitude.name])
    }

    /// Of one column that holds both.
    pub fn of_pairs(sample: &'a ColumnSample) -> Option<Self> {
        let read = |text: &String| {
            let pair = pair(text)?;
            Some([coordinate(&pair.first)?.value, coordinate(&pair.second)?.value])
        };
        let numbers: Vec<Option<[f64; 2]>> = sample.cells.iter().flatten().map(read).collect();
        Self::read(&numbers, [&sample.name, &sample.name])
    }

    /// The order in which most are in France; of equal ones, the one that headings say.
    fn read(numbers: &[Option<[f64; 2]>], columns: [&'a str; 2]) -> Option<Self> {
        let mut best: Option<Self> = None;
        for order in ORDERS {
            let good = numbers.iter().flatten().filter(|pair| order.fits(**pair)).count();
            if good > best.as_ref().map_or(0, |known| known.good) {
                best = Some(Self { columns, order, good, rows: numbers.len() });
            }
        }
        best
    }

    /// Whether more positions are known by these than by others.
    pub fn better_than(&self, other: &Self) -> bool {
        self.good > other.good
    }

    fn in_one_cell(&self) -> bool {
        self.columns[0] == self.columns[1]
    }

    /// Adds the rules.
    pub fn propose(&self, certainty: Certainty, draft: &mut Draft) {
        let share = self.good as f64 / self.rows.max(1) as f64;
        let certainty = match share {
            s if s >= MOST => certainty,
            s if s >= HALF => certainty.min(Certainty::Likely),
            _ => Certainty::Unsure,
        };
        let number = |latitude: bool| usize::from(latitude == self.order.swapped);
        for (field, latitude) in [(Field::Latitude, true), (Field::Longitude, false)] {
            let at = number(latitude);
            let mut rule = ProposedRule::column(self.columns[at]);
            if self.in_one_cell() {
                rule.part = Some(at + 1);
            }
            draft.add(field, rule, certainty, self.reason());
        }
        if self.order.metres {
            draft.crs = Some(LAMBERT_93);
        }
    }

    fn reason(&self) -> String {
        let [first, second] = self.columns;
        let what = match (self.in_one_cell(), self.order.swapped) {
            (true, false) => format!("« {first} » contient la latitude puis la longitude"),
            (true, true) => format!("« {first} » contient la longitude puis la latitude"),
            (false, false) => format!("« {first} » et « {second} »"),
            (false, true) => format!(
                "« {second} » est la latitude et « {first} » la longitude, malgré leurs titres"
            ),
        };
        let metres = if self.order.metres { ", en mètres (Lambert-93)" } else { "" };
        let rows = match (self.good, self.rows) {
            (good, rows) if good == rows => "toutes les positions lues sont en France".to_string(),
            (good, rows) => format!("{good} positions sur {rows} sont en France"),
        };
        format!("{what}{metres} : {rows}")
    }
}

impl CoordinateOrder {
    fn fits(self, [first, second]: [f64; 2]) -> bool {
        let (lat, lon) = if self.swapped { (second, first) } else { (first, second) };
        if self.metres {
            (0.0..1_400_000.0).contains(&lon) && (6_000_000.0..7_300_000.0).contains(&lat)
        } else {
            in_france([lon, lat])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str, cells: &[&str]) -> ColumnSample {
        let cells = cells.iter().map(|cell| Some(cell.to_string())).collect();
        ColumnSample { name: name.into(), cells, ..ColumnSample::default() }
    }

    #[test]
    fn columns_by_what_is_in_france() {
        let (a, b) = (sample("X", &["44.83", "46.2"]), sample("Y", &["-0.58", "1.48"]));
        // Headings say the longitude is in X, values say the latitude.
        let found = Coordinates::of_columns(&b, &a).expect("coordinates");
        assert_eq!(
            (found.order, found.good),
            (CoordinateOrder { swapped: true, metres: false }, 2)
        );
        let (x, y) = (sample("X", &["652469"]), sample("Y", &["6862035"]));
        let found = Coordinates::of_columns(&y, &x).expect("metres");
        assert_eq!(found.order, CoordinateOrder { swapped: false, metres: true });
        let (x, y) = (sample("X", &["12"]), sample("Y", &["3"]));
        assert!(Coordinates::of_columns(&y, &x).is_none());
    }

    #[test]
    fn pairs_by_their_order() {
        let of =
            |cells: &[&str]| Coordinates::of_pairs(&sample("gps", cells)).map(|c| c.order.swapped);
        assert_eq!(of(&["46.2, 1.4", "POINT(1.487 46.237)"]), Some(false));
        assert_eq!(of(&["1.4, 46.2"]), Some(true));
        assert_eq!(of(&["ici"]), None);
    }
}
