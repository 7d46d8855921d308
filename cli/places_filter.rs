//! What is asked of the places of a build, and the register that answers: for commands that list them or find
//! the nearest.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::{self, Build};
use ifn_engine::catalog::ZoneSet;
use ifn_engine::places::Register;
use ifn_engine::places::find::{Query, When};
use ifn_engine::places::schema::{self, Field};
use ifn_engine::territory::Territory;

/// What is asked of a place; several values: any of them.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// demarches, outils, emploi, securite, parentalite, loisirs, comprehension, acces, materiel
    #[arg(long = "service", value_name = "ID,…", value_delimiter = ',')]
    pub services: Vec<String>,
    /// jeunes, etudiants, familles-et-ou-enfants, seniors, femmes
    #[arg(long = "public", value_name = "ID,…", value_delimiter = ',')]
    pub publics: Vec<String>,
    /// gratuit, gratuit-sous-condition, payant
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub frais: Vec<String>,
}

/// What is asked of places, as the engine takes it.
pub fn query(args: &FilterArgs, open: Option<When>) -> Result<Query, Error> {
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
pub fn register(out: &Path) -> anyhow::Result<Register> {
    let path = Build::read(out)?.folder.join("places.parquet");
    if !path.is_file() {
        return Err(Error::input(out, "the build holds no places")
            .with_help("build with a method that names [access] places, or with --places")
            .into());
    }
    Ok(build::read_places(&path)?)
}

/// Codes of the communes of a zone: places are known by commune. Warnings say what is counted once and which codes
/// lead elsewhere.
pub fn communes_of(zone: &ZoneSet, territory: &Territory) -> anyhow::Result<BTreeSet<String>> {
    let communes =
        territory.level("commune").ok_or_else(|| Error::request("no level `commune`"))?;
    let units = territory.zone(zone)?;
    for note in units.found.notes(&|member| territory.name_of(member)) {
        say!("warning: zone `{}`: {note}", zone.label());
    }
    let inside = territory.in_zone(communes, &units);
    let level = &territory[communes];
    let here = level.units().filter(|commune| inside[commune.get()]);
    Ok(here.map(|commune| level.code(commune).to_string()).collect())
}
