//! What a server must live through: requests that are wrong in every way, clients that dawdle,
//! files that are cut or swapped under it, builds that come while it answers, and its end.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::common::server::{Reply, Server};
use crate::common::{assert_took, built, copy, ifn};
use serde_json::json;

#[test]
fn wrong_requests_are_answered_with_problems() {
    let server = Server::start(&built(), &[]);
    let long = "x".repeat(50_000);
    let get: [(&str, u16, &str); 46] = [
        ("/nothing", 404, "nothing is served at"),
        ("/api/v1/scores/comune", 404, "did you mean commune?"),
        ("/api/v1/scores/commune?zone=93", 400, "level:code"),
        ("/api/v1/scores/commune?zone=departement:999", 404, "no departement `999`"),
        ("/api/v1/scores/commune?zone=dept:93", 404, "did you mean departement?"),
        ("/api/v1/scores/commune?columns=scor", 400, "did you mean score"),
        ("/api/v1/scores/commune?columns=score,score", 400, "asked for twice"),
        ("/api/v1/scores/commune?sort=-rang", 400, "there is no column"),
        ("/api/v1/scores/commune?sort=name,code,score,rank,decile", 400, "4 columns at most"),
        ("/api/v1/scores/commune?limit=0", 400, "1 to 100000"),
        ("/api/v1/scores/commune?limit=1e3", 400, "1 to 100000"),
        ("/api/v1/scores/commune?limit=99999999999999999999", 400, "1 to 100000"),
        ("/api/v1/scores/commune?cursor=zz", 400, "is not one of ours"),
        ("/api/v1/scores/commune?cursor=-18446744073709551616", 400, "is not one of ours"),
        (
            "/api/v1/scores/commune?format=xml",
            400,
            "json, csv, excel, xlsx, parquet, arrow or geojson",
        ),
        ("/api/v1/scores/commune?colums=code", 400, "did you mean columns?"),
        ("/api/v1/scores/commune?limit=1&limit=2", 400, "given twice"),
        ("/api/v1/scores/commune?zone=%zz", 400, "begins no escape"),
        ("/api/v1/scores/commune?zone=%ff", 400, "not UTF-8"),
        ("/api/v1/scores/%ff", 400, "not UTF-8"),
        ("/api/v1/scores/%2e%2e%2f%2e%2e", 404, "was not built"),
        ("/api/v1/territories/commune/93O66", 404, "did you mean commune:93066 (Saint-Denis)"),
        ("/api/v1/territories/commune/93066?format=pdf", 400, "json or html"),
        ("/api/v1/search", 400, "parameter `q` is expected"),
        ("/api/v1/search?q=%20%20", 400, "parameter `q` is expected"),
        ("/api/v1/search?q=paris&limit=51", 400, "1 to 50"),
        ("/api/v1/places?service=%20", 400, "parameter `service` holds an empty value"),
        ("/api/v1/places?service=demarches,%20", 400, "parameter `service` holds an empty value"),
        ("/api/v1/places?public=%20%20", 400, "parameter `public` holds an empty value"),
        ("/api/v1/places?source=,", 400, "parameter `source` holds an empty value"),
        ("/tiles/territories/a/b/c.mvt", 404, "is no tile"),
        ("/tiles/territories/-1/0/0.mvt", 404, "is no tile"),
        ("/tiles/territories/255/0/0.mvt", 404, "beyond the world"),
        ("/tiles/territories/6/32/22.mvt?weights=age", 400, "weights=pauvrete:2"),
        ("/tiles/territories/6/32/22.mvt?weights=age:1,age:2", 400, "`weights` gives `age` twice"),
        ("/tiles/territories/6/32/22.mvt?weights=age:NaN", 409, "from 0 to"),
        ("/tiles/territories/6/32/22.mvt?weights=age:-1", 409, "from 0 to"),
        ("/tiles/territories/6/32/22.mvt?weights=age:0,eloignement:0", 409, "are all 0"),
        ("/downloads/../manifest.json", 404, ""),
        ("/downloads/%2e%2e/%2e%2e/etc/passwd", 404, "there is no file"),
        ("/downloads/..%2f..%2fetc%2fpasswd", 404, "there is no file"),
        ("/downloads/%252e%252e%252fetc%252fpasswd", 404, "there is no file"),
        ("/downloads/scores/commune.parquet%00", 404, "there is no file"),
        ("/downloads//etc/passwd", 404, "there is no file"),
        ("/tiles/..%2fmanifest.json", 404, "there is no tileset"),
        ("/api/scoring/city", 400, "codes[]"),
    ];
    for (path, status, said) in get {
        server.get(path).problem(status, said);
    }
    for path in [format!("/api/v1/search?q={long}"), format!("/api/v1/scores/{long}")] {
        let reply = server.get(&path);
        assert!((400..500).contains(&reply.status), "{}", reply.status);
        assert!(reply.body.len() < 3000);
    }
    // Some hundred codes, each told apart.
    let many: Vec<String> = (0..2100).map(|i| format!("codes[]={i}")).collect();
    let many = many.join("&");
    server.get(&format!("/api/scoring/city?{many}")).problem(400, "");
    let file = "/downloads/scores/commune.parquet";
    for (name, value, status) in [
        ("range", "bytes=abc", 400),
        ("range", "bytes=9-2", 400),
        ("range", "bytes=99999999-", 416),
        ("if-none-match", "abc", 400),
        ("if-none-match", "\"a\" \"b", 400),
        ("if-none-match", "\u{e9}", 400),
    ] {
        let reply = server.get_with(file, &[(name, value)]);
        assert_eq!(reply.status, status, "{name}: {value}: {}", reply.text());
    }
    server
        .get_with("/api/v1/scores/region", &[("accept", "image/png")])
        .problem(406, "offered here");
    server.get_with("/api/v1/scores/region", &[("accept", "text/csv;q=7")]).problem(400, "Accept");
    server.ask("DELETE", "/api/v1/scores/region", &[], "").problem(405, "does not answer DELETE");
    server.ask("GET", "/api/v1/score", &[], "").problem(405, "does not answer GET");
    // Nothing of what is asked comes back as a page.
    let page = server.get("/recherche?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E").ok();
    assert!(!page.text().contains("<script") && page.text().contains("&lt;script&gt;"));
    server.get("/health").ok();
}

