//! Serves what the engine wrote: scores, sheets, tiles and downloads, over HTTP.
//!
//! Data flows one way; each module imports only those above it:
//!
//! | module | what it is |
//! |---|---|
//! | [`settings`] | settings of a server |
//! | `http` | what every answer has in common: problems, queries, conditions, bounds |
//! | `snapshot` | one build, read whole |
//! | `store` | the build being served, and its replacement |
//! | `state` | what every route can reach; a request as routes take it |
//! | `model` | what answers hold, and how it is made from a build |
//! | `query` | what a query asks for, read against what a build holds |
//! | `openapi` | the description of the interface |
//! | `page` | pages for people |
//! | `reply` | answers as they are sent |
//! | `routes` | what is answered at which address; none imports another one |
//! | [`app()`] | every route over a build, without a socket |
//! | [`serve()`] | the life of a server |
//!
//! The engine is called to rescore, and to check a file of places; everything else was computed by
//! `ifn build`.

mod app;
mod http;
mod model;
mod openapi;
mod page;
mod query;
mod reply;
#[cfg(test)]
mod rooms;
mod routes;
mod serve;
pub mod settings;
mod snapshot;
mod state;
mod store;

pub use app::{app, openapi};
pub use serve::serve;
pub use settings::Settings;
pub use snapshot::Snapshot;

/// For fuzzing: what reads untrusted text.
pub mod untrusted {
    /// Reads a query and every header that is parsed here; must never panic.
    pub fn read(query: &str, header: &str) {
        use axum::http::{HeaderMap, HeaderValue, header as name};
        let known = [
            "zone", "columns", "sort", "limit", "codes[]", "weights", "q", "near", "bbox", "open",
            "fields",
        ];
        if let Ok(query) = crate::http::Query::new(Some(query), &known) {
            let _ = (query.canonical(), query.list("codes[]").is_ok(), query.with("limit", "5"));
            let _ = crate::http::read::<crate::query::PlacesQuery>(&query);
            let _ = crate::http::read::<crate::query::PlaceFilterQuery>(&query);
            let _ = crate::http::read::<crate::query::ScenarioQuery>(&query);
            let _ = crate::http::read::<crate::query::ProposalQuery>(&query);
        }
        let Ok(value) = HeaderValue::from_str(header) else { return };
        let mut headers = HeaderMap::new();
        for name in [
            name::RANGE,
            name::IF_NONE_MATCH,
            name::IF_RANGE,
            name::ACCEPT,
            name::ACCEPT_ENCODING,
            name::IF_MODIFIED_SINCE,
        ] {
            headers.insert(name, value.clone());
        }
        let now = crate::http::Validators::weak("x", std::time::SystemTime::UNIX_EPOCH);
        let _ = crate::http::choose(&headers, &["application/json", "text/html"]);
        let _ = crate::http::byte_range(&headers, 1000);
        let _ = crate::http::not_modified(&headers, &now);
        let _ = (crate::http::still_the_same(&headers, &now), crate::http::accepts_gzip(&headers));
    }
}
