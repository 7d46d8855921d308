//! `ifn export`

use std::path::Path;

use ifn_engine::output::export::{self, Format};
use ifn_engine::output::open;

use crate::args::{Common, ExportArgs, Format as Asked};
use crate::fmt::{self, count};

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
    let built = open(&args.out)?;
    let zone = fmt::zone(&built, args.zone.as_ref())?;
    let units = export::export(&built, &args.level, zone.as_ref(), format, output)?;
    if let (Some(path), false) = (output, common.quiet) {
        say!("{} units of level {} written to {}", count(units), args.level, path.display());
    }
    Ok(())
}

/// The format asked for, else that of the file's ending; the file, none for standard output.
pub fn wanted(
    format: Option<Asked>,
    output: Option<&Path>,
) -> anyhow::Result<(Format, Option<&Path>)> {
    // As everywhere, `-` is standard output.
    let output = output.filter(|path| *path != Path::new("-"));
    let format = match (format, output) {
        (Some(Asked::Xlsx), _) => Format::Xlsx,
        (Some(Asked::Parquet), _) => Format::Parquet,
        (Some(Asked::Geojson), _) => Format::Geojson,
        (Some(Asked::Geoparquet), _) => Format::Geoparquet,
        (None, Some(path)) => export::format_of(path)?,
        (Some(Asked::Csv), _) | (None, None) => Format::Csv,
    };
    Ok((format, output))
}
