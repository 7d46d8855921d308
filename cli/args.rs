//! The command line: its subcommands, completions. Each command's own arguments stand in its file, those
//! that several share in `options`.

use std::path::PathBuf;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::audit::AuditArgs;
use crate::build::BuildArgs;
use crate::check::CheckArgs;
use crate::compare::CompareArgs;
use crate::datasets::DatasetsArgs;
use crate::explain::ExplainArgs;
use crate::export::ExportArgs;
use crate::fetch::FetchArgs;
use crate::gaps::GapsArgs;
use crate::locate::LocateArgs;
use crate::options::Common;
use crate::places::PlacesArgs;
use crate::serve::ServeArgs;
use crate::tiles::TilesArgs;
use crate::zones::ZonesArgs;

/// Version, commit and date of the data that the program carries, as `build.rs` found them.
const VERSION: &str = env!("IFN_VERSION");

/// The open engine of the indice de fragilité numérique.
#[derive(Debug, Parser)]
#[command(name = "ifn", version = VERSION, propagate_version = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute an index and write scores, territories and manifest
    Build(BuildArgs),
    /// Say why a unit has its score
    Explain(ExplainArgs),
    /// List where need is high and help is missing
    Gaps(GapsArgs),
    /// Write a level's scores as a table or a map layer
    Export(ExportArgs),
    /// Add to every row of a CSV or Parquet file the unit that it lies in, and its score
    Locate(LocateArgs),
    /// Validate a method and the tables it reads; compute nothing
    Check(CheckArgs),
    /// Write a build's territories and scores as vector tiles (PMTiles)
    Tiles(TilesArgs),
    /// Serve a build over HTTP: scores, sheets, tiles, downloads
    Serve(ServeArgs),
    /// Say whether an index holds together: correlations, double counting, weights, missing data
    Audit(AuditArgs),
    /// Say what changed between two builds: ranks, deciles, and the indicators that explain it
    Compare(CompareArgs),
    /// Places where help is found: check an inventory, list them, find the nearest
    Places(PlacesArgs),
    /// Say what a zone is made of, and write it as a file that --zone reads
    Zones(ZonesArgs),
    /// List the methods that the program carries
    Methods,
    /// Download the official files that a method needs
    Fetch(FetchArgs),
    /// List the datasets of the catalogue, and which are here
    Datasets(DatasetsArgs),
    /// Print a shell's completions
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages
    #[command(hide = true)]
    Man {
        /// Folder to write them into
        dir: PathBuf,
    },
}

/// What is wrong with a request, with the options that there are where it has one that there is not.
pub fn with_options(mut wrong: clap::Error) -> clap::Error {
    if wrong.kind() == ErrorKind::UnknownArgument {
        let options = options_of(&Args::command(), std::env::args().skip(1));
        let tip = StyledStr::from(format!("options here are {options}"));
        wrong.remove(ContextKind::Suggested);
        if wrong.get(ContextKind::SuggestedArg).is_none() {
            wrong.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
        }
    }
    wrong
}

/// The options of the subcommand that is asked for.
fn options_of(command: &clap::Command, words: impl Iterator<Item = String>) -> String {
    let mut at = command;
    for word in words {
        at = at.find_subcommand(&word).unwrap_or(at);
    }
    let shown = at.get_arguments().filter(|a| !a.is_hide_set()).filter_map(|a| a.get_long());
    let shown: Vec<String> = shown.map(|long| format!("--{long}")).collect();
    shown.join(", ")
}

/// A shell's completions.
pub fn completions(shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "ifn", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_do_not_clash() {
        Args::command().debug_assert();
    }

    #[test]
    fn an_unknown_option_is_told_the_others() {
        let words = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
        let options = |text: &str| options_of(&Args::command(), words(text).into_iter());
        assert_eq!(
            options("export commune --columns score"),
            "--format, --zone, --sort, --min-population, --output, --excel, --out"
        );
        assert!(options("places near Creuse --x").contains("--open-now"));
        let wrong = Args::try_parse_from(["ifn", "export", "commune", "--columns"]);
        let told = with_options(wrong.expect_err("no such option")).to_string();
        assert!(told.contains("options here are") && !told.contains("-- --"), "{told}");
    }

    #[test]
    fn version_says_commit_and_date_of_the_data() {
        let version = Args::command().render_version();
        assert!(version.starts_with(concat!("ifn ", env!("CARGO_PKG_VERSION"), " (commit ")));
        assert!(version.contains("; data of 20") && version.contains("COG 20"), "{version}");
        assert_eq!(version.lines().count(), 1, "{version}");
    }
}
