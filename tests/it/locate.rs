//! `ifn locate` as an analyst uses it: rows go through untouched, units beside them.

use std::path::Path;
use std::sync::Arc;

use crate::common::{Run, built, command, files, ifn, root, run_python};
use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, Float64Array, Int32Array, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn locate(dir: &Path, args: &[&str]) -> Run {
    let out = built().join("out").display().to_string();
    let mut all = vec!["locate"];
    all.extend(args);
    all.extend(["--out", &out]);
    ifn(dir, &all)
}

/// Lines of a CSV, split at a separator that no field holds.
fn table(text: &str, separator: char) -> Vec<Vec<String>> {
    text.lines().map(|l| l.split(separator).map(String::from).collect()).collect()
}

#[test]
fn rows_of_a_csv_keep_what_they_are() {
    let dir = dir();
    // Saint-Denis, the sea, nothing, no number; a field with a separator, an accent, a leading zero.
    let text = "id;nom;lon;lat\n007;\"Mairie; Hôtel\";2,3574;48,9356\n2;mer;-8,0;47,0\n3;;;\n4;x;abc;48,9\n\
                5;La Réunion;55,4504;-20,8789\n";
    std::fs::write(dir.path().join("a.csv"), text).unwrap();
    let run =
        locate(dir.path(), &["a.csv", "--lon", "lon", "--lat", "lat", "--level", "commune"]).ok();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(run.out.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    assert_eq!(
        header,
        [
            "id",
            "nom",
            "lon",
            "lat",
            "ifn_code",
            "ifn_epci",
            "ifn_departement",
            "ifn_region",
            "ifn_name",
            "ifn_score",
            "ifn_rank",
            "ifn_decile",
            "ifn_located",
            "ifn_reason"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| &rows[row][header.iter().position(|h| h == name).unwrap()];
    assert_eq!((cell(0, "id"), cell(0, "nom"), cell(0, "lon")), ("007", "Mairie; Hôtel", "2,3574"));
    assert_eq!(
        (cell(0, "ifn_code"), cell(0, "ifn_departement"), cell(0, "ifn_name")),
        ("93066", "93", "Saint-Denis")
    );
    assert!(cell(0, "ifn_score").contains(','), "decimals as the file writes them");
    assert_eq!((cell(4, "ifn_code"), cell(4, "ifn_region")), ("97411", "04"));
    let reasons: Vec<&str> = (0..5).map(|r| cell(r, "ifn_reason")).collect();
    assert_eq!(reasons, ["", "outside", "no_coordinates", "not_a_number", ""]);
    assert!((1..4).all(|r| cell(r, "ifn_code").is_empty() && cell(r, "ifn_located").is_empty()));
    for said in [
        "5 rows, by lon and lat",
        "2  located in communes",
        "line 3: outside: -8 47",
        "line 5: not_a_number",
    ] {
        assert!(run.err.contains(said), "{said:?} is not in:\n{}", run.err);
    }
    let quiet = locate(
        dir.path(),
        &["a.csv", "--lon", "lon", "--lat", "lat", "--level", "commune", "--quiet"],
    )
    .ok();
    assert_eq!((quiet.out, quiet.err), (run.out, String::new()));
}

#[test]
fn an_iris_without_contour_says_so() {
    let dir = dir();
    // A commune that is one IRIS, and one that has many.
    std::fs::write(
        dir.path().join("a.csv"),
        "longitude,latitude\n4.9258,46.1534\n2.3574,48.9356\n",
    )
    .unwrap();
    let run = locate(dir.path(), &["a.csv", "--level", "iris"]).ok();
    let rows = table(&run.out, ',');
    let at = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let cell = |row: usize, name: &str| rows[row][at(name)].as_str();
    assert_eq!(
        (cell(1, "ifn_code"), cell(1, "ifn_commune"), cell(1, "ifn_located")),
        ("010010000", "01001", "contour")
    );
    assert_eq!(
        (cell(2, "ifn_code"), cell(2, "ifn_commune"), cell(2, "ifn_located")),
        ("", "93066", "commune")
    );
    assert_eq!(
        (cell(2, "ifn_reason"), cell(2, "ifn_score"), cell(2, "ifn_departement")),
        ("no_contour", "", "93")
    );
    assert!(run.err.contains("whose IRIS have no contour here"), "{}", run.err);
}

#[test]
fn every_level_and_projection() {
    let dir = dir();
    // Saint-Denis in Lambert-93.
    std::fs::write(dir.path().join("a.tsv"), "X\tY\n652892.0\t6870814.0\n").unwrap();
    for (level, code) in [("commune", "93066"), ("departement", "93"), ("region", "11")] {
        let run = locate(
            dir.path(),
            &["a.tsv", "--x", "X", "--y", "Y", "--crs", "EPSG:2154", "--level", level],
        )
        .ok();
        assert_eq!(table(&run.out, '\t')[1][2], code, "{}", run.out);
    }
    std::fs::write(dir.path().join("g.csv"), "g\n\"48.9356, 2.3574\"\nPOINT (2.3574 48.9356)\n")
        .unwrap();
    let run = locate(
        dir.path(),
        &["g.csv", "--geometry", "g", "--level", "departement", "--delimiter", ","],
    )
    .ok();
    assert_eq!(run.out.matches(",93,").count(), 2, "{}", run.out);
}

#[test]
fn parquet_comes_and_goes() {
    let dir = dir();
    let n = 150_000;
    let lon: Float64Array =
        (0..n).map(|i| (i % 10 != 0).then(|| -4.0 + f64::from(i % 1200) * 0.01)).collect();
    let lat: Float64Array = (0..n).map(|i| Some(43.0 + f64::from(i / 1200) * 0.05)).collect();
    let wkb: BinaryArray = (0..n)
        .map(|i| {
            let point = [-4.0 + f64::from(i % 1200) * 0.01, 43.0 + f64::from(i / 1200) * 0.05];
            let mut bytes = vec![1, 1, 0, 0, 0];
            bytes.extend(point.iter().flat_map(|x| x.to_le_bytes()));
            (i % 10 != 0).then_some(bytes)
        })
        .collect();
    let id = Int32Array::from_iter_values(0..n);
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(id) as ArrayRef),
        ("lon", Arc::new(lon)),
        ("lat", Arc::new(lat)),
        ("geom", Arc::new(wkb)),
    ])
    .unwrap();
    let file = std::fs::File::create(dir.path().join("p.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let run = locate(
        dir.path(),
        &["p.parquet", "--lon", "lon", "--lat", "lat", "-o", "a.parquet", "--json"],
    )
    .ok();
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (report["rows"].as_u64(), report["reasons"]["no_coordinates"].as_u64()),
        (Some(150_000), Some(15_000))
    );
    assert_eq!(report["contours"], "commune");
    let read = |name: &str| -> Vec<RecordBatch> {
        let file = std::fs::File::open(dir.path().join(name)).unwrap();
        let reader =
            ParquetRecordBatchReaderBuilder::try_new(file).unwrap().with_batch_size(1 << 20);
        reader.build().unwrap().map(Result::unwrap).collect()
    };
    let a = read("a.parquet");
    let all = arrow::compute::concat_batches(&a[0].schema(), &a).unwrap();
    assert_eq!(all.num_rows(), 150_000);
    let ids = all.column_by_name("id").unwrap().as_primitive::<Int32Type>().values();
    assert!(ids.iter().enumerate().all(|(i, id)| *id == i as i32), "rows keep their order");
    assert_eq!(all.column_by_name("geom").unwrap().as_binary::<i32>().null_count(), 15_000);
    let score = all.column_by_name("ifn_score").unwrap().as_primitive::<Float64Type>();
    assert!(score.null_count() < 100_000);
    // By geometry the same, and from one run to the next the same bytes.
    locate(dir.path(), &["p.parquet", "--geometry", "geom", "-o", "b.parquet", "-q"]).ok();
    let b = read("b.parquet");
    let b = arrow::compute::concat_batches(&b[0].schema(), &b).unwrap();
    let code = |t: &RecordBatch| t.column_by_name("ifn_code").unwrap().as_string::<i32>().clone();
    assert_eq!(code(&all), code(&b));
    let one = command(dir.path())
        .env("RAYON_NUM_THREADS", "1")
        .args([
            "locate",
            "p.parquet",
            "--lon",
            "lon",
            "--lat",
            "lat",
            "-q",
            "-o",
            "c.parquet",
            "--out",
        ])
        .arg(built().join("out"))
        .output()
        .unwrap();
    Run::of(&one).ok();
    let all = files(dir.path());
    assert!(all["a.parquet"] == all["c.parquet"]);
    // To CSV and back.
    locate(dir.path(), &["a.parquet", "--lon", "lon", "--lat", "lat", "-o", "d.csv"]);
    let again = locate(dir.path(), &["a.parquet", "--lon", "lon", "--lat", "lat", "-o", "d.csv"]);
    assert_eq!(again.status, 1, "{}", again.err);
    assert!(again.err.contains("has a column `ifn_code` already"), "{}", again.err);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let dir = dir();
    let write = |name: &str, text: &[u8]| std::fs::write(dir.path().join(name), text).unwrap();
    write("metres.csv", b"lon,lat\n652892,6870814\n652000,6870000\n");
    write("swapped.csv", b"lon,lat\n48.9356,2.3574\n48.8534,2.3488\n");
    write("short.csv", b"lon,lat,a\n2.3,48.9,1\n2.3,48.9\n");
    write("good.csv", b"lon,lat\n2.3574,48.9356\n");
    write("named.csv", b"lon,lat,ifn_score\n2.3574,48.9356,7\n");
    write("latin.csv", b"nom,lon,lat\n\xe9,2.3574,48.9356\n");
    write(
        "late.csv",
        &[b"nom,lon,lat\n".as_slice(), &b"a,2.3574,48.9356\n".repeat(70_000), b"\xe9,2.3,48.9\n"]
            .concat(),
    );
    write("empty.csv", b"");
    write("a.csv.gz", b"x");
    write("a.csv.zst", b"x");
    let columns = ["--lon", "lon", "--lat", "lat"];
    let cases: [(&str, &[&str], i32, &[&str]); 13] = [
        (
            "metres.csv",
            &columns,
            1,
            &["look like metres of Lambert-93", "652892 6870814", "EPSG:2154"],
        ),
        ("swapped.csv", &columns, 1, &["look swapped", "exchange the two columns"]),
        ("short.csv", &columns, 1, &["short.csv:3", "2 fields, 3 expected"]),
        ("named.csv", &columns, 1, &["`ifn_score` already"]),
        ("late.csv", &columns, 1, &["late.csv:70002", "windows-1252"]),
        ("empty.csv", &columns, 1, &["is empty"]),
        ("none.csv", &columns, 1, &["cannot read none.csv"]),
        ("a.csv.gz", &columns, 1, &["a.csv.gz: is not a usable gz"]),
        ("a.csv.zst", &columns, 2, &["is packed", "zstdcat"]),
        ("good.csv", &["--lon", "longi", "--lat", "lat"], 2, &["no column `longi`", "lon"]),
        (
            "good.csv",
            &["--lon", "lon", "--lat", "lat", "--level", "canton"],
            2,
            &["`canton` was not built"],
        ),
        ("good.csv", &["--x", "lon", "--y", "lat", "--crs", "99999"], 2, &["EPSG:99999"]),
        ("good.csv", &["--x", "lon", "--y", "lat"], 2, &["--crs"]),
    ];
    for (file, args, status, said) in cases {
        let mut all = vec![file];
        all.extend(args);
        all.extend(["-o", "written.csv"]);
        let run = locate(dir.path(), &all);
        assert_eq!(run.status, status, "{file} {args:?}: {}", run.err);
        for text in said {
            assert!(run.err.contains(text), "{file}: {text:?} is not in:\n{}", run.err);
        }
    }
    for left in files(dir.path()).keys() {
        assert!(!left.contains("written") && !left.contains(".part-"), "{left} was left behind");
    }
    let latin = locate(dir.path(), &["latin.csv", "--lon", "lon", "--lat", "lat"]).ok();
    assert!(latin.out.contains("é,2.3574") && latin.err.contains("windows-1252"), "{}", latin.err);
    let format = locate(dir.path(), &["good.csv", "-o", "a.xlsx"]);
    assert_eq!(format.status, 2, "{}", format.err);
    let json = locate(dir.path(), &["good.csv", "--json"]);
    assert_eq!(json.status, 2);
    let nowhere = ifn(dir.path(), &["locate", "good.csv", "--out", "nothing"]);
    assert!(nowhere.status == 1 && nowhere.err.contains("holds no build"), "{}", nowhere.err);
    let piped = command(dir.path())
        .args(["locate", "-", "-q", "--level", "departement", "--out"])
        .arg(built().join("out"))
        .stdin(std::fs::File::open(dir.path().join("good.csv")).unwrap())
        .output()
        .unwrap();
    assert!(Run::of(&piped).ok().out.contains(",93,"));
}

#[test]
fn pandas_reads_it_and_shapely_agrees() {
    let dir = dir();
    let out = built().join("out").display().to_string();
    let work = dir.path().display().to_string();
    let script = root().join("tests/oracle/spatial.py").display().to_string();
    if run_python(&[&script, "points", &out, &work]).map(Run::ok).is_none() {
        return;
    }
    locate(
        dir.path(),
        &[
            "points.parquet",
            "--lon",
            "lon",
            "--lat",
            "lat",
            "--level",
            "commune",
            "-o",
            "located.parquet",
            "-q",
        ],
    )
    .ok();
    locate(
        dir.path(),
        &[
            "few.csv",
            "--lon",
            "lon",
            "--lat",
            "lat",
            "--level",
            "departement",
            "-o",
            "few-located.csv",
            "-q",
        ],
    )
    .ok();
    let checked = run_python(&[&script, "check", &out, &work]).unwrap().ok();
    print!("{}", checked.out);
    assert!(checked.out.contains("agree"), "{}", checked.out);
}
