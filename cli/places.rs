//! `ifn places`: check an inventory, list the places of a build, say where to send somebody.

use std::collections::HashSet;
use std::path::Path;

use ifn_engine::Error;
use ifn_engine::catalog::{self, Catalog};
use ifn_engine::error::nearest;
use ifn_engine::output::{self, Asked, LIST_FORMATS, ListFormat};
use ifn_engine::places::find::{self, Near, Query, When};
use ifn_engine::places::schema::{self, Field};
use ifn_engine::places::{Communes, Register};
use ifn_engine::territory::{NONE, Territory, load_france};

use crate::args::Common;
use crate::fmt::{self, count};
use crate::places_args::{
    FilterArgs, ListFormatArg, NearFormatArg, PlacesArgs, PlacesCommand, PlacesListArgs,
    PlacesNearArgs,
};
use crate::places_check;

pub fn run(args: &PlacesArgs, common: &Common) -> anyhow::Result<()> {
    match &args.command {
        PlacesCommand::Check(a) => places_check::run(a, common),
        PlacesCommand::List(a) => list(a, common),
        PlacesCommand::Near(a) => near(a, common),
    }
}

fn query(args: &FilterArgs, open: Option<When>) -> Result<Query, Error> {
    let services =
        args.services.iter().map(|s| schema::service(s)).collect::<Result<Vec<_>, Error>>()?;
    let mut values = Vec::new();
    for (field, asked) in [(Field::Publics, &args.publics), (Field::Frais, &args.frais)] {
        let chosen = asked.iter().map(|v| field.choose(v)).collect::<Result<Vec<_>, Error>>()?;
        if !chosen.is_empty() {
            values.push((field, chosen));
        }
    }
    Ok(Query { services, values, open, ..Query::default() })
}

/// The register of a build.
fn register(out: &Path) -> anyhow::Result<Register> {
    let built = output::open(out)?;
    let path = built.folder.join("places.parquet");
    if !path.is_file() {
        return Err(Error::input(out, "the build holds no places")
            .with_help("build with a method that names [access] places, or with --places")
            .into());
    }
    Ok(output::read_places(&path)?)
}

fn list(args: &PlacesListArgs, common: &Common) -> anyhow::Result<()> {
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
    let inside = match &args.zone {
        Some(zone) => Some(communes_of(zone)?),
        None => None,
    };
    let within = |near: &Near| {
        inside.as_ref().is_none_or(|codes| {
            near.place.text(Field::CodeInsee).is_some_and(|code| codes.contains(code))
        })
    };
    let found: Vec<Near> = register
        .places
        .iter()
        .filter(|place| query.takes(place))
        .map(|place| Near { place, metres: f64::NAN })
        .filter(within)
        .collect();
    output::write_list(
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

/// Codes of the communes of a zone.
fn communes_of(zone: &catalog::ZoneName) -> anyhow::Result<HashSet<String>> {
    let territory = load_france(&Catalog::builtin()?, Path::new("data"))?;
    let communes =
        territory.level("commune").ok_or_else(|| Error::request("no level `commune`"))?;
    let ((above, unit), said) = territory.zone(zone)?;
    if let Some(said) = said {
        say!("warning: zone `{zone}`: {said}");
    }
    Ok(members(&territory, communes, (above, unit)))
}

fn members(territory: &Territory, communes: usize, (above, unit): (usize, u32)) -> HashSet<String> {
    let level = &territory.levels[communes];
    let parent = |c: usize| match level.parents_in(above) {
        _ if above == communes => c as u32,
        parents => parents.map_or(NONE, |p| p.of_unit[c]),
    };
    (0..level.len()).filter(|c| parent(*c) == unit).map(|c| level.codes[c].clone()).collect()
}

fn near(args: &PlacesNearArgs, common: &Common) -> anyhow::Result<()> {
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
    let start = find::start(&args.from, &territory, &communes)?;
    let within = args.radius.map(|km| km * 1000.0);
    let query = Query { with_services: !args.all && register.names_services(), ..query };
    let found = find::near(&register, start.point, &query, args.limit, within);
    let format = match args.format {
        NearFormatArg::Text if common.json => ListFormat::Json,
        NearFormatArg::Text => {
            let mut others: Vec<String> =
                query.values.iter().flat_map(|(_, v)| v).map(|v| v.to_lowercase()).collect();
            if asked_open {
                others.push("ouvert à l'heure demandée".into());
            }
            let asked =
                Asked { start: &start, services: &query.services, others: &others, at: moment };
            return fmt::print(&output::sheet(&register, &found, &asked));
        }
        NearFormatArg::Json => ListFormat::Json,
        NearFormatArg::Csv => ListFormat::Csv,
        NearFormatArg::Geojson => ListFormat::Geojson,
    };
    Ok(output::write_list(&register, &found, format, moment, None)?)
}
