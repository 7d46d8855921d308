//! What names of communes are compared by.

use crate::territory::{arrondissement, fold};

/// Words that nobody writes the same way twice.
const ARTICLES: [&str; 9] = ["l", "le", "la", "les", "d", "de", "du", "des", "et"];

/// What names of communes are compared by: no accent, case, article nor punctuation, "St" for
/// "Saint", no "Cedex", no municipal arrondissement.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let end = words.iter().position(|w| *w == "cedex").unwrap_or(words.len());
    let mut words: Vec<&str> = words[..end]
        .iter()
        .map(|w| match *w {
            "st" => "saint",
            "ste" => "sainte",
            "sts" => "saints",
            "stes" => "saintes",
            other => other,
        })
        .collect();
    if words.len() > 1 && ["paris", "lyon", "marseille"].contains(&words[0]) {
        let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
        if number(words[1]) || arrondissement(&words.join(" ")).is_some() {
            words.truncate(1);
        }
    }
    let kept: Vec<&str> = words.iter().copied().filter(|w| !ARTICLES.contains(w)).collect();
    // "Le" and "Les" alone would be nothing.
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one() {
        for (a, b) in [
            ("L'Haÿ-les-Roses", "HAY LES ROSES"),
            ("Saint-Étienne", "ST ETIENNE CEDEX 2"),
            ("Paris", "Paris 11e Arrondissement"),
            ("Lyon", "LYON 3"),
            ("Marseille", "Marseille IIIe"),
            ("Le Nouvion-en-Thiérache", "Nouvion en Thiérache"),
        ] {
            assert_eq!(name_key(a), name_key(b));
        }
        assert_ne!(name_key("Paris-l'Hôpital"), name_key("Paris"));
        assert_eq!(name_key("Les"), "les");
    }
}
