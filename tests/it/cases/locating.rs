//! `ifn locate` on files as people hold them.

use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;

use crate::common::{Run, built, ifn};

fn locate(dir: &Path, args: &[&str]) -> Run {
    let out = built().join("out").display().to_string();
    let mut all = vec!["locate"];
    all.extend(args);
    all.extend(["--level", "commune", "--out", &out]);
    ifn(dir, &all)
}

/// A column of a CSV.
fn column(text: &str, separator: u8, name: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let place = reader.headers().unwrap().iter().position(|h| h == name);
    let place = place.unwrap_or_else(|| panic!("no column {name} in {text}"));
    reader.records().map(|r| r.unwrap()[place].to_string()).collect()
}

fn codes(run: &Run, separator: u8) -> Vec<String> {
    column(&run.out, separator, "ifn_code")
}

const DEGREES: [&str; 4] = ["--lon", "lon", "--lat", "lat"];

fn in_degrees(dir: &Path, file: &str, more: &[&str]) -> Run {
    locate(dir, &[&[file], DEGREES.as_slice(), more].concat())
}

/// Guéret, Aubusson and La Souterraine, in degrees and in Lambert-93 (PROJ).
const POINTS: [(&str, [f64; 2], [f64; 2]); 3] = [
    ("23096", [1.8717, 46.1706], [612_951.21, 6_564_041.04]),
    ("23008", [2.1683, 45.9556], [635_581.54, 6_539_882.48]),
    ("23176", [1.487, 46.237], [583_415.90, 6_571_909.90]),
];

#[test]
fn workbooks_and_map_layers() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Titre").unwrap();
    for (place, name) in ["id", "lon", "lat"].iter().enumerate() {
        sheet.write(1, place as u16, *name).unwrap();
    }
    let mut features = Vec::new();
    let gpkg = Connection::open(dir.path().join("p.gpkg")).unwrap();
    gpkg.execute_batch(
        "PRAGMA application_id = 1196444487;
         CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
         INSERT INTO gpkg_spatial_ref_sys VALUES ('L93', 2154, 'EPSG', 2154, '', '');
         CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
         INSERT INTO gpkg_contents VALUES ('p', 'features', 'p', 2154);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
         INSERT INTO gpkg_geometry_columns VALUES ('p', 'geom', 'POINT', 2154, 0, 0);
         CREATE TABLE p (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT);",
    )
    .unwrap();
    for (row, (code, [lon, lat], [x, y])) in POINTS.iter().enumerate() {
        let line = row as u32 + 2;
        sheet.write(line, 0, *code).unwrap();
        sheet.write(line, 1, *lon).unwrap();
        sheet.write(line, 2, *lat).unwrap();
        features.push(format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{code}\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}"
        ));
        let mut blob = b"GP\0\x01".to_vec();
        blob.extend(2154_i32.to_le_bytes());
        blob.extend([1, 1, 0, 0, 0]);
        blob.extend(x.to_le_bytes());
        blob.extend(y.to_le_bytes());
        gpkg.execute("INSERT INTO p (geom, id) VALUES (?1, ?2)", (blob, code)).unwrap();
    }
    drop(gpkg);
    book.save(dir.path().join("p.xlsx")).unwrap();
    let layer = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    std::fs::write(dir.path().join("p.geojson"), layer).unwrap();
    let json = POINTS
        .map(|(code, [lon, lat], _)| format!("{{\"id\":\"{code}\",\"lon\":{lon},\"lat\":{lat}}}"));
    std::fs::write(dir.path().join("p.json"), format!("[{}]", json.join(","))).unwrap();
    let expected = POINTS.map(|p| p.0.to_string());
    for (file, more) in [
        ("p.xlsx", ["--skip-lines", "1"].as_slice()),
        ("p.json", &[]),
        // Columns that a layer has not: its geometries are used, and that is said.
        ("p.gpkg", &[]),
        ("p.geojson", &[]),
    ] {
        let run = in_degrees(dir.path(), file, more).ok();
        assert_eq!(codes(&run, b','), expected, "{file}: {}", run.err);
        assert_eq!(column(&run.out, b',', "id"), expected, "{file}: columns stay");
        let layer = file.ends_with('g') || file.ends_with("geojson");
        assert_eq!(run.err.contains("its geometries"), layer, "{file}: {}", run.err);
    }
    for file in ["p.gpkg", "p.geojson"] {
        assert_eq!(codes(&locate(dir.path(), &[file]).ok(), b','), expected, "{file}");
        // Its own output is a layer again.
        let parquet = format!("{file}.parquet");
        locate(dir.path(), &[file, "-o", &parquet]).ok();
    }
    // In an archive.
    let mut zip = zip::ZipWriter::new(std::fs::File::create(dir.path().join("p.zip")).unwrap());
    zip.start_file("data/p.csv", zip::write::SimpleFileOptions::default()).unwrap();
    let rows: Vec<String> = POINTS.iter().map(|(_, [x, y], _)| format!("{x},{y}")).collect();
    let text = format!("lon,lat\n{}\n", rows.join("\n"));
    std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    zip.finish().unwrap();
    assert_eq!(codes(&in_degrees(dir.path(), "p.zip", &[]).ok(), b','), expected);
}

