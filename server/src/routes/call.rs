//! A request, as routes take it: the build that it is answered from, its path, query and headers.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use ifn_engine::progress::{Cancel, go_on, until};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use crate::http::{Gate, Problem, Query, decoded};
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

/// Raised when nobody waits for a computation any more: its client is gone, or its time is over.
struct Gone(Arc<Cancel>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.raise();
    }
}

/// One of the computations under way, for as long as its thread is at it.
struct Counted(Arc<Gate>);

impl Counted {
    fn new(gate: &Arc<Gate>) -> Self {
        gate.metrics.computing.inc();
        Self(Arc::clone(gate))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.metrics.computing.dec();
    }
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
        self.within(&self.computing, what).await
    }

    /// The same of what takes a few milliseconds, such as a search: it does not stand in line behind
    /// tables and workbooks.
    ///
    /// # Errors
    /// As [`App::compute`].
    pub async fn quickly<T: Send + 'static>(
        &self,
        what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.within(&self.quick, what).await
    }

    async fn within<T: Send + 'static>(
        &self,
        places: &Arc<Semaphore>,
        what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Arc::clone(places).acquire_owned().await;
        let cancel = Arc::new(Cancel::new());
        let _gone = Gone(Arc::clone(&cancel));
        let gate = Arc::clone(&self.gate);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let _counted = Counted::new(&gate);
            until(&cancel, || {
                go_on()?;
                what()
            })
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
    Arc::clone(of)
        .try_acquire_owned()
        .map_err(|_| Problem::busy("too many large answers are being sent; try again soon", 5))
}
