//! What can be asked of `ifn places`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use ifn_engine::catalog::ZoneName;

#[derive(Debug, Args)]
pub struct PlacesArgs {
    #[command(subcommand)]
    pub command: PlacesCommand,
}

#[derive(Debug, Subcommand)]
pub enum PlacesCommand {
    /// Read an inventory and say what is wrong in it, row by row
    Check(PlacesCheckArgs),
    /// Write the places of a build
    List(PlacesListArgs),
    /// Say where to send somebody: the nearest places, on one page
    Near(PlacesNearArgs),
}

#[derive(Debug, Args)]
pub struct PlacesCheckArgs {
    /// The inventory: CSV, XLSX, Parquet or JSON
    pub file: PathBuf,
    /// How its columns are read: a dataset that has a mapping (`ifn datasets`), or a TOML file of
    /// your own
    #[arg(long, value_name = "ID|FILE.toml")]
    pub mapping: String,
    /// Write everything that is wrong as CSV
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}

/// What is asked of a place; several values: any of them.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// demarches, outils, emploi, securite, parentalite, loisirs, comprehension, acces, materiel
    #[arg(long = "service", value_name = "ID,…", value_delimiter = ',')]
    pub services: Vec<String>,
    /// jeunes, etudiants, familles-et-ou-enfants, seniors, femmes
    #[arg(long = "public", value_name = "ID,…", value_delimiter = ',')]
    pub publics: Vec<String>,
    /// gratuit, gratuit-sous-condition, payant
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub frais: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ListFormatArg {
    Csv,
    Json,
    Geojson,
    Parquet,
}

#[derive(Debug, Args)]
pub struct PlacesListArgs {
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// Only the places of a zone
    #[arg(long, value_name = "LEVEL:CODE")]
    pub zone: Option<ZoneName>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Format; taken from the file's ending when absent
    #[arg(long, short)]
    pub format: Option<ListFormatArg>,
    /// File to write; standard output when absent (all but parquet)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum NearFormatArg {
    Text,
    Json,
    Csv,
    Geojson,
}

#[derive(Debug, Args)]
pub struct PlacesNearArgs {
    /// A point, a commune's code or its name
    #[arg(value_name = "LON,LAT|CODE|NAME", allow_hyphen_values = true)]
    pub from: String,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Only places that are open now
    #[arg(long, conflicts_with = "open_at")]
    pub open_now: bool,
    /// Only places that are open at a local time
    #[arg(long, value_name = "2026-11-24T10:00")]
    pub open_at: Option<String>,
    /// Also places that name no service (all of them count where none names any)
    #[arg(long)]
    pub all: bool,
    /// Not farther than this, in kilometres as the crow flies
    #[arg(long, value_name = "KM")]
    pub radius: Option<f64>,
    /// Places to tell
    #[arg(long, default_value_t = 5)]
    pub limit: usize,
    /// Format
    #[arg(long, short, default_value = "text")]
    pub format: NearFormatArg,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
}
