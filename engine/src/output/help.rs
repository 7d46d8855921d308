//! Columns about help within reach, beside the scores.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};

use super::describe::{Description, describe};
use super::open::{number, text_of};
use super::scores::parent_ids;
use super::table::{Columns, floats, ranks, texts};
use crate::analysis::HelpValues;
use crate::analysis::access::{Access, Gaps, Help, QUADRANTS};
use crate::catalog::{AccessRule, Capacity, MethodSummary};
use crate::error::Result;
use crate::index::Scores;
use crate::places::schema::{Field, SERVICES, Service};
use crate::territory::Territory;

fn described(column: impl Into<String>, text: impl Into<String>) -> Description {
    Description::new(column, text)
}

/// Columns of [`gap_columns`], in order.
pub fn gap_descriptions(rule: &AccessRule) -> Vec<Description> {
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
        described(
            "at_risk",
            format!("Persons at risk: population × share of {people}. A head count of a group, not of persons in difficulty"),
        )
        .unit("persons"),
        described("need", "Share of the level's units that are less fragile").unit("0–1"),
        described("lack", "Share of the level's units that are better served (by `access`, then by `access_km`)").unit("0–1"),
        described("gap", "100 × need × lack: high only where need is high and help is missing").unit("0–100"),
        described("gap_rank", "Rank by gap among the units of the level, 1 = the largest gap"),
        described("need_class", "Third of the level's units by need, 3 = the most fragile"),
        described("lack_class", "Third of the level's units by lack, 3 = the worst served"),
        described("quadrant", format!("Halves by need and by lack: {}", QUADRANTS.join(", "))),
        described(
            "remedy",
            "What the fragility of a unit of the more fragile half is made of most: network, equipment or mediation; none in the other half",
        ),
        described(
            "access",
            format!("E2SFCA (Luo & Qi 2009): {given} within reach per 10,000 {people}; a person counts for {}", zones.join(", ")),
        )
        .unit(if rule.capacity == Capacity::Hours { "h/10,000" } else { "places/10,000" }),
        described("access_km", "Distance to the nearest place, as the crow flies (geodesic); means by persons above the finest level").unit("km"),
        described("access_from", "What the distance is measured from: grid, town_hall or centre"),
    ]
}

/// Gaps of the units of `kept`.
pub fn gap_columns(gaps: &Gaps, kept: &[u32]) -> Vec<ArrayRef> {
    let [need_class, lack_class] = gaps.classes();
    vec![
        rounded(&gaps.at_risk, kept),
        floats(&gaps.need, kept),
        floats(&gaps.lack, kept),
        floats(&gaps.gap, kept),
        ranks(&gaps.rank, kept),
        ranks(&need_class, kept),
        ranks(&lack_class, kept),
        texts(kept, |u| gaps.quadrant(u)),
        texts(kept, |u| gaps.remedy(u).map(crate::catalog::Remedy::name)),
        floats(&gaps.reach.access, kept),
        floats(&gaps.reach.km, kept),
        texts(kept, |u| gaps.reach.km[u].is_finite().then(|| gaps.reach.from[u].name())),
    ]
}

/// Columns of [`help_columns`], in order.
pub fn help_descriptions(rule: &AccessRule) -> Vec<Description> {
    let mut out = gap_descriptions(rule);
    out.push(described(
        "supply",
        "Places counted that stand in the unit; null where it is not known in which unit they are",
    ));
    out.push(
        described("supply_per_10000", "The same per 10,000 persons at risk").unit("places/10,000"),
    );
    out.push(nearest_id());
    for service in SERVICES {
        out.push(
            described(
                format!("km_{}", service.id),
                format!("Distance to the nearest place that gives: {}; null where no place of this build does", service.value),
            )
            .unit("km"),
        );
    }
    out
}

/// Everything about help around the units of `kept`.
pub fn help_columns(help: &Help, kept: &[u32]) -> Vec<ArrayRef> {
    let mut out = gap_columns(&help.gaps, kept);
    out.push(floats(&help.inside, kept));
    let per: Vec<f64> = help
        .inside
        .iter()
        .zip(&help.gaps.at_risk)
        .map(|(places, persons)| if *persons > 0.0 { 1e4 * places / persons } else { f64::NAN })
        .collect();
    out.push(floats(&per, kept));
    out.push(ids(&help.nearest, kept));
    out.extend(help.km.iter().map(|km| floats(km, kept)));
    out
}

