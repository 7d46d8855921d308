//! Which commune a place is in.

use std::path::Path;

use ifn_engine::catalog::Catalog;
use ifn_engine::places::schema::Field;
use ifn_engine::places::{self, Communes, Position};
use ifn_engine::territory::load_france;

use super::{read, text, told};

const AT: [&str; 2] = ["lat", "lon"];

const POSITION: &str = "latitude = \"lat\"\nlongitude = \"lon\"";

#[test]
fn the_majority_decides_between_code_name_postal_code_and_position() {
    let (register, rejects) = read(
        &AT,
        POSITION,
        &[
            // The postal code stands in the column of the code: 02300 was Fargniers', now in Tergnier.
            &["Chauny", "02300", "02300", "1 rue A", "49.6144", "3.2186"],
            // The code is Bordeaux's, all else says Mérignac.
            &["Mérignac", "33700", "33063", "2 rue B", "44.8422", "-0.6450"],
            // The name is of Lyon, all else says Bordeaux.
            &["Lyon", "33000", "33063", "3 rue C", "44.8396", "-0.5802"],
            // The postal code is of Lyon.
            &["Bordeaux", "69003", "33063", "4 rue D", "44.8396", "-0.5802"],
            // One against one: the code is kept, and it is reported.
            &["Mérignac", "", "33063", "5 rue E", "", ""],
            // No contradiction.
            &["Bordeaux", "33000", "33063", "6 rue F", "44.8396", "-0.5802"],
        ],
    );
    let found =
        |row| (text(&register, row, Field::CodeInsee), text(&register, row, Field::Commune));
    assert_eq!(found(0), ("02173", "Chauny"));
    assert_eq!(found(1), ("33281", "Mérignac"));
    for row in 2..6 {
        assert_eq!(found(row), ("33063", "Bordeaux"));
    }
    let first = told(&rejects, 0, "code_insee", "Chauny (02173), which is kept");
    assert_eq!((first[2].as_str(), first[4].as_str()), ("02300", "mended"));
    assert!(first[3].contains("Tergnier (02738)"), "{first:?}");
    told(
        &rejects,
        1,
        "code_insee",
        "the name, the position and the postal code say Mérignac (33281)",
    );
    assert_eq!(told(&rejects, 2, "commune", "is Lyon (69123)")[4], "mended");
    assert_eq!(
        told(&rejects, 3, "code_postal", "is the postal code of Lyon (69123)")[4],
        "reported"
    );
    told(&rejects, 4, "commune", "Mérignac (33281); the code says Bordeaux (33063), which is kept");
    assert!(rejects.iter().all(|r| r[0] != "6"), "{rejects:?}");
    // The position of the row is kept: the centre of the wrong commune no longer stands for it.
    let chauny = register.places.iter().find(|p| p.id() == "p0").unwrap();
    assert_eq!((chauny.point, chauny.position), ([3.2186, 49.6144], Position::Given));
}

#[test]
fn names_of_former_communes_lead_to_the_commune_they_are_in() {
    let (register, rejects) = read(
        &[],
        "",
        &[
            // In Saint-Denis since 2025.
            &["Pierrefitte-sur-Seine", "93380", "", "1 rue A"],
            // Its code is carried, and so is its name.
            &["Pierrefitte-sur-Seine", "93380", "93059", "2 rue B"],
            // A commune of this name is in force: nothing is carried.
            &["Saint-Denis", "93200", "", "3 rue C"],
        ],
    );
    let found =
        |row| (text(&register, row, Field::CodeInsee), text(&register, row, Field::Commune));
    assert_eq!(found(0), ("93066", "Saint-Denis"));
    let first = told(&rejects, 0, "commune", "it is now in Saint-Denis (93066)");
    assert_eq!((first[2].as_str(), first[4].as_str()), ("Pierrefitte-sur-Seine", "mended"));
    assert_eq!(found(1), ("93066", "Saint-Denis"));
    let code = told(&rejects, 1, "code_insee", "is now in 93066 Saint-Denis");
    assert_eq!((code[2].as_str(), code[4].as_str()), ("93059", "mended"));
    assert!(code[3].starts_with("93059 Pierrefitte-sur-Seine is"), "{code:?}");
    let name = told(&rejects, 1, "commune", "is no commune any more: it is now in Saint-Denis");
    assert_eq!((name[2].as_str(), name[4].as_str()), ("Pierrefitte-sur-Seine", "mended"));
    assert_eq!(found(2), ("93066", "Saint-Denis"));
    assert!(rejects.iter().all(|r| r[0] != "3" || r[1] != "commune"), "{rejects:?}");
}

