//! Every method of `configs/` from files in the layouts of their publishers, to the last score.
//!
//! The figures are made up here, for real codes: they try layouts and formulas and say nothing of
//! any place.

use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;

use crate::common::{built_without_contours, ifn, manifest, root, run_python};
use serde_json::Value;

/// A figure that looks random and is always the same.
fn made_up(code: &str, column: usize, from: f64, to: f64) -> f64 {
    let seed = code.bytes().fold(column as u64 + 7, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
    });
    from + (to - from) * (seed % 10_007) as f64 / 10_007.0
}

/// Codes of the IRIS and communes of two départements, as a build writes them.
fn codes(level: &str) -> Vec<String> {
    let dir = built_without_contours();
    let mut out = Vec::new();
    for departement in ["90", "93"] {
        let zone = format!("departement:{departement}");
        let csv = ifn(&dir, &["export", level, "--zone", &zone, "--format", "csv", "-q"]).ok().out;
        out.extend(csv.lines().skip(1).map(|l| l.split(',').next().unwrap().to_string()));
    }
    assert!(out.len() > 100);
    out
}

fn save(dir: &Path, dataset: &str, file: &str, text: &str) {
    let folder = dir.join("data").join(dataset);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(file), text).unwrap();
}

/// As INSEE packs it: the table, and a description of its variables that is no table.
fn save_zip(dir: &Path, dataset: &str, file: &str, member: &str, text: &str) {
    let folder = dir.join("data").join(dataset);
    std::fs::create_dir_all(&folder).unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.join(file)).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in
        [(format!("meta_{member}"), "COD_VAR;LIB_VAR\n"), (member.to_string(), text)]
    {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

/// A census table by IRIS: each part is drawn below the whole named before `:`.
fn census(dir: &Path, iris: &[String], table: (&str, &str), parts: &[(&str, f64)]) {
    let (dataset, name) = table;
    let mut text = String::from("IRIS;COM;TYP_IRIS;LAB_IRIS");
    for (column, _) in parts {
        let _ = write!(text, ";{column}");
    }
    for (i, code) in iris.iter().enumerate() {
        let whole = if i % 40 == 17 { 0.0 } else { made_up(code, 0, 40.0, 4000.0) };
        let _ = write!(text, "\n{code};{};H;1", &code[..5]);
        for (column, (_, share)) in parts.iter().enumerate() {
            let _ = write!(text, ";{}", whole * share * made_up(code, column + 1, 0.4, 1.0));
        }
    }
    let member = format!("base-ic-{name}-2022.CSV");
    save_zip(dir, dataset, &format!("base-ic-{name}-2022_csv.zip"), &member, &text);
}

/// Every published file that the French methods need, and none that only users can make.
fn publishers(dir: &Path) {
    let (iris, communes) = (codes("iris"), codes("commune"));
    let population = ("rp-2022-population", "evol-struct-pop");
    census(
        dir,
        &iris,
        population,
        &[
            ("P22_POP", 9.0),
            ("P22_POP5564", 0.12),
            ("P22_POP6579", 0.14),
            ("P22_POP65P", 0.2),
            ("P22_POP75P", 0.09),
            ("P22_POP80P", 0.06),
            ("P22_POP_ETR", 0.1),
        ],
    );
    census(
        dir,
        &iris,
        ("rp-2022-diplomes", "diplomes-formation"),
        &[("P22_NSCOL15P", 3.0), ("P22_NSCOL15P_DIPLMIN", 0.3)],
    );
    census(
        dir,
        &iris,
        ("rp-2022-menages", "couples-familles-menages"),
        &[
            ("C22_MEN", 4.0),
            ("C22_MENPSEUL", 0.4),
            ("C22_MENFAMMONO", 0.1),
            ("P22_POP5579", 0.25),
            ("P22_POP80P", 0.06),
            ("P22_POP5579_PSEUL", 0.08),
            ("P22_POP80P_PSEUL", 0.03),
        ],
    );
    census(
        dir,
        &iris,
        ("rp-2022-activite", "activite-residents"),
        &[
            ("P22_POP1524", 0.12),
            ("P22_ACT1564", 0.4),
            ("P22_ACT5564", 0.08),
            ("P22_CHOM1564", 0.05),
            ("P22_CHOM1524", 0.01),
            ("P22_CHOM5564", 0.01),
        ],
    );
    census(
        dir,
        &iris,
        ("rp-2022-logement", "logement"),
        &[("P22_RP", 0.9), ("P22_RP_VOIT1P", 0.3)],
    );
    let comma = |x: f64| format!("{x:.1}").replace('.', ",");
    let mut text = String::from("IRIS;DISP_TP6021;DISP_NOTE21");
    for (i, code) in iris.iter().filter(|c| !c.ends_with("0000")).enumerate() {
        let rate = match i % 9 {
            3 => "ns".into(),
            5 => "nd".into(),
            _ => comma(made_up(code, 30, 5.0, 45.0)),
        };
        let _ = write!(text, "\n{code};{rate};0");
    }
    let member = "BASE_TD_FILO_IRIS_2021_DISP.csv";
    save_zip(dir, "filosofi-2021-iris", "BASE_TD_FILO_IRIS_2021_DISP_CSV.zip", member, &text);
    let mut text = String::from(
        "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;TP60AGE421;TP60AGE521;TP60AGE621",
    );
    for (i, code) in communes.iter().enumerate() {
        let _ = write!(text, "\n{code};{i};{};21000;s", 300 + i * 11);
        for column in 40..44 {
            let rate = comma(made_up(code, column, 4.0, 40.0));
            let _ = write!(text, ";{}", if i % 5 == 1 { "s".into() } else { rate });
        }
    }
    let member = "cc_filosofi_2021_COM.csv";
    let file = "base-cc-filosofi-2021-geo2024_csv.zip";
    save_zip(dir, "filosofi-2021-communes", file, member, &text);
    let mut text = String::from(
        "code_insee;nbr;type;inel_hd;elig_hd05;elig_hd3;elig_bhd8;elig_thd30;elig_thd100;elig_thd1g;date",
    );
    for code in &communes {
        let premises = made_up(code, 50, 80.0, 9000.0).round();
        let fast = (premises * made_up(code, 51, 0.6, 1.0)).round();
        for (kind, n) in [("all", fast), ("pro", 1.0)] {
            let _ = write!(text, "\n{code};{premises};{kind};0;0;0;0;{n};{n};{n};2026-06-30");
        }
    }
    save(dir, "arcep-debit-filaire", "commune_debit_filaire.csv", &text);
    let mut text = String::from("\u{feff}dtreffre;numcomdo;nomcom;indfoy_ndur;indfoy_rsa");
    for code in &communes {
        let families = made_up(code, 60, 100.0, 4000.0).round();
        for year in ["2023-12", "2024-12"] {
            let _ = write!(text, "\n{year};{code};Nom;{families};{}", (families * 0.15).round());
        }
    }
    text += "\n2024-12;;Non localisé;120;30";
    save(dir, "caf-2024", "s_ben_com_f.csv", &text);
}

/// Tables that users make, in the layouts that the catalogue documents.
fn users_own(dir: &Path) {
    let communes = codes("commune");
    let mut covered = String::from("code,sans_4g,locaux");
    let mut more = String::from(
        "code,dependance_50,aah,etrangers_55,peu_diplomes_50,peu_diplomes_15_25,neet_16_25",
    );
    for code in &communes {
        let figure = |column| made_up(code, column, 0.0, 30.0);
        let _ = write!(covered, "\n{code},{},{}", figure(70), 500.0 + figure(71));
        let _ = write!(more, "\n{code}");
        for column in 74..80 {
            let _ = write!(more, ",{}", figure(column));
        }
    }
    save(dir, "couverture-4g", "couverture_4g.csv", &covered);
    save(dir, "complements-communes", "complements_communes.csv", &more);
}

/// Leaves files in the layouts of their publishers where `scripts/same.py` finds them.
fn keep(dir: &Path) {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("publishers");
    std::fs::create_dir_all(&to).unwrap();
    let mut copy = std::process::Command::new("cp");
    assert!(copy.arg("-r").arg(dir.join("data")).arg(to).status().unwrap().success());
}

/// Builds a method and has every figure recomputed.
fn built(dir: &Path, method: &str) -> Value {
    let out = dir.join(method);
    let (text, data) = (out.display().to_string(), dir.join("data").display().to_string());
    let run =
        ifn(&root(), &["build", method, "--data", &data, "--out", &text, "--no-geometry", "-q"]);
    assert_eq!(run.status, 0, "{method}: {}", run.err);
    let config = format!("configs/{method}.toml");
    if let Some(run) = run_python(&["tests/oracle/oracle.py", &config, &text, "--data", &data]) {
        print!("{method}\n{}", run.ok().out);
    }
    manifest(&out)
}

/// Smallest and largest score of a level.
fn range(dir: &Path, method: &str, level: &str) -> (f64, f64) {
    let out = dir.join(method).display().to_string();
    let csv = ifn(dir, &["export", level, "--format", "csv", "-q", "--out", &out]).ok().out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let at = rows.headers().unwrap().iter().position(|h| h == "score").unwrap();
    let scores = rows.records().filter_map(|r| r.unwrap()[at].parse::<f64>().ok());
    scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)))
}

