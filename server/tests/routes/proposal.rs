//! Files of places that are sent to be checked: who may send them, which ones are read, what is answered.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use hyper::body::Frame;
use serde_json::Value;

use super::{Reply, Served, served, served_with};

const PATH: &str = "/api/v1/places/proposal";
const HUB: &str = "Nom de la structure;Adresse;CP;Ville;Tél.;Autre n°\n\
Médiathèque;1 place Bonnyaud;23000;Guéret;05 55;0555000001\n\
Tiers-lieu;8 rue du Clocher;23300;La Souterraine;0555000002;0555000003\n";

fn allowed() -> Served {
    served_with(|settings| settings.allow_uploads = true)
}

/// What a page of this server sends.
fn upload(path: &str, name: &str, body: impl Into<Body>) -> Request<Body> {
    let own = [("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")];
    let request = Request::builder().method(Method::POST).uri(path).header("ifn-file-name", name);
    let request = own.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.header("sec-fetch-site", "same-origin").body(body.into()).unwrap()
}

/// The last part of the problem's kind, behind its status.
fn problem(reply: &Reply) -> (u16, String) {
    let kind = reply.json()["type"].as_str().unwrap_or_default().to_string();
    (reply.status.as_u16(), kind.rsplit(':').next().unwrap_or_default().to_string())
}

fn field<'a>(proposal: &'a Value, name: &str) -> &'a Value {
    let fields = proposal["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap()
}

#[tokio::test]
async fn files_are_read_only_where_the_owner_allows_it() {
    let served = served();
    let reply = served.ask(upload(PATH, "hub.csv", HUB)).await;
    assert_eq!(problem(&reply), (403, "uploads-off".into()));
    assert!(reply.json()["help"].as_str().unwrap().contains("--allow-uploads"));
    assert_eq!(served.get(PATH).await.json()["allowed"], false);
    let served = allowed();
    assert_eq!(served.ask(upload(PATH, "hub.csv", HUB)).await.status, StatusCode::OK);
    let here = Request::builder().uri(PATH).header("host", "localhost:8080").body(Body::empty());
    assert_eq!(served.ask(here.unwrap()).await.json()["allowed"], true);
    // By another name this is no server that takes files.
    assert_eq!(served.get(PATH).await.json()["allowed"], false);
}

#[tokio::test]
async fn a_page_of_another_site_sends_nothing() {
    let served = allowed();
    for (name, value) in [
        ("host", "ifn.test"),
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("x-forwarded-for", "10.0.0.1"),
    ] {
        let mut request = upload(PATH, "hub.csv", HUB);
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = served.ask(request).await;
        assert_eq!(problem(&reply), (403, "other-site".into()), "{name}: {value}");
    }
    // A form has no such header, and a script of another site may not send it.
    let mut request = upload(PATH, "hub.csv", HUB);
    request.headers_mut().remove("ifn-file-name");
    assert_eq!(problem(&served.ask(request).await).0, 400);
    let asks = Request::builder().method(Method::OPTIONS).uri(PATH).header("host", "127.0.0.1");
    let asks = asks
        .header("origin", "http://evil.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "ifn-file-name")
        .body(Body::empty());
    let reply = served.ask(asks.unwrap()).await;
    let lets = reply.header(header::ACCESS_CONTROL_ALLOW_HEADERS).to_lowercase();
    assert!(!lets.contains("ifn-file-name") && !lets.contains('*'), "{lets}");
}

#[tokio::test]
async fn a_proposal_follows_who_knows_the_file() {
    let served = allowed();
    let reply = served.ask(upload(PATH, "Lieux%20du%20Hub.csv", HUB)).await;
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-store");
    let proposal = reply.json();
    assert_eq!(proposal["title"], "Lieux du Hub");
    assert_eq!(field(&proposal, "telephone")["columns"][0], 5);
    assert_eq!(field(&proposal, "horaires")["certainty"], Value::Null);
    assert!(proposal["toml"].as_str().unwrap().contains("path = \"Lieux du Hub.csv\""));
    let check = &proposal["check"];
    assert_eq!((&check["rows"], &check["places"]), (&2.into(), &2.into()));
    let wrong = |check: &Value| -> Vec<(u64, String)> {
        let errors = check["errors"].as_array().unwrap().iter();
        errors
            .map(|e| (e["line"].as_u64().unwrap(), e["title"].as_str().unwrap().to_string()))
            .collect()
    };
    assert!(wrong(check).contains(&(2, "Téléphone".into())), "{check}");
    // As people say it, not as the schema writes it.
    assert!(check["first"][1].to_string().contains("05 55 00 00 02"), "{}", check["first"]);
    // Both places stand at the centre of their commune, where the map can show them.
    assert_eq!(check["errors"][0]["at"]["centre"], true);
    let path = format!("{PATH}?fields=telephone:6,adresse:0");
    let proposal = served.ask(upload(&path, "hub.csv", HUB)).await.json();
    let telephone = field(&proposal, "telephone");
    assert_eq!(
        (&telephone["columns"][0], telephone["columns"].as_array().unwrap().len()),
        (&6.into(), 1)
    );
    assert!(telephone["reasons"][0].as_str().unwrap().contains("choisie par vous"), "{telephone}");
    assert_eq!(field(&proposal, "adresse")["columns"].as_array().unwrap().len(), 0);
    let left = &proposal["columns"][4]["left_out"];
    assert!(left.as_str().unwrap().contains("demandé"), "{left}");
    let check = &proposal["check"];
    assert!(!wrong(check).iter().any(|(_, title)| title == "Téléphone"), "{check}");
    // The same mistakes as the command writes.
    let csv = served.ask(upload(&format!("{PATH}?format=csv"), "hub.csv", HUB)).await;
    let text = String::from_utf8(csv.body).unwrap();
    assert!(text.starts_with("\u{feff}source;ligne;champ;nom technique;valeur;"), "{text}");
    assert!(text.contains("hub;2;Téléphone;telephone;05 55;"), "{text}");
    for (query, said) in [
        ("fields=telefone:3", "telephone"),
        ("fields=telephone:99", "heading"),
        ("fields=telephone:x", "telephone:7"),
        ("fields=telephone:5,telephone:6", "twice"),
        ("format=xlsx", "json or csv"),
        ("feilds=telephone:5", "fields"),
    ] {
        let reply = served.ask(upload(&format!("{PATH}?{query}"), "hub.csv", HUB)).await;
        assert!(reply.status.is_client_error(), "{query}");
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.contains(said), "{query}: {text}");
    }
}

