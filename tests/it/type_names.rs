//! A type's name is unique in its crate, so that a reader who meets it knows which one it is.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::common::root;

/// Names that several types of a crate still share, and how many: to be renamed, never added to.
const LEFT: [(&str, &str); 3] = [
    (
        "engine/src",
        "About:3 Access:2 At:2 Axis:2 Block:2 Bounds:2 Cell:8 Cells:2 Child:2 Column:3 \
         Columns:4 Complete:2 Computed:2 Contours:3 Drawn:3 Edge:3 Entry:4 Found:7 Gaps:2 \
         Geometry:2 Grid:2 Input:2 Kept:2 Keys:3 Kind:6 Layer:2 Moved:2 Need:2 Node:2 \
         Outcome:2 Pair:2 Part:4 Parts:3 Piece:2 Place:5 Placed:2 Places:2 Point:3 Points:2 \
         Prepared:2 Raw:2 Read:2 Reader:3 Refused:2 Report:2 Request:2 Ring:2 Rings:2 Row:2 \
         Rows:5 Run:2 Scored:2 Shape:2 Side:2 Source:4 State:3 Sums:2 Supply:2 Texts:2 \
         Tree:3 Unit:2 Units:2 Whole:2 Zones:2",
    ),
    ("server/src", "Line:2 Wanted:2"),
    ("cli", "Shown:2"),
];

/// The name that a line of Rust declares as a type of its module. Types of a trait, which are
/// indented, have the names that the trait gives them.
fn declared(line: &str) -> Option<&str> {
    let trimmed = line.trim_start();
    let mut words = trimmed.split_whitespace();
    let first = words.next()?;
    let kind = if first.starts_with("pub") { words.find(|w| !w.ends_with(')'))? } else { first };
    let indented = trimmed.len() < line.len();
    if !["struct", "enum", "trait", "type"].contains(&kind) || (indented && kind == "type") {
        return None;
    }
    let name = words.next()?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    name.starts_with(char::is_uppercase).then(|| &name[..end])
}

/// Adds the places where a folder declares types: `file:line` by name. Unit tests keep their own.
fn collect(folder: &Path, found: &mut BTreeMap<String, Vec<String>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for (number, line) in text.lines().enumerate() {
                if let Some(name) = declared(line) {
                    let place = path.strip_prefix(root()).unwrap().display();
                    let places = found.entry(name.into()).or_default();
                    places.push(format!("{place}:{}", number + 1));
                }
            }
        }
    }
}

#[test]
fn no_name_is_given_to_two_types_of_a_crate() {
    let mut faults = String::new();
    for (folder, left) in LEFT {
        let mut found = BTreeMap::new();
        collect(&root().join(folder), &mut found);
        assert!(found.len() > 5, "{folder} declares types");
        let shared: BTreeMap<&str, usize> =
            found.iter().filter(|(_, at)| at.len() > 1).map(|(n, at)| (&**n, at.len())).collect();
        let left: BTreeMap<&str, usize> = left
            .split_whitespace()
            .map(|entry| entry.split_once(':').unwrap())
            .map(|(name, count)| (name, count.parse().unwrap()))
            .collect();
        for (name, count) in &shared {
            if left.get(name).is_none_or(|known| count > known) {
                let _ = writeln!(faults, "{name} names {count} types: {:?}", found[*name]);
            }
        }
        if shared != left {
            let list: Vec<_> = shared.iter().map(|(n, count)| format!("{n}:{count}")).collect();
            let _ = writeln!(faults, "the list of {folder} would be: {}", list.join(" "));
        }
    }
    assert!(
        faults.is_empty(),
        "rename a type that is new; where fewer are left, take them off the list:\n{faults}"
    );
}

#[test]
fn declarations_are_told_from_uses() {
    for (line, name) in [
        ("pub struct Place {", Some("Place")),
        ("pub(crate) enum Kind<'a> {", Some("Kind")),
        ("pub(in crate::tiles) type Ring = Vec<Point>;", Some("Ring")),
        ("    struct Keys(Vec<u8>);", Some("Keys")),
        ("trait Rows: Send {", Some("Rows")),
        ("    type Err = String;", None),
        ("/// struct Place", None),
        ("let kind = Kind::Zip;", None),
    ] {
        assert_eq!(declared(line), name, "{line}");
    }
}
