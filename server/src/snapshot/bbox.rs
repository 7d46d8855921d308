//! A bounding box, and which units of a level it meets.

use std::fmt;
use std::str::FromStr;

use arrow::array::BooleanArray;
use ifn_engine::build::{row_of_code, text_of};

use super::{LevelTable, Snapshot};
use crate::http::{Parameter, Problem, deserialize_parameters};

/// What is expected of a bounding box, for people.
const EXPECTED: &str = "four numbers (west, south, east, north, in degrees)";

/// West, south, east, north, in degrees (EPSG:4326); never across the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox([f64; 4]);

impl Bbox {
    /// A bounding box of these borders.
    ///
    /// # Errors
    /// They are not four finite numbers, lie beyond the world, or leave nothing between them.
    pub fn new(borders: &[f64]) -> Result<Self, String> {
        let &[west, south, east, north] = borders else {
            return Err(format!("has {} numbers; {EXPECTED} are expected", borders.len()));
        };
        let bbox = [west, south, east, north];
        if let Some(odd) = bbox.iter().find(|b| !b.is_finite()) {
            return Err(format!("holds {odd}; {EXPECTED} are expected"));
        }
        if let Some(odd) = [west, east].iter().find(|x| x.abs() > 180.0) {
            return Err(format!("holds the longitude {odd}; -180 to 180 is expected"));
        }
        if let Some(odd) = [south, north].iter().find(|y| y.abs() > 90.0) {
            return Err(format!("holds the latitude {odd}; -90 to 90 is expected"));
        }
        if west >= east {
            return Err(format!("goes from west {west} to east {east}; the west must be less"));
        }
        if south >= north {
            return Err(format!(
                "goes from south {south} to north {north}; the south must be less"
            ));
        }
        Ok(Self(bbox))
    }

    /// The borders: west, south, east, north.
    pub fn borders(&self) -> [f64; 4] {
        self.0
    }

    /// Whether a point, longitude and latitude, lies in it, borders included.
    pub fn holds(&self, [lon, lat]: [f64; 2]) -> bool {
        let [west, south, east, north] = self.0;
        (west..=east).contains(&lon) && (south..=north).contains(&lat)
    }

    /// Whether a bounding box meets it, if only at a border.
    fn meets(&self, bounds: [f64; 4]) -> bool {
        let [west, south, east, north] = self.0;
        bounds[0] <= east && bounds[2] >= west && bounds[1] <= north && bounds[3] >= south
    }

    /// Which units of a level it meets: those whose bounding box does. A unit without a contour of
    /// its own, as the IRIS of towns, is where the smallest unit around it with a contour is; one
    /// whose place is not known at all is in no bbox.
    ///
    /// # Errors
    /// The build holds no contours (409).
    pub fn inside(&self, build: &Snapshot, level: &LevelTable) -> Result<BooleanArray, Problem> {
        let at = build.levels.iter().position(|l| l.id == level.id).unwrap_or_default();
        let above: Vec<&LevelTable> =
            build.levels[at..].iter().filter(|l| l.contours.is_some()).collect();
        if above.is_empty() {
            let detail = format!("the build holds no contours to place units of {} by", level.id);
            return Err(Problem::conflict(detail)
                .help("ask without `bbox`, or build again without --no-geometry"));
        }
        let place = |row: usize| {
            above.iter().find_map(|of| {
                let row = if of.id == level.id {
                    row
                } else {
                    row_of_code(&of.scores, text_of(&level.scores, &of.id, row)?)?
                };
                Some(of.contours.as_ref()?.extent(row)?.bounds)
            })
        };
        let rows = 0..level.scores.num_rows();
        Ok(rows.map(|row| Some(place(row).is_some_and(|bounds| self.meets(bounds)))).collect())
    }
}

impl FromStr for Bbox {
    type Err = String;

    /// `west,south,east,north`.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| {
            let part = part.trim();
            part.parse().map_err(|_| format!("holds {part:?}; {EXPECTED} are expected"))
        };
        Self::new(&text.split(',').map(number).collect::<Result<Vec<f64>, _>>()?)
    }
}

impl Parameter for Bbox {
    fn read(text: &str) -> Result<Self, Problem> {
        let wrong = |e: String| Problem::bad_request(format!("parameter `bbox` {e}"));
        text.parse().map_err(|e| wrong(e).help("bbox=2.2,48.8,2.5,48.95"))
    }
}

deserialize_parameters!(Bbox);

impl fmt::Display for Bbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [west, south, east, north] = self.0;
        write!(f, "{west},{south},{east},{north}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_four_borders_in_the_world() {
        let bbox: Bbox = "-5.5, 41,9.6,51.2".parse().expect("it is one");
        assert_eq!(bbox.borders(), [-5.5, 41.0, 9.6, 51.2]);
        assert!(Bbox::new(&[-180.0, -90.0, 180.0, 90.0]).is_ok());
        for (text, said) in [
            ("", "holds \"\"; four numbers"),
            ("1,2,3", "has 3 numbers"),
            ("1,2,3,4,5", "has 5 numbers"),
            ("1,2,3,x", "holds \"x\""),
            ("1,2,3,", "holds \"\""),
            ("NaN,2,3,4", "holds NaN"),
            ("1,2,inf,4", "holds inf"),
            ("-181,2,3,4", "the longitude -181"),
            ("1,2,3,90.1", "the latitude 90.1"),
            ("3,2,3,4", "from west 3 to east 3"),
            ("179,2,-179,4", "from west 179 to east -179"),
            ("1,4,3,2", "from south 4 to north 2"),
        ] {
            let refused = text.parse::<Bbox>().expect_err(text);
            assert!(refused.contains(said), "{text}: {refused}");
        }
    }

    #[test]
    fn what_touches_its_border_is_met() {
        let bbox = Bbox::new(&[0.0, 0.0, 2.0, 1.0]).expect("it is one");
        for met in [[1.0, 0.5, 1.1, 0.6], [2.0, 1.0, 3.0, 3.0], [-9.0, -9.0, 9.0, 9.0]] {
            assert!(bbox.meets(met), "{met:?}");
        }
        for apart in [[2.1, 0.0, 3.0, 1.0], [-1.0, 0.0, -0.1, 1.0], [0.0, 1.1, 2.0, 2.0]] {
            assert!(!bbox.meets(apart), "{apart:?}");
        }
    }
}
