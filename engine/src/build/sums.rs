//! `SHA256SUMS`: what each file of a build was when it was written, so that damage is found before
//! anybody is answered from it.
//!
//! Out: a line a file, as `sha256sum -c` reads them, by name. The manifest ends with `timings`, which
//! differ from run to run: it has a line that `sha256sum` takes for a comment, of its text before them.
//! In: that list, compared with the files, and with the manifest: a list that is cut short would leave
//! files unchecked. Files that a user put beside those of the build are nobody's concern.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::inputs::{DEMAND, FOLDER};
use super::staging::{Staging, write_whole};
use crate::digest::sha256;
use crate::error::{Error, Result};

const FILE: &str = "SHA256SUMS";
const MANIFEST: &str = "manifest.json";
/// The tiles of a build's territories.
pub const TILES: &str = "tiles/territories.pmtiles";
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

/// What of a manifest says which files its build has, whatever its version.
#[derive(Default, Deserialize)]
#[serde(default)]
struct BuildFiles {
    method: MethodLevels,
    places: Option<IgnoredAny>,
    tiles: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MethodLevels {
    levels: Vec<String>,
    territory_levels: Vec<String>,
}

impl BuildFiles {
    /// Files that the build cannot be without.
    fn needed(&self) -> Vec<String> {
        let mut out = vec!["reference.parquet".into(), format!("{FOLDER}/method.toml")];
        out.extend(self.method.levels.iter().map(|id| format!("scores/{id}.parquet")));
        if self.places.is_some() {
            out.extend(["places.parquet", "places_rejects.csv", DEMAND].map(String::from));
        }
        if self.tiles.is_some() {
            out.push(TILES.into());
        }
        out
    }

    /// Files that it has with contours, and for some levels.
    fn possible(&self) -> impl Iterator<Item = String> {
        let MethodLevels { levels, territory_levels } = &self.method;
        let contours = levels.iter().map(|id| format!("territories/{id}.parquet"));
        contours.chain(territory_levels.iter().map(|id| format!("{FOLDER}/{id}.parquet")))
    }
}

/// Whether every file of the build in `folder` is as its list says that it was written; `false` where
/// there is no list: the build is of an earlier version.
///
/// # Errors
/// A file that is missing or damaged, or that the list does not name; the list itself.
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
    let first = lines.next().ok_or_else(|| damaged(folder, FILE))?;
    if first != of_first_line(folder)? {
        return Err(damaged(folder, MANIFEST));
    }
    let listed = lines.map(|line| line.split_once("  ")).collect::<Option<Vec<_>>>();
    let listed = listed.ok_or_else(|| damaged(folder, FILE))?;
    let files = build_files(folder)?;
    let there = files.possible().filter(|name| folder.join(name).exists());
    if let Some(left_out) =
        files.needed().into_iter().chain(there).find(|n| listed.iter().all(|(_, name)| name != n))
    {
        let why = format!("{FILE} does not name {left_out}: it is cut short, or of another build");
        return Err(Error::damaged(folder, why));
    }
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

/// Lists a file of a build as it is now, after it was written again. A build without a list, of an earlier
/// version, stays without.
///
/// # Errors
/// The file or the list cannot be read; the system refuses to write.
pub fn list_again(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Error::io("read", &path, e)),
    };
    let named = |line: &str| line.split_once("  ").map_or("", |(_, name)| name).to_string();
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    let head: Vec<String> = lines.drain(..lines.len().min(1)).collect();
    lines.retain(|line| named(line) != name);
    lines.push(format!("{}  {name}", of_file(&folder.join(name))?));
    lines.sort_by_key(|line| named(line));
    let text = [head, lines].concat().join("\n") + "\n";
    write_whole(&path, |part| std::fs::write(part, text).map_err(|e| Error::io("write", part, e)))
}

