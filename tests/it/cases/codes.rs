//! Codes as people write them: former, without their zero, as decimals, in lower case.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, AsArray, Float64Array, RecordBatch, StringArray};
use serde_json::Value;

use crate::common::server::Server;
use crate::common::{METHOD, built_without_contours, ifn, manifest, rows, source};

/// A column of a level's scores where it has a value, by code.
pub fn column(out: &Path, level: &str, name: &str) -> BTreeMap<String, f64> {
    let batch = rows::parquet(std::fs::read(out.join(format!("scores/{level}.parquet"))).unwrap());
    let codes = batch.column_by_name("code").unwrap().as_string::<i32>();
    let number = |row| rows::number(&batch, name, row).as_f64();
    (0..codes.len()).filter_map(|row| Some((codes.value(row).to_string(), number(row)?))).collect()
}

fn join(out: &Path) -> Value {
    source(out, "t")["join"].clone()
}

fn written(method: &str, name: &str, table: impl AsRef<[u8]>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), table).unwrap();
    std::fs::write(dir.path().join("m.toml"), method.replace("t.csv", name)).unwrap();
    dir
}

fn values(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|(code, value)| ((*code).to_string(), *value)).collect()
}

#[test]
fn codes_that_lost_their_zero_in_some_rows_join_and_it_is_said() {
    let table = "code;a;b\n1001;10;100\n93001;30;120\n2a004;15;90\n 97411 ;44;100\n1004.0;3;50\n6088;9;90\n";
    let dir = written(METHOD, "t.csv", table);
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let out = dir.path().join("out");
    let expected = values(&[
        ("01001", 10.0),
        ("01004", 6.0),
        ("06088", 10.0),
        ("2A004", 100.0 / 6.0),
        ("93001", 25.0),
        ("97411", 44.0),
    ]);
    let found = column(&out, "commune", "value_part");
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert!(found.iter().all(|(code, v)| (v - expected[code]).abs() < 1e-9), "{found:?}");
    assert_eq!(column(&out, "departement", "value_part").len(), 5);
    let said = "the codes of 4 of 6 rows are written otherwise than those of commune units, and were \
                read as them (1001 → 01001, 2a004 → 2A004, 1004.0 → 01004, 6088 → 06088)";
    assert!(run.err.contains(said) && run.err.contains("`code_width`"), "{}", run.err);
    let join = join(&out);
    assert_eq!((&join["respelled"], &join["unmatched"]), (&4.into(), &0.into()));
    assert_eq!(join["respelled_examples"][0], "1001 → 01001");
    // A table whose codes are whole has no word of it.
    let dir = written(METHOD, "t.csv", "code;a;b\n01001;10;100\n");
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert!(!run.err.contains("written otherwise"), "{}", run.err);
    assert!(self::join(&dir.path().join("out")).get("respelled").is_none());
}

#[test]
fn a_code_with_and_without_its_zero_is_one_code_twice() {
    let dir = written(METHOD, "t.csv", "code;a;b\n1001;10;100\n01001;20;100\n93001;30;120\n");
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]);
    assert_eq!(run.status, 1, "{}", run.err);
    let said = "code \"01001\" stands twice with different values (first: line 2)";
    assert!(run.err.contains(said), "{}", run.err);
}

