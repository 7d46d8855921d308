//! Methods and inventories by the names that users give: a file, or what the program carries.

use std::path::{Path, PathBuf};

use super::carried::builtin_methods;
use super::model::{Dataset, Method};
use super::resolve::{Catalog, open_places};
use crate::error::{Error, Result, nearest};

/// The id of the method that runs without a network and without a file.
pub const DEFAULT_METHOD: &str = "embarque";

/// Opens a method: a path to a TOML file, or the id of a method that the program carries.
///
/// # Errors
/// No such file or id; a mistake in the file, with its line and the nearest valid name.
pub fn open_method(name: &str, catalog: &Catalog) -> Result<Method> {
    let path = Path::new(name);
    if path.extension().is_none_or(|e| e != "toml") && !path.exists() {
        let all = builtin_methods()?;
        return match all.iter().find(|(id, _)| id == name) {
            Some((id, text)) => {
                Method::parse(text, &PathBuf::from("configs").join(format!("{id}.toml")), catalog)
            }
            None => Err(Error::request(format!("no method `{name}`, and no such file"))
                .with_help(nearest(name, all.iter().map(|(id, _)| id.as_str())))),
        };
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Method::parse(&text, path, catalog),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            // `configs/x.toml` also names the built-in method when one is away from the sources.
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            match builtin_methods()?.into_iter().find(|(id, _)| id == stem) {
                Some((_, text)) if path.parent() == Some(Path::new("configs")) => {
                    Method::parse(&text, path, catalog)
                }
                _ => Err(Error::io("read", path, e)),
            }
        }
        Err(e) => Err(Error::io("read", path, e)),
    }
}

/// An inventory as a command names it: `ID=FILE`, in the columns of that dataset, or a mapping of
/// the user's own.
///
/// # Errors
/// No such dataset of places, or mapping; a mistake in it.
pub fn places_named(text: &str, catalog: &Catalog) -> Result<Dataset> {
    match text.split_once('=') {
        Some((id, file)) => catalog.places_over(id, Path::new(file)),
        None if Path::new(text).extension().is_some_and(|e| e == "toml") => {
            open_places(Path::new(text))
        }
        None => Err(Error::request(format!("--places {text:?}: whose columns has the file?"))
            .with_help("write ID=FILE (france-services=liste.csv), or name a mapping.toml")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_carried_is_valid() {
        let catalog = Catalog::builtin().expect("datasets");
        assert!(catalog.datasets.len() >= 8);
        for (id, text) in builtin_methods().expect("methods") {
            let path = PathBuf::from(format!("configs/{id}.toml"));
            let method = Method::parse(&text, &path, &catalog).expect("method");
            assert_eq!(method.id, id, "a method's id is its file's name");
        }
    }

    #[test]
    fn unknown_method_proposes() {
        let catalog = Catalog::builtin().expect("datasets");
        let e = open_method("embarqe", &catalog).expect_err("unknown");
        assert_eq!(e.help().as_deref(), Some("did you mean embarque?"));
    }
}
