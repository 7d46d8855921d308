//! `ifn places map` on spreadsheets as Hubs write them, then `check` and `build` with what it wrote; and on
//! inventories whose mapping somebody wrote by hand, which says what is right.

use std::collections::BTreeMap;
use std::path::Path;

use ifn_engine::build::read_places;
use ifn_engine::catalog::mapping::{Mapping, Take};
use ifn_engine::catalog::{Catalog, open_places};
use ifn_engine::places::schema::Field;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::common::{Run, ifn, shared};

fn map(dir: &Path, args: &[&str]) -> Run {
    ifn(dir, &[&["places", "map"], args].concat())
}

fn write(dir: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(dir.join(name), bytes).unwrap();
}

/// As Excel saves « CSV » in French: every letter here is one byte of Windows-1252.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| if c == '’' { 0x92 } else { u8::try_from(u32::from(c)).unwrap() };
    text.chars().map(byte).collect()
}

/// The text of a field of the place of that name.
fn text(places: &[ifn_engine::places::Place], name: &str, field: Field) -> String {
    let place = places.iter().find(|place| place.name() == name);
    place.unwrap_or_else(|| panic!("no place {name}")).text(field).unwrap_or_default().into()
}

const HUB: &str = "Inventaire du Hub, novembre 2026;;;;;;;;;;\r\n\
Nom de la structure;Type de structure;Adresse complète;CP;Ville;Tél.;E-mail;Horaires d’ouverture;\
Lat / Long;Publics accueillis;Services proposés\r\n\
Médiathèque Marceau;Médiathèque;1 place Bonnyaud;23000;Guéret;05 55 00 00 01;a@exemple.fr;\
lundi-vendredi 9h-12h, 14h-17h;46,1703 / 1,8719;Seniors, Tout public;Wifi, Démarches en ligne\r\n\
Le Cercle;Tiers-lieu;8 rue du Clocher;23300;La Souterraine;05 55 00 00;NC;sur rendez-vous;\
1,487 / 46,237;Jeunes;Impression, Jardinage\r\n\
Relais;Mairie;Le Bourg;23150;Ahun;;;mardi 14h-17h;;Étudiants;Wifi\r\n\
Source : Hub\r\n";

#[test]
fn a_spreadsheet_of_a_hub_from_its_columns_to_a_build() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "hub.csv", windows_1252(HUB));
    let said = map(dir, &["hub.csv", "-o", "hub.toml"]).ok();
    for words in [
        "3 lignes lues, 3 lieux",
        "Jardinage",
        "sûre",
        "Médiathèque Marceau",
        "05 55 00 00 01",
        "du lundi au vendredi de 9",
        "Ligne 3 du fichier",
    ] {
        assert!(said.out.contains(words), "{words:?} is not in:\n{}", said.out);
    }
    let toml = std::fs::read_to_string(dir.join("hub.toml")).unwrap();
    for line in ["path = \"hub.csv\"", "skip_lines = 1", "skip_bottom = 1", "à compléter"] {
        assert!(toml.contains(line), "{line:?} is not in:\n{toml}");
    }
    let args = ["build", "--level", "departement", "--no-tiles", "--out", "o"];
    let run = ifn(dir, &[&args[..], &["--places", "hub.toml"]].concat()).ok();
    // What is left to be completed is said, and shown to nobody as a source.
    assert!(run.err.contains("does not say `publisher`, `licence`, `vintage`"), "{}", run.err);
    let manifest = std::fs::read_to_string(dir.join("o/manifest.json")).unwrap();
    assert!(manifest.contains("\"hub\"") && !manifest.contains("à compléter"), "{manifest}");
    let mut places = read_places(&dir.join("o/places.parquet")).unwrap().places;
    // Beside the town halls that the program carries.
    places.retain(|place| place.id().starts_with("hub-"));
    assert_eq!(places.len(), 3);
    for (name, field, expected) in [
        ("Médiathèque Marceau", Field::CodeInsee, "23096"),
        ("Médiathèque Marceau", Field::Typologie, "BIB"),
        ("Médiathèque Marceau", Field::Telephone, "+33555000001"),
        ("Médiathèque Marceau", Field::Courriels, "a@exemple.fr"),
        ("Médiathèque Marceau", Field::Horaires, "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Médiathèque Marceau", Field::Latitude, "46.1703"),
        ("Médiathèque Marceau", Field::Publics, "Seniors"),
        (
            "Médiathèque Marceau",
            Field::Services,
            "Aide aux démarches administratives|Accès internet et matériel informatique",
        ),
        ("Le Cercle", Field::Typologie, "TIERS_LIEUX"),
        ("Le Cercle", Field::CodeInsee, "23176"),
        // Swapped in this row alone.
        ("Le Cercle", Field::Longitude, "1.487"),
        ("Le Cercle", Field::Courriels, ""),
        ("Le Cercle", Field::Telephone, ""),
        ("Relais", Field::Typologie, "MUNI"),
        ("Relais", Field::CodeInsee, "23001"),
        ("Relais", Field::Publics, "Étudiants"),
    ] {
        assert_eq!(text(&places, name, field), expected, "{name} {}", field.name());
    }
}

