//! The application: routes over a build, and what every request passes.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any as Everyone, CorsLayer};

use crate::http::{Problem, guard};
use crate::routes;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::state::App;
use crate::store::Store;

/// Every route over a build that is loaded, ready to be called: without a socket, a process or a
/// watched folder. `settings.out` is where `/health` looks for the build.
pub fn app(settings: Settings, snapshot: Snapshot) -> Router {
    let store = Store::of(snapshot, settings.out.clone(), settings.tile_cache_mb << 20);
    assemble(settings, store).1
}

/// The description of the interface (OpenAPI 3.1), for any build.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes::all().into_openapi()
}

/// What routes reach, and every route over it.
pub fn assemble(settings: Settings, store: Store) -> (Arc<App>, Router) {
    let (routes, description) = routes::all().split_for_parts();
    let most = settings.max_body_kb << 10;
    let app = Arc::new(App::new(store, settings, description));
    let gate = Arc::clone(&app.gate);
    let router = routes
        .fallback(nothing)
        .method_not_allowed_fallback(not_this_way)
        .with_state(Arc::clone(&app))
        .layer(axum::extract::DefaultBodyLimit::max(most))
        .layer(cors())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gate, guard));
    (app, router)
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
