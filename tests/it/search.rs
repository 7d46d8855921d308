//! Places as people type them: names, codes and postal codes, over HTTP and in the command alike.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use ifn_engine::catalog::Catalog;
use ifn_engine::territory::{Gazetteer, MatchReason, load_france};
use serde_json::Value;

use crate::common::origin::{Origin, reply};
use crate::common::server::{Server, served};
use crate::common::{built, ifn, run_python};

fn search(q: &str, more: &str) -> Vec<Value> {
    let (_, server) = served();
    let q: Vec<String> = q.bytes().map(|b| format!("%{b:02X}")).collect();
    let q = q.concat();
    let found = server.get(&format!("/api/v1/search?q={q}{more}")).ok().json();
    found["results"].as_array().unwrap().clone()
}

fn unit(found: &Value) -> String {
    let text = |key: &str| found[key].as_str().unwrap().to_string();
    format!("{}:{} by {}", text("level"), text("code"), text("match"))
}

#[test]
fn what_people_type_is_found_and_says_why() {
    for (typed, expected) in [
        ("97400", "commune:97411 by postal_code"),
        ("23000", "commune:23096 by postal_code"),
        ("75012", "commune:75056 by postal_code"),
        ("St Denis 93", "commune:93066 by name"),
        ("saint-denis (93)", "commune:93066 by name"),
        ("97400 SAINT DENIS", "commune:97411 by name"),
        ("Saint-Denis, 974", "commune:97411 by name"),
        ("23000 GUERET CEDEX", "commune:23096 by name"),
        ("Pierrefitte-sur-Seine", "commune:93066 by delegated"),
        ("93059", "commune:93066 by delegated"),
        ("Lomme", "commune:59350 by associated"),
        ("63266", "commune:63255 by former_code"),
        ("Paris 12e", "commune:75056 by arrondissement"),
        ("paris 12", "commune:75056 by arrondissement"),
        ("Marseille 13", "commune:13055 by arrondissement"),
        ("200046977", "epci:200046977 by siren"),
        ("200 046 977", "epci:200046977 by siren"),
        ("métropole de lyon", "epci:200046977 by name"),
        ("creuse", "departement:23 by name"),
        ("23", "departement:23 by code"),
        ("1", "departement:01 by code"),
        ("2a", "departement:2A by code"),
        ("bretagne", "region:53 by name"),
        ("guéret creuse", "commune:23096 by name"),
        ("Brest Finistère", "commune:29019 by name"),
        ("Saint-Denis (La Réunion)", "commune:97411 by name"),
        ("Montreuil seine-saint-denis", "commune:93048 by name"),
        ("Saint-Denis 93 200", "commune:93066 by name"),
        ("Cherbourg-Octeville", "commune:50129 by former_name"),
        ("Condé-sur-Noireau", "commune:14174 by former_name"),
        ("Châlons-sur-Marne", "commune:51108 by former_name"),
    ] {
        let found = search(typed, "");
        assert_eq!(found.first().map(unit).as_deref(), Some(expected), "{typed}");
        assert_eq!(found[0]["exact"], true, "{typed}");
    }
    assert_eq!(search("gueret 2", "")[0]["exact"], false);
    assert_eq!(search("gueert", "")[0]["exact"], false);
}

#[test]
fn what_leads_elsewhere_is_said() {
    let said = |typed: &str| search(typed, "")[0]["carried"]["said"].as_str().map(String::from);
    for (typed, expected) in [
        ("97400", "97400 est un code postal de Saint-Denis (97411)."),
        (
            "75012",
            "75012 est le code postal de Paris 12e Arrondissement, qui fait partie de Paris (75056).",
        ),
        (
            "Pierrefitte-sur-Seine",
            "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066).",
        ),
        ("Paris 12e", "75112 Paris 12e Arrondissement fait partie de Paris (75056)."),
        (
            "Cherbourg-Octeville",
            "Cherbourg-Octeville fait maintenant partie de Cherbourg-en-Cotentin (50129).",
        ),
        (
            "Châlons-sur-Marne",
            "Châlons-sur-Marne est un ancien nom de Châlons-en-Champagne (51108).",
        ),
    ] {
        assert_eq!(said(typed).as_deref(), Some(expected), "{typed}");
    }
    assert_eq!(said("saint-denis 93"), None);
    let (_, server) = served();
    let page = server.get("/recherche?q=97400").ok().text();
    assert!(page.contains("97400 est un code postal de Saint-Denis"), "{page}");
}

