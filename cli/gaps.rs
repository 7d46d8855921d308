//! `ifn gaps`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::build::{
    Build, BuiltZone, HeadCount, ListOrder, Listing, number as number_of, text_of,
};
use ifn_engine::catalog::{Catalog, ZoneSet};
use ifn_engine::export::{self, Format, UnitTable};
use ifn_engine::places::schema;
use ifn_engine::query::{GapQuery, LargestGaps, Rescorer, largest_gaps};

use crate::export::{FormatArg, wanted};
use crate::fmt::{self, count, number};
use crate::options::{ChoiceArgs, Common, ListArgs};

/// Where the rank inside a zone stands in the list: after the rank among all.
const IN_ZONE: usize = 4;

/// The least population of a unit in a printed list: below it a gap is of a few persons. Files and JSON hold every
/// unit unless another one is asked for.
const LEAST: u64 = 1000;

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
    pub list: ListArgs,
    /// Units to list, the largest gaps first unless --sort says otherwise
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub top: usize,
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
            zone: query.zone.map(|zone| &zone.found.zone),
            zone_scores: &gaps.zone_scores,
            ranked: gaps.ranked,
            listing: Listing { order: Some(order(&query)), ..query.listing },
            left_out: gaps.left_out,
        };
        let n = export::write_table(&build, &table, format, output)?;
        if common.quiet {
            return Ok(());
        }
        if let Some(path) = output {
            say!("{} units written to {}", count(n), path.display());
        }
        if let Some(said) = fmt::left_out(gaps.left_out, query.listing.min_population) {
            say!("{said}");
        }
        return Ok(());
    }
    if common.json {
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
    let mut listing = args.list.listing();
    if file.is_none() && !json {
        listing.min_population = listing.min_population.or(Some(LEAST));
    }
    GapQuery {
        level: &args.level,
        zone,
        service,
        listing,
        top: args.top,
        shapes: file.is_some(),
        whole: file == Some(Format::Xlsx),
    }
}

/// What comes first in the list.
fn order(query: &GapQuery) -> ListOrder {
    query.listing.order.unwrap_or(ListOrder::Gap)
}

/// How many people live in a zone, and how many of them are of the group at risk.
fn persons(heads: &HeadCount) -> String {
    let HeadCount { level, units, population, at_risk, without_at_risk } = heads;
    let mut out =
        format!("{} {}, population {}", count(*units), fmt::plural(level), number(*population, 0));
    if let Some(persons) = at_risk {
        let _ = write!(out, ", at risk {}", number(Some(*persons), 0));
        if *without_at_risk > 0 {
            let _ = write!(out, " (not known of {})", count(*without_at_risk));
        }
    }
    out
}

fn text(
    build: &Build,
    query: &GapQuery,
    service: Option<usize>,
    gaps: &LargestGaps,
    heads: Option<&HeadCount>,
) -> String {
    let manifest = &build.manifest;
    let mut out = String::new();
    let units = fmt::plural(query.level);
    let help = manifest.method.access.as_ref().map_or("", |a| a.title.as_str());
    let what = service.map_or(help, |s| schema::SERVICES[s].value);
    let _ = writeln!(out, "{}", manifest.method.title);
    if !manifest.notice.is_empty() {
        let _ = writeln!(out, "({})", manifest.notice);
    }
    let _ = writeln!(out, "help counted: {what}");
    let written = build.manifest.written_zone();
    let zone = query.zone.map(|zone| &zone.found.zone).or(written.as_ref());
    let of = zone.map_or_else(|| "France".into(), |zone| build.manifest.zone_label(zone));
    let first = match order(query) {
        ListOrder::Rank => "highest index",
        ListOrder::AtRisk => "most persons at risk",
        ListOrder::Gap => "largest gaps",
        ListOrder::GapPersons => "largest gap × persons at risk",
    };
    let _ = writeln!(out, "{first} among {} {units} of {of}", count(gaps.among));
    if gaps.not_inventoried > 0 {
        let _ = writeln!(
            out,
            "{} of them are not inventoried: no inventory of places covers them, access is not known and they \
             have no gap",
            count(gaps.not_inventoried)
        );
    }
    if let Some(heads) = heads {
        let _ = writeln!(out, "{}", persons(heads));
    }
    if let Some(said) = fmt::left_out(gaps.left_out, query.listing.min_population) {
        let _ = writeln!(out, "{said} (--min-population 0 lists them)");
    }
    let _ = writeln!(out);
    let table = &gaps.table;
    // A method that can give one answer alone gives none.
    let remedies = (0..table.num_rows()).any(|row| text_of(table, "remedy", row).is_some());
    let head = [
        "",
        "code",
        "gap",
        "rank",
        "population",
        "at risk",
        "need",
        "lack",
        "km",
        "access",
        "nearest place",
    ];
    let mut head = head.map(String::from).to_vec();
    if zone.is_some() {
        head.insert(IN_ZONE, "in zone".into());
    }
    if remedies {
        head.push("to study".into());
    }
    let mut rows: Vec<Vec<String>> = vec![head];
    for row in 0..table.num_rows() {
        let cell = |name: &str, digits: usize| {
            number_of(table, name, row).map_or("–".into(), |v| fmt::fixed(v, digits))
        };
        let text = |name: &str| text_of(table, name, row).unwrap_or("–").to_string();
        let nearest = match text_of(table, "nearest_commune", row) {
            Some(commune) => format!("{} ({commune})", text("nearest_name")),
            None => text("nearest_name"),
        };
        let mut cells = vec![
            text("name"),
            text("code"),
            cell("gap", 1),
            cell("gap_rank", 0),
            cell("population", 0),
            cell("at_risk", 0),
            cell("need", 3),
            cell("lack", 3),
            cell("access_km", 1),
            cell("access", 2),
            nearest,
        ];
        if zone.is_some() {
            cells.insert(IN_ZONE, cell("gap_rank_in_zone", 0));
        }
        if remedies {
            cells.push(text("remedy"));
        }
        rows.push(cells);
    }
    out.push_str(&fmt::columns(&rows));
    let people = manifest.method.access.as_ref().map_or("", |a| a.people.as_str());
    let _ = writeln!(
        out,
        "\ngap = 100 × need × lack, rank among all {units} with a gap, those not shown too; need: share of them with a lower \
         index; lack: share that are better served; km: to the nearest place, as the crow flies; \
         access: what is within reach per 10,000 persons at risk (E2SFCA)"
    );
    if let Some(note) = fmt::compared(&gaps.method.reference, &units) {
        let _ = writeln!(out, "{note}");
    }
    if !people.is_empty() {
        let _ = writeln!(
            out,
            "at risk: population × share of {people}: a head count of that group, not of persons in \
             difficulty"
        );
    }
    if let Some(places) = &manifest.places {
        let _ = writeln!(
            out,
            "{} places in the register, {} counted: those that stay in one place, receive the public{}",
            number(Some(places.places as f64), 0),
            count(places.counted),
            if places.services_count { ", and name a service" } else { "" }
        );
    }
    out
}