#[test]
fn a_shapefile_is_told_how_to_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let out = built().join("out").display().to_string();
    std::fs::write(dir.path().join("z.shp"), [0, 0, 0x27, 0x0a]).unwrap();
    std::fs::write(
        dir.path().join("m.toml"),
        crate::common::METHOD.replace("path = \"t.csv\"", "path = \"z.shp\""),
    )
    .unwrap();
    let runs = [
        in_degrees(dir.path(), "z.shp", &[]),
        ifn(dir.path(), &["build", "m.toml", "--no-geometry", "--out", "o"]),
        ifn(
            dir.path(),
            &[
                "tiles",
                "--out",
                &out,
                "--level",
                "departement",
                "--zooms",
                "4-5",
                "--extra",
                "z=z.shp",
                "-o",
                "o.pmtiles",
            ],
        ),
    ];
    for run in runs {
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("ogr2ogr -f GPKG z.gpkg z.shp"), "{}", run.err);
    }
}

#[test]
fn what_stands_around_the_rows() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("sep.csv", "sep=;\nid;lon;lat\n1;1.8717;46.1706\n2;2.1683;45.9556\n");
    let run = in_degrees(dir.path(), "sep.csv", &[]).ok();
    assert_eq!(codes(&run, b';'), ["23096", "23008"]);
    assert!(run.err.contains("declares the separator"), "{}", run.err);
    write("mac.csv", "id;lon;lat\r1;1.8717;46.1706\r2;abc;45.9556\r");
    let run = in_degrees(dir.path(), "mac.csv", &[]).ok();
    assert_eq!(codes(&run, b';'), ["23096", ""]);
    assert!(run.err.contains("line 3: not_a_number: lon = \"abc\""), "{}", run.err);
    write("trail.csv", "id,lon,lat\n1,1.8717,46.1706,\n2,2.1683,45.9556,\n");
    let run = in_degrees(dir.path(), "trail.csv", &[]).ok();
    assert_eq!(codes(&run, b','), ["23096", "23008"]);
    assert!(run.err.contains("2 row(s) end with a separator"), "{}", run.err);
    write("foot.csv", "Points\n\nid;lon;lat\n1;1.8717;46.1706\n\nSource : Caf, 2025\n");
    let run = in_degrees(dir.path(), "foot.csv", &["--skip-lines", "2"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("foot.csv:6") && run.err.contains("--skip-bottom 1"), "{}", run.err);
    let run = in_degrees(dir.path(), "foot.csv", &["--skip-lines", "2", "--skip-bottom", "1"]).ok();
    assert_eq!(codes(&run, b';'), ["23096"]);
    write("quote.csv", "id;lon;lat;n\n1;1.8717;46.1706;\"x\n2;2.1683;45.9556;y\n");
    let run = in_degrees(dir.path(), "quote.csv", &["-o", "quote-out.csv"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("quote.csv:2: a quote opens a cell here and is never"), "{}", run.err);
    assert!(!dir.path().join("quote-out.csv").exists());
    write("twice.csv", "lon,lat,lon\n1.8717,46.1706,1\n");
    let run = in_degrees(dir.path(), "twice.csv", &[]);
    assert!(run.status == 2 && run.err.contains("several columns `lon`"), "{}", run.err);
}

#[test]
fn numbers_as_people_write_them() {
    let dir = tempfile::tempdir().unwrap();
    let [x, y] = POINTS[0].2;
    let (x, y) = (x.round() as u32, y.round() as u32);
    let spaced = |n: u32, mark: &str| {
        let text = n.to_string();
        let head = (text.len() - 1) % 3 + 1;
        let mut out = text[..head].to_string();
        for start in (head..text.len()).step_by(3) {
            out.push_str(mark);
            out.push_str(&text[start..start + 3]);
        }
        out
    };
    let mut text = "X;Y\n".to_string();
    for mark in ["", " ", "\u{a0}", "\u{202f}", "'"] {
        writeln!(text, "{};{},25", spaced(x, mark), spaced(y, mark)).unwrap();
    }
    std::fs::write(dir.path().join("l93.csv"), text).unwrap();
    let metres = ["l93.csv", "--x", "X", "--y", "Y", "--crs", "EPSG:2154"];
    let run = locate(dir.path(), &metres).ok();
    assert_eq!(codes(&run, b';'), ["23096"; 5], "{}", run.err);
    // A point between thousands, declared.
    std::fs::write(
        dir.path().join("l93.csv"),
        format!("X;Y\n{};{}\n", spaced(x, "."), spaced(y, ".")),
    )
    .unwrap();
    let run = locate(dir.path(), &[&metres, ["--thousands", "."].as_slice()].concat()).ok();
    assert_eq!(codes(&run, b';'), ["23096"], "{}", run.err);
    // Not declared: the second column has two points in a number.
    let run = locate(dir.path(), &metres).ok();
    assert_eq!(codes(&run, b';'), ["23096"], "{}", run.err);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, [x, y]) in
        [["X".into(), "Y".into()], [spaced(x, "."), spaced(y, ".")]].iter().enumerate()
    {
        sheet.write_string(row as u32, 0, x).unwrap();
        sheet.write_string(row as u32, 1, y).unwrap();
    }
    book.save(dir.path().join("l93.xlsx")).unwrap();
    let of_book = [&["l93.xlsx"], &metres[1..]].concat();
    let run = locate(dir.path(), &of_book).ok();
    assert_eq!(codes(&run, b','), ["23096"], "{}", run.err);
    // Nothing tells whether it is 612 metres or 612 kilometres.
    std::fs::write(dir.path().join("doubt.csv"), "X;Y\n612.951;128.456\n").unwrap();
    let run = locate(dir.path(), &[&["doubt.csv"], &metres[1..]].concat()).ok();
    assert_eq!(column(&run.out, b';', "ifn_reason"), ["not_a_number"], "{}", run.err);
    assert!(run.err.contains("--thousands . reads 612951"), "{}", run.err);
    // A row far below that contradicts the first: nothing is written.
    let rows = "612951.25;6564041.5\n".repeat(70_000);
    let text = format!("X;Y\n612.951;6564041.5\n{rows}612.951,25;6564041\n");
    std::fs::write(dir.path().join("late.csv"), text).unwrap();
    let late = [&["late.csv"], &metres[1..], &["-o", "late-out.csv"]].concat();
    let run = locate(dir.path(), &late);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("late.csv:70003: column `X`: \"612.951,25\""), "{}", run.err);
    assert!(!dir.path().join("late-out.csv").exists());
    // What is not read is shown.
    std::fs::write(dir.path().join("odd.csv"), "lon;lat\n1,8717 deg;46,1706\n1,8717;46,1706\n")
        .unwrap();
    let run = in_degrees(dir.path(), "odd.csv", &[]).ok();
    assert_eq!(codes(&run, b';'), ["", "23096"]);
    assert!(run.err.contains("line 2: not_a_number: lon = \"1,8717 deg\""), "{}", run.err);
    assert!(run.err.contains("help: a unit is no part of a number"), "{}", run.err);
}

