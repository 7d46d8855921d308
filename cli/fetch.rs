//! `ifn fetch`, and what `ifn build` fetches before it begins.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use ifn_engine::Error;
use ifn_engine::catalog::{self, Catalog, DEFAULT_METHOD, Dataset, Method};
use ifn_engine::fetch::{
    self, FetchItem, FetchOrigin, FetchOutcome, FetchReport, FetchRequest, FileReport,
};
use ifn_engine::territory::DepartementCode;

use crate::args::Common;
use crate::build::BuildArgs;
use crate::fetching::TransferBars;
use crate::fmt;

/// Where files go, and where they come from.
#[derive(Debug, Args)]
pub struct NetArgs {
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Take files from here, as <dataset>/<file>, instead of from their publishers
    #[arg(long, value_name = "DIR|URL", env = "IFN_MIRROR")]
    pub mirror: Option<FetchOrigin>,
    /// Never open a connection
    #[arg(long, env = "IFN_OFFLINE")]
    pub offline: bool,
    /// Files to fetch at once
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub jobs: usize,
    /// Failures in a row to bear for one file; an attempt that brings more of it than all before
    /// begins the row again
    #[arg(long, value_name = "N", default_value_t = 5, overrides_with = "retries")]
    pub retries: u32,
    /// Seconds that a server may keep silent, or take to connect or to end its headers; over as many,
    /// a file must come at 512 bytes a second at least
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30.0,
        value_parser = seconds,
        overrides_with = "timeout"
    )]
    pub timeout: f64,
}

#[derive(Debug, Args)]
pub struct FetchArgs {
    /// Methods (files, or ids of methods that the program carries) or datasets
    #[arg(value_name = "CONFIG|DATASET")]
    pub names: Vec<String>,
    /// Everything in the catalogue
    #[arg(long)]
    pub all: bool,
    /// Take what changed upstream, instead of saying so
    #[arg(long)]
    pub update: bool,
    /// Another address of a dataset, when its own does not answer
    #[arg(long = "address", value_name = "DATASET=URL", value_parser = address)]
    pub addresses: Vec<(String, String)>,
    /// Départements whose files are fetched, for datasets that have one each
    #[arg(
        long = "departement",
        value_name = "CODE,…",
        value_delimiter = ',',
        value_parser = departement
    )]
    pub departements: Vec<String>,
    #[command(flatten)]
    pub net: NetArgs,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.1 to 3600".into()),
    }
}

fn address(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, url)) if !id.is_empty() && url.contains("://") => Ok((id.into(), url.into())),
        _ => Err("written DATASET=https://…".into()),
    }
}

fn departement(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase().parse::<DepartementCode>();
    code.map(|code| code.to_string()).map_err(|_| "the code of a département: 93, 2A, 971".into())
}

pub fn run(args: &FetchArgs, common: &Common) -> anyhow::Result<()> {
    let catalog = Catalog::builtin()?;
    let datasets = named(args, &catalog)?;
    let addresses: BTreeMap<String, String> = args.addresses.iter().cloned().collect();
    for id in by_departement(&datasets).filter(|_| args.departements.is_empty()) {
        let message = format!("the files of `{id}` are by département");
        if !args.all {
            return Err(Error::request(message).with_help("name some: --departement 93,75").into());
        }
        if !common.quiet {
            say!("left out: {message} (--departement names some)");
        }
    }
    let wanted = fetch::items(datasets.iter(), &addresses, &args.departements)?;
    let request = FetchRequest { ask: true, update: args.update, ..request(wanted, &args.net) };
    let shown = TransferBars::new(&request.wanted, common.quiet);
    let report = fetch::fetch(&request, &shown);
    shown.finish();
    let report = report?;
    if common.json {
        fmt::print_json(&report)?;
    } else if !common.quiet {
        fmt::print(&summary(&report))?;
    }
    failed(&report)
}

/// Fetches what a method needs and is not here; prints nothing when all is. Files that only `optional`
/// indicators, places or contours come from are named, and fetched when that is asked for: they may
/// stay away all the same.
pub fn before_build(method: &Method, args: &BuildArgs, common: &Common) -> anyhow::Result<()> {
    if args.net.offline {
        return Ok(());
    }
    let published = method.datasets().into_iter().filter(|d| !fetch::by_departement(d));
    let wanted = fetch::items(published, &BTreeMap::new(), &[])?;
    let absent = fetch::absent(&wanted, &args.net.data).cloned();
    let (mut absent, optional): (Vec<FetchItem>, Vec<FetchItem>) =
        absent.partition(|w| method.needs(&w.dataset));
    if args.fetch_optional {
        absent.extend(optional);
    } else if !optional.is_empty() && !common.quiet {
        let names: Vec<&str> = optional.iter().map(|w| w.dataset.as_str()).collect();
        say!(
            "optional data that are not here: {} (`ifn fetch {}`, or `ifn build --fetch-optional`, takes \
             them)",
            names.join(", "),
            args.config.as_deref().unwrap_or(&method.id)
        );
    }
    if absent.is_empty() {
        return Ok(());
    }
    let request = request(absent, &args.net);
    let shown = TransferBars::new(&request.wanted, common.quiet);
    let report = fetch::fetch(&request, &shown);
    shown.finish();
    let report = report?;
    let needed = |f: &&FileReport| f.outcome == FetchOutcome::Failed && method.needs(&f.dataset);
    let files = report.files.iter().filter(needed).cloned().collect();
    failed(&FetchReport { files })
}

