//! Coordinates as people write them: decimals with a point or a comma, degrees and minutes, both of them
//! in one cell.

use crate::spatial::point_of_text;

/// Longer texts are no coordinates.
const MOST_LETTERS: usize = 100;

/// The two coordinates of one cell, as texts of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct CoordinatePair {
    /// Latitude where the text says which is which; else the one that stands first.
    pub first: String,
    /// Longitude, or the second.
    pub second: String,
    /// The text says which is which.
    pub named: bool,
    /// Degrees and minutes were made decimal.
    pub minutes: bool,
}

/// A coordinate: decimal degrees (or metres), or degrees, minutes and seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinate {
    /// The value, negative to the south and to the west.
    pub value: f64,
    /// It was written in degrees and minutes, or with a letter for its side.
    pub minutes: bool,
}

/// Reads one coordinate.
pub fn coordinate(text: &str) -> Option<Coordinate> {
    let text = text.trim();
    if text.len() > MOST_LETTERS {
        return None;
    }
    let value = decimal(text);
    let plain = value.map(|value| Coordinate { value, minutes: false });
    plain.or_else(|| Some(Coordinate { value: sexagesimal(text)?, minutes: true }))
}

/// Reads both coordinates of a cell: `46.237, 1.487`, `46,237; 1,487`, `POINT(1.487 46.237)`,
/// `46°14'13"N 1°29'13"E`. `None` where it has no reading, or two (`46,237` alone).
pub fn pair(text: &str) -> Option<CoordinatePair> {
    let text = text.trim().trim_matches(['[', ']', '(', '{']);
    if text.len() > MOST_LETTERS {
        return None;
    }
    if text
        .get(..4)
        .is_some_and(|t| t.eq_ignore_ascii_case("POIN") || t.eq_ignore_ascii_case("SRID"))
    {
        let closed = format!("{})", text.trim_end_matches(')'));
        let [lon, lat] = point_of_text(&closed)?;
        return Some(of(lat, lon, true, false));
    }
    let text = text.trim_end_matches(')');
    if let Some((first, second)) = two(text) {
        let (Some(_), Some(_)) = (decimal(first), decimal(second)) else { return degrees(text) };
        return Some(CoordinatePair {
            first: first.into(),
            second: second.into(),
            named: false,
            minutes: false,
        });
    }
    degrees(text)
}

fn of(first: f64, second: f64, named: bool, minutes: bool) -> CoordinatePair {
    let text = |value: f64| zmij::Buffer::new().format(value).to_string();
    CoordinatePair { first: text(first), second: text(second), named, minutes }
}

/// Where a text of two decimal numbers is cut.
fn two(text: &str) -> Option<(&str, &str)> {
    for mark in [';', '|', '/', '\t'] {
        if let Some((first, second)) = text.split_once(mark) {
            return (!second.contains(mark)).then_some((first.trim(), second.trim()));
        }
    }
    let commas: Vec<usize> = text.match_indices(',').map(|(at, _)| at).collect();
    let cut = |at: usize| (text[..at].trim(), text[at + 1..].trim());
    let spaced = |at: &usize| text[at + 1..].starts_with(' ');
    match commas.as_slice() {
        [] => text.split_once(' ').map(|(a, b)| (a, b.trim())),
        // « 46,237 1,487 » has two of them; « 46,237 » may be one number.
        [at] => {
            let (first, second) = cut(*at);
            (spaced(at) || first.contains('.') || second.contains('.')).then_some((first, second))
        }
        // « 46,237, 1,487 », « 46,237,1,487 »
        [_, at, _] => Some(cut(*at)),
        [first, second] => match (spaced(first), spaced(second)) {
            // « 46.237, 1.487, 12 »: a height behind.
            _ if text[..*first].contains('.') && text[*first..*second].contains('.') => {
                Some((text[..*first].trim(), text[first + 1..*second].trim()))
            }
            (true, false) => Some(cut(*first)),
            (false, true) => Some(cut(*second)),
            // « 46,237 1,487 »
            (false, false) => text.split_once(' ').map(|(a, b)| (a, b.trim())),
            (true, true) => None,
        },
        _ => None,
    }
}

/// A number with a point or a comma for its decimals.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let sane =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    text.parse().ok().filter(|n: &f64| sane && n.is_finite())
}

const SIDES: [char; 5] = ['N', 'S', 'E', 'W', 'O'];

