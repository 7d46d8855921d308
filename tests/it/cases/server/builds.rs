//! Builds that are damaged or replaced in haste.

use std::time::{Duration, Instant};

use super::memory;
use crate::common::server::Server;
use crate::common::{self, built, built_small, copy, ifn};

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

/// A list that names some of the files does not leave the others unchecked.
#[test]
fn a_list_that_is_cut_short_is_damage() {
    let (dir, out) = copy(&built_small());
    let server = Server::start(dir.path(), &["--no-watch"]);
    let list = std::fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    let lines: Vec<&str> = list.split_inclusive('\n').collect();
    let mut refused = 0;
    for (kept, damage) in [
        (4, "scores/commune.parquet"),
        (4, "places.parquet"),
        (4, ""),
        (1, ""),
        (lines.len() - 1, ""),
    ] {
        std::fs::write(out.join("SHA256SUMS"), lines[..kept].concat()).unwrap();
        let bytes = (!damage.is_empty()).then(|| std::fs::read(out.join(damage)).unwrap());
        if let Some(bytes) = &bytes {
            std::fs::write(out.join(damage), &bytes[..bytes.len() / 2]).unwrap();
        }
        refused += 1;
        server.signal("-HUP");
        server.counts(&format!("ifn_reloads_total{{outcome=\"refused\"}} {refused}"));
        server.get("/health").problem(503, "missing or broken");
        server.get("/api/v1/places?limit=1").ok();
        if let Some(bytes) = bytes {
            std::fs::write(out.join(damage), bytes).unwrap();
        }
    }
    server.says("SHA256SUMS does not name");
    std::fs::write(out.join("SHA256SUMS"), &list).unwrap();
    // What the user puts beside is no damage.
    std::fs::write(out.join("notes.txt"), "mine").unwrap();
    server.signal("-HUP");
    server.counts("ifn_reloads_total{outcome=\"loaded\"} 1");
    server.get("/health").ok();
    // Tiles that are drawn again are those of the build.
    ifn(dir.path(), &["tiles"]).ok();
    server.signal("-HUP");
    server.counts("ifn_reloads_total{outcome=\"loaded\"} 2");
    server.get("/health").ok();
    std::fs::remove_file(out.join("SHA256SUMS")).unwrap();
    server.signal("-HUP");
    server.counts("ifn_reloads_total{outcome=\"loaded\"} 3");
    server.says("this build has no SHA256SUMS");
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

mod alone {
    use super::*;
    use crate::common::turns::alone;

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
}
