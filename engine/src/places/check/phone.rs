//! Telephone numbers: however they are written, one number is one text, `+33474240308`.

use super::Checked;
use crate::places::model::Kept;

/// Marks between digits.
const BLANK: [char; 14] =
    [' ', '.', '-', '_', '\u{a0}', '\u{202f}', '\u{2009}', '·', '‐', '‑', '–', '—', '(', ')'];
/// Marks between numbers, unless they stand between the pairs of one.
const BETWEEN: [char; 6] = ['/', '|', ';', ',', '\n', '\r'];
/// What stands before a number and says what it is.
const LABELS: [&str; 9] =
    ["telephone", "tel", "t", "portable", "port", "mobile", "mob", "fixe", "standard"];

/// A number, and what had to be mended.
struct PhoneReading {
    number: String,
    mended: Option<&'static str>,
}

/// `+33…`; numbers of three, four and six digits as they are. `departement` says whose a number of New
/// Caledonia, Polynesia, Wallis or Saint-Pierre is: these have no prefix.
pub fn phone(text: &str, departement: &str) -> Checked {
    const EXPECTED: &str = "is no French telephone number: ten digits or +33… expected";
    let bare = without_label(text);
    if let Some(read) = international(&bare, departement) {
        return mended(text, read);
    }
    let mut parts = several(&bare).into_iter();
    let Some(first) = parts.next() else {
        return Checked::without(text, "is no telephone number");
    };
    let Some(read) = international(&first, departement) else {
        return Checked::without(text, EXPECTED);
    };
    let mut out = mended(text, read);
    if parts.next().is_some() {
        out.problem(text, "holds several numbers: the first is kept", Kept::Mended);
    }
    out
}

fn mended(text: &str, read: PhoneReading) -> Checked {
    let mut out = Checked::of(read.number);
    if let Some(problem) = read.mended {
        out.problem(text, problem, Kept::Mended);
    }
    out
}

/// Without « Tél. : » in front.
fn without_label(text: &str) -> String {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let label = crate::text::fold(&text[..end]);
    if end > 0 && LABELS.contains(&label.as_str()) {
        let rest = text[end..].trim_start_matches(['.', ':', ' ', '\u{a0}', '\u{202f}', '-']);
        return rest.into();
    }
    text.into()
}

/// The numbers of a text that holds several: two that follow each other without a mark too.
fn several(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(" - ", "/").replace(" – ", "/");
    let parts = lower.split(BETWEEN).flat_map(|part| part.split(" et "));
    let parts: Vec<String> = parts
        .flat_map(|part| part.split(" ou "))
        .map(|part| without_label(part.trim()))
        .filter(|part| !part.is_empty())
        .collect();
    if let [one] = parts.as_slice() {
        let digits: String = one.chars().filter(|c| !BLANK.contains(c)).collect();
        let two = digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit());
        if two && digits.as_bytes()[0] == b'0' && digits.as_bytes()[10] == b'0' {
            return vec![digits[..10].into(), digits[10..].into()];
        }
    }
    parts
}

fn international(text: &str, departement: &str) -> Option<PhoneReading> {
    let read = |number: String| Some(PhoneReading { number, mended: None });
    let text = text.trim();
    // A number that a workbook wrote as a decimal.
    let decimal = text.strip_suffix(".0").filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let text = decimal.unwrap_or(text);
    let joined = text.replace("(0)", if text.starts_with("(0)") { "0" } else { "" });
    let spaced = BETWEEN.map(|mark| pairs(&joined, mark)).into_iter().flatten().next();
    let bare: String = spaced.unwrap_or(joined).chars().filter(|c| !BLANK.contains(c)).collect();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")) {
        return if digits(rest) { abroad(rest).and_then(read) } else { None };
    }
    if !digits(&bare) {
        return None;
    }
    let collectivity = match (departement, bare.len()) {
        ("975", 6) => Some("508"),
        ("986", 6) => Some("681"),
        ("987", 8) => Some("689"),
        ("988", 6) => Some("687"),
        _ => None,
    };
    if let Some(country) = collectivity.filter(|_| !bare.starts_with('0')) {
        return read(format!("+{country}{bare}"));
    }
    let zero = |mended| Some(PhoneReading { number: national(&bare)?, mended: Some(mended) });
    match bare.len() {
        // Numbers such as 3949 have no form that can be dialled from abroad.
        3 if bare.starts_with("11") => read(bare),
        4 if bare.starts_with('3') || bare.starts_with("10") => read(bare),
        6 if bare.starts_with("116") || bare.starts_with("118") => read(bare),
        9 if !bare.starts_with('0') => zero("has lost its leading zero"),
        10 if bare.starts_with('0') && !bare.starts_with("00") => read(national(&bare[1..])?),
        11 | 12 if bare.starts_with("33") => Some(PhoneReading {
            number: abroad(&bare)?,
            mended: Some("has lost the + of its country code"),
        }),
        _ => None,
    }
}

/// `04/74/24/03/08`: one number whose pairs are apart by a mark that otherwise stands between numbers.
fn pairs(text: &str, mark: char) -> Option<String> {
    let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
    let two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 5 && parts.iter().all(two)).then(|| parts.concat())
}

/// Nine digits without their zero, as dialled from abroad: overseas has country codes of its own.
fn national(nine: &str) -> Option<String> {
    let country = match nine.get(..3)? {
        "590" | "690" | "691" => "590",
        "596" | "696" | "697" => "596",
        "594" | "694" => "594",
        "262" | "263" | "269" | "639" | "692" | "693" => "262",
        _ => "33",
    };
    Some(format!("+{country}{nine}"))
}

