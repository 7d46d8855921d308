//! Why a wanted column is not in the header: the header is another line, or has another delimiter.
//!
//! In: a text, its header as read, the wanted columns. Out: the error, with the key to set.

use super::delimited_text::DelimitedText;
use super::lines;
use crate::catalog::Dataset;
use crate::error::Error;
use crate::table::header_line::{DELIMITERS, LOOKED_AT, likelier, split};
use crate::table::{Opened, find};

/// Why a column is not in the header: the header is another line, or is split at another delimiter.
pub fn wrong_header(
    dataset: &Dataset,
    opened: &Opened,
    ready: &DelimitedText,
    header: &[String],
    wanted: &[String],
    error: Error,
) -> Error {
    let missing = wanted.iter().find(|name| matches!(find(dataset, header, name), Ok(None)));
    let Some(missing) = missing.filter(|_| dataset.layout.header.is_none()) else { return error };
    let line = ready.skip + 1;
    let sign = char::from(ready.delimiter);
    let elsewhere = header_elsewhere(dataset, ready, header, wanted);
    if let Some((found, delimiter)) = elsewhere {
        let set = format!("delimiter = {:?}", char::from(delimiter).to_string());
        let same = delimiter == ready.delimiter;
        if found != line {
            let skip = found - 1;
            let also = if same { String::new() } else { format!(" and {set}") };
            return Error::input(
                &opened.path,
                format!("has no column `{missing}` in its header, line {line}"),
            )
            .at_line(Some(line))
            .with_help(format!(
                "line {found} is likelier the header: set skip_lines = {skip}{also} for this table"
            ));
        }
        if header.len() > 1 && !same {
            let message = format!("has no column `{missing}` when its header is split at {sign:?}");
            return Error::input(&opened.path, message)
                .at_line(Some(line))
                .with_help(format!("set {set} for this table"));
        }
    }
    if header.len() == 1 {
        let known = elsewhere.is_some_and(|(found, _)| found == line);
        wrong_delimiter(opened, ready, line, known)
    } else {
        error
    }
}

/// The first line that holds most of the wanted columns, and the delimiter that splits it so; `None` where
/// the header has as many.
fn header_elsewhere(
    dataset: &Dataset,
    ready: &DelimitedText,
    header: &[String],
    wanted: &[String],
) -> Option<(usize, u8)> {
    let found = |names: &[String]| {
        wanted.iter().filter(|name| matches!(find(dataset, names, name), Ok(Some(_)))).count()
    };
    let others = DELIMITERS.into_iter().filter(|d| *d != ready.delimiter);
    let delimiters: Vec<u8> = std::iter::once(ready.delimiter).chain(others).collect();
    let lines = ready.text.split(|b| *b == b'\n').zip(1..).take(LOOKED_AT);
    let candidates = lines.flat_map(|(line, number)| {
        let split = |d: &u8| Some(((number, *d), found(&split(line, *d)?)));
        delimiters.iter().filter_map(split).collect::<Vec<_>>()
    });
    likelier(candidates, found(header))
}

/// `known`: every wanted column was found in this line under another delimiter.
fn wrong_delimiter(opened: &Opened, ready: &DelimitedText, line: usize, known: bool) -> Error {
    let text = lines::below(&ready.text, ready.skip);
    let text = text.split(|b| *b == b'\n').next().unwrap_or(text);
    // A delimiter within quotes does not count.
    let count = |delimiter: u8| {
        let mut quoted = false;
        let outside = |b: &&u8| {
            quoted ^= **b == b'"';
            !quoted && **b == delimiter
        };
        text.iter().filter(outside).count()
    };
    let found = DELIMITERS
        .into_iter()
        .filter(|d| *d != ready.delimiter)
        .max_by_key(|d| count(*d))
        .filter(|d| count(*d) > 0);
    let error = Error::input(
        &opened.path,
        format!("the header is one column when split at {:?}", char::from(ready.delimiter)),
    )
    .at_line(Some(line));
    match found {
        Some(d) => {
            let or = if known { "" } else { "; skip_lines, if it is a line above the header" };
            let sign = char::from(d).to_string();
            error.with_help(format!("set delimiter = {sign:?} for this table{or}"))
        }
        None => error.with_help(
            "set `delimiter` for this table, or `skip_lines` if it is a line above the header",
        ),
    }
}
