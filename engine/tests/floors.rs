//! The engine's floors: each module imports only from those above it in the table of `src/lib.rs`,
//! and the files of one floor form no circle.
//!
//! In: the sources. Paths are read as text (`use …;`, `crate::x`, `super::x`), comments left out.
//! Out: every arrow that runs back, with its file; every circle, with its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module's path below the crate; empty for the crate itself.
type Module = Vec<String>;

/// What a name is called in the crate's root, and where it lives.
const ROOT: [(&str, &str); 2] = [("Error", "error"), ("Result", "error")];

/// A source file.
struct Source {
    file: PathBuf,
    /// Without comments and unit tests.
    code: String,
    /// Unit tests in the same file, as the module `tests` below it.
    tests: String,
}

fn sources() -> BTreeMap<Module, Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let comment = Regex::new("//[^\n]*").expect("a pattern");
    let tests = Regex::new(r"(?s)#\[cfg\([^\]]*\btest\b[^\]]*\)\]\s*mod \w+ \{.*?\n\}\n")
        .expect("a pattern");
    let mut out = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let file = path.strip_prefix(&root).expect("below").to_path_buf();
            let mut module: Module =
                file.with_extension("").iter().map(|p| p.to_string_lossy().into()).collect();
            if module.last().is_some_and(|last| last == "mod" || last == "lib") {
                module.pop();
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let code = comment.replace_all(&text, "");
            let own = tests.find_iter(&code).map(|found| found.as_str()).collect();
            let code = tests.replace_all(&code, "").into_owned();
            out.insert(module, Source { file, code, tests: own });
        }
    }
    out
}

/// The floors, lowest first, as the table of `src/lib.rs` lists them.
fn floors() -> Vec<String> {
    let lib = include_str!("../src/lib.rs");
    let row = Regex::new(r"(?m)^//! \| \[?`(\w+)`\]? \|").expect("a pattern");
    row.captures_iter(lib).map(|found| found[1].to_string()).collect()
}

/// `a::{b, c::{d, e as f}}` → `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or(tree);
        return vec![name.trim().to_string()];
    };
    let inner = rest.trim_end().strip_suffix('}').expect("a closed group");
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("a part").push(c);
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(part)).map(|part| format!("{}{part}", head.trim())).collect()
}

/// Paths that a module names, from the crate's root; those of other crates left out.
fn paths(code: &str, module: &Module, all: &BTreeMap<Module, Source>) -> Vec<Module> {
    let statement = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").expect("one");
    let inline = Regex::new(r"\b(?:crate|super)(?:::\w+)+").expect("a pattern");
    let mut written: Vec<String> =
        statement.captures_iter(code).flat_map(|found| expand(&found[1])).collect();
    let rest = statement.replace_all(code, "");
    written.extend(inline.find_iter(&rest).map(|found| found.as_str().to_string()));
    let absolute = |path: String| -> Option<Module> {
        let mut names = path.split("::").map(|name| name.trim().to_string()).peekable();
        let mut base = match names.peek().map(String::as_str)? {
            "crate" => {
                names.next();
                Vec::new()
            }
            "self" => {
                names.next();
                module.clone()
            }
            "super" => module.clone(),
            child => {
                let mut below = module.clone();
                below.push(child.to_string());
                // Else a name of another crate.
                all.contains_key(&below).then(|| module.clone())?
            }
        };
        while names.next_if(|name| name == "super").is_some() {
            base.pop();
        }
        base.extend(names.filter(|name| name != "self"));
        Some(base)
    };
    written.into_iter().filter_map(absolute).collect()
}

/// The file that a path ends in: what a `mod.rs` re-exports is looked for where it is defined.
fn file_of(
    path: &[String],
    all: &BTreeMap<Module, Source>,
    named: &BTreeMap<Module, Vec<Module>>,
    depth: usize,
) -> Module {
    let deepest = (0..=path.len()).rev().find(|n| all.contains_key(&path[..*n]));
    let (module, rest) = path.split_at(deepest.expect("the crate's root"));
    let Some(first) = rest.first().filter(|_| depth < 8) else { return module.to_vec() };
    let source = named[module].iter().find(|source| {
        let below = source.len() > module.len() + 1 && source.starts_with(module);
        below && source.last() == Some(first)
    });
    match source {
        None => module.to_vec(),
        Some(source) => {
            let path: Module = source.iter().chain(&rest[1..]).cloned().collect();
            file_of(&path, all, named, depth + 1)
        }
    }
}

#[test]
fn no_arrow_runs_back() {
    let (floors, all) = (floors(), sources());
    let floor = |name: &str| floors.iter().position(|floor| floor == name);
    let mut wrong = Vec::new();
    for (module, source) in &all {
        let Some(own) = module.first() else { continue };
        let Some(height) = floor(own) else {
            wrong.push(format!("{}: `{own}` is not in the table of lib.rs", source.file.display()));
            continue;
        };
        let tests: Module = module.iter().cloned().chain(["tests".to_string()]).collect();
        let named = [paths(&source.code, module, &all), paths(&source.tests, &tests, &all)];
        for path in named.into_iter().flatten() {
            let Some(first) = path.first() else { continue };
            let target = ROOT.iter().find(|(name, _)| name == first).map_or(&**first, |(_, at)| at);
            match floor(target) {
                Some(other) if other <= height => {}
                Some(_) => wrong.push(format!("{}: {own} → {target}", source.file.display())),
                None => wrong.push(format!("{}: no floor `{target}`", source.file.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{} arrows run back:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_circle_of_files() {
    let all = sources();
    let named: BTreeMap<Module, Vec<Module>> = all
        .iter()
        .map(|(module, source)| (module.clone(), paths(&source.code, module, &all)))
        .collect();
    // A file may use what its own folder's `mod.rs` defines.
    let mut arrows: BTreeMap<&Module, BTreeSet<Module>> = named
        .iter()
        .map(|(module, paths)| {
            let targets = paths.iter().map(|path| file_of(path, &all, &named, 0));
            (module, targets.filter(|target| !module.starts_with(target)).collect())
        })
        .collect();
    // What points at nothing that is left is in no circle.
    loop {
        let before = arrows.len();
        let left: BTreeSet<Module> = arrows.keys().map(|module| (*module).clone()).collect();
        arrows.retain(|_, targets| targets.iter().any(|target| left.contains(target)));
        if arrows.len() == before {
            break;
        }
    }
    // Nor is what nothing that is left points at.
    loop {
        let before = arrows.len();
        let met: BTreeSet<Module> = arrows.values().flatten().cloned().collect();
        arrows.retain(|module, _| met.contains(*module));
        if arrows.len() == before {
            break;
        }
    }
    let lines: Vec<String> = arrows
        .iter()
        .map(|(module, targets)| {
            let targets = targets.iter().filter(|target| arrows.contains_key(target));
            let names: Vec<String> =
                targets.map(|target| all[target].file.display().to_string()).collect();
            format!("{} → {}", all[*module].file.display(), names.join(", "))
        })
        .collect();
    assert!(lines.is_empty(), "files form circles:\n{}", lines.join("\n"));
}
