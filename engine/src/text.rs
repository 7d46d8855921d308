//! Texts as people compare them: without case, accents, hyphens and punctuation.

/// Lower case, no accent, no hyphen or apostrophe: what names are compared by.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' => out.push('i'),
            'ô' | 'ö' | 'ó' | 'õ' => out.push('o'),
            'û' | 'ù' | 'ü' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'ñ' => out.push('n'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '-' | '\'' | '’' | '—' => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What values are compared by: letters and digits without case and accents.
pub fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_string()
}

/// A French sentence with no-break spaces where typography has them: before `:`, `;`, `?`, `!`, `%` and
/// within guillemets.
pub fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let before =
            letters.peek().is_some_and(|next| [':', ';', '?', '!', '%', '»'].contains(next));
        let unbroken = c == ' ' && (before || out.ends_with('«'));
        out.push(if unbroken { '\u{a0}' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_break_spaces_of_french() {
        assert_eq!(typeset("« A » : 5 % ; b ?"), "«\u{a0}A\u{a0}»\u{a0}: 5\u{a0}%\u{a0}; b\u{a0}?");
        assert_eq!(typeset("a:b ! "), "a:b\u{a0}! ");
        assert_eq!(typeset(&typeset("« A » :")), typeset("« A » :"));
    }
}
