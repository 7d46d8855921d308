//! A log that nobody takes.

use std::io::{Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::common::server::Reply;
use crate::common::{Case, command};

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
