//! Where a path leads: a link that a user made keeps being one, and what it names is written.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Links that lead to links, as systems follow them.
const MOST: usize = 40;

/// The path that is written when a user names `path`: itself, or what the link there names, link after
/// link. What the last one names need not exist; the folder that it lies in must.
///
/// # Errors
/// Links that lead in a circle, or into a folder that is not there.
pub fn follow(path: &Path) -> Result<PathBuf> {
    // Without the slash at its end, which would hide that it is a link.
    let mut at: PathBuf = path.components().collect();
    for _ in 0..MOST {
        let Ok(to) = std::fs::read_link(&at) else {
            // The last of several links names nothing yet.
            let folder = at.parent().filter(|f| !f.as_os_str().is_empty());
            if at.as_path() != path && is_link(path) && folder.is_some_and(|f| !f.is_dir()) {
                let why = format!("is a link to {}, whose folder is not there", at.display());
                return Err(Error::input(path, why)
                    .with_help("make that folder (is a disk missing?), or name another place"));
            }
            return Ok(at);
        };
        let to: PathBuf = to.components().collect();
        at = match at.parent() {
            Some(folder) if to.is_relative() => folder.join(to),
            _ => to,
        };
    }
    Err(Error::input(path, "is a link that leads to itself, or through too many others")
        .with_help("remove it, or name another place"))
}

fn is_link(path: &Path) -> bool {
    let path: PathBuf = path.components().collect();
    std::fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_to_links() {
        let dir = tempfile::tempdir().expect("folder");
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("real/in")).expect("folder");
        symlink("real", at("one")).expect("link");
        symlink(at("one"), at("two")).expect("link");
        symlink("real/new", at("dangling")).expect("link");
        symlink("none/new", at("lost")).expect("link");
        symlink("b", at("a")).expect("link");
        symlink("a", at("b")).expect("link");
        for (path, to) in [
            ("real", "real"),
            ("real/", "real"),
            ("new", "new"),
            ("one", "real"),
            ("two/", "real"),
            ("two", "real"),
            ("one/in", "one/in"),
            ("dangling", "real/new"),
        ] {
            assert_eq!(follow(&at(path)).expect(path), at(to), "{path}");
        }
        for (path, said) in [("lost", "whose folder is not there"), ("a", "leads to itself")] {
            let e = follow(&at(path)).expect_err(path);
            assert!(e.to_string().contains(said), "{e}");
        }
    }
}
