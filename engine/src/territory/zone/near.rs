//! What is proposed for a member of a zone that there is not.

use crate::catalog::ZoneName;
use crate::error::{Error, nearest, ranked};
use crate::text::fold;

/// Units that are proposed.
const PROPOSED: usize = 3;

/// A zone has a member of a level that there is not.
pub fn unknown_level<'a>(member: &ZoneName, known: impl IntoIterator<Item = &'a str>) -> Error {
    Error::request(format!("unknown level `{}` in the zone `{member}`", member.level))
        .with_help(nearest(&member.level, known))
}

/// « did you mean departement:29 (Finistère)? »: the units of a level, codes and names, that are nearest
/// to a member that there is not. A name typed in the place of a code is looked up too.
pub fn near_units(member: &ZoneName, units: &[(&str, &str)]) -> String {
    let ZoneName { level, code: typed } = member;
    let wanted = fold(typed);
    let names: Vec<String> = units.iter().map(|(_, name)| fold(name)).collect();
    let mut near: Vec<usize> = (0..units.len()).filter(|i| names[*i] == wanted).collect();
    let digits = typed.bytes().any(|b| b.is_ascii_digit());
    if near.is_empty() && !digits {
        let known: Vec<&str> =
            names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let found = ranked(&wanted, &known).into_iter();
        near = found.filter_map(|name| names.iter().position(|known| known == name)).collect();
    }
    let codes: Vec<&str> = units.iter().map(|(code, _)| *code).collect();
    if near.is_empty() {
        let found = ranked(typed, &codes).into_iter();
        near = found.filter_map(|code| codes.iter().position(|known| *known == code)).collect();
    }
    if near.is_empty() {
        return nearest(typed, codes);
    }
    near.truncate(PROPOSED);
    let shown = near.into_iter().map(|i| match units[i] {
        (code, "") => format!("{level}:{code}"),
        (code, name) => format!("{level}:{code} ({name})"),
    });
    format!("did you mean {}?", shown.collect::<Vec<_>>().join(", "))
}
