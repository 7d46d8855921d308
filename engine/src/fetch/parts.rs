//! Whether what a server sends is the rest of what is here (RFC 9110, 15.3.7.3): the same version by its
//! validators, from the byte where it broke off, of a file as large as it was.

use super::http::{Answer, ContentRange};
use super::store::Version;

/// Where the part ends, if an answer of status 206 continues the `here` bytes of a version; where the
/// answer does not say its end, that is the end of the file.
///
/// # Errors
/// Why the answer does not continue them.
pub fn goes_on(answer: &Answer, known: &Version, here: u64) -> Result<Option<u64>, String> {
    if answer.packed {
        return Err("sends the rest of the file packed, as the beginning was not".into());
    }
    let Some(ContentRange { range: Some((first, last)), total }) = answer.part else {
        return Err("answers with a part, and does not say which".into());
    };
    if first != here {
        return Err(format!(
            "answers with the bytes from {first} on, it was asked for those from {here} on"
        ));
    }
    if answer.length.is_some_and(|length| length != last - first + 1) {
        return Err("announces another number of bytes than its part has".into());
    }
    if let (Some(total), Some(known)) = (total, known.bytes)
        && total != known
    {
        return Err(format!("has a file of {total} bytes now, it was one of {known}"));
    }
    same_version(&answer.version, known)?;
    Ok(Some(last + 1))
}

/// Whether an answer of status 416 says that the `here` bytes of a version are all there are.
pub fn nothing_missing(answer: &Answer, known: &Version, here: u64) -> bool {
    let all = answer.part.is_some_and(|part| part.total == Some(here));
    all && (known.bytes == Some(here) || same_version(&answer.version, known).is_ok())
}

/// A part says of which version it is, by the validator that it was asked with, and contradicts it by
/// none.
fn same_version(part: &Version, known: &Version) -> Result<(), String> {
    let strong = known.etag.as_deref().filter(|tag| !tag.starts_with("W/"));
    let (name, was, is) = match strong {
        Some(tag) => ("ETag", Some(tag), part.etag.as_deref()),
        None => ("Last-Modified", known.modified.as_deref(), part.modified.as_deref()),
    };
    let Some(is) = is else {
        return Err(format!("answers with a part, and does not say of which version ({name})"));
    };
    let other = |was: &Option<String>, is: &Option<String>| matches!((was, is), (Some(was), Some(is)) if was != is);
    if was != Some(is) || other(&known.etag, &part.etag) || other(&known.modified, &part.modified) {
        return Err("answers with a part of another version of the file".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(etag: Option<&str>, modified: Option<&str>) -> Version {
        let text = |t: Option<&str>| t.map(String::from);
        Version { etag: text(etag), modified: text(modified), ..Version::default() }
    }

    #[test]
    fn versions() {
        let (a, b, weak) = (Some("\"a\""), Some("\"b\""), Some("W/\"a\""));
        let (monday, tuesday) = (Some("Mon"), Some("Tue"));
        for (part, known, same) in [
            ((a, None), (a, None), true),
            ((a, None), (a, monday), true),
            ((b, None), (a, None), false),
            ((None, monday), (a, monday), false),
            ((None, None), (a, None), false),
            ((weak, None), (a, None), false),
            ((a, tuesday), (a, monday), false),
            ((None, monday), (None, monday), true),
            ((None, tuesday), (None, monday), false),
            ((None, None), (None, monday), false),
            ((weak, monday), (weak, monday), true),
            ((Some("W/\"c\""), monday), (weak, monday), false),
            ((None, None), (None, None), false),
        ] {
            let found = same_version(&version(part.0, part.1), &version(known.0, known.1));
            assert_eq!(found.is_ok(), same, "{part:?} {known:?}");
        }
    }
}
