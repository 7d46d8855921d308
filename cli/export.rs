//! `ifn export`

use ifn_engine::output::export::{self, Format};
use ifn_engine::output::open;

use crate::args::{Common, ExportArgs, Format as Asked};
use crate::fmt::count;

pub fn run(args: &ExportArgs, common: &Common) -> anyhow::Result<()> {
    let format = match (args.format, &args.output) {
        (Some(Asked::Xlsx), _) => Format::Xlsx,
        (Some(Asked::Parquet), _) => Format::Parquet,
        (Some(Asked::Geojson), _) => Format::Geojson,
        (Some(Asked::Geoparquet), _) => Format::Geoparquet,
        (None, Some(path)) => export::format_of(path)?,
        (Some(Asked::Csv), _) | (None, None) => Format::Csv,
    };
    let format = if format == Format::Csv && args.excel { Format::CsvExcel } else { format };
    let built = open(&args.out)?;
    let units =
        export::export(&built, &args.level, args.zone.as_ref(), format, args.output.as_deref())?;
    if let (Some(path), false) = (&args.output, common.quiet) {
        eprintln!("{} units of level {} written to {}", count(units), args.level, path.display());
    }
    Ok(())
}
