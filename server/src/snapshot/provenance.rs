//! The provenance of figures, in every answer: method, vintages, licence.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ifn_engine::build::Manifest;
use ifn_engine::catalog::MethodSummary;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

/// Where the figures come from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Provenance {
    /// The method.
    pub method: MethodName,
    /// What the figures are and are not.
    pub notice: String,
    /// Vintages.
    pub vintage: Vintage,
    /// Licences of the sources.
    pub licence: String,
    /// Whom to name.
    pub attribution: String,
    /// Zones within which units are compared: `france`, or a level.
    pub reference: String,
    /// The zone that was built, when not all of France.
    pub built_zone: Option<String>,
}

/// A method, in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MethodName {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// SHA-256 of the method file and of the choices made since.
    pub sha256: String,
}

/// Of which years the figures are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Vintage {
    /// Year of the official geographic code that units are those of.
    pub geography: u16,
    /// Vintage of each source, by its id.
    pub sources: BTreeMap<String, String>,
}

/// Headers hold visible ASCII; `%` is what escapes the rest.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'%');

impl Provenance {
    /// Of a build.
    pub fn new(manifest: &Manifest) -> Self {
        let m = &manifest.method;
        Self {
            method: MethodName {
                id: m.id.clone(),
                title: m.title.clone(),
                sha256: m.sha256.clone(),
            },
            notice: m.notice.clone(),
            vintage: Vintage {
                geography: m.geography,
                sources: manifest
                    .sources
                    .iter()
                    .map(|s| (s.id.clone(), s.vintage.clone()))
                    .collect(),
            },
            licence: manifest.licence.clone(),
            attribution: manifest.attribution.clone(),
            reference: m.reference.clone(),
            built_zone: manifest.zone.clone(),
        }
    }

    /// Of rescored figures: `method` is the method with the scenario.
    pub fn with(&self, method: &MethodSummary) -> Self {
        Self {
            method: MethodName {
                id: method.id.clone(),
                title: method.title.clone(),
                sha256: method.sha256.clone(),
            },
            notice: method.notice.clone(),
            reference: method.reference.clone(),
            ..self.clone()
        }
    }

    /// The same as headers, for answers without a place for it: percent-encoded UTF-8.
    pub fn put(&self, headers: &mut HeaderMap) {
        let geography = format!("COG {}", self.vintage.geography);
        let all = [
            ("ifn-method", self.method.id.as_str()),
            ("ifn-method-sha256", &self.method.sha256),
            ("ifn-notice", &self.notice),
            ("ifn-vintage", &geography),
            ("ifn-licence", &self.licence),
            ("ifn-attribution", &self.attribution),
        ];
        for (name, text) in all.into_iter().filter(|(_, text)| !text.is_empty()) {
            let text = utf8_percent_encode(text, ESCAPED).to_string();
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }

    /// The same as pairs of a file's metadata.
    pub fn metadata(&self) -> Vec<(String, String)> {
        let pairs = [
            ("ifn:method", &self.method.id),
            ("ifn:method_sha256", &self.method.sha256),
            ("ifn:title", &self.method.title),
            ("ifn:licence", &self.licence),
            ("ifn:attribution", &self.attribution),
            ("ifn:notice", &self.notice),
        ];
        let pairs = pairs.into_iter().filter(|(_, v)| !v.is_empty());
        pairs.map(|(k, v)| (k.to_string(), v.clone())).collect()
    }
}
