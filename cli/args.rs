//! The command line: its subcommands, the options that several of them share, completions. Each
//! command's own arguments stand in its file.

use std::path::PathBuf;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use ifn_engine::build::{ListOrder, Listing};
use ifn_engine::catalog::Scenario;

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
use crate::places::PlacesArgs;
use crate::serve::ServeArgs;
use crate::tiles::TilesArgs;

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

/// Options of every subcommand.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print results as JSON
    #[arg(long, global = true)]
    pub json: bool,
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

/// Another choice of indicators, weights and reference than the method's own.
#[derive(Debug, ClapArgs)]
pub struct ChoiceArgs {
    /// Score these indicators alone; the others are shown beside
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Another weight for an indicator or an axis, among its siblings
    #[arg(long = "weight", value_name = "ID=WEIGHT", value_parser = weight)]
    pub weights: Vec<(String, f64)>,
    /// Compare units within other zones: france, region, departement or epci
    #[arg(long, value_name = "ZONE")]
    pub reference: Option<String>,
}

impl ChoiceArgs {
    /// For the engine; all levels when `levels` is empty.
    pub fn selection(&self, levels: &[String]) -> Scenario {
        Scenario {
            levels: levels.to_vec(),
            only: self.only.clone(),
            weights: self.weights.clone(),
            reference: self.reference.clone(),
        }
    }
}

/// How units are listed.
#[derive(Debug, ClapArgs)]
pub struct ListArgs {
    /// What comes first: rank (the highest index), at_risk (the most persons at risk), gap, or gap_persons (gap ×
    /// persons at risk)
    #[arg(long, value_name = "KEY")]
    pub sort: Option<ListOrder>,
    /// Leave out units of fewer inhabitants, and those whose population is not known
    #[arg(long, value_name = "N")]
    pub min_population: Option<u64>,
}

impl ListArgs {
    /// For the engine.
    pub fn listing(&self) -> Listing {
        Listing { order: self.sort, min_population: self.min_population }
    }
}

/// Layers beside the territories.
#[derive(Debug, ClapArgs)]
pub struct ExtraArgs {
    /// Draw a GeoParquet, GeoPackage or GeoJSON file as a layer too, called by its name or as told
    #[arg(long = "extra", value_name = "[LAYER=]FILE", value_parser = extra)]
    pub extra: Vec<(String, PathBuf)>,
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let (id, weight) = text
        .split_once('=')
        .ok_or_else(|| format!("expected ID=WEIGHT, as in poverty=2, not {text:?}"))?;
    let weight = weight.trim().replace(',', ".");
    match weight.parse::<f64>() {
        Ok(number) => Ok((id.trim().into(), number)),
        Err(_) => Err(format!("{weight:?} is not a number")),
    }
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

/// `LAYER=FILE`, or a file whose name is the layer's.
fn extra(text: &str) -> Result<(String, PathBuf), String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name.to_string(), PathBuf::from(file)),
        None => {
            let file = PathBuf::from(text);
            (file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), file)
        }
    };
    if name.is_empty() || file.as_os_str().is_empty() {
        return Err("a file expected, or LAYER=FILE".into());
    }
    Ok((name, file))
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
