//! What a command writes is none of what it reads, and no two of its outputs are one file: the list that a
//! person keeps would be gone without a word.

use std::path::{Path, PathBuf};

use ifn_engine::Error;

/// Files of a command, each with what it is called: « the inventory », `--errors`.
pub type NamedFile<'a> = (&'a str, &'a Path);

/// Fails where an output is one of the files that are read, or another output. `-` and devices are no files.
///
/// # Errors
/// Which of them are one file.
pub fn apart(read: &[NamedFile], written: &[NamedFile]) -> Result<(), Error> {
    for (at, (name, path)) in written.iter().enumerate() {
        let before = read.iter().chain(&written[..at]);
        let Some((other, _)) = before.into_iter().find(|(_, other)| one_file(path, other)) else {
            continue;
        };
        return Err(Error::request(format!(
            "{name} {} is the same file as {other}: nothing is written",
            path.display()
        ))
        .with_help("what is in it would be lost: name another file"));
    }
    Ok(())
}

/// Whether both paths lead to one file, through links too; of a file that is not there yet, by its folder.
fn one_file(a: &Path, b: &Path) -> bool {
    if let (Ok(a), Ok(b)) = (std::fs::metadata(a), std::fs::metadata(b)) {
        // What is written to a device or a pipe replaces nothing.
        if !a.is_file() || !b.is_file() {
            return false;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            return (a.dev(), a.ino()) == (b.dev(), b.ino());
        }
    }
    whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// The whole path of a file that may not be there yet.
fn whole(path: &Path) -> Option<PathBuf> {
    if let Ok(whole) = path.canonicalize() {
        return Some(whole);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_by_whatever_way() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("a.csv"), "a").expect("written");
        std::fs::write(at("b.csv"), "b").expect("written");
        std::fs::create_dir(at("sub")).expect("a folder");
        let (list, other, way) = (at("a.csv"), at("b.csv"), at("sub/../a.csv"));
        let read: [NamedFile; 1] = [("the inventory", &list)];
        assert!(apart(&read, &[("-o", &other)]).is_ok());
        for path in [&list, &way] {
            let refused =
                apart(&read, &[("-o", &other), ("--errors", path)]).expect_err("one file");
            assert!(refused.to_string().contains("the inventory"), "{refused}");
            assert!(refused.is_usage());
        }
        #[cfg(unix)]
        {
            std::fs::hard_link(&list, at("hard.csv")).expect("a link");
            std::os::unix::fs::symlink("a.csv", at("soft.csv")).expect("a link");
            for name in ["hard.csv", "soft.csv"] {
                assert!(apart(&read, &[("-o", &at(name))]).is_err(), "{name}");
            }
        }
        // Two files that are not there yet.
        let (new, way) = (at("new.csv"), at("sub/../new.csv"));
        assert!(apart(&read, &[("-o", &new), ("--errors", &way)]).is_err());
        assert!(apart(&read, &[("-o", &new), ("--errors", &at("sub/new.csv"))]).is_ok());
        let null = Path::new("/dev/null");
        assert!(apart(&read, &[("-o", null), ("--errors", null)]).is_ok());
    }
}
