//! Serves what the engine wrote: scores, sheets, tiles and downloads, over HTTP.
//!
//! Data flows one way; each module imports only those above it:
//!
//! | module | what it is |
//! |---|---|
//! | [`settings`] | what a server may be told |
//! | `http` | what every answer has in common: problems, queries, conditions, bounds |
//! | `snapshot` | one build, read whole |
//! | `store` | the build being served, and its replacement |
//! | `routes`, `page` | what is answered at which address; pages for people |
//! | [`serve`] | the life of a server |
//!
//! The engine is called for custom scores alone; everything else was computed by `ifn build`.

mod http;
mod page;
mod routes;
mod serve;
pub mod settings;
mod snapshot;
mod store;

pub use routes::openapi;
pub use serve::serve;
pub use settings::Settings;

/// For fuzzing: what reads untrusted text.
pub mod untrusted {
    /// Reads a query and every header that is parsed here; must never panic.
    pub fn read(query: &str, header: &str) {
        use axum::http::{HeaderMap, HeaderValue, header as name};
        let known = ["zone", "columns", "sort", "limit", "codes[]", "weights", "q"];
        if let Ok(query) = crate::http::Query::new(Some(query), &known) {
            let _ = (query.canonical(), query.list("codes[]").is_ok(), query.with("limit", "5"));
            let _ = query.parsed::<f64>("limit", "a number");
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
        let _ = crate::http::wanted(&headers, 1000);
        let _ = crate::http::not_modified(&headers, &now);
        let _ = (crate::http::still_the_same(&headers, &now), crate::http::accepts_gzip(&headers));
    }
}