#[test]
fn some_rows_with_swapped_coordinates() {
    let dir = tempfile::tempdir().unwrap();
    let mut degrees = "id,lon,lat\n".to_string();
    let mut metres = "id,x,y\n".to_string();
    for (i, (_, [lon, lat], [x, y])) in POINTS.iter().cycle().take(6).enumerate() {
        // The third and the fourth.
        let swap = i == 2 || i == 3;
        let ([a, b], [c, d]) = if swap { ([lat, lon], [y, x]) } else { ([lon, lat], [x, y]) };
        writeln!(degrees, "{i},{a},{b}").unwrap();
        writeln!(metres, "{i},{c},{d}").unwrap();
    }
    degrees += "6,-8.0,47.0\n";
    metres += "6,0,6600000\n";
    std::fs::write(dir.path().join("d.csv"), degrees).unwrap();
    std::fs::write(dir.path().join("m.csv"), metres).unwrap();
    for run in [
        in_degrees(dir.path(), "d.csv", &[]).ok(),
        locate(dir.path(), &["m.csv", "--x", "x", "--y", "y", "--crs", "2154"]).ok(),
    ] {
        let found: Vec<&str> = POINTS.iter().cycle().take(6).map(|p| p.0).chain([""]).collect();
        assert_eq!(codes(&run, b','), found, "{}", run.err);
        let reasons = column(&run.out, b',', "ifn_reason");
        assert_eq!(reasons, ["", "", "swapped", "swapped", "", "", "outside"]);
        assert!(run.err.contains("line 4: swapped"), "{}", run.err);
        assert!(run.err.contains("the other way round"), "{}", run.err);
    }
}

#[test]
fn the_decimal_mark_of_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    // One odd cell in a file separated by commas, and in one separated by semicolons.
    write("a.csv", "lon,lat\n1.8717,46.1706\n\"2,1683\",45.9556\n");
    write("b.csv", "lon;lat\n1.8717;46.1706\n2,1683;45.9556\n");
    write("c.csv", "lon;lat\n1,8717;46,1706\n2,1683;45,9556\n");
    write("d.tsv", "lon\tlat\n1,8717\t46,1706\n2,1683\t45,9556\n");
    for (file, separator, comma) in [
        ("a.csv", b',', false),
        ("b.csv", b';', false),
        ("c.csv", b';', true),
        ("d.tsv", b'\t', false),
    ] {
        let run = in_degrees(dir.path(), file, &[]).ok();
        assert_eq!(codes(&run, separator), ["23096", "23008"], "{file}");
        let scores = column(&run.out, separator, "ifn_score");
        assert!(scores.iter().all(|s| s.contains(',') == comma), "{file}: {scores:?}");
    }
}
