//! The provenance that every file of a build carries: method, licences, producers.

use super::manifest::{Manifest, SourceEntry};
use crate::catalog::MethodSummary;

/// Licences and producers, as every file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credits {
    /// Licences of the sources.
    pub licence: String,
    /// Whom to name.
    pub attribution: String,
}

impl Credits {
    /// Those of the sources; a source without a licence is named as such.
    pub fn of(sources: &[SourceEntry]) -> Self {
        let list = |of: &dyn Fn(&SourceEntry) -> &str, unknown: &str| {
            let mut names: Vec<&str> = sources
                .iter()
                .flat_map(|s| match of(s) {
                    "" => vec![unknown],
                    stated => stated.split(", ").collect(),
                })
                .collect();
            names.sort_unstable();
            names.dedup();
            names.join(", ")
        };
        let licence = list(&|s| &s.licence, "licence not stated for the user's own tables");
        let publishers = list(&|s| &s.publisher, "the user's own tables");
        Self { attribution: format!("{publishers} — {licence}"), licence }
    }

    /// Those of a build.
    pub fn of_build(manifest: &Manifest) -> Self {
        Self { licence: manifest.licence.clone(), attribution: manifest.attribution.clone() }
    }
}

/// Provenance of a file: the method, licences and producers.
#[derive(Clone, Copy)]
pub struct FileProvenance<'a> {
    /// The method.
    pub method: &'a MethodSummary,
    /// Licences and producers.
    pub credits: &'a Credits,
}

impl FileProvenance<'_> {
    /// As pairs of a file's metadata.
    pub fn metadata(self) -> Vec<(String, String)> {
        let Self { method, credits } = self;
        let mut out = vec![
            ("ifn:method".to_string(), method.id.clone()),
            ("ifn:method_sha256".to_string(), method.sha256.clone()),
            ("ifn:title".to_string(), method.title.clone()),
            ("ifn:licence".to_string(), credits.licence.clone()),
            ("ifn:attribution".to_string(), credits.attribution.clone()),
        ];
        if !method.notice.is_empty() {
            out.push(("ifn:notice".into(), method.notice.clone()));
        }
        out
    }
}
