//! A port that is taken, and the end in the midst of work.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::common::server::{Reply, Server};
use crate::common::{Case, built, ifn};

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
        // Eight that ask one thing after the other on one connection, until an answer says that it ends.
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
