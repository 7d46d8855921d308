//! `GET /api/v1/places` and `GET /api/v1/places/{id}`: where help is found.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Body as _;
use ifn_engine::error::nearest;
use ifn_engine::output::{ListFormat, place_json, places_parquet, write_list_to};
use ifn_engine::places::find::{Near, When};
use ifn_engine::places::schema::Field;
use ifn_engine::places::{Place, Register};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::{Format, ON_ITS_WAY, is_gzip, json, made_while_sent, put};
use super::call::Call;
use super::carried::{Carried, zone};
use super::gaps::{no_help, places_of};
use super::scores::frame;
use super::wanted::{FILTERS, Wanted, now};
use crate::http::{PACKED_WHERE_MADE, Problem, Query, Room, accepts_gzip, cache, packed};
use crate::snapshot::{Places, Provenance, Snapshot};

/// Places when no number is asked for: those of a page.
const PAGE: usize = 20;
/// Most places of one answer.
const MOST: usize = 100_000;
/// Places that are written in memory; a longer list is made while it is sent.
const AT_ONCE: usize = 1000;
/// Bytes of a place as text, and as a row of a Parquet file, while it is made.
const OBJECT: usize = 3000;
const ROW: usize = 1500;
/// Furthest that is looked around a point, in kilometres.
const FURTHEST: f64 = 200.0;
/// How far it is looked when it is not said.
const AROUND: f64 = 50.0;

/// A format of places.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "the names of the parameter, for its description")]
pub enum PlacesFormat {
    /// Objects, with where they come from.
    Json,
    /// Text with separators, in the columns of the national base.
    Csv,
    /// The same as Excel in French reads it.
    Excel,
    /// Columns, compressed (GeoParquet).
    Parquet,
    /// A map layer.
    Geojson,
}

/// Whether a place moves.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code, reason = "the names of the parameter, for its description")]
pub enum Itinerance {
    /// It stands at its address.
    Fixe,
    /// It moves.
    Itinerant,
}

/// A list of places.
#[derive(Serialize, ToSchema)]
pub struct PlacesList {
    /// Places that are wanted, in all.
    total: usize,
    /// Those of this page.
    count: usize,
    /// What asks for the next page, as the parameter `cursor`.
    next: Option<String>,
    /// What distances are measured from.
    near: Option<LookedAround>,
    /// The places: the nearest first around a point, else by commune.
    places: Vec<PlaceSheet>,
    /// Where they come from.
    #[serde(flatten)]
    provenance: Provenance,
}

/// What is looked around.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LookedAround {
    /// Longitude, WGS 84 degrees.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// What is there, when a commune was named.
    pub name: Option<String>,
    /// How the commune's code led there, when it is not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
}

/// A place: the 32 fields of the national schema (null where unknown, lists as arrays), and what
/// follows from them.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of a document, for its description")]
pub struct PlaceShape {
    /// The fields of the schema, by their own names.
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
    /// `given` by the source, or `commune_centre` where the source gives none that can be used.
    position: String,
    /// Not « Ce lieu n'accueille pas de public ».
    receives_public: bool,
    /// It moves.
    itinerant: bool,
    /// Opening hours of an ordinary week, Monday first: begin and end of each time it is open; null
    /// where they are not known.
    week: Option<Vec<Vec<Vec<String>>>>,
    /// Whether it is open at the time asked for, now when none is; null where it does not say.
    open: Option<bool>,
    /// Datasets that know it.
    sources: Vec<String>,
    /// Distance as the crow flies (geodesic), where one is measured.
    distance_km: Option<f64>,
}

/// A place that is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = PlaceShape)]
pub struct PlaceSheet(Value);

impl PlaceSheet {
    /// Of a place, at a time, with its distance in metres.
    pub fn new(register: &Register, place: &Place, at: When, metres: Option<f64>) -> Self {
        Self(place_json(register, place, at, metres))
    }

    /// A field's text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.0.get(field.name())?.as_str()
    }
}

