//! Archives: the member that is wanted, read within limits.
//!
//! In: a file's name and bytes (zip, 7z or gz; anything else is itself), and a pattern. Out: the
//! member's name and bytes. An archive in an archive is gone into. Nothing is ever written where an
//! archive says: a member's path is a label. One that names places outside (`../`, `/etc`), is
//! encrypted, or unpacks beyond any table, is refused whole.

mod gz;
mod names;
mod room;
mod sevenz;
#[cfg(test)]
mod tests;
mod zipped;

use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::error::{Error, Result, nearest};
pub use names::choose;
pub use room::Room;

/// No file of statistics is larger than this, in bytes; an archive's member neither.
pub const MAX_BYTES: u64 = 4 << 30;
/// More members than any statistical office ever packed.
const MAX_MEMBERS: usize = 10_000;
/// Text shrinks some 5–20 times; a thousand times is a bomb.
const MAX_RATIO: u64 = 1_000;
/// What even a bomb's ratio may unpack to: small files of one repeated line are no danger.
const SMALL: u64 = 16 << 20;
/// Archives in archives that are gone into.
const MAX_DEPTH: usize = 3;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Zip.
    Zip,
    /// 7z.
    SevenZip,
    /// One file, compressed.
    Gzip,
}

impl Kind {
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
struct Entry {
    name: String,
    /// Bytes, unpacked, as announced.
    size: u64,
    /// A link to another file.
    link: bool,
    encrypted: bool,
}

/// Why an archive cannot be used.
#[derive(Debug)]
enum Refused {
    /// It is damaged or cut short.
    Broken(String),
    /// It is whole, and not to be used.
    Unusable(String),
}

impl Refused {
    fn broken(e: impl std::fmt::Display) -> Self {
        Self::Broken(e.to_string())
    }

    fn on(self, path: &Path, kind: Kind) -> Error {
        match self {
            Self::Broken(why) => {
                Error::input(path, format!("is not a usable {}: {why}", kind.name()))
                    .with_help("it may be cut short: download it again")
            }
            Self::Unusable(why) => Error::input(path, why),
        }
    }
}

/// The member that matches `pattern` (or the first data file), or the file itself when it is no
/// archive. The path returned ends like the member, so that its kind is known.
///
/// # Errors
/// A damaged archive, one that is not to be trusted, no such member, one beyond the limits.
pub fn member(path: PathBuf, bytes: Bytes, pattern: Option<&str>) -> Result<(PathBuf, Bytes)> {
    match Kind::of(&path) {
        None => Ok((path, bytes)),
        Some(kind) => {
            let found = find(&path, kind, &bytes, pattern, MAX_DEPTH)?;
            found.map_err(|names| no_member(&path, pattern, &names))
        }
    }
}

/// Whether the table of contents of an archive, called `name`, can be read and trusted; nothing is
/// unpacked. What is no archive is sound.
///
/// # Errors
/// As [`member`].
pub fn check(name: &Path, source: impl Read + Seek) -> Result<()> {
    let Some(kind) = Kind::of(name) else { return Ok(()) };
    let entries = match kind {
        Kind::Zip => zipped::entries(source),
        Kind::SevenZip => sevenz::entries(source),
        Kind::Gzip => return gz::check(source).map_err(|e| e.on(name, kind)),
    };
    entries.and_then(|all| trusted(&all)).map_err(|e| e.on(name, kind))
}

/// The member, or the names that there are.
fn find(
    path: &Path,
    kind: Kind,
    bytes: &Bytes,
    pattern: Option<&str>,
    depth: usize,
) -> Result<std::result::Result<(PathBuf, Bytes), Vec<String>>> {
    let wrong = |e: Refused| e.on(path, kind);
    if kind == Kind::Gzip {
        // The name of what is packed is that of the file without its ending.
        let inner = path.with_extension("");
        return Ok(Ok((inner, gz::read(bytes).map_err(wrong)?)));
    }
    let entries = match kind {
        Kind::Zip => zipped::entries(Cursor::new(bytes.clone())),
        _ => sevenz::entries(Cursor::new(bytes.clone())),
    };
    let entries = entries.map_err(wrong)?;
    trusted(&entries).map_err(wrong)?;
    let read = |name: &str| {
        let entry = entries.iter().find(|e| e.name == name);
        let entry = entry.ok_or_else(|| wrong(Refused::broken("its contents changed")))?;
        usable(entry, bytes.len() as u64).map_err(wrong)?;
        let out = match kind {
            Kind::Zip => zipped::read(bytes, entry),
            _ => sevenz::read(bytes.clone(), entry),
        };
        out.map(|out| (path.join(name), out)).map_err(wrong)
    };
    let mut all: Vec<String> = entries.iter().map(|e| e.name.clone()).collect();
    if let Some(name) = names::choose(&all, pattern) {
        return read(&name).map(Ok);
    }
    let inner = all.clone().into_iter().filter_map(|n| Some((Kind::of(Path::new(&n))?, n)));
    for (kind, name) in inner.filter(|_| depth > 0) {
        let (path, bytes) = read(&name)?;
        match find(&path, kind, &bytes, pattern, depth - 1)? {
            Ok(found) if kind != Kind::Gzip || matches(&found.0, pattern) => return Ok(Ok(found)),
            Ok(other) => all.push(other.0.display().to_string()),
            Err(names) => all.extend(names),
        }
    }
    Ok(Err(all))
}

/// Whether what a `.gz` in an archive holds is what is wanted.
fn matches(path: &Path, pattern: Option<&str>) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    names::choose(&[name], pattern).is_some()
}