#[test]
fn zeros_lost_at_every_level_and_in_geojson() {
    let at = |level: &str| {
        METHOD
            .replace("levels = [\"commune\", \"departement\"]", &format!("levels = [\"{level}\"]"))
            .replace("level = \"commune\"", &format!("level = \"{level}\""))
    };
    for (level, table, expected) in [
        ("departement", "1;10;100\n2a;15;100\n974;44;100\n", ["01", "2A", "974"]),
        ("region", "1;10;100\n11.0;15;100\n94;44;100\n", ["01", "11", "94"]),
        (
            "iris",
            "10010000;10;100\n930660101;15;100\n930660102.0;44;100\n",
            ["010010000", "930660101", "930660102"],
        ),
        (
            "epci",
            "200 054 781;10;100\n200054807.0;15;100\n249740119;44;100\n",
            ["200054781", "200054807", "249740119"],
        ),
    ] {
        let dir = written(&at(level), "t.csv", format!("code;a;b\n{table}"));
        ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
        let found = column(&dir.path().join("out"), level, "value_part");
        assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{level}");
    }
    let feature = |code: &str, a: u32| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":{code},"a":{a},"b":100}},"geometry":null}}"#
        )
    };
    let features = [feature("1001", 10), feature("\"2A004\"", 15), feature("93066", 30)].join(",");
    let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    let dir = written(&METHOD.replace("delimiter = \";\"\n", ""), "t.geojson", text);
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert_eq!(
        column(&dir.path().join("out"), "commune", "value_part"),
        values(&[("01001", 10.0), ("2A004", 15.0), ("93066", 30.0)])
    );
}

