//! A request, as routes take it: the build that it is answered from, its path, query and headers.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use crate::http::{Problem, Query, decoded};
use crate::snapshot::{LevelTable, Snapshot};

/// A request.
pub struct Call {
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

impl FromRequestParts<Arc<App>> for Call {
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

impl Call {
    /// Its query, whose names are among `known`.
    ///
    /// # Errors
    /// Anything else.
    pub fn query(&self, known: &[&str]) -> Result<Query, Problem> {
        Query::new(self.query.as_deref(), known)
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
        let id = &self.path[part];
        self.build.level(id).ok_or_else(|| no_level(&self.build, id))
    }
}

/// A level that was not built.
pub fn no_level(build: &Snapshot, id: &str) -> Problem {
    let known = build.levels.iter().map(|l| l.id.as_str());
    Problem::not_found(format!("level {id:?} was not built"))
        .help(ifn_engine::error::nearest(id, known))
}

impl App {
    /// Computes in a thread of its own, when there is a place.
    ///
    /// # Errors
    /// What `what` says; a panic, which is logged.
    pub async fn compute<T: Send + 'static>(
        &self,
        what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Arc::clone(&self.computing).acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            let _place = place;
            what()
        })
        .await
        .map_err(|e| Problem::internal(&e))?
    }

    /// A place for an answer that is made while it is sent.
    ///
    /// # Errors
    /// All are taken (503).
    pub fn stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        place(&self.streaming)
    }

    /// A place for an answer that takes much memory: contours, a workbook.
    ///
    /// # Errors
    /// All are taken (503).
    pub fn heavy(&self) -> Result<OwnedSemaphorePermit, Problem> {
        place(&self.heavy)
    }
}

fn place(of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(of).try_acquire_owned().map_err(|_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "The server is busy",
            "too many large answers are being sent; try again soon",
        )
        .header(axum::http::header::RETRY_AFTER, "5")
    })
}