fn request(wanted: Vec<FetchItem>, net: &NetArgs) -> FetchRequest {
    FetchRequest {
        wanted,
        data: net.data.clone(),
        from: net.mirror.clone().unwrap_or_default(),
        // A folder is read without a socket.
        offline: net.offline || matches!(net.mirror, Some(FetchOrigin::Folder(_))),
        ask: false,
        update: false,
        jobs: net.jobs,
        retries: net.retries,
        silence: Duration::from_secs_f64(net.timeout),
    }
}

/// Datasets that are asked for: of methods, by name, or all.
fn named(args: &FetchArgs, catalog: &Catalog) -> anyhow::Result<Vec<Dataset>> {
    let mut out: Vec<Dataset> = Vec::new();
    let mut add = |dataset: &Dataset| {
        if out.iter().all(|d| d.id != dataset.id) {
            out.push(dataset.clone());
        }
    };
    if args.all {
        catalog.datasets.values().for_each(&mut add);
    }
    for name in &args.names {
        if let Some(dataset) = catalog.datasets.get(name) {
            add(dataset);
            continue;
        }
        match catalog::open_method(name, catalog) {
            Ok(method) => method.datasets().into_iter().for_each(&mut add),
            Err(e) if e.is_usage() => {
                let methods = catalog::builtin_methods()?;
                let known = methods.iter().map(|(id, _)| id.as_str());
                let known = known.chain(catalog.datasets.keys().map(String::as_str));
                return Err(Error::request(format!("no method and no dataset `{name}`"))
                    .with_help(ifn_engine::error::nearest(name, known))
                    .into());
            }
            Err(e) => return Err(e.into()),
        }
    }
    if !args.all && args.names.is_empty() {
        let known: Vec<String> = catalog::builtin_methods()?
            .into_iter()
            .map(|(id, _)| id)
            .filter(|id| id != DEFAULT_METHOD)
            .collect();
        return Err(Error::request("fetch what? name a method or datasets, or say --all")
            .with_help(format!("methods: {}; `ifn datasets` lists datasets", known.join(", ")))
            .into());
    }
    Ok(out)
}

fn by_departement(datasets: &[Dataset]) -> impl Iterator<Item = &str> {
    datasets.iter().filter(|d| fetch::by_departement(d)).map(|d| d.id.as_str())
}

/// What became of the files, in a line each.
fn summary(report: &FetchReport) -> String {
    let mut text = String::new();
    for f in &report.files {
        let size = f.bytes.map(fetch::size).unwrap_or_default();
        let what = match f.outcome {
            FetchOutcome::Fetched if f.resumed > 0 => {
                format!("fetched, {} of it were here", fetch::size(f.resumed))
            }
            FetchOutcome::Fetched => "fetched".into(),
            FetchOutcome::Linked => "was here under its hash".into(),
            FetchOutcome::Kept => "is here".into(),
            FetchOutcome::Own => "is yours".into(),
            FetchOutcome::ChangedUpstream => "changed upstream".into(),
            FetchOutcome::Failed => "FAILED".into(),
        };
        let _ = writeln!(text, "{:<32} {size:>9}  {what}", f.dataset);
        if let Some(note) = &f.note {
            let _ = writeln!(text, "{:<32} {:>9}  {note}", "", "");
        }
    }
    let bytes: u64 = report.files.iter().filter_map(|f| f.bytes).sum();
    let there = report.files.len() - report.count(FetchOutcome::Failed);
    let _ =
        writeln!(text, "{there} of {} files are here, {}", report.files.len(), fetch::size(bytes));
    text
}

/// Fails when a file did not come; the first says why, the others are named.
fn failed(report: &FetchReport) -> anyhow::Result<()> {
    let mut missed = report.files.iter().filter(|f| f.outcome == FetchOutcome::Failed);
    let Some(first) = missed.next() else { return Ok(()) };
    let others: Vec<&str> = missed.map(|f| f.dataset.as_str()).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        all => format!(" (nor {})", all.join(", ")),
    };
    let why = first.note.as_deref().unwrap_or_default();
    let e = Error::input(&first.dataset, format!("could not be fetched{others}: {why}"));
    Err(match &first.help {
        Some(help) => e.with_help(help.clone()),
        None => e,
    }
    .into())
}
