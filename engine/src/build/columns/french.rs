//! What columns are called in French: in the workbooks that officers open. Files of data keep their names.

/// A column's heading and meaning, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrenchText {
    /// Its heading.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

impl FrenchText {
    /// Of a heading and its meaning, which are [typeset](typeset).
    pub fn new(label: impl AsRef<str>, meaning: impl AsRef<str>) -> Self {
        Self { label: typeset(label.as_ref()), meaning: typeset(meaning.as_ref()) }
    }
}

/// French text with its curly apostrophes, and spaces that do not break before `:`, `;`, `?`, `!` and `%` and
/// within « ».
pub fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let shown = match (c, rest.peek()) {
            ('\'', Some(after))
                if before.is_alphabetic() && (after.is_alphanumeric() || *after == '«') =>
            {
                '’'
            }
            (' ', Some(':' | '»')) => '\u{a0}',
            (' ', _) if before == '«' => '\u{a0}',
            (' ', Some(';' | '?' | '!' | '%')) => '\u{202f}',
            _ => c,
        };
        out.push(shown);
        before = c;
    }
    out
}

/// A unit of the registry, in French; those of indicators are French already.
pub fn french_unit(unit: &str) -> &str {
    match unit {
        "persons" => "personnes",
        "places/10,000" => "lieux pour 10\u{202f}000 personnes concernées",
        "h/10,000" => "heures par semaine pour 10\u{202f}000 personnes concernées",
        other => other,
    }
}

/// One unit of a level, as a heading names it; a level of one's own is called by its id.
pub fn french_level(id: &str) -> &str {
    match id {
        "iris" => "Quartier (IRIS)",
        "commune" => "Commune",
        "epci" => "Intercommunalité (EPCI)",
        "departement" => "Département",
        "region" => "Région",
        other => other,
    }
}

/// The units of a level, as a heading names them.
pub fn french_levels(id: &str) -> &str {
    match id {
        "iris" => "Quartiers (IRIS)",
        "commune" => "Communes",
        "epci" => "Intercommunalités (EPCI)",
        "departement" => "Départements",
        "region" => "Régions",
        _ => "Territoires",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_typeset() {
        assert_eq!(
            typeset("l'indice : 12 % ; « oui »"),
            "l’indice\u{a0}: 12\u{202f}%\u{202f}; «\u{a0}oui\u{a0}»"
        );
        for same in ["", "'a'", "5' nord", "12:30", "a;b", "déjà l’un\u{a0}: l’autre"] {
            assert_eq!(typeset(same), same);
        }
    }
}
