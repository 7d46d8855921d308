//! Figures and sentences as they are printed in French: no-break spaces, curly apostrophes, decimal commas.

/// Thin space that does not break: between thousands, before `: ; ! ? %`, within « ».
pub const THIN: char = '\u{202f}';

/// A text with curly apostrophes, and with spaces that do not break where French has them.
///
/// ```
/// use ifn_engine::typography::french;
/// assert_eq!(french("l'index : 12 345 ?"), "l’index\u{202f}: 12\u{202f}345\u{202f}?");
/// ```
pub fn french(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let (before, after) = (out.chars().next_back(), &text[at + c.len_utf8()..]);
        let next = after.chars().next();
        out.push(match c {
            ' ' if matches!(next, Some(':' | ';' | '!' | '?' | '%' | '»')) => THIN,
            ' ' if before == Some('«') => THIN,
            ' ' if before.is_some_and(|c| c.is_ascii_digit()) && begins_thousands(after) => THIN,
            '\'' if before.is_some_and(char::is_alphabetic)
                && next.is_some_and(char::is_alphanumeric) =>
            {
                '’'
            }
            other => other,
        });
    }
    out
}

/// « de » before the name of a territory, as French joins them: « d’Anzême », « du Port », « des Abymes ». It stays
/// « de » before H, since letters do not tell a mute one (« d’Hyères ») from one that is not (« de Haguenau »), and
/// before Y with a vowel after it.
///
/// ```
/// use ifn_engine::typography::of_name;
/// let names = ["Anzême", "Évreux", "Yvetot", "Le Port", "Les Abymes", "La Rochelle", "Haguenau", "Youx", "Lens"];
/// let joined = names.map(of_name).join(", ");
/// assert_eq!(joined, "d’Anzême, d’Évreux, d’Yvetot, du Port, des Abymes, de La Rochelle, de Haguenau, de Youx, de Lens");
/// ```
pub fn of_name(name: &str) -> String {
    let mut letters = name.chars();
    let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    if let Some(rest) = name.strip_prefix("Le ") {
        format!("du {rest}")
    } else if let Some(rest) = name.strip_prefix("Les ") {
        format!("des {rest}")
    } else if "AEIOUÀÂÆÉÈÊËÎÏÔŒÙÛÜ".contains(first) || (first == 'Y' && !"aou".contains(second))
    {
        format!("d’{name}")
    } else {
        format!("de {name}")
    }
}

/// Whether a text begins with three digits and no fourth.
fn begins_thousands(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 3
}

/// A telephone number of France as it is said, in pairs; another text as it is.
///
/// ```
/// use ifn_engine::typography::telephone;
/// assert_eq!(telephone("+33557657539"), "05 57 65 75 39");
/// assert_eq!(telephone("+262262904444"), "02 62 90 44 44");
/// assert_eq!(telephone("3949"), "3949");
/// ```
pub fn telephone(text: &str) -> String {
    const COUNTRIES: [&str; 5] = ["+33", "+590", "+594", "+596", "+262"];
    let rest = COUNTRIES.iter().find_map(|c| text.strip_prefix(c)).filter(|r| r.len() == 9);
    let Some(rest) = rest else { return text.into() };
    let digits = format!("0{rest}");
    let pairs: Vec<&str> = (0..5).filter_map(|i| digits.get(2 * i..2 * i + 2)).collect();
    pairs.join(" ")
}

/// A whole number: 12 345.
pub fn count(n: usize) -> String {
    grouped(&n.to_string())
}

/// A number with so many decimals: 1 234,5. What rounds to 0 has no sign.
pub fn number(x: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", x.abs());
    let sign = if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "−" } else { "" };
    match text.split_once('.') {
        Some((whole, part)) => format!("{sign}{},{part}", grouped(whole)),
        None => format!("{sign}{}", grouped(&text)),
    }
}

/// An estimate of persons with two figures that count, as the map shows it: 411 is about 410.
///
/// ```
/// use ifn_engine::typography::about;
/// assert_eq!([7.0, 45.0, 405.0, 3259.0, 1_234_567.0].map(about), [7.0, 45.0, 410.0, 3300.0, 1_200_000.0]);
/// ```
pub fn about(x: f64) -> f64 {
    let step = 10_f64.powf((x.max(1.0).log10().floor() - 1.0).max(0.0));
    (x / step).round() * step
}

/// A value with as many decimals as it deserves.
pub fn value(x: f64) -> String {
    match x.abs() {
        a if a >= 1000.0 => number(x, 0),
        a if a >= 10.0 => number(x, 1),
        _ => number(x, 2),
    }
}

/// A share of 0–1 in percent, with so many decimals: 12,5 %.
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{}{THIN}%", number(100.0 * share, decimals))
}

/// One form for 0 and 1, another for more: French counts so.
pub fn plural<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n < 2 { one } else { many }
}

/// Digits by thousands.
fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * THIN.len_utf8());
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_they_are_read_in_france() {
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!((count(0), count(999)), ("0".into(), "999".into()));
        assert_eq!(number(-1234.56, 1), "−1\u{202f}234,6");
        assert_eq!(number(-0.001, 2), "0,00");
        assert_eq!(
            (value(12.345), value(1.234), value(99_999.5)),
            ("12,3".into(), "1,23".into(), "100\u{202f}000".into())
        );
        assert_eq!(percent(0.871, 0), "87\u{202f}%");
        assert_eq!(percent(0.871, 1), "87,1\u{202f}%");
        assert_eq!([0, 1, 2].map(|n| plural(n, "lieu", "lieux")), ["lieu", "lieu", "lieux"]);
    }

    #[test]
    fn texts_as_they_are_printed_in_france() {
        for (plain, printed) in [
            ("aujourd'hui l'indice d'ifn", "aujourd’hui l’indice d’ifn"),
            ("l'« écart » : 5 %", "l'«\u{202f}écart\u{202f}»\u{202f}: 5\u{202f}%"),
            ("ville de 5 000 habitants ou plus", "ville de 5\u{202f}000 habitants ou plus"),
            ("05 55 41 36 00, rue 12 bis, 1 23", "05 55 41 36 00, rue 12 bis, 1 23"),
            ("https://exemple.fr:8080/?q=1", "https://exemple.fr:8080/?q=1"),
            ("'cité' et l'", "'cité' et l'"),
            ("", ""),
        ] {
            assert_eq!(french(plain), printed);
            assert_eq!(french(printed), printed, "what is printed stays");
        }
    }
}
