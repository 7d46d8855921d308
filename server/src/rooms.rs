//! The rooms of this crate, read from its source: each imports only those before it, no route imports
//! another one, and no files import one another in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Rooms in order: each imports only itself and those before it.
const ROOMS: [&str; 13] = [
    "settings", "http", "snapshot", "store", "state", "model", "query", "openapi", "page", "reply",
    "routes", "app", "serve",
];

/// Source files below `src`, without tests and comments, by their path there.
fn sources() -> BTreeMap<PathBuf, String> {
    fn read(folder: &Path, root: &Path, out: &mut BTreeMap<PathBuf, String>) {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read(&path, root, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code = code.lines().map(|l| l.split("//").next().unwrap_or_default());
                let name = path.strip_prefix(root).expect("below the root").to_path_buf();
                out.insert(name, code.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = BTreeMap::new();
    read(&root, &root, &mut out);
    // The root of the crate declares, and this file reads.
    out.retain(|path, _| !["lib.rs", "rooms.rs"].contains(&path.to_str().unwrap_or_default()));
    out
}

/// The room that a file lies in.
fn room(file: &Path) -> String {
    let first = file.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
    first.trim_end_matches(".rs").to_string()
}

/// First names of what stands after a prefix: `a` and `b` of `super::a::X` or `super::{a::X, b}`.
fn named_after(code: &str, prefix: &str) -> Vec<String> {
    let ident = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut out = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            out.push(ident(rest));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    out.push(ident(&list[i..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

/// Files of a folder's `mod.rs`: its modules, and the module that each re-exported name is of.
fn exports(folder: &Path, sources: &BTreeMap<PathBuf, String>) -> BTreeMap<String, PathBuf> {
    let of = |module: &str| {
        let file = folder.join(format!("{module}.rs"));
        if sources.contains_key(&file) { file } else { folder.join(module).join("mod.rs") }
    };
    let code = sources.get(&folder.join("mod.rs")).map_or("", String::as_str);
    let mut out = BTreeMap::new();
    for statement in code.split(';').map(str::trim) {
        let statement = statement.rsplit("]\n").next().unwrap_or_default();
        let visible = statement.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        if let Some(module) = visible.strip_prefix("mod ") {
            out.insert(module.to_string(), of(module));
        } else if let Some(path) = visible.strip_prefix("use ").filter(|_| visible != statement)
            && let Some((module, _)) = path.split_once("::")
        {
            for name in named_after(path, &format!("{module}::")) {
                out.insert(name, of(module));
            }
        }
    }
    out
}

/// Files that each file imports from.
fn arrows(sources: &BTreeMap<PathBuf, String>) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
    let mut out = BTreeMap::new();
    for (file, code) in sources {
        let mut to = BTreeSet::new();
        let parent = file.parent().unwrap_or(Path::new(""));
        let is_mod = file.ends_with("mod.rs");
        let mut add =
            |folder: &Path, names: Vec<String>| {
                let known = exports(folder, sources);
                to.extend(names.into_iter().map(|name| {
                    known.get(&name).cloned().unwrap_or_else(|| folder.join("mod.rs"))
                }));
            };
        if is_mod {
            // What it declares and re-exports is no import; what it uses beside that is.
            let declares = |statement: &&str| {
                let statement = statement.trim();
                let visible =
                    statement.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
                visible.starts_with("mod ") || (visible.starts_with("use ") && visible != statement)
            };
            let body: Vec<&str> = code.split_inclusive(';').filter(|s| !declares(s)).collect();
            let body = body.concat();
            let words: BTreeSet<&str> =
                body.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let used = |name: &String| {
                let is_module = sources.contains_key(&parent.join(format!("{name}.rs")));
                if is_module {
                    body.contains(&format!("{name}::"))
                } else {
                    words.contains(name.as_str())
                }
            };
            add(parent, exports(parent, sources).into_keys().filter(used).collect());
        } else if parent != Path::new("") {
            add(parent, named_after(code, "super::"));
        }
        for room in ROOMS {
            add(Path::new(room), named_after(code, &format!("crate::{room}::")));
        }
        to.remove(file);
        to.retain(|file| sources.contains_key(file));
        out.insert(file.clone(), to);
    }
    out
}

#[test]
fn rooms_import_only_those_before_them() {
    for (file, code) in sources() {
        let own = ROOMS.iter().position(|name| *name == room(&file));
        let own = own.unwrap_or_else(|| panic!("{} lies in no room", file.display()));
        for name in named_after(&code, "crate::") {
            let of = ROOMS.iter().position(|known| *known == name);
            assert!(
                of.is_some_and(|of| of <= own),
                "{} imports crate::{name}, which is not a room before `{}`",
                file.display(),
                ROOMS[own]
            );
        }
    }
}

#[test]
fn no_route_imports_another_one() {
    for (file, code) in sources() {
        if room(&file) == "routes" && !file.ends_with("mod.rs") {
            let found =
                [named_after(&code, "super::"), named_after(&code, "crate::routes::")].concat();
            assert!(found.is_empty(), "{} imports the route {found:?}", file.display());
        }
    }
}

#[test]
fn no_files_import_one_another_in_a_circle() {
    let mut left = arrows(&sources());
    assert!(left.values().any(|to| !to.is_empty()), "arrows are read");
    // Files that import nothing that is left are in no circle.
    while let Some(free) = left.iter().find(|(_, to)| to.is_empty()).map(|(file, _)| file.clone()) {
        left.remove(&free);
        for to in left.values_mut() {
            to.remove(&free);
        }
    }
    assert!(left.is_empty(), "these files import one another in a circle: {left:#?}");
}
