//! Tables as people keep them: titles, footers, other encodings, no headings.

use super::*;

fn found(text: &[u8]) -> Result<FoundTable> {
    let bytes = bytes::Bytes::copy_from_slice(text);
    find(&Opened { path: "Lieux d’accueil 2026.csv".into(), bytes, sha256: String::new() })
}

#[test]
fn a_header_below_a_title() {
    let text = "Inventaire du Hub, nov. 2026;;\n\nNom;Adresse complète;CP\nA;1, rue B;23000\n";
    let table = found(text.as_bytes()).expect("a table");
    let layout = &table.dataset.layout;
    assert_eq!((layout.skip_lines, layout.delimiter), (2, b';'));
    assert_eq!((table.dataset.id.as_str(), table.table.rows), ("lieux-d-accueil-2026", 1));
    assert_eq!(table.names, ["Nom", "Adresse complète", "CP"]);
}

#[test]
fn a_footer_and_another_encoding() {
    let text = "Nom;T\u{e9}l.;Ville\nA;0555000000;Gu\u{e9}ret\nSource : Hub\n";
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let table = found(&latin).expect("a table");
    assert_eq!(table.names[1], "Tél.");
    assert_eq!((table.table.rows, table.dataset.layout.skip_bottom), (1, 1));
}

#[test]
fn columns_that_cannot_be_named_are_left_out() {
    let table = found(b"Nom,Ville,Ville,\nA,B,C,D\n").expect("a table");
    assert_eq!(table.readable, [0]);
    for text in ["", "\n\n", "Nom;Ville\n", ";;\n1;2;3\n"] {
        assert!(found(text.as_bytes()).is_err(), "{text:?}");
    }
}

#[test]
fn a_row_of_values_is_not_taken_for_the_headings() {
    let row =
        |i: usize| format!("Lieu {i};1 rue;23000;Guéret;46.17;1.87;0555520000;Lundi 9h-12h\n");
    let rows: String = (0..9).map(row).collect();
    for above in ["", ";;;;;;;\n"] {
        let Err(error) = found(format!("{above}{rows}").as_bytes()) else { panic!("{above:?}") };
        assert!(error.to_string().contains(NO_HEADINGS), "{error}");
    }
    let table = found(format!("a;b;c;d;e;f;g;h\n{rows}").as_bytes()).expect("a table");
    assert_eq!((table.dataset.layout.skip_lines, table.table.rows), (0, 9));
    let Err(error) = found(format!("Nom;Nom;Nom;Nom;Nom;Nom;Nom;Nom\n{rows}").as_bytes()) else {
        panic!("headings that are one")
    };
    assert!(error.to_string().contains(NO_OWN_HEADING), "{error}");
    // Answers in words of headings are no second header, and what is above them stays.
    let text = "Nom;Commune;Premier contact;Deuxième contact;Troisième contact;Repli\n\
                A;Guéret;par téléphone;;;\nB;Aubusson;sur place;;;\n\
                D;La Souterraine;Téléphone;Courriel;Site web;Adresse\nE;Felletin;sur place;;;\n";
    let table = found(text.as_bytes()).expect("a table");
    assert_eq!((table.table.rows, table.notes.len()), (4, 0), "{:?}", table.notes);
}

#[test]
fn the_first_error_is_told_of_a_short_file() {
    let text = "Nom;Adresse;Code postal;Commune\n\"Maison;1 rue;23000\nB;2 rue;23200;Aubusson\n";
    let Err(error) = found(text.as_bytes()) else { panic!("an open quote") };
    assert!(error.to_string().contains("never closed"), "{error}");
}

#[test]
fn many_columns_are_cut() {
    let names: Vec<String> = (0..5000).map(|i| format!("colonne {i}")).collect();
    let text = format!("{}\n{}\n", names.join(";"), vec!["x"; 5000].join(";"));
    let table = found(text.as_bytes()).expect("a table");
    assert_eq!((table.readable.len(), table.names.len()), (MOST_COLUMNS, 5000));
    assert!(table.notes[0].contains("5000 colonnes"), "{:?}", table.notes);
}
