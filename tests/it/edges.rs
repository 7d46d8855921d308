//! Where formulas have nothing to say: ties, zones of one unit, constant columns, columns without a
//! value, infinities, zeros and negative numbers. Always defined, never NaN in an output.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::common::{ifn, run_python, shared};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Units of a country of their own: zone C has one unit, zone D none with values.
const UNITS: &str = "\
code;zone;ties;constant;nothing;sign;huge;long
a1;A;1;5;;-3;1e308;1
a2;A;1;5;;0;1e308;2
a3;A;2;5;;4;-1e308;3
a4;A;2;5;;9;2;4
b1;B;3;5;;2;3;5
b2;B;3;5;;0;4;1000000
c1;C;7;5;;1;5;6
d1;D;;;;;;
";

const COLUMNS: [&str; 6] = ["ties", "constant", "nothing", "sign", "huge", "long"];

fn method(normalise: &str, aggregate: &str, more: &str) -> String {
    let mut text = format!(
        "id = \"bords\"\ntitle = \"Bords\"\nlevels = [\"ville\"]\n{more}\n[scale]\nmin = 1.0\nmax = 10.0\n\
         [reference]\nzone = \"zone\"\n[index]\n{aggregate}\n[normalise]\n{normalise}\n[[axis]]\nid = \"x\"\n{aggregate}\n"
    );
    for column in COLUMNS {
        let _ = write!(text, "[[axis.indicator]]\nid = \"{column}\"\n");
    }
    for column in COLUMNS {
        let _ = write!(text, "[indicator.{column}]\ntable = \"u\"\nvalue = \"{column}\"\n");
    }
    text + "[territory]\ntable = \"u\"\nlevel = \"ville\"\ncode = \"code\"\n[territory.parents]\nzone = \"zone\"\n\
            [table.u]\npath = \"u.csv\"\nkey = \"code\"\nlevel = \"ville\"\ndelimiter = \";\"\n"
}

fn scores(path: &Path) -> RecordBatch {
    let file = std::fs::File::open(path).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
}

fn built(method: &str) -> impl Fn(&str) -> BTreeMap<String, Option<f64>> + use<> {
    chosen(method, &[])
}

/// Builds, checks that no number is NaN or infinite, and gives `column` of the finest level by code.
fn chosen(method: &str, choice: &[&str]) -> impl Fn(&str) -> BTreeMap<String, Option<f64>> + use<> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("u.csv"), UNITS).unwrap();
    std::fs::write(dir.path().join("m.toml"), method).unwrap();
    ifn(dir.path(), &[&["build", "m.toml", "-q", "--out", "o"], choice].concat()).ok();
    let batch = scores(&dir.path().join("o/scores/ville.parquet"));
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
            for i in (0..numbers.len()).filter(|i| !numbers.is_null(*i)) {
                assert!(numbers.value(i).is_finite(), "{} row {i}\n{method}", field.name());
            }
        }
    }
    move |name| {
        let codes = batch.column_by_name("code").unwrap().as_string::<i32>();
        let numbers = batch.column_by_name(name).unwrap().as_primitive::<Float64Type>();
        let value = |i| (!numbers.is_null(i)).then(|| numbers.value(i));
        (0..codes.len()).map(|i| (codes.value(i).to_string(), value(i))).collect()
    }
}

