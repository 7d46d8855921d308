//! What to say of rows that are not as wide as the header.

use super::lines::{self, Footer};
use super::rows::CsvRows;
use super::widths::{Ragged, Widths};
use crate::error::Error;
use crate::table::number_text::shown;

const CUT_SHORT: &str = "the file may be cut short, or a field holds an unquoted delimiter";

impl CsvRows<'_> {
    /// Text below the rows that was not declared.
    pub fn has_footer(&self, footer: &Footer, width: usize) -> Error {
        let text = shown(&footer.text);
        Error::input(
            &self.opened.path,
            format!(
                "{text} is one cell where rows have {width}: it looks like text below the rows"
            ),
        )
        .at_line(Some(self.first_line + footer.line))
        .with_help(format!(
            "set skip_bottom = {} for this table to leave it out; if it is a row, {CUT_SHORT}",
            footer.lines
        ))
    }

    /// A row that is not as wide as the header; `widths` are those of all rows.
    pub fn not_as_wide(&self, width: usize, odd: Ragged, widths: &Widths) -> Error {
        let Ragged { row, line, fields } = odd;
        let got = if fields > width { format!("more than {width}") } else { fields.to_string() };
        let text = lines::below(self.text, line);
        let text = text.split(|b| *b == b'\n').next().unwrap_or(text);
        let inner = text.strip_suffix(b"\r").unwrap_or(text).contains(&b'\r');
        let help = if inner {
            "some lines end with a carriage return alone, others do not: save the file with one kind \
             of line ends"
                .into()
        } else if text.trim_ascii().is_empty() {
            "the line holds blanks alone: take it out".into()
        } else if fields == width + 1 && text.trim_ascii_end().ends_with(&[self.delimiter]) {
            format!(
                "{} of {} rows end with one separator more than the header: it is passed over where \
                 every row has it; take it out, or quote the field that holds a delimiter",
                widths.trailing, widths.rows
            )
        } else if fields < width && lines::words_alone(text, self.delimiter).is_some() {
            format!(
                "it is one cell of text among rows: take the line out (skip_lines leaves out lines \
                 above the header, skip_bottom lines below the rows); if it is a row, {CUT_SHORT}"
            )
        } else {
            CUT_SHORT.into()
        };
        let row = row + 1;
        let message =
            format!("incorrect number of fields in row {row}, expected {width} got {got}");
        Error::input(&self.opened.path, message)
            .at_line(Some(self.first_line + line))
            .with_help(help)
    }
}
