//! Whether the points of a column stand between thousands, where no decimal mark is declared.

use super::reader::NumberReader;
use crate::error::Result;
use crate::table::missing_reason::MissingReason;
use crate::table::number_text::{Mark, NumberCell, Wrong, shown};

impl NumberReader<'_> {
    /// Where no decimal mark is declared: fails when every point of a column may stand between
    /// thousands, beside numbers below 1,000 that have none and none above. Where commas separate
    /// columns, that is noted and no more.
    pub(super) fn suppose(&self, reasons: &[Option<MissingReason>]) -> Result<()> {
        let (mut doubt, mut below, mut above) = (None, false, false);
        for row in
            (0..self.table.rows).filter(|row| reasons[*row].is_none() && !self.is_typed(*row))
        {
            let raw = self.raw(row);
            if raw.contains('.') {
                let cell = NumberCell::of(raw, self.table.marks.thousands, self.most);
                match (cell.point, cell.comma) {
                    (Some(_), None) => return Ok(()),
                    (Some(decimals), Some(thousands)) if doubt.is_none() => {
                        doubt =
                            Some((row, Wrong::Either { mark: Mark::Point, thousands, decimals }));
                    }
                    _ => {}
                }
            } else {
                let digits = raw.trim_start_matches(['-', '+']);
                below |= digits.len() <= 3 && digits != "0";
                above |= digits.len() > 3;
            }
        }
        match doubt {
            Some((row, wrong)) if below && !above && !self.table.english => {
                Err(self.wrong(row, &wrong))
            }
            Some((row, Wrong::Either { decimals, .. })) => {
                self.table.note(format!(
                    "column `{}`: every point stands before three digits; {} ({}) is read as \
                     {decimals}: thousands = \".\" would read thousands, decimal = \".\" says that \
                     this is right",
                    self.name,
                    shown(self.raw(row)),
                    self.table.place(row)
                ));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
