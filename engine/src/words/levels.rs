//! Names of levels and zones. Levels of one's own keep their ids.

use crate::catalog::{ZoneName, ZoneSet};

/// The words of a level.
struct LevelWords {
    id: &'static str,
    /// Above a sheet.
    title: &'static str,
    /// Above a list.
    titles: &'static str,
    /// Several units.
    many: &'static str,
    /// "plus élevé que dans 95 % des …"
    of_all: &'static str,
    /// "fait partie des 1 % de …"
    of_some: &'static str,
}

const LEVELS: [LevelWords; 5] = [
    LevelWords {
        id: "iris",
        title: "Quartier (IRIS)",
        titles: "Quartiers (IRIS)",
        many: "quartiers",
        of_all: "des quartiers",
        of_some: "de quartiers",
    },
    LevelWords {
        id: "commune",
        title: "Commune",
        titles: "Communes",
        many: "communes",
        of_all: "des communes",
        of_some: "de communes",
    },
    LevelWords {
        id: "epci",
        title: "Intercommunalité (EPCI)",
        titles: "Intercommunalités (EPCI)",
        many: "intercommunalités",
        of_all: "des intercommunalités",
        of_some: "d’intercommunalités",
    },
    LevelWords {
        id: "departement",
        title: "Département",
        titles: "Départements",
        many: "départements",
        of_all: "des départements",
        of_some: "de départements",
    },
    LevelWords {
        id: "region",
        title: "Région",
        titles: "Régions",
        many: "régions",
        of_all: "des régions",
        of_some: "de régions",
    },
];

fn known(id: &str) -> Option<&'static LevelWords> {
    LEVELS.iter().find(|words| words.id == id)
}

/// A level, for one unit: « Intercommunalité (EPCI) ».
pub fn level(id: &str) -> &str {
    known(id).map_or(id, |words| words.title)
}

/// Units of a level, above a list of them: « Intercommunalités (EPCI) ».
pub fn levels(id: &str) -> &'static str {
    known(id).map_or("Territoires", |words| words.titles)
}

/// Units of a level: « communes ».
pub fn units(id: &str) -> String {
    known(id).map_or_else(|| format!("territoires ({id})"), |words| words.many.into())
}

/// All units of a level, after a share: « des communes ».
pub fn of_units(id: &str) -> String {
    known(id).map_or_else(|| format!("des territoires ({id})"), |words| words.of_all.into())
}

/// Some units of a level, after a number of them: « de communes », « d’intercommunalités ».
pub fn some_units(id: &str) -> String {
    known(id).map_or_else(|| format!("de territoires ({id})"), |words| words.of_some.into())
}

/// The zone that units are compared in: « France », « son département ».
pub fn zone(id: &str) -> String {
    match id {
        "france" => "France".into(),
        "region" => "sa région".into(),
        "departement" => "son département".into(),
        "epci" => "son intercommunalité".into(),
        other => format!("sa zone ({other})"),
    }
}

/// Members by which a zone is called.
const NAMED: usize = 4;

/// What a zone is called: its own name, or those of its members, of which some stand for many. `name_of` gives the
/// name of a member, where it is known.
pub fn zone_name(zone: &ZoneSet, name_of: &dyn Fn(&ZoneName) -> Option<String>) -> String {
    if let Some(name) = zone.name() {
        return name.into();
    }
    let name = |member: &ZoneName| name_of(member).unwrap_or_else(|| member.to_string());
    let names: Vec<String> = zone.members().iter().take(NAMED).map(name).collect();
    match zone.members().len().saturating_sub(NAMED) {
        0 => names.join(", "),
        1 => format!("{} et 1 autre", names.join(", ")),
        others => format!("{} et {others} autres", names.join(", ")),
    }
}

/// What people call a member of a zone that has a name: with its code, as « Creuse (23) », where that is a code
/// that they know: nobody knows an EPCI by its SIREN.
pub fn member_name(member: &ZoneName, name: &str) -> String {
    match member.level.as_str() {
        "epci" => name.into(),
        _ => format!("{name} ({})", member.code),
    }
}

/// What the part of a zone is called that a build holds where it does not hold all of it.
pub fn part_of_zone(name: &str) -> String {
    format!("{name}, partie calculée")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn every_level_of_france_has_words() {
        for id in catalog::LEVELS {
            assert!(known(id).is_some(), "{id}");
        }
        assert_eq!((level("lsoa"), units("lsoa").as_str()), ("lsoa", "territoires (lsoa)"));
        assert_eq!((levels("epci"), levels("lsoa")), ("Intercommunalités (EPCI)", "Territoires"));
        assert_eq!(some_units("epci"), "d’intercommunalités");
        let member = |text: &str, name: &str| member_name(&text.parse().expect("a member"), name);
        assert_eq!(member("departement:23", "Creuse"), "Creuse (23)");
        assert_eq!(member("epci:200034825", "CA du Grand Guéret"), "CA du Grand Guéret");
        assert_eq!((zone("france").as_str(), zone("lad").as_str()), ("France", "sa zone (lad)"));
    }

    #[test]
    fn a_zone_is_called_by_its_name_or_its_members() {
        let zone = |text: &str| text.parse::<ZoneSet>().expect("a zone");
        let name_of = |member: &ZoneName| (member.code == "23").then(|| "Creuse".to_string());
        let said = |zone: &ZoneSet| zone_name(zone, &name_of);
        assert_eq!(said(&zone("departement:23,departement:19")), "departement:19, Creuse");
        let many = zone("iris:1,iris:2,iris:3,iris:4,iris:5");
        assert_eq!(said(&many), "iris:1, iris:2, iris:3, iris:4 et 1 autre");
        assert_eq!(said(&many.named(Some("Hub".into())).expect("a name")), "Hub");
    }
}