/// Ids of the kept units.
fn ids(of_unit: &[Option<Box<str>>], kept: &[u32]) -> ArrayRef {
    let column: StringArray = kept.iter().map(|u| of_unit[*u as usize].as_deref()).collect();
    Arc::new(column)
}

/// Persons are whole.
fn rounded(persons: &[f64], kept: &[u32]) -> ArrayRef {
    let whole: Vec<f64> = persons.iter().map(|p| p.round()).collect();
    super::table::persons(&whole, kept)
}

/// The same, null where nothing is known of help.
pub fn help_columns_or_null(help: Option<&Help>, kept: &[u32]) -> Vec<ArrayRef> {
    if let Some(help) = help {
        return help_columns(help, kept);
    }
    let units = kept.iter().max().map_or(0, |u| *u as usize + 1);
    help_columns(&Help::unknown(units), kept)
}

/// Gaps as a table of the units of `kept`, whose identity columns are those of `identity`.
///
/// # Errors
/// None for gaps of this territory.
pub fn gaps_table(
    identity: &RecordBatch,
    (method, scores): (&MethodSummary, &Scores),
    access: &Access,
    gaps: &Gaps,
    (territory, level): (&Territory, usize),
    kept: &[u32],
) -> Result<RecordBatch> {
    let id = &territory.levels[level].id;
    let mut described = describe(method, id, &parent_ids(territory, level)).into_iter();
    let mut columns = Columns::default();
    for array in identity.columns() {
        columns.push(described.next().unwrap_or_default(), array.clone());
    }
    let of_scores: Vec<Description> = described.by_ref().take(4).collect();
    let arrays = [
        floats(&scores.index, kept),
        ranks(&scores.rank, kept),
        ranks(&scores.rank_in_zone, kept),
        ranks(&scores.decile, kept),
    ];
    for (description, array) in of_scores.into_iter().zip(arrays) {
        columns.push(description, array);
    }
    for (description, array) in
        gap_descriptions(&access.rule).into_iter().zip(gap_columns(gaps, kept))
    {
        columns.push(description, array);
    }
    let place = |unit: usize| access.register.places.get(gaps.reach.nearest[unit] as usize);
    columns.push(nearest_id(), texts(kept, |u| Some(place(u)?.id())));
    columns.push(
        Description::new("nearest_name", "Name of the nearest place"),
        texts(kept, |u| Some(place(u)?.name())),
    );
    columns.push(
        Description::new("nearest_commune", "Commune of the nearest place"),
        texts(kept, |u| place(u)?.text(Field::Commune)),
    );
    columns.batch(id.as_ref())
}

fn nearest_id() -> Description {
    Description::new("nearest_id", "Id of the nearest place, in places.parquet")
}

/// What a level's scores say of help around the unit at `row`.
pub fn values_of(batch: &RecordBatch, row: usize) -> HelpValues {
    let number = |name: &str| number(batch, name, row);
    let text = |name: &str| text_of(batch, name, row).map(String::from);
    let ranked = batch.column_by_name("gap").map_or(0, |gaps| gaps.len() - gaps.null_count());
    let km =
        |service: &Service| Some((service.id.to_string(), number(&format!("km_{}", service.id))?));
    HelpValues {
        at_risk: number("at_risk"),
        need: number("need"),
        lack: number("lack"),
        gap: number("gap"),
        gap_rank: number("gap_rank").map(|r| r as u32),
        gap_ranked: ranked,
        need_class: number("need_class").map(|c| c as u8),
        lack_class: number("lack_class").map(|c| c as u8),
        quadrant: text("quadrant"),
        remedy: text("remedy"),
        access: number("access"),
        access_km: number("access_km"),
        access_from: text("access_from"),
        supply: number("supply"),
        supply_per_10000: number("supply_per_10000"),
        nearest: text("nearest_id"),
        km: SERVICES.iter().filter_map(km).collect(),
    }
}
