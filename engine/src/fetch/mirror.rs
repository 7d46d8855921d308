//! Where files come from: their publishers, or a mirror that holds `<dataset>/<file>`.

use std::path::{Path, PathBuf};

use crate::catalog::last_segment;
use crate::error::{Error, Result};

/// Where files come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FetchOrigin {
    /// The address of each.
    #[default]
    Publisher,
    /// A folder: another machine's data folder, or one laid out like it.
    Folder(PathBuf),
    /// The same over http.
    Web(String),
}

impl std::str::FromStr for FetchOrigin {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text.split_once("://") {
            Some(("http" | "https", rest)) if !rest.is_empty() => {
                Ok(Self::Web(text.trim_end_matches('/').into()))
            }
            Some((other, _)) => {
                Err(format!("a mirror is a folder or an http address, not {other}:"))
            }
            None if text.is_empty() => Err("a mirror is a folder or an http address".into()),
            None => Ok(Self::Folder(text.into())),
        }
    }
}

/// Names under which a mirror may have a file: the end of its address, or the name it has here.
pub fn names<'a>(address: &'a str, file: &'a str) -> Vec<&'a str> {
    let mut out: Vec<&str> = last_segment(address).into_iter().chain([file]).collect();
    out.dedup();
    out
}

/// The file of a mirror folder.
///
/// # Errors
/// It is not there: what was looked for is named.
pub fn in_folder(folder: &Path, dataset: &str, address: &str, file: &str) -> Result<PathBuf> {
    if !folder.is_dir() {
        return Err(Error::input(folder, "is no folder: no mirror is there"));
    }
    let paths: Vec<PathBuf> =
        names(address, file).iter().map(|name| folder.join(dataset).join(name)).collect();
    paths.iter().find(|p| p.is_file()).cloned().ok_or_else(|| {
        let looked: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        Error::input(folder, format!("has no {}", looked.join(" nor ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_addresses() {
        assert_eq!("/mnt/usb".parse(), Ok(FetchOrigin::Folder("/mnt/usb".into())));
        assert_eq!("http://a.fr/m/".parse(), Ok(FetchOrigin::Web("http://a.fr/m".into())));
        assert!("ftp://a.fr".parse::<FetchOrigin>().is_err() && "".parse::<FetchOrigin>().is_err());
        assert_eq!(names("https://a.fr/x/csv?select=a", "s.csv"), ["csv", "s.csv"]);
        assert_eq!(names("https://a.fr/s.zip", "s.zip"), ["s.zip"]);
    }
}
