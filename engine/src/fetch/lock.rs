//! `datasets.lock`: which files were fetched, from where, when, and their SHA-256.
//!
//! It is in the data folder. Two people with the same lock compute from the same bytes; a file
//! that is not the one it names is never read.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::store::guarded;
use crate::error::{Error, Result};
use crate::follow::follow;

/// Name of the file.
pub const NAME: &str = "datasets.lock";
const VERSION: u32 = 1;
const HEAD: &str = "\
# Written by `ifn fetch`: the files that were taken, from where, and their SHA-256. Keep it with your
# results: with it, the same files are asked for again, and others are refused.
";

/// A file that was fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// Dataset of the catalogue.
    pub dataset: String,
    /// Name in the dataset's folder.
    pub file: String,
    /// Where its publisher has it.
    pub address: String,
    /// Where it came from, when from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<String>,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Day, UTC.
    pub fetched: String,
    /// What the publisher's server calls this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it changed last, as the server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// The day when another version was seen upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_upstream: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockFile {
    version: u32,
    #[serde(default)]
    file: Vec<Locked>,
}

/// The lock of a data folder.
#[derive(Debug, Default)]
pub struct Lock {
    path: PathBuf,
    files: Vec<Locked>,
}

impl Lock {
    /// Reads the lock of a data folder; an empty one where there is none.
    ///
    /// # Errors
    /// A file that is not a lock of this program.
    pub fn open(data: &Path) -> Result<Self> {
        let path = data.join(NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { path, files: Vec::new() });
            }
            Err(e) => return Err(Error::io("read", path, e)),
        };
        let wrong = |e: String| {
            Error::input(&path, format!("is no lock of fetched files: {e}"))
                .with_help("put it aside, and `ifn fetch` writes another")
        };
        let file: LockFile = toml::from_str(&text).map_err(|e| wrong(e.message().into()))?;
        if file.version != VERSION {
            return Err(wrong(format!("version {} is not known", file.version)));
        }
        Ok(Self { path, files: file.file })
    }

    /// What is known of a dataset's file.
    pub fn of(&self, dataset: &str, file: &str) -> Option<&Locked> {
        self.files.iter().find(|f| f.dataset == dataset && f.file == file)
    }

    /// What was fetched from an address.
    pub fn at(&self, address: &str) -> Option<&Locked> {
        self.files.iter().find(|f| f.address == address && f.mirror.is_none())
    }

    /// Whether a file is the one that was fetched; one that was never fetched is the user's own.
    ///
    /// # Errors
    /// It is not.
    pub fn verify(&self, dataset: &str, file: &str, path: &Path, sha256: &str) -> Result<()> {
        match self.of(dataset, file) {
            Some(locked) if locked.sha256 != sha256 => Err(Error::input(
                path,
                format!(
                    "is not the file that was fetched on {}: its SHA-256 is {sha256}, {NAME} says {}",
                    locked.fetched, locked.sha256
                ),
            )
            .with_help(format!(
                "`ifn fetch {dataset}` brings it back and keeps this one beside; to use this one, take \
                 its [[file]] out of {}",
                self.path.display()
            ))),
            _ => Ok(()),
        }
    }

    /// Puts what is known of a file into the lock of a data folder, whatever other processes do.
    ///
    /// # Errors
    /// The lock cannot be read or written.
    pub fn record(data: &Path, locked: Locked) -> Result<()> {
        guarded(data, || {
            let mut lock = Self::open(data)?;
            lock.files.retain(|f| f.dataset != locked.dataset || f.file != locked.file);
            lock.files.push(locked);
            lock.files.sort_by(|a, b| (&a.dataset, &a.file).cmp(&(&b.dataset, &b.file)));
            lock.write()
        })
    }

    fn write(&self) -> Result<()> {
        let file = LockFile { version: VERSION, file: self.files.clone() };
        let text = toml::to_string(&file).map_err(|e| Error::input(&self.path, e.to_string()))?;
        // A lock that is a link to one elsewhere stays a link.
        let path = follow(&self.path)?;
        let beside = path.with_extension(format!("lock.{}", std::process::id()));
        let written = std::fs::File::create(&beside).and_then(|mut out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"\n")?;
            out.write_all(text.as_bytes())?;
            // Not synced: the disk would write out the whole of what was fetched first. After a power cut
            // a file that the lock does not know is the user's own, and nothing is taken for another.
            drop(out);
            std::fs::rename(&beside, &path)
        });
        written.map_err(|e| {
            let _ = std::fs::remove_file(&beside);
            Error::io("write", &self.path, e)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(dataset: &str, sha256: &str) -> Locked {
        Locked {
            dataset: dataset.into(),
            file: "f.zip".into(),
            address: "https://www.example.fr/f.zip".into(),
            sha256: sha256.into(),
            bytes: 3,
            fetched: "2026-11-25".into(),
            ..Locked::default()
        }
    }

    #[test]
    fn written_and_read_again() {
        let dir = tempfile::tempdir().expect("folder");
        for (dataset, sha256) in [("b", "1"), ("a", "2"), ("b", "3")] {
            Lock::record(dir.path(), locked(dataset, sha256)).expect("recorded");
        }
        let lock = Lock::open(dir.path()).expect("read");
        let got: Vec<_> =
            lock.files.iter().map(|f| (f.dataset.as_str(), f.sha256.as_str())).collect();
        assert_eq!(got, [("a", "2"), ("b", "3")]);
        let path = dir.path().join("b/f.zip");
        lock.verify("b", "f.zip", &path, "3").expect("the one");
        lock.verify("c", "f.zip", &path, "9").expect("the user's own");
        let e = lock.verify("b", "f.zip", &path, "9").expect_err("another");
        assert!(e.to_string().contains("is not the file that was fetched"), "{e}");
    }

    #[test]
    fn many_at_once() {
        let dir = tempfile::tempdir().expect("folder");
        std::thread::scope(|scope| {
            for i in 0..8 {
                let data = dir.path();
                scope.spawn(move || Lock::record(data, locked(&format!("d{i}"), "1")).expect("ok"));
            }
        });
        assert_eq!(Lock::open(dir.path()).expect("read").files.len(), 8);
    }

    #[test]
    fn what_is_no_lock() {
        let dir = tempfile::tempdir().expect("folder");
        for text in ["version = 2", "version = 1\n[[file]]\nid = 1", "<html>"] {
            std::fs::write(dir.path().join(NAME), text).expect("write");
            let e = Lock::open(dir.path()).expect_err(text);
            assert!(e.to_string().contains("is no lock of fetched files"), "{e}");
        }
    }
}
