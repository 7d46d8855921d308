//! Why a text is not a number, and which key would make it one.

use super::cell::Mark;
use super::shown;

/// Why a text is not read as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// It is one of two numbers.
    Either {
        /// The mark in doubt.
        mark: Mark,
        /// The number when that mark stands between thousands.
        thousands: f64,
        /// The number when it is the decimal mark.
        decimals: f64,
    },
    /// It is one only where this is the decimal mark.
    Decimal(Mark),
    /// Its mark between thousands is not the declared one.
    Thousands,
    /// Marks separate groups that are not of three digits.
    Groups,
    /// More than any number of this column, in size.
    TooLarge(f64),
    /// A unit that is not known follows it.
    Unit(String),
    /// Something else.
    Other,
}

/// How a user declares the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKeys {
    /// Keys of a table: `decimal = ","`.
    Table,
    /// Options of a command: `--decimal ,`.
    Options,
}

impl NumberKeys {
    fn set(self, name: &str, mark: Mark) -> String {
        match (self, mark) {
            (Self::Table, mark) => format!("{name} = \"{}\"", mark.text()),
            (Self::Options, Mark::Blank | Mark::Apostrophe) => {
                format!("--{name} \"{}\"", mark.text())
            }
            (Self::Options, mark) => format!("--{name} {}", mark.text()),
        }
    }
}

impl Wrong {
    /// What is wrong with a text, which is shown as typed.
    pub fn message(&self, text: &str) -> String {
        let text = shown(text);
        match self {
            Self::Either { thousands, decimals, .. } => {
                format!("{text} may be {thousands} or {decimals}, and no other cell tells which")
            }
            Self::TooLarge(most) => format!("{text} is beyond {most}"),
            _ => format!("{text} is not a number"),
        }
    }

    /// What to do about it; `None` where it depends on the markers of missing values.
    pub fn help(&self, keys: NumberKeys) -> Option<String> {
        let text = match self {
            Self::Either { mark, thousands, decimals } => format!(
                "{} reads {thousands}, {} reads {decimals}",
                keys.set("thousands", *mark),
                keys.set("decimal", *mark)
            ),
            Self::Decimal(mark) => {
                let sign = mark.text();
                let set = keys.set("decimal", *mark);
                format!("is the decimal mark '{sign}'? set {set}, or write all cells alike")
            }
            Self::Thousands => "another mark is declared between thousands: mend `thousands`, or \
                                the file"
                .into(),
            Self::Groups => "thousands are read in groups of exactly three digits, decimals after \
                             one mark: mend the file"
                .into(),
            Self::TooLarge(_) => "check the column, and its decimal mark".into(),
            Self::Unit(unit) => {
                let unit = shown(unit);
                format!("a unit is no part of a number: take {unit} out of the cells")
            }
            Self::Other => return None,
        };
        Some(text)
    }
}
