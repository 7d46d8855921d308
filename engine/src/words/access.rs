//! Need and supply by thirds, and what to study about them.

use super::levels::of_units;
use crate::analysis::access::Third;
use crate::catalog::Remedy;

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