/// Places that help
///
/// Around a point or a commune (the nearest first), in a frame or a zone, filtered by what they give,
/// for whom, at what cost, and whether they are open. As JSON by pages, or as a table or map layer.
#[utoipa::path(
    get, path = "/api/v1/places", tag = "help",
    params(
        ("near" = Option<Vec<f64>>, Query, style = Form, explode = false, description = "Longitude and latitude of a point to look around", example = json!([2.43, 48.91])),
        ("commune" = Option<String>, Query, description = "Code of a commune to look around, from where its people are taken to be", example = "93066"),
        ("radius" = Option<f64>, Query, description = "Kilometres to look around, up to 200; 50 when absent", minimum = 0, maximum = 200),
        ("bbox" = Option<Vec<f64>>, Query, style = Form, explode = false, description = "Only places in this frame: west, south, east, north, in degrees"),
        ("zone" = Option<String>, Query, description = "Only places of the communes of this zone, as `level:code`"),
        ("service" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places that give one of these services: ids of `/api/v1/access`"),
        ("public" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places for one of these publics"),
        ("prise_en_charge" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places that take this special care"),
        ("frais" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places at this cost"),
        ("programme" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places of one of these national programmes"),
        ("typologie" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places of one of these kinds"),
        ("source" = Option<Vec<String>>, Query, style = Form, explode = false, description = "Only places that one of these datasets knows"),
        ("itinerance" = Option<Itinerance>, Query, description = "Only places that stand, or only those that move"),
        ("open" = Option<String>, Query, description = "Only places that are open: `now`, or at a local time, `2026-11-24T10:00`"),
        ("suited" = Option<bool>, Query, description = "Only places that name a service, where any does: those that somebody is sent to"),
        ("limit" = Option<u32>, Query, description = "Places of a page, 1 to 100,000; 20 for JSON when absent, all otherwise", minimum = 1, maximum = 100_000),
        ("cursor" = Option<String>, Query, description = "The next page: `next` of this one, with the same parameters"),
        ("format" = Option<PlacesFormat>, Query, description = "Format; JSON when absent"),
    ),
    responses(
        (status = 200, description = "Places", content(
            (PlacesList = "application/json"),
            (String = "text/csv"),
            (crate::routes::docs::Binary = "application/vnd.apache.parquet"),
            (crate::routes::docs::Layer = "application/geo+json"),
        )),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 406, response = crate::routes::docs::Refused),
        (status = 409, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn places(call: Call) -> Result<Response, Problem> {
    let mut known = vec!["near", "commune", "radius", "bbox", "zone", "limit", "cursor", "format"];
    known.extend(FILTERS);
    let query = call.query(&known)?;
    let format = match query.text("format") {
        None => Format::Json,
        named => Format::wanted(named, &call.headers)?,
    };
    if matches!(format, Format::Arrow | Format::Xlsx) {
        return Err(Problem::bad_request("places have no such format")
            .help("json, csv, excel, parquet or geojson"));
    }
    let app = Arc::clone(&call.app);
    let most = limit(&query, format)?.min(places_of(&call.build)?.register.places.len());
    let room = app.rooms.take(size(most, format)).await?;
    let mut response = app.compute(move || answer(&call, &query, format, room)).await?;
    // Whether a place is open changes by the minute.
    let soon = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, soon);
    Ok(response)
}

/// Bytes that a list of so many places takes while it is made and sent.
fn size(places: usize, format: Format) -> usize {
    match format {
        Format::Parquet => places * ROW,
        _ if places > AT_ONCE => ON_ITS_WAY,
        _ => places * OBJECT,
    }
}

fn answer(call: &Call, query: &Query, format: Format, mut room: Room) -> Result<Response, Problem> {
    let list = List::new(call, query, format)?;
    let gzip = accepts_gzip(&call.headers);
    let (mut coded, media, ending) = match format {
        Format::Parquet => (false, "application/vnd.apache.parquet", "parquet"),
        Format::Csv | Format::Excel => (gzip, "text/csv; charset=utf-8", "csv"),
        Format::Geojson => (gzip, "application/geo+json", "geojson"),
        _ => (gzip, "application/json", "json"),
    };
    let body = if format == Format::Parquet {
        let all: Vec<&Place> = list.near().into_iter().map(|near| near.place).collect();
        Body::from(places_parquet(&places_of(&call.build)?.register, &all)?)
    } else if list.page.len() > AT_ONCE {
        made_while_sent(call.app.stream()?, gzip, move |to| list.write(to))
    } else {
        let mut bytes = Vec::new();
        list.write(&mut bytes).map_err(|e| Problem::internal(&e))?;
        coded &= bytes.len() > PACKED_WHERE_MADE;
        if coded {
            bytes = packed(&[bytes]).map_err(|e| Problem::internal(&e))?;
        }
        Body::from(bytes)
    };
    if let Some(bytes) = body.size_hint().exact() {
        room.shrink(bytes as usize);
    }
    let mut response = Response::new(room.hold(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if coded {
        is_gzip(headers);
    }
    call.build.provenance.put(headers);
    if ending != "json" {
        let name = format!("attachment; filename=\"ifn-lieux.{ending}\"");
        put(headers, header::CONTENT_DISPOSITION, &name);
    }
    Ok(response)
}

/// A page of places that is to be written.
struct List {
    build: Arc<Snapshot>,
    heading: PlacesList,
    /// Positions in the register, with their distance in metres where one is measured.
    page: Vec<(u32, Option<f64>)>,
    format: Format,
    at: When,
}

impl List {
    fn new(call: &Call, query: &Query, format: Format) -> Result<Self, Problem> {
        let build = &call.build;
        let places = places_of(build)?;
        let wanted = Wanted::new(query, places)?;
        let near = near(query, build)?;
        let found = found(query, build, places, near.as_ref(), &wanted)?;
        let limit = limit(query, format)?;
        let from = match query.text("cursor") {
            None => 0,
            Some(text) => text.parse().map_err(|_| {
                Problem::conflict("parameter `cursor` is not one of ours")
                    .help("begin again without it")
            })?,
        };
        let total = found.len();
        let page: Vec<_> = found.into_iter().skip(from).take(limit).collect();
        let end = page.len().saturating_add(from);
        let heading = PlacesList {
            total,
            count: page.len(),
            next: (end < total).then(|| end.to_string()),
            near,
            places: Vec::new(),
            provenance: build.provenance.clone(),
        };
        let at = wanted.open.unwrap_or_else(now);
        Ok(Self { build: Arc::clone(build), heading, page, format, at })
    }

    fn near(&self) -> Vec<Near<'_>> {
        let Ok(places) = places_of(&self.build) else { return Vec::new() };
        let near = |(place, metres): &(u32, Option<f64>)| Near {
            place: places.at(*place),
            metres: metres.unwrap_or(f64::NAN),
        };
        self.page.iter().map(near).collect()
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let Ok(places) = places_of(&self.build) else { return Ok(()) };
        let how = match self.format {
            Format::Csv => ListFormat::Csv,
            Format::Excel => ListFormat::Excel,
            Format::Geojson => ListFormat::Geojson,
            _ => return self.objects(&places.register, to),
        };
        write_list_to(&places.register, &self.near(), how, self.at, to)
    }

    /// As one JSON object, whose places are each written as soon as they are made.
    fn objects(&self, register: &Register, to: &mut dyn Write) -> io::Result<()> {
        const NONE: &[u8] = b"\"places\":[";
        let empty = serde_json::to_vec(&self.heading)?;
        // Within a text its quotation marks would be escaped.
        let at = empty.windows(NONE.len()).position(|w| w == NONE);
        let at = at.ok_or_else(|| io::Error::other("a list of places has no places"))?;
        let (before, after) = empty.split_at(at + NONE.len());
        to.write_all(before)?;
        for (i, near) in self.near().into_iter().enumerate() {
            if i > 0 {
                to.write_all(b",")?;
            }
            let metres = near.metres.is_finite().then_some(near.metres);
            serde_json::to_writer(
                &mut *to,
                &PlaceSheet::new(register, near.place, self.at, metres),
            )?;
        }
        to.write_all(after)
    }
}

/// Places that are asked for.
fn limit(query: &Query, format: Format) -> Result<usize, Problem> {
    Ok(super::scores::limit(query)?.unwrap_or(match format {
        Format::Json => PAGE,
        _ => MOST,
    }))
}

/// The point that is looked around, when one is.
fn near(query: &Query, build: &Snapshot) -> Result<Option<LookedAround>, Problem> {
    match (query.text("near"), query.text("commune")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(Problem::conflict("`near` and `commune` exclude each other")),
        (Some(text), None) => {
            let wrong = || {
                Problem::bad_request(format!("parameter `near` is {text:?}"))
                    .help("longitude, then latitude, in degrees: near=2.43,48.91")
            };
            let numbers: Vec<f64> = text
                .split(',')
                .map(|part| part.trim().parse::<f64>().ok())
                .collect::<Option<_>>()
                .ok_or_else(wrong)?;
            match numbers[..] {
                [lon, lat] if lon.abs() <= 180.0 && lat.abs() <= 90.0 => {
                    Ok(Some(LookedAround { lon, lat, name: None, carried: None }))
                }
                _ => Err(wrong()),
            }
        }
        (None, Some(code)) => commune(build, code).map(Some),
    }
}

/// Where the people of a commune are.
fn commune(build: &Snapshot, code: &str) -> Result<LookedAround, Problem> {
    let custom = super::rescore::custom(build)?;
    let access = custom.engine.access().ok_or_else(no_help)?;
    let positions = &access.demand.positions;
    let territory = custom.engine.territory();
    let units = &territory.levels[positions.level];
    let led = territory.lead(positions.level, code).and_then(|lead| {
        let unit = units.find(&lead.code)?;
        Some((unit, Carried::of(&lead, &units.names[unit as usize])))
    });
    let (unit, carried) = led.ok_or_else(|| {
        let problem = Problem::not_found(format!("no {} has the code {code:?}", units.id));
        let nearest = || {
            let same = |c: &&str| c.len() == code.len();
            nearest(code, units.codes.iter().map(String::as_str).filter(same))
        };
        problem.help(territory.gone(positions.level, code).unwrap_or_else(nearest))
    })?;
    // The densest square where there are several.
    let at = positions.at.iter().filter(|at| at.unit == unit);
    let at = at
        .max_by(|a, b| a.share.total_cmp(&b.share))
        .ok_or_else(|| Problem::not_found(format!("it is not known where {code} is")))?;
    Ok(LookedAround {
        lon: at.point[0],
        lat: at.point[1],
        name: Some(units.names[unit as usize].clone()),
        carried,
    })
}

/// Places that are wanted, with their distance where one is measured.
fn found(
    query: &Query,
    build: &Snapshot,
    places: &Places,
    near: Option<&LookedAround>,
    wanted: &Wanted,
) -> Result<Vec<(u32, Option<f64>)>, Problem> {
    let radius = match query.parsed::<f64>("radius", "a number of kilometres")? {
        Some(km) if !(0.0..=FURTHEST).contains(&km) => {
            let detail = format!("parameter `radius` is {km}; 0 to {FURTHEST} km is expected");
            return Err(Problem::bad_request(detail));
        }
        Some(_) if near.is_none() => {
            return Err(Problem::conflict("`radius` goes with `near` or `commune`"));
        }
        km => km.unwrap_or(AROUND),
    };
    let frame = frame(query.text("bbox"))?;
    let (zone, _) = zone(build, query.text("zone"))?;
    let communes = zone.map(|zone| communes(build, &zone)).transpose()?;
    let inside = |place: &Place| {
        communes.as_ref().is_none_or(|all| {
            place.text(Field::CodeInsee).is_some_and(|code| all.binary_search(&code.into()).is_ok())
        })
    };
    // Nobody is sent to where nobody is received.
    let received = |place: &Place| near.is_none() || place.receives_public;
    let takes = |position: u32| {
        let place = places.at(position);
        received(place) && inside(place) && wanted.takes(place)
    };
    let Some(near) = near else {
        let all = frame.map_or_else(|| places.all(), |f| places.within(f.borders()));
        return Ok(all.into_iter().filter(|p| takes(*p)).map(|p| (p, None)).collect());
    };
    let in_frame = |position: u32| {
        let [lon, lat] = places.at(position).point;
        frame.is_none_or(|f| {
            let [west, south, east, north] = f.borders();
            (west..=east).contains(&lon) && (south..=north).contains(&lat)
        })
    };
    let around = places.around([near.lon, near.lat], radius * 1000.0);
    let kept = around.into_iter().filter(|f| in_frame(f.index) && takes(f.index));
    Ok(kept.map(|f| (f.index, Some(f.metres))).collect())
}

/// Codes of the communes of a zone, sorted.
fn communes(
    build: &Snapshot,
    zone: &ifn_engine::catalog::ZoneName,
) -> Result<Vec<String>, Problem> {
    let custom = super::rescore::custom(build)?;
    let territory = custom.engine.territory();
    let level = territory
        .level("commune")
        .ok_or_else(|| Problem::conflict("places are told by commune, and this build has none"))?;
    let units = custom.engine.units(level, Some(zone)).map_err(Problem::absent)?;
    Ok(units.into_iter().map(|u| territory.levels[level].codes[u as usize].clone()).collect())
}

/// A place
#[utoipa::path(
    get, path = "/api/v1/places/{id}", tag = "help",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The place", body = PlaceSheet),
        (status = 304, description = "The client has it"),
        (status = 400, response = crate::routes::docs::Refused),
        (status = 404, response = crate::routes::docs::Refused),
        (status = 503, response = crate::routes::docs::Refused),
    )
)]
pub async fn place(call: Call) -> Result<Response, Problem> {
    let query = call.query(&[])?;
    let places = places_of(&call.build)?;
    let found = places.find(&call.path[0]).ok_or_else(|| {
        Problem::not_found(format!("no place has the id {:?}", call.path[0]))
            .help("/api/v1/places?near=2.43,48.91 finds some")
    })?;
    let mut response = json(call, "place", &query, move |call| {
        let places = places_of(&call.build)?;
        Ok(PlaceSheet::new(&places.register, places.at(found), now(), None))
    })
    .await?;
    let soon = HeaderValue::from_static(cache::NEVER);
    response.headers_mut().insert(header::CACHE_CONTROL, soon);
    Ok(response)
}
