//! `ifn build`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::{LevelEntry, Manifest, TilesOptions};
use ifn_engine::catalog::{self, Catalog, Covers, ZoneSet};
use ifn_engine::composite::treat::Transform;
use ifn_engine::pipeline::{self, BuildRequest};

use crate::fmt::{self, count, number};
use crate::options::{ChoiceArgs, Common, ExtraArgs};
use crate::progress::StageProgress;

#[derive(Debug, Args)]
pub struct BuildArgs {
    /// A method file, or the id of a method that the program carries; without one the richest method
    /// whose data are here
    pub config: Option<String>,
    /// Folder to write, whole or not at all
    #[arg(long, value_name = "DIR", default_value = "out", env = "IFN_OUT")]
    pub out: PathBuf,
    /// Write only the units of a zone, as departement:22,departement:29 or the file of one (`ifn zones`);
    /// they are compared with all of France all the same
    #[arg(long, value_name = "ZONE|FILE.json", value_parser = crate::zones::named)]
    pub zone: Option<ZoneSet>,
    /// Compute these levels alone
    #[arg(long = "level", value_name = "LEVEL,…", value_delimiter = ',')]
    pub levels: Vec<String>,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// Count the places of an inventory too: FILE in the columns of a dataset of places (`ifn
    /// datasets` lists them), or a mapping of your own
    #[arg(long = "places", value_name = "ID=FILE|MAPPING.toml")]
    pub places: Vec<String>,
    /// Say which area an inventory covers, where its file does not: outside of it places are not known. May be
    /// given several times for one inventory: the areas together
    #[arg(long = "covers", value_name = "ID=LEVEL:CODE,…", value_parser = covers)]
    pub covers: Vec<(String, Covers)>,
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
    pub net: crate::fetch::NetArgs,
}

pub fn run(args: &BuildArgs, common: &Common) -> anyhow::Result<()> {
    if (args.no_tiles || args.no_geometry) && !args.extra.extra.is_empty() {
        return Err(Error::request(
            "--extra adds a layer to the tiles, and none are to be written",
        )
        .with_help("leave out --extra, or --no-tiles and --no-geometry")
        .into());
    }
    let catalog = Catalog::builtin()?;
    let named = args.config.as_deref();
    let mut method = crate::methods::named_or_richest(named, &args.net.data, &catalog, common)?
        .apply(&args.choice.selection(&args.levels))?;
    for named in &args.places {
        method.count_places(catalog::places_named(named, &catalog)?)?;
    }
    for (id, area) in areas(&args.covers)? {
        method.places_cover(id, area)?;
    }
    crate::fetch::before_build(
        &method,
        named.unwrap_or(&method.id),
        args.fetch_optional,
        &args.net,
        common,
    )?;
    let request = BuildRequest {
        method,
        data: args.net.data.clone(),
        out: args.out.clone(),
        zone: args.zone.clone(),
        geometry: !args.no_geometry,
        tiles: (!args.no_tiles)
            .then(|| TilesOptions { extra: args.extra.extra.clone(), ..TilesOptions::default() }),
    };
    let progress = StageProgress::new(common.quiet);
    let outcome = pipeline::build(&request, &catalog, &progress);
    progress.finish();
    let manifest = outcome?.manifest;
    if common.json {
        return fmt::print_json(&manifest);
    }
    if !common.quiet {
        fmt::print(&summary(&manifest, &args.out.display().to_string()))?;
    }
    Ok(())
}

/// `ID=LEVEL:CODE,…`, or `ID=france`.
fn covers(text: &str) -> Result<(String, Covers), String> {
    let expected =
        || format!("expected ID=LEVEL:CODE,…, as in my-hub=departement:35, not {text:?}");
    let (id, zones) = text.split_once('=').ok_or_else(expected)?;
    let zones: Vec<String> =
        zones.split(',').map(|zone| zone.trim().to_string()).filter(|z| !z.is_empty()).collect();
    Ok((id.trim().into(), Covers::read(&zones)?))
}

/// The area of each inventory: of those that are given for it together.
fn areas(given: &[(String, Covers)]) -> Result<Vec<(&str, Covers)>, Error> {
    let mut out: Vec<(&str, Covers)> = Vec::new();
    for (id, area) in given {
        match out.iter_mut().find(|(known, _)| known == id) {
            Some((_, known)) => {
                let both = known.clone().and(area);
                *known = both.map_err(|why| Error::request(format!("--covers {id}: {why}")))?;
            }
            None => out.push((id, area.clone())),
        }
    }
    Ok(out)
}

