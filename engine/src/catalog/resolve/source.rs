//! The file that is being resolved, for messages and for keys that many sections have.

use std::path::Path;

use toml::Spanned;

use crate::catalog::toml::line_of;
use crate::composite::aggregate::Aggregate;
use crate::error::{Error, Result};

/// The file that is being resolved.
pub struct Source<'a> {
    pub text: &'a str,
    pub path: &'a Path,
}

impl Source<'_> {
    /// A mistake at a byte offset.
    pub fn wrong(&self, at: usize, message: impl Into<String>) -> Error {
        Error::input(self.path, message).at_line(Some(line_of(self.text, at)))
    }

    /// A weight; 1 when absent.
    pub fn weight(&self, weight: Option<&Spanned<f64>>, of: &str) -> Result<f64> {
        match weight {
            None => Ok(1.0),
            Some(w) if w.get_ref().is_finite() && *w.get_ref() >= 0.0 => Ok(*w.get_ref()),
            Some(w) => Err(self.wrong(
                w.span().start,
                format!("weight of `{of}` is {}: a weight is a number ≥ 0", w.get_ref()),
            )),
        }
    }

    /// An aggregation; `arithmetic` when absent.
    pub fn aggregate(&self, name: Option<&Spanned<String>>, p: Option<f64>) -> Result<Aggregate> {
        let key = name.map_or("arithmetic", |n| n.get_ref().as_str());
        Aggregate::from_key(key, p).map_err(|m| self.wrong(name.map_or(0, |n| n.span().start), m))
    }
}

/// Ids become column names.
pub fn is_identifier(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
