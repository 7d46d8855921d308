//! The workbook of an officer, opened by those who open it: openpyxl, and LibreOffice where it is installed; and the
//! lists that say who comes first, recounted by pandas.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::server::Server;
use crate::common::{built, ifn, installed, run_python};

fn out() -> String {
    built().join("out").display().to_string()
}

/// Exports a level of the embedded build; what was said on standard error.
fn export(dir: &Path, args: &[&str]) -> String {
    let out = out();
    ifn(dir, &[&["export", "commune", "--out", &out], args].concat()).ok().err
}

fn opens(dir: &Path, zone: &str, least: &str) {
    let [xlsx, csv] = ["x.xlsx", "x.csv"].map(|name| dir.join(name).display().to_string());
    let out = out();
    let script = ["tests/clients/workbook.py", &out, &xlsx, &csv, zone, least];
    if let Some(run) = run_python(&script) {
        print!("{}", run.ok().out);
    }
}

#[test]
fn an_officers_workbook_opens_as_promised() {
    let dir = tempfile::tempdir().unwrap();
    for file in ["x.xlsx", "x.csv"] {
        export(dir.path(), &["--zone", "departement:01", "-q", "-o", file]);
    }
    opens(dir.path(), "Ain (01)", "0");
}

/// Of several members, under the name of the zone; every column that it adds is explained.
#[test]
fn a_territory_of_ones_own_has_its_workbook() {
    let dir = tempfile::tempdir().unwrap();
    let members = "departement:19,departement:23,departement:87";
    let zone = ["zones", members, "--name", "Hub du Limousin", "-q", "-o", "hub.json"];
    ifn(dir.path(), &zone).ok();
    export(dir.path(), &["--zone", "hub.json", "-q", "-o", "named.xlsx"]);
    export(dir.path(), &["--zone", members, "-q", "-o", "plain.xlsx"]);
    let script = r#"
import sys, openpyxl
for name, called in [("named", "Hub du Limousin"), ("plain", "Corrèze (19), Creuse (23), Haute-Vienne (87)")]:
    book = openpyxl.load_workbook(f"{sys.argv[1]}/{name}.xlsx")
    rows = list(book["Communes"].iter_rows(min_row=4, values_only=True))
    rank = [column for column, head in enumerate(rows[0]) if head.startswith(f"Rang\u202f: {called}")]
    ranks = [row[rank[0]] for row in rows[1:]]
    assert len(rank) == 1 and ranks == sorted(ranks) and ranks[0] == 1 and len(ranks) > 600, (name, rows[0])
    technical = [cell.value for cell in book["Données techniques"][1]]
    assert "gap_rank_in_zone" in technical, technical
    terms = {row[2]: row for row in book["Dictionnaire"].iter_rows(values_only=True) if row[0] == "Données techniques"}
    assert set(terms) == set(technical), set(technical) ^ set(terms)
    for column in ["rank_in_zone", "gap_rank_in_zone"]:
        assert called in terms[column][3], terms[column]
print("named")
"#;
    let folder = dir.path().display().to_string();
    let Some(run) = run_python(&["-c", script, &folder]) else { return };
    assert_eq!(run.ok().out.trim(), "named");
}

#[test]
fn persons_come_first_when_they_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let asked = ["--zone", "departement:23", "--sort", "gap_persons", "--min-population", "1000"];
    for file in ["x.xlsx", "x.csv"] {
        let said = export(dir.path(), &[&asked[..], &["-o", file]].concat());
        assert!(said.contains("units are left out: fewer than 1 000 inhabitants"), "{said}");
    }
    opens(dir.path(), "Creuse (23)", "1000");
    let script = r"
import sys, pandas as pd
out, csv = sys.argv[1:]
every = pd.read_parquet(out + '/scores/commune.parquet')
here = every[(every.departement == '23') & (every.population >= 1000)].copy()
here['key'] = (here.gap / 100 * here.at_risk).round(11)
here = here.sort_values(['key', 'code'], ascending=[False, True], na_position='last')
listed = pd.read_csv(csv, dtype={'code': str})
assert list(listed.code) == list(here.code) and 10 < len(listed) < 60, len(listed)
print('same')
";
    let csv = dir.path().join("x.csv").display().to_string();
    let Some(run) = run_python(&["-c", script, &out(), &csv]) else { return };
    assert_eq!(run.ok().out.trim(), "same");
}

