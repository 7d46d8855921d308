//! Places near a point, and places with what is asked for.
//!
//! In: a register, a [`Query`], a point in WGS 84 degrees. Out: places, the nearest first, with
//! their geodesic distance in metres.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use rayon::prelude::*;

use super::communes::Communes;
use super::distance::metres;
use super::hours;
use super::model::{Place, Position, Register};
use super::schema::Field;
use crate::error::{Error, Result};
use crate::territory::{
    CommuneCode, Gazetteer, IrisCode, Lead, LeadKind, PositionKind, Positions, Territory,
    UnitIndex, arrondissement,
};

/// Communes that an error lists.
const MOST_LISTED: usize = 20;
/// Communes that are proposed.
const PROPOSED: usize = 3;

/// A moment at which a place must be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An instant: each place has its own local time.
    Now(DateTime<Utc>),
    /// A local time, wherever the place is.
    Local(NaiveDateTime),
}

/// What is asked of places. Several values of one kind: any of them will do.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Positions in [`super::schema::SERVICES`].
    pub services: Vec<usize>,
    /// Fields and the values of which one is needed.
    pub values: Vec<(Field, Vec<&'static str>)>,
    /// Open at this moment; places whose hours are not known are left out.
    pub open: Option<When>,
    /// Also those that receive nobody.
    pub closed_to_public: bool,
    /// Only those that name a service.
    pub with_services: bool,
    /// Only those of these communes, by code; of all where there is none.
    pub communes: Option<BTreeSet<String>>,
}

/// A place that was found.
#[derive(Debug, Clone, Copy)]
pub struct Near<'a> {
    /// The place.
    pub place: &'a Place,
    /// Geodesic distance; of a place whose position is not known, to the centre of its commune.
    pub metres: f64,
    /// By how much that may be wrong: 0 where the position is known, else the radius of the commune.
    pub doubt: f64,
}

impl Near<'_> {
    /// Whether the place is somewhere in the commune that somebody starts from, nobody knows where.
    pub fn somewhere_here(&self) -> bool {
        self.place.position == Position::CommuneCentre && self.metres <= self.doubt
    }
}

impl When {
    /// The time at a place.
    pub fn local(self, place: &Place) -> NaiveDateTime {
        match self {
            Self::Local(time) => time,
            Self::Now(instant) => {
                let code = place.text(Field::CodeInsee).or_else(|| place.text(Field::CodePostal));
                hours::local_time(instant, code.unwrap_or_default())
            }
        }
    }

    /// Whether a place is open then; `None` where it is not known.
    pub fn open(self, place: &Place) -> Option<bool> {
        hours::open_at(place.text(Field::Horaires)?, self.local(place))
    }
}

impl Query {
    /// Whether a place answers it.
    pub fn takes(&self, place: &Place) -> bool {
        let wanted = self.services.iter().fold(0u16, |bits, s| bits | 1 << s);
        (wanted == 0 || place.services & wanted != 0)
            && (!self.with_services || place.services != 0)
            && (self.closed_to_public || place.receives_public)
            && self.communes.as_ref().is_none_or(|codes| {
                place.text(Field::CodeInsee).is_some_and(|code| codes.contains(code))
            })
            && self.values.iter().all(|(field, any)| any.iter().any(|v| place.has(*field, v)))
            && self.open.is_none_or(|when| when.open(place) == Some(true))
    }
}

/// The nearest places that answer a query, nearest first; equally near ones in the register's order. A
/// place whose position is not known counts as being at the border of its commune: it is not listed
/// before one that is known to be near.
pub fn near<'a>(
    register: &'a Register,
    communes: &Communes,
    at: [f64; 2],
    query: &Query,
    most: usize,
    within: Option<f64>,
) -> Vec<Near<'a>> {
    // A scan: one question is asked.
    let mut found: Vec<Near> = register
        .places
        .par_iter()
        .with_min_len(1024)
        .filter(|place| query.takes(place))
        .map(|place| Near { place, metres: metres(at, place.point), doubt: doubt(place, communes) })
        .filter(|near| within.is_none_or(|limit| near.metres <= limit))
        .collect();
    found.sort_by(|a, b| {
        let at_most = |near: &Near| near.metres + near.doubt;
        at_most(a).total_cmp(&at_most(b)).then(a.doubt.total_cmp(&b.doubt))
    });
    found.truncate(most);
    found
}

/// Metres by which the position of a place may be wrong.
fn doubt(place: &Place, communes: &Communes) -> f64 {
    if place.position == Position::Given {
        return 0.0;
    }
    let found = place.text(Field::CodeInsee).and_then(|code| communes.by_code(code));
    found.map_or(0.0, |found| communes.radius(found.unit()) * 1000.0)
}

/// Reads a local time, `2026-11-24T10:00`.
///
/// # Errors
/// Anything else.
pub fn local_time(text: &str) -> Result<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())
        .ok_or_else(|| {
            Error::request(format!("{text:?} is no time"))
                .with_help("write it as 2026-11-24T10:00, in the places' local time")
        })
}

/// A point somebody starts from, and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// Code and name of the commune, when one was named.
    pub commune: Option<(String, String)>,
    /// How the commune was reached, when not by its own code or name.
    pub carried: Option<Lead>,
    /// What the point is; `None`: as it was given.
    pub origin: Option<PositionKind>,
    /// Whether no inventory of places covers the commune: there may be nearer ones than those that are known.
    pub not_inventoried: bool,
    /// Code and name of other communes, of which the code that was given is a postal code.
    pub also: Vec<(String, String)>,
}

