//! Where a place is: its commune, and coordinates that can be believed.

use super::super::communes::{Communes, TOLERANCE};
use super::super::model::{Kept, Position};
use super::super::schema::Field;
use super::commune;
use super::degrees::{coordinate, pair};
use super::stated::{Problems, StatedPosition};
use crate::catalog::mapping::Outside;
use crate::geometry::Crs;
use crate::territory::UnitIndex;

/// West, south, east, north of the parts of France, with their territorial waters.
const FRANCE: [[f64; 4]; 10] = [
    [-5.6, 41.2, 9.8, 51.3],        // metropolitan
    [-63.4, 15.7, -60.9, 18.2],     // Guadeloupe, Saint-Martin, Saint-Barthélemy
    [-61.4, 14.3, -60.7, 15.0],     // Martinique
    [-54.8, 2.0, -51.4, 6.0],       // Guyane
    [55.1, -21.5, 55.95, -20.8],    // La Réunion
    [44.9, -13.1, 45.4, -12.5],     // Mayotte
    [-56.6, 46.6, -56.0, 47.2],     // Saint-Pierre-et-Miquelon
    [158.0, -23.0, 172.5, -17.5],   // Nouvelle-Calédonie
    [-155.0, -28.5, -134.0, -7.5],  // Polynésie française
    [-178.5, -14.6, -176.0, -13.0], // Wallis-et-Futuna
];

/// A place on the ground.
#[derive(Debug)]
pub struct LocatedPlace {
    /// Its commune, when it is known.
    pub unit: Option<UnitIndex>,
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// How they are known.
    pub position: Position,
}

/// Finds the commune and the position; `Err` says why there is none.
pub fn place_it(
    said: &StatedPosition,
    crs: Option<&Crs>,
    outside: Outside,
    communes: &Communes,
    problems: &mut Problems,
) -> Result<LocatedPlace, String> {
    let point = coordinates(said, crs, problems);
    let unit = commune::find(said, point, communes, problems);
    let Some(unit) = unit else {
        return match point {
            Some(point) => Ok(LocatedPlace { unit: None, point, position: Position::Given }),
            None => Err("has neither coordinates nor a commune that can be found".into()),
        };
    };
    if let Some(point) = point {
        let problem = match beside(unit, point, outside, communes) {
            None => return Ok(LocatedPlace { unit: Some(unit), point, position: Position::Given }),
            Some((problem, Kept::Reported)) => {
                problems.push((Field::Latitude, written(said), problem, Kept::Reported));
                return Ok(LocatedPlace { unit: Some(unit), point, position: Position::Given });
            }
            Some((problem, _)) => problem,
        };
        problems.push((Field::Latitude, written(said), problem, Kept::Mended));
    }
    if said.latitude.is_none() && said.longitude.is_none() {
        let of = format!("{} ({})", communes.name(unit), communes.code(unit));
        let problem = format!("no coordinates: the centre of {of} stands for them");
        problems.push((Field::Latitude, String::new(), problem, Kept::Mended));
    }
    match communes.centre(unit) {
        Some(point) => {
            Ok(LocatedPlace { unit: Some(unit), point, position: Position::CommuneCentre })
        }
        None => Err(format!("has no coordinates, and {} no known centre", communes.code(unit))),
    }
}

/// What is wrong with a position that is not in its commune, and what becomes of it.
fn beside(
    unit: UnitIndex,
    point: [f64; 2],
    outside: Outside,
    communes: &Communes,
) -> Option<(String, Kept)> {
    let named = communes.listed(&[unit]);
    if !communes.reaches(unit, point) {
        let away = communes.away(unit, point).unwrap_or(f64::NAN);
        let problem = format!("{away:.0} km from the centre of {named}: its centre stands for it");
        return Some((problem, Kept::Mended));
    }
    let metres = communes.outside(unit, point).filter(|metres| *metres > TOLERANCE)?;
    let far = if metres < 1000.0 {
        format!("{metres:.0} m")
    } else {
        format!("{:.1} km", metres / 1000.0)
    };
    let lies = match communes.by_position(point) {
        Some(other) => format!("lies in {}, {far} outside of {named}", communes.listed(&[other])),
        None => format!("lies {far} outside of {named}"),
    };
    Some(match outside {
        Outside::Keep => (format!("{lies}: it is kept as it is"), Kept::Reported),
        Outside::Centre => (format!("{lies}: the commune's centre stands for it"), Kept::Mended),
    })
}