#[test]
fn the_official_name_and_code_stand_for_others_and_it_is_said() {
    let (register, rejects) = read(
        &[],
        "",
        &[
            &["Paris 16e", "75016", "75116", "1 rue A"],
            &["Ajaccio", "20000", "2a004", "2 rue B"],
            &["Bordeaux Lac", "33300", "33063", "3 rue C"],
            // A former commune's name says something else than the code, and the postal code agrees.
            &["Pierrefitte-sur-Seine", "93380", "33063", "4 rue D"],
            // The same with nothing else: the code is kept.
            &["Pierrefitte-sur-Seine", "", "33063", "5 rue E"],
            // As they are: nothing is said.
            &["BORDEAUX CEDEX", "33000", "33063", "6 rue F"],
            &["Paris 16e Arrondissement", "75016", "75056", "7 rue G"],
        ],
    );
    let found =
        |row| (text(&register, row, Field::CodeInsee), text(&register, row, Field::Commune));
    assert_eq!(found(0), ("75056", "Paris"));
    let code = told(&rejects, 0, "code_insee", "is part of 75056 Paris");
    assert_eq!((code[2].as_str(), code[4].as_str()), ("75116", "mended"));
    assert_eq!(found(1), ("2A004", "Ajaccio"));
    assert_eq!(told(&rejects, 1, "code_insee", "is read as 2A004")[2], "2a004");
    assert_eq!(found(2), ("33063", "Bordeaux"));
    let name = told(&rejects, 2, "commune", "is the name of no commune");
    assert_eq!((name[2].as_str(), name[4].as_str()), ("Bordeaux Lac", "mended"));
    assert_eq!(found(3), ("93066", "Saint-Denis"));
    told(&rejects, 3, "code_insee", "is Bordeaux (33063); the name and the postal code say Saint");
    told(&rejects, 3, "commune", "is no commune any more: it is now in Saint-Denis (93066)");
    assert_eq!(found(4), ("33063", "Bordeaux"));
    told(&rejects, 4, "commune", "is Saint-Denis (93066); the code says Bordeaux (33063)");
    let right = |r: &[String; 5]| ["6", "7"].contains(&r[0].as_str()) && r[1] != "latitude";
    assert!(!rejects.iter().any(right), "{rejects:?}");
}

#[test]
fn a_code_and_a_postal_code_in_each_others_column_are_put_right() {
    let (register, rejects) = read(
        &[],
        "",
        &[
            &["Guéret", "23096", "23000", "1 rue A"],
            // Both are codes of communes too: 02300 was Fargniers', now in Tergnier.
            &["Chauny", "02173", "02300", "2 rue B"],
            &["Ajaccio", "2A004", "20000", "3 rue C"],
            &["Bourg-en-Bresse", "1053", "1000", "4 rue D"],
            &["", "23096", "23000", "5 rue E"],
            // As they are.
            &["Guéret", "23000", "23096", "6 rue F"],
        ],
    );
    let found =
        |row| (text(&register, row, Field::CodeInsee), text(&register, row, Field::CodePostal));
    assert_eq!(found(0), ("23096", "23000"));
    assert_eq!(found(1), ("02173", "02300"));
    assert_eq!(found(2), ("2A004", "20000"));
    assert_eq!(found(3), ("01053", "01000"));
    assert_eq!(found(4), ("23096", "23000"));
    for row in 0..5 {
        assert_eq!(told(&rejects, row, "code_insee", "is the postal code of")[4], "mended");
        assert_eq!(told(&rejects, row, "code_postal", "is the code of")[4], "mended");
    }
    let first = told(&rejects, 0, "code_postal", "is the code of Guéret (23096)");
    assert_eq!(first[2], "23096");
    let right = |r: &[String; 5]| r[0] == "6" && r[1].starts_with("code");
    assert!(!rejects.iter().any(right), "{rejects:?}");
}

#[test]
fn postal_codes_of_the_departement_beside_and_cedex() {
    let rows: [(&[&str], &str); 11] = [
        (&["Laveyrune", "48250", "", "1 rue A"], "07136"),
        (&["Curbans", "05110", "", "1 rue A"], "04066"),
        (&["Pontis", "05160", "", "1 rue A"], "04154"),
        (&["Chancia", "01590", "", "1 rue A"], "39102"),
        (&["Riboux", "13780", "", "1 rue A"], "83105"),
        (&["Villebois-les-Pins", "05700", "", "1 rue A"], "26374"),
        (&["Le Port CEDEX", "97825", "", "1 rue A"], "97407"),
        (&["Boulogne-Billancourt CEDEX", "75016", "", "1 rue A"], "92012"),
        // Two communes of one name in the département: the postal code says which.
        (&["Saint-Denis", "97400", "", "1 rue A"], "97411"),
        (&["BORDEAUX CEDEX", "33077 CEDEX", "", "1 rue A"], "33063"),
        // A code that nobody has: the name is the only one in France.
        (&["Laveyrune CEDEX", "48999", "", "1 rue A"], "07136"),
    ];
    let cells: Vec<&[&str]> = rows.iter().map(|(cells, _)| *cells).collect();
    let (register, rejects) = read(&[], "", &cells);
    for (row, (cells, code)) in rows.iter().enumerate() {
        assert_eq!(text(&register, row, Field::CodeInsee), *code, "{cells:?}");
    }
    assert_eq!(told(&rejects, 10, "code_postal", "a CEDEX?")[4], "reported");
    told(&rejects, 7, "code_postal", "is the postal code of Paris (75056); the name says Boulogne");
    // Le Mont-Dore of New Caledonia is not Mont-Dore in Puy-de-Dôme.
    let (register, _) = read(&[], "", &[&["Le Mont-Dore", "98809", "", "1 rue A"]]);
    assert!(register.places.is_empty());
}

