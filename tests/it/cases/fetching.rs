//! Publishers that misbehave: no damaged file is ever taken for a good one, and nothing goes on without
//! end.

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::official::{build, fetch, gz, method, online, table_zip, zip};
use crate::common::origin::{Asked, Origin, file, file_until, reply};
use crate::common::turns::alone;
use crate::common::{METHOD, Run, files};

type Headers = &'static [(&'static str, &'static str)];
/// The range that a part says it is, by where it was asked to begin and the size of the whole.
type Wrong = fn(usize, usize) -> String;
/// An answer that says nothing of a version.
type Wordless = fn(&mut TcpStream);

/// A table large enough to be cut, each row of which says which version it is of.
fn table(word: &str) -> Vec<u8> {
    let rows = (1..=20_000).map(|i| format!("{i:05};{word}\n"));
    format!("code;a\n{}", rows.collect::<String>()).into_bytes()
}

/// A folder whose method has its table, called `name`, at a publisher.
fn case(
    name: &str,
    answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static,
) -> (tempfile::TempDir, Origin) {
    let origin = Origin::start(answer);
    let dir = tempfile::tempdir().unwrap();
    let address = origin.url(&format!("/{name}"));
    let text = method(&address, "").replace("file = \"t.zip\"", &format!("file = \"{name}\""));
    std::fs::write(dir.path().join("m.toml"), text).unwrap();
    (dir, origin)
}

fn here(dir: &Path, name: &str) -> Option<Vec<u8>> {
    std::fs::read(dir.join("data/t").join(name)).ok()
}

fn lock(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("data/datasets.lock")).unwrap_or_default()
}

/// Nothing is here, nothing is pinned, and nothing is left of it.
fn nothing(dir: &Path, run: &Run, said: &str) {
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains(said), "{said:?} is not in: {}", run.err);
    assert!(!lock(dir).contains("sha256"), "{}", lock(dir));
    let data = dir.join("data");
    let left: Vec<String> =
        if data.is_dir() { files(&data).into_keys().collect() } else { Vec::new() };
    assert!(left.is_empty(), "{left:?}");
}

/// A part, with what is said of it.
fn part(stream: &mut TcpStream, body: &[u8], range: &str, more: &[(&str, &str)]) {
    let mut headers = vec![("Content-Range", range)];
    headers.extend(more);
    headers.retain(|(_, value)| !value.is_empty());
    reply(stream, 206, &headers, body);
}

fn start_of(asked: &Asked) -> Option<usize> {
    asked.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

/// Breaks off at the half of `old`, then has the rest of `new` only, with these headers.
fn glue(
    old: Vec<u8>,
    new: Vec<u8>,
    first: Headers,
    rest: Headers,
) -> impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static {
    move |asked, stream| match start_of(asked) {
        Some(start) => {
            let range = format!("bytes {start}-{}/{}", new.len() - 1, new.len());
            part(stream, &new[start..], &range, rest);
        }
        None if asked.nth == 0 => {
            let length = old.len().to_string();
            let mut headers = vec![("Content-Length", length.as_str())];
            headers.extend(first);
            reply(stream, 200, &headers, &old[..old.len() / 2]);
        }
        None => reply(stream, 200, rest, &new),
    }
}

#[test]
fn parts_of_two_files_are_never_put_together() {
    let (old, new) = (table("AAAA"), table("BBBB"));
    let kinds: [(Headers, Headers); 5] = [
        (&[("ETag", "\"a\"")], &[("ETag", "\"b\"")]),
        (&[("ETag", "\"a\"")], &[]),
        (&[("ETag", "\"a\"")], &[("ETag", "W/\"a\"")]),
        (
            &[("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")],
            &[("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")],
        ),
        (&[("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")], &[]),
    ];
    std::thread::scope(|scope| {
        for (first, rest) in kinds {
            let (old, new) = (old.clone(), new.clone());
            scope.spawn(move || {
                let (dir, origin) = case("t.csv", glue(old, new.clone(), first, rest));
                fetch(dir.path(), &[]).ok();
                assert!(here(dir.path(), "t.csv").unwrap() == new, "{first:?} {rest:?}");
                let asked: Vec<bool> = origin.ranges().iter().map(Option::is_some).collect();
                assert_eq!(asked, [false, true, false], "from the beginning: {first:?} {rest:?}");
            });
        }
    });
}

#[test]
fn a_good_part_is_gone_on_with() {
    let body = table("AAAA");
    let served = body.clone();
    let (dir, origin) =
        case("t.csv", glue(served.clone(), served, &[("ETag", "\"a\"")], &[("ETag", "\"a\"")]));
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.out.contains("of it were here") || origin.ranges().len() == 2, "{}", run.out);
    assert_eq!(origin.ranges().len(), 2);
    assert!(here(dir.path(), "t.csv").unwrap() == body);
}

