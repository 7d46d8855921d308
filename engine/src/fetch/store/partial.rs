//! An unfinished download: its bytes, and which version of the file they are of.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Store;
use crate::error::{Error, Result};
use crate::progress::check_flag;

/// A version of a file, by the headers of the server that gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Where it was asked for.
    pub address: String,
    /// Entity tag (`ETag`).
    pub etag: Option<String>,
    /// Time of the last change (`Last-Modified`).
    pub modified: Option<String>,
    /// Size of the whole, in bytes.
    #[serde(default)]
    pub bytes: Option<u64>,
}

impl Version {
    /// The validator with which a broken download can be resumed: a strong tag, or else the date.
    pub fn validator(&self) -> Option<&str> {
        self.etag.as_deref().filter(|tag| !tag.starts_with("W/")).or(self.modified.as_deref())
    }
}

/// An unfinished file; no other process writes to it.
pub struct Partial {
    /// At its end.
    pub file: File,
    pub(super) path: PathBuf,
    /// Where its version is written.
    pub(super) version: PathBuf,
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

    /// Starts again from nothing, with another version.
    pub fn restart(&mut self, version: &Version) -> Result<()> {
        let wrong = |e| Error::io("write", &self.path, e);
        // The version is written before the first byte.
        let _ = std::fs::remove_file(&self.version);
        // Truncated only if it holds something: on closing a file that was truncated to nothing, ext4
        // waits until it is on the disk.
        if self.len()? > 0 {
            self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(wrong)?;
        }
        let text = serde_json::to_vec(version).map_err(|e| wrong(e.into()))?;
        std::fs::write(&self.version, text).map_err(wrong)
    }

    /// SHA-256 so far; the file is then at its end.
    ///
    /// # Errors
    /// It cannot be read; `stop` returned true.
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

    /// Where it is, for those who read its content.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves a file that is complete among the objects.
    pub fn finish(self, store: &Store, sha256: &str) -> Result<()> {
        loop {
            let object = store.folder_of("objects")?.join(sha256);
            match std::fs::rename(&self.path, &object) {
                // Another process deleted the empty folder in between.
                Err(e) if e.kind() == ErrorKind::NotFound && self.path.exists() => {}
                done => break done.map_err(|e| Error::io("write", object, e))?,
            }
        }
        let _ = std::fs::remove_file(&self.version);
        Ok(())
    }

    /// Leaves it for a later run: what came is kept, an empty file is not.
    pub fn leave(self) {
        if self.len().is_ok_and(|bytes| bytes == 0) {
            self.discard();
        }
    }

    /// Deletes it, with its version.
    pub fn discard(self) {
        let _ = std::fs::remove_file(&self.version);
        let _ = std::fs::remove_file(&self.path);
    }
}
