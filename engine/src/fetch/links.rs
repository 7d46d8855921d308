//! Whether the addresses of the catalogue lead somewhere: what would be asked, and what is answered.

use std::time::Duration;

use serde::Serialize;

use super::http::{Client, HttpRequest};
use super::http_error::HttpError;
use super::{Watch, by_departement, pace};
use crate::catalog::{Confidence, Dataset};

/// What would be asked.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Dataset.
    pub dataset: String,
    /// Address; of files by département, that of one.
    pub address: String,
    /// How well it is known.
    pub confidence: Option<Confidence>,
    /// Seconds between two requests to its host, where it asks for a pace.
    pub pace: f64,
    /// Where to look when it no longer answers.
    pub page: String,
}

/// What was answered.
#[derive(Debug, Clone, Serialize)]
pub struct Reply {
    /// What was asked.
    #[serde(flatten)]
    pub link: Link,
    /// HTTP status.
    pub status: Option<u16>,
    /// Size of the file.
    pub bytes: Option<u64>,
    /// Last change.
    pub modified: Option<String>,
    /// What it is instead of a file, or why there is no answer.
    pub wrong: Option<String>,
}

/// What would be asked of the publishers of datasets.
pub fn links<'a>(datasets: impl IntoIterator<Item = &'a Dataset>) -> Vec<Link> {
    let published = datasets.into_iter().filter_map(|d| Some((d, d.published()?.1)));
    published
        .map(|(dataset, address)| {
            let one = if by_departement(dataset) { "93" } else { "" };
            let address = address.replace(super::DEPARTEMENT, one);
            let host = address.split('/').nth(2).unwrap_or_default();
            Link {
                dataset: dataset.id.clone(),
                pace: pace(host).as_secs_f64(),
                confidence: dataset.provenance.confidence,
                page: dataset.provenance.page.clone(),
                address,
            }
        })
        .collect()
}

/// Asks each address for its headers, one after the other.
pub fn ask_links(links: Vec<Link>, silence: Duration, watch: &dyn Watch) -> Vec<Reply> {
    let client = Client::new(silence);
    let stop = || watch.cancelled();
    let one = |(number, link): (usize, Link)| {
        watch.begin(number, &link.address, 0, None);
        let ask = HttpRequest { head: true, ..HttpRequest::default() };
        let mut reply = Reply { link, status: None, bytes: None, modified: None, wrong: None };
        match client.ask(&reply.link.address, &ask, &stop) {
            Ok(answer) => {
                reply.status = Some(answer.status);
                reply.bytes = answer.length.filter(|n| *n > 0);
                reply.modified = answer.version.modified;
                let page = answer.kind.contains("text/html");
                reply.wrong = page.then(|| "answers with a web page".into());
            }
            Err(
                HttpError::Gone(why)
                | HttpError::Never(why)
                | HttpError::Slow(why)
                | HttpError::Unknown(why)
                | HttpError::Later(why, _),
            ) => {
                reply.wrong = Some(why);
            }
            Err(HttpError::Stopped) => reply.wrong = Some("not asked".into()),
        }
        reply
    };
    links.into_iter().enumerate().map(one).collect()
}
