//! The commune of a place: what its code, its name, its postal code and its position say, and what is
//! decided where they say different things.
//!
//! Each of them is a witness with the communes that it can mean. Where all agree there is nothing to
//! report. Where they do not, the commune with most witnesses is kept; of equal ones that of the code,
//! then of the name, then of the position. Whoever says something else is reported. So are codes and
//! names of former communes and arrondissements, and names that no commune has: the place has the code
//! and the official name of the commune in force.

use super::super::commune_name::name_key;
use super::super::communes::{Communes, TOLERANCE};
use super::super::model::Kept;
use super::super::postal::postal_departement;
use super::super::schema::Field;
use super::code::{by_code, spelled};
use super::commune_meant::{far_apart, meant};
use super::stated::{Problems, StatedPosition};
use crate::error::ranked;
use crate::territory::UnitIndex;

/// What one field says.
struct Witness {
    field: Field,
    /// As it is called in messages.
    called: &'static str,
    /// The communes that it can mean.
    units: Vec<UnitIndex>,
}

/// The commune of a row; `None` where nothing says one alone.
pub fn find(
    said: &StatedPosition,
    point: Option<[f64; 2]>,
    communes: &Communes,
    problems: &mut Problems,
) -> Option<UnitIndex> {
    let coded = said.code.and_then(|code| by_code(code, communes, problems));
    let witnesses = witnesses(said, coded, point, communes);
    let found = match coded {
        Some(unit) => Some(decide(said, unit, &witnesses, communes, problems)),
        None => without_code(said, &witnesses, point, communes, problems),
    };
    if let Some(unit) = found {
        official_name(said, unit, communes, problems);
    }
    found
}

fn witnesses(
    said: &StatedPosition,
    coded: Option<UnitIndex>,
    point: Option<[f64; 2]>,
    communes: &Communes,
) -> Vec<Witness> {
    let code = coded.map(|unit| vec![unit]).unwrap_or_default();
    let postal = said.postal.map(|postal| communes.by_postal(postal).to_vec()).unwrap_or_default();
    let named = |name: &str| meant(name, said.postal, &postal, point, communes);
    let name = said.commune.map(named).unwrap_or_default();
    let mut at = Vec::new();
    if let Some(point) = point {
        at.extend(communes.by_position(point));
        // A position a few metres over a border is of both sides.
        let likely =
            code.iter().chain(&name).copied().filter(|unit| communes.reaches(*unit, point));
        let near: Vec<UnitIndex> = likely
            .filter(|unit| communes.outside(*unit, point).is_some_and(|m| m <= TOLERANCE))
            .collect();
        at.extend(near);
        at.sort_unstable();
        at.dedup();
    }
    let all = [
        (Field::CodeInsee, "the code", code),
        (Field::Commune, "the name", name),
        (Field::Latitude, "the position", at),
        (Field::CodePostal, "the postal code", postal),
    ];
    let all = all.into_iter().map(|(field, called, units)| Witness { field, called, units });
    all.filter(|witness| !witness.units.is_empty()).collect()
}

/// With a code: the commune that most witnesses mean, the code's where none has more.
fn decide(
    said: &StatedPosition,
    coded: UnitIndex,
    witnesses: &[Witness],
    communes: &Communes,
    problems: &mut Problems,
) -> UnitIndex {
    let carried = |problems: &mut Problems| {
        let code = said.code.unwrap_or_default();
        if let Some(problem) = communes.carried(&spelled(code).0) {
            problems.push((Field::CodeInsee, code.into(), problem, Kept::Mended));
        }
    };
    if witnesses.iter().all(|w| w.units.contains(&coded)) {
        carried(problems);
        return coded;
    }
    let count = |unit: UnitIndex| witnesses.iter().filter(|w| w.units.contains(&unit)).count();
    // A postal code of many communes brings in none of its own.
    let candidates = witnesses
        .iter()
        .filter(|w| w.field != Field::CodePostal || w.units.len() == 1)
        .flat_map(|w| w.units.iter().copied());
    let (mut best, mut most) = (coded, count(coded));
    for unit in candidates {
        if count(unit) > most {
            (best, most) = (unit, count(unit));
        }
    }
    if best == coded {
        carried(problems);
    }
    report(said, best, witnesses, communes, problems);
    best
}

