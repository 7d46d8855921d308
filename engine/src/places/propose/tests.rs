//! Proposals for spreadsheets as Hubs write them, and for inventories whose mapping somebody wrote.

use std::path::Path;
use std::sync::OnceLock;

use super::*;
use crate::territory::{Territory, load_france};

fn france() -> &'static (Catalog, Territory) {
    static FRANCE: OnceLock<(Catalog, Territory)> = OnceLock::new();
    FRANCE.get_or_init(|| {
        let catalog = Catalog::builtin().expect("datasets");
        let territory = load_france(&catalog, Path::new("data")).expect("France");
        (catalog, territory)
    })
}

fn proposed(bytes: &[u8]) -> Result<Proposal> {
    let (catalog, territory) = france();
    let communes = Communes::new(territory, catalog, Path::new("data")).expect("communes");
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    propose(&Opened { path: "hub.csv".into(), bytes, sha256: String::new() }, catalog, &communes)
}

/// Columns of a field.
fn columns(proposal: &Proposal, field: Field) -> Vec<&str> {
    let proposed = proposal.field(field);
    proposed.map_or(Vec::new(), |p| p.columns.iter().map(String::as_str).collect())
}

fn left_out<'a>(proposal: &'a Proposal, name: &str) -> &'a str {
    let column = proposal.columns.iter().find(|column| column.name == name).expect(name);
    column.left_out.as_deref().unwrap_or_default()
}

const HUB: &str = "Nom de la structure;Adresse complète;CP;Ville;Tél.;Mail;Horaires d’ouverture;\
Lat / Long;Publics accueillis;Labels;Itinérant;Nom du référent;Remarques;Département\n\
Médiathèque;1 place Bonnyaud;23000;Guéret;05 55 00 00 01;a@b.fr;lundi-vendredi 9h-12h;\
46,1703 / 1,8756;Seniors, Tout public;France Services, Fibre 23;non;Mme Martin;à rappeler;23\n\
Tiers-lieu;8 rue du Clocher;23300;La Souterraine;05 55 00 00 02;NC;mardi 14h-17h;\
46,237 / 1,487;Jeunes, Pêcheurs;PIX;oui;M. Petit;;23\n";

#[test]
fn a_hub_in_its_own_words() {
    let proposal = proposed(HUB.as_bytes()).expect("a proposal");
    for (field, column) in [
        (Field::Nom, "Nom de la structure"),
        (Field::Adresse, "Adresse complète"),
        (Field::CodePostal, "CP"),
        (Field::Commune, "Ville"),
        (Field::Telephone, "Tél."),
        (Field::Courriels, "Mail"),
        (Field::Horaires, "Horaires d’ouverture"),
        (Field::Latitude, "Lat / Long"),
        (Field::Longitude, "Lat / Long"),
        (Field::Publics, "Publics accueillis"),
        (Field::Dispositifs, "Labels"),
        (Field::AutresFormations, "Labels"),
        (Field::Itinerance, "Itinérant"),
    ] {
        assert_eq!(columns(&proposal, field), [column], "{}", field.name());
    }
    let unknown: Vec<&str> = proposal
        .field(Field::Publics)
        .map_or(Vec::new(), |field| field.unknown.iter().map(|u| u.value.as_str()).collect());
    assert_eq!(unknown, ["Pêcheurs"]);
    assert!(left_out(&proposal, "Nom du référent").contains("personnelle"));
    assert!(left_out(&proposal, "Remarques").contains("internes"));
    assert!(left_out(&proposal, "Département").contains("commune"));
    assert_eq!(proposal.layout.missing, ["", "NC"]);
    let preview = proposal.preview.expect("a preview");
    assert_eq!((preview.rows, preview.places), (2, 2));
    let of = |row: usize, field: Field| {
        let found = preview.first[row].values.iter().find(|(name, _)| *name == field.name());
        found.map(|(_, text)| text.as_str())
    };
    assert_eq!(of(0, Field::CodeInsee), Some("23096"));
    assert_eq!(of(0, Field::Telephone), Some("+33555000001"));
    assert_eq!(of(0, Field::Horaires), Some("Mo-Fr 09:00-12:00"));
    assert_eq!(of(0, Field::Publics), Some("Seniors"));
    assert_eq!(of(0, Field::Dispositifs), Some("France Services"));
    assert_eq!(of(0, Field::AutresFormations), Some("Fibre 23"));
    assert_eq!(of(1, Field::Latitude), Some("46.237"));
    assert_eq!(of(1, Field::Courriels), None);
    assert_eq!(of(1, Field::Dispositifs), Some("Certification PIX"));
    assert_eq!(of(1, Field::Itinerance), Some("Itinérant"));
    assert_eq!((of(0, Field::Itinerance), of(1, Field::Publics)), (None, Some("Jeunes")));
}