#[test]
fn an_archive_of_two_halves_is_fetched_whole() {
    // Both of one length and one tag: nothing but the checksum of the members shows it.
    let stored = |word: &str| {
        let text = table(word);
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        out.start_file("t.csv", options).unwrap();
        out.write_all(&text).unwrap();
        out.finish().unwrap().into_inner()
    };
    let (old, new) = (stored("1"), stored("2"));
    assert_eq!(old.len(), new.len());
    let tag: &[(&str, &str)] = &[("ETag", "\"a\"")];
    let (dir, origin) = case("t.zip", glue(old, new.clone(), tag, tag));
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.err.contains("what came in parts is not a usable zip"), "{}", run.err);
    assert_eq!(origin.ranges().len(), 3, "again from its beginning");
    assert!(here(dir.path(), "t.zip").unwrap() == new);
}

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

#[test]
fn who_always_answers_wrongly_ends_within_the_retries() {
    let body = table("AAAA");
    let size = body.len();
    let kinds: [(&str, Wrong); 6] = [
        ("from 0", |_, size| format!("bytes 0-{}/{size}", size - 1)),
        ("ten further", |start, size| format!("bytes {}-{}/{size}", start + 10, size - 1)),
        ("ten before", |start, size| format!("bytes {}-{}/{size}", start - 10, size - 1)),
        ("no range", |_, _| String::new()),
        ("another size", |start, size| format!("bytes {start}-{}/{}", size - 1, size + 9)),
        ("nonsense", |start, _| format!("bytes {start}-1/2")),
    ];
    std::thread::scope(|scope| {
        for (kind, range) in kinds {
            let body = body.clone();
            scope.spawn(move || {
                let (dir, origin) = case("t.csv", move |asked, stream| match start_of(asked) {
                    Some(start) => {
                        part(stream, &body[start..], &range(start, size), &[("ETag", "\"a\"")]);
                    }
                    None => file_until(asked, stream, "a", &body, size / 2),
                });
                let begun = Instant::now();
                let run = fetch(dir.path(), &["--retries", "2"]);
                assert_eq!(run.status, 1, "{kind}: {}", run.err);
                assert!(begun.elapsed() < Duration::from_secs(20), "{kind}: {:?}", begun.elapsed());
                assert_eq!(origin.asked().len(), 3, "{kind}: {:?}", origin.ranges());
                assert!(
                    here(dir.path(), "t.csv").is_none() && !lock(dir.path()).contains("sha256")
                );
            });
        }
    });
}

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
fn what_is_packed_for_the_way() {
    let text = table("AAAA");
    let zlib = {
        let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
        let mut out = vec![0; packer.zlib_compress_bound(text.len())];
        let size = packer.zlib_compress(&text, &mut out).unwrap();
        out.truncate(size);
        out
    };
    for (coding, packed) in [("gzip", gz(&text)), ("X-GZIP", gz(&text)), ("deflate", zlib.clone())]
    {
        let served = packed.clone();
        let (dir, _) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding), ("ETag", "\"a\"")], &served);
        });
        fetch(dir.path(), &[]).ok();
        assert!(here(dir.path(), "t.csv").unwrap() == text, "{coding}");
        // Cut short, and announced so: the end is missing all the same.
        let (dir, _) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding)], &packed[..packed.len() - 20]);
        });
        let run = fetch(dir.path(), &["--retries", "0"]);
        assert_eq!(run.status, 1, "{coding}: {}", run.err);
        assert!(here(dir.path(), "t.csv").is_none() && !lock(dir.path()).contains("sha256"));
    }
    for coding in ["br", "zstd", "compress", "gzip, br"] {
        let served = gz(&text);
        let (dir, origin) = case("t.csv", move |_, stream| {
            reply(stream, 200, &[("Content-Encoding", coding)], &served);
        });
        let run = fetch(dir.path(), &[]);
        nothing(dir.path(), &run, &format!("packed as `{coding}`"));
        assert_eq!(origin.asked().len(), 1);
    }
    // A file that is a gzip itself, of which many servers say that it is packed.
    let lying = gz(&text);
    let served = lying.clone();
    let (dir, _) = case("t.csv.gz", move |_, stream| {
        reply(stream, 200, &[("Content-Encoding", "gzip")], &served);
    });
    fetch(dir.path(), &[]).ok();
    assert!(here(dir.path(), "t.csv.gz").unwrap() == lying);
}