#[test]
fn several_communes_of_a_postal_code_come_by_population() {
    let found = search("23000", "&limit=50");
    assert_eq!(found.len(), 15);
    let persons = |found: &Value| found["population"].as_f64().unwrap();
    assert!(found.windows(2).all(|two| persons(&two[0]) >= persons(&two[1])));
    // A number that is a commune's code and another one's postal code is both, each for its reason.
    let both: Vec<String> = search("35200", "").iter().take(2).map(unit).collect();
    assert_eq!(both, ["commune:35238 by postal_code", "commune:35200 by code"]);
    // While it is typed.
    assert!(search("9740", "").iter().any(|found| found["code"] == "97411"));
}

#[test]
fn the_command_finds_the_same_and_never_chooses_in_silence() {
    let dir = built();
    let explain = |text: &str| ifn(&dir, &["explain", text]);
    for (typed, said) in [
        ("97400", "97400 is a postal code of 97411 Saint-Denis"),
        ("St Denis 93", "Saint-Denis — commune 93066"),
        ("97400 Saint-Denis", "Saint-Denis — commune 97411"),
        ("Pierrefitte-sur-Seine", "93059 Pierrefitte-sur-Seine is now in 93066 Saint-Denis"),
        ("Paris 12e", "75112 Paris 12e Arrondissement is part of 75056 Paris"),
        ("75012", "75012 is a postal code of Paris 12e Arrondissement, part of 75056 Paris"),
        ("200 046 977", "epci 200046977"),
        ("creuse", "Creuse — departement 23"),
        ("guéret creuse", "Guéret — commune 23096"),
        ("Saint-Denis (La Réunion)", "Saint-Denis — commune 97411"),
        ("Cherbourg-Octeville", "Cherbourg-Octeville is now in 50129 Cherbourg-en-Cotentin\n"),
        ("Châlons-sur-Marne", "Châlons-sur-Marne was the name of 51108 Châlons-en-Champagne\n"),
        ("35200", "also: commune Rennes (35200 is a postal code of 35238 Rennes)"),
    ] {
        let out = explain(typed).ok().out;
        assert!(out.contains(said), "{typed}: {out}");
    }
    for (typed, said) in [
        (
            "23000",
            &["15 communes have the postal code 23000", "give a code: 23096 (commune Guéret)"][..],
        ),
        (
            "Saint-Denis",
            &["several units are named \"Saint-Denis\"", "93066 (commune Saint-Denis)"],
        ),
        ("99999", &["unknown code or name \"99999\""]),
        ("gueert", &["did you mean 23096 (commune Guéret)"]),
        ("a\u{1b}[31m", &["unknown code or name"]),
        (&"x".repeat(65_000), &["a code or name has 200 characters at most"]),
    ] {
        let run = explain(typed);
        assert_eq!(run.status, 2, "{typed}");
        for said in said {
            assert!(run.err.contains(said), "{typed}: {}", run.err);
        }
        assert!(!run.err.contains('\u{1b}'), "{:?}", run.err);
    }
    let json = ifn(&dir, &["explain", "35200", "--json"]).ok().out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["code"], &json["also"][0]["code"]), (&"35200".into(), &"35238".into()));
}

#[test]
fn a_person_is_sent_from_a_postal_code() {
    let dir = built();
    let near = |from: &str| ifn(&dir, &["places", "near", from, "--limit", "1"]);
    let out = near("97400").ok().out;
    assert!(out.contains("au départ de Saint-Denis (97411)"), "{out}");
    assert!(out.contains("97400 est un code postal de Saint-Denis (97411)."), "{out}");
    let run = near("23000");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("15 communes have the postal code 23000"), "{}", run.err);
    assert!(run.err.contains("Guéret (23096)"), "{}", run.err);
    for (typed, from) in [
        ("guéret creuse", "Guéret (23096)"),
        ("Saint-Denis (La Réunion)", "Saint-Denis (97411)"),
        ("Saint-Denis 93 200", "Saint-Denis (93066)"),
        ("Cherbourg-Octeville", "Cherbourg-en-Cotentin (50129)"),
        ("Châlons-sur-Marne", "Châlons-en-Champagne (51108)"),
    ] {
        let out = near(typed).ok().out;
        assert!(out.contains(&format!("au départ de {from}")), "{typed}: {out}");
    }
    let out = near("35200").ok().out;
    assert!(out.contains("c’est aussi un code postal\u{a0}: Rennes."), "{out}");
}

