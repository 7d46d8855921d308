//! The unit that a user names, by code, name or postal code.

use super::build::Build;
use crate::error::{Error, Result};
use crate::territory::{
    self, CommuneCode, Gazetteer, IrisCode, LeadKind, Match, MatchReason, PassageKind, Territory,
    UnitMatch, nearest_codes,
};

/// Characters of the longest text that is looked for.
const LONGEST: usize = 200;
/// Units that are proposed.
const MOST_NEAR: usize = 5;
/// Units that share a name or a postal code: more of them are counted.
const MOST_LISTED: usize = 20;
/// Units that are looked through: the busiest postal code has 46 communes.
const MOST_FOUND: usize = 200;

impl Build {
    /// The unit that `text` names: `93066`, `departement:93`, or what one unit alone is called in full: a name
    /// ("Saint-Denis 93", where the name is not enough), a postal code. Names and codes of former communes and
    /// arrondissements lead to the commune that they are in now, and [`UnitMatch::carried`] explains it. Others
    /// that it could mean come second.
    ///
    /// # Errors
    /// An unknown code or name: where it went, or the nearest. Several units of a level: their codes. A text of
    /// more than 200 characters.
    pub fn find(&self, text: &str) -> Result<(UnitMatch, Vec<UnitMatch>)> {
        if text.len() > 4 * LONGEST || text.chars().count() > LONGEST {
            return Err(Error::request(format!("a code or name has {LONGEST} characters at most"))
                .with_help("give a code (93066), a name, or a postal code"));
        }
        let territory = self.units()?;
        let (wanted_level, code) = match text.split_once(':') {
            Some((level, code)) => {
                self.scores_path(level)?;
                (Some(level), code)
            }
            None => (None, text),
        };
        let gazetteer = if self.manifest.method.territory.is_none() {
            Gazetteer::of_france(&territory)?
        } else {
            Gazetteer::new(&territory)
        };
        let level = wanted_level.and_then(|id| territory.level(id));
        let mut named = gazetteer.find(code, level, MOST_FOUND);
        let near: Vec<Match> =
            named.iter().filter(|found| !found.exact).take(MOST_NEAR).copied().collect();
        named.retain(|found| found.exact);
        let wanted = |f: &UnitMatch| wanted_level.is_none_or(|w| w == f.level);
        let mut found = led(&territory, code).into_iter().filter(wanted).collect::<Vec<_>>();
        if found.is_empty() {
            let Some(first) = named.first() else {
                if let Some(gone) = where_to(&territory, wanted_level, code) {
                    return Err(self.not_here(text, gone));
                }
                // Names as a search proposes them; codes by their typing mistakes.
                let near: Vec<UnitMatch> =
                    if near.is_empty() || code.contains(|c: char| c.is_ascii_digit()) {
                        nearest_codes(&territory, code).into_iter().filter(wanted).collect()
                    } else {
                        near.iter().map(|m| unit_match(&territory, m)).collect()
                    };
                return Err(self.unknown(text, &near));
            };
            let what = called(&territory, first);
            let alike: Vec<&Match> = named
                .iter()
                .filter(|m| m.level == first.level && called(&territory, m) == what)
                .collect();
            if alike.len() > 1 {
                let alike: Vec<UnitMatch> =
                    alike.into_iter().map(|m| unit_match(&territory, m)).collect();
                return Err(several(what, code, &alike));
            }
        }
        for other in named.iter().map(|m| unit_match(&territory, m)) {
            if found.iter().all(|f| (&f.level, &f.code) != (&other.level, &other.code)) {
                found.push(other);
            }
        }
        let first = found.remove(0);
        Ok((first, found))
    }

    fn not_here(&self, text: &str, gone: String) -> Error {
        let error = Error::request(format!("unknown code or name {text:?}"));
        match self.manifest.written_label() {
            Some(zone) => error.with_help(format!("{gone}; this build holds only {zone}")),
            None => error.with_help(gone),
        }
    }

