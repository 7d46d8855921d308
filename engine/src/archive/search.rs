//! The one member that is meant, in an archive and in the archives that it holds.

use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{
    ArchiveKind, MAX_BYTES, Member, MemberError, MemberHead, gz, names, sevenz, trusted, usable,
    zipped,
};
use crate::error::{Error, Result, nearest};

/// Archives in archives that are gone into.
const MAX_DEPTH: usize = 3;
/// Archives that are unpacked in search of a member.
const MAX_ARCHIVES: usize = 100;
/// Names that a message lists.
const TOLD: usize = 5;

/// The member of an archive that matches a pattern, or its only data file.
///
/// # Errors
/// See [`super::member`].
pub fn member(
    path: &Path,
    kind: ArchiveKind,
    bytes: &Bytes,
    pattern: Option<&str>,
) -> Result<(PathBuf, Bytes)> {
    if kind == ArchiveKind::Gzip {
        return Ok((path.with_extension(""), gz::read(bytes).map_err(|e| e.on(path, kind))?));
    }
    let mut search = Search::new(path, pattern);
    search.archive(path, kind, bytes, "", MAX_DEPTH)?;
    let Search { names, mut found, .. } = search;
    match (found.pop(), found.as_slice()) {
        (None, _) => {
            Err(Error::input(path, format!("has no member `{}`", pattern.unwrap_or("*.csv")))
                .with_help(nearest(pattern.unwrap_or(""), names.iter().map(String::as_str))))
        }
        (Some(only), []) => Ok((only.path, only.bytes)),
        (Some(last), others) => {
            let labels = others.iter().chain([&last]).map(|f| f.label.clone()).collect();
            Err(ambiguous(path, pattern, labels))
        }
    }
}

/// See [`super::head`].
///
/// # Errors
/// See [`super::head`].
pub fn head(
    kind: ArchiveKind,
    path: &Path,
    mut source: impl Read + Seek,
    pattern: Option<&str>,
    most: usize,
) -> Result<Option<MemberHead>> {
    let wrong = |e: MemberError| e.on(path, kind);
    let entries = match kind {
        ArchiveKind::Gzip => {
            let head = gz::head(source, most).map_err(wrong)?;
            return Ok(Some(MemberHead::Found(path.with_extension(""), Some(head))));
        }
        ArchiveKind::Zip => zipped::entries(&mut source),
        ArchiveKind::SevenZip => sevenz::entries(&mut source),
    };
    let entries = entries.map_err(wrong)?;
    let all: Vec<&str> =
        entries.iter().map(|e| e.name.as_str()).filter(|n| !names::of_a_mac(n)).collect();
    match names::matching(&all, "", pattern).as_slice() {
        [] if all.iter().any(|name| ArchiveKind::of(Path::new(name)).is_some()) => {
            inner_head(kind, path, source, pattern, most)
        }
        [] => Ok(Some(MemberHead::Absent(all.iter().map(ToString::to_string).collect()))),
        [name] => {
            // To unpack the members before it in a 7z takes as long as to unpack it all.
            let zipped = kind == ArchiveKind::Zip;
            let head = zipped.then(|| zipped::head(&mut source, name, most).ok()).flatten();
            Ok(Some(MemberHead::Found(path.join(name), head)))
        }
        _ => Ok(None),
    }
}

/// The same of an archive whose member is in an archive that it holds.
fn inner_head(
    kind: ArchiveKind,
    path: &Path,
    mut source: impl Read + Seek,
    pattern: Option<&str>,
    most: usize,
) -> Result<Option<MemberHead>> {
    let wrong = |e: std::io::Error| Error::io("read", path, e);
    let mut bytes = Vec::new();
    source.rewind().map_err(wrong)?;
    source.take(MAX_BYTES).read_to_end(&mut bytes).map_err(wrong)?;
    let mut search = Search::new(path, pattern);
    search.archive(path, kind, &bytes.into(), "", MAX_DEPTH)?;
    Ok(match search.found.as_slice() {
        [] => Some(MemberHead::Absent(search.names)),
        [only] => {
            let head = only.bytes[..only.bytes.len().min(most)].to_vec();
            Some(MemberHead::Found(only.path.clone(), Some(head)))
        }
        _ => None,
    })
}

struct Search<'a> {
    /// The archive as the user named it.
    outer: &'a Path,
    pattern: Option<&'a str>,
    /// Archives that were gone into.
    archives: usize,
    /// All members that were seen, by their path from the outermost archive.
    names: Vec<String>,
    found: Vec<FoundMember>,
}

struct FoundMember {
    /// Its path from the outermost archive.
    label: String,
    path: PathBuf,
    bytes: Bytes,
}

impl<'a> Search<'a> {
    fn new(outer: &'a Path, pattern: Option<&'a str>) -> Self {
        Self { outer, pattern, archives: 0, names: Vec::new(), found: Vec::new() }
    }

