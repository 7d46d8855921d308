//! Columns of need, lack and gap, which the scores and the tables of gaps have alike.

use arrow::array::ArrayRef;

use super::arrays::{floats, persons, ranks, texts};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use crate::analysis::access::{Gaps, QUADRANTS};
use crate::catalog::{AccessRule, Capacity, Remedy};
use crate::table::MissingReason;
use crate::territory::UnitIndex;
use crate::words;

/// Gaps of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct GapRows<'a> {
    /// Of all units of the level.
    pub gaps: &'a Gaps,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

/// Need, lack, gap, quadrant, remedy and distance.
pub fn gap_columns<'a>(rule: &AccessRule) -> Vec<BuildColumn<'a, GapRows<'a>>> {
    let people = if rule.people.is_empty() { "inhabitants" } else { rule.people.as_str() };
    let given = match rule.capacity {
        Capacity::Place => "places",
        Capacity::Hours => "weekly hours of opening",
    };
    let zones: Vec<String> = rule
        .zones_km
        .iter()
        .zip(&rule.weights)
        .map(|(km, weight)| format!("{weight} up to {km} km"))
        .collect();
    vec![
        BuildColumn::new(
            ColumnInfo::new(
                "at_risk",
                format!("Persons at risk: population × share of {people}. A head count of a group, not of persons in difficulty"),
            )
            .unit("persons"),
            FrenchText::new(
                at_risk_label(rule),
                format!("Habitants × part des {} : l’effectif d’un groupe, pas un nombre de personnes en difficulté", people_in_french(rule)),
            ),
            |r: &GapRows| rounded(&r.gaps.at_risk, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("need", "Share of the level's units with a lower index").unit("0–1"),
            FrenchText::new("Besoin", "Part des territoires du niveau dont l’indice est plus faible"),
            |r: &GapRows| floats(&r.gaps.need, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("lack", "Share of the level's units that are better served (by `access`, then by `access_km`)").unit("0–1"),
            FrenchText::new(
                "Offre moindre qu’ailleurs",
                "Part des territoires du niveau mieux desservis : plus d’offre à portée, puis une distance plus courte",
            ),
            |r: &GapRows| floats(&r.gaps.lack, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("gap", "100 × need × lack: high only where need is high and help is missing").unit("0–100"),
            FrenchText::new(
                "Écart entre besoin et offre",
                "100 × besoin × part des territoires mieux desservis : élevé seulement là où le besoin est fort et l’offre faible",
            ),
            |r: &GapRows| floats(&r.gaps.gap, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("gap_rank", "Rank by gap among the units of the level, 1 = the largest gap"),
            FrenchText::new("Rang de l’écart", "Rang par écart entre besoin et offre parmi les territoires du niveau ; 1 = le plus grand écart"),
            |r: &GapRows| ranks(&r.gaps.rank, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("need_class", "Third of the level's units by need, 3 = the highest index"),
            FrenchText::new("Classe de besoin", "3 = besoin fort, 2 = moyen, 1 = faible : les trois tiers des territoires du niveau, pas une norme"),
            |r: &GapRows| ranks(&r.gaps.classes()[0], r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("lack_class", "Third of the level's units by lack, 3 = the worst served"),
            FrenchText::new("Classe d’offre", "3 = offre faible, 2 = moyenne, 1 = forte : les trois tiers des territoires du niveau, pas une norme"),
            |r: &GapRows| ranks(&r.gaps.classes()[1], r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("quadrant", format!("Halves by need and by lack: {}; what is shown to people are thirds, need_class and lack_class", QUADRANTS.join(", "))),
            FrenchText::new(
                "Besoin et offre",
                "Les deux moitiés des territoires du niveau, par besoin et par offre, pour les programmes ; ce qui se lit sont \
                 les tiers (classe de besoin, classe d’offre) : fragile_far (besoin fort, offre faible), fragile_near (besoin \
                 fort, offre forte), robust_far (besoin faible, offre faible), robust_near (besoin faible, offre forte)",
            ),
            |r: &GapRows| texts(r.kept, |u| r.gaps.quadrant(u)),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "remedy",
                remedies_said(rule),
            ),
            FrenchText::new(
                "Piste à étudier",
                remedies_in_french(rule),
            ),
            |r: &GapRows| texts(r.kept, |u| r.gaps.remedy(u).map(Remedy::name)),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "access",
                format!("E2SFCA (Luo & Qi 2009): {given} within reach per 10,000 {people}; a person counts for {}", zones.join(", ")),
            )
            .unit(if rule.capacity == Capacity::Hours { "h/10,000" } else { "places/10,000" }),
            FrenchText::new(
                "Offre à portée",
                format!(
                    "{} à portée pour 10\u{202f}000 {} (E2SFCA, Luo et Qi 2009) ; zones de {} km à vol d’oiseau",
                    match rule.capacity {
                        Capacity::Place => "Lieux",
                        Capacity::Hours => "Heures d’ouverture par semaine",
                    },
                    people_in_french(rule),
                    rule.zones_km.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
                ),
            ),
            |r: &GapRows| floats(&r.gaps.reach.access, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_km", "Distance to the nearest place, as the crow flies (geodesic); means by persons above the finest level").unit("km"),
            FrenchText::new(
                "Distance au lieu le plus proche (km)",
                "Distance au lieu d’accueil le plus proche, à vol d’oiseau ; moyenne par personne aux niveaux plus grands",
            ),
            |r: &GapRows| floats(&r.gaps.reach.km, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_from", "What the distance is measured from: grid, town_hall or centre"),
            FrenchText::new("Distance mesurée depuis", "grid : des carreaux habités ; town_hall : de la mairie ; centre : du centre du territoire"),
            |r: &GapRows| {
                let reach = &r.gaps.reach;
                texts(r.kept, |u| {
                    let unit = u.get();
                    reach.km[unit].is_finite().then(|| reach.from[unit].name())
                })
            },
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "inventoried",
                "Share of the unit's persons who live where an inventory of places covers: access, lack and gap are of them alone, and null where it is 0",
            )
            .unit("0–1"),
            FrenchText::new(
                "Part inventoriée",
                "Part des habitants qui vivent là où un inventaire de lieux existe : l’offre, la distance et l’écart ne portent que \
                 sur eux, et sont vides où elle est nulle",
            ),
            |r: &GapRows| floats(&r.gaps.reach.inventoried, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_reason", "Why access is not known: a reason of the list of reasons; null where it is"),
            FrenchText::new(
                "Offre à portée — raison de l’absence",
                "Pourquoi l’offre à portée n’est pas connue ; vide si elle l’est",
            ),
            |r: &GapRows| {
                texts(r.kept, |u| r.gaps.reach.reason(u).map(MissingReason::name))
            },
        ),
    ]
}

/// What the column `remedy` says under a rule.
fn remedies_said(rule: &AccessRule) -> String {
    let said = "What to study, by what the index of a unit is made of most: network, equipment or mediation; none in the third of the lowest need";
    if rule.remedies.len() < 2 {
        return format!("{said}. Null: the method's indicators can give one answer alone");
    }
    said.into()
}

/// The same in French.
fn remedies_in_french(rule: &AccessRule) -> String {
    let each =
        Remedy::ALL.map(|remedy| format!("{} ({})", remedy.name(), words::remedy_in_short(remedy)));
    let only = if rule.remedies.len() < 2 {
        ". Vide : les indicateurs de la méthode ne peuvent donner qu’une réponse"
    } else {
        ""
    };
    format!(
        "Ce qui élève le plus l’indice : {} ; pas de piste proposée dans le tiers où le besoin est le plus faible, ce qui ne veut \
         pas dire qu’il n’y a pas de besoin{only}",
        each.join(", ")
    )
}

/// Who the persons at risk are.
fn people_in_french(rule: &AccessRule) -> &str {
    if rule.people.is_empty() { "habitants" } else { &rule.people }
}

fn at_risk_label(rule: &AccessRule) -> String {
    match rule.people.as_str() {
        "" => "Personnes concernées".into(),
        people => format!("Personnes concernées : {people}"),
    }
}

/// Persons are whole.
fn rounded(values: &[f64], kept: &[UnitIndex]) -> ArrayRef {
    let whole: Vec<f64> = values.iter().map(|p| p.round()).collect();
    persons(&whole, kept)
}
