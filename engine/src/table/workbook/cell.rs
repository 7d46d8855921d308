//! What a cell holds, as text: numbers keep every digit, true dates and times are ISO.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime};
use chrono::{Duration, NaiveDate, NaiveDateTime, Timelike};

/// The text of a cell; `None` of an empty one.
pub fn text<'a>(cell: &'a DataRef) -> Option<Cow<'a, str>> {
    Some(match cell {
        DataRef::Empty => return None,
        DataRef::String(text) => Cow::Borrowed(text.as_str()),
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
        DataRef::DateTime(moment) => Cow::Owned(of_serial(moment)),
        DataRef::DateTimeIso(text) => Cow::Owned(date(text)),
        DataRef::DurationIso(text) => Cow::Owned(duration(text)),
    })
}

/// Whether a cell holds a number, dates left out.
pub const fn is_number(cell: &DataRef) -> bool {
    matches!(cell, DataRef::Float(_) | DataRef::Int(_))
}

/// `2026-03-05`, `09:00` or `2026-03-05T09:00` of a serial number.
fn of_serial(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return clock((serial * 86_400.0).round() as i64);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), month.into(), day.into());
    let at = day
        .and_then(|d| d.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into()));
    match at {
        // Before the first day: a time alone.
        Some(at) if (0.0..1.0).contains(&serial) => {
            let seconds = i64::from(at.time().num_seconds_from_midnight());
            clock(seconds + i64::from(milli >= 500))
        }
        Some(at) if serial >= 1.0 => iso(at),
        // Excel's own 29 February 1900, and what is before any date.
        _ => serial.to_string(),
    }
}

/// A moment to the nearest second; midnight is a date.
fn iso(at: NaiveDateTime) -> String {
    let at = at + Duration::milliseconds(500);
    match at.time().num_seconds_from_midnight() {
        0 => at.format("%Y-%m-%d").to_string(),
        seconds if seconds % 60 == 0 => at.format("%Y-%m-%dT%H:%M").to_string(),
        _ => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

/// `09:00`, `26:30:05` of seconds.
fn clock(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let all = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    match seconds {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// A date or a moment as files write them: midnight is a date.
pub fn date(text: &str) -> String {
    let text = text.trim().trim_end_matches('Z');
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"));
    at.map_or_else(|_| text.to_string(), iso)
}

/// `09:00` of `PT09H00M00S`.
pub fn duration(text: &str) -> String {
    let text = text.trim();
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let Some(rest) = rest.strip_prefix('P') else { return text.into() };
    let (mut seconds, mut number) = (0.0, String::new());
    for letter in rest.chars() {
        match letter {
            '0'..='9' | '.' => number.push(letter),
            ',' => number.push('.'),
            'T' => {}
            unit => {
                let of = match unit {
                    'D' => 86_400.0,
                    'H' => 3600.0,
                    'M' => 60.0,
                    'S' => 1.0,
                    _ => return text.into(),
                };
                let Ok(many) = number.parse::<f64>() else { return text.into() };
                seconds += many * of;
                number.clear();
            }
        }
    }
    clock(sign * seconds.round() as i64)
}

/// How many digits a number format shows at least, when it shows whole numbers with zeros in front:
/// 5 of `00000`, 10 of `0#\ ##\ ##\ ##\ ##`.
pub fn digits(format: &str) -> Option<usize> {
    let mut width = 0;
    for letter in codes(format) {
        match letter {
            '0' => width += 1,
            // Digits after the first zero are shown too.
            '#' if width > 0 => width += 1,
            '#' | ' ' | '\u{a0}' | '\u{202f}' | '-' => {}
            _ => return None,
        }
    }
    (2..=20).contains(&width).then_some(width)
}

/// Whether a number format shows percentages, such as `0.0%`.
pub fn is_percent(format: &str) -> bool {
    codes(format).any(|letter| letter == '%')
}

/// The letters of a number format that say how a number is shown: without text in quotes, and without
/// the letter that `\`, `_` or `*` stands before.
fn codes(format: &str) -> impl Iterator<Item = char> {
    let mut letters = format.chars();
    let mut quoted = false;
    std::iter::from_fn(move || {
        loop {
            match letters.next()? {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '_' | '*' => {
                    letters.next();
                }
                letter => return Some(letter),
            }
        }
    })
}

/// A whole number with the zeros that its format shows in front.
pub fn padded(text: Cow<'_, str>, width: Option<usize>) -> Cow<'_, str> {
    match width {
        Some(width) if text.len() < width && text.bytes().all(|b| b.is_ascii_digit()) => {
            Cow::Owned(format!("{text:0>width$}"))
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn dates_and_times_are_iso() {
        let of = |serial: f64, kind, from_1904| {
            text(&DataRef::DateTime(ExcelDateTime::new(serial, kind, from_1904)))
                .expect("filled")
                .into_owned()
        };
        // As openpyxl reads them.
        assert_eq!(of(46_086.0, DateTime, false), "2026-03-05");
        assert_eq!(of(46_086.604_166_666_66, DateTime, false), "2026-03-05T14:30");
        assert_eq!(of(44_624.0, DateTime, true), "2026-03-05");
        assert_eq!(of(0.375, DateTime, false), "09:00");
        assert_eq!(of(0.0, DateTime, false), "00:00");
        assert_eq!(of(0.999_988_425_925_925_9, DateTime, false), "23:59:59");
        assert_eq!(of(1.104_166_666_666_666_7, TimeDelta, false), "26:30");
        assert_eq!(of(-1.0, DateTime, false), "-1");
        assert_eq!(of(60.0, DateTime, false), "60");
        assert_eq!(date("2026-03-05T00:00:00"), "2026-03-05");
        assert_eq!(date("2026-03-05T14:30:00.000"), "2026-03-05T14:30");
        assert_eq!(date("2026-03-05"), "2026-03-05");
        assert_eq!(duration("PT09H00M00S"), "09:00");
        assert_eq!(duration("PT26H30M05.4S"), "26:30:05");
        assert_eq!(duration("P1Y"), "P1Y");
    }

    #[test]
    fn what_a_format_shows() {
        for (format, width) in [
            ("00000", Some(5)),
            ("00\\ 000", Some(5)),
            ("0#\\ ##\\ ##\\ ##\\ ##", Some(10)),
            ("0#\" \"##\" \"##\" \"##\" \"##", Some(10)),
            ("0", None),
            ("#\\ ##0", None),
            ("0.00", None),
            ("#,##0", None),
            ("0%", None),
            ("0E+00", None),
            ("dd/mm/yyyy", None),
            ("General", None),
        ] {
            assert_eq!(digits(format), width, "{format}");
        }
        for (format, percent) in [
            ("0%", true),
            ("0.00\\ %", true),
            ("0\\%", false),
            ("0\" %\"", false),
            ("General", false),
        ] {
            assert_eq!(is_percent(format), percent, "{format}");
        }
        assert_eq!(padded("1001".into(), Some(5)), "01001");
        assert_eq!(padded("1001.5".into(), Some(9)), "1001.5");
        assert_eq!(padded("2A004".into(), Some(9)), "2A004");
    }
}
