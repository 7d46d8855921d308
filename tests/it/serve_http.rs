//! The server as HTTP: tiles, the former portal's calls, conditions, ranges, encodings, settings.

use std::collections::BTreeMap;

use crate::common::command;
use crate::common::mvt::decode;
use crate::common::server::{Server, served};
use mvt_reader::feature::Value;
use serde_json::json;

/// A whole number of a feature.
fn whole(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Int(n) | Value::SInt(n) => Some(*n as u64),
        Value::UInt(n) => Some(*n),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tiles_hold_the_ranks_of_the_scores() {
    let (_, server) = served();
    let ranks = |level: &str| -> BTreeMap<String, Option<u64>> {
        let path = format!("/api/v1/scores/{level}?columns=code,rank&limit=100000");
        let all = server.get(&path).ok().json();
        let of = |u: &serde_json::Value| (u["code"].as_str().unwrap().into(), u["rank"].as_u64());
        all["units"].as_array().unwrap().iter().map(of).collect()
    };
    let tile = decode(server.get("/tiles/territories/8/129/88.mvt").ok().body);
    let communes = ranks("commune");
    for (level, features) in tile {
        let known = ranks(&level);
        assert!(!features.is_empty());
        for feature in features {
            let tags = feature.properties.unwrap();
            let Some(Value::String(code)) = tags.get("code") else { panic!("{tags:?}") };
            // A commune may stand in for its IRIS, with its own rank.
            let rank = known.get(code).unwrap_or_else(|| &communes[code]);
            assert_eq!(whole(tags.get("rank")), *rank, "{level} {code}");
        }
    }
}

#[test]
fn tiles_with_other_scores_hold_those_scores() {
    let (_, server) = served();
    let json =
        server.get("/tiles/territories.json?weights=age:4&reference=departement").ok().json();
    assert_eq!(json["tilejson"], "3.0.0");
    let template = json["tiles"][0].as_str().unwrap();
    let path = template.strip_prefix(&server.url("")).unwrap();
    let path = path.replace("{z}", "9").replace("{x}", "260").replace("{y}", "182");
    let reply = server.get(&path).ok();
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(reply.header("content-encoding"), "");
    let new = decode(reply.body);
    let plain = decode(server.get("/tiles/territories/9/260/182.mvt").ok().body);
    let scored = |level: &str| {
        let choice = json!({"level": level, "weights": {"age": 4}, "reference": "departement", "columns": ["code", "score", "decile", "rank"]});
        let columns = server.score(&choice).ok().json()["columns"].clone();
        let codes = columns["code"].as_array().unwrap().clone();
        let of = |i: usize| {
            let whole = |name: &str| columns[name][i].as_u64();
            (columns["score"][i].as_f64(), whole("decile"), whole("rank"))
        };
        codes
            .iter()
            .enumerate()
            .map(|(i, c)| (c.as_str().unwrap().to_string(), of(i)))
            .collect::<BTreeMap<_, _>>()
    };
    let (communes, iris) = (scored("commune"), scored("iris"));
    let mut compared = 0;
    for (level, features) in &new {
        assert_eq!(features.len(), plain[level].len());
        for (feature, before) in features.iter().zip(&plain[level]) {
            assert_eq!((&feature.id, &feature.geometry), (&before.id, &before.geometry));
            let (tags, old) =
                (feature.properties.as_ref().unwrap(), before.properties.as_ref().unwrap());
            assert_eq!(tags.get("n_densite"), old.get("n_densite"));
            let Some(Value::String(code)) = tags.get("code") else { panic!("{tags:?}") };
            let (score, decile, rank) = match level.as_str() {
                "commune" => communes[code],
                "iris" => iris.get(code).or(communes.get(code)).copied().unwrap(),
                // No département above these: as built.
                _ => {
                    assert_eq!(tags.get("score"), old.get("score"));
                    continue;
                }
            };
            let shown = match tags.get("score") {
                Some(Value::Double(x)) => Some(*x),
                _ => None,
            };
            assert_eq!(shown, score.map(|s| (s * 1e3).round() / 1e3), "{code}");
            assert_eq!(whole(tags.get("decile")), decile, "{code}");
            assert_eq!(whole(tags.get("rank")), rank, "{code}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
    server.get("/tiles/territories/9/260/182.mvt?weights=agee:4").problem(409, "did you mean age?");
    assert_eq!(server.get("/tiles/territories/9/0/0.mvt").status, 204);
    server.get("/tiles/territories/3/9/0.mvt").problem(404, "lies beyond the world");
    server.get("/tiles/teritories/3/0/0.mvt").problem(404, "did you mean territories?");
}

#[test]
fn the_former_portal_answers() {
    let (_, server) = served();
    let all =
        server.get("/api/scoring/city?codes[]=93066&codes%5B%5D=15031&codes[]=00000").ok().json();
    let total = |code: &str| all[code]["score"]["total"].clone();
    let score =
        server.get("/api/v1/territories/commune/93066").ok().json()["score"].as_f64().unwrap();
    // The method goes from 1 to 10, the portal from 0 to 10.
    assert!((total("93066").as_f64().unwrap() - 10.0 * (score - 1.0) / 9.0).abs() < 1e-3);
    assert_eq!(total("00000"), serde_json::Value::Null);
    assert_eq!(all["93066"]["score"].as_object().unwrap().len(), 5);
    let some = server
        .get("/api/scoring/city?codes[]=93066&filters[]=densite&filters[]=nope&variation=all")
        .ok()
        .json();
    assert_eq!(some["93066"]["score"]["nope"], serde_json::Value::Null);
    assert_eq!(some["93066"]["score"]["total"], some["93066"]["score"]["densite"]);
    assert!(
        server.get("/api/scoring/department?codes[]=93").ok().json()["93"]["score"]["total"]
            .is_number()
    );
    server.get("/api/scoring/city?codes[]=93066&variation=senior").problem(404, "variation `all`");
    server.get("/api/scoring/town?codes[]=93066").problem(404, "there is no division");
    let tile =
        decode(server.get("/api/tiles/city/8/129/88?filters[]=densite&variation=all").ok().body);
    assert_eq!(tile.keys().collect::<Vec<_>>(), ["city"]);
    for feature in &tile["city"] {
        let Some(Value::Double(score)) = feature.properties.as_ref().unwrap().get("score") else {
            continue;
        };
        assert!((0.0..=10.0).contains(score));
    }
    // A filter that the method does not know leaves no score, and the tile without it as it was.
    let scored = |query: &str| {
        let tile = decode(server.get(&format!("/api/tiles/city/8/129/88{query}")).ok().body);
        let features = tile["city"].iter().map(|f| f.properties.as_ref().unwrap());
        features.filter(|tags| tags.contains_key("score")).count()
    };
    let before = scored("");
    assert!(before > 0);
    assert_eq!(scored("?filters[]=nope"), 0);
    assert_eq!(scored(""), before);
}

#[test]
fn conditions_ranges_and_encodings() {
    let (dir, server) = served();
    let file = std::fs::read(dir.join("out/scores/commune.parquet")).unwrap();
    let path = "/downloads/scores/commune.parquet";
    let whole = server.get(path).ok();
    assert_eq!(whole.body, file);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let part = server.get_with(path, &[("range", "bytes=-8")]);
    assert_eq!((part.status, part.body.as_slice()), (206, &file[file.len() - 8..]));
    assert_eq!(
        part.header("content-range"),
        format!("bytes {}-{}/{}", file.len() - 8, file.len() - 1, file.len())
    );
    let etag = whole.header("etag").to_string();
    assert_eq!(server.get_with(path, &[("if-none-match", &etag)]).status, 304);
    assert_eq!(
        server.get_with(path, &[("if-modified-since", whole.header("last-modified"))]).status,
        304
    );
    let again = server.get_with(path, &[("range", "bytes=0-3"), ("if-range", &etag)]);
    assert_eq!((again.status, again.body.as_slice()), (206, b"PAR1".as_slice()));
    assert_eq!(
        server.get_with(path, &[("range", "bytes=0-3"), ("if-range", "\"other\"")]).status,
        200
    );
    let head = server.ask("HEAD", path, &[], "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), file.len().to_string());
    let archive = server.get_with("/tiles/territories.pmtiles", &[("range", "bytes=0-6")]);
    assert_eq!((archive.status, archive.body.as_slice()), (206, b"PMTiles".as_slice()));
    // What is made anew is not made again for who has it.
    for path in [
        "/api/v1/levels",
        "/api/v1/scores/region",
        "/tiles/territories.json",
        "/openapi.json",
        "/api/v1/search?q=paris",
        "/tiles/territories/6/32/22.mvt",
    ] {
        let reply = server.get(path).ok();
        let same = server.get_with(path, &[("if-none-match", reply.header("etag"))]);
        assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
        assert_eq!(same.header("etag"), reply.header("etag"));
    }
    for coding in ["gzip", "br", "zstd"] {
        let reply = server.get_with("/api/v1/scores/region", &[("accept-encoding", coding)]).ok();
        assert_eq!(reply.header("content-encoding"), coding);
    }
    let tile =
        server.get_with("/tiles/territories/6/32/22.mvt", &[("accept-encoding", "gzip")]).ok();
    assert_eq!(
        (tile.header("content-encoding"), &tile.body[..2]),
        ("gzip", [0x1f, 0x8b].as_slice())
    );
    assert_eq!(
        server.get_with(path, &[("accept-encoding", "gzip, br")]).ok().header("content-encoding"),
        ""
    );
    // Other origins may ask, and send JSON.
    let asked = [
        ("origin", "https://exemple.fr"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = server.ask("OPTIONS", "/api/v1/score", &asked, "");
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert!(preflight.header("access-control-allow-headers").contains("content-type"));
    for path in ["/recherche", "/health", "/api/v1/levels", "/nothing"] {
        let reply = server.get(path);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
    }
}

#[test]
fn operation() {
    let (_, server) = served();
    assert_eq!(server.get("/health").ok().json()["method"], "embarque");
    server.get("/tiles/territories/6/32/22.mvt").ok();
    let metrics = server.get("/metrics").ok().text();
    assert!(
        metrics.contains(
            "ifn_http_requests_total{route=\"/tiles/{tileset}/{z}/{x}/{y}\",status=\"200\"}"
        ),
        "{metrics}"
    );
    assert!(metrics.ends_with("# EOF\n"));
    server.get("/api/v1/levels?x=1");
    server.says("\"path\":\"/api/v1/levels?x=1\"");
    let line = server.log().lines().find(|l| l.contains("/api/v1/levels?x=1")).unwrap().to_string();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((line["status"].as_u64(), line["method"].as_str()), (Some(400), Some("GET")));
    let docs = server.get("/docs/index.html").ok();
    assert!(
        docs.text().contains("swagger") && !docs.text().contains("https://"),
        "{}",
        docs.text()
    );
    let page = docs.text();
    let loaded: Vec<&str> = [" src=\"", " href=\""]
        .iter()
        .flat_map(|key| page.split(key).skip(1).filter_map(|rest| rest.split('"').next()))
        .collect();
    assert!(loaded.len() >= 7, "{loaded:?}");
    for file in loaded {
        server.get(&format!("/docs/{}", file.trim_start_matches("./"))).ok();
    }
    let begins = server.get("/docs/swagger-initializer.js").ok().text();
    assert!(begins.contains("../openapi.json") && !begins.contains("petstore"), "{begins}");
    assert_eq!(server.get("/docs/swagger-ui.js").status, 404);
    assert_eq!(server.get("/docs").status, 308);
    let all = server.get("/downloads").ok().json();
    for file in all["files"].as_array().unwrap() {
        let head = server.ask("HEAD", file["href"].as_str().unwrap(), &[], "");
        assert_eq!(head.header("content-length"), file["bytes"].to_string());
    }
}

#[test]
fn flags_win_over_environment_over_file() {
    let (dir, _) = served();
    let case = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(dir.join("out"), case.path().join("built")).unwrap();
    std::fs::write(
        case.path().join("s.toml"),
        "out = \"built\"\npublic_url = \"https://ifn.exemple.fr/\"\naccess_log = false\n",
    )
    .unwrap();
    let server = Server::start(case.path(), &["--config", "s.toml"]);
    let tiles = server.get("/tiles/territories.json").ok().json()["tiles"][0].clone();
    assert!(
        tiles.as_str().unwrap().starts_with("https://ifn.exemple.fr/tiles/territories/{z}/"),
        "{tiles}"
    );
    assert!(!server.log().contains("/tiles/territories.json"));
    drop(server);
    let run = |config: &str, env: Option<(&str, &str)>, args: &[&str]| {
        std::fs::write(case.path().join("s.toml"), config).unwrap();
        let mut command = command(case.path());
        command.args(["serve", "--config", "s.toml"]).args(args);
        if let Some((name, value)) = env {
            command.env(name, value);
        }
        crate::common::Run::of(&command.output().unwrap())
    };
    let said = |run: crate::common::Run, status: i32, text: &str| {
        assert_eq!(run.status, status, "{}", run.err);
        assert!(run.err.contains(text), "{text:?} is not in {}", run.err);
    };
    said(
        run("out = \"built\"\nlisten = \"nowhere:x\"\n", None, &[]),
        1,
        "cannot listen at nowhere:x",
    );
    said(
        run("listen = \"a:x\"\nout = \"built\"", Some(("IFN_LISTEN", "b:x")), &[]),
        1,
        "cannot listen at b:x",
    );
    said(
        run("listen = \"a:x\"\nout = \"built\"", Some(("IFN_LISTEN", "b:x")), &["--listen", "c:x"]),
        1,
        "cannot listen at c:x",
    );
    said(
        run("out = \"built\"\nlisten_at = 1\n", None, &[]),
        1,
        "s.toml:2: unknown field `listen_at`",
    );
    said(run("max_requests = 0\n", None, &[]), 2, "`max_requests` is 0");
    said(run("public_url = \"ifn\"\n", None, &[]), 2, "https://ifn.example.fr");
    said(run("out = \"nothing\"\n", None, &[]), 1, "run `ifn build` first");
}
