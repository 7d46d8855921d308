//! Computations in threads of their own, in bounded number; and places for large answers.

use std::sync::Arc;

use ifn_engine::progress::{Cancel, go_on, until};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use crate::http::{Gate, Problem};

/// Raised when nobody waits for a computation any more: its client is gone, or its time is over.
struct CancelOnDrop(Arc<Cancel>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.raise();
    }
}

/// One of the computations under way, for as long as its thread is at it.
struct ComputationCount(Arc<Gate>);

impl ComputationCount {
    fn new(gate: &Arc<Gate>) -> Self {
        gate.metrics.computing.inc();
        Self(Arc::clone(gate))
    }
}

impl Drop for ComputationCount {
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
        let _gone = CancelOnDrop(Arc::clone(&cancel));
        let gate = Arc::clone(&self.gate);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let _counted = ComputationCount::new(&gate);
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
