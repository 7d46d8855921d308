//! `ifn gaps`

use std::path::PathBuf;

use clap::Args;
use ifn_engine::build::{Build, BuiltZone, ListOrder, Listing};
use ifn_engine::catalog::{Catalog, ZoneSet};
use ifn_engine::export::{self, Format, UnitTable};
use ifn_engine::places::schema;
use ifn_engine::query::{GapQuery, Rescorer, largest_gaps};

use crate::export::{FormatArg, wanted};
use crate::fmt::{self, count};
use crate::gaps_list::{not_inventoried, order, text};
use crate::options::{ChoiceArgs, Common};

/// The least population of a unit in a printed list: below it a gap is of a few persons. Files and JSON hold every
/// unit unless another one is asked for.
const LEAST: u64 = 1000;
/// Units of a printed list.
const TOP: usize = 20;

/// How gaps are listed.
#[derive(Debug, Args)]
pub struct GapListArgs {
    /// What comes first: rank (the highest index), at_risk (the most persons at risk), gap, or gap_persons (gap ×
    /// persons at risk)
    #[arg(long, value_name = "KEY")]
    pub sort: Option<ListOrder>,
    /// Leave out units of fewer inhabitants, and those whose population is not known. Without it a list on screen
    /// leaves out those under 1,000; JSON and files leave out none
    #[arg(long, value_name = "N")]
    pub min_population: Option<u64>,
}

#[derive(Debug, Args)]
pub struct GapsArgs {
    /// Level of the units
    #[arg(long, default_value = "commune")]
    pub level: String,
    /// List only units of a zone, as departement:22,departement:29 or the file of one (`ifn zones`);
    /// they are compared with all of France all the same
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Count only places that give this service: demarches, outils, emploi, securite, parentalite, loisirs,
    /// comprehension, acces, materiel
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    #[command(flatten)]
    pub list: GapListArgs,
    /// Units to list, the largest gaps first unless --sort says otherwise; without it 20 on screen, all of them in
    /// JSON and files
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Write a table instead: csv, xlsx, parquet, geojson or geoparquet
    #[arg(long)]
    pub format: Option<FormatArg>,
    /// File to write
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder of the build
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

pub fn run(args: &GapsArgs, common: &Common) -> anyhow::Result<()> {
    let build = Build::read(&args.out)?;
    let service = args.service.as_deref().map(schema::service).transpose()?;
    let rescorer = Rescorer::open(&args.out, &build.manifest, &Catalog::builtin()?)?;
    let choice = args.choice.selection(&[]);
    let draws = args.format.is_some() || args.output.is_some();
    let zone = fmt::zone(&build, args.zone.as_ref())?;
    let file = if draws { Some(wanted(args.format, args.output.as_deref())?) } else { None };
    let query = query(args, zone.as_ref(), service, (file.map(|(f, _)| f), common.json));
    let gaps = largest_gaps(&build, &rescorer, &choice, &query)?;
    if let Some((format, output)) = file {
        let table = UnitTable {
            level: &args.level,
            method: &gaps.method,
            rows: &gaps.table,
            shapes: gaps.shapes.as_ref(),
            whole: gaps.whole.as_ref().unwrap_or(&gaps.table),
            zone: query.zone,
            zone_scores: &gaps.zone_scores,
            ranked: gaps.ranked,
            listing: Listing { order: Some(order(&query)), ..query.listing },
            left_out: gaps.left_out,
            first_of: args.top.map(|_| gaps.listed),
            not_inventoried: Some(gaps.not_inventoried.units),
        };
        let n = export::write_table(&build, &table, format, output)?;
        if common.quiet {
            return Ok(());
        }
        if let Some(path) = output {
            say!("{} written to {}", written(n, gaps.listed), path.display());
        } else if n < gaps.listed {
            say!("{} written", written(n, gaps.listed));
        }
        if let Some(said) = not_inventoried(&gaps) {
            say!("{said}");
        }
        every_population(query.listing);
        if let Some(said) = fmt::left_out(gaps.left_out, query.listing.min_population) {
            say!("{said}");
        }
        return Ok(());
    }
    if common.json {
        if !common.quiet {
            every_population(query.listing);
        }
        let rows = export::write_json(&gaps.table).concat();
        return fmt::print_as_is(&format!("[{}]", String::from_utf8_lossy(&rows)));
    }
    let heads = zone.as_ref().map(|zone| build.heads(zone)).transpose()?;
    fmt::print(&text(&build, &query, service, &gaps, heads.as_ref()))
}

/// What is asked of the engine; `file` is the format of a file that is written, `json` whether programs read the
/// list.
fn query<'a>(
    args: &'a GapsArgs,
    zone: Option<&'a BuiltZone>,
    service: Option<usize>,
    (file, json): (Option<Format>, bool),
) -> GapQuery<'a> {
    let GapListArgs { sort: order, min_population } = args.list;
    let printed = file.is_none() && !json;
    let min_population = min_population.or(printed.then_some(LEAST));
    GapQuery {
        level: &args.level,
        zone,
        service,
        listing: Listing { order, min_population },
        top: args.top.or(printed.then_some(TOP)),
        without_gap: !printed,
        shapes: file.is_some(),
        whole: file == Some(Format::Xlsx),
    }
}

/// So many units, of how many where not all are written.
fn written(n: usize, listed: usize) -> String {
    if n < listed {
        format!("the first {} of {} units", count(n), count(listed))
    } else {
        format!("{} units", count(n))
    }
}

/// Says that a list holds the smallest units too, which one on screen leaves out.
fn every_population(listing: Listing) {
    if listing.min_population.is_none() {
        say!(
            "units of every population are listed; the list on screen leaves out those under {}: --min-population {LEAST}",
            count(LEAST as usize)
        );
    }
}
