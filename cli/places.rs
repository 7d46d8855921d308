//! `ifn places`: propose a mapping for an inventory, check it, list the places of a build, find the nearest.

use std::path::Path;

use clap::{Args, Subcommand};
use ifn_engine::Error;
use ifn_engine::build::{self, Build};
use ifn_engine::places::Register;
use ifn_engine::places::find::{Query, When};
use ifn_engine::places::schema::{self, Field};

use crate::args::Common;
use crate::places_check::{self, PlacesCheckArgs};
use crate::places_list::{self, PlacesListArgs};
use crate::places_map::{self, PlacesMapArgs};
use crate::places_near::{self, PlacesNearArgs};

#[derive(Debug, Args)]
pub struct PlacesArgs {
    #[command(subcommand)]
    pub command: PlacesCommand,
}

#[derive(Debug, Subcommand)]
pub enum PlacesCommand {
    /// Propose how the columns of an inventory are read, and say what is not understood
    Map(PlacesMapArgs),
    /// Read an inventory and say what is wrong in it, row by row
    Check(PlacesCheckArgs),
    /// Write the places of a build
    List(PlacesListArgs),
    /// Say where to send somebody: the nearest places, on one page
    Near(PlacesNearArgs),
}

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

pub fn run(args: &PlacesArgs, common: &Common) -> anyhow::Result<()> {
    match &args.command {
        PlacesCommand::Map(a) => places_map::run(a, common),
        PlacesCommand::Check(a) => places_check::run(a, common),
        PlacesCommand::List(a) => places_list::run(a, common),
        PlacesCommand::Near(a) => places_near::run(a, common),
    }
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
