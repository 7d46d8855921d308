//! A name with the département or postal code that says which of that name is meant: "St Denis 93",
//! "97400 Saint-Denis", "GUERET (23)".

/// A text's name, and where that is.
pub struct NamedPlace {
    /// The name, as typed.
    pub name: String,
    /// Beginning of the codes of what lies there, in lower case.
    pub prefix: String,
    /// Whether that is a whole postal code, or code of a commune.
    pub whole: bool,
}

/// Reads a text that begins or ends with a département or a postal code; a CEDEX and its number are left out.
/// `text` is in lower case; a postal code may be parted, as « 93 200 ».
pub fn named_place(text: &str) -> Option<NamedPlace> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')');
    let mut words: Vec<&str> = text.split(between).filter(|word| !word.is_empty()).collect();
    if let Some(cedex) = words.iter().position(|word| *word == "cedex").filter(|at| *at > 0) {
        words.truncate(cedex);
    }
    let (prefix, name) = match words.as_slice() {
        [name @ .., two, three] if is_parted(two, three) => (format!("{two}{three}"), name),
        [two, three, name @ ..] if is_parted(two, three) => (format!("{two}{three}"), name),
        [name @ .., last] if is_place(last) => ((*last).to_string(), name),
        [first, name @ ..] if is_place(first) => ((*first).to_string(), name),
        _ => return None,
    };
    let whole = prefix.len() == 5;
    (!name.is_empty()).then(|| NamedPlace { name: name.join(" "), prefix, whole })
}

/// A postal code in two words.
fn is_parted(two: &str, three: &str) -> bool {
    let digits = |text: &str, many| text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
    digits(two, 2) && digits(three, 3)
}

/// Two or three characters of a département, five digits of a commune or post office.
fn is_place(word: &str) -> bool {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    matches!(word, "2a" | "2b") || (digits && matches!(word.len(), 2 | 3 | 5))
}

impl NamedPlace {
    /// What codes in the département begin with: of a postal code, its first two digits, three overseas.
    pub fn departements(&self) -> Vec<&str> {
        match self.prefix.as_str() {
            // Corsica had the number 20, its postal codes begin so; codes of its communes with 2A or 2B.
            code if code == "20" || (self.whole && code.starts_with("20")) => vec!["2a", "2b"],
            code if !self.whole => vec![code],
            code if code.starts_with("97") => vec![&code[..3]],
            code => vec![&code[..2]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_before_or_after_its_name() {
        let read = |text: &str| {
            let place = named_place(text)?;
            let departements = place.departements().join(" ");
            Some([place.name.clone(), place.prefix.clone(), departements])
        };
        let of = |name: &str, prefix: &str, departements: &str| {
            Some([name, prefix, departements].map(String::from))
        };
        assert_eq!(read("st denis 93"), of("st denis", "93", "93"));
        assert_eq!(read("gueret (23)"), of("gueret", "23", "23"));
        assert_eq!(read("97400 saint-denis"), of("saint-denis", "97400", "974"));
        assert_eq!(read("ajaccio, 2a"), of("ajaccio", "2a", "2a"));
        assert_eq!(read("20000 ajaccio"), of("ajaccio", "20000", "2a 2b"));
        assert_eq!(read("saint-denis 93 200"), of("saint-denis", "93200", "93"));
        assert_eq!(read("97 400 saint-denis"), of("saint-denis", "97400", "974"));
        assert_eq!(read("87000 limoges cedex 1"), of("limoges", "87000", "87"));
        for text in ["saint-denis", "93", "93066", "", "paris 1", "cedex 9", "iris 6902", "93 200"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