#[test]
fn wrong_choices_are_answered_with_problems() {
    let server = Server::start(&built(), &[]);
    let json = [("content-type", "application/json")];
    let post = |body: &str| server.ask("POST", "/api/v1/score", &json, body);
    for (body, status, said) in [
        ("", 400, ""),
        ("{", 400, "EOF"),
        ("[]", 400, ""),
        ("{\"level\": \"commune\", \"wieghts\": {}}", 400, "unknown field `wieghts`"),
        ("{\"level\": \"comune\"}", 404, "did you mean commune?"),
        (
            "{\"level\": \"commune\", \"weights\": {\"age\": 2, \"age\": 1}}",
            400,
            "`age` is given twice",
        ),
        ("{\"level\": \"commune\", \"level\": \"iris\"}", 400, "duplicate field `level`"),
        ("{\"level\": \"commune\", \"weights\": {\"age\": NaN}}", 400, ""),
        ("{\"level\": \"commune\", \"weights\": {\"age\": 1e999}}", 400, "out of range"),
        ("{\"level\": \"commune\", \"weights\": {\"age\": -1}}", 409, "from 0 to"),
        ("{\"level\": \"commune\", \"weights\": {\"age\": \"2\"}}", 400, "expected f64"),
        ("{\"level\": \"commune\", \"weights\": {\"densit\": 1}}", 409, "did you mean densite?"),
        (
            "{\"level\": \"commune\", \"indicators\": [\"densite\"]}",
            409,
            "leaves axis `age` without indicators",
        ),
        ("{\"level\": \"epci\", \"reference\": \"departement\"}", 409, "cannot be its reference"),
        ("{\"level\": \"commune\", \"zone\": \"departement:0\"}", 404, "no departement"),
        ("{\"level\": \"commune\", \"columns\": [\"nope\"]}", 400, "there is no column"),
        ("{\"level\": \"commune\", \"limit\": 0}", 400, "`limit` is 0"),
        ("{\"level\": \"commune\", \"limit\": 2.5}", 400, "`limit` is 2.5"),
    ] {
        post(body).problem(status, said);
    }
    server
        .ask("POST", "/api/v1/score", &[("content-type", "text/plain")], "{}")
        .problem(415, "application/json");
    post(&format!("{{\"level\": \"{}\"}}", "x".repeat(1_000_000))).problem(413, "at most 64 kB");
    post(&format!(
        "{{\"level\": \"commune\", \"indicators\": [{}]}}",
        vec!["\"a\""; 300].join(",")
    ))
    .problem(400, "at most 200");
    let deep = "[".repeat(10_000);
    post(&format!("{{\"level\": {deep}")).problem(400, "");
    server.score(&json!({"level": "region"})).ok();
}

