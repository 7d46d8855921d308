//! Real mistakes of real inventories.

use super::*;

fn one(field: Field, text: &str) -> Checked {
    check(field, &[text.to_string()], "")
}

fn kept(field: Field, text: &str) -> Option<String> {
    one(field, text).text
}

#[test]
fn choices_are_spelled_as_the_schema() {
    let checked = one(Field::Frais, "payant|Gratuit| |Gratuit|Adhésion");
    assert_eq!(checked.text.as_deref(), Some("Gratuit|Payant"));
    let (value, problem, what) = &checked.problems[0];
    assert_eq!((value.as_str(), *what), ("Adhésion", Kept::WithoutField));
    assert!(problem.contains("Gratuit, Gratuit sous condition, Payant"), "{problem}");
    let unknown = one(Field::Typologie, "BIBLI");
    assert!(unknown.text.is_none() && unknown.problems[0].1.contains("did you mean BIB?"));
}

#[test]
fn telephones() {
    for (text, departement, expected) in [
        ("05 57 65 75 39", "33", Some("+33557657539")),
        ("0557657539", "", Some("+33557657539")),
        ("+33 (0)5 57 65 75 39", "", Some("+33557657539")),
        ("+330557657539", "", Some("+33557657539")),
        ("0033557657539", "", Some("+33557657539")),
        ("0262 90 44 44", "974", Some("+262262904444")),
        ("0590.80.00.00", "971", Some("+590590800000")),
        ("3949", "", Some("3949")),
        ("05 57", "", None),
        ("05 57 65 75 39 (SMS)", "", None),
        ("demander à l'accueil", "", None),
    ] {
        let checked = check(Field::Telephone, &[text.to_string()], departement);
        assert_eq!(checked.text.as_deref(), expected, "{text}");
        assert_eq!(checked.problems.len(), usize::from(expected.is_none()), "{text}");
    }
    let two = one(Field::Telephone, "05 57 65 75 39 ET 05.56.00.00.00");
    assert_eq!(two.text.as_deref(), Some("+33557657539"));
    assert_eq!(two.problems[0].2, Kept::Mended);
}

#[test]
fn mails_and_sites() {
    assert_eq!(
        kept(Field::Courriels, "france-service@carct.fr - maison@carct.fr").as_deref(),
        Some("france-service@carct.fr|maison@carct.fr")
    );
    for wrong in ["@", "contact.pessac@@mldesgraves.fr", "bruyere@mairie", "epn@blanzy71"] {
        assert_eq!(kept(Field::Courriels, wrong), None, "{wrong}");
        assert_eq!(one(Field::Courriels, wrong).problems.len(), 1, "{wrong}");
    }
    for (text, expected) in [
        ("abracodabra.fr", Some("http://abracodabra.fr")),
        ("https://a.fr/|http://b.org/é?x=1", Some("https://a.fr/|http://b.org/é?x=1")),
        ("assofamilialetalence@free.fr", None),
        ("javascript:alert(1)", None),
        ("javascript://a.fr/%0aalert(1)", None),
        ("https://a.fr/\"onclick", None),
        ("ftp://a.fr", None),
        ("sans", None),
    ] {
        assert_eq!(kept(Field::SiteWeb, text).as_deref(), expected, "{text}");
    }
    let two = one(Field::PriseRdv, "https://a.fr https://b.fr");
    assert_eq!((two.text.as_deref(), two.problems.len()), (Some("https://a.fr"), 1));
}

#[test]
fn codes_and_dates() {
    assert_eq!(kept(Field::CodePostal, "33 000").as_deref(), Some("33000"));
    let zero = one(Field::CodePostal, "1400");
    assert_eq!((zero.text.as_deref(), zero.problems[0].2), (Some("01400"), Kept::Mended));
    assert_eq!(kept(Field::CodePostal, "CITOU"), None);
    assert_eq!(kept(Field::Pivot, "434 933 123 00029").as_deref(), Some("43493312300029"));
    assert_eq!(kept(Field::Pivot, "W123456789").as_deref(), Some("W123456789"));
    assert_eq!(one(Field::Pivot, "00000000000000"), Checked::default());
    assert_eq!(one(Field::Pivot, "12345").problems.len(), 1);
    assert_eq!(kept(Field::DateMaj, "2022-06-02T10:00:00Z").as_deref(), Some("2022-06-02"));
    for wrong in ["02/06/2022", "2022-13-02", "1970-01-01", "1850-01-01", "éééééé"] {
        assert_eq!(one(Field::DateMaj, wrong).problems.len(), 1, "{wrong}");
    }
    assert_eq!(one(Field::Horaires, "sur rendez-vous").problems.len(), 1);
    // The very form that is asked for is no mistake; words that are left out are said.
    let hours = one(Field::Horaires, "lundi-vendredi 9h-12h, 14h-17h");
    assert_eq!(hours.text.as_deref(), Some("Mo-Fr 09:00-12:00,14:00-17:00"));
    assert!(hours.problems.is_empty(), "{hours:?}");
    let appointment = one(Field::Horaires, "lundi-vendredi 9h-12h sur rendez-vous");
    assert_eq!((appointment.problems.len(), appointment.problems[0].2), (1, Kept::Mended));
    assert_eq!(kept(Field::Nom, " Le\u{a0}\n Bourg\t").as_deref(), Some("Le Bourg"));
    assert_eq!(one(Field::Nom, &"x".repeat(30_000)).problems.len(), 1);
}
