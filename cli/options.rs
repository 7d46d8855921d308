//! Options that several commands share.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use ifn_engine::build::{ListOrder, Listing};
use ifn_engine::catalog::Scenario;

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
