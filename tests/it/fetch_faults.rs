//! What goes wrong on the way of a file, with a publisher that misbehaves: no damaged file is ever
//! taken for a good one, what came is not lost, and the message says what to do.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::official::{build, fetch, method, online, table_zip};
use crate::common::origin::{Asked, Origin, file, file_until, reply};
use crate::common::{Run, files};

const FILLER: usize = 600_000;

/// A folder whose method has its table at `/t.zip` of a publisher.
fn case(
    answer: impl Fn(&Asked, &mut std::net::TcpStream, &[u8]) + Send + Sync + 'static,
) -> (tempfile::TempDir, Origin, Vec<u8>) {
    let body = table_zip(FILLER);
    let served = body.clone();
    let origin = Origin::start(move |asked, stream| answer(asked, stream, &served));
    let dir = tempfile::tempdir().unwrap();
    let page = format!("moved = {{ page = \"{}\", link = 't\\.zip$' }}\n", origin.url("/page"));
    std::fs::write(dir.path().join("m.toml"), method(&origin.url("/t.zip"), &page)).unwrap();
    (dir, origin, body)
}

/// The file is here, whole, and can be computed with.
fn good(dir: &Path, body: &[u8]) {
    assert!(std::fs::read(dir.join("data/t/t.zip")).unwrap() == body, "the file is another");
    build(dir).ok();
    let left = files(&dir.join("data/partial"));
    assert!(left.is_empty(), "{:?}", left.keys());
}

/// Nothing is here that could be taken for the file.
fn nothing(dir: &Path, run: &Run, said: &str) {
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains(said), "{said:?} is not in: {}", run.err);
    assert!(run.err.contains("help: "), "{}", run.err);
    assert!(!dir.join("data/t/t.zip").exists());
    assert!(files_or_none(&dir.join("data/objects")).is_empty());
    assert!(build(dir).err.contains("is not on this machine"));
}

#[test]
fn dropped_and_taken_up_again() {
    for percent in [10, 50, 99] {
        let (dir, origin, body) = case(move |asked, stream, body| match asked.nth {
            0 => file_until(asked, stream, "v1", body, body.len() * percent / 100),
            _ => file(asked, stream, "v1", body),
        });
        let run = fetch(dir.path(), &["--json"]).ok();
        let part = body.len() * percent / 100;
        assert_eq!(origin.ranges(), [None, Some(format!("bytes={part}-"))], "{}", run.err);
        assert_eq!(origin.asked()[1].header("if-range"), Some("\"v1\""));
        good(dir.path(), &body);
    }
}

#[test]
fn dropped_again_and_again() {
    // Each attempt brings a twentieth: more attempts than failures in a row are borne.
    let (dir, origin, body) = case(|asked, stream, body| {
        let until = (asked.nth + 1) * body.len() / 20 + 1;
        file_until(asked, stream, "v1", body, until.min(body.len()));
    });
    fetch(dir.path(), &["--retries", "2"]).ok();
    assert!(origin.ranges().len() >= 19);
    good(dir.path(), &body);
}

#[test]
fn another_version_between_two_attempts() {
    let other = table_zip(FILLER / 2);
    let new = other.clone();
    let (dir, origin, _) = case(move |asked, stream, body| match asked.nth {
        0 => file_until(asked, stream, "v1", body, body.len() / 2),
        _ => file(asked, stream, "v2", &other),
    });
    fetch(dir.path(), &[]).ok();
    assert_eq!(origin.ranges().len(), 2);
    good(dir.path(), &new);
}

#[test]
fn no_tag_no_part() {
    let (dir, origin, body) = case(|asked, stream, body| {
        let length = body.len().to_string();
        let part = if asked.nth == 0 { &body[..1000] } else { body };
        reply(stream, 200, &[("Content-Length", &length)], part);
    });
    fetch(dir.path(), &[]).ok();
    assert_eq!(origin.ranges(), [None, None], "without a version nothing is taken up again");
    good(dir.path(), &body);
}

#[test]
fn cut_short_and_announced_so() {
    let (dir, _, _) = case(|_, stream, body| reply(stream, 200, &[], &body[..body.len() - 9]));
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "what came is not a usable zip");
}

