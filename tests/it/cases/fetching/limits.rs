//! Every fetch comes to an end.

use std::io::Write;
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{case, here, lock, part, start_of, table};
use crate::common::official::{fetch, method, online};
use crate::common::origin::{file_until, reply};
use crate::common::{Run, files};

/// The range that a part says it is, by where it was asked to begin and the size of the whole.
type Wrong = fn(usize, usize) -> String;

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

/// Sends bytes one by one, a twentieth of a second apart, until nobody takes them.
fn dribble(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes.iter().cycle() {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

mod alone {
    use super::*;
    use crate::common::turns::alone;

    #[test]
    fn headers_and_bodies_that_dribble_come_to_an_end() {
        alone();
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
}
