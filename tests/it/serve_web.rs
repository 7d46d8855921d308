//! Pages of the server in a browser's terms: the map at `/` and its files, the plain page, what may
//! be kept and what a kept page may load.

use std::process::Command;

use crate::common::server::{Server, served};
use crate::common::{built, command, node, root};

/// Files that the map's page loads; none where the program was built without the map.
fn assets(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page
        .split(['"', '\''])
        .filter(|text| text.starts_with("/assets/") || text.starts_with("./assets/"))
        .map(|text| text.trim_start_matches('.').to_string())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap()
}

/// The page at `/`, and whether it is the map.
fn page(server: &Server) -> (crate::common::server::Reply, bool) {
    let page = server.get("/").ok();
    let map = !assets(&page.text()).is_empty();
    eprintln!("the program was built {} the map", if map { "with" } else { "without" });
    (page, map)
}

#[test]
fn the_map_or_the_plain_page_is_at_the_root() {
    let (_, server) = served();
    let (page, map) = page(&server);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-language"), "fr");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains("base-uri 'none'"));
    // What the map shows is in its address, which the server does not judge.
    for path in ["/?sel=commune:93066", "/?zone=departement:93&vue=table&embed=1", "/?x=%zz"] {
        assert_eq!(server.get(path).ok().body, page.body, "{path}");
    }
    if map {
        for allowed in ["script-src 'self'", "worker-src blob:"] {
            assert!(policy.contains(allowed), "{allowed}: {policy}");
        }
        // `?embed=1` is for any page that frames it.
        assert!(!policy.contains("frame-ancestors"), "{policy}");
        assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'self' 'unsafe"));
        // Nothing is loaded from elsewhere, and no script is written into the page.
        let text = page.text();
        assert!(!text.contains("src=\"http") && !text.contains("<script>"), "{text}");
    } else {
        assert!(page.text().contains("action=\"/recherche\""), "{}", page.text());
        assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"));
        server.says("was built without the map");
    }
    let plain = server.get("/recherche").ok();
    assert!(plain.text().contains("action=\"/recherche\"") && plain.text().contains("href=\"/\""));
    let found = server.get("/recherche?q=clermont-ferrand").ok().text();
    assert!(found.contains("/api/v1/territories/commune/63113"), "{found}");
    assert!(!found.contains("<script"));
    server.get("/recherche?sel=x").problem(400, "there is no parameter");
}

#[test]
fn licences_of_what_is_carried_are_served() {
    let (_, server) = served();
    let (_, map) = page(&server);
    if !map {
        return;
    }
    let reply = server.get("/licences.txt").ok();
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    let text = reply.text();
    // A crate, a package of the map and its font, each above the text of its licence.
    for name in ["\n  arrow 59.", "\n  maplibre-gl 5.", "\n  @fontsource-variable/source-sans-3 "] {
        assert!(text.contains(name), "{name:?}");
    }
    assert!(text.contains("SIL OPEN FONT LICENSE") && text.contains("Apache License"));
}

#[test]
fn files_of_the_map_are_kept_for_ever_in_any_coding() {
    let (_, server) = served();
    let (page, map) = page(&server);
    for path in
        ["/assets/nothing.js", "/assets/..%2findex.html", "/assets/../index.html", "/assets/"]
    {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    server.get("/assets/nothing.js").problem(404, "there is no file");
    if !map {
        return;
    }
    let tag = page.header("etag");
    let same = server.get_with("/", &[("if-none-match", tag)]);
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert_eq!(same.header("content-security-policy"), page.header("content-security-policy"));
    assert!(!page.header("cache-control").contains("immutable"));
    let all = assets(&page.text());
    assert!(["js", "css"].iter().all(|kind| all.iter().any(|a| ending(a) == *kind)), "{all:?}");
    for path in &all {
        let plain = server.get(path).ok();
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        assert_eq!(plain.header("x-content-type-options"), "nosniff");
        let media = match ending(path) {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "woff2" => "font/woff2",
            other => panic!("{other}: of which type is it?"),
        };
        assert_eq!(plain.header("content-type"), media);
        let same = server.get_with(path, &[("if-none-match", plain.header("etag"))]);
        assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
        let coded = |coding: &str| server.get_with(path, &[("accept-encoding", coding)]).ok();
        for reply in [&plain, &coded("gzip"), &coded("br")] {
            assert_eq!(reply.header("vary"), "accept-encoding");
        }
        if !["js", "css"].contains(&ending(path)) {
            continue;
        }
        let (gzip, br) = (coded("gzip"), coded("gzip, br"));
        assert_eq!(
            (gzip.header("content-encoding"), br.header("content-encoding")),
            ("gzip", "br"),
            "{path}"
        );
        assert!(br.body.len() <= gzip.body.len() && gzip.body.len() < plain.body.len(), "{path}");
        assert_eq!(coded("br;q=0, gzip").body, gzip.body);
        assert_eq!(coded("identity").body, plain.body);
        let mut whole = vec![0; plain.body.len()];
        let size =
            libdeflater::Decompressor::new().gzip_decompress(&gzip.body, &mut whole).unwrap();
        assert_eq!((size, &whole), (plain.body.len(), &plain.body), "{path}");
    }
    // As a browser unpacks them.
    if node().is_none() {
        return;
    }
    let script = "const [url, ...paths] = process.argv.slice(1);
        for (const path of paths) {
            const [plain, br] = await Promise.all(['identity', 'br'].map(async (coding) => {
                const reply = await fetch(url + path, { headers: { 'accept-encoding': coding } });
                return [await reply.text(), reply.headers.get('content-encoding')];
            }));
            if (plain[0] !== br[0] || plain[1] || br[1] !== 'br') throw new Error(path);
        }";
    let texts = all.iter().filter(|a| ["js", "css"].contains(&ending(a)));
    let run = Command::new("node")
        .current_dir(root())
        .args(["--input-type=module", "-e", script, "--"])
        .arg(server.url(""))
        .args(texts)
        .output()
        .unwrap();
    crate::common::Run::of(&run).ok();
}

#[test]
fn a_kept_page_keeps_what_it_may_load() {
    let (_, server) = served();
    let path = "/api/v1/territories/commune/63113?format=html";
    let page = server.get(path).ok();
    assert!(page.header("content-security-policy").contains("style-src 'self'"));
    let same = server.get_with(path, &[("if-none-match", page.header("etag"))]);
    // A browser takes the headers of a 304 for those of the page that it kept.
    assert_eq!((same.status, same.header("content-security-policy")), (304, ""));
    assert_eq!(same.header("x-content-type-options"), "nosniff");
}

#[test]
fn a_workbook_needs_no_place_to_write() {
    let mut serve = command(&built());
    serve.args(["serve", "--listen", "127.0.0.1:0"]).env("TMPDIR", "/nowhere");
    let server = Server::spawn(serve);
    let path = "/api/v1/scores/commune?format=xlsx&zone=departement:90";
    let held = server.get(path).ok();
    assert!(held.body.starts_with(b"PK") && !server.log().contains("ERROR"), "{}", server.log());
    // The same rows as where there is one.
    let sheet = |bytes: Vec<u8>| {
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let text =
            std::io::read_to_string(book.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        // A row of nothing but its height is written in one case alone.
        let row = text.rsplit_once("<row r=\"").unwrap().1.split_once('"').unwrap().0.to_string();
        (row, text.matches("<c ").count())
    };
    let spooled = served().1.get(path).ok();
    assert_eq!(sheet(held.body), sheet(spooled.body));
}
