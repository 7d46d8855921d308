//! Where the table of a file is: its sheet, its header, the mark between its columns, what is below it.
//!
//! In: an opened file. Out: [`FoundTable`]: how it is read, its columns, what was chosen among several. The
//! line with most headings that are known is the header.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray};

use super::header::{self, MOST_COLUMNS, known};
use crate::catalog::{AUTO, Covers, Dataset, Layout, Location, Provenance};
use crate::error::{Error, Result};
use crate::places::check::tidy;
use crate::schema::slug;
use crate::table::header_line::{DELIMITERS, likelier, split};
use crate::table::{self, Opened, Table};

/// Lines among which the header is looked for.
const MOST_LINES: usize = 30;
/// Sheets among which the table is looked for.
const MOST_SHEETS: usize = 20;
/// Bytes of a text among which the header is looked for.
const HEAD_BYTES: usize = 256 << 10;
/// Lines below the rows that are left out, at most.
const MOST_BOTTOM: usize = 10;
/// With so many known headings a sheet is the table.
const ENOUGH: usize = 3;
/// Longest id of a source, in characters.
const MOST_ID: usize = 60;

/// What is wrong with a file: see [`super::fault`].
pub const NO_HEADINGS: &str = "has no line of headings";
/// The same.
pub const NO_OWN_HEADING: &str = "no column has a heading of its own";
/// The same.
pub const NO_ROW: &str = "has headings and no row: expected one row a place";

/// A table that was found in a file.
pub struct FoundTable {
    /// How it is read; without a mapping.
    pub dataset: Dataset,
    /// Its columns that can be read by their names.
    pub table: Table,
    /// All of its headings, in the order of the file.
    pub names: Vec<String>,
    /// Positions of the columns that can be read: these have a name that no other has.
    pub readable: Vec<usize>,
    /// What was chosen among several or left out, in French.
    pub notes: Vec<String>,
}

/// Finds and reads the table of a file.
///
/// # Errors
/// A file that cannot be read as a table, or without a row.
pub fn find(opened: &Opened) -> Result<FoundTable> {
    let mut notes = Vec::new();
    let mut dataset = unread(&opened.path);
    if table::is_delimited(&opened.path) {
        delimited(&mut dataset, opened);
    } else {
        workbook(&mut dataset, opened, &mut notes)?;
    }
    let names = table::columns(&dataset, opened)?;
    if let Some(value) = header::value(&names).filter(|_| header::is_row(&names)) {
        let above = dataset.layout.skip_lines;
        return Err(Error::input(
            &opened.path,
            format!("{NO_HEADINGS}: {:?} is a value of a place", tidy(value)),
        )
        .at_line(table::is_delimited(&opened.path).then_some(above + 1))
        .with_help(
            "write one line of headings above the rows, as Nom;Adresse;Code postal;Commune",
        ));
    }
    let readable = readable(&names, &mut notes);
    let wanted: Vec<String> = readable.iter().map(|at| names[*at].clone()).collect();
    if wanted.is_empty() {
        return Err(Error::input(&opened.path, NO_OWN_HEADING)
            .with_help("write one line of headings above the rows, each another text"));
    }
    let table = without_bottom(&mut dataset, opened, &wanted, names.len(), &mut notes)?;
    if table.rows == 0 {
        return Err(Error::input(&opened.path, NO_ROW));
    }
    match dataset.layout.skip_lines {
        0 => {}
        1 => notes.push("La ligne au-dessus des titres est passée.".into()),
        lines => notes.push(format!("Les {lines} lignes au-dessus des titres sont passées.")),
    }
    Ok(FoundTable { dataset, table, names, readable, notes })
}

/// A file of which nothing is known yet.
pub fn unread(path: &Path) -> Dataset {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let id: String = slug(&stem).chars().take(MOST_ID).collect();
    let encoding = if table::is_delimited(path) { AUTO } else { "utf-8" };
    Dataset {
        id: if id.is_empty() { "inventaire".into() } else { id },
        location: Location::Local(path.into()),
        layout: Layout { encoding: encoding.into(), ..Layout::default() },
        provenance: Provenance { title: stem, ..Provenance::default() },
        sha256: None,
        places: None,
        covers: Covers::Unsaid,
    }
}

