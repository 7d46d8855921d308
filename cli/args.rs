//! What can be asked, in one place: help, completions and parsing come from here.

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use ifn_engine::catalog::{Selection, ZoneName};

/// The open engine of the indice de fragilité numérique.
#[derive(Debug, Parser)]
#[command(name = "ifn", version, propagate_version = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// Options of every subcommand.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print results as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute an index and write scores, territories and manifest
    Build(BuildArgs),
    /// Say why a unit has its score
    Explain(ExplainArgs),
    /// List where need is high and help is missing
    Gaps(GapsArgs),
    /// Write a level's scores as a table or a map layer
    Export(ExportArgs),
    /// Add to every row of a CSV or Parquet file the unit that it lies in, and its score
    Locate(LocateArgs),
    /// Validate a method and the tables it reads; compute nothing
    Check(CheckArgs),
    /// Write a build's territories and scores as vector tiles (PMTiles)
    Tiles(TilesArgs),
    /// Serve a build over HTTP: scores, sheets, tiles, downloads
    Serve(ServeArgs),
    /// Say whether an index holds together: correlations, double counting, weights, missing data
    Audit(AuditArgs),
    /// Say what changed between two builds: ranks, deciles, and the indicators that explain it
    Compare(CompareArgs),
    /// Places where help is found: check an inventory, list them, find the nearest
    Places(crate::places_args::PlacesArgs),
    /// List the methods that the program carries
    Methods,
    /// Download the official files that a method needs
    Fetch(crate::fetch_args::FetchArgs),
    /// List the datasets of the catalogue, and which are here
    Datasets(DatasetsArgs),
    /// Print a shell's completions
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub struct BuildArgs {
    /// A method file, or the id of a method that the program carries
    #[arg(default_value = ifn_engine::catalog::DEFAULT_METHOD)]
    pub config: String,
    /// Folder to write, whole or not at all
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// Write only the units of a zone; they are compared with all of France all the same
    #[arg(long, value_name = "LEVEL:CODE")]
    pub zone: Option<ZoneName>,
    /// Compute these levels alone
    #[arg(long = "level", value_name = "LEVEL,…", value_delimiter = ',')]
    pub levels: Vec<String>,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// Count the places of an inventory too: FILE in the columns of a dataset of places (`ifn
    /// datasets` lists them), or a mapping of your own
    #[arg(long = "places", value_name = "ID=FILE|MAPPING.toml")]
    pub places: Vec<String>,
    /// Do not write territories/ nor tiles/ (scores only)
    #[arg(long)]
    pub no_geometry: bool,
    /// Do not write tiles/
    #[arg(long)]
    pub no_tiles: bool,
    #[command(flatten)]
    pub extra: ExtraArgs,
    /// Fetch what the method can do without too: places, contours, `optional` tables
    #[arg(long)]
    pub fetch_optional: bool,
    /// What is needed and not here is fetched first
    #[command(flatten)]
    pub net: crate::fetch_args::NetArgs,
}

#[derive(Debug, ClapArgs)]
pub struct DatasetsArgs {
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Print the addresses that would be asked whether they lead somewhere
    #[arg(long)]
    pub check_links: bool,
    /// And ask them (needs a network)
    #[arg(long, requires = "check_links")]
    pub ask: bool,
    /// Seconds that a server may keep silent
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,
}

/// Another choice of indicators, weights and reference than the method's own.
#[derive(Debug, ClapArgs)]
pub struct ChoiceArgs {
    /// Score these indicators alone; the others are shown beside
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Another weight for an indicator or an axis, among its siblings
    #[arg(long = "weight", value_name = "ID=WEIGHT", value_parser = weight)]
    pub weights: Vec<(String, f64)>,
    /// Compare units within other zones: france, region, departement or epci
    #[arg(long, value_name = "ZONE")]
    pub reference: Option<String>,
}

