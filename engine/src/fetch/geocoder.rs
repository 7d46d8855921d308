//! Addresses, found by a geocoder that answers as that of the Base Adresse Nationale.
//!
//! In: the geocoder's address (`https://data.geopf.fr/geocodage/search`) and a text. Out: [`Address`]es in the
//! geocoder's order, WGS 84 degrees. One question is one request, without redirects, within [`LONGEST`] and
//! [`MOST_BYTES`]; nothing is kept of it.

use std::time::Duration;

use serde::Deserialize;
use ureq::Agent;
use ureq::http::Uri;

use super::http::trusted;
use super::http_error::{HttpError, http_error};
use crate::error::{Error, Result};

/// Longest time that an answer may take, all in all.
const LONGEST: Duration = Duration::from_secs(4);
/// Longest answer: ten addresses take some 10 kB.
const MOST_BYTES: u64 = 256 << 10;
/// Letters of a text: the Base Adresse Nationale takes no more.
const MOST_LETTERS: usize = 200;
/// Fewest letters: as that base.
const FEWEST_LETTERS: usize = 3;

/// Asks a geocoder.
pub struct Geocoder {
    address: String,
    host: String,
    agent: Agent,
}

/// An address that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// As it is written on a letter, in one line.
    pub label: String,
    /// `housenumber`, `street`, `locality` or `municipality`.
    pub kind: String,
    /// How well it answers the text, 0–1, as the geocoder says.
    pub score: Option<f64>,
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// Code of its commune, in the geocoder's year; empty where it is not said.
    pub commune: String,
}

/// What a geocoder answers: GeoJSON.
#[derive(Deserialize)]
struct FoundFeatures {
    features: Vec<FoundFeature>,
}

#[derive(Deserialize)]
struct FoundFeature {
    geometry: FoundPoint,
    properties: Properties,
}

#[derive(Deserialize)]
struct FoundPoint {
    coordinates: [f64; 2],
}

#[derive(Deserialize)]
struct Properties {
    label: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    score: Option<f64>,
    #[serde(default)]
    citycode: String,
}

impl Geocoder {
    /// One at an address; it is not asked yet.
    ///
    /// # Errors
    /// No address of http or https, or one with a question in it.
    pub fn new(address: &str) -> Result<Self> {
        let uri: Option<Uri> = address.parse().ok();
        let web = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        let host = web.filter(|uri| uri.query().is_none()).and_then(|uri| {
            let named = uri.host().filter(|host| !host.is_empty())?;
            Some(named.to_ascii_lowercase())
        });
        let Some(host) = host else {
            return Err(Error::request(format!("the address search is {address:?}")).with_help(
                "give where a geocoder answers: https://data.geopf.fr/geocodage/search",
            ));
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("ifn/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .timeout_global(Some(LONGEST))
            .tls_config(trusted())
            .build();
        Ok(Self { address: address.into(), host, agent: config.into() })
    }

    /// Whom it asks.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Up to `limit` addresses of a text.
    ///
    /// # Errors
    /// A text of fewer than 3 or more than 200 letters; a geocoder that does not answer in time, or not as
    /// one. No message repeats the text.
    pub fn find(&self, text: &str, limit: usize) -> Result<Vec<Address>> {
        let text = text.trim();
        let letters = text.chars().count();
        if !(FEWEST_LETTERS..=MOST_LETTERS).contains(&letters) {
            let expected = format!("{FEWEST_LETTERS} to {MOST_LETTERS} letters");
            return Err(Error::request(format!("an address has {expected}, not {letters}")));
        }
        let host = &self.host;
        let failed = |why: &str| Error::internal(format!("the geocoder {host} {why}"));
        let limit = limit.to_string();
        let asked = self.agent.get(&self.address).query("q", text).query("limit", limit);
        let mut answer = asked.call().map_err(|e| failed(&said(&e)))?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(failed(&format!("answers {status}")));
        }
        let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
        let body = body.map_err(|e| failed(&said(&e)))?;
        let found: FoundFeatures = serde_json::from_slice(&body)
            .map_err(|_| failed("does not answer as that of the Base Adresse Nationale"))?;
        let there = |feature: &FoundFeature| {
            let [lon, lat] = feature.geometry.coordinates;
            lon.abs() <= 180.0 && lat.abs() <= 90.0
        };
        let address = |FoundFeature { geometry, properties }: FoundFeature| Address {
            label: properties.label,
            kind: properties.kind,
            score: properties.score,
            point: geometry.coordinates,
            commune: properties.citycode,
        };
        Ok(found.features.into_iter().filter(there).map(address).collect())
    }
}

/// Why it did not answer, without what was asked.
fn said(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("does not answer within {} s", LONGEST.as_secs()),
        ureq::Error::BodyExceedsLimit(most) => format!("answers with more than {most} bytes"),
        other => match http_error(other) {
            HttpError::Unknown(why) => format!("is not reached: {why}"),
            _ => "is not reached".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_geocoder_answers() {
        let known = Geocoder::new("https://data.geopf.fr/geocodage/search").expect("an address");
        assert_eq!(known.host(), "data.geopf.fr");
        for wrong in ["", "data.geopf.fr", "ftp://x/y", "https://", "https://x/s?q=", "file:///etc"]
        {
            let e = Geocoder::new(wrong).err().expect(wrong);
            assert!(e.is_usage() && e.to_string().contains("the address search is"), "{e}");
        }
    }

    #[test]
    fn texts_that_are_no_address_are_not_sent() {
        // Nobody listens there.
        let nobody = Geocoder::new("http://127.0.0.1:1/search").expect("an address");
        for wrong in ["", "ab", &"a".repeat(201)] {
            let e = nobody.find(wrong, 5).expect_err("no address");
            assert!(e.to_string().contains("3 to 200 letters"), "{e}");
        }
        let e = nobody.find("8 rue du secret", 5).expect_err("nobody");
        assert!(
            e.to_string().contains("is not reached") && !e.to_string().contains("secret"),
            "{e}"
        );
    }
}
