//! What is proposed for a member of a zone that there is not.

use crate::catalog::ZoneName;
use crate::error::{Error, nearest, ranked};
use crate::text::fold;

/// Units that are proposed.
const PROPOSED: usize = 3;
/// Codes that are listed where none is near.
const FEW: usize = 30;
/// Words of a text that are looked for in names: no name has more.
const WORDS: usize = 16;

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
    if near.is_empty() && !digits {
        near = holding(&wanted, &names);
    }
    let codes: Vec<&str> = units.iter().map(|(code, _)| *code).collect();
    if near.is_empty() {
        let found = ranked(typed, &codes).into_iter();
        near = found.filter_map(|code| codes.iter().position(|known| *known == code)).collect();
    }
    let shown = |some: &[usize]| {
        let some = some.iter().take(PROPOSED).map(|i| match units[*i] {
            (code, "") => format!("{level}:{code}"),
            (code, name) => format!("{level}:{code} ({name})"),
        });
        some.collect::<Vec<_>>().join(", ")
    };
    match near.as_slice() {
        [] if codes.len() <= FEW => nearest(typed, codes),
        [] => format!("there are {}, written as {}", codes.len(), shown(&[0, codes.len() - 1])),
        near => format!("did you mean {}?", shown(near)),
    }
}

/// The names that hold all words of a text, the shortest first: « grand gueret » is that of « CA du Grand Guéret ».
fn holding(wanted: &str, names: &[String]) -> Vec<usize> {
    let words: Vec<&str> = wanted.split_whitespace().take(WORDS).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let holds = |name: &str| words.iter().all(|word| name.split_whitespace().any(|w| w == *word));
    let mut found: Vec<usize> = (0..names.len()).filter(|i| holds(&names[*i])).collect();
    found.sort_by_key(|i| names[*i].len());
    found
}