#[test]
fn codes_that_became_decimal_numbers_are_codes_all_the_same() {
    let method = format!("{METHOD}code_width = 5\n");
    let table = "code;a;b\n1001.0;10;100\n93001.0;30;120\n93066.0;60;200\n13055.0;25;300\n";
    let expected = ["01001", "13055", "93001", "93066"];
    let codes = |dir: &tempfile::TempDir| -> Vec<String> {
        column(&dir.path().join("out"), "commune", "value_part").into_keys().collect()
    };
    let dir = written(&method, "t.csv", table);
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert_eq!(codes(&dir), expected);
    assert!(!run.err.contains("written otherwise"), "`code_width` says it already: {}", run.err);
    // A Corsican code beside them keeps the column text.
    let dir = written(&method, "t.csv", format!("{table}2A004;15;90\n"));
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert_eq!(codes(&dir), ["01001", "13055", "2A004", "93001", "93066"]);
    // As a data frame writes them in Parquet.
    let numbers = |values: [f64; 4]| Arc::new(Float64Array::from(values.to_vec())) as _;
    let batch = RecordBatch::try_from_iter([
        ("code", numbers([1001.0, 93001.0, 93066.0, 13055.0])),
        ("a", numbers([10.0, 30.0, 60.0, 25.0])),
        ("b", numbers([100.0, 120.0, 200.0, 300.0])),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let dir = written(&method.replace("delimiter = \";\"\n", ""), "t.parquet", bytes);
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert_eq!(codes(&dir), expected);
    // A number with decimals is no code.
    let dir = written(&method, "t.csv", "code;a;b\n1001.5;10;100\n93001;30;120\n");
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    assert!(run.err.contains("1 of 2 rows join no commune (for instance 1001.5)"), "{}", run.err);
}

#[test]
fn a_code_of_another_year_is_answered_with_where_it_went() {
    let dir = written(METHOD, "t.csv", "code;a;b\n93059;1;10\n97127;1;10\n93066;3;10\n");
    let run = ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let said =
        "93059 (Pierrefitte-sur-Seine, now 93066), 97127 (Saint-Martin, outside the territory)";
    assert!(run.err.contains(said), "{}", run.err);
    // Of its own year it is carried.
    let method = METHOD.replace("geography = 2026", "geography = 2024");
    let dir = written(&method, "t.csv", "code;a;b\n93059;1;10\n93066;3;10\n");
    ifn(dir.path(), &["build", "m.toml", "--no-geometry"]).ok();
    let out = dir.path().join("out");
    assert_eq!(column(&out, "commune", "value_part"), values(&[("93066", 20.0)]));
    assert_eq!(join(&out)["carried"], 1);
}

#[test]
fn explain_and_zones_carry_codes_and_say_so() {
    let dir = built_without_contours();
    for (asked, said, unit) in [
        ("93059", "93059 Pierrefitte-sur-Seine is now in 93066 Saint-Denis\n", "commune 93066"),
        ("63266", "63266 Orsonnette is now in 63255 Nonette-Orsonnette\n", "commune 63255"),
        ("75116", "75116 Paris 16e Arrondissement is part of 75056 Paris\n", "commune 75056"),
        ("2a004", "2a004 is read as 2A004 Ajaccio\n", "commune 2A004"),
        ("1001", "1001 is read as 01001 L'Abergement-Clémenciat\n", "commune 01001"),
        ("20004", "20004 is now 2A004 Ajaccio\n", "commune 2A004"),
        ("departement:2a", "2a is read as 2A Corse-du-Sud\n", "departement 2A"),
        ("Pierrefitte-sur-Seine", "93059 Pierrefitte-sur-Seine is now in", "commune 93066"),
        ("Paris 16e", "75116 Paris 16e Arrondissement is part of 75056 Paris\n", "commune 75056"),
        ("Lyon 3e", "69383 Lyon 3e Arrondissement is part of 69123 Lyon\n", "commune 69123"),
        ("Marseille IIIe", "13203 Marseille 3e Arrondissement is part of 13055", "commune 13055"),
        ("632660000", "632660000 Orsonnette is now in 632550000", "iris 632550000"),
    ] {
        let run = ifn(&dir, &["explain", asked]).ok();
        assert!(run.out.starts_with(said) && run.out.contains(unit), "{asked}: {}", run.out);
    }
    let run = ifn(&dir, &["explain", "93059", "--json"]).ok();
    let explained: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(explained["code"], "93066");
    assert_eq!(explained["carried"], "93059 Pierrefitte-sur-Seine is now in 93066 Saint-Denis");
    let run = ifn(&dir, &["explain", "93066", "--json"]).ok();
    assert!(!run.out.contains("\"carried\""), "a code in force is not carried");
    let run = ifn(&dir, &["explain", "97801"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("97801 Saint-Martin lies outside the territory"), "{}", run.err);
    // What was the code of Saint-Martin is the postal code of another commune.
    let run = ifn(&dir, &["explain", "97127"]).ok();
    assert!(run.out.starts_with("97127 is a postal code of 97110 La Désirade"), "{}", run.out);
    let run = ifn(&dir, &["export", "iris", "--zone", "commune:93059"]).ok();
    assert!(run.err.contains("93059 Pierrefitte-sur-Seine is now in 93066"), "{}", run.err);
    assert!(run.out.lines().skip(1).all(|line| line.contains(",93066,")), "{}", run.out);
    assert!(run.out.lines().count() > 20);
    let run = ifn(&dir, &["places", "list", "--zone", "commune:75116"]);
    assert!(
        run.err.contains("75116 Paris 16e Arrondissement is part of 75056 Paris"),
        "{}",
        run.err
    );
}

#[test]
fn a_build_of_a_former_communes_zone_is_that_of_its_commune() {
    let dir = written(METHOD, "t.csv", crate::common::TABLE);
    let build = ["build", "m.toml", "--no-geometry", "--zone", "commune:93059"];
    let run = ifn(dir.path(), &build).ok();
    assert!(run.err.contains("is now in 93066 Saint-Denis"), "{}", run.err);
    assert_eq!(manifest(&dir.path().join("out"))["zone"], "commune:93066");
    // Its unit is compared with those that are left out, and it is said.
    let run = ifn(dir.path(), &["explain", "93066"]).ok();
    assert!(run.out.contains("this build holds Saint-Denis (93066) alone"), "{}", run.out);
    let run = ifn(dir.path(), &["explain", "63266"]);
    assert!(
        run.err.contains("63266 Orsonnette is now in 63255")
            && run.err.contains("Saint-Denis (93066)"),
        "{}",
        run.err
    );
}

#[test]
fn the_server_carries_codes_everywhere_and_says_so() {
    let server = Server::start(&built_without_contours(), &[]);
    let get = |path: &str| server.get(&format!("/api/v1/{path}")).ok().json();
    for (asked, code, kind, said) in [
        (
            "commune/93059",
            "93066",
            "former",
            "93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis (93066).",
        ),
        (
            "commune/75116",
            "75056",
            "arrondissement",
            "75116 Paris 16e Arrondissement fait partie de Paris (75056).",
        ),
        ("commune/2a004", "2A004", "respelled", "2a004 : lu comme Ajaccio (2A004)."),
        ("departement/1", "01", "respelled", "1 : lu comme Ain (01)."),
    ] {
        let sheet = get(&format!("territories/{asked}"));
        assert_eq!(sheet["code"], code, "{asked}");
        assert_eq!(
            (&sheet["carried"]["kind"], &sheet["carried"]["said"]),
            (&kind.into(), &said.into())
        );
    }
    assert!(get("territories/commune/93066").get("carried").is_none());
    let page = server.get("/api/v1/territories/commune/93059?format=html").ok().text();
    assert!(page.contains("93059 Pierrefitte-sur-Seine fait maintenant partie de Saint-Denis"));
    server
        .get("/api/v1/territories/commune/97127")
        .problem(404, "97127 Saint-Martin lies outside the territory");
    for path in
        ["scores/iris?zone=commune:93059&columns=code", "gaps/iris?zone=commune:93059&columns=code"]
    {
        let answer = get(path);
        assert_eq!(answer["zone"], "commune:93066", "{path}");
        assert_eq!(answer["carried"]["asked"], "93059", "{path}");
        assert!(answer["count"].as_u64().unwrap() > 20, "{path}");
    }
    let choice = serde_json::json!({"level": "iris", "zone": "commune:93059"});
    let answer = server.score(&choice).ok().json();
    assert_eq!(
        (&answer["zone"], &answer["carried"]["kind"]),
        (&"commune:93066".into(), &"former".into())
    );
    let near = get("places?commune=75111&limit=1");
    assert_eq!(
        (&near["near"]["name"], &near["near"]["carried"]["asked"]),
        (&"Paris".into(), &"75111".into())
    );
    let inside = get("places?zone=commune:93059&limit=3");
    assert_eq!(inside["total"], get("places?zone=commune:93066&limit=3")["total"]);
    let former = server.get("/api/scoring/city?codes[]=93059&codes[]=93066").ok().json();
    assert!(former["93059"]["score"]["total"].is_number());
    assert_eq!(former["93059"], former["93066"]);
    for (text, asked) in [
        ("93059", "93059"),
        ("Pierrefitte-sur-Seine", "93059"),
        ("75116", "75116"),
        ("Paris%2016e", "75116"),
        ("Lyon%203%C3%A8me", "69383"),
        ("Marseille%20IIIe", "13203"),
    ] {
        let found = get(&format!("search?q={text}&limit=2"));
        let first = &found["results"][0];
        assert_eq!(first["carried"]["asked"], asked, "{text}: {found}");
        assert_eq!(first["level"], "commune");
    }
    let found = get("search?q=saint-denis&limit=2");
    assert!(found["results"][0].get("carried").is_none(), "{found}");
}

/// Names are text in the embedded table, and each code has one.
#[test]
fn the_table_of_passages_names_what_it_carries() {
    let root = crate::common::root().join("datasets/embedded/passage.parquet");
    let table = rows::parquet(std::fs::read(root).unwrap());
    let text = |name: &str| -> StringArray {
        table.column_by_name(name).unwrap().as_string::<i32>().clone()
    };
    let (old, new, names) = (text("old_code"), text("new_code"), text("name"));
    assert_eq!((table.num_rows(), names.null_count()), (4965, 0));
    let at = |code: &str| (0..old.len()).find(|row| old.value(*row) == code).unwrap();
    assert_eq!(names.value(at("93059")), "Pierrefitte-sur-Seine");
    assert!(new.is_null(at("97801")));
}