#[test]
fn another_file_than_the_declared_one() {
    let (dir, origin, _) = case(|asked, stream, body| file(asked, stream, "v1", body));
    let sha256 = format!("sha256 = \"{}\"", "0".repeat(64));
    let text = method(&origin.url("/t.zip"), &sha256);
    std::fs::write(dir.path().join("m.toml"), text).unwrap();
    let run = fetch(dir.path(), &[]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("is not the expected file: SHA-256"), "{}", run.err);
    assert!(!dir.path().join("data/t/t.zip").exists());
    assert!(files_or_none(&dir.path().join("data/objects")).is_empty());
}

#[test]
fn refusals_that_pass() {
    for status in [429, 500, 502, 503, 504] {
        let (dir, origin, body) = case(move |asked, stream, body| match asked.nth {
            0 => reply(stream, status, &[("Retry-After", "1")], b"later"),
            _ => file(asked, stream, "v1", body),
        });
        let start = Instant::now();
        let run = fetch(dir.path(), &[]).ok();
        assert!(start.elapsed() >= Duration::from_secs(1), "it waits as it is asked to");
        assert!(run.err.contains(&format!("answers {status}")), "{}", run.err);
        assert_eq!(origin.asked().len(), 2);
        good(dir.path(), &body);
    }
}

#[test]
fn refusals_that_do_not() {
    let (dir, origin, _) = case(|_, stream, _| reply(stream, 403, &[], b"no"));
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "answers 403");
    assert_eq!(origin.asked().len(), 1, "who says no is not asked again");

    let (dir, origin, _) = case(|_, stream, _| reply(stream, 500, &[], b"no"));
    let run = fetch(dir.path(), &["--retries", "2"]);
    nothing(dir.path(), &run, "answers 500");
    assert_eq!(origin.asked().len(), 3);

    let (dir, origin, _) =
        case(|_, stream, _| reply(stream, 429, &[("Retry-After", "86400")], b"tomorrow"));
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "asks to wait 86400 s");
    assert_eq!(origin.asked().len(), 1);
}

#[test]
fn moved_away() {
    let (dir, origin, body) = case(|asked, stream, body| match asked.path.as_str() {
        "/page" => reply(stream, 200, &[], b"<a href=\"/2027/t.zip\">here</a>"),
        "/2027/t.zip" => file(asked, stream, "v1", body),
        _ => reply(stream, 404, &[], b"<html>404</html>"),
    });
    let run = fetch(dir.path(), &[]);
    let new = format!("--address t={}", origin.url("/2027/t.zip"));
    nothing(dir.path(), &run, "answers 404");
    assert!(run.err.contains(&new), "{}", run.err);
    let (option, address) = new.split_once(' ').unwrap();
    fetch(dir.path(), &[option, address]).ok();
    good(dir.path(), &body);
}

#[test]
fn redirects() {
    let (dir, _, body) = case(|asked, stream, body| match asked.path.as_str() {
        "/t.zip" => reply(stream, 302, &[("Location", "/other/t.zip")], b""),
        _ => file(asked, stream, "v1", body),
    });
    fetch(dir.path(), &[]).ok();
    good(dir.path(), &body);

    let (dir, origin, _) = case(|_, stream, _| reply(stream, 302, &[("Location", "/t.zip")], b""));
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "leads from address to address");
    assert!(origin.asked().len() < 12);

    let (dir, _, _) =
        case(|_, stream, _| reply(stream, 302, &[("Location", "file:///etc/passwd")], b""));
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "no http or https address");
}

#[test]
fn a_page_instead_of_the_file() {
    let (dir, _, _) = case(|_, stream, _| {
        let page = b"<!DOCTYPE html><html><title>Service indisponible</title></html>";
        reply(stream, 200, &[("Content-Type", "text/html")], page);
    });
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "is a web page (« Service indisponible »), not a zip file");
}

#[test]
fn a_server_that_falls_silent() {
    let (dir, origin, body) = case(|asked, stream, body| {
        if asked.nth == 0 {
            file_until(asked, stream, "v1", body, body.len() / 2);
            std::thread::sleep(Duration::from_secs(20));
        } else {
            file(asked, stream, "v1", body);
        }
    });
    let start = Instant::now();
    let run = fetch(dir.path(), &["--timeout", "0.5"]).ok();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(run.err.contains("keeps silent"), "{}", run.err);
    assert_eq!(origin.ranges().len(), 2);
    good(dir.path(), &body);
}

