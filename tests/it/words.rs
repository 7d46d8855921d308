//! What people read: the words of a method wherever it is named, where a unit stands, need and supply, what to
//! study; which method is taken when nobody names one.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::server::{Server, served};
use crate::common::{built, built_communes, ifn, manifest, root};

/// What the embedded index is called, everywhere.
const NAME: &str = "Âge et éloignement des services — indice partiel";
/// What it is not, which its notice says.
const IS_NOT: &str = "l’indice de fragilité numérique (IFN) publié";
/// Names of columns and values, which programs read.
const TECHNICAL: [&str; 2] = ["fragile_near", "fragile_far"];

/// Fails where a text calls something fragile, or speaks of it in other words than the method's.
fn says_nothing_fragile(of: &str, text: &str) {
    let mut left = text.replace('\'', "’").replace(IS_NOT, "");
    for name in TECHNICAL {
        left = left.replace(name, "");
    }
    let found = left.to_lowercase().find("fragil");
    let around = found.map(|at| left.chars().skip(left[..at].chars().count().saturating_sub(60)));
    assert!(found.is_none(), "{of}: …{}", around.unwrap().take(140).collect::<String>());
}

/// The embedded method with a section `[words]` of another text; none for an empty one.
fn with_words(words: &str) -> String {
    let text = std::fs::read_to_string(root().join("configs/embarque.toml")).unwrap();
    let (before, rest) = text.split_once("[words]").unwrap();
    let (_, after) = rest.split_once("[scale]").unwrap();
    format!("{before}{words}\n[scale]{after}")
}

fn built_with(dir: &Path, words: &str) -> Value {
    std::fs::write(dir.join("m.toml"), with_words(words)).unwrap();
    let args = ["build", "m.toml", "--quiet", "--no-geometry", "--level", "departement,region"];
    ifn(dir, &args).ok();
    manifest(&dir.join("out"))
}

#[test]
fn the_embedded_index_never_says_fragile() {
    let (dir, server) = served();
    let words = &manifest(&dir.join("out"))["method"]["words"];
    assert_eq!(words["fr"]["long"], NAME);
    assert_eq!(words["fr"]["high"], "indice plus élevé");
    for unit in
        ["commune:23096", "departement:93", "epci:200054781", "iris:930660101", "commune:97611"]
    {
        let (level, code) = unit.split_once(':').unwrap();
        let path = format!("/api/v1/territories/{level}/{code}");
        let page = server.get(&format!("{path}?format=html")).ok().text();
        assert!(page.contains(NAME), "{unit}: {page}");
        says_nothing_fragile(unit, &page);
        let sheet = server.get(&format!("{path}?format=json")).ok().json();
        assert_eq!(&sheet["words"], words);
        assert_eq!(sheet["method"]["title"], NAME);
        let told = ifn(&dir, &["explain", unit]).ok().out;
        assert!(told.contains(words["en"]["key"].as_str().unwrap()), "{told}");
        says_nothing_fragile(unit, &told);
    }
    for path in ["/recherche", "/recherche?q=guéret", "/api/v1/levels", "/api/v1/indicators"] {
        says_nothing_fragile(path, &server.get(path).ok().text());
    }
    let search = server.get("/recherche").ok().text();
    assert!(search.contains(&format!("<h1>{NAME}</h1>")), "{search}");
    assert!(search.contains("population plus âgée, services plus éloignés"), "{search}");
    let gaps = ifn(&dir, &["gaps", "--top", "3"]).ok().out;
    says_nothing_fragile("gaps", &gaps);
    assert!(!gaps.contains("to study"), "one answer alone is none: {gaps}");
    for args in [&["check", "embarque"][..], &["compare", "out", "out"]] {
        says_nothing_fragile(args[0], &ifn(&dir, args).ok().out);
    }
    let dictionary = ifn(&dir, &["check", "embarque", "--dictionary"]).ok().out;
    says_nothing_fragile("dictionary", &dictionary);
    assert!(dictionary.contains("High index: an older population"), "{dictionary}");
}

#[test]
fn methods_are_listed_with_their_words() {
    let (_, server) = served();
    let methods = server.get("/api/v1/methods").ok().json();
    assert_eq!(methods["served"]["words"]["fr"]["short"], "Âge et éloignement");
    for method in methods["carried"].as_array().unwrap() {
        let words = &method["words"];
        let fragile = method["id"].as_str().unwrap().starts_with("ifn-");
        assert_eq!(words["fr"]["high"] == "plus fragile", fragile, "{method}");
        assert_eq!(words["en"]["low"] == "less fragile", fragile, "{method}");
    }
}

#[test]
fn a_method_says_its_own_words() {
    let dir = tempfile::tempdir().unwrap();
    let words = "[words]\nlong = \"L'indice du Hub\"\nhigh = \"plus exposé\"\nlow = \"moins exposé\"\n\
                 key = \"Indice élevé : plus d'appels\"\n[words.en]\nkey = \"High index: more calls\"\n";
    let built = built_with(dir.path(), words);
    let told = &built["method"]["words"];
    assert_eq!(told["fr"]["high"], "plus exposé");
    assert_eq!(told["en"]["high"], "higher index", "what is not said is neutral");
    let explained = ifn(dir.path(), &["explain", "departement:23"]).ok().out;
    assert!(explained.contains("\nHigh index: more calls\n"), "{explained}");
    let server = Server::start(dir.path(), &[]);
    let page = server.get("/api/v1/territories/departement/23?format=html").ok().text();
    for said in ["L’indice du Hub", "Indice élevé\u{202f}: plus d’appels."] {
        assert!(page.contains(said), "{said:?} is not in {page}");
    }
    let check = ifn(dir.path(), &["check", "m.toml"]).ok().out;
    assert!(
        check.contains("in French: L'indice du Hub · Indice · indice · plus exposé / moins exposé"),
        "{check}"
    );
    // A mistake names its line.
    std::fs::write(dir.path().join("m.toml"), with_words("[words]\nhihg = \"x\"\n")).unwrap();
    let wrong = ifn(dir.path(), &["check", "m.toml"]);
    assert_eq!(wrong.status, 1);
    assert!(
        wrong.err.contains("m.toml:") && wrong.err.contains("did you mean high?"),
        "{}",
        wrong.err
    );
}

