//! A dataset's file, found, known by its hash, unpacked.
//!
//! In: a [`Dataset`] and the folder of downloaded files. Out: its bytes. A map layer that comes in an
//! archive is kept unpacked in `<data>/unpacked/`, under the archive's hash: such layers are read from
//! files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::archive::{self, LargeBuffer, MAX_BYTES};
use crate::catalog::{self, Dataset, Location};
use crate::digest;
use crate::error::{Error, Result};
use crate::fetch::Lock;

/// The bytes of a dataset, and what is known of them.
pub struct Opened {
    /// The file's name, for messages.
    pub path: PathBuf,
    /// Its content; for an archive, the member's.
    pub bytes: Bytes,
    /// SHA-256 of the file as published.
    pub sha256: String,
}

/// Finds and opens a dataset. `data` is the folder of downloaded files.
///
/// # Errors
/// A file that is not there, too large, not the one whose checksum is declared or was fetched; a
/// broken archive.
pub fn open(dataset: &Dataset, data: &Path) -> Result<Opened> {
    let (path, bytes) = match &dataset.location {
        Location::Embedded(file) => {
            let (bytes, sha256) = catalog::embedded(file)?;
            let path = PathBuf::from("datasets/embedded").join(file);
            expected(dataset, data, &path, &sha256)?;
            return Ok(Opened { path, bytes, sha256 });
        }
        Location::Local(path) => (path.clone(), read_file(path)?),
        Location::Published { file } => {
            let path = data.join(&dataset.id).join(file);
            if !path.exists() {
                return Err(absent(dataset, &path));
            }
            let bytes = read_file(&path)?;
            (path, bytes)
        }
    };
    let hash = || digest::sha256(&bytes);
    let pattern = dataset.layout.member.as_deref();
    let layer = pattern.is_none_or(|p| is_layer(Path::new(p)));
    if archive::ArchiveKind::of(&path).is_none() || layer {
        let sha256 = hash();
        expected(dataset, data, &path, &sha256)?;
        return unpacked(pattern, data, Opened { path, bytes, sha256 });
    }
    let unpack = || archive::member(path.clone(), bytes.clone(), pattern);
    let (sha256, member) = rayon::join(hash, unpack);
    // A file that is another one says more than what it cannot be unpacked for.
    expected(dataset, data, &path, &sha256)?;
    let (path, bytes) = member?;
    Ok(Opened { path, bytes, sha256 })
}

/// Fails when a file is not the one that is declared, or was fetched.
fn expected(dataset: &Dataset, data: &Path, path: &Path, sha256: &str) -> Result<()> {
    if let Location::Published { file } = &dataset.location {
        Lock::open(data)?.verify(&dataset.id, file, path, sha256)?;
    }
    match &dataset.sha256 {
        Some(declared) if *declared != *sha256 => Err(Error::input(
            path,
            format!("is not the declared file: its SHA-256 is {sha256}, expected {declared}"),
        )),
        _ => Ok(()),
    }
}

fn absent(dataset: &Dataset, path: &Path) -> Error {
    let Dataset { id, provenance, .. } = dataset;
    let what = match provenance.address.as_str() {
        "" => "nobody publishes it: make it and put it there".to_string(),
        address => format!(
            "`ifn fetch {id}` downloads it from {address}; without a network, `ifn build` computes \
             the partial index of the data in the program"
        ),
    };
    Error::input(path, format!("dataset `{id}` is not on this machine")).with_help(what)
}

/// The member of an archive that is wanted, or may be, a map layer.
fn unpacked(pattern: Option<&str>, data: &Path, opened: Opened) -> Result<Opened> {
    let Opened { path, bytes, sha256 } = opened;
    if archive::ArchiveKind::of(&path).is_none() {
        return Ok(Opened { path, bytes, sha256 });
    }
    // Two members of one archive may have one name in different folders: each pattern has its own place.
    let of = pattern.map(|p| digest::sha256(p.as_bytes())).unwrap_or_default();
    let folder = data.join("unpacked").join(sha256.get(..16).unwrap_or(&sha256));
    let folder = folder.join(of.get(..8).unwrap_or("only"));
    if let Some(kept) = kept_layer(&folder) {
        return Ok(Opened { path: kept, bytes: Bytes::new(), sha256 });
    }
    let (path, bytes) = archive::member(path, bytes, pattern)?;
    if !is_layer(&path) || bytes.is_empty() {
        return Ok(Opened { path, bytes, sha256 });
    }
    let name = path.file_name().ok_or_else(|| Error::input(&path, "has no name"))?;
    let kept = folder.join(name);
    std::fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, e))?;
    // Another process may do the same: each writes its own, the last name wins over equal bytes.
    let beside = folder.join(format!(".{}.part", std::process::id()));
    std::fs::write(&beside, &bytes)
        .and_then(|()| std::fs::rename(&beside, &kept))
        .map_err(|e| Error::io("write", &kept, e))?;
    Ok(Opened { path: kept, bytes: Bytes::new(), sha256 })
}

fn is_layer(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| ["gpkg", "geojson"].iter().any(|layer| e.eq_ignore_ascii_case(layer)))
}

/// The layer that was unpacked before.
fn kept_layer(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?;
    let names = files.filter_map(|e| e.ok()?.file_name().into_string().ok());
    let mut layers = names.filter(|n| is_layer(Path::new(n)) && !n.starts_with('.'));
    layers.next().map(|name| folder.join(name))
}

fn read_file(path: &Path) -> Result<Bytes> {
    let wrong = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(wrong)?;
    let size = file.metadata().map_err(wrong)?.len();
    if size > MAX_BYTES {
        return Err(Error::input(path, format!("is {size} bytes; the limit is {MAX_BYTES}")));
    }
    let mut buffer = LargeBuffer::of(size).map_err(wrong)?;
    file.read_exact(buffer.as_mut()).map_err(wrong)?;
    let mut more = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut more).map_err(wrong)?;
    match (size, more.len()) {
        (_, 0) => Ok(buffer.into()),
        // A pipe does not say its size.
        (0, _) => Ok(more.into()),
        _ => Err(Error::input(path, "grew while it was read")
            .with_help("wait until whoever writes it has ended")),
    }
}
