//! Clients that do not read, or dawdle.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{QUICK, get, post, quickest};
use crate::cases::server::memory;
use crate::common::built;
use crate::common::server::Server;

/// Megabytes that clients may make of the idle server.
const MOST: u64 = 250;

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

mod alone {
    use super::*;
    use crate::common::turns::alone;

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
}
