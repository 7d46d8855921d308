//! A request, as routes take it: the build that it is answered from, its path, query and headers.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use serde::de::DeserializeOwned;

use super::App;
use crate::http::{Problem, Query, decoded, names, read};
use crate::snapshot::{LevelTable, Snapshot};

/// A request.
pub struct RequestContext {
    /// What it can reach.
    pub app: Arc<App>,
    /// The build that it is answered from, whatever comes after it.
    pub build: Arc<Snapshot>,
    /// Variable parts of its path, in order.
    pub path: Vec<String>,
    /// Its headers.
    pub headers: HeaderMap,
    query: Option<String>,
}

impl FromRequestParts<Arc<App>> for RequestContext {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        decoded(parts.uri.path())?;
        let path = match RawPathParams::from_request_parts(parts, app).await {
            Ok(all) => all.iter().map(|(_, value)| value.to_string()).collect(),
            Err(_) => return Err(Problem::bad_request("the address is not UTF-8 text")),
        };
        Ok(Self {
            app: Arc::clone(app),
            build: app.store.now(),
            path,
            query: parts.uri.query().map(String::from),
            // Whoever reads a body looks at its headers too.
            headers: match parts.method {
                Method::POST => parts.headers.clone(),
                _ => std::mem::take(&mut parts.headers),
            },
        })
    }
}

impl RequestContext {
    /// Its query, as it is and as a struct of parameters.
    ///
    /// # Errors
    /// A parameter that is no field of the struct, or that its field cannot be read from (400).
    pub fn query<T: DeserializeOwned>(&self) -> Result<(Query, T), Problem> {
        let query = Query::new(self.query.as_deref(), names::<T>())?;
        let parameters = read(&query)?;
        Ok((query, parameters))
    }

    /// The same with the parameters that several routes share.
    ///
    /// # Errors
    /// As [`RequestContext::query`].
    pub fn query_with<T, U>(&self) -> Result<(Query, T, U), Problem>
    where
        T: DeserializeOwned,
        U: DeserializeOwned,
    {
        let query = Query::new(self.query.as_deref(), &[names::<T>(), names::<U>()].concat())?;
        let (own, shared) = (read(&query)?, read(&query)?);
        Ok((query, own, shared))
    }

    /// The query of a route that takes no parameter.
    ///
    /// # Errors
    /// There is one (400).
    pub fn no_query(&self) -> Result<Query, Problem> {
        Query::new(self.query.as_deref(), &[])
    }

    /// Whether there is a query.
    pub fn has_query(&self) -> bool {
        self.query.as_ref().is_some_and(|q| !q.is_empty())
    }

    /// The level that a part of the path names.
    ///
    /// # Errors
    /// None of that name was built (404).
    pub fn level(&self, part: usize) -> Result<&LevelTable, Problem> {
        self.build.known_level(&self.path[part])
    }

    /// What absolute links begin with, without a slash at the end: the setting `public_url`, else the
    /// host as the client named it.
    pub fn base_url(&self) -> String {
        if let Some(url) = &self.app.settings.public_url {
            return url.trim_end_matches('/').to_string();
        }
        let host = self.headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
        if !host.is_empty() && host.len() < 256 && host.chars().all(plain) {
            format!("http://{host}")
        } else {
            format!("http://{}", self.app.settings.listen)
        }
    }
}
