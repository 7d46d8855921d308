//! Files from a publisher or a mirror: once, by one process, known by their hash, reported when they
//! change.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::common::official::{build, fetch, method, online, table_zip};
use crate::common::origin::{Origin, file, reply};
use crate::common::{Run, files, ifn};

/// A publisher of one file, whose version can be changed, and a method that reads it.
struct Publisher {
    dir: tempfile::TempDir,
    origin: Origin,
    changed: Arc<AtomicBool>,
    old: Vec<u8>,
    new: Vec<u8>,
}

impl Publisher {
    fn new() -> Self {
        let (old, new) = (table_zip(50_000), table_zip(60_000));
        let changed = Arc::new(AtomicBool::new(false));
        let (a, b, flag) = (old.clone(), new.clone(), Arc::clone(&changed));
        let origin = Origin::start(move |asked, stream| {
            if flag.load(Ordering::SeqCst) {
                file(asked, stream, "v2", &b);
            } else {
                file(asked, stream, "v1", &a);
            }
        });
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("m.toml"), method(&origin.url("/t.zip"), "")).unwrap();
        Self { dir, origin, changed, old, new }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn here(&self) -> Vec<u8> {
        std::fs::read(self.path().join("data/t/t.zip")).unwrap()
    }

    fn lock(&self) -> String {
        std::fs::read_to_string(self.path().join("data/datasets.lock")).unwrap()
    }
}

#[test]
fn once_and_then_it_is_here() {
    let p = Publisher::new();
    let run = fetch(p.path(), &[]).ok();
    assert!(
        run.out.contains("fetched") && run.out.contains("1 of 1 files are here"),
        "{}",
        run.out
    );
    assert!(p.here() == p.old);
    let lock = p.lock();
    for told in
        ["dataset = \"t\"", "file = \"t.zip\"", "sha256 = \"", "bytes = ", "etag = '\"v1\"'"]
    {
        assert!(lock.contains(told), "{told} is not in {lock}");
    }
    let objects = files(&p.path().join("data/objects"));
    assert_eq!(objects.len(), 1);
    assert!(objects.keys().all(|sha256| lock.contains(&format!("sha256 = \"{sha256}\""))));
    build(p.path()).ok();
    // Asked whether it changed, and no more.
    let run = fetch(p.path(), &[]).ok();
    assert!(run.out.contains("is here"), "{}", run.out);
    let asked: Vec<String> = p.origin.asked().iter().map(|a| a.method.clone()).collect();
    assert_eq!(asked, ["GET", "HEAD"]);
    assert_eq!(p.lock(), lock);
}

#[test]
fn looks_like_a_browser_and_wants_the_bytes_as_they_are() {
    let p = Publisher::new();
    fetch(p.path(), &[]).ok();
    let asked = &p.origin.asked()[0];
    let agent = asked.header("user-agent").unwrap();
    assert!(agent.starts_with("Mozilla/5.0") && agent.contains("ifn/"), "{agent}");
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
}

#[test]
fn what_changes_upstream_is_told_then_taken() {
    let p = Publisher::new();
    fetch(p.path(), &[]).ok();
    p.changed.store(true, Ordering::SeqCst);
    let run = fetch(p.path(), &[]).ok();
    assert!(run.out.contains("changed upstream") && run.out.contains("--update"), "{}", run.out);
    assert!(p.here() == p.old, "not silently taken");
    assert!(p.lock().contains("changed_upstream = "), "{}", p.lock());
    let run = fetch(p.path(), &["--update"]).ok();
    assert!(run.out.contains("instead of that of"), "{}", run.out);
    assert!(p.here() == p.new);
    assert!(!p.lock().contains("changed_upstream = "), "{}", p.lock());
    assert_eq!(files(&p.path().join("data/objects")).len(), 2, "the old one is kept");
    build(p.path()).ok();
}

#[test]
fn a_lock_asks_for_the_same_file() {
    let p = Publisher::new();
    fetch(p.path(), &[]).ok();
    // A colleague's folder with the same lock and no file yet.
    let data = p.path().join("data");
    let lock = p.lock();
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("datasets.lock"), &lock).unwrap();
    fetch(p.path(), &[]).ok();
    assert!(p.here() == p.old);
    // The same, when the publisher has another version.
    p.changed.store(true, Ordering::SeqCst);
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("datasets.lock"), &lock).unwrap();
    let run = fetch(p.path(), &[]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("datasets.lock says") && run.err.contains("--update"), "{}", run.err);
    assert!(!data.join("t/t.zip").exists());
    assert_eq!(p.lock(), lock);
    fetch(p.path(), &["--update"]).ok();
    assert!(p.here() == p.new);
}

