//! Which method to compute when nobody names one: the one that knows most of France from the data that are
//! here. Nothing is fetched: files are there, or they are not. A file of no bytes, or a page of the web in the place of a
//! table, is what a broken download leaves, and counts as not there.

use std::cmp::Reverse;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::carried::builtin_methods;
use super::model::{Dataset, Indicator, Method};
use super::open::DEFAULT_METHOD;
use super::resolve::Catalog;
use crate::error::{Error, Result};

/// A method that the program carries, and how much of it the data that are here allow.
#[derive(Debug)]
pub struct MethodHere {
    /// The method.
    pub method: Method,
    /// Its scored indicators whose data are here.
    pub here: usize,
    /// All its scored indicators.
    pub scored: usize,
    /// Ids of the datasets that it cannot do without and that are not here, and of those whose file is broken: it would
    /// stop the build.
    pub lacks: Vec<String>,
}

impl MethodHere {
    fn new(method: Method, data: &Path) -> Self {
        let absent = |path: Option<PathBuf>| path.is_some_and(|path| !usable(&path));
        let lacks = |id: &str| method.datasets().iter().any(|d| d.id == id && absent(d.path(data)));
        let scored = || method.indicators.iter().filter(|i| i.scored.is_some());
        let known = |i: &&Indicator| !method.datasets_of(i).iter().any(|id| lacks(id));
        let stops = |d: &&Dataset| {
            let broken = || d.path(data).is_some_and(|path| path.exists() && !usable(&path));
            (method.needs(&d.id) && lacks(&d.id)) || broken()
        };
        let needed = method.datasets().into_iter().filter(stops);
        Self {
            here: scored().filter(known).count(),
            scored: scored().count(),
            lacks: needed.map(|d| d.id.clone()).collect(),
            method,
        }
    }
}

/// Whether something that may be a table stands at `path`: a folder, or a file that is neither empty nor a page of
/// the web.
fn usable(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    let text =
        String::from_utf8_lossy(&start).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let page = ["<!doctype html", "<html"].iter().any(|page| text.starts_with(page));
    read.is_ok_and(|bytes| bytes > 0) && !page
}

/// Bytes that tell a page of the web.
const START: u64 = 256;

/// The methods of France that the program carries, the one to take first: those whose data are in the folder
/// `data` (or in the program), by the number of levels, then of scored indicators that are known, those on
/// official files before the embedded one, the latest id first; then those that lack data. Left out: methods
/// of units of one's own, and variants (`ifn-2023-senior` beside `ifn-2023`), which are for those who ask
/// for them.
///
/// # Errors
/// None with the methods of the program.
pub fn methods_here(catalog: &Catalog, data: &Path) -> Result<Vec<MethodHere>> {
    let all = builtin_methods()?;
    let variant = |id: &str| {
        all.iter().any(|(of, _)| id.strip_prefix(of.as_str()).is_some_and(|r| r.starts_with('-')))
    };
    let mut out = Vec::new();
    for (id, text) in all.iter().filter(|(id, _)| !variant(id)) {
        let path = PathBuf::from("configs").join(format!("{id}.toml"));
        let method = Method::parse(text, &path, catalog)?;
        if method.territory.is_none() {
            out.push(MethodHere::new(method, data));
        }
    }
    out.sort_by_cached_key(|m| {
        let official = m.method.id != DEFAULT_METHOD;
        let rich = (m.method.levels.len(), m.here, official, m.method.id.clone());
        (!m.lacks.is_empty(), Reverse(rich))
    });
    Ok(out)
}