#[test]
fn what_is_written_is_what_is_read() {
    let proposal = proposed(HUB.as_bytes()).expect("a proposal");
    let toml = proposal.to_toml("hub.csv");
    let dataset = parse_places(&toml, Path::new("hub.toml")).expect("a mapping");
    let mapping = dataset.places.expect("places");
    let fields: Vec<&str> = mapping.rules.iter().map(|(field, _)| field.name()).collect();
    let expected: Vec<&str> = proposal.fields.iter().map(|field| field.field).collect();
    assert_eq!(fields, expected);
    assert_eq!(proposed(HUB.as_bytes()).expect("again").to_toml("hub.csv"), toml);
}

#[test]
fn ties_and_doubts_are_said() {
    let text = "Nom;Commune;Coordonnées GPS;Géolocalisation;Titre\n\
                A;Guéret;46.17, 1.87;46.17, 1.87;B\nC;Guéret;46.17, 1.87;46.17, 1.87;D\n";
    let proposal = proposed(text.as_bytes()).expect("a proposal");
    assert_eq!(columns(&proposal, Field::Nom), ["Nom"]);
    let reasons = proposal.field(Field::Nom).expect("nom").reasons.join(" ");
    assert!(reasons.contains("Titre") && reasons.contains("aussi bien"), "{reasons}");
    assert!(left_out(&proposal, "Géolocalisation").contains("Coordonnées GPS"));
}

#[test]
fn names_and_contacts_of_persons_are_never_taken() {
    let rows =
        "Dupont;Marie;CCAS;Guéret;m.d@x.fr;0612345678\nMartin;Luc;Mairie;Ahun;l@x.fr;0612345679\n";
    let of =
        |headings: &str| proposed(format!("{headings}\n{rows}").as_bytes()).expect("a proposal");
    for headings in [
        "NOM;PRENOM;Lieu;Ville;Mail perso;Téléphone portable",
        "nom;prenom;lieu d'exercice;commune;courriel personnel;mobile",
        "Nom;Prénom;Structure;Commune;E-mail privé;Portable du conseiller",
    ] {
        let proposal = of(headings);
        let names: Vec<&str> = headings.split(';').collect();
        assert_eq!(columns(&proposal, Field::Nom), [names[2]], "{headings}");
        for field in [Field::Courriels, Field::Telephone] {
            assert!(proposal.field(field).is_none(), "{headings} {}", field.name());
        }
        for column in [0, 1, 4, 5] {
            assert!(left_out(&proposal, names[column]).contains("personne"), "{headings} {column}");
        }
        let toml = proposal.to_toml("a.csv");
        assert!(!toml.contains("Dupont") && !toml.contains("m.d@x.fr"), "{toml}");
    }
    // What may be a person's is at most to be verified, and gives way to what is not.
    let proposal = of("Qui;x;Structure;Ville;Email référent;Tél. fixe");
    let mail = proposal.field(Field::Courriels).expect("a mail");
    assert_eq!(mail.certainty, Certainty::Unsure);
    assert!(mail.reasons.join(" ").contains("accord"), "{:?}", mail.reasons);
    let both = "Structure;Ville;Email référent;Email\nCCAS;Ahun;m@x.fr;ccas@x.fr\n";
    let proposal = proposed(both.as_bytes()).expect("a proposal");
    assert_eq!(columns(&proposal, Field::Courriels), ["Email"]);
    assert!(left_out(&proposal, "Email référent").contains("personne"));
    // Without a place's name that of the employer, not of the person.
    let text = "Conseiller numérique;Structure employeuse;Commune\n\
                Marie Dupont;CCAS;Guéret\nLuc Martin;Mairie;Ahun\n";
    for heading in ["Conseiller numérique", "Qui", "Nom"] {
        let text = text.replace("Conseiller numérique", heading);
        let proposal = proposed(text.as_bytes()).expect("a proposal");
        assert_eq!(columns(&proposal, Field::Nom), ["Structure employeuse"], "{heading}");
        let name = proposal.field(Field::Nom).expect("a name");
        assert_eq!(name.certainty, Certainty::Unsure);
    }
    let proposal = proposed(b"Nom;Prenom;Ville\nDupont;Marie;Ahun\n").expect("a proposal");
    assert!(proposal.lacking[0].contains("personnes"), "{:?}", proposal.lacking);
}

#[test]
fn headings_that_lie() {
    // The INSEE column holds postal codes; X is the latitude; « Téléphone » says yes or no.
    let text = "Structure;Code INSEE;X;Y;Téléphone;Coordonnées\n\
                A;23000;46.17;1.87;oui;\nB;23300;46.23;1.48;non;\nC;33000;44.83;-0.58;oui;\n";
    let proposal = proposed(text.as_bytes()).expect("a proposal");
    assert_eq!(columns(&proposal, Field::CodePostal), ["Code INSEE"]);
    assert!(proposal.field(Field::CodeInsee).is_none());
    assert_eq!(columns(&proposal, Field::Latitude), ["X"]);
    assert_eq!(columns(&proposal, Field::Longitude), ["Y"]);
    assert!(proposal.field(Field::Telephone).is_none());
    assert!(left_out(&proposal, "Téléphone").contains("oui ou non"));
    assert_eq!(left_out(&proposal, "Coordonnées"), "aucune valeur");
}

