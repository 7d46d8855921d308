//! `ifn places list`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ifn_engine::Error;
use ifn_engine::catalog::{Catalog, ZoneSet};
use ifn_engine::error::nearest;
use ifn_engine::export::{self, LIST_FORMATS, ListFormat};
use ifn_engine::places::find::{Near, Query, When};
use ifn_engine::territory::load_france;

use crate::fmt::count;
use crate::options::Common;
use crate::places_filter::{FilterArgs, communes_of, query, register};

/// Formats of a list of places.
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
    /// Only the places of the communes of a zone, as departement:22,departement:29 or the file of one
    /// (`ifn zones`)
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Format; taken from the file's ending when absent
    #[arg(long, short)]
    pub format: Option<ListFormatArg>,
    /// File to write; standard output when absent (all but parquet)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &PlacesListArgs, common: &Common) -> anyhow::Result<()> {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let format = match (args.format, output) {
        (Some(ListFormatArg::Geojson), _) => ListFormat::Geojson,
        (Some(ListFormatArg::Parquet), _) => ListFormat::Parquet,
        (None, Some(path)) => format_of(path)?,
        (Some(ListFormatArg::Json), _) => ListFormat::Json,
        (None, None) if common.json => ListFormat::Json,
        (Some(ListFormatArg::Csv), _) | (None, None) => ListFormat::Csv,
    };
    // A list is of everything, also of what receives nobody.
    let query = Query { closed_to_public: true, ..query(&args.filter, None)? };
    let register = register(&args.out)?;
    let communes = match &args.zone {
        Some(zone) => {
            let territory = load_france(&Catalog::builtin()?, Path::new("data"))?;
            Some(communes_of(zone, &territory)?)
        }
        None => None,
    };
    let query = Query { communes, ..query };
    let found: Vec<Near> = register
        .places
        .iter()
        .filter(|place| query.takes(place))
        .map(|place| Near { place, metres: f64::NAN, doubt: 0.0 })
        .collect();
    export::write_list(
        &register,
        &found,
        format,
        When::Now(std::time::SystemTime::now().into()),
        output,
    )?;
    if let (Some(path), false) = (output, common.quiet) {
        say!("{} places written to {}", count(found.len()), path.display());
    }
    Ok(())
}

fn format_of(path: &Path) -> Result<ListFormat, Error> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let ending = if ending == "geoparquet" { "parquet" } else { ending.as_str() };
    LIST_FORMATS.iter().find(|(name, _)| *name == ending).map(|(_, f)| *f).ok_or_else(|| {
        Error::request(format!("{}: unknown format `{ending}`", path.display()))
            .with_help(nearest(ending, LIST_FORMATS.iter().map(|(name, _)| *name)))
    })
}
