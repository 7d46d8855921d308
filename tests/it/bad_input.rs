//! Whatever is wrong, the message says where and what to do, and earlier outputs stay.

use std::io::Write;

use crate::common::{Case, METHOD, TABLE, ifn};

#[test]
fn missing_file() {
    let case = Case::new();
    std::fs::remove_file(case.path().join("t.csv")).unwrap();
    case.fails(&["cannot read t.csv", "No such file", "help: check the path"]);
}

#[test]
fn missing_column() {
    let case = Case::new();
    case.method("numerator = \"a\"", "numerator = \"elig_thd\"");
    case.write("t.csv", TABLE.replace(";a;", ";elig_thd30;"));
    case.fails(&["t.csv:1: has no column `elig_thd`", "did you mean elig_thd30?"]);
}

#[test]
fn wrong_delimiter() {
    let case = Case::new();
    case.method("delimiter = \";\"", "delimiter = \",\"");
    case.fails(&["t.csv:1", "one column when split at ','", "set delimiter = \";\""]);
}

#[test]
fn truncated_zip() {
    let case = Case::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("t.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(TABLE.as_bytes()).unwrap();
    let whole = zip.finish().unwrap().into_inner();
    case.method("path = \"t.csv\"", "path = \"t.zip\"");
    case.write("t.zip", &whole);
    ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "zipped"]).ok();
    case.write("t.zip", &whole[..whole.len() / 2]);
    case.fails(&["t.zip: is not a usable zip", "download it again"]);
}

#[test]
fn duplicate_key() {
    let case = Case::new();
    case.write("t.csv", format!("{TABLE}93066;61;200\n"));
    case.fails(&["t.csv:9", "\"93066\" stands twice", "line 4", "duplicates = \"first\""]);
    // Rows that say the same are no contradiction: counted, not refused.
    case.write("t.csv", format!("{TABLE}93066;60;200\n"));
    ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "same"]).ok();
    let manifest = std::fs::read_to_string(case.path().join("same/manifest.json")).unwrap();
    assert!(manifest.contains("\"repeated\": 1"));
}

#[test]
fn letters_in_a_numeric_column() {
    let case = Case::new();
    case.write("t.csv", TABLE.replace("60;200", "soixante;200"));
    case.fails(&["t.csv:4: column `a`: \"soixante\" is not a number", "`missing`"]);
}

#[test]
fn decimal_comma_not_declared() {
    let case = Case::new();
    case.write("t.csv", TABLE.replace("60;200", "60,5;200"));
    case.fails(&["t.csv:4", "\"60,5\" is not a number", "decimal mark ','"]);
}

#[test]
fn a_row_of_another_width() {
    let case = Case::new();
    case.write("t.csv", TABLE.replace("93066;60;200", "93066;60"));
    case.fails(&["t.csv:4", "incorrect number of fields", "cut short"]);
}

#[test]
fn codes_that_do_not_exist_are_counted_and_shown() {
    let case = Case::new();
    case.write("t.csv", format!("{TABLE}99999;1;2\n00000;1;2\n"));
    let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "o"]).ok();
    assert!(
        run.err.contains("2 of 9 rows join no commune (for instance 99999, 00000)"),
        "{}",
        run.err
    );
    let manifest = std::fs::read_to_string(case.path().join("o/manifest.json")).unwrap();
    assert!(manifest.contains("\"unmatched\": 2") && manifest.contains("\"99999\""));
}

#[test]
fn codes_of_another_kind_altogether() {
    let case = Case::new();
    case.write("t.csv", "code;a;b\nFR101;1;2\nFR102;1;2\n");
    case.fails(&["no code of `code` is a known commune: for instance FR101, FR102", "code_width"]);
}

#[test]
fn a_denominator_that_is_0_everywhere() {
    let case = Case::new();
    case.method("denominator = \"b\"", "denominator = \"b * 0\"");
    case.fails(&["indicator `part`: the denominator `b * 0` is 0 or missing everywhere"]);
}

#[test]
fn no_indicators() {
    let case = Case::new();
    let method = METHOD.replace("[[axis.indicator]]\nid = \"part\"\n", "");
    case.write("m.toml", method);
    case.fails(&["m.toml: the method has no indicator to score", "[[axis.indicator]]"]);
}

#[test]
fn weights() {
    let case = Case::new();
    case.method("id = \"part\"\n", "id = \"part\"\nweight = -1.0\n");
    case.fails(&["m.toml:14: weight of `part` is -1", "≥ 0"]);
    case.method("id = \"part\"\n", "id = \"part\"\nweight = 0.0\n");
    case.fails(&["the weights in axis `un` are all 0"]);
    case.method("id = \"part\"\n", "id = \"part\"\nweight = nan\n");
    case.fails(&["weight of `part` is NaN"]);
}