#[test]
fn a_method_without_words_calls_nothing_fragile() {
    let dir = tempfile::tempdir().unwrap();
    let built = built_with(dir.path(), "");
    assert_eq!(built["method"]["words"]["fr"]["high"], "indice plus élevé");
    let explained = ifn(dir.path(), &["explain", "region:11"]).ok().out;
    says_nothing_fragile("explain", &explained);
    assert!(explained.contains("High index: towards the top of the method's scale"), "{explained}");
}

#[test]
fn sheets_say_where_a_unit_stands_and_what_is_missing() {
    let (_, server) = served();
    let page = |unit: &str| {
        let path = format!("/api/v1/territories/{}?format=html", unit.replace(':', "/"));
        server.get(&path).ok().text()
    };
    let commune = page("commune:23165");
    for said in [
        "Indice plus élevé que dans 98\u{202f}% des communes.",
        "les trois tiers des communes, pas une norme",
        "calculée à partir des territoires plus petits",
        "Fait partie de",
        "donnée de ce territoire",
    ] {
        assert!(commune.contains(said), "{said:?} is not in {commune}");
    }
    assert!(!commune.contains("Piste à étudier") && !commune.contains("frein"), "{commune}");
    // Few units are ranked; none is said to be 100 % or 0 % of them.
    let departement = page("departement:23");
    assert!(departement.contains("sur 100 départements de France."), "{departement}");
    assert!(!departement.contains("décile"), "{departement}");
    // Mayotte is not in the census by IRIS.
    let mayotte = page("commune:97611");
    for said in
        ["donnée manquante", "aucune donnée dans les territoires plus petits", "Pas d’indice"]
    {
        assert!(mayotte.contains(said), "{said:?} is not in {mayotte}");
    }
    for page in [commune, departement, mayotte] {
        let text = page.split_once("<body>").unwrap().1.replace("&quot;", "");
        for wrong in [" ;", " !", " ?", " %", "no_row", "town_hall", "aggregated"] {
            assert!(!text.contains(wrong), "{wrong:?} is in {text}");
        }
    }
}

#[test]
fn a_remedy_is_something_to_study_where_indicators_tell_them_apart() {
    let Some(dir) = built_communes() else { return };
    let gaps = ifn(&dir, &["gaps", "--top", "5"]).ok().out;
    assert!(gaps.lines().any(|line| line.ends_with("to study")), "{gaps}");
    let server = Server::start(&dir, &[]);
    let path = "/api/v1/gaps/commune?columns=code,need_class,remedy&layout=columns";
    let columns = &server.get(path).ok().json()["columns"];
    let column = |name: &str| columns[name].as_array().unwrap().clone();
    let (codes, classes, remedies) = (column("code"), column("need_class"), column("remedy"));
    let of_class = |class: u64| classes.iter().position(|c| c.as_u64() == Some(class)).unwrap();
    for (class, proposed) in [(1, false), (2, true), (3, true)] {
        let row = of_class(class);
        assert_eq!(remedies[row] != "none", proposed);
        let code = codes[row].as_str().unwrap();
        let page =
            server.get(&format!("/api/v1/territories/commune/{code}?format=html")).ok().text();
        assert_eq!(page.contains("Piste à étudier\u{202f}: "), proposed, "{page}");
        assert_eq!(
            page.contains("ne veut pas dire qu’il n’y a pas de besoin"),
            !proposed,
            "{page}"
        );
        let told = ifn(&dir, &["explain", code]).ok().out;
        assert_eq!(told.contains("worth studying: "), proposed, "{told}");
    }
}

#[test]
fn without_a_name_and_without_data_the_embedded_method_is_taken_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let run = ifn(dir.path(), &["build", "--no-geometry", "--level", "region"]).ok();
    assert!(run.err.contains("method `embarque`, for none is named"), "{}", run.err);
    assert!(run.err.contains("`ifn fetch ifn-2023` takes them"), "{}", run.err);
    assert!(run.out.starts_with(&format!("{NAME}\nHigh index: ")), "{}", run.out);
    let quiet = ifn(dir.path(), &["build", "-q", "--no-geometry", "--level", "region"]).ok();
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let named = ifn(dir.path(), &["build", "embarque", "--no-geometry", "--level", "region"]).ok();
    assert!(!named.err.contains("none is named"), "{}", named.err);
}

#[test]
fn the_ten_of_make_run_are_places_where_people_live() {
    let dir = built();
    let script = root().join("scripts/top.sh");
    let run = Command::new(script).arg(env!("CARGO_BIN_EXE_ifn")).arg(dir.join("out")).output();
    let output = run.unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("1,000 inhabitants and more"), "{text}");
    says_nothing_fragile("top.sh", &text);
    let rows: Vec<Vec<&str>> = lines[2..].iter().map(|l| l.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 10, "{text}");
    assert!(rows.iter().all(|row| row[3].parse::<u64>().unwrap() >= 1000), "{text}");
    let ranks: Vec<u64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(ranks.is_sorted() && ranks[0] > 1, "{text}");
}
