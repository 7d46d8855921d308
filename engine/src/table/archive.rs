//! A zip's member: found by pattern, read within limits. Nothing is ever written to disk, so that
//! no member's path can escape.

use std::io::{Cursor, Read};
use std::path::PathBuf;

use bytes::Bytes;
use zip::ZipArchive;

use super::MAX_BYTES;
use crate::error::{Error, Result, nearest};

/// More members than any statistical office ever packed.
const MAX_MEMBERS: usize = 10_000;
/// Text shrinks some 5–20 times; a thousand times is a bomb.
const MAX_RATIO: u64 = 1_000;

/// The member that matches `pattern` (or the first data file), or the file itself when it is no
/// zip. The path returned ends like the member, so that its kind is known.
pub fn member(path: PathBuf, bytes: Bytes, pattern: Option<&str>) -> Result<(PathBuf, Bytes)> {
    let zipped = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
    if !zipped {
        return Ok((path, bytes));
    }
    let wrong = |e: &dyn std::fmt::Display| {
        Error::input(&path, format!("is not a usable zip: {e}"))
            .with_help("it may be cut short: download it again")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| wrong(&e))?;
    if archive.len() > MAX_MEMBERS {
        return Err(Error::input(&path, format!("holds {} members", archive.len())));
    }
    let names: Vec<String> =
        archive.file_names().filter_map(|n| Some(n.ok()?.into_owned())).collect();
    let name = choose(&names, pattern).ok_or_else(|| {
        Error::input(&path, format!("has no member `{}`", pattern.unwrap_or("*.csv")))
            .with_help(nearest(pattern.unwrap_or(""), names.iter().map(String::as_str)))
    })?;
    let mut file = archive.by_name(&name).map_err(|e| wrong(&e))?;
    let (size, packed) = (file.size(), file.compressed_size().max(1));
    if size > MAX_BYTES || size / packed > MAX_RATIO {
        return Err(Error::input(&path, format!("member `{name}` unpacks to {size} bytes")));
    }
    let mut out = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(64 << 20));
    let read = (&mut file).take(MAX_BYTES).read_to_end(&mut out).map_err(|e| wrong(&e))?;
    if read as u64 != size {
        return Err(wrong(&format!("member `{name}` has {read} bytes, {size} were announced")));
    }
    drop(file);
    Ok((path.join(name), Bytes::from(out)))
}

/// First member, by name, that matches; descriptions of the variables (`meta_…`) never do
/// unless they are asked for.
fn choose(names: &[String], pattern: Option<&str>) -> Option<String> {
    let base = |n: &str| n.rsplit('/').next().unwrap_or(n).to_lowercase();
    let mut sorted: Vec<&String> = names.iter().filter(|n| !n.ends_with('/')).collect();
    sorted.sort();
    let found = match pattern {
        Some(p) => {
            sorted.into_iter().find(|n| n.as_str() == p || glob(&p.to_lowercase(), &base(n)))
        }
        None => sorted.into_iter().find(|n| {
            let base = base(n);
            !base.starts_with("meta")
                && [".csv", ".txt", ".parquet", ".xlsx"].iter().any(|e| base.ends_with(e))
        }),
    };
    found.cloned()
}

/// `*` stands for any run of characters.
fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return name.is_empty() };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip(members: &[(&str, &str)]) -> Bytes {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("start");
            out.write_all(text.as_bytes()).expect("write");
        }
        Bytes::from(out.finish().expect("finish").into_inner())
    }

    #[test]
    fn the_right_member() {
        let z = zip(&[("meta_a.CSV", "m"), ("d/a.CSV", "x;y"), ("b.txt", "z")]);
        let (path, bytes) = member("a.zip".into(), z.clone(), None).expect("first data file");
        assert_eq!((path, &bytes[..]), (PathBuf::from("a.zip/b.txt"), &b"z"[..]));
        let (_, bytes) = member("a.zip".into(), z.clone(), Some("a*.csv")).expect("pattern");
        assert_eq!(&bytes[..], b"x;y");
        assert!(member("a.zip".into(), z, Some("c.csv")).is_err());
    }

    #[test]
    fn cut_short() {
        let z = zip(&[("a.csv", &"1;2;3\n".repeat(10_000))]);
        for part in [10, z.len() / 2, z.len() - 5] {
            let e = member("a.zip".into(), z.slice(..part), None).expect_err("truncated");
            assert!(e.to_string().contains("not a usable zip"), "{e}");
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let z = zip(&[("a.csv", &"0".repeat(50 << 20))]);
        let e = member("a.zip".into(), z, None).expect_err("bomb");
        assert!(e.to_string().contains("unpacks to"), "{e}");
    }

    #[test]
    fn globs() {
        assert!(glob("base-*.csv", "base-ic-2021.csv") && glob("a", "a") && glob("*", ""));
        assert!(!glob("base-*.csv", "meta_base-ic.csv") && !glob("a*b*c", "acb"));
    }
}