/// Every postal code, against the embedded file as pandas reads it.
#[test]
fn every_postal_code_finds_its_communes() {
    let script = "
import json, pandas as pd
postal = pd.read_parquet('datasets/embedded/postal_codes.parquet')
passage = pd.read_parquet('datasets/embedded/passage.parquet')
part = passage[passage.kind == 'arrondissement municipal'].set_index('old_code').new_code
postal['now'] = postal.commune.map(part).fillna(postal.commune)
print(json.dumps(postal.groupby('postal_code').now.agg(lambda x: sorted(set(x))).to_dict()))
";
    let Some(run) = run_python(&["-c", script]) else { return };
    let expected: BTreeMap<String, Vec<String>> = serde_json::from_str(&run.ok().out).unwrap();
    let catalog = Catalog::builtin().unwrap();
    let france = load_france(&catalog, Path::new("data")).unwrap();
    let gazetteer = Gazetteer::of_france(&france).unwrap();
    assert_eq!(expected.len(), 6187);
    for (postal, communes) in &expected {
        let found = gazetteer.find(postal, None, 1000).into_iter();
        let found = found.filter(|m| matches!(m.reason, MatchReason::PostalCode(_)) && m.exact);
        let mut codes: Vec<String> = found.map(|m| france[m.level].code(m.unit).into()).collect();
        codes.sort();
        // One that is also the commune's own code is found by it.
        codes.extend(communes.iter().filter(|code| *code == postal).cloned());
        codes.sort();
        codes.dedup();
        assert_eq!(&codes, communes, "{postal}");
    }
}

#[test]
fn a_search_is_bounded_and_fast() {
    let catalog = Catalog::builtin().unwrap();
    let france = load_france(&catalog, Path::new("data")).unwrap();
    let gazetteer = Gazetteer::of_france(&france).unwrap();
    // Groups of letters are counted once.
    gazetteer.find("xyzxyz", None, 10);
    let typed = ["23000", "974", "st denis 93", "paris 12", "pierrefite sur seine", "a", "saint"];
    let begun = Instant::now();
    for text in typed {
        gazetteer.find(text, None, 10);
    }
    for long in ["é".repeat(65_000), "1".repeat(65_000), "a ".repeat(32_000), "93 ".repeat(21_000)]
    {
        gazetteer.find(&long, None, 10);
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    let (_, server) = served();
    let begun = Instant::now();
    let reply = server.get(&format!("/api/v1/search?q={}", "a".repeat(65_000)));
    assert!(matches!(reply.status, 200 | 400 | 414 | 431), "{}", reply.status);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

/// What the geocoder of the Base Adresse Nationale answers, cut to what is read of it.
const ADDRESSES: &str = r#"{"type": "FeatureCollection", "features": [
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.357, 48.936]},
     "properties": {"label": "8 Rue de la République 93200 Saint-Denis", "score": 0.97, "type": "housenumber",
                    "citycode": "93066", "postcode": "93200", "city": "Saint-Denis"}},
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.361, 48.965]},
     "properties": {"label": "Rue de Paris 93380 Pierrefitte-sur-Seine", "type": "street", "citycode": "93059"}},
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [999, 0]}, "properties": {"label": "nulle part"}}
]}"#;

/// A geocoder that answers by what it is asked.
fn geocoder() -> Origin {
    Origin::start(|asked, stream| {
        let says = |text: &str| asked.path.contains(text);
        if says("lent") {
            std::thread::sleep(Duration::from_secs(6));
        } else if says("panne") {
            reply(stream, 503, &[], b"");
        } else if says("ailleurs") {
            reply(stream, 302, &[("Location", "http://example.org/")], b"");
        } else if says("page") {
            reply(stream, 200, &[], b"<html></html>");
        } else if says("long") {
            reply(stream, 200, &[], &vec![b' '; 1 << 20]);
        } else {
            reply(stream, 200, &[], ADDRESSES.as_bytes());
        }
    })
}

