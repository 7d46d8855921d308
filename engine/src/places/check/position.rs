//! Where a place is: its commune, and coordinates that can be believed.

use super::super::communes::{Communes, name_key};
use super::super::model::{Kept, Position};
use super::super::schema::Field;
use crate::geometry::Crs;

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
pub struct Placed {
    /// Its commune, when it is known.
    pub unit: Option<u32>,
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// How they are known.
    pub position: Position,
}

/// What a row says of where its place is.
#[derive(Debug, Default)]
pub struct Said<'a> {
    /// INSEE code.
    pub code: Option<&'a str>,
    /// Name of the commune.
    pub commune: Option<&'a str>,
    /// Postal code.
    pub postal: Option<&'a str>,
    /// Longitude, as text.
    pub longitude: Option<&'a str>,
    /// Latitude, as text.
    pub latitude: Option<&'a str>,
}

/// Problems found on the way: field, value, problem, what became of it.
pub type Problems = Vec<(Field, String, String, Kept)>;

/// Finds the commune and the position; `Err` says why there is none.
pub fn place_it(
    said: &Said,
    crs: Option<&Crs>,
    communes: &Communes,
    problems: &mut Problems,
) -> Result<Placed, String> {
    let point = coordinates(said, crs, problems);
    let unit = commune(said, point, communes, problems);
    let Some(unit) = unit else {
        return match point {
            Some(point) => Ok(Placed { unit: None, point, position: Position::Given }),
            None => Err("has neither coordinates nor a commune that can be found".into()),
        };
    };
    if let Some(point) = point {
        if communes.reaches(unit, point) {
            return Ok(Placed { unit: Some(unit), point, position: Position::Given });
        }
        let away = communes.away(unit, point).unwrap_or(f64::NAN);
        problems.push((
            Field::Latitude,
            format!("{}, {}", point[1], point[0]),
            format!(
                "{away:.0} km from the centre of {} ({}): its centre stands for it",
                communes.name(unit),
                communes.code(unit)
            ),
            Kept::Mended,
        ));
    }
    if said.latitude.is_none() && said.longitude.is_none() {
        let of = format!("{} ({})", communes.name(unit), communes.code(unit));
        let problem = format!("no coordinates: the centre of {of} stands for them");
        problems.push((Field::Latitude, String::new(), problem, Kept::Mended));
    }
    match communes.centre(unit) {
        Some(point) => Ok(Placed { unit: Some(unit), point, position: Position::CommuneCentre }),
        None => Err(format!("has no coordinates, and {} no known centre", communes.code(unit))),
    }
}

fn commune(
    said: &Said,
    point: Option<[f64; 2]>,
    communes: &Communes,
    problems: &mut Problems,
) -> Option<u32> {
    let mut by_code = None;
    if let Some(code) = said.code {
        let padded = if code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()) {
            problems.push((
                Field::CodeInsee,
                code.into(),
                "has lost its leading zero".into(),
                Kept::Mended,
            ));
            format!("0{code}")
        } else {
            code.to_uppercase()
        };
        by_code = communes.by_code(&padded);
        // Those of the collectivités d'outre-mer are codes too; no unit is scored there.
        let overseas =
            ["975", "977", "978", "986", "987", "988"].iter().any(|d| padded.starts_with(d));
        if by_code.is_none() && !(overseas && padded.len() == 5) {
            problems.push((
                Field::CodeInsee,
                code.into(),
                "is no code of a commune, now or before".into(),
                Kept::WithoutField,
            ));
        }
    }
    if let Some(found) = by_code {
        return Some(found.unit());
    }
    let by_name = said.commune.and_then(|name| communes.by_name(name, said.postal, point));
    if let Some(found) = by_name.or_else(|| communes.by_position(point?)) {
        return Some(found.unit());
    }
    if let Some(name) = said.commune {
        let why = match said.postal {
            Some(postal) => {
                format!("no commune, or several, of this name with postal code {postal}: no code")
            }
            None => "no commune, or several, of this name: no code".into(),
        };
        problems.push((Field::CodeInsee, name.into(), why, Kept::WithoutField));
    }
    None
}

/// Whether the text names this commune, so that the official spelling can stand for it.
pub fn is_named(text: &str, official: &str) -> bool {
    name_key(text) == name_key(official)
}

fn coordinates(said: &Said, crs: Option<&Crs>, problems: &mut Problems) -> Option<[f64; 2]> {
    let both =
        format!("{}, {}", said.latitude.unwrap_or_default(), said.longitude.unwrap_or_default());
    let mut say =
        |problem: String, kept: Kept| problems.push((Field::Latitude, both.clone(), problem, kept));
    let (lat, lon) = match (said.latitude, said.longitude) {
        (None, None) => return None,
        (Some(lat), Some(lon)) => (lat, lon),
        _ => {
            say("one coordinate is missing".into(), Kept::WithoutField);
            return None;
        }
    };
    let (Some(lat), Some(lon)) = (number(lat), number(lon)) else {
        say("coordinates are numbers, in degrees".into(), Kept::WithoutField);
        return None;
    };
    if lat == 0.0 && lon == 0.0 {
        say("0, 0 is in the Gulf of Guinea: no position".into(), Kept::WithoutField);
        return None;
    }
    let mut point = [lon, lat];
    if let Some(crs) = crs {
        if let Err(e) = crs.to_wgs84(std::iter::once(&mut point)) {
            say(e.to_string(), Kept::WithoutField);
            return None;
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

fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let sane =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    text.parse().ok().filter(|n: &f64| sane && n.is_finite())
}

fn in_france([lon, lat]: [f64; 2]) -> bool {
    FRANCE.iter().any(|[west, south, east, north]| {
        (*west..=*east).contains(&lon) && (*south..=*north).contains(&lat)
    })
}