#[test]
fn a_printed_list_says_whom_it_leaves_out() {
    let dir = built();
    let list = |args: &[&str]| {
        let args = [&["gaps", "--zone", "departement:23"], args].concat();
        ifn(&dir, &args).ok().out
    };
    let usual = list(&[]);
    assert!(usual.contains("are left out: fewer than 1 000 inhabitants"), "{usual}");
    assert!(usual.contains("--min-population 0 lists them"), "{usual}");
    assert!(!list(&["--min-population", "0"]).contains("left out"));
    assert!(list(&["--sort", "at_risk"]).contains("most persons at risk among 255 communes"));
    // Programs get every unit unless they ask for less.
    let json = |args: &[&str]| {
        let all = [&["--json", "--top", "1000"], args].concat();
        let text = list(&all);
        serde_json::from_str::<serde_json::Value>(&text).unwrap().as_array().unwrap().len()
    };
    assert!(json(&[]) > 240 && json(&["--min-population", "1000"]) < 60);
    let wrong = ifn(&dir, &["gaps", "--sort", "persons"]);
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    assert!(wrong.err.contains("at_risk") && wrong.err.contains("gap_persons"), "{}", wrong.err);
}

/// What an own territory calls its units is text, whatever a spreadsheet would make of it.
#[test]
fn a_name_is_never_a_formula() {
    let dir = tempfile::tempdir().unwrap();
    let names = ["=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(1)", "Évry & l'\"Île\""];
    let mut table = "code;nom;zone;pop;a\n".to_string();
    for (i, name) in names.iter().enumerate() {
        let name = name.replace('"', "\"\"");
        writeln!(table, "00{i};\"{name}\";z{};{}00;{i}", i % 2, i + 1).unwrap();
    }
    std::fs::write(dir.path().join("t.csv"), table).unwrap();
    let method = "id = 'm'\ntitle = '=1+1'\nlevels = ['ilot', 'zone']\n[normalise]\n\
         method = 'quantile_position'\n[[axis]]\nid = 'un'\n[[axis.indicator]]\nid = 'part'\n\
         [indicator.part]\ntitle = '@part'\ntable = 't'\nvalue = 'a'\n[territory]\ntable = 't'\n\
         level = 'ilot'\ncode = 'code'\nname = 'nom'\npopulation = 'pop'\n[territory.parents]\n\
         zone = 'zone'\n[table.t]\npath = 't.csv'\nkey = 'code'\nlevel = 'ilot'\ndelimiter = ';'\n";
    std::fs::write(dir.path().join("m.toml"), method).unwrap();
    ifn(dir.path(), &["build", "m.toml", "--no-geometry", "-q"]).ok();
    ifn(dir.path(), &["export", "ilot", "-q", "-o", "x.xlsx"]).ok();
    let script = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames[0] == "Territoires", book.sheetnames
cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
assert not [cell for cell in cells if cell.data_type == "f"]
names = sorted(row[0] for row in book["Territoires"].iter_rows(min_row=5, values_only=True))
assert names == sorted(sys.argv[2:]), names
codes = sorted(cell.value for cell in book["Données techniques"]["A"][1:])
assert codes == ["000", "001", "002", "003", "004"], codes
print("text")
"#;
    let file = dir.path().join("x.xlsx").display().to_string();
    let Some(run) = run_python(&[&["-c", script, &file], &names[..]].concat()) else { return };
    assert_eq!(run.ok().out.trim(), "text");
}

/// Over HTTP the list is that of the command's file; it is also of what is rescored, and of gaps.
#[test]
fn the_server_writes_the_same_list() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&built(), &["--no-access-log"]);
    let zone = "zone=departement:23";
    export(dir.path(), &["--zone", "departement:23", "-q", "-o", "file.xlsx"]);
    let save = |name: &str, bytes: Vec<u8>| std::fs::write(dir.path().join(name), bytes).unwrap();
    let get = |path: &str| server.get(path).ok().body;
    let table = "/api/v1/scores/commune?format=xlsx";
    save("http.xlsx", get(&format!("{table}&{zone}")));
    save("few.xlsx", get(&format!("{table}&{zone}&columns=code,score")));
    save("large.xlsx", get(&format!("{table}&{zone}&min_population=1000&sort=-at_risk")));
    let gaps = format!("/api/v1/gaps/commune?format=xlsx&{zone}&limit=10&sort=-gap_persons");
    save("gaps.xlsx", get(&gaps));
    let choice = serde_json::json!({
        "level": "commune", "zone": "departement:23", "weights": {"age": 2}, "format": "xlsx"
    });
    save("age.xlsx", server.score(&choice).ok().body);
    let script = r#"
