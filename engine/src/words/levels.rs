//! Names of levels and zones. Levels of one's own keep their ids.

/// The words of a level.
struct LevelWords {
    id: &'static str,
    /// Above a sheet.
    title: &'static str,
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
        many: "quartiers",
        of_all: "des quartiers",
        of_some: "de quartiers",
    },
    LevelWords {
        id: "commune",
        title: "Commune",
        many: "communes",
        of_all: "des communes",
        of_some: "de communes",
    },
    LevelWords {
        id: "epci",
        title: "Intercommunalité (EPCI)",
        many: "intercommunalités",
        of_all: "des intercommunalités",
        of_some: "d’intercommunalités",
    },
    LevelWords {
        id: "departement",
        title: "Département",
        many: "départements",
        of_all: "des départements",
        of_some: "de départements",
    },
    LevelWords {
        id: "region",
        title: "Région",
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
        assert_eq!(some_units("epci"), "d’intercommunalités");
        assert_eq!((zone("france").as_str(), zone("lad").as_str()), ("France", "sa zone (lad)"));
    }
}
