//! Names of members: which is wanted, which are not to be trusted.

/// Endings of data files.
const DATA: [&str; 13] = [
    ".csv",
    ".txt",
    ".tsv",
    ".json",
    ".geojson",
    ".parquet",
    ".geoparquet",
    ".gpkg",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
];

/// How files that tell about the data begin: a dictionary of variables, a text to be read first.
const DESCRIPTIONS: [&str; 5] = ["meta", "readme", "lisez", "licence", "license"];

/// Whether a name, taken for a path, leads out of the folder that it would be unpacked in.
pub fn escapes(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.contains('\0') || name.split('/').any(|p| p == "..")
}

/// Whether a Mac put a member beside the user's own: what it knows of a file, never the file.
pub fn of_a_mac(name: &str) -> bool {
    let path = plain(name);
    let mut parts = path.split('/');
    parts.clone().any(|part| part == "__MACOSX")
        || parts.next_back().is_some_and(|file| file.starts_with("._"))
}

/// A path as all write it alike: `./a//t.csv` and `a\\t.csv` are `a/t.csv`.
pub fn plain(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// Members that match, sorted; each as often as it is there. Descriptions (`meta_…`, `lisez-moi…`) and
/// hidden files (`.…`) never do unless they are asked for. A pattern with a `/` is held against the whole
/// path, from this archive or, with `prefix` before it, from the outermost one; another against the file's
/// name. One that begins with `./` is a path from the outermost archive alone. Letters are alike in both
/// cases; a member whose whole path is the pattern, letter for letter, is the one.
pub fn matching<'a>(names: &[&'a str], prefix: &str, pattern: Option<&str>) -> Vec<&'a str> {
    let mut sorted: Vec<&str> = names.iter().copied().filter(|n| !n.ends_with('/')).collect();
    sorted.sort_unstable();
    let Some(pattern) = pattern else {
        sorted.retain(|n| !described(n) && DATA.iter().any(|e| base(n).ends_with(e)));
        return sorted;
    };
    let (outermost, pattern) = (pattern.starts_with("./"), plain(pattern));
    let whole = |n: &str| plain(&format!("{prefix}{n}"));
    let exact = |n: &str| (!outermost && plain(n) == pattern) || whole(n) == pattern;
    let exact: Vec<&str> = sorted.iter().copied().filter(|n| exact(n)).collect();
    if !exact.is_empty() {
        return exact;
    }
    let pattern = pattern.to_lowercase();
    sorted.retain(|n| {
        let (lower, whole) = (plain(n).to_lowercase(), whole(n).to_lowercase());
        let held = match (outermost, pattern.contains('/')) {
            (true, _) => glob(&pattern, &whole),
            (false, true) => glob(&pattern, &lower) || glob(&pattern, &whole),
            (false, false) => glob(&pattern, &base(n)),
        };
        held && (lower == pattern || !described(n) || asked_for(&pattern))
    });
    sorted
}

/// The file's name, in lower case.
fn base(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase()
}

/// Whether a file tells about the data beside it, or is hidden.
fn described(name: &str) -> bool {
    let base = base(name);
    base.starts_with('.') || DESCRIPTIONS.iter().any(|start| base.starts_with(start))
}

/// Whether a pattern is after such a file.
fn asked_for(pattern: &str) -> bool {
    let file = pattern.rsplit('/').next().unwrap_or(pattern);
    file.starts_with('.') || DESCRIPTIONS.iter().any(|start| pattern.contains(start))
}

/// `*` stands for any run of characters.
fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return name.is_empty() };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        assert!(glob("base-*.csv", "base-ic-2021.csv") && glob("a", "a") && glob("*", ""));
        assert!(!glob("base-*.csv", "meta_base-ic.csv") && !glob("a*b*c", "acb"));
    }

    #[test]
    fn all_that_match() {
        let names = ["b/t.csv", "a/t.csv", "T.csv", "meta_t.csv", "LISEZ-MOI.txt", "d/"];
        for (pattern, all) in [
            (None, &["T.csv", "a/t.csv", "b/t.csv"][..]),
            (Some("t.csv"), &["T.csv", "a/t.csv", "b/t.csv"]),
            (Some("T.csv"), &["T.csv"]),
            (Some("a/T.csv"), &["a/t.csv"]),
            (Some("in.zip/a/t.csv"), &["a/t.csv"]),
            (Some("*/t.csv"), &["a/t.csv", "b/t.csv"]),
            (Some("meta*"), &["meta_t.csv"]),
            (Some("lisez*.txt"), &["LISEZ-MOI.txt"]),
            (Some("x.csv"), &[]),
        ] {
            let prefix = if pattern == Some("*/t.csv") { "" } else { "in.zip/" };
            assert_eq!(matching(&names, prefix, pattern), all, "{pattern:?}");
        }
        assert_eq!(matching(&["t.csv", "t.csv"], "", Some("t.csv")).len(), 2);
    }

    #[test]
    fn one_path_in_several_spellings() {
        let names = ["./t.csv", "a\\t.csv", "t.csv"];
        for (pattern, all) in [
            ("t.csv", &["./t.csv", "t.csv"][..]),
            ("./t.csv", &["./t.csv", "t.csv"]),
            ("a/t.csv", &["a\\t.csv"]),
            ("*.csv", &names),
        ] {
            assert_eq!(matching(&names, "", Some(pattern)), all, "{pattern}");
        }
        // From the outermost archive alone.
        assert_eq!(matching(&["t.csv"], "in.zip/", Some("./t.csv")), [""; 0]);
        assert_eq!(matching(&["t.csv"], "in.zip/", Some("./in.zip/t.csv")), ["t.csv"]);
    }

    #[test]
    fn hidden_files_are_no_data() {
        let names = [".hidden.csv", "t.csv"];
        assert_eq!(matching(&names, "", None), ["t.csv"]);
        assert_eq!(matching(&names, "", Some("*.csv")), ["t.csv"]);
        assert_eq!(matching(&names, "", Some(".hid*.csv")), [".hidden.csv"]);
        for of_system in ["__MACOSX/._t.csv", "a/._t.csv", "._t.csv", "a/__MACOSX/t.csv"] {
            assert!(of_a_mac(of_system), "{of_system}");
        }
        assert!(!of_a_mac("a/.t.csv") && !of_a_mac("_t.csv"));
    }

    #[test]
    fn labels_and_paths() {
        for bad in ["../x", "a/../../x", "/etc/passwd", "C:\\x", "..\\x", "a\0b"] {
            assert!(escapes(bad), "{bad}");
        }
        for good in ["a/b.csv", "..a", "a..b/c", "./x"] {
            assert!(!escapes(good), "{good}");
        }
    }
}
