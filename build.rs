//! Links tighter: functions that came out the same are kept once, and relocations are packed. Only
//! where the linker is LLVM's, which is what Rust links with there. And tells the program its version,
//! the commit that it is built from and the date of the data that it carries.

use std::path::Path;
use std::process::Command;

/// What says of what date the embedded territories are.
const DATA: &str = "datasets/communes-2026.toml";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    if target == "x86_64-unknown-linux-gnu" {
        for flag in ["--icf=all", "-z,pack-relative-relocs"] {
            println!("cargo:rustc-link-arg-bins=-Wl,{flag}");
        }
    }
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo:rustc-env=IFN_VERSION={version} ({}; {})", commit(), data());
}

/// The commit: that of `IFN_COMMIT`, for builds from a copy without git, or else what git says.
fn commit() -> String {
    println!("cargo:rerun-if-env-changed=IFN_COMMIT");
    let given = std::env::var("IFN_COMMIT").ok().filter(|commit| !commit.is_empty());
    match given.or_else(commit_of_git) {
        Some(commit) => format!("commit {}", commit.chars().take(12).collect::<String>()),
        None => "commit unknown: built without git".into(),
    }
}

fn commit_of_git() -> Option<String> {
    // A copy inside of another project has that one's commits.
    let top = std::fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    let here = std::fs::canonicalize(std::env::var("CARGO_MANIFEST_DIR").ok()?).ok()?;
    if top != here {
        return None;
    }
    // The log of HEAD grows with every commit and checkout. A file that is not there would have this
    // run at every build.
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name])
            && Path::new(&path).exists()
        {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"])
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_string()).filter(|text| !text.is_empty())
}

/// The date of the embedded territories, and of what.
fn data() -> String {
    println!("cargo:rerun-if-changed={DATA}");
    let text = std::fs::read_to_string(DATA).unwrap_or_default();
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix('='));
        line.map(|value| value.trim().trim_matches('"').to_string())
    };
    match (value("geography"), value("vintage")) {
        (Some(year), Some(vintage)) => format!("data of {year}-01-01: {vintage}"),
        _ => panic!("{DATA} says neither `geography` nor `vintage`"),
    }
}
