//! Answers that say too little, and files that nobody asks for.

use std::io::Write;
use std::net::TcpStream;

use super::{case, lock, nothing, table};
use crate::common::official::{fetch, method, online, table_zip, zip};
use crate::common::origin::{Origin, file, reply};
use crate::common::{METHOD, Run};

/// An answer that says nothing of a version.
type Wordless = fn(&mut TcpStream);

#[test]
fn statuses_that_nobody_asked_for() {
    for status in [206, 304, 416] {
        let (dir, origin) = case("t.csv", move |_, stream| {
            reply(stream, status, &[("ETag", "\"a\""), ("Content-Range", "bytes 0-3/4")], b"a;b\n");
        });
        let run = fetch(dir.path(), &["--retries", "1"]);
        nothing(dir.path(), &run, &format!("answers {status}"));
        assert_eq!(origin.asked().len(), 2);
    }
}

#[test]
fn nothing_is_left_where_nothing_came() {
    let (dir, _) = case("t.csv", |_, stream| reply(stream, 503, &[], b""));
    let run = fetch(dir.path(), &["--retries", "0"]);
    nothing(dir.path(), &run, "answers 503");
    assert!(!dir.path().join("data").exists(), "no folder either");
    // A folder that was there stays, with what the user has in it.
    std::fs::create_dir_all(dir.path().join("data/own")).unwrap();
    fetch(dir.path(), &["--retries", "0"]);
    let names: Vec<_> = std::fs::read_dir(dir.path().join("data")).unwrap().flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

/// Whether a file changed is not guessed from an answer that does not say so.
#[test]
fn what_does_not_say_whether_it_changed() {
    let body = table("A");
    let kinds: [(&str, Wordless); 3] = [
        ("a page", |s| reply(s, 200, &[("Content-Type", "text/html"), ("ETag", "\"x\"")], b"")),
        ("not allowed", |s| reply(s, 405, &[], b"")),
        ("no version", |s| {
            let _ = s.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        }),
    ];
    for (kind, head) in kinds {
        let served = body.clone();
        let (dir, _) = case("t.csv", move |asked, stream| match asked.method.as_str() {
            "HEAD" => head(stream),
            _ => file(asked, stream, "a", &served),
        });
        fetch(dir.path(), &[]).ok();
        let run = fetch(dir.path(), &[]).ok();
        assert!(run.out.contains("is here"), "{kind}: {}", run.out);
        assert!(run.err.contains("cannot say whether it changed"), "{kind}: {}", run.err);
        assert!(!lock(dir.path()).contains("changed_upstream"), "{kind}");
    }
}

/// A build asks for what it needs; what it can do without is named, and fetched when asked for.
#[test]
fn what_is_optional_is_not_fetched_unasked() {
    let (dir, origin) = case("t.zip", |asked, stream| match asked.path.as_str() {
        "/t.zip" => file(asked, stream, "a", &table_zip(100)),
        _ => file(asked, stream, "b", &zip(&[("o.csv", crate::common::TABLE.as_bytes())])),
    });
    let optional = "[[axis.indicator]]\nid = \"more\"\noptional = true\n[indicator.part]";
    let more = format!(
        "[indicator.more]\ntable = \"o\"\nvalue = \"a\"\n[table.o]\naddress = \"{}\"\nfile = \"o.zip\"\n\
         key = \"code\"\nlevel = \"commune\"\ngeography = 2026\ndelimiter = \";\"\n",
        origin.url("/o.zip")
    );
    let text = method(&origin.url("/t.zip"), "").replacen("[indicator.part]", optional, 1);
    assert!(METHOD.contains("[indicator.part]"));
    std::fs::write(dir.path().join("m.toml"), format!("{text}{more}")).unwrap();
    let build = |args: &[&str]| {
        let mut build = online(dir.path());
        Run::of(&build.args(["build", "m.toml", "--no-geometry"]).args(args).output().unwrap()).ok()
    };
    let run = build(&[]);
    assert!(
        run.err.contains("optional data that are not here: o (`ifn fetch m.toml`"),
        "{}",
        run.err
    );
    assert!(origin.asked().iter().all(|a| a.path == "/t.zip"), "{:?}", origin.asked());
    build(&["--fetch-optional"]);
    assert!(origin.asked().iter().any(|a| a.path == "/o.zip"));
    let run = build(&[]);
    assert!(!run.err.contains("optional data"), "all is here: {}", run.err);
}

/// The embedded method, as `make run` builds it: no connection, and a word about what there is more.
#[test]
fn the_embedded_method_asks_nobody() {
    let proxy = Origin::start(|_, stream| reply(stream, 502, &[], b""));
    let dir = tempfile::tempdir().unwrap();
    let mut build = online(dir.path());
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
        build.env(name, proxy.url(""));
    }
    let args = ["build", "--no-tiles", "--no-geometry", "--level", "departement"];
    let run = Run::of(&build.args(args).output().unwrap()).ok();
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
    assert_eq!(run.err.matches("optional data that are not here").count(), 1, "{}", run.err);
    assert!(!dir.path().join("data").exists());
}
