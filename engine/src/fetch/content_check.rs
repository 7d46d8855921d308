//! Whether a file is what its name says: a page of errors is no zip, whatever its status was, and an
//! archive is read to its end, for the checksums of its members.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::FetchItem;
use super::table_check::{self, first};
use crate::archive::{self, ArchiveKind};
use crate::error::{Error, Result};

/// Bytes at the beginning of a file that are checked.
const HEAD: usize = 4096;

/// The archive that a file is by its name; workbooks are zips too.
pub fn packed(name: &str) -> Option<ArchiveKind> {
    let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let zipped = matches!(ending.as_str(), "xlsx" | "xlsm" | "xlsb" | "ods");
    if zipped { Some(ArchiveKind::Zip) } else { ArchiveKind::of(Path::new(name)) }
}

/// What the file `path` is instead of what is wanted: no file of the kind that its name says, or not the
/// table that its dataset describes. `None`: it is what it should be.
///
/// # Errors
/// `stop` returned true.
pub fn wrong(path: &Path, wanted: &FetchItem, stop: &dyn Fn() -> bool) -> Result<Option<String>> {
    Ok(broken(path, &wanted.file, stop)?.or_else(|| table_check::wrong(path, wanted)))
}

/// What is wrong with the file `path`, which is to be called `name`: what it is instead. `None`: it is of
/// the kind that its name says.
///
/// # Errors
/// `stop` returned true.
pub fn broken(path: &Path, name: &str, stop: &dyn Fn() -> bool) -> Result<Option<String>> {
    let found = File::open(path).map_err(|e| e.to_string()).and_then(|mut file| {
        head(&mut file, name)?;
        Ok(file)
    });
    let (mut file, kind) = match (found, packed(name)) {
        (Err(why), _) => return Ok(Some(why)),
        (Ok(_), None) => return Ok(None),
        (Ok(file), Some(kind)) => (file, kind),
    };
    if let Err(e) = file.rewind() {
        return Ok(Some(e.to_string()));
    }
    match archive::check(kind, Path::new(name), file, stop) {
        Ok(()) => Ok(None),
        Err(Error::Interrupted) => Err(Error::Interrupted),
        Err(e) => {
            let said = e.to_string();
            Ok(Some(said.strip_prefix(&format!("{name}: ")).unwrap_or(&said).to_string()))
        }
    }
}

/// Looks at the beginning of a file, and at the end of a Parquet.
fn head(file: &mut File, name: &str) -> std::result::Result<(), String> {
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head).map_err(|e| e.to_string())?;
    if head.is_empty() {
        return Err("is empty".into());
    }
    let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let wanted: &[u8] = match ending.as_str() {
        "zip" | "xlsx" | "xlsm" | "xlsb" | "ods" => b"PK",
        "7z" => b"7z\xbc\xaf\x27\x1c",
        "gz" => b"\x1f\x8b",
        "parquet" => b"PAR1",
        "gpkg" => b"SQLite format 3\0",
        _ => b"",
    };
    let page = page(&head);
    if !head.starts_with(wanted) || (page.is_some() && wanted.is_empty()) {
        return Err(match page {
            Some(title) => format!("is a web page ({title}), not a {ending} file"),
            None => format!("is no {ending} file"),
        });
    }
    if matches!(ending.as_str(), "json" | "geojson")
        && !first(&head).is_some_and(|b| b"[{".contains(&b))
    {
        return Err("is no JSON".into());
    }
    if ending == "parquet" {
        let mut end = [0; 4];
        let read = file.seek(SeekFrom::End(-4)).and_then(|_| file.read_exact(&mut end));
        return match read {
            Ok(()) if &end == b"PAR1" => Ok(()),
            _ => Err("is cut short".into()),
        };
    }
    Ok(())
}

/// The title of a web page; a map layer in XML is one to us too.
fn page(head: &[u8]) -> Option<String> {
    if first(head) != Some(b'<') {
        return None;
    }
    let text = String::from_utf8_lossy(head);
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let from = at + lower[at..].find('>')? + 1;
        let to = from + lower[from..].find("</title")?;
        Some(text[from..to].split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let title = title.filter(|t| !t.is_empty()).unwrap_or_else(|| "without a title".into());
    Some(format!("« {} »", title.chars().take(100).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_is_instead() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("x");
        for (content, name, said) in [
            (&b""[..], "a.csv", "is empty"),
            (
                b"<html><title> Erreur\n 404 </title>",
                "a.zip",
                "is a web page (« Erreur 404 »), not a zip",
            ),
            (b"\n<!DOCTYPE html><p>x", "a.csv", "is a web page (« without a title »), not a csv"),
            (b"a;b\n1;2\n", "a.zip", "is no zip file"),
            (b"a;b\n1;2\n", "a.json", "is no JSON"),
            (b"PK\x03\x04 and no more", "a.zip", "not a usable zip"),
            (b"PAR1 and no more", "a.parquet", "is cut short"),
        ] {
            std::fs::write(&path, content).expect("write");
            let e = broken(&path, name, &|| false).expect(name).expect(name);
            assert!(e.contains(said), "{name}: {e}");
        }
        for (content, name) in
            [(&b"a;b\n1;2\n"[..], "a.csv"), (b" [1]", "a.json"), (b"PAR1..PAR1", "a.parquet")]
        {
            std::fs::write(&path, content).expect("write");
            assert_eq!(broken(&path, name, &|| false).expect(name), None, "{name}");
        }
    }
}
