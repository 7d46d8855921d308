//! Delimited text without quotes, as statistical offices write it: the columns that are wanted, and
//! nothing else, are taken out of each line.
//!
//! In: bytes below the header, positions of columns. Out: one Arrow column of text each; empty is null. Lines
//! are cut, checked and read in parallel, in parts that fit the processor's cache; every line
//! must have as many fields as the header. Bytes that are not UTF-8, and quotes, are refused.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

/// Bytes that one task reads.
const TASK: usize = 512 << 10;
/// Bytes whose delimiters are counted at once.
const BLOCK: usize = 64;

/// Why a text is not read here.
#[derive(Debug, PartialEq, Eq)]
pub enum Odd {
    /// It is not UTF-8.
    NotText,
    /// A quote gives delimiters and line ends another meaning.
    Quoted,
    /// A line is not as wide as the header.
    Ragged {
        /// Its number, from 0, in the text.
        line: usize,
        /// Fields that it has.
        fields: usize,
    },
}

/// The columns at `positions` (ascending, each once) of a text of `width` fields a line, in parts.
///
/// # Errors
/// See [`Odd`]; of a line of another width, the first.
pub fn read(
    text: &[u8],
    delimiter: u8,
    width: usize,
    positions: &[usize],
) -> Result<Vec<Vec<ArrayRef>>, Odd> {
    let parts = cut(text);
    let read: Vec<Result<Vec<ArrayRef>, Odd>> =
        parts.par_iter().map(|part| lines(part, delimiter, width, positions)).collect();
    let mut columns: Vec<Vec<ArrayRef>> = vec![Vec::with_capacity(parts.len()); positions.len()];
    // Which lines are too short is only known of a text without quotes.
    let others = read.iter().filter_map(|part| part.as_ref().err());
    if let Some(odd) = others.clone().find(|odd| !matches!(odd, Odd::Ragged { .. })) {
        return Err(match odd {
            Odd::NotText => Odd::NotText,
            _ => Odd::Quoted,
        });
    }
    for (number, part) in read.into_iter().enumerate() {
        match part {
            Ok(read) => columns.iter_mut().zip(read).for_each(|(all, part)| all.push(part)),
            Err(Odd::Ragged { line, fields }) => {
                let before = &text[..parts[..number].iter().map(|p| p.len()).sum()];
                let line = memchr_iter(b'\n', before).count() + line;
                return Err(Odd::Ragged { line, fields });
            }
            Err(odd) => return Err(odd),
        }
    }
    Ok(columns)
}

/// Parts of whole lines.
fn cut(mut text: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::with_capacity(text.len() / TASK + 1);
    while text.len() > TASK {
        // A line end is one byte: what is before and after it is text.
        let end = memchr(b'\n', &text[TASK..]).map_or(text.len(), |at| TASK + at + 1);
        let (part, rest) = text.split_at(end);
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

fn lines(
    part: &[u8],
    delimiter: u8,
    width: usize,
    positions: &[usize],
) -> Result<Vec<ArrayRef>, Odd> {
    let text = std::str::from_utf8(part).map_err(|_| Odd::NotText)?;
    if memchr(b'"', part).is_some() {
        return Err(Odd::Quoted);
    }
    let guess = text.len() / (width * 12).max(1) + 1;
    let mut columns: Vec<StringBuilder> =
        positions.iter().map(|_| StringBuilder::with_capacity(guess, guess * 10)).collect();
    let mut rest = text;
    for number in 0.. {
        if rest.is_empty() {
            break;
        }
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let ragged = || Odd::Ragged { line: number, fields: 1 + count(line.as_bytes(), delimiter) };
        let (mut field, mut start) = (0, 0);
        for (column, &position) in columns.iter_mut().zip(positions) {
            let ahead = &line.as_bytes()[start..];
            start += after(ahead, delimiter, position - field).ok_or_else(ragged)?;
            field = position;
            let here = &line[start..];
            match &here[..memchr(delimiter, here.as_bytes()).unwrap_or(here.len())] {
                "" => column.append_null(),
                text => column.append_value(text),
            }
        }
        if field + 1 + count(&line.as_bytes()[start..], delimiter) != width {
            return Err(ragged());
        }
    }
    Ok(columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect())
}

/// Where the field after `fields` delimiters begins.
///
/// Most fields are passed over: they are counted block by block, which a compiler does many bytes at a
/// time, and a block is looked into only where the field begins in it.
fn after(text: &[u8], delimiter: u8, fields: usize) -> Option<usize> {
    let mut left = fields;
    let mut at = 0;
    for block in text.as_chunks::<BLOCK>().0 {
        let inside = count(block, delimiter);
        if inside >= left {
            break;
        }
        left -= inside;
        at += BLOCK;
    }
    if left == 0 {
        return Some(at);
    }
    memchr_iter(delimiter, &text[at..]).nth(left - 1).map(|end| at + end + 1)
}

fn count(text: &[u8], delimiter: u8) -> usize {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let inside = |part: &[u8]| part.iter().map(|b| u8::from(*b == delimiter)).sum::<u8>();
    blocks.iter().map(|block| usize::from(inside(block))).sum::<usize>() + usize::from(inside(rest))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};

    use super::*;

    fn texts(columns: &[Vec<ArrayRef>]) -> Vec<Vec<Option<String>>> {
        let text = |parts: &Vec<ArrayRef>| {
            let parts = parts.iter().map(AsArray::as_string::<i32>);
            parts.flat_map(|p| p.iter().map(|t| t.map(String::from)).collect::<Vec<_>>()).collect()
        };
        columns.iter().map(text).collect()
    }

    #[test]
    fn wanted_columns_of_lines() {
        let got = read("1;é;x\r\n\n2;;y\n3;b;z".as_bytes(), b';', 3, &[0, 1]).expect("regular");
        let some = |t: &str| Some(t.to_string());
        assert_eq!(
            texts(&got),
            [vec![some("1"), some("2"), some("3")], vec![some("é"), None, some("b")]]
        );
        assert_eq!(read(b"", b';', 2, &[1]).expect("no line")[0][0].len(), 0);
        assert_eq!(
            read(b"1;2\n3;4\n5\n", b';', 2, &[0]).expect_err("short"),
            Odd::Ragged { line: 2, fields: 1 }
        );
        // A line that looks short may have a quoted line end.
        assert_eq!(read(b"1\n2;\"a\nb\"\n", b';', 2, &[0]).expect_err("quoted"), Odd::Quoted);
        assert_eq!(read(b"1;\xe9\n", b';', 2, &[0]).expect_err("latin"), Odd::NotText);
    }

    #[test]
    fn many_parts_say_what_one_says() {
        let row = |i: usize| format!("{i};{};{}\n", "x".repeat(i % 50), i * 7);
        let text: String = (0..200_000).map(row).collect();
        assert!(cut(text.as_bytes()).len() > 1);
        let got = read(text.as_bytes(), b';', 3, &[0, 2]).expect("regular");
        let texts = texts(&got);
        assert!((0..200_000).all(
            |i| texts[0][i] == Some(i.to_string()) && texts[1][i] == Some((i * 7).to_string())
        ));
        let short = format!("{text}1;2\n");
        let ragged = read(short.as_bytes(), b';', 3, &[0]).expect_err("short");
        assert_eq!(ragged, Odd::Ragged { line: 200_000, fields: 2 });
    }
}
