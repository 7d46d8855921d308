//! The life of a server: listen, answer, reload, stop.
//!
//! In: [`Settings`]. Out: nothing but answers. Connections have bounds of time and number; a stop
//! lets answers under way end; SIGHUP, or a new build in the folder, replaces what is served.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use ifn_engine::error::LISTEN;
use ifn_engine::{Error, Result};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use crate::app::assemble;
use crate::http::{Log, MOST_HEAD, Paced, log};
use crate::settings::{LogFormat, Settings};
use crate::state::App;
use crate::store::{Store, changed, seconds_since_1970};

/// Headers of a request.
const MOST_HEADERS: usize = 64;
/// The answer to a client that begins to speak HTTP/2 without asking whether it may (RFC 9113, 3.3).
const NOT_HTTP_2: &[u8] =
    b"HTTP/1.1 505 HTTP Version Not Supported\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// Threads for computations and files.
const MOST_THREADS: usize = 96;
/// How long a thread without work is kept: what its allocator holds goes with it, and a new one costs
/// microseconds.
const IDLE_THREAD: Duration = Duration::from_millis(200);
/// How long connections that seem idle are kept when the server is told to stop.
const LINGER: Duration = Duration::from_millis(300);
/// How long threads are waited for at the end.
const AT_THE_END: Duration = Duration::from_secs(2);

/// Serves a build until the process is told to stop. `ready` is called once with the address that
/// is listened at.
///
/// # Errors
/// No build, or a damaged one; an address that cannot be listened at.
pub fn serve(settings: Settings, ready: impl FnOnce(SocketAddr) + Send + 'static) -> Result<()> {
    settings.check()?;
    let log = log_to_stderr(settings.log_format)?;
    let done = listen(settings, ready);
    log.end();
    done
}

fn listen(settings: Settings, ready: impl FnOnce(SocketAddr) + Send + 'static) -> Result<()> {
    let store = Store::open(settings.out.clone(), settings.tile_cache_mb << 20)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MOST_THREADS)
        .thread_keep_alive(IDLE_THREAD)
        .build()
        .map_err(|e| Error::io("start", "threads", e))?;
    let done = runtime.block_on(run(settings, store, ready));
    // A thread that waits for a disk holds nobody up.
    runtime.shutdown_timeout(AT_THE_END);
    done
}

async fn run(
    settings: Settings,
    store: Store,
    ready: impl FnOnce(SocketAddr) + Send + 'static,
) -> Result<()> {
    let refused = |e| refused(&settings.listen, &e);
    let listener = TcpListener::bind(&settings.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    settings.check_listened(address.ip())?;
    let (app, router) = assemble(settings, store);
    let again = Arc::new(Notify::new());
    tokio::spawn(reloads(Arc::clone(&app), Arc::clone(&again)));
    let build = app.store.now();
    tracing::info!(%address, build = %build.id, method = %build.manifest.method.id, "serving");
    drop(build);
    let signals = Signals::new().map_err(|e| Error::io("listen to", "signals", e))?;
    // In a thread of its own: it may write to where nobody reads.
    std::thread::spawn(move || ready(address));
    accept(listener, router, &app, signals, &again).await;
    Ok(())
}

/// Why an address cannot be listened at.
fn refused(address: &str, e: &io::Error) -> Error {
    let port = address.rsplit(':').next().unwrap_or_default();
    let message = match e.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is in use by another program"),
        io::ErrorKind::PermissionDenied => format!("port {port} needs rights that you have not"),
        io::ErrorKind::AddrNotAvailable => "it is no address of this machine".to_string(),
        _ => e.to_string(),
    };
    Error::io(LISTEN, address, io::Error::new(e.kind(), message))
}

/// Signals that a server reacts to.
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

