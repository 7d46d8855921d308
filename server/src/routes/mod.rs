//! Which address is answered by what. A route is one file and one line of the table below; its
//! documentation is written beside it and checked against the table by a test.

mod access;
mod answer;
mod browse;
mod call;
mod choice;
mod described;
mod docs;
mod dots;
mod downloads;
mod former;
mod gaps;
mod health;
mod help;
mod home;
mod lists;
mod map;
mod places;
mod points;
mod rescore;
mod scores;
mod search;
mod sheet;
mod territory;
mod tiles;
mod wanted;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any as Everyone, CorsLayer};

use crate::http::{Gate, Metrics, Problem, Rooms, Small, guard};
use crate::settings::Settings;
use crate::store::Store;

pub use docs::openapi;
pub use help::{HelpAround, NearestPlace};
pub use search::FoundUnit;
pub use sheet::{Line, Sheet, UnitScore};

/// Answers that are made while they are sent, at once: each holds a thread.
const STREAMS: usize = 48;
/// Answers that hold the contours of a level, or a workbook: some hundred megabytes each at most.
const HEAVY: usize = 3;

/// What every route can reach.
pub struct App {
    /// The build being served.
    pub store: Arc<Store>,
    /// Bounds and counters.
    pub gate: Arc<Gate>,
    /// As told.
    pub settings: Settings,
    /// Places for computations.
    pub computing: Arc<Semaphore>,
    /// Places for computations that take a few milliseconds.
    pub quick: Arc<Semaphore>,
    /// Places for answers that are made while they are sent.
    pub streaming: Arc<Semaphore>,
    /// Places for those that take much memory.
    pub heavy: Arc<Semaphore>,
    /// Memory for answers.
    pub rooms: Rooms,
}

/// Every route, as the router writes them.
pub const ROUTES: [&str; 28] = [
    "/",
    "/assets/{*file}",
    "/recherche",
    "/api/v1/methods",
    "/api/v1/levels",
    "/api/v1/indicators",
    "/api/v1/scores/{level}",
    "/api/v1/territories/{level}",
    "/api/v1/territories/{level}/{code}",
    "/api/v1/score",
    "/api/v1/search",
    "/api/v1/access",
    "/api/v1/gaps/{level}",
    "/api/v1/places",
    "/api/v1/places/{id}",
    "/tiles/{tileset}",
    "/tiles/{tileset}/{z}/{x}/{y}",
    "/downloads",
    "/downloads/{*file}",
    "/api/scoring/{division}",
    "/api/tiles/{division}/{z}/{x}/{y}",
    "/openapi.json",
    "/docs",
    "/docs/",
    "/docs/{*file}",
    "/health",
    "/metrics",
    "/style.css",
];

impl App {
    /// Over a build that is loaded already.
    pub fn new(store: Store, settings: Settings) -> Self {
        let metrics = Metrics::default();
        metrics.loaded.set(crate::store::seconds_since_1970(store.now().loaded));
        Self {
            store: Arc::new(store),
            gate: Arc::new(Gate {
                at_once: Semaphore::new(settings.max_requests),
                longest: Duration::from_secs(settings.request_timeout_s),
                log: settings.access_log,
                metrics,
                routes: &ROUTES,
                stopping: AtomicBool::new(false),
            }),
            quick: Arc::new(Semaphore::new(settings.max_computations)),
            computing: Arc::new(Semaphore::new(settings.max_computations)),
            streaming: Arc::new(Semaphore::new(STREAMS)),
            heavy: Arc::new(Semaphore::new(HEAVY)),
            rooms: Rooms::default(),
            settings,
        }
    }
}

/// All routes over a build.
pub fn router(app: Arc<App>) -> Router {
    let gate = Arc::clone(&app.gate);
    let most = app.settings.max_body_kb << 10;
    // What is compressed already, and what a client asks for by the hundred, is left as it is.
    let stored = Router::new()
        .route("/tiles/{tileset}", get(tiles::tileset))
        .route("/tiles/{tileset}/{z}/{x}/{y}", get(tiles::tile))
        .route("/downloads/{*file}", get(downloads::file))
        .route("/api/tiles/{division}/{z}/{x}/{y}", get(former::tile))
        .route("/assets/{*file}", get(map::file));
    let written = Router::new()
        .route("/", get(map::page))
        .route("/recherche", get(home::page))
        .route("/style.css", get(home::style))
        .route("/api/v1/methods", get(lists::methods))
        .route("/api/v1/levels", get(lists::levels))
        .route("/api/v1/indicators", get(lists::indicators))
        .route("/api/v1/scores/{level}", get(scores::scores))
        .route("/api/v1/territories/{level}", get(points::points))
        .route("/api/v1/territories/{level}/{code}", get(territory::sheet))
        .route("/api/v1/score", post(rescore::score))
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/access", get(access::access))
        .route("/api/v1/gaps/{level}", get(gaps::gaps))
        .route("/api/v1/places", get(places::places))
        .route("/api/v1/places/{id}", get(places::place))
        .route("/downloads", get(downloads::list))
        .route("/api/scoring/{division}", get(former::scoring))
        .route("/openapi.json", get(docs::document))
        .route("/docs", get(browse::index))
        .route("/docs/", get(browse::index))
        .route("/docs/{*file}", get(browse::file))
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(Small));
    stored
        .merge(written)
        .fallback(nothing)
        .method_not_allowed_fallback(not_this_way)
        .with_state(app)
        .layer(axum::extract::DefaultBodyLimit::max(most))
        .layer(cors())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gate, guard))
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Everyone)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::RANGE, header::IF_NONE_MATCH])
        .expose_headers([
            header::ETAG,
            header::CONTENT_RANGE,
            header::ACCEPT_RANGES,
            header::CONTENT_LENGTH,
            header::LINK,
            HeaderName::from_static("ifn-method"),
            HeaderName::from_static("ifn-notice"),
            HeaderName::from_static("ifn-vintage"),
            HeaderName::from_static("ifn-licence"),
        ])
        .max_age(Duration::from_secs(86_400))
}

async fn nothing(uri: Uri) -> Problem {
    Problem::not_found(format!("nothing is served at {:?}", uri.path()))
        .help("/docs describes what is")
}

async fn not_this_way(method: Method, uri: Uri) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Another method is expected",
        format!("{:?} does not answer {method}", uri.path()),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "as the layer calls it")]
fn panicked(why: Box<dyn Any + Send>) -> Response {
    let text = why.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| why.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    Problem::internal(&text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let pages = ["/docs", "/docs/", "/docs/{*file}", "/style.css", "/assets/{*file}"];
        let mut routed: Vec<String> = ROUTES
            .iter()
            .filter(|route| !pages.contains(route))
            .map(|route| match *route {
                "/tiles/{tileset}/{z}/{x}/{y}" => format!("{route}.mvt"),
                route => route.replace("{*", "{"),
            })
            .collect();
        routed.sort_unstable();
        let described: Vec<String> = openapi().paths.paths.keys().cloned().collect();
        assert_eq!(described, routed);
    }
}
