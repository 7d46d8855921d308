//! Which line of a table holds its headings.
//!
//! In: the cells of its first lines. Out: how many roles each line names as headings; 0 of a line that can be no
//! header: a row of values, or a line below one that is as wide and is a header, or a row, itself.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::{HeadingFit, meanings};
use crate::places::check::check;
use crate::schema::Field;

/// Columns that are looked at.
pub const MOST_COLUMNS: usize = 1_000;
/// Longest cell, in bytes, that can be a telephone, a code, coordinates or hours.
const MOST_BYTES: usize = 200;
/// Lines above a header that are as wide and neither headings nor rows, such as codes of the columns.
const WIDE_ABOVE: usize = 1;

/// How many roles each line names as headings, of the first lines of a table.
pub fn rated(lines: &[Vec<String>]) -> Vec<usize> {
    let widths: Vec<usize> = lines.iter().map(|line| width(line)).collect();
    let closes: Vec<bool> = lines.iter().map(|line| whole(line) > 0 || is_row(line)).collect();
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let known = known(line);
        let wide: Vec<usize> =
            (0..at).filter(|above| widths[*above] > 1 && widths[*above] >= widths[at]).collect();
        let below = wide.len() > WIDE_ABOVE || wide.iter().any(|above| closes[*above]);
        out.push(if known == 0 || below || is_row(line) { 0 } else { known });
    }
    out
}

/// The first of several lines that has more than one cell: the header where no heading is known.
pub fn first_wide(lines: &[Vec<String>]) -> Option<usize> {
    lines.iter().position(|line| width(line) > 1)
}

/// How many cells of a line are not empty.
pub fn width(line: &[String]) -> usize {
    looked_at(line).iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// How many roles headings name, each once.
pub fn known(line: &[String]) -> usize {
    roles(line, HeadingFit::Part)
}

/// How many of them a whole heading names.
fn whole(line: &[String]) -> usize {
    roles(line, HeadingFit::Whole)
}

/// Roles of a line. What stands in several columns is no heading: « x » in each of them is an answer.
fn roles(line: &[String], least: HeadingFit) -> usize {
    let mut count = BTreeMap::<&str, usize>::new();
    for name in looked_at(line) {
        *count.entry(name.trim()).or_default() += 1;
    }
    let own = count.into_iter().filter(|(_, columns)| *columns == 1);
    let found = own.filter_map(|(name, _)| meanings(name).first().copied());
    let roles = found.filter(|found| found.fit >= least).map(|found| found.role);
    roles.collect::<BTreeSet<_>>().len()
}

/// Whether a line is a row: some cells are values, and no more than twice as many are headings.
pub fn is_row(line: &[String]) -> bool {
    let values = looked_at(line).iter().filter(|cell| is_value(cell)).count();
    values > 0 && known(line) <= 2 * values
}

/// The first cell of a line that is a value.
pub fn value(line: &[String]) -> Option<&str> {
    looked_at(line).iter().find(|cell| is_value(cell)).map(|cell| cell.trim())
}

/// Whether a cell can be nothing but a value: a telephone, a code, a coordinate, an address of mail or a page,
/// hours. Years and small numbers stand above columns too.
fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    if cell.is_empty() || cell.len() > MOST_BYTES {
        return false;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.contains(char::is_alphabetic);
    let one_word = !cell.contains(char::is_whitespace);
    let mail = one_word && cell.contains('@') && cell.contains('.');
    let page = one_word && ["http://", "https://", "www."].iter().any(|s| cell.starts_with(s));
    let code =
        cell.len() == 5 && digits >= 4 && (digits == 5 || ["2A", "2B"].contains(&&cell[..2]));
    let telephone = !letters && digits >= 9;
    let decimal =
        !letters && cell.contains(['.', ',']) && cell.replace(',', ".").parse::<f64>().is_ok();
    let hours = || {
        let checked = check(Field::Horaires, &[cell.to_string()], "");
        letters && digits > 0 && checked.text.is_some()
    };
    mail || page || code || telephone || decimal || hours()
}

fn looked_at(line: &[String]) -> &[String] {
    &line[..line.len().min(MOST_COLUMNS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(';').map(String::from).collect()).collect()
    }

    #[test]
    fn rows_of_values_are_no_headings() {
        for row in [
            "Lieu 0;1 rue;23000;Guéret;46.17;1.87;0555520000;Lundi 9h-12h",
            "Relais;Mairie;Le Bourg;23150;Ahun;;;mardi 14h-17h",
            "A;a@b.fr",
            "A;https://exemple.fr",
            "A;2A004",
            "A;1,8719",
        ] {
            assert!(is_row(&lines(row)[0]), "{row}");
        }
        for header in [
            "Nom;Adresse;CP;Ville;Tél.;Horaires lundi;Lat / Long",
            "Nom;Commune;2024;2025;1;2",
            "Nom;Commune;Téléphone;12345",
            "a;b;c",
            ";;",
            "éééé;é",
        ] {
            assert!(!is_row(&lines(header)[0]), "{header}");
        }
    }

    #[test]
    fn what_stands_above_a_header_is_narrower_or_unknown() {
        let titled = "Inventaire;;\n;;\nNom;Adresse;CP\nA;1 rue B;23000";
        assert_eq!(rated(&lines(titled)), [0, 0, 3, 0]);
        // Codes of the columns above their headings.
        assert_eq!(rated(&lines("Q1;Q2;Q3\nNom;Adresse;CP")), [0, 3]);
        // Answers that are words of headings.
        let answers = "Nom;Commune;Premier contact;Repli\nA;Guéret;sur place;\n\
                       D;La Souterraine;Téléphone;Courriel";
        assert_eq!(rated(&lines(answers))[1..], [0, 0]);
        let unknown = "Qui;Où;Quoi\nA;Guéret;sur place\nD;La Souterraine;Téléphone";
        assert_eq!(rated(&lines(unknown)), [0, 0, 0]);
        assert_eq!(first_wide(&lines("Titre\n\na;b")), Some(2));
    }
}
