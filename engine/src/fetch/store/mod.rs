//! The data folder: files by their hash, under the names that datasets have, and what is under way.
//!
//! `objects/<sha256>` holds each version of each file once; `<dataset>/<file>` is the same file under
//! the name it is read by. `partial/` holds unfinished downloads ([`partial`]), each with its version by
//! the server's headers. A file gets its name when it is complete: by rename. An unfinished file has one
//! writer, whatever the number of processes.

mod partial;
#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{FetchItem, content_check};
use crate::digest::{hex, sha256};
use crate::error::{Error, Result};
use crate::progress::check_flag;
pub use partial::{Partial, Version};

/// How long to sleep before another process's lock is tried again.
const LOOK: Duration = Duration::from_millis(100);

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

    /// Deletes folders that are empty; the data folder too, if it was `fresh`.
    pub fn tidy(&self, fresh: bool) {
        // `remove_dir` deletes no folder that holds something.
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

    /// A version of a file, if it is here, whole: the bytes of its hash, which are what is `wanted`.
    ///
    /// # Errors
    /// `stop` returned true.
    pub fn object(
        &self,
        sha256: &str,
        wanted: &FetchItem,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<PathBuf>> {
        let path = self.data.join("objects").join(sha256);
        match hash(&path, stop) {
            Err(Error::Interrupted) => Err(Error::Interrupted),
            Ok((here, _)) if here == sha256 => {
                Ok(content_check::wrong(&path, wanted, stop)?.is_none().then_some(path))
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
        // Where the disk has no hard links, it is copied.
        std::fs::hard_link(&object, &beside)
            .or_else(|_| std::fs::copy(&object, &beside).map(|_| ()))
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(wrong)?;
        // Renaming a link over the same file leaves both names.
        let _ = std::fs::remove_file(&beside);
        Ok(path)
    }

    /// Deletes an object that is not what was wanted.
    pub fn forget(&self, sha256: &str) {
        let _ = std::fs::remove_file(self.data.join("objects").join(sha256));
    }

    /// Free bytes on the disk, where the system says it.
    pub fn free(&self) -> Option<u64> {
        // A folder that does not exist yet will be on the disk of the one that contains it.
        let whole = std::path::absolute(&self.data).ok()?;
        let there = whole.ancestors().find(|folder| folder.exists())?;
        let disk = rustix::fs::statvfs(there).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// What is here of a file, to resume from; waits for another process that fetches it.
    /// `waiting` is called before each wait, and returns whether to go on waiting.
    pub fn partial(&self, of: &str, waiting: &dyn Fn() -> bool) -> Result<Partial> {
        let key = &sha256(of.as_bytes())[..24];
        loop {
            let path = self.folder_of("partial")?.join(key);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = match options.open(&path) {
                // Another process deleted the empty folder in between.
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
                // On a disk without locks, the user has to run one process at a time.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            // The other process may have finished its file and moved it in between.
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

/// Renames a file that is not the one that was fetched, so that it is not lost.
pub fn put_aside(path: &Path, sha256: &str) -> Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!("{name}.other-{}", &sha256[..12]));
    std::fs::rename(path, &aside).map_err(|e| Error::io("rename", path, e))?;
    Ok(aside)
}

/// SHA-256 of a file, in hexadecimal, and its size.
///
/// # Errors
/// It cannot be read; `stop` returned true.
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

/// Runs `work` while no other process runs it in the same data folder.
pub fn guarded<T>(data: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::fs::create_dir_all(data).map_err(|e| Error::io("create", data, e))?;
    let path = data.join(".guard");
    let guard = File::create(&path).map_err(|e| Error::io("create", &path, e))?;
    // On a disk without locks, the user has to run one process at a time.
    let _ = guard.lock();
    work()
}
