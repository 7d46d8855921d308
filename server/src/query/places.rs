//! Which places a query asks for, and what distances are measured from.

use ifn_engine::catalog::ZoneSet;
use ifn_engine::error::nearest;
use ifn_engine::places::Place;
use ifn_engine::places::schema::Field;
use ifn_engine::territory::FoundZone;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{NearPoint, PlaceFilter, PlacesFormat, Radius, RowLimit, asked_zone};
use crate::http::Problem;
use crate::model::{Carried, LookedAround};
use crate::snapshot::{Bbox, Snapshot};

/// Kilometres around a point where none are asked for.
const AROUND: f64 = 50.0;

/// Parameters of a list of places, beside its filters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacesQuery {
    /// Longitude and latitude of a point to look around
    #[param(style = Form, explode = false, value_type = Option<Vec<f64>>, example = json!([2.43, 48.91]))]
    near: Option<NearPoint>,
    /// Code of a commune to look around, from where its people are taken to be
    #[param(example = "93066")]
    commune: Option<String>,
    /// Kilometres to look around, up to 200; 50 when absent
    #[param(value_type = Option<f64>, minimum = 0, maximum = 200)]
    radius: Option<Radius>,
    /// Only places in this bounding box: west, south, east, north, in degrees
    #[param(style = Form, explode = false, value_type = Option<Vec<f64>>)]
    bbox: Option<Bbox>,
    /// Only places of the communes of this zone: `level:code`, several between commas
    zone: Option<String>,
    /// Places of a page, 1 to 100,000; 20 for JSON when absent, all otherwise
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    pub limit: Option<RowLimit>,
    /// The next page: `next` of this one, with the same parameters
    pub cursor: Option<String>,
    /// Format; JSON when absent
    pub format: Option<PlacesFormat>,
}

/// Places that are asked for.
pub struct FoundPlaces {
    /// What distances are measured from.
    pub near: Option<LookedAround>,
    /// The zone that was asked for.
    pub zone: Option<FoundZone>,
    /// Positions in the register, with their distance in metres where one is measured: the nearest
    /// first around a point, else in the order of the register.
    pub places: Vec<(u32, Option<f64>)>,
}

impl PlacesQuery {
    /// The places of a build that are asked for.
    ///
    /// # Errors
    /// A value that the build does not have (404, 409); parameters that exclude each other (409).
    pub fn found(&self, build: &Snapshot, filter: &PlaceFilter) -> Result<FoundPlaces, Problem> {
        let places = build.known_places()?;
        let near = self.near(build)?;
        if self.radius.is_some() && near.is_none() {
            return Err(Problem::conflict("`radius` goes with `near` or `commune`"));
        }
        let zone = asked_zone(self.zone.as_deref())?;
        let (zone, communes) = zone.map(|zone| communes(build, &zone)).transpose()?.unzip();
        let inside = |place: &Place| {
            let code = place.text(Field::CodeInsee);
            let among = |all: &Vec<String>| {
                code.is_some_and(|code| all.binary_search_by(|c| c.as_str().cmp(code)).is_ok())
            };
            communes.as_ref().is_none_or(among)
        };
        // Around a point, places that receive no public are of no use.
        let received = |place: &Place| near.is_none() || place.receives_public;
        let takes = |position: u32| {
            let place = places.at(position);
            received(place) && inside(place) && filter.takes(place)
        };
        let found = match &near {
            None => {
                let all = self.bbox.map_or_else(|| places.all(), |b| places.within(b.borders()));
                all.into_iter().filter(|p| takes(*p)).map(|p| (p, None)).collect()
            }
            Some(near) => {
                let kilometres = self.radius.map_or(AROUND, |radius| radius.0);
                let around = places.around([near.lon, near.lat], kilometres * 1000.0);
                let kept = around.into_iter().filter(|f| {
                    self.bbox.is_none_or(|b| b.holds(places.at(f.index).point)) && takes(f.index)
                });
                kept.map(|f| (f.index, Some(f.metres))).collect()
            }
        };
        Ok(FoundPlaces { near, zone, places: found })
    }

    /// The point that is looked around, when one is.
    fn near(&self, build: &Snapshot) -> Result<Option<LookedAround>, Problem> {
        match (self.near, self.commune.as_deref()) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(Problem::conflict("`near` and `commune` exclude each other")),
            (Some(NearPoint([lon, lat])), None) => Ok(Some(LookedAround {
                lon,
                lat,
                name: None,
                carried: None,
                origin: None,
                inventoried: None,
            })),
            (None, Some(code)) => commune(build, code).map(Some),
        }
    }
}

/// Where the people of a commune are.
fn commune(build: &Snapshot, code: &str) -> Result<LookedAround, Problem> {
    let rescore = build.rescore_cache()?;
    let access = build.access()?;
    let positions = &access.demand.positions;
    let territory = rescore.engine.territory();
    let units = &territory[positions.level];
    let led = territory.lead(positions.level, code).and_then(|lead| {
        let unit = units.find(&lead.code)?;
        Some((unit, Carried::of(&lead, units.name(unit))))
    });
    let (unit, carried) = led.ok_or_else(|| {
        let problem = Problem::not_found(format!("no {} has the code {code:?}", units.id));
        let nearest = || {
            let same = |c: &&str| c.len() == code.len();
            nearest(code, units.codes.iter().map(String::as_str).filter(same))
        };
        problem.help(territory.gone(positions.level, code).unwrap_or_else(nearest))
    })?;
    let at = positions
        .main(unit)
        .ok_or_else(|| Problem::not_found(format!("it is not known where {code} is")))?;
    Ok(LookedAround {
        lon: at.point[0],
        lat: at.point[1],
        name: Some(units.name(unit).to_string()),
        carried,
        origin: Some(positions.of[unit.get()].name().to_string()),
        inventoried: Some(access.demand.inventoried.help[unit.get()]),
    })
}

/// A zone as it was found, and the codes of its communes, sorted.
fn communes(build: &Snapshot, zone: &ZoneSet) -> Result<(FoundZone, Vec<String>), Problem> {
    let rescore = build.rescore_cache()?;
    let territory = rescore.engine.territory();
    let level = territory.level("commune").ok_or_else(|| {
        Problem::conflict("places are known by commune, and this build has no level of that name")
    })?;
    let zone = territory.zone(zone).map_err(Problem::absent)?;
    let units = rescore.engine.units(level, &zone);
    let codes = units.into_iter().map(|u| territory[level].code(u).to_string());
    Ok((zone.found, codes.collect()))
}
