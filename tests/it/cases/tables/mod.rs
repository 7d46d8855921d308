//! Headers, footers and separators of tables.

mod formats;
mod lines;

use std::collections::BTreeMap;
use std::path::Path;

use crate::cases::numbers::{build, method, values};
use crate::common::{Run, TABLE, ifn};

fn folder(name: &str, content: impl AsRef<[u8]>, keys: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), content).unwrap();
    method(dir.path(), &format!("path = '{name}'\n{keys}"));
    dir
}

/// 100 a / b of the small table.
fn rates() -> BTreeMap<String, f64> {
    let rows = TABLE.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>());
    rows.map(|r| {
        (r[0].to_string(), 100.0 * r[1].parse::<f64>().unwrap() / r[2].parse::<f64>().unwrap())
    })
    .collect()
}

/// The build reads the small table, and says so much.
fn reads(dir: &Path, said: &[&str]) -> Run {
    let run = build(dir).ok();
    assert_eq!(values(dir), rates(), "{}", run.err);
    let manifest = std::fs::read_to_string(dir.join("o/manifest.json")).unwrap();
    for text in said {
        assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        assert!(manifest.contains(&text.replace('"', "\\\"")), "{text:?} is not in the manifest");
    }
    if said.is_empty() {
        assert!(!run.err.contains("table `t`"), "{}", run.err);
    }
    run
}

/// Build and check fail alike.
fn refuses(dir: &Path, said: &[&str]) {
    for args in [&["build", "m.toml", "--no-geometry", "--out", "o"][..], &["check", "m.toml"]] {
        let run = ifn(dir, args);
        assert_eq!(run.status, 1, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
    }
}
