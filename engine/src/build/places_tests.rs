//! What is written is what is read.

use super::{read_places, read_rejects, rejects_path, write_places};
use crate::places::schema::Field;
use crate::places::{Kept, Place, PlaceSource, Position, Register, Reject};

fn register() -> Register {
    let source =
        |id: &str| PlaceSource { id: id.into(), rows: 3, places: 2, ..PlaceSource::default() };
    let mut first = Place::new([2.35, 48.85], Position::Given, vec![0, 1]);
    for (field, text) in [
        (Field::Id, "a-1"),
        (Field::Nom, "Médiathèque « Le Bourg », l'\"annexe\""),
        (
            Field::Services,
            "Accès internet et matériel informatique|Loisirs et créations numériques",
        ),
        (Field::Horaires, "Mo-Fr 09:00-12:30"),
        (Field::ModalitesAcces, "Se présenter"),
        (Field::Itinerance, "Itinérant"),
    ] {
        first.set(field, Some(text));
    }
    first.deduce();
    let mut second = Place::new([-52.3, 4.9], Position::CommuneCentre, vec![1]);
    second.set(Field::Id, Some("b-2"));
    second.set(Field::ModalitesAcces, Some(crate::places::schema::NO_PUBLIC));
    second.deduce();
    let reject = |field: &'static str, kept| Reject {
        source: 1,
        row: 7,
        field,
        value: "a,b\n\"c\"".into(),
        problem: "expected one of: x".into(),
        kept,
        correction: (kept == Kept::WithoutField).then(|| "=x".into()),
    };
    Register {
        places: vec![first, second],
        sources: vec![source("bibliotheques"), source("mairies")],
        rejects: vec![reject("services", Kept::WithoutField), reject("", Kept::Nothing)],
        ..Register::default()
    }
}

#[test]
fn round_trip() {
    let dir = tempfile::tempdir().expect("tempdir");
    let path = dir.path().join("places.parquet");
    let written = register();
    assert_eq!(written.places[0].services, 1 << 5 | 1 << 7);
    assert_eq!(written.places[0].hours_week, Some(17.5));
    assert!(written.places[0].itinerant && !written.places[1].receives_public);
    write_places(&path, &written).expect("written");
    let mut read = read_places(&path).expect("read");
    read.rejects = read_rejects(&rejects_path(&path), &read).expect("rejects");
    assert_eq!(read, written);
    let once = std::fs::read(&path).expect("bytes");
    write_places(&path, &written).expect("written again");
    assert_eq!(std::fs::read(&path).expect("bytes"), once);
}

#[test]
fn an_empty_register() {
    let dir = tempfile::tempdir().expect("tempdir");
    let path = dir.path().join("places.parquet");
    write_places(&path, &Register::default()).expect("written");
    assert_eq!(read_places(&path).expect("read"), Register::default());
    let e = read_places(&dir.path().join("none.parquet")).expect_err("none");
    assert!(e.to_string().contains("cannot read"), "{e}");
}
