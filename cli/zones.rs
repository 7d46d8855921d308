//! `ifn zones`, and zones as options name them: `departement:22,departement:29`, or a small file; with
//! proposals where a name stands in the place of a code.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::{Build, HeadCount, write_whole};
use ifn_engine::catalog::{Catalog, ZoneName, ZoneSet, read_zone, zone_json};
use ifn_engine::territory::{
    FormerRegion, Gazetteer, LevelIndex, Match, MatchReason, Territory, UnitIndex, ZoneUnits, fold,
    load_france,
};
use serde_json::json;

use crate::fmt;
use crate::options::Common;

/// Levels of zones, the largest first: who names a zone means the largest of that name.
const LEVELS: [&str; 4] = ["region", "departement", "epci", "commune"];
/// The level of quarters of towns.
const FINEST: &str = "iris";
/// Zones that are proposed.
const MOST: usize = 3;
/// Communes that are looked through: the busiest postal code has 46.
const MOST_FOUND: usize = 200;
/// How the file of a zone ends.
const ENDING: &str = "json";

#[derive(Debug, Args)]
pub struct ZonesArgs {
    /// Units of France, as departement:22,epci:200069409, or the file of a zone
    #[arg(value_name = "ZONE|FILE.json", value_parser = named)]
    pub zone: ZoneSet,
    /// What the zone is called
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// File to write, which `--zone` reads
    #[arg(long, short, value_name = "FILE.json", value_parser = file)]
    pub output: Option<PathBuf>,
    /// Folder of a build: how many of these persons are at risk, by its method, is said too
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Says what a zone is made of: its members by name, what is counted once, its units and persons.
pub fn run(args: &ZonesArgs, common: &Common) -> anyhow::Result<()> {
    let zone = match &args.name {
        None => args.zone.clone(),
        Some(name) => args.zone.clone().named(Some(name.clone())).map_err(Error::request)?,
    };
    let territory = load_france(&Catalog::builtin()?, Path::new("data"))?;
    let units = territory.zone(&zone)?;
    let heads = match &args.out {
        Some(out) => held(&Build::read(out)?, &zone)?,
        None => heads(&territory, &units),
    };
    if let Some(path) = &args.output {
        let text = zone_json(&units.found.zone);
        let write =
            |part: &Path| std::fs::write(part, &text).map_err(|e| Error::io("write", path, e));
        write_whole(path, write)?;
    }
    if common.json {
        return fmt::print_json(&as_json(&territory, &units, &heads));
    }
    if !common.quiet {
        fmt::print(&text(&territory, &units, &heads))?;
    }
    if let (Some(path), false) = (&args.output, common.quiet) {
        say!("written to {}; --zone {} reads it", path.display(), path.display());
    }
    Ok(())
}

fn text(territory: &Territory, units: &ZoneUnits, heads: &HeadCount) -> String {
    let zone = &units.found.zone;
    let mut out = String::new();
    if let Some(name) = zone.name() {
        let _ = writeln!(out, "{name}");
    }
    let rows: Vec<Vec<String>> = zone
        .members()
        .iter()
        .map(|member| vec![member.to_string(), territory.name_of(member).unwrap_or_default()])
        .collect();
    let width = rows.iter().map(|row| row[0].len()).max().unwrap_or(0);
    for row in rows {
        let _ = writeln!(out, "  {:<width$}  {}", row[0], row[1]);
    }
    for note in units.found.notes(&|member| territory.name_of(member)) {
        let _ = writeln!(out, "  {note}");
    }
    let _ = writeln!(out, "{}", fmt::persons(heads));
    let _ = writeln!(out, "--zone {zone}");
    out
}

fn as_json(territory: &Territory, units: &ZoneUnits, heads: &HeadCount) -> serde_json::Value {
    let found = &units.found;
    let member = |member: &ZoneName| json!({"level": member.level, "code": member.code, "name": territory.name_of(member)});
    json!({
        "name": found.zone.name(),
        "zone": found.zone.to_string(),
        "members": found.zone.members().iter().map(member).collect::<Vec<_>>(),
        "notes": found.notes(&|member| territory.name_of(member)),
        "level": heads.level,
        "units": heads.units,
        "population": heads.population,
        "at_risk": heads.at_risk,
    })
}

/// Persons of a zone of France: by communes, or by IRIS where a member is one, which would otherwise count as its
/// commune.
fn heads(territory: &Territory, units: &ZoneUnits) -> HeadCount {
    let iris = units.found.zone.members().iter().any(|member| member.level == FINEST);
    let id = if iris { FINEST } else { "commune" };
    let mut out = HeadCount {
        level: id.into(),
        units: 0,
        population: None,
        at_risk: None,
        without_at_risk: 0,
    };
    let Some(level) = territory.level(id) else { return out };
    let inside = territory.in_zone(level, units);
    for unit in territory[level].units().filter(|unit| inside[unit.get()]) {
        out.units += 1;
        let persons = territory[level].population[unit.get()];
        if persons.is_finite() {
            *out.population.get_or_insert(0.0) += persons;
        }
    }
    out
}

/// The same as a build counts it; it must hold all of the zone.
fn held(build: &Build, zone: &ZoneSet) -> anyhow::Result<HeadCount> {
    let built = build.zone(zone)?;
    if built.within.is_some() {
        let folder = build.folder.display();
        let message = format!("the build in {folder} holds a part of {} alone", zone.label());
        return Err(Error::request(message)
            .with_help("name the folder of a build that holds all of it")
            .into());
    }
    Ok(build.heads(&built)?)
}

/// Reads `level:code`, several between commas, or the file of a zone.
pub fn named(text: &str) -> Result<ZoneSet, String> {
    let path = Path::new(text);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING)) {
        return read_zone(path).map_err(|e| match e.help() {
            Some(help) => format!("{e}; {help}"),
            None => e.to_string(),
        });
    }
    text.parse().map_err(|why: String| {
        let wrong = |part: &&str| part.parse::<ZoneName>().is_err();
        match text.split(',').map(str::trim).find(wrong).and_then(proposals) {
            Some(said) => format!("{why}; {said}"),
            None => why,
        }
    })
}

