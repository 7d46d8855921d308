//! Hours, telephones, dates and coordinates as people write them.

use ifn_engine::places::Position;
use ifn_engine::places::schema::Field;

use super::{read, text, told};

#[test]
fn hours_by_day_as_people_write_them() {
    let cells = [
        ("8h30 à 12h - 13h30 à 17h", "Mo 08:30-12:00,13:30-17:00"),
        ("9h-12h 14h-16h", "Mo 09:00-12:00,14:00-16:00"),
        ("9h00-12h00 - 14h00-17h00", "Mo 09:00-12:00,14:00-17:00"),
        ("9h à 12h et de 14h à 17h", "Mo 09:00-12:00,14:00-17:00"),
        ("de 9h à 12h", "Mo 09:00-12:00"),
        ("9h-12h (sur rendez-vous)", "Mo 09:00-12:00"),
        ("09:00-12:00 14:00-17:00", "Mo 09:00-12:00,14:00-17:00"),
        ("20h-2h", "Mo 20:00-24:00; Tu 00:00-02:00"),
        ("14:00-12:00", ""),
        ("sur rendez-vous", ""),
        ("matin", ""),
        ("9h, 12h", ""),
        ("9h-9h", ""),
        ("00:00-00:00", ""),
        ("9h-12h, 2h-6h", ""),
        ("00:00 - 00:00 / 09:00 - 12:00", "Mo 09:00-12:00"),
    ];
    let rows: Vec<[&str; 5]> =
        cells.iter().map(|(cell, _)| ["Bordeaux", "33000", "33063", "1 rue A", cell]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let (register, rejects) = read(&["lundi"], "[places.horaires.days]\nMo = \"lundi\"", &rows);
    for (row, (cell, expected)) in cells.iter().enumerate() {
        assert_eq!(text(&register, row, Field::Horaires), *expected, "{cell}");
    }
    let left_out = told(&rejects, 5, "horaires", "« sur rendez-vous » is left out");
    assert_eq!(left_out[4], "mended");
    told(&rejects, 8, "horaires", "ends before it begins");
    told(&rejects, 9, "horaires", "by appointment");
    told(&rejects, 10, "horaires", "a part of the day");
    told(&rejects, 11, "horaires", "in two ways");
    told(&rejects, 12, "horaires", "ends when it begins");
    let filled =
        told(&rejects, 13, "horaires", "« 00:00-00:00 » is left out: no hours on this day");
    assert_eq!(filled[4], "mended");
    told(&rejects, 14, "horaires", "may be meant twelve hours later");
    assert_eq!(rejects.iter().filter(|r| r[1] == "horaires").count(), 8, "{rejects:?}");
    // Morning and afternoon in columns of their own.
    let days = "[places.horaires.days]\nMo = [\"matin\", \"soir\"]";
    let rows: [&[&str]; 2] = [
        &["Bordeaux", "33000", "33063", "1 rue A", "9h-12h", "2h-6h"],
        &["Bordeaux", "33000", "33063", "1 rue A", "9h-12h", "14h-18h"],
    ];
    let (register, rejects) = read(&["matin", "soir"], days, &rows);
    assert_eq!(text(&register, 0, Field::Horaires), "");
    assert_eq!(text(&register, 1, Field::Horaires), "Mo 09:00-12:00,14:00-18:00");
    let doubtful = told(&rejects, 0, "horaires", "`soir`: an interval is before the one");
    assert_eq!(doubtful[4], "without_field");
}

#[test]
fn hours_of_a_week_as_people_write_them() {
    let cells = [
        ("Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
        ("Lun-ven 9h-12h / 14h-18h", "Mo-Fr 09:00-12:00,14:00-18:00"),
        ("du lundi au jeudi 9h-17h, vendredi 9h-16h", "Mo-Th 09:00-17:00; Fr 09:00-16:00"),
        ("tous les jours sauf le mercredi 9h-12h", "Mo-Tu,Th-Su 09:00-12:00"),
        ("Fr 20:00-02:00", "Fr 20:00-02:00"),
        ("Mo 14:00-12:00", ""),
        ("9h-12h / 14h-18h", ""),
        ("Mo 09:00-12:00,02:00-06:00", ""),
        ("lundi 9h-12h, mardi 9h-9h", ""),
    ];
    let rows: Vec<[&str; 5]> =
        cells.iter().map(|(cell, _)| ["Bordeaux", "33000", "33063", "1 rue A", cell]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let (register, rejects) = read(&["horaires"], "horaires = \"horaires\"", &rows);
    for (row, (cell, expected)) in cells.iter().enumerate() {
        assert_eq!(text(&register, row, Field::Horaires), *expected, "{cell}");
    }
    told(&rejects, 5, "horaires", "14:00-12:00: an interval ends before it begins");
    told(&rejects, 7, "horaires", "02:00-06:00: an interval is before the one that it follows");
    told(&rejects, 8, "horaires", "ends when it begins");
    told(&rejects, 6, "horaires", "does not say on which days");
    // What has one reading is no mistake, in French neither.
    let right = |r: &[String; 5]| r[1] == "horaires" && r[0].parse::<usize>().unwrap() <= 5;
    assert!(!rejects.iter().any(right), "{rejects:?}");
}

#[test]
fn dates_that_several_people_wrote() {
    let cells = [
        ("1er janvier 2026", "2026-01-01"),
        ("4 mars 2026", "2026-03-04"),
        ("13/02/2026", "2026-02-13"),
        ("2026-02-13", "2026-02-13"),
        // June or February: the mapping says it.
        ("02/06/2026", ""),
    ];
    let rows: Vec<[&str; 5]> =
        cells.iter().map(|(cell, _)| ["Bordeaux", "33000", "33063", "1 rue A", cell]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let (register, rejects) = read(&["maj"], "date_maj = \"maj\"", &rows);
    for (row, (cell, expected)) in cells.iter().enumerate() {
        assert_eq!(text(&register, row, Field::DateMaj), *expected, "{cell}");
    }
    told(&rejects, 4, "date_maj", "is no date that has one reading");
    assert_eq!(rejects.iter().filter(|r| r[1] == "date_maj").count(), 1, "{rejects:?}");
    let declared = "date_maj = { column = \"maj\", date = \"%d/%m/%Y\" }";
    let (register, _) = read(&["maj"], declared, &rows);
    assert_eq!(text(&register, 4, Field::DateMaj), "2026-06-02");
    assert_eq!(text(&register, 0, Field::DateMaj), "2026-01-01");
}

#[test]
fn one_number_however_it_is_written_and_dates_of_a_workbook() {
    let cells = [
        ("0474240308", "05/03/2026"),
        ("04 74 24 03 08", "2026-03-05"),
        ("04.74.24.03.08", "2026-03-05T00:00:00"),
        ("04-74-24-03-08", "2026-03-05 00:00:00"),
        ("04/74/24/03/08", "05/03/2026"),
        ("+33 4 74 24 03 08", "05/03/2026"),
        ("0033474240308", "05/03/2026"),
        ("+33(0)4 74 24 03 08", "05/03/2026"),
        ("Tél : 04 74 24 03 08", "05/03/2026"),
        ("474240308", "05/03/2026"),
    ];
    let rows: Vec<[&str; 6]> = cells
        .iter()
        .map(|(phone, date)| ["Bordeaux", "33000", "33063", "1 rue A", phone, date])
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let mapping = "telephone = \"tel\"\ndate_maj = { column = \"maj\", date = \"%d/%m/%Y\" }";
    let (register, rejects) = read(&["tel", "maj"], mapping, &rows);
    for (row, cells) in cells.iter().enumerate() {
        assert_eq!(text(&register, row, Field::Telephone), "+33474240308", "{cells:?}");
        assert_eq!(text(&register, row, Field::DateMaj), "2026-03-05", "{cells:?}");
    }
    let zero = told(&rejects, 9, "telephone", "has lost its leading zero");
    assert_eq!((zero[2].as_str(), zero[4].as_str()), ("474240308", "mended"));
    assert!(rejects.iter().all(|r| r[1] == "latitude" || r[0] == "10"), "{rejects:?}");
}

#[test]
fn zeros_are_no_telephone_number() {
    let cells = ["00 00 00 00 00", "0000000000", "+0 474 240 308", "00 32 2 123 45 67"];
    let rows: Vec<[&str; 5]> =
        cells.iter().map(|tel| ["Bordeaux", "33000", "33063", "1 rue A", tel]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let (register, rejects) = read(&["tel"], "telephone = \"tel\"", &rows);
    for row in 0..3 {
        assert_eq!(text(&register, row, Field::Telephone), "");
        let told = told(&rejects, row, "telephone", "is no French telephone number");
        assert_eq!(told[4], "without_field");
    }
    assert_eq!(text(&register, 3, Field::Telephone), "+3221234567");
}

#[test]
fn both_coordinates_in_one_cell() {
    let cells = [
        "46,237; 1,487",
        "46.237, 1.487",
        "46,237, 1,487",
        "POINT(1.487 46.237)",
        "46°14'13.2\"N 1°29'13.2\"E",
    ];
    let rows: Vec<[&str; 5]> =
        cells.iter().map(|c| ["La Souterraine", "23300", "23176", "1", c]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    for mapping in [
        "latitude = { column = \"geo\", part = 1 }\nlongitude = { column = \"geo\", part = 2 }",
        "latitude = \"geo\"\nlongitude = \"geo\"",
    ] {
        let (register, _) = read(&["geo"], mapping, &rows);
        assert_eq!(register.places.len(), cells.len());
        for place in &register.places {
            let [lon, lat] = place.point;
            assert!((lon - 1.487).abs() < 1e-9 && (lat - 46.237).abs() < 1e-9, "{}", place.id());
        }
    }
    // « 46,2 » may be one number, or two.
    let mapping =
        "latitude = { column = \"geo\", part = 1 }\nlongitude = { column = \"geo\", part = 2 }";
    let (register, rejects) =
        read(&["geo"], mapping, &[&["La Souterraine", "23300", "23176", "1", "46,2"]]);
    told(&rejects, 0, "latitude", "can be told apart");
    assert_eq!(register.places[0].position, Position::CommuneCentre);
}

#[test]
fn cells_of_65_kb_are_answered_quickly() {
    let start = std::time::Instant::now();
    let long: Vec<String> = ["9h-12h ", "é", "1", "lundi ", "0474240308 / ", "a@", "46,2;"]
        .map(|t| t.repeat(65_000 / t.len()))
        .into();
    let rows: Vec<[&str; 8]> = long
        .iter()
        .map(|t| {
            [t.as_str(), "33000", "33063", "1", t.as_str(), t.as_str(), t.as_str(), t.as_str()]
        })
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let mapping = "horaires = \"h\"\ntelephone = \"t\"\ncourriels = \"m\"\nlatitude = { column = \"g\", part = 1 }\nlongitude = { column = \"g\", part = 2 }";
    let (register, rejects) = read(&["h", "t", "m", "g"], mapping, &rows);
    assert_eq!(register.places.len(), long.len());
    assert!(rejects.iter().all(|r| r[2].chars().count() <= 201), "a value is cut");
    // Of this, the territory takes some seconds on a busy machine.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
