//! Units as zones name them; reference zones: which units are compared with each other.

use crate::error::nearest;

/// Zones whose members can be compared with each other, for units of France.
const ZONES: [&str; 4] = ["france", "region", "departement", "epci"];

/// A unit that is a zone or a member of one, as users name it: `departement:93`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ZoneName {
    /// Level id.
    pub level: String,
    /// Code.
    pub code: String,
}

impl std::str::FromStr for ZoneName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((level, code)) if !level.trim().is_empty() && !code.trim().is_empty() => {
                Ok(Self { level: level.trim().into(), code: code.trim().into() })
            }
            _ => Err(format!("a zone is written level:code, as in departement:93, not {text:?}")),
        }
    }
}

impl std::fmt::Display for ZoneName {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}:{}", self.level, self.code)
    }
}

/// Whether each unit of a level of France is entirely within one unit of `zone`.
fn nests_in_france(level: &str, zone: &str) -> bool {
    matches!((level, zone), ("iris" | "commune", _) | ("departement", "region"))
}

/// Whether the units of `levels` can be compared within the zones `name`; else why not, and what
/// to do.
pub fn check_zone(
    name: &str,
    levels: &[String],
    known: &[String],
    own: bool,
) -> Result<(), (String, String)> {
    let place = |id: &str| known.iter().position(|k| k == id);
    let zones: Vec<&str> = if own {
        std::iter::once("france").chain(known.iter().skip(1).map(String::as_str)).collect()
    } else {
        ZONES.to_vec()
    };
    if !zones.contains(&name) {
        return Err((format!("unknown reference zone `{name}`"), nearest(name, zones)));
    }
    for level in levels.iter().filter(|_| name != "france") {
        let help = format!("take `{level}` out of the levels, or choose another zone");
        if level == name {
            return Err((format!("level `{level}` would be compared with itself alone"), help));
        }
        // The units of a method's own levels are not read yet: the order of the levels decides.
        let nests = if own { place(level) < place(name) } else { nests_in_france(level, name) };
        if !nests {
            let message =
                format!("a unit of level `{level}` has no `{name}`: it cannot be its reference");
            return Err((message, help));
        }
    }
    Ok(())
}
