//! What the data folder already holds of a file: under its name, damaged, or under another dataset's name.

use std::path::{Path, PathBuf};

use super::take::entry;
use super::{FileFetch, FileStatus, Stop};
use crate::error::{Error, Result};
use crate::fetch::lock::{Lock, Locked};
use crate::fetch::mirror::FetchOrigin;
use crate::fetch::store::{Version, hash, put_aside};
use crate::fetch::{FetchItem, FetchOutcome, content_check, table_check};

impl FileFetch<'_> {
    /// The file under its own name: kept, replaced where it is damaged or changed upstream. `None` where
    /// it is not the one that the lock records: it is renamed then.
    pub(super) fn under_its_name(
        &self,
        number: usize,
        wanted: &FetchItem,
        path: &Path,
        locked: Option<&Locked>,
    ) -> std::result::Result<Option<FileStatus>, Stop> {
        let (sha256, bytes) = hash(path, &|| self.stop())?;
        let known = locked.is_some_and(|l| l.sha256 == sha256);
        if (known || locked.is_none())
            && let Some(why) = self.damaged(wanted, path, known)?
        {
            return self.replace_damaged(number, wanted, path, &sha256, known, &why).map(Some);
        }
        let there =
            |outcome, note| FileStatus { outcome, sha256: sha256.clone(), bytes, resumed: 0, note };
        match locked {
            None => {
                let odd = table_check::wrong(path, wanted).map(|why| format!(", though it {why}"));
                let note = format!("not fetched: left as it is{}", odd.unwrap_or_default());
                Ok(Some(there(FetchOutcome::Own, Some(note))))
            }
            Some(locked) if known => {
                let changed = self.changed(number, wanted, locked, bytes)?;
                Ok(Some(changed.unwrap_or_else(|| {
                    there(FetchOutcome::Kept, table_check::cut_short(path, wanted))
                })))
            }
            Some(_) => {
                let aside = put_aside(path, &sha256)?;
                self.watch.say(&format!(
                    "{} was not the file that was fetched: it is kept as {}",
                    path.display(),
                    aside.display()
                ));
                Ok(None)
            }
        }
    }

    /// A version among the objects that can take the file's name: the one that the catalogue or the lock
    /// records, or what the same address gave another dataset.
    pub(super) fn among_objects(
        &self,
        wanted: &FetchItem,
        locked: Option<&Locked>,
    ) -> Result<Option<FileStatus>> {
        let FetchItem { dataset, file, .. } = wanted;
        let recorded = locked.filter(|_| !self.request.update).map(|l| l.sha256.clone());
        if let Some(sha256) = wanted.sha256.clone().or(recorded)
            && let Some(object) = self.store.object(&sha256, wanted, &|| self.stop())?
        {
            return self.linked(wanted, &sha256, &object, locked).map(Some);
        }
        let Some((twin, object)) = self.twin(wanted, locked)? else { return Ok(None) };
        self.store.name(&twin.sha256, dataset, file)?;
        let same = Locked { dataset: dataset.clone(), file: file.clone(), ..twin };
        let (sha256, bytes) = (same.sha256.clone(), same.bytes);
        Lock::record(&self.request.data, same)?;
        let note = Some(format!("the same file as {}", object.display()));
        Ok(Some(FileStatus { outcome: FetchOutcome::Linked, sha256, bytes, resumed: 0, note }))
    }

    /// Why a file that is here cannot be used: an earlier version of the program, or the user, may have
    /// put it there. Of a user's own file, only that it is an archive that does not open.
    fn damaged(&self, wanted: &FetchItem, path: &Path, known: bool) -> Result<Option<String>> {
        match content_check::packed(&wanted.file) {
            _ if known => content_check::wrong(path, wanted, &|| self.stop()),
            Some(_) => content_check::broken(path, &wanted.file, &|| self.stop()),
            None => Ok(None),
        }
    }

    /// Downloads a file in place of one that does not open, whatever the lock says. The damaged one stays
    /// until the other is here; one that was never fetched is kept under another name.
    fn replace_damaged(
        &self,
        number: usize,
        wanted: &FetchItem,
        path: &Path,
        sha256: &str,
        known: bool,
        why: &str,
    ) -> std::result::Result<FileStatus, Stop> {
        if self.client.is_none() && !matches!(self.request.from, FetchOrigin::Folder(_)) {
            return Err(Error::input(path, why)
                .with_help("fetch it again where there is a network, without --offline")
                .into());
        }
        self.watch.say(&format!("{} {why}: it is fetched again", path.display()));
        let (came, from) = self.come(number, wanted)?;
        if came.sha256 != sha256 {
            if known {
                self.store.forget(sha256);
            } else {
                let aside = put_aside(path, sha256)?;
                self.watch.say(&format!("the damaged file is kept as {}", aside.display()));
            }
        }
        let mut there = self.take(wanted, came, from, None)?;
        let also = there.note.map(|note| format!("; {note}")).unwrap_or_default();
        there.note = Some(format!("in place of a file that {why}{also}"));
        Ok(there)
    }

    /// What the same address gave another dataset: its entry in the lock, and its path in the data folder.
    fn twin(
        &self,
        wanted: &FetchItem,
        locked: Option<&Locked>,
    ) -> Result<Option<(Locked, PathBuf)>> {
        if locked.is_some()
            || wanted.sha256.is_some()
            || self.request.from != FetchOrigin::Publisher
        {
            return Ok(None);
        }
        let lock = Lock::open(&self.request.data)?;
        let twin = lock.at(&wanted.address).filter(|l| l.dataset != wanted.dataset).cloned();
        let Some(twin) = twin else { return Ok(None) };
        let object = self.store.object(&twin.sha256, wanted, &|| self.stop())?;
        let named = Path::new(&twin.dataset).join(&twin.file);
        Ok(object.map(|_| (twin, named)))
    }

    /// Gives an object the file's name, and records it in the lock.
    fn linked(
        &self,
        wanted: &FetchItem,
        sha256: &str,
        object: &Path,
        locked: Option<&Locked>,
    ) -> Result<FileStatus> {
        let bytes = object.metadata().map_err(|e| Error::io("read", object, e))?.len();
        self.store.name(sha256, &wanted.dataset, &wanted.file)?;
        let locked = locked.filter(|l| l.sha256 == sha256).cloned();
        let new = || entry(wanted, sha256, bytes, &Version::default(), None);
        Lock::record(&self.request.data, locked.unwrap_or_else(new))?;
        Ok(FileStatus {
            outcome: FetchOutcome::Linked,
            sha256: sha256.into(),
            bytes,
            resumed: 0,
            note: None,
        })
    }
}
