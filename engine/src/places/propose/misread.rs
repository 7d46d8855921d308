//! Letters that another encoding made of French ones: « TŽlŽphone » of an old Mac, « TÃ©lÃ©phone » of UTF-8 that
//! was read as Windows-1252 and saved.
//!
//! In: headings and cells. Out: a note with an example, where there are such letters.

use super::sample::ColumnSample;
use crate::places::check::tidy;

/// Characters of the example.
const LETTERS: usize = 40;

/// What is said of a file with such letters, in French.
pub fn note(names: &[String], samples: &[ColumnSample]) -> Option<String> {
    let cells = samples.iter().flat_map(|sample| &sample.texts).map(|(text, _)| text.as_str());
    let text = names.iter().map(String::as_str).chain(cells).find(|text| is_misread(text))?;
    let example: String = tidy(text).chars().take(LETTERS).collect();
    Some(format!(
        "Des lettres sont mal lues (« {example} ») : le fichier a été enregistré dans un autre encodage. \
         Ouvrez l’original dans le tableur et enregistrez-le en .xlsx, ou en CSV « UTF-8 »."
    ))
}

/// Whether a text has letters that French has not, where it would have an accent.
fn is_misread(text: &str) -> bool {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let twice = match c {
            // What UTF-8 begins é, è, « and ’ with.
            'Ã' | 'Â' => {
                ('\u{80}'..='\u{bf}').contains(&after) && after != '\u{a0}' || after == '‰'
            }
            'â' => after == '€',
            _ => false,
        };
        // é, è, ê, ’ of an old Mac: no French word has them within small letters.
        let mac = before.is_lowercase()
            && matches!(c, 'Ž' | 'ˆ' | '‰' | '™' | 'Õ')
            && (after.is_lowercase() || (c == 'Ž' && !after.is_alphanumeric()));
        if twice || mac || c == '\u{fffd}' || ('\u{80}'..='\u{9f}').contains(&c) {
            return true;
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_another_encoding() {
        for text in [
            "TŽlŽphone",
            "fermŽ mercredi",
            "MŽdiath\u{8f}que",
            "lÕƒglise",
            "TÃ©lÃ©phone",
            "GuÃ©ret",
            "lâ€™accueil",
            "M\u{fffd}diath\u{fffd}que",
        ] {
            assert!(is_misread(text), "{text}");
        }
        for text in [
            "Téléphone",
            "ÉCOLE",
            "L’Haÿ-les-Roses",
            "São Paulo",
            "SÃO",
            "Žižek",
            "Médiathèque « Œuvre »",
            "20 °C",
            "À Â Ã",
            "5 ‰",
            "marque™",
            "",
        ] {
            assert!(!is_misread(text), "{text}");
        }
        let names = ["Nom".to_string(), "TŽlŽphone".into()];
        assert!(note(&names, &[]).is_some_and(|note| note.contains("TŽlŽphone")));
        assert_eq!(note(&names[..1], &[]), None);
    }
}