#[test]
fn requests_that_are_not_http() {
    let mut server = Server::start(&built(), &[]);
    let head = "GET / HTTP/1.1\r\nhost: x\r\n";
    let many = (0..500).map(|i| format!("h{i}: x\r\n")).collect::<Vec<_>>().concat();
    for bytes in [
        b"\0\x01\x02\x03\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(1_000_000)).into_bytes(),
        format!("{head}long: {}\r\n\r\n", "x".repeat(1_000_000)).into_bytes(),
        format!("{head}{many}\r\n").into_bytes(),
        format!("{head}content-length: -5\r\n\r\n").into_bytes(),
        format!("{head}content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef").into_bytes(),
        format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n").into_bytes(),
    ] {
        let answer = server.raw(&bytes);
        if !answer.is_empty() && answer.starts_with(b"HTTP/1.1 4") {
            assert!(Reply::read(&answer).status < 500);
        }
        assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 5"));
    }
    assert!(server.alive());
    server.get("/health").ok();
}

#[test]
fn slow_clients_give_their_place_back() {
    let server = Server::start(&built(), &["--client-timeout-s", "1", "--max-connections", "3"]);
    let start = Instant::now();
    let mut slow: Vec<_> = (0..3).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nslow: ").unwrap();
    }
    // The fourth waits until one of them has been shown the door.
    server.get("/health").ok();
    assert_took(start, 0.5..10.0);
    let mut rest = Vec::new();
    let _ = slow[0].read_to_end(&mut rest);
    // One that does not read: the answer is broken off, and nothing waits for it.
    let mut deaf = server.connect();
    deaf.write_all(b"GET /api/v1/scores/iris?format=csv HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    // Its place comes back, and only the connection that asks is counted.
    let start = Instant::now();
    server.counts("ifn_http_connections 1");
    assert_took(start, 0.5..10.0);
}

#[test]
fn files_cut_or_swapped_under_a_running_server() {
    let (dir, out) = copy(&built());
    std::os::unix::fs::symlink("/etc/passwd", out.join("scores/passwd.parquet")).unwrap();
    let mut server = Server::start(dir.path(), &["--tile-cache-mb", "1"]);
    server.get("/downloads/scores/passwd.parquet").problem(404, "there is no file");
    assert!(!server.get("/downloads").ok().text().contains("passwd"));
    server.get("/tiles/territories/6/32/22.mvt").ok();
    let cut = |name: &str, size: u64| {
        std::fs::File::options().write(true).open(out.join(name)).unwrap().set_len(size).unwrap();
    };
    cut("tiles/territories.pmtiles", 5_000_000);
    server.get("/tiles/territories/12/2074/1409.mvt").problem(500, "the server's log says");
    server.says("was changed in its place");
    server.get("/tiles/territories.pmtiles").problem(500, "");
    server.get("/health").problem(503, "missing or broken");
    cut("scores/commune.parquet", 1000);
    server.get("/downloads/scores/commune.parquet").problem(500, "");
    // What is in memory goes on.
    assert_eq!(server.get("/api/v1/scores/commune?limit=5").ok().json()["count"], 5);
    server.score(&json!({"level": "commune", "limit": 3})).ok();
    // Another file of the same size in its place.
    let size = std::fs::metadata(out.join("tiles/territories.pmtiles")).unwrap().len();
    std::fs::write(out.join("tiles/territories.pmtiles"), vec![b'x'; size as usize]).unwrap();
    server.get("/tiles/territories/12/2074/1409.mvt").problem(500, "");
    // It is refused as a new build, and the earlier one stays.
    server.signal("-HUP");
    server.says("the earlier build stays");
    server.get("/api/v1/levels").ok();
    std::fs::remove_dir_all(&out).unwrap();
    server.get("/health").problem(503, "");
    assert!(server.alive());
    drop(server);
    let (dir, out) = copy(&built());
    std::fs::write(out.join("tiles/territories.pmtiles"), b"PMTiles\x03").unwrap();
    let run = ifn(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("territories.pmtiles: is cut short"), "{}", run.err);
}

