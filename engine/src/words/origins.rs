//! Where a value comes from, and why one is missing.

use crate::analysis::Unscored;
use crate::index::Lost;
use crate::indicator::Origin;
use crate::table::MissingReason;
use crate::territory::PositionKind;

/// Where a value comes from, by the name that outputs write.
pub fn origin(name: &str) -> &str {
    let known = Origin::ALL.into_iter().find(|known| known.name() == name).map(of_origin);
    known.unwrap_or(name)
}

fn of_origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Missing => "donnée manquante",
        Origin::Measured => "donnée de ce territoire",
        Origin::Aggregated => "calculée à partir des territoires plus petits",
        Origin::Inherited => "chiffre du territoire plus grand",
        Origin::Imputed => "estimée",
        Origin::Grid => "distance mesurée depuis les carreaux habités",
        Origin::TownHall => "distance mesurée depuis la mairie",
        Origin::Centre => "distance mesurée depuis le centre du territoire",
    }
}

/// What a distance is measured from, by the name that outputs write.
pub fn measured_from(name: &str) -> &'static str {
    match PositionKind::from_name(name) {
        PositionKind::Unknown => "depuis un point qui n’est pas connu",
        PositionKind::Grid => "depuis les carreaux habités",
        PositionKind::TownHall => "depuis la mairie",
        PositionKind::Centre => "depuis le centre du territoire",
    }
}

/// Why a value, a score or an axis is missing, by the name that outputs write.
pub fn reason(name: &str) -> &str {
    let missing = MissingReason::from_name(name).map(of_value);
    let lost = || Lost::ALL.into_iter().find(|why| why.name() == Some(name)).and_then(of_score);
    let unscored = || Unscored::ALL.into_iter().find(|why| why.name() == name).map(of_unit);
    missing.or_else(lost).or_else(unscored).unwrap_or(name)
}

fn of_value(reason: MissingReason) -> &'static str {
    match reason {
        MissingReason::Secret => "trop peu de personnes (secret statistique)",
        MissingReason::NotSignificant => "trop peu de réponses",
        MissingReason::NotAvailable => "non disponible chez le producteur",
        MissingReason::NotApplicable => "sans objet ici",
        MissingReason::Confidential => "confidentielle",
        MissingReason::Empty => "case vide dans le fichier",
        MissingReason::OtherMarker => "signalée comme manquante dans le fichier",
        MissingReason::NoRow => "territoire absent du fichier",
        MissingReason::ZeroDenominator => "personne à compter ici",
        MissingReason::NotFinite => "calcul impossible",
        MissingReason::NullInExpression => "un des chiffres du calcul manque",
        MissingReason::NoFinerValue => "aucune donnée dans les territoires plus petits",
        MissingReason::NoContainingUnit => "aucun territoire plus grand ne le contient",
        MissingReason::NoTable => "fichier non fourni",
        MissingReason::NoPosition => "lieu de vie des habitants non renseigné",
        MissingReason::NoPlace => "aucun lieu de ce type n’est recensé",
        MissingReason::NotInventoried => "territoire que les inventaires de lieux ne couvrent pas",
    }
}

fn of_score(lost: Lost) -> Option<&'static str> {
    Some(match lost {
        Lost::Nothing => return None,
        Lost::TooLittle => "trop peu de données sont disponibles",
        Lost::OutOfBounds => {
            "une valeur normalisée vaut 0 ou moins, et la formule de l’indice n’a alors pas de résultat"
        }
        Lost::Axis => {
            "un axe n’a pas de résultat, car une de ses valeurs normalisées vaut 0 ou moins\u{202f}: \
             l’indice est fait des autres axes"
        }
        Lost::NotFinite => "calcul impossible",
    })
}

fn of_unit(why: Unscored) -> &'static str {
    match why {
        Unscored::Screened => "trop peu d’indicateurs sont renseignés",
        Unscored::NotCompared => {
            "les données sont là, mais il n’y a rien à quoi les comparer\u{202f}: le territoire n’est \
             dans aucun territoire de référence, ou la valeur de celui-ci est 0"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails on an English word of code.
    fn french(name: &str, said: &str) {
        assert_ne!(said, name);
        assert!(!said.is_empty() && !said.contains('_') && !said.contains('\''), "{name}: {said}");
        assert!(!said.contains(" :") && !said.ends_with('.'), "{name}: {said}");
    }

    #[test]
    fn every_origin_and_reason_has_words() {
        for name in Origin::ALL.map(Origin::name) {
            french(name, origin(name));
        }
        for name in MissingReason::ALL.map(MissingReason::name) {
            french(name, reason(name));
        }
        for name in Lost::ALL.into_iter().filter_map(Lost::name) {
            french(name, reason(name));
        }
        for name in Unscored::ALL.map(Unscored::name) {
            french(name, reason(name));
        }
        for kind in [PositionKind::Grid, PositionKind::TownHall, PositionKind::Centre] {
            french(kind.name(), measured_from(kind.name()));
            // A distance has the origin of the same name.
            assert!(origin(kind.name()).ends_with(measured_from(kind.name())));
        }
    }

    #[test]
    fn the_words_that_people_asked_for() {
        for (name, said) in [
            ("s", "trop peu de personnes (secret statistique)"),
            ("ns", "trop peu de réponses"),
            ("zero_denominator", "personne à compter ici"),
            ("no_table", "fichier non fourni"),
            ("of_a_later_version", "of_a_later_version"),
        ] {
            assert_eq!(reason(name), said);
        }
        assert_eq!(origin("measured"), "donnée de ce territoire");
    }
}
