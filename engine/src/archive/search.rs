//! The one member that is meant, in an archive and in the archives that it holds.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{ArchiveKind, Member, MemberError, gz, names, sevenz, trusted, usable, zipped};
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
    let mut search = Search { outer: path, pattern, archives: 0, names: Vec::new(), found: vec![] };
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

impl Search<'_> {
    /// Looks in a zip or 7z, whose members are called `prefix` and their name; where none of them
    /// matches, in the archives among them.
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
        let all: Vec<&str> = entries.iter().map(|e| e.name.as_str()).collect();
        let label = |name: &str| format!("{prefix}{name}");
        match names::matching(&all, prefix, self.pattern).as_slice() {
            [] => {}
            [name] => {
                let bytes = read(&entries, name, kind, bytes).map_err(wrong)?;
                self.found.push(FoundMember { label: label(name), path: path.join(name), bytes });
                return Ok(());
            }
            several => {
                let labels = several.iter().map(|name| label(name)).collect();
                return Err(ambiguous(self.outer, self.pattern, labels));
            }
        }
        self.names.extend(all.iter().map(|name| label(name)));
        for name in all {
            let Some(inner) = ArchiveKind::of(Path::new(name)).filter(|_| depth > 0) else {
                continue;
            };
            self.archives += 1;
            if self.archives > MAX_ARCHIVES {
                let why = format!("holds more than {MAX_ARCHIVES} archives");
                return Err(Error::input(self.outer, why)
                    .with_help("unpack it, and name the file that is wanted"));
            }
            let inside = read(&entries, name, kind, bytes).map_err(wrong)?;
            if inner == ArchiveKind::Gzip {
                self.gzip(&path.join(name), &inside, &label(name))?;
            } else {
                self.archive(
                    &path.join(name),
                    inner,
                    &inside,
                    &label(&format!("{name}/")),
                    depth - 1,
                )?;
            }
        }
        Ok(())
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
    if labels.iter().all(|l| *l == labels[0]) {
        let why = format!("holds {count} members of one name, `{}`", labels[0]);
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
    Error::input(path, why).with_help(format!(
        "name one of them in the table's key `member`, as in member = {:?}",
        labels[0]
    ))
}