const FRENCH: [(&str, f64, f64); 6] = [
    ("ifn-2020", 0.0, f64::INFINITY),
    ("ifn-2022", -10.0, 10.0),
    ("ifn-2022-senior", -10.0, 10.0),
    ("ifn-2023", 1.0, 10.0),
    ("ifn-2023-senior", 1.0, 10.0),
    ("ifn-2023-jeune", 1.0, 10.0),
];

#[test]
fn from_the_publishers_alone() {
    let dir = tempfile::tempdir().unwrap();
    publishers(dir.path());
    keep(dir.path());
    for (method, least, most) in FRENCH {
        let manifest = built(dir.path(), method);
        assert!(manifest["notice"].as_str().unwrap().contains("ce n'est pas l'IFN publié"));
        assert!(manifest["levels"]["iris"]["scored"].as_u64().unwrap() > 400, "{method}");
        let (from, to) = range(dir.path(), method, "iris");
        assert!(least <= from && from < to && to <= most, "{method}: {from}–{to}");
    }
    // What only users can bring is missing, says so, and lowers the completeness.
    let run = ifn(dir.path(), &["explain", "93066", "--out", "ifn-2023", "--json"]).ok();
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let part = |id: &str| {
        told["parts"].as_array().unwrap().iter().find(|p| p["id"] == id).unwrap().clone()
    };
    assert_eq!(part("no_4g_coverage_rate")["reason"], "no_table");
    assert_eq!(part("library_distance")["kind"], "context");
    assert!((told["completeness"].as_f64().unwrap() - 0.8).abs() < 1e-12);
    // When no method is named, the one that knows most of France's levels is taken, and no variant.
    let args = ["build", "--out", "richest", "--no-geometry", "--level", "departement"];
    let run = ifn(dir.path(), &args).ok();
    assert!(run.err.contains("method `ifn-2022`, for none is named"), "{}", run.err);
    assert!(run.err.contains("`embarque`: 5 levels, 4 of 4"), "{}", run.err);
    assert_eq!(manifest(&dir.path().join("richest"))["method"]["id"], "ifn-2022");
}

