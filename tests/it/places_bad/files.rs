//! Files and mappings that cannot be read, and the same answer on one thread.

use super::{HEAD, MAPPING, check, folder, row};
use crate::common::{Run, command, ifn};

#[test]
fn files_and_mappings_that_cannot_be_read() {
    let dir = folder(&row(&[]));
    let fails = |args: &[&str], status: i32, said: &[&str]| {
        let run = ifn(dir.path(), &[&["places", "check"], args].concat());
        assert_eq!(run.status, status, "out: {}\nerr: {}", run.out, run.err);
        for text in said {
            assert!(run.err.contains(text), "{text:?} is not in:\n{}", run.err);
        }
    };
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    fails(&["none.csv", "--mapping", "hub.toml"], 1, &["cannot read none.csv"]);
    fails(&["hub.csv", "--mapping", "none.toml"], 1, &["cannot read none.toml"]);
    fails(
        &["hub.csv", "--mapping", "girond"],
        2,
        &["no mapping of places `girond`", "did you mean gironde?"],
    );
    fails(&["hub.csv", "--mapping", "caf-2024"], 2, &["no mapping of places"]);
    fails(&["hub.csv", "--mapping", "gironde"], 1, &["hub.csv:1: has no column"]);
    write("hub.toml", &MAPPING.replace("\"Structure\"", "\"Strukture\""));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &["hub.csv:1: has no column `Strukture`", "did you mean Structure?"],
    );
    write("hub.toml", &MAPPING.replace("horaires =", "horaire ="));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &["hub.toml:20: [places] `horaire` is no field", "did you mean horaires"],
    );
    write("hub.toml", &MAPPING.replace("Aide aux démarches administratives", "Aide aux démarches"));
    fails(
        &["hub.csv", "--mapping", "hub.toml"],
        1,
        &[
            "hub.toml:21",
            "is no value of the schema",
            "did you mean Aide aux démarches administratives?",
        ],
    );
    write("hub.toml", MAPPING.split("[places]").next().unwrap());
    fails(&["hub.csv", "--mapping", "hub.toml"], 1, &["has no [places] section", "docs/places.md"]);
    write("hub.toml", MAPPING);
    write("hub.json", "[{\"Structure\": {\"x\": 1}}]");
    fails(&["hub.json", "--mapping", "hub.toml"], 1, &["hub.json"]);
    write("hub.pdf", "%PDF");
    fails(&["hub.pdf", "--mapping", "hub.toml"], 1, &["unknown kind of file `pdf`"]);
    // Another separator than the one that is declared is found.
    let commas = format!("{HEAD}{}", row(&[(9, "Wifi")])).replace(';', ",");
    write("hub.csv", &commas);
    let run = check(dir.path(), &[]).ok();
    assert!(run.out.contains("1 row read, 0 kept out, 1 place;"), "{}", run.out);
}

#[test]
fn the_same_answer_on_one_thread() {
    let rows: String = (0..3000)
        .map(|i| {
            row(&[
                (0, &i.to_string()),
                (1, &format!("Lieu {}", i % 700)),
                (9, ["Wifi", "x"][i % 2]),
            ])
        })
        .collect();
    let dir = folder(&rows);
    let run = |threads: &str, file: &str| {
        let mut command = command(dir.path());
        command.env("RAYON_NUM_THREADS", threads);
        command.args(["places", "check", "hub.csv", "--mapping", "hub.toml", "-o", file]);
        let out = Run::of(&command.output().unwrap()).ok().out;
        (out, std::fs::read(dir.path().join(file)).unwrap())
    };
    assert!(run("1", "a.csv") == run("4", "b.csv"));
}

