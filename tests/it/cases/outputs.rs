//! What is written: CSV for Excel, links, results and logs that nobody takes.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::server::Server;
use crate::common::{Case, Run, command, files, ifn};

/// Runs a line of shell with `$IFN`, as a user would.
fn shell(dir: &Path, line: &str) -> Run {
    let mut shell = Command::new("bash");
    shell.current_dir(dir).env("IFN", env!("CARGO_BIN_EXE_ifn")).env("IFN_OFFLINE", "true");
    shell.env_remove("IFN_OUT").env_remove("IFN_DATA").env_remove("IFN_MIRROR");
    Run::of(&shell.args(["-c", line]).stdin(Stdio::null()).output().unwrap())
}

/// Commands that print a result, of a build in `out`.
const PRINTING: [&str; 13] = [
    "places list -f csv --out whole",
    "places list -f geojson --out whole",
    "gaps --level commune --out whole",
    "locate p.csv --lon lon --lat lat --out whole",
    "export commune",
    "export commune --excel",
    "explain 93066",
    "methods",
    "datasets",
    "check m.toml",
    "build m.toml --no-geometry",
    "completions bash",
    "--help",
];

/// With what they read: a build that counts help, and more rows than a pipe holds.
fn printing() -> Case {
    let case = Case::new();
    ifn(case.path(), &["build", "-q", "--no-tiles", "--level", "commune", "--out", "whole"]).ok();
    let rows: Vec<String> = (0..20_000).map(|i| format!("{i},2.{:02},46.5\n", i % 100)).collect();
    case.write("p.csv", format!("id,lon,lat\n{}", rows.concat()));
    case
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let case = printing();
    for args in PRINTING {
        let run = shell(case.path(), &format!("\"$IFN\" {args} > /dev/full"));
        assert_eq!(run.status, 1, "{args}: {}", run.err);
        assert!(
            run.err.contains("cannot write standard output: No space left"),
            "{args}: {}",
            run.err
        );
        assert!(!run.err.contains("--out") && !run.err.contains("panicked"), "{args}: {}", run.err);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let case = printing();
    for args in PRINTING {
        let line = format!("\"$IFN\" {args} | true; echo ${{PIPESTATUS[0]}}");
        let run = shell(case.path(), &line);
        assert_eq!(run.out, "0\n", "{args}: {}", run.err);
        assert!(!run.err.contains("error") && !run.err.contains("panicked"), "{args}: {}", run.err);
    }
    let run = shell(case.path(), "\"$IFN\" export commune | head -1");
    assert!(run.out.starts_with("code,") && run.err.is_empty(), "{} {}", run.out, run.err);
}

#[test]
fn messages_that_cannot_be_written_cost_nothing_else() {
    let case = Case::new();
    let commands = [
        "build m.toml --no-geometry --out again",
        "export commune -o x.csv",
        "export commune -o x.xlsx",
        "datasets --check-links",
        "places list --out none",
        "export nothing",
        "explain nothing",
        "fetch m.toml",
        "nonsense",
    ];
    for args in commands {
        let said = shell(case.path(), &format!("\"$IFN\" {args}"));
        for to in ["2> /dev/full", "2>&-", "2> >(true)"] {
            let run = shell(case.path(), &format!("\"$IFN\" {args} {to}"));
            assert_eq!(run.status, said.status, "{args} {to}: {}", run.err);
            assert_eq!(run.out, said.out, "{args} {to}");
        }
    }
}

const EVIL: [&str; 8] = [
    "=HYPERLINK(\"\"http://evil\"\",\"\"click\"\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
];

/// Cells of a table made for a spreadsheet: none begins a formula, numbers are numbers.
fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|r| r.unwrap().iter().map(String::from).collect());
    rows.collect()
}

fn harmless(text: &str, delimiter: u8) -> usize {
    let mut guarded = 0;
    for cell in cells(text, delimiter).concat() {
        let number = cell.replace(',', ".").parse::<f64>().is_ok();
        let first = cell.trim_start().chars().next().unwrap_or('x');
        let begins = cell.starts_with(['\t', '\r']) || "=+-@＝＋－＠".contains(first);
        assert!(number || !begins, "{cell:?} would run");
        guarded += usize::from(cell.starts_with('\''));
    }
    guarded
}

