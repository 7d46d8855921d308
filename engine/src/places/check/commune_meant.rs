//! The communes that a name can mean beside a postal code.
//!
//! In: a name, the communes of the postal code that stands beside it, a position where there is one. Out: the
//! communes that bear the name; or those of the postal code that bore it, or whose name begins so, where the
//! name is that of another commune elsewhere: « Vire 14500 » is Vire Normandie, not Viré in Saône-et-Loire.

use super::super::commune_name::name_key;
use super::super::communes::Communes;
use super::super::distance::metres;
use super::super::postal::postal_departement;
use crate::territory::UnitIndex;

/// A commune this near to those of a postal code may have it from the post office beside, over the border of a
/// département; in kilometres, between centres.
const BESIDE_KM: f64 = 30.0;
/// Letters of a name that another one may begin with.
const FEWEST_LETTERS: usize = 4;
/// Words with which the names of hundreds of communes begin.
const COMMON: [&str; 6] = ["saint", "sainte", "saints", "saintes", "notre dame", "mont"];

/// The communes that a name can mean. `postal` are those of the postal code, none where it is not known.
pub fn meant(
    name: &str,
    code: Option<&str>,
    postal: &[UnitIndex],
    point: Option<[f64; 2]>,
    communes: &Communes,
) -> Vec<UnitIndex> {
    let (named, former) = (communes.named(name), communes.formerly(name));
    let there = around(code, postal, communes);
    let within = |units: &[UnitIndex]| -> Vec<UnitIndex> {
        units.iter().copied().filter(|unit| there.contains(unit)).collect()
    };
    // The position speaks for the name.
    let reached = point.is_some_and(|at| named.iter().any(|unit| communes.reaches(*unit, at)));
    if there.is_empty() || reached || !within(named).is_empty() {
        return if named.is_empty() { former.to_vec() } else { named.to_vec() };
    }
    let bore = within(former);
    if !bore.is_empty() {
        return bore;
    }
    let elsewhere = named.iter().all(|unit| !same_departement(*unit, there, communes));
    if elsewhere && let Some(unit) = begins(name, there, communes) {
        return vec![unit];
    }
    if named.is_empty() { former.to_vec() } else { named.to_vec() }
}

/// Whether all communes of a name are in other départements than a postal code, and far from it: name and
/// postal code then say nothing together.
pub fn far_apart(
    named: &[UnitIndex],
    code: Option<&str>,
    postal: &[UnitIndex],
    communes: &Communes,
) -> bool {
    if named.is_empty() {
        return false;
    }
    let there = around(code, postal, communes);
    let near = |a: UnitIndex, b: UnitIndex| match (communes.centre(a), communes.centre(b)) {
        (Some(a), Some(b)) => metres(a, b) <= BESIDE_KM * 1000.0,
        // Of what is not known nothing is concluded.
        _ => true,
    };
    !there.is_empty()
        && named.iter().all(|unit| {
            !same_departement(*unit, there, communes) && !there.iter().any(|b| near(*unit, *b))
        })
}

/// The communes of a postal code; of one that no commune has (a CEDEX), those of its département.
fn around<'a>(
    code: Option<&str>,
    postal: &'a [UnitIndex],
    communes: &'a Communes,
) -> &'a [UnitIndex] {
    if !postal.is_empty() {
        return postal;
    }
    code.and_then(postal_departement).map_or(&[], |code| communes.of_departement(code))
}

fn same_departement(unit: UnitIndex, there: &[UnitIndex], communes: &Communes) -> bool {
    there.iter().any(|other| communes.departement(*other) == communes.departement(unit))
}

/// The only one of some communes whose name begins with this one, and a word more.
fn begins(name: &str, there: &[UnitIndex], communes: &Communes) -> Option<UnitIndex> {
    let key = name_key(name);
    if key.chars().count() < FEWEST_LETTERS || COMMON.contains(&key.as_str()) {
        return None;
    }
    let longer = |unit: &&UnitIndex| {
        name_key(communes.name(**unit)).strip_prefix(&key).is_some_and(|rest| rest.starts_with(' '))
    };
    let mut found = there.iter().filter(longer);
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}