fn no_member(path: &Path, pattern: Option<&str>, names: &[String]) -> Error {
    Error::input(path, format!("has no member `{}`", pattern.unwrap_or("*.csv")))
        .with_help(nearest(pattern.unwrap_or(""), names.iter().map(String::as_str)))
}

/// Refuses an archive whose names are no labels.
fn trusted(entries: &[Entry]) -> std::result::Result<(), Refused> {
    if entries.len() > MAX_MEMBERS {
        return Err(Refused::Unusable(format!("holds {} members", entries.len())));
    }
    match entries.iter().find(|e| names::escapes(&e.name)) {
        Some(e) => Err(Refused::Unusable(format!(
            "is not to be trusted: its member {:?} names a place outside the archive",
            e.name
        ))),
        None => Ok(()),
    }
}

/// Refuses a member that cannot be read, or should not.
fn usable(entry: &Entry, packed: u64) -> std::result::Result<(), Refused> {
    let Entry { name, size, .. } = entry;
    if entry.link {
        return Err(Refused::Unusable(format!("member `{name}` is a link, not a file")));
    }
    if entry.encrypted {
        return Err(Refused::Unusable(format!("member `{name}` is encrypted")));
    }
    if *size > MAX_BYTES || (*size > SMALL && size / packed.max(1) > MAX_RATIO) {
        return Err(Refused::Unusable(format!(
            "member `{name}` unpacks to {size} bytes from {packed}: it is refused"
        )));
    }
    Ok(())
}

/// Everything that a reader gives, if it is `size` bytes as was announced.
fn whole(reader: &mut dyn Read, entry: &Entry) -> std::result::Result<Bytes, Refused> {
    let Entry { name, size, .. } = entry;
    let mut out = Vec::with_capacity(usize::try_from(*size).unwrap_or(0).min(64 << 20));
    let read =
        reader.take(size.saturating_add(1)).read_to_end(&mut out).map_err(Refused::broken)?;
    if read as u64 != *size {
        let why = format!("member `{name}` has not the {size} bytes that were announced");
        return Err(Refused::Broken(why));
    }
    Ok(Bytes::from(out))
}
