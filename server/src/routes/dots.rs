//! `GET /tiles/places/{z}/{x}/{y}.mvt`: places as points, near ones as one where the map is far.

use std::f64::consts::PI;
use std::sync::Arc;

use axum::response::Response;
use ifn_engine::places::schema::Field;
use ifn_engine::tiles::{Dot, EXTENT, Value, dots};
use serde_json::json;

use super::call::Call;
use super::gaps::places_of;
use super::tiles::{address, base, send};
use super::wanted::{FILTERS, Wanted};
use crate::http::{Problem, Query, cache};
use crate::snapshot::{Drawn, Places};

/// Name of the tileset and of its layer.
pub const NAME: &str = "places";
/// From this zoom on every place is a point of its own.
const ALONE: u8 = 13;
/// Last zoom; a map goes on with its tiles.
const LAST: u8 = 14;
/// Side of what becomes one point, in steps of a tile: 64 pixels of 512.
const HEAP: i32 = EXTENT / 8;

/// TileJSON of the places that a query wants.
///
/// # Errors
/// A build without places; a filter that no place meets.
pub fn tilejson(call: &Call, query: &Query) -> Result<serde_json::Value, Problem> {
    let places = places_of(&call.build)?;
    Wanted::new(query, places)?;
    let west = places.register.places.iter().map(|p| p.point).filter(|p| p[0].is_finite());
    let bounds = west.fold([180.0_f64, 90.0, -180.0, -90.0], |[w, s, e, n], [x, y]| {
        [w.min(x), s.min(y), e.max(x), n.max(y)]
    });
    let tail = query.with("v", &call.build.id);
    Ok(json!({
        "tilejson": "3.0.0",
        "scheme": "xyz",
        "name": NAME,
        "tiles": [format!("{}/tiles/{NAME}/{{z}}/{{x}}/{{y}}.mvt?{tail}", base(call))],
        "minzoom": 0,
        "maxzoom": LAST,
        "bounds": bounds,
        "vector_layers": [{
            "id": NAME,
            "minzoom": 0,
            "maxzoom": LAST,
            "fields": {
                "id": "Id of the place, where it is one",
                "nom": "Its name",
                "typologie": "Its kind",
                "itinerant": "1 where it moves",
                "n": "How many places the point stands for",
            },
        }],
        "attribution": call.build.provenance.attribution,
    }))
}

/// A tile of places.
///
/// # Errors
/// A build without places; a filter that no place meets; no tile.
pub async fn tile(call: Call) -> Result<Response, Problem> {
    let mut known = vec!["v"];
    known.extend(FILTERS);
    let query = call.query(&known)?;
    let [_, z, x, y] = call.path.as_slice() else {
        return Err(Problem::not_found("there is no such tile"));
    };
    let y = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).unwrap_or(y);
    let (z, x, y) = address(z, x, y)?;
    let kept = query.text("v") == Some(&call.build.id) && query.text("open") != Some("now");
    let lasting = match (kept, query.text("open")) {
        (true, _) => cache::FOREVER,
        (_, Some("now")) => cache::NEVER,
        _ => cache::A_WHILE,
    };
    let build = Arc::clone(&call.build);
    let drawn = call
        .app
        .compute(move || {
            let places = places_of(&build)?;
            let wanted = Wanted::new(&query, places)?;
            Ok(Drawn::of(&draw(places, &wanted, z, x, y)))
        })
        .await?;
    send(&call, drawn, lasting)
}

fn draw(places: &Places, wanted: &Wanted, z: u8, x: u32, y: u32) -> Vec<u8> {
    let side = f64::from(1_u32 << z.min(30));
    let degrees = |x: f64, y: f64| {
        let lat = (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        [x / side * 360.0 - 180.0, lat]
    };
    let (x, y) = (f64::from(x), f64::from(y));
    let ([west, north], [east, south]) = (degrees(x, y), degrees(x + 1.0, y + 1.0));
    let step = |[lon, lat]: [f64; 2]| {
        let lat = lat.to_radians();
        let across = (lon + 180.0) / 360.0 * side - x;
        let down = (1.0 - lat.tan().asinh() / PI) / 2.0 * side - y;
        [across, down].map(|t| (t * f64::from(EXTENT)).floor() as i32)
    };
    let inside = |at: &[i32; 2]| at.iter().all(|c| (0..EXTENT).contains(c));
    let here = places.within([west, south, east, north]);
    let here = here.into_iter().map(|p| (p, step(places.at(p).point)));
    let here: Vec<(u32, [i32; 2])> =
        here.filter(|(p, at)| inside(at) && wanted.takes(places.at(*p))).collect();
    if z >= ALONE {
        return dots(NAME, here.iter().map(|(p, at)| alone(places, *p, *at)));
    }
    // A heap is what lies in one square of the tile: the same whatever the order of the places.
    let mut heaps: Vec<(i32, u32, [i32; 2])> = here
        .into_iter()
        .map(|(p, at)| (at[1] / HEAP * (EXTENT / HEAP) + at[0] / HEAP, p, at))
        .collect();
    heaps.sort_unstable();
    let chunks = heaps.chunk_by(|a, b| a.0 == b.0);
    dots(
        NAME,
        chunks.map(|heap| match heap {
            [(_, p, at)] => alone(places, *p, *at),
            many => together(many),
        }),
    )
}

fn alone(places: &Places, position: u32, at: [i32; 2]) -> Dot<'_> {
    let place = places.at(position);
    let mut attributes = vec![("id", Value::Text(place.id())), ("nom", Value::Text(place.name()))];
    if let Some(kind) = place.list(Field::Typologie).next() {
        attributes.push(("typologie", Value::Text(kind)));
    }
    attributes.push(("itinerant", Value::Whole(place.itinerant.into())));
    attributes.push(("n", Value::Whole(1)));
    Dot { id: u64::from(position) + 1, at, attributes }
}

fn together(heap: &[(i32, u32, [i32; 2])]) -> Dot<'static> {
    let n = heap.len() as i64;
    let mean =
        |axis: usize| (heap.iter().map(|(.., at)| i64::from(at[axis])).sum::<i64>() / n) as i32;
    let first = heap.iter().map(|(_, p, _)| *p).min().unwrap_or_default();
    Dot {
        id: u64::from(first) + 1,
        at: [mean(0), mean(1)],
        attributes: vec![("n", Value::Whole(n as u64))],
    }
}