/// What was unpacked on the way is never gone on with: the bytes of a part are others.
#[test]
fn packed_and_broken_off() {
    let text = table("AAAA");
    let packed = gz(&text);
    let (dir, origin) = case("t.csv", move |asked, stream| {
        let length = packed.len().to_string();
        let headers =
            [("Content-Encoding", "gzip"), ("ETag", "\"a\""), ("Content-Length", length.as_str())];
        let end = if asked.nth == 0 { packed.len() / 2 } else { packed.len() };
        reply(stream, 200, &headers, &packed[..end]);
    });
    fetch(dir.path(), &[]).ok();
    assert_eq!(origin.ranges(), [None, None]);
    assert!(here(dir.path(), "t.csv").unwrap() == text);
}

/// Sends bytes one by one, a twentieth of a second apart, until nobody takes them.
fn dribble(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes.iter().cycle() {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn headers_and_bodies_that_dribble_come_to_an_end() {
    let head = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 1000000\r\n";
    for (name, said) in [("headers", "headers"), ("body", "bytes a second")] {
        let (dir, origin) = case("t.csv", move |_, stream| {
            if name == "headers" {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ");
                dribble(stream, b"x");
            } else {
                let _ = stream.write_all(format!("{head}\r\n").as_bytes());
                dribble(stream, b"12345;6\n");
            }
        });
        let begun = Instant::now();
        let run = fetch(dir.path(), &["--timeout", "1", "--retries", "1"]);
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert!(run.err.contains(said), "{name}: {}", run.err);
        assert!(begun.elapsed() < Duration::from_secs(10), "{name}: {:?}", begun.elapsed());
        assert_eq!(origin.asked().len(), 2, "{name}");
        assert!(here(dir.path(), "t.csv").is_none());
    }
}

/// One second after Ctrl-C nothing is left of the process, wherever it waits.
#[test]
fn an_interrupt_ends_it_at_once() {
    alone();
    let headers = case("t.csv", |_, _| std::thread::sleep(Duration::from_secs(60)));
    let waiting = case("t.csv", |_, s| reply(s, 500, &[("Retry-After", "60")], b""));
    let body = case("t.csv", |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n1");
        std::thread::sleep(Duration::from_secs(60));
    });
    // An address that nobody answers at (RFC 5737), or that this machine cannot reach at all.
    let connect = tempfile::tempdir().unwrap();
    let text = method("http://192.0.2.1/t.csv", "").replace("t.zip", "t.csv");
    std::fs::write(connect.path().join("m.toml"), text).unwrap();
    let dirs = [headers.0.path(), waiting.0.path(), body.0.path(), connect.path()];
    for dir in dirs {
        let child = online(dir)
            .args(["fetch", "m.toml", "--timeout", "60"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(800));
        let begun = Instant::now();
        let pid = child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
        let run = Run::of(&child.wait_with_output().unwrap());
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}: {}", begun.elapsed(), run.err);
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("interrupted"), "{}", run.err);
    }
    let left = files(headers.0.path());
    assert_eq!(left.keys().collect::<Vec<_>>(), ["m.toml"], "no empty file");
    assert!(!headers.0.path().join("data").exists(), "no folder");
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

/// A transfer in pieces that ends before its last, and one that is packed without being asked.
#[test]
fn transfers_in_pieces() {
    let (dir, _) = case("t.csv", |_, stream| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(format!("{head}8\r\ncode;a\n1\r\n").as_bytes());
    });
    let run = fetch(dir.path(), &["--retries", "0"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(here(dir.path(), "t.csv").is_none());
    let (dir, _) = case("t.csv", |_, stream| {
        let head =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(format!("{head}2\r\n\x1f\x0b\r\n0\r\n\r\n").as_bytes());
    });
    let run = fetch(dir.path(), &["--retries", "0"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(here(dir.path(), "t.csv").is_none());
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
