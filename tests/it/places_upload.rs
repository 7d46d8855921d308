//! A file of places that is sent to `ifn serve --allow-uploads`: from a spreadsheet in odd columns to what its owner
//! is told, as the command says it; who may send it; that nothing is kept.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::common::server::{Reply, Server};
use crate::common::{built, command, ifn};

const PATH: &str = "/api/v1/places/proposal";

/// A Hub's spreadsheet: a title above, the town in one cell with its code, two mistakes.
fn hub() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Lieux du Hub, novembre 2026").unwrap();
    let rows = [
        ["Libellé du lieu", "Où", "CP - Ville", "Tél. accueil", "Ouvert quand ?", "Offre"],
        [
            "Médiathèque",
            "1 place Bonnyaud",
            "23000 Guéret",
            "05 55 00 00 01",
            "mardi 14h-17h",
            "Wifi",
        ],
        [
            "Le Cercle",
            "8 rue du Clocher",
            "23300 La Souterraine",
            "05 55",
            "quand on peut",
            "Jardin",
        ],
    ];
    for (row, cells) in (2..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// What a page of the server sends.
fn send(server: &Server, query: &str, name: &str, bytes: &[u8]) -> Reply {
    let mut request = format!(
        "POST {PATH}{query} HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\nsec-fetch-site: same-origin\r\n\
         connection: close\r\nifn-file-name: {name}\r\ncontent-length: {1}\r\n\r\n",
        server.address,
        bytes.len()
    )
    .into_bytes();
    request.extend(bytes);
    Reply::read(&server.raw(&request))
}

#[test]
fn a_spreadsheet_is_checked_as_the_command_checks_it() {
    let dir = built();
    let kept = tempfile::tempdir().unwrap();
    let mut serve = command(kept.path());
    serve.args(["serve", "--listen", "127.0.0.1:0", "--allow-uploads", "--out"]);
    serve.arg(dir.join("out")).env("TMPDIR", kept.path());
    let server = Server::spawn(serve);
    let proposal = send(&server, "", "Hub%2023.xlsx", &hub()).ok().json();
    let field = |name: &str| {
        let fields = proposal["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).unwrap().clone()
    };
    for (name, column) in [("nom", 1), ("code_postal", 3), ("commune", 3), ("telephone", 4)] {
        assert_eq!(field(name)["columns"][0], column, "{name}: {}", field(name));
    }
    let check = &proposal["check"];
    assert_eq!((&check["places"], &check["rejected"]), (&2.into(), &0.into()), "{check}");
    // Lines are those of the spreadsheet program.
    let wrong: Vec<(&Value, &Value)> =
        check["errors"].as_array().unwrap().iter().map(|e| (&e["line"], &e["value"])).collect();
    assert!(wrong.contains(&(&5.into(), &"05 55".into())), "{wrong:?}");
    let csv = send(&server, "?format=csv", "Hub%2023.xlsx", &hub()).ok();
    // The command, with the mapping that was downloaded, says the same.
    let own = tempfile::tempdir().unwrap();
    std::fs::write(own.path().join("Hub 23.xlsx"), hub()).unwrap();
    std::fs::write(own.path().join("m.toml"), proposal["toml"].as_str().unwrap()).unwrap();
    let args = ["places", "check", "Hub 23.xlsx", "--mapping", "m.toml", "--errors", "e.csv"];
    ifn(own.path(), &args).ok();
    assert_eq!(csv.text(), std::fs::read_to_string(own.path().join("e.csv")).unwrap());
    // A layer is read from a file, which is gone once it is answered.
    let layer = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"nom": "Lieu", "commune": "Guéret"},
        "geometry": {"type": "Point", "coordinates": [1.872, 46.17]}}]}"#;
    let read = send(&server, "", "lieux.geojson", layer.as_bytes()).ok().json();
    assert_eq!((&read["title"], &read["check"]["places"]), (&"lieux".into(), &1.into()), "{read}");
    let left: Vec<_> = std::fs::read_dir(kept.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!server.log().contains("Hub") && !server.log().contains("lieux"), "{}", server.log());
}

#[test]
fn a_place_that_is_known_already_is_said() {
    let dir = built();
    let server = Server::start(&dir, &["--allow-uploads"]);
    let places = server.get("/api/v1/places?limit=50").ok().json();
    let known = places["places"].as_array().unwrap().iter().find(|p| p["adresse"].is_string());
    let known = known.expect("a place with an address");
    let text = |name: &str| known[name].to_string().trim_matches('"').to_string();
    let file = format!(
        "Nom;Adresse;Code INSEE;Latitude;Longitude\n{};{};{};{};{}\nNouveau lieu;1 rue Neuve;93066;48.936;2.357\n",
        text("nom"),
        text("adresse"),
        text("code_insee"),
        text("latitude"),
        text("longitude"),
    );
    let check = send(&server, "", "a.csv", file.as_bytes()).ok().json()["check"].clone();
    assert_eq!(check["known_total"], 1, "{check}");
    let found = &check["known"][0];
    assert_eq!((&found["line"], &found["id"]), (&2.into(), &known["id"]));
    assert!(found["at"]["lon"].is_number() && !found["sources"][0].as_str().unwrap().is_empty());
}

#[test]
fn only_a_loopback_address_and_only_its_own_pages() {
    let dir = built();
    let run = ifn(&dir, &["serve", "--listen", "0.0.0.0:0", "--allow-uploads"]);
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(run.err.contains("needs a loopback address"), "{}", run.err);
    let args = ["serve", "--listen", "127.0.0.1:0", "--allow-uploads", "--public-url"];
    let run = ifn(&dir, &[&args[..], &["https://ifn.example.fr"]].concat());
    assert_eq!(run.status, 2, "{}", run.err);
    let server = Server::start(&dir, &["--allow-uploads"]);
    let name = ("ifn-file-name", "a.csv");
    for other in [
        ("origin", "http://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("x-forwarded-for", "192.0.2.1"),
    ] {
        let reply = server.ask("POST", PATH, &[name, other], "Nom;Ville\nA;B\n");
        assert_eq!(reply.status, 403, "{other:?}: {}", reply.text());
    }
    // A form that another site posts has no name of a file.
    let form = ("content-type", "text/plain");
    assert_eq!(server.ask("POST", PATH, &[form], "Nom;Ville\nA;B\n").status, 400);
    let bare = Server::start(&dir, &[]);
    bare.ask("POST", PATH, &[name], "Nom;Ville\nA;B\n").problem(403, "has not allowed files");
}

#[test]
fn who_sends_slowly_gives_the_place_back() {
    let dir = built();
    let server = Server::start(&dir, &["--allow-uploads", "--request-timeout-s", "3"]);
    // The communes are read at the first file.
    send(&server, "", "a.csv", b"Nom;Commune\nA;Bobigny\n");
    let mut slow = server.connect();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: {}\r\nifn-file-name: a.csv\r\ncontent-length: 1000\r\n\r\nNom;",
        server.address
    );
    slow.write_all(head.as_bytes()).unwrap();
    let mut cut = server.connect();
    cut.write_all(head.as_bytes()).unwrap();
    drop(cut);
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).unwrap();
    Reply::read(&answer).problem(408, "was not here");
    let next = send(&server, "", "b.csv", b"Nom;Commune\nA;Bobigny\n").ok();
    assert_eq!(next.json()["check"]["places"], 1);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
