//! The server over a bad disk, a log that nobody takes, builds that are damaged or replaced in haste, and
//! its end in the midst of work.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::common::server::{Reply, Server};
use crate::common::turns::alone;
use crate::common::{self, Case, built, built_small, command, copy, ifn};

/// A line of `/proc/…/status`, in megabytes.
pub fn memory(server: &Server, line: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    found.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().unwrap() / 1024
}

#[test]
fn damage_in_any_file_makes_the_build_damaged() {
    // It counts help, and has contours and tiles.
    let before = common::files(&built_small().join("out"));
    for name in ["places.parquet", "inputs/demand.parquet", "inputs/method.toml", "SHA256SUMS"] {
        assert!(before.contains_key(name), "{name} is not in the build");
    }
    let (dir, out) = copy(&built_small());
    let server = Server::start(dir.path(), &["--no-watch"]);
    let id = server.get("/health").ok().json()["build"].clone();
    let mut refused = 0;
    for (name, bytes) in &before {
        let path = out.join(name);
        // Of the manifest, what is the same from run to run: its timings may be any number.
        let end = match bytes.windows(9).position(|w| w == b"\"timings\"") {
            Some(at) if name == "manifest.json" => at - 4,
            _ => bytes.len(),
        };
        let Some(last) = end.checked_sub(8) else { continue };
        for at in [last / 3, last / 2, last] {
            let mut other = bytes.clone();
            other[at..at + 8].iter_mut().for_each(|b| *b ^= 0x15);
            std::fs::write(&path, other).unwrap();
            refused += 1;
            server.signal("-HUP");
            server.counts(&format!("ifn_reloads_total{{outcome=\"refused\"}} {refused}"));
            server.get("/health").problem(503, "missing or broken");
        }
        // What was served goes on.
        assert_eq!(server.get("/api/v1/scores/commune?limit=2").ok().json()["count"], 2);
        server.get("/api/v1/places?limit=1").ok();
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(refused > 40, "{refused}");
    server.says("is damaged");
    server.signal("-HUP");
    server.counts("ifn_reloads_total{outcome=\"loaded\"} 1");
    assert_eq!(server.get("/health").ok().json()["build"], id);
    drop(server);
    // None of it is served from the start, and what is said is about the damage.
    for name in ["places.parquet", "inputs/commune.parquet", "inputs/demand.parquet"] {
        let bytes = &before[name];
        let at = bytes.len() - 100;
        let mut other = bytes.clone();
        other[at..at + 8].fill(0xff);
        std::fs::write(out.join(name), other).unwrap();
        let run = ifn(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert!(run.err.contains(name) && run.err.contains("damaged"), "{}", run.err);
        // A build from before builds had sums: it is read, at least.
        std::fs::rename(out.join("SHA256SUMS"), dir.path().join("sums")).unwrap();
        let run = ifn(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert!(run.err.contains(name) && run.err.contains("build again"), "{}", run.err);
        std::fs::rename(dir.path().join("sums"), out.join("SHA256SUMS")).unwrap();
        std::fs::write(out.join(name), bytes).unwrap();
    }
    std::fs::remove_file(out.join("places.parquet")).unwrap();
    let run = ifn(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("places.parquet"), "{}", run.err);
}

#[test]
fn the_sums_are_those_of_sha256sum() {
    let out = built_small().join("out");
    let mut check = std::process::Command::new("sha256sum");
    check.args(["-c", "--quiet", "SHA256SUMS"]).current_dir(&out);
    match check.output() {
        Ok(done) => assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr)),
        Err(e) => eprintln!("skipped: sha256sum cannot be run: {e}"),
    }
    let listed = std::fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    let names: Vec<&str> =
        listed.lines().skip(1).map(|line| line.split_once("  ").unwrap().1).collect();
    let mut there: Vec<String> = common::files(&out).into_keys().collect();
    there.retain(|name| name != "SHA256SUMS" && name != "manifest.json");
    assert_eq!(names, there);
}

#[test]
fn sixty_reloads_asked_at_once_are_few() {
    alone();
    let server = Server::start(&built(), &["--no-watch"]);
    let before = memory(&server, "VmRSS:");
    let start = Instant::now();
    for _ in 0..60 {
        server.signal("-HUP");
    }
    let asked = start.elapsed();
    let loaded = || {
        let metrics = server.get("/metrics").ok().text();
        let line = metrics.lines().find_map(|l| {
            l.strip_prefix("ifn_reloads_total{outcome=\"loaded\"} ")?.parse::<u64>().ok()
        });
        line.unwrap_or(0)
    };
    while loaded() == 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "{}", server.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    // No more come once it is quiet: what was asked meanwhile was one more.
    let mut last = (loaded(), Instant::now());
    while last.1.elapsed() < Duration::from_secs(3) {
        server.get("/health").ok();
        let now = loaded();
        if now != last.0 {
            last = (now, Instant::now());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // A signal takes some milliseconds to send: as many loads as fit meanwhile, and one more.
    let most = 2 + asked.as_millis() as u64 / 100;
    assert!(last.0 <= most.min(20), "{} loads of 60 asked within {asked:?}", last.0);
    let peak = memory(&server, "VmHWM:");
    assert!(peak < before + 500, "{before} MB, then {peak} MB");
}

#[test]
fn a_log_on_a_full_disk_costs_the_log_and_nothing_else() {
    let case = Case::new();
    for format in ["text", "json"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let address = free_address();
        let mut serve = command(case.path());
        serve.args(["serve", "--listen", &address, "--log-format", format]).stdout(Stdio::null());
        let mut child = serve.stderr(full).spawn().unwrap();
        let ask = |path: &str| ask(&address, path);
        for _ in 0..300 {
            assert_eq!(ask("/health").status, 200);
        }
        let metrics = ask("/metrics").text();
        let lost = metrics.lines().find_map(|l| l.strip_prefix("ifn_log_lines_lost_total "));
        assert!(lost.unwrap().parse::<u64>().unwrap() > 100, "{metrics}");
        for signal in ["-HUP", "-TERM"] {
            std::process::Command::new("kill")
                .args([signal, &child.id().to_string()])
                .status()
                .unwrap();
            std::thread::sleep(Duration::from_millis(300));
        }
        assert_eq!(child.wait().unwrap().code(), Some(0), "{format}");
    }
}

#[test]
fn a_log_that_nobody_reads_costs_the_log_and_nothing_else() {
    let case = Case::new();
    let address = free_address();
    let mut serve = command(case.path());
    serve.args(["serve", "--listen", &address]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = serve.spawn().unwrap();
    // A pipe holds some 64 kB; each of these lines has half a kilobyte.
    let long = "x".repeat(400);
    let start = Instant::now();
    for _ in 0..600 {
        assert_eq!(ask(&address, &format!("/{long}")).status, 404);
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(15), "it does not end");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(0));
    drop(child.stderr.take());
}

/// An address whose port is free now.
fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Asks a server that may be on its way.
fn ask(address: &str, path: &str) -> Reply {
    let start = Instant::now();
    loop {
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).unwrap();
            return Reply::read(&bytes);
        }
        assert!(start.elapsed() < Duration::from_secs(30), "no server at {address}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_port_in_use_is_told_as_such() {
    let case = Case::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let run = ifn(case.path(), &["serve", "--listen", &address.to_string()]);
    assert_eq!(run.status, 1, "{}", run.err);
    let port = format!("port {} is in use", address.port());
    assert!(run.err.contains(&port) && run.err.contains("--listen"), "{}", run.err);
    for wrong in ["--out", "path", "write to"] {
        assert!(!run.err.contains(wrong), "{wrong:?}: {}", run.err);
    }
    let run = ifn(case.path(), &["serve", "--listen", "192.0.2.1:80"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("no address of this machine"), "{}", run.err);
}

#[test]
fn hosts_codings_and_links() {
    let (_, server) = common::server::served();
    let raw = |text: &str| Reply::read(&server.raw(text.as_bytes()));
    // RFC 9112, 3.2: exactly one Host in HTTP/1.1.
    raw("GET /health HTTP/1.1\r\nconnection: close\r\n\r\n").problem(400, "names no host");
    raw("GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n")
        .problem(400, "several hosts");
    raw("GET /health HTTP/1.1\r\nhost: a b/c\r\nconnection: close\r\n\r\n").problem(400, "no host");
    assert_eq!(raw("GET /health HTTP/1.0\r\n\r\n").status, 200);
    // A refusal has its reasons, and no body of what was refused.
    for coding in ["identity;q=0", "*;q=0", "br;q=0, identity;q=0"] {
        for path in ["/api/v1/levels", "/downloads/manifest.json", "/nothing"] {
            let reply = server.get_with(path, &[("accept-encoding", coding)]);
            reply.problem(406, "Accept-Encoding");
            assert!(reply.body.len() < 500);
        }
    }
    server.get_with("/api/v1/levels", &[("accept-encoding", "identity;q=0, gzip")]).ok();
    // What a link takes of the host belongs to that host.
    for path in ["/tiles/territories.json", "/tiles/places.json"] {
        let reply = server.get(path).ok();
        assert!(reply.text().contains(&format!("http://{}/tiles/", server.address)), "{path}");
        assert!(reply.header("vary").to_lowercase().contains("host"), "{path}");
    }
    assert!(!server.get("/api/v1/levels").ok().header("vary").contains("host"));
}

#[test]
fn downloads_are_linked_as_they_are_asked_for() {
    let case = Case::new();
    let odd = "scores/quartier d'été #1?.parquet";
    std::fs::copy(
        case.path().join("out/scores/commune.parquet"),
        case.path().join("out").join(odd),
    )
    .unwrap();
    let server = Server::start(case.path(), &["--public-url", "https://ifn.example.fr/"]);
    let list = server.get("/downloads").ok().json();
    let all = list["files"].as_array().unwrap();
    let found = all.iter().find(|file| file["name"] == odd).unwrap();
    let href = found["href"].as_str().unwrap();
    let path = href.strip_prefix("https://ifn.example.fr").unwrap();
    assert_eq!(path, "/downloads/scores/quartier%20d%27%C3%A9t%C3%A9%20%231%3F.parquet");
    for file in all {
        let path = file["href"].as_str().unwrap().strip_prefix("https://ifn.example.fr").unwrap();
        let reply = server.get(path).ok();
        assert_eq!(reply.body.len() as u64, file["bytes"].as_u64().unwrap(), "{path}");
    }
    let reply = server.get("/api/v1/levels").ok();
    assert!(!reply.header("vary").contains("host"));
}

#[test]
fn a_stop_under_load_finishes_what_was_begun() {
    let mut server = Server::start(&built(), &[]);
    let size = std::fs::metadata(built().join("out/tiles/territories.pmtiles")).unwrap().len();
    let (stopped, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let address = server.address.clone();
    let whole = std::thread::scope(|scope| {
        // One that reads slowly, and keeps its connection.
        let slow = {
            let mut stream = server.connect();
            let head = "GET /downloads/tiles/territories.pmtiles HTTP/1.1\r\nhost: x\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
            let mut first = vec![0; 1 << 16];
            stream.read_exact(&mut first).unwrap();
            scope.spawn(move || {
                let mut all = first;
                let mut piece = vec![0; 1 << 20];
                loop {
                    std::thread::sleep(Duration::from_millis(20));
                    match stream.read(&mut piece).unwrap() {
                        0 => return all,
                        n => all.extend_from_slice(&piece[..n]),
                    }
                }
            })
        };
        // Eight that ask one thing after the other on one connection, until they are told that it ends.
        for _ in 0..8 {
            scope.spawn(|| {
                while !stopped.load(Ordering::Relaxed) {
                    let Ok(mut stream) = std::net::TcpStream::connect(&address) else {
                        // Who comes late is refused, as the log said before.
                        return;
                    };
                    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                    loop {
                        let path = "/api/v1/scores/departement?limit=20";
                        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
                        stream.write_all(head.as_bytes()).unwrap();
                        let (status, ends) = answer(&mut stream);
                        assert_eq!(status, 200);
                        answered.fetch_add(1, Ordering::Relaxed);
                        if ends {
                            break;
                        }
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(500));
        server.signal("-TERM");
        server.says("stopping");
        stopped.store(true, Ordering::Relaxed);
        slow.join().unwrap()
    });
    let reply = Reply::read(&whole);
    assert_eq!((reply.status, reply.body.len() as u64), (200, size));
    assert!(answered.load(Ordering::Relaxed) > 16);
    assert_eq!(server.ended(), 0);
    assert!(!server.log().contains("broken off"), "{}", server.log());
    assert!(std::net::TcpStream::connect(&address).is_err());
}

/// One answer on a connection that goes on: its status, and whether the connection ends with it. A
/// connection that is cut in the midst of it fails the test.
fn answer(stream: &mut std::net::TcpStream) -> (u16, bool) {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let n = stream.read(&mut piece).expect("an answer, not a reset");
        assert!(n > 0, "cut after {} bytes", bytes.len());
        bytes.extend_from_slice(&piece[..n]);
        let Some(head) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let length = text.lines().find_map(|l| l.strip_prefix("content-length: "));
        let length: usize = length.unwrap().trim().parse().unwrap();
        if bytes.len() == head + 4 + length {
            let status = text.split(' ').nth(1).unwrap().parse().unwrap();
            return (status, text.contains("connection: close"));
        }
    }
}
