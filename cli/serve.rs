//! `ifn serve`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ifn_server::Settings;
use ifn_server::settings::LogFormat;

use crate::options::Common;

/// How the server's log is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Log {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Settings in TOML; flags and environment win over them
    #[arg(long, value_name = "FILE", env = "IFN_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of the build [default: out]
    #[arg(long, value_name = "DIR", env = "IFN_OUT")]
    pub out: Option<PathBuf>,
    /// Address and port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT", env = "IFN_LISTEN")]
    pub listen: Option<String>,
    /// The port alone, as other servers call it
    #[arg(long, value_name = "PORT", hide = true, conflicts_with = "listen")]
    pub port: Option<u16>,
    /// What links begin with, behind another server: https://ifn.example.fr
    #[arg(long, value_name = "URL", env = "IFN_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Search addresses too: this geocoder is asked, and receives what people type; off by default
    #[arg(long, value_name = "URL", env = "IFN_ADDRESS_SEARCH")]
    pub address_search: Option<String>,
    /// Let the map send inventories of places to be checked: on a loopback address alone, and nothing is kept
    #[arg(long, env = "IFN_ALLOW_UPLOADS")]
    pub allow_uploads: bool,
    /// How the log is written [default: text]
    #[arg(long, env = "IFN_LOG_FORMAT")]
    pub log_format: Option<Log>,
    /// Do not log each request
    #[arg(long, env = "IFN_NO_ACCESS_LOG")]
    pub no_access_log: bool,
    /// Load a new build on SIGHUP alone, not as soon as the folder holds one
    #[arg(long, env = "IFN_NO_WATCH")]
    pub no_watch: bool,
    /// Megabytes of tiles kept in memory [default: 256]
    #[arg(long, value_name = "MB", env = "IFN_TILE_CACHE_MB")]
    pub tile_cache_mb: Option<u64>,
    /// Connections open at once [default: 4096]
    #[arg(long, value_name = "N", env = "IFN_MAX_CONNECTIONS")]
    pub max_connections: Option<usize>,
    /// Requests answered at once [default: 1024]
    #[arg(long, value_name = "N", env = "IFN_MAX_REQUESTS")]
    pub max_requests: Option<usize>,
    /// Seconds until an answer must have begun [default: 30]
    #[arg(long, value_name = "S", env = "IFN_REQUEST_TIMEOUT_S")]
    pub request_timeout_s: Option<u64>,
    /// Seconds in which a client must send, read or ask again [default: 60]
    #[arg(long, value_name = "S", env = "IFN_CLIENT_TIMEOUT_S")]
    pub client_timeout_s: Option<u64>,
    /// Seconds left to answers under way at a stop [default: 20]
    #[arg(long, value_name = "S", env = "IFN_SHUTDOWN_S")]
    pub shutdown_s: Option<u64>,
}

pub fn run(args: &ServeArgs, common: &Common) -> anyhow::Result<()> {
    if common.json {
        return Err(ifn_engine::Error::request("`serve` prints no result: leave --json out")
            .with_help("--log-format json writes its log so")
            .into());
    }
    let settings = settings(args, common)?;
    // A log of JSON lines holds nothing else, the address included.
    let announced = !common.quiet && settings.log_format == LogFormat::Text;
    ifn_server::serve(settings, move |address| {
        if announced {
            say!("http://{address}/ serves the build; stop with Ctrl-C");
        }
    })?;
    Ok(())
}

/// The file's settings, with what flags and environment say in their place.
fn settings(args: &ServeArgs, common: &Common) -> ifn_engine::Result<Settings> {
    let mut all = match &args.config {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    let ServeArgs { out, listen, public_url, log_format, no_watch, no_access_log, .. } = args;
    set(&mut all.out, out.clone());
    set(&mut all.listen, listen.clone());
    if let Some(port) = args.port {
        let address = all.listen.rsplit_once(':').map_or("127.0.0.1", |(address, _)| address);
        all.listen = format!("{address}:{port}");
    }
    set(&mut all.tile_cache_mb, args.tile_cache_mb);
    set(&mut all.max_connections, args.max_connections);
    set(&mut all.max_requests, args.max_requests);
    set(&mut all.request_timeout_s, args.request_timeout_s);
    set(&mut all.client_timeout_s, args.client_timeout_s);
    set(&mut all.shutdown_s, args.shutdown_s);
    set(
        &mut all.log_format,
        log_format.map(|format| match format {
            Log::Text => LogFormat::Text,
            Log::Json => LogFormat::Json,
        }),
    );
    if public_url.is_some() {
        all.public_url.clone_from(public_url);
    }
    all.watch &= !no_watch;
    all.access_log &= !(*no_access_log || common.quiet);
    if args.address_search.is_some() {
        all.address_search.clone_from(&args.address_search);
    }
    all.allow_uploads |= args.allow_uploads;
    Ok(all)
}

fn set<T>(setting: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *setting = given;
    }
}