    fn unknown(&self, text: &str, near: &[UnitMatch]) -> Error {
        let error = Error::request(format!("unknown code or name {text:?}"));
        let near = if near.is_empty() {
            "a code is 9 characters for an IRIS or an EPCI, 5 for a commune, 2 or 3 above".into()
        } else {
            format!("did you mean {}?", list(near))
        };
        match self.manifest.written_label() {
            Some(zone) => error.with_help(format!("this build holds only {zone}; {near}")),
            None => error.with_help(near),
        }
    }
}

/// What of a unit a text names, as an error calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Called {
    /// What it is called today.
    Now,
    /// What a part of it was called.
    Formerly,
    /// A part of it.
    Arrondissement,
    /// Its postal code.
    PostalCode,
}

fn called(territory: &Territory, found: &Match) -> Called {
    let part = found.former.map(|former| territory.passage.at(former).2);
    match (found.reason, part) {
        (MatchReason::PostalCode(_), _) => Called::PostalCode,
        (_, None) if found.older.is_some() => Called::Formerly,
        (_, None) => Called::Now,
        (_, Some(PassageKind::Arrondissement)) => Called::Arrondissement,
        (_, Some(_)) => Called::Formerly,
    }
}

fn several(what: Called, text: &str, found: &[UnitMatch]) -> Error {
    let n = found.len();
    let message = match what {
        Called::PostalCode => format!("{n} communes have the postal code {text}"),
        Called::Formerly => format!("{n} communes hold a former commune named {text:?}"),
        Called::Now | Called::Arrondissement => format!("several units are named {text:?}"),
    };
    let more = match n.saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let shown = list(&found[..n.min(MOST_LISTED)]);
    Error::request(message).with_help(format!("give a code: {shown}{more}"))
}

fn unit_match(territory: &Territory, found: &Match) -> UnitMatch {
    let level = &territory[found.level];
    let name = level.name(found.unit);
    UnitMatch {
        level: level.id.clone(),
        code: level.code(found.unit).into(),
        name: name.into(),
        carried: found.lead(territory).and_then(|lead| lead.said(name)),
    }
}

/// Units that a code leads to, one a level at most; by a code in force, or else read otherwise, or
/// else carried.
fn led(territory: &Territory, code: &str) -> Vec<UnitMatch> {
    let leads = territory.level_indices().filter_map(|level| {
        let lead = territory.lead(level, code)?;
        let units = &territory[level];
        let name = units.name(units.find(&lead.code)?).to_string();
        Some((lead, units.id.clone(), name))
    });
    let leads: Vec<_> = leads.collect();
    let kinds = [
        &[LeadKind::Exact][..],
        &[LeadKind::Respelled],
        &[LeadKind::Former, LeadKind::Arrondissement],
    ];
    let first = kinds.into_iter().find(|kinds| leads.iter().any(|(l, ..)| kinds.contains(&l.kind)));
    let of_kind = leads.into_iter().filter(|(l, ..)| first.is_some_and(|k| k.contains(&l.kind)));
    of_kind
        .map(|(lead, level, name)| UnitMatch {
            carried: lead.said(&name),
            code: lead.code,
            level,
            name,
        })
        .collect()
}

/// Where a code went that leads to no unit.
fn where_to(territory: &Territory, wanted_level: Option<&str>, code: &str) -> Option<String> {
    // A build may hold no level of communes; what is known of a code does not depend on it.
    let levels = [("commune", CommuneCode::LENGTH), ("iris", IrisCode::LENGTH)].into_iter();
    let commune = territory.level("commune").map(|level| &territory[level]);
    let name_of = |code: &str| {
        let commune = commune?;
        commune.find(code).map(|unit| commune.name(unit).to_string())
    };
    levels
        .filter(|(level, _)| wanted_level.is_none_or(|w| w == *level))
        .find_map(|level| territory::gone(&territory.passage, level, code, &name_of))
}

fn list(found: &[UnitMatch]) -> String {
    let shown: Vec<String> =
        found.iter().map(|f| format!("{} ({} {})", f.code, f.level, f.name)).collect();
    shown.join(", ")
}
