//! The life of a server: listen, answer, reload, stop.
//!
//! In: [`Settings`]. Out: nothing but answers. Connections have bounds of time and number; a stop
//! lets answers under way end; SIGHUP, or a new build in the folder, replaces what is served.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use ifn_engine::{Error, Result};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::routes::{App, router};
use crate::settings::{LogFormat, Settings};
use crate::store::{Store, seconds_since_1970, watch};

/// Bytes of a request's first line and headers.
const MOST_HEAD: usize = 64 * 1024;
/// Headers of a request.
const MOST_HEADERS: usize = 64;
/// Threads for computations and files.
const MOST_THREADS: usize = 96;

/// Serves a build until the process is told to stop. `ready` is called once with the address that
/// is listened at.
///
/// # Errors
/// No build, or a damaged one; an address that cannot be listened at.
pub fn serve(settings: Settings, ready: impl FnOnce(std::net::SocketAddr)) -> Result<()> {
    settings.check()?;
    log_to_stderr(settings.log_format);
    let store = Store::open(settings.out.clone(), settings.tile_cache_mb << 20)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MOST_THREADS)
        .build()
        .map_err(|e| Error::io("start", "threads", e))?;
    runtime.block_on(run(settings, store, ready))
}

async fn run(
    settings: Settings,
    store: Store,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<()> {
    let refused = |e| Error::io("listen at", &settings.listen, e);
    let listener = TcpListener::bind(&settings.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let app = Arc::new(App::new(store, settings));
    if app.settings.watch {
        let again = Arc::clone(&app);
        tokio::spawn(watch(Arc::clone(&app.store), move || reload(&again)));
    }
    let build = app.store.now();
    tracing::info!(%address, build = %build.id, method = %build.manifest.method.id, "serving");
    drop(build);
    ready(address);
    let signals = Signals::new().map_err(|e| Error::io("listen to", "signals", e))?;
    accept(listener, &app, signals).await;
    Ok(())
}

/// Signals that a server heeds.
struct Signals {
    stop: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    reload: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            stop: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
        })
    }
}

async fn accept(listener: TcpListener, app: &Arc<App>, mut signals: Signals) {
    let service = TowerToHyperService::new(router(Arc::clone(app)));
    let patience = Duration::from_secs(app.settings.client_timeout_s);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_HEADERS)
        .pipeline_flush(true);
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(app.settings.max_connections));
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let stream = tokio::select! {
            stream = async {
                let place = place.await.ok()?;
                Some((listener.accept().await, place))
            } => stream,
            _ = signals.stop.recv() => break,
            _ = signals.interrupt.recv() => break,
            _ = signals.reload.recv() => {
                reload(app);
                continue;
            }
        };
        let Some((accepted, place)) = stream else { break };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(e) => {
                // No file descriptor is left: some will be, soon.
                tracing::warn!(error = %e, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        // A client that neither sends nor reads gives its place back.
        stream.set_read_timeout(Some(patience));
        stream.set_write_timeout(Some(patience));
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service.clone());
        let connection = open.watch(connection);
        let app = Arc::clone(app);
        app.gate.metrics.connections.inc();
        tokio::spawn(async move {
            if let Err(e) = connection.await {
                tracing::debug!(error = %e, "a connection ended");
            }
            app.gate.metrics.connections.dec();
            drop(place);
        });
    }
    // Who comes now is refused at once, rather than left to wait.
    drop(listener);
    let left = Duration::from_secs(app.settings.shutdown_s);
    tracing::info!("stopping: answers under way may end");
    if tokio::time::timeout(left, open.shutdown()).await.is_err() {
        tracing::warn!("some answers were broken off");
    }
}

/// Loads the folder's build, beside what goes on.
fn reload(app: &Arc<App>) -> tokio::task::JoinHandle<()> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || {
        let done = app.store.reload();
        app.gate.metrics.reloaded(done.is_ok());
        let build = app.store.now();
        match done {
            Ok(()) => {
                app.gate.metrics.loaded.set(seconds_since_1970(build.loaded));
                tracing::info!(build = %build.id, "a new build is served");
            }
            Err(e) => tracing::error!(error = %e, build = %build.id, "the earlier build stays"),
        }
    })
}

/// Lines for people, or one JSON object a line.
fn log_to_stderr(format: LogFormat) {
    use tracing_subscriber::filter::LevelFilter;
    let lines = tracing_subscriber::fmt().with_writer(io::stderr).with_max_level(LevelFilter::INFO);
    let colours =
        std::env::var_os("NO_COLOR").is_none() && io::IsTerminal::is_terminal(&io::stderr());
    // A second server in one process keeps the first one's log.
    let _ = match format {
        LogFormat::Text => lines.with_ansi(colours).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
}