/// Finds the header of a text and the mark between its columns; of equals the first line, the commonest mark.
fn delimited(dataset: &mut Dataset, opened: &Opened) {
    let head = head(opened);
    let cells = |skip: usize, delimiter: u8| {
        let mut other = dataset.clone();
        (other.layout.skip_lines, other.layout.delimiter) = (skip, delimiter);
        table::columns(&other, &head).unwrap_or_default()
    };
    // A reader passes over a blank line: the header is the line below it.
    let lines: Vec<&[u8]> = head.bytes.split(|b| *b == b'\n').take(MOST_LINES).collect();
    let filled = |skip: &usize| !lines[*skip].trim_ascii().is_empty();
    let skips: Vec<usize> = (0..lines.len()).filter(filled).collect();
    let tables = DELIMITERS.map(|delimiter| {
        let cells: Vec<_> = skips.iter().map(|skip| cells(*skip, delimiter)).collect();
        (delimiter, header::rated(&cells), cells)
    });
    // A row at one mark is no heading at another, where it is one cell.
    let is_row = |at: usize| {
        let mut all = tables.iter().map(|(_, _, cells)| &cells[at]);
        all.any(|line| header::width(line) > 1 && header::is_row(line))
    };
    let rated = (0..skips.len()).filter(|at| !is_row(*at)).flat_map(|at| {
        tables.iter().map(move |(delimiter, rated, _)| ((at, *delimiter), rated[at]))
    });
    // Without a heading that is known: the first line of several cells, with the mark that makes most of them.
    let widest = || {
        let wide = tables.iter().filter_map(|(delimiter, _, cells)| {
            let at = header::first_wide(cells)?;
            Some(((at, *delimiter), header::width(&cells[at])))
        });
        likelier(wide, 0)
    };
    let found = likelier(rated, 0).or_else(widest);
    let (at, delimiter) = found.unwrap_or((0, DELIMITERS[0]));
    dataset.layout.skip_lines = skips.get(at).copied().unwrap_or_default();
    dataset.layout.delimiter = delimiter;
}

/// The beginning of a text, to the end of a line where it has lines.
fn head(opened: &Opened) -> Opened {
    let bytes = &opened.bytes;
    let end = match bytes.get(..HEAD_BYTES) {
        None => bytes.len(),
        // UTF-16: the end of a line is no byte.
        Some([0xff, 0xfe, ..] | [0xfe, 0xff, ..]) => HEAD_BYTES,
        Some(head) => memchr::memrchr(b'\n', head).map_or(bytes.len(), |at| at + 1),
    };
    let path = opened.path.clone();
    Opened { path, bytes: bytes.slice(..end), sha256: String::new() }
}

/// Finds the sheet and the header of a workbook; other files have one table, whose columns have names.
fn workbook(dataset: &mut Dataset, opened: &Opened, notes: &mut Vec<String>) -> Result<()> {
    let sheets = table::sheets(opened)?;
    let Some(first) = sheets.first() else { return Ok(()) };
    let mut best: Option<(usize, usize, &str)> = None;
    for name in sheets.iter().take(MOST_SHEETS) {
        dataset.layout.sheet = Some(name.clone());
        let (skip, found) = match header_row(dataset, opened) {
            Ok(found) => found,
            // What is wrong with another sheet than the first is not looked for.
            Err(e) if name == first => return Err(e),
            Err(_) => continue,
        };
        if best.is_none_or(|(_, most, _)| found > most) {
            best = Some((skip, found, name.as_str()));
        }
        if found >= ENOUGH {
            break;
        }
    }
    let (skip, _, name) = best.unwrap_or((0, 0, first.as_str()));
    dataset.layout.sheet = Some(name.into());
    dataset.layout.skip_lines = skip;
    two_lines(dataset, opened)?;
    if dataset.layout.header_lines > 1 {
        notes.push("Les titres sont sur deux lignes : ils se lisent « haut / bas ».".into());
    }
    if let [_, _, ..] = sheets.as_slice() {
        let others: Vec<String> =
            sheets.iter().filter(|s| s.as_str() != name).map(|s| format!("« {s} »")).collect();
        notes.push(format!("La feuille « {name} » est lue ; non lues : {}.", others.join(", ")));
    } else {
        dataset.layout.sheet = None;
    }
    Ok(())
}