/// Two coordinates in degrees and minutes.
fn degrees(text: &str) -> Option<CoordinatePair> {
    let upper = text.to_uppercase();
    let sides: Vec<usize> =
        upper.char_indices().filter(|(_, c)| SIDES.contains(c)).map(|(at, _)| at).collect();
    let (first, second) = match sides.as_slice() {
        [0, at] => upper.split_at(*at),
        [at, _] => upper.split_at(at + 1),
        [] => upper.split_once([',', ';'])?,
        _ => return None,
    };
    let trimmed = |t: &str| t.trim_matches([',', ';', ' ', '/']).to_string();
    let (first, second) = (trimmed(first), trimmed(second));
    let (a, b) = (sexagesimal(&first)?, sexagesimal(&second)?);
    let north = |t: &str| t.contains(['N', 'S']);
    match (sides.is_empty(), north(&first), north(&second)) {
        (true, ..) => Some(of(a, b, false, true)),
        (_, true, false) => Some(of(a, b, true, true)),
        (_, false, true) => Some(of(b, a, true, true)),
        _ => None,
    }
}

/// `46°14'13.2"N`, `1° 29,22' O`, `46.237°`: degrees, negative to the south and to the west.
fn sexagesimal(text: &str) -> Option<f64> {
    let upper = text.trim().to_uppercase();
    let side = upper.chars().find(|c| SIDES.contains(c));
    if side.is_none() && !upper.contains(['°', 'º']) {
        return None;
    }
    let rest = upper.trim_matches(|c| SIDES.contains(&c) || c == ' ');
    let (negative, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let marks = |c: char| "°º'′’\"″” ".contains(c);
    let parts: Vec<&str> = rest.split(marks).filter(|p| !p.is_empty()).collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut value = 0.0;
    for (at, part) in parts.iter().enumerate() {
        let digits = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
        if !part.bytes().all(digits) {
            return None;
        }
        let number = decimal(part)?;
        let whole = at + 1 == parts.len() || number.fract() == 0.0;
        if !whole || (at > 0 && number >= 60.0) {
            return None;
        }
        value += number / 60_f64.powi(at as i32);
    }
    let south = matches!(side, Some('S' | 'W' | 'O'));
    Some(if south == negative { value } else { -value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, f64)> {
        let pair = pair(text)?;
        Some((coordinate(&pair.first)?.value, coordinate(&pair.second)?.value))
    }

    #[test]
    fn both_in_one_cell() {
        for text in [
            "46.237, 1.487",
            "46.237,1.487",
            "46,237; 1,487",
            "46,237;1,487",
            "46,237, 1,487",
            "46,237,1,487",
            "46,237 1,487",
            "46.237 1.487",
            "46.237 / 1.487",
            "[46.237, 1.487]",
            "(46.237, 1.487)",
            "46.237, 1.487, 12",
            "POINT(1.487 46.237)",
            "POINT (1.487 46.237)",
            "46.237°N, 1.487°E",
            "46.237 N 1.487 E",
        ] {
            assert_eq!(read(text), Some((46.237, 1.487)), "{text}");
        }
        let near = |text: &str, expected: (f64, f64)| {
            let (lat, lon) = read(text).unwrap_or_else(|| panic!("{text}"));
            assert!((lat - expected.0).abs() < 1e-9 && (lon - expected.1).abs() < 1e-9, "{text}");
        };
        // 46 + 14/60 + 13.2/3600 and 1 + 29/60 + 13.2/3600.
        near("46°14'13.2\"N 1°29'13.2\"E", (46.237, 1.487));
        near("46° 14' 13,2\" N, 1° 29' 13,2\" O", (46.237, -1.487));
        near("N 46°14.22' E 1°29.22'", (46.237, 1.487));
        near("1°29'13.2\"W 46°14'13.2\"N", (46.237, -1.487));
        for text in ["46,237", "46", "", "Guéret", "46,2,1", "46°74'N 1°E", "1,2,3,4,5", "é;é"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn one_alone() {
        let value = |text: &str| coordinate(text).map(|c| c.value);
        assert_eq!(value("46,237"), Some(46.237));
        assert_eq!(value("-0.5802"), Some(-0.5802));
        assert_eq!(value("1,487° O"), Some(-1.487));
        assert_eq!(value("-1.487°"), Some(-1.487));
        for text in ["nord", "NaN", "inf", "1 487", "46.237.5", "N", "°"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