#[test]
fn a_cycle() {
    let case = Case::new();
    case.method(
        "[[axis]]\nid = \"un\"\n",
        "[[axis]]\nid = \"deux\"\nparent = \"un\"\n[[axis]]\nid = \"un\"\nparent = \"deux\"\n",
    );
    case.fails(&["axes form a cycle: deux → un → deux"]);
}

#[test]
fn unknown_names() {
    let case = Case::new();
    case.method("title = \"Essai\"", "titel = \"Essai\"");
    case.fails(&["m.toml:3: unknown field `titel`", "did you mean title"]);
    case.method("\"quantile_position\"", "\"quantil_position\"");
    case.fails(&["unknown variant `quantil_position`", "did you mean quantile_position"]);
    case.method("\"departement\"]", "\"department\"]");
    case.fails(&["m.toml:4: unknown level `department`", "did you mean departement?"]);
    case.method("id = \"part\"\n", "id = \"prat\"\n");
    case.fails(&["m.toml:13: indicator `prat` is not declared", "part"]);
    case.method("table = \"t\"", "table = \"tt\"");
    case.fails(&["unknown table `tt`"]);
    case.method("numerator = \"a\"", "numerator = \"a +\"");
    case.fails(&["indicator `part`"]);
    case.method("levels = [", "levels = 3 # [");
    case.fails(&["m.toml:4"]);
}

