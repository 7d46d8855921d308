//! The method that an exported file names.

use crate::build::Manifest;
use crate::catalog::MethodSummary;

/// The method that a file names, which may be the build's with other choices.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The method's name.
    pub title: &'a str,
    /// What it is and is not.
    pub notice: &'a str,
    /// SHA-256 of the method and of the choices made since.
    pub sha256: &'a str,
    /// Whom to name.
    pub attribution: &'a str,
}

impl<'a> About<'a> {
    /// Of a build's figures by `method`, which may be the build's with other choices.
    pub fn of(m: &'a Manifest, method: &'a MethodSummary) -> Self {
        Self {
            title: &method.title,
            notice: &method.notice,
            sha256: &method.sha256,
            attribution: &m.attribution,
        }
    }
}
