//! Official files: from their publishers, or a mirror, to the data folder.
//!
//! In: datasets of the catalogue. Out: `<data>/<dataset>/<file>`, each the file whose SHA-256 is in
//! `datasets.lock`, and a [`FetchReport`]. Several are fetched at once; each host is asked politely
//! ([`hosts`]); what breaks off is resumed where it is the same file ([`transfer`]), and no wait
//! is endless ([`body`]); what changed upstream is reported, and taken only when asked for.

mod backoff;
mod body;
mod content_check;
mod file;
mod geocoder;
mod hosts;
mod http;
mod http_error;
mod links;
mod lock;
mod mirror;
mod parts;
mod relocated;
mod revalidate;
mod state;
mod store;
mod table_check;
mod transfer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::Serialize;

use crate::catalog::mapping::Mapping;
use crate::catalog::{Dataset, Layout, RowPosition};
use crate::error::{Error, Result};
pub use geocoder::{Address, Geocoder};
pub use hosts::pace;
use http::Client;
pub use links::{Link, Reply, ask_links, links};
pub use lock::{Lock, Locked, NAME as LOCK};
pub use mirror::FetchOrigin;
pub use state::{DatasetState, Standing, states};
use store::Store;

/// Placeholder for the code of a département in an address.
const DEPARTEMENT: &str = "{departement}";

/// Receives the progress of every file.
pub trait Watch: Sync {
    /// A file begins: so many bytes are here, so many there will be.
    fn begin(&self, file: usize, address: &str, here: u64, total: Option<u64>);
    /// So many bytes are here.
    fn received(&self, file: usize, here: u64);
    /// A file is there, or will not be.
    fn end(&self, file: usize, done: &FileReport);
    /// Something that a person should know while waiting.
    fn say(&self, message: &str);
    /// Whether to stop.
    fn cancelled(&self) -> bool;
}

/// What to fetch, and how.
#[derive(Debug, Clone)]
pub struct FetchRequest {
    /// The files.
    pub wanted: Vec<FetchItem>,
    /// Folder of downloaded files.
    pub data: PathBuf,
    /// From where.
    pub from: FetchOrigin,
    /// Open no socket.
    pub offline: bool,
    /// Ask publishers whether the files that are here have changed.
    pub ask: bool,
    /// Take what changed upstream.
    pub update: bool,
    /// Files at once.
    pub jobs: usize,
    /// Failures in a row after which it gives up.
    pub retries: u32,
    /// Time that a server may keep silent.
    pub silence: Duration,
}

/// A file to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchItem {
    /// Its dataset.
    pub dataset: String,
    /// Its name here.
    pub file: String,
    /// Where it is.
    pub address: String,
    /// The address in the catalogue, when `address` is the user's.
    pub declared: Option<String>,
    /// SHA-256 that the catalogue declares.
    pub sha256: Option<String>,
    /// Where to look when the address no longer answers.
    pub moved: Option<crate::catalog::Moved>,
    /// The page about it.
    pub page: String,
    /// How the table is written.
    pub layout: Layout,
    /// Columns that the dataset names, in every edition's spelling.
    pub columns: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchOutcome {
    /// It came.
    Fetched,
    /// It was among the objects.
    Linked,
    /// It was here, the one that was fetched.
    Kept,
    /// It was here, and never fetched: the user's own.
    Own,
    /// It was here, and upstream is another now.
    ChangedUpstream,
    /// It did not come.
    Failed,
}

/// What became of a file, in full.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Its dataset.
    pub dataset: String,
    /// Its name here.
    pub file: String,
    /// Where it is.
    pub address: String,
    /// What became of it.
    pub outcome: FetchOutcome,
    /// SHA-256.
    pub sha256: Option<String>,
    /// Size.
    pub bytes: Option<u64>,
    /// Bytes of it that were here from an earlier attempt.
    pub resumed: u64,
    /// Time it took, in seconds.
    pub seconds: f64,
    /// Why it failed, or what else is to be known.
    pub note: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// What became of all files.
#[derive(Debug, Serialize)]
pub struct FetchReport {
    /// In the order in which they were asked for.
    pub files: Vec<FileReport>,
}

impl FetchReport {
    /// Files with that outcome.
    pub fn count(&self, outcome: FetchOutcome) -> usize {
        self.files.iter().filter(|f| f.outcome == outcome).count()
    }
}

