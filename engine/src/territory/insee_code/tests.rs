use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::catalog::Catalog;
use crate::table;

/// Codes of an embedded table, and one of its columns.
fn embedded(id: &str, column: &str) -> Vec<[String; 2]> {
    let catalog = Catalog::builtin().expect("catalogue");
    let dataset = catalog.dataset(id).expect(id);
    let opened = table::open(dataset, Path::new("")).expect(id);
    let table = table::read(dataset, &opened, &[column.to_string()]).expect(id);
    let (keys, texts) = (table.keys().expect(id), table.text(column).expect(column));
    (0..table.rows).map(|row| [keys.value(row).into(), texts.value(row).into()]).collect()
}

#[test]
fn every_embedded_code_is_one() {
    for [commune, departement] in embedded("communes-2026", "departement") {
        let code: CommuneCode = commune.parse().expect("a commune");
        assert_eq!((code.as_str(), code.departement().as_str()), (&*commune, &*departement));
    }
    for [departement, _] in embedded("departements-2026", "name") {
        assert_eq!(departement.parse::<DepartementCode>().expect("one").as_str(), departement);
    }
    for [iris, commune] in embedded("iris-rp-2021", "com") {
        let code: IrisCode = iris.parse().expect("an IRIS");
        assert_eq!((code.as_str(), code.commune().as_str()), (&*iris, &*commune));
    }
    for [old, new] in embedded("passage-2026", "new_code") {
        assert!(old.parse::<CommuneCode>().is_ok(), "{old}");
        assert!(new.is_empty() || new.parse::<CommuneCode>().is_ok(), "{new}");
    }
}

#[test]
fn what_is_no_code() {
    for text in
        ["", "1001", "930661", "2C004", "2a004", "00001", "96001", "97901", "2A00é", "93o66"]
    {
        assert!(text.parse::<CommuneCode>().is_err(), "{text}");
    }
    for text in ["93066010", "9306601011", "93066010A", "93066é01", "é30660101"] {
        assert!(text.parse::<IrisCode>().is_err(), "{text}");
    }
    for text in ["", "9", "97", "00", "96", "2C", "930", "2A0", "9711"] {
        assert!(text.parse::<DepartementCode>().is_err(), "{text}");
    }
    let long = "9".repeat(1000).parse::<IrisCode>().expect_err("too long").to_string();
    assert!(long.len() < 100, "{long}");
}

#[test]
fn an_iris_follows_its_commune() {
    let iris: IrisCode = "632660101".parse().expect("a code");
    let commune: CommuneCode = "63255".parse().expect("a code");
    assert_eq!(iris.in_commune(commune).as_str(), "632550101");
    assert_eq!(commune.whole_iris().as_str(), "632550000");
}

proptest! {
    #[test]
    fn what_is_read_is_written(text in "([0-9]{2}|2[AB])[0-9]{0,8}|\\PC{0,10}") {
        if let Ok(code) = text.parse::<DepartementCode>() {
            prop_assert_eq!(code.to_string(), text.clone());
        }
        if let Ok(code) = text.parse::<CommuneCode>() {
            prop_assert_eq!(code.to_string(), text.clone());
            prop_assert!(text.starts_with(code.departement().as_str()));
        }
        if let Ok(code) = text.parse::<IrisCode>() {
            prop_assert_eq!(format!("{}{}", code.commune(), code.number()), text);
        }
    }
}
