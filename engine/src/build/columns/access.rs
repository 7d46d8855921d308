//! Columns about access to places, beside the scores: need, lack, gap, distances.

use arrow::array::ArrayRef;

use super::arrays::{floats, persons, ranks, texts};
use super::column::{BuildColumn, ColumnInfo};
use crate::analysis::access::{AccessSummary, Gaps, QUADRANTS};
use crate::catalog::{AccessRule, Capacity, Remedy};
use crate::places::schema::{Field, SERVICES};
use crate::places::{Place, Register};
use crate::table::MissingReason;
use crate::territory::UnitIndex;

/// Gaps of one level: the rows of a table.
#[derive(Clone, Copy)]
pub struct GapRows<'a> {
    /// Of all units of the level.
    pub gaps: &'a Gaps,
    /// Units that are written.
    pub kept: &'a [UnitIndex],
}

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
            |r: &GapRows| rounded(&r.gaps.at_risk, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("need", "Share of the level's units with a lower index").unit("0–1"),
            |r: &GapRows| floats(&r.gaps.need, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("lack", "Share of the level's units that are better served (by `access`, then by `access_km`)").unit("0–1"),
            |r: &GapRows| floats(&r.gaps.lack, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("gap", "100 × need × lack: high only where need is high and help is missing").unit("0–100"),
            |r: &GapRows| floats(&r.gaps.gap, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("gap_rank", "Rank by gap among the units of the level, 1 = the largest gap"),
            |r: &GapRows| ranks(&r.gaps.rank, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("need_class", "Third of the level's units by need, 3 = the highest index"),
            |r: &GapRows| ranks(&r.gaps.classes()[0], r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("lack_class", "Third of the level's units by lack, 3 = the worst served"),
            |r: &GapRows| ranks(&r.gaps.classes()[1], r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("quadrant", format!("Halves by need and by lack: {}; what is shown to people are thirds, need_class and lack_class", QUADRANTS.join(", "))),
            |r: &GapRows| texts(r.kept, |u| r.gaps.quadrant(u)),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "remedy",
                remedies_said(rule),
            ),
            |r: &GapRows| texts(r.kept, |u| r.gaps.remedy(u).map(Remedy::name)),
        ),
        BuildColumn::new(
            ColumnInfo::new(
                "access",
                format!("E2SFCA (Luo & Qi 2009): {given} within reach per 10,000 {people}; a person counts for {}", zones.join(", ")),
            )
            .unit(if rule.capacity == Capacity::Hours { "h/10,000" } else { "places/10,000" }),
            |r: &GapRows| floats(&r.gaps.reach.access, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_km", "Distance to the nearest place, as the crow flies (geodesic); means by persons above the finest level").unit("km"),
            |r: &GapRows| floats(&r.gaps.reach.km, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_from", "What the distance is measured from: grid, town_hall or centre"),
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
            |r: &GapRows| floats(&r.gaps.reach.inventoried, r.kept),
        ),
        BuildColumn::new(
            ColumnInfo::new("access_reason", "Why access is not known: a reason of the list of reasons; null where it is"),
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
        |r: &AccessRows| floats(&r.access.inside, r.kept),
    ));
    out.push(BuildColumn::new(
        ColumnInfo::new("supply_per_10000", "The same per 10,000 persons at risk")
            .unit("places/10,000"),
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
    out.push(BuildColumn::new(nearest_id(), |r: &AccessRows| {
        texts(r.kept, |u| r.access.nearest[u.get()].as_deref())
    }));
    for (s, service) in SERVICES.iter().enumerate() {
        out.push(BuildColumn::new(
            ColumnInfo::new(
                format!("km_{}", service.id),
                format!("Distance to the nearest place that gives: {}; null where no place of this build does, and where no inventory that names services covers the unit", service.value),
            )
            .unit("km"),
            move |r: &AccessRows| floats(&r.access.km[s], r.kept),
        ));
    }
    out
}

/// Id, name and commune of the nearest place.
pub fn nearest_columns<'a>() -> Vec<BuildColumn<'a, NearestRows<'a>>> {
    vec![
        BuildColumn::new(nearest_id(), |r: &NearestRows| texts(r.kept, |u| Some(r.place(u)?.id()))),
        BuildColumn::new(
            ColumnInfo::new("nearest_name", "Name of the nearest place"),
            |r: &NearestRows| texts(r.kept, |u| Some(r.place(u)?.name())),
        ),
        BuildColumn::new(
            ColumnInfo::new("nearest_commune", "Commune of the nearest place"),
            |r: &NearestRows| texts(r.kept, |u| r.place(u)?.text(Field::Commune)),
        ),
    ]
}

fn nearest_id() -> ColumnInfo {
    ColumnInfo::new("nearest_id", "Id of the nearest place, in places.parquet")
}

/// Persons are whole.
fn rounded(values: &[f64], kept: &[UnitIndex]) -> ArrayRef {
    let whole: Vec<f64> = values.iter().map(|p| p.round()).collect();
    persons(&whole, kept)
}
