//! Settings of a server, from flags, the environment (`IFN_…`) and a TOML file. The command merges
//! them: flags win over the environment, the environment over the file.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ifn_engine::fetch::Geocoder;
use ifn_engine::{Error, Result};
use serde::Deserialize;

/// Settings of a server, with the keys of the file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Folder of the build.
    pub out: PathBuf,
    /// Address and port.
    pub listen: String,
    /// Address that links begin with, where the server is behind another one.
    pub public_url: Option<String>,
    /// Load a new build as soon as the folder holds one.
    pub watch: bool,
    /// How the log is written.
    pub log_format: LogFormat,
    /// Log each request.
    pub access_log: bool,
    /// Megabytes of tiles kept in memory.
    pub tile_cache_mb: u64,
    /// Connections open at once.
    pub max_connections: usize,
    /// Requests answered at once.
    pub max_requests: usize,
    /// Computations (scores, exports, sheets) at once; the others wait.
    pub max_computations: usize,
    /// Seconds until an answer must have begun.
    pub request_timeout_s: u64,
    /// Seconds in which a client must have sent its request, read a part of its answer, or asked
    /// again.
    pub client_timeout_s: u64,
    /// Seconds left to answers under way when the server is told to stop.
    pub shutdown_s: u64,
    /// Kilobytes of a request's body.
    pub max_body_kb: usize,
    /// Where a geocoder answers, as that of the Base Adresse Nationale; addresses are not searched without one.
    pub address_search: Option<String>,
    /// Read inventories of places that are sent from the map: on a loopback address alone.
    pub allow_uploads: bool,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            out: "out".into(),
            listen: "127.0.0.1:8080".into(),
            public_url: None,
            watch: true,
            log_format: LogFormat::Text,
            access_log: true,
            tile_cache_mb: 256,
            max_connections: 4096,
            max_requests: 1024,
            max_computations: 2 * processors,
            request_timeout_s: 30,
            client_timeout_s: 60,
            shutdown_s: 20,
            max_body_kb: 64,
            address_search: None,
            allow_uploads: false,
        }
    }
}

impl Settings {
    /// Reads a TOML file.
    ///
    /// # Errors
    /// No such file; an unknown key or a value of another kind, with its line.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
        toml::from_str(&text).map_err(|e| {
            let line =
                e.span().map(|at| 1 + text[..at.start.min(text.len())].matches('\n').count());
            Error::input(path, e.message().to_string()).at_line(line)
        })
    }

    /// Refuses what no server can do.
    ///
    /// # Errors
    /// A bound of 0; an address for links that is none.
    pub fn check(&self) -> Result<()> {
        let bounds = [
            ("max_connections", self.max_connections),
            ("max_requests", self.max_requests),
            ("max_computations", self.max_computations),
            ("request_timeout_s", self.request_timeout_s as usize),
            ("client_timeout_s", self.client_timeout_s as usize),
            ("max_body_kb", self.max_body_kb),
        ];
        if let Some((name, _)) = bounds.iter().find(|(_, value)| *value == 0) {
            return Err(Error::request(format!("`{name}` is 0: nothing would be served")));
        }
        let odd = |url: &&String| {
            !(url.starts_with("http://") || url.starts_with("https://"))
                || url.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || "\"'<>?#".contains(c)
                })
        };
        if let Some(url) = self.public_url.as_ref().filter(odd) {
            return Err(Error::request(format!("`public_url` is {url:?}"))
                .with_help("give what links begin with: https://ifn.example.fr"));
        }
        if let Some(address) = &self.address_search {
            Geocoder::new(address)?;
        }
        if self.allow_uploads && self.public_url.is_some() {
            return Err(Error::request(
                "`allow_uploads` and `public_url` exclude each other: files are read for the person who sits \
                 at this machine, not for whoever reaches it through another server",
            )
            .with_help("leave one of them out"));
        }
        Ok(())
    }

    /// Refuses uploads at an address that other machines reach.
    ///
    /// # Errors
    /// Uploads are allowed, and the address is no loopback address.
    pub fn check_listened(&self, address: IpAddr) -> Result<()> {
        if !self.allow_uploads || address.is_loopback() {
            return Ok(());
        }
        Err(Error::request(format!(
            "`allow_uploads` needs a loopback address: other machines reach {address}"
        ))
        .with_help("listen at 127.0.0.1, or leave --allow-uploads out"))
    }
}
