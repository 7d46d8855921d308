//! `SHA256SUMS`: what each file of a build was when it was written, so that damage is found before
//! anybody is answered from it.
//!
//! Out: a line a file, as `sha256sum -c` reads them, by name. The manifest ends with `timings`, which
//! differ from run to run: it has a line that `sha256sum` takes for a comment, of its text before them.
//! In: that list, compared with the files.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::staging::Staging;
use crate::digest::sha256;
use crate::error::{Error, Result};

const FILE: &str = "SHA256SUMS";
const MANIFEST: &str = "manifest.json";
/// Where the manifest's text begins to differ from run to run.
const TIMINGS: &str = "\n  \"timings\": {";
/// Bytes of a list that is read: a build has some thirty files.
const MOST: u64 = 1 << 20;
/// What is read at once.
const PIECE: usize = 1 << 20;

/// Writes the list of all files that the folder holds.
///
/// # Errors
/// A file that cannot be read; the system refuses to write.
pub fn write_sums(staging: &Staging) -> Result<()> {
    let folder = staging.folder();
    let mut names = Vec::new();
    walk(folder, "", &mut names)?;
    names.retain(|name| name != FILE && name != MANIFEST);
    names.sort_unstable();
    let sums: Vec<String> =
        names.par_iter().map(|name| of_file(&folder.join(name))).collect::<Result<_>>()?;
    let mut text = of_first_line(folder)? + "\n";
    for (name, sum) in names.iter().zip(&sums) {
        text.extend([sum, "  ", name.as_str(), "\n"]);
    }
    let path = staging.file(FILE)?;
    std::fs::write(&path, text).map_err(|e| Error::io("write", &path, e))
}

/// Whether every file that the folder's list names is as it was written; `false` where there is no
/// list: the build is of an earlier version.
///
/// # Errors
/// A file that is missing or damaged, or the list itself.
pub fn check_sums(folder: &Path) -> Result<bool> {
    let path = folder.join(FILE);
    let wrong = |e| Error::io("read", &path, e);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(wrong(e)),
    };
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).map_err(wrong)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| damaged(folder, FILE))?;
    let mut lines = text.lines();
    if lines.next() != Some(&of_first_line(folder)?) {
        return Err(damaged(folder, MANIFEST));
    }
    let listed = lines.map(|line| line.split_once("  ")).collect::<Option<Vec<_>>>();
    let listed = listed.filter(|l| !l.is_empty()).ok_or_else(|| damaged(folder, FILE))?;
    listed.par_iter().with_max_len(1).try_for_each(|(sum, name)| {
        // A list that is damaged must not lead out of the folder.
        let inside = name.split('/').all(|part| !part.is_empty() && part != "..");
        let name = if inside { name } else { FILE };
        if inside && of_file(&folder.join(name))? == *sum {
            Ok(())
        } else {
            Err(damaged(folder, name))
        }
    })?;
    Ok(true)
}

fn damaged(folder: &Path, name: &str) -> Error {
    Error::damaged(folder, format!("{name} is not what `ifn build` wrote (see {FILE})"))
}

/// The line of the manifest, a comment for `sha256sum`.
fn of_first_line(folder: &Path) -> Result<String> {
    Ok(format!("# {}  {MANIFEST} before its timings", of_manifest(folder)?))
}

fn of_manifest(folder: &Path) -> Result<String> {
    let path = folder.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
    let mark = TIMINGS.as_bytes();
    let end = bytes.windows(mark.len()).rposition(|w| w == mark).unwrap_or(bytes.len());
    Ok(sha256(&bytes[..end]))
}

fn of_file(path: &Path) -> Result<String> {
    let wrong = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(wrong)?;
    let size = file.metadata().map_err(wrong)?.len();
    let mut piece = vec![0; PIECE.min(size as usize + 1)];
    let mut hasher = Sha256::new();
    loop {
        match file.read(&mut piece).map_err(wrong)? {
            0 => break,
            n => hasher.update(&piece[..n]),
        }
    }
    let mut out = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(out, "{byte:02x}");
    }
    Ok(out)
}

/// Names of files below a folder, with `/` between their parts.
fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    let wrong = |e| Error::io("read", folder, e);
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(wrong)?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as a build leaves it.
    fn built() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().expect("folder");
        let out = dir.path().join("out");
        let staging = Staging::new(&out).expect("staging");
        let write = |name: &str, text: &str| {
            std::fs::write(staging.file(name).expect("file"), text).expect("written");
        };
        write("manifest.json", "{\n  \"a\": 1,\n  \"timings\": {\n    \"x\": 0.5\n  }\n}\n");
        write("scores/a.parquet", "one");
        write("inputs/deep/b.toml", "");
        write_sums(&staging).expect("sums");
        staging.commit().expect("placed");
        (dir, out)
    }

    #[test]
    fn a_list_that_sha256sum_reads() {
        let (_dir, out) = built();
        let text = std::fs::read_to_string(out.join(FILE)).expect("list");
        let lines: Vec<&str> = text.lines().collect();
        // As `sha256sum` gives them: of nothing, and of "one".
        assert_eq!(
            lines[1..],
            [
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  inputs/deep/b.toml",
                "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  scores/a.parquet",
            ]
        );
        assert!(
            lines[0].starts_with("# ") && lines[0].ends_with("manifest.json before its timings")
        );
        assert!(check_sums(&out).expect("whole"));
    }

    #[test]
    fn damage_anywhere_is_found() {
        for name in ["manifest.json", "scores/a.parquet", "inputs/deep/b.toml", FILE] {
            let (_dir, out) = built();
            let path = out.join(name);
            let bytes = std::fs::read(&path).expect("read");
            let end = if name == MANIFEST { 12 } else { bytes.len() };
            for at in (0..end).step_by(7) {
                let mut other = bytes.clone();
                other[at] ^= 0x10;
                std::fs::write(&path, other).expect("written");
                assert!(check_sums(&out).is_err(), "{name}: byte {at}");
            }
            std::fs::write(&path, [&bytes[..], b"x\n"].concat()).expect("written");
            assert_eq!(check_sums(&out).is_err(), name != MANIFEST, "{name}: longer");
            std::fs::remove_file(&path).expect("removed");
            assert_eq!(check_sums(&out).ok(), (name == FILE).then_some(false), "{name}: gone");
        }
    }

    #[test]
    fn what_differs_from_run_to_run_is_not_hashed() {
        let (_dir, out) = built();
        let path = out.join(MANIFEST);
        let text = std::fs::read_to_string(&path).expect("read").replace("0.5", "0.75");
        std::fs::write(&path, text).expect("written");
        assert!(check_sums(&out).expect("whole"));
    }
}