/// The file of a zone to write.
fn file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING)) {
        return Ok(path);
    }
    let named = path.file_name().is_some() && !path.is_dir();
    let called = if named {
        format!("{text}.{ENDING}")
    } else {
        path.join("zone.json").display().to_string()
    };
    Err(format!("--zone knows the file of a zone by its ending: call it {called}"))
}

/// Zones of France that a text names: « did you mean departement:23 (Creuse)? ».
fn proposals(text: &str) -> Option<String> {
    let wanted = fold(text);
    if let Some(region) = FormerRegion::all().iter().find(|region| fold(region.name) == wanted) {
        let parts: Vec<String> =
            region.departements.iter().map(|code| format!("departement:{code}")).collect();
        let (parts, name) = (parts.join(","), region.name);
        return Some(format!("did you mean {parts}? They were {name} until 2015"));
    }
    let territory = load_france(&Catalog::builtin().ok()?, Path::new("data")).ok()?;
    let gazetteer = Gazetteer::of_france(&territory).ok()?;
    let called = |level: LevelIndex, unit: UnitIndex| {
        let level = &territory[level];
        format!("{}:{} ({})", level.id, level.code(unit), level.name(unit))
    };
    let mut near: Vec<(bool, String)> = Vec::new();
    for id in LEVELS {
        let Some(level) = territory.level(id) else { continue };
        let found = gazetteer.find(text, Some(level), MOST_FOUND);
        let Some(first) = found.first() else { continue };
        let postal = |m: &&Match| m.exact && matches!(m.reason, MatchReason::PostalCode(_));
        let posted: Vec<String> =
            found.iter().filter(postal).map(|m| called(level, m.unit)).collect();
        if postal(&first) && near.iter().all(|(exact, _)| !exact) {
            let more = match posted.len().saturating_sub(MOST) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let shown = posted[..posted.len().min(MOST)].join(", ");
            return Some(format!("{} is a postal code of {shown}{more}", text.trim()));
        }
        near.push((first.exact, called(level, first.unit)));
    }
    near.sort_by_key(|(exact, _)| !exact);
    let exact = near.iter().take_while(|(exact, _)| *exact).count();
    near.truncate(if exact > 0 { exact } else { MOST });
    let near: Vec<String> = near.into_iter().map(|(_, zone)| zone).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_zones() {
        let read = |text: &str| named(text).map(|zone| zone.to_string());
        assert_eq!(read("departement:23").as_deref(), Ok("departement:23"));
        assert_eq!(
            read("departement:29,departement:22").as_deref(),
            Ok("departement:22,departement:29")
        );
        for (text, said) in [
            ("Creuse", "did you mean departement:23 (Creuse)"),
            ("creuse", "departement:23 (Creuse)"),
            ("23", "did you mean departement:23 (Creuse)?"),
            ("Gueret", "commune:23096 (Guéret)"),
            ("Guéret creuse", "did you mean commune:23096 (Guéret)?"),
            ("CA du Grand Guéret", "did you mean epci:200034825 (CA du Grand Guéret)?"),
            ("Cherbourg-Octeville", "commune:50129 (Cherbourg-en-Cotentin)"),
            ("23000", "23000 is a postal code of commune:23096 (Guéret), "),
            ("23000", " and 12 more"),
            ("limousin", "did you mean departement:19,departement:23,departement:87? They were"),
            ("97400", "97400 is a postal code of commune:97411 (Saint-Denis)"),
            ("departement:22,Finistère", "did you mean departement:29 (Finistère)"),
        ] {
            let why = named(text).expect_err(text);
            assert!(why.contains("a zone is written level:code") && why.contains(said), "{why}");
        }
        assert!(!named("§§§").expect_err("nothing").contains("did you mean"));
    }

    #[test]
    fn a_file_is_known_by_its_ending() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("hub.JSON");
        let text = path.display().to_string();
        assert!(named(&text).expect_err("absent").contains("cannot read"));
        std::fs::write(&path, r#"{"name": "Hub", "members": ["region:53"]}"#).expect("written");
        assert_eq!(named(&text).expect("a zone").name(), Some("Hub"));
        assert!(file("hub.toml").expect_err("another ending").contains("hub.toml.json"));
        for folder in [".", "..", "/"] {
            let why = file(folder).expect_err("a folder");
            assert!(why.ends_with("zone.json") && !why.contains("..json"), "{why}");
        }
    }
}
