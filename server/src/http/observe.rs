//! What is observed of the server: Prometheus metrics and a line in the log for each request.
//! Addresses of clients are personal data: neither holds them.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::log::lost_lines;

/// A request, as it is counted.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct RouteLabel {
    /// The route, not the address.
    pub route: String,
    /// Status of the answer.
    pub status: u16,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Counters of a server, for as long as it lives.
pub struct Metrics {
    registry: Registry,
    requests: Family<RouteLabel, Counter>,
    seconds: Family<Route, Histogram>,
    reloads: Family<Outcome, Counter>,
    /// Connections open.
    pub connections: Gauge,
    /// Requests being answered.
    pub in_flight: Gauge,
    /// Computations under way.
    pub computing: Gauge,
    lost: Counter,
    /// Tiles found in memory.
    pub tile_hits: Counter,
    /// Tiles read from the archive.
    pub tile_misses: Counter,
    /// Seconds since 1970 when the build being served was loaded.
    pub loaded: Gauge<f64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut out = Self {
            registry: Registry::with_prefix("ifn"),
            requests: Family::default(),
            // From a tile in memory to a whole level as CSV.
            seconds: Family::new_with_constructor(|| {
                Histogram::new([0.0001, 0.0005, 0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0])
            }),
            reloads: Family::default(),
            connections: Gauge::default(),
            in_flight: Gauge::default(),
            computing: Gauge::default(),
            lost: Counter::default(),
            tile_hits: Counter::default(),
            tile_misses: Counter::default(),
            loaded: Gauge::default(),
        };
        let r = &mut out.registry;
        r.register("http_requests", "Requests answered", out.requests.clone());
        let (help, seconds) = ("Time until the answer began", out.seconds.clone());
        r.register_with_unit("http_request_duration", help, Unit::Seconds, seconds);
        r.register("http_connections", "Connections open", out.connections.clone());
        r.register("http_requests_in_flight", "Requests being answered", out.in_flight.clone());
        r.register("computations", "Computations under way", out.computing.clone());
        r.register("log_lines_lost", "Lines that the log could not take", out.lost.clone());
        r.register("tile_cache_hits", "Tiles found in memory", out.tile_hits.clone());
        r.register("tile_cache_misses", "Tiles read from the archive", out.tile_misses.clone());
        r.register("reloads", "Builds loaded, or refused", out.reloads.clone());
        let (help, loaded) = ("When the build being served was loaded", out.loaded.clone());
        r.register_with_unit("build_loaded_timestamp", help, Unit::Seconds, loaded);
        out
    }
}

impl Metrics {
    /// Counts a request.
    pub fn answered(&self, label: &RouteLabel, took: Duration) {
        self.requests.get_or_create(label).inc();
        let route = Route { route: label.route.clone() };
        self.seconds.get_or_create(&route).observe(took.as_secs_f64());
    }

    /// Counts a build that was loaded, or could not be.
    pub fn reloaded(&self, done: bool) {
        let outcome = Outcome { outcome: if done { "loaded" } else { "refused" } };
        self.reloads.get_or_create(&outcome).inc();
    }

    /// As Prometheus reads them.
    pub fn text(&self) -> String {
        self.lost.inner().store(lost_lines(), Ordering::Relaxed);
        let mut out = String::new();
        if let Err(e) = text::encode(&mut out, &self.registry) {
            let _ = writeln!(out, "# {e}");
        }
        out
    }
}