fn build_id(server: &Server) -> String {
    server.get("/health").ok().json()["build"].as_str().unwrap().into()
}

#[test]
fn a_new_build_is_served_without_dropping_a_request() {
    let (case, _) = copy(&built());
    let server = Server::start(case.path(), &[]);
    let first = build_id(&server);
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (server, stop, asked) = (&server, &stop, &asked);
            scope.spawn(move || {
                let paths = [
                    "/api/v1/levels",
                    "/tiles/territories/6/32/22.mvt",
                    "/downloads/scores/iris.parquet",
                    "/api/v1/scores/commune?format=csv",
                ];
                while !stop.load(Ordering::Relaxed) {
                    let reply = server.get(paths[worker]).ok();
                    let whole = reply.header("content-length");
                    assert!(whole.is_empty() || whole == reply.body.len().to_string());
                    asked.fetch_add(1, Ordering::Relaxed);
                    // The builds beside it are to come to an end.
                    std::thread::sleep(Duration::from_millis(20));
                }
            });
        }
        let new = |args: &[&str]| {
            let before = build_id(&server);
            ifn(case.path(), &[&["build", "--quiet"], args].concat()).ok();
            let start = Instant::now();
            while build_id(&server) == before {
                assert!(start.elapsed() < Duration::from_secs(20), "{}", server.log());
                std::thread::sleep(Duration::from_millis(100));
            }
        };
        new(&["--weight", "age=2"]);
        new(&["--zone", "departement:63"]);
        new(&["--zone", "departement:23"]);
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 50);
    assert_ne!(build_id(&server), first);
    server.counts("ifn_reloads_total{outcome=\"loaded\"} 3");
    // Without watching, a signal does it.
    let server = Server::start(case.path(), &["--no-watch"]);
    let before = build_id(&server);
    ifn(case.path(), &["build", "--quiet", "--no-tiles", "--zone", "departement:90"]).ok();
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(build_id(&server), before);
    server.signal("-HUP");
    server.says("a new build is served");
    assert_ne!(build_id(&server), before);
}

#[test]
fn a_stop_lets_answers_end() {
    let mut server = Server::start(&built(), &[]);
    let mut stream = server.connect();
    stream.write_all(b"GET /downloads/tiles/territories.pmtiles HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut start = [0; 4096];
    stream.read_exact(&mut start).unwrap();
    server.signal("-TERM");
    server.says("stopping");
    // Nobody new is let in; who is there gets all of it.
    let mut rest = start.to_vec();
    stream.read_to_end(&mut rest).unwrap();
    let reply = Reply::read(&rest);
    assert_eq!(reply.header("content-length"), reply.body.len().to_string());
    assert_eq!(server.ended(), 0);
    assert!(std::net::TcpStream::connect(&server.address).is_err());
}

#[test]
fn a_read_only_folder_and_a_user_without_rights_are_enough() {
    let root = std::process::Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&root.stdout).trim() != "0" {
        eprintln!("skipped: only root can become another user");
        return;
    }
    // Where that user may read: a folder of the system's, with the program itself.
    let (dir, out) = copy(&built());
    let program = dir.path().join("ifn");
    std::fs::copy(env!("CARGO_BIN_EXE_ifn"), &program).unwrap();
    let shell = |line: &str| {
        let done = std::process::Command::new("sh").arg("-c").arg(line).status().unwrap();
        assert!(done.success(), "{line}");
    };
    shell(&format!("chmod -R a+rX,a-w {} && chmod a+rx {}", out.display(), dir.path().display()));
    let mut nobody = std::process::Command::new("setpriv");
    nobody.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]);
    nobody.arg(&program).args(["serve", "--listen", "127.0.0.1:0"]).current_dir(dir.path());
    let server = Server::spawn(nobody);
    server.get("/health").ok();
    server.get("/tiles/territories/6/32/22.mvt").ok();
    server.score(&json!({"level": "commune", "limit": 3})).ok();
    drop(server);
    shell(&format!("chmod -R u+w {}", dir.path().display()));
}
