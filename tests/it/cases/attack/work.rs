//! Work that is asked for without end, or that nobody waits for.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{QUICK, get, post};
use crate::common::built;
use crate::common::server::Server;

mod alone {
    use super::*;
    use crate::common::turns::alone;

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
        // One whose time is over gets an answer, and its place is free.
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
}
