//! Archives: the member that is wanted, read within limits.
//!
//! In: a file's name and bytes (zip, 7z or gz; anything else is itself), and a pattern. Out: the
//! member's name and bytes. An archive in an archive is gone into. Where several members match, or two
//! have one name, nobody can say which is meant: that is an error ([`search`]). Nothing is ever written where an
//! archive says: a member's path is a label. One that names places outside (`../`, `/etc`), is
//! encrypted, or unpacks beyond any table, is refused whole.

mod buffer;
mod gz;
mod names;
mod search;
mod sevenz;
#[cfg(test)]
mod tests;
mod zipped;

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::error::{Error, Result};
pub use buffer::LargeBuffer;

/// No file of statistics is larger than this, in bytes; an archive's member neither.
pub const MAX_BYTES: u64 = 4 << 30;
/// More members than any statistical office ever packed.
const MAX_MEMBERS: usize = 10_000;
/// Text shrinks some 5–20 times; a thousand times is a bomb.
const MAX_RATIO: u64 = 1_000;
/// What even a bomb's ratio may unpack to: small files of one repeated line are no danger.
const SMALL: u64 = 16 << 20;
/// Bytes that an archive may unpack to, all members together, while it is read for its checksums.
const MOST_CHECKED: u64 = 16 * MAX_BYTES;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveKind {
    /// Zip.
    Zip,
    /// 7z.
    SevenZip,
    /// One file, compressed.
    Gzip,
}

impl ArchiveKind {
    /// By the ending of a file's name.
    pub fn of(name: &Path) -> Option<Self> {
        let ending = name.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "zip" => Self::Zip,
            "7z" => Self::SevenZip,
            "gz" => Self::Gzip,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::SevenZip => "7z",
            Self::Gzip => "gz",
        }
    }
}

/// What an archive says of a member.
#[derive(Debug, Clone)]
struct Member {
    name: String,
    /// Bytes, unpacked, as announced.
    size: u64,
    /// A link to another file.
    link: bool,
    encrypted: bool,
}

/// Why an archive cannot be used.
#[derive(Debug)]
enum MemberError {
    /// It is damaged or cut short.
    Broken(String),
    /// It is whole, and not to be used.
    Unusable(String),
    /// Nobody waits for it any more.
    Stopped,
}

impl MemberError {
    fn broken(e: impl std::fmt::Display) -> Self {
        Self::Broken(e.to_string())
    }

    fn on(self, path: &Path, kind: ArchiveKind) -> Error {
        match self {
            Self::Broken(why) => {
                Error::input(path, format!("is not a usable {}: {why}", kind.name()))
                    .with_help("it may be cut short: download it again")
            }
            Self::Unusable(why) => Error::input(path, why),
            Self::Stopped => Error::Interrupted,
        }
    }
}

/// The member that matches `pattern` (or the only data file), or the file itself when it is no
/// archive. The path returned ends like the member, so that its kind is known.
///
/// # Errors
/// A damaged archive, one that is not to be trusted, no such member, several of them, one beyond the
/// limits.
pub fn member(path: PathBuf, bytes: Bytes, pattern: Option<&str>) -> Result<(PathBuf, Bytes)> {
    match ArchiveKind::of(&path) {
        None => Ok((path, bytes)),
        Some(kind) => search::member(&path, kind, &bytes, pattern),
    }
}

/// What an archive holds of what is wanted.
#[derive(Debug, PartialEq, Eq)]
pub enum MemberHead {
    /// One member: its path, and how it begins where that is cheap to read.
    Found(PathBuf, Option<Vec<u8>>),
    /// No member that matches: these are there.
    Absent(Vec<String>),
}

/// The member that [`member`] would give, and its first `most` bytes where it lies in a zip or gz itself.
/// `None` where several match, or nobody can say.
///
/// # Errors
/// A damaged archive, one that is not to be trusted.
pub fn head(
    kind: ArchiveKind,
    name: &Path,
    source: impl Read + Seek,
    pattern: Option<&str>,
    most: usize,
) -> Result<Option<MemberHead>> {
    search::head(kind, name, source, pattern, most)
}

/// Whether an archive of a kind, called `name`, can be read to its end: names that can be trusted,
/// members that unpack to their checksum. Members that this program does not unpack are passed over.
///
/// # Errors
/// It cannot, or `stop` says that nobody waits any more.
pub fn check(
    kind: ArchiveKind,
    name: &Path,
    source: impl Read + Seek,
    stop: &dyn Fn() -> bool,
) -> Result<()> {
    let mut through = Through { stop, left: MOST_CHECKED };
    match kind {
        ArchiveKind::Zip => zipped::check(source, &mut through),
        ArchiveKind::SevenZip => sevenz::check(source, &mut through),
        ArchiveKind::Gzip => gz::check(source, &mut through),
    }
    .map_err(|e| e.on(name, kind))
}

/// Reads members to their end, for their checksums alone.
struct Through<'a> {
    stop: &'a dyn Fn() -> bool,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Through<'_> {
    /// Everything that a reader gives, thrown away; how many bytes there were.
    fn drain(&mut self, reader: &mut dyn Read) -> std::result::Result<u64, MemberError> {
        let mut buffer = vec![0; 256 << 10];
        let mut bytes = 0;
        loop {
            if (self.stop)() {
                return Err(MemberError::Stopped);
            }
            let read = match reader.read(&mut buffer) {
                Ok(0) => return Ok(bytes),
                Ok(read) => read as u64,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(MemberError::broken(e)),
            };
            bytes += read;
            self.left = self.left.checked_sub(read).ok_or_else(|| {
                MemberError::Unusable(format!(
                    "unpacks to more than {MOST_CHECKED} bytes: it is refused"
                ))
            })?;
        }
    }
}

/// Refuses an archive whose names are no labels.
fn trusted(entries: &[Member]) -> std::result::Result<(), MemberError> {
    if entries.len() > MAX_MEMBERS {
        return Err(MemberError::Unusable(format!("holds {} members", entries.len())));
    }
    match entries.iter().find(|e| names::escapes(&e.name)) {
        Some(e) => Err(MemberError::Unusable(format!(
            "is not to be trusted: its member {:?} names a place outside the archive",
            e.name
        ))),
        None => Ok(()),
    }
}

/// Refuses a member that cannot be read, or should not.
fn usable(entry: &Member, packed: u64) -> std::result::Result<(), MemberError> {
    let Member { name, size, .. } = entry;
    if entry.link {
        return Err(MemberError::Unusable(format!("member `{name}` is a link, not a file")));
    }
    if entry.encrypted {
        return Err(MemberError::Unusable(format!("member `{name}` is encrypted")));
    }
    if *size > MAX_BYTES || (*size > SMALL && size / packed.max(1) > MAX_RATIO) {
        return Err(MemberError::Unusable(format!(
            "member `{name}` unpacks to {size} bytes from {packed}: it is refused"
        )));
    }
    Ok(())
}

/// Everything that a reader gives, if it is `size` bytes as was announced.
fn whole(reader: &mut dyn Read, entry: &Member) -> std::result::Result<Bytes, MemberError> {
    let Member { name, size, .. } = entry;
    let mut out = Vec::with_capacity(usize::try_from(*size).unwrap_or(0).min(64 << 20));
    let read =
        reader.take(size.saturating_add(1)).read_to_end(&mut out).map_err(MemberError::broken)?;
    if read as u64 != *size {
        let why = format!("member `{name}` has not the {size} bytes that were announced");
        return Err(MemberError::Broken(why));
    }
    Ok(Bytes::from(out))
}