/// The files of datasets: all that are published. `addresses` are the user's, by dataset; files
/// by département are those of `departements`.
///
/// # Errors
/// An address for a dataset that is not asked for.
pub fn items<'a>(
    datasets: impl IntoIterator<Item = &'a Dataset>,
    addresses: &BTreeMap<String, String>,
    departements: &[String],
) -> Result<Vec<FetchItem>> {
    let mut out = Vec::new();
    let mut used = Vec::new();
    for dataset in datasets {
        let Some((file, declared)) = dataset.published() else { continue };
        let own = addresses.get(&dataset.id);
        used.extend(own.map(|_| dataset.id.as_str()));
        let address = own.map_or(declared, String::as_str);
        let one = |departement: &str| FetchItem {
            dataset: dataset.id.clone(),
            file: file.replace(DEPARTEMENT, departement),
            address: address.replace(DEPARTEMENT, departement),
            declared: own.map(|_| declared.to_string()),
            sha256: dataset.sha256.clone(),
            moved: dataset.provenance.moved.clone(),
            page: dataset.provenance.page.clone(),
            layout: dataset.layout.clone(),
            columns: columns_of(dataset),
        };
        if declared.contains(DEPARTEMENT) {
            out.extend(departements.iter().map(|d| one(d)));
        } else {
            out.push(one(""));
        }
    }
    match addresses.keys().find(|id| !used.contains(&id.as_str())) {
        Some(id) => {
            Err(Error::request(format!("--address {id}=…: no file of `{id}` is asked for")))
        }
        None => Ok(out),
    }
}

/// Columns that a dataset names, those that join its rows and those of its places, under all their names.
fn columns_of(dataset: &Dataset) -> Vec<String> {
    let Dataset { layout, places, .. } = dataset;
    let mut out: Vec<&str> = vec![layout.key.as_str()];
    out.extend(layout.locate.iter().flat_map(RowPosition::columns));
    out.extend(layout.pivot.iter().flat_map(|pivot| [pivot.names.as_str(), pivot.values.as_str()]));
    out.extend(places.iter().flat_map(Mapping::columns).map(|(name, _)| name));
    let others = |name: &&str| layout.renamed.get(*name).into_iter().flatten();
    let others: Vec<&str> = out.iter().flat_map(others).map(String::as_str).collect();
    let all = out.into_iter().chain(others).filter(|name| !name.is_empty());
    all.map(String::from).collect()
}

/// Whether a dataset's files are by département.
pub fn by_departement(dataset: &Dataset) -> bool {
    dataset.published().is_some_and(|(_, address)| address.contains(DEPARTEMENT))
}

/// Fetches what is not here. A file that cannot be had does not keep the others from coming.
///
/// # Errors
/// The user stopped it. What fails for one file is in the report.
pub fn fetch(request: &FetchRequest, watch: &dyn Watch) -> Result<FetchReport> {
    let fresh = !request.data.exists();
    let store = Store::new(&request.data);
    let client = (!request.offline).then(|| Client::new(request.silence));
    let one = file::FileFetch { request, store: &store, client: client.as_ref(), watch };
    // Datasets that share one file are one download: one worker takes all of them.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of_address: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, wanted) in request.wanted.iter().enumerate() {
        let group = *of_address.entry(&wanted.address).or_insert(groups.len());
        groups.resize_with(groups.len().max(group + 1), Vec::new);
        groups[group].push(number);
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            for number in group.iter().copied().filter(|_| !watch.cancelled()) {
                let report = one.fetch(number, &request.wanted[number]);
                watch.end(number, &report);
                done.push((number, report));
            }
        }
        done
    };
    let mut all: Vec<(usize, FileReport)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..request.jobs.clamp(1, 16)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|w| w.join().unwrap_or_default()).collect()
    });
    store.tidy(fresh);
    crate::progress::check_flag(watch.cancelled())?;
    all.sort_by_key(|(number, _)| *number);
    Ok(FetchReport { files: all.into_iter().map(|(_, report)| report).collect() })
}

/// Files that are not here.
pub fn absent<'a>(wanted: &'a [FetchItem], data: &'a Path) -> impl Iterator<Item = &'a FetchItem> {
    wanted.iter().filter(|w| !data.join(&w.dataset).join(&w.file).exists())
}

/// A number of bytes as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