#[test]
fn one_column_for_all_of_the_address() {
    let text =
        "Lieu,Où,Courriel\nA,\"8 rue B, 33000 Bordeaux\",a@b.fr\nC,\"1 rue D - 23000 Guéret\",\n";
    let text = text.replace("Où", "Adresse");
    let proposal = proposed(text.as_bytes()).expect("a proposal");
    for field in [Field::Adresse, Field::CodePostal, Field::Commune] {
        assert_eq!(columns(&proposal, field), ["Adresse"], "{}", field.name());
    }
    let preview = proposal.preview.expect("a preview");
    let values = &preview.first[0].values;
    for value in [("adresse", "8 rue B"), ("commune", "Bordeaux"), ("code_insee", "33063")] {
        assert!(values.contains(&(value.0, value.1.to_string())), "{values:?}");
    }
}

#[test]
fn without_a_name_or_a_position_no_mapping() {
    let proposal = proposed(b"Ville;Effectif\nBordeaux;3\nBordeaux;3\n").expect("a proposal");
    assert_eq!((proposal.lacking.len(), proposal.preview.is_none()), (1, true));
    let proposal = proposed(b"Nom;Effectif\nA;3\n").expect("a proposal");
    assert_eq!(proposal.lacking.len(), 1);
    // Headings that stand twice are why.
    let twice = "Nom;Nom;Ville;Ville;CP\nA;B;Ahun;Ahun;23150\n";
    let lacking = proposed(twice.as_bytes()).expect("a proposal").lacking.join(" ");
    assert!(lacking.contains("Nom\u{202f}»") && lacking.contains("Ville\u{202f}»"), "{lacking}");
    for text in ["", "\n", "Nom;Ville\n", "\u{0}\u{0}"] {
        assert!(proposed(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn hostile_cells_take_no_time() {
    let start = std::time::Instant::now();
    let long = "é;".repeat(32_000);
    let names: Vec<String> = (0..5000).map(|i| format!("Horaires {i}")).collect();
    let wide = format!("Nom;Ville;{}\nA;Guéret;{}\n", names.join(";"), vec!["9h"; 5000].join(";"));
    let deep = format!("Nom;Ville;Services\nA;Guéret;\"{long}\"\n\"{long}\";Guéret;x\n");
    for text in [wide, deep, "\";\n".repeat(1000), "(((".repeat(20_000)] {
        let _ = proposed(text.as_bytes());
    }
    assert!(start.elapsed().as_secs_f64() < 20.0, "{:?}", start.elapsed());
}

#[test]
fn whoever_knows_the_file_chooses() {
    let text = "Nom;Ville;CP Ville;Tél.;Autre n°;GPS;X\n\
    A;Guéret;23000 Guéret;0555000001;0555000002;46,17 / 1,87;1.9\n\
    B;Ahun;23150 Ahun;0555000003;0555000004;46,08 / 2,04;2.1\n";
    let (catalog, territory) = france();
    let communes = Communes::new(territory, catalog, Path::new("data")).expect("communes");
    let bytes = bytes::Bytes::copy_from_slice(text.as_bytes());
    let opened = Opened { path: "hub.csv".into(), bytes, sha256: String::new() };
    let with = |own: &[(Field, usize)]| {
        let own: Vec<OwnChoice> = own
            .iter()
            .map(|(field, n)| OwnChoice { field: *field, column: Some(*n).filter(|n| *n > 0) })
            .collect();
        propose_with(&opened, catalog, &communes, &own, 2)
    };
    assert_eq!(with(&[]).expect("a proposal"), proposed(text.as_bytes()).expect("the same"));
    let chosen = with(&[(Field::Telephone, 5), (Field::Commune, 3)]).expect("a proposal");
    assert_eq!(columns(&chosen, Field::Telephone), ["Autre n°"]);
    assert_eq!(columns(&chosen, Field::Commune), ["CP Ville"]);
    let why = &chosen.field(Field::Telephone).expect("chosen").reasons[0];
    assert!(why.contains("choisie par vous"), "{why}");
    assert!(left_out(&chosen, "Tél.").contains("demandé"));
    assert_eq!(chosen.preview.map(|preview| preview.places), Some(2));
    // Both coordinates of one cell, whichever of them is asked for; and none.
    let chosen = with(&[(Field::Longitude, 6)]).expect("a proposal");
    assert_eq!(columns(&chosen, Field::Latitude), ["GPS"]);
    let chosen = with(&[(Field::Nom, 0), (Field::Telephone, 0)]).expect("a proposal");
    assert!(chosen.field(Field::Telephone).is_none());
    assert_eq!((chosen.lacking.len(), chosen.preview.is_none()), (1, true));
    assert!(propose_with(&opened, catalog, &communes, &[], 1).is_err(), "two rows");
    for number in [99, usize::MAX] {
        assert!(with(&[(Field::Nom, number)]).is_err(), "{number}");
    }
}
