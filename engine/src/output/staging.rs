//! A folder, or a file, that appears whole or not at all: written beside its place, then swapped in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A folder being written. Dropped without [`Staging::commit`], it vanishes.
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    done: bool,
}

impl Staging {
    /// Starts beside `target`, whose earlier content stays untouched until the end.
    ///
    /// # Errors
    /// A target that cannot be written, or a folder that holds something other than a build.
    pub fn new(target: &Path) -> Result<Self> {
        if let Ok(mut entries) = fs::read_dir(target) {
            if entries.next().is_some() && !target.join("manifest.json").is_file() {
                return Err(Error::input(
                    target,
                    "is not empty and holds no build: it will not be replaced",
                )
                .with_help("choose another folder with --out"));
            }
        } else if target.exists() {
            return Err(Error::input(target, "is not a folder")
                .with_help("choose another place with --out"));
        }
        let parent = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|e| Error::io("create", &parent, e))?;
        let name = target.file_name().map_or("out".into(), |n| n.to_string_lossy().into_owned());
        clear_abandoned(&parent, &name);
        let folder = parent.join(format!(".{name}.part-{}", std::process::id()));
        fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, e))?;
        Ok(Self { target: target.into(), folder, done: false })
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

/// Writes one file: `write` is given a place beside `path`, which is renamed when it is done and
/// removed when it fails.
///
/// # Errors
/// Those of `write`; the system refuses to rename.
pub fn write_whole(path: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let part = path.with_file_name(format!(".{name}.part-{}", std::process::id()));
    let placed = write(&part)
        .and_then(|()| fs::rename(&part, path).map_err(|e| Error::io("write", path, e)));
    if placed.is_err() {
        let _ = fs::remove_file(&part);
    }
    placed
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
    fn abandoned_folders_are_cleared() {
        let dir = tempfile::tempdir().expect("tempdir");
        let left = dir.path().join(".out.part-4194305");
        fs::create_dir(&left).expect("left behind");
        drop(Staging::new(&dir.path().join("out")).expect("staging"));
        assert!(!left.exists());
    }
}
