//! Archives that are damaged on their way, or here.

use std::path::Path;

use super::{case, here, lock, nothing, table};
use crate::common::files;
use crate::common::official::{build, fetch, gz, table_zip};
use crate::common::origin::file;

/// A zip whose member has another checksum, from its publisher.
fn damaged() -> Vec<u8> {
    let mut bytes = table_zip(50_000);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

#[test]
fn a_damaged_archive_is_not_taken() {
    for (name, bytes) in
        [("t.zip", damaged()), ("t.xlsx", damaged()), ("t.csv.gz", gz(&table("A"))[..500].to_vec())]
    {
        let (dir, origin) = case(name, move |asked, stream| file(asked, stream, "a", &bytes));
        let run = fetch(dir.path(), &[]);
        nothing(dir.path(), &run, "what came is not a usable");
        assert!(run.err.contains("help: "), "{}", run.err);
        assert_eq!(origin.asked().len(), 1);
    }
}

#[test]
fn a_damaged_archive_that_is_here_is_replaced() {
    let good = table_zip(50_000);
    for (own, args) in
        [(false, &[][..]), (false, &["--update"]), (true, &[]), (true, &["--update"])]
    {
        let served = good.clone();
        let (dir, _) = case("t.zip", move |asked, stream| file(asked, stream, "a", &served));
        fetch(dir.path(), &[]).ok();
        // As an earlier version left it: damaged, under its hash, and pinned.
        let data = dir.path().join("data");
        let bad = damaged();
        std::fs::write(data.join("t/t.zip"), &bad).unwrap();
        let old = lock(dir.path());
        let pinned = old.split('"').find(|text| text.len() == 64).map(String::from);
        let sha256 = sha256(&data.join("t/t.zip"));
        if own {
            std::fs::remove_file(data.join("datasets.lock")).unwrap();
        } else {
            std::fs::write(data.join("datasets.lock"), old.replace(&pinned.unwrap(), &sha256))
                .unwrap();
            std::fs::write(data.join("objects").join(&sha256), &bad).unwrap();
        }
        let offline = fetch(dir.path(), &["--offline"]);
        assert_eq!(offline.status, 1, "{}", offline.out);
        assert!(offline.err.contains("is not a usable zip"), "{}", offline.err);
        let run = fetch(dir.path(), args).ok();
        assert!(run.err.contains("it is fetched again"), "{}", run.err);
        assert!(here(dir.path(), "t.zip").unwrap() == good, "own {own}, {args:?}");
        assert!(!lock(dir.path()).contains(&sha256), "{}", lock(dir.path()));
        assert!(!data.join("objects").join(&sha256).exists());
        let aside =
            files(&data.join("t")).into_iter().any(|(n, b)| n.contains(".other-") && b == bad);
        assert_eq!(aside, own, "what the user put there is kept beside");
        build(dir.path()).ok();
    }
}

/// By the system's own tool.
fn sha256(path: &Path) -> String {
    let out = std::process::Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8(out.stdout).unwrap()[..64].to_string()
}