async fn accept(
    listener: TcpListener,
    router: Router,
    app: &Arc<App>,
    mut signals: Signals,
    again: &Notify,
) {
    let service = TowerToHyperService::new(router);
    let patience = Duration::from_secs(app.settings.client_timeout_s);
    // Answers are never flushed together (`pipeline_flush`): that has no bound on what waits to be
    // written, and leaves a head that cannot be read without its answer.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_HEADERS);
    // Each open connection holds a receiver: what is sent asks it to end with the answer under way.
    let (stop, _) = watch::channel(());
    let places = Arc::new(Semaphore::new(app.settings.max_connections));
    let serve_one = |stream: TcpStream, place: OwnedSemaphorePermit| {
        let _ = stream.set_nodelay(true);
        // A client that does not read gives its place back.
        let stream = TokioIo::new(Paced::new(stream, patience));
        let mut connection = http.serve_connection(stream, service.clone());
        let mut stopped = stop.subscribe();
        let app = Arc::clone(app);
        app.gate.metrics.connections.inc();
        tokio::spawn(async move {
            let ended = tokio::select! {
                ended = &mut connection => ended,
                _ = stopped.changed() => {
                    std::pin::Pin::new(&mut connection).graceful_shutdown();
                    (&mut connection).await
                }
            };
            if let Err(e) = ended {
                tracing::debug!(error = %e, "a connection ended");
                // The HTTP library answers every head that it cannot read but that of HTTP/2.
                if e.is_parse_version_h2() {
                    let mut stream = connection.into_parts().io.into_inner();
                    // A client that is gone needs no answer.
                    let _ = stream.write_all(NOT_HTTP_2).await;
                    let _ = stream.shutdown().await;
                }
            }
            app.gate.metrics.connections.dec();
            drop(place);
        });
    };
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
                again.notify_one();
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
        serve_one(stream, place);
    }
    // Connections that wait already are accepted; later ones are refused at once rather than left to wait.
    for _ in 0..app.settings.max_connections {
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { break };
        let next = tokio::time::timeout(Duration::ZERO, listener.accept());
        let Ok(Ok((stream, _))) = next.await else { break };
        serve_one(stream, place);
    }
    drop(listener);
    let left = Duration::from_secs(app.settings.shutdown_s);
    tracing::info!("stopping: answers under way may end");
    // A request may be on its way on a connection that seems idle: it is answered, and the
    // answer says that the connection ends with it.
    app.gate.stopping.store(true, Ordering::Relaxed);
    let ended = tokio::time::timeout(left, async {
        tokio::time::sleep(LINGER.min(left / 2)).await;
        let _ = stop.send(());
        stop.closed().await;
    });
    if ended.await.is_err() {
        tracing::warn!("some answers were broken off");
    }
}

/// Loads the folder's build when somebody asks for it, or when it is another one. What is asked while
/// a load is under way is one more load, however often.
async fn reloads(app: Arc<App>, again: Arc<Notify>) {
    loop {
        tokio::select! {
            () = again.notified() => {}
            () = changed(&app.store, app.settings.watch) => {}
        }
        let app = Arc::clone(&app);
        // A load that panics is in the log; what was served stays.
        let _ = tokio::task::spawn_blocking(move || reload(&app)).await;
    }
}

/// Loads the folder's build, beside what goes on.
fn reload(app: &App) {
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
}

/// Lines for people, or one JSON object a line.
fn log_to_stderr(format: LogFormat) -> Result<&'static Log> {
    use tracing_subscriber::filter::LevelFilter;
    let log = log().map_err(|e| Error::io("start", "the log", e))?;
    let lines = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .log_internal_errors(false)
        .with_max_level(LevelFilter::INFO);
    let colours =
        std::env::var_os("NO_COLOR").is_none() && io::IsTerminal::is_terminal(&io::stderr());
    // A second server in one process keeps the first one's log.
    let _ = match format {
        LogFormat::Text => lines.with_ansi(colours).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
    // Panics go to the log too: a panic must not wait for whoever reads standard error.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a thread panicked")));
    Ok(log)
}
