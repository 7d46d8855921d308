//! Hosts, codings and links.

use crate::common::server::{Reply, Server};
use crate::common::{self, Case};

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
