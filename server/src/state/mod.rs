//! What every route can reach: the build being served, bounds, settings; and a request as routes
//! take it.
//!
//! In: a [`Store`], [`Settings`], the description of the interface. Out: [`App`], shared by all
//! requests, and a [`RequestContext`] for each.

mod compute;
mod context;
mod france;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ifn_engine::fetch::Geocoder;
use tokio::sync::Semaphore;
use utoipa::openapi::OpenApi;

use crate::http::{Gate, MemoryBudget, Metrics};
use crate::settings::Settings;
use crate::store::{Store, seconds_since_1970};

pub use context::RequestContext;
pub use france::france;

/// Answers that are made while they are sent, at once: each holds a thread.
const STREAMS: usize = 48;
/// Answers that hold the contours of a level, or a workbook: some hundred megabytes each at most.
const HEAVY: usize = 3;

/// Questions to a geocoder, at once: each holds a thread.
const GEOCODING: usize = 4;

/// The settings were checked: an address that is none asks nobody.
fn geocoder(settings: &Settings) -> Option<Arc<Geocoder>> {
    let address = settings.address_search.as_deref()?;
    Geocoder::new(address).ok().map(Arc::new)
}

/// Inventories that are read at once: each may take some hundred megabytes.
const UPLOADS: usize = 1;
/// Inventories that are read or wait for it: whoever comes after is told at once.
const UPLOADS_IN_LINE: usize = 3;
/// Inventories that are on their way at once, each of 20 MB at most.
const UPLOADS_ON_THEIR_WAY: usize = 8;

/// What every route can reach.
pub struct App {
    /// The build being served.
    pub store: Arc<Store>,
    /// Bounds and counters.
    pub gate: Arc<Gate>,
    /// Settings of the server.
    pub settings: Settings,
    /// The description of the interface (OpenAPI 3.1), for any build.
    pub description: OpenApi,
    /// Memory for answers.
    pub memory: MemoryBudget,
    /// Whom to ask for addresses, where the owner of the server allows it.
    pub geocoder: Option<Arc<Geocoder>>,
    /// Places for questions to it.
    pub geocoding: Arc<Semaphore>,
    /// The place of the inventory that is being read.
    pub uploading: Arc<Semaphore>,
    /// Places in the line before it, and that place.
    pub uploads_in_line: Arc<Semaphore>,
    /// Places of inventories that are on their way.
    pub uploads_on_their_way: Arc<Semaphore>,
    /// Places for computations.
    computing: Arc<Semaphore>,
    /// Places for computations that take a few milliseconds.
    quick: Arc<Semaphore>,
    /// Places for answers that are made while they are sent.
    streaming: Arc<Semaphore>,
    /// Places for those that take much memory.
    heavy: Arc<Semaphore>,
}

impl App {
    /// Over a build that is loaded already.
    pub fn new(store: Store, settings: Settings, description: OpenApi) -> Self {
        let metrics = Metrics::default();
        metrics.loaded.set(seconds_since_1970(store.now().loaded));
        let computations = || Arc::new(Semaphore::new(settings.max_computations));
        Self {
            store: Arc::new(store),
            gate: Arc::new(Gate {
                at_once: Semaphore::new(settings.max_requests),
                longest: Duration::from_secs(settings.request_timeout_s),
                log: settings.access_log,
                metrics,
                stopping: AtomicBool::new(false),
            }),
            description,
            geocoder: geocoder(&settings),
            geocoding: Arc::new(Semaphore::new(GEOCODING)),
            uploading: Arc::new(Semaphore::new(UPLOADS)),
            uploads_in_line: Arc::new(Semaphore::new(UPLOADS_IN_LINE)),
            uploads_on_their_way: Arc::new(Semaphore::new(UPLOADS_ON_THEIR_WAY)),
            memory: MemoryBudget::default(),
            computing: computations(),
            quick: computations(),
            streaming: Arc::new(Semaphore::new(STREAMS)),
            heavy: Arc::new(Semaphore::new(HEAVY)),
            settings,
        }
    }
}
