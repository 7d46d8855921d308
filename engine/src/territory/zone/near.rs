//! What is proposed for a member of a zone that there is not.

use crate::catalog::ZoneName;
use crate::error::{Error, nearest, ranked};
use crate::territory::{FormerRegion, OlderName, Passage, PostalCodes, france_name, postal_number};
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

/// A unit that may be proposed.
#[derive(Debug, Clone, Copy)]
pub struct NearUnit<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name; empty where it is not known.
    pub name: &'a str,
    /// Persons; NaN where they are not known.
    pub population: f64,
}

/// « did you mean departement:29 (Finistère)? »: the units of a level that are nearest to a member that there is
/// not. A name typed in the place of a code is looked up too; postal codes, and codes and names that were in force
/// once, lead to the units that they mean.
pub fn near_units(member: &ZoneName, units: &[NearUnit]) -> String {
    let ZoneName { level, code: typed } = member;
    if let Some(said) = meant(member, units) {
        return said;
    }
    let wanted = fold(typed);
    let names: Vec<String> = units.iter().map(|unit| fold(unit.name)).collect();
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
    let codes: Vec<&str> = units.iter().map(|unit| unit.code).collect();
    if near.is_empty() {
        let found = ranked(typed, &codes).into_iter();
        near = found.filter_map(|code| codes.iter().position(|known| *known == code)).collect();
    }
    let shown = |some: &[usize]| list(level, some.iter().take(PROPOSED).map(|i| &units[*i]));
    match near.as_slice() {
        [] if codes.len() <= FEW => nearest(typed, codes),
        [] => format!("there are {}, written as {}", codes.len(), shown(&[0, codes.len() - 1])),
        near => format!("did you mean {}?", shown(near)),
    }
}

/// `departement:19 (Corrèze), departement:23 (Creuse)`
fn list<'a, 'b: 'a>(level: &str, units: impl Iterator<Item = &'a NearUnit<'b>>) -> String {
    let shown = units.map(|unit| match unit {
        NearUnit { code, name: "", .. } => format!("{level}:{code}"),
        NearUnit { code, name, .. } => format!("{level}:{code} ({name})"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// What a text means that is no code in force: a postal code, the number that Corsica had, a région of before 2016,
/// the name of a commune that is no more. Nothing where `units` are not those of France.
fn meant(member: &ZoneName, units: &[NearUnit]) -> Option<String> {
    let (level, typed) = (member.level.as_str(), member.code.trim());
    let known = |code: &str| units.iter().find(|unit| unit.code == code);
    match level {
        "departement" if typed == "20" => {
            let corsica = [known("2A")?, known("2B")?];
            Some(format!("20 is {} now", list(level, corsica.into_iter()).replace(", ", " and ")))
        }
        "region" => {
            let wanted = fold(typed);
            let named = |region: &&FormerRegion| fold(region.name) == wanted;
            let region = FormerRegion::find(typed)
                .or_else(|| FormerRegion::all().iter().find(named))
                .filter(|region| known(region.now).is_some())?;
            let FormerRegion { code, name, now, departements } = region;
            let within = departements.iter().map(|code| {
                let name = france_name("departement", code).unwrap_or_default();
                NearUnit { code, name, population: f64::NAN }
            });
            let within: Vec<NearUnit> = within.collect();
            let now = list(level, known(now).into_iter());
            let parts = list("departement", within.iter());
            Some(format!("{code} was {name} until 2015, which is in {now} now; it was {parts}"))
        }
        "commune" => {
            if let Some(postal) = postal_number(typed) {
                let all =
                    PostalCodes::builtin().ok()?.pairs().filter(|(number, _)| *number == postal);
                let mut all: Vec<&NearUnit> = all.filter_map(|(_, code)| known(code)).collect();
                all.sort_by(|a, b| b.population.total_cmp(&a.population));
                let more = match all.len().saturating_sub(PROPOSED) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                all.truncate(PROPOSED);
                let shown = list(level, all.iter().copied());
                return (!all.is_empty())
                    .then(|| format!("{typed} is a postal code of {shown}{more}"));
            }
            let wanted = fold(typed);
            let older = OlderName::all().ok()?.iter();
            let older = older.map(|older| (older.name.as_str(), older.code.as_str()));
            let mut former = Passage::builtin().ok()?.all_named().chain(older);
            let now = former.find_map(|(name, now)| (fold(name) == wanted).then_some(now))?;
            let unit = known(now).filter(|unit| fold(unit.name) != wanted)?;
            Some(format!("{typed} is now in {}", list(level, std::iter::once(unit))))
        }
        _ => None,
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