#[test]
fn what_is_wrong_goes_to_the_owner_of_the_source() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "hub.csv", windows_1252(HUB));
    map(dir, &["hub.csv", "-o", "hub.toml"]).ok();
    let args = ["places", "check", "hub.csv", "--mapping", "hub.toml", "--errors", "erreurs.csv"];
    ifn(dir, &args).ok();
    let csv = std::fs::read_to_string(dir.join("erreurs.csv")).unwrap();
    let csv = csv.strip_prefix('\u{feff}').expect("a mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let line = |row: &str, field: &str| {
        let found = lines.iter().find(|line| &line[1] == row && &line[3] == field);
        found.unwrap_or_else(|| panic!("no line {row} {field} in:\n{csv}"))
    };
    // Lines are those that a spreadsheet program shows: a title and the headings are above.
    let phone = line("4", "telephone");
    assert_eq!((&phone[2], &phone[4]), ("Téléphone", "05 55 00 00"));
    assert!(phone[6].contains("dix chiffres") && phone[7].is_empty(), "{phone:?}");
    let swapped = line("4", "latitude");
    assert_eq!(&swapped[7], "46.237, 1.487");
    let service = line("4", "services");
    assert_eq!(&service[4], "Jardinage");
    assert!(service[6].starts_with("parmi\u{202f}: Aide aux démarches administratives | "));
    let centre = line("5", "latitude");
    assert_eq!(&centre[8], "lieu gardé, au centre de la commune");
    // Hours that have one reading are no mistake.
    let hours: Vec<&str> = lines.iter().filter(|l| &l[3] == "horaires").map(|l| &l[4]).collect();
    assert_eq!(hours, ["sur rendez-vous"]);
}

/// Blank lines, cells of several lines and empty rows, in a text and in a workbook.
#[test]
fn lines_are_those_of_the_spreadsheet_and_empty_rows_are_no_mistakes() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let text = "\"Nom\nusuel\";Commune;Code postal;Adresse;Téléphone\r\n\
        Un;Guéret;23000;\"1 rue A\nEntrée B\";0555000001\r\n\r\n\r\n;;;;\r\n\
        Deux;Guéret;23000;2 rue A;12\r\nTrois;Guéret;23000;3 rue A;34\r\n;;;;\r\n";
    write(dir, "a.csv", text.as_bytes());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let titles = ["Nom usuel", "Commune", "Code postal", "Adresse", "Téléphone"];
    let rows = [(0, titles), (1, ["Un", "Guéret", "23000", "1 rue A", "0555000001"])];
    let rows = rows.into_iter().chain([(5, ["Deux", "Guéret", "23000", "2 rue A", "12"])]);
    for (row, cells) in rows.chain([(300, [" ", "", "", "", ""])]) {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column as u16, *cell).unwrap();
        }
    }
    write(dir, "b.xlsx", book.save_to_buffer().unwrap());
    let check = |file: &str| {
        map(dir, &[file, "-o", "m.toml", "--overwrite"]).ok();
        let args = ["places", "check", file, "--mapping", "m.toml", "--errors", "e.csv"];
        let said = ifn(dir, &args).ok().out;
        let csv = std::fs::read_to_string(dir.join("e.csv")).unwrap();
        let phones = csv.lines().filter(|line| line.contains(";telephone;"));
        let lines = phones.map(|line| line.split(';').nth(1).unwrap().to_string());
        let lines: Vec<String> = lines.collect();
        assert!(!csv.contains("pas de nom"), "{csv}");
        (said, lines)
    };
    let (said, lines) = check("a.csv");
    assert_eq!(lines, ["6", "7"], "{said}");
    assert!(said.contains("3 rows read, 0 kept out, 3 places"), "{said}");
    assert!(
        said.contains("a row without any value in the columns that are read is passed"),
        "{said}"
    );
    let (said, lines) = check("b.xlsx");
    assert_eq!(lines, ["6"], "{said}");
    assert!(said.contains("2 rows read, 0 kept out, 2 places"), "{said}");
    assert!(said.contains("298 rows without any value in the columns that are read"), "{said}");
}