/// Reports a name that is not that of the commune: the official one stands for it.
fn official_name(
    said: &StatedPosition,
    unit: UnitIndex,
    communes: &Communes,
    problems: &mut Problems,
) {
    let Some(name) = said.commune else { return };
    // What it is was said where the name is that of another commune, or of several.
    let known = |(field, value, ..): &(Field, String, String, Kept)| {
        *field == Field::Commune || (*field == Field::CodeInsee && value == name)
    };
    if name_key(name) == name_key(communes.name(unit)) || problems.iter().any(known) {
        return;
    }
    let now = communes.listed(&[unit]);
    let others = communes.named(name);
    let problem = if communes.formerly(name).contains(&unit) && others.is_empty() {
        format!("is no commune any more: it is now in {now}")
    } else if !others.is_empty() {
        format!(
            "is {} too: with the other data of the row, {now} is meant",
            communes.listed(others)
        )
    } else {
        format!("is the name of no commune: the official name of {now} stands for it")
    };
    problems.push((Field::Commune, name.into(), problem, Kept::Mended));
}

/// Reports every witness that does not mean the commune that was kept. Positions are reported where
/// their distance is known.
fn report(
    said: &StatedPosition,
    kept: UnitIndex,
    witnesses: &[Witness],
    communes: &Communes,
    problems: &mut Problems,
) {
    let agree: Vec<&str> =
        witnesses.iter().filter(|w| w.units.contains(&kept)).map(|w| w.called).collect();
    for witness in witnesses.iter().filter(|w| !w.units.contains(&kept)) {
        let value = match witness.field {
            Field::CodeInsee => said.code,
            Field::Commune => said.commune,
            Field::CodePostal => said.postal,
            _ => continue,
        };
        let is = if witness.field == Field::CodePostal { "is the postal code of" } else { "is" };
        let problem = format!(
            "{is} {}; {} {} {}, which is kept",
            communes.listed(&witness.units),
            and(&agree),
            if agree.len() == 1 { "says" } else { "say" },
            communes.listed(&[kept])
        );
        // A postal code stays as it is: it may be that of the post office beside.
        let kept = if witness.field == Field::CodePostal { Kept::Reported } else { Kept::Mended };
        problems.push((witness.field, value.unwrap_or_default().into(), problem, kept));
    }
}

