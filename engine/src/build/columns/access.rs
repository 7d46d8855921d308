//! Columns about access to places, beside the scores: gaps, places in the unit, the nearest one, distances.

use super::arrays::{floats, texts};
use super::column::{BuildColumn, ColumnInfo};
use super::french::FrenchText;
use super::gaps::{GapRows, gap_columns};
use crate::analysis::access::{AccessSummary, Gaps};
use crate::catalog::AccessRule;
use crate::places::schema::{Field, SERVICES};
use crate::places::{Place, Register};
use crate::territory::UnitIndex;

/// Access around the units of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct AccessRows<'a> {
    /// Of all units of the level.
    pub access: &'a AccessSummary,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

/// The nearest places of the units of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct NearestRows<'a> {
    /// The places.
    pub register: &'a Register,
    /// Of all units of the level.
    pub gaps: &'a Gaps,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

impl<'a> NearestRows<'a> {
    fn place(&self, unit: UnitIndex) -> Option<&'a Place> {
        self.register.places.get(self.gaps.reach.nearest[unit.get()] as usize)
    }
}

/// Everything about access: gaps, places within the unit, the nearest one, distances by service.
pub fn access_columns<'a>(rule: &AccessRule) -> Vec<BuildColumn<'a, AccessRows<'a>>> {
    let mut out: Vec<BuildColumn<AccessRows>> = gap_columns(rule)
        .into_iter()
        .map(|c| c.within(|r: &AccessRows<'a>| GapRows { gaps: &r.access.gaps, kept: r.kept }))
        .collect();
    out.push(BuildColumn::new(
        ColumnInfo::new(
            "supply",
            "Places counted that stand in the unit; null where it is not known in which unit they are, and where no inventory covers it",
        ),
        FrenchText::new(
            "Lieux dans le territoire",
            "Lieux comptés qui sont dans le territoire ; vide si l’on ne sait pas dans lequel ils sont, ou si aucun inventaire ne le couvre",
        ),
        |r: &AccessRows| floats(&r.access.inside, r.kept),
    ));
    out.push(BuildColumn::new(
        ColumnInfo::new("supply_per_10000", "The same per 10,000 persons at risk")
            .unit("places/10,000"),
        FrenchText::new(
            "Lieux pour 10\u{202f}000 personnes concernées",
            "Le même nombre, rapporté aux personnes concernées",
        ),
        |r: &AccessRows| {
            let both = r.access.inside.iter().zip(&r.access.gaps.at_risk);
            let per = both.map(
                |(places, persons)| {
                    if *persons > 0.0 { 1e4 * places / persons } else { f64::NAN }
                },
            );
            floats(&per.collect::<Vec<f64>>(), r.kept)
        },
    ));
    out.push(BuildColumn::new(nearest_id(), nearest_in_french(), |r: &AccessRows| {
        texts(r.kept, |u| r.access.nearest[u.get()].as_deref())
    }));
    for (s, service) in SERVICES.iter().enumerate() {
        out.push(BuildColumn::new(
            ColumnInfo::new(
                format!("km_{}", service.id),
                format!("Distance to the nearest place that gives: {}; null where no place of this build does, and where no inventory that names services covers the unit", service.value),
            )
            .unit("km"),
            FrenchText::new(
                format!("Distance (km) : {}", service.value),
                "Distance au lieu le plus proche qui rend ce service, à vol d’oiseau ; vide si aucun lieu connu ne le rend, ou si aucun inventaire qui nomme les services ne couvre le territoire",
            ),
            move |r: &AccessRows| floats(&r.access.km[s], r.kept),
        ));
    }
    out
}

/// Id, name and commune of the nearest place.
pub fn nearest_columns<'a>() -> Vec<BuildColumn<'a, NearestRows<'a>>> {
    vec![
        BuildColumn::new(nearest_id(), nearest_in_french(), |r: &NearestRows| {
            texts(r.kept, |u| Some(r.place(u)?.id()))
        }),
        BuildColumn::new(
            ColumnInfo::new("nearest_name", "Name of the nearest place"),
            FrenchText::new("Lieu le plus proche", "Nom du lieu d’accueil le plus proche"),
            |r: &NearestRows| texts(r.kept, |u| Some(r.place(u)?.name())),
        ),
        BuildColumn::new(
            ColumnInfo::new("nearest_commune", "Commune of the nearest place"),
            FrenchText::new(
                "Lieu le plus proche — commune",
                "Commune du lieu d’accueil le plus proche",
            ),
            |r: &NearestRows| texts(r.kept, |u| r.place(u)?.text(Field::Commune)),
        ),
    ]
}

/// Both the scores and the gaps have it.
pub const NEAREST_ID: &str = "nearest_id";

fn nearest_id() -> ColumnInfo {
    ColumnInfo::new(NEAREST_ID, "Id of the nearest place, in places.parquet")
}

fn nearest_in_french() -> FrenchText {
    FrenchText::new(
        "Lieu le plus proche — identifiant",
        "Identifiant du lieu d’accueil le plus proche, dans places.parquet",
    )
}
