//! Answers that are sound files, and not the one that was wanted.

use std::io::Write;

use super::{case, here, lock, nothing, table};
use crate::common::official::{fetch, gz, zip};
use crate::common::origin::file;

#[test]
fn what_is_no_such_file_is_not_taken() {
    let quota = br#"{"error":"quota exceeded"}"#.to_vec();
    for (name, bytes, said) in [
        (
            "t.csv",
            quota.clone(),
            "what came is JSON ({\"error\":\"quota exceeded\"}), not a csv file",
        ),
        ("t.csv", gz(&table("A")), "what came is packed by gzip, not a csv file"),
        ("t.csv", b"x;y\n1;2\n".to_vec(), "has none of the columns that the dataset names (code)"),
        ("t.zip", zip(&[("lisezmoi.txt", b"x")]), "it holds lisezmoi.txt"),
        ("t.csv.gz", gz(&quota), "holds t.csv, which is JSON"),
    ] {
        let (dir, origin) = case(name, move |asked, stream| file(asked, stream, "a", &bytes));
        let run = fetch(dir.path(), &[]);
        nothing(dir.path(), &run, said);
        assert!(run.err.contains("help: "), "{}", run.err);
        assert_eq!(origin.asked().len(), 1);
    }
}

/// What an earlier version took and pinned is fetched again, from a mirror too.
#[test]
fn what_was_taken_before_is_replaced() {
    let good = table("A");
    let served = good.clone();
    let (dir, _) = case("t.csv", move |asked, stream| file(asked, stream, "a", &served));
    fetch(dir.path(), &[]).ok();
    let (data, bad) = (dir.path().join("data"), b"{\"error\":\"quota exceeded\"}");
    let old = lock(dir.path());
    let pinned = old.split('"').find(|text| text.len() == 64).unwrap();
    // SHA-256 of that text, by the system's own tool.
    let of_bad = {
        std::fs::write(dir.path().join("bad"), bad).unwrap();
        let mut sum = std::process::Command::new("sha256sum");
        let out = sum.arg(dir.path().join("bad")).output().unwrap();
        String::from_utf8(out.stdout).unwrap()[..64].to_string()
    };
    std::fs::remove_file(data.join("t/t.csv")).unwrap();
    std::fs::write(data.join("t/t.csv"), bad).unwrap();
    std::fs::write(data.join("datasets.lock"), old.replace(pinned, &of_bad)).unwrap();
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.err.contains("is JSON") && run.err.contains("it is fetched again"), "{}", run.err);
    assert!(here(dir.path(), "t.csv").unwrap() == good);
    assert!(!lock(dir.path()).contains(&of_bad), "{}", lock(dir.path()));
}

/// A server that does not say how long a file is, and ends in a row.
#[test]
fn half_a_table_without_a_length_is_suspect() {
    let body = table("AAAA");
    let half = body[..body.len() / 2 - 4].to_vec();
    let lines = half.iter().filter(|b| **b == b'\n').count() + 1;
    let last = half.rsplit(|b| *b == b'\n').next().unwrap();
    assert!(!last.is_empty() && !last.contains(&b';'), "cut in a row: {last:?}");
    let (dir, _) = case("t.csv", move |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(&half);
    });
    let run = fetch(dir.path(), &[]).ok();
    let said = format!("its last row, line {lines}, has 1 of 2 cells: it may be cut short");
    assert!(run.err.contains("warning: ") && run.err.contains(&said), "{}", run.err);
    assert!(run.out.contains(&said), "{}", run.out);
    // As long as it is here.
    assert!(fetch(dir.path(), &[]).ok().out.contains(&said));
}
