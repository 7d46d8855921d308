//! The server under attack: clients that do not read, texts without end, heads that are none, work that
//! nobody waits for. Others are answered all the while, and memory stays where it was.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::memory;
use crate::common::server::{Reply, Server, served};
use crate::common::turns::alone;
use crate::common::{Case, built};

/// Megabytes that clients may make of the idle server.
const MOST: u64 = 250;
/// Seconds that a wrong question may take.
const QUICK: f64 = 1.0;

/// The shortest of up to three times: a machine that does something else is not the server's fault.
fn quickest(mut ask: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        ask();
        best = best.min(start.elapsed().as_secs_f64());
        if best < QUICK {
            break;
        }
    }
    best
}

fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\n{more}\r\n").into_bytes()
}

fn post(body: &Value, more: &str) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST /api/v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n{more}\r\n{body}"
    )
    .into_bytes()
}

#[test]
fn clients_that_do_not_read_take_no_memory() {
    let server = Server::start(&built(), &["--no-access-log"]);
    let unit = &server.get("/api/v1/scores/iris?limit=1").ok().json()["units"][0];
    let columns: Vec<&str> = unit.as_object().unwrap().keys().map(String::as_str).collect();
    drop(server);
    let frame = "bbox=-180,-90,180,90";
    let kinds = [
        ("a file", get("/downloads/tiles/territories.pmtiles", "")),
        ("a part", get("/downloads/tiles/territories.pmtiles", "range: bytes=1000-\r\n")),
        ("pages", get("/api/v1/scores/iris", "")),
        ("rows", get(&format!("/api/v1/scores/iris?limit=100000&{frame}"), "")),
        ("csv", get(&format!("/api/v1/scores/iris?format=csv&{frame}"), "")),
        ("csv, packed", get("/api/v1/scores/iris?format=csv", "accept-encoding: br\r\n")),
        ("rows, packed", get("/api/v1/scores/iris?limit=9999", "accept-encoding: zstd\r\n")),
        ("arrow", get(&format!("/api/v1/scores/iris?format=arrow&{frame}"), "")),
        ("columns", post(&json!({"level": "iris", "columns": columns}), "")),
        ("some columns", post(&json!({"level": "iris", "columns": columns[..8]}), "")),
        ("gaps", get("/api/v1/gaps/iris?layout=columns", "")),
        ("names", get("/api/v1/territories/commune", "")),
        ("a layer", get("/api/v1/scores/iris?format=geojson", "")),
        ("a workbook", get("/api/v1/scores/commune?format=xlsx", "")),
        ("parquet", get(&format!("/api/v1/scores/iris?format=parquet&{frame}"), "")),
        ("parquet of gaps", get("/api/v1/gaps/iris?format=parquet", "")),
        ("places", get("/api/v1/places?limit=100000", "")),
        ("places, packed", get("/api/v1/places?limit=100000", "accept-encoding: gzip\r\n")),
        ("a layer of places", get("/api/v1/places?format=geojson", "")),
        ("parquet of places", get("/api/v1/places?format=parquet", "")),
    ];
    // One server for all: what one kind leaves behind counts for the next.
    let server = Server::start(&built(), &["--no-access-log"]);
    server.get("/api/v1/search?q=paris").ok();
    let idle = memory(&server, "VmRSS:");
    for (kind, request) in kinds {
        let mut deaf: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
        for stream in &mut deaf {
            // Twice on each: what comes behind is not made before.
            stream.write_all(&request.repeat(2)).unwrap();
        }
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(3) {
            let took = quickest(|| {
                server.get("/api/v1/search?q=paris").ok();
            });
            assert!(took < QUICK, "{kind}: a search takes {took} s meanwhile");
            std::thread::sleep(Duration::from_millis(300));
        }
        let peak = memory(&server, "VmHWM:");
        assert!(peak < idle + MOST, "{kind}: {idle} MB idle, {peak} MB with 50 clients");
        drop(deaf);
        server.counts("ifn_computations 0");
    }
}

