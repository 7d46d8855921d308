//! How the numbers of two columns of coordinates are written.
//!
//! In: texts of both columns, some rows at a time. Out: numbers. A cell such as `450.000` is 450 or 450,000:
//! other cells decide, of both columns, for a file writes its two coordinates alike. Rows come and go, so
//! that a cell may be read before another contradicts: that is an error, not two ways of reading.

use std::path::Path;

use arrow::array::{Array, StringArray};

use super::read::InputRows;
use crate::error::{Error, Result};
use crate::table::number_text::{
    ColumnMarks, Mark, Marks, NumberCell, NumberKeys, Settled, Wrong, shown,
};

/// A column of texts with its name.
pub type NamedTexts<'a> = (&'a str, &'a StringArray);

/// How coordinates are written, as far as rows were seen.
pub struct CoordinateMarks {
    marks: Marks,
    /// Every number of the file is text: a point in one says what points are.
    all_text: bool,
    seen: ColumnMarks,
    point_seen: bool,
    settled: Settled,
    /// The first cell whose number depends on what other cells say.
    relied: Option<ReliedCell>,
}

struct ReliedCell {
    text: String,
    line: u64,
    /// As it was read; `None`: it was refused.
    number: Option<f64>,
}

impl CoordinateMarks {
    /// Nothing is seen yet. `all_text`: no number of the file is one but by its text.
    pub fn new(marks: Marks, all_text: bool) -> Self {
        let seen = ColumnMarks::new(marks);
        let settled = seen.settle();
        Self { marks, all_text, seen, point_seen: false, settled, relied: None }
    }

    /// Takes the next rows into account, before any of them is read.
    ///
    /// # Errors
    /// A cell that contradicts how one of earlier rows was read.
    pub fn see(&mut self, columns: &[NamedTexts], rows: &InputRows, path: &Path) -> Result<()> {
        for text in columns.iter().flat_map(|(_, texts)| texts.iter().flatten()).map(str::trim) {
            if self.plain(text).is_none() {
                self.seen.see(0, text);
            } else if self.all_text && !self.point_seen && text.contains('.') {
                self.seen.see(0, text);
                self.point_seen = true;
            }
        }
        let now = self.seen.settle();
        if let Some(relied) = &self.relied {
            let number = now.read(&relied.text).ok();
            if number == relied.number {
                self.settled = now;
            } else if relied.number.is_some() {
                return Err(self.contradicted(relied, columns, rows, path));
            }
            // What was refused once is refused to the end.
            return Ok(());
        }
        self.settled = now;
        let found = (0..rows.batch.num_rows()).find_map(|row| {
            let mut cells = columns.iter().map(|(_, texts)| cell(texts, row));
            cells.find(|text| self.plain(text).is_none() && self.settled.relies(text)).map(|text| {
                let number = self.settled.read(text).ok();
                ReliedCell { text: text.into(), line: rows.line(row), number }
            })
        });
        self.relied = found;
        Ok(())
    }

    /// A number.
    ///
    /// # Errors
    /// The text is none, or may be one of two.
    pub fn read(&self, text: &str) -> std::result::Result<f64, Wrong> {
        self.plain(text).map_or_else(|| self.settled.read(text), Ok)
    }

    /// A number that needs no rule: nearly all are.
    fn plain(&self, text: &str) -> Option<f64> {
        let bytes = text.as_bytes();
        let last = *bytes.last()?;
        // Keeps "inf" and "nan" out.
        if !last.is_ascii_digit() && last != b'.' {
            return None;
        }
        let degrees = self.marks.most.is_finite();
        if self.marks.decimal == Some(Mark::Comma) && self.all_text && bytes.contains(&b'.') {
            return None;
        }
        if !degrees && self.marks.decimal != Some(Mark::Point) && is_group(bytes) {
            return None;
        }
        let number = text.parse().ok().or_else(|| {
            // A comma in degrees is the decimal mark: none is as large as 1,000.
            let plain = degrees && !bytes.contains(&b'.');
            let comma = memchr::memchr(b',', bytes).filter(|_| plain)?;
            let mut buffer = [0; 32];
            let copy = buffer.get_mut(..bytes.len())?;
            copy.copy_from_slice(bytes);
            copy[comma] = b'.';
            std::str::from_utf8(copy).ok()?.parse().ok().filter(|x: &f64| x.abs() <= 180.0)
        });
        number.filter(|x: &f64| x.is_finite())
    }

    /// The error of the first cell that is written in another way than one that was read.
    fn contradicted(
        &self,
        relied: &ReliedCell,
        columns: &[NamedTexts],
        rows: &InputRows,
        path: &Path,
    ) -> Error {
        let number = relied.number.unwrap_or_default();
        let of = |text: &str| NumberCell::of(text, self.marks.thousands, self.marks.most);
        let by_point = of(&relied.text).point == Some(number);
        let contrary = |text: &&str| match of(text) {
            NumberCell { point: None, comma: Some(_), .. } => by_point,
            NumberCell { point: Some(_), comma: None, .. } => !by_point,
            _ => false,
        };
        let found = (0..rows.batch.num_rows()).find_map(|row| {
            columns.iter().find_map(|(name, texts)| {
                let text = Some(cell(texts, row)).filter(contrary)?;
                Some((format!("column `{name}`: {}", shown(text)), rows.line(row)))
            })
        });
        let (what, line) = found.unwrap_or_else(|| ("a coordinate".into(), rows.line(0)));
        let (earlier, at) = (shown(&relied.text), relied.line);
        let message = format!(
            "{what} has other marks than {earlier} (line {at}), which was read as {number}: which of its \
             marks stands between thousands is in doubt"
        );
        let help = ColumnMarks::new(self.marks).settle().read(&relied.text).err();
        let help = help.and_then(|wrong| wrong.help(NumberKeys::Options));
        Error::input(path, message).at_line(usize::try_from(line).ok()).with_help(
            help.unwrap_or_else(|| "declare the marks: --decimal and --thousands".into()),
        )
    }
}