#[test]
fn with_the_tables_of_a_user() {
    let dir = tempfile::tempdir().unwrap();
    publishers(dir.path());
    users_own(dir.path());
    for method in ["ifn-2022", "ifn-2022-senior", "ifn-2023", "ifn-2023-jeune"] {
        built(dir.path(), method);
    }
    let run = ifn(dir.path(), &["explain", "93066", "--out", "ifn-2023", "--json"]).ok();
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["completeness"], 1.0);
}

#[test]
fn a_missing_official_file_says_where_it_comes_from() {
    let dir = tempfile::tempdir().unwrap();
    let run = ifn(dir.path(), &["build", "ifn-2023", "--no-geometry"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("is not on this machine"), "{}", run.err);
    assert!(run.err.contains("downloads it from https://"), "{}", run.err);
}

/// Another country: England's small areas, compared within their local authority.
#[test]
fn deri_is_not_tied_to_france() {
    let dir = tempfile::tempdir().unwrap();
    let mut text = String::from(
        "lsoa,name,lad,lad_name,region,population,pop_65,pop_75,pension_credit_65,no_qualification_16,pop_16,\
         unemployment,imd,homes_under_30,homes,connections_under_10,connections,speed",
    );
    for n in 0..60 {
        let code = format!("E0100{n:04}");
        let lad = ["E08000001,Bolton", "E08000006,Salford", "E08000009,Trafford"][n % 3];
        let figure = |column, from, to| made_up(&code, column, from, to);
        let _ = write!(
            text,
            "\n{code},Area {n},{lad},E12000002,1600,{},{},{},{},1300,{},{},{},700,{},650,{}",
            figure(1, 100.0, 400.0),
            figure(2, 40.0, 90.0),
            figure(3, 5.0, 60.0),
            figure(4, 90.0, 500.0),
            figure(5, 2.0, 12.0),
            figure(6, 3.0, 70.0),
            figure(7, 0.0, 60.0),
            figure(8, 0.0, 90.0),
            figure(9, 20.0, 140.0)
        );
    }
    save(dir.path(), "deri-lsoa", "deri_lsoa.csv", &text);
    keep(dir.path());
    let manifest = built(dir.path(), "deri");
    assert_eq!(manifest["levels"]["lsoa"]["scored"], 60);
    assert_eq!(manifest["method"]["reference"], "lad");
    // By hand: deprivation is 1:2:1:1, components one third each, speed turned round.
    let out = dir.path().join("deri").display().to_string();
    let csv = ifn(dir.path(), &["export", "lsoa", "--format", "csv", "-q", "--out", &out]).ok().out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let head = rows.headers().unwrap().clone();
    for row in rows.records() {
        let row = row.unwrap();
        let of = |name: &str| -> f64 {
            row[head.iter().position(|h| h == name).unwrap()].parse().unwrap()
        };
        let norm = |id: &str| of(&format!("norm_deri_{id}"));
        let age = 0.5 * norm("65_plus") + 0.5 * norm("75_plus");
        let broadband = (norm("no_30_mbit") + norm("under_10_mbit") + norm("speed")) / 3.0;
        let deprivation = (norm("pension_credit")
            + 2.0 * norm("no_qualification")
            + norm("unemployment")
            + norm("imd"))
            / 5.0;
        assert!((of("score") - (age + broadband + deprivation) / 3.0).abs() < 1e-12);
    }
}