/// A place none of whose services is understood is kept, and counts for nothing.
#[test]
fn a_place_that_will_not_be_counted_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let mapping = "id = \"hub\"\ntitle = \"Hub\"\npublisher = \"Hub\"\nlicence = \"LO\"\n\
        vintage = \"2026\"\npath = \"hub.csv\"\ndelimiter = \";\"\ncovers = [\"departement:23\"]\n\
        [places]\nnom = \"nom\"\ncommune = \"ville\"\ncode_postal = \"cp\"\nservices = \"services\"\n";
    write(dir, "hub.toml", mapping);
    let known = "Aide aux démarches administratives";
    let rows = format!(
        "nom;ville;cp;services\nA;Guéret;23000;{known}\nB;Guéret;23000;ateliers\n\
         C;Guéret;23000;écoute\nD;Guéret;23000;{known}|ateliers\n"
    );
    write(dir, "hub.csv", rows);
    let args = ["places", "check", "hub.csv", "--mapping", "hub.toml", "--errors", "e.csv"];
    let said = ifn(dir, &args).ok().out;
    assert!(
        said.contains("2 places name no service that is known: kept, and not counted"),
        "{said}"
    );
    let csv = std::fs::read_to_string(dir.join("e.csv")).unwrap();
    let lines = csv.lines().filter(|line| line.contains(";services;"));
    let effects: Vec<&str> = lines.map(|line| line.rsplit(';').next().unwrap()).collect();
    let not = "lieu gardé, mais pas compté dans l’offre\u{202f}: aucun service reconnu";
    assert_eq!(effects, [not, not, "lieu gardé, sans cette valeur"], "{csv}");
    let args = ["build", "--no-geometry", "--zone", "departement:23", "--places", "hub.toml"];
    let said = ifn(dir, &args).ok().out;
    let hub = "2 places of `hub` without a service that is known: kept, and not counted as help";
    assert!(said.contains(hub), "{said}");
    // Where nothing answers, it is said what is not known.
    let near = ifn(dir, &["places", "near", "Guéret", "--service", "loisirs"]).ok().out;
    assert!(near.contains("Aucun lieu connu ici ne propose\u{202f}: "), "{near}");
    let near = ifn(dir, &["places", "near", "35238", "--service", "loisirs"]).ok().out;
    assert!(near.contains("Aucun inventaire des lieux d’aide ne couvre cette commune"), "{near}");
}

#[test]
fn a_workbook_with_a_cover_and_two_lines_of_headings() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Lisez-moi").unwrap().write(0, 0, "Mode d’emploi").unwrap();
    let sheet = book.add_worksheet().set_name("Lieux").unwrap();
    let format = Format::new();
    sheet.merge_range(0, 0, 0, 1, "Lieu", &format).unwrap();
    sheet.merge_range(0, 2, 0, 4, "Coordonnées", &format).unwrap();
    sheet.merge_range(0, 5, 1, 5, "Mise à jour", &format).unwrap();
    for (column, text) in ["Nom", "Commune", "Adresse", "CP", "Téléphone"].iter().enumerate() {
        sheet.write(1, column as u16, *text).unwrap();
    }
    for (column, text) in
        ["Espace numérique", "Guéret", "1 place Bonnyaud", "23000", "0555000001"].iter().enumerate()
    {
        sheet.write(2, column as u16, *text).unwrap();
    }
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let day = ExcelDateTime::from_ymd(2026, 3, 4).unwrap();
    sheet.write_with_format(2, 5, &day, &date).unwrap();
    book.save(dir.join("hub.xlsx")).unwrap();
    let run = map(dir, &["hub.xlsx", "--json"]).ok();
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let layout = &json["proposal"]["layout"];
    assert_eq!((&layout["sheet"], &layout["header_lines"]), (&"Lieux".into(), &2.into()));
    let first = &json["proposal"]["preview"]["first"][0]["values"];
    let values: BTreeMap<String, String> =
        serde_json::from_value::<Vec<(String, String)>>(first.clone())
            .unwrap()
            .into_iter()
            .collect();
    for (field, expected) in [
        ("nom", "Espace numérique"),
        ("code_insee", "23096"),
        ("telephone", "+33555000001"),
        ("date_maj", "2026-03-04"),
    ] {
        assert_eq!(values.get(field).map(String::as_str), Some(expected), "{values:?}");
    }
    let notes = json["proposal"]["notes"].to_string();
    assert!(notes.contains("Lisez-moi"), "{notes}");
}