/// The first of [`methods_here`], and the others.
///
/// # Errors
/// None with the methods of the program: the embedded one lacks nothing.
pub fn richest_method(catalog: &Catalog, data: &Path) -> Result<(MethodHere, Vec<MethodHere>)> {
    let mut all = methods_here(catalog, data)?;
    // Where a broken file stands in its way too, building it says which.
    let embedded = || all.iter().position(|m| m.method.id == DEFAULT_METHOD);
    let first = all.iter().position(|m| m.lacks.is_empty()).or_else(embedded);
    let first = first.ok_or_else(|| Error::internal("no method can do without data"))?;
    Ok((all.remove(first), all))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts a file where each dataset that a method reads is looked for; `optional`: those it can do without
    /// too.
    fn put(catalog: &Catalog, data: &Path, id: &str, optional: bool) {
        let all = methods_here(catalog, data).expect("methods");
        let method = &all.iter().find(|m| m.method.id == id).expect(id).method;
        for dataset in method.datasets() {
            if let Some(path) = dataset.path(data)
                && (optional || method.needs(&dataset.id))
            {
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, "x").expect("a file");
            }
        }
    }

    fn order(catalog: &Catalog, data: &Path) -> Vec<(String, usize, bool)> {
        let all = methods_here(catalog, data).expect("methods").into_iter();
        all.map(|m| (m.method.id, m.here, m.lacks.is_empty())).collect()
    }

    #[test]
    fn without_data_the_embedded_one_is_taken() {
        let (catalog, data) =
            (Catalog::builtin().expect("datasets"), tempfile::tempdir().expect("one"));
        let (first, others) = richest_method(&catalog, data.path()).expect("a method");
        assert_eq!((first.method.id.as_str(), first.here, first.scored), (DEFAULT_METHOD, 4, 4));
        let ids: Vec<&str> = others.iter().map(|m| m.method.id.as_str()).collect();
        assert_eq!(ids.len(), 3, "neither variants nor methods of own units: {ids:?}");
        assert!(others.iter().all(|m| !m.lacks.is_empty()));
    }

    #[test]
    fn what_knows_most_is_taken() {
        let catalog = Catalog::builtin().expect("datasets");
        let data = tempfile::tempdir().expect("one");
        put(&catalog, data.path(), "ifn-2023", false);
        let found = order(&catalog, data.path());
        let at = |id: &str| found.iter().position(|(known, ..)| known == id).expect("carried");
        let (official, embedded) = (at("ifn-2023"), at(DEFAULT_METHOD));
        assert_eq!(found[official], ("ifn-2023".into(), 4, true), "{found:?}");
        assert_eq!(found[embedded], (DEFAULT_METHOD.into(), 4, true), "{found:?}");
        assert!(official < embedded, "as many indicators, from official files: {found:?}");
        // It knows more, at two levels alone.
        assert!(embedded < at("ifn-2020"), "{found:?}");
        put(&catalog, data.path(), "ifn-2022", true);
        let found = order(&catalog, data.path());
        assert_eq!(found[0], ("ifn-2022".into(), 11, true), "{found:?}");
        // What a broken download leaves is no table.
        let (first, _) = richest_method(&catalog, data.path()).expect("a method");
        let needed = first
            .method
            .datasets()
            .into_iter()
            .find(|d| first.method.needs(&d.id) && d.path(data.path()).is_some());
        let path = needed.and_then(|d| d.path(data.path())).expect("a file");
        for left in ["", "\u{feff}\n<!DOCTYPE html>\n<title>503</title>", "<HTML><body>no"] {
            std::fs::write(&path, left).expect("a file");
            assert_ne!(order(&catalog, data.path())[0].0, "ifn-2022", "{left:?}");
        }
        std::fs::write(&path, "code;name").expect("a file");
        let free = |d: &&Dataset| !first.method.needs(&d.id) && d.path(data.path()).is_some();
        let other = first.method.datasets().into_iter().find(free);
        let other = other.and_then(|d| d.path(data.path())).expect("one to do without");
        std::fs::write(&other, "").expect("a file");
        assert_ne!(order(&catalog, data.path())[0].0, "ifn-2022", "it would stop the build");
        std::fs::write(&other, "code;name").expect("a file");
        assert_eq!(order(&catalog, data.path())[0].0, "ifn-2022");
        // A table that a method needs is gone: it is taken no longer.
        std::fs::remove_file(path).expect("removed");
        let last = order(&catalog, data.path());
        assert!(last.iter().any(|(id, _, whole)| id == "ifn-2022" && !whole), "{last:?}");
        assert_ne!(last[0].0, "ifn-2022");
    }
}
