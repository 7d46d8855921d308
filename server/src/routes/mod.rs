//! Which address is answered by what. A route is one file and one line of [`all`]: its path, method
//! and description are written above its function. No route imports another one.

mod access;
mod addresses;
mod catalog;
mod docs;
mod downloads;
mod gaps;
mod health;
mod label_points;
mod legacy;
mod map;
mod place_tiles;
mod places;
mod proposal;
mod score;
mod scores;
mod search;
mod search_page;
mod sheet;
mod tiles;

use std::sync::Arc;

use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use crate::http::CompressSmallText;
use crate::openapi;
use crate::state::App;

type Routes = OpenApiRouter<Arc<App>>;

/// Every route with its description; pages and files of people's browsers have none.
pub fn all() -> Routes {
    OpenApiRouter::with_openapi(openapi::base()).merge(stored()).merge(written())
}

/// What is compressed already, and what a client asks for by the hundred: left as it is.
fn stored() -> Routes {
    let routes = OpenApiRouter::default()
        .routes(routes!(tiles::tileset))
        .routes(routes!(legacy::tile))
        .route("/tiles/places.json", get(place_tiles::tilejson))
        .route("/tiles/places/{z}/{x}/{y}", get(place_tiles::tile))
        .route("/assets/{*file}", get(map::file))
        .route("/licences.txt", get(map::licences));
    let routes = matched_at(routes, "/tiles/{tileset}/{z}/{x}/{y}", routes!(tiles::tile));
    matched_at(routes, "/downloads/{*file}", routes!(downloads::file))
}

/// Text that is written for a request: compressed while it is small.
fn written() -> Routes {
    OpenApiRouter::default()
        .routes(routes!(map::page))
        .routes(routes!(search_page::page))
        .routes(routes!(catalog::methods))
        .routes(routes!(catalog::levels))
        .routes(routes!(catalog::indicators))
        .routes(routes!(scores::scores))
        .routes(routes!(label_points::points))
        .routes(routes!(sheet::sheet))
        .routes(routes!(score::score))
        .routes(routes!(search::search))
        .routes(routes!(addresses::addresses))
        .routes(routes!(access::access))
        .routes(routes!(gaps::gaps))
        .routes(routes!(places::places))
        .routes(routes!(places::place))
        .routes(routes!(proposal::offered, proposal::propose))
        .routes(routes!(downloads::list))
        .routes(routes!(legacy::scoring))
        .routes(routes!(docs::document))
        .routes(routes!(health::health))
        .routes(routes!(health::metrics))
        .route("/style.css", get(search_page::style))
        .route("/docs", get(docs::index))
        .route("/docs/", get(docs::index))
        .route("/docs/{*file}", get(docs::file))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(CompressSmallText),
        )
}

/// A route whose path the router writes otherwise than its description: a parameter that ends in
/// `.mvt`, or holds slashes.
fn matched_at(
    routes: Routes,
    path: &str,
    (schemas, paths, methods): UtoipaMethodRouter<Arc<App>>,
) -> Routes {
    let mut routes = routes.route(path, methods);
    let description = routes.get_openapi_mut();
    description.paths.paths.extend(paths.paths);
    description.components.get_or_insert_default().schemas.extend(schemas);
    routes
}
