//! `make bench`: a section that fails is reported, and the others are measured all the same.

use crate::common;

#[test]
fn a_section_that_fails_does_not_lose_the_others() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    // An engine that cannot build, but checks.
    let engine = dir.path().join("ifn");
    std::fs::write(&engine, "#!/bin/sh\n[ \"$1\" = check ] || { echo no room >&2; exit 1; }\n")
        .unwrap();
    std::fs::set_permissions(&engine, PermissionsExt::from_mode(0o755)).unwrap();
    let (engine, results) = (engine.to_str().unwrap(), dir.path().to_str().unwrap());
    let arguments = ["benches/bench.py", "--smoke", "--ifn", engine, "--results", results];
    let Some(run) = common::run_python(&[&arguments[..], &["embedded", "census"]].concat()) else {
        return;
    };
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("embedded: FAILED: exit status 1"), "{}", run.out);
    assert!(run.out.contains("no room"), "{}", run.out);
    let kept = std::fs::read(dir.path().join("results.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let sections = &kept["sections"];
    assert_eq!(sections["embedded"]["state"], "failed");
    assert_eq!(sections["census"]["state"], "measured");
    assert_eq!(sections["census"]["rows"].as_array().unwrap().len(), 6);
    let table = std::fs::read_to_string(dir.path().join("results.md")).unwrap();
    assert!(table.contains("5 census tables into 30 rates") && table.contains("embedded: FAILED"));
}