/// Where the people of communes are, and which of them an inventory covers, as a build has it.
#[derive(Debug, Clone, Copy)]
pub struct Homes<'a> {
    /// By commune.
    pub positions: &'a Positions,
    /// Which communes an inventory covers.
    pub inventoried: &'a [bool],
}

/// Reads `LON,LAT`, the code of a commune (or of an IRIS in it), `commune:` before it or not, its name, or a
/// postal code that it alone has. A commune is where its people are by `homes`, else at its centre.
///
/// # Errors
/// Nothing of that name: the nearest are proposed; several communes of one name or postal code: their codes.
pub fn start(
    text: &str,
    territory: &Territory,
    communes: &Communes,
    homes: Option<Homes>,
) -> Result<Start> {
    let text = text.trim();
    let text =
        ["commune:", "iris:"].iter().find_map(|l| text.strip_prefix(l)).unwrap_or(text).trim();
    if let Some((lon, lat)) = text.split_once(',')
        && let (Ok(lon), Ok(lat)) = (lon.trim().parse::<f64>(), lat.trim().parse::<f64>())
    {
        return point(lon, lat);
    }
    let iris: Option<IrisCode> = text.to_ascii_uppercase().parse().ok();
    let commune = iris.map(IrisCode::commune);
    let code = commune.as_ref().map_or(text, CommuneCode::as_str);
    let level = territory.level("commune");
    let led = |code: &str| {
        let lead = territory.lead(level?, code)?;
        let unit = communes.by_code(&lead.code)?.unit();
        Some((unit, Some(lead).filter(|lead| lead.kind != LeadKind::Exact)))
    };
    let (unit, carried) = match led(code) {
        Some(found) => found,
        None => commune_named(text, territory, communes)?,
    };
    let named =
        |unit: UnitIndex| (communes.code(unit).to_string(), communes.name(unit).to_string());
    let commune = named(unit);
    let others = communes.by_postal(text).iter().filter(|other| **other != unit);
    let also = others.map(|other| named(*other)).collect();
    let home = homes.and_then(|homes| {
        let at = homes.positions.main(unit)?;
        Some((at.point, homes.positions.of[unit.get()]))
    });
    let not_inventoried = homes.is_some_and(|homes| !homes.inventoried[unit.get()]);
    match home.or_else(|| Some((communes.centre(unit)?, PositionKind::Centre))) {
        Some((point, origin)) => Ok(Start {
            point,
            commune: Some(commune),
            carried,
            origin: Some(origin),
            not_inventoried,
            also,
        }),
        None => Err(Error::request(format!("the centre of {} is not known", commune.1))
            .with_help("give a point: LON,LAT")),
    }
}

fn point(lon: f64, lat: f64) -> Result<Start> {
    let degrees = lon.abs() <= 180.0 && lat.abs() <= 90.0;
    if !degrees {
        return Err(Error::request(format!("{lon},{lat} is no longitude and latitude in degrees"))
            .with_help("longitude comes first: 2.35,48.85 is Paris"));
    }
    Ok(Start {
        point: [lon, lat],
        commune: None,
        carried: None,
        origin: None,
        not_inventoried: false,
        also: Vec::new(),
    })
}

/// A commune, and the former commune, arrondissement or postal code that leads to it.
type Named = (UnitIndex, Option<Lead>);

/// The commune of a name, as a search finds it.
fn commune_named(text: &str, territory: &Territory, communes: &Communes) -> Result<Named> {
    let list = |units: &[UnitIndex]| {
        let shown: Vec<String> = units
            .iter()
            .map(|u| format!("{} ({})", communes.name(*u), communes.code(*u)))
            .collect();
        shown.join(", ")
    };
    let several = |what: String, units: &[UnitIndex]| {
        Err(Error::request(what)
            .with_help(format!("give a code: {}", list(&units[..units.len().min(MOST_LISTED)]))))
    };
    match communes.by_postal(text) {
        [] => {}
        [one] => {
            let code = communes.code(*one).to_string();
            let lead = Lead { asked: text.into(), code, kind: LeadKind::Postal, name: None };
            return Ok((*one, Some(lead)));
        }
        all => return several(format!("{} communes have the postal code {text}", all.len()), all),
    }
    // « Paris 16e » is not all of Paris.
    let all = if arrondissement(text).is_some() { &[][..] } else { communes.named(text) };
    match all {
        [one] => Ok((*one, None)),
        [] => {
            let found = Gazetteer::of_france(territory)?.find(
                text,
                territory.level("commune"),
                MOST_LISTED,
            );
            let exact = found.iter().filter(|m| m.exact);
            let mut named: Vec<Named> = exact.map(|m| (m.unit, m.lead(territory))).collect();
            // What a commune is called today comes before what a part of one was called.
            let today = named.first().is_some_and(|(_, lead)| lead.is_none());
            named.retain(|(_, lead)| lead.is_none() == today);
            let near: Vec<UnitIndex> = found.iter().take(PROPOSED).map(|m| m.unit).collect();
            match (named.len(), near.as_slice()) {
                (1, _) => Ok(named.remove(0)),
                (0, near) => {
                    let help = match near {
                        [] => "give LON,LAT, the code of a commune, or its name".to_string(),
                        near => format!("did you mean {}?", list(near)),
                    };
                    Err(Error::request(format!("no commune {text:?}")).with_help(help))
                }
                _ => {
                    let units: Vec<UnitIndex> = named.iter().map(|(unit, _)| *unit).collect();
                    several(format!("several communes are named {text:?}"), &units)
                }
            }
        }
        all => several(format!("several communes are named {text:?}"), all),
    }
}