#[tokio::test]
async fn a_file_without_what_makes_places_says_what_is_missing() {
    let served = allowed();
    let proposal = served.ask(upload(PATH, "a.csv", "Montant;Solde\n1;2\n3;4\n")).await.json();
    assert_eq!((&proposal["toml"], &proposal["check"]), (&Value::Null, &Value::Null));
    assert!(proposal["lacking"][0].as_str().unwrap().contains("Nom"), "{proposal}");
    let csv = served.ask(upload(&format!("{PATH}?format=csv"), "a.csv", "Montant\n1\n")).await;
    assert_eq!(problem(&csv), (422, "unreadable-file".into()));
}

#[tokio::test]
async fn files_that_are_none_are_refused() {
    let served = allowed();
    for (name, body, status, kind) in [
        ("a.zip", HUB, 415, "unknown-file-kind"),
        ("a.parquet", HUB, 415, "unknown-file-kind"),
        ("a", HUB, 415, "unknown-file-kind"),
        ("..%2F..%2Fetc%2Fpasswd.csv", HUB, 400, "bad-request"),
        ("a.csv", "", 422, "unreadable-file"),
        ("a.csv", "Nom;Ville\n", 422, "unreadable-file"),
        ("a.xlsx", HUB, 422, "unreadable-file"),
        ("a.ods", "PK", 422, "unreadable-file"),
        ("a.xls", HUB, 422, "unreadable-file"),
        ("a.geojson", HUB, 422, "unreadable-file"),
        ("a.gpkg", HUB, 422, "unreadable-file"),
        ("a.json", "[{", 422, "unreadable-file"),
    ] {
        let reply = served.ask(upload(PATH, name, body)).await;
        assert_eq!(problem(&reply), (status, kind.into()), "{name}: {:?}", reply.json());
        // Where the file was kept meanwhile is nobody's concern.
        let text = String::from_utf8(reply.body).unwrap();
        assert!(!text.contains("/tmp"), "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_in_french() {
    let served = allowed();
    let many = format!("Nom;Ville\n{}", "A;Guéret\n".repeat(50_001));
    for (name, body, said) in [
        ("a.csv", "", "est vide"),
        ("a.csv", "Nom;Ville\n", "aucune ligne en dessous"),
        ("a.csv", "A;23000;0555000001\nB;23000;0555000002\n", "n’a pas de titres"),
        ("a.csv", "Nom;Nom\nA;B\n", "titre différent"),
        ("a.csv", "Nom;Ville;CP\n\"A;Ahun;23150\nB;Ahun;23150\n", "guillemet"),
        ("a.csv", "Nom;Ville\nA;Ahun\nB;Ahun;23150\nC;Ahun\n", "Ligne 3"),
        ("a.csv", many.as_str(), "50\u{202f}000 au plus"),
        ("a.xlsx", HUB, "pas un classeur"),
        ("a.json", "[{", "JSON"),
    ] {
        let reply = served.ask(upload(PATH, name, body.to_string())).await;
        let detail = reply.json()["detail"].as_str().unwrap().to_string();
        assert!(detail.contains(said), "{name}: {detail}");
        assert_eq!(reply.header(header::CONTENT_LANGUAGE), "fr", "{detail}");
    }
}

#[tokio::test]
async fn sizes_are_bounded_announced_or_not() {
    let served = allowed();
    let large = Bytes::from(vec![b'x'; (20 << 20) + 1]);
    let mut request = upload(PATH, "a.csv", large.clone());
    request.headers_mut().insert(header::CONTENT_LENGTH, large.len().into());
    assert_eq!(problem(&served.ask(request).await), (413, "too-large".into()));
    let streamed = large.chunks(1 << 20).map(|part| Ok(Bytes::copy_from_slice(part)));
    let parts: Vec<Result<Bytes, std::io::Error>> = streamed.collect();
    let body = Body::new(Parts(parts.into_iter()));
    assert_eq!(problem(&served.ask(upload(PATH, "a.csv", body)).await), (413, "too-large".into()));
    // A file that is cut off on its way is no shorter file.
    let parts = vec![
        Ok(Bytes::from_static(HUB.as_bytes())),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ];
    let body = Body::new(Parts(parts.into_iter()));
    assert_eq!(problem(&served.ask(upload(PATH, "a.csv", body)).await).0, 400);
}

/// Parts of a body as they come.
struct Parts(std::vec::IntoIter<Result<Bytes, std::io::Error>>);

impl hyper::body::Body for Parts {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(self.0.next().map(|part| part.map(Frame::data)))
    }
}

#[tokio::test]
async fn hostile_tables_take_no_time() {
    let served = allowed();
    let begun = Instant::now();
    let long = "é".repeat(32_500);
    let cells = format!("Nom;Ville;Tél.;Horaires;Services\n{long};Guéret;{long};{long};{long}\n");
    let proposal = served.ask(upload(PATH, "a.csv", cells)).await;
    assert_eq!(proposal.status, StatusCode::OK);
    // What is repeated of a cell is cut.
    assert!(proposal.body.len() < 200_000, "{}", proposal.body.len());
    let names: Vec<String> = (0..5_000).map(|i| format!("colonne {i}")).collect();
    let wide = format!("Nom;Ville;{}\nA;Guéret{}\n", names.join(";"), ";x".repeat(5_000));
    let proposal = served.ask(upload(PATH, "a.csv", wide)).await.json();
    assert!(proposal["notes"][0].as_str().unwrap().contains("5002"), "{}", proposal["notes"]);
    let many = format!("Nom;Ville\n{}", "A;Guéret\n".repeat(50_001));
    let reply = served.ask(upload(PATH, "a.csv", many)).await;
    assert_eq!(problem(&reply), (422, "unreadable-file".into()));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_workbook_that_unpacks_to_very_much_is_refused() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/worksheets/sheet1.xml", packed).unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&zeros).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    let served = allowed();
    let begun = Instant::now();
    let reply = served.ask(upload(PATH, "a.xlsx", bomb)).await;
    assert_eq!(problem(&reply), (422, "unreadable-file".into()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("trop grand"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn two_files_at_once_are_read_one_after_the_other() {
    let served = allowed();
    let one = served.ask(upload(PATH, "a.csv", HUB));
    let two = served.ask(upload(PATH, "b.csv", HUB));
    let (one, two) = tokio::join!(one, two);
    assert_eq!((&one.json()["title"], &two.json()["title"]), (&"a".into(), &"b".into()));
}

/// A body of which nothing comes.
struct Idle;

impl hyper::body::Body for Idle {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn who_sends_slowly_holds_no_place_and_who_comes_too_many_is_told_at_once() {
    let served = served_with(|settings| {
        settings.allow_uploads = true;
        settings.request_timeout_s = 6;
    });
    // The communes are read at the first file.
    served.ask(upload(PATH, "a.csv", HUB)).await;
    let slow = || served.ask(upload(PATH, "slow.csv", Body::new(Idle)));
    let others = async {
        let begun = Instant::now();
        let quick = served.ask(upload(PATH, "quick.csv", HUB)).await;
        let next = async {
            let reply = served.ask(upload(PATH, "next.csv", HUB)).await;
            assert_eq!(problem(&reply), (503, "files-before".into()));
            assert!(!reply.header(header::RETRY_AFTER).is_empty());
        };
        let (eighth, ()) = tokio::join!(slow(), next);
        assert!(begun.elapsed() > Duration::from_secs(2), "{:?}", begun.elapsed());
        (quick.status, problem(&eighth))
    };
    let (first, .., (quick, eighth)) =
        tokio::join!(slow(), slow(), slow(), slow(), slow(), slow(), slow(), others);
    assert_eq!(quick, StatusCode::OK);
    for reply in [problem(&first), eighth] {
        assert_eq!(reply, (408, "too-slow".into()));
    }
}

#[test]
fn uploads_are_for_this_machine_alone() {
    let settings = ifn_server::Settings { allow_uploads: true, ..Default::default() };
    assert!(settings.check().is_ok());
    for (address, fits) in
        [("127.0.0.1", true), ("::1", true), ("0.0.0.0", false), ("10.0.0.1", false)]
    {
        let checked = settings.check_listened(address.parse().unwrap());
        assert_eq!(checked.is_ok(), fits, "{address}");
    }
    let url = Some("https://ifn.example.fr".to_string());
    let settings = ifn_server::Settings { public_url: url, ..settings };
    assert!(settings.check().unwrap_err().to_string().contains("exclude each other"));
}
