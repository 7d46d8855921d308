//! A source that can be read: where the table is, how it is laid out, who publishes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::covers::Covers;
use super::mapping::Mapping;
use super::row_position::RowPosition;

/// The markers that statistical offices write for a value they do not give.
pub const MARKERS: [&str; 6] = ["s", "ns", "nd", "so", "c", ""];

/// The encoding that the bytes of the file suggest.
pub const AUTO: &str = "auto";

/// What stands in a mapping that was proposed where its owner has to say something: nothing is said.
pub const TO_COMPLETE: &str = "à compléter";

/// Who publishes a table, under what licence, of which vintage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// What it is, in one line.
    pub title: String,
    /// The producer, as attribution asks for it.
    pub publisher: String,
    /// Licence of the data.
    pub licence: String,
    /// Year or date of the figures.
    pub vintage: String,
    /// The page to read, and to look at when the address moves.
    pub page: String,
    /// Where the file is downloaded.
    pub address: String,
    /// How well that address is known.
    pub confidence: Option<Confidence>,
    /// Where to look when the address no longer answers.
    pub moved: Option<Moved>,
    /// Editions of one publication have the same name here.
    pub series: String,
    /// What a user of the figures must know.
    pub note: String,
}

/// How well an address is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confidence {
    /// Address, members and columns were seen in several public programs, or in one that says when
    /// it ran.
    A,
    /// In one.
    B,
    /// Inferred from its neighbours.
    C,
}

/// Where a file that moved can be found again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// A page or feed that links to it.
    pub page: String,
    /// Which of its links: a regular expression.
    pub link: String,
}

/// Where the bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Inside the program: a file of `datasets/embedded/`.
    Embedded(String),
    /// A file of the user's, resolved against the method file's folder.
    Local(PathBuf),
    /// A published file: `<data folder>/<dataset id>/<file>`, the file's name being the last
    /// segment of its address unless the dataset says otherwise.
    Published {
        /// File name in the dataset's folder.
        file: String,
    },
}

/// What to do when several rows have one key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Rows that say the same are counted once; rows that differ are an error.
    #[default]
    Error,
    /// The first row is kept, the others are counted as rejected.
    First,
}

/// How the table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Column of codes.
    pub key: String,
    /// Level of the codes.
    pub level: String,
    /// COG year of the codes.
    pub geography: Option<u16>,
    /// Field separator of a CSV.
    pub delimiter: u8,
    /// Decimal mark of numbers written as text: `.` or `,`.
    pub decimal: u8,
    /// Whether that mark was declared (by itself, or by the mark between thousands).
    pub decimal_declared: bool,
    /// Mark between thousands: `.`, `,`, a space (any blank) or `'`.
    pub thousands: Option<char>,
    /// `utf-8`, `windows-1252`, … (WHATWG labels); `auto`: UTF-8, or else windows-1252.
    pub encoding: String,
    /// Texts that mean "no value".
    pub missing: Vec<String>,
    /// Lines of free text above the header.
    pub skip_lines: usize,
    /// Lines of the header: of several, a column is called `upper / lower`.
    pub header_lines: usize,
    /// Lines below the rows, counted from the last one that is not blank.
    pub skip_bottom: usize,
    /// Member of an archive: a name or a pattern with `*`; the first data file when absent.
    pub member: Option<String>,
    /// Sheet of a workbook; the one that opens when absent.
    pub sheet: Option<String>,
    /// Rows to keep: an expression.
    pub filter: Option<String>,
    /// Duplicate keys.
    pub duplicates: OnDuplicate,
    /// Columns of codes whose leading zeros were lost, with their width; `code_width` is that of
    /// the key.
    pub pad: BTreeMap<String, usize>,
    /// A file whose first line names the columns, when the table itself has no header.
    pub header: Option<PathBuf>,
    /// Where each row is, when rows join units by their place and not by a code.
    pub locate: Option<RowPosition>,
    /// EPSG code of a map layer that does not say its own reference system.
    pub crs: Option<u32>,
    /// Columns as expressions name them → their names in other editions.
    pub renamed: BTreeMap<String, Vec<String>>,
    /// Columns of which the first characters alone are kept.
    pub take: BTreeMap<String, usize>,
    /// How rows of single observations become columns.
    pub pivot: Option<Pivot>,
    /// What every row must satisfy.
    pub checks: Vec<Check>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            key: String::new(),
            level: String::new(),
            geography: None,
            delimiter: b',',
            decimal: b'.',
            decimal_declared: false,
            thousands: None,
            encoding: "utf-8".into(),
            missing: MARKERS.iter().map(ToString::to_string).collect(),
            skip_lines: 0,
            header_lines: 1,
            skip_bottom: 0,
            member: None,
            sheet: None,
            filter: None,
            duplicates: OnDuplicate::Error,
            pad: BTreeMap::new(),
            header: None,
            locate: None,
            crs: None,
            renamed: BTreeMap::new(),
            take: BTreeMap::new(),
            pivot: None,
            checks: Vec::new(),
        }
    }
}

/// A table of observations (SDMX): one row a unit and a measure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pivot {
    /// Column of the measures' names: they become columns.
    pub names: String,
    /// Column of values.
    pub values: String,
    /// Column that says why a value is empty.
    #[serde(default)]
    pub status: Option<String>,
}

/// What every row of a table must satisfy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// A condition; rows where it is unknown pass.
    pub that: String,
    /// What it means where it is false, and what to do.
    pub otherwise: String,
}

/// A source that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its name in the catalogue or in the method.
    pub id: String,
    /// Where.
    pub location: Location,
    /// How.
    pub layout: Layout,
    /// Who.
    pub provenance: Provenance,
    /// SHA-256 of the file, when known.
    pub sha256: Option<String>,
    /// How its rows become places, when they do.
    pub places: Option<Mapping>,
    /// The area that these places cover.
    pub covers: Covers,
}

impl Dataset {
    /// The same layout over a file of the user's own.
    #[must_use]
    pub fn over(&self, file: &Path) -> Self {
        Self { location: Location::Local(file.into()), sha256: None, ..self.clone() }
    }

    /// Where the file is or should be; `None` inside the program.
    pub fn path(&self, data: &Path) -> Option<PathBuf> {
        match &self.location {
            Location::Embedded(_) => None,
            Location::Local(path) => Some(path.clone()),
            Location::Published { file } => Some(data.join(&self.id).join(file)),
        }
    }

    /// Where the file of a publication would be, when it is not there. What is the user's own counts as
    /// there: reading it says what is wrong with it.
    pub fn not_fetched(&self, data: &Path) -> Option<PathBuf> {
        match self.location {
            Location::Published { .. } => self.path(data).filter(|path| !path.exists()),
            Location::Embedded(_) | Location::Local(_) => None,
        }
    }

    /// What is fetched: the file's name in the dataset's folder, and its address. `None` for what is
    /// in the program or the user's own, and for a table that is not published.
    pub fn published(&self) -> Option<(&str, &str)> {
        match &self.location {
            Location::Published { file } if !self.provenance.address.is_empty() => {
                Some((file, &self.provenance.address))
            }
            _ => None,
        }
    }
}

/// The end of an address that can be a file's name.
pub fn last_segment(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    path.rsplit('/').next().filter(|name| !name.is_empty())
}
