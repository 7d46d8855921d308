//! A zone in a small file: its name and its members, as JSON, which a browser reads and writes as the
//! command does.
//!
//! ```json
//! { "name": "Hub Bretagne", "members": ["departement:22", "departement:29"] }
//! ```

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::model::{ZoneName, ZoneSet};
use crate::error::{Error, Result};

/// Bytes of a file of a zone.
const MOST_BYTES: u64 = 65_536;
/// What a file holds, for people.
const EXAMPLE: &str =
    r#"as in {"name": "Hub Bretagne", "members": ["departement:22", "departement:29"]}"#;

/// The keys of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    members: Vec<String>,
}

/// Reads the zone of a file. Whether its members exist is for the territory or the build to say.
///
/// # Errors
/// No such file; one that is larger than 64 kB, not JSON, or whose name or members are none.
pub fn read_zone(path: &Path) -> Result<ZoneSet> {
    let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|e| Error::io("read", path, e))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("a file of a zone has at most {MOST_BYTES} bytes");
        return Err(Error::input(path, message).with_help(EXAMPLE));
    }
    // Editors of Windows put a mark before UTF-8.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // What stands in the place of an object would be read as its values, or be called by names of this program.
    if text.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        let message = "is no file of a zone: an object is expected, with `name` and `members`";
        return Err(Error::input(path, message).with_help(EXAMPLE));
    }
    let ZoneFile { name, members } = serde_json::from_slice(text).map_err(|e| {
        let wrong = Error::input(path, format!("is no file of a zone: {e}"));
        wrong.at_line(Some(e.line())).with_help(EXAMPLE)
    })?;
    let wrong = |why: String| Error::input(path, why).with_help(EXAMPLE);
    let read = |(i, member): (usize, &String)| {
        member.trim().parse::<ZoneName>().map_err(|why| wrong(format!("member {}: {why}", i + 1)))
    };
    let members = members.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
    ZoneSet::new(name, members).map_err(wrong)
}

/// The file of a zone, which [`read_zone`] reads back as the same.
pub fn zone_json(zone: &ZoneSet) -> String {
    let file = ZoneFile {
        name: zone.name().map(String::from),
        members: zone.members().iter().map(ToString::to_string).collect(),
    };
    // Texts alone: nothing in it that JSON has not.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<ZoneSet> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("zone.json");
        std::fs::write(&path, text).expect("written");
        read_zone(&path)
    }

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let zone = "departement:29,departement:22".parse::<ZoneSet>().expect("a zone");
        let zone = zone.named(Some("Hub « Bretagne »".into())).expect("a name");
        let text = zone_json(&zone);
        assert!(text.starts_with("{\n  \"name\": \"Hub « Bretagne »\",\n"), "{text}");
        assert_eq!(read(text.as_bytes()).expect("read back"), zone);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(read(&marked).expect("with a mark"), zone);
        assert!(read(br#"{"members": ["region:53"]}"#).expect("no name").name().is_none());
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said_with_its_line() {
        for (text, said) in [
            ("{", "zone.json:1: is no file of a zone"),
            (" []", "zone.json: is no file of a zone: an object is expected"),
            ("[\"hub\", [\"region:53\"]]", "an object is expected, with `name` and `members`"),
            ("\"region:53\"", "an object is expected"),
            ("{\n \"membres\": []}", "zone.json:2: is no file of a zone: unknown field `membres`"),
            ("{\"name\": \"x\"}", "missing field `members`"),
            ("{\"members\": []}", "at least one member"),
            ("{\"members\": [\"region:53\", \"22\"]}", "member 2: a zone is written level:code"),
            ("{\"members\": [\"region:53\"], \"name\": \"\"}", "1 to 100 letters"),
            ("{\"members\": [\"region:53,region:11\"]}", "one level:code"),
        ] {
            let wrong = read(text.as_bytes()).expect_err(text);
            assert!(wrong.to_string().contains(said), "{wrong}");
            assert!(wrong.help().is_some_and(|help| help.contains("Hub Bretagne")));
        }
        assert!(read(b"\xff\xfe{}").is_err());
        let long = read(&b" ".repeat(70_000)).expect_err("long");
        assert!(long.to_string().contains("at most 65536 bytes"), "{long}");
    }
}