#[test]
fn one_client_asks_twenty_times_at_once() {
    alone();
    let server = Server::start(&built(), &[]);
    let path = "/downloads/tiles/territories.pmtiles";
    let size = std::fs::metadata(built().join("out/tiles/territories.pmtiles")).unwrap().len();
    let idle = memory(&server, "VmRSS:");
    let mut stream = server.connect();
    let start = Instant::now();
    stream.write_all(&get(path, "").repeat(20)).unwrap();
    let mut piece = vec![0; 1 << 20];
    let mut read = stream.read(&mut piece).unwrap() as u64;
    assert!(read > 0 && start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    while read < 20 * size {
        let n = stream.read(&mut piece).unwrap();
        assert!(n > 0, "cut after {read} bytes of {}", 20 * size);
        read += n as u64;
    }
    let peak = memory(&server, "VmHWM:");
    assert!(peak < idle + MOST, "{idle} MB idle, {peak} MB with 20 downloads");
}

#[test]
fn heads_that_are_none_are_answered() {
    let (_, server) = served();
    let head = "GET /health HTTP/1.1\r\nhost: x\r\n";
    let raw = |text: String| {
        let answer = server.raw(text.as_bytes());
        assert!(!answer.is_empty(), "no answer to {text:.200}");
        Reply::read(&answer).status
    };
    for (what, text, status) in [
        (
            "64 headers",
            format!("{head}{}\r\n", "x: a\r\n".repeat(62) + "connection: close\r\n"),
            200,
        ),
        ("65 headers", format!("{head}{}\r\n", "x: a\r\n".repeat(65)), 431),
        ("500 headers", format!("{head}{}\r\n", "x: a\r\n".repeat(500)), 431),
        (
            "a long header",
            format!("{head}connection: close\r\nx: {}\r\n\r\n", "a".repeat(70_000)),
            431,
        ),
        ("a long address", format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(70_000)), 431),
        ("a version", "GET /health HTTP/9.9\r\nhost: x\r\n\r\n".into(), 400),
        ("a folded line", format!("{head}x: a\r\n b\r\n\r\n"), 400),
        ("a zero byte", format!("{head}x: a\0b\r\n\r\n"), 400),
        ("two lengths", format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef"), 400),
        ("a negative length", format!("{head}content-length: -5\r\n\r\n"), 400),
        ("a coding that is none", format!("{head}transfer-encoding: odd\r\n\r\n"), 400),
        ("no method", " /health HTTP/1.1\r\nhost: x\r\n\r\n".into(), 400),
        ("a blank in a name", format!("{head}x y: a\r\n\r\n"), 400),
        ("no HTTP at all", "\x16\x03\x01\x02\x01\r\n\r\n".into(), 400),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), 505),
        (
            "HTTP/2 with settings",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".into(),
            505,
        ),
        ("HTTP/2 begun", "PRI * HTTP/2.0\r\n\r\n".into(), 400),
    ] {
        let found = raw(text);
        // An address that is too long has a status of its own.
        assert!(found == status || (found == 414 && status == 431), "{what}: {found}");
    }
    // A length beside a coding of pieces: refused, or the pieces alone count; never both.
    let both = format!(
        "{head}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /nothing HTTP/1.1\r\nhost: x\r\n\
         connection: close\r\n\r\n"
    );
    let answer = server.raw(both.as_bytes());
    assert!(!answer.is_empty());
}

/// Texts that are long in ways that readers of parameters differ by.
fn long(length: usize) -> Vec<String> {
    let digits = "9".repeat(length - 16);
    vec![
        format!("iris:{digits}"),
        format!("{digits}:1"),
        "é".repeat(length / 6 - 4),
        "a,".repeat(length / 2 - 8),
        "[".repeat(length / 3 - 8),
        format!("1e{digits}"),
        "\0".repeat(length / 3 - 8),
        digits,
    ]
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b":,.-_".contains(&b) => out.push(b as char),
            b => write!(out, "%{b:02X}").unwrap(),
        }
    }
    out
}

/// Follows a `$ref` of a description.
fn resolved<'a>(of: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(at) => of.pointer(at.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

