//! A folder, or a file, that appears whole or not at all: written beside its place, then swapped in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::follow::follow;

/// A folder being written. Dropped without [`Staging::commit`], it vanishes.
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    done: bool,
}

impl Staging {
    /// Starts beside `target`, whose earlier content stays untouched until the end. A target that is a
    /// link stays one: the folder that it names is replaced.
    ///
    /// # Errors
    /// A target that cannot be written, or a folder that holds something other than a build, or in
    /// which somebody works.
    pub fn new(target: &Path) -> Result<Self> {
        let named = target;
        let target = follow(named)?;
        if let Ok(mut entries) = fs::read_dir(&target) {
            if entries.next().is_some() && !target.join("manifest.json").is_file() {
                return Err(Error::input(
                    named,
                    "is not empty and holds no build: it will not be replaced",
                )
                .with_help("choose another folder with --out"));
            }
            if in_use(&target) {
                let why = "is the folder that you are in, or one around it: it cannot be replaced";
                return Err(Error::input(named, why)
                    .with_help("name a folder with --out, as --out out, or start from elsewhere"));
            }
        } else if target.exists() {
            return Err(
                Error::input(named, "is not a folder").with_help("choose another place with --out")
            );
        }
        let parent = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|e| Error::io("create", &parent, e))?;
        // `..` at the end has no name: the system knows it.
        let name = match target.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => {
                let whole = fs::canonicalize(&target).map_err(|e| Error::io("write", named, e))?;
                return Self::new(&whole);
            }
        };
        clear_abandoned(&parent, &name);
        let folder = parent.join(format!(".{name}.part-{}", std::process::id()));
        fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, e))?;
        Ok(Self { target, folder, done: false })
    }

    /// Where it is until the end.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of the folder; its own folder is made.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
        }
        Ok(path)
    }

    /// Puts the folder in its place. Where the system can, the two are exchanged in one step.
    ///
    /// # Errors
    /// The system refuses; the earlier folder is then still there.
    pub fn commit(mut self) -> Result<()> {
        let wrong = |e: std::io::Error| Error::io("write", &self.target, e);
        if self.target.exists() {
            match exchange(&self.folder, &self.target) {
                Ok(()) => {}
                Err(_) => {
                    let old = self.folder.with_extension("old");
                    fs::rename(&self.target, &old).map_err(wrong)?;
                    if let Err(e) = fs::rename(&self.folder, &self.target) {
                        let _ = fs::rename(&old, &self.target);
                        return Err(wrong(e));
                    }
                    let _ = fs::rename(&old, &self.folder);
                }
            }
            let _ = fs::remove_dir_all(&self.folder);
        } else {
            fs::rename(&self.folder, &self.target).map_err(wrong)?;
        }
        self.done = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Whether this process works in a folder, or below it: replaced, it would be pulled from under whoever
/// started it.
fn in_use(folder: &Path) -> bool {
    let (Ok(folder), Ok(here)) = (fs::canonicalize(folder), std::env::current_dir()) else {
        return false;
    };
    fs::canonicalize(here).is_ok_and(|here| here.starts_with(folder))
}

/// Writes one file: `write` is given a place beside `path`, which is renamed when it is done and
/// removed when it fails. A link stays one: the file that it names is replaced. A device or a pipe,
/// such as `/dev/stdout`, is written to as it is.
///
/// # Errors
/// Those of `write`; a folder has that name; the system refuses to rename.
pub fn write_whole(path: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if let Ok(there) = fs::metadata(path) {
        if there.is_dir() {
            return Err(Error::input(path, "is a folder").with_help("name a file in it"));
        }
        if !there.is_file() {
            return write(path);
        }
    }
    let target = follow(path)?;
    let name = target.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let part = target.with_file_name(format!(".{name}.part-{}", std::process::id()));
    let placed = write(&part)
        .and_then(|()| fs::rename(&part, &target).map_err(|e| Error::io("write", path, e)));
    if placed.is_err() {
        let _ = fs::remove_file(&part);
    }
    placed
}

/// Has a file written out to its disk; a device or a pipe has none.
///
/// # Errors
/// The system refuses.
pub fn synced(file: &fs::File) -> std::io::Result<()> {
    if file.metadata()?.is_file() { file.sync_all() } else { Ok(()) }
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Folders left by a run that was killed: their process is no more.
fn clear_abandoned(parent: &Path, name: &str) {
    let prefix = format!(".{name}.part-");
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = file.strip_prefix(&prefix) else { continue };
        let process = process.trim_end_matches(".old");
        let alive = Path::new("/proc").join(process).exists() || !Path::new("/proc/self").exists();
        if process.bytes().all(|b| b.is_ascii_digit()) && !alive {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let dir = tempfile::tempdir().expect("tempdir");
        let out = dir.path().join("out");
        let write = |text: &str, commit: bool| {
            let staging = Staging::new(&out).expect("staging");
            fs::write(staging.file("manifest.json").expect("file"), text).expect("write");
            if commit {
                staging.commit().expect("commit");
            }
        };
        write("one", true);
        write("two", false);
        assert_eq!(fs::read_to_string(out.join("manifest.json")).expect("read"), "one");
        write("three", true);
        assert_eq!(fs::read_to_string(out.join("manifest.json")).expect("read"), "three");
        assert_eq!(fs::read_dir(dir.path()).expect("dir").count(), 1, "nothing is left beside");
    }

    #[test]
    fn what_is_no_build_is_never_replaced() {
        let dir = tempfile::tempdir().expect("tempdir");
        fs::write(dir.path().join("thesis.odt"), "years of work").expect("write");
        let e = Staging::new(dir.path()).err().expect("refused");
        assert!(e.to_string().contains("will not be replaced"), "{e}");
        assert!(Staging::new(&dir.path().join("thesis.odt")).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn links_stay_links() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("tempdir");
        let (real, link) = (dir.path().join("disk/real"), dir.path().join("out"));
        fs::create_dir_all(&real).expect("folder");
        symlink("disk/real", &link).expect("link");
        for text in ["one", "two"] {
            let staging = Staging::new(&link).expect("staging");
            assert_eq!(staging.folder().parent(), real.parent(), "on the same disk");
            fs::write(staging.file("manifest.json").expect("file"), text).expect("write");
            staging.commit().expect("commit");
            assert_eq!(fs::read_link(&link).expect("a link"), Path::new("disk/real"));
            assert_eq!(fs::read_to_string(real.join("manifest.json")).expect("read"), text);
        }
        let (file, to) = (dir.path().join("disk/x.csv"), dir.path().join("x.csv"));
        symlink("disk/x.csv", &to).expect("link");
        for text in ["one", "two"] {
            write_whole(&to, |part| fs::write(part, text).map_err(|e| Error::io("write", part, e)))
                .expect("written");
            assert!(fs::symlink_metadata(&to).expect("there").is_symlink());
            assert_eq!(fs::read_to_string(&file).expect("read"), text);
        }
        assert_eq!(fs::read_dir(dir.path().join("disk")).expect("dir").count(), 2);
        assert!(write_whole(dir.path(), |_| Ok(())).is_err(), "a folder is no file");
    }

    #[test]
    fn abandoned_folders_are_cleared() {
        let dir = tempfile::tempdir().expect("tempdir");
        let left = dir.path().join(".out.part-4194305");
        fs::create_dir(&left).expect("left behind");
        drop(Staging::new(&dir.path().join("out")).expect("staging"));
        assert!(!left.exists());
    }
}
