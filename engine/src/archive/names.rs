//! Names of members: which is wanted, which are not to be trusted.

/// Endings of data files.
const DATA: [&str; 6] = [".csv", ".txt", ".parquet", ".xlsx", ".gpkg", ".geojson"];

/// Whether a name, taken for a path, leads out of the folder that it would be unpacked in.
pub fn escapes(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.contains('\0') || name.split('/').any(|p| p == "..")
}

/// First member, by name, that matches; descriptions of the variables (`meta_…`) never do
/// unless they are asked for. A pattern with a `/` is held against the whole path, another against
/// the file's name; letters are alike in both cases.
pub fn choose(names: &[String], pattern: Option<&str>) -> Option<String> {
    let base = |n: &str| n.rsplit('/').next().unwrap_or(n).to_lowercase();
    let described = |n: &str| base(n).starts_with("meta");
    let mut sorted: Vec<&String> = names.iter().filter(|n| !n.ends_with('/')).collect();
    sorted.sort();
    let found = match pattern.map(str::to_lowercase) {
        Some(p) => sorted.into_iter().find(|n| {
            let held = if p.contains('/') { n.to_lowercase() } else { base(n) };
            n.to_lowercase() == p || (glob(&p, &held) && (!described(n) || p.contains("meta")))
        }),
        None => {
            sorted.into_iter().find(|n| !described(n) && DATA.iter().any(|e| base(n).ends_with(e)))
        }
    };
    found.cloned()
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
    fn labels_and_paths() {
        for bad in ["../x", "a/../../x", "/etc/passwd", "C:\\x", "..\\x", "a\0b"] {
            assert!(escapes(bad), "{bad}");
        }
        for good in ["a/b.csv", "..a", "a..b/c", "./x"] {
            assert!(!escapes(good), "{good}");
        }
    }
}