impl ChoiceArgs {
    /// For the engine; all levels when `levels` is empty.
    pub fn selection(&self, levels: &[String]) -> Selection {
        Selection {
            levels: levels.to_vec(),
            only: self.only.clone(),
            weights: self.weights.clone(),
            reference: self.reference.clone(),
        }
    }
}

#[derive(Debug, ClapArgs)]
pub struct AuditArgs {
    /// A method file, or the id of a method that the program carries
    #[arg(default_value = ifn_engine::catalog::DEFAULT_METHOD)]
    pub config: String,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Level to audit; the finest of the method when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Also write a page with plots, that needs nothing else
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

#[derive(Debug, ClapArgs)]
pub struct TilesArgs {
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// File to write; tiles/territories.pmtiles in the build's folder when absent
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Draw these levels alone
    #[arg(long = "level", value_name = "LEVEL,…", value_delimiter = ',')]
    pub levels: Vec<String>,
    /// First and last zoom of every layer; without it each level begins where its units can be
    /// told apart
    #[arg(long, value_name = "FROM-TO", value_parser = zooms)]
    pub zooms: Option<(u8, u8)>,
    #[command(flatten)]
    pub extra: ExtraArgs,
}

/// Layers beside the territories.
#[derive(Debug, ClapArgs)]
pub struct ExtraArgs {
    /// Draw a GeoParquet, GeoPackage or GeoJSON file as a layer too, called by its name or as told
    #[arg(long = "extra", value_name = "[LAYER=]FILE", value_parser = extra)]
    pub extra: Vec<(String, PathBuf)>,
}

/// How the server's log is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Log {
    Text,
    Json,
}

#[derive(Debug, ClapArgs)]
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
    /// What links begin with, behind another server: https://ifn.example.fr
    #[arg(long, value_name = "URL", env = "IFN_PUBLIC_URL")]
    pub public_url: Option<String>,
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

#[derive(Debug, ClapArgs)]
pub struct CompareArgs {
    /// Folder of a build
    pub a: PathBuf,
    /// Folder of another one
    pub b: PathBuf,
    /// Level; the finest that both have when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Largest moves to tell
    #[arg(long, default_value_t = 20)]
    pub top: usize,
}

#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// A code (93066), a level and a code (departement:93), or a name
    pub code: String,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct GapsArgs {
    /// Level of the units
    #[arg(long, default_value = "commune")]
    pub level: String,
    /// List only units of a zone; they are compared with all of France all the same
    #[arg(long, value_name = "LEVEL:CODE")]
    pub zone: Option<ZoneName>,
    /// Count only places that give this service (`ifn places services` lists them)
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// Units to list, the largest gaps first
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub top: usize,
    /// Write a table instead: csv, xlsx, parquet, geojson or geoparquet
    #[arg(long)]
    pub format: Option<Format>,
    /// File to write
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    Parquet,
    Geojson,
    Geoparquet,
}

