//! Need and supply by thirds, and what to study about them.

use super::levels::of_units;
use crate::analysis::access::Third;
use crate::catalog::{AccessRule, Remedy};
use crate::places::PlaceSource;

/// « Besoin fort et offre faible », of a unit's thirds by need and by lack of access.
pub fn need_and_supply(need: Third, lack: Third) -> String {
    let need = match need {
        Third::Low => "faible",
        Third::Middle => "moyen",
        Third::High => "fort",
    };
    // What is lacking most is least offered.
    let supply = match lack {
        Third::Low => "forte",
        Third::Middle => "moyenne",
        Third::High => "faible",
    };
    format!("Besoin {need} et offre {supply}")
}

/// What « fort », « moyen » and « faible » mean at a level.
pub fn thirds(level: &str) -> String {
    format!("les trois tiers {}, pas une norme", of_units(level))
}

/// Sources that a sentence names.
const NAMED: usize = 4;

/// What a reader must know of the places that are counted: the method's own note as long as they are those that it
/// speaks of, else which inventories count.
pub fn places_note(rule: &AccessRule, services_count: bool, sources: &[PlaceSource]) -> String {
    let named = |kept: &dyn Fn(&PlaceSource) -> bool| {
        let known = sources.iter().filter(|source| source.places > 0 && kept(source));
        let titles: Vec<String> = known.map(|source| format!("« {} »", source.title)).collect();
        let shown = titles[..titles.len().min(NAMED)].join(", ");
        match titles.len().saturating_sub(NAMED) {
            _ if titles.is_empty() => None,
            0 => Some(shown),
            1 => Some(format!("{shown} et 1 autre source")),
            more => Some(format!("{shown} et {more} autres sources")),
        }
    };
    if !services_count {
        let Some(others) = named(&|source| !source.carried) else { return rule.note.clone() };
        let sentence = format!("Comptent aussi les lieux de {others}.");
        return [rule.note.as_str(), &sentence].join(" ").trim_start().into();
    }
    let counted = match named(&|source| source.with_services > 0) {
        Some(counted) => format!("ceux de {counted}."),
        None => "aucun n’est connu.".into(),
    };
    let first = "Seuls comptent dans l’offre les lieux qui nomment un service\u{202f}:";
    match named(&|source| source.with_services == 0) {
        Some(others) => format!(
            "{first} {counted} Ceux de {others} sont connus, pas comptés\u{202f}: aucun ne nomme de service."
        ),
        None => format!("{first} {counted}"),
    }
}

/// What to study.
pub fn remedy(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::None => {
            "Pas de piste proposée\u{202f}: le besoin est dans le tiers le plus faible. Cela ne veut pas \
             dire qu’il n’y a pas de besoin"
        }
        Remedy::Network => "Piste à étudier\u{202f}: la couverture des réseaux",
        Remedy::Equipment => "Piste à étudier\u{202f}: l’équipement et son coût",
        Remedy::Mediation => "Piste à étudier\u{202f}: l’accompagnement",
    }
}

/// The same as a cell of a list.
pub fn remedy_in_short(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::None => "pas de piste proposée",
        Remedy::Network => "réseau",
        Remedy::Equipment => "équipement",
        Remedy::Mediation => "accompagnement",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, open_method};

    #[test]
    fn the_note_is_of_the_places_that_count() {
        let method = open_method("embarque", &Catalog::builtin().expect("datasets"));
        let rule = method.expect("a method").access.expect("places").rule;
        let source = |title: &str, with_services, carried| PlaceSource {
            title: title.into(),
            places: 3,
            with_services,
            carried,
            ..PlaceSource::default()
        };
        let halls = source("Mairies", 0, true);
        assert_eq!(places_note(&rule, false, std::slice::from_ref(&halls)), rule.note);
        let silent = places_note(&rule, false, &[halls.clone(), source("Hub", 0, false)]);
        assert!(silent.starts_with(&rule.note) && silent.contains("aussi les lieux de « Hub »"));
        let hub = places_note(&rule, true, &[halls, source("Hub", 3, false)]);
        assert!(!hub.contains("besoin comme dans") && hub.contains("ceux de « Hub »."), "{hub}");
        assert!(hub.contains("Ceux de « Mairies » sont connus, pas comptés"), "{hub}");
    }

    #[test]
    fn need_is_set_against_supply() {
        assert_eq!(need_and_supply(Third::High, Third::High), "Besoin fort et offre faible");
        assert_eq!(need_and_supply(Third::Middle, Third::Middle), "Besoin moyen et offre moyenne");
        assert_eq!(need_and_supply(Third::Low, Third::Low), "Besoin faible et offre forte");
        assert_eq!(thirds("commune"), "les trois tiers des communes, pas une norme");
    }

    #[test]
    fn no_remedy_is_not_no_need() {
        for one in Remedy::ALL {
            let said = remedy(one);
            let none = one == Remedy::None;
            assert_eq!(said.starts_with("Piste à étudier"), !none, "{said}");
            assert_eq!(said.contains("ne veut pas dire"), none, "{said}");
        }
    }
}
