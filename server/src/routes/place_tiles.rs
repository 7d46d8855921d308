//! `GET /tiles/places.json` and `/tiles/places/{z}/{x}/{y}.mvt`: places as points, near ones as one
//! where the map is far.

use std::f64::consts::PI;
use std::sync::Arc;

use axum::response::Response;
use ifn_engine::places::find::When;
use ifn_engine::places::schema::Field;
use ifn_engine::tiles::{Dot, EXTENT, TileCoord, Value, dots};
use serde::Deserialize;
use serde_json::json;

use crate::http::{Problem, Query, cache};
use crate::query::{PlaceFilter, PlaceFilterQuery, tile_file};
use crate::reply;
use crate::snapshot::{Places, TileBody};
use crate::state::RequestContext;

/// Name of the tileset and of its layer.
const NAME: &str = "places";
/// From this zoom on every place is a point of its own.
const ALONE: u8 = 13;
/// Last zoom; a map goes on with its tiles.
const LAST: u8 = 14;
/// Side of what becomes one point, in steps of a tile: 64 pixels of 512.
const HEAP: i32 = EXTENT / 8;

/// Parameters of a tile of places, beside the filters.
#[derive(Debug, Deserialize)]
struct PlaceTilesQuery {
    /// The build, as TileJSON writes it: the answer may then be kept for ever.
    v: Option<String>,
}

/// TileJSON of the places that a query asks for.
///
/// # Errors
/// A build without places; a filter that no place meets.
pub async fn tilejson(context: RequestContext) -> Result<Response, Problem> {
    let (query, filter) = context.query::<PlaceFilterQuery>()?;
    reply::tilejson(&context, "places.json", &query, || document(&context, &query, &filter))
}

fn document(
    context: &RequestContext,
    query: &Query,
    filter: &PlaceFilterQuery,
) -> Result<serde_json::Value, Problem> {
    let places = context.build.known_places()?;
    PlaceFilter::new(filter, places)?;
    let points = places.register.places.iter().map(|p| p.point).filter(|p| p[0].is_finite());
    let bounds = points.fold([180.0_f64, 90.0, -180.0, -90.0], |[w, s, e, n], [x, y]| {
        [w.min(x), s.min(y), e.max(x), n.max(y)]
    });
    let tail = query.with("v", &context.build.id);
    Ok(json!({
        "tilejson": "3.0.0",
        "scheme": "xyz",
        "name": NAME,
        "tiles": [format!("{}/tiles/{NAME}/{{z}}/{{x}}/{{y}}.mvt?{tail}", context.base_url())],
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
        "attribution": context.build.provenance.attribution,
    }))
}

/// A tile of places.
///
/// # Errors
/// A build without places; a filter that no place meets; no tile.
pub async fn tile(context: RequestContext) -> Result<Response, Problem> {
    let (_, asked, filter) = context.query_with::<PlaceTilesQuery, PlaceFilterQuery>()?;
    let [z, x, y] = context.path.as_slice() else {
        return Err(Problem::not_found("there is no such tile"));
    };
    let coord = tile_file(z, x, y)?;
    // Whether a place is open now changes by the minute.
    let lasting = match filter.open() {
        Some(When::Now(_)) => cache::NEVER,
        _ if asked.v.as_deref() == Some(&context.build.id) => cache::FOREVER,
        _ => cache::A_WHILE,
    };
    let build = Arc::clone(&context.build);
    let tile = context
        .app
        .compute(move || {
            let places = build.known_places()?;
            let filter = PlaceFilter::new(&filter, places)?;
            Ok(TileBody::of(&draw(places, &filter, coord)))
        })
        .await?;
    reply::tile(&context, tile, lasting)
}

fn draw(places: &Places, filter: &PlaceFilter, coord: TileCoord) -> Vec<u8> {
    let side = f64::from(1_u32 << coord.z());
    let degrees = |x: f64, y: f64| {
        let lat = (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        [x / side * 360.0 - 180.0, lat]
    };
    // A place is on the nearest point of the grid: of those half a step outside, some belong here.
    let half = 0.5 / f64::from(EXTENT);
    let (from_x, from_y) = (f64::from(coord.x()), f64::from(coord.y()));
    let ([west, north], [east, south]) =
        (degrees(from_x - half, from_y - half), degrees(from_x + 1.0 + half, from_y + 1.0 + half));
    let last = side * f64::from(EXTENT) - 1.0;
    let step = |[lon, lat]: [f64; 2]| {
        let lat = lat.to_radians();
        let across = (lon + 180.0) / 360.0;
        let down = (1.0 - lat.tan().asinh() / PI) / 2.0;
        let on_grid = |t: f64, from: f64| {
            // Nothing is beyond the edge of the world.
            let step = (t * side * f64::from(EXTENT)).round().clamp(0.0, last);
            (step - from * f64::from(EXTENT)) as i32
        };
        [on_grid(across, from_x), on_grid(down, from_y)]
    };
    let inside = |at: &[i32; 2]| at.iter().all(|c| (0..EXTENT).contains(c));
    let here = places.within([west, south, east, north]);
    let here = here.into_iter().map(|p| (p, step(places.at(p).point)));
    let here: Vec<(u32, [i32; 2])> =
        here.filter(|(p, at)| inside(at) && filter.takes(places.at(*p))).collect();
    if coord.z() >= ALONE {
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
    let mean = |axis: usize| {
        let sum: i64 = heap.iter().map(|(.., at)| i64::from(at[axis])).sum();
        ((sum + n / 2) / n) as i32
    };
    let first = heap.iter().map(|(_, p, _)| *p).min().unwrap_or_default();
    Dot {
        id: u64::from(first) + 1,
        at: [mean(0), mean(1)],
        attributes: vec![("n", Value::Whole(n as u64))],
    }
}