#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// iris, commune, epci, departement or region
    pub level: String,
    /// Format; taken from the file's ending when absent
    #[arg(long, short)]
    pub format: Option<Format>,
    /// Only the units of a zone
    #[arg(long, value_name = "LEVEL:CODE")]
    pub zone: Option<ZoneName>,
    /// File to write; standard output when absent (csv and geojson)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// CSV for Excel in French: semicolons, decimal comma, byte-order mark
    #[arg(long)]
    pub excel: bool,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct LocateArgs {
    /// A CSV or Parquet file of any length, a workbook, a GeoPackage, a GeoJSON, JSON, or one of them in
    /// an archive; `-` is standard input, as CSV
    pub file: PathBuf,
    /// Column of longitudes, degrees
    #[arg(long, value_name = "COLUMN", requires = "lat", conflicts_with_all = ["x", "geometry", "crs"])]
    pub lon: Option<String>,
    /// Column of latitudes, degrees
    #[arg(long, value_name = "COLUMN", requires = "lon")]
    pub lat: Option<String>,
    /// Column of coordinates to the east
    #[arg(long, value_name = "COLUMN", requires_all = ["y", "crs"], conflicts_with = "geometry")]
    pub x: Option<String>,
    /// Column of coordinates to the north
    #[arg(long, value_name = "COLUMN", requires = "x")]
    pub y: Option<String>,
    /// Reference system of x and y, or of geometries that do not say theirs
    #[arg(long, value_name = "EPSG:CODE", value_parser = epsg)]
    pub crs: Option<u32>,
    /// Column of geometries: WKB, WKT points, or "latitude, longitude"; that of a map layer when absent
    #[arg(long, value_name = "COLUMN")]
    pub geometry: Option<String>,
    /// Level of the units; the finest that has contours when absent
    #[arg(long)]
    pub level: Option<String>,
    /// Folder of the build whose territories and scores are used
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// File to write (.csv or .parquet), whole or not at all; CSV to standard output when absent
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Field separator of a CSV; seen in its header when absent
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    pub delimiter: Option<u8>,
    /// Encoding of a CSV, as utf-8 or windows-1252; seen in its first bytes when absent
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Decimal mark, `.` or `,`; seen in the coordinates when absent
    #[arg(long, value_name = "CHARACTER", value_parser = [".", ","])]
    pub decimal: Option<String>,
    /// Mark between thousands: `.`, `,`, a space or `'`
    #[arg(long, value_name = "CHARACTER", value_parser = [".", ",", " ", "'"])]
    pub thousands: Option<String>,
    /// Lines above the header
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip_lines: usize,
    /// Lines below the rows, such as a source
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip_bottom: usize,
    /// Lines of a workbook's header; of two, columns are called `upper / lower`
    #[arg(long, value_name = "N")]
    pub header_lines: Option<usize>,
    /// Sheet of a workbook or layer of a map file; the one that opens, or the first, when absent
    #[arg(long, visible_alias = "layer", value_name = "NAME")]
    pub sheet: Option<String>,
    /// Member of an archive, or a pattern with `*`; the first data file when absent
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// Folder of downloaded files, where map layers of an archive are unpacked
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// A method file, or the id of a method that the program carries
    #[arg(default_value = ifn_engine::catalog::DEFAULT_METHOD)]
    pub config: String,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Print the data dictionary of the method's outputs (Markdown) instead
    #[arg(long)]
    pub dictionary: bool,
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let (id, weight) = text
        .split_once('=')
        .ok_or_else(|| format!("expected ID=WEIGHT, as in poverty=2, not {text:?}"))?;
    let weight = weight.trim().replace(',', ".");
    match weight.parse::<f64>() {
        Ok(number) => Ok((id.trim().into(), number)),
        Err(_) => Err(format!("{weight:?} is not a number")),
    }
}

/// `EPSG:2154`, or `2154`.
fn epsg(text: &str) -> Result<u32, String> {
    let code = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let prefix = &text[..text.len() - code.len()];
    match code.parse() {
        Ok(code) if prefix.is_empty() || prefix.eq_ignore_ascii_case("epsg:") => Ok(code),
        _ => Err("expected a code, as EPSG:2154".into()),
    }
}

/// One character, or `\\t`.
fn separator(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [one] => Ok(*one),
        b"\\t" => Ok(b'\t'),
        _ => Err("one character expected, as ';'".into()),
    }
}

/// A shell's completions.
pub fn completions(shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "ifn", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// `4-12`, or one zoom.
fn zooms(text: &str) -> Result<(u8, u8), String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.trim().parse(), to.trim().parse()) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        _ => Err("two zooms expected, as 4-12".into()),
    }
}

/// `LAYER=FILE`, or a file whose name is the layer's.
fn extra(text: &str) -> Result<(String, PathBuf), String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name.to_string(), PathBuf::from(file)),
        None => {
            let file = PathBuf::from(text);
            (file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), file)
        }
    };
    if name.is_empty() || file.as_os_str().is_empty() {
        return Err("a file expected, or LAYER=FILE".into());
    }
    Ok((name, file))
}
