//! `ifn places near`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ifn_engine::Error;
use ifn_engine::build::{self, Build};
use ifn_engine::catalog::{Catalog, ZoneSet};
use ifn_engine::export::{self, ListFormat, PlaceQuery};
use ifn_engine::places::Communes;
use ifn_engine::places::find::{self, Homes, Query, When};
use ifn_engine::territory::load_france;
use ifn_engine::words;

use crate::fmt;
use crate::options::Common;
use crate::places_filter::{FilterArgs, communes_of, query, register};

/// Formats of the nearest places.
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
    /// Only the places of the communes of a zone, as departement:22,departement:29 or the file of one
    /// (`ifn zones`)
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Not farther than this, in kilometres as the crow flies
    #[arg(long, value_name = "KM")]
    pub radius: Option<f64>,
    /// Places to list
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

pub fn run(args: &PlacesNearArgs, common: &Common) -> anyhow::Result<()> {
    let now = When::Now(std::time::SystemTime::now().into());
    let moment = match &args.open_at {
        Some(text) => When::Local(find::local_time(text)?),
        None => now,
    };
    let asked_open = args.open_now || args.open_at.is_some();
    let query = query(&args.filter, asked_open.then_some(moment))?;
    if args.radius.is_some_and(|km| !(km.is_finite() && km > 0.0)) || args.limit == 0 {
        return Err(Error::request("--radius and --limit are numbers above 0").into());
    }
    let register = register(&args.out)?;
    let catalog = Catalog::builtin()?;
    let territory = load_france(&catalog, &args.data)?;
    let communes = Communes::new(&territory, &catalog, &args.data)?;
    let known = build::read_positions(&Build::read(&args.out)?.folder, &territory)?;
    let homes = known
        .as_ref()
        .map(|(positions, inventoried)| Homes { positions, inventoried: &inventoried.help });
    let start = find::start(&args.from, &territory, &communes, homes)?;
    let inside = args.zone.as_ref().map(|zone| communes_of(zone, &territory)).transpose()?;
    let within = args.radius.map(|km| km * 1000.0);
    let with_services = !args.all && register.names_services();
    let query = Query { with_services, communes: inside, ..query };
    let found = find::near(&register, &communes, start.point, &query, args.limit, within);
    let format = match args.format {
        NearFormatArg::Text if common.json => ListFormat::Json,
        NearFormatArg::Text => {
            let mut others: Vec<String> =
                query.values.iter().flat_map(|(_, v)| v).map(|v| v.to_lowercase()).collect();
            if asked_open {
                others.push("ouvert à l’heure demandée".into());
            }
            if let Some(zone) = &args.zone {
                let name = words::zone_name(zone, &|member| territory.name_of(member));
                others.push(format!("dans {name}"));
            }
            let asked = PlaceQuery {
                start: &start,
                services: &query.services,
                others: &others,
                at: moment,
            };
            return fmt::print(&export::sheet(&register, &found, &asked));
        }
        NearFormatArg::Json => ListFormat::Json,
        NearFormatArg::Csv => ListFormat::Csv,
        NearFormatArg::Geojson => ListFormat::Geojson,
    };
    // The sheet says it itself; a list has no heading.
    let now = start.commune.as_ref().map_or("", |(_, name)| name.as_str());
    if let Some(said) = start.carried.as_ref().and_then(|lead| lead.said(now))
        && !common.quiet
    {
        say!("{said}");
    }
    if let [(_, other), more @ ..] = start.also.as_slice()
        && !common.quiet
    {
        let others = more.iter().fold(other.clone(), |all, (_, name)| all + ", " + name);
        say!(
            "{} is read as the code of {now}; it is a postal code of {others} too",
            args.from.trim()
        );
    }
    Ok(export::write_list(&register, &found, format, moment, None)?)
}
