//! `ifn export`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ifn_engine::build::Build;
use ifn_engine::catalog::ZoneSet;
use ifn_engine::export::{self, ExportQuery, Format};

use crate::fmt::{self, count};
use crate::options::{Common, ListArgs};

/// Formats of a level's table.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    Csv,
    Xlsx,
    Parquet,
    Geojson,
    Geoparquet,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// iris, commune, epci, departement or region
    pub level: String,
    /// Format; taken from the file's ending when absent
    #[arg(long, short)]
    pub format: Option<FormatArg>,
    /// Only the units of a zone, as departement:22,departement:29 or the file of one (`ifn zones`);
    /// `rank_in_zone` is their rank inside it
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    #[command(flatten)]
    pub list: ListArgs,
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

pub fn run(args: &ExportArgs, common: &Common) -> anyhow::Result<()> {
    if common.json {
        return Err(ifn_engine::Error::request(
            "`export` has formats of its own: leave --json out",
        )
        .with_help("--format geojson gives JSON")
        .into());
    }
    let (format, output) = wanted(args.format, args.output.as_deref())?;
    let format = match (format, args.excel) {
        (Format::Csv, true) => Format::CsvExcel,
        (_, true) => {
            return Err(ifn_engine::Error::request("--excel is a way to write CSV")
                .with_help("an .xlsx file needs no such option")
                .into());
        }
        (format, false) => format,
    };
    let build = Build::read(&args.out)?;
    let zone = fmt::zone(&build, args.zone.as_ref())?;
    let query =
        ExportQuery { level: &args.level, zone: zone.as_ref(), listing: args.list.listing() };
    let written = export::export(&build, &query, format, output)?;
    if common.quiet {
        return Ok(());
    }
    if let Some(path) = output {
        let units = count(written.units);
        say!("{units} units of level {} written to {}", args.level, path.display());
    }
    if let Some(said) = fmt::left_out(written.left_out, args.list.min_population) {
        say!("{said}");
    }
    Ok(())
}

/// The format asked for, else that of the file's ending; the file, none for standard output.
pub fn wanted(
    format: Option<FormatArg>,
    output: Option<&Path>,
) -> anyhow::Result<(Format, Option<&Path>)> {
    // As everywhere, `-` is standard output.
    let output = output.filter(|path| *path != Path::new("-"));
    let format = match (format, output) {
        (Some(FormatArg::Xlsx), _) => Format::Xlsx,
        (Some(FormatArg::Parquet), _) => Format::Parquet,
        (Some(FormatArg::Geojson), _) => Format::Geojson,
        (Some(FormatArg::Geoparquet), _) => Format::Geoparquet,
        (None, Some(path)) => export::format_of(path)?,
        (Some(FormatArg::Csv), _) | (None, None) => Format::Csv,
    };
    Ok((format, output))
}
