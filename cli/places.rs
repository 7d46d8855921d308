//! `ifn places`: propose a mapping for an inventory, check it, list the places of a build, find the nearest.

use clap::{Args, Subcommand};

use crate::options::Common;
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

pub fn run(args: &PlacesArgs, common: &Common) -> anyhow::Result<()> {
    match &args.command {
        PlacesCommand::Map(a) => places_map::run(a, common),
        PlacesCommand::Check(a) => places_check::run(a, common),
        PlacesCommand::List(a) => places_list::run(a, common),
        PlacesCommand::Near(a) => places_near::run(a, common),
    }
}