#[test]
fn no_name_of_a_unit_runs_in_excel() {
    let case = Case::new();
    let rows: Vec<String> = EVIL
        .iter()
        .enumerate()
        .map(|(i, name)| format!("U{i},\"{name}\",{},-1.5\n", i + 1))
        .collect();
    case.write("u.csv", format!("code,name,v,w\n{}", rows.concat()));
    case.write(
        "u.toml",
        "id = \"m\"\ntitle = \"m\"\nlevels = [\"u\"]\n[normalise]\nmethod = \"min_max\"\n\
         [[axis]]\nid = \"a\"\n[[axis.indicator]]\nid = \"x\"\n[[context]]\nid = \"w\"\n\
         [indicator.x]\ntable = \"t\"\nvalue = \"v\"\n[indicator.w]\ntable = \"t\"\nvalue = \"w\"\n\
         [territory]\ntable = \"t\"\nlevel = \"u\"\ncode = \"code\"\nname = \"name\"\n\
         [table.t]\npath = \"u.csv\"\nkey = \"code\"\nlevel = \"u\"\n",
    );
    ifn(case.path(), &["build", "u.toml", "--no-geometry", "--out", "u"]).ok();
    let excel = ifn(case.path(), &["export", "u", "--out", "u", "--excel"]).ok().out;
    // Names may be shown without the blanks that they began with.
    assert_eq!(harmless(&excel, b';'), EVIL.len(), "{excel}");
    assert!(excel.contains("-1,5"), "a number stays one: {excel}");
    // For machines every text is as it is.
    let plain = ifn(case.path(), &["export", "u", "--out", "u"]).ok().out;
    assert!(cells(&plain, b',').concat().iter().any(|c| c.starts_with("=HYPERLINK")), "{plain}");
}

#[test]
fn no_place_and_no_reject_runs_in_excel() {
    let case = Case::new();
    let head = "id,nom,commune,code_insee,latitude,longitude,services,telephone,source";
    let services = "Aide aux démarches administratives";
    let row = |(i, name): (usize, &&str)| {
        format!("=ev{i},\"{name}\",Guéret,23096,46.17,1.87,{services},+33555413600,s\n")
    };
    let rows: String = EVIL.iter().enumerate().map(row).collect();
    let bad = "x9,\"=1+1\",Guéret,23096,\"=2+2\",\"@1\",\"=cmd|x\",\"=9\",s\n";
    case.write("evil.csv", format!("{head}\n{rows}{bad}"));
    let base = "lieux-mediation-numerique";
    ifn(case.path(), &["places", "check", "evil.csv", "--mapping", base, "-o", "r.csv"]).ok();
    let rejects = std::fs::read_to_string(case.path().join("r.csv")).unwrap();
    assert!(harmless(&rejects, b',') > 0, "{rejects}");
    let build = ["build", "--no-geometry", "--level", "commune,departement", "--out", "o"];
    let named = ["--places", "lieux-mediation-numerique=evil.csv"];
    ifn(case.path(), &[&build[..], &named].concat()).ok();
    let beside = std::fs::read_to_string(case.path().join("o/places_rejects.csv")).unwrap();
    assert!(harmless(&beside, b',') > 0, "{beside}");
    let list = ["places", "list", "--out", "o", "--zone", "departement:23", "-f", "csv"];
    assert!(ifn(case.path(), &list).ok().out.contains("=ev0"), "for machines as they are");
    let server = Server::start(case.path(), &["--out", "o"]);
    let text = |path: &str| server.get(path).ok().text();
    let places = text("/api/v1/places?commune=23096&format=excel&limit=20");
    assert!(harmless(&places, b';') >= EVIL.len(), "{places}");
    assert!(places.contains("'+33") || !places.contains("+33"), "a telephone number is a text");
    let gaps =
        text("/api/v1/gaps/commune?zone=departement:23&format=excel&service=demarches&limit=20");
    assert!(harmless(&gaps, b';') > 0, "{gaps}");
}