#[test]
fn nobody_there() {
    let (dir, origin, _) = case(|_, _, _| {});
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = method(&format!("http://{closed}/t.zip"), "");
    std::fs::write(dir.path().join("m.toml"), text).unwrap();
    let run = fetch(dir.path(), &["--retries", "1"]);
    nothing(dir.path(), &run, "the connection broke");
    assert!(run.err.contains("`ifn build` without a method needs none"), "{}", run.err);
    assert!(origin.asked().is_empty());
}

#[test]
fn larger_than_any_table() {
    let (dir, _, _) = case(|_, stream, _| {
        reply(stream, 200, &[("Content-Length", "99999999999")], b"PK");
    });
    let run = fetch(dir.path(), &[]);
    nothing(dir.path(), &run, "the limit is");
}

#[test]
fn killed_in_the_middle() {
    let (dir, origin, body) = case(|asked, stream, body| {
        if asked.nth == 0 {
            file_until(asked, stream, "v1", body, body.len() / 2);
            std::thread::sleep(Duration::from_secs(60));
        } else {
            file(asked, stream, "v1", body);
        }
    });
    let mut child = online(dir.path())
        .args(["fetch", "m.toml", "--timeout", "60"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let partial = dir.path().join("data/partial");
    let start = Instant::now();
    let half = |name: &&String| !name.contains(".json");
    while files_or_none(&partial)
        .iter()
        .filter(|(n, _)| half(n))
        .all(|(_, b)| b.len() < body.len() / 2)
    {
        assert!(start.elapsed() < Duration::from_secs(20), "half of it does not come");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!dir.path().join("data/t/t.zip").exists());
    assert!(build(dir.path()).err.contains("is not on this machine"));
    let run = fetch(dir.path(), &[]).ok();
    assert!(run.out.contains("of it were here"), "{}", run.out);
    assert_eq!(
        origin.ranges().last().unwrap().as_deref(),
        Some(&*format!("bytes={}-", body.len() / 2))
    );
    good(dir.path(), &body);
}

fn files_or_none(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    if folder.is_dir() { files(folder) } else { std::collections::BTreeMap::new() }
}

#[test]
fn interrupted_and_taken_up_again() {
    let (dir, _, body) = case(|asked, stream, body| {
        if asked.nth == 0 {
            file_until(asked, stream, "v1", body, body.len() / 2);
            std::thread::sleep(Duration::from_millis(1500));
        } else {
            file(asked, stream, "v1", body);
        }
    });
    let child = online(dir.path())
        .args(["fetch", "m.toml"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.status, 1, "{}", run.err);
    fetch(dir.path(), &[]).ok();
    good(dir.path(), &body);
}

/// On a disk of one megabyte.
#[test]
fn a_full_disk() {
    let (dir, _, body) = case(|asked, stream, body| {
        // Without a length nobody can say beforehand that there is no room.
        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"v1\"\r\n\r\n";
        let announced = asked.path == "/announced.zip";
        if announced {
            file(asked, stream, "v1", &body.repeat(8));
        } else {
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body.repeat(8));
        }
    });
    let script = format!(
        "mkdir -p full && mount -t tmpfs -o size=1m tmpfs full && {} fetch m.toml --data full/data --retries 1; \
         status=$?; find full -name t.zip >&2; exit $status",
        env!("CARGO_BIN_EXE_ifn")
    );
    let on_small_disk = || {
        let output = std::process::Command::new("unshare")
            .current_dir(dir.path())
            .env("NO_PROXY", "127.0.0.1")
            .args(["--mount", "--map-root-user", "bash", "-c", &script])
            .output()
            .unwrap();
        Run::of(&output)
    };
    let run = on_small_disk();
    if run.err.contains("unshare") || run.err.contains("mount:") {
        eprintln!("skipped: this machine lets nobody mount a small disk: {}", run.err);
        return;
    }
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("No space left on device"), "{}", run.err);
    assert!(run.err.contains("help: free some room"), "{}", run.err);
    assert!(!run.err.contains("full/data/t/t.zip"), "{}", run.err);
    let text = std::fs::read_to_string(dir.path().join("m.toml")).unwrap();
    std::fs::write(dir.path().join("m.toml"), text.replace("/t.zip\"", "/announced.zip\""))
        .unwrap();
    let run = on_small_disk();
    assert!(run.err.contains("are to come, there is room for"), "{}", run.err);
    assert!(body.len() < 1_000_000);
}