#[test]
fn a_map_layer_becomes_places() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let layer = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1.8719, 46.1703]},
         "properties": {"name": "Espace numérique", "Téléphone": "05 55 00 00 01"}},
        {"type": "Feature", "geometry": null, "properties": {"name": "Nulle part"}}]}"#;
    write(dir, "umap.geojson", layer);
    let run = map(dir, &["umap.geojson", "-o", "umap.toml"]).ok();
    assert!(run.out.contains("2 lignes lues, 1 lieu, "), "{}", run.out);
    let check = ["places", "check", "umap.geojson", "--mapping", "umap.toml"];
    let run = ifn(dir, &check).ok();
    assert!(run.out.contains("2 rows read, 1 kept out, 1 place"), "{}", run.out);
}

#[test]
fn an_output_is_none_of_the_files_that_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "hub.csv", "Nom;Ville;Tél.\nRelais;Ahun;05\n");
    map(dir, &["hub.csv", "-o", "hub.toml"]).ok();
    let kept = || ["hub.csv", "hub.toml"].map(|name| std::fs::read(dir.join(name)).unwrap());
    let before = kept();
    let check = ["places", "check", "hub.csv", "--mapping", "hub.toml"];
    for args in [
        vec!["places", "map", "hub.csv", "-o", "hub.csv", "--overwrite"],
        [&check[..], &["--errors", "hub.csv"]].concat(),
        [&check[..], &["-o", "./hub.csv"]].concat(),
        [&check[..], &["--errors", "hub.toml"]].concat(),
        [&check[..], &["-o", "e.csv", "--errors", "./e.csv"]].concat(),
    ] {
        let run = ifn(dir, &args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.out);
        assert!(run.err.contains("is the same file as"), "{}", run.err);
    }
    assert_eq!(kept(), before);
    assert!(!dir.join("e.csv").exists());
    let run = ifn(dir, &[&check[..], &["-o", "a.csv", "--errors", "e.csv"]].concat()).ok();
    assert!(
        run.out.contains("to be completed in the mapping: publisher, licence, vintage"),
        "{}",
        run.out
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_french_too() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for (name, text, said) in [
        ("a.csv", "Relais;23150;0555000001\nLieu;23000;0555000002\n", "n’a pas de titres"),
        ("b.csv", "Nom;Ville;CP\n\"A;Ahun;23150\nB;Ahun;23150\n", "guillemet"),
        ("c.xlsx", "Nom;Ville\n", "n’est pas un classeur"),
    ] {
        write(dir, name, text);
        let run = map(dir, &[name]);
        assert_eq!(run.status, 1, "{name}: {}", run.out);
        assert!(run.err.contains(said), "{name}: {}", run.err);
    }
}

#[test]
fn nothing_is_written_over_or_in_part() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "hub.csv", "Nom;Ville\nRelais;Ahun\n");
    map(dir, &["hub.csv", "-o", "hub.toml"]).ok();
    let run = map(dir, &["hub.csv", "-o", "hub.toml"]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(run.err.contains("is there already") && run.err.contains("--overwrite"), "{}", run.err);
    map(dir, &["hub.csv", "-o", "hub.toml", "--overwrite"]).ok();
    // Beside the mapping it is named by its name, elsewhere by its whole path.
    std::fs::create_dir(dir.join("sub")).unwrap();
    map(dir, &["hub.csv", "-o", "sub/hub.toml"]).ok();
    let whole = dir.join("hub.csv").canonicalize().unwrap();
    let toml = std::fs::read_to_string(dir.join("sub/hub.toml")).unwrap();
    assert!(toml.contains(&format!("path = \"{}\"", whole.display())), "{toml}");
    // Without a name there is no place: what is missing is said, nothing is written.
    write(dir, "sans.csv", "Ville;Effectif\nAhun;3\nAhun;3\n");
    let run = map(dir, &["sans.csv", "-o", "sans.toml"]);
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(
        run.err.contains("« Nom »") || run.err.contains("«\u{202f}Nom\u{202f}»"),
        "{}",
        run.err
    );
    assert!(!dir.join("sans.toml").exists());
    for (name, text) in [("vide.csv", ""), ("titres.csv", "Nom;Ville\n"), ("x.pdf", "%PDF")] {
        write(dir, name, text);
        let run = map(dir, &[name]);
        assert_eq!(run.status, 1, "{name}: {}", run.out);
        assert!(run.err.contains(name), "{}", run.err);
    }
    assert_eq!(map(dir, &["nulle-part.csv"]).status, 1);
}

