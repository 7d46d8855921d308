//! What is one place, what is two, and what is left of them.

use super::*;

fn place(source: u16, id: &str, name: &str, address: &str, point: [f64; 2]) -> Listed {
    let mut place = Place::new(point, Position::Given, vec![source]);
    for (field, text) in [
        (Field::Id, id),
        (Field::Nom, name),
        (Field::Adresse, address),
        (Field::CodeInsee, "33063"),
    ] {
        place.set(field, Some(text));
    }
    place.deduce();
    Listed { row: 1, place }
}

fn ids(listed: Vec<Listed>) -> Vec<String> {
    merge(listed, &mut Vec::new()).iter().map(|p| p.id().to_string()).collect()
}

const HERE: [f64; 2] = [-0.5792, 44.8378];
/// 44.5 m to the north.
const NEAR: [f64; 2] = [-0.5792, 44.8382];
/// 66.7 m to the north.
const FAR: [f64; 2] = [-0.5792, 44.8384];

#[test]
fn names_and_addresses_however_they_are_written() {
    for (a, b) in [
        ("France Services de Saint-Éloi", "ST ELOI"),
        ("Maison France services Saint-Éloi", "Saint Éloi"),
        ("Médiathèque « L'Abricotine »", "MEDIATHEQUE L ABRICOTINE"),
    ] {
        assert_eq!(key::name(a), key::name(b));
    }
    assert_eq!(key::name("France services"), "france services");
    assert_ne!(key::name("France services Nord"), key::name("France services Sud"));
    assert_ne!(key::name("France terre d'asile"), key::name("terre d'asile"));
    for (a, b) in [
        ("12 av. du Gal de Gaulle", "12, AVENUE DU GÉNÉRAL DE GAULLE"),
        ("10bis bd St-Michel", "10 bis Boulevard Saint Michel, 33000 Bordeaux"),
        ("Place de l'Église", "pl. de l’église"),
    ] {
        assert_eq!(key::address(a), key::address(b));
    }
    assert_eq!(key::address("33000 Bordeaux"), "33000 bordeaux");
}

#[test]
fn one_place_within_fifty_metres() {
    let other = |at| place(1, "b", "FRANCE SERVICES LE BOURG", "1 av. Foch", at);
    let first = || place(0, "a", "France services Le Bourg", "1 Avenue Foch", HERE);
    assert_eq!(ids(vec![first(), other(NEAR)]), ["a"]);
    assert_eq!(ids(vec![first(), other(FAR)]), ["a", "b"]);
    // Through a third one between them.
    let between = place(2, "c", "Le Bourg", "1 avenue Foch", NEAR);
    assert_eq!(ids(vec![first(), other(FAR), between]), ["a"]);
    // Another address, or none.
    assert_eq!(ids(vec![first(), place(1, "b", "Le Bourg", "2 avenue Foch", HERE)]).len(), 2);
    assert_eq!(
        ids(vec![place(0, "a", "Le Bourg", "", HERE), place(1, "b", "Le Bourg", "", HERE)]).len(),
        2
    );
}

#[test]
fn without_a_position_the_commune_decides() {
    let mut lost = place(1, "b", "Le Bourg", "1 avenue Foch", FAR);
    lost.place.position = Position::CommuneCentre;
    let first = place(0, "a", "Le Bourg", "1 avenue Foch", HERE);
    let mut reports = Vec::new();
    let out = merge(vec![lost, first], &mut reports);
    assert_eq!((out.len(), out[0].point, out[0].position), (1, HERE, Position::Given));
    assert_eq!(reports.len(), 1);
}

#[test]
fn the_best_known_is_filled_in_by_the_others() {
    let mut a = place(0, "a", "Le Bourg", "1 avenue Foch", HERE);
    a.place.set(Field::Services, Some("Loisirs et créations numériques"));
    let mut b = place(3, "b", "LE BOURG", "1 avenue Foch", NEAR);
    b.row = 9;
    b.place.set(
        Field::Services,
        Some("Aide aux démarches administratives|Loisirs et créations numériques"),
    );
    b.place.set(Field::Horaires, Some("Mo 09:00-12:00"));
    b.place.set(Field::Telephone, Some("+33557657539"));
    let mut c = place(1, "c", "Le Bourg", "1 avenue Foch", HERE);
    c.place.set(Field::Telephone, Some("+33100000000"));
    c.place.set(Field::SiteWeb, Some("http://a.fr"));
    let mut reports = Vec::new();
    let out = merge(vec![a, b, c], &mut reports);
    assert_eq!(out.len(), 1);
    let one = &out[0];
    assert_eq!((one.id(), one.name(), one.point), ("b", "LE BOURG", NEAR));
    assert_eq!(one.sources, [0, 1, 3]);
    assert_eq!(one.services, 0b10_0001);
    assert_eq!(
        one.text(Field::Services),
        Some("Aide aux démarches administratives|Loisirs et créations numériques")
    );
    assert_eq!(
        (one.text(Field::Telephone), one.text(Field::SiteWeb)),
        (Some("+33557657539"), Some("http://a.fr"))
    );
    assert_eq!(one.hours_week, Some(3.0));
    assert!(reports.iter().all(|r| r.kept == Kept::Merged && r.problem == "the same place as b"));
    let merged: Vec<(u16, &str)> = reports.iter().map(|r| (r.source, r.value.as_str())).collect();
    assert_eq!(merged, [(1, "c"), (0, "a")]);
}

#[test]
fn ten_thousand_at_one_point_take_no_time() {
    let start = std::time::Instant::now();
    let all = (0..10_000).map(|i| place(0, &format!("{i:05}"), "Le Bourg", "1 rue", HERE));
    assert_eq!(ids(all.collect()), ["00000"]);
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn places_that_a_register_holds_already() {
    let known = ["Ailleurs", "Le Bourg", "Le Bourg"]
        .map(|name| place(0, name, name, "1 avenue Foch", HERE).place);
    let mut twice = place(0, "a", "LE BOURG", "1 av. Foch", NEAR);
    twice.row = 7;
    let other = place(0, "b", "Le Bourg", "2 avenue Foch", HERE);
    let again = place(0, "c", "Le Bourg", "1 avenue Foch", HERE);
    let again = Listed { row: 3, ..again };
    assert_eq!(known_among(vec![twice, other, again], &known), [(3, 1), (7, 1)]);
    assert!(known_among(Vec::new(), &known).is_empty());
}