#[test]
fn unwritable_output() {
    let case = Case::new();
    for out in ["/proc/ifn", "t.csv", "/dev/null/out"] {
        let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", out]);
        assert_eq!(run.status, 1, "{out}: {}", run.err);
        assert!(run.err.starts_with("error: "), "{out}: {}", run.err);
    }
    case.untouched();
    // A folder that is somebody's work is never replaced.
    std::fs::create_dir(case.path().join("these")).unwrap();
    case.write("these/chapitre1.odt", "…");
    let run = ifn(case.path(), &["build", "m.toml", "--out", "these"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("will not be replaced"), "{}", run.err);
    assert!(case.path().join("these/chapitre1.odt").exists());
}

#[test]
fn wrong_usage_is_status_2() {
    let case = Case::new();
    for (args, said) in [
        (vec!["bild"], "unrecognized subcommand"),
        (vec!["build", "nosuchmethod"], "no method `nosuchmethod`"),
        (vec!["build", "m.toml", "--zone", "93"], "a zone is written level:code"),
        (vec!["build", "m.toml", "--zone", "departement:999"], "no departement has the code `999`"),
        (vec!["build", "m.toml", "--zone", "canton:1"], "unknown level `canton`"),
        (vec!["explain", "93o66"], "unknown code or name"),
        (vec!["explain", "iris:930660101"], "level `iris` was not built"),
        (vec!["export", "commun"], "did you mean commune?"),
        (vec!["export", "commune", "--json"], "formats of its own"),
        (vec!["export", "commune", "--excel", "-o", "x.xlsx"], "--excel is a way to write CSV"),
        (vec!["export", "commune", "-o", "x.doc"], "no format is known for x.doc"),
        (vec!["export", "commune", "--format", "xlsx"], "name a file with -o"),
        (vec!["export", "commune", "--format", "geojson", "-o", "x.geojson"], "--no-geometry"),
    ] {
        let run = ifn(case.path(), &args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {said:?} is not in\n{}", run.err);
    }
    let run = ifn(case.path(), &["explain", "93066", "--out", "nowhere"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("holds no build") && run.err.contains("ifn build"), "{}", run.err);
    case.untouched();
}

#[test]
fn a_damaged_build_is_told() {
    let case = Case::new();
    let scores = case.path().join("out/scores/commune.parquet");
    let whole = std::fs::read(&scores).unwrap();
    std::fs::write(&scores, &whole[..whole.len() / 2]).unwrap();
    let run = ifn(case.path(), &["explain", "93066"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("commune.parquet: cannot be read"), "{}", run.err);
    std::fs::write(case.path().join("out/manifest.json"), "{").unwrap();
    let run = ifn(case.path(), &["explain", "93066"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("is not a manifest"), "{}", run.err);
}

#[test]
fn levels_that_do_not_go_together() {
    let case = Case::new();
    // An EPCI may lie in two départements: its value cannot go up there.
    case.method("level = \"commune\"\ngeography", "level = \"epci\"\ngeography");
    case.write("t.csv", "code;a;b\n200000172;1;10\n200054781;2;10\n");
    case.fails(&[
        "indicator `part` speaks of each epci",
        "may lie in several units of level departement",
    ]);
    // Nor can départements be compared within EPCI.
    case.method("[scale]", "[reference]\nzone = \"epci\"\n[scale]");
    case.write("t.csv", TABLE);
    case.fails(&[
        "m.toml:6: a unit of level `departement` has no `epci`",
        "take `departement` out",
    ]);
    case.method("[scale]", "[reference]\nzone = \"canton\"\n[scale]");
    case.fails(&["m.toml:6", "canton"]);
}

#[test]
fn choices_that_cannot_be() {
    let case = Case::new();
    let with = |args: &[&str]| {
        let run = ifn(case.path(), &[&["build", "m.toml", "--no-geometry"], args].concat());
        case.untouched();
        (run.status, run.err)
    };
    let two = METHOD.replace(
        "[indicator.part]",
        "[[axis]]\nid = \"deux\"\n[[axis.indicator]]\nid = \"autre\"\n[indicator.part]",
    ) + "[indicator.autre]\ntable = \"t\"\nvalue = \"b\"\n";
    case.write("m.toml", two);
    for (args, status, said) in [
        (&["--only", "prat"][..], 2, "no scored indicator `prat` in this method"),
        (&["--only", "part"], 2, "this choice leaves axis `deux` without indicators"),
        (&["--weight", "parts=2"], 2, "no scored indicator nor axis `parts`"),
        (&["--weight", "part=-1"], 2, "give a number from 0"),
        (&["--weight", "part=NaN"], 2, "give a number from 0"),
        (&["--weight", "part"], 2, "expected ID=WEIGHT"),
        (&["--weight", "part=beaucoup"], 2, "is not a number"),
        (&["--weight", "part=0"], 2, "the weights in axis `un` are all 0"),
    ] {
        let (found, err) = with(args);
        assert!(found == status && err.contains(said), "{args:?}: {found}\n{err}");
    }
}

#[test]
fn treatments_that_cannot_be() {
    let case = Case::new();
    case.method("[normalise]", "[missing]\nscreen = 1.5\n[normalise]");
    case.fails(&["m.toml:9: `screen` is a share between 0 and 1"]);
    case.method("[scale]", "treat = { winsorise = 0 }\n[scale]");
    case.fails(&["m.toml:5: treatment of `part`: give `winsorise`, `then`, or both"]);
    case.method("[scale]", "treat = { winsorize = 5 }\n[scale]");
    case.fails(&["m.toml:5", "unknown field `winsorize`", "did you mean winsorise?"]);
    case.method("[scale]", "treat = { then = \"sqrt\" }\n[scale]");
    case.fails(&["m.toml:5", "sqrt", "log"]);
    let raw = METHOD
        .replace("quantile_position", "ratio_to_reference")
        .replace("[scale]", "treat = { then = \"log\" }\n[scale]");
    case.write("m.toml", raw);
    case.fails(&[
        "`part`: `ratio_to_reference` needs the indicator in its own unit",
        "winsorise alone",
    ]);
}

#[test]
fn an_optional_table_may_be_absent_and_others_may_not() {
    let case = Case::new();
    let more = "[[axis.indicator]]\nid = \"quatre_g\"\noptional = true\n[indicator.part]";
    let text = METHOD.replacen("[indicator.part]", more, 1)
        + "[indicator.quatre_g]\ntable = \"g\"\nvalue = \"v\"\n[table.g]\npath = \"g.csv\"\nkey = \"c\"\nlevel = \"commune\"\n";
    case.write("m.toml", &text);
    let run = ifn(case.path(), &["build", "m.toml", "--no-geometry", "--out", "o"]).ok();
    assert!(
        run.err.contains("table `g` is not on this machine: quatre_g missing everywhere"),
        "{}",
        run.err
    );
    let explained = ifn(case.path(), &["explain", "93066", "--out", "o"]).ok().out;
    assert!(explained.contains("on 50 % of the weight"), "{explained}");
    assert!(explained.contains("the optional table was not there"), "{explained}");
    case.write("m.toml", text.replace("optional = true\n", ""));
    case.fails(&["cannot read g.csv"]);
}

#[test]
fn audits_and_comparisons_of_nothing() {
    let case = Case::new();
    let run = ifn(case.path(), &["audit", "m.toml", "--level", "comune"]);
    assert!(run.status == 2 && run.err.contains("did you mean commune?"), "{}", run.err);
    let run = ifn(case.path(), &["audit", "m.toml", "--html", "absent/a.html"]);
    assert!(run.status == 1 && run.err.contains("absent/a.html"), "{}", run.err);
    let run = ifn(case.path(), &["compare", "out", "nowhere"]);
    assert!(run.status == 1 && run.err.contains("nowhere: holds no build"), "{}", run.err);
    let run = ifn(case.path(), &["compare", "out", "out", "--level", "iris"]);
    assert!(run.status == 2 && run.err.contains("level `iris` was not built"), "{}", run.err);
    let run = ifn(case.path(), &["compare", "out", "out"]).ok();
    assert!(run.out.contains("no unit changed place"), "{}", run.out);
    case.untouched();
}