import sys, openpyxl
def read(name, sheet=0):
    book = openpyxl.load_workbook(f"{sys.argv[1]}/{name}.xlsx")
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]
file = read("file")
# By rank, as the command writes them; the same whatever the columns of the technical sheet.
assert read("http") == file and len(file) > 250
assert read("few") == file
assert [row[0] for row in read("few", 1)[:1]] == ["code"] and len(read("few", 1)[0]) == 2
heads = file[3]
at = {head: column for column, head in enumerate(heads)}
persons, people = at["Habitants"], [h for h in heads if h.startswith("Personnes concernées")][0]
large = read("large")
assert all(row[persons] >= 1000 for row in large[4:]) and 10 < len(large) < 70
counts = [row[at[people]] for row in large[4:]]
assert counts == sorted(counts, reverse=True) and "habitants et plus" in large[1][0], large[1]
# A list of gaps begins with them; its order is that of persons as they were computed.
gaps = read("gaps")
assert sorted(gaps[3]) == sorted(heads) and gaps[3] != heads and len(gaps) == 14
assert "10 lignes sur 255" in gaps[1][0], gaps[1]
technical = read("gaps", 1)
gap, at_risk = [technical[0].index(name) for name in ("gap", "at_risk")]
key = [row[gap] * row[at_risk] for row in technical[1:]]
assert key == sorted(key, reverse=True), key
# With the age counting twice the rank is another one, and so is what is said of the method.
age = read("age")
assert "personnalis" in age[2][0] and [r[0] for r in age[4:]] != [r[0] for r in file[4:]]
assert all(row[at["Pourquoi"]] for row in age[4:])
print("same")
"#;
    let folder = dir.path().display().to_string();
    let Some(run) = run_python(&["-c", script, &folder]) else { return };
    assert_eq!(run.ok().out.trim(), "same");
    // What is left out is counted in the answer, and only when it was asked for.
    let asked = format!("/api/v1/scores/commune?{zone}&limit=1&min_population=1000");
    let (some, all) = (
        server.get(&asked).ok().json(),
        server.get(&format!("/api/v1/scores/commune?{zone}&limit=1")),
    );
    let all = all.ok().json();
    assert!(all.get("min_population").is_none() && all.get("left_out").is_none());
    let count = |answer: &serde_json::Value, key: &str| answer[key].as_u64().unwrap();
    assert_eq!(count(&some, "total") + count(&some, "left_out"), count(&all, "total"));
    assert_eq!(count(&some, "min_population"), 1000);
    let wrong = server.get("/api/v1/scores/commune?min_population=mille");
    assert_eq!(wrong.status, 400);
}

/// LibreOffice draws the workbook on pages, none of which is empty: those of the list are as wide as the paper.
#[test]
fn libreoffice_prints_the_list() {
    let Some(office) = office() else { return };
    let dir = tempfile::tempdir().unwrap();
    for (file, zone) in [("x", "departement:23"), ("few", "commune:23096")] {
        export(dir.path(), &["--zone", zone, "-q", "-o", &format!("{file}.xlsx")]);
    }
    let home = format!("-env:UserInstallation=file://{}/home", dir.path().display());
    let done = Command::new(office)
        .current_dir(dir.path())
        .args([&home, "--headless", "--convert-to", "pdf", "x.xlsx", "few.xlsx"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let pages = |file: &str| {
        let pdf = std::fs::read(dir.path().join(file)).unwrap();
        assert!(pdf.starts_with(b"%PDF"), "{file}");
        // A page is an object of its own, in no stream.
        String::from_utf8_lossy(&pdf).matches("/Type/Page/").count()
    };
    // One commune: the list, its figures, the dictionary, the sources.
    let few = pages("few.pdf");
    assert!((4..=8).contains(&few), "one line on {few} pages");
    let of_list = pages("x.pdf") - few;
    assert!((3..30).contains(&of_list), "254 lines more on {of_list} pages more");
}

fn office() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("soffice"))
        .find(|file| file.is_file());
    installed(found.unwrap_or_else(|| "/usr/bin/soffice".into()))
}