#[test]
fn damaged_here_is_refused_and_mended() {
    let p = Publisher::new();
    fetch(p.path(), &[]).ok();
    let mut damaged = p.old.clone();
    damaged[30_000] ^= 1;
    std::fs::write(p.path().join("data/t/t.zip"), &damaged).unwrap();
    let run = build(p.path());
    assert_eq!(run.status, 1);
    assert!(run.err.contains("is not the file that was fetched"), "{}", run.err);
    let run = fetch(p.path(), &[]).ok();
    assert!(run.err.contains("it is kept as"), "{}", run.err);
    assert!(p.here() == p.old);
    let aside = files(&p.path().join("data/t"));
    assert!(aside.iter().any(|(n, b)| n.contains(".other-") && *b == damaged), "nothing is lost");
    build(p.path()).ok();
}

#[test]
fn a_file_of_ones_own_is_left_alone() {
    let p = Publisher::new();
    std::fs::create_dir_all(p.path().join("data/t")).unwrap();
    std::fs::write(p.path().join("data/t/t.zip"), &p.new).unwrap();
    let run = fetch(p.path(), &["--update"]).ok();
    assert!(run.out.contains("is yours"), "{}", run.out);
    assert!(p.here() == p.new);
    assert!(p.origin.asked().is_empty());
    build(p.path()).ok();
}

#[test]
fn two_processes_fetch_it_once() {
    let body = table_zip(2_000_000);
    let (served, whole) = (body.clone(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&whole);
    let origin = Origin::start(move |asked, stream| {
        // One that begins late finds the file there, and asks whether it is the newest.
        if asked.method == "GET" && asked.header("if-none-match").is_none() {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(500));
        }
        file(asked, stream, "v1", &served);
    });
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("m.toml"), method(&origin.url("/t.zip"), "")).unwrap();
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let both: Vec<_> = (0..3).map(|_| scope.spawn(|| fetch(dir.path(), &[]))).collect();
        both.into_iter().map(|b| b.join().unwrap()).collect()
    });
    for run in runs {
        run.ok();
    }
    assert_eq!(whole.load(Ordering::SeqCst), 1, "three processes, one download");
    assert!(std::fs::read(dir.path().join("data/t/t.zip")).unwrap() == body);
    build(dir.path()).ok();
}