/// How many units no inventory of places covers.
fn not_inventoried(text: &mut String, manifest: &Manifest) {
    let entry = manifest.places.as_ref().and_then(|places| places.not_inventoried.as_ref());
    if let Some(entry) = entry.filter(|entry| entry.units > 0) {
        let _ = writeln!(
            text,
            "  {} of {} {} ({} persons) are not inventoried: no inventory of places covers them, access is \
             not known there",
            count(entry.units),
            count(entry.among),
            fmt::plural(&entry.level),
            number(Some(entry.persons), 0)
        );
    }
}

/// How many places count for nothing, though they are listed.
fn not_counted(text: &mut String, manifest: &Manifest) {
    let Some(places) = &manifest.places else { return };
    let mut say = |of: &str, number: usize, why: &str| {
        if number > 0 {
            let places = if number == 1 { "place" } else { "places" };
            let number = count(number);
            let _ = writeln!(text, "  {number} {places}{of} {why}: kept, and not counted as help");
        }
    };
    for source in places.sources.iter().filter(|_| places.services_count) {
        let silent = source.places.saturating_sub(source.with_services);
        say(&format!(" of `{}`", source.id), silent, "without a service that is known");
    }
    say("", places.itinerant, "that move");
    say("", places.without_public, "that do not receive the public");
}

/// What was done about outliers and about units with too few indicators.
fn treatment(text: &mut String, entry: &LevelEntry) {
    if entry.screened > 0 {
        let screened = count(entry.screened);
        let _ = writeln!(text, "    {screened} units left out: too few indicators");
    }
    for (indicator, t) in &entry.treated {
        let how = match t.transform {
            Some(Transform::Log) => "its logarithm taken".into(),
            Some(Transform::BoxCox) => {
                format!("Box-Cox, exponent {}", number(t.lambda, 3))
            }
            None => format!("{} outliers drawn in", t.winsorised),
        };
        let left = if t.within_limits { "" } else { ", and still beyond the limits" };
        let _ = writeln!(
            text,
            "    {indicator}: skewness {:.1} and kurtosis {:.1}: {how}{left}",
            t.skewness, t.excess_kurtosis
        );
    }
}

fn summary(m: &Manifest, out: &str) -> String {
    let mut text = format!("{}\n{}\n", m.method.title, m.method.words.en.key);
    for level in &m.method.levels {
        if let Some(entry) = m.levels.get(level) {
            let (scored, units) = (count(entry.scored), count(entry.units));
            let _ = writeln!(text, "  {level:<12} {scored:>7} of {units:>7} units scored");
            treatment(&mut text, entry);
        }
    }
    not_counted(&mut text, m);
    not_inventoried(&mut text, m);
    if let Some(zone) = m.written_label() {
        let ranked: Vec<String> = m
            .method
            .levels
            .iter()
            .filter_map(|level| Some((level, m.levels.get(level)?)))
            .map(|(level, entry)| format!("{} {}", count(entry.ranked), fmt::plural(level)))
            .collect();
        let _ = writeln!(
            text,
            "  only {zone} is written; ranks and deciles are among all that were scored, those outside \
             it too: {}; rank_in_zone is among the units of {zone}",
            ranked.join(", ")
        );
    }
    let geometry = if m.territory.without_contour.is_empty() { "" } else { ", territories/" };
    let tiles = if m.tiles.is_some() { ", tiles/" } else { "" };
    let _ = writeln!(
        text,
        "written to {out}/ (scores/{geometry}{tiles}, inputs/, reference.parquet, manifest.json)"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_one_inventory_add_up() {
        let given = ["a=departement:35", "b=france", "a=departement:23,departement:35"];
        let given: Vec<(String, Covers)> =
            given.iter().map(|text| covers(text).expect("an area")).collect();
        let all = areas(&given).expect("areas");
        let written: Vec<Vec<String>> = all.iter().filter_map(|(_, area)| area.written()).collect();
        assert_eq!(written, [vec!["departement:35", "departement:23"], vec!["france"]]);
        let mixed = [covers("a=france").expect("one"), covers("a=departement:23").expect("one")];
        assert!(areas(&mixed).expect_err("both").to_string().contains("--covers a"));
    }
}
