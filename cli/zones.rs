//! Zones as options name them: `departement:23`, with proposals where a name stands in its place.

use std::path::Path;

use ifn_engine::catalog::{Catalog, ZoneName};
use ifn_engine::territory::{Gazetteer, fold, load_france};

/// Levels of zones, the largest first: who names a zone means the largest of that name.
const LEVELS: [&str; 4] = ["region", "departement", "epci", "commune"];
/// Zones that are proposed.
const MOST: usize = 3;

/// Reads `level:code`.
pub fn named(text: &str) -> Result<ZoneName, String> {
    text.parse().map_err(|why: String| match proposals(text) {
        Some(zones) => format!("{why}; did you mean {zones}?"),
        None => why,
    })
}

/// Zones of France that a text names, such as `departement:23 (Creuse)`.
fn proposals(text: &str) -> Option<String> {
    let territory = load_france(&Catalog::builtin().ok()?, Path::new("data")).ok()?;
    let gazetteer = Gazetteer::new(&territory);
    let near = LEVELS.iter().filter_map(|id| {
        let level = territory.level(id)?;
        let unit = gazetteer.find(text, Some(level), 1).first()?.unit;
        let units = &territory[level];
        let (code, name) = (units.code(unit), units.name(unit));
        let same = fold(name) == fold(text) || code.eq_ignore_ascii_case(text.trim());
        Some((same, format!("{id}:{code} ({name})")))
    });
    let mut near: Vec<(bool, String)> = near.collect();
    near.sort_by_key(|(same, _)| !same);
    let exact = near.iter().take_while(|(same, _)| *same).count();
    near.truncate(if exact > 0 { exact } else { MOST });
    let near: Vec<String> = near.into_iter().map(|(_, zone)| zone).collect();
    (!near.is_empty()).then(|| near.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_its_zones() {
        assert_eq!(
            named("departement:23").map(|zone| zone.to_string()).as_deref(),
            Ok("departement:23")
        );
        for (text, said) in [
            ("Creuse", "did you mean departement:23 (Creuse)"),
            ("creuse", "departement:23 (Creuse)"),
            ("23", "did you mean departement:23 (Creuse)?"),
            ("Gueret", "commune:23096 (Guéret)"),
        ] {
            let why = named(text).expect_err(text);
            assert!(why.contains("a zone is written level:code") && why.contains(said), "{why}");
        }
        assert!(!named("§§§").expect_err("nothing").contains("did you mean"));
    }
}