/// The folder that `--out` names, through links, is replaced; the links stay.
#[test]
fn an_out_that_is_a_link_stays_one() {
    let case = Case::new();
    let at = |name: &str| case.path().join(name);
    std::fs::create_dir_all(at("disk/real")).unwrap();
    symlink("disk/real", at("lnk")).unwrap();
    symlink("lnk", at("twice")).unwrap();
    symlink("disk/new", at("dangling")).unwrap();
    let build = |out: &str| ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", out]);
    let is_link = |name: &str| std::fs::symlink_metadata(at(name)).unwrap().is_symlink();
    for (out, link, real) in [
        ("lnk", "lnk", "disk/real"),
        ("lnk/", "lnk", "disk/real"),
        ("./lnk/.", "lnk", "disk/real"),
        ("twice", "twice", "disk/real"),
        ("dangling", "dangling", "disk/new"),
    ] {
        let old = at(real).join("old");
        if at(real).join("manifest.json").exists() {
            std::fs::write(&old, "x").unwrap();
        }
        build(out).ok();
        assert!(is_link(link) && is_link("lnk"), "{out}: the link is gone");
        assert!(at(real).join("scores/commune.parquet").is_file(), "{out}");
        assert!(!old.exists(), "{out}: replaced whole");
        ifn(case.path(), &["explain", "93066", "--out", out]).ok();
    }
    let beside: Vec<_> = files(&at("disk")).into_keys().filter(|n| n.contains(".part-")).collect();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn an_out_that_cannot_be_replaced_is_named() {
    let case = Case::new();
    let at = |name: &str| case.path().join(name);
    symlink("b", at("a")).unwrap();
    symlink("a", at("b")).unwrap();
    symlink("no/folder", at("lost")).unwrap();
    symlink("t.csv", at("file")).unwrap();
    std::fs::create_dir(at("own")).unwrap();
    std::fs::write(at("own/thesis.odt"), "years of work").unwrap();
    symlink("own", at("mine")).unwrap();
    for (out, said) in [
        ("a", "a: is a link that leads to itself"),
        ("lost", "lost: is a link to no/folder, whose folder is not there"),
        ("file", "file: is not a folder"),
        ("mine", "mine: is not empty and holds no build"),
    ] {
        let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", out]);
        assert_eq!(run.status, 1, "{out}: {}", run.out);
        assert!(run.err.contains(said), "{out}: {}", run.err);
        assert!(std::fs::symlink_metadata(at(out)).unwrap().is_symlink(), "{out}");
    }
    assert_eq!(std::fs::read_to_string(at("own/thesis.odt")).unwrap(), "years of work");
    // The folder in which the user stands is not pulled from under them.
    for out in [".", "../out", "..//out/."] {
        let mut build = command(&at("out"));
        build.args(["build", "../m.toml", "--no-geometry", "--out", out]);
        let run = Run::of(&build.output().unwrap());
        assert_eq!(run.status, 1, "{out}: {}", run.out);
        assert!(run.err.contains("is the folder that you are in"), "{out}: {}", run.err);
    }
    case.untouched();
}

#[test]
fn a_file_that_is_a_link_or_a_device_stays_one() {
    let case = Case::new();
    let at = |name: &str| case.path().join(name);
    std::fs::create_dir(at("disk")).unwrap();
    symlink("disk/x.csv", at("x.csv")).unwrap();
    symlink("disk/x.xlsx", at("x.xlsx")).unwrap();
    for _ in 0..2 {
        for name in ["x.csv", "x.xlsx"] {
            ifn(case.path(), &["export", "commune", "-o", name]).ok();
            assert!(std::fs::symlink_metadata(at(name)).unwrap().is_symlink(), "{name}");
        }
    }
    let text = ifn(case.path(), &["export", "commune"]).ok().out;
    assert_eq!(std::fs::read_to_string(at("disk/x.csv")).unwrap(), text);
    let piped = shell(case.path(), "\"$IFN\" export commune -f csv -q -o /dev/stdout | cat");
    assert_eq!(piped.out, text, "{}", piped.err);
    let run = ifn(case.path(), &["export", "commune", "-f", "csv", "-o", "disk"]);
    assert!(run.status == 1 && run.err.contains("disk: is a folder"), "{}", run.err);
    // What is no file is never replaced by one.
    let fifo = at("pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let line = "cat pipe > got & \"$IFN\" export commune -f csv -q -o pipe; wait; test -p pipe";
    assert_eq!(shell(case.path(), line).status, 0);
    assert_eq!(std::fs::read_to_string(at("got")).unwrap(), text);
}

/// On a small disk each command names the option that it has.
#[test]
fn a_full_disk_names_the_option() {
    let case = Case::new();
    for (args, option) in [
        ("build --no-tiles --no-geometry --out full/out", "--out"),
        ("export commune --out whole -o full/x.csv", "-o"),
    ] {
        let line = format!(
            "mkdir -p full && mount -t tmpfs -o size=64k none full && \"$IFN\" {args}; exit $?"
        );
        if option == "-o" {
            ifn(case.path(), &["build", "--no-tiles", "--no-geometry", "--out", "whole"]).ok();
        }
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--map-root-user", "bash", "-c", &line]);
        unshare.current_dir(case.path()).env("IFN", env!("CARGO_BIN_EXE_ifn"));
        let run = Run::of(&unshare.env("IFN_OFFLINE", "true").output().unwrap());
        if run.err.contains("unshare") || run.err.contains("mount:") {
            eprintln!("skipped: this machine lets nobody mount a small disk: {}", run.err);
            return;
        }
        assert_eq!(run.status, 1, "{args}: {}", run.err);
        let said = format!("free some room, or choose another place with {option}");
        assert!(run.err.contains(&said), "{args}: {}", run.err);
    }
}
