//! The data folder: files by their hash, under the names that datasets have, and what is under way.
//!
//! `objects/<sha256>` holds each version of each file once; `<dataset>/<file>` is the same file under
//! the name it is read by. `partial/` holds what was begun, with what the server called it. A file
//! takes its name when it is whole: by rename. Every file under way has one writer, whatever the
//! number of processes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::content_check;
use crate::digest::{hex, sha256};
use crate::error::{Error, Result};
use crate::progress::check_flag;

/// How long to sleep before another process is looked at again.
const LOOK: Duration = Duration::from_millis(100);

/// What a server calls a version of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Where it was asked for.
    pub address: String,
    /// Entity tag.
    pub etag: Option<String>,
    /// Last change.
    pub modified: Option<String>,
    /// Size of the whole.
    #[serde(default)]
    pub bytes: Option<u64>,
}

impl Version {
    /// What a broken download can be taken up with: a strong tag, or else the date.
    pub fn validator(&self) -> Option<&str> {
        self.etag.as_deref().filter(|tag| !tag.starts_with("W/")).or(self.modified.as_deref())
    }
}

/// A data folder.
#[derive(Debug, Clone)]
pub struct Store {
    data: PathBuf,
}

impl Store {
    /// Of a folder, which is made when something comes.
    pub fn new(data: &Path) -> Self {
        Self { data: data.into() }
    }

    /// A folder of it, made when it is not there.
    fn folder_of(&self, name: &str) -> Result<PathBuf> {
        let folder = self.data.join(name);
        std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
        Ok(folder)
    }

    /// Takes away the folders that nothing came into; the data folder too, if it was `fresh`.
    pub fn tidy(&self, fresh: bool) {
        // What holds something stays.
        let emptied = std::fs::remove_dir(self.data.join("objects"));
        if emptied.is_ok() || !self.data.join("objects").exists() {
            let _ = std::fs::remove_dir(self.data.join("partial"));
            if fresh {
                let _ = std::fs::remove_dir(&self.data);
            }
        }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.data
    }