/// Rows above the likeliest header of a sheet, and how many roles it names.
fn header_row(dataset: &Dataset, opened: &Opened) -> Result<(usize, usize)> {
    let whole = table::whole(dataset, opened)?;
    let row = |row: usize| -> Vec<String> {
        let cell = |column: &arrow::array::ArrayRef| {
            let texts = column.as_string_opt::<i32>()?;
            texts.is_valid(row).then(|| texts.value(row).trim().to_string())
        };
        whole.columns.iter().map(|column| cell(column).unwrap_or_default()).collect()
    };
    let below = (0..whole.rows.min(MOST_LINES)).map(row);
    let lines: Vec<Vec<String>> = std::iter::once(whole.names.clone()).chain(below).collect();
    let rated = header::rated(&lines);
    let found = likelier(rated.iter().copied().enumerate(), 0);
    let skip = found.or_else(|| header::first_wide(&lines)).unwrap_or(0);
    Ok((skip, rated[skip]))
}

/// Takes a header of two lines where both together name more roles than one.
fn two_lines(dataset: &mut Dataset, opened: &Opened) -> Result<()> {
    let skip = dataset.layout.skip_lines;
    let alone = known(&table::columns(dataset, opened)?);
    let both = |skip: usize| {
        let mut other = dataset.clone();
        (other.layout.skip_lines, other.layout.header_lines) = (skip, 2);
        ((skip, 2), table::columns(&other, opened).map_or(0, |names| known(&names)))
    };
    let found = likelier([skip.saturating_sub(1), skip].map(both), alone);
    if let Some((skip, lines)) = found {
        (dataset.layout.skip_lines, dataset.layout.header_lines) = (skip, lines);
    }
    Ok(())
}

/// Positions of the columns that have a name that no other has; what is left out is said.
fn readable(names: &[String], notes: &mut Vec<String>) -> Vec<usize> {
    if names.len() > MOST_COLUMNS {
        notes.push(format!(
            "Le fichier a {} colonnes : les {MOST_COLUMNS} premières sont regardées.",
            names.len()
        ));
    }
    let mut count = BTreeMap::<&str, usize>::new();
    for name in names {
        *count.entry(name.trim()).or_default() += 1;
    }
    let own = |at: &usize| {
        let name = names[*at].trim();
        !name.is_empty() && count.get(name) == Some(&1)
    };
    (0..names.len().min(MOST_COLUMNS)).filter(own).collect()
}

/// Reads the columns; lines below the rows that are no rows are left out: these have fewer cells.
fn without_bottom(
    dataset: &mut Dataset,
    opened: &Opened,
    wanted: &[String],
    width: usize,
    notes: &mut Vec<String>,
) -> Result<Table> {
    let error = match table::read(dataset, opened, wanted) {
        Ok(table) => return Ok(table),
        Err(error) => error,
    };
    for lines in 1..=MOST_BOTTOM {
        if !are_narrow(dataset, opened, lines, width) {
            break;
        }
        let mut other = dataset.clone();
        other.layout.skip_bottom = lines;
        // Without any row nothing is left to be wrong.
        let read = table::read(&other, opened, wanted).ok().filter(|table| table.rows > 0);
        if let Some(table) = read {
            notes.push(match lines {
                1 => "La dernière ligne, sous le tableau, est laissée.".into(),
                _ => format!("Les {lines} dernières lignes, sous le tableau, sont laissées."),
            });
            *dataset = other;
            return Ok(table);
        }
    }
    Err(error)
}

/// Whether the last lines of a text have fewer cells than its rows; those of other files are not looked at.
fn are_narrow(dataset: &Dataset, opened: &Opened, lines: usize, width: usize) -> bool {
    if !table::is_delimited(&opened.path) {
        return true;
    }
    let filled = |line: &&[u8]| !line.trim_ascii().is_empty();
    let mut last = opened.bytes.rsplit(|b| *b == b'\n').filter(filled).take(lines);
    let narrow =
        |line: &[u8]| split(line, dataset.layout.delimiter).is_none_or(|cells| cells.len() < width);
    last.all(narrow)
}

#[cfg(test)]
mod tests;
