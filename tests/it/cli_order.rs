//! Files of the command form no circle: what two commands share stands in a third file. The engine and the
//! server have their own, stricter test (`floors.rs`, `rooms.rs`).

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::common::root;

/// Files of the command by name, each with those that it names by `crate::`.
fn files() -> BTreeMap<String, BTreeSet<String>> {
    let one = Regex::new(r"crate::(\w+)").unwrap();
    let several = Regex::new(r"crate::\{([^;]*)\};").unwrap();
    let word = Regex::new(r"\w+").unwrap();
    let comment = Regex::new("//[^\n]*").unwrap();
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("cli")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = comment.replace_all(&text, "");
        let mut named: BTreeSet<String> = one.captures_iter(&code).map(|c| c[1].into()).collect();
        for group in several.captures_iter(&code) {
            named.extend(word.find_iter(&group[1]).map(|w| w.as_str().to_string()));
        }
        out.insert(name, named);
    }
    let known: BTreeSet<String> = out.keys().cloned().collect();
    for (name, named) in &mut out {
        named.retain(|other| known.contains(other) && other != name);
    }
    out
}

#[test]
fn no_circle_of_files_in_the_command() {
    let files = files();
    assert!(files["build"].contains("fetch"), "paths are read: {:?}", files["build"]);
    let mut circles = Vec::new();
    for start in files.keys() {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![start]);
        while let Some(file) = ahead.pop() {
            ahead.extend(files[file].iter().filter(|next| seen.insert(*next)));
        }
        if seen.contains(start) {
            circles.push(start);
        }
    }
    assert!(circles.is_empty(), "these files lead back to themselves: {circles:?}");
}
