//! What can be asked of files that are fetched.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use ifn_engine::fetch::From;

/// Where files go, and where they come from.
#[derive(Debug, ClapArgs)]
pub struct NetArgs {
    /// Folder of downloaded files
    #[arg(long, value_name = "DIR", default_value = "data", env = "IFN_DATA")]
    pub data: PathBuf,
    /// Take files from here, as <dataset>/<file>, instead of from their publishers
    #[arg(long, value_name = "DIR|URL", env = "IFN_MIRROR")]
    pub mirror: Option<From>,
    /// Never open a connection
    #[arg(long, env = "IFN_OFFLINE")]
    pub offline: bool,
    /// Files to fetch at once
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub jobs: usize,
    /// Failures in a row to bear for one file; an attempt that brings more of it than all before
    /// begins the row again
    #[arg(long, value_name = "N", default_value_t = 5, overrides_with = "retries")]
    pub retries: u32,
    /// Seconds that a server may keep silent, or take to connect or to end its headers; over as many,
    /// a file must come at 512 bytes a second at least
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30.0,
        value_parser = seconds,
        overrides_with = "timeout"
    )]
    pub timeout: f64,
}

#[derive(Debug, ClapArgs)]
pub struct FetchArgs {
    /// Methods (files, or ids of methods that the program carries) or datasets
    #[arg(value_name = "CONFIG|DATASET")]
    pub names: Vec<String>,
    /// Everything in the catalogue
    #[arg(long)]
    pub all: bool,
    /// Take what changed upstream, instead of saying so
    #[arg(long)]
    pub update: bool,
    /// Another address of a dataset, when its own leads nowhere
    #[arg(long = "address", value_name = "DATASET=URL", value_parser = address)]
    pub addresses: Vec<(String, String)>,
    /// Départements whose files are fetched, for datasets that have one each
    #[arg(
        long = "departement",
        value_name = "CODE,…",
        value_delimiter = ',',
        value_parser = departement
    )]
    pub departements: Vec<String>,
    #[command(flatten)]
    pub net: NetArgs,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.1 to 3600".into()),
    }
}

fn address(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((id, url)) if !id.is_empty() && url.contains("://") => Ok((id.into(), url.into())),
        _ => Err("written DATASET=https://…".into()),
    }
}

fn departement(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    let plain = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { Ok(code) } else { Err("the code of a département: 93, 2A, 971".into()) }
}