/// The one column of each field that a mapping takes from one column.
fn columns(mapping: &Mapping) -> BTreeMap<Field, &str> {
    let mut out = BTreeMap::new();
    for (field, rules) in &mapping.rules {
        if let [rule] = rules.as_slice()
            && let Take::Columns { names, .. } = &rule.take
            && let [name] = names.as_slice()
        {
            out.insert(*field, name.as_str());
        }
    }
    out
}

/// Holds a proposal against a mapping that somebody wrote: `others` are fields where they differ, for a
/// reason. What is told is where that is not so.
fn as_written_by_hand(file: &Path, mapping: &Mapping, others: &[Field]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = file.to_str().unwrap();
    let run = map(dir.path(), &[file, "-o", "m.toml"]).ok();
    let json: Value = serde_json::from_str(&map(dir.path(), &[file, "--json"]).ok().out).unwrap();
    let there = |column: &str| {
        let columns = json["proposal"]["columns"].as_array().unwrap();
        columns.iter().any(|known| known["name"] == column)
    };
    let proposed = open_places(&dir.path().join("m.toml")).unwrap().places.unwrap();
    let reads = |field: Field, column: &str| {
        let rules = proposed.rules.iter().find(|(f, _)| *f == field).map(|(_, rules)| rules);
        rules.is_some_and(|rules| rules.iter().any(|rule| rule.columns().contains(&column)))
    };
    // A column that is optional may not be there.
    let taken = columns(mapping).into_iter().filter(|(_, column)| there(column));
    let odd = taken.filter(|(field, column)| reads(*field, column) == others.contains(field));
    let told: Vec<String> =
        odd.map(|(field, column)| format!("{file}: {} {column}", field.name())).collect();
    if !told.is_empty() {
        print!("{}", run.out);
    }
    told
}

#[test]
fn real_inventories_as_their_mappings_say() {
    let Some(data) = shared() else { return };
    let catalog = Catalog::builtin().unwrap();
    let mut odd = Vec::new();
    for (id, file, others) in [
        // Its titles are « Libellé 1 » and 2 beside « Lieu ».
        ("gironde", "mednum/gironde.json", &[Field::ComplementAdresse][..]),
        // Legends of one letter stand in a file beside it.
        (
            "bfc-ternum",
            "mednum/bfc-ternum-dataset.csv",
            &[
                Field::Services,
                Field::Dispositifs,
                Field::Formations,
                Field::ModalitesAccompagnement,
            ],
        ),
        // Every `pivot` in it is fourteen zeros.
        ("preschema", "anct/lieux_aura_preschema.json", &[Field::Pivot]),
        // A comment may be internal; whether an appointment can be made is no way of access by its title.
        (
            "france-services",
            "anct/liste-fs-20240801.csv",
            &[Field::PresentationDetail, Field::ModalitesAcces],
        ),
        (
            "bibliotheques",
            "culture/adresses-des-bibliotheques-publiques.csv",
            &[Field::Id, Field::ModalitesAcces],
        ),
    ] {
        let mapping = catalog.datasets[id].places.as_ref().unwrap();
        odd.extend(as_written_by_hand(&data.join(file), mapping, others));
    }
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn inventories_that_were_wrong_in_use() {
    let Some(data) = shared() else { return };
    let cases = data.join("../cases");
    for case in [
        "03-insee-column-holds-the-postal-code",
        "10-postal-code-of-the-departement-beside",
        "21-dates-of-a-workbook",
        "23-hours-joined-by-a-dash",
    ] {
        let folder = cases.join(case);
        let written = open_places(&folder.join("hub.toml")).unwrap();
        let file = written.path(Path::new("data")).unwrap();
        let odd = as_written_by_hand(&file, written.places.as_ref().unwrap(), &[]);
        assert!(odd.is_empty(), "{odd:#?}");
    }
}
