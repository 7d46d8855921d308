//! The unit that a user names, by code or by name.

use super::build::Build;
use crate::error::{Error, Result};
use crate::territory::{
    self, CommuneCode, IrisCode, LeadKind, Territory, UnitMatch, nearest_codes,
};

impl Build {
    /// The unit that `text` names: `93066`, `departement:93`, or a name that only one unit of the
    /// first level that has it bears. Codes and names of former communes lead to the commune that
    /// they are in now, and [`UnitMatch::carried`] explains it. Others that it could mean come second.
    ///
    /// # Errors
    /// An unknown code or name: where it went, or the nearest.
    pub fn find(&self, text: &str) -> Result<(UnitMatch, Vec<UnitMatch>)> {
        let territory = self.units()?;
        let (wanted_level, code) = match text.split_once(':') {
            Some((level, code)) => {
                self.scores_path(level)?;
                (Some(level), code)
            }
            None => (None, text),
        };
        let wanted = |f: &UnitMatch| wanted_level.is_none_or(|w| w == f.level);
        let mut found = led(&territory, code).into_iter().filter(wanted).collect::<Vec<_>>();
        if found.is_empty() {
            let near = nearest_codes(&territory, code);
            let same = |f: &&UnitMatch| territory::fold(&f.name) == territory::fold(code);
            found = near.iter().filter(|f| wanted(f)).filter(same).cloned().collect();
            if found.is_empty() {
                let codes = territory.passage.named(code).into_iter();
                found = codes.flat_map(|code| led(&territory, code)).filter(wanted).collect();
                found.dedup_by(|a, b| a.code == b.code);
            }
            let Some(first_level) = found.first().map(|f| f.level.clone()) else {
                if let Some(gone) = where_to(&territory, wanted_level, code) {
                    return Err(self.not_here(text, gone));
                }
                let near: Vec<UnitMatch> = near.into_iter().filter(wanted).collect();
                return Err(self.unknown(text, &near));
            };
            if found.iter().filter(|f| f.level == first_level).count() > 1 {
                return Err(Error::request(format!("several units are named {code:?}"))
                    .with_help(format!("give a code: {}", list(&found))));
            }
        }
        let first = found.remove(0);
        Ok((first, found))
    }

    fn not_here(&self, text: &str, gone: String) -> Error {
        let error = Error::request(format!("unknown code or name {text:?}"));
        match self.manifest.written_zone().map(|zone| zone.label()) {
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
        match self.manifest.written_zone().map(|zone| zone.label()) {
            Some(zone) => error.with_help(format!("this build holds only {zone}; {near}")),
            None => error.with_help(near),
        }
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