/// The name of a commune elsewhere, beside the postal code of one that bore it or whose name begins so.
#[test]
fn a_name_and_a_postal_code_of_two_departements() {
    let rows: [(&[&str], &str); 9] = [
        (&["Évry", "91000", "", "1 rue A", "", ""], "91228"),
        (&["Vire", "14500", "", "1 rue A", "", ""], "14762"),
        // A CEDEX of the same département.
        (&["Vire", "14504 CEDEX", "", "1 rue A", "", ""], "14762"),
        (&["Vire", "14500", "14762", "1 rue A", "", ""], "14762"),
        // In Saône-et-Loire, by the postal code, and by the position.
        (&["Viré", "71260", "", "1 rue A", "", ""], "71584"),
        (&["Viré", "14500", "", "1 rue A", "46.4467", "4.8407"], "71584"),
        // Nobody knows which is right.
        (&["Limoges", "23000", "", "1 rue A", "", ""], ""),
        (&["Lille", "13001", "", "1 rue A", "", ""], ""),
        // Another commune of the département: the name is kept, and that is reported.
        (&["Guéret", "23200", "", "1 rue A", "", ""], "23096"),
    ];
    let cells: Vec<&[&str]> = rows.iter().map(|(cells, _)| *cells).collect();
    let (register, rejects) = read(&AT, POSITION, &cells);
    for (row, (cells, code)) in rows.iter().enumerate() {
        let id = format!("p{row}");
        let place = register.places.iter().find(|place| place.id() == id);
        let found = place.and_then(|place| place.text(Field::CodeInsee)).unwrap_or_default();
        assert_eq!(found, *code, "{cells:?}");
    }
    let name = told(&rejects, 1, "commune", "is Viré (71584) too: with the other data");
    assert_eq!((name[2].as_str(), name[4].as_str()), ("Vire", "mended"));
    told(&rejects, 6, "code_insee", "it is Limoges (87085), far from there");
    assert_eq!(told(&rejects, 8, "code_postal", "the name says Guéret")[4], "reported");
}

#[test]
fn a_position_in_another_commune_is_reported_with_its_distance() {
    let rows: [&[&str]; 3] = [
        // In Mérignac: 1,023 m outside of Bordeaux.
        &["Bordeaux", "33000", "33063", "1 rue A", "44.8422", "-0.6450"],
        &["Bordeaux", "33000", "33063", "2 rue B", "44.8396", "-0.5802"],
        // The Atlantic: 2,794 m from Biarritz.
        &["Biarritz", "64200", "64122", "3 rue C", "43.49", "-1.60"],
    ];
    let (register, rejects) = read(&AT, POSITION, &rows);
    let first = told(&rejects, 0, "latitude", "lies in Mérignac (33281), ");
    assert!(
        first[3].contains("1.0 km outside of Bordeaux (33063): it is kept as it is"),
        "{first:?}"
    );
    assert_eq!((first[2].as_str(), first[4].as_str()), ("44.8422, -0.6450", "reported"));
    assert!(rejects.iter().all(|r| r[0] != "2"), "{rejects:?}");
    told(&rejects, 2, "latitude", "lies 2.8 km outside of Biarritz (64122)");
    assert!(register.places.iter().all(|p| p.position == Position::Given));
    // Where a place cannot be anywhere else, the centre stands for it.
    let centre = format!("outside = \"centre\"\n{POSITION}");
    let (register, rejects) = read(&AT, &centre, &rows);
    assert_eq!(told(&rejects, 0, "latitude", "the commune's centre stands for it")[4], "mended");
    assert_eq!(register.sources[0].at_centre, 2);
}

/// 4.7 % of the published positions of town halls lie outside of their commune.
#[test]
fn town_halls_stand_in_their_commune() {
    let catalog = Catalog::builtin().unwrap();
    let data = Path::new("data");
    let territory = load_france(&catalog, data).unwrap();
    let communes = Communes::new(&territory, &catalog, data).unwrap();
    let halls = catalog.dataset("mairies").unwrap().clone();
    let register = places::load(&[halls], data, &communes).unwrap();
    let code = |place: &places::Place| {
        let code = place.text(Field::CodeInsee).unwrap_or_default();
        communes.by_code(code).map(places::communes::CodeMatch::unit)
    };
    let far = register.places.iter().filter(|place| {
        let outside = code(place).and_then(|unit| communes.outside(unit, place.point));
        outside.is_some_and(|metres| metres > 150.0)
    });
    assert_eq!(far.count(), 0);
    // 1,865 lie outside by more than 150 m (shapely), 2 are not published: the commune's centre.
    let at_centre = register.sources[0].at_centre;
    assert_eq!(at_centre, 1867);
    // Each of them is reported.
    let reported = register.rejects.iter().filter(|r| r.field == "latitude").count();
    assert_eq!(reported, at_centre);
}
