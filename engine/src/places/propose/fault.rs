//! What is wrong with a file of places, in French, for the coordinator who chose it.
//!
//! In: the error with which a file is refused, in English. Out: what is wrong and what to do, in French; nothing
//! of an error that is not usual, which stays as it is.

use super::layout::{NO_HEADINGS, NO_OWN_HEADING, NO_ROW};
use crate::error::Error;
use crate::typography::{count, french};

/// More rows than are read.
pub const MANY_ROWS: &str = "rows: at most";

const OPEN_QUOTE: &str = "un guillemet droit (\") ouvre ici une cellule et n’est pas fermé où il devrait : \
                          ôtez-le, ou fermez-le dans sa cellule";
const NO_LAYER: &str =
    "ce fichier n’est pas une carte qui se lit ici, ou il est abîmé : exportez-le à nouveau";
const TOO_LARGE: &str = "ce classeur est trop grand une fois ouvert : gardez la feuille des lieux seule, sans \
                         images, ou enregistrez-la en CSV";

/// Words of an error or its help, and what is said of it; `{0}` and `{1}` are the numbers in it.
const SAID: [(&str, &str); 18] = [
    (
        MANY_ROWS,
        "ce fichier a {0} lignes, et {1} au plus sont lues ici : partagez-le, ou lancez « ifn places map », \
         qui n’a pas cette limite",
    ),
    (
        NO_HEADINGS,
        "ce fichier n’a pas de titres : sa première ligne est déjà un lieu ; ajoutez au-dessus une ligne de \
         titres, comme Nom, Adresse, Code postal, Commune",
    ),
    (
        NO_OWN_HEADING,
        "aucune colonne n’a un titre à elle : ils manquent ou se répètent ; donnez à chacune un titre différent",
    ),
    (NO_ROW, "ce fichier a des titres et aucune ligne en dessous : il faut une ligne par lieu"),
    ("never closed", OPEN_QUOTE),
    ("the next one that can close it", OPEN_QUOTE),
    (
        "incorrect number of fields",
        "cette ligne n’a pas autant de cellules que les titres : une cellule contient peut-être le séparateur \
         des colonnes ; mettez-la entre guillemets, ou enregistrez le fichier à nouveau depuis le tableur",
    ),
    (
        "it looks like text below the rows",
        "cette ligne n’a qu’une cellule : ôtez le texte qui est sous le tableau",
    ),
    (
        "protected by a password",
        "ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe",
    ),
    (
        "is not a usable workbook",
        "ce fichier n’est pas un classeur, ou il est abîmé : ouvrez-le dans le tableur et enregistrez-le à \
         nouveau en .xlsx, .ods ou .csv",
    ),
    (
        "has no header at row",
        "la feuille est vide : il faut une ligne de titres, puis une ligne par lieu",
    ),
    ("has no sheet", "ce classeur n’a pas de feuille de cellules"),
    ("unpacks to", TOO_LARGE),
    ("cells of all sheets", TOO_LARGE),
    ("is not a usable GeoPackage", NO_LAYER),
    ("is not a GeoJSON", NO_LAYER),
    (
        "list of flat objects",
        "ce fichier JSON n’est pas une liste de lieux, ou il est coupé : exportez-le en CSV ou en GeoJSON",
    ),
    ("is empty", "ce fichier est vide"),
];

/// What is wrong with a file and what to do, in French; nothing where the error is not a usual one.
pub fn in_french(error: &Error) -> Option<String> {
    let Error::Input { line, message, help, .. } = error else { return None };
    let all = format!("{message}\n{}", help.as_deref().unwrap_or_default());
    let (_, said) = SAID.iter().find(|(words, _)| all.contains(words))?;
    let mut said = (*said).to_string();
    let numbers = message.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
    for (at, number) in numbers.take(2).enumerate() {
        said = said.replace(&format!("{{{at}}}"), &count(number));
    }
    let said = match line {
        Some(line) => format!("Ligne {} : {said}.", count(*line)),
        None => format!("{}{}.", said[..1].to_uppercase(), &said[1..]),
    };
    Some(french(&said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_errors_in_french() {
        let many = Error::input("a.csv", format!("has 100000 {MANY_ROWS} 50000 are read here"));
        let said = in_french(&many).expect("a sentence");
        assert!(
            said.starts_with("Ce fichier a 100\u{202f}000 lignes, et 50\u{202f}000 au plus"),
            "{said}"
        );
        let quote = Error::input("a.csv", "a quote opens a cell here and is never closed");
        let said = in_french(&quote.at_line(Some(3))).expect("a sentence");
        assert!(said.starts_with("Ligne 3\u{202f}: un guillemet"), "{said}");
        let json =
            Error::input("a.json", "EOF").with_help("a JSON table is a list of flat objects");
        assert!(in_french(&json).is_some());
        for other in [Error::input("a.csv", "something else"), Error::request("never closed")] {
            assert_eq!(in_french(&other), None);
        }
        for (words, _) in SAID {
            let said = in_french(&Error::input("a", words)).expect(words);
            assert!(said.ends_with('.') && !said.contains("  "), "{said}");
        }
    }
}