#[test]
fn never_nan_whatever_the_formula() {
    for normalise in [
        "method = \"identity\"",
        "method = \"min_max\"",
        "method = \"z_score\"",
        "method = \"rank\"",
        "method = \"percentile_rank\"",
        "method = \"quantile_position\"",
        "method = \"quantile_class\"\nedges = { lower = [0.2, 0.4], upper = [0.6, 0.8] }",
        "method = \"ratio_to_reference\"",
        "method = \"ratio_to_reference\"\nstatistic = \"median\"",
        "method = \"goalposts\"\nlow = 0\nhigh = 5",
        "method = \"distance_to_target\"\ntarget = 3",
    ] {
        // What goes below 0 has no geometric mean, and is refused with it.
        let below = ["z_score", "quantile_class"].iter().any(|name| normalise.contains(name));
        for aggregate in ["arithmetic", "sum", "geometric", "harmonic"] {
            if !below || ["arithmetic", "sum"].contains(&aggregate) {
                let _ = built(&method(normalise, &format!("aggregate = \"{aggregate}\""), ""));
            }
        }
        if !below {
            let _ = built(&method(normalise, "aggregate = \"power\"\np = 3", ""));
        }
    }
    for treat in
        ["{ winsorise = 3 }", "{ then = \"log\" }", "{ winsorise = 1, then = \"box_cox\" }"]
    {
        for missing in ["", "[missing]\nscreen = 0.7\nimpute = \"mean\"\nwithin = \"zone\""] {
            let more = format!("treat = {treat}\n{missing}");
            let _ = built(&method("method = \"z_score\"", "aggregate = \"arithmetic\"", &more));
        }
    }
}

#[test]
fn each_defined_as_the_methods_page_says() {
    let of = built(&method("method = \"min_max\"", "aggregate = \"arithmetic\"", ""));
    // Equal values, and a zone of one unit: the middle of the scale.
    assert_eq!(of("norm_constant")["a1"], Some(5.5));
    assert_eq!(of("norm_ties")["c1"], Some(5.5));
    assert_eq!((of("norm_ties")["a1"], of("norm_ties")["a3"]), (Some(1.0), Some(10.0)));
    assert!(of("norm_nothing").values().all(Option::is_none));
    assert_eq!((of("score")["d1"], of("completeness")["d1"]), (None, Some(0.0)));
    assert!((of("completeness")["a1"].unwrap() - 5.0 / 6.0).abs() < 1e-12);
    let of = built(&method("method = \"z_score\"", "aggregate = \"arithmetic\"", ""));
    assert_eq!((of("norm_constant")["a1"], of("norm_ties")["c1"]), (Some(0.0), Some(0.0)));
    let of = built(&method("method = \"percentile_rank\"", "aggregate = \"arithmetic\"", ""));
    assert_eq!((of("norm_ties")["a1"], of("norm_ties")["a3"]), (Some(0.25), Some(0.75)));
    let of = built(&method(
        "method = \"ratio_to_reference\"\nstatistic = \"mean\"",
        "aggregate = \"arithmetic\"",
        "",
    ));
    assert_eq!((of("norm_constant")["a1"], of("norm_ties")["c1"]), (Some(100.0), Some(100.0)));
    // Zero and negative numbers have no geometric nor harmonic mean: no score, not a wrong one.
    let of = built(&method("method = \"identity\"", "aggregate = \"geometric\"", ""));
    let score = of("score");
    assert_eq!((score["a1"], score["a2"], score["b2"]), (None, None, None));
    assert!((score["c1"].unwrap() - (7.0 * 5.0 * 1.0 * 5.0 * 6.0_f64).powf(0.2)).abs() < 1e-9);
}

