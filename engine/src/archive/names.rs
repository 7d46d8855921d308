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

/// Members that match, sorted; each as often as it is there. Descriptions (`meta_…`, `lisez-moi…`) never
/// do unless they are asked for. A pattern with a `/` is held against the whole path, from this archive
/// or, with `prefix` before it, from the outermost one; another against the file's name. Letters are
/// alike in both cases; a member whose whole path is the pattern, letter for letter, is the one.
pub fn matching<'a>(names: &[&'a str], prefix: &str, pattern: Option<&str>) -> Vec<&'a str> {
    let mut sorted: Vec<&str> = names.iter().copied().filter(|n| !n.ends_with('/')).collect();
    sorted.sort_unstable();
    let Some(pattern) = pattern else {
        sorted.retain(|n| !described(n) && DATA.iter().any(|e| base(n).ends_with(e)));
        return sorted;
    };
    let whole = |n: &str| format!("{prefix}{n}");
    let exact: Vec<&str> =
        sorted.iter().copied().filter(|n| *n == pattern || whole(n) == pattern).collect();
    if !exact.is_empty() {
        return exact;
    }
    let pattern = pattern.to_lowercase();
    sorted.retain(|n| {
        let (lower, whole) = (n.to_lowercase(), whole(n).to_lowercase());
        let held = if pattern.contains('/') {
            glob(&pattern, &lower) || glob(&pattern, &whole)
        } else {
            glob(&pattern, &base(n))
        };
        lower == pattern || (held && (!described(n) || asked_for(&pattern)))
    });
    sorted
}

/// The file's name, in lower case.
fn base(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_lowercase()
}

/// Whether a file tells about the data beside it.
fn described(name: &str) -> bool {
    let base = base(name);
    DESCRIPTIONS.iter().any(|start| base.starts_with(start))
}

/// Whether a pattern is after such a file.
fn asked_for(pattern: &str) -> bool {
    DESCRIPTIONS.iter().any(|start| pattern.contains(start))
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
    fn labels_and_paths() {
        for bad in ["../x", "a/../../x", "/etc/passwd", "C:\\x", "..\\x", "a\0b"] {
            assert!(escapes(bad), "{bad}");
        }
        for good in ["a/b.csv", "..a", "a..b/c", "./x"] {
            assert!(!escapes(good), "{good}");
        }
    }
}