/// Digits that begin with a country code, 8 to 15 of them; some write the zero that it replaces. No
/// country code begins with 0 (ITU-T E.164): `00 00 00 00 00` fills a form.
fn abroad(digits: &str) -> Option<String> {
    if digits.starts_with('0') {
        return None;
    }
    for country in ["33", "262", "590", "594", "596"] {
        let Some(rest) = digits.strip_prefix(country) else { continue };
        let nine = match rest.len() {
            10 => rest.strip_prefix('0')?,
            _ => rest,
        };
        if nine.len() != 9 || nine.starts_with('0') {
            return None;
        }
        // +33 262 … is La Réunion, dialled as from Paris.
        return if country == "33" { national(nine) } else { Some(format!("+{country}{nine}")) };
    }
    (8..=15).contains(&digits.len()).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, departement: &str) -> (Option<String>, usize) {
        let checked = phone(text, departement);
        (checked.text, checked.problems.len())
    }

    #[test]
    fn one_number_however_it_is_written() {
        for text in [
            "0474240308",
            "04 74 24 03 08",
            "04.74.24.03.08",
            "04-74-24-03-08",
            "04/74/24/03/08",
            "04\u{a0}74\u{202f}24 03 08",
            "+33 4 74 24 03 08",
            "0033474240308",
            "+33(0)474240308",
            "+33 (0)4 74 24 03 08",
            "0033 (0)4 74 24 03 08",
            "(0)4 74 24 03 08",
            "(04) 74 24 03 08",
            "Tél : 04 74 24 03 08",
            "Tél. 04 74 24 03 08",
            "tel:+33474240308",
        ] {
            assert_eq!(read(text, "01"), (Some("+33474240308".into()), 0), "{text}");
        }
        for text in ["474240308", "474240308.0", "33474240308", "330474240308"] {
            assert_eq!(read(text, "01"), (Some("+33474240308".into()), 1), "{text}");
        }
        for text in [
            "04 74 24 03 08 / 06 01 02 03 04",
            "04 74 24 03 08 - 06 01 02 03 04",
            "04 74 24 03 08 ou 06 01 02 03 04",
            "0474240308 0601020304",
            "04 74 24 03 08 / 09",
        ] {
            assert_eq!(read(text, "01"), (Some("+33474240308".into()), 1), "{text}");
        }
    }

    #[test]
    fn short_numbers_and_overseas() {
        for (text, departement, expected) in [
            ("3949", "", "3949"),
            ("39 49", "", "3949"),
            ("115", "", "115"),
            ("118 712", "", "118712"),
            ("0 800 123 456", "", "+33800123456"),
            ("0262 90 44 44", "974", "+262262904444"),
            // The number is of La Réunion wherever the place is.
            ("0262 90 44 44", "75", "+262262904444"),
            ("+262 262 90 44 44", "974", "+262262904444"),
            ("+262 0262 90 44 44", "974", "+262262904444"),
            ("+33 2 62 90 44 44", "974", "+262262904444"),
            ("0590 80 00 00", "971", "+590590800000"),
            ("690 12 34 56", "971", "+590690123456"),
            ("25 56 00", "988", "+687255600"),
            ("+687 25 56 00", "", "+687255600"),
            ("+32 2 123 45 67", "", "+3221234567"),
        ] {
            assert_eq!(read(text, departement).0.as_deref(), Some(expected), "{text}");
        }
        for text in ["05 57", "+33 4 74 24 03", "1474240308", "25 56 00", "04 74 24 03 08 (SMS)"] {
            assert_eq!(read(text, "33"), (None, 1), "{text}");
        }
        assert_eq!(read("01 23 45", "988"), (None, 1));
    }

    /// No country code begins with 0.
    #[test]
    fn zeros_are_no_number() {
        for text in [
            "00 00 00 00 00",
            "0000000000",
            "00.00.00.00.00",
            "+00000000",
            "+0 474 240 308",
            "00 0474240308",
            "000000000000000",
            "00 00 00 00 00 / 00 00 00 00 00",
        ] {
            assert_eq!(read(text, "23"), (None, 1), "{text}");
        }
        assert_eq!(read("00 32 2 123 45 67", ""), (Some("+3221234567".into()), 0));
    }

    proptest! {
        /// Whatever stands between its digits, a number is the same.
        #[test]
        fn marks_change_nothing(
            digits in "0[1-9][0-9]{8}",
            mark in prop::sample::select(vec!["", " ", ".", "-", "\u{a0}", "\u{202f}", "/"]),
            front in prop::sample::select(vec!["", "Tél : ", "Tel. ", " "]),
        ) {
            let pairs: Vec<&str> = (0..5).map(|i| &digits[2 * i..2 * i + 2]).collect();
            let plain = read(&digits, "");
            prop_assert!(plain.0.is_some());
            prop_assert_eq!(&read(&format!("{front}{}", pairs.join(mark)), ""), &plain);
            // What was read is read again as it is.
            let number = plain.0.clone().unwrap_or_default();
            prop_assert_eq!(&read(&number, ""), &plain);
            if number.starts_with("+33") {
                prop_assert_eq!(&read(&format!("+33 (0){}", &digits[1..]), ""), &plain);
                prop_assert_eq!(&read(&digits[1..], "").0, &plain.0);
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}", odd in "(\\+33|00|\\(0\\)|[0-9]{2}| |/|\\.|é|Tél){0,12}") {
            let _ = (phone(&text, "974"), phone(&odd, "988"));
        }
    }
}