fn build_files(folder: &Path) -> Result<BuildFiles> {
    let path = folder.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
    serde_json::from_slice(&bytes).map_err(|_| damaged(folder, MANIFEST))
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
        let method = "{\"levels\": [\"a\"], \"territory_levels\": [\"a\", \"b\"]}";
        write(
            MANIFEST,
            &format!("{{\n  \"method\": {method},\n  \"timings\": {{\n    \"x\": 0.5\n  }}\n}}\n"),
        );
        write("scores/a.parquet", "one");
        write("inputs/method.toml", "");
        write("inputs/b.parquet", "b");
        write("territories/a.parquet", "contours");
        write("reference.parquet", "figures");
        write_sums(&staging).expect("sums");
        staging.commit().expect("placed");
        (dir, out)
    }

    /// Says what a damaged build is refused for.
    fn refused(out: &Path) -> String {
        check_sums(out).expect_err("damaged").to_string()
    }

    #[test]
    fn a_list_that_is_cut_short_is_damage() {
        let (_dir, out) = built();
        let text = std::fs::read_to_string(out.join(FILE)).expect("list");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 6);
        for kept in 0..lines.len() {
            std::fs::write(out.join(FILE), lines[..kept].join("\n")).expect("written");
            refused(&out);
        }
        for left_out in 1..lines.len() {
            let mut some = lines.clone();
            let name = some.remove(left_out).split_once("  ").expect("a line").1;
            std::fs::write(out.join(FILE), some.join("\n")).expect("written");
            assert!(refused(&out).contains(&format!("does not name {name}")), "{name}");
        }
    }

    #[test]
    fn what_the_manifest_names_is_listed() {
        for (key, name) in [("places", "places.parquet"), ("tiles", TILES)] {
            let (_dir, out) = built();
            let path = out.join(MANIFEST);
            let text = std::fs::read_to_string(&path).expect("read");
            let other = text.replacen('{', &format!("{{\n  \"{key}\": {{\"x\": 1}},"), 1);
            std::fs::write(&path, other).expect("written");
            let list = std::fs::read_to_string(out.join(FILE)).expect("list");
            let (_, rest) = list.split_once('\n').expect("lines");
            let first = of_first_line(&out).expect("a manifest");
            std::fs::write(out.join(FILE), format!("{first}\n{rest}")).expect("written");
            assert!(refused(&out).contains(&format!("does not name {name}")), "{}", refused(&out));
        }
    }

    #[test]
    fn what_a_user_adds_is_no_damage() {
        let (_dir, out) = built();
        for name in
            ["notes.txt", "scores/mine.csv", "tiles/mine.pmtiles", "tiles/territories.pmtiles"]
        {
            std::fs::create_dir_all(out.join("tiles")).expect("folder");
            std::fs::write(out.join(name), "x").expect("written");
            assert!(check_sums(&out).expect("whole"), "{name}");
        }
    }

    #[test]
    fn what_is_written_again_is_listed_again() {
        let (_dir, out) = built();
        std::fs::create_dir(out.join("tiles")).expect("folder");
        for text in ["one", "two"] {
            std::fs::write(out.join(TILES), text).expect("written");
            list_again(&out, TILES).expect("listed");
            assert!(check_sums(&out).expect("whole"));
            let list = std::fs::read_to_string(out.join(FILE)).expect("list");
            assert!(list.lines().last().is_some_and(|line| line.ends_with(TILES)), "{list}");
        }
        std::fs::write(out.join(TILES), "other").expect("written");
        assert!(refused(&out).contains(TILES));
        std::fs::remove_file(out.join(FILE)).expect("removed");
        list_again(&out, TILES).expect("nothing to do");
        assert!(!check_sums(&out).expect("of an earlier version"));
    }

    #[test]
    fn a_list_that_sha256sum_reads() {
        let (_dir, out) = built();
        let text = std::fs::read_to_string(out.join(FILE)).expect("list");
        let lines: Vec<&str> = text.lines().collect();
        // As `sha256sum` gives them: of nothing, and of "one".
        assert_eq!(
            [lines[2], lines[4]],
            [
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  inputs/method.toml",
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
        for name in ["manifest.json", "scores/a.parquet", "inputs/b.parquet", FILE] {
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
            assert!(check_sums(&out).is_err(), "{name}: longer");
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