#[test]
fn every_parameter_of_every_route_takes_a_long_text() {
    let (_, server) = served();
    let described = server.get("/openapi.json").ok().json();
    let mut tried = 0;
    let mut slow = Vec::new();
    let mut send = |what: &str, request: &[u8]| {
        let mut reply = None;
        let took = quickest(|| reply = Some(Reply::read(&server.raw(request))));
        let reply = reply.unwrap();
        assert!(reply.status < 500, "{what}: {}", reply.text());
        if reply.status >= 400 {
            let text = reply.text();
            assert!(text.len() < 3000, "{what}: {} bytes", text.len());
            let repeated = ["9", "é", "[", "a,"].iter().any(|t| text.contains(&t.repeat(90)));
            assert!(!repeated, "{what}: {text}");
        }
        if took > QUICK {
            slow.push(format!("{what}: {took} s"));
        }
        tried += 1;
    };
    let close = "connection: close\r\n";
    for (path, operations) in described["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("get") else { continue };
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let filled = |long: Option<(&str, &str)>| {
            let mut path = path.clone();
            for p in parameters.iter().filter(|p| p["in"] == "path") {
                let name = p["name"].as_str().unwrap();
                let example = match &p["example"] {
                    Value::String(text) => text.clone(),
                    Value::Null => "x".into(),
                    other => other.to_string(),
                };
                let text = long.filter(|(n, _)| *n == name).map_or(example, |(_, t)| escaped(t));
                path = path.replace(&format!("{{{name}}}"), &text);
            }
            path
        };
        for length in [16_000, 65_000] {
            for text in long(length) {
                for p in parameters {
                    let name = p["name"].as_str().unwrap();
                    let what = format!("{path}: {name}: {length}: {text:.20}");
                    let request = match p["in"].as_str().unwrap() {
                        "path" => get(&filled(Some((name, &text))), close),
                        "query" => {
                            let path = filled(None);
                            get(&format!("{path}?{}={}", escaped(name), escaped(&text)), close)
                        }
                        _ => {
                            let plain = text.replace(['\0', 'é'], "x");
                            get(&filled(None), &format!("{name}: {plain}\r\n{close}"))
                        }
                    };
                    send(&what, &request);
                }
            }
        }
        // A parameter that nobody knows, and very many.
        let path = filled(None);
        for query in ["x".repeat(16_000), "codes[]=1&".repeat(1500), "a=b&".repeat(4000)] {
            send(&format!("{path}: {query:.20}"), &get(&format!("{path}?{query}"), close));
        }
    }
    // The same of every field of a body.
    let body =
        &described["paths"]["/api/v1/score"]["post"]["requestBody"]["content"]["application/json"];
    let fields = resolved(&described, &body["schema"])["properties"].as_object().unwrap();
    assert!(fields.len() >= 10, "{fields:?}");
    for name in fields.keys() {
        for length in [16_000, 65_000] {
            for text in long(length) {
                let many = vec!["a"; length / 5];
                let values = [
                    json!(text),
                    json!([text]),
                    json!({ &*text: 1 }),
                    json!(many),
                    json!([[text]]),
                ];
                for value in values {
                    let mut body = json!({"level": "iris"});
                    body[name] = value;
                    send(&format!("{name}: {length}: {text:.20}"), &post(&body, close));
                }
            }
            // Numbers and lists that no JSON writer makes.
            let digits = "9".repeat(length);
            for odd in
                [digits.clone(), format!("-0.{digits}"), format!("1e{digits}"), "[".repeat(length)]
            {
                let body = format!("{{\"level\": \"iris\", \"{name}\": {odd}}}");
                let head = format!(
                    "POST /api/v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                     content-length: {}\r\n{close}\r\n{body}",
                    body.len()
                );
                send(&format!("{name}: {odd:.20}"), head.as_bytes());
            }
        }
    }
    assert!(tried > 1000, "{tried}");
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn four_attackers_stop_nobody() {
    alone();
    let server = Server::start(&built(), &["--no-access-log"]);
    let digits = "9".repeat(16_000);
    let zone = |of: &str| get(&format!("{of}?zone=iris:{digits}"), "");
    let body = json!({"level": "iris", "zone": format!("iris:{}", "9".repeat(65_000))});
    let attacks = [
        vec![zone("/api/v1/scores/iris"), zone("/api/v1/gaps/iris"), post(&body, "")],
        // Right, and as much as can be asked for.
        (0..40).map(|i| post(&json!({"level": "iris", "weights": {"age": i}}), "")).collect(),
        vec![
            get("/api/v1/scores/iris?format=parquet", ""),
            get("/api/v1/gaps/iris?format=csv", ""),
        ],
    ];
    for (kind, requests) in attacks.iter().enumerate() {
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for attacker in 0..4 {
                let (server, over) = (&server, &over);
                scope.spawn(move || {
                    for request in requests.iter().cycle().skip(attacker) {
                        if over.load(Ordering::Relaxed) {
                            return;
                        }
                        let mut stream = server.connect();
                        stream.write_all(request).unwrap();
                        let mut first = [0; 64];
                        let _ = stream.read(&mut first);
                        // And gone, whatever it was answered.
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(300));
            let mut times: Vec<f64> = (0..12)
                .map(|_| {
                    let start = Instant::now();
                    server.get("/api/v1/search?q=paris").ok();
                    server.get("/tiles/territories/6/32/22.mvt").ok();
                    start.elapsed().as_secs_f64()
                })
                .collect();
            over.store(true, Ordering::Relaxed);
            times.sort_by(f64::total_cmp);
            assert!(times[6] < QUICK, "attack {kind}: {times:?}");
        });
    }
}

#[test]
fn work_that_nobody_waits_for_stops() {
    alone();
    let dir = tempfile::tempdir().unwrap();
    let out = built().join("out");
    std::fs::write(
        dir.path().join("serve.toml"),
        format!("out = {out:?}\nmax_computations = 1\nrequest_timeout_s = 1\n"),
    )
    .unwrap();
    let server = Server::start(dir.path(), &["--config", "serve.toml"]);
    let workbook = get("/api/v1/scores/iris?format=xlsx", "");
    // A client that leaves.
    let mut stream = server.connect();
    stream.write_all(&workbook).unwrap();
    server.counts("ifn_computations 1");
    drop(stream);
    let start = Instant::now();
    server.counts("ifn_computations 0");
    let left = start.elapsed();
    // One whose time is over: it is told, and its place is free.
    let mut stream = server.connect();
    stream.write_all(&workbook).unwrap();
    let start = Instant::now();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 503");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let start = Instant::now();
    server.counts("ifn_computations 0");
    let over = start.elapsed();
    assert!(left.max(over) < Duration::from_secs(3), "{left:?}, {over:?}");
}

#[test]
fn clients_that_dawdle_give_their_place_back() {
    let server = Server::start(&built(), &["--client-timeout-s", "2", "--request-timeout-s", "3"]);
    // A head by a byte from time to time; a body that does not come; nothing after an answer.
    let mut head = server.connect();
    head.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nslow: ").unwrap();
    let mut body = server.connect();
    body.write_all(
        b"POST /api/v1/score HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{",
    )
    .unwrap();
    let mut idle = server.connect();
    idle.write_all(&get("/health", "")).unwrap();
    // One that reads a byte from time to time.
    let mut sip = server.connect();
    sip.write_all(&get("/downloads/tiles/territories.pmtiles", "")).unwrap();
    let start = Instant::now();
    let mut open = true;
    while open && start.elapsed() < Duration::from_secs(25) {
        let _ = head.write_all(b"x");
        let _ = body.write_all(b" ");
        let _ = sip.read(&mut [0; 100]);
        std::thread::sleep(Duration::from_millis(200));
        let metrics = server.get("/metrics").ok().text();
        open = !metrics.lines().any(|l| l == "ifn_http_connections 1");
    }
    assert!(!open, "{}", server.get("/metrics").text());
    // Who reads slowly, but reads, gets everything, however long it takes.
    let size = std::fs::metadata(built().join("out/tiles/territories.pmtiles")).unwrap().len();
    let mut stream = server.connect();
    stream
        .write_all(&get("/downloads/tiles/territories.pmtiles", "connection: close\r\n"))
        .unwrap();
    let start = Instant::now();
    let mut read = 0;
    let mut piece = vec![0; 256 * 1024];
    loop {
        let n = stream.read(&mut piece).expect("more of it");
        if n == 0 {
            break;
        }
        read += n as u64;
        if start.elapsed() < Duration::from_secs(7) {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    assert!(read > size && start.elapsed() > Duration::from_secs(6), "{read} bytes of {size}");
}

#[test]
fn odd_choices_are_told_in_few_words() {
    let case = Case::new();
    let server = Server::start(case.path(), &[]);
    for body in [
        "{\"level\": \"commune\", \"weights\": {\"part\": 1e400}}",
        "{\"level\": \"commune\", \"weights\": {\"part\": NaN}}",
        "{\"level\": \"commune\", \"bbox\": [1e999, 0, 1, 1]}",
        "{\"level\": \"commune\", \"limit\": 1e300}",
        "{\"level\": \"commune\", \"limit\": -1}",
        "{\"level\": \"com\\u0000mune\"}",
        "{\"level\": \"\\ud800\"}",
        "{\"level\": \"commune\", \"columns\": [\"\\u202e\\u0000\"]}",
    ] {
        let reply =
            server.ask("POST", "/api/v1/score", &[("content-type", "application/json")], body);
        assert!((400..500).contains(&reply.status), "{body}: {}", reply.text());
        assert!(reply.body.len() < 1000, "{body}: {}", reply.text());
    }
    let many = vec!["score"; 1001];
    server.score(&json!({"level": "commune", "columns": many})).problem(400, "at most 1000");
    for path in [
        "/api/v1/scores/commune?bbox=1e999,0,1,1",
        "/api/v1/scores/commune?bbox=nan,0,1,1",
        "/api/v1/scores/commune?limit=1e3",
        "/api/v1/scores/commune?zone=commune:%00",
        "/api/v1/territories/commune/%F0%9F%98%80",
        "/api/v1/territories/commune/%E2%80%AE",
    ] {
        let reply = server.get(path);
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.text());
        assert!(reply.body.len() < 1000, "{path}: {}", reply.text());
    }
}
