//! One text as a number: sign, groups of digits, decimal mark, unit.
//!
//! In: a text as typed. Out: what it is when a point is the decimal mark, and what it is when a comma
//! is. Where both are numbers and differ (`1.234`), the column decides, not the cell.

/// A longer text is no number: this bounds the work.
const LONGEST: usize = 400;

/// A sign between digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `.`
    Point,
    /// `,`
    Comma,
    /// A space, U+00A0, U+202F, or another space of one line.
    Blank,
    /// `'` and `’`.
    Apostrophe,
}

impl Mark {
    /// The mark that a character is.
    pub fn of(c: char) -> Option<Self> {
        match c {
            '.' => Some(Self::Point),
            ',' => Some(Self::Comma),
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => Some(Self::Blank),
            '\'' | '\u{2019}' => Some(Self::Apostrophe),
            _ => None,
        }
    }

    /// The mark as a key names it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Point => ".",
            Self::Comma => ",",
            Self::Blank => " ",
            Self::Apostrophe => "'",
        }
    }

    /// The comma of a point, the point of a comma.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            _ => Self::Point,
        }
    }
}

/// What a number counts, as written beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberUnit {
    /// `%`
    Percent,
    /// A currency, by its position in [`CURRENCIES`].
    Currency(usize),
}

/// Currencies: every way one is written.
pub const CURRENCIES: [&[&str]; 4] =
    [&["€", "EUR", "eur", "euros", "euro"], &["$", "USD"], &["£", "GBP"], &["CHF"]];

impl NumberUnit {
    /// The unit for a message.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Currency(which) => CURRENCIES[which][0],
        }
    }
}

/// What one text is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberCell {
    /// Where a point is the decimal mark.
    pub point: Option<f64>,
    /// Where a comma is.
    pub comma: Option<f64>,
    /// Whether it holds a point, and whether it holds a comma.
    pub has: [bool; 2],
    /// What it counts.
    pub unit: Option<NumberUnit>,
}

impl NumberCell {
    /// Reads a text. `thousands`: the mark between thousands, when declared; `most`: what no number
    /// exceeds in size (degrees: 180).
    pub fn of(text: &str, thousands: Option<Mark>, most: f64) -> Self {
        let none = Self { point: None, comma: None, has: [false; 2], unit: None };
        let Some(parts) = (text.len() <= LONGEST).then(|| parts(text)).flatten() else {
            return none;
        };
        let read = |decimal| value(&parts, decimal, thousands).filter(|x: &f64| x.abs() <= most);
        Self {
            point: read(Mark::Point),
            comma: read(Mark::Comma),
            has: [parts.body.contains('.'), parts.body.contains(',')],
            unit: parts.unit,
        }
    }

    /// What it is where `decimal` is the decimal mark.
    pub const fn by(&self, decimal: Mark) -> Option<f64> {
        match decimal {
            Mark::Comma => self.comma,
            _ => self.point,
        }
    }

    /// Whether it holds that mark.
    pub const fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Comma => self.has[1],
            _ => self.has[0],
        }
    }

    /// Whether it is one number or another.
    pub fn is_either(&self) -> bool {
        matches!((self.point, self.comma), (Some(a), Some(b)) if a.to_bits() != b.to_bits())
    }

    /// Whether it is a number at all.
    pub const fn is_number(&self) -> bool {
        self.point.is_some() || self.comma.is_some()
    }
}

struct NumberParts<'a> {
    negative: bool,
    /// Digits and marks.
    body: &'a str,
    exponent: Option<&'a str>,
    unit: Option<NumberUnit>,
}

fn parts(text: &str) -> Option<NumberParts<'_>> {
    let (negative, rest) = signed(text.trim());
    let (before, rest) = currency(rest, |text, way| text.strip_prefix(way));
    let (also, rest) = signed(rest);
    let (after, rest) = match rest.strip_suffix('%') {
        Some(rest) => (Some(NumberUnit::Percent), rest.trim_end()),
        None => currency(rest, |text, way| text.strip_suffix(way)),
    };
    let (body, exponent) = match rest.split_once(['e', 'E']) {
        Some((body, exponent)) => (body, Some(exponent)),
        None => (rest, None),
    };
    let known = body.chars().all(|c| c.is_ascii_digit() || Mark::of(c).is_some());
    // One sign and one unit.
    (known && !(negative.is_some() && also.is_some()) && !(before.is_some() && after.is_some()))
        .then(|| NumberParts {
            negative: negative.or(also) == Some(true),
            body,
            exponent,
            unit: before.or(after),
        })
}

/// Whether a text is negative, when it has a sign, and what follows it.
fn signed(text: &str) -> (Option<bool>, &str) {
    match text.chars().next() {
        Some(c @ ('-' | '+' | '\u{2212}')) => (Some(c != '+'), text[c.len_utf8()..].trim_start()),
        _ => (None, text),
    }
}

fn currency<'a>(
    text: &'a str,
    strip: fn(&'a str, &'static str) -> Option<&'a str>,
) -> (Option<NumberUnit>, &'a str) {
    let mut ways = CURRENCIES.iter().enumerate().flat_map(|(i, w)| w.iter().map(move |w| (i, w)));
    ways.find_map(|(i, way)| Some((Some(NumberUnit::Currency(i)), strip(text, way)?.trim())))
        .unwrap_or((None, text))
}

fn value(parts: &NumberParts, decimal: Mark, thousands: Option<Mark>) -> Option<f64> {
    if thousands == Some(decimal) {
        return None;
    }
    let (whole, fraction) = parts.body.split_once(decimal.text()).unwrap_or((parts.body, ""));
    let digits = whole_digits(whole, decimal, thousands)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (digits.is_empty() && fraction.is_empty()) {
        return None;
    }
    let exponent = match parts.exponent {
        // Groups and powers of ten are not written together.
        Some(_) if digits.len() != whole.len() => return None,
        Some(exponent) => {
            let figures = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if !(1..=3).contains(&figures.len()) || !figures.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            exponent
        }
        None => "0",
    };
    let sign = if parts.negative { "-" } else { "" };
    format!("{sign}{digits}.{fraction}e{exponent}").parse().ok().filter(|x: &f64| x.is_finite())
}

/// Digits before the decimal mark, without the marks between thousands: a first group of one to three
/// that does not begin with 0, then groups of exactly three, one kind of mark.
fn whole_digits(whole: &str, decimal: Mark, thousands: Option<Mark>) -> Option<String> {
    let mut digits = String::with_capacity(whole.len());
    let (mut between, mut group) = (None, 0);
    for c in whole.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            group += 1;
            continue;
        }
        let mark = Mark::of(c)?;
        let allowed = match mark {
            Mark::Point | Mark::Comma => mark != decimal && thousands.is_none_or(|t| t == mark),
            Mark::Blank | Mark::Apostrophe => true,
        };
        let right = match between {
            None => (1..=3).contains(&group) && !digits.starts_with('0'),
            Some(earlier) => earlier == mark && group == 3,
        };
        if !allowed || !right {
            return None;
        }
        (between, group) = (Some(mark), 0);
    }
    (between.is_none() || group == 3).then_some(digits)
}
