//! The system fails in the middle: nothing half-written stays, earlier outputs are as they were.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Case, Run, command, files, ifn};

fn staging(dir: &Path) -> Option<std::path::PathBuf> {
    std::fs::read_dir(dir)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .find(|p| p.file_name().unwrap().to_string_lossy().starts_with(".out.part-"))
}

/// Starts the whole embedded build and waits until its folder is being written.
fn started(case: &Case) -> Child {
    let child = command(case.path())
        .args(["build", "--out", "out"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while staging(case.path()).is_none() {
        assert!(start.elapsed() < Duration::from_secs(30), "the build did not start");
        std::thread::sleep(Duration::from_millis(1));
    }
    child
}

fn signal(child: &Child, name: &str) {
    let done = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(done.success());
}

#[test]
fn interrupt() {
    let case = Case::new();
    for name in ["INT", "TERM"] {
        let child = started(&case);
        signal(&child, name);
        let run = Run::of(&child.wait_with_output().unwrap());
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert!(run.err.contains("interrupted: nothing was written"), "{name}: {}", run.err);
        case.untouched();
    }
}

#[test]
fn killed_then_built_again() {
    let case = Case::new();
    let mut child = started(&case);
    signal(&child, "KILL");
    child.wait().unwrap();
    assert!(staging(case.path()).is_some(), "nobody could tidy up");
    let run = ifn(case.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert!(run.out.contains("units scored"));
    assert!(staging(case.path()).is_none(), "the next run tidies up");
}

#[test]
fn a_file_that_may_not_grow() {
    let case = Case::new();
    // 64 blocks of 512 or 1,024 bytes; the signal is ignored so that the write itself fails.
    let script =
        format!("trap '' XFSZ; ulimit -f 64; exec '{}' build --out out", env!("CARGO_BIN_EXE_ifn"));
    let output =
        Command::new("bash").current_dir(case.path()).args(["-c", &script]).output().unwrap();
    let run = Run::of(&output);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("cannot write") && run.err.contains("too large"), "{}", run.err);
    case.untouched();
}

/// Every command that reads a build; the server comes last.
const READERS: [&[&str]; 9] = [
    &["explain", "departement:93"],
    &["export", "departement", "--zone", "region:11", "-f", "geoparquet", "-o", "x.parquet"],
    &["gaps", "--level", "departement"],
    &["locate", "p.csv", "-o", "x.csv"],
    &["tiles", "-o", "x.pmtiles"],
    &["compare", "out", "out"],
    &["places", "list", "-f", "csv"],
    &["places", "near", "2.36,48.94", "--all"],
    &["serve", "--listen", "127.0.0.1:0"],
];

/// A Parquet file of a build is cut: every command that reads it fails as for a damaged file, none takes
/// it for a wrong use of the command, and nothing is written.
#[test]
fn a_cut_file_of_a_build() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("p.csv"), "lon,lat\n2.36,48.94\n").unwrap();
    ifn(dir.path(), &["build", "--level", "departement,region"]).ok();
    let out = dir.path().join("out");
    let whole = files(&out);
    let cut: Vec<&String> = whole.keys().filter(|name| name.ends_with(".parquet")).collect();
    assert!(cut.len() > 8, "{cut:?}");
    let (server, others) = READERS.split_last().unwrap();
    for args in others {
        ifn(dir.path(), args).ok();
    }
    for name in cut {
        std::fs::write(out.join(name), &whole[name][..whole[name].len() / 2]).unwrap();
        let mut noticed = 0;
        for args in READERS {
            for written in ["x.parquet", "x.csv", "x.pmtiles"] {
                let _ = std::fs::remove_file(dir.path().join(written));
            }
            let output = Command::new("timeout")
                .args(["60", env!("CARGO_BIN_EXE_ifn")])
                .args(args)
                .current_dir(dir.path())
                .output();
            let run = Run::of(&output.unwrap());
            let about = format!("{name}: {args:?}: {} {}", run.status, run.err);
            if run.status == 0 {
                assert!(args != *server, "{about}");
                continue;
            }
            noticed += 1;
            assert_eq!(run.status, 1, "{about}");
            assert!(run.err.contains("the build in out is damaged"), "{about}");
            assert!(run.err.contains(name) && run.err.contains("build again"), "{about}");
            for written in ["x.parquet", "x.csv", "x.pmtiles"] {
                assert!(!dir.path().join(written).exists(), "{about}");
            }
        }
        assert!(noticed > 1, "{name}: only the server notices");
        std::fs::write(out.join(name), &whole[name]).unwrap();
    }
}

#[test]
fn a_full_disk() {
    let case = Case::new();
    let script = format!(
        "mkdir full && mount -t tmpfs -o size=1m none full && '{}' build --out full/out; \
         status=$?; ls -A full; exit $status",
        env!("CARGO_BIN_EXE_ifn")
    );
    let output = Command::new("unshare")
        .current_dir(case.path())
        .args(["--mount", "--map-root-user", "bash", "-c", &script])
        .output()
        .unwrap();
    let run = Run::of(&output);
    if run.err.contains("unshare") || run.err.contains("mount:") {
        eprintln!("skipped: this machine lets nobody mount a small disk: {}", run.err);
        return;
    }
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("No space left on device"), "{}", run.err);
    assert!(run.err.contains("help: free some room"), "{}", run.err);
    assert_eq!(run.out, "", "nothing is left on the full disk");
    case.untouched();
}