/// The example of the methods page, as it stands there: a user's first file.
#[test]
fn the_method_of_the_page_runs_at_the_first_try() {
    let Some(data) = shared() else { return };
    let page = std::fs::read_to_string(data.join("../design/methods.md")).unwrap();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    // [territory] is optional there and reads a table of the user's own.
    let (before, rest) = example.split_once("[territory]").unwrap();
    let table = rest.split_once("[table.rp]").unwrap().1;
    let mut text = format!("{before}[table.rp]{table}");
    // Two indicators that it only names.
    text += "\n[indicator.fammono_rate]\ntable = \"rp\"\nnumerator = \"C22_MENFAMMONO\"\ndenominator = \"C22_MEN\"\n\
             [table.filosofi]\npath = \"filosofi.csv\"\nkey = \"CODGEO\"\nlevel = \"commune\"\ngeography = 2024\n\
             delimiter = \";\"\ndecimal = \",\"\n";
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("methode.toml"), text).unwrap();
    std::fs::write(
        dir.path().join("rp.csv"),
        "IRIS;TYP_IRIS;P22_POP;P22_POP65P;C22_MEN;C22_MENFAMMONO\n010010000;Z;800,5;200,25;300;20\n\
         930660101;H;2500;300;900;150\n930660102;H;1500;200;600;80\n930660103;D;10;1;2;0\n970010000;Z;;;;\n",
    )
    .unwrap();
    std::fs::write(
        dir.path().join("filosofi.csv"),
        "CODGEO;TP6021;NBPERSMENFISC21\n01001;s;780\n93066;34,5;110000\n",
    )
    .unwrap();
    let run = ifn(dir.path(), &["build", "methode.toml", "--no-geometry"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let explained = ifn(dir.path(), &["explain", "commune:93066"]).ok().out;
    // 500 of 4 000: the IRIS of type D is filtered out.
    assert!(explained.contains("12.50 %"), "{explained}");
}

#[test]
fn edges_agree_with_the_oracle() {
    for (normalise, aggregate) in
        [("quantile_position", "harmonic"), ("min_max", "geometric"), ("z_score", "sum")]
    {
        let dir = tempfile::tempdir().unwrap();
        let (path, out) = (dir.path().join("m.toml"), dir.path().join("o").display().to_string());
        // What passes 1e308 on the way passes what numpy can hold.
        std::fs::write(dir.path().join("u.csv"), UNITS.replace("1e308", "1e100")).unwrap();
        let text = method(
            &format!("method = \"{normalise}\""),
            &format!("aggregate = \"{aggregate}\""),
            "",
        );
        std::fs::write(&path, text).unwrap();
        ifn(dir.path(), &["build", "m.toml", "-q", "--out", "o"]).ok();
        if let Some(run) =
            run_python(&["tests/oracle/oracle.py", &path.display().to_string(), &out])
        {
            run.ok();
        }
    }
}

/// The portal of 2022: 10·Σ/(3k) over the k indicators that are chosen and available.
#[test]
fn a_choice_of_indicators_recomputes_the_total() {
    let normalise = "method = \"quantile_class\"\n\
        edges = { lower = [0.1, 0.25, 0.4], upper = [0.6, 0.75, 0.9] }";
    let text = method(normalise, "aggregate = \"arithmetic\"", "")
        .replacen("[index]\n", "[index]\nover = \"indicators\"\nfactor = 3.3333333333333335\n", 1)
        .replace("zone = \"zone\"\n[index]", "zone = \"france\"\n[index]");
    for (choice, kept) in [
        (&[][..], &COLUMNS[..]),
        (&["--only", "ties,long"], &["ties", "long"]),
        (&["--only", "sign", "--only", "ties,nothing"], &["sign", "ties", "nothing"]),
    ] {
        let of = chosen(&text, choice);
        for (code, score) in of("score") {
            let there: Vec<f64> =
                kept.iter().filter_map(|c| of(&format!("norm_{c}"))[&code]).collect();
            let expected = 10.0 * there.iter().sum::<f64>() / (3.0 * there.len() as f64);
            match score {
                Some(score) => assert!((score - expected).abs() < 1e-12, "{code} {choice:?}"),
                None => assert!(there.is_empty()),
            }
        }
        assert!(of("score")["c1"].is_some());
    }
    let doubled = chosen(&text, &["--only", "ties,long", "--weight", "long=2"]);
    let (a, b) = (doubled("norm_ties")["b2"].unwrap(), doubled("norm_long")["b2"].unwrap());
    assert!((doubled("score")["b2"].unwrap() - 10.0 * (a + 2.0 * b) / 9.0).abs() < 1e-12);
}
