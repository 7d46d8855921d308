//! A type's name is unique in its crate, so that a reader who meets it knows which one it is.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::common::root;

/// The folder of each crate.
const CRATES: [&str; 3] = ["engine/src", "server/src", "cli"];

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
    for folder in CRATES {
        let mut found = BTreeMap::new();
        collect(&root().join(folder), &mut found);
        assert!(found.len() > 5, "{folder} declares types");
        for (name, places) in found.iter().filter(|(_, places)| places.len() > 1) {
            let _ = writeln!(faults, "{name} names {} types: {places:?}", places.len());
        }
    }
    assert!(faults.is_empty(), "rename all but one of each:\n{faults}");
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
