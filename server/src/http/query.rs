//! Query strings, taken strictly: an unknown or repeated name, an unreadable number or a broken
//! escape is a problem document, not a silent default.

use std::borrow::Cow;

use ifn_engine::error::nearest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Problem;

/// Bytes of a query; none that is meant is longer.
const MOST_BYTES: usize = 16_384;
/// Parameters of a query.
const MOST_PAIRS: usize = 512;

/// A query string, its names checked.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Reads a query. Names must be among `known`; those that end in `[]` may come several times.
    ///
    /// # Errors
    /// Anything else.
    pub fn new(raw: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let raw = raw.unwrap_or_default();
        if raw.len() > MOST_BYTES {
            return Err(Problem::bad_request(format!(
                "the query has {} bytes; at most {MOST_BYTES} are read",
                raw.len()
            )));
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in raw.split('&').filter(|p| !p.is_empty()) {
            if pairs.len() == MOST_PAIRS {
                let detail = format!("the query has more than {MOST_PAIRS} parameters");
                return Err(Problem::bad_request(detail));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (unescaped(name)?, unescaped(value)?);
            if !known.contains(&name.as_str()) {
                let detail = format!("there is no parameter {name:?} here");
                return Err(
                    Problem::bad_request(detail).help(nearest(&name, known.iter().copied()))
                );
            }
            if !name.ends_with("[]") && pairs.iter().any(|(other, _)| *other == name) {
                return Err(Problem::bad_request(format!("parameter `{name}` is given twice")));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// Value of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Values of a parameter that may come several times, or hold several separated by commas; none
    /// where it is empty.
    ///
    /// # Errors
    /// One that is empty.
    pub fn list(&self, name: &str) -> Result<Vec<&str>, Problem> {
        let all = self.pairs.iter().filter(|(n, v)| n == name && !v.is_empty());
        let all: Vec<&str> = all.flat_map(|(_, v)| v.split(',')).map(str::trim).collect();
        if all.contains(&"") {
            let detail = format!("parameter `{name}` holds an empty value");
            return Err(Problem::bad_request(detail).help("values are separated by commas"));
        }
        Ok(all)
    }

    /// The same query with another value of one parameter, escaped.
    pub fn with(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(n, _)| n != name);
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair(name, value)
            .finish()
    }

    /// The same query in one spelling: what was asked, whatever the order.
    pub fn canonical(&self) -> String {
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        pairs.sort();
        format!("{pairs:?}")
    }
}

fn unescaped(text: &str) -> Result<String, Problem> {
    let text: Cow<str> =
        if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    decoded(&text)
}

/// What stands as it is in a path: RFC 3986's unreserved letters, and `/`.
const IN_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A name, or names with `/` between them, as a path has it.
pub fn in_path(name: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(name, IN_PATH)
}

/// Text without its percent escapes.
///
/// # Errors
/// An escape that is not one; bytes that are not UTF-8.
pub fn decoded(text: &str) -> Result<String, Problem> {
    let bytes = text.as_bytes();
    let broken = bytes.iter().enumerate().any(|(i, b)| {
        *b == b'%'
            && !bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    let wrong = |what: &str| Problem::bad_request(format!("the address holds {what}"));
    if broken {
        return Err(wrong("a % that begins no escape").help("write % itself as %25"));
    }
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| wrong("escapes that are not UTF-8 text"))?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Result<Query, Problem> {
        Query::new(Some(raw), &["zone", "limit", "codes[]"])
    }

    #[test]
    fn values() {
        let q = read("zone=departement%3A93&codes[]=01&codes%5B%5D=02,03&limit=5").expect("valid");
        assert_eq!(q.text("zone"), Some("departement:93"));
        assert_eq!(q.list("codes[]").expect("values"), ["01", "02", "03"]);
        assert!(read("codes[]=1,,2").expect("names").list("codes[]").is_err());
        assert_eq!(read("limit=&zone").expect("valid").text("limit"), Some(""));
    }

    #[test]
    fn names_in_paths() {
        let escaped = in_path("scores/quartier d'été #1?.parquet").to_string();
        assert_eq!(escaped, "scores/quartier%20d%27%C3%A9t%C3%A9%20%231%3F.parquet");
        assert_eq!(decoded(&escaped).expect("text"), "scores/quartier d'été #1?.parquet");
        assert_eq!(in_path("tiles/territories.pmtiles").to_string(), "tiles/territories.pmtiles");
    }

    #[test]
    fn mistakes_are_refused() {
        for (raw, detail) in [
            ("zoen=1", "there is no parameter \"zoen\" here"),
            ("limit=1&limit=2", "parameter `limit` is given twice"),
            ("zone=%zz", "the address holds a % that begins no escape"),
            ("zone=%4", "the address holds a % that begins no escape"),
            ("zone=%ff", "the address holds escapes that are not UTF-8 text"),
        ] {
            assert_eq!(read(raw).expect_err(raw).detail, detail);
        }
        assert_eq!(
            read("zoen=1").expect_err("unknown").help.as_deref(),
            Some("did you mean zone?")
        );
        assert!(read(&"zone=x&".repeat(10_000)).is_err());
    }
}
