//! A file of a mirror folder on disk.

use std::fs::File;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::copy::{ByteSource, Copying};
use super::{Download, DownloadError, Transfer, WholeFile};
use crate::error::Error;
use crate::fetch::store::Version;
use crate::fetch::{FetchItem, content_check};

impl Transfer<'_> {
    /// Copies a file of a mirror folder.
    ///
    /// # Errors
    /// It cannot be read, or is not what is wanted.
    pub fn folder(
        &self,
        path: &Path,
        wanted: &FetchItem,
    ) -> std::result::Result<Download, DownloadError> {
        let address = path.display().to_string();
        let wrong = |e| Error::io("read", path, e);
        let mut source = File::open(path).map_err(wrong)?;
        let total = source.metadata().map_err(wrong)?.len();
        let mut partial = self.partial(&address)?.ok_or(DownloadError::Waited)?;
        let mut sha = Sha256::new();
        let mut copied = || {
            self.room(total)?;
            partial.restart(&Version { address: address.clone(), ..Version::default() })?;
            self.watch.begin(self.number, &wanted.file, 0, Some(total));
            self.copy(&mut source, &mut partial, &mut sha, 0, total).map_err(|e| match e {
                Copying::Source(ByteSource::File(e)) => wrong(e),
                Copying::Source(ByteSource::Web(_)) => Error::Interrupted,
                Copying::Target(e) => e,
            })?;
            content_check::wrong(partial.path(), wanted, &|| self.stop())
        };
        match copied() {
            Ok(None) => {}
            Ok(Some(why)) => {
                partial.discard();
                return Err(Error::input(&address, format!("what came {why}"))
                    .with_help("the mirror's file is damaged: put another in its place")
                    .into());
            }
            Err(e) => {
                // A folder is copied from its beginning each time.
                partial.discard();
                return Err(e.into());
            }
        }
        Ok(self.finish(partial, WholeFile { version: Version::default(), sha, resumed: 0 })?)
    }
}
