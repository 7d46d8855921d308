//! `ifn serve`

use std::io::Write;

use ifn_server::Settings;
use ifn_server::settings::LogFormat;

use crate::args::{Common, Log, ServeArgs};

pub fn run(args: &ServeArgs, common: &Common) -> anyhow::Result<()> {
    if common.json {
        return Err(ifn_engine::Error::request("`serve` prints no result: leave --json out")
            .with_help("--log-format json writes its log so")
            .into());
    }
    let settings = settings(args, common)?;
    // A log of JSON lines holds nothing else, and says the address itself.
    let told = !common.quiet && settings.log_format == LogFormat::Text;
    ifn_server::serve(settings, move |address| {
        if told {
            // Standard error may be full, or closed: the server is there all the same.
            let line = format!("http://{address}/ serves the build; stop with Ctrl-C\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
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
    Ok(all)
}

fn set<T>(setting: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *setting = said;
    }
}