#[test]
fn a_build_fetches_what_it_lacks() {
    let p = Publisher::new();
    let build = |args: &[&str]| {
        let mut build = online(p.path());
        Run::of(&build.args(["build", "m.toml", "--no-geometry"]).args(args).output().unwrap())
    };
    let run = build(&["--offline"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("`ifn fetch t` downloads it"), "{}", run.err);
    assert!(run.err.contains("the partial index of the data in the program"), "{}", run.err);
    assert!(p.origin.asked().is_empty(), "--offline opens no connection");
    build(&[]).ok();
    assert_eq!(p.origin.asked().len(), 1);
    build(&[]).ok();
    assert_eq!(p.origin.asked().len(), 1, "all is here: nobody is asked");
}

#[test]
fn offline_says_what_is_missing() {
    let p = Publisher::new();
    let run = fetch(p.path(), &["--offline"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("--offline opens no connection"), "{}", run.err);
    assert!(run.err.contains("--mirror"), "{}", run.err);
    assert!(p.origin.asked().is_empty());
}

#[test]
fn a_mirror_as_a_folder_and_as_a_server() {
    let p = Publisher::new();
    let mirror = p.path().join("mirror");
    std::fs::create_dir_all(mirror.join("t")).unwrap();
    std::fs::write(mirror.join("t/t.zip"), &p.new).unwrap();
    fetch(p.path(), &["--mirror", "mirror"]).ok();
    assert!(p.here() == p.new);
    assert!(p.lock().contains("mirror = \"mirror/t/t.zip\""), "{}", p.lock());
    assert!(p.origin.asked().is_empty(), "the publisher is not asked");

    std::fs::remove_dir_all(p.path().join("data")).unwrap();
    let body = p.new.clone();
    let server = Origin::start(move |asked, stream| match asked.path.as_str() {
        "/m/t/t.zip" => file(asked, stream, "m", &body),
        _ => reply(stream, 404, &[], b""),
    });
    fetch(p.path(), &["--mirror", &server.url("/m/")]).ok();
    assert!(p.here() == p.new);

    for (mirror, said) in [
        (server.url("/other"), "the mirror has no"),
        ("nowhere".into(), "no mirror is there"),
        (p.path().display().to_string(), "has no "),
    ] {
        // A fetch that brings nothing leaves no folder.
        let _ = std::fs::remove_dir_all(p.path().join("data"));
        let run = fetch(p.path(), &["--mirror", &mirror]);
        assert_eq!(run.status, 1);
        assert!(!p.path().join("data").exists());
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    let run = fetch(p.path(), &["--mirror", "ftp://x"]);
    assert_eq!(run.status, 2, "{}", run.err);
}

#[test]
fn through_a_proxy() {
    let p = Publisher::new();
    let body = p.old.clone();
    let proxy = Origin::start(move |asked, stream| match asked.method.as_str() {
        // A tunnel, for which this proxy is both ends.
        "CONNECT" => {
            use std::io::{BufRead, BufReader, Write};
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            let inside = BufReader::new(stream.try_clone().unwrap()).lines();
            let _ = inside.map_while(Result::ok).take_while(|l| !l.is_empty()).count();
            reply(stream, 200, &[], &body);
        }
        _ => file(asked, stream, "v1", &body),
    });
    let text = method("http://www.insee.invalid/t.zip", "");
    std::fs::write(p.path().join("m.toml"), text).unwrap();
    let mut through = online(p.path());
    through.env("HTTP_PROXY", proxy.url("")).env("http_proxy", proxy.url(""));
    Run::of(&through.args(["fetch", "m.toml", "--retries", "0"]).output().unwrap()).ok();
    assert!(p.here() == p.old);
    assert!(proxy.asked()[0].path.contains("www.insee.invalid"), "{:?}", proxy.asked());
}

#[test]
fn names_that_are_none() {
    let dir = tempfile::tempdir().unwrap();
    for (args, said) in [
        (&["fetch"][..], "fetch what?"),
        (&["fetch", "ifn-2032"], "did you mean ifn-2023"),
        (&["fetch", "rp-2022-poplation"], "did you mean rp-2022-population"),
        (&["fetch", "ifn-2023", "--address", "x"], "DATASET=https://"),
        (&["fetch", "ifn-2023", "--address", "bpe-2024=https://x"], "no file of `bpe-2024`"),
        (&["fetch", "arcep-immeubles"], "--departement"),
        (&["fetch", "arcep-immeubles", "--departement", "../x"], "code of a département"),
    ] {
        let run = ifn(dir.path(), args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    assert!(files(dir.path()).is_empty(), "nothing is made");
}

#[test]
fn datasets_tell_where_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    let states = || -> serde_json::Value {
        serde_json::from_str(&ifn(dir.path(), &["datasets", "--json"]).ok().out).unwrap()
    };
    let of = |states: &serde_json::Value, id: &str| {
        states.as_array().unwrap().iter().find(|d| d["id"] == id).unwrap()["state"].clone()
    };
    let before = states();
    assert_eq!(of(&before, "communes-2026")["standing"], "embedded");
    assert_eq!(of(&before, "arcep-debit-filaire")["standing"], "absent");
    let mirror = dir.path().join("mirror/arcep-debit-filaire");
    std::fs::create_dir_all(&mirror).unwrap();
    std::fs::write(mirror.join("commune_debit_filaire.csv"), "code_insee;nbr\n93066;1\n").unwrap();
    ifn(dir.path(), &["fetch", "arcep-debit-filaire", "--mirror", "mirror"]).ok();
    let here = of(&states(), "arcep-debit-filaire");
    assert_eq!((&here["standing"], &here["bytes"]), (&"present".into(), &23.into()));
    let lock = dir.path().join("data/datasets.lock");
    let text = std::fs::read_to_string(&lock).unwrap();
    std::fs::write(&lock, text.replace("/last/", "/2025_T1/")).unwrap();
    assert_eq!(of(&states(), "arcep-debit-filaire")["standing"], "outdated");
    std::fs::write(&lock, &text).unwrap();
    let path = dir.path().join("data/arcep-debit-filaire/commune_debit_filaire.csv");
    std::fs::write(path, "code_insee;nbr\n93066;2\n").unwrap();
    assert_eq!(of(&states(), "arcep-debit-filaire")["standing"], "changed");
    let said = ifn(dir.path(), &["datasets"]).ok().out;
    assert!(said.contains("CHANGED, 23 B") && said.contains("Licence Ouverte"), "{said}");
}

#[test]
fn links_are_printed_and_asked_when_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let run = ifn(dir.path(), &["datasets", "--check-links"]).ok();
    assert!(run.out.contains("HEAD https://www.insee.fr/"), "{}", run.out);
    assert!(run.out.contains("data.geopf.fr") && run.out.contains("(one request a second)"));
    let links: serde_json::Value =
        serde_json::from_str(&ifn(dir.path(), &["datasets", "--check-links", "--json"]).ok().out)
            .unwrap();
    for link in links.as_array().unwrap() {
        assert!(["A", "B", "C"].contains(&link["confidence"].as_str().unwrap()), "{link}");
        assert!(link["page"].as_str().unwrap().starts_with("https://"), "{link}");
    }
    assert_eq!(ifn(dir.path(), &["datasets", "--ask"]).status, 2);
    // Asked through a proxy that knows one address: the others lead nowhere, and it says so.
    let proxy = Origin::start(|asked, stream| reply(stream, 502, &[], asked.path.as_bytes()));
    let mut ask = online(dir.path());
    ask.env("HTTPS_PROXY", proxy.url("")).env("https_proxy", proxy.url(""));
    let run = Run::of(&ask.args(["datasets", "--check-links", "--ask"]).output().unwrap());
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("WRONG: "), "{}", run.out);
    assert!(run.err.contains("addresses lead nowhere"), "{}", run.err);
    assert!(proxy.asked().iter().any(|a| a.method == "CONNECT" && a.path.contains("insee.fr")));
}