fn cell(texts: &StringArray, row: usize) -> &str {
    if texts.is_valid(row) { texts.value(row).trim() } else { "" }
}

/// `450.000`: the point may stand between thousands.
fn is_group(bytes: &[u8]) -> bool {
    let digits = bytes.strip_prefix(b"-").or_else(|| bytes.strip_prefix(b"+")).unwrap_or(bytes);
    (5..=7).contains(&digits.len()) && digits[0] != b'0' && digits[digits.len() - 4] == b'.'
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRES: Marks = Marks { decimal: None, thousands: None, most: f64::INFINITY };

    /// Reads batches of pairs; a number that is refused is NaN.
    fn read(marks: Marks, batches: &[&[[&str; 2]]]) -> Result<Vec<[f64; 2]>> {
        let mut coordinates = CoordinateMarks::new(marks, true);
        let mut out = Vec::new();
        let mut before = 0;
        for batch in batches {
            let column = |i: usize| batch.iter().map(|p| Some(p[i])).collect::<StringArray>();
            let (x, y) = (column(0), column(1));
            let rows = InputRows::of_texts(vec![x.clone(), y.clone()], before);
            coordinates.see(&[("x", &x), ("y", &y)], &rows, Path::new("t.csv"))?;
            before += batch.len() as u64;
            let number = |text: &str| coordinates.read(text).unwrap_or(f64::NAN);
            out.extend(batch.iter().map(|p| p.map(number)));
        }
        Ok(out)
    }

    #[test]
    fn points_between_thousands_are_settled_by_both_columns() {
        let got = read(METRES, &[&[["450.000", "5.411.000"], ["451.000", "5.412.000"]]]);
        assert_eq!(got.expect("read"), [[450_000.0, 5_411_000.0], [451_000.0, 5_412_000.0]]);
        let got = read(METRES, &[&[["450.000,25", "5.411.000,50"], ["451.000", "5.412.000"]]]);
        assert_eq!(got.expect("read")[1], [451_000.0, 5_412_000.0]);
        // In every row, and no other cell: 600 m or 600 km.
        let got = read(METRES, &[&[["600.123", "128.456"]]]).expect("refused by row");
        assert!(got[0].iter().all(|x| x.is_nan()), "{got:?}");
    }

    #[test]
    fn decimals_of_three_digits_stay_decimals() {
        let got = read(METRES, &[&[["651234.567", "6861234.567"], ["999.500", "6861234.567"]]]);
        assert_eq!(got.expect("read"), [[651_234.567, 6_861_234.567], [999.5, 6_861_234.567]]);
        let degrees = Marks { most: 180.0, ..METRES };
        let got = read(degrees, &[&[["2.352", "48.857"], ["2,352", "-48,857"]]]).expect("degrees");
        assert_eq!(got, [[2.352, 48.857], [2.352, -48.857]]);
        let point = Marks { decimal: Some(Mark::Point), ..METRES };
        assert_eq!(read(point, &[&[["600.123", "128.456"]]]).expect("said"), [[600.123, 128.456]]);
        let thousands =
            Marks { decimal: Some(Mark::Comma), thousands: Some(Mark::Point), ..METRES };
        let got = read(thousands, &[&[["600.123", "128.456"]]]).expect("said");
        assert_eq!(got, [[600_123.0, 128_456.0]]);
    }

    #[test]
    fn a_later_row_does_not_contradict_without_a_word() {
        let e = read(METRES, &[&[["450.000", "6861234.5"]], &[["1", "2"], ["451.000,25", "3"]]])
            .expect_err("a contradiction");
        assert_eq!(
            e.to_string(),
            "t.csv:3: column `x`: \"451.000,25\" has other marks than \"450.000\" (line 1), which was \
             read as 450: which of its marks stands between thousands is in doubt"
        );
        let help = "--thousands . reads 450000, --decimal . reads 450";
        assert_eq!(e.help().as_deref(), Some(help));
        let e = read(METRES, &[&[["450.000", "5.411.000"]], &[["450000.5", "5411000"]]]);
        assert!(e.expect_err("the other way").to_string().starts_with("t.csv:2: column `x`"));
        // Nothing was in doubt before.
        let got = read(METRES, &[&[["450000.5", "5411000"]], &[["450000,5", "5411000"]]]);
        assert_eq!(got.expect("read")[1], [450_000.5, 5_411_000.0]);
        // What was refused stays so.
        let got = read(METRES, &[&[["450.000", "1"]], &[["450.000", "5.411.000"]]]).expect("rows");
        assert!(got[0][0].is_nan() && got[1][0].is_nan(), "{got:?}");
        assert!((got[1][1] - 5_411_000.0).abs() < 1e-9);
    }
}