    /// Looks in a zip or 7z, whose members are called `prefix` and their name, and in the archives among
    /// them: one of those may hold another member that matches.
    fn archive(
        &mut self,
        path: &Path,
        kind: ArchiveKind,
        bytes: &Bytes,
        prefix: &str,
        depth: usize,
    ) -> Result<()> {
        let wrong = |e: MemberError| e.on(path, kind);
        let entries = match kind {
            ArchiveKind::Zip => zipped::entries(Cursor::new(bytes.clone())),
            _ => sevenz::entries(Cursor::new(bytes.clone())),
        };
        let entries = entries.map_err(wrong)?;
        trusted(&entries).map_err(wrong)?;
        let all: Vec<&str> =
            entries.iter().map(|e| e.name.as_str()).filter(|n| !names::of_a_mac(n)).collect();
        let label = |name: &str| format!("{prefix}{name}");
        let matching = names::matching(&all, prefix, self.pattern);
        for name in &matching {
            // Of several none is read: that there are several is the answer.
            let bytes = match matching.len() {
                1 => read(&entries, name, kind, bytes).map_err(wrong)?,
                _ => Bytes::new(),
            };
            self.found.push(FoundMember { label: label(name), path: path.join(name), bytes });
        }
        if matching.len() > 1 || (matching.len() == 1 && self.names_one_path()) {
            return Ok(());
        }
        self.names.extend(all.iter().map(|name| label(name)));
        for name in all {
            let Some(inner) = ArchiveKind::of(Path::new(name)).filter(|_| depth > 0) else {
                continue;
            };
            self.archives += 1;
            let inside = if self.archives > MAX_ARCHIVES {
                let why = format!("holds more than {MAX_ARCHIVES} archives");
                Err(Error::input(self.outer, why)
                    .with_help("unpack it, and name the file that is wanted"))
            } else {
                let inside = read(&entries, name, kind, bytes).map_err(wrong);
                inside.and_then(|inside| {
                    self.inside(&path.join(name), inner, &inside, &label(name), depth)
                })
            };
            match inside {
                // What cannot be opened holds nothing that could be meant instead.
                Err(e) if matching.is_empty() => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }

    /// Looks in an archive that is a member of another.
    fn inside(
        &mut self,
        path: &Path,
        kind: ArchiveKind,
        bytes: &Bytes,
        label: &str,
        depth: usize,
    ) -> Result<()> {
        match kind {
            ArchiveKind::Gzip => self.gzip(path, bytes, label),
            _ => self.archive(path, kind, bytes, &format!("{label}/"), depth - 1),
        }
    }

    /// Whether the pattern is the whole path of one member, which no other can have.
    fn names_one_path(&self) -> bool {
        self.pattern.is_some_and(|p| p.contains('/') && !p.contains('*'))
    }

    /// A `.gz` among the members: the name of what it packs is its own without the ending.
    fn gzip(&mut self, path: &Path, bytes: &Bytes, label: &str) -> Result<()> {
        let inner = path.with_extension("");
        let name = label.get(..label.len() - 3).unwrap_or(label);
        if names::matching(&[name], "", self.pattern).is_empty() {
            self.names.push(name.into());
        } else {
            let bytes = gz::read(bytes).map_err(|e| e.on(path, ArchiveKind::Gzip))?;
            self.found.push(FoundMember { label: name.into(), path: inner, bytes });
        }
        Ok(())
    }
}

fn read(
    entries: &[Member],
    name: &str,
    kind: ArchiveKind,
    bytes: &Bytes,
) -> std::result::Result<Bytes, MemberError> {
    let entry = entries.iter().find(|e| e.name == name);
    let entry = entry.ok_or_else(|| MemberError::broken("its contents changed"))?;
    usable(entry, bytes.len() as u64)?;
    match kind {
        ArchiveKind::Zip => zipped::read(bytes, entry),
        _ => sevenz::read(bytes.clone(), entry),
    }
}

fn ambiguous(path: &Path, pattern: Option<&str>, mut labels: Vec<String>) -> Error {
    labels.sort();
    let count = labels.len();
    if labels.iter().all(|l| names::plain(l) == names::plain(&labels[0])) {
        let why = format!("holds {count} members of one name, `{}`", names::plain(&labels[0]));
        return Error::input(path, format!("{why}: nobody can say which is meant"))
            .with_help("pack it again with the one that is meant");
    }
    labels.dedup();
    let more = if labels.len() > TOLD { format!(", … ({count} in all)") } else { String::new() };
    let told = labels.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
    let why = match pattern {
        Some(pattern) => format!("holds several members that match `{pattern}`: {told}{more}"),
        None => {
            format!("holds several data files, and no `member` says which is meant: {told}{more}")
        }
    };
    // A name without a folder is that of a member of an inner archive too.
    let inner = format!("/{}", labels[0]);
    let again = !labels[0].contains('/') && labels.iter().any(|l| l.ends_with(&inner));
    let named = format!("{}{}", if again { "./" } else { "" }, labels[0]);
    Error::input(path, why).with_help(format!(
        "name one of them in the table's key `member`, as in member = {named:?}"
    ))
}
