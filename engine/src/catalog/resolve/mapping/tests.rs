//! Mistakes in a mapping are reported with their line and the nearest valid name.

use std::path::Path;

use super::*;
use crate::catalog::Catalog;

const HEAD: &str =
    "id='a'\ntitle='t'\npublisher='p'\nlicence='l'\nvintage='2026'\npath='x.csv'\n[places]\n";

fn parse(section: &str) -> crate::error::Result<Mapping> {
    let mut catalog = Catalog::default();
    catalog.add(&format!("{HEAD}{section}"), Path::new("a.toml"))?;
    Ok(catalog.datasets["a"].places.clone().expect("a mapping"))
}

#[test]
fn rules_in_all_their_forms() {
    let mapping = parse(
        "nom = 'NOM'\n\
         commune = { columns = ['a', 'b'], join = ' ' }\n\
         latitude = { column = 'geo', part = 1 }\n\
         longitude = { column = 'geo', part = 2, optional = true }\n\
         typologie = [{ const = 'bib' }, { column = 'type', values = { 'Mairie' = 'MUNI', 'Autre' = '' } }]\n\
         date_maj = { column = 'maj', date = '%d/%m/%Y' }\n\
         code_postal = { column = 'adr', match = '(\\d{5})', otherwise = 'drop' }\n\
         horaires = { days = { Mo = ['am', 'pm'], Tu = 'mardi' } }\n",
    )
    .expect("valid");
    let fields: Vec<&str> = mapping.rules.iter().map(|(f, _)| f.name()).collect();
    assert_eq!(
        fields,
        [
            "nom",
            "commune",
            "code_postal",
            "latitude",
            "longitude",
            "typologie",
            "horaires",
            "date_maj"
        ]
    );
    let (_, typologie) = &mapping.rules[5];
    assert_eq!(typologie[0].take, Take::Const(vec!["BIB".into()]));
    assert_eq!(typologie[1].values["mairie"], ["MUNI"]);
    assert!(typologie[1].values["autre"].is_empty());
    assert_eq!(mapping.rules[2].1[0].pattern.as_ref().map(|p| p.group), Some(1));
    // A column that one rule insists on is not optional.
    assert!(
        mapping.columns().contains(&("geo", false)) && mapping.columns().contains(&("pm", false))
    );
}

#[test]
fn every_field_from_the_column_of_its_name() {
    let mapping = parse("same_names = true\nnom = 'titre'\n").expect("valid");
    assert_eq!(mapping.rules.len(), crate::schema::FIELDS);
    assert!(mapping.columns().contains(&("titre", false)));
    assert!(mapping.columns().contains(&("horaires", true)));
}

#[test]
fn mistakes() {
    for (section, said, help) in [
        (
            "nom = 'N'\ncomune = 'C'",
            "a.toml:9: [places] `comune` is no field of the schema",
            "did you mean commune",
        ),
        ("nom = 'N'", "says nothing of where places are", "latitude"),
        ("commune = 'C'", "says nothing of `nom`", ""),
        ("nom = { colum = 'N' }", "a.toml:8: unknown field `colum`", "did you mean column"),
        ("nom = 3", "a.toml:8", ""),
        ("nom = true", "not true or false", ""),
        ("nom = []", "no rule", ""),
        ("nom = { column = 'N', const = 'x' }", "give one of", ""),
        ("nom = { columns = ['N'], join = ' ' }", "`join` goes with several", ""),
        ("nom = { column = 'N', otherwise = 'drop' }", "`otherwise` goes with", ""),
        ("nom = { column = 'N', match = '(' }", "a.toml:8: [places] `nom`: match:", ""),
        ("nom = { column = 'N', match = 'a', group = 1 }", "no group 1", ""),
        ("nom = { column = 'N', group = 1 }", "`group` goes with `match`", ""),
        ("nom = { column = 'N', part = 0 }", "counts from 1", ""),
        ("nom = { column = 'N', split = '' }", "not an empty text", ""),
        ("nom = { column = 'N', date = '%d' }", "`date` is for date_maj", ""),
        ("date_maj = { column = 'N', date = '%!' }", "date = \"%!\"", "%d/%m/%Y"),
        ("horaires = { days = { Lu = 'a' } }", "no day \"Lu\"", "Mo"),
        ("nom = { days = { Mo = 'a' } }", "`days` are for horaires", ""),
        (
            "services = { const = 'Aide aux demarche' }",
            "a.toml:8: [places] `services`",
            "did you mean Aide aux démarches administratives?",
        ),
        (
            "frais_a_charge = { column = 'f', values = { 'x' = 'Gratuis' } }",
            "no value of the schema",
            "did you mean Gratuit",
        ),
        ("frais_a_charge = { column = 'f', values = { 'x' = '', 'X' = '' } }", "stands twice", ""),
        (
            "typologie = { column = 't', values = {}, otherwise = 'kept' }",
            "otherwise = \"kept\"",
            "keep",
        ),
        ("nom = { const = ['a', 'b'] }", "`nom` holds one value", ""),
        ("same_names = 'oui'", "true or false", ""),
        ("crs = '2154'", "expected a code such as", ""),
        ("crs = 'EPSG:1'", "EPSG:1 is not", ""),
    ] {
        let e = parse(section).expect_err(section);
        assert!(e.to_string().contains(said), "{section}: {e}");
        assert!(e.help().unwrap_or_default().contains(help), "{section}: {:?}", e.help());
    }
    let long = format!("nom = {{ column = 'N', match = '{}' }}", "(a{999}){999}");
    assert!(parse(&long).expect_err("too large").to_string().contains("match:"));
}