#[test]
fn addresses_are_searched_only_where_the_owner_allows_it() {
    let find = |server: &Server, body: &str| {
        server.ask("POST", "/api/v1/addresses", &[("content-type", "application/json")], body)
    };
    let host = |server: &Server| server.get("/health").ok().json()["addresses"].clone();
    let (dir, server) = served();
    assert!(host(&server).is_null());
    find(&server, r#"{"q": "8 rue de la république"}"#)
        .problem(404, "this server does not search addresses");
    let origin = geocoder();
    let server = Server::start(&dir, &["--address-search", &origin.url("/geocodage/search")]);
    assert_eq!(host(&server), "127.0.0.1");
    let answer = find(&server, r#"{"q": "8 rue du Secret", "limit": 2}"#).ok();
    assert_eq!(answer.header("cache-control"), "no-store");
    let found = answer.json();
    assert_eq!(found["asked"], "127.0.0.1");
    let said = found["said"].as_str().unwrap();
    assert_eq!(said, "Adresse cherchée auprès de 127.0.0.1, qui a reçu le texte saisi.");
    let results = found["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["label"], "8 Rue de la République 93200 Saint-Denis");
    assert_eq!((&results[0]["lon"], &results[0]["lat"]), (&2.357.into(), &48.936.into()));
    assert_eq!(results[0]["commune"]["code"], "93066");
    // The geocoder's year may be another one.
    assert_eq!(results[1]["commune"]["name"], "Saint-Denis");
    assert_eq!(results[1]["carried"]["kind"], "former");
    // It is asked for that, and no browser's headers are passed on.
    let asked = origin.asked();
    assert_eq!(asked[0].path, "/geocodage/search?q=8%20rue%20du%20Secret&limit=2");
    assert!(asked[0].header("referer").is_none() && asked[0].header("cookie").is_none());
    for (body, status, said) in [
        (r#"{"q": "ab"}"#, 400, "3 to 200 letters"),
        (r#"{"q": "8 rue", "limit": 11}"#, 400, "1 to 10 is expected"),
        (r#"{"address": "8 rue"}"#, 400, "unknown field"),
        (r#"{"q": "en panne"}"#, 502, "answers 503"),
        (r#"{"q": "ailleurs"}"#, 502, "answers 302"),
        (r#"{"q": "une page"}"#, 502, "does not answer as that of the Base Adresse Nationale"),
        (r#"{"q": "trop long"}"#, 502, "more than 262144 bytes"),
    ] {
        find(&server, body).problem(status, said);
    }
    let begun = Instant::now();
    find(&server, r#"{"q": "trop lent"}"#).problem(502, "does not answer within 4 s");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    // What people type is in no log.
    assert!(!server.log().contains("Secret") && !server.log().contains("lent"), "{}", server.log());
    let run = ifn(&dir, &["serve", "--address-search", "data.geopf.fr"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("the address search is"), "{}", run.err);
}

/// What is typed in the place of a code, in the command and over HTTP alike.
#[test]
fn a_zone_that_there_is_not_names_the_nearest() {
    let (_, server) = served();
    let dir = built();
    for (zone, said) in [
        ("commune:23000", "23000 is a postal code of commune:23096 (Guéret), "),
        (
            "departement:20",
            "20 is departement:2A (Corse-du-Sud) and departement:2B (Haute-Corse) now",
        ),
        ("region:74", "74 was Limousin until 2015, which is in region:75 (Nouvelle-Aquitaine) now"),
        ("epci:grand gueret", "did you mean epci:200034825 (CA du Grand Guéret)?"),
        ("commune:Cherbourg-Octeville", "is now in commune:50129 (Cherbourg-en-Cotentin)"),
    ] {
        let q: Vec<String> = zone.bytes().map(|b| format!("%{b:02X}")).collect();
        let q = q.concat();
        let reply = server.get(&format!("/api/v1/scores/commune?zone={q}"));
        assert_eq!(reply.status, 404, "{zone}");
        let help = reply.json()["help"].as_str().unwrap_or_default().to_string();
        assert!(help.contains(said), "{zone}: {help}");
        for args in [&["zones", zone][..], &["gaps", "--zone", zone]] {
            let run = ifn(&dir, args);
            assert_eq!(run.status, 2, "{zone}");
            assert!(run.err.contains(said), "{zone}: {}", run.err);
        }
    }
    for (code, said) in [
        ("23000", "23000 is a postal code of commune:23096 (Guéret), "),
        ("97400", "97400 is a postal code of commune:97411 (Saint-Denis)"),
    ] {
        let help = server.get(&format!("/api/v1/territories/commune/{code}")).json();
        assert!(help["help"].as_str().is_some_and(|help| help.contains(said)), "{help}");
    }
    let run = ifn(&dir, &["zones", "departement:\u{1b}[31m\u{202e}"]);
    assert!(
        run.err.contains(r"`\u{1b}[31m\u{202e}`") && !run.err.contains('\u{1b}'),
        "{}",
        run.err
    );
}

#[test]
fn zones_are_called_by_name() {
    let dir = built();
    let out = |args: &[&str]| ifn(&dir, args).ok().out;
    let explained = out(&["explain", "23165", "--zone", "departement:23"]);
    assert!(explained.contains("of 255 communes in Creuse (23), decile"), "{explained}");
    let gaps = out(&["gaps", "--zone", "epci:200034825", "--top", "1"]);
    assert!(gaps.contains("of CA du Grand Guéret\n") && !gaps.contains("200034825"), "{gaps}");
    let compared = out(&["compare", "out", "out", "--level", "commune", "--zone", "region:53"]);
    assert!(compared.contains("communes of Bretagne (53) have a score in both"), "{compared}");
    let (_, server) = served();
    let file = |query: &str| {
        let reply = server.get(&format!("/api/v1/scores/commune?format=csv&{query}"));
        reply.ok().header("content-disposition").to_string()
    };
    assert_eq!(
        file("zone=epci:200034825"),
        "attachment; filename=\"ifn-commune-ca-du-grand-gueret.csv\""
    );
    let four = file("zone=departement:22,departement:29,departement:35,departement:56");
    assert!(
        four.ends_with(
            "ifn-commune-cotes-d-armor-22-finistere-29-ille-et-vilaine-35-morbihan-56.csv\""
        ),
        "{four}"
    );
}