    /// A version of a file, if it is here, whole: the bytes of its hash, which are what `file` says.
    ///
    /// # Errors
    /// `stop` says that nobody waits any more.
    pub fn object(
        &self,
        sha256: &str,
        file: &str,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<PathBuf>> {
        let path = self.data.join("objects").join(sha256);
        match hash(&path, stop) {
            Err(Error::Interrupted) => Err(Error::Interrupted),
            Ok((here, _)) if here == sha256 => {
                Ok(content_check::wrong(&path, file, stop)?.is_none().then_some(path))
            }
            _ => Ok(None),
        }
    }

    /// Gives an object the name that a dataset reads it by, in place of what has it.
    pub fn name(&self, sha256: &str, dataset: &str, file: &str) -> Result<PathBuf> {
        let object = self.data.join("objects").join(sha256);
        let folder = self.data.join(dataset);
        let path = folder.join(file);
        let beside = folder.join(format!(".{file}.{}", std::process::id()));
        let wrong = |e| Error::io("write", &path, e);
        std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
        let _ = std::fs::remove_file(&beside);
        // Disks without links have a copy.
        std::fs::hard_link(&object, &beside)
            .or_else(|_| std::fs::copy(&object, &beside).map(|_| ()))
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(wrong)?;
        // Renaming a link over the same file leaves both names.
        let _ = std::fs::remove_file(&beside);
        Ok(path)
    }

    /// Forgets an object that is not what was wanted.
    pub fn forget(&self, sha256: &str) {
        let _ = std::fs::remove_file(self.data.join("objects").join(sha256));
    }

    /// Free bytes on the disk, when the system tells.
    pub fn free(&self) -> Option<u64> {
        // A folder that is not there yet will lie on the disk of the one around it.
        let whole = std::path::absolute(&self.data).ok()?;
        let there = whole.ancestors().find(|folder| folder.exists())?;
        let disk = rustix::fs::statvfs(there).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// What was begun of a file, to go on with; waits for another process that fetches it.
    /// `waiting` is called once, and returns whether to go on waiting.
    pub fn partial(&self, of: &str, waiting: &dyn Fn() -> bool) -> Result<Partial> {
        let key = &sha256(of.as_bytes())[..24];
        loop {
            let path = self.folder_of("partial")?.join(key);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = match options.open(&path) {
                // Another process took the empty folder away in between.
                Err(e) if e.kind() == ErrorKind::NotFound => continue,
                file => file.map_err(|e| Error::io("open", &path, e))?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    if !waiting() {
                        return Err(Error::Interrupted);
                    }
                    std::thread::sleep(LOOK);
                    continue;
                }
                // A disk without locks: one process at a time is the user's care.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // The other one may have ended its file and taken it away in between.
            if same_file(&file, &path) {
                return Ok(Partial { file, version: path.with_extension("json"), path });
            }
        }
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

/// A file under way; nobody else writes to it.
pub struct Partial {
    /// At its end.
    pub file: File,
    path: PathBuf,
    version: PathBuf,
}

impl Partial {
    /// Bytes that are here.
    pub fn len(&self) -> Result<u64> {
        let meta = self.file.metadata().map_err(|e| Error::io("read", &self.path, e))?;
        Ok(meta.len())
    }

    /// Which version they are of, where the server gave it.
    pub fn version(&self) -> Option<Version> {
        serde_json::from_slice(&std::fs::read(&self.version).ok()?).ok()
    }

    /// Begins again, with another version.
    pub fn restart(&mut self, version: &Version) -> Result<()> {
        let wrong = |e| Error::io("write", &self.path, e);
        // What the bytes are of is known before the first of them is there.
        let _ = std::fs::remove_file(&self.version);
        // Only what there is: ext4 writes a file out to the disk, and waits, when one that was cut to
        // nothing is closed.
        if self.len()? > 0 {
            self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(wrong)?;
        }
        let text = serde_json::to_vec(version).map_err(|e| wrong(e.into()))?;
        std::fs::write(&self.version, text).map_err(wrong)
    }

    /// SHA-256 so far; the file is then at its end.
    ///
    /// # Errors
    /// It cannot be read; `stop` says that nobody waits any more.
    pub fn hashed(&mut self, stop: &dyn Fn() -> bool) -> Result<Sha256> {
        let wrong = |e| Error::io("read", &self.path, e);
        self.file.rewind().map_err(wrong)?;
        let mut sha = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        loop {
            check_flag(stop())?;
            match self.file.read(&mut buffer).map_err(wrong)? {
                0 => break,
                n => sha.update(&buffer[..n]),
            }
        }
        self.file.seek(SeekFrom::End(0)).map_err(wrong)?;
        Ok(sha)
    }

    /// The path, for whoever looks at the content.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file is whole: it goes among the objects.
    pub fn finish(self, store: &Store, sha256: &str) -> Result<()> {
        loop {
            let object = store.folder_of("objects")?.join(sha256);
            match std::fs::rename(&self.path, &object) {
                // Another process took the empty folder away in between.
                Err(e) if e.kind() == ErrorKind::NotFound && self.path.exists() => {}
                done => break done.map_err(|e| Error::io("write", object, e))?,
            }
        }
        let _ = std::fs::remove_file(&self.version);
        Ok(())
    }

    /// Nobody goes on with it now: what came is kept, an empty file is not.
    pub fn leave(self) {
        if self.len().is_ok_and(|bytes| bytes == 0) {
            self.discard();
        }
    }

    /// The file is worth nothing.
    pub fn discard(self) {
        let _ = std::fs::remove_file(&self.version);
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Puts a file that is not the one that was fetched beside, so that nothing is lost.
pub fn put_aside(path: &Path, sha256: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!("{name}.other-{}", &sha256[..12]));
    std::fs::rename(path, &aside).map_err(|e| Error::io("rename", path, e))?;
    Ok(aside)
}

/// SHA-256 of a file, in hexadecimal, and its size.
///
/// # Errors
/// It cannot be read; `stop` says that nobody waits any more.
pub fn hash(path: &Path, stop: &dyn Fn() -> bool) -> Result<(String, u64)> {
    let wrong = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(wrong)?;
    let mut sha = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        check_flag(stop())?;
        match file.read(&mut buffer).map_err(wrong)? {
            0 => return Ok((hex(&sha.finalize()), bytes)),
            n => {
                sha.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}

/// Does something that one process at a time may do in a data folder.
pub fn guarded<T>(data: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::fs::create_dir_all(data).map_err(|e| Error::io("create", data, e))?;
    let path = data.join(".guard");
    let guard = File::create(&path).map_err(|e| Error::io("create", &path, e))?;
    // A disk without locks: one process at a time is the user's care.
    let _ = guard.lock();
    work()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn one_writer_and_one_name() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::new(dir.path());
        let mut partial = store.partial("https://x/f.zip", &|| true).expect("first");
        let blocked = store.partial("https://x/f.zip", &|| false);
        assert!(matches!(blocked, Err(Error::Interrupted)));
        let version = Version { address: "https://x/f.zip".into(), ..Version::default() };
        partial.restart(&version).expect("restart");
        partial.file.write_all(b"whole").expect("write");
        assert_eq!((partial.len().expect("len"), partial.version()), (5, Some(version)));
        let sha = hex(&partial.hashed(&|| false).expect("hash").finalize());
        partial.finish(&store, &sha).expect("finish");
        let here = |file| store.object(&sha, file, &|| false).expect("looked").is_some();
        assert!(here("f.csv") && !here("f.zip"), "no zip has such bytes");
        let path = store.name(&sha, "d", "f.zip").expect("name");
        let path = store.name(&sha, "d", "f.zip").map(|again| (again == path).then_some(path));
        assert_eq!(std::fs::read(path.expect("name").expect("same")).expect("read"), b"whole");
        assert_eq!(
            store.partial("https://x/f.zip", &|| true).expect("anew").len().expect("len"),
            0
        );
        std::fs::write(dir.path().join("objects").join(&sha), b"damaged").expect("write");
        assert!(!here("f.csv"), "a damaged object is none");
    }
}