/// The coordinates as the file writes them: with a semicolon between decimal commas, one alone where the
/// other is missing or stands in the same cell.
fn written(said: &StatedPosition) -> String {
    match (said.latitude, said.longitude) {
        (Some(lat), Some(lon)) if lat != lon => {
            let between = if lat.contains(',') || lon.contains(',') { "; " } else { ", " };
            format!("{lat}{between}{lon}")
        }
        (Some(one), _) | (None, Some(one)) => one.into(),
        (None, None) => String::new(),
    }
}

fn coordinates(
    said: &StatedPosition,
    crs: Option<&Crs>,
    problems: &mut Problems,
) -> Option<[f64; 2]> {
    let both = written(said);
    let joined;
    let mut say =
        |problem: String, kept: Kept| problems.push((Field::Latitude, both.clone(), problem, kept));
    let (first, second) = match (said.latitude, said.longitude) {
        (None, None) => return None,
        (Some(lat), Some(lon)) if lat != lon => (lat, lon),
        (Some(text), _) | (None, Some(text)) => match pair(text) {
            Some(pair) => {
                let read =
                    format!("holds both coordinates: read as {}, {}", pair.first, pair.second);
                say(read, Kept::Mended);
                joined = pair;
                (joined.first.as_str(), joined.second.as_str())
            }
            None if said.latitude.is_some() && said.longitude.is_some() => (text, text),
            None => {
                say("one coordinate is missing".into(), Kept::WithoutField);
                return None;
            }
        },
    };
    let (Some(lat), Some(lon)) = (coordinate(first), coordinate(second)) else {
        say("coordinates are numbers, in degrees".into(), Kept::WithoutField);
        return None;
    };
    if lat.minutes || lon.minutes {
        say(format!("is read as {}, {} in decimal degrees", lat.value, lon.value), Kept::Mended);
    }
    let (lat, lon) = (lat.value, lon.value);
    if lat == 0.0 && lon == 0.0 {
        say("0, 0 is in the Gulf of Guinea: no position".into(), Kept::WithoutField);
        return None;
    }
    let mut point = [lon, lat];
    if let Some(crs) = crs {
        match crs.to_wgs84(point.into()) {
            Ok(moved) => point = moved.into(),
            Err(e) => {
                say(e.to_string(), Kept::WithoutField);
                return None;
            }
        }
    } else if lat.abs() > 90.0 || lon.abs() > 180.0 {
        let lambert =
            (0.0..1_400_000.0).contains(&lon) && (6_000_000.0..7_300_000.0).contains(&lat);
        let which = if lambert { "these look like Lambert-93" } else { "these look like metres" };
        let help = "declare the file's `crs` in the mapping";
        say(format!("degrees expected: {which}; {help}"), Kept::WithoutField);
        return None;
    }
    if in_france(point) {
        return Some(point);
    }
    let swapped = [point[1], point[0]];
    if in_france(swapped) {
        say("latitude and longitude are swapped: they are put right".into(), Kept::Mended);
        return Some(swapped);
    }
    say("is not in France".into(), Kept::WithoutField);
    None
}

/// Whether a longitude and latitude are in France or its waters.
pub fn in_france([lon, lat]: [f64; 2]) -> bool {
    FRANCE.iter().any(|[west, south, east, north]| {
        (*west..=*east).contains(&lon) && (*south..=*north).contains(&lat)
    })
}