fn and(words: &[&str]) -> String {
    match words {
        [] => "nothing".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Without a code: by the name, with what else there is, then by the position.
fn without_code(
    said: &StatedPosition,
    witnesses: &[Witness],
    point: Option<[f64; 2]>,
    communes: &Communes,
    problems: &mut Problems,
) -> Option<UnitIndex> {
    let of = |field: Field| {
        witnesses.iter().find(|w| w.field == field).map_or(&[][..], |w| w.units.as_slice())
    };
    let (named, postal, at) = (of(Field::Commune), of(Field::CodePostal), of(Field::Latitude));
    // Two witnesses against a name that is of another commune, or of a former one elsewhere.
    let mut both = postal.iter().copied().filter(|unit| at.contains(unit));
    let both = both.next().filter(|_| both.next().is_none());
    let both = both.filter(|_| !named.is_empty() && !named.iter().any(|u| postal.contains(u)));
    let found = both.filter(|unit| !named.contains(unit));
    if let Some(unit) = found.or_else(|| by_name(said, named, postal, at, point, communes)) {
        report(said, unit, witnesses, communes, problems);
        unknown_postal(said, unit, postal, communes, problems);
        return Some(unit);
    }
    let found = point.and_then(|point| communes.by_position(point));
    let Some(name) = said.commune else {
        let unit = found?;
        let problem = format!("is not said: its position lies in {}", communes.listed(&[unit]));
        problems.push((Field::Commune, String::new(), problem, Kept::Mended));
        return Some(unit);
    };
    let why = match said.postal {
        Some(code) if far_apart(named, said.postal, postal, communes) => format!(
            "no commune, or several, of this name with postal code {code}: it is {}, far from there",
            communes.listed(named)
        ),
        Some(postal) => format!("no commune, or several, of this name with postal code {postal}"),
        None => "no commune, or several, of this name".into(),
    };
    match found {
        Some(unit) => {
            let problem = format!("{why}: its position lies in {}", communes.listed(&[unit]));
            problems.push((Field::CodeInsee, name.into(), problem, Kept::Mended));
        }
        None => {
            let problem = match likely(name, postal, communes) {
                Some(unit) => format!("{why}: did you mean {}?", communes.listed(&[unit])),
                None => format!("{why}: no code"),
            };
            problems.push((Field::CodeInsee, name.into(), problem, Kept::WithoutField));
        }
    }
    found
}

/// The commune of a postal code whose name is nearest to a name that is misspelt.
fn likely(name: &str, postal: &[UnitIndex], communes: &Communes) -> Option<UnitIndex> {
    let names: Vec<&str> = postal.iter().map(|unit| communes.name(*unit)).collect();
    let near = *ranked(name, &names).first()?;
    postal.iter().copied().find(|unit| communes.name(*unit) == near)
}

/// The only commune that a name can mean, with its postal code and its position.
fn by_name(
    said: &StatedPosition,
    named: &[UnitIndex],
    postal: &[UnitIndex],
    at: &[UnitIndex],
    point: Option<[f64; 2]>,
    communes: &Communes,
) -> Option<UnitIndex> {
    let reached = |unit: &UnitIndex| point.is_none_or(|point| communes.reaches(*unit, point));
    let one = |units: Vec<UnitIndex>| match units.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let departement = said.postal.and_then(postal_departement);
    let here = |unit: &UnitIndex| departement.is_some_and(|d| communes.departement(*unit) == d);
    let some = |keep: &dyn Fn(&UnitIndex) -> bool| -> Vec<UnitIndex> {
        named.iter().copied().filter(|unit| keep(unit)).collect()
    };
    // In this order: the postal code and the position, the postal code, its département, the position.
    let by_postal = some(&|u| postal.contains(u));
    let by_position = some(&|u| at.contains(u));
    let both = some(&|u| postal.contains(u) && at.contains(u));
    if let Some(unit) = one(both).or_else(|| one(by_postal.clone())) {
        return Some(unit);
    }
    if by_postal.is_empty() && departement.is_some() {
        let same = some(&here);
        if let Some(unit) = one(same.clone()) {
            return Some(unit);
        }
        if !same.is_empty() {
            let within = same.iter().copied().filter(|u| reached(u)).collect();
            return one(some(&|u| here(u) && at.contains(u))).or_else(|| point.and(one(within)));
        }
    }
    // « Le Mont-Dore 98809 » is in New Caledonia, and no commune of the same name elsewhere.
    let abroad = departement.is_some_and(|code| !communes.has_departement(code));
    if by_postal.is_empty() && abroad && point.is_none() {
        return None;
    }
    // One of the two is wrong, and nobody knows which: never the other end of France.
    let stands_there = point.is_some() && some(&|u| reached(u)).len() == 1;
    if !stands_there && far_apart(named, said.postal, postal, communes) {
        return None;
    }
    let within: Vec<UnitIndex> = if by_postal.is_empty() { named.to_vec() } else { by_postal };
    let within = within.into_iter().filter(|u| reached(u)).collect();
    one(by_position).or_else(|| one(within))
}

/// A postal code that nobody has in the list, with the number of another département: CEDEX have such.
fn unknown_postal(
    said: &StatedPosition,
    unit: UnitIndex,
    postal: &[UnitIndex],
    communes: &Communes,
    problems: &mut Problems,
) {
    let Some(text) = said.postal.filter(|_| postal.is_empty()) else { return };
    if postal_departement(text).is_some_and(|d| d != communes.departement(unit)) {
        let problem = format!(
            "begins as those of another département, and is no postal code that a commune has (a CEDEX?): \
             the name says {}, which is kept",
            communes.listed(&[unit])
        );
        problems.push((Field::CodePostal, text.into(), problem, Kept::Reported));
    }
}
