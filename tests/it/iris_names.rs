//! Names of IRIS, from INSEE's reference of IRIS where it is in the folder of downloaded files.

use std::io::Write;
use std::path::Path;

use crate::common::ifn;

/// A reference in INSEE's layout: five lines above the header, one workbook in a zip.
fn reference(data: &Path, year: u16, rows: &[[&str; 4]]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Référence des IRIS").unwrap();
    let heads = ["CODE_IRIS", "LIB_IRIS", "TYP_IRIS", "DEPCOM"];
    for (line, cells) in std::iter::once(&heads).chain(rows).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(5 + line as u32, column as u16, *cell).unwrap();
        }
    }
    let folder = data.join(format!("reference-iris-{year}"));
    std::fs::create_dir_all(&folder).unwrap();
    let zip = std::fs::File::create(folder.join(format!("reference_IRIS_geo{year}.zip"))).unwrap();
    let mut zip = zip::ZipWriter::new(zip);
    let name = format!("reference_IRIS_geo{year}.xlsx");
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&book.save_to_buffer().unwrap()).unwrap();
    zip.finish().unwrap();
}

fn build(dir: &Path) {
    let zone = "commune:23096,commune:23008,commune:75056";
    ifn(dir, &["build", "embarque", "--zone", zone, "--no-geometry", "-q"]).ok();
}

fn name(dir: &Path, code: &str) -> String {
    let text = ifn(dir, &["explain", code]).ok().out;
    text.lines().next().unwrap().to_string()
}

#[test]
fn quarters_are_called_as_insee_calls_them() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    build(dir);
    assert_eq!(name(dir, "230960101"), "Guéret (IRIS 0101) — iris 230960101");
    let plain = std::fs::read(dir.join("out/scores/commune.parquet")).unwrap();

    let older = ["230960101", "Ancien nom", "H", "23096"];
    reference(&dir.join("data"), 2024, &[older]);
    reference(
        &dir.join("data"),
        2025,
        &[
            ["230960101", "Centre-Ville", "H", "23096"],
            // Two of one name, and one that has the name of its commune.
            ["230960102", "Les Coteaux", "H", "23096"],
            ["230960103", "Les Coteaux", "H", "23096"],
            ["230080101", "AUBUSSON", "H", "23008"],
            ["751124501", "Bel-Air 1", "H", "75112"],
        ],
    );
    build(dir);
    let of = |code: &str| name(dir, code).split(" — ").next().unwrap().to_string();
    assert_eq!(of("230960101"), "Centre-Ville (Guéret)");
    assert_eq!(of("230960102"), "Les Coteaux (Guéret, IRIS 0102)");
    // The file does not have it, or calls it as its commune: its number stays.
    assert_eq!(of("230960201"), "Guéret (IRIS 0201)");
    assert_eq!(of("230080101"), "Aubusson (IRIS 0101)");
    assert!(of("751124501").starts_with("Bel-Air 1 (Paris 12e"), "{}", of("751124501"));
    // By its name and that of its commune, in either order.
    for text in ["Centre-ville Guéret", "centre ville (gueret)"] {
        assert!(name(dir, text).contains("230960101"), "{text}");
    }
    assert!(name(dir, "Guéret").contains("commune 23096"));
    // What is scored is what it was; the manifest says where the names are from.
    assert_eq!(std::fs::read(dir.join("out/scores/commune.parquet")).unwrap(), plain);
    let manifest = std::fs::read_to_string(dir.join("out/manifest.json")).unwrap();
    assert!(manifest.contains("reference-iris-2025") && !manifest.contains("reference-iris-2024"));

    // A file that is another one is an error that names it.
    let folder = dir.join("data/reference-iris-2025");
    std::fs::write(folder.join("reference_IRIS_geo2025.zip"), "x").unwrap();
    let wrong = ifn(dir, &["build", "embarque", "--no-geometry", "-q"]);
    assert!(wrong.status == 1 && wrong.err.contains("reference_IRIS_geo2025.zip"), "{}", wrong.err);
}
