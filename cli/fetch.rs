//! `ifn fetch`, and what `ifn build` fetches before it begins.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use ifn_engine::Error;
use ifn_engine::catalog::{self, Catalog, DEFAULT_METHOD, Dataset, Method};
use ifn_engine::fetch::{self, FileReport, From, Outcome, Report, Request, Wanted};

use crate::args::{BuildArgs, Common};
use crate::fetch_args::{FetchArgs, NetArgs};
use crate::fetching::Shown;
use crate::fmt;

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
    let wanted = fetch::wanted(datasets.iter(), &addresses, &args.departements)?;
    let request = Request { ask: true, update: args.update, ..request(wanted, &args.net) };
    let shown = Shown::new(&request.wanted, common.quiet);
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

/// Fetches what a method needs and is not here; says nothing when all is. Files that only `optional`
/// indicators, places or contours come from are named, and fetched when that is asked for: they may
/// stay away all the same.
pub fn before_build(method: &Method, args: &BuildArgs, common: &Common) -> anyhow::Result<()> {
    if args.net.offline {
        return Ok(());
    }
    let published = method.datasets().into_iter().filter(|d| !fetch::by_departement(d));
    let wanted = fetch::wanted(published, &BTreeMap::new(), &[])?;
    let absent = fetch::absent(&wanted, &args.net.data).cloned();
    let (mut absent, optional): (Vec<Wanted>, Vec<Wanted>) =
        absent.partition(|w| method.needs(&w.dataset));
    if args.fetch_optional {
        absent.extend(optional);
    } else if !optional.is_empty() && !common.quiet {
        let names: Vec<&str> = optional.iter().map(|w| w.dataset.as_str()).collect();
        say!(
            "optional data that are not here: {} (`ifn fetch {}`, or `ifn build --fetch-optional`, takes \
             them)",
            names.join(", "),
            args.config
        );
    }
    if absent.is_empty() {
        return Ok(());
    }
    let request = request(absent, &args.net);
    let shown = Shown::new(&request.wanted, common.quiet);
    let report = fetch::fetch(&request, &shown);
    shown.finish();
    let report = report?;
    let needed = |f: &&FileReport| f.outcome == Outcome::Failed && method.needs(&f.dataset);
    let files = report.files.iter().filter(needed).cloned().collect();
    failed(&Report { files })
}

fn request(wanted: Vec<Wanted>, net: &NetArgs) -> Request {
    Request {
        wanted,
        data: net.data.clone(),
        from: net.mirror.clone().unwrap_or_default(),
        // A folder is read without a socket.
        offline: net.offline || matches!(net.mirror, Some(From::Folder(_))),
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
fn summary(report: &Report) -> String {
    let mut text = String::new();
    for f in &report.files {
        let size = f.bytes.map(fetch::size).unwrap_or_default();
        let what = match f.outcome {
            Outcome::Fetched if f.resumed > 0 => {
                format!("fetched, {} of it were here", fetch::size(f.resumed))
            }
            Outcome::Fetched => "fetched".into(),
            Outcome::Linked => "was here under its hash".into(),
            Outcome::Kept => "is here".into(),
            Outcome::Own => "is yours".into(),
            Outcome::ChangedUpstream => "changed upstream".into(),
            Outcome::Failed => "FAILED".into(),
        };
        let _ = writeln!(text, "{:<32} {size:>9}  {what}", f.dataset);
        if let Some(note) = &f.note {
            let _ = writeln!(text, "{:<32} {:>9}  {note}", "", "");
        }
    }
    let bytes: u64 = report.files.iter().filter_map(|f| f.bytes).sum();
    let there = report.files.len() - report.count(Outcome::Failed);
    let _ =
        writeln!(text, "{there} of {} files are here, {}", report.files.len(), fetch::size(bytes));
    text
}

/// Fails when a file did not come; the first says why, the others are named.
fn failed(report: &Report) -> anyhow::Result<()> {
    let mut missed = report.files.iter().filter(|f| f.outcome == Outcome::Failed);
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
