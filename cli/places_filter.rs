//! What is asked of the places of a build, and the register that answers: for commands that list them or find
//! the nearest.

use std::path::Path;

use clap::Args;
use ifn_engine::Error;
use ifn_engine::build::{self, Build};
use ifn_engine::places::Register;
use ifn_engine::places::find::{Query, When};
use ifn_engine::places::schema::{self, Field};

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