#[test]
fn what_is_named_is_there() {
    let dir = folder(&row(&[]));
    let build = |args: &[&str]| {
        ifn(
            dir.path(),
            &[&["build", "--level", "departement", "--no-tiles", "--out", "o"], args].concat(),
        )
    };
    let run = build(&["--places", "france-services=nothere.csv"]);
    assert_eq!(run.status, 1, "{}{}", run.out, run.err);
    assert!(run.err.contains("cannot read nothere.csv: No such file or directory"), "{}", run.err);
    assert!(!dir.path().join("o").exists());
    let run = build(&["--extra", "nothere.gpkg"]);
    assert_eq!((run.status, run.err.contains("leave out --extra")), (2, true), "{}", run.err);
    let run = ifn(dir.path(), &["places", "check", "nothere.csv", "--mapping", "hub.toml"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("cannot read nothere.csv: No such file or directory"), "{}", run.err);
}

#[test]
fn a_title_above_the_columns() {
    let dir = folder("");
    let head = HEAD.trim_end().split(';').collect::<Vec<_>>();
    let line = row(&[]);
    let cells: Vec<&str> = line.trim_end().split(';').collect();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Inventaire du Hub").unwrap();
    sheet.write_row(1, 0, head).unwrap();
    sheet.write_row(2, 0, cells).unwrap();
    book.save(dir.path().join("hub.xlsx")).unwrap();
    std::fs::write(
        dir.path().join("hub.csv"),
        format!("Inventaire du Hub, novembre 2026\n{HEAD}{line}"),
    )
    .unwrap();
    for (file, place) in [("hub.xlsx", "row 2"), ("hub.csv", "line 2")] {
        std::fs::write(dir.path().join("hub.toml"), MAPPING).unwrap();
        let check = || ifn(dir.path(), &["places", "check", file, "--mapping", "hub.toml"]);
        let run = check();
        assert_eq!(run.status, 1, "{}", run.out);
        let said = format!("{place} is likelier the header: set skip_lines = 1");
        assert!(run.err.contains(&said), "{}", run.err);
        let mapping = MAPPING.replace("path =", "skip_lines = 1\npath =");
        std::fs::write(dir.path().join("hub.toml"), mapping).unwrap();
        assert!(check().ok().out.contains("1 row read, 0 kept out, 1 place;"));
    }
    let out = crate::common::built().join("out").display().to_string();
    let locate = |args: &[&str]| {
        let all = [&["locate"], args, &["--out", &out, "--level", "commune"]].concat();
        ifn(dir.path(), &all)
    };
    for file in ["hub.csv", "hub.xlsx"] {
        let columns = ["--lon", "Lon", "--lat", "Lat"];
        let run = locate(&[&[file], &columns[..]].concat());
        assert_eq!(run.status, 2, "{}", run.err);
        assert!(run.err.contains("line 2 is likelier the header: --skip-lines 1"), "{}", run.err);
        assert!(!run.err.contains(", ,"), "{}", run.err);
        let run = locate(&[&[file, "--skip-lines", "1"], &columns[..]].concat()).ok();
        assert!(run.out.contains("33063"), "{}", run.out);
        // Columns that name themselves.
        let run = locate(&[file]);
        assert!(run.err.contains("--skip-lines 1"), "{}", run.err);
    }
}

#[test]
fn two_coordinates_in_one_cell() {
    let dir = folder("");
    let text = "id;ou\n1;\"46,237; 1,487\"\n2;\"46.237, 1.487\"\n";
    std::fs::write(dir.path().join("t.csv"), text).unwrap();
    let out = crate::common::built().join("out").display().to_string();
    let locate = |args: &[&str]| {
        let all = [&["locate", "t.csv"], args, &["--out", &out, "--level", "commune"]].concat();
        ifn(dir.path(), &all)
    };
    let run = locate(&["--lon", "ou", "--lat", "ou"]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(run.err.contains("both coordinates are to be read from `ou`"), "{}", run.err);
    let run = locate(&["--lon", "ou", "--lat", "id"]).ok();
    assert!(run.err.contains("two coordinates in one cell: --geometry \"ou\""), "{}", run.err);
    // 46.237 N, 1.487 E is in La Souterraine.
    let run = locate(&["--geometry", "ou"]).ok();
    assert_eq!(run.out.matches(";23176;").count(), 2, "{}", run.out);
}

#[test]
fn a_line_for_each_kind_of_fault() {
    let no_position = [(5, ""), (6, "")];
    let rows = [
        row(&[(5, "-0.5802"), (6, "44.8396")]),
        row(&[(0, "2"), (1, "Sans"), no_position[0], no_position[1]]),
        row(&[(0, "3"), (1, "Loin"), (5, "48.85"), (6, "2.35")]),
        // Guessed by nobody, proposed.
        row(&[
            (0, "4"),
            (1, "Faute"),
            (2, "La Souteraine"),
            (3, "23300"),
            no_position[0],
            no_position[1],
        ]),
    ];
    let dir = folder(&rows.concat());
    let told = check(dir.path(), &["-o", "r.csv"]).ok().out;
    let latitude: Vec<&str> =
        told.lines().filter(|line| line.trim_start().starts_with("latitude ")).collect();
    assert_eq!(latitude.len(), 3, "{told}");
    for said in ["are swapped", "no coordinates", "km from the centre"] {
        assert_eq!(latitude.iter().filter(|line| line.contains(said)).count(), 1, "{told}");
    }
    let rejects = std::fs::read_to_string(dir.path().join("r.csv")).unwrap();
    assert!(rejects.contains("did you mean La Souterraine (23176)?"), "{rejects}");
}
